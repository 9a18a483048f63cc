"""Reading the trail."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from praja.audit import perms, words
from praja.audit.models import DailyHead, Event, EventPerson, Seal
from praja.audit.sealer import content_of, unsealed
from praja.audit.verify import START, link


def events_visible_to(user: Any) -> QuerySet[Event]:
    """Return the events that somebody may read: what they did themselves, and what their roles open."""
    if not getattr(user, "is_active", False):
        return Event.objects.none()
    allowed = Q(actor_id=user.pk)
    for given in perms.granted(user):
        allowed |= given
    return Event.objects.filter(allowed)


def events_about(person_id: uuid.UUID) -> QuerySet[Event]:
    """Return what was done to or seen of a person's record, newest first."""
    return Event.objects.filter(about([person_id])).order_by("-at", "-id")


def about(people: Collection[uuid.UUID]) -> Q:
    """Return the condition that an event concerns one of a few people, alone or among many."""
    among_many = list(
        EventPerson.objects.filter(person_id__in=people).values_list("event_id", flat=True).distinct()
    )
    return Q(person_id__in=people) | Q(pk__in=among_many)


def events_about_self(user: Any) -> QuerySet[Event]:
    """Return what others (and the system) did to or saw of the record of an account's own person, newest
    first.
    """
    mine = perms.persons_of(user)
    if not mine:
        return Event.objects.none()
    return Event.objects.filter(about(mine)).exclude(kind__in=words.untold()).order_by("-at", "-id")


def oldest_unsealed() -> datetime.datetime | None:
    """Return the moment of the oldest event that waits for its seal, none where all are sealed."""
    found: datetime.datetime | None = unsealed().aggregate(oldest=models.Min("at"))["oldest"]
    return found


def last_head() -> DailyHead | None:
    """Return the last signed daily head."""
    return DailyHead.objects.order_by("-day").first()


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """What the chain says of one event."""

    seal: Seal | None
    """None while it waits for its seal."""
    whole: bool
    """Whether its content is what was sealed."""
    head: DailyHead | None
    """The first signed head that vouches for it; none until the end of its day."""

    @property
    def hash(self) -> str:
        """The hash of its link, in hexadecimal digits."""
        return bytes(self.seal.hash).hex() if self.seal else ""


def state_of(event: Event) -> State:
    """Return whether an event is sealed, unchanged since, and vouched for by a signature."""
    seal = Seal.objects.filter(event=event).first()
    if seal is None:
        return State(None, True, None)
    before = Seal.objects.filter(position=seal.position - 1).first()
    due = link(bytes(before.hash) if before else START, content_of(event))
    head = DailyHead.objects.filter(position__gte=seal.position).order_by("position").first()
    return State(seal, due == bytes(seal.hash), head)
