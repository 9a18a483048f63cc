"""Whom to look at of attendance, and why."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Final

from django.db.models import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from praja.attendance.models import ClosedMonth, Correction, RosterDay
from praja.organization.models import PositionVersion
from praja.people.models import JabatanHistory, Person
from praja.web.words import tanggal_pendek

CUT_AT: Final = "sawahlunto"
"""Where each band of lateness cuts the TPP."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """Somebody whose attendance tells something: who signs in, and what there is to see."""

    label: str
    account: str
    name: str
    post: str
    outcome: str


def attendance_shown(on: datetime.date) -> list[Shown]:
    """Return people whose attendance is worth a look, as far as there are any."""
    found = []
    for label, person, outcome in _chosen(on):
        held = JabatanHistory.objects.on(on).filter(person=person).order_by("how", "pk").first()
        title = (
            PositionVersion.objects.on(on).filter(position=held.position_id).values_list("title", flat=True)
            if held
            else []
        )
        account = person.account
        if account is not None:
            found.append(Shown(label, account.username, person.full_name, next(iter(title), ""), outcome))
    return found


def _chosen(on: datetime.date) -> Iterator[tuple[str, Person, str]]:
    closed = ClosedMonth.objects.filter(digantikan=None, unit__government__code=CUT_AT)
    late = (
        closed.annotate(minutes=Cast(KT("facts__menit_kurang"), IntegerField()))
        .filter(minutes__lt=300)
        .order_by("-minutes", "person__nip")
        .select_related("person__account")
        .first()
    )
    if late is not None:
        yield "TPP terpotong", late.person, f"{late.facts['menit_kurang']} menit pada {late.month:%m-%Y}"
    night = (
        RosterDay.objects.filter(shift__code="M", day__lt=on, digantikan=None)
        .select_related("person__account")
        .order_by("-day", "person__nip")
        .first()
    )
    if night is not None:
        yield "Sif malam", night.person, f"terakhir {tanggal_pendek(night.day)}"
    waits = (
        Correction.objects.filter(state="menunggu")
        .select_related("person__account")
        .order_by("-date", "person__nip")
        .first()
    )
    if waits is not None:
        yield "Koreksi menunggu", waits.person, f"hari {tanggal_pendek(waits.date)}"
