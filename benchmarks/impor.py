"""Measure the import of a government: 12,000 invented people with 12 rows of history each.

    python -m benchmarks.impor [people]

Prints how long the dry run, the import, the reckoning of due days, its page, one SK for everybody and the
undo take, and how much of it is CPU here and of the server's process, with the number of queries of the page.
Uses the server of `DATABASE_URL` (a database of its own, removed afterwards), or an embedded server in a
temporary folder.
"""

from __future__ import annotations

import datetime
import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from benchmarks._measure import machine, served

TODAY = datetime.date(2026, 11, 23)
UNITS = 60


def main() -> None:
    """Measure everything and print it."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 12_000
    with tempfile.TemporaryDirectory(prefix="praja-ukur-") as folder:
        os.environ.update(
            PRAJA_VAR=folder, PRAJA_HTTPS="tidak", DJANGO_SETTINGS_MODULE="praja.config.settings"
        )
        embedded = not os.environ.get("DATABASE_URL")
        from praja.server import site

        if embedded:
            os.environ["DATABASE_URL"] = site.prepare(Path(folder)).owner or ""
        site.set_up()
        site.collect_static()
        from django.db import connection

        print(machine())
        connection.settings_dict["OPTIONS"].pop("pool", None)
        if embedded:
            from praja.server import postgres, tables

            tables.migrate()
            try:
                _measure(people)
            finally:
                postgres.stop(Path(folder) / "postgres")
            return
        connection.settings_dict["TEST"]["NAME"] = f"praja_ukur_{os.getpid()}"
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            _measure(people)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def _timed(what: str) -> Iterator[None]:
    start, used, asked = time.perf_counter(), time.process_time(), served()
    yield
    here, there = time.process_time() - used, served() - asked
    took = time.perf_counter() - start
    print(f"{what:<46}{took:8.2f} s  CPU {here:6.2f} s here, {there:6.2f} s of the server", flush=True)


def _measure(people: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from praja.people.due import tasks as due
    from praja.people.imports import actions
    from praja.people.imports.tasks import work_on_import
    from praja.people.models import DueItem, PeopleImport, Person

    setup_test_environment()
    user, government = _government()
    with _timed(f"workbook of {people} people"):
        content = _workbook(people)
    print(f"{'':<46}{len(content) / 1e6:8.1f} MB")
    with _timed("upload, columns recognised"):
        made = actions.upload(
            file=SimpleUploadedFile("pegawai.xlsx", content), government=government, by=user, on=TODAY
        )

    def work() -> PeopleImport:
        made.refresh_from_db()
        work_on_import.func(import_id=str(made.pk), attempt=made.attempt, by=user.pk)
        made.refresh_from_db()
        return made

    with _timed("dry run"):
        actions.ask_for_check(people_import=made, by=user, on=TODAY)
        work()
    wrong = [f"{one.line} {one.column}: {one.why}" for one in made.row_problems.all()[:3]]
    assert made.state == "diperiksa" and not wrong, (made.message, wrong)
    print(f"{made.rows} people, {made.summary['riwayat']} rows of history")
    with _timed("import"):
        actions.ask_for_apply(people_import=made, only_good_rows=False, by=user, on=TODAY)
        work()
    assert made.state == "diterapkan" and Person.objects.count() == people, made.message
    with _timed("due days of everybody"):
        due.reckon_due.func()
    print(f"{DueItem.objects.count()} due days")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(user)
    for address in ("/jatuh-tempo/", "/jatuh-tempo/?keadaan=terlambat&jenis=kgb", "/jatuh-tempo/?hal=20"):
        assert client.get(address).status_code == 200
        asked: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            client.get(address)
        times = []
        for _ in range(7):
            start, used = time.perf_counter(), time.process_time()
            client.get(address)
            times.append((time.perf_counter() - start, time.process_time() - used))
        wall, cpu = (sorted(one)[3] * 1000 for one in zip(*times, strict=True))
        print(f"{address:<46}{wall:8.1f} ms ({cpu:.0f} ms of it here), {len(asked)} queries", flush=True)
    with _timed("dry run of the same file again"):
        again = actions.upload(
            file=SimpleUploadedFile("pegawai.xlsx", content), government=government, by=user, on=TODAY
        )
        actions.ask_for_check(people_import=again, by=user, on=TODAY)
        again.refresh_from_db()
        work_on_import.func(import_id=str(again.pk), attempt=again.attempt, by=user.pk)
        again.refresh_from_db()
    assert again.summary["tetap"] == people, again.summary
    _one_sk_for_everybody(user, client)
    with _timed("export with histories"):
        from praja.people.imports.sheets import export

        export(by=user, on=TODAY, tell=lambda _rows, _done: None)
    with _timed("undo"):
        actions.ask_for_undo(people_import=made, by=user, on=TODAY)
        work()
    assert made.state == "diurungkan" and not Person.objects.exists(), made.message


def _one_sk_for_everybody(user: Any, client: Any) -> None:
    """Look at one SK for all people and record it, which ends a row of each; then take it back."""
    from django.db import transaction

    from praja.people.many.actions import work
    from praja.people.models import GolonganHistory, ManySk, Person

    typed = {
        "people": "\n".join(Person.objects.values_list("nip", flat=True)),
        "golongan": "III/d",
        "mkg_years": "20",
        "mkg_months": "0",
        "start": "2026-12-01",
        "sk_number": "823/1/2026",
    }
    with _timed("preview of one SK for everybody"):
        page = client.post("/pegawai/sk/golongan/", {**typed, "langkah": "lihat"})
    assert page.context["good"] == page.context["all"], page.context["reasons"]
    with transaction.atomic():
        with _timed("asking for it to be recorded"):
            client.post("/pegawai/sk/golongan/", {**typed, "langkah": "catat"})
        made = ManySk.objects.get()
        with _timed("one SK for everybody, by its job"):
            work(str(made.pk), made.attempt)
        recorded = GolonganHistory.objects.known().filter(golongan="III/d").count()
        assert recorded == page.context["all"], ManySk.objects.get().message
        transaction.set_rollback(True)


def _government() -> tuple[Any, Any]:
    from praja.access.models import RoleHeld
    from praja.accounts.models import User
    from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
    from praja.temporal.actions import span

    long_ago = span(datetime.date(1990, 1, 1))
    government = Unit.objects.create(code="kota")
    UnitVersion.objects.create(unit=government, name="Kota Contoh", kind="pemerintah_kota", berlaku=long_ago)
    for number in range(UNITS):
        unit = Unit.objects.create(code=f"kota.{number:02}", government=government)
        UnitVersion.objects.create(
            unit=unit, parent=government, name=f"Dinas {number:02}", kind="dinas", berlaku=long_ago
        )
        post = Position.objects.create(code=f"kota.{number:02}.staf")
        PositionVersion.objects.create(
            position=post,
            unit=unit,
            title=f"Pengolah Data {number:02}",
            kind="pelaksana",
            bup=58,
            formasi=999,
            berlaku=long_ago,
        )
    user = User.objects.create_user("admin", name="Admin")
    RoleHeld.objects.create(
        user=user, role="admin_bkpsdm", unit=government, berlaku=long_ago, reason="SK", granted_by="Praja"
    )
    return user, government


def _workbook(people: int) -> bytes:
    """Return 12 rows of history a person: 2 status, 3 golongan, 4 KGB, unit, jabatan, rekening."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    heads = {
        "orang": ["nip", "nama", "nik"],
        "status": ["nip", "mulai", "status", "nomor_sk"],
        "golongan": ["nip", "mulai", "golongan", "mkg_tahun", "mkg_bulan", "nomor_sk", "tanggal_sk"],
        "kgb": ["nip", "mulai", "golongan", "mkg_tahun", "gaji_pokok", "nomor_sk", "tanggal_sk"],
        "jabatan": ["nip", "mulai", "jabatan", "nomor_sk"],
        "unit": ["nip", "mulai", "unit", "nomor_sk"],
        "rekening": ["nip", "mulai", "bank", "nomor_rekening"],
    }
    sheets = {name: book.add_worksheet(name) for name in heads}
    lines = dict.fromkeys(heads, 0)

    def put(name: str, *values: Any) -> None:
        sheets[name].write_row(lines[name], 0, values)
        lines[name] += 1

    for name, head in heads.items():
        put(name, *head)
    for number in range(people):
        year = 2008 + number % 5
        born = datetime.date(year - 24, 1 + number % 12, 1 + number % 28)
        month = 1 + number // 999 % 12
        nip = f"{born:%Y%m%d}{year}{month:02}{1 + number % 2}{1 + number % 999:03}"
        female = number % 2
        nik = f"337401{born.day + 40 * female:02}{born:%m%y}{1 + number // 28 % 9999:04}"
        put("orang", nip, f"Orang {number}", nik)
        start = f"{year}-{month:02}-01"
        put("status", nip, start, "cpns", f"813/{number}")
        put("status", nip, f"{year + 1}-{month:02}-01", "pns", f"821/{number}")
        for step, (golongan, after) in enumerate((("III/a", 0), ("III/b", 4), ("III/c", 8))):
            put(
                "golongan",
                nip,
                f"{year + after}-{month:02}-01",
                golongan,
                after,
                0,
                f"823/{number}/{step}",
                start,
            )
        for step in range(4):
            after = 2 + 2 * step
            golongan = ("III/a", "III/b", "III/b", "III/c")[step]
            put(
                "kgb",
                nip,
                f"{year + after}-{month:02}-01",
                golongan,
                after,
                2_800_000 + after * 50_000,
                f"822/{number}/{step}",
                start,
            )
        put("jabatan", nip, start, f"Pengolah Data {number % UNITS:02}", f"800/{number}")
        put("unit", nip, start, f"Dinas {number % UNITS:02}", f"824/{number}")
        put("rekening", nip, start, "Bank Daerah", f"3007{number:08}")
    book.close()
    return file.getvalue()


if __name__ == "__main__":
    main()
