"""What the pages of leave share."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from praja.attendance.leave import perms, queries
from praja.attendance.leave.days import span_text
from praja.attendance.leave.enums import Langkah
from praja.attendance.models import LeaveRequest, LeaveStep
from praja.audit.actions import viewed
from praja.people.models import Person, UnitHistory
from praja.people.perms import unit_of
from praja.web.shell import day_of
from praja.web.words import tanggal, waktu

PART = "cuti"
"""How the trail names what was looked at."""
LOOKS = {
    "disusun": "",
    "diajukan": "warn",
    "dipertimbangkan": "warn",
    "disetujui": "ok",
    "ditangguhkan": "warn",
    "ditolak": "bad",
    "dibatalkan": "",
}
STEP_LOOKS = {"disetujui": "ok", "perubahan": "ok", "ditangguhkan": "warn", "tidak_disetujui": "bad"}


def request_in(request: HttpRequest, pk: uuid.UUID) -> tuple[LeaveRequest, datetime.date]:
    """Return a request that the one who asks may read, and the day at their workplace.

    :raises Http404: if there is none, or none that they may read
    """
    on = day_of(request.user)
    rows = queries.requests_visible_to(request.user, on).select_related(
        "person__account", "unit", "government", "substitute"
    )
    found: LeaveRequest = get_object_or_404(rows, pk=pk)
    if not perms.is_own(request.user, found):
        viewed(found.person, request.user, PART)
    return found, on


def colleagues_of(person: Person, on: datetime.date) -> list[tuple[str, str]]:
    """Return the others of a person's unit: id and name."""
    unit = unit_of(person, on)
    if unit is None:
        return []
    here = UnitHistory.objects.on(on).filter(unit=unit).values("person")
    rows = Person.objects.filter(pk__in=here).exclude(pk=person.pk).order_by("name")
    return [(str(one.pk), one.full_name) for one in rows]


def timeline_of(one: LeaveRequest) -> list[dict[str, Any]]:
    """Return what was done with a request, the newest first."""
    return [_item(row) for row in one.steps.order_by("-made_at")]


def _item(row: LeaveStep) -> dict[str, Any]:
    title = str(row.get_kind_display())
    if row.outcome:
        title = f"{title}: {str(row.get_outcome_display()).lower()}"
    who = f"{row.name}, {row.post}" if row.post else row.name
    said = [who]
    if row.kind != Langkah.DIAJUKAN and row.before and row.after and row.before != row.after:
        first, last = row.after.lower, row.after.upper - datetime.timedelta(days=1)
        said.append(_("menjadi %(days)s") % {"days": span_text(first, last)})
    if row.document:
        said.append(f"{row.document}, {tanggal(row.document_date)}" if row.document_date else row.document)
    if row.reason:
        said.append(row.reason)
    return {
        "when": waktu(row.made_at),
        "title": title,
        "detail": " · ".join(said),
        "state": STEP_LOOKS.get(row.outcome, ""),
    }
