"""Who is recorded already and may be the same person: by NIP, by NIK, or by name and birth date."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from praja.people import secrets
from praja.people.models import Person
from praja.people.nip import clean_digits
from praja.people.queries import folded, people_visible_to
from praja.people.states import state_of


@dataclasses.dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who is recorded, and what is the same of them."""

    person: Person
    nip: bool
    nik: bool
    name: bool
    """Name and birth date."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What an officer is shown of somebody alike: of whom they may not see, only what is the same."""

    same: str
    person: Person | None = None
    unit: str = ""


def who_is_alike(
    *, nip: str, nik: str, name: str, birth_date: datetime.date, apart_from: uuid.UUID | None = None
) -> list[Alike]:
    """Return all who are recorded with the same NIP, the same NIK, or the same name and birth date.

    Accents, doubled spaces and capitals make no other name.
    """
    number, digest = clean_digits(nip), secrets.digest(clean_digits(nik)) if clean_digits(nik) else None
    same = Q(nip=number) | Q(birth_date=birth_date)
    if digest is not None:
        same |= Q(nik_digest=digest)
    people = Person.objects.filter(same)
    if apart_from is not None:
        people = people.exclude(pk=apart_from)
    found = []
    for one in people.order_by("nip"):
        alike = Alike(
            one,
            nip=one.nip == number,
            nik=digest is not None and one.nik_digest == digest,
            name=one.birth_date == birth_date and folded(one.name) == folded(name),
        )
        if alike.nip or alike.nik or alike.name:
            found.append(alike)
    return found


def shown_to(user: Any, alike: Sequence[Alike], on: datetime.date) -> list[Shown]:
    """Return what an officer is shown of those who are alike."""
    ids = [one.person.pk for one in alike]
    seen = set(people_visible_to(user, on, among=ids).values_list("pk", flat=True)) if ids else set()
    return [
        Shown(_same(one), one.person, state_of(one.person, on).unit_name)
        if one.person.pk in seen
        else Shown(_same(one))
        for one in alike
    ]


def _same(one: Alike) -> str:
    said = [
        text for text, holds in (("NIP", one.nip), ("NIK", one.nik), (_("nama dan tanggal lahir"), one.name))
        if holds
    ]  # fmt: skip
    return ", ".join(said)
