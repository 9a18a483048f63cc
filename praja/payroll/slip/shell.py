"""What slips tell the shell and the trail, when the site starts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from praja.audit import words
from praja.payroll.perms import LOCKED, may_see_people
from praja.payroll.queries import slips_visible_to
from praja.payroll.slip import leave_effect, tasks  # noqa: F401  (its jobs must be known to whoever does or asks for them)
from praja.payroll.slip.words import month_words, state_chip
from praja.people.asker import asker_of
from praja.web import shell

MOST_ON_HOME = 4
"""Slips of one month: two lists, each perhaps with a supplementary run."""


def register() -> None:
    """Register everything."""
    shell.navigation.add(
        shell.NavItem("payroll.slips", gettext_lazy("Slip saya"), "payroll:slips", 12, has_slips)
    )
    shell.home.add(shell.HomeCard("payroll.slip", "payroll/slip/_home.html", _newest, 20, section="changed"))
    shell.panels.add(shell.Panel("payroll.run", "payroll.slips", "payroll/slip/_run.html", _papers, 40))
    shell.panels.add(
        shell.Panel("performance.rating", "payroll.slips", "payroll/slip/_rating.html", _own_slips, 40)
    )
    shell.panels.add(
        shell.Panel("leave", "payroll.leave", "payroll/slip/_leave.html", leave_effect.panel, 40)
    )
    words.parts["slip"] = gettext_lazy("slip gaji dan TPP")
    words.add("payroll.slips_asked", gettext_lazy("meminta slip sebuah proses dicetak"))
    words.add("payroll.slip_key_rotated", gettext_lazy("mengganti kunci penanda tangan slip"))


def has_slips(user: Any) -> bool:
    """
    To be shown the way to one's own slips, one must be
    - somebody who stands in the records as an employee.
    """
    return asker_of(user).person is not None


def _papers(request: HttpRequest, run: Any) -> dict[str, Any] | None:
    """Return the way to the printed slips of a run, for those who may have them."""
    if run.state not in LOCKED or not may_see_people(request.user, run, shell.day_of(request.user)):
        return None
    return {"run": run}


def _own_slips(request: HttpRequest, rating: Any) -> dict[str, Any] | None:
    """Return the way to one's own slips from one's own rating; of another's rating, none."""
    return {} if asker_of(request.user).person == rating.skp.person_id else None


def _newest(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    person = asker_of(request.user).person
    if person is None:
        return None
    visible = slips_visible_to(request.user, shell.day_of(request.user)).filter(person=person)
    newest = list(visible.select_related("run").order_by("-period", "pay_list")[:MOST_ON_HOME])
    if not newest:
        return None
    same = [one for one in newest if one.period == newest[0].period]
    lines = [{"slip": one, "chip": state_chip(one)} for one in same]
    return {"period": month_words(newest[0].period), "lines": lines}
