"""Telling who asked that a workbook can be fetched, or that there will be none."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from praja.people.models import PeopleExport
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.words import angka, tanggal


def tell_ready(export: PeopleExport, user: Any) -> None:
    """Tell that it can be fetched, and until when."""
    title = _("Ekspor %(count)s pegawai siap diunduh sampai %(day)s")
    _tell(export, user, title % {"count": angka(export.people), "day": tanggal(export.keep_until)})


def tell_failed(export: PeopleExport, user: Any) -> None:
    """Tell that it was not made."""
    _tell(export, user, _("Ekspor pegawai tidak jadi disusun; buka untuk melihat sebabnya"))


def _tell(export: PeopleExport, user: Any, title: str) -> None:
    notify(user, title, reverse("people:export", args=[export.pk]), email=True)
