"""How well a unit did, and closing the ratings of its people."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from praja.access.queries import names_apart, names_of, units_visible_to
from praja.organization.models import Unit, UnitVersion
from praja.organization.queries import children, units_open_to
from praja.performance.bkn.modes import by_bkn
from praja.performance.enums import PredikatOrganisasi
from praja.performance.models import Closing, Period, UnitAchievement
from praja.performance.periods import named
from praja.performance.perms import OFFICERS
from praja.performance.rating import perms
from praja.performance.rating.actions import RatingRefused, closings, units
from praja.performance.rating.closing import readiness
from praja.performance.rating.desk import periods_ended
from praja.performance.rating.queries import achievements_of, closings_of
from praja.performance.rating.views.common import period_of
from praja.performance.rating.views.desk import ReasonForm
from praja.web.asked import BOTH
from praja.web.shell import day_of

MOST_UNITS = 100
UNITS_A_PAGE = 20


class AchievementForm(forms.Form):
    """How well a unit did."""

    predicate = forms.ChoiceField(
        label=gettext_lazy("Predikat kinerja unit"), choices=PredikatOrganisasi.choices
    )
    basis = forms.CharField(
        label=gettext_lazy("Dasarnya"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Misalnya capaian IKU pada perjanjian kinerja, rekomendasi perencana atau pengawas, atau nomor "
            "keputusannya."
        ),
    )


@login_required
@require_http_methods(BOTH)
def achievement(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> HttpResponse:
    """Show how well a unit did in a period, and take it from the level above."""
    which, on = period_of(request, period)
    found = get_object_or_404(units_open_to(request.user).select_related("government"), pk=unit)
    if which.government_id != (found.government_id or found.pk):
        raise Http404
    if not perms.may_see_achievement(request.user, found, on):
        raise Http404
    may_set = perms.may_set_achievement(request.user, found, on) and on >= which.days.upper
    rows = list(achievements_of(found, which))
    now = next((one for one in rows if one.digantikan is None), None)
    form = AchievementForm(request.POST or None, initial={"predicate": now.predicate} if now else None)
    if request.method == "POST":
        if not perms.may_set_achievement(request.user, found, on):
            raise Http404
        if form.is_valid():
            try:
                units.set_achievement(unit=found, period=which, by=request.user, on=on, **form.cleaned_data)
            except RatingRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Capaian unit tersimpan."))
                return redirect("performance:unit_achievement", found.pk, which.pk)
    sees_below = perms.may_see_achievements_below(request.user, found, on)
    below = list(children(found, on)[:MOST_UNITS]) if sees_below else []
    known = dict(
        UnitAchievement.objects.filter(
            unit__in=[one.unit_id for one in below], period=which, digantikan__isnull=True
        ).values_list("unit", "predicate")
    )
    context = {
        "unit": found,
        "name": names_of([found.pk], on).get(found.pk, found.code),
        "period": which,
        "period_name": named(which),
        "now": now,
        "rows": rows,
        "form": form,
        "may_set": may_set,
        "below": [
            (one, PredikatOrganisasi(known[one.unit_id]).label if one.unit_id in known else "")
            for one in below
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "performance/rating/unit.html", context, status=status)


# --- closing


@login_required
@require_safe
def closings_home(request: HttpRequest) -> HttpResponse:
    """Show the units that an officer closes, with the periods that are over."""
    on = day_of(request.user)
    units = units_visible_to(request.user, on, *OFFICERS).select_related("government").order_by("code")
    page = Paginator(units, UNITS_A_PAGE).get_page(request.GET.get("hal"))
    mine = list(page)
    if not mine:
        raise Http404
    tops = {one.government_id or one.pk: one.government or one for one in mine}
    periods = {pk: periods_ended(top, on, 4) for pk, top in tops.items()}
    names = names_apart([one.pk for one in mine], on)
    shown = [one for periods_of in periods.values() for one in periods_of]
    closed = _closed_for([one.pk for one in mine], list(tops.values()), shown, on)
    context = {
        "units": [
            (
                unit,
                names.get(unit.pk, unit.code),
                [
                    (period, named(period), (unit.pk, period.pk) in closed, by_bkn(period))
                    for period in periods[unit.government_id or unit.pk]
                ],
            )
            for unit in mine
        ],
        "periods": bool(shown),
        "page": page,
    }
    return render(request, "performance/rating/closings.html", context)


def _closed_for(
    units: Sequence[uuid.UUID], tops: Sequence[Unit], periods: Sequence[Period], on: datetime.date
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Return the units and periods that are closed: by themselves, or together with a unit above."""
    standing = set(
        Closing.objects.filter(period__in=periods, digantikan__isnull=True).values_list("unit", "period")
    )
    here = UnitVersion.objects.on(on).filter(Q(unit__in=tops) | Q(unit__government__in=tops))
    parents = dict(here.values_list("unit", "parent"))
    found = set()
    for unit in units:
        line: list[uuid.UUID] = []
        above: uuid.UUID | None = unit
        while above is not None and above not in line:
            line.append(above)
            above = parents.get(above)
        found |= {
            (unit, period.pk) for period in periods if any((one, period.pk) in standing for one in line)
        }
    return found


def _to_close(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> tuple[Unit, Period]:
    which, on = period_of(request, period)
    found = get_object_or_404(Unit.objects.select_related("government"), pk=unit)
    if not perms.may_close(request.user, found, on) or which.government_id != (
        found.government_id or found.pk
    ):
        raise Http404
    return found, which


@login_required
@require_http_methods(BOTH)
def closing(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> HttpResponse:
    """Show what is missing before a unit can be closed for a period, and close it."""
    found, which = _to_close(request, unit, period)
    on = day_of(request.user)
    form = ReasonForm(request.POST or None, label=_("Mengapa ditutup tanpa penilaian mereka?"))
    form.fields["reason"].required = False
    error = ""
    if request.method == "POST":
        form.full_clean()
        try:
            made = closings.close(
                unit=found,
                period=which,
                missing_reason=request.POST.get("reason", ""),
                by=request.user,
                on=on,
            )
        except RatingRefused as refused:
            error = str(refused)
        else:
            messages.success(
                request,
                _("Penilaian ditutup: %(count)s orang.") % {"count": made.rows.count()},
            )
            return redirect("performance:closing", found.pk, which.pk)
    ready = readiness(found, which, on)
    if ready.reviewed and not ready.missing:
        form.fields["reason"].label = _("Mengapa ditutup sebelum tim penilai selesai?")
    rows = list(closings_of(found, which))
    context = {
        "unit": found,
        "name": names_of([found.pk], on).get(found.pk, found.code),
        "period": which,
        "period_name": named(which),
        "by_bkn": by_bkn(which),
        "ready": ready,
        "rows": rows,
        "closed": next((one for one in rows if one.digantikan is None), None),
        "may_reopen": perms.may_reopen(request.user, found, on),
        "over": on >= which.days.upper,
        "form": form,
        "error": error,
    }
    return render(request, "performance/rating/closing.html", context, status=422 if error else 200)


@login_required
@require_http_methods(BOTH)
def closing_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a closed period of a unit again."""
    on = day_of(request.user)
    rows = Closing.objects.filter(digantikan__isnull=True).select_related("unit", "period")
    found = get_object_or_404(rows, pk=pk)
    if not perms.may_reopen(request.user, found.unit, on):
        raise Http404
    form = ReasonForm(request.POST or None, label=_("Mengapa dibuka lagi?"))
    back = reverse("performance:closing", args=[found.unit_id, found.period_id])
    if request.method == "POST" and form.is_valid():
        try:
            closings.reopen(closing=found, text=form.cleaned_data["reason"], by=request.user, on=on)
        except RatingRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Penutupan dibuka lagi. Yang sudah ditutup tetap tercatat."))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Buka lagi penilaian %(period)s?") % {"period": named(found.period)},
        "lead": _("Daftar gaji atau TPP yang memakai hasil ini akan diminta dihitung ulang."),
        "back": back,
    }
    return render(request, "performance/form.html", context, status=422 if form.errors else 200)
