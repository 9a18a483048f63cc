"""Pages of those who keep SKP in order (opening a year, how far units have come, moves, appraisers), and the
SKP that a superior appraises.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_apart, names_of, units_visible_to
from praja.organization.models import Unit
from praja.organization.queries import subtree
from praja.people.models import Person
from praja.people.queries import people_visible_to
from praja.performance.enums import KeadaanSkp, KeadaanVersi
from praja.performance.goals.queries import titles_of
from praja.performance.models import Skp
from praja.performance.perms import OFFICERS, READERS, may_keep
from praja.performance.plan import perms
from praja.performance.plan.actions import changing, opening
from praja.performance.plan.forms import AppraiserForm, OpenForm, WhyForm
from praja.performance.plan.library import positions, search
from praja.performance.plan.opening import Preview, appraisers_of, preview
from praja.performance.plan.queries import (
    STAGES,
    coverage,
    covered_people,
    moved,
    negotiated_version,
    to_appraise,
)
from praja.performance.plan.refused import PlanRefused
from praja.performance.plan.views.common import needs, open_skp, show, tried
from praja.performance.queries import shown_versions
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Table

MOST_NAMED = 200


# --- opening a year


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_year(request: HttpRequest) -> HttpResponse:
    """Show who would get an SKP of a year, who not and why; then open them."""
    on = day_of(request.user)
    needs(perms.is_officer(request.user, on))
    units = units_visible_to(request.user, on, *OFFICERS)
    names = names_apart(units.values_list("pk", flat=True), on)
    said = request.POST if request.method == "POST" else request.GET
    asked = "unit" in said
    ordered = units.filter(pk__in=names).order_by("code")
    form = OpenForm(said if asked else None, units=ordered, names=names, on=on)
    context: dict[str, Any] = {"form": form}
    if not asked or not form.is_valid():
        return show(request, "open", context, form)
    unit, year = form.cleaned_data["unit"], form.cleaned_data["year"]
    if request.method == "POST":
        try:
            count = opening.open_year(unit=unit, year=year, by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            text = ngettext("%(count)s SKP dibuka.", "%(count)s SKP dibuka.", count)
            messages.success(request, text % {"count": count})
            return redirect("performance:coverage")
    below = subtree([unit], on) | {unit.pk}
    if unit.government_id is None:
        below |= set(Unit.objects.filter(government=unit).values_list("pk", flat=True))
    found = preview(year, units=below)
    context |= {
        "found": found,
        "ready": _ready(found, on),
        "left": _named(found),
        "unit": names.get(unit.pk),
        "year": year,
    }
    return show(request, "open", context, form)


def _ready(found: Preview, on: datetime.date) -> list[tuple[str, datetime.date, datetime.date, str]]:
    """Return who gets one: name, first and last day, appraiser; of many the first."""
    some = found.ready[:MOST_NAMED]
    appraisers = appraisers_of((part.person, part.position, part.day(on)) for part in some)
    wanted = {part.person for part in some} | {one.person for one in appraisers if one.person}
    people = {one.pk: one.full_name for one in Person.objects.filter(pk__in=wanted)}
    return sorted(
        (
            people[part.person],
            part.start,
            part.end - datetime.timedelta(days=1),
            people[one.person] if one.person else "",
        )
        for part, one in zip(some, appraisers, strict=True)
    )


def _named(found: Preview) -> list[tuple[str, str]]:
    """Return the names of those who get none, each with why; of many the first."""
    some = found.left[:MOST_NAMED]
    people = {one.pk: one for one in Person.objects.filter(pk__in=[person for person, _why in some])}
    return sorted((people[person].full_name, str(why.label)) for person, why in some if person in people)


# --- how far units have come


UNITS_A_PAGE = 40


@login_required
@require_safe
def coverage_list(request: HttpRequest) -> HttpResponse:
    """Show for each unit how many have no SKP, draft, wait, agreed and understood."""
    on = day_of(request.user)
    needs(perms.sees_coverage(request.user, on))
    rows = coverage(request.user, on)
    total = sum(one.people for one in rows)
    done = sum(one.done for one in rows)
    context = {
        "page": Paginator(rows, UNITS_A_PAGE).get_page(request.GET.get("hal")),
        "total": total,
        "done": done,
        "none": sum(one.none for one in rows),
        "waiting": sum(one.waiting for one in rows),
        "understood": sum(one.understood for one in rows),
        "opens": perms.is_officer(request.user, on),
        "on": on,
    }
    return show(request, "coverage", context)


class StageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """How far people's SKP have come."""

    tahap = django_filters.ChoiceFilter(
        label=gettext_lazy("Tahap"),
        field_name="stage",
        choices=[(key, said[0]) for key, said in STAGES.items()],
    )

    class Meta:
        model = Person
        fields: list[str] = []


@login_required
@require_safe
def coverage_unit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the people of a unit, each with how far their SKP has come."""
    on = day_of(request.user)
    needs(perms.sees_coverage(request.user, on))
    unit = get_object_or_404(units_visible_to(request.user, on, *READERS), pk=pk)
    table = Table(
        request,
        covered_people(request.user, unit, on),
        columns=[
            Column("nama", _("Pegawai"), "full_name", sort="name", link=_address),
            Column("nip", _("NIP"), "nip"),
            Column("tahap", _("SKP"), lambda one: Chip(*STAGES[one.stage]), sort="stage"),
        ],
        filters=StageFilter,
        name="cakupan-skp",
        people="pk",
        caption=_("Pegawai dan SKP-nya"),
        empty=_("Tidak ada pegawai unit ini yang memerlukan SKP hari ini."),
    )
    context = {"table": table, "unit": names_of([unit.pk], on).get(unit.pk, unit.code)}
    return table.response() or show(request, "coverage_unit", context)


def _address(one: Any) -> str | None:
    return reverse("performance:skp", args=[one.skp]) if one.skp else None


# --- moves


@login_required
@require_safe
def moves(request: HttpRequest) -> HttpResponse:
    """Show the SKP whose people left the post."""
    on = day_of(request.user)
    needs(perms.is_officer(request.user, on))
    left = moved(units_visible_to(request.user, on, *OFFICERS), on)
    own = perms.own_person(request.user)
    rows = list(
        Skp.objects.filter(pk__in=left).exclude(person=own).select_related("person").order_by("person__name")
    )
    titles = titles_of({one.position_id for one in rows}, on)
    context = {"rows": [(one, titles.get(one.position_id, ""), left[one.pk]) for one in rows]}
    return show(request, "moves", context)


@login_required
@require_POST
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End an SKP because of a move, and open the next."""
    skp, on = open_skp(request, pk)
    needs(may_keep(request.user, skp, on))
    return tried(
        request,
        lambda: changing.follow_move(skp=skp, by=request.user, on=on),
        _("SKP lama diakhiri, dan SKP hari-hari sesudahnya dibuka bila ada."),
        "performance:moves",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appraiser(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name another appraiser."""
    skp, on = open_skp(request, pk)
    needs(may_keep(request.user, skp, on) and skp.state in (KeadaanSkp.DISUSUN, KeadaanSkp.BERJALAN))
    form = AppraiserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        nip = "".join(said["nip"].split())
        person = people_visible_to(request.user, on).filter(nip=nip).first() if nip else None
        if nip and person is None:
            form.add_error("nip", _("NIP ini tidak ditemukan di antara pegawai yang dapat Anda lihat."))
        else:
            try:
                changing.change_appraiser(
                    skp=skp, person=person, name=said["name"], title=said["title"], reason=said["reason"],
                    by=request.user, on=on,
                )  # fmt: skip
            except PlanRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Penilai diganti."))
                return redirect("performance:skp", pk)
    return show(request, "appraiser", {"form": form, "skp": skp}, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and cancel an SKP that was opened by mistake."""
    skp, on = open_skp(request, pk)
    needs(may_keep(request.user, skp, on) and skp.state == KeadaanSkp.DISUSUN)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            opening.cancel(skp=skp, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("SKP dibatalkan."))
            return redirect("performance:coverage")
    return show(request, "cancel", {"form": form, "skp": skp}, form)


# --- the superior's


@login_required
@require_safe
def appraised(request: HttpRequest) -> HttpResponse:
    """Show the SKP that one appraises, those that wait first."""
    on = day_of(request.user)
    skps = to_appraise(request.user, on)
    found = {one.skp_id: one for one in shown_versions(skps)}
    waiting = set(skps.filter(versions__state=KeadaanVersi.DIAJUKAN).values_list("pk", flat=True))
    rows = list(skps.select_related("person").order_by("-year", "person__name"))
    titles = titles_of({one.position_id for one in rows}, on)
    lines = [_line(one, found.get(one.pk), one.pk in waiting, titles) for one in rows]
    context = {"lines": sorted(lines, key=lambda line: not line["waits"]), "waiting": len(waiting)}
    return show(request, "appraised", context)


def _line(skp: Skp, version: Any, waits: bool, titles: dict[uuid.UUID, str]) -> dict[str, Any]:
    if waits:
        chip = (_("menunggu persetujuan Anda"), "warn")
    elif version is None or version.state != KeadaanVersi.DISEPAKATI:
        chip = (_("disusun pegawai"), "")
    elif version.understood_at is None:
        chip = (_("disepakati, belum dinyatakan dipahami"), "")
    else:
        chip = (_("disepakati dan dipahami"), "ok")
    return {"skp": skp, "post": titles.get(skp.position_id, ""), "chip": chip, "waits": waits}


# --- the library


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show the library of indicators, searched by words and post."""
    on: datetime.date = day_of(request.user)
    words, position = request.GET.get("q", "")[:100], request.GET.get("jabatan", "")
    found = search(words, position)
    person = perms.own_person(request.user)
    skp = Skp.objects.filter(person=person, berlaku__contains=on).exclude(state=KeadaanSkp.DIBATALKAN).first()
    version = negotiated_version(skp) if skp else None
    context = {
        "found": found[:MOST_NAMED],
        "count": len(found),
        "words": words,
        "position": position,
        "positions": positions(),
        "skp": skp if version is not None and perms.may_draft(request.user, version) else None,
    }
    return show(request, "library", context)
