"""Pay a month, gaji and TPP, of 12,000 invented people: from facts in the database to slips stored.

    python -m benchmarks.penggajian [--orang 12000] [--ulang 3] [--contoh 100]

Settles the demo's four governments first, if nobody is in the database yet, and gives everyone what a month's
pay is computed from. Uses the server of `DATABASE_URL` (a database that is there only to be measured), or an
embedded server under `var/bench/situs`, which is kept for the next time. What is printed, in seconds of the
best round:

- facts: reading and deriving them, with where each came from;
- compute: the law for everyone, and what becomes of each;
- store: slips by COPY, files, the signed manifest, and everything else until the commit;
- total, and how much of it was CPU of this process, and of the server's that serves it if that can be read;
- queries: how many statements a run took in all, which is the same however many people there are.

Proving the law happens once a process, and is told apart. Beside it stand the same runs as a worker does
them, two at a time; how long it takes to see that nothing has changed since, as checking and approving do,
and to build the facts again to see it; the month when nobody's recaps have come, so that all TPP is a
problem; and the same work done one person at a time through the ORM, on a sample, extrapolated.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import dataclasses
import datetime
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from benchmarks._measure import machine, served, shown, table
from benchmarks.situs import PEOPLE, opened_site, settle_once

if TYPE_CHECKING:
    from praja.payroll.models import Run

MONTH, PAID_ON = datetime.date(2026, 11, 1), datetime.date(2026, 11, 2)
PACK = "semarang_76_2021"
LISTS = ("gaji", "tpp")
AIM, HOLD = 5, 10
STANDING = {"pagu_tpp": "6000000", "umk": "3701709", "upah_perjanjian": "2500000"}


@dataclasses.dataclass(slots=True)
class Spent:
    """Seconds of one run, and what came out."""

    facts: float = 0
    compute: float = 0
    total: float = 0
    cpu: float = 0
    """Of this process alone."""
    database: float = 0
    """CPU of the server's process; none where it cannot be read, as on another machine."""
    people: int = 0
    problems: int = 0
    queries: int = 0

    @property
    def store(self) -> float:
        """All that is neither facts nor law."""
        return self.total - self.facts - self.compute


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.penggajian", description=__doc__)
    parser.add_argument("--orang", type=int, default=PEOPLE, help="how many people are settled")
    parser.add_argument("--ulang", type=int, default=3, help="how often the month is computed")
    parser.add_argument("--contoh", type=int, default=100, help="how many are paid one at a time")
    given = parser.parse_args()
    with opened_site():
        if settled := settle_once(given.orang):
            print(settled)
        give_facts()
        print(machine())
        print(f"law proved in {shown(_proved())}, once a process")
        runs = opened_runs()
        rounds = [[spent_on(run) for run in runs] for _ in range(given.ulang)]
        best = min(rounds, key=lambda one: sum(spent.total for spent in one))
        print(_told(runs, best))
        print(
            f"two at a time, as a worker does them: {shown(min(at_once(runs) for _ in range(given.ulang)))}"
        )
        print(_looked(runs))
        with no_recaps():
            print("the same before any recap has come: all TPP is a problem")
            print(_told(runs, [spent_on(run) for run in runs]))
        one = one_at_a_time(runs, given.contoh)
        people = sum(spent.people for spent in best)
        print(
            f"one person at a time through the ORM: {1000 * one:.1f} ms a slip, "
            f"{shown(one * people)} for {people:,} (a sample of {given.contoh}, extrapolated)"
        )


def _told(runs: list[Run], best: list[Spent]) -> str:
    rows = [
        [
            f"{run.government.code} {run.pay_list}", f"{spent.people:,}", f"{spent.problems:,}",
            *(f"{part:.2f}" for part in (
                spent.facts, spent.compute, spent.store, spent.total, spent.cpu, spent.database)),
            str(spent.queries),
        ]
        for run, spent in zip(runs, best, strict=True)
    ]  # fmt: skip
    names = ("facts", "compute", "store", "total", "cpu", "database")
    sums = [sum(getattr(spent, name) for spent in best) for name in names]
    slips, problems = sum(spent.people for spent in best), sum(spent.problems for spent in best)
    parts = [f"{one:.2f}" for one in sums]
    rows.append([f"all (aim {AIM}, hold {HOLD})", f"{slips:,}", f"{problems:,}", *parts, ""])
    heads = ["run", "slips", "problems", "facts", "compute", "store", "total", "CPU", "server", "queries"]
    return table([heads, *rows])


def at_once(runs: list[Run], jobs: int = 2) -> float:
    """Return in how many seconds all runs are computed, some at a time."""
    from django.db import connection

    from praja.payroll.runs import actions

    _ask_again(runs)

    def work(run: Run) -> None:
        try:
            actions.work(str(run.pk), run.attempt, run.made_by_id)
        finally:
            connection.close()

    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(work, runs))
    took = time.perf_counter() - start
    for run in runs:
        _computed(run)
    return took


def _ask_again(runs: list[Run]) -> None:
    from praja.payroll.models import Run as Runs

    for run in runs:
        Runs.objects.filter(pk=run.pk).update(state="menghitung", attempt=run.attempt + 1)
        run.refresh_from_db()


def _computed(run: Run) -> None:
    run.refresh_from_db()
    if run.state != "dihitung":
        raise SystemExit(f"{run.government.code} {run.pay_list}: {run.message}")


def _looked(runs: list[Run]) -> str:
    """Return how long it takes to see that nothing has changed in all runs, cheaply and by their facts."""
    from praja.payroll.runs import stale

    told = []
    for cheaply in (True, False):
        start, used, before = time.perf_counter(), time.process_time(), served()
        for run in runs:
            if not cheaply:
                run.sources = {}
            if stale.changes_since(run):
                raise SystemExit(f"{run.government.code} {run.pay_list}: the facts have changed meanwhile.")
        cpu = time.process_time() - used + served() - before
        told.append(f"{shown(time.perf_counter() - start)}, {shown(cpu)} of CPU of both sides")
    return f"to see that nothing has changed: {told[0]}; by building all facts again: {told[1]}"


def _proved() -> float:
    from praja.payroll.programs import programs_for

    start = time.perf_counter()
    for pay_list in LISTS:
        programs_for(PACK, pay_list, MONTH, PAID_ON)
    return time.perf_counter() - start


# --- what is measured


def give_facts() -> None:
    """Give everyone, once, what gaji and TPP of a month are computed from besides the records of people.

    One in a hundred has no attendance, as in any month.
    """
    from praja.organization.models import Unit
    from praja.payroll.models import PackInUse, Recap, StandingFact
    from praja.people.models import JabatanHistory, Person
    from praja.temporal.actions import span

    if Recap.objects.exists():
        return
    always = span(datetime.date(2020, 1, 1))
    for government in Unit.objects.filter(government__isnull=True):
        PackInUse.objects.create(government=government, pack=PACK, berlaku=always)
        StandingFact.objects.bulk_create(
            StandingFact(unit=government, fact=fact, value=value, berlaku=always)
            for fact, value in STANDING.items()
        )
    posts = JabatanHistory.objects.known().filter(position__versions__kind="fungsional")
    StandingFact.objects.bulk_create(
        StandingFact(position_id=pk, fact="jabatan_fungsional", value="Perawat", berlaku=always)
        for pk in set(posts.values_list("position", flat=True))
    )
    people = list(Person.objects.order_by("nip").values_list("pk", flat=True))
    Recap.objects.bulk_create(
        (
            Recap(person_id=pk, period=MONTH, kind="kinerja", values={"nilai_skp": str(80 + number % 20)})
            for number, pk in enumerate(people)
        ),
        batch_size=2000,
    )
    Recap.objects.bulk_create(
        (
            Recap(
                person_id=pk, period=MONTH, kind="kehadiran",
                values={"hari_alpa": "0", "menit_kurang": str(number % 60), "upacara_absen": str(number % 2)},
            )
            for number, pk in enumerate(people) if number % 100
        ),
        batch_size=2000,
    )  # fmt: skip


def opened_runs() -> list[Run]:
    """Return a run of each list for each government, opened now or before."""
    from praja.accounts.models import User
    from praja.organization.models import Unit
    from praja.payroll.models import Run

    by, _made = User.objects.get_or_create(username="pengukur", defaults={"name": "Pengukur"})
    return [
        Run.objects.get_or_create(
            pay_list=pay_list, period=MONTH, unit=government, government=government, pack=PACK,
            defaults={"paid_on": PAID_ON, "made_by": by},
        )[0]
        for government in Unit.objects.filter(government__isnull=True).order_by("code")
        for pay_list in LISTS
    ]  # fmt: skip


def spent_on(run: Run) -> Spent:
    """Compute a run as its job does, and return where the time went."""
    from django.db import connection

    from praja.payroll.runs import actions

    spent = Spent()

    def counting(execute: Any, *args: Any) -> Any:
        spent.queries += 1
        return execute(*args)

    _ask_again([run])
    with _timed(actions, "known_facts") as facts, _timed(actions, "outcome_of") as compute:
        start, used, before = time.perf_counter(), time.process_time(), served()
        with connection.execute_wrapper(counting):
            actions.work(str(run.pk), run.attempt, run.made_by_id)
        spent.total, spent.cpu = time.perf_counter() - start, time.process_time() - used
        spent.database = served() - before
    _computed(run)
    spent.facts, spent.compute = sum(facts), sum(compute)
    spent.people, spent.problems = run.people_count, run.problem_count
    return spent


@contextlib.contextmanager
def no_recaps() -> Iterator[None]:
    """Have nobody's recap of the month for as long as the block lasts."""
    from django.utils import timezone

    from praja.payroll.models import Recap

    now = timezone.now()
    there = Recap.objects.filter(period=MONTH)
    there.filter(digantikan__isnull=True).update(digantikan=now)
    try:
        yield
    finally:
        there.filter(digantikan=now).update(digantikan=None)


@contextlib.contextmanager
def _timed(module: Any, name: str) -> Iterator[list[float]]:
    """Yield a list to which each call of a function adds how long it took."""
    real: Callable[..., Any] = getattr(module, name)
    found: list[float] = []

    def timed(*args: Any, **more: Any) -> Any:
        start = time.perf_counter()
        try:
            return real(*args, **more)
        finally:
            found.append(time.perf_counter() - start)

    setattr(module, name, timed)
    try:
        yield found
    finally:
        setattr(module, name, real)


def one_at_a_time(runs: list[Run], sample: int) -> float:
    """Return the seconds that a slip takes when each person is read, computed and saved alone."""
    from django.db import transaction

    from praja.payroll.facts import facts_for
    from praja.payroll.models import Slip
    from praja.payroll.runs.compute import programs_of

    done, start = 0, time.perf_counter()
    with transaction.atomic():
        for run in runs:
            programs = programs_of(run)
            for slip in list(Slip.objects.filter(run=run).order_by("pk")[: max(sample // len(runs), 1)]):
                facts = facts_for(
                    programs=programs, pay_list=run.pay_list, period=run.period, unit=run.unit,
                    people=[slip.person_id], run=run,
                )  # fmt: skip
                person = facts.people.to_dicts()[0]
                for grain, frame in facts.frames.items():
                    if grain != "orang":
                        person[grain] = frame.to_dicts()
                result = programs[run.pay_list].run_one(person)
                slip.amounts = {name: str(amount) for name, amount in result.amounts.items()}
                slip.save()
                done += 1
        transaction.set_rollback(True)
    return (time.perf_counter() - start) / max(done, 1)


if __name__ == "__main__":
    main()
