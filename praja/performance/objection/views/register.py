"""The register of objections for officers and auditors, and the document of a decision."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.files.views import download
from praja.performance.models import Objection
from praja.performance.objection import perms, queries
from praja.performance.objection.views.common import LOOKS, decision_of, objection_in
from praja.performance.periods import named
from praja.performance.rating.predicates import shown
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table


def _outcome(one: Objection) -> Any:
    decision = decision_of(one)
    if decision is None:
        return ""
    after = shown(decision.predicate)[0]
    return Lines(decision.get_outcome_display(), after if decision.rating_id else _("penilaian tetap"))


def _after(one: Objection) -> str:
    decision = decision_of(one)
    return "" if decision is None else shown(decision.predicate)[0]


def _due(one: Objection) -> datetime.date | None:
    return queries.decide_by(one) if one.state in perms.OPEN else None


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show what was filed: whose, when, against whom, and what came of it."""
    on = day_of(request.user)
    if not perms.keeps_register(request.user, on):
        raise Http404
    rows = queries.register_for(request.user, on)
    chosen = request.GET.get("keadaan", "terbuka")
    counts = rows.order_by().aggregate(open=Count("pk", filter=Q(state__in=perms.OPEN)), all=Count("pk"))
    if chosen == "terbuka":
        rows = rows.filter(state__in=perms.OPEN)
    else:
        chosen = "semua"
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "nomor",
                _("Nomor"),
                queries.number_of,
                sort="filed_at",
                link=lambda one: reverse("performance:objection", args=[one.pk]),
            ),
            Column(
                "orang",
                _("Pegawai"),
                lambda one: Lines(one.skp.person.full_name, named(one.period)),
                sort="skp__person__name",
            ),
            Column("penilai", _("Penilai"), lambda one: one.rating.rater_name),
            Column("semula", _("Predikat semula"), lambda one: one.rating.get_predicate_display()),
            Column("diajukan", _("Diajukan"), "filed_on", sort="filed_on"),
            Column("sasaran", _("Diharapkan diputus"), _due),
            Column(
                "keadaan",
                _("Keadaan"),
                lambda one: Chip(one.get_state_display(), LOOKS[one.state]),
                sort="state",
            ),
            Column("putusan", _("Putusan"), _outcome),
            Column("menjadi", _("Predikat sesudahnya"), _after, export="only"),
        ],
        name="keberatan",
        order="-nomor",
        empty=_("Tidak ada keberatan di sini. Pegawai mengajukannya dari halaman hasil penilaiannya."),
        people="skp__person",
    )
    context = {"table": table, "chosen": chosen, "counts": counts}
    return table.response() or render(request, "performance/objection/register.html", context)


@login_required
@require_safe
def document(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out the document of a decision."""
    found, _on = objection_in(request, pk)
    decision = decision_of(found)
    if decision is None or decision.file is None:
        raise Http404
    return download(request, decision.file)
