"""Pages of goals: what a unit has promised, who carries it, and its programmes."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of
from praja.organization.models import Unit
from praja.organization.queries import lineage, subtree, units_open_to
from praja.people.models import UnitHistory
from praja.people.queries import people_visible_to, person_of
from praja.performance.enums import JenisSasaran
from praja.performance.goals import actions, perms, queries
from praja.performance.goals.forms import EvaluationForm, GoalForm, MemberForm, ProgrammeForm
from praja.performance.goals.shown import goal_tree, promise_tree
from praja.performance.measuring import MEASURED, MeasuredForm, target_said
from praja.performance.models import Goal, GoalIndicator, Programme, ProgrammeMember
from praja.performance.queries import skps_visible_to
from praja.web.addresses import addresses
from praja.web.asked import BOTH
from praja.web.shell import day_of
from praja.web.tables import Column, Table

FIRST_YEAR, LAST_YEAR = 2020, 2100


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the goals of one's own unit this year; of whoever has none, to the governments."""
    on = day_of(request.user)
    own = person_of(request.user)
    place = UnitHistory.objects.on(on).filter(person=own).first() if own is not None else None
    if place is None:
        return redirect("organization:index")
    return redirect("performance:goals", place.unit_id, on.year)


def _unit(request: HttpRequest, pk: uuid.UUID, year: int) -> tuple[Unit, str, datetime.date]:
    """Return a unit, its name on the day of the question, and that day."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not perms.may_see_goals(request.user):
        raise Http404
    on = day_of(request.user)
    unit = get_object_or_404(units_open_to(request.user), pk=pk)
    return unit, names_of([unit.pk], on).get(unit.pk, unit.code), on


@login_required
@require_safe
def goals(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Show what a unit has promised for a year, with its indicators."""
    found, name, on = _unit(request, unit, year)
    rows = list(queries.goals_of(request.user, found, year))
    line = [one for one in lineage(found, on)[1:] if one.unit_id != found.pk]
    context = {
        "unit": found,
        "name": name,
        "year": year,
        "years": (year - 1, year + 1),
        "above": [(one.name, reverse("performance:goals", args=[one.unit_id, year])) for one in line],
        "goals": [
            {"goal": goal, "indicators": [(one, target_said(one)) for one in goal.shown_indicators]}  # type: ignore[attr-defined]
            for goal in _in_order(rows)
        ],
        "may_set": perms.may_set_goals(request.user, found, on),
        "sees_cascade": queries.may_see_cascade(request.user, found, year, on),
    }
    return render(request, "performance/goals/goals.html", context)


def _in_order(rows: list[Goal]) -> list[Goal]:
    """Return goals with those that serve another one right after it."""
    here = {goal.pk for goal in rows}
    below: dict[Any, list[Goal]] = {}
    for goal in rows:
        below.setdefault(goal.parent_id if goal.parent_id in here else None, []).append(goal)
    found: list[Goal] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        goal = waiting.pop()
        found.append(goal)
        waiting += reversed(below.get(goal.pk, []))
    return found


def _form_page(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], Any],
    *,
    question: str,
    lead: str,
    back: str,
    done: str,
) -> HttpResponse:
    """Show a form, and when it is sent do what it asks and lead back; what was refused stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except actions.GoalRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "question": question, "lead": lead, "back": back}
    return render(request, "performance/form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def goal_new(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Take a new goal of a unit."""
    found, name, on = _unit(request, unit, year)
    if not perms.may_set_goals(request.user, found, on):
        raise Http404
    parents = queries.goals_that_may_be_served(request.user, found, year, on)
    form = GoalForm(request.POST or None, parents=parents)
    return _form_page(
        request,
        form,
        lambda: actions.set_goal(unit=found, year=year, said=form.said(), by=request.user, on=on),
        question=_("Sasaran baru"),
        lead=f"{name} · {year}",
        back=reverse("performance:goals", args=[found.pk, year]),
        done=_("Sasaran disimpan. Tambahkan indikatornya, supaya tercapainya dapat dilihat."),
    )


def _goal(request: HttpRequest, pk: uuid.UUID) -> tuple[Goal, datetime.date]:
    on = day_of(request.user)
    goal = get_object_or_404(queries.goals_visible_to(request.user).select_related("unit"), pk=pk)
    if not perms.may_set_goals(request.user, goal.unit, on):
        raise Http404
    return goal, on


def _goals_url(goal: Goal) -> str:
    return reverse("performance:goals", args=[goal.unit_id, goal.year])


@login_required
@require_http_methods(BOTH)
def goal_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say a goal anew."""
    goal, on = _goal(request, pk)
    parents = queries.goals_that_may_be_served(request.user, goal.unit, goal.year, on).exclude(pk=goal.pk)
    standing = {"kind": goal.kind, "text": goal.text, "parent": goal.parent_id, "document": goal.document}
    form = GoalForm(request.POST or None, parents=parents, initial=standing)
    return _form_page(
        request,
        form,
        lambda: actions.change_goal(goal=goal, said=form.said(), by=request.user, on=on),
        question=_("Ubah sasaran"),
        lead=_("Rencana hasil kerja yang mengembannya tetap terkait."),
        back=_goals_url(goal),
        done=_("Sasaran diubah."),
    )


@login_required
@require_POST
def goal_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a goal."""
    goal, on = _goal(request, pk)
    try:
        actions.withdraw_goal(goal=goal, by=request.user, on=on)
    except actions.GoalRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sasaran ditarik."))
    return redirect(_goals_url(goal))


@login_required
@require_http_methods(BOTH)
def indicator_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a new indicator of a goal."""
    goal, on = _goal(request, pk)
    form = MeasuredForm(request.POST or None)
    return _form_page(
        request,
        form,
        lambda: actions.set_indicator(goal=goal, said=form.cleaned_data, by=request.user, on=on),
        question=_("Indikator baru"),
        lead=goal.text,
        back=_goals_url(goal),
        done=_("Indikator disimpan."),
    )


def _indicator(request: HttpRequest, pk: uuid.UUID) -> tuple[GoalIndicator, datetime.date]:
    found = get_object_or_404(
        queries.indicators_of_goals().filter(goal__in=queries.goals_visible_to(request.user)), pk=pk
    )
    _found, on = _goal(request, found.goal_id)
    return found, on


@login_required
@require_http_methods(BOTH)
def indicator_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say an indicator of a goal anew."""
    indicator, on = _indicator(request, pk)
    form = MeasuredForm(request.POST or None, initial={name: getattr(indicator, name) for name in MEASURED})
    return _form_page(
        request,
        form,
        lambda: actions.change_indicator(indicator=indicator, said=form.cleaned_data, by=request.user, on=on),
        question=_("Ubah indikator"),
        lead=indicator.goal.text,
        back=_goals_url(indicator.goal),
        done=_("Indikator diubah."),
    )


@login_required
@require_POST
def indicator_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw an indicator of a goal."""
    indicator, on = _indicator(request, pk)
    actions.withdraw_indicator(indicator=indicator, by=request.user, on=on)
    messages.success(request, _("Indikator ditarik."))
    return redirect(_goals_url(indicator.goal))


# --- who carries what


@login_required
@require_safe
def cascade(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Show how the results of people hang together with the goals of their unit."""
    found, name, on = _unit(request, unit, year)
    whole = queries.cascade(request.user, found, year, on)
    if not whole.anything:
        raise Http404
    opened = addresses("performance:cascade", year)
    context = {
        "unit": found,
        "name": name,
        "year": year,
        "whole": whole,
        "below": [(opened(one.unit_id), one.name) for one in whole.below],
        "tree": goal_tree(whole),
        "outward": promise_tree(whole.outward),
        "adrift": promise_tree(whole.adrift),
    }
    return render(request, "performance/goals/cascade.html", context)


@login_required
@require_safe
def matrix(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the matriks peran hasil of a leader: who owes what to which of the leader's results."""
    on = day_of(request.user)
    leader = get_object_or_404(skps_visible_to(request.user, on).select_related("person"), pk=pk)
    found = queries.matrix(request.user, leader, on)
    context = {"leader": leader, "matrix": found, "owing": sum(any(row[2]) for row in found.rows)}
    return render(request, "performance/goals/matrix.html", context)


# --- programmes


@login_required
@require_safe
def programmes(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """List the programmes of a unit and of all below it."""
    found, name, on = _unit(request, unit, year)
    units = subtree([found], on) | {found.pk}
    rows = queries.programmes_of(request.user, units, year)
    called = names_of(rows.values_list("unit", flat=True), on)
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "nama",
                _("Program"),
                "name",
                sort="name",
                link=lambda one: reverse("performance:programme", args=[one.pk]),
            ),
            Column("unit", _("Unit"), lambda one: called.get(one.unit_id, "")),
            Column("pj", _("Penanggung jawab"), lambda one: one.owner.full_name, sort="owner__name"),
            Column("anggota", _("Anggota"), lambda one: len(one.members.all()), num=True),
            Column("selesai", _("Selesai"), "ends", sort="ends"),
        ],
        name="program",
        order="nama",
        empty=_("Belum ada program tahun ini. Program menyatukan beberapa orang pada satu hasil bersama."),
    )
    context = {
        "table": table,
        "unit": found,
        "name": name,
        "year": year,
        "may_set": perms.may_set_goals(request.user, found, on),
    }
    return table.response() or render(request, "performance/goals/programmes.html", context)


def _programme_form(
    request: HttpRequest, unit: Unit, year: int, on: datetime.date, **more: Any
) -> ProgrammeForm:
    return ProgrammeForm(
        request.POST or None,
        goals=queries.goals_that_may_be_served(request.user, unit, year, on).filter(
            kind=JenisSasaran.SASARAN
        ),
        people=people_visible_to(request.user, on),
        **more,
    )


@login_required
@require_http_methods(BOTH)
def programme_new(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Take a new programme of a unit."""
    found, name, on = _unit(request, unit, year)
    if not perms.may_set_goals(request.user, found, on):
        raise Http404
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    form = _programme_form(request, found, year, on, initial={"starts": first, "ends": last})
    return _form_page(
        request,
        form,
        lambda: actions.open_programme(unit=found, year=year, said=form.said(), by=request.user, on=on),
        question=_("Program baru"),
        lead=f"{name} · {year}",
        back=reverse("performance:programmes", args=[found.pk, year]),
        done=_("Program disimpan. Tambahkan anggotanya pada halaman program."),
    )


def _programme(
    request: HttpRequest, pk: uuid.UUID, *, leading: bool = True
) -> tuple[Programme, datetime.date]:
    on = day_of(request.user)
    rows = queries.programmes_visible_to(request.user).select_related("unit", "owner", "goal")
    found = get_object_or_404(rows, pk=pk)
    if leading and not perms.may_lead(request.user, found, on):
        raise Http404
    return found, on


@login_required
@require_safe
def programme(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a programme: what it owes, who carries which part, and what was found of it."""
    found, on = _programme(request, pk, leading=False)
    return _programme_page(request, found, on)


def _programme_page(
    request: HttpRequest,
    found: Programme,
    on: datetime.date,
    *,
    member: MemberForm | None = None,
    evaluation: EvaluationForm | None = None,
) -> HttpResponse:
    leads = perms.may_lead(request.user, found, on)
    wrong = any(form is not None and form.errors for form in (member, evaluation))
    context = {
        "programme": found,
        "unit_name": names_of([found.unit_id], on).get(found.unit_id, ""),
        "members": found.members.select_related("person").order_by("person__name"),
        "evaluations": found.evaluations.select_related("by").order_by("-on", "-made_at"),
        "leads": leads,
        "member_form": member or MemberForm(people=people_visible_to(request.user, on)),
        "evaluation_form": evaluation or EvaluationForm(initial={"day": on}),
    }
    return render(request, "performance/goals/programme.html", context, status=400 if wrong else 200)


@login_required
@require_http_methods(BOTH)
def programme_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say a programme anew."""
    found, on = _programme(request, pk)
    names = ("name", "result", "owner", "goal", "budget_code", "starts", "ends")
    standing = {name: getattr(found, name) for name in names} | {"goal": found.goal_id}
    form = _programme_form(request, found.unit, found.year, on, initial=standing)
    return _form_page(
        request,
        form,
        lambda: actions.change_programme(programme=found, said=form.said(), by=request.user, on=on),
        question=_("Ubah program"),
        lead=found.name,
        back=reverse("performance:programme", args=[found.pk]),
        done=_("Program diubah."),
    )


@login_required
@require_POST
def member_set(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give somebody a part of a programme."""
    found, on = _programme(request, pk)
    form = MemberForm(request.POST, people=people_visible_to(request.user, on))
    if form.is_valid():
        try:
            actions.set_member(programme=found, **form.cleaned_data, by=request.user, on=on)
        except actions.GoalRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Bagiannya disimpan."))
            return redirect("performance:programme", found.pk)
    return _programme_page(request, found, on, member=form)


@login_required
@require_POST
def member_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take somebody out of a programme."""
    members = ProgrammeMember.objects.filter(programme__in=queries.programmes_visible_to(request.user))
    member = get_object_or_404(members.select_related("programme", "person"), pk=pk)
    found, on = _programme(request, member.programme_id)
    try:
        actions.remove_member(member=member, by=request.user, on=on)
    except actions.GoalRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s dikeluarkan dari program.") % {"name": member.person.name})
    return redirect("performance:programme", found.pk)


@login_required
@require_POST
def evaluate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what was found of a programme."""
    found, on = _programme(request, pk)
    form = EvaluationForm(request.POST)
    if form.is_valid():
        try:
            actions.evaluate(programme=found, **form.cleaned_data, by=request.user, on=on)
        except actions.GoalRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Evaluasi disimpan."))
            return redirect("performance:programme", found.pk)
    return _programme_page(request, found, on, evaluation=form)


@login_required
@require_POST
def programme_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a programme."""
    found, on = _programme(request, pk)
    try:
        actions.withdraw_programme(programme=found, by=request.user, on=on)
    except actions.GoalRefused as error:
        messages.error(request, str(error))
        return redirect("performance:programme", found.pk)
    messages.success(request, _("Program ditarik."))
    return redirect("performance:programmes", found.unit_id, found.year)
