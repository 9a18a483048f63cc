"""What is to be said of a request before it is sent, and again before it is decided: how many days it takes,
what forbids it, what to enclose, what follows, who else is away.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from praja.attendance.law.leave import LeaveFindings, leave_findings, travel_days
from praja.attendance.leave.days import DAY, by_year, counts_workdays, months_covering, span_text, workdays_in
from praja.attendance.leave.enums import STANDING, JenisCuti, KeadaanCuti
from praja.attendance.leave.rights import Balance, balance_of
from praja.attendance.leave.service import services_of
from praja.attendance.models import LeaveRequest, LeaveStaffing
from praja.attendance.packs import pack_of
from praja.organization.models import Unit
from praja.people.models import Person, UnitHistory
from praja.people.perms import unit_of
from praja.web.words import tanggal

EARLY = (JenisCuti.SAKIT, JenisCuti.MELAHIRKAN, JenisCuti.ALASAN_PENTING)
"""Kinds that may be asked for after they have begun: nobody plans to fall ill."""


@dataclasses.dataclass(frozen=True, slots=True)
class Short:
    """A workday on which too few of a unit would be at work."""

    day: datetime.date
    away: int
    people: int
    least: int


@dataclasses.dataclass(frozen=True, slots=True)
class Length:
    """How long a leave is from its first day until some day."""

    workdays: Sequence[datetime.date]
    calendar_days: int
    months: int
    travel: int
    """Calendar days at its end that are added because the place is hard to reach."""
    years: Mapping[int, Decimal]
    """Of annual leave, how many of its days stand in each year."""
    days: Decimal
    """By which it is counted: workdays of annual leave, else calendar days."""


@dataclasses.dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be said of a request."""

    first: datetime.date
    length: Length
    balance: Balance | None
    """Of annual leave, this request counted in."""
    law: LeaveFindings
    latest: Mapping[str, datetime.date]
    """By rule that forbids it only because it is too long: the last day on which it may end."""
    refused: Sequence[str]
    """Why it cannot be sent, besides what the law forbids."""
    short: Sequence[Short]
    overlapping: Sequence[LeaveRequest]

    @property
    def forbidden(self) -> bool:
        """Whether it cannot be given as it stands."""
        return bool(self.law.forbidden or self.refused or self.overlapping)

    def sentences(self) -> list[str]:
        """Return all that forbids it, each with its article."""
        said = []
        for one in self.law.forbidden:
            text = f"{one.text} ({one.article})."
            if one.rule in self.latest:
                names = {"first": tanggal(self.first), "last": tanggal(self.latest[one.rule])}
                text += " " + _("Mulai %(first)s, hari terakhirnya paling lambat %(last)s.") % names
            said.append(text)
        said += self.refused
        said += [
            _("Tanggal ini bertumpuk dengan cuti %(days)s.") % {"days": span_text(one.first, one.last)}
            for one in self.overlapping
        ]
        return said

    def counted(self) -> dict[str, Any]:
        """Return how it was counted, as it is kept with the request."""
        return {
            "hari": {str(year): str(days) for year, days in self.length.years.items()},
            "hari_kerja": len(self.length.workdays),
            "tanggal": [day.isoformat() for day in self.length.workdays],
            "hari_kalender": self.length.calendar_days,
            "bulan": self.length.months,
            "perjalanan": self.length.travel,
            "kurang_petugas": [one.day.isoformat() for one in self.short],
            "sisa": None if self.balance is None else str(self.balance.left),
            "dua_tahun_lalu": None if self.balance is None else str(self.balance.left_before),
            "tahun_lalu": None if self.balance is None else str(self.balance.left_last),
        }


def government_for(person: Person, on: datetime.date) -> tuple[Unit | None, Unit | None]:
    """Return the unit of a person on a day and its government; nothing where they have none."""
    pk = unit_of(person, on)
    if pk is None:
        return None, None
    unit = Unit.objects.select_related("government").get(pk=pk)
    return unit, unit.government or unit


def assess(request: LeaveRequest, on: datetime.date) -> Assessment:
    """Return what is to be said of a request as it stands; nothing is written.

    :param on: the day at the workplace on which it is asked
    """
    unit, government = government_for(request.person, on)
    first, last = request.first, request.last
    refused = []
    if unit is None or government is None:
        unit = government = Unit()
        refused.append(_("Unit kerja Anda belum tercatat. Mintalah pengelola kepegawaian mencatatnya."))
    pack = pack_of(government, first) if government.code else "nasional"
    service = services_of([request.person_id])[request.person_id]
    status = service.status_on(first)
    if status is None:
        refused.append(
            _("Status kepegawaian Anda belum tercatat. Mintalah pengelola kepegawaian mencatatnya.")
        )
    status = status or "pns"
    annual = counts_workdays(request.kind)
    workdays = workdays_in(request.person_id, first, last)
    most_travel = travel_days(status, first, pack) if request.remote else 0
    length = _length(request, last, workdays, most_travel)
    balance = None
    more = length.days if annual else Decimal(0)
    if government.code and first.year == last.year:
        balance = balance_of(request.person_id, government, first, without=request.pk, more=more)
    if annual and first.year != last.year:
        refused.append(_("Cuti tahunan melewati akhir tahun diajukan dalam dua permintaan, satu tiap tahun."))
    if first < on and request.kind not in EARLY and request.state == KeadaanCuti.DISUSUN:
        refused.append(_("Cuti ini diajukan sebelum hari pertamanya."))
    facts = {
        **(balance.facts if balance is not None else _NO_BALANCE),
        "jenis_cuti": request.kind,
        "sebab_cuti": request.because,
        "status_asn": status,
        "masa_kerja_cuti": service.months_on(first),
        "masa_kerja_cuti_besar": service.months_on(first, _last_long(request)),
        "guru_dosen": service.teaches_on(first),
        "perempuan": service.woman,
        "bulan_cuti_sebelumnya": _months_before(request),
        "kelahiran_ke": request.child_number or 1,
        "minta_setengah_hari": bool(request.half),
    }
    if request.kind == JenisCuti.MELAHIRKAN and request.child_number is None:
        refused.append(_("Isi kelahiran anak keberapa sejak Anda menjadi PNS atau PPPK."))
    taken = facts["cuti_tahunan_diambil"] - (more if balance is not None else 0)

    def found_until(day: datetime.date) -> LeaveFindings:
        shorter = length if day == last else _length(request, day, workdays, most_travel)
        lasting = {
            "hari_kerja_cuti": shorter.days if annual else len(shorter.workdays),
            "hari_kalender_cuti": shorter.calendar_days,
            "bulan_cuti": min(shorter.months, 60),
            "cuti_tahunan_diambil": taken + (shorter.days if annual else 0),
        }
        return leave_findings({**facts, **lasting}, first, pack, get_language() or "id")

    law = found_until(last)
    latest = {}
    for one in law.forbidden:
        day = _latest_without(one.rule, found_until, first, last)
        if day is not None:
            # Annual leave ends with a workday: nobody asks for the weekend behind it.
            latest[one.rule] = max([work for work in workdays if annual and work <= day], default=day)
    others = LeaveRequest.objects.filter(
        person=request.person_id, state__in=STANDING, berlaku__overlap=request.berlaku
    ).exclude(pk=request.pk)
    return Assessment(
        first=first,
        length=length,
        balance=balance if annual else None,
        law=law,
        latest=latest,
        refused=refused,
        short=_short(request, unit, workdays) if unit.code else (),
        overlapping=list(others),
    )


_NO_BALANCE = {"sisa_tahun_lalu": 0, "sisa_dua_tahun_lalu": 0, "cuti_tahunan_diambil": 0}


def _length(
    request: LeaveRequest, last: datetime.date, workdays: Sequence[datetime.date], most_travel: int
) -> Length:
    """Return how long a leave is if it ends on a day.

    :param workdays: of the person, from its first day until this one at least
    """
    first = request.first
    calendar_days = (last - first).days + 1
    travel = min(most_travel, calendar_days - 1)
    until = [day for day in workdays if day <= last]
    months = months_covering(first, last)
    if not counts_workdays(request.kind):
        return Length(until, calendar_days, months, travel, {}, Decimal(calendar_days))
    years = by_year([day for day in until if day <= last - travel * DAY], request.half)
    return Length(until, calendar_days, months, travel, years, sum(years.values(), Decimal(0)))


def _latest_without(
    rule: str,
    found_until: Callable[[datetime.date], LeaveFindings],
    first: datetime.date,
    last: datetime.date,
) -> datetime.date | None:
    """Return the last day until which a rule does not forbid a leave; none where it is not for its length."""

    def forbids(day: datetime.date) -> bool:
        return any(one.rule == rule for one in found_until(day).forbidden)

    if first == last or forbids(first):
        return None
    good, bad = 0, (last - first).days
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if forbids(first + middle * DAY) else (middle, bad)
    return first + good * DAY


def _last_long(request: LeaveRequest) -> datetime.date | None:
    """Return the day after the last cuti besar before a request."""
    rows = LeaveRequest.objects.filter(
        person=request.person_id, kind=JenisCuti.BESAR, state=KeadaanCuti.DISETUJUI,
        berlaku__startswith__lt=request.first,
    )  # fmt: skip
    found = rows.order_by("-berlaku").exclude(pk=request.pk).first()
    return None if found is None else found.berlaku.upper


def _months_before(request: LeaveRequest) -> int:
    """Return for how many months the same leave has lasted until the day before a request."""
    start = request.first
    rows = LeaveRequest.objects.filter(
        person=request.person_id, kind=request.kind, because=request.because, state=KeadaanCuti.DISETUJUI
    ).exclude(pk=request.pk)
    for one in rows.filter(berlaku__startswith__lt=start).order_by("-berlaku"):
        if one.berlaku.upper != start:
            break
        start = one.first
    return min(60, months_covering(start, request.first - DAY)) if start < request.first else 0


def _short(request: LeaveRequest, unit: Unit, workdays: Sequence[datetime.date]) -> list[Short]:
    """Return the workdays on which fewer than the least of a unit would be at work."""
    if not workdays:
        return []
    rule = LeaveStaffing.objects.on(request.first).filter(unit=unit).first()
    if rule is None:
        return []
    here = set(
        UnitHistory.objects.during(request.first, request.last + DAY)
        .filter(unit=unit)
        .values_list("person_id", flat=True)
    )
    others = list(
        LeaveRequest.objects.filter(person__in=here, state__in=STANDING, berlaku__overlap=request.berlaku)
        .exclude(person=request.person_id)
        .values_list("berlaku", flat=True)
    )
    least = -(-len(here) * rule.least // 100)
    found = []
    for day in workdays:
        away = 1 + sum(one.lower <= day < one.upper for one in others)
        if len(here) - away < least:
            found.append(Short(day, away, len(here), least))
    return found
