"""What check-in from a phone tells the shell, the trail and the files, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from praja.access.queries import has_role
from praja.attendance.checkin import retention
from praja.attendance.checkin.perms import OFFICERS
from praja.attendance.checkin.queries import READERS, to_decide
from praja.attendance.navigation import nav_item
from praja.attendance.waiting import waiting_now
from praja.audit import words
from praja.people.asker import asker_of
from praja.people.perms import has_subordinates
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("checkin", gettext_lazy("Presensi ponsel"), "checkin", has_record))
    shell.navigation.add(
        nav_item("checkin_terms", gettext_lazy("Aturan presensi ponsel"), "checkin_terms", keeps_terms)
    )
    shell.tasks.add(shell.TaskSource("attendance.checkin", waiting))
    retention.register()
    for kind, sentence in {
        "checked_in": gettext_lazy("mencatat presensi dari ponsel"),
        "checkin_decided": gettext_lazy("memutuskan presensi dari ponsel yang menunggu"),
        "checkin_agreed": gettext_lazy("menyetujui penyimpanan data presensi dari ponsel"),
        "checkin_withdrawn": gettext_lazy("menarik persetujuan presensi dari ponsel"),
        "checkin_terms": gettext_lazy("mengatur presensi dari ponsel"),
        "checkin_permitted": gettext_lazy("memberi izin presensi dari ponsel"),
        "checkin_permit_ended": gettext_lazy("mengakhiri izin presensi dari ponsel"),
    }.items():
        words.add(f"attendance.{kind}", sentence)
    words.fields.update(
        {
            "pukul": gettext_lazy("pukul"),
            "kemudian": gettext_lazy("dikirim kemudian"),
            "dibuka": gettext_lazy("dibuka"),
            "bagi_siapa": gettext_lazy("bagi siapa"),
            "foto": gettext_lazy("foto"),
            "ketelitian_m": gettext_lazy("ketelitian posisi (meter)"),
            "foto_hari": gettext_lazy("foto disimpan (hari)"),
            "posisi_hari": gettext_lazy("posisi disimpan (hari)"),
            "kemudian_jam": gettext_lazy("dikirim kemudian paling lama (jam)"),
        }
    )


def has_record(user: Any) -> bool:
    """
    To be shown the way to check-in from a phone, one must
    - have a record; the page says whether it is open to them.
    """
    return asker_of(user).person is not None


def keeps_terms(user: Any) -> bool:
    """
    To be shown the way to the terms of check-in, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor.
    """
    return has_role(user, *READERS, on=shell.day_of(user))


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return how many check-ins wait for a superior or an officer."""
    if not waiting_now(user).checkins:
        return []
    if not has_subordinates(user, on) and not has_role(user, *OFFICERS, on=on):
        return []
    count = to_decide(user, on).order_by().count()
    if not count:
        return []
    title = ngettext(
        "%(count)s presensi ponsel menunggu Anda", "%(count)s presensi ponsel menunggu Anda", count
    )
    return [shell.Task(title % {"count": count}, reverse("attendance:checkin_waiting"), count=count)]
