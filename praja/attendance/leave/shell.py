"""What leave tells the shell, the trail and the files, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from praja.accounts import hooks
from praja.attendance.leave import perms, queries
from praja.attendance.leave.deciding import waiting_for
from praja.attendance.leave.team import FEEDS
from praja.attendance.navigation import nav_item
from praja.attendance.waiting import waiting_now
from praja.audit import words
from praja.people.asker import asker_of
from praja.people.perms import has_subordinates
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("leave", gettext_lazy("Cuti saya"), "leave", is_somebody))
    shell.navigation.add(nav_item("leaves", gettext_lazy("Cuti menunggu"), "leaves", decides))
    shell.navigation.add(nav_item("calendar", gettext_lazy("Kalender cuti"), "leave_calendar", sees_team))
    shell.navigation.add(nav_item("leave_office", gettext_lazy("Daftar cuti"), "leave_register", keeps))
    shell.tasks.add(shell.TaskSource("attendance.leave", waiting))
    for kind, sentence in {
        "leave_sent": gettext_lazy("mengajukan cuti"),
        "leave_considered": gettext_lazy("mempertimbangkan permintaan cuti"),
        "leave_decided": gettext_lazy("memutus permintaan cuti"),
        "leave_cancelled": gettext_lazy("membatalkan cuti"),
        "leave_shortened": gettext_lazy("memperpendek cuti"),
        "leave_substitute": gettext_lazy("menjawab permintaan menggantikan selama cuti"),
        "leave_substitute_named": gettext_lazy("memilih pengganti selama cuti"),
        "leave_letter": gettext_lazy("menambah surat pada permintaan cuti"),
        "leave_form": gettext_lazy("mengambil formulir cuti"),
        "leave_delegated": gettext_lazy("mencatat pendelegasian wewenang cuti"),
        "leave_staffing": gettext_lazy("menetapkan jumlah paling sedikit yang masuk"),
        "leave_opening": gettext_lazy("mencatat saldo awal cuti"),
        "leave_worked": gettext_lazy("mencatat cuti bersama yang dikerjakan"),
        "leave_calendar_made": gettext_lazy("membuat alamat kalender cuti"),
        "leave_calendar_revoked": gettext_lazy("mencabut alamat kalender cuti"),
    }.items():
        words.add(f"attendance.{kind}", sentence)
    words.fields.update(
        {
            "yang_berwenang": gettext_lazy("yang berwenang"),
            "persen": gettext_lazy("persen"),
            "bersedia": gettext_lazy("bersedia"),
            "left_last": gettext_lazy("sisa tahun lalu"),
            "left_before": gettext_lazy("sisa dua tahun lalu"),
            "deferred": gettext_lazy("ditangguhkan"),
            "taken": gettext_lazy("sudah diambil tahun ini"),
        }
    )
    hooks.addresses["attendance.leave"] = hooks.StandingAddress(
        gettext_lazy("Kalender cuti rekan seunit"), FEEDS.of, FEEDS.revoke
    )
    words.parts["cuti"] = gettext_lazy("cuti")
    words.parts["surat cuti"] = gettext_lazy("surat cuti")


def is_somebody(user: Any) -> bool:
    """
    To be shown the way to one's leave, one must
    - be somebody in the records.
    """
    return asker_of(user).person is not None


def decides(user: Any) -> bool:
    """
    To be shown the way to requests that wait, one must
    - be the superior of somebody; a task leads there whoever decides by delegation alone.
    """
    return has_subordinates(user, shell.day_of(user))


def sees_team(user: Any) -> bool:
    """
    To be shown the way to the calendar of leave, one must
    - be somebody in the records, or keep a register of leave.
    """
    return is_somebody(user) or keeps(user)


def keeps(user: Any) -> bool:
    """
    To be shown the way to the register of leave, one must
    - be pengelola kepegawaian, admin BKPSDM or auditor of any unit.
    """
    return perms.keeps_register(user, shell.day_of(user))


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return what of leave waits for somebody: to decide, and to say whether they stand in."""
    tasks = []
    now = waiting_now(user)
    count = len(waiting_for(user, on)) if now.leave else 0
    if count:
        title = ngettext("Cuti menunggu keputusan", "Cuti menunggu keputusan", count)
        tasks.append(shell.Task(title, reverse("attendance:leaves"), count=count))
    if now.leave_for_me:
        for one in queries.to_stand_in(user)[:3]:
            name = {"name": one.person.full_name}
            title = _("%(name)s meminta Anda menggantikan selama cuti") % name
            tasks.append(shell.Task(title, reverse("attendance:leave_request", args=[one.pk]), due=one.first))
    return tasks
