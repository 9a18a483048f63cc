"""Functional posts and their levels: who holds one on a day, and in which months somebody held which.

The level stands with the post (`PositionVersion.jenjang`); where it is not filled in, the title names it:
`Perawat Ahli Muda`. A month counts for the level held on its first day, if a functional post is held on its
last day as well: credit points are counted by whole months (Peraturan BKN 3/2023).
"""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from praja.organization.enums import JenisJabatan
from praja.organization.models import PositionVersion
from praja.people.due.career import add_months
from praja.people.enums import CaraMenjabat
from praja.people.models import JabatanHistory, Person
from praja.performance import law

_DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A functional post that somebody holds in a span of days; no end while none is known."""

    position: uuid.UUID
    title: str
    level: str
    """As the law names it; empty where neither the post nor its title says it."""
    start: datetime.date
    end: datetime.date | None

    def on(self, day: datetime.date) -> bool:
        """Tell whether it is held on a day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """Months in a row at one level: from the first to before `after`."""

    position: uuid.UUID
    title: str
    level: str
    first: datetime.date
    after: datetime.date

    @property
    def months(self) -> int:
        """How many months they are."""
        return _number(self.after) - _number(self.first)


def level_named(jenjang: str, title: str, levels: Sequence[str]) -> str:
    """Return the level of a functional post as the law names it; empty where it cannot be told."""
    said = " ".join(jenjang.split()).casefold()
    for level in levels:
        if said == level.casefold():
            return level
    if said:
        return ""
    whole = f" {' '.join(title.split())}".casefold()
    return next((level for level in levels if whole.endswith(f" {level.casefold()}")), "")


def posts_of(
    people: Iterable[uuid.UUID], start: datetime.date, end: datetime.date
) -> dict[uuid.UUID, list[Held]]:
    """Return the functional posts that people hold definitively on any day from `start` to before `end`, the
    earliest first; two queries.
    """
    levels = law.credit_levels(end)
    held = JabatanHistory.objects.during(start, end).filter(
        person__in=list(people), how=CaraMenjabat.DEFINITIF
    )
    rows = list(held.values_list("person_id", "position_id", "berlaku"))
    versions: dict[uuid.UUID, list[PositionVersion]] = defaultdict(list)
    known = PositionVersion.objects.during(start, end).filter(
        position__in={position for _person, position, _span in rows}, kind=JenisJabatan.FUNGSIONAL
    )
    for one in known.only("position_id", "title", "jenjang", "berlaku"):
        versions[one.position_id].append(one)
    found: dict[uuid.UUID, list[Held]] = defaultdict(list)
    for person, position, span in rows:
        for one in versions[position]:
            first, last = max(span.lower, one.berlaku.lower), _earlier(span.upper, one.berlaku.upper)
            if last is None or first < last:
                level = level_named(one.jenjang, one.title, levels)
                found[person].append(Held(position, one.title, level, first, last))
    return {person: sorted(spans, key=lambda one: one.start) for person, spans in found.items()}


def _earlier(one: datetime.date | None, two: datetime.date | None) -> datetime.date | None:
    return min((day for day in (one, two) if day is not None), default=None)


def post_on(person: Person, day: datetime.date) -> Held | None:
    """Return the functional post that somebody holds on a day; none where they hold another kind."""
    return next(iter(posts_of([person.pk], day, day + _DAY).get(person.pk, ())), None)


def segments_in(held: Collection[Held], first: datetime.date, after: datetime.date) -> list[Segment]:
    """Return the months from `first` to before `after` that count, in rows of one level each."""
    months: list[tuple[datetime.date, Held]] = []
    month = first if first.day == 1 else add_months(first.replace(day=1), 1)
    while (following := add_months(month, 1)) <= after:
        at_start = next((one for one in held if one.on(month)), None)
        if at_start is not None and any(one.on(following - _DAY) for one in held):
            months.append((month, at_start))
        month = following
    found = []
    for _key, group in itertools.groupby(
        enumerate(months), lambda pair: (_number(pair[1][0]) - pair[0], pair[1][1].level)
    ):
        rows = [one for _at, one in group]
        last = rows[-1][1]
        found.append(Segment(last.position, last.title, last.level, rows[0][0], add_months(rows[-1][0], 1)))
    return found


def _number(month: datetime.date) -> int:
    return month.year * 12 + month.month


def titled(held: Mapping[uuid.UUID, Sequence[Held]], person: uuid.UUID, day: datetime.date) -> Held | None:
    """Return the post among those read (`posts_of`) that somebody holds on a day."""
    return next((one for one in held.get(person, ()) if one.on(day)), None)
