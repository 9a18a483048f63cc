"""Notices to those who asked for an import, which takes longer than anybody watches a page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation

from praja.people.models import PeopleImport
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.words import angka

State = PeopleImport.State


def tell_done(people_import: PeopleImport, user: Any) -> None:
    """Tell that an import was applied or taken back. That it was checked is news to nobody: its page asks."""
    if people_import.state not in (State.DITERAPKAN, State.DIURUNGKAN):
        return
    written = people_import.summary.get("ditulis", {})
    with translation.override(user.language):
        file = _file_of(people_import)
        if people_import.state == State.DITERAPKAN:
            count = angka(int(written.get("orang", 0)))
            title = _("Impor %(file)s sudah diterapkan: %(count)s pegawai") % {"file": file, "count": count}
        else:
            title = _("Impor %(file)s sudah diurungkan") % {"file": file}
    _tell(people_import, user, title)


def tell_failed(people_import: PeopleImport, user: Any) -> None:
    """Tell that what was asked of an import failed, and that nothing has changed."""
    with translation.override(user.language):
        title = _("Impor %(file)s gagal; tidak ada yang berubah") % {"file": _file_of(people_import)}
    _tell(people_import, user, title)


def _file_of(people_import: PeopleImport) -> str:
    return people_import.file.name if people_import.file else _("data pegawai")


def _tell(people_import: PeopleImport, user: Any, title: str) -> None:
    notify(user, title, reverse("people:import", args=[people_import.pk]), email=True)
