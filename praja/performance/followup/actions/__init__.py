"""The only writers of what follows a rating."""

from __future__ import annotations

import datetime
from typing import Any

from praja.audit.actions import record
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.performance.models import ClosedRating, Skp
from praja.web.reasons import lines_clearly
from praja.web.said import gettext as _

LONGEST = 5000


class FollowupRefused(Exception):
    """Something that cannot be done with what follows a rating; its text says why and what to do."""


def clearly(text: str, most: int = LONGEST) -> str:
    """Return a text that says something, with its lines.

    :raises FollowupRefused: if it is too short or too long
    """
    return lines_clearly(text, most, FollowupRefused)


def stored(file: Any, by: Any) -> StoredFile | None:
    """Return a file as it is kept; none where none was sent.

    :raises FollowupRefused: if it cannot be kept
    """
    if not file:
        return None
    try:
        return store(file, by=by)
    except UploadRefused as error:
        raise FollowupRefused(str(error)) from error


def standing(closed: ClosedRating) -> ClosedRating:
    """Return a closed rating that still stands, held until the end of the transaction.

    :raises FollowupRefused: if its closing was opened again
    """
    found: ClosedRating = (
        ClosedRating.objects.select_for_update(of=("self",))
        .select_related("skp__person__account", "skp__unit", "period")
        .get(pk=closed.pk)
    )
    if found.digantikan is not None:
        raise FollowupRefused(
            _("Penilaian ini sudah dibuka lagi, jadi predikatnya tidak berlaku lagi. Tunggu penutupannya.")
        )
    return found


def noted(verb: str, target: Any, skp: Skp, by: Any, on: datetime.date, **more: Any) -> None:
    """Add to the trail what was done about the person of an SKP."""
    record(
        kind=f"performance.{verb}",
        by=by,
        target=target,
        person=skp.person_id,
        unit=skp.unit_id,
        on=on,
        **more,
    )
