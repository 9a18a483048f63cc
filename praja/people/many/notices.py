"""Telling who asked that one SK was recorded for many people, or that it was not."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from praja.people.kinds import KINDS
from praja.people.models import ManySk
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.said import label
from praja.web.words import angka


def tell_done(recording: ManySk, user: Any) -> None:
    """Tell that it was recorded."""
    title = _("%(kind)s sudah dicatat bagi %(count)s orang")
    _tell(recording, user, title % {"kind": _kind(recording), "count": angka(recording.people)})


def tell_failed(recording: ManySk, user: Any) -> None:
    """Tell that it was recorded for nobody."""
    _tell(
        recording,
        user,
        _("%(kind)s tidak dicatat bagi siapa pun; buka untuk melihat sebabnya") % {"kind": _kind(recording)},
    )


def _kind(recording: ManySk) -> str:
    return label(KINDS[recording.kind].label)


def _tell(recording: ManySk, user: Any, title: str) -> None:
    notify(user, title, reverse("people:recording", args=[recording.pk]), email=True)
