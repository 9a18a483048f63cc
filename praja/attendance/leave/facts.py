"""What approved leave says of people in a month, as the law of pay asks it; read as it was known at a moment.

A leave counts as the last of its steps says that was known then: the decision, a shortening, a cancellation.
Steps are never changed, so that a month gives the same whenever it is asked.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db import connection

from praja.attendance.leave.enums import JenisCuti, SebabCuti
from praja.people.states import full_months

DAY = datetime.timedelta(days=1)
LONG: Final = {
    JenisCuti.SAKIT: "hari_cuti_sakit",
    JenisCuti.BESAR: "hari_cuti_besar_bulan",
    JenisCuti.MELAHIRKAN: "hari_cuti_melahirkan",
    JenisCuti.ALASAN_PENTING: "hari_cuti_alasan_penting",
}
"""The kinds that may change pay, and the fact that counts their workdays in a month."""
_BEFORE: Final = {
    JenisCuti.SAKIT: "hari_cuti_sakit_lalu",
    JenisCuti.ALASAN_PENTING: "hari_cuti_alasan_penting_lalu",
}
STATE: Final = "keadaan_pegawai"
FACTS: Final = frozenset(
    {STATE, *LONG.values(), *_BEFORE.values(), "bulan_cuti_sakit", "bulan_cuti_ke", "bulan_cuti_panjang",
     "hari_cuti_besar", "melahirkan_anak_ke", "cuti_sakit_karena"}
)  # fmt: skip
MOST_LONG_DAYS, MOST_LONG_MONTHS, MOST_WORKDAYS = 100, 60, 31

_LEAVES: Final = """
SELECT r.person_id, r.id, r.kind, lower(s.after), upper(s.after) - 1, r.counted -> 'tanggal', r.because,
    r.inpatient, r.child_number, r.number, r.year, s.name
FROM attendance_leaverequest r
JOIN LATERAL (
    SELECT s.kind, s.outcome, s.after, s.name FROM attendance_leavestep s
    WHERE s.request_id = r.id AND s.kind IN ('keputusan', 'pendek', 'batal')
        AND (%(at)s::timestamptz IS NULL OR s.made_at <= %(at)s)
    ORDER BY s.made_at DESC LIMIT 1
) s ON s.kind = 'pendek' OR (s.kind = 'keputusan' AND s.outcome IN ('disetujui', 'perubahan'))
WHERE r.person_id = ANY(%(people)s::uuid[]) AND r.kind = ANY(%(kinds)s) AND s.after IS NOT NULL
    AND lower(s.after) <= %(last)s
ORDER BY r.person_id, lower(s.after)
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Leave:
    """An approved leave as known at a moment."""

    person: uuid.UUID
    request: uuid.UUID
    kind: str
    first: datetime.date
    last: datetime.date
    workdays: Sequence[datetime.date]
    because: str = ""
    inpatient: bool = False
    child_number: int | None = None
    number: str = ""
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LeaveFacts:
    """What leave says of a person in a month: facts as the law names them, as text."""

    person: uuid.UUID
    request: uuid.UUID
    facts: Mapping[str, str]
    told: str
    by: str


def leave_facts(
    period: datetime.date, known_at: datetime.datetime | None, *, people: Collection[uuid.UUID | str]
) -> list[LeaveFacts]:
    """Return what approved leave says of people in a month, in one query; only of those who were on leave.

    :param period: any day of the month
    :param known_at: as known at this moment; by default now
    """
    last = period.replace(day=calendar.monthrange(period.year, period.month)[1])
    with connection.cursor() as cursor:
        cursor.execute(
            _LEAVES,
            {"people": [str(one) for one in people], "kinds": list(LONG), "at": known_at, "last": last},
        )
        rows = cursor.fetchall()
    by_person: dict[uuid.UUID, list[Leave]] = defaultdict(list)
    for person, request, kind, first, until, days, because, inpatient, child, number, year, by in rows:
        worked = [datetime.date.fromisoformat(one) for one in _listed(days)]
        by_person[person].append(
            Leave(person, request, kind, first, until, [day for day in worked if first <= day <= until],
                  because, inpatient, child, f"{number}/{year}", by)
        )  # fmt: skip
    return [found for leaves in by_person.values() if (found := of_month(leaves, period)) is not None]


def _listed(days: object) -> list[str]:
    given = json.loads(days) if isinstance(days, str) else days
    return [str(one) for one in given] if isinstance(given, list) else []


def of_month(leaves: Sequence[Leave], period: datetime.date) -> LeaveFacts | None:
    """Return what the leaves of one person say of a month; nothing where none of them falls into it.

    :param leaves: those that may change pay, in order, also of earlier months
    """
    start = period.replace(day=1)
    last = period.replace(day=calendar.monthrange(period.year, period.month)[1])
    here = [one for one in leaves if one.first <= last and one.last >= start]
    if not here:
        return None
    facts: dict[str, str] = {}
    for kind, name in LONG.items():
        days = sum(start <= day <= last for one in here if one.kind == kind for day in one.workdays)
        if any(one.kind == kind for one in here):
            facts[name] = str(min(days, MOST_WORKDAYS))
    # What runs on the first of the month decides; else what takes most of it.
    main = min(here, key=lambda one: (one.first > start, -len(one.workdays), one.first))
    chain = _chain(leaves, main)
    begun, until = chain[0].first, min(main.last, last)
    gone = min(full_months(begun, until + DAY), MOST_LONG_MONTHS)
    facts["bulan_cuti_ke"] = str(full_months(begun, until) + 1)
    facts["bulan_cuti_panjang"] = str(gone)
    if main.kind in _BEFORE:
        before = sum(day < start for one in chain for day in one.workdays)
        facts[_BEFORE[JenisCuti(main.kind)]] = str(before)
    match main.kind:
        case JenisCuti.SAKIT:
            facts["bulan_cuti_sakit"] = str(gone)
            accident = main.because == SebabCuti.KECELAKAAN_KERJA
            facts["cuti_sakit_karena"] = (
                SebabCuti.KECELAKAAN_KERJA.value if accident else "rawat_inap" if main.inpatient else "sakit"
            )
        case JenisCuti.BESAR:
            length = (chain[-1].last - begun).days + 1
            facts["hari_cuti_besar"] = str(min(length, MOST_LONG_DAYS))
        case JenisCuti.MELAHIRKAN:
            facts["melahirkan_anak_ke"] = str(main.child_number or 1)
    if main.first <= start <= main.last:
        facts[STATE] = main.kind
    told = f"Cuti nomor {main.number}, {main.first:%d-%m-%Y} sampai {main.last:%d-%m-%Y}."
    return LeaveFacts(main.person, main.request, facts, told, main.by)


def _chain(leaves: Sequence[Leave], main: Leave) -> list[Leave]:
    """Return the leaves of the same kind that a leave continues without a gap, the first first."""
    chain = [main]
    for one in reversed([one for one in leaves if one.kind == main.kind and one.first < main.first]):
        if one.last + DAY != chain[0].first:
            break
        chain.insert(0, one)
    return chain
