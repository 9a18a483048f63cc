"""What the pay month tells the shell and the apps below, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from praja.access.seen import seen
from praja.audit import words
from praja.files import queries as files
from praja.payroll.budget import shell as budget
from praja.payroll.extra import shell as extra
from praja.payroll.models import RunFile
from praja.payroll.perms import sees_runs, sees_touched
from praja.payroll.queries import runs_visible_to, waiting_for_approval, waiting_for_treasurer
from praja.payroll.runs.moved import attendance_moved
from praja.payroll.sheets import shell as sheets
from praja.web import shell

MOST_ON_HOME = 3


def register() -> None:
    """Register everything."""
    shell.navigation.add(
        shell.NavItem(
            "payroll.runs", gettext_lazy("Gaji dan TPP"), "payroll:desk", 50, _sees_runs, gettext_lazy("Gaji")
        )
    )
    shell.tasks.add(shell.TaskSource("payroll.runs", _waiting))
    shell.home.add(shell.HomeCard("payroll.runs", "payroll/runs/_home.html", _home, 40))
    files.also_named_by("payroll.runs", _hashes)
    shell.panels.add(
        shell.Panel(
            "performance.objections", "payroll.touched", "payroll/rapel/_touched_link.html", _touched_link, 40
        )
    )
    shell.panels.add(
        shell.Panel("payroll.run", "payroll.attendance", "payroll/runs/_moved.html", _attendance_moved, 10)
    )
    _words()
    sheets.register()
    extra.register()
    budget.register()


def _sees_runs(user: Any) -> bool:
    """
    To be shown the way to the pay months, one must be
    - bendahara, pejabat penyetuju, auditor or TAPD of any unit.
    """
    on = shell.day_of(user)
    return bool(seen(("payroll", user.pk, on), lambda: sees_runs(user, on)))


def _attendance_moved(request: HttpRequest, run: Any) -> dict[str, Any] | None:
    """Return of how many people attendance moved since it was closed."""
    count = attendance_moved(run, shell.day_of(request.user))
    return {"count": count} if count else None


def _touched_link(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    return {} if sees_touched(request.user, shell.day_of(request.user)) else None


def _hashes() -> QuerySet[Any]:
    return RunFile.objects.order_by().values_list("sha256", flat=True)


def _waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    if not _sees_runs(user):
        return []
    tasks = []
    if count := waiting_for_approval(user, on).count():
        title = ngettext(
            "%(count)s proses gaji menunggu persetujuan Anda",
            "%(count)s proses gaji menunggu persetujuan Anda",
            count,
        )
        address = reverse("payroll:desk") + "?keadaan=diperiksa"
        tasks.append(shell.Task(title % {"count": count}, address, count=count))
    if count := waiting_for_treasurer(user, on).count():
        title = ngettext(
            "%(count)s proses gaji menunggu langkah Anda",
            "%(count)s proses gaji menunggu langkah Anda",
            count,
        )
        tasks.append(shell.Task(title % {"count": count}, reverse("payroll:desk"), count=count))
    return tasks


def _home(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    user = request.user
    if not _sees_runs(user):
        return None
    runs = runs_visible_to(user, shell.day_of(user)).exclude(state="dibatalkan")
    found = list(runs.select_related("unit").order_by("-period", "-made_at")[:MOST_ON_HOME])
    if not found:
        return None
    from praja.payroll.runs.pages import lines_of

    return {"lines": lines_of(found, shell.day_of(user))}


def _words() -> None:
    for kind, sentence in {
        "run_opened": gettext_lazy("membuka proses gaji"),
        "run_computed": gettext_lazy("menghitung proses gaji"),
        "run_checked": gettext_lazy("memeriksa proses gaji"),
        "run_approved": gettext_lazy("menyetujui proses gaji"),
        "run_sent_back": gettext_lazy("mengembalikan proses gaji"),
        "run_paid": gettext_lazy("mencatat pembayaran proses gaji"),
        "run_reopened": gettext_lazy("membuka lagi proses gaji yang terkunci"),
        "run_cancelled": gettext_lazy("membatalkan proses gaji"),
        "run_exported": gettext_lazy("mengunduh berkas proses gaji"),
        "held": gettext_lazy("menahan pembayaran unit"),
        "released": gettext_lazy("melepas penahanan pembayaran unit"),
    }.items():
        words.add(f"payroll.{kind}", sentence)
    words.add("payroll.list_exported", gettext_lazy("mengunduh daftar dari bagian gaji"), writes=False)
    words.fields.update(
        {
            "daftar": gettext_lazy("daftar"),
            "bulan": gettext_lazy("bulan"),
            "gross": gettext_lazy("sebelum potongan"),
            "cuts": gettext_lazy("potongan"),
            "net": gettext_lazy("diterima"),
            "owed": gettext_lazy("terutang"),
            "diterima": gettext_lazy("diterima"),
            "percobaan": gettext_lazy("hitungan ke"),
            "dihitung_ulang": gettext_lazy("orang yang dihitung"),
            "masalah": gettext_lazy("bermasalah"),
            "fakta_per": gettext_lazy("fakta per"),
        }
    )
