"""What every action on people shares: how it refuses, and how it locks."""

from __future__ import annotations

from django.db.models import QuerySet

from praja.people.models import Person


class PersonRefused(Exception):
    """Something that cannot be done with a person's record; its text says why and what to do."""


class NotAllowed(PersonRefused):
    """Something that this account may not do."""


def needs(allowed: bool, sentence: str) -> None:
    """Refuse with a sentence what is not allowed.

    :raises NotAllowed: unless `allowed`
    """
    if not allowed:
        raise NotAllowed(sentence)


def person_locked(person: Person) -> Person:
    """Return the person as stored now, locked until the transaction ends: who writes next waits."""
    rows: QuerySet[Person] = Person.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=person.pk)
