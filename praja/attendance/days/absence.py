"""The absence of a year: unexcused workdays, minutes that make days, days in a row, and the law on it.

It points at a step and decides nothing: whether a day was without a valid reason is found in the examination
(PP 94/2021). PPPK are bound by their contracts instead; of them the days are counted and no step is named.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop

from praja.access.enums import Role
from praja.access.queries import holders
from praja.accounts.models import User
from praja.attendance.days.telling import superiors_of, tell
from praja.attendance.law import (
    AttendanceLawUnknown,
    Step,
    absence_step,
    absence_steps,
    minutes_per_day,
    next_step,
)
from praja.attendance.models.days import AbsenceWarning
from praja.organization.models import Unit
from praja.people.models import Person

BEFORE: Final = 1
"""So many days before a step of the year people are warned."""
BEFORE_IN_ROW: Final = 3
"""So many before that of days in a row, which comes faster."""
BOUND: Final = ("pns", "cpns")


@dataclasses.dataclass(frozen=True, slots=True)
class Absence:
    """What somebody's absence of a year comes to."""

    person: uuid.UUID
    name: str
    nip: str
    unit: uuid.UUID | None
    bound: bool
    """Whether PP 94/2021 binds them."""
    alpa: int
    minutes: int
    in_row: int
    """The most unexcused workdays one after the other."""
    days: int
    """Unexcused days with those that the minutes make."""
    step: Step | None
    """The step that is reached."""
    next: Step | None
    near: Step | None
    """The step before which they are to be warned."""

    @property
    def of_minutes(self) -> int:
        """How many of the days the minutes make."""
        return self.days - self.alpa

    @property
    def left(self) -> int | None:
        """How many days are left before the next step."""
        return None if self.next is None else self.next.days_from - self.days


_YEAR: Final = """
SELECT p.id, btrim(p.title_before || ' ' || p.name), p.nip, h.unit_id, s.status, f.alpa, f.minutes
FROM people_person p
JOIN people_unithistory h ON h.person_id = p.id AND h.digantikan IS NULL AND h.berlaku @> %(on)s::date
LEFT JOIN people_statushistory s ON s.person_id = p.id AND s.digantikan IS NULL AND s.berlaku @> %(on)s::date
JOIN (
    SELECT d.person_id, count(*) FILTER (WHERE d.status = 'alpa') AS alpa,
        coalesce(sum(d.late + d.early) FILTER (WHERE d.status = 'hadir'), 0) AS minutes
    FROM attendance_day d
    WHERE d.date BETWEEN %(first)s AND %(on)s AND (%(all)s OR d.person_id = ANY(%(people)s::uuid[]))
    GROUP BY d.person_id
) AS f ON f.person_id = p.id
WHERE f.alpa > 0 OR f.minutes >= %(minutes)s
ORDER BY 2
"""
_IN_ROW: Final = """
SELECT person_id, max(count) FROM (
    SELECT person_id, count(*) AS count FROM (
        SELECT d.person_id, d.status, row_number() OVER (PARTITION BY d.person_id ORDER BY d.date)
            - row_number() OVER (PARTITION BY d.person_id, d.status = 'alpa' ORDER BY d.date) AS island
        FROM attendance_day d
        WHERE d.person_id = ANY(%(people)s::uuid[]) AND d.date BETWEEN %(first)s AND %(on)s
            AND d.kind = 'kerja' AND d.status <> 'belum'
    ) AS marked WHERE status = 'alpa' GROUP BY person_id, island
) AS islands GROUP BY person_id
"""


def absences(on: datetime.date, people: Collection[uuid.UUID] | None = None) -> list[Absence]:
    """Return what the absence of the year until a day comes to, of those who have any, the most first.

    :param people: of whom; None for all
    """
    try:
        a_day = minutes_per_day(on)
        steps = absence_steps(on)
    except AttendanceLawUnknown:
        return []
    given: dict[str, Any] = {
        "on": on, "first": on.replace(month=1, day=1), "all": people is None, "minutes": a_day,
        "people": list(people or ()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_YEAR, given)
        rows = cursor.fetchall()
        some = [row[0] for row in rows if row[5] > 1]
        cursor.execute(_IN_ROW, {**given, "people": some})
        in_row = dict(cursor.fetchall())
    found = [_of(row, in_row.get(row[0], row[5]), a_day, steps, on) for row in rows]
    return sorted(found, key=lambda one: (-one.days, -one.in_row, one.name))


def _of(
    row: tuple[uuid.UUID, str, str, uuid.UUID | None, str | None, int, int],
    in_row: int,
    a_day: int,
    steps: tuple[Step, ...],
    on: datetime.date,
) -> Absence:
    person, name, nip, unit, status, alpa, minutes = row
    days, bound = alpa + int(minutes) // a_day, (status or "pns") in BOUND
    row_step = _step_in_row(on)
    some = bound and (days >= steps[0].days_from or in_row >= row_step.days_from)
    reached = absence_step(days, in_row, on) if some else None
    following = next_step(days, on) if bound and not (reached and reached.consecutive) else None
    near = following if following is not None and following.days_from - days <= BEFORE else None
    if bound and row_step.days_from - BEFORE_IN_ROW <= in_row < row_step.days_from:
        near = row_step
    return Absence(person, name, nip, unit, bound, alpa, int(minutes), in_row, days, reached, following, near)


@functools.lru_cache(maxsize=8)
def _step_in_row(on: datetime.date) -> Step:
    """Return the step of days in a row."""
    found = absence_step(0, 31, on)
    if found is None:
        raise AttendanceLawUnknown("Hukum tidak menyebut hari berturut-turut.")
    return found


def step_words(step: Step) -> str:
    """Return what a sanction is called in the language of now."""
    return step.label_en if (get_language() or "").startswith("en") else step.label


@transaction.atomic
def warn(on: datetime.date) -> int:
    """Tell those whose absence comes near a step, their superiors and the officers of their units, once for
    each step and year; return of how many people they were told.
    """
    near = {one.person: one for one in absences(on) if one.near is not None}
    made = 0
    people = {one.pk: one for one in Person.objects.filter(pk__in=near)}
    units = {one.pk: one for one in Unit.objects.filter(pk__in={one.unit for one in near.values()})}
    for pk, one in near.items():
        step = one.near
        if step is None:
            continue
        key = f"{step.sanction}_berturut" if step.consecutive else step.sanction
        days = one.in_row if step.consecutive else one.days
        _row, new = AbsenceWarning.objects.get_or_create(
            person_id=pk, year=on.year, sanction=key, defaults={"days": days}
        )
        if not new:
            continue
        made += 1
        url = reverse("attendance:absence", args=[pk])
        title = gettext_noop("Hari tanpa keterangan Anda tahun ini %(days)s, dekat dengan hukuman disiplin")
        tell(User.objects.filter(person=pk, is_active=True), title, {"days": days}, url)
        others = {account.pk: account for account in superiors_of(people[pk], on)}
        unit = units.get(one.unit) if one.unit else None
        if unit is not None:
            others |= {
                account.pk: account for account in holders(Role.PENGELOLA_KEPEGAWAIAN, unit=unit, on=on)
            }
        title = gettext_noop("Hari tanpa keterangan %(name)s mendekati hukuman disiplin")
        tell(others.values(), title, {"name": one.name}, url)
    return made
