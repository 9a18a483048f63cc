"""Days that must be judged anew."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from praja.people.models import Person


class TouchedDay(models.Model):
    """That something changed by which a day of a person is judged. A queue: rows are added by whoever
    changes something, and taken away by whoever judges. One day may stand in it several times, so that
    those who add never wait for each other, nor for the judge.

    The judge takes rows away first, in its transaction, and reads afterwards: what was committed before is
    read, and what comes later stands in the queue again.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    date = models.DateField()
    why = models.CharField(max_length=20)
    """What changed: `tap`, `pin`, `jam`, `jadwal`, `libur`, `cuti`, `dinas`, `koreksi` …"""
    at = models.DateTimeField(db_default=Now())
