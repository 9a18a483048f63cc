"""Who may see and change what of a person.

The day of every question is the day at the workplace on which it is asked, never the day that a page looks
back to: a former superior does not see again by asking for an older state.

A person's unit, for roles held for units, is the unit of that day; of somebody who has left, the last one;
of somebody whose first day is still to come, the first one.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy

from praja.access.enums import Role
from praja.access.queries import government_of, roles_of, units_visible_to
from praja.access.seen import seen
from praja.access.tree import above
from praja.accounts.models import User
from praja.people.asker import asker_of
from praja.people.models import Person, UnitHistory
from praja.web.prepared import prepared_cursor


class Section(models.TextChoices):
    """A part of a person's record that is opened or kept closed as a whole."""

    KARIER = "karier", gettext_lazy("Karier")
    KONTAK = "kontak", gettext_lazy("Kontak")
    GAJI = "gaji", gettext_lazy("Gaji berkala dan rekening")
    KELUARGA = "keluarga", gettext_lazy("Keluarga")
    DISIPLIN = "disiplin", gettext_lazy("Hukuman disiplin")


EDITORS: Final = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
_OFFICERS: Final = (*EDITORS, Role.AUDITOR)
_PAYERS: Final = (Role.BENDAHARA, Role.PEJABAT_PENYETUJU)

SECTION_ROLES: Final[dict[Section, tuple[Role, ...]]] = {
    Section.KARIER: (*_OFFICERS, *_PAYERS, Role.KEPALA_UNIT, Role.TIM_PENILAI),
    Section.KONTAK: _OFFICERS,
    Section.GAJI: (*_OFFICERS, *_PAYERS),
    Section.KELUARGA: (*_OFFICERS, *_PAYERS),
    Section.DISIPLIN: (*_OFFICERS, *_PAYERS),
}
"""Roles for the person's unit that open a section. The person sees all of their own; superiors see KARIER."""


# --- people of units


_MEMBERS = """
SELECT h.person_id FROM people_unithistory h
WHERE h.digantikan IS NULL AND h.unit_id = ANY({units}){among} AND (
    h.berlaku @> %s::date
    OR NOT EXISTS (
        SELECT 1 FROM people_unithistory n
        WHERE n.person_id = h.person_id AND n.digantikan IS NULL AND n.berlaku @> %s::date
    )
    AND NOT EXISTS (
        SELECT 1 FROM people_unithistory n
        WHERE n.person_id = h.person_id AND n.digantikan IS NULL AND lower(n.berlaku) > lower(h.berlaku)
    )
)
"""


def members_of(
    units: QuerySet[Any] | Collection[uuid.UUID],
    on: datetime.date,
    among: Collection[uuid.UUID] | None = None,
    *,
    person: str = "pk",
) -> Q:
    """Return the condition that a person's unit on a day (see above) is one of `units`.

    :param units: a query set, or their ids: of many units, the database then plans for as many people
    :param among: the people who are asked about, where they are few: nobody else is looked for
    :param person: the column that names the person; by default, it is people that are asked for
    """
    parameters: tuple[Any, ...]
    if isinstance(units, QuerySet):
        try:
            sql, parameters = units.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return Q(pk__in=[])
        sql = f"ARRAY({sql})"
    else:
        sql, parameters = "%s::uuid[]", (list(units),)
    narrowed, few = _narrowed("h", among)
    query = _MEMBERS.format(units=sql, among=narrowed)
    return Q((f"{person}__in", _ids(query, (*parameters, *few, on, on))))


def _narrowed(table: str, among: Collection[uuid.UUID] | None) -> tuple[str, tuple[Any, ...]]:
    return ("", ()) if among is None else (f" AND {table}.person_id = ANY(%s::uuid[])", (list(among),))


def _ids(query: str, parameters: tuple[Any, ...]) -> RawSQL:
    return RawSQL(query, parameters, output_field=models.UUIDField())


def unit_of(person: Person, on: datetime.date) -> uuid.UUID | None:
    """Return the id of a person's unit on a day: of that day, or else the last or the first one."""
    rows = list(
        UnitHistory.objects.known()
        .filter(person=person)
        .order_by("berlaku__startswith")
        .values_list("unit_id", "berlaku")
    )
    for unit_id, span in rows:
        if span.lower <= on and (span.upper is None or on < span.upper):
            return uuid.UUID(str(unit_id))
    return uuid.UUID(str(rows[-1][0])) if rows else None


_PLACES = """
WITH RECURSIVE place(id) AS (
    (SELECT h.unit_id FROM people_unithistory h WHERE h.person_id = %(person)s AND h.digantikan IS NULL
    ORDER BY h.berlaku @> %(on)s::date DESC, lower(h.berlaku) DESC LIMIT 1)
), above(id, height) AS (
    SELECT id, 0 FROM place
  UNION
    SELECT v.parent_id, above.height + 1 FROM organization_unitversion v JOIN above ON v.unit_id = above.id
    WHERE v.parent_id IS NOT NULL AND v.berlaku @> %(on)s::date AND v.digantikan IS NULL
        AND above.height < 100
)
SELECT id FROM above UNION SELECT u.government_id FROM organization_unit u JOIN place ON u.id = place.id
"""


def roles_over(user: User, person: Person, on: datetime.date) -> frozenset[str]:
    """Return the roles that somebody holds for the unit of a person, or for a unit above it."""
    return seen(("roles over", user.pk, person.pk, on), lambda: _roles_over(user, person, on))


def _roles_over(user: User, person: Person, on: datetime.date) -> frozenset[str]:
    held = roles_of(user, on)
    if not held:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"person": person.pk, "on": on})
        around = {row[0] for row in cursor.fetchall()}
    return frozenset(one.role for one in held if one.unit_id is None or one.unit_id in around)


def roles_over_unit(user: User, unit_id: uuid.UUID, on: datetime.date) -> frozenset[str]:
    """Return the roles that somebody holds for a unit, or for a unit above it."""
    held = roles_of(user, on)
    if not held:
        return frozenset()
    around = above(unit_id, on) | {unit_id, government_of(unit_id)}
    return frozenset(one.role for one in held if one.unit_id is None or one.unit_id in around)


# --- the reporting line
#
# Posts are gathered first and their holders sought as an array: joined, they would be sought in the index
# that keeps posts from being held twice, which begins with the person.

_LINE_UP = """
WITH RECURSIVE line(position_id) AS (
    SELECT v.superior_id
    FROM people_jabatanhistory j
    JOIN organization_positionversion v
        ON v.position_id = j.position_id AND v.digantikan IS NULL AND v.berlaku @> %(on)s::date
    WHERE j.person_id = %(person)s AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
  UNION
    SELECT v.superior_id
    FROM line l
    JOIN organization_positionversion v
        ON v.position_id = l.position_id AND v.digantikan IS NULL AND v.berlaku @> %(on)s::date
)
SELECT EXISTS (
    SELECT 1 FROM people_jabatanhistory j
    JOIN people_person p ON p.id = j.person_id
    WHERE j.position_id = ANY (ARRAY(SELECT position_id FROM line))
        AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
        AND p.account_id = %(user)s AND p.id <> %(person)s
)
"""
_LINE_DOWN = """
WITH RECURSIVE below(position_id) AS (
    SELECT v.position_id
    FROM people_jabatanhistory j
    JOIN organization_positionversion v
        ON v.superior_id = j.position_id AND v.digantikan IS NULL AND v.berlaku @> %s::date
    WHERE j.digantikan IS NULL AND j.berlaku @> %s::date AND j.person_id = %s
  UNION
    SELECT v.position_id
    FROM below b
    JOIN organization_positionversion v
        ON v.superior_id = b.position_id AND v.digantikan IS NULL AND v.berlaku @> %s::date
)
SELECT j.person_id FROM people_jabatanhistory j
WHERE j.position_id = ANY (ARRAY(SELECT position_id FROM below))
    AND j.digantikan IS NULL AND j.berlaku @> %s::date AND j.person_id <> %s{among}
"""


def is_superior_of(user: User, person: Person, on: datetime.date) -> bool:
    """
    To be a person's superior on a day, one must
    - hold, definitively or as Plt or Plh within its window, the post that the person's post reports to,
      or a post above that one, and
    - be somebody else than the person.
    Whoever left the post is superior no more, from the day after the last.
    """
    if user.pk is None:
        return False
    with prepared_cursor() as cursor:
        cursor.execute(_LINE_UP, {"person": person.pk, "user": user.pk, "on": on})
        found = cursor.fetchone()
    return bool(found and found[0])


def below(user: User, on: datetime.date, *, person: str = "pk") -> Q:
    """Return the condition that somebody is a person's superior (`is_superior_of`).

    :param person: the column that names the person; by default, it is people that are asked for
    """
    own = asker_of(user).person
    return Q(pk__in=[]) if own is None else _below(own, on, None, person)


def _below(own: uuid.UUID, on: datetime.date, among: Collection[uuid.UUID] | None, person: str) -> Q:
    narrowed, few = _narrowed("j", among)
    ids = _ids(_LINE_DOWN.format(among=narrowed), (on, on, own, on, on, own, *few))
    return Q((f"{person}__in", ids))


def has_subordinates(user: User, on: datetime.date) -> bool:
    """Whether somebody is the superior of anyone on a day."""
    own = asker_of(user).person

    def read() -> bool:
        with connection.cursor() as cursor:  # planned for each person: one plan for all takes far longer
            below_them = _LINE_DOWN.format(among="")
            cursor.execute(f"SELECT EXISTS ({below_them})", (on, on, own, on, on, own))
            return bool(cursor.fetchone()[0])

    return own is not None and seen(("has subordinates", user.pk, on), read)


# --- what may be seen


def sections_open_to(user: User, person: Person, on: datetime.date) -> frozenset[Section]:
    """Return the sections of a person's record that somebody may see; none means: not even that it exists.

    All of it sees
    - the person themself.

    For the person's unit, or one above it:
    - pengelola kepegawaian, admin BKPSDM, auditor: all sections;
    - bendahara, pejabat penyetuju: all but contact, because allowances follow family and punishments;
    - kepala unit, tim penilai: the career alone.

    Superiors in the reporting line see the career alone: neither pay nor bank, family or punishments.
    TAPD and admin aplikasi see no person.
    """
    if not user.is_active or user.pk is None:
        return frozenset()
    if person.account_id == user.pk:
        return frozenset(Section)
    roles = roles_over(user, person, on)
    opened = {section for section, needed in SECTION_ROLES.items() if roles.intersection(needed)}
    if Section.KARIER not in opened and is_superior_of(user, person, on):
        opened.add(Section.KARIER)
    return frozenset(opened)


def can_see_person(user: User, person: Person, on: datetime.date) -> bool:
    """
    To see that a person is in the records, and their career, one must be
    - the person, or
    - a superior in the reporting line on that day, or
    - for the person's unit or one above it: pengelola kepegawaian, admin BKPSDM, auditor, bendahara,
      pejabat penyetuju, kepala unit or tim penilai.
    """
    return Section.KARIER in sections_open_to(user, person, on)


def can_see_section(user: User, person: Person, section: Section, on: datetime.date) -> bool:
    """
    To see a section of a person's record, one must be
    - the person, or
    - a holder of a role that opens it (`sections_open_to` lists them); a superior for the career alone.
    """
    return section in sections_open_to(user, person, on)


def can_see_secret(user: User, person: Person, on: datetime.date) -> bool:
    """
    To see a person's NIK, one must be
    - the person, or
    - pengelola kepegawaian or admin BKPSDM for the person's unit or one above it.
    Each look by another than the person is recorded.
    """
    if not user.is_active:
        return False
    return person.account_id == user.pk or bool(roles_over(user, person, on).intersection(EDITORS))


# --- what may be changed


def can_edit_person(user: User, person: Person, on: datetime.date) -> bool:
    """
    To record or correct anything of a person, one must be
    - pengelola kepegawaian or admin BKPSDM for the person's unit or one above it, and
    - someone other than the person.
    """
    if not user.is_active or person.account_id == user.pk:
        return False
    return bool(roles_over(user, person, on).intersection(EDITORS))


def can_edit_in(user: User, unit_id: uuid.UUID, on: datetime.date) -> bool:
    """
    To add a person to a unit, or move one there, one must be
    - pengelola kepegawaian or admin BKPSDM for that unit or one above it.
    """
    return user.is_active and bool(roles_over_unit(user, unit_id, on).intersection(EDITORS))


def can_decide(user: User, person: Person, made_by: int, on: datetime.date) -> bool:
    """
    To accept or refuse a change that a person proposed, one must be
    - allowed to edit the person (so not the person), and
    - someone other than who proposed it.
    """
    return made_by != user.pk and can_edit_person(user, person, on)


def can_propose(user: User, person: Person) -> bool:
    """
    To propose a change of a record, one must be
    - the person whose record it is.
    """
    return user.is_active and person.account_id is not None and person.account_id == user.pk


def can_make_account(user: User, person: Person, on: datetime.date) -> bool:
    """
    To make an account for a person, or a new one-time code, one must be
    - allowed to edit the person.
    """
    return can_edit_person(user, person, on)


def is_officer(user: User, on: datetime.date) -> bool:
    """
    To see the pages of officers (queue of proposals, SK for many), one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return any(one.role in EDITORS for one in roles_of(user, on))


def sees_lists(user: User, on: datetime.date) -> bool:
    """
    To see the list of people, one must
    - hold a role that opens careers, for any unit, or
    - be the superior of somebody.
    """
    needed = SECTION_ROLES[Section.KARIER]
    return any(one.role in needed for one in roles_of(user, on)) or has_subordinates(user, on)


def can_count_people(user: User, unit_id: uuid.UUID, on: datetime.date) -> bool:
    """
    To see how many people of a unit there are of each kind, one must
    - hold a role that opens careers, for the unit or one above it.
    """
    return user.is_active and bool(
        roles_over_unit(user, unit_id, on).intersection(SECTION_ROLES[Section.KARIER])
    )


def stands_in_own_list(user: User, on: datetime.date) -> bool:
    """
    To find oneself in one's own lists of people and of what falls due, one must
    - hold a role that opens careers for the unit in which one works.
    Superiors, definitive or as Plt or Plh, read of subordinates there; their own record is at "Data saya".
    """
    needed = SECTION_ROLES[Section.KARIER]
    if not any(one.role in needed for one in roles_of(user, on)):
        return False
    own = asker_of(user).person
    units = units_visible_to(user, on, *needed)
    return own is not None and Person.objects.filter(members_of(units, on, [own]), pk=own).exists()


def visible_people(
    user: User,
    on: datetime.date,
    section: Section = Section.KARIER,
    *,
    among: Collection[uuid.UUID] | None = None,
) -> QuerySet[Person]:
    """Return the people of whom somebody may see a section.

    :param among: the ids of those who are asked about, where they are few: nobody else is looked for
    """
    if not user.is_active or user.pk is None:
        return Person.objects.none()
    people = Person.objects.filter(visible_by(user, on, section, among=among))
    return people if among is None else people.filter(pk__in=among)


def visible_by(
    user: User,
    on: datetime.date,
    section: Section,
    *,
    among: Collection[uuid.UUID] | None = None,
    person: str = "pk",
) -> Q:
    """Return the condition that somebody who may sign in may see a section of a person.

    :param among: the ids of those who are asked about, where they are few: nobody else is looked for
    :param person: the column that names the person; by default, it is people that are asked for
    """
    units = units_visible_to(user, on, *SECTION_ROLES[section]).values("pk")
    seen = members_of(units, on, among, person=person)
    own = asker_of(user).person
    if own is None:
        return seen
    seen |= Q((person, own))
    return seen | _below(own, on, among, person) if section is Section.KARIER else seen


def editable_people(user: User, on: datetime.date) -> QuerySet[Person]:
    """Return the people whose record somebody may change (`can_edit_person`)."""
    if not user.is_active or user.pk is None:
        return Person.objects.none()
    units = units_visible_to(user, on, *EDITORS).values("pk")
    return Person.objects.filter(members_of(units, on)).exclude(account=user.pk)
