"""Ask the pages of performance on a site with 12,000 invented SKP, and open, close and read a year of them.

    python -m benchmarks.kinerja [--orang 12000] [--ulang 20] [--halaman tim] [--kueri]

Settles the demo's four governments first, if nobody is in the database yet, and gives everyone an SKP with
five indicators, what was reached of each in twelve months (about 700,000 realisations), evidence, feedback
and the ratings of a quarter. Uses the server of `DATABASE_URL` (a database that is there only to be
measured), or an embedded server under `var/bench/situs`, which is kept for the next time and in which
`benchmarks.situs` then asks its pages as well. What is printed:

- pages: as `benchmarks.situs` does; the aim is 60 ms of database + CPU;
- opening the SKP of the next year for everybody, and closing a quarter for everybody (aim 10 s), with the
  statements that they took; both are undone;
- what pay reads of the closed quarter.
"""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import _performance
from benchmarks._measure import machine, served, shown, table
from benchmarks.situs import Asked, account_of, measured, opened_site, options, settle_once

STAFF, LURAH, CAMAT, OFFICER = (
    "Pegawai", "Atasan (lurah)", "Kepala unit (camat)", "Admin BKPSDM Kota Semarang",
)  # fmt: skip
AIM = 10
MISSING = "Penilainya belum menandatangani."


def main() -> None:
    """Measure and print."""
    given = options("kinerja", __doc__)
    with opened_site():
        from praja.organization.queries import today

        on = today()
        if settled := settle_once(given.orang):
            print(settled)
        start = time.perf_counter()
        print(f"{_performance.fill(on)}, {shown(time.perf_counter() - start)}")
        print(machine())
        pages = [one for one in pages_of_performance(on) if given.halaman in f"{one.label} {one.address}"]
        print(measured(pages, given.ulang, statements=given.kueri))
        if not given.halaman:
            print(at_once(on))


# --- pages


def pages_of_performance(on: datetime.date) -> list[Asked]:
    """Return what is measured: the pages that people open most, as those who open them."""
    from praja.performance.models import AssessmentTeam, Goal, Objection, Rating, Review, Skp

    year = _performance.year_filled(on)
    staff, led = (
        Skp.objects.filter(year=year, person__account=account_of(role)).first() for role in (STAFF, LURAH)
    )
    ratee = Skp.objects.filter(year=year, appraiser__account=account_of(CAMAT), state="berjalan").first()
    if staff is None or led is None or ratee is None:
        raise SystemExit("The people of the demo have no SKP here.")
    period = _performance.quarter(on, staff.unit.government or staff.unit)
    rated = Rating.objects.filter(skp__unit__government=period.government_id, period=period).first()
    goal = Goal.objects.filter(unit=led.unit).first()
    month = f"{min(on, datetime.date(year, 12, 31)):%Y-%m}"
    whole = f"{period.government_id}/{period.pk}"
    team = {
        "home": "/", "team": "/kinerja/tim/", "appraised": "/kinerja/menilai/",
        "rating home": "/kinerja/nilai/", "desk": f"/kinerja/nilai/{period.pk}/",
    }  # fmt: skip
    found = [
        *_for(
            STAFF,
            {
                "home": "/", "own SKP": f"/kinerja/skp/{staff.pk}/", "own SKPs": "/kinerja/saya/",
                "own year": f"/kinerja/tahun-saya/{year}/",
                "own month": f"/kinerja/skp/{staff.pk}/bulan/{month}/",
                "own reports": f"/kinerja/skp/{staff.pk}/laporan/",
                "own ratings": "/kinerja/hasil/", "own feedback": "/kinerja/umpan-balik/",
                "thanks": "/kinerja/apresiasi/", "matrix": f"/kinerja/matriks/{staff.pk}/",
                "own objections": "/kinerja/keberatan/", "own follow-up": "/kinerja/tindak-lanjut/",
                "library": "/kinerja/pustaka/",
            },
        ),
        *_for(LURAH, team),
        *_for(
            CAMAT,
            team
            | {
                "rate one": f"/kinerja/nilai/{period.pk}/{ratee.pk}/",
                "SKP of one": f"/kinerja/skp/{ratee.pk}/",
                "month of one": f"/kinerja/skp/{ratee.pk}/bulan/{month}/",
                "why one": f"/kinerja/nilai/{period.pk}/{ratee.pk}/mengapa/",
                "report of one": f"/kinerja/skp/{ratee.pk}/laporan/{period.pk}/",
                "objections": "/kinerja/keberatan/", "follow-up": "/kinerja/tindak-lanjut/",
                "obstacles": "/kinerja/hambatan/", "goals": f"/kinerja/sasaran/{led.unit_id}/{year}/",
                "programmes": f"/kinerja/program/{led.unit_id}/{year}/",
                "cascade": f"/kinerja/sasaran/{led.unit_id}/{year}/pohon/",
            },
        ),
        *_for(
            OFFICER,
            {
                "home": "/", "coverage": "/kinerja/cakupan/",
                "coverage of a unit": f"/kinerja/cakupan/{led.unit_id}/",
                "SKP of one": f"/kinerja/skp/{staff.pk}/", "moves": "/kinerja/pindah/",
                "closings": "/kinerja/penutupan/",
                "closing of a government": f"/kinerja/penutupan/{whole}/",
                "closing of a unit": f"/kinerja/penutupan/{led.unit_id}/{period.pk}/",
                "goals home": "/kinerja/sasaran/",
                "goals of a government": f"/kinerja/sasaran/{period.government_id}/{year}/",
                "cascade of a government": f"/kinerja/sasaran/{period.government_id}/{year}/pohon/",
                "obstacles": "/kinerja/hambatan/", "periods": "/kinerja/periode/", "feeds": "/kinerja/data/",
                "unit achievement": f"/kinerja/capaian-unit/{led.unit_id}/{period.pk}/",
                "objections": "/kinerja/keberatan/daftar/",
                "follow-up": "/kinerja/tindak-lanjut/calon/",
                "improvements": "/kinerja/tindak-lanjut/perbaikan/",
                "awards": "/kinerja/tindak-lanjut/penghargaan/",
                "credit": "/kinerja/angka-kredit/daftar/",
                "credit periods": "/kinerja/angka-kredit/penetapan/",
                "credit of a government": f"/kinerja/angka-kredit/penetapan/{whole}/",
                "teams": "/kinerja/tim-penilai/", "handing over": "/kinerja/penyampaian/",
                "handing over in a government": f"/kinerja/penyampaian/{whole}/",
                "e-Kinerja": "/kinerja/bkn/",
                "e-Kinerja compared": f"/kinerja/bkn/banding/{whole}/",
            },
        ),
    ]  # fmt: skip
    if rated is not None:
        report = f"/kinerja/hasil/{rated.pk}/"
        papers = {"evaluation as PDF": f"{report}evaluasi.pdf", "document as PDF": f"{report}dokumen.pdf"}
        found += _for(OFFICER, {"rating of one": report, "its reckoning": f"{report}hitungan/"} | papers)
    team_of = AssessmentTeam.objects.filter(unit=period.government_id).first()
    case = Review.objects.filter(team=team_of, period=period).first()
    objection = Objection.objects.filter(government=period.government_id, period=period).first()
    if team_of is not None and case is not None and objection is not None:
        cases = {
            "team": f"/kinerja/tim-penilai/{team_of.pk}/", "case": f"/kinerja/tim-penilai/perkara/{case.pk}/",
            "objection": f"/kinerja/keberatan/{objection.pk}/",
        }  # fmt: skip
        found += _for(OFFICER, cases)
    functional = functional_post(period.government_id)
    if functional is not None:
        found += _for(OFFICER, {"credit of one": f"/kinerja/angka-kredit/orang/{functional}/"})
    overview = f"/kinerja/ringkasan/{period.government_id}/{year}/"
    parts = {
        f"its {part}": f"{overview}bagian/{part}/"
        for part in ("bulan", "sebaran", "sasaran", "hambatan", "unit")
    }
    lists = {
        "its people": f"{overview}pegawai/?tahap=dinilai&belum=ya",
        "its ratings": f"{overview}predikat/",
    }
    found += _for(OFFICER, {"overview of a government": overview} | parts | lists)
    if goal is not None:
        found += _for(OFFICER, {"goal": f"/kinerja/sasaran/butir/{goal.pk}/"})
    return found


def functional_post(government: Any) -> Any:
    """Return somebody of a government who holds a functional post, which has credit points; or None."""
    from praja.people.models import JabatanHistory

    held = JabatanHistory.objects.known().filter(
        position__versions__kind="fungsional", position__versions__unit__government=government
    )
    return held.values_list("person", flat=True).first()


def _for(role: str, addresses: dict[str, str]) -> list[Asked]:
    return [Asked(label, role, address) for label, address in addresses.items()]


# --- everybody at once


def at_once(on: datetime.date) -> str:
    """Open a year, close a quarter and read what pay reads, for everybody; undo it, and tell what it took."""
    rows = [["for everybody", "people", "total", "CPU", "server", "queries"]]
    year = on.year + 1
    with undone():
        opened = _spent(lambda: open_everybody(year, on))
        rows.append([f"open the SKP of {year}", *opened])
    with undone():
        rows.append([f"close a quarter (aim {AIM} s)", *_spent(lambda: close_everybody(on))])
        rows.append(["what pay reads of it", *_spent(lambda: read_everybody(on))])
    return table(rows)


def open_everybody(year: int, on: datetime.date) -> int:
    """Open the SKP of a year in every government, and return how many."""
    from praja.performance.plan.actions.opening import open_year

    by = _performance.officer()
    return sum(open_year(unit=one, year=year, by=by, on=on) for one in _performance.governments())


def close_everybody(on: datetime.date) -> int:
    """Close the quarter that ended last in every government, and return of how many people."""
    from praja.performance.models import ClosedRating
    from praja.performance.rating.actions.closings import close

    by = _performance.officer()
    for one in _performance.governments():
        close(unit=one, period=_performance.quarter(on, one), missing_reason=MISSING, by=by, on=on)
    return ClosedRating.objects.filter(digantikan__isnull=True).count()


def read_everybody(on: datetime.date) -> int:
    """Read what the closed quarter says of everybody, and return of how many."""
    from praja.performance.queries import facts

    month = on.replace(day=1)
    return sum(len(facts(month, government=one)) for one in _performance.governments())


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Undo afterwards what is written in the block."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _spent(work: Callable[[], int]) -> list[str]:
    from django.db import connection

    queries = 0

    def counting(execute: Any, sql: str, *more: Any) -> Any:
        nonlocal queries
        queries += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, *more)

    start, used, before = time.perf_counter(), time.process_time(), served()
    with connection.execute_wrapper(counting):
        people = work()
    took, cpu, there = time.perf_counter() - start, time.process_time() - used, served() - before
    return [f"{people:,}", shown(took), shown(cpu), shown(there), str(queries)]


if __name__ == "__main__":
    main()
