"""How far a unit has come: a page, its parts at addresses of their own, and the people behind each number."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any, Final

import django_filters  # type: ignore[import-untyped]
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from praja.access.queries import names_of, units_of_roles
from praja.organization.models import UnitVersion
from praja.organization.queries import governments
from praja.people.models import Person, UnitHistory
from praja.performance.enums import Ekspektasi, JenisHambatan, KeadaanSkp, PredikatKinerja
from praja.performance.follow.queries import obstacles_visible_to
from praja.performance.follow.views.obstacles import look_of
from praja.performance.goals.queries import goals_visible_to
from praja.performance.models import Obstacle, Rating, Skp
from praja.performance.overview import charts
from praja.performance.overview.counted import AGES, STANDING, hindered_in, obstacles_in, rated_in, spread_of
from praja.performance.overview.funnel import (
    BY_KEY,
    FILLED,
    STAGES,
    Scope,
    Stage,
    counts_of,
    filled_of,
    people_at,
    scope_of,
    stages_of,
    total,
)
from praja.performance.overview.perms import may_see_overview, overviews_visible_to, sees_overview
from praja.performance.overview.risks import people_behind, people_carrying, risks_of
from praja.performance.periods import named as period_named
from praja.performance.perms import READERS, units_headed
from praja.performance.rating.predicates import LOOKS
from praja.performance.rating.queries import ratings_visible_to
from praja.web.addresses import addresses
from praja.web.charts import Chart, taken_away
from praja.web.exports import EXPORT, FORMATS, export_response
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table, labelled

KEPT: Final = 60
"""Seconds for which a browser keeps a part."""
MOST_UNITS = 60


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the units that one looks at as a whole; of a single one, its page at once."""
    on = day_of(request.user)
    if not sees_overview(request.user, on):
        raise Http404
    everywhere, held = units_of_roles(request.user, on, *READERS)
    whole = (
        governments(on).values_list("unit", flat=True)
        if everywhere
        else held | units_headed(request.user, on)
    )
    units = set(whole)
    if len(units) == 1:
        return redirect("performance:overview", next(iter(units)), on.year)
    names = names_of(units, on)
    rows = sorted((names.get(one, ""), one) for one in units)[:MOST_UNITS]
    return render(request, "performance/overview/units.html", {"rows": rows, "year": on.year})


def _scope(request: HttpRequest, unit: uuid.UUID, year: int) -> tuple[Scope, str]:
    """Return what is looked at, with the name of the unit.

    :raises Http404: if there is no such unit, or it is not one's to look at
    """
    on = day_of(request.user)
    units = overviews_visible_to(request.user, on).select_related("government")
    found = get_object_or_404(units, pk=unit)
    if not may_see_overview(request.user, found, on) or not 2000 <= year <= 2100:
        raise Http404
    alone = request.GET.get("langsung") == "ya"
    scope = scope_of(found, year, on, request.GET.get("periode", ""), alone=alone)
    return scope, names_of([found.pk], on).get(found.pk, found.code)


@login_required
@require_safe
def overview(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Show how many have come how far, and fetch the rest of the page after it."""
    scope, name = _scope(request, unit, year)
    found = total(counts_of(scope))
    stages = stages_of(scope)
    lacking = [
        (one.lacking, found["semua"] - found[one.key], charts.people_url(scope, one, lacking=True))
        for one in stages[1:]
        if found["semua"] > found[one.key]
    ]
    context = {
        "unit": scope.unit,
        "name": name,
        "year": year,
        "years": [one for one in (year - 1, year + 1) if one <= scope.on.year + 1],
        "scope": scope,
        "period": period_named(scope.period) if scope.period else "",
        "periods": [(one, period_named(one)) for one in scope.periods],
        "found": found,
        "headline": _headline(scope, found),
        "chart": charts.funnel_chart(scope, found),
        "lacking": lacking,
        "parts": [(key, charts.address(scope, "overview_part", key), title) for key, title in _PARTS],
        "breadcrumbs": _crumbs(scope, name),
        "since": scope.day if scope.day != scope.on else None,
    }
    return render(request, "performance/overview/unit.html", context)


def _headline(scope: Scope, found: Any) -> tuple[int, str]:
    """Return the number that matters most now, and what it counts: who is rated, or whose SKP is agreed."""
    stage = _measure(scope, found)
    return found[stage.key], str(stage.label)


def _measure(scope: Scope, found: Any) -> Stage:
    return BY_KEY["dinilai" if scope.period is not None and found["dinilai"] else "disepakati"]


def _crumbs(scope: Scope, name: str, *more: str) -> list[tuple[Any, str]]:
    crumbs = [(_("Ringkasan kinerja"), reverse("performance:overviews"))]
    if more:
        crumbs.append((f"{name} {scope.year}", charts.address(scope, "overview")))
        return [*crumbs, *((one, "") for one in more)]
    return [*crumbs, (f"{name} {scope.year}", "")]


# --- the parts


def _filled(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    return {"charts": [charts.filled_chart(scope, total(filled_of(scope)))]}


def _spread(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    spread = spread_of(scope)
    return {"charts": [charts.spread_chart(scope, spread)], "spread": spread,
            "period": period_named(scope.period) if scope.period else ""}  # fmt: skip


def _risks(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    risks = risks_of(scope, goals_visible_to(request.user))
    return {
        "charts": [charts.risk_chart(scope, [one for one in risks if not one.uncarried])],
        "risks": [
            (one, charts.address(scope, "overview_goal", one.goal.pk)) for one in risks if not one.uncarried
        ],
        "uncarried": [one.goal for one in risks if one.uncarried],
        "goals_url": reverse("performance:goals", args=[scope.unit.pk, scope.year]),
    }


def _obstacles(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    return {"charts": charts.obstacle_charts(scope, hindered_in(scope))}


def _units(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    counts = counts_of(scope)
    stage = _measure(scope, total(counts))
    rows = charts.compared(scope, counts, stage)
    only_itself = len(rows) < 2
    return {
        "charts": [] if only_itself else [charts.units_chart(scope, rows, stage)],
        "rows": [] if only_itself else rows,
        "heads": [str(one.label) for one in stages_of(scope)],
        "exports": charts.downloads_of(charts.address(scope, "overview_part", "unit")),
    }


def _funnel(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    return {"charts": [charts.funnel_chart(scope, total(counts_of(scope)))]}


_PARTS: Final = (
    ("bulan", gettext_lazy("Siapa sudah mengisi bulan terakhir?")),
    ("sebaran", gettext_lazy("Bagaimana predikat tersebar?")),
    ("sasaran", gettext_lazy("Sasaran mana yang berisiko?")),
    ("hambatan", gettext_lazy("Apa yang menghambat?")),
    ("unit", gettext_lazy("Unit mana yang tertinggal?")),
)
"""What is fetched after the page, in its order."""
_READ: Final[dict[str, Callable[[HttpRequest, Scope], dict[str, Any]]]] = {
    "corong": _funnel,
    "bulan": _filled,
    "sebaran": _spread,
    "sasaran": _risks,
    "hambatan": _obstacles,
    "umur": _obstacles,
    "penanganan": _obstacles,
    "unit": _units,
}


@login_required
@require_safe
def part(request: HttpRequest, unit: uuid.UUID, year: int, part: str) -> HttpResponse:
    """Show a part of a unit's page: alone for the page that fetches it, else as a page of its own; or its
    table as a file.
    """
    scope, name = _scope(request, unit, year)
    if part not in _READ:
        raise Http404
    context = _READ[part](request, scope) | {"part": part, "scope": scope}
    if request.GET.get(EXPORT) in FORMATS:
        return _file(request, part, context)
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "performance/overview/_part.html", context)
        answer["Cache-Control"] = f"private, max-age={KEPT}"
        patch_vary_headers(answer, ["HX-Request", "Cookie"])
        return answer
    shown: list[Chart] = context["charts"]
    title = shown[0].title if shown else str(dict(_PARTS).get(part, ""))
    context |= {"title": title, "name": name, "breadcrumbs": _crumbs(scope, name, title)}
    return render(request, "performance/overview/part.html", context)


def _file(request: HttpRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    if part == "unit":
        heads = [_("Unit"), *context["heads"]]
        rows = [[one.name, *(cell.value for cell in one.cells)] for one in context["rows"]]
        return export_response(request, request.GET[EXPORT], "unit", heads, rows)
    chart = next((one for one in context["charts"] if one.key == part), None)
    answer = taken_away(request, chart) if chart is not None else None
    if answer is None:
        raise Http404
    return answer


# --- the people behind the numbers


def _people_table(
    request: HttpRequest, people: QuerySet[Person], scope: Scope, *more: Column, **said: Any
) -> Table:
    """Return a table of people, with their SKP of the day that is looked at."""
    of_day = Skp.objects.filter(scope.here(), person=OuterRef("pk"), berlaku__contains=scope.day)
    skp = of_day.exclude(state=KeadaanSkp.DIBATALKAN).order_by()
    place = UnitHistory.objects.on(scope.day).filter(person=OuterRef("pk")).order_by()
    rows = people.annotate(
        skp=Subquery(skp.values("pk")[:1]),
        appraiser=Subquery(skp.values("appraiser__name")[:1]),
        place=Subquery(place.values("unit")[:1]),
    )
    names = functools.cache(lambda: _names(scope))
    return Table(
        request,
        rows.order_by("name", "pk").only(*_SHOWN),
        columns=[
            Column("nama", _("Pegawai"), "full_name", sort="name", link=_skp_url),
            Column("nip", _("NIP"), "nip", sort="nip"),
            Column("unit", _("Unit"), lambda one: names().get(one.place, "")),
            Column("penilai", _("Penilai"), "appraiser"),
            *more,
        ],
        people="pk",
        unit=scope.unit.pk,
        **said,
    )


_SHOWN: Final = ("name", "title_before", "title_after", "nip")
"""What lists show of a person: to sort thousands by name with all else that is known takes much longer."""


def _shown_of(path: str) -> list[str]:
    return [f"{path}__{one}" for one in _SHOWN]


def _names(scope: Scope) -> dict[uuid.UUID, str]:
    return dict(UnitVersion.objects.on(scope.on).filter(scope.here()).values_list("unit", "name"))


def _skp_url(one: Any) -> str | None:
    return addresses("performance:skp")(one.skp) if one.skp else None


@login_required
@require_safe
def people(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Show the people who have come to a stage, or who have not."""
    scope, name = _scope(request, unit, year)
    stage = BY_KEY.get(request.GET.get("tahap", STAGES[0].key))
    lacking = request.GET.get("belum") == "ya"
    if stage is None or (stage is FILLED and scope.month is None):
        raise Http404
    title = str(stage.lacking if lacking else stage.label)
    table = _people_table(
        request, people_at(scope, stage, lacking=lacking), scope, name="kinerja-pegawai", caption=title,
        empty=_("Tidak ada pegawai pada tahap ini."),
    )  # fmt: skip
    return table.response() or _list(request, scope, name, title, table)


def _list(request: HttpRequest, scope: Scope, name: str, title: str, table: Table) -> HttpResponse:
    context = {
        "title": title,
        "name": name,
        "table": table,
        "period": period_named(scope.period) if scope.period else "",
        "scope": scope,
        "breadcrumbs": _crumbs(scope, name, title),
    }
    return render(request, "performance/overview/list.html", context)


class RatingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By predicate."""

    predikat = django_filters.ChoiceFilter(
        label=gettext_lazy("Predikat"), field_name="predicate", choices=PredikatKinerja.choices
    )

    class Meta:
        model = Rating
        fields: list[str] = []


@login_required
@require_safe
def ratings(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Show what people of a unit were rated in a period."""
    scope, name = _scope(request, unit, year)
    rows = rated_in(scope, ratings_visible_to(request.user, scope.on))
    predicate = labelled("predicate", PredikatKinerja.choices)
    table = Table(
        request,
        rows.select_related("skp__person").only(
            "skp", "predicate", "result", "behaviour", "rater_name", "skp__person", *_shown_of("skp__person")
        ),
        columns=[
            Column("nama", _("Pegawai"), "skp.person.full_name", sort="skp__person__name",
                   link=lambda one: addresses("performance:rating")(one.pk)),
            Column("nip", _("NIP"), "skp.person.nip"),
            Column("predikat", _("Predikat"), sort="predicate",
                   value=lambda one: Chip(predicate(one), LOOKS[one.predicate])),
            Column("hasil", _("Hasil kerja"), labelled("result", Ekspektasi.choices)),
            Column("perilaku", _("Perilaku kerja"), labelled("behaviour", Ekspektasi.choices)),
            Column("penilai", _("Penilai"), "rater_name", sort="rater_name"),
        ],
        filters=RatingFilter,
        name="kinerja-predikat",
        order="nama",
        people="skp__person",
        unit=scope.unit.pk,
        caption=_("Predikat kinerja"),
        empty=_("Belum ada penilaian yang ditandatangani pada periode ini."),
    )  # fmt: skip
    return table.response() or _list(request, scope, name, _("Predikat kinerja"), table)


class ObstacleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, age and by whom they wait for."""

    jenis = django_filters.ChoiceFilter(
        label=gettext_lazy("Sebab"), field_name="kind", choices=JenisHambatan.choices
    )
    umur = django_filters.ChoiceFilter(
        label=gettext_lazy("Umur"), field_name="age", choices=[(key, label) for key, label, _least in AGES]
    )
    keadaan = django_filters.ChoiceFilter(
        label=gettext_lazy("Keadaan"), field_name="standing", choices=list(STANDING.items())
    )

    class Meta:
        model = Obstacle
        fields: list[str] = []


@login_required
@require_safe
def obstacles(request: HttpRequest, unit: uuid.UUID, year: int) -> HttpResponse:
    """Show the open obstacles of the people of a unit."""
    scope, name = _scope(request, unit, year)
    rows = obstacles_in(scope, obstacles_visible_to(request.user, scope.on))
    table = Table(
        request,
        rows.select_related("skp__person", "owner"),
        columns=[
            Column("orang", _("Pegawai"), lambda one: Lines(one.skp.person.full_name, one.get_kind_display()),
                   sort="skp__person__name",
                   link=lambda one: addresses("performance:obstacle")(one.pk)),
            Column("uraian", _("Uraian"), lambda one: one.text[:160]),
            Column("sejak", _("Sejak"), "since", sort="since"),
            Column("penangan", _("Ditangani"), lambda one: one.owner.full_name if one.owner else ""),
            Column("batas", _("Paling lambat"), "due", sort="due"),
            Column("keadaan", _("Keadaan"), lambda one: Chip(*look_of(one, scope.day))),
        ],
        filters=ObstacleFilter,
        name="kinerja-hambatan",
        order="sejak",
        people="skp__person",
        unit=scope.unit.pk,
        caption=_("Hambatan yang belum selesai"),
        empty=_("Tidak ada hambatan yang belum selesai."),
    )  # fmt: skip
    return table.response() or _list(request, scope, name, _("Hambatan yang belum selesai"), table)


@login_required
@require_safe
def goal(request: HttpRequest, unit: uuid.UUID, year: int, goal: uuid.UUID) -> HttpResponse:
    """Show the people who carry a goal, or those of them who are behind plan, with what is behind."""
    scope, name = _scope(request, unit, year)
    risks = risks_of(scope, goals_visible_to(request.user))
    risk = next((one for one in risks if one.goal.pk == goal), None)
    if risk is None:
        raise Http404
    behind = request.GET.get("keadaan") == "tertinggal"
    late = Column("tertinggal", _("Di bawah rencana"), lambda one: "; ".join(risk.behind.get(one.pk, [])))
    table = _people_table(
        request, people_behind(risk) if behind else people_carrying(risk), scope, late,
        name="kinerja-sasaran", caption=risk.goal.text, empty=_("Tidak ada orang di sini."),
    )  # fmt: skip
    return table.response() or _list(request, scope, name, risk.goal.text, table)
