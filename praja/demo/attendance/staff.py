"""Whose attendance it is: the people of a government with their accounts, superiors and PINs."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from random import Random

from django.db.models import Q

from praja.demo.people import SEED
from praja.organization.models import PositionVersion, Unit
from praja.people.enums import CaraMenjabat, StatusAsn
from praja.people.models import JabatanHistory, Person, StatusHistory, UnitHistory

FIRST_PIN = 101
_HIGHEST = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who taps."""

    person: Person
    unit: Unit
    post: str
    """The code of the post; blank without one."""
    title: str
    superior: Person | None
    superior_title: str
    pin: str
    settled: bool
    """PNS or PPPK for more than a year: whoever is may take annual leave."""

    @property
    def account(self) -> int:
        """The account; `give_accounts` gave everybody one."""
        assert self.person.account_id is not None
        return self.person.account_id

    def dice(self, what: str) -> Random:
        """Return a generator of one's own, so that a change for one leaves the others as they were."""
        return Random(f"{SEED}/{what}/{self.person.nip}")


def staff_of(government: Unit, on: datetime.date) -> list[Staff]:
    """Return everybody who works for a government on a day, in the order of their units and posts."""
    posts = {row.position_id: row for row in PositionVersion.objects.on(on).select_related("position")}
    held: dict[uuid.UUID, uuid.UUID] = {}
    holders: dict[uuid.UUID, uuid.UUID] = {}
    for office in JabatanHistory.objects.on(on).order_by("-how", "pk"):
        holders[office.position_id] = office.person_id
        if office.how == CaraMenjabat.DEFINITIF:
            held[office.person_id] = office.position_id
    since = on - datetime.timedelta(days=400)
    settled = set(
        StatusHistory.objects.on(on)
        .filter(status__in=(StatusAsn.PNS, StatusAsn.PPPK), berlaku__startswith__lt=since)
        .values_list("person", flat=True)
    )
    here = UnitHistory.objects.on(on).filter(Q(unit=government) | Q(unit__government=government))
    rows = list(here.select_related("person__account", "unit__government"))
    people = {
        one.pk: one for one in Person.objects.filter(pk__in=set(holders.values())).select_related("account")
    }

    def above(person: uuid.UUID) -> uuid.UUID | None:
        place = posts[held[person]].superior_id if held.get(person) in posts else None
        for _step in range(_HIGHEST):
            if place is None or holders.get(place, person) != person:
                return place
            place = posts[place].superior_id if place in posts else None
        return None

    found = []
    for row in rows:
        post = posts.get(held[row.person_id]) if row.person_id in held else None
        place = above(row.person_id)
        found.append((post.position.code if post else "", row, post, place))
    found.sort(key=lambda one: (one[1].unit.code, one[0], one[1].person.nip))
    return [
        Staff(
            row.person, row.unit, code, post.title if post else "",
            people[holders[place]] if place is not None else None,
            posts[place].title if place is not None else "", str(FIRST_PIN + number),
            row.person_id in settled,
        )
        for number, (code, row, post, place) in enumerate(found)
    ]  # fmt: skip
