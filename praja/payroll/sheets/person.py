"""The page of what a person's pay is computed from, besides SKs: for who pays, checks, and the person."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.audit.actions import viewed
from praja.payroll.extra.queries import closed_months, extras_visible_to, state_of
from praja.payroll.facts.typed import as_shown
from praja.payroll.models import Recap
from praja.payroll.programs import NATIONAL, law_of, pack_of
from praja.payroll.queries import slips_visible_to
from praja.payroll.sheets.perms import may_give_of_person, may_see_pay_facts
from praja.payroll.sheets.queries import deductions_of, people_with_pay_facts, standing_of
from praja.payroll.slip.lines import title_of
from praja.payroll.slip.words import state_chip
from praja.people.models import Person, UnitHistory
from praja.rules.schema import Law
from praja.sheet.names import earlier_payment
from praja.web.shell import day_of

RECAPS, SLIPS = 6, 6
"""So many of the latest are shown."""


def link_on_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Return what a person's page needs to lead to their pay facts; none for those who may not see them."""
    on = day_of(request.user)
    if not may_see_pay_facts(request.user, person, on):
        gives = may_give_of_person(request.user, person, on)
        return {"person": person, "sees": False} if gives else None
    return {"person": person, "sees": True}


@login_required
@require_safe
def person_facts(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what was given of a person for pay: lasting facts, recaps, deductions, extra lines, slips."""
    on = day_of(request.user)
    person = get_object_or_404(people_with_pay_facts(request.user, on), pk=pk)
    own = person.account_id == request.user.pk
    if not own:
        viewed(person, request.user, "fakta_gaji")
    law = _law(person, on)
    standing = standing_of(person).filter(digantikan__isnull=True).select_related("file")
    extras = list(extras_visible_to(request.user, on).filter(person=person).order_by("-first", "-made_at"))
    closed = closed_months([person.pk]) if extras else {}
    recaps = Recap.objects.filter(person=person, digantikan__isnull=True).order_by("-period", "kind")
    slips = slips_visible_to(request.user, on).filter(person=person).select_related("run")
    context = {
        "person": person,
        "own": own,
        "gives": may_give_of_person(request.user, person, on),
        "standing": [(_title(law, one.fact), _shown(law, one.fact, one.value), one) for one in standing],
        "recaps": [
            (one, [(_title(law, name), _shown(law, name, value)) for name, value in one.values.items()])
            for one in recaps[:RECAPS]
        ],
        "deductions": list(deductions_of(person).filter(digantikan__isnull=True)),
        "extras": [(one, state_of(one, closed)) for one in extras],
        "slips": [(one, state_chip(one)) for one in slips.order_by("-period", "pay_list")[:SLIPS]],
    }
    return render(request, "payroll/sheets/person.html", context)


def _law(person: Person, on: datetime.date) -> Law:
    """Return the law by which the government of the person pays; of one without a unit the national one."""
    place = UnitHistory.objects.known().filter(person=person).select_related("unit__government")
    last = place.order_by("-berlaku").first()
    if last is None:
        return law_of(NATIONAL)
    return law_of(pack_of(last.unit.government or last.unit, on.replace(day=1)))


def _title(law: Law, name: str) -> str:
    if name in law.facts:
        return title_of(law.facts[name])
    when, _bracket, rule = name.removesuffix(")").partition("(")
    if when == "tahun_ini" and rule in law.rules:
        return _("%(title)s, sudah dibayar tahun ini") % {"title": title_of(law.rules[rule][0])}
    return _("%(name)s (tidak dibaca lagi)") % {"name": name}


def _shown(law: Law, name: str, value: str) -> str:
    if name in law.facts:
        return as_shown(law.facts[name], value)
    return as_shown(earlier_payment(name), value) if name.startswith("tahun_ini(") else value
