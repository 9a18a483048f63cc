"""What a leave does to one's pay, told before it is asked for.

The last slips are computed anew for each month of the leave, without any leave and with it. Nothing is
stored, and nobody but the person is shown it.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import get_language

from praja.attendance.law import AttendanceLawUnknown, leave_effect
from praja.attendance.leave.days import workdays_in
from praja.attendance.leave.enums import JenisCuti, KeadaanCuti
from praja.attendance.leave.facts import FACTS, LONG, STATE, Leave, of_month
from praja.attendance.models import LeaveRequest
from praja.attendance.packs import pack_of
from praja.organization.models import Unit
from praja.payroll.models import Slip
from praja.payroll.queries import slips_visible_to
from praja.payroll.slip import book
from praja.payroll.slip.lines import Line, pay_list_of, sections_of, totals_of
from praja.payroll.slip.views.reading import can_be_explained
from praja.payroll.slip.words import month_words
from praja.people.asker import asker_of
from praja.people.due.career import add_months
from praja.people.perms import unit_of
from praja.rules.month import State, explain_lists
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind
from praja.rules.written import number_from
from praja.web.shell import day_of

MOST_MONTHS: Final = 4
"""Months that are shown; a longer leave goes on as the last of them."""
COUNTS: Final = {"hari_sakit": True, "hari_cuti": False}
"""Counts of attendance that days on leave enter, and whether they are of sick leave."""
EVENTS: Final = ("sakit", "cuti")


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """What a leave does to one list in one month."""

    month: str
    name: str
    """Of the pay list."""
    net: Line | None
    lines: Sequence[Line]
    """Those that change."""
    stopped: bool
    problems: Sequence[str]
    said: str
    """What the government's law says of TPP on such a leave in this month; empty where it takes nothing."""


def panel(request: HttpRequest, leave: Any) -> dict[str, Any] | None:
    """Return for the page of a leave what it does to the pay of the one who looks; of another's, nothing."""
    if not isinstance(leave, LeaveRequest) or asker_of(request.user).person != leave.person_id:
        return None
    if leave.state in (KeadaanCuti.DITOLAK, KeadaanCuti.DITANGGUHKAN, KeadaanCuti.DIBATALKAN):
        return None
    rows = slips_visible_to(request.user, day_of(request.user)).filter(person=leave.person_id)
    newest: dict[str, Slip] = {}
    for slip in (
        rows.filter(pay_list__in=("gaji", "tpp")).select_related("run").order_by("-period", "kind")[:8]
    ):
        if can_be_explained(slip):
            newest.setdefault(slip.pay_list, slip)
    here = _leave(leave)
    by_law = _by_law(leave.person, here)
    if not newest:
        return {"effects": None, "said": _told(by_law)}
    takes = {month: text for month, (takes, text) in by_law.items() if takes}
    effects: list[Effect] = []
    for slip in sorted(newest.values(), key=lambda one: one.pay_list):
        effects += _effects(slip, here, takes if slip.pay_list == "tpp" else {})
    shown = _months(here)
    return {
        "effects": [one for one in effects if one.lines or one.problems or one.stopped],
        "goes_on": len(shown) == MOST_MONTHS and add_months(shown[-1], 1) <= here.last,
        "last": here.last,
        "from_slip": month_words(max(one.period for one in newest.values())),
        "months": [month_words(one) for one in shown],
    }


def _by_law(person: Any, leave: Leave) -> dict[datetime.date, tuple[bool, str]]:
    """Return for each month what the government's law says of TPP on such a leave, with the article, and
    whether it takes something; nothing of a month where that cannot be told without knowing more.
    """
    unit = unit_of(person, leave.first)
    found = Unit.objects.select_related("government").filter(pk=unit).first() if unit is not None else None
    if found is None:
        return {}
    government = found.government or found
    lang = "en" if (get_language() or "").startswith("en") else "id"
    said = {}
    for month in _months(leave):
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        facts: dict[str, Any] = {
            name: int(text) if text.isdecimal() else text for name, text in _said(leave, month).items()
        }
        days = sum(month <= day <= last for day in leave.workdays)
        facts |= {name: days for name, of in COUNTS.items() if of == (leave.kind == JenisCuti.SAKIT)}
        try:
            effect = leave_effect(pack_of(government, month), month, facts)
        except AttendanceLawUnknown:
            continue
        said[month] = (effect.paid < 1, effect.sentence(lang))
    return said


def _told(by_law: Mapping[datetime.date, tuple[bool, str]]) -> list[str]:
    """Return what the law takes, once for the months that it says the same of; else that it takes nothing."""
    first: dict[str, datetime.date] = {}
    for month, (takes, text) in by_law.items():
        if takes:
            first.setdefault(text, month)
    if len(first) > 1:
        return [f"{month_words(month)}: {text}" for text, month in first.items()]
    return list(first) or list(dict.fromkeys(text for _takes, text in by_law.values()))


def _leave(one: LeaveRequest) -> Leave:
    return Leave(
        one.person_id, one.pk, one.kind, one.first, one.last, workdays_in(one.person_id, one.first, one.last),
        one.because, one.inpatient, one.child_number,
    )  # fmt: skip


def _months(leave: Leave) -> list[datetime.date]:
    """Return the first months of a leave."""
    found = [leave.first.replace(day=1)]
    while len(found) < MOST_MONTHS and (later := add_months(found[-1], 1)) <= leave.last:
        found.append(later)
    return found


def _effects(slip: Slip, leave: Leave, said: Mapping[datetime.date, str]) -> list[Effect]:
    program = book.program_of(slip.run)
    facts = book.facts_of(slip.run, program, slip.nip)
    without = {**facts, **_neutral(program, facts)}
    name = pay_list_of(program.selection).name
    now = explain_lists({name: program}, without)[name]
    before = {rule: now.explanation.amount(rule) for rule in program.alone}
    found = []
    for month in _months(leave):
        tried = {**without, **_taken(program, without, leave, month)}
        then = explain_lists({name: program}, tried)[name]
        problems = tuple(dict.fromkeys(one.message for one in then.explanation.problems))
        after = {rule: then.explanation.amount(rule) for rule in program.alone}
        lines: list[Line] = []
        net = None
        if not problems:
            sections = sections_of(program.selection, after, before)
            lines = [
                line
                for section in sections
                if section.total is not None
                for line in section.lines
                if line.changed
            ]
            totals = totals_of(program.selection, after, before)
            net = totals[-1] if totals else None
        stopped = then.state is State.GUGUR and now.state is not State.GUGUR
        found.append(
            Effect(
                month_words(month),
                str(slip.get_pay_list_display()),
                net,
                lines,
                stopped,
                problems,
                said.get(month, ""),
            )  # fmt: skip
        )
    return found


def _neutral(program: Program, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that say of nobody's leave, as far as a program reads them."""
    read = program.lowering.facts
    plain: dict[str, Any] = {name: read[name].default for name in FACTS & read.keys()}
    plain |= dict.fromkeys(COUNTS.keys() & read.keys(), 0)
    rows = facts.get(Grain.KEJADIAN.value)
    if rows is not None:
        plain[Grain.KEJADIAN.value] = [one for one in rows if one.get("jenis_kejadian") not in EVENTS]
    return plain


def _taken(program: Program, without: dict[str, Any], leave: Leave, month: datetime.date) -> dict[str, Any]:
    """Return the facts that a leave gives in a month."""
    read = program.lowering.facts
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    days = sum(month <= day <= last for day in leave.workdays)
    sick = leave.kind == JenisCuti.SAKIT
    found: dict[str, Any] = {name: days for name, of in COUNTS.items() if name in read and of == sick}
    for name, text in _said(leave, month).items():
        if name in read and _reads(read[name], text):
            found[name] = _given(read[name], text)
    if "jenis_kejadian" in read and without.get("sumber_kehadiran") == "kejadian":
        event = {"jenis_kejadian": "sakit" if sick else "cuti", "menit": 0}
        found[Grain.KEJADIAN.value] = [*(without.get(Grain.KEJADIAN.value) or []), *([event] * days)]
    return found


def _said(leave: Leave, month: datetime.date) -> Mapping[str, str]:
    """Return the facts that a leave gives in a month, as text. Of unpaid leave the record of the SK will say
    that state.
    """
    if leave.kind == JenisCuti.CLTN:
        return {STATE: leave.kind} if leave.first <= month <= leave.last else {}
    said = of_month([leave], month) if leave.kind in LONG else None
    return {} if said is None else said.facts


def _reads(fact: Fact, text: str) -> bool:
    return fact.kind is not Kind.PILIHAN or text in fact.choices


def _given(fact: Fact, text: str) -> Any:
    return text if fact.kind in (Kind.PILIHAN, Kind.YA) else number_from(text)
