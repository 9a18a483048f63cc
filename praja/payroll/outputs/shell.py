"""What the shell and the trail are told of what comes of a run: its files, and why it differs."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.access.seen import seen
from praja.audit import words
from praja.payroll.compare.queries import UNCOMPUTED, month_before
from praja.payroll.outputs import tasks  # noqa: F401  (its jobs must be known to whoever does or asks for them)
from praja.payroll.outputs.bank.queries import bank_forms_visible_to, shared_accounts
from praja.payroll.perms import LOCKED, READERS, may_decide_bank_form, may_see_people
from praja.payroll.rapel.queries import has_rapel
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.panels.add(shell.Panel("payroll.run", "payroll.after", "payroll/outputs/_run.html", _ways, 20))
    shell.navigation.add(
        shell.NavItem(
            "payroll.bank",
            gettext_lazy("Berkas bank"),
            "payroll:bank_forms",
            54,
            _sees_bank_forms,
            gettext_lazy("Gaji"),
        )
    )
    shell.tasks.add(shell.TaskSource("payroll.bank", _waiting))
    words.add("payroll.files_asked", gettext_lazy("meminta berkas keluaran sebuah proses dibuat"))
    words.add("payroll.bank_form_proposed", gettext_lazy("mengusulkan bentuk berkas bank"))
    words.add("payroll.bank_form_accepted", gettext_lazy("menyetujui bentuk berkas bank"))
    words.add("payroll.bank_form_refused", gettext_lazy("menolak bentuk berkas bank"))
    words.add("payroll.bank_form_withdrawn", gettext_lazy("menarik usulan bentuk berkas bank"))
    words.fields.update(
        {
            "bank": gettext_lazy("bank"),
            "versi": gettext_lazy("versi"),
            "form": gettext_lazy("bentuk"),
            "columns": gettext_lazy("kolom"),
            "separator": gettext_lazy("pemisah"),
            "headings": gettext_lazy("judul kolom"),
            "encoding": gettext_lazy("huruf"),
            "dates": gettext_lazy("tanggal"),
            "decimals": gettext_lazy("rupiah dengan .00"),
        }
    )


def _ways(request: HttpRequest, run: Any) -> dict[str, Any] | None:
    """Return the ways from a computed run to the comparison and its files, and accounts that people share."""
    if run.state in UNCOMPUTED:
        return None
    people = may_see_people(request.user, run, shell.day_of(request.user))
    locked = run.state in LOCKED
    before = month_before(run)
    shared = shared_accounts(run) if people and not locked else []
    rapel = people and has_rapel(run)
    if not (before or (people and locked) or shared or rapel):
        return None
    return {"run": run, "before": before, "files": people and locked, "shared": shared, "rapel": rapel}


def _sees_bank_forms(user: Any) -> bool:
    """
    To be shown the way to the forms of banks' files, one must be
    - bendahara, pejabat penyetuju or auditor of any unit, or
    - admin aplikasi.
    """
    on = shell.day_of(user)
    key = ("payroll.bank", user.pk, on)
    return bool(seen(key, lambda: has_role(user, *READERS, Role.ADMIN_APLIKASI, on=on)))


def _waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return the proposals that an account may decide."""
    if not has_role(user, Role.PEJABAT_PENYETUJU, Role.ADMIN_APLIKASI, on=on):
        return []
    rows = bank_forms_visible_to(user, on).filter(accepted__isnull=True, ended_at__isnull=True)
    count = sum(may_decide_bank_form(user, one, on) for one in rows.select_related("government"))
    if not count:
        return []
    title = ngettext(
        "%(count)s bentuk berkas bank menunggu persetujuan Anda",
        "%(count)s bentuk berkas bank menunggu persetujuan Anda",
        count,
    )
    return [shell.Task(title % {"count": count}, reverse("payroll:bank_forms"), count=count)]
