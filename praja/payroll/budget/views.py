"""Pages of the budget: what may be spent, what is used, how far it reaches, and by whom it was set."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from praja.access.enums import Role
from praja.access.queries import names_of, units_of_roles, units_visible_to
from praja.organization.models import Unit
from praja.payroll import perms
from praja.payroll.budget import giving, lines
from praja.payroll.budget.accounts import (
    Booked,
    chart,
    component_title,
    lines_booked,
    standing_choices,
    unchecked,
)
from praja.payroll.budget.forms import AccountForm, PaguForm, RegionalForm
from praja.payroll.budget.limits import pagu_visible_to
from praja.payroll.budget.share import FACTS, given_for, share
from praja.payroll.enums import JenisMasukan, RevisiPagu
from praja.payroll.models import Pagu
from praja.payroll.programs import NATIONAL, law_of
from praja.rules.errors import LawError
from praja.web.exports import FORMATS, export_response
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

YEARS = range(2015, 2101)


def _reader(request: HttpRequest) -> datetime.date:
    """Return the day for those who see the budget; for others these pages do not exist."""
    on = day_of(request.user)  # type: ignore[arg-type]
    if not perms.sees_runs(request.user, on):
        raise Http404
    return on


def _giver(request: HttpRequest) -> tuple[datetime.date, list[tuple[Unit, str]]]:
    """Return the day and the units of a bendahara; for others these pages do not exist."""
    on = day_of(request.user)  # type: ignore[arg-type]
    if not perms.may_make_runs(request.user, on):
        raise Http404
    return on, _named(units_visible_to(request.user, on, Role.BENDAHARA), on)


def _named(units: Any, on: datetime.date) -> list[tuple[Unit, str]]:
    found = list(units.select_related("government"))
    names = names_of({unit.pk for unit in found}, on)
    named = [(unit, names[unit.pk]) for unit in found if unit.pk in names]
    return sorted(named, key=lambda one: (one[0].government_id is not None, one[0].code.count("."), one[1]))


def _asked(request: HttpRequest, on: datetime.date) -> tuple[list[tuple[Unit, str]], Unit, int]:
    """Return the units that can be chosen, and the unit and year that are asked for."""
    units = _offered(request.user, on)
    try:
        year = int(request.GET.get("tahun") or on.year)
        pk = uuid.UUID(request.GET["unit"]) if request.GET.get("unit") else units[0][0].pk
    except (ValueError, IndexError):
        raise Http404 from None
    unit = Unit.objects.select_related("government").filter(pk=pk).first()
    if unit is None or not perms.may_see_budget(request.user, unit, on) or year not in YEARS:
        raise Http404
    if all(one.pk != unit.pk for one, _name in units):
        units += _named(Unit.objects.filter(pk=unit.pk), on)
    return units, unit, year


def _offered(user: Any, on: datetime.date) -> list[tuple[Unit, str]]:
    """Return the units for which somebody holds a role, and those below them that have a pagu."""
    everywhere, mine = units_of_roles(user, on, *perms.TOTALS)
    visible = units_visible_to(user, on, *perms.TOTALS)
    top = Unit.objects.filter(government__isnull=True) if everywhere else visible.filter(pk__in=mine)
    having = pagu_visible_to(user, on).filter(digantikan__isnull=True)
    return _named(visible.filter(pk__in=top.values("pk")) | visible.filter(pk__in=having.values("unit")), on)


@login_required
@require_safe
def budget(request: HttpRequest) -> HttpResponse:
    """Show of a unit and year how much may be spent by account, what is used, and how far it will reach."""
    on = _reader(request)
    units, unit, year = _asked(request, on)
    told = lines.budget(unit, year)
    code = request.GET.get("akun", "")
    code = code if any(one.code == code for one in told.lines) else ""
    total = told.total(code)
    if (kind := request.GET.get("ekspor")) in FORMATS:
        return _export(request, kind, unit, told)
    government = unit.government or unit
    context = {
        "units": units,
        "unit": unit,
        "name": {one.pk: name for one, name in units}.get(unit.pk, unit.code),
        "year": year,
        "years": range(on.year + 1, on.year - 3, -1),
        "told": told,
        "total": total,
        "whole": told.total(),
        "code": code,
        "chart": lines.chart_of(total, told.months) if told.months or total.pagu else None,
        "short": [one.sentence for one in told.lines if one.sentence],
        "without": sum(bool(one.code) and one.pagu is None for one in told.lines),
        "parts": [one for one in told.lines if one.parts],
        "may_give": perms.may_give_pagu(request.user, unit, on),
        "sheets": reverse("payroll:sheets", query={"jenis": JenisMasukan.PAGU, "bulan": f"{year}-01"}),
        "government": government,
        "unchecked": unchecked() - {one.account for one in standing_choices(government.pk)},
        "is_whole": government.pk == unit.pk,
        "share": _share(government, year) if government.pk == unit.pk else None,
    }
    return render(request, "payroll/budget/budget.html", context)


def _export(request: HttpRequest, kind: str, unit: Unit, told: lines.Budget) -> HttpResponse:
    heads = [
        _("Kode"), _("Akun"), _("Pagu"), _("Terpakai"), _("Sisa"), _("Perkiraan setahun"),
        _("Sisa akhir tahun"), _("Keadaan"),
    ]  # fmt: skip
    rows = (
        [
            one.code or one.rule,
            one.title,
            one.pagu,
            one.taken,
            one.left,
            one.year_end,
            one.after,
            one.state[0],
        ]
        for one in told.lines
    )
    name = f"anggaran-{unit.code}-{told.year}"
    return export_response(request, kind, name, heads, rows, about=unit, unit=unit.pk)


def _share(government: Unit, year: int) -> Any:
    try:
        return share(government, year)
    except LawError:
        return None


class PaguFilter(django_filters.FilterSet):
    """What pagu can be narrowed by."""

    tahun = django_filters.ChoiceFilter(field_name="year", label=gettext_lazy("Tahun"))
    unit = django_filters.ChoiceFilter(field_name="unit", label=gettext_lazy("Unit"))
    revisi = django_filters.ChoiceFilter(
        field_name="revision", label=gettext_lazy("Revisi"), choices=RevisiPagu.choices
    )

    def __init__(self, *args: Any, on: datetime.date | None = None, **more: Any) -> None:
        """Offer the years and units of which there are any."""
        super().__init__(*args, **more)
        years = self.queryset.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["tahun"].extra["choices"] = [(year, str(year)) for year in years]
        units = set(self.queryset.order_by().values_list("unit", flat=True).distinct())
        names = sorted(names_of(units).items(), key=lambda one: one[1])
        self.filters["unit"].extra["choices"] = [(str(pk), name) for pk, name in names]

    class Meta:
        model = Pagu
        fields: list[str] = []


@login_required
@require_safe
def pagu(request: HttpRequest) -> HttpResponse:
    """Show every pagu that was ever recorded: by which document, by whom, and whether it still stands."""
    on = _reader(request)
    rows = pagu_visible_to(request.user, on)
    names = names_of(rows.order_by().values_list("unit", flat=True).distinct(), on)
    titles = chart().titles
    parts = {
        rule: component_title(rule)
        for rule in rows.order_by().values_list("component", flat=True).distinct()
        if rule
    }
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "akun",
                _("Akun"),
                lambda one: Lines(
                    titles.get(one.account, one.account),
                    f"{one.account} {parts.get(one.component, '')}".strip(),
                ),
                sort="account",
            ),
            Column("kode", _("Kode"), "account", export="only"),
            Column("komponen", _("Komponen"), "component", export="only"),
            Column("unit", _("Unit"), lambda one: Lines(names.get(one.unit_id, ""), one.year)),
            Column("tahun", _("Tahun"), "year", sort="year", export="only"),
            Column("pagu", _("Pagu"), "amount", sort="amount", num=True),
            Column(
                "revisi",
                _("Revisi"),
                lambda one: Lines(one.get_revision_display(), one.document),
                sort="revision",
            ),
            Column("dokumen", _("Dokumen hukum"), "document", export="only"),
            Column("oleh", _("Dicatat"), lambda one: Lines(one.tercatat, one.dicatat_oleh), sort="tercatat"),
            Column(
                "keadaan",
                _("Keadaan"),
                lambda one: Chip(_("digantikan")) if one.digantikan else Chip(_("berlaku"), "ok"),
            ),
        ],
        filters=PaguFilter,
        name="pagu",
        order="-oleh",
        empty=_("Belum ada pagu yang dicatat."),
    )
    context = {"table": table, "may_give": perms.may_make_runs(request.user, on)}
    return table.response() or render(request, "payroll/budget/pagu.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pagu_give(request: HttpRequest) -> HttpResponse:
    """Take the pagu of one account."""
    on, units = _giver(request)
    asked = {
        "unit": request.GET.get("unit"), "year": request.GET.get("tahun") or on.year,
        "account": request.GET.get("akun"),
    }  # fmt: skip
    sent = (request.POST,) if request.method == "POST" else ()
    form = PaguForm(*sent, units=units, on=on, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            made = giving.give_pagu(by=request.user, on=on, **form.cleaned_data)
        except giving.PaguRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Pagu dicatat. Yang sebelumnya tetap dapat dilihat."))
            return redirect(_address(made.unit_id, made.year))
    context = {
        "form": form,
        "question": _("Catat pagu sebuah akun"),
        "lead": _("Pagu yang sudah tercatat untuk akun yang sama digantikan, dan keduanya disimpan."),
    }
    return render(request, "payroll/budget/form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def regional(request: HttpRequest) -> HttpResponse:
    """Take what the budget of a government comes to, of which the law limits the share of personnel."""
    on, units = _giver(request)
    whole = [(unit, name) for unit, name in units if unit.government_id is None]
    if not whole:
        raise Http404
    facts = [law_of(NATIONAL).facts[name] for name in FACTS]
    sent = (request.POST,) if request.method == "POST" else ()
    form = RegionalForm(*sent, units=whole, on=on, facts=facts, initial=_recorded(request, whole, on))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = giving.give_regional(
                government=said["unit"], year=said["year"], amounts=form.amounts, document=said["document"],
                by=request.user, on=on,
            )  # fmt: skip
        except giving.PaguRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Belanja daerah dicatat."))
            return redirect(_address(made.government_id, made.year))
    context = {
        "form": form,
        "question": _("Catat belanja daerah setahun"),
        "lead": _("Diisi sekali setahun, dan sekali lagi sesudah perubahan APBD. Yang lama disimpan."),
    }
    return render(request, "payroll/budget/form.html", context, status=400 if form.errors else 200)


def _recorded(request: HttpRequest, whole: list[tuple[Unit, str]], on: datetime.date) -> dict[str, Any]:
    """Return what a form of the region's budget begins with: what is recorded already."""
    wanted = request.GET.get("unit", "")
    government = next((unit for unit, _name in whole if str(unit.pk) == wanted), whole[0][0])
    year = request.GET.get("tahun", "")
    asked = int(year) if year.isdecimal() and len(year) == 4 and int(year) in YEARS else on.year
    given = given_for(government, asked)
    said = {name: getattr(given, name) for name in (*FACTS, "document")} if given else {}
    return {"unit": str(government.pk), "year": asked, **said}


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Show to which budget account each line of a government's lists is booked."""
    on = _reader(request)
    _units, unit, year = _asked(request, on)
    government = unit.government or unit
    context = {
        "government": government,
        "name": names_of({government.pk}, on).get(government.pk, government.code),
        "year": year,
        "booked": [
            one for one in lines_booked(government, on) if one.status != "pppk_paruh_waktu" or one.code
        ],
        "may_give": perms.may_give_pagu(request.user, government, on),
        "breadcrumbs": [(_("Anggaran gaji"), _address(unit.pk, year)), (_("Akun tiap baris"), "")],
    }
    return render(request, "payroll/budget/accounts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_choose(request: HttpRequest, unit: uuid.UUID) -> HttpResponse:
    """Take to which account a line of a government's lists is booked."""
    on, units = _giver(request)
    government = next((one for one, _name in units if one.pk == unit and one.government_id is None), None)
    if government is None:
        raise Http404
    booked: list[Booked] = lines_booked(government, on)
    asked = request.GET.get("baris", "")
    now = next((one for one in booked if f"{one.rule}:{one.status}" == asked), None)
    initial = {"line": asked, "account": now.code, "title": now.name} if now is not None else {}
    sent = (request.POST,) if request.method == "POST" else ()
    form = AccountForm(*sent, booked=booked, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        rule, _colon, status = said.pop("line").partition(":")
        try:
            giving.choose_account(
                government=government, rule=rule, status=status, by=request.user, on=on, **said
            )
        except giving.PaguRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Akun dipilih. Proses yang dihitung sesudah ini memakainya."))
            return redirect(reverse("payroll:accounts", query={"unit": str(government.pk)}))
    context = {
        "form": form,
        "question": _("Pilih akun sebuah baris"),
        "lead": _(
            "Proses yang sudah disetujui tetap seperti adanya; yang dihitung sesudah ini memakai akun baru."
        ),
    }
    return render(request, "payroll/budget/form.html", context, status=400 if form.errors else 200)


def _address(unit: uuid.UUID, year: int) -> str:
    return reverse("payroll:budget", query={"tahun": year, "unit": str(unit)})
