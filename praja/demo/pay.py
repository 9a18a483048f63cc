"""Months of pay for the invented governments, computed, approved and locked as people would do it, and the
current month open, with what still stands in its way.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.audit.actions import record
from praja.demo.at_once import at_once
from praja.demo.attendance import look_over, settle_attendance
from praja.demo.budget import choose_accounts, give_budgets
from praja.demo.copying import write
from praja.demo.desks import settle_desks
from praja.demo.happenings import after_the_months, before_month, before_the_months
from praja.demo.pay_facts import BY, facts_of_pay, pack_in_use
from praja.demo.performance import settle_performance
from praja.demo.settle import reckon_due
from praja.organization.models import Unit
from praja.organization.queries import version_of
from praja.payroll.enums import JenisDaftar, JenisProses, KeadaanProses, KeadaanSlip
from praja.payroll.facts import facts_for
from praja.payroll.models import PackInUse, Pagu, Run, Slip, StandingFact
from praja.payroll.programs import pack_of, programs_for
from praja.payroll.runs import actions
from praja.rules.month import State, run_lists

PAST = 11
"""Months before the current one: with it a whole year."""
PAST_OF_MANY = 3
"""Where there are as many people as in a large government."""
SCOPES = (("sawahlunto",), ("semarang.banyumanik", "semarang"), ("surabaya",), ("malut",))
"""Whose runs there are, by unit and government, so that two processes end together. A kecamatan that pays its
own people comes before its government, whose run then leaves them out."""
OF_THE_YEAR = ("bruto_pajak", "iwp", "pph")

Tell = Callable[[str], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Paid:
    """What there is, when the months are paid."""

    locked: int
    slips: int
    waiting: int
    problems: int
    held: int


def months(on: datetime.date, past: int = PAST) -> list[datetime.date]:
    """Return the first days of so many past months and of the current one, oldest first."""
    last = on.year * 12 + on.month - 1
    return [datetime.date(one // 12, one % 12 + 1, 1) for one in range(last - past, last + 1)]


def is_paid(on: datetime.date) -> bool:
    """Return whether all governments have computed the month of a day."""
    computed = Run.objects.filter(period__gte=months(on)[-1], computed_at__isnull=False)
    of_each = computed.values("unit", "pay_list").distinct().count()
    return of_each >= sum(map(len, SCOPES)) * len(JenisDaftar)


def settle_pay(
    *,
    on: datetime.date,
    tell: Tell,
    past: int = PAST,
    processes: int = 1,
    counted: Callable[[], None] = lambda: None,
) -> Paid:
    """Give the governments what pay needs, and run their months; what an earlier call did is not done again.

    :param on: the day; its month is the current one, which stays open
    :param past: how many months before it are paid
    :param processes: how many do so at once, each for governments of its own; more than one is only for an
        installation whose settings other processes find, as that of the demo
    :param counted: called when many rows were written, so that the database may count them
    :raises Stopped: if one of the processes was killed
    """
    periods = months(on, past)
    with at_once(processes) as results:
        for _ in results([functools.partial(give, scopes[-1], periods, on) for scopes in SCOPES]):
            pass
        counted()
        paid = [functools.partial(pay, scopes, periods, on) for scopes in SCOPES]
        done = f"{past} bulan dihitung dan dikunci, {periods[-1]:%m-%Y} dihitung dan masih terbuka"
        last = [functools.partial(one, on) for one in (reckon_due, look_over)]
        for name in filter(None, results([*paid, *last])):
            tell(f"  {name}: {done}")
    return _done(periods[-1])


def give(code: str, periods: list[datetime.date], on: datetime.date) -> None:
    """Give one government its attendance, its year of performance and what pay needs, unless it has that."""
    government = Unit.objects.get(code=code)
    if PackInUse.objects.filter(government=government).exists():
        return
    settle_attendance(government, on)
    with transaction.atomic():
        rows = write([pack_in_use(government)])
        settle_performance(government, on)
        settle_desks(government, on)
        rows += sum(write(rows) for rows in facts_of_pay(government, on, periods))
        rows += write(list(_openings(government, periods[0])))
        rows += choose_accounts(government, periods[0])
        before_the_months(government, periods, on)
        record(
            kind="payroll.settled",
            by=None,
            target_kind="demo",
            target="rekaan",
            unit=government.pk,
            on=on,
            after={"baris": rows, "bulan": len(periods)},
            reason="Gaji dan TPP rekaan untuk mencoba Praja",
        )


def pay(scopes: Sequence[str], periods: list[datetime.date], on: datetime.date) -> str:
    """Run the months of one government, whose name is returned; no other government's pay depends on them."""
    units = [Unit.objects.get(code=code) for code in scopes]
    makers = [_makers(unit) for unit in units]
    for period in periods:
        if not Run.objects.filter(period=period, unit=units[-1]).exists():
            before_month(units[-1], period, periods, on)
        for pay_list in JenisDaftar:
            for unit, (treasurer, approver) in zip(units, makers, strict=True):
                _run(pay_list, period, unit, treasurer, approver, on=on, lock=period != periods[-1])
    after_the_months(units[-1], periods, on)
    if len(periods) > 1 and not Pagu.objects.filter(unit__in=units).exists():
        give_budgets(units, on.year)
    version = version_of(units[-1].pk, on)
    return version.name if version is not None else scopes[-1]


def _run(
    pay_list: str,
    period: datetime.date,
    unit: Unit,
    treasurer: Any,
    approver: Any,
    *,
    on: datetime.date,
    lock: bool,
) -> None:
    """Take one run from opening to payment, from where an earlier demo left it; where all is owed it waits
    approved, and where nobody is paid or owed it waits computed.
    """
    found = Run.objects.filter(pay_list=pay_list, period=period, unit=unit, kind=JenisProses.INDUK).first()
    run = found or actions.open_run(
        pay_list=pay_list, period=period, unit=unit, paid_on=period, by=treasurer, on=on
    )
    if run.computed_at is None:
        run = actions.compute(run=run, by=treasurer, on=on)
        actions.work(str(run.pk), run.attempt, treasurer.pk)
        run.refresh_from_db()
    states = set(Slip.objects.filter(run=run).values_list("state", flat=True).distinct())
    if not lock or not states & {KeadaanSlip.DIBAYAR, KeadaanSlip.TERUTANG}:
        return
    if run.state == KeadaanProses.DIHITUNG:
        run = actions.check(run=run, by=treasurer, on=on)
    if run.state == KeadaanProses.DIPERIKSA:
        run = actions.approve(run=run, by=approver, on=on)
    if run.state == KeadaanProses.DISETUJUI and KeadaanSlip.DIBAYAR in states:
        actions.mark_paid(run=run, day=on, by=treasurer, on=on)


def _makers(unit: Unit) -> tuple[Any, Any]:
    """Return who makes the lists of a unit and who approves them."""
    held = RoleHeld.objects.filter(unit=unit).select_related("user")
    return held.get(role=Role.BENDAHARA).user, held.get(role=Role.PEJABAT_PENYETUJU).user


def _openings(government: Unit, first: datetime.date) -> Iterator[StandingFact]:
    """Yield what was paid in the first year before the first month, as a government that begins with Praja in
    the middle of a year brings along: the first month's amounts, as often as there were months before.
    """
    before = first.month - 1
    if not before:
        return
    sums: dict[str, dict[str, int]] = {}
    # Of a month without recaps nobody's TPP is known, and to find that of everybody takes long.
    for person, amounts in _amounts(government, JenisDaftar.GAJI, _month_before(first)):
        for rule, amount in amounts.items():
            found = sums.setdefault(person, {})
            found[rule] = found.get(rule, 0) + amount * before
    for person, amounts in sums.items():
        for rule in OF_THE_YEAR:
            yield StandingFact(
                person_id=person,
                fact=f"tahun_ini({rule})",
                value=str(amounts.get(rule, 0)),
                note="Saldo awal rekaan",
                berlaku=DateRange(first, datetime.date(first.year + 1, 1, 1)),
                dicatat_oleh=BY,
            )


def _month_before(period: datetime.date) -> datetime.date:
    return (period - datetime.timedelta(days=1)).replace(day=1)


def _amounts(unit: Unit, pay_list: str, period: datetime.date) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield the id of each person who would be paid in a month, with the sums that a year adds up."""
    programs = programs_for(pack_of(unit, period), pay_list, period, period)
    facts = facts_for(programs=programs, pay_list=pay_list, period=period, unit=unit)
    result = run_lists(programs, facts.frames)[pay_list].amounts
    rules = [rule for rule in OF_THE_YEAR if rule in result.columns]
    paid = result.join(facts.people.select("nip", "person_id"), on="nip").filter(
        pl.col("keadaan").cast(pl.String) == State.DIBAYAR.value
    )
    for row in paid.select("person_id", *rules).iter_rows(named=True):
        yield row.pop("person_id"), {rule: amount or 0 for rule, amount in row.items()}


def _done(current: datetime.date) -> Paid:
    slips = Slip.objects.filter(period=current)
    return Paid(
        Run.objects.filter(state=KeadaanProses.DIBAYAR).count(),
        Slip.objects.count(),
        Run.objects.exclude(state=KeadaanProses.DIBAYAR).count(),
        slips.filter(state=KeadaanSlip.MASALAH).count(),
        slips.filter(state=KeadaanSlip.DITAHAN).count(),
    )
