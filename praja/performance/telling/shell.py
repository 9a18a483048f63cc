"""What telling tells the shell, the trail and the files, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from praja.audit import words
from praja.files import retention
from praja.performance.mine import mine
from praja.performance.telling.actions import forms
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.tasks.add(shell.TaskSource("performance.telling", waiting))
    for kind, sentence in {
        "receipt_recorded": gettext_lazy("mencatat tanda terima penilaian di atas kertas"),
        "rating_read": gettext_lazy("mengonfirmasi sudah membaca penilaiannya"),
        "process_answered": gettext_lazy("menjawab pertanyaan tentang proses penilaian"),
        "forms_made": gettext_lazy("menyusun formulir evaluasi kinerja sebuah unit"),
        "forms_fetched": gettext_lazy("mengunduh formulir evaluasi kinerja sebuah unit"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.fields["tanggapan"] = gettext_lazy("tanggapan")
    words.fields["diterima"] = gettext_lazy("diterima")
    retention.add(
        forms.JOB,
        gettext_lazy("Formulir evaluasi kinerja sebuah unit"),
        forms.KEPT_DAYS,
        gettext_lazy("hanya supaya yang memintanya sempat mengunduhnya"),
        forms.forget_old,
    )


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return the ratings that a person has not confirmed to have read."""
    count = mine(user, on).ratings
    if not count:
        return []
    title = ngettext(
        "%(count)s hasil penilaian belum Anda baca", "%(count)s hasil penilaian belum Anda baca", count
    )
    url = reverse("performance:ratings")
    return [shell.Task(title % {"count": count}, url, count=count)]
