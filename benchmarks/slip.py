"""Ask the pages of a slip at 12,000 people, and print slips of a run by unit.

    python -m benchmarks.slip [--ulang 20] [--cetak 1000]

Reads the runs that `benchmarks.penggajian` left behind, on the same server, and changes nothing. What is
printed of a page is as in `benchmarks.situs`; of printing, the seconds and the CPU time of all processes for
a sample, and what that comes to for 12,000 slips on two cores.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import TYPE_CHECKING, Any

from benchmarks._measure import machine, shown, table
from benchmarks.situs import PEOPLE, figures, opened_site

if TYPE_CHECKING:
    from praja.payroll.models import Run, Slip

PAGE_AIM, TRY_AIM, PRINT_AIM = 60, 50, 90
CORES = 2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slip", description=__doc__)
    parser.add_argument("--ulang", type=int, default=20, help="how often each page is asked for")
    parser.add_argument("--cetak", type=int, default=1000, help="how many slips are printed")
    given = parser.parse_args()
    with opened_site():
        from django.db import transaction

        with transaction.atomic():
            run = _approved()
            print(machine())
            print(_pages(run, given.ulang))
            print(_printed(run, given.cetak))
            transaction.set_rollback(True)


def _approved() -> Run:
    """Return the largest run that was computed, approved for as long as the transaction lasts."""
    from django.utils import timezone

    from praja.accounts.models import User
    from praja.payroll.models import Run
    from praja.payroll.perms import LOCKED

    run = Run.objects.filter(people_count__gt=0).order_by("-people_count", "pay_list").first()
    if run is None:
        raise SystemExit("Nothing is computed yet: run `python -m benchmarks.penggajian` first.")
    if run.state in LOCKED:
        return run
    by = User.objects.exclude(pk__in=[run.computed_by_id, run.checked_by_id]).order_by("pk")[0]
    Run.objects.filter(pk=run.pk).update(state="disetujui", approved_by=by, approved_at=timezone.now())
    run.refresh_from_db()
    return run


def _pages(run: Run, times: int) -> str:
    from django.test import Client
    from django.urls import reverse

    from praja.accounts.models import User
    from praja.payroll.models import Slip

    slips = Slip.objects.filter(run=run, state="dibayar").select_related("person__account")
    slip: Slip = slips.order_by("pk")[0]
    if slip.person.account is None:
        slip.person.account = User.objects.create_user(slip.nip, name=slip.name)
        slip.person.save(update_fields=["account"])
    client = Client(SERVER_NAME="localhost")
    client.force_login(slip.person.account, backend="praja.accounts.backends.NipOrEmail")
    line = next(name for name, amount in slip.amounts.items() if amount)
    rows = [["page", "queries", "database", "CPU", "best", "kB", ""]]
    for label, name, more, query, aim in (
        ("slip", "slip", (), "", PAGE_AIM),
        ("why a line", "slip_line", (line,), "", PAGE_AIM),
        ("what if", "slip_what_if", (), "?kgb=ya&menit_kurang=90", TRY_AIM),
        ("PDF", "slip_pdf", (), "", PAGE_AIM),
    ):
        found, _log = figures(client, reverse(f"payroll:{name}", args=[slip.pk, *more]) + query, times)
        if found is not None:
            numbers = [f"{one:.1f}" for one in (found.database, found.cpu, found.best, found.size / 1000)]
            rows.append([label, str(found.queries), *numbers, f"over {aim}" if found.best > aim else ""])
    return table(rows)


def _printed(run: Run, most: int) -> str:
    from praja.payroll.slip import many

    parts, count = [], 0
    for part in many.parts_of(run):
        if count < most:
            parts.append(part)
            count += len(part.slips)
    start, used = time.perf_counter(), _cpu()
    size = sum(len(pdf) for _part, pdf in many.printed(run, parts, "localhost"))
    took, cpu = time.perf_counter() - start, _cpu() - used
    free = shown(cpu / max(count, 1) * PEOPLE / CORES)
    return (
        f"{count:,} slips of {len(parts)} files printed in {shown(took)}, {cpu:.1f} s of CPU, "
        f"{size / 1e6:.0f} MB; {PEOPLE:,} on {CORES} free cores: {free} (aim {PRINT_AIM} s)"
    )


def _cpu() -> float:
    spent: Any = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    main()
