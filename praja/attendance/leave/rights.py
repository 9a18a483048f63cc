"""How much annual leave people have: year after year from when the records of leave began, by the law.

What stood before is said by an opening balance; without one nothing is carried from the years before.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from praja.attendance.law.leave import AnnualRight, annual_right, annual_total, year_end_day
from praja.attendance.leave.enums import STANDING, JenisCuti, KeadaanCuti
from praja.attendance.leave.service import ON_CONTRACT, Service, services_of
from praja.attendance.models import LeaveOpening, LeaveRequest, LeaveWorked
from praja.attendance.packs import pack_of
from praja.organization.models import Unit

ZERO = Decimal(0)
MOST = Decimal(36)
"""Days that may be left, as the law's facts are bounded."""


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """A request of annual leave and how many of its days stand in the year."""

    request: uuid.UUID
    first: datetime.date
    last: datetime.date
    days: Decimal
    waits: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Balance:
    """Annual leave of a person in a year, with how it comes about."""

    year: int
    right: AnnualRight
    taken: Decimal
    """Approved and waiting, with what the opening balance says was taken before."""
    opened: Decimal | None
    """What was taken before the records began, where the opening balance is of this year."""
    requests: Sequence[Taken]
    notes: Sequence[str]
    left_before: Decimal
    left_last: Decimal
    facts: Mapping[str, Any]

    @property
    def left(self) -> Decimal:
        """How many days are left."""
        return self.right.left


@dataclasses.dataclass(slots=True)
class _Year:
    taken: Decimal = ZERO
    deferred: Decimal = ZERO
    worked: int = 0
    long: bool = False
    requests: list[Taken] = dataclasses.field(default_factory=list)


def balance_of(
    person: uuid.UUID,
    government: Unit,
    day: datetime.date,
    *,
    without: uuid.UUID | None = None,
    more: Decimal = ZERO,
) -> Balance:
    """Return the annual leave of a person in the year of a day, by their service on that day.

    :param without: a request that is not counted, because it is the one that is asked about
    :param more: days of that one in this year
    """
    return balances([person], government, day, without=without, more=more)[person]


def balances(
    people: Collection[uuid.UUID],
    government: Unit,
    day: datetime.date,
    *,
    without: uuid.UUID | None = None,
    more: Decimal = ZERO,
    told: bool = True,
) -> dict[uuid.UUID, Balance]:
    """Return the annual leave of people in the year of a day, in a constant number of queries.

    :param told: with how each line is reckoned; without, many are reckoned faster
    """
    ids = list(people)
    pack, lang = pack_of(government, day), get_language() or "id"
    services = services_of(ids)
    opened = {
        one.person_id: one
        for one in LeaveOpening.objects.filter(
            person__in=ids, digantikan__isnull=True, year__lte=day.year
        ).order_by("year")
    }
    years = _years_of(ids, day, pack, without)
    begun = LeaveRequest.objects.filter(government=government).aggregate(year=Min("year"))["year"]
    return {
        pk: _balance(services[pk], years[pk], opened.get(pk), begun, day, pack, lang if told else None, more)
        for pk in ids
        if pk in services
    }


def _years_of(
    ids: list[uuid.UUID], day: datetime.date, pack: str, without: uuid.UUID | None
) -> dict[uuid.UUID, dict[int, _Year]]:
    found: dict[uuid.UUID, dict[int, _Year]] = defaultdict(lambda: defaultdict(_Year))
    rows = LeaveRequest.objects.filter(person__in=ids, kind__in=(JenisCuti.TAHUNAN, JenisCuti.BESAR))
    if without is not None:
        rows = rows.exclude(pk=without)
    for one in rows.filter(state__in=(*STANDING, KeadaanCuti.DITANGGUHKAN)).order_by("berlaku"):
        here = found[one.person_id]
        if one.kind == JenisCuti.BESAR:
            if one.state == KeadaanCuti.DISETUJUI:
                here[one.first.year].long = True
            continue
        for text, days in one.counted.get("hari", {}).items():
            year, number = here[int(text)], Decimal(days)
            if one.state == KeadaanCuti.DITANGGUHKAN:
                year.deferred += number
                continue
            year.taken += number
            waits = one.state != KeadaanCuti.DISETUJUI
            year.requests.append(Taken(one.pk, one.first, one.last, number, waits))
    last_days = year_end_day(day, pack)
    worked = LeaveWorked.objects.filter(person__in=ids, withdrawn_at__isnull=True)
    for person, on in worked.values_list("person_id", "day"):
        later = on.month == 12 and on.day >= last_days
        found[person][on.year + later].worked += 1
    return found


def _balance(
    service: Service,
    years: dict[int, _Year],
    opening: LeaveOpening | None,
    begun: int | None,
    day: datetime.date,
    pack: str,
    lang: str | None,
    more: Decimal,
) -> Balance:
    start = opening.year if opening is not None else min(begun or day.year, day.year)
    before, last, deferred, unused, debt = ZERO, ZERO, ZERO, [False, False], ZERO
    if opening is not None:
        before, last, deferred = opening.left_before, opening.left_last, opening.deferred
        unused = [before > 0, before > 0 and last >= 12]
    facts: dict[str, Any] = {}
    for number in range(start, day.year + 1):
        year, now = years[number], number == day.year
        on = day if now else datetime.date(number, 12, 31)
        taken = year.taken + debt + (more if now else ZERO)
        if opening is not None and opening.year == number:
            taken += opening.taken
        status = service.status_on(on) or "pns"
        facts = {
            "status_asn": status,
            "masa_kerja_cuti": service.months_on(on),
            "masa_perjanjian_kerja": service.contract_on(on),
            "guru_dosen": service.teaches_on(on),
            "cuti_besar_tahun_ini": year.long,
            "sisa_tahun_lalu": min(max(last, ZERO), MOST),
            "sisa_dua_tahun_lalu": min(max(before, ZERO), MOST),
            "dua_tahun_tidak_dipakai": all(unused),
            "cuti_ditangguhkan": min(deferred, MOST),
            "cuti_bersama_masuk": min(year.worked, 31),
            "cuti_tahunan_diambil": _plain(min(taken, Decimal(400))),
        }
        if now:
            break
        left = annual_total(facts, on, pack) - taken
        early = status in ON_CONTRACT and facts["masa_kerja_cuti"] < 12
        debt = -left if left < 0 and early else ZERO
        before, last, deferred = last, max(left, ZERO), year.deferred
        unused = [unused[1], taken == 0 and left > 0]
    here = years[day.year]
    notes = []
    if opening is None and start == day.year:
        notes.append(_("Saldo awal belum diisi: sisa dari tahun-tahun sebelumnya dihitung tidak ada."))
    if debt:
        notes.append(_("Hari yang diambil sebelum satu tahun bekerja diperhitungkan dengan hak tahun ini."))
    at_opening = _plain(opening.taken) if opening is not None and opening.year == day.year else None
    return Balance(
        day.year, annual_right(facts, day, pack, lang), facts["cuti_tahunan_diambil"], at_opening,
        here.requests, notes, _plain(before), _plain(last), facts,
    )  # fmt: skip


def _plain(days: Decimal) -> Decimal:
    """Return days without decimals where there are none."""
    return days.quantize(Decimal(1)) if days == days.to_integral() else days.normalize()
