"""How far the people of a unit have come in a year: how many are at each stage, and who they are.

The numbers of a page and the lists they open are the same rows (`_ROWS`), counted here and named there.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy

from praja.access.tree import below
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import JenisPeriode
from praja.performance.follow import clock
from praja.performance.follow.team import month_to_follow
from praja.performance.models import Period

# --- what is looked at


@dataclasses.dataclass(frozen=True)
class Scope:
    """A unit with all below it in a year, by the state of a day, and the period whose ratings are counted."""

    unit: Unit
    year: int
    on: datetime.date
    """Today, by whose structure units lie below others, as the rights of those who look do."""
    day: datetime.date
    """Today; of a past year its last day, of a coming one its first."""
    periods: tuple[Period, ...]
    """Those of the year that are over, the latest first."""
    period: Period | None
    alone: bool = False
    """Only who works in the unit itself, not in one below."""

    @functools.cached_property
    def month(self) -> datetime.date | None:
        """The month that is followed: the last one until the 15th, then the present one; none before it."""
        month = month_to_follow(self.day)
        return month if month.year == self.year else None

    @property
    def whole(self) -> bool:
        """Whether it is all of a government."""
        return self.unit.government_id is None and not self.alone

    @functools.cached_property
    def asked(self) -> dict[str, Any]:
        """What the statements of this part are asked with."""
        month = self.month or self.day.replace(day=1)
        return {
            "unit": self.unit.pk,
            "units": []
            if self.whole
            else [self.unit.pk]
            if self.alone
            else sorted(below([self.unit.pk], self.on)),
            "on": self.on,
            "day": self.day,
            "period": self.period.pk if self.period else None,
            "month": month,
            "after": clock.next_month(month),
        }

    @property
    def units(self) -> str:
        """The condition that a unit is looked at, by what is in `asked`: of a government, all it ever had."""
        if self.whole:
            return _GOVERNMENT
        return "= ANY(%(units)s::uuid[])"

    def here(self, unit: str = "unit") -> Q:
        """Return the same condition for a query of objects.

        :param unit: the path to the unit
        """
        if self.whole:
            return Q((f"{unit}__government", self.unit.pk)) | Q((unit, self.unit.pk))
        return Q((f"{unit}__in", self.asked["units"]))


_GOVERNMENT: Final = (
    "IN (SELECT u.id FROM organization_unit u WHERE u.id = %(unit)s OR u.government_id = %(unit)s)"
)


def scope_of(unit: Unit, year: int, on: datetime.date, period: str = "", *, alone: bool = False) -> Scope:
    """Return what is looked at of a unit in a year.

    :param unit: with its government
    :param period: the id of a period that is over; by default the latest one
    :param alone: only who works in the unit itself
    """
    day = min(max(on, datetime.date(year, 1, 1)), datetime.date(year, 12, 31))
    rows = Period.objects.filter(
        government=unit.government_id or unit.pk, year=year, days__endswith__lte=on
    ).select_related("government")
    periods = tuple(rows.order_by("-days__endswith", "-days__startswith"))
    chosen = next((one for one in periods if str(one.pk) == period), periods[0] if periods else None)
    return Scope(unit, year, on, day, periods, chosen, alone)


# --- the stages


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """A stage that people reach, and what is said of those who have not reached it."""

    key: str
    label: Any
    lacking: Any = ""


STAGES: Final = (
    Stage("semua", gettext_lazy("Seharusnya ber-SKP")),
    Stage("dibuka", gettext_lazy("SKP dibuka"), gettext_lazy("Belum ada SKP")),
    Stage("disepakati", gettext_lazy("SKP disepakati"), gettext_lazy("SKP belum disepakati")),
    Stage("dipahami", gettext_lazy("SKP dinyatakan dipahami"), gettext_lazy("SKP belum dinyatakan dipahami")),
    Stage("dilaporkan", gettext_lazy("Laporan sendiri"), gettext_lazy("Laporan sendiri belum ada")),
    Stage("dinilai", gettext_lazy("Dinilai"), gettext_lazy("Belum dinilai")),
    Stage("ditutup", gettext_lazy("Penilaian ditutup"), gettext_lazy("Penilaian belum ditutup")),
    Stage("dibaca", gettext_lazy("Dinyatakan dibaca"), gettext_lazy("Belum menyatakan membaca")),
)
"""From above to below; those from `dilaporkan` on are of a period."""
FILLED: Final = Stage("terisi", gettext_lazy("Bulan terisi"), gettext_lazy("Bulan belum lengkap"))
"""Of a month; it is counted apart, as it goes through all that was reported."""
BY_KEY: Final[Mapping[str, Stage]] = {one.key: one for one in (*STAGES, FILLED)}
OF_PERIOD: Final = ("dilaporkan", "dinilai", "ditutup", "dibaca")


def stages_of(scope: Scope) -> tuple[Stage, ...]:
    """Return the stages that there are: a month is its own report, and without a period nobody is rated."""
    left_out: tuple[str, ...] = ()
    if scope.period is None:
        left_out = OF_PERIOD
    elif scope.period.kind == JenisPeriode.BULANAN:
        left_out = ("dilaporkan",)
    return tuple(one for one in STAGES if one.key not in left_out)


_ROWS: Final = """
SELECT h.person_id, h.unit_id, true AS semua, k.id IS NOT NULL AS dibuka, a.id IS NOT NULL AS disepakati,
    a.understood_at IS NOT NULL AS dipahami,
    h.person_id IN (
        SELECT s.person_id FROM performance_selfreport r JOIN performance_skp s ON s.id = r.skp_id
        WHERE r.period_id = %(period)s AND r.signed_at IS NOT NULL
    ) AS dilaporkan,
    h.person_id IN (
        SELECT s.person_id FROM performance_rating r JOIN performance_skp s ON s.id = r.skp_id
        WHERE r.period_id = %(period)s AND r.signed_at IS NOT NULL AND r.digantikan IS NULL
    ) AS dinilai,
    h.person_id IN (
        SELECT c.person_id FROM performance_closedrating c
        WHERE c.period_id = %(period)s AND c.digantikan IS NULL AND c.predicate <> ''
    ) AS ditutup,
    h.person_id IN (
        SELECT s.person_id FROM performance_rating r JOIN performance_skp s ON s.id = r.skp_id
        JOIN performance_delivery d ON d.rating_id = r.id
        WHERE r.period_id = %(period)s AND r.digantikan IS NULL AND d.acknowledged_at IS NOT NULL
    ) AS dibaca{filled}
FROM people_unithistory h
LEFT JOIN performance_skp k ON k.person_id = h.person_id AND k.state <> 'dibatalkan'
    AND k.berlaku @> %(day)s::date
LEFT JOIN performance_skpversion a ON a.skp_id = k.id AND a.state = 'disepakati'
WHERE h.digantikan IS NULL AND h.berlaku @> %(day)s::date AND h.unit_id {units}
    AND (h.person_id IN (
        SELECT j.person_id FROM people_jabatanhistory j
        WHERE j.digantikan IS NULL AND j.how = 'definitif' AND j.berlaku @> %(day)s::date
    )) {hashed}
    AND h.person_id NOT IN (
        SELECT c.person_id FROM people_cltnhistory c WHERE c.digantikan IS NULL AND c.berlaku @> %(day)s::date
    )
    AND h.person_id NOT IN (
        SELECT t.person_id FROM people_studyhistory t
        WHERE t.digantikan IS NULL AND t.berlaku @> %(day)s::date
    )
    AND (%(day)s::date = %(on)s::date OR k.unit_id {units} OR h.person_id IN (
        SELECT n.person_id FROM people_unithistory n
        WHERE n.digantikan IS NULL AND n.berlaku @> %(on)s::date AND n.unit_id {units}
    ))
"""
"""A person a row, who needs an SKP on a day: whether they have come to each stage.

Of a day that is past, whoever has left the unit since and had no SKP in it is left out: others see them now.
"""

_FILLED: Final = """,
    a.id IS NOT NULL AND k.berlaku && daterange(%(month)s, %(after)s) AS wajib,
    a.id IS NOT NULL AND k.berlaku && daterange(%(month)s, %(after)s) AND CASE
        WHEN a.number = 1 THEN a.id
        ELSE (
            SELECT v.id FROM performance_skpversion v
            WHERE v.skp_id = k.id AND v.state IN ('disepakati', 'digantikan')
            ORDER BY v.since < %(after)s DESC, abs(v.since - %(after)s),
                CASE WHEN v.since < %(after)s THEN -v.number ELSE v.number END
            LIMIT 1
        )
    END NOT IN (
        WITH unsaid AS MATERIALIZED (
            SELECT i.indicator_id, i.version_id, i.direction FROM performance_indicatorversion i
            WHERE i.feed = '' AND NOT EXISTS (
                SELECT FROM performance_realisation r
                WHERE r.indicator_id = i.indicator_id AND r.month = %(month)s AND r.digantikan IS NULL
            ){near}
        ), excluded AS (
            SELECT o.indicator_id FROM (
                SELECT DISTINCT ON (b.indicator_id) b.indicator_id, b.effect FROM performance_obstacle b
                WHERE b.indicator_id IS NOT NULL AND b.state IN ('diterima', 'selesai')
                    AND b.effect <> 'tidak_ada' AND b.effective < %(after)s
                ORDER BY b.indicator_id, b.effective DESC, b.decided_at DESC
            ) AS o WHERE o.effect = 'dikecualikan'
        )
        SELECT version_id FROM unsaid
        WHERE direction NOT IN ('tanggal', 'tahapan')
            AND indicator_id NOT IN (SELECT indicator_id FROM excluded)
        UNION ALL
        SELECT i.version_id FROM unsaid
        JOIN performance_indicatorversion i USING (indicator_id, version_id)
        WHERE unsaid.direction IN ('tanggal', 'tahapan')
            AND indicator_id NOT IN (SELECT indicator_id FROM excluded)
            AND NOT EXISTS (
                SELECT FROM performance_realisation e
                WHERE e.indicator_id = i.indicator_id AND e.month < %(month)s AND e.digantikan IS NULL
                    AND CASE i.direction WHEN 'tanggal' THEN e.done_on IS NOT NULL
                        ELSE e.value >= jsonb_array_length(i.steps) END
            )
    ) AS terisi"""
"""Whether somebody has reported all that a month wants of them, as the page of the month tells it.

What is not said is sought among all versions at once, in the order of two indexes, and held against the one
that held in the month: the agreed one where it is the first, else the last that began before the month's end,
or the first of all. Of a unit, it is sought among its people alone (`_NEAR`).
"""
_NEAR: Final = """
            AND i.version_id IN (
                SELECT n.id FROM people_unithistory m
                JOIN performance_skp s ON s.person_id = m.person_id AND s.berlaku @> %(day)s::date
                JOIN performance_skpversion n ON n.skp_id = s.id
                WHERE m.digantikan IS NULL AND m.berlaku @> %(day)s::date AND m.unit_id {units}
            )"""


# --- counted, and named


Counts = Mapping[uuid.UUID, Mapping[str, int]]
"""By unit, how many of its people have come to each stage."""


def counts_of(scope: Scope) -> Counts:
    """Return how many people of each unit have come to each stage, in one query."""
    keys = [one.key for one in stages_of(scope)]
    return _counted(scope, keys, _rows(scope))


def filled_of(scope: Scope) -> Counts:
    """Return how many people of each unit have an agreed SKP (`wajib`) that the month is part of, and
    how many of them have reported all of it, in one query.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Two indexes are read side by side by one process; several would first gather them in heaps.
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        return _counted(scope, ("wajib", FILLED.key), _filled(scope))


def _filled(scope: Scope) -> str:
    near = "" if scope.whole else _NEAR.format(units=scope.units)
    return _rows(scope, _FILLED.format(near=near))


def _rows(scope: Scope, filled: str = "") -> str:
    # Of a whole government, all posts are read once: looking each person's up in their index takes longer.
    return _ROWS.format(units=scope.units, filled=filled, hashed="IS TRUE" if scope.whole else "")


def _counted(scope: Scope, keys: Any, rows: str) -> Counts:
    counts = ", ".join(f"count(*) FILTER (WHERE {key})" for key in keys)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unit_id, {counts} FROM ({rows}) AS r GROUP BY unit_id", scope.asked)
        return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in cursor.fetchall()}


def total(counts: Counts) -> Counter[str]:
    """Return how many of all units together have come to each stage."""
    found: Counter[str] = Counter()
    for one in counts.values():
        found.update(one)
    return found


def people_at(scope: Scope, stage: Stage, *, lacking: bool) -> QuerySet[Person]:
    """Return the people who have come to a stage, or who have not: those that the numbers count."""
    rows = _filled(scope) if stage is FILLED else _rows(scope)
    wanted = f"wajib AND NOT {stage.key}" if stage is FILLED else f"NOT {stage.key}"
    condition = wanted if lacking else stage.key
    query, asked = _placed(f"SELECT person_id FROM ({rows}) AS r WHERE {condition}", scope.asked)
    return Person.objects.filter(pk__in=RawSQL(query, asked))


def _placed(query: str, asked: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return a statement whose parameters stand in their order instead of by their names."""
    values: list[Any] = []

    def place(found: re.Match[str]) -> str:
        values.append(asked[found[1]])
        return "%s"

    return re.sub(r"%\((\w+)\)s", place, query), values
