"""Events, which are only ever added, and their seal.

The application's role may add events and read them, nothing else; a trigger refuses the rest even to the
owner. Sealing chains committed events in an order of its own, so that no writer waits for another.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that somebody (or the system) did or looked at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor_id = models.BigIntegerField(null=True)
    """The account, without a foreign key: what was done stays when an account goes."""
    actor_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80)
    """What happened, as `app.verb`: `people.sk_recorded`."""
    target_kind = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    person_id = models.UUIDField(null=True)
    """The person whose record it concerns, who may see that it was done; of a bulk event, `EventPerson` has
    them."""
    unit_id = models.UUIDField(null=True)
    on = models.DateField(null=True)
    """The day at the workplace."""
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-at"], name="event_person"),
            models.Index(fields=["target_kind", "target_id", "-at"], name="event_target"),
            models.Index(fields=["-at"], name="event_at"),
            models.Index(fields=["actor_id", "-at"], name="event_actor"),
        ]


class EventPerson(models.Model):
    """One of the people whose records a bulk event concerns; an event about one person names them itself."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="people")
    person_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person_id"], name="event_names_once")]
        indexes = [models.Index(fields=["person_id"], name="eventperson_person")]


class Seal(models.Model):
    """The place of one event in the chain: hash = SHA-256 of the hash before and the event's content."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)


class DailyHead(models.Model):
    """The last link of a day's chain, signed (Ed25519)."""

    day = models.DateField(primary_key=True)
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField(max_length=64)
    signed_at = models.DateTimeField(db_default=Now(), editable=False)
