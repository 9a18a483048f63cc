"""Opening the SKP of a year: who gets one, for which days, with whom as appraiser; who gets none, and why.

Everybody who holds a definitive post gets one for each post and unit of the year: from the first day of a
CPNS, until a PPPK's contract ends, and without the days of a CLTN or tugas belajar, on which nothing is
planned (PermenPANRB 8/2021, annex). The number of queries does not depend on how many people there are.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db import connection, models
from django.utils.translation import gettext_lazy

from praja.people.enums import CaraMenjabat

Span = tuple[datetime.date, datetime.date | None]


class Left(models.TextChoices):
    """Why somebody gets no SKP."""

    JABATAN = "jabatan", gettext_lazy("Belum ada jabatan definitif tahun itu")
    CLTN = "cltn", gettext_lazy("Cuti di luar tanggungan negara")
    BELAJAR = "belajar", gettext_lazy("Tugas belajar")
    STATUS = "status", gettext_lazy("Belum atau tidak lagi berstatus ASN tahun itu")


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """The days of a year that somebody works in a post of a unit. Its end is not included."""

    person: uuid.UUID
    unit: uuid.UUID
    position: uuid.UUID
    start: datetime.date
    end: datetime.date
    has_one: bool
    """Whether an SKP already holds on some of its days."""

    def day(self, on: datetime.date) -> datetime.date:
        """Return the day of it that is nearest to another one."""
        return min(max(on, self.start), self.end - datetime.timedelta(days=1))


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """What opening a year would do."""

    ready: Sequence[Part]
    standing: Sequence[Part]
    """Those for which there is an SKP already."""
    left: Sequence[tuple[uuid.UUID, Left]]
    """People who get none, and why."""

    @property
    def people(self) -> int:
        """How many people would get one."""
        return len({part.person for part in self.ready})

    @property
    def standing_people(self) -> int:
        """How many people have one already."""
        return len({part.person for part in self.standing})

    @property
    def reasons(self) -> list[tuple[Left, int]]:
        """How many get none, by why, the most first."""
        return Counter(why for _person, why in self.left).most_common()


_PARTS: Final = """
WITH asked AS (SELECT daterange(%(start)s::date, %(end)s::date) AS days),
member AS (
    SELECT h.person_id, h.unit_id, range_agg(h.berlaku * asked.days) AS days
    FROM people_unithistory h, asked
    WHERE h.digantikan IS NULL AND h.berlaku && asked.days AND {among}
    GROUP BY h.person_id, h.unit_id
),
held AS (
    SELECT m.person_id, m.unit_id, j.position_id,
        range_agg(j.berlaku * asked.days) * (array_agg(m.days))[1] AS days
    FROM member m CROSS JOIN asked
    JOIN people_jabatanhistory j ON j.person_id = m.person_id AND j.digantikan IS NULL
        AND j.how = 'definitif' AND j.berlaku && asked.days
    GROUP BY m.person_id, m.unit_id, j.position_id
),
served AS (
    SELECT s.person_id, range_agg(s.berlaku * daterange(NULL, s.contract_end + 1)) AS days
    FROM people_statushistory s
    WHERE s.digantikan IS NULL AND s.person_id IN (SELECT person_id FROM member) GROUP BY s.person_id
),
gone AS (
    SELECT person_id, berlaku, 'cltn' AS why FROM people_cltnhistory WHERE digantikan IS NULL
  UNION ALL
    SELECT person_id, berlaku, 'belajar' FROM people_studyhistory WHERE digantikan IS NULL
),
away AS (
    SELECT g.person_id, range_agg(g.berlaku) AS days, min(g.why) AS why FROM gone g, asked
    WHERE g.berlaku && asked.days GROUP BY g.person_id
),
part AS (
    SELECT h.person_id, h.unit_id, h.position_id,
        unnest(h.days * s.days - coalesce(a.days, '{{}}'::datemultirange)) AS days
    FROM held h JOIN served s USING (person_id) LEFT JOIN away a USING (person_id)
)
SELECT p.person_id, p.unit_id, p.position_id, lower(p.days), upper(p.days), EXISTS (
    SELECT 1 FROM performance_skp k
    WHERE k.person_id = p.person_id AND k.state <> 'dibatalkan' AND k.berlaku && p.days
), ''
FROM part p
UNION ALL
SELECT DISTINCT m.person_id, NULL::uuid, NULL::uuid, NULL::date, NULL::date, false, CASE
    WHEN NOT EXISTS (
        SELECT 1 FROM served s, asked WHERE s.person_id = m.person_id AND s.days && asked.days
    ) THEN 'status'
    WHEN NOT EXISTS (SELECT 1 FROM held h WHERE h.person_id = m.person_id) THEN 'jabatan'
    ELSE coalesce((SELECT a.why FROM away a WHERE a.person_id = m.person_id), 'status')
END
FROM member m WHERE NOT EXISTS (SELECT 1 FROM part p WHERE p.person_id = m.person_id)
"""


def year_of(year: int) -> tuple[datetime.date, datetime.date]:
    """Return the first day of a year, and the first of the next."""
    return datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)


def preview(
    year: int, *, units: Collection[uuid.UUID] | None = None, person: uuid.UUID | None = None
) -> Preview:
    """Return what opening a year would do for the people of some units, or for one person."""
    start, end = year_of(year)
    among = "h.person_id = %(person)s" if person is not None else "h.unit_id = ANY(%(units)s::uuid[])"
    with connection.cursor() as cursor:
        cursor.execute(
            _PARTS.format(among=among),
            {"start": start, "end": end, "units": list(units or ()), "person": person},
        )
        rows = cursor.fetchall()
    parts = [Part(*row[:6]) for row in rows if row[1] is not None]
    parts.sort(key=lambda part: (part.start, str(part.person)))
    return Preview(
        [part for part in parts if not part.has_one],
        [part for part in parts if part.has_one],
        [(row[0], Left(row[6])) for row in rows if row[1] is None],
    )


# --- appraisers


@dataclasses.dataclass(frozen=True, slots=True)
class Appraiser:
    """Who is to appraise: the holder of a post, or the post alone while nobody holds it."""

    person: uuid.UUID | None
    position: uuid.UUID | None


_LINE: Final = """
WITH RECURSIVE line(position_id) AS (
    SELECT unnest(%(posts)s::uuid[])
  UNION
    SELECT v.superior_id FROM line JOIN organization_positionversion v ON v.position_id = line.position_id
    WHERE v.superior_id IS NOT NULL AND v.digantikan IS NULL
        AND v.berlaku && daterange(%(first)s::date, %(last)s::date, '[]')
)
SELECT v.position_id, v.superior_id, lower(v.berlaku), upper(v.berlaku) FROM organization_positionversion v
WHERE v.position_id = ANY(ARRAY(SELECT position_id FROM line)) AND v.digantikan IS NULL
    AND v.berlaku && daterange(%(first)s::date, %(last)s::date, '[]')
"""
_HOLDERS: Final = """
SELECT j.position_id, j.person_id, j.how, lower(j.berlaku), upper(j.berlaku) FROM people_jabatanhistory j
WHERE j.position_id = ANY(%(posts)s::uuid[]) AND j.digantikan IS NULL
    AND j.berlaku && daterange(%(first)s::date, %(last)s::date, '[]')
"""
_ORDER: Final = {CaraMenjabat.DEFINITIF: 0, CaraMenjabat.PLT: 1, CaraMenjabat.PLH: 2}
_HIGHEST: Final = 50


def appraisers_of(asked: Iterable[tuple[uuid.UUID, uuid.UUID, datetime.date]]) -> list[Appraiser]:
    """Return for people in posts on days who is to appraise them, in their order; two queries.

    It is the holder of the post that theirs reports to, or else who acts there as Plt or Plh. Who acts for
    their own superior is appraised one step above. Of a vacant post, its next holder will be the appraiser.

    :param asked: person, post, day
    """
    wanted = list(asked)
    if not wanted:
        return []
    span = {"first": min(day for *_rest, day in wanted), "last": max(day for *_rest, day in wanted)}
    with connection.cursor() as cursor:
        cursor.execute(_LINE, span | {"posts": list({post for _person, post, _day in wanted})})
        above: dict[uuid.UUID, list[tuple[uuid.UUID | None, Span]]] = defaultdict(list)
        for post, superior, start, end in cursor.fetchall():
            above[post].append((superior, (start, end)))
        superiors = {superior for rows in above.values() for superior, _span in rows if superior}
        cursor.execute(_HOLDERS, span | {"posts": list(superiors)})
        holding: dict[uuid.UUID, list[tuple[int, uuid.UUID, Span]]] = defaultdict(list)
        for post, person, how, start, end in cursor.fetchall():
            holding[post].append((_ORDER[CaraMenjabat(how)], person, (start, end)))
    for rows in holding.values():
        rows.sort(key=lambda row: (row[0], row[2][0], str(row[1])))
    return [_appraiser(person, post, day, above, holding) for person, post, day in wanted]


def _appraiser(person: uuid.UUID, post: uuid.UUID, day: datetime.date, above: Any, holding: Any) -> Appraiser:
    first = place = _superior(post, day, above)
    for _step in range(_HIGHEST):
        if place is None:
            return Appraiser(None, first)
        there = [one for _order, one, span in holding.get(place, ()) if _holds(span, day)]
        others = [one for one in there if one != person]
        if others:
            return Appraiser(others[0], place)
        if not there:
            return Appraiser(None, place)
        place = _superior(place, day, above)
    return Appraiser(None, first)


def _superior(post: uuid.UUID, day: datetime.date, above: Any) -> uuid.UUID | None:
    return next((superior for superior, span in above.get(post, ()) if _holds(span, day)), None)


def _holds(span: Span, day: datetime.date) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])
