"""Reading people: who may be seen, and how they are found.

What was true of them on a day stands in `states`, all that was recorded of one in `careers`. Every function
takes a constant number of queries, however many people or rows there are.
"""

from __future__ import annotations

import datetime
import unicodedata
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from praja.organization.models import UnitVersion
from praja.organization.queries import today
from praja.people.kinds import KINDS
from praja.people.models import (
    ChangeProposal,
    FamilyMember,
    Person,
    UnitHistory,
)
from praja.people.perms import (
    EDITORS,
    Section,
    can_see_person,
    editable_people,
    is_officer,
    visible_by,
    visible_people,
)

# --- which people


def people_visible_to(
    user: Any, on: datetime.date | None = None, *, among: Collection[uuid.UUID] | None = None
) -> QuerySet[Person]:
    """Return the people whose career an account may see today (`perms.can_see_person`), in one query.

    :param among: the ids of those who are asked about, where they are few: nobody else is looked for
    """
    return visible_people(user, on or today(), among=among)


def person_visible_to(user: Any, pk: uuid.UUID, on: datetime.date | None = None) -> Person | None:
    """Return one person if an account may see their career today, none for others, whether they exist or not.

    The same answer as `people_visible_to(…).get(pk=…)`, without looking at everybody.
    """
    person = Person.objects.select_related("photo", "account").filter(pk=pk).first()
    return person if person is not None and can_see_person(user, person, on or today()) else None


def people_editable_by(user: Any, on: datetime.date | None = None) -> QuerySet[Person]:
    """Return the people whose record an account may change (`perms.can_edit_person`), in one query."""
    return editable_people(user, on or today())


def person_of(user: Any) -> Person | None:
    """Return the person of an account, none where it is nobody's in the records."""
    return Person.objects.filter(account=user).first() if getattr(user, "pk", None) else None


# --- finding

SHOWN = ("name", "title_before", "title_after", "nip")
"""What lists read of a person."""


def folded(text: str) -> str:
    """Return a text as `Person.search` holds it: lower case, without accents and without doubled spaces."""
    bare = unicodedata.normalize("NFKD", text.replace("\x00", " ").casefold())
    return " ".join("".join(one for one in bare if not unicodedata.combining(one)).split())


def search_text(person: Person) -> str:
    """Return what `Person.search` should hold."""
    return folded(f"{person.title_before} {person.name} {person.title_after} {person.nip}")


def matching(text: str, user: Any, on: datetime.date) -> Q:
    """Return the condition that a person is found by name, titles, NIP, unit or SK number.

    Of several words each must be found in name or NIP; unit and SK number are looked for as a whole.

    :param user: who looks: an SK whose section they may not see finds nobody
    """
    text = text.replace("\x00", " ").strip()[:100]
    wanted = folded(text)
    if not wanted:
        return Q()
    by_name = Q()
    for word in wanted.split():
        by_name &= Q(search__contains=word)
    digits = wanted.replace(" ", "")
    if digits.isdigit():
        by_name |= Q(search__contains=digits)
        if len(digits) > 6:
            return by_name
    units = UnitVersion.objects.on(on).filter(Q(name__icontains=text) | Q(short_name__iexact=text))
    found = by_name
    if len(wanted) >= 3:
        found |= Q(pk__in=UnitHistory.objects.on(on).filter(unit__in=units.values("unit")).values("person"))
    if looks_like_sk(text):
        found |= Q(pk__in=people_by_sk(text, user, on))
    return found


def looks_like_sk(text: str) -> bool:
    """Whether a text may be a part of an SK number: it has a digit, and something besides."""
    text = text.strip()
    return len(text) >= 3 and any(one.isdigit() for one in text)


def people_by_sk(text: str, user: Any, on: datetime.date) -> QuerySet[Any]:
    """Return the ids of people one of whose known rows is from an SK whose number has this text in it.

    A raise is looked for only among those whose pay the account may see: that somebody is found would say
    that they have it. Careers are left to whoever asks further (`people_visible_to`).
    """
    pay = visible_by(user, on, Section.GAJI, person="person")
    parts = []
    for kind in KINDS.values():
        if kind.sk_needed and kind.section in (Section.KARIER, Section.GAJI):
            rows: Any = kind.model.objects.known()  # type: ignore[attr-defined]
            rows = rows.filter(sk_number__contains=text.replace("\x00", " ").strip())
            parts.append((rows.filter(pay) if kind.section == Section.GAJI else rows).values("person"))
    return parts[0].union(*parts[1:])


# --- of one person


def family_of(person: Person) -> list[FamilyMember]:
    """Return the family of a person as recorded, spouses first, then children by age."""
    return list(
        FamilyMember.objects.filter(person=person, withdrawn_at__isnull=True).order_by(
            "-relation", "birth_date", "name"
        )
    )


# --- proposals


def proposals_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[ChangeProposal]:
    """Return the changes of records that an account proposed, or may decide on."""
    return ChangeProposal.objects.filter(
        Q(made_by=user) | Q(person__in=editable_people(user, on or today()))
    ).select_related("person", "file", "made_by", "decided_by")


def proposals_waiting_for(user: Any, on: datetime.date | None = None) -> QuerySet[ChangeProposal]:
    """Return the proposals that wait for a decision that an account may make, the oldest first."""
    day = on or today()
    if not is_officer(user, day):
        return ChangeProposal.objects.none()
    waiting = ChangeProposal.objects.filter(state="diajukan", person__in=editable_people(user, day))
    return waiting.exclude(made_by=user).select_related("person", "file").order_by("made_at")


# --- units for forms


def units_editable_by(user: Any, on: datetime.date) -> QuerySet[UnitVersion]:
    """Return the units, as they are on a day, where an account may record people."""
    from praja.access.queries import units_visible_to

    units = units_visible_to(user, on, *EDITORS).values("pk")
    return UnitVersion.objects.on(on).filter(unit__in=units).select_related("unit").order_by("name")
