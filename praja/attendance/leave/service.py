"""What the law of leave asks of people's careers, in a constant number of queries."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from praja.organization.models import PositionVersion
from praja.people.enums import CaraMenjabat, JenisKelamin, StatusAsn
from praja.people.models import CltnHistory, JabatanHistory, Person, StatusHistory
from praja.people.states import full_months

ON_CONTRACT = (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
TEACHING = ("guru ", "dosen ", "kepala sekolah")
"""How the names of posts of teachers and lecturers begin, whose holidays are those of schools."""


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """A person's career as far as leave asks for it."""

    woman: bool
    statuses: Sequence[tuple[datetime.date, datetime.date | None, str]] = ()
    """Start, the day after the last, status; in order."""
    away: Sequence[tuple[datetime.date, datetime.date]] = ()
    """Times of CLTN."""
    teaches: Sequence[tuple[datetime.date, datetime.date | None]] = ()
    contract_ends: Sequence[tuple[datetime.date, datetime.date]] = ()
    """Start and last day of each contract."""

    def status_on(self, day: datetime.date) -> str | None:
        """Return the status on a day, or the first one before it begins."""
        held = [status for start, end, status in self.statuses if start <= day and (end is None or day < end)]
        return held[-1] if held else (self.statuses[-1][2] if self.statuses else None)

    def since(self, day: datetime.date) -> datetime.date | None:
        """Return since when somebody has served without a gap until a day."""
        first: datetime.date | None = None
        for start, end, _status in reversed(self.statuses):
            if start > day:
                continue
            if first is None:
                if end is not None and end < day:
                    return None
                first = start
            elif end is not None and end >= first:
                first = start
            else:
                break
        return first

    def months_on(self, day: datetime.date, since: datetime.date | None = None) -> int:
        """Return the full months of continuous service on a day; CLTN is not counted.

        :param since: count from this day on, where it is later than the appointment
        """
        start = self.since(day)
        if start is None:
            return 0
        start = max(start, since) if since else start
        gone = sum(full_months(max(first, start), min(end, day)) for first, end in self.away if first < day)
        return max(0, min(720, full_months(start, day) - gone))

    def teaches_on(self, day: datetime.date) -> bool:
        """Tell whether somebody is a teacher or lecturer on a day."""
        return any(start <= day and (end is None or day < end) for start, end in self.teaches)

    def contract_on(self, day: datetime.date) -> int:
        """Return how many months the contract of a day is made for."""
        for start, last in self.contract_ends:
            if start <= day <= last:
                return min(720, full_months(start, last + datetime.timedelta(days=1)))
        return 0


def services_of(people: Collection[uuid.UUID]) -> dict[uuid.UUID, Service]:
    """Return the careers of people as they are known now."""
    ids = list(people)
    statuses = defaultdict(list)
    contracts = defaultdict(list)
    for row in StatusHistory.objects.known().filter(person__in=ids).order_by("berlaku__startswith"):
        statuses[row.person_id].append((row.mulai, row.berlaku.upper, row.status))
        last = row.contract_end or row.sampai
        if row.status in ON_CONTRACT and last is not None:
            contracts[row.person_id].append((row.mulai, last))
    away = defaultdict(list)
    for one in CltnHistory.objects.known().filter(person__in=ids):
        away[one.person_id].append((one.mulai, one.berlaku.upper or datetime.date.max))
    held = list(
        JabatanHistory.objects.known()
        .filter(person__in=ids, how=CaraMenjabat.DEFINITIF)
        .values_list("person_id", "position_id", "berlaku")
    )
    titles = dict(
        PositionVersion.objects.known()
        .filter(position__in={position for _person, position, _span in held})
        .order_by("berlaku__startswith")
        .values_list("position_id", "title")
    )
    teaches = defaultdict(list)
    for person, position, span in held:
        if f"{titles.get(position, '')} ".lower().startswith(TEACHING):
            teaches[person].append((span.lower, span.upper))
    return {
        pk: Service(sex == JenisKelamin.PEREMPUAN, statuses[pk], away[pk], teaches[pk], contracts[pk])
        for pk, sex in Person.objects.filter(pk__in=ids).values_list("pk", "sex")
    }
