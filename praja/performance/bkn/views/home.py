"""The page that leads to the exchange, and the two held against each other."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.access.queries import names_of
from praja.organization.models import Unit
from praja.performance.bkn import perms
from praja.performance.bkn.comparing import LOOKS, NAMES, SAME, compared, counted
from praja.performance.bkn.forms import CompareForm
from praja.performance.bkn.modes import by_bkn
from praja.performance.bkn.queries import exports_visible_to, imports_visible_to
from praja.performance.bkn.views.common import offered
from praja.performance.bkn.views.modes import standing
from praja.performance.enums import Ekspektasi
from praja.performance.periods import named
from praja.performance.rating.predicates import shown
from praja.performance.rating.views.common import period_of
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

MOST = 5
NAMED = ("made_by__name", "made_by__username")


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what was exchanged lately, who rates, and lead to comparing."""
    on = day_of(request.user)
    if not perms.sees_exchange(request.user, on):
        raise Http404
    form = None
    units, periods = offered(perms.compares(request.user, on), on)
    if units:
        form = CompareForm(request.GET or None, units=units, periods=periods)
        if request.GET and form.is_valid():
            period = form.cleaned_data["period"]
            return redirect("performance:bkn_compare", form.cleaned_data["unit"], period.pk)
    modes = standing(request.user, on)
    waiting = [one["waiting"] for one in modes if one["waiting"] is not None]
    imports, exports = imports_visible_to(request.user, on), exports_visible_to(request.user, on)
    context = {
        "form": form,
        "any_period": form is not None and bool(form.periods),
        "modes": modes,
        "waiting": sum(perms.may_decide_mode(request.user, one, on) for one in waiting),
        "exchanges": perms.exchanges_any(request.user, on),
        "imports": list(_named(imports, "name", "state")),
        "exports": list(_named(exports, "form", "state")),
    }
    return render(request, "performance/bkn/home.html", context)


def _named(rows: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    """Return the newest rows as a list of links names them: without what stands in their files."""
    named = rows.select_related(None).select_related("made_by").only(*fields, "made_at", *NAMED)
    return named.order_by("-made_at")[:MOST]


@login_required
@require_safe
def compare(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> HttpResponse:
    """Show where Praja and e-Kinerja say the same of a unit's people, and where not."""
    which, on = period_of(request, period)
    found = get_object_or_404(Unit.objects.select_related("government"), pk=unit)
    if which.government_id != (found.government_id or found.pk):
        raise Http404
    if not perms.may_compare(request.user, found, on):
        raise Http404
    counts = counted(found, which, on)
    asked = request.GET.get("lihat", "")
    looked_at = asked if asked in NAMES else next((one for one, count in counts.items() if count), SAME)
    table = Table(
        request,
        compared(found, which, on, looked_at),
        columns=[
            Column("nama", _("Nama"), lambda one: Lines(one.full_name, one.nip), sort="name"),
            Column("nip", _("NIP"), "nip", export="only"),
            Column(
                "praja", _("Di Praja"), lambda one: _lines(one.here), sort="here_predicate", link=_rating
            ),
            Column("penilai_praja", _("Penilai di Praja"), "here.rater", export="only"),
            Column("bkn", _("Di BKN"), lambda one: _lines(one.there), sort="there_predicate"),
            Column("penilai_bkn", _("Penilai di BKN"), "there.rater", export="only"),
            Column("impor", _("Impor"), "there.import_number", num=True),
            Column("banding", _("Perbandingan"), lambda one: Chip(NAMES[one.stand], LOOKS[one.stand])),
        ],
        name="banding-e-kinerja",
        order="nama",
        number=lambda: counts.get(looked_at, 0),
        people="pk",
        about=which,
        unit=found.pk,
        empty=_("Belum ada penilaian yang ditandatangani atau predikat yang diimpor untuk periode ini."),
    )  # fmt: skip
    context = {
        "table": table,
        "unit": found,
        "name": names_of([found.pk], on).get(found.pk, found.code),
        "period": which,
        "period_name": named(which),
        "by_bkn": by_bkn(which),
        "counts": [(one, NAMES[one], count) for one, count in counts.items()],
        "looked_at": looked_at,
        "total": sum(counts.values()),
        "apart": sum(count for one, count in counts.items() if one != SAME),
        "exchanges": perms.may_exchange(request.user, found, on),
    }
    return table.response() or render(request, "performance/bkn/compare.html", context)


def _rating(one: Any) -> str | None:
    return reverse("performance:rating", args=[one.here["rating"]]) if one.here else None


def _lines(said: dict[str, Any]) -> Lines:
    """Return the predicate that one of both says, and below it what it is made of."""
    if not said:
        return Lines("–", "")
    parts = [said["result"], said["behaviour"]]
    two = " / ".join(str(Ekspektasi(one).label) for one in parts) if all(parts) else ""
    return Lines(shown(said["predicate"])[0] or "–", two)
