"""What the calendar tells the shell and the trail, when the site starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from praja.attendance.calendar import perms
from praja.attendance.navigation import nav_item
from praja.audit import words
from praja.web import shell


def register() -> None:
    """Register everything."""
    for key, label, name, may in (
        ("hours", gettext_lazy("Jam kerja"), "hours", reads_hours),
        ("places", gettext_lazy("WFH dan WFA"), "places", reads_hours),
        ("events", gettext_lazy("Apel dan upacara"), "events", reads_hours),
        ("holidays", gettext_lazy("Hari libur"), "holidays", shell.everyone),
    ):
        shell.navigation.add(nav_item(key, label, name, may))
    for kind, sentence in {
        "hours_made": gettext_lazy("membuat jam kerja"),
        "hours_changed": gettext_lazy("mengubah jam kerja"),
        "hours_assigned": gettext_lazy("memberikan jam kerja"),
        "hours_ended": gettext_lazy("mengakhiri jam kerja yang diberikan"),
        "holiday_set": gettext_lazy("menetapkan hari libur atau hari kerja"),
        "holiday_withdrawn": gettext_lazy("mencabut ketetapan hari"),
        "ramadan_set": gettext_lazy("menetapkan jam Ramadan"),
        "place_set": gettext_lazy("menetapkan tempat kerja di luar kantor"),
        "place_withdrawn": gettext_lazy("mencabut tempat kerja di luar kantor"),
        "events_set": gettext_lazy("menetapkan apel atau upacara"),
        "event_cancelled": gettext_lazy("membatalkan apel atau upacara"),
        "event_listed": gettext_lazy("mengisi daftar hadir apel atau upacara"),
    }.items():
        words.add(f"attendance.{kind}", sentence)
    words.fields.update(
        {
            "menjadi": gettext_lazy("menjadi"),
            "jam": gettext_lazy("jam"),
            "dasar": gettext_lazy("dasar"),
            "tidak_dikenal": gettext_lazy("tidak dikenal"),
        }
    )


def reads_hours(user: Any) -> bool:
    """
    To be shown the way to hours, other places of work and events, one must
    - be allowed to read them for any unit (`perms.reads_hours`).
    """
    return perms.reads_hours(user, shell.day_of(user))
