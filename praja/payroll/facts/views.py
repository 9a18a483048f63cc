"""The page of what is missing before a list can be computed."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from praja.access.enums import Role
from praja.attendance.days.perms import may_close
from praja.organization.models import Unit, UnitVersion
from praja.payroll.enums import JenisDaftar, JenisMasukan
from praja.payroll.facts import facts_for
from praja.payroll.facts.columns import BY_RECORD_ONLY, DERIVED, OF_CLOSING, OF_RATING, other_source, sheet_of
from praja.payroll.facts.known import Known
from praja.payroll.facts.missing import ACCOUNT
from praja.payroll.facts.perms import may_see_missing, sees_all_missing, sees_any_missing, units_with_missing
from praja.payroll.facts.survivors import months_paid
from praja.payroll.facts.twice import twice
from praja.payroll.perms import may_make_runs
from praja.payroll.programs import pack_of, programs_for
from praja.payroll.runs.survivors import deceased
from praja.payroll.sheets.forms import MonthField
from praja.payroll.sheets.perms import may_give
from praja.payroll.sheets.queries import people_given_by
from praja.payroll.slip.lines import title_of
from praja.people.models import Person
from praja.people.queries import people_visible_to
from praja.performance.rating.perms import may_close as may_close_ratings
from praja.rules.errors import LawError
from praja.rules.schema import Fact
from praja.web.exports import FORMATS, export_response
from praja.web.shell import day_of

SHOWN = 20
"""So many people are named of one fact; the file has all."""


class MissingForm(forms.Form):
    """Of which month, list and unit."""

    bulan = MonthField(label=gettext_lazy("Bulan"), required=False)
    daftar = forms.ChoiceField(label=gettext_lazy("Daftar"), choices=JenisDaftar.choices, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=None
    )

    def __init__(self, *args: Any, units: list[Unit], names: dict[Any, str], **more: Any) -> None:
        """Offer the units for which somebody may look."""
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[one.pk for one in units]).select_related("government")
        field.label_from_instance = lambda unit: names.get(unit.pk, unit.code)


@login_required
@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Show what is missing before a list of a month can be computed, by who must act."""
    on = day_of(request.user)  # type: ignore[arg-type]
    if not sees_any_missing(request.user, on):
        raise Http404
    units = units_with_missing(request.user, on)
    names = dict(UnitVersion.objects.on(on).filter(unit__in=units).values_list("unit_id", "name"))
    asked = {"bulan": request.GET.get("bulan") or f"{on:%Y-%m}",
             "daftar": request.GET.get("daftar") or JenisDaftar.GAJI.value,
             "unit": request.GET.get("unit") or str(units[0].pk)}  # fmt: skip
    form = MissingForm(asked, units=units, names=names)
    if not form.is_valid():
        if "unit" in form.errors:
            raise Http404
        return render(request, "payroll/facts/missing.html", {"form": form}, status=400)
    said = form.cleaned_data
    unit, period, pay_list = said["unit"], said["bulan"], said["daftar"]
    if not may_see_missing(request.user, unit, on):
        raise Http404
    context: dict[str, Any] = {"form": form, "unit_name": names.get(unit.pk, unit.code), "period": period,
                               "list_name": JenisDaftar(pay_list).label}  # fmt: skip
    try:
        programs = programs_for(pack_of(unit.government or unit, period), pay_list, period, period)
    except LawError as error:
        return render(request, "payroll/facts/missing.html", context | {"no_law": str(error)})
    facts = facts_for(programs=programs, pay_list=pay_list, period=period, unit=unit)
    rows = facts.missing
    everything = sees_all_missing(request.user, unit, on)
    if everything and pay_list == JenisDaftar.GAJI:
        context |= {
            "survivors": deceased(unit, period),
            "survivors_months": months_paid(period),
            "may_pay": may_make_runs(request.user, on),
            "twice": twice(
                Known(unit.government or unit, unit, period, None), facts.people["person_id"].to_list()
            ),
            "unit_id": unit.pk,
        }
    if not everything:
        rows = rows.filter(pl.col("siapa") == Role.PENGELOLA_KEPEGAWAIAN.value)
    if (kind := request.GET.get("ekspor")) in FORMATS:
        return _file(request, str(kind), rows, pay_list, period, unit)
    law = {fact.name: fact for program in programs.values() for fact in program.facts}
    context |= {
        "people": facts.people.height,
        "lacking": rows.filter(pl.col("fakta") != ACCOUNT)["nip"].n_unique(),
        "groups": _groups(request, rows, law, unit, period, on),
        "exports": [(one.upper(), _address(request, one)) for one in FORMATS],
    }
    return render(request, "payroll/facts/missing.html", context)


def _address(request: HttpRequest, kind: str) -> str:
    query = request.GET.copy()
    query["ekspor"] = kind
    return f"{request.path}?{query.urlencode()}"


def _file(
    request: HttpRequest, kind: str, rows: pl.DataFrame, pay_list: str, period: datetime.date, unit: Unit
) -> HttpResponse:
    heads = [
        _("NIP"),
        _("Nama"),
        _("Unit"),
        _("Fakta"),
        _("Yang kurang"),
        _("Siapa"),
        _("Yang perlu dilakukan"),
    ]
    columns = ("nip", "nama", "unit", "fakta", "judul", "siapa", "mengapa")
    roles = {role.value: str(role.label) for role in Role}
    told = rows.with_columns(pl.col("siapa").replace(roles)).select(columns)
    name = f"kurang-{pay_list}-{period:%Y-%m}"
    people = Person.objects.filter(nip__in=told["nip"].unique().to_list()).values_list("pk", flat=True)
    return export_response(
        request, kind, name, heads, (list(row) for row in told.iter_rows()),
        people=people, about=unit, unit=unit.pk,
    )  # fmt: skip


def _groups(
    request: HttpRequest, rows: pl.DataFrame, law: dict[str, Fact], unit: Unit, period: datetime.date,
    on: datetime.date,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return what is missing by who must act, then by fact; each with a few people and where to act."""
    groups: list[dict[str, Any]] = []
    named: set[str] = set()
    for (who,), own in rows.group_by("siapa", maintain_order=True):
        facts: list[dict[str, Any]] = []
        for (name, title, why), people in own.group_by("fakta", "judul", "mengapa", maintain_order=True):
            shown = people.head(SHOWN).select("nip", "nama", "unit").to_dicts()
            named |= {one["nip"] for one in shown}
            fact = law.get(str(name))
            title = title_of(fact) if fact is not None else title
            facts.append(
                {
                    "title": _(str(title)),
                    "why": _(str(why)),
                    "count": people.height,
                    "shown": shown,
                    "more": people.height - len(shown),
                    "sheet": _sheet(request, fact, unit, period, on),
                    "closing": _closing(request, fact, unit, period, on),
                    "lasting": fact is not None and _lasts(fact),
                }
            )
        facts.sort(key=lambda one: -one["count"])
        groups.append({"who": Role(str(who)).label, "facts": facts, "count": own["nip"].n_unique()})
    seen = people_visible_to(request.user, on).filter(nip__in=named).only("pk", "nip")
    records = {one.nip: reverse("people:detail", args=[one.pk]) for one in seen}
    given = people_given_by(request.user, on).filter(nip__in=named).only("pk", "nip")
    forms_of = {one.nip: reverse("payroll:given", args=[one.pk]) for one in given}
    for group in groups:
        for fact in group["facts"]:
            for one in fact["shown"]:
                by_form = forms_of if fact["lasting"] else records
                one["url"] = by_form.get(one["nip"])
    return groups


def _lasts(fact: Fact) -> bool:
    """Whether a fact is given on the page of a person's lasting facts, not by an SK or a recap."""
    return fact.name not in DERIVED and sheet_of(fact) is JenisMasukan.TETAP


def _sheet(
    request: HttpRequest, fact: Fact | None, unit: Unit, period: datetime.date, on: datetime.date
) -> str | None:
    """Return where a sheet with this fact is uploaded; none for what is recorded by an SK."""
    if fact is None or fact.name in BY_RECORD_ONLY:
        return None
    kind = sheet_of(fact)
    if not may_give(request.user, kind, unit, on) or (fact.name in DERIVED and kind != JenisMasukan.TETAP):
        return None
    return reverse("payroll:sheets", query={"jenis": kind.value, "bulan": f"{period:%Y-%m}"})


def _closing(
    request: HttpRequest, fact: Fact | None, unit: Unit, period: datetime.date, on: datetime.date
) -> tuple[str, str] | None:
    """Return what is closed so that a fact is known, and where; none of facts that no closing says."""
    other = other_source(fact.name) if fact is not None else None
    if other == OF_CLOSING and may_close(request.user, unit, on):
        return _("Tutup kehadiran bulan ini"), reverse(
            "attendance:closing", args=[unit.pk, f"{period:%Y-%m}"]
        )
    if other == OF_RATING and may_close_ratings(request.user, unit, on):
        return _("Tutup penilaian kinerja"), reverse("performance:closings")
    return None
