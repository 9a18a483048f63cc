"""What judged days tell the shell, the trail and the jobs, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.queries import roles_of
from praja.attendance.days.perms import OFFICERS, READERS
from praja.attendance.days.queries import corrections_to_decide
from praja.attendance.navigation import nav_item
from praja.attendance.waiting import waiting_now
from praja.audit import words
from praja.people.asker import asker_of
from praja.people.perms import has_subordinates
from praja.web import shell


def register() -> None:
    """Register everything."""
    add = shell.navigation.add
    add(nav_item("corrections", gettext_lazy("Koreksi dan izin"), "corrections", works_here))
    add(nav_item("duties", gettext_lazy("Surat tugas"), "duties", works_here))
    add(nav_item("findings", gettext_lazy("Temuan"), "findings", notes))
    add(nav_item("recap", gettext_lazy("Rekap kehadiran"), "recap_home", reads))
    add(nav_item("closings", gettext_lazy("Penutupan bulan"), "closings", keeps))
    add(nav_item("absences", gettext_lazy("Ketidakhadiran setahun"), "absences", reads))
    shell.tasks.add(shell.TaskSource("attendance.corrections", waiting))
    words.parts["kehadiran"] = gettext_lazy("kehadiran")
    for kind, sentence in {
        "correction_asked": gettext_lazy("mengajukan koreksi atau izin kehadiran"),
        "correction_decided": gettext_lazy("memutuskan koreksi atau izin kehadiran"),
        "correction_withdrawn": gettext_lazy("menarik permintaan koreksi kehadiran"),
        "duty_ordered": gettext_lazy("mencatat surat tugas"),
        "duty_withdrawn": gettext_lazy("membatalkan surat tugas"),
        "finding_noted": gettext_lazy("mencatat temuan pada jam kerja"),
        "finding_withdrawn": gettext_lazy("membatalkan temuan pada jam kerja"),
        "month_closed": gettext_lazy("menutup kehadiran suatu bulan"),
        "month_reopened": gettext_lazy("membuka lagi kehadiran suatu bulan"),
    }.items():
        words.add(f"attendance.{kind}", sentence)
    words.add(
        "attendance.list_exported", gettext_lazy("mengunduh daftar dari bagian kehadiran"), writes=False
    )
    words.fields.update(
        {
            "yang_diminta": gettext_lazy("yang diminta"),
            "temuan": gettext_lazy("temuan"),
            "masih_terbuka": gettext_lazy("masih terbuka"),
        }
    )


def works_here(user: Any) -> bool:
    """
    To be shown the way to corrections and letters of duty, one must be
    - somebody in the records, or an officer of attendance.
    """
    return asker_of(user).person is not None or keeps(user)


def keeps(user: Any) -> bool:
    """
    To be shown the way to closings, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return any(one.role in OFFICERS for one in roles_of(user, shell.day_of(user)))


def notes(user: Any) -> bool:
    """
    To be shown the way to findings, one must be
    - an officer of attendance, or the superior of somebody. Of oneself they stand in one's month.
    """
    return keeps(user) or has_subordinates(user, shell.day_of(user))


def reads(user: Any) -> bool:
    """
    To be shown the way to recaps, one must be
    - pengelola kepegawaian, admin BKPSDM, kepala unit or auditor of any unit.
    """
    return any(one.role in READERS for one in roles_of(user, shell.day_of(user)))


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return for a superior how many requests wait for a decision."""
    if not waiting_now(user).corrections:
        return []
    count = corrections_to_decide(user, on).count()
    if not count:
        return []
    title = _("Memutuskan koreksi dan izin kehadiran")
    return [shell.Task(title, reverse("attendance:corrections"), None, count)]
