"""What the shell and the trail are told of what comes of a run: its files, and why it differs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from praja.audit import words
from praja.payroll.compare.queries import UNCOMPUTED, month_before
from praja.payroll.outputs import tasks  # noqa: F401  (its jobs must be known to whoever does or asks for them)
from praja.payroll.perms import LOCKED, may_see_people
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.panels.add(shell.Panel("payroll.run", "payroll.after", "payroll/outputs/_run.html", _ways, 20))
    words.add("payroll.files_asked", gettext_lazy("meminta berkas keluaran sebuah proses dibuat"))


def _ways(request: HttpRequest, run: Any) -> dict[str, Any] | None:
    """Return the ways from a computed run to the comparison and to its files."""
    if run.state in UNCOMPUTED:
        return None
    files = run.state in LOCKED and may_see_people(request.user, run, shell.day_of(request.user))
    before = month_before(run)
    return {"run": run, "before": before, "files": files} if before or files else None
