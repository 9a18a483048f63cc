"""Reading what falls due; and reckoning it anew for those whose records were written since."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q, QuerySet

from praja.access.queries import roles_of
from praja.organization.models import PositionVersion
from praja.people.due.career import add_months
from praja.people.due.reckon import Career, Row, due_days
from praja.people.models import (
    CltnHistory,
    DependantHistory,
    DueItem,
    DueStale,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    StatusHistory,
)
from praja.people.perms import SECTION_ROLES, Section, below, visible_by
from praja.web.prepared import rows_of

Kind = DueItem.Kind
AHEAD = 6
"""Months that the list looks ahead."""
AT_ONCE = 400
"""People whose days a page reckons anew by itself; more are left to a job."""
SECTIONS: dict[str, Section] = {
    Kind.KGB: Section.GAJI,
    Kind.ANAK: Section.KELUARGA,
    Kind.HENTI: Section.KELUARGA,
    Kind.PANGKAT: Section.KARIER,
    Kind.KONTRAK: Section.KARIER,
    Kind.CPNS: Section.KARIER,
    Kind.PLT: Section.KARIER,
    Kind.PENSIUN: Section.KARIER,
}
NEVER_LATE = (Kind.PANGKAT, Kind.PLT)
"""A promotion may be proposed from its day on; a task as Plt. simply ends."""


def horizon(on: datetime.date) -> datetime.date:
    """Return the last day that the list shows."""
    return add_months(on, AHEAD)


def due_visible_to(user: Any, on: datetime.date) -> QuerySet[DueItem]:
    """Return what falls due, of each person only the kinds whose section an account may see."""
    if not user.is_active or user.pk is None:
        return DueItem.objects.none()
    roles = {one.role for one in roles_of(user, on)}
    by_roles: dict[frozenset[str], list[str]] = {}
    for kind, section in SECTIONS.items():
        by_roles.setdefault(frozenset(roles.intersection(SECTION_ROLES[section])), []).append(kind)
    # People are sought once for all kinds that the same roles open; subordinates, of whom superiors see the
    # career alone, besides.
    allowed = Q(pk__in=[])
    for kinds in by_roles.values():
        closed = [kind for kind in kinds if SECTIONS[kind] is not Section.KARIER]
        seen = visible_by(user, on, SECTIONS[closed[0] if closed else kinds[0]], person="person")
        allowed |= seen & (Q() if len(by_roles) == 1 else Q(kind__in=kinds))
        careers = [kind for kind in kinds if SECTIONS[kind] is Section.KARIER]
        if closed and careers:
            allowed |= Q(kind__in=careers) & below(user, on, person="person")
    return DueItem.objects.filter(allowed)


def due_soon(items: QuerySet[DueItem], on: datetime.date) -> QuerySet[DueItem]:
    """Return of some items those of the coming months and those that are late."""
    return items.filter(day__lte=horizon(on)).exclude(kind=Kind.PLT, day__lt=on)


def late(items: QuerySet[DueItem], on: datetime.date) -> QuerySet[DueItem]:
    """Return of some items those whose day has passed although something had to be done."""
    return items.filter(day__lt=on).exclude(kind__in=NEVER_LATE)


def counts(items: QuerySet[DueItem], on: datetime.date) -> list[dict[str, Any]]:
    """Return by kind how many there are, how many are late and how many come, the earliest day of all and
    of those that come; one query.
    """
    past = ExpressionWrapper(Q(day__lt=on), output_field=BooleanField())
    rows = due_soon(items, on).order_by().annotate(past=past).values_list("kind", "past")
    halves: dict[str, dict[bool, tuple[int, datetime.date]]] = {}
    for kind, is_past, number, first in rows.annotate(number=Count("*"), first=Min("day")):
        halves.setdefault(kind, {})[is_past] = (number, first)
    found = []
    for kind in Kind.values:
        if kind in halves:
            before, first = halves[kind].get(True, (0, None))
            coming, following = halves[kind].get(False, (0, None))
            found.append(
                {
                    "kind": kind,
                    "number": before + coming,
                    "late": 0 if kind in NEVER_LATE else before,
                    "first": first or following,
                    "coming": coming,
                    "next": following,
                }
            )
    return found


def due_of(person: Person | uuid.UUID, sections: Iterable[Section]) -> list[DueItem]:
    """Return what falls due for one person, of the sections that may be seen, the nearest first."""
    kinds = [kind for kind, section in SECTIONS.items() if section in set(sections)]
    given = {"person": person.pk if isinstance(person, Person) else person, "kinds": kinds}
    theirs = "t.person_id = %(person)s::uuid AND t.kind = ANY(%(kinds)s::text[]) ORDER BY t.day, t.kind"
    return rows_of(DueItem, theirs, given, along="member")


# --- reckoning


def stale_count() -> int:
    """Return how many people wait to be reckoned anew."""
    return DueStale.objects.count()


def forget_all() -> None:
    """Let everybody be reckoned anew, as each night: rows begin to hold, and the law changes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_duestale (person_id) SELECT id FROM people_person ORDER BY id"
            " ON CONFLICT DO NOTHING"
        )


def refresh(on: datetime.date, *, most: int = AT_ONCE, person: uuid.UUID | None = None) -> int:
    """Reckon anew the days of people whose records were written since, and return of how many.

    A constant number of queries, one where nobody is noted. Somebody who is written to meanwhile is noted
    again, and reckoned next time.

    :param person: only this one, if it is noted
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM people_duestale WHERE %s::uuid IS NULL OR person_id = %s::uuid)",
            [person, person],
        )
        return _refresh(on, most, person) if cursor.fetchone()[0] else 0


@transaction.atomic
def _refresh(on: datetime.date, most: int, person: uuid.UUID | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM people_duestale WHERE person_id IN (
                   SELECT person_id FROM people_duestale WHERE %s::uuid IS NULL OR person_id = %s::uuid
                   ORDER BY person_id LIMIT %s FOR UPDATE SKIP LOCKED)
               RETURNING person_id""",
            [person, person, most],
        )
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return 0
    careers = _careers(ids, on)
    DueItem.objects.filter(person__in=ids).delete()
    DueItem.objects.bulk_create(
        (
            DueItem(person_id=pk, kind=due.kind, day=due.day, member_id=due.member, basis=due.basis)
            for pk, career in careers.items()
            for due in due_days(career, on)
        ),
        batch_size=2000,
    )
    return len(ids)


def _careers(ids: list[Any], on: datetime.date) -> dict[Any, Career]:
    people = Person.objects.filter(pk__in=ids)
    careers = {pk: Career(birth) for pk, birth in people.values_list("pk", "birth_date")}

    def rows(model: Any, *fields: str) -> Iterable[tuple[Any, Row]]:
        known = model.objects.known().filter(person__in=ids).order_by("berlaku", "pk")
        for pk, span, sk, *said in known.values_list("person_id", "berlaku", "sk_number", *fields):
            yield pk, Row(span.lower, span.upper, sk, dict(zip(fields, said, strict=True)))

    for pk, row in rows(StatusHistory, "status", "contract_end", "ended_by"):
        careers[pk].status.append(row)
    for pk, row in rows(GolonganHistory, "golongan", "mkg_years", "mkg_months"):
        careers[pk].golongan.append(row)
    for pk, row in rows(KgbHistory, "golongan", "mkg_years", "gaji_pokok"):
        careers[pk].kgb.append(row)
    for pk, row in rows(CltnHistory):
        careers[pk].away.append(row)
    held = list(rows(JabatanHistory, "how", "position_id"))
    posts: dict[Any, list[tuple[Any, int]]] = {}
    wanted = {row.said["position_id"] for _pk, row in held}
    versions = PositionVersion.objects.known().filter(position__in=wanted).order_by("berlaku")
    for position, span, bup in versions.values_list("position_id", "berlaku", "bup"):
        posts.setdefault(position, []).append((span, bup))
    for pk, row in held:
        if row.said["how"] == "definitif":
            row.said["bup"] = _bup(posts.get(row.said["position_id"], ()), on)
            careers[pk].posts.append(row)
        else:
            careers[pk].acting.append(row)
    depending = DependantHistory.objects.known().filter(person__in=ids, member__withdrawn_at__isnull=True)
    said_of = {
        "member": "member_id",
        "relation": "member__relation",
        "birth": "member__birth_date",
        "school": "member__school",
        "school_until": "member__school_until",
        "divorced_on": "member__divorced_on",
        "died_on": "member__died_on",
        "married_on": "member__married_on",
        "works_as_asn": "member__works_as_asn",
    }
    for pk, span, sk, *values in depending.order_by("berlaku", "pk").values_list(
        "person_id", "berlaku", "sk_number", *said_of.values()
    ):
        if span.upper is None or span.upper > on:
            careers[pk].dependants.append(
                Row(span.lower, span.upper, sk, dict(zip(said_of, values, strict=True)))
            )
    return careers


def _bup(versions: Iterable[tuple[Any, int]], on: datetime.date) -> int | None:
    """Return the retirement age of a post on a day, or the nearest that is known of it."""
    found: int | None = None
    for span, bup in versions:
        if found is None or span.lower <= on:
            found = bup
    return found
