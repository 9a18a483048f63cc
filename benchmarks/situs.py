"""Ask the pages of a site with 12,000 invented people, and tell how long each takes.

    python -m benchmarks.situs [--orang 12000] [--ulang 20] [--halaman /pegawai/]

Settles the demo's four governments first, if nobody is in the database yet. Uses the server of `DATABASE_URL`
(a database that is there only to be measured, as the owner of its tables), or an embedded server under
`var/bench/situs`, which is kept for the next time. What is printed for each page and role are medians:

- queries: how many statements were sent, without those that begin and end a transaction;
- database: the time from sending statements to having their rows;
- CPU: of this process alone, so that other work on the machine does not count;
- server: CPU of the database server's process for us, if it can be read: without waiting for its turn;
- wall: from request to answer, through all middleware, compressed;
- best: the fastest database + CPU, which other work disturbed least;
- least: the least CPU + server, which is what the page costs where nothing else is done;
- kB: of the answer, compressed.

Server time is about database + CPU; the aim is 60 ms a page, 100 ms a search. On a busy machine most of the
database's time is spent waiting, so a page is marked by `least` where the server's CPU can be read.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._measure import machine, served, shown, table

if TYPE_CHECKING:
    from praja.demo.settle import Settled

FOLDER = Path("var/bench/situs")
AIM, SEARCH_AIM = 60, 100
PEOPLE = 12_000


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A page as somebody asks for it."""

    label: str
    role: str
    address: str

    @property
    def aim(self) -> int:
        """How many ms it may take."""
        return SEARCH_AIM if "cari" in self.address else AIM


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """Medians of a page: milliseconds, and how many queries and bytes."""

    queries: int
    database: float
    cpu: float
    server: float
    wall: float
    best: float
    least: float
    size: int


def options(name: str, said: str | None) -> argparse.Namespace:
    """Return what the shell asks of a benchmark of pages.

    :param said: what it measures, for `--help`
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=said)
    parser.add_argument("--orang", type=int, default=PEOPLE, help="how many people are settled")
    parser.add_argument("--ulang", type=int, default=20, help="how often each page is asked")
    parser.add_argument("--halaman", default="", help="only pages whose address or name contains this")
    parser.add_argument("--kueri", action="store_true", help="print statements, slowest first")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    given = options("situs", __doc__)
    with opened_site():
        settled = settle_once(given.orang)
        print(machine())
        if settled:
            print(settled)
        pages = [one for one in pages_of_everyone() if given.halaman in f"{one.label} {one.address}"]
        print(measured(pages, given.ulang, statements=given.kueri))


@contextlib.contextmanager
def opened_site() -> Iterator[None]:
    """Have a database with our tables, and Django ready, as the owner of the tables."""
    os.environ.setdefault("PRAJA_VAR", str(FOLDER.resolve()))
    os.environ.setdefault("PRAJA_HTTPS", "tidak")
    from praja.server import postgres, site, tables

    embedded = not os.environ.get("DATABASE_URL")
    folder = Path(os.environ["PRAJA_VAR"])
    if embedded:
        os.environ["DATABASE_URL"] = site.prepare(folder).owner or ""
    try:
        site.set_up()
        tables.migrate()
        site.collect_static()
        yield
        site.disconnect()
    finally:
        if embedded:
            postgres.stop(folder / "postgres")


def settle_once(people: int) -> str:
    """Settle people if there are none, and tell how long that took."""
    from django.db import connection, transaction

    from praja.demo.house import build_structures
    from praja.demo.settle import settle
    from praja.organization.queries import today
    from praja.people.models import Person

    if Person.objects.exists():
        return ""
    start, used = time.perf_counter(), time.process_time()
    with transaction.atomic():
        build_structures(by=None, on=today(), large=people > 1_250)
        done: Settled = settle(on=today(), most=people)
    took, cpu = time.perf_counter() - start, time.process_time() - used
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    from praja.people.due.tasks import reckon_due

    reckon_due.func()
    return f"{done.people:,} people, {done.rows:,} rows settled in {shown(took)}, {shown(cpu)} of it CPU here"


# --- what is asked


def pages_of_everyone() -> list[Asked]:
    """Return what is measured: the pages that people open most, as those who open them."""
    from praja.people.models import Person

    city = _unit("semarang")
    district, village = _unit("semarang.banyumanik"), _unit("semarang.banyumanik.sumurboto")
    other = Person.objects.get(account__username=account_of("Atasan (lurah)").username)
    staff = Person.objects.get(account__username=account_of("Pegawai").username)
    number = _sk_number(other)
    found = [
        *_for("Pegawai", home="/", own="/saya/", own_trail="/saya/jejak/", search="/cari/?q=Sumurboto"),
        *_for("Pegawai", own_as_of="/saya/?per=2022-01-01", unit=f"/organisasi/{village}/"),
        *_for("Atasan (lurah)", home="/", list="/pegawai/", search="/cari/?q=siti"),
        *_for("Pengelola kepegawaian kecamatan", home="/", list="/pegawai/", proposals="/usulan/"),
        *_for(
            "Pengelola kepegawaian kecamatan",
            person=f"/pegawai/{staff.pk}/",
            timeline=f"/pegawai/{staff.pk}/linimasa/",
            search="/cari/?q=siti",
            due="/jatuh-tempo/",
        ),
    ]
    for role in ("Admin BKPSDM Kota Semarang", "Auditor (inspektorat)"):
        found += _for(
            role,
            home="/",
            list="/pegawai/",
            list_by_post="/pegawai/?urut=post_now",
            list_by_unit="/pegawai/?urut=-unit_now",
            list_golongan="/pegawai/?golongan=III%2Fc&status=pns",
            list_unit=f"/pegawai/?unit={district}",
            list_words="/pegawai/?cari=siti",
            list_deep="/pegawai/?hal=60",
            person=f"/pegawai/{other.pk}/",
            person_as_of=f"/pegawai/{other.pk}/?per=2022-01-01",
            timeline=f"/pegawai/{other.pk}/linimasa/",
            search_name="/cari/?q=siti",
            search_words="/cari/?q=siti%20wulandari",
            search_nip=f"/cari/?q={other.nip}",
            search_unit="/cari/?q=Sumurboto",
            search_sk=f"/cari/?q={number}",
            search_nothing="/cari/?q=tidakadaapapun",
            trail="/jejak/",
            roles="/peran/",
            due="/jatuh-tempo/",
        )
    found += _for(
        "Admin BKPSDM Kota Semarang",
        governments="/organisasi/",
        tree=f"/organisasi/{city}/",
        unit=f"/organisasi/{district}/",
        small_unit=f"/organisasi/{village}/",
        chart=f"/organisasi/{city}/bagan/",
        posts=f"/organisasi/{city}/peta-jabatan/",
        vacancies=f"/organisasi/{city}/lowong/",
        post=f"/organisasi/jabatan/{_post('semarang.banyumanik.camat')}/",
        proposals="/usulan/",
        many="/pegawai/sk/",
        accounts="/akun/daftar/",
        imports="/impor/",
    )
    found += _for("Admin aplikasi", home="/", accounts="/akun/daftar/", roles="/peran/", trail="/jejak/")
    return found


def _for(role: str, **addresses: str) -> list[Asked]:
    return [Asked(label.replace("_", " "), role, address) for label, address in addresses.items()]


def account_of(role: str) -> Any:
    """Return the account that the demo made for a role."""
    from praja.accounts.models import User
    from praja.demo.settle import ADMIN, CAST
    from praja.people.models import JabatanHistory

    if role == "Admin aplikasi":
        return User.objects.get(username=ADMIN)
    cast = next(one for one in CAST if one.label == role)
    held = JabatanHistory.objects.known().filter(position__code__startswith=cast.post)
    accounts = User.objects.filter(person__in=held.values("person"))
    if cast.role:
        accounts = accounts.filter(pk__in=_holders(cast.role, cast.unit))
    return accounts.earliest("pk")


def _holders(role: str, unit: str) -> Any:
    from praja.access.models import RoleHeld

    return RoleHeld.objects.filter(role=role, unit__code=unit).values("user")


def _unit(code: str) -> Any:
    from praja.organization.models import Unit

    return Unit.objects.get(code=code).pk


def _post(code: str) -> Any:
    from praja.organization.models import Position

    return Position.objects.filter(code__startswith=code).earliest("code").pk


def _sk_number(person: Any) -> str:
    from praja.people.models import GolonganHistory

    return str(GolonganHistory.objects.known().filter(person=person).earliest("pk").sk_number)


# --- how it is measured


def measured(pages: Sequence[Asked], times: int, *, statements: bool = False) -> str:
    """Ask each page and return a table of the figures; pages over the aim are marked."""
    clients: dict[str, Any] = {}
    rows = ["page role queries database CPU db+CPU best server least wall kB".split() + [""]]
    for one in pages:
        if one.role not in clients:
            clients[one.role] = _client(one.role)
        found, log = figures(clients[one.role], one.address, times)
        if found is None:
            continue
        both = found.database + found.cpu
        rows.append(
            [
                one.label,
                one.role[:26],
                str(found.queries),
                f"{found.database:.1f}",
                f"{found.cpu:.1f}",
                f"{both:.1f}",
                f"{found.best:.1f}",
                f"{found.server:.1f}",
                f"{found.least:.1f}",
                f"{found.wall:.1f}",
                f"{found.size / 1000:.1f}",
                f"over {one.aim}" if (found.least if found.server else both) > one.aim else "",
            ]
        )
        if statements:
            print(f"\n{one.label} ({one.role}) {one.address}")
            for took, sql in sorted(log, reverse=True):
                print(f"  {took:7.1f} ms  {sql[:1500]}", flush=True)
    return table(rows)


def _client(role: str) -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"accept-encoding": "gzip", "host": settings.ALLOWED_HOSTS[0]})
    client.force_login(account_of(role), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def figures(client: Any, address: str, times: int) -> tuple[Figures | None, list[tuple[float, str]]]:
    """Return the medians of asking for a page, and the statements of the last time with their ms.

    None for a page that this version does not have, or not for this role.
    """
    from django.db import connection

    log: list[tuple[float, str]] = []

    def watch(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, *more)
        finally:
            log.append(((time.perf_counter() - start) * 1e3, sql))

    first = client.get(address)
    if first.status_code != 200:
        print(f"{address}: {first.status_code}", file=sys.stderr)
        return None, []
    runs = []
    with connection.execute_wrapper(watch):
        for _ in range(times):
            before = served()
            log.clear()
            start, used = time.perf_counter(), time.process_time()
            answer = client.get(address)
            wall, cpu = time.perf_counter() - start, time.process_time() - used
            asked = [one for one in log if not one[1].startswith(("SAVEPOINT", "RELEASE"))]
            sent = sum(took for took, _sql in asked)
            there = (served() - before) * 1e3
            runs.append((len(asked), sent, cpu * 1e3, there, wall * 1e3, len(answer.content)))
    queries, database, cpu_ms, server, wall_ms, size = (
        statistics.median(one) for one in zip(*runs, strict=True)
    )
    best, least = min(one[1] + one[2] for one in runs), min(one[2] + one[3] for one in runs)
    return Figures(int(queries), database, cpu_ms, server, wall_ms, best, least, int(size)), log[:-1]


if __name__ == "__main__":
    main()
