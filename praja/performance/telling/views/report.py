"""The report of a rating: read, confirmed, answered to, and printed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.audit.actions import viewed
from praja.performance import law
from praja.performance.enums import PredikatOrganisasi
from praja.performance.models import ClosedRating, Delivery, ProcessAnswered, Rating
from praja.performance.objection.clock import Term, term_of
from praja.performance.objection.perms import may_record_letter
from praja.performance.objection.queries import standing_objection
from praja.performance.periods import named
from praja.performance.perms import is_own
from praja.performance.rating.packs import name_of
from praja.performance.rating.predicates import LOOKS
from praja.performance.rating.queries import ratings_visible_to
from praja.performance.rating.shown import attended, language
from praja.performance.rating.views.desk import PART
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.actions.answering import answer
from praja.performance.telling.actions.reading import acknowledge
from praja.performance.telling.forms import ProcessForm, ReadForm
from praja.performance.telling.paper import DOCUMENT, EVALUATION, READ, forms_of
from praja.performance.telling.perms import may_record_receipt
from praja.performance.telling.process import ASKED_FOR, FEWEST, asked_until
from praja.performance.telling.queries import delivery_of
from praja.performance.telling.report import Report, reckoned, report_of
from praja.web.asked import BOTH
from praja.web.exports import handed_out
from praja.web.shell import day_of

SHOWN = ("skp__person__account", "skp__unit__government", "period")
"""What of a rating its pages read."""


def rating_in(request: HttpRequest, pk: uuid.UUID, read: Sequence[str] = SHOWN) -> Rating:
    """Return a signed rating that the one who asks may read; the trail notes it where it is another's.

    :param read: what is read with it
    :raises Http404: if there is none, or none that they may read
    """
    rows = ratings_visible_to(request.user, day_of(request.user)).filter(signed_at__isnull=False)
    found: Rating = get_object_or_404(rows.select_related(*read), pk=pk)
    if not is_own(request.user, found.skp):
        viewed(found.skp.person, request.user, PART)
    return found


def _own(request: HttpRequest, pk: uuid.UUID) -> Rating:
    """Return one's own signed rating.

    :raises Http404: if it is another's
    """
    found = rating_in(request, pk)
    if not is_own(request.user, found.skp):
        raise Http404
    return found


@login_required
@require_safe
def rating(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one rating: what was given, why, by whom, what it rests on, and what comes next."""
    return _shown(request, rating_in(request, pk), ReadForm())


def _shown(request: HttpRequest, found: Rating, form: ReadForm) -> HttpResponse:
    own, on = is_own(request.user, found.skp), day_of(request.user)
    report = report_of(found)
    term = _term(report)
    context = {
        "report": report,
        "rating": found,
        "own": own,
        "name": named(found.period),
        "look": LOOKS[found.predicate],
        "before": (report.before, named(report.before.period)) if report.before is not None else None,
        "versions": _versions(request, found, own=own),
        "attended": attended(found.basis),
        "closed": ClosedRating.objects.filter(rating=found, digantikan__isnull=True).first(),
        "term": term,
        "objection": standing_objection(found) if own else None,
        "asked": own and term is not None and _is_asked(report, term),
        "form": form if own and _waits(report) else None,
        "led": dict(PredikatOrganisasi.choices).get(found.basis.get("unit") or "", ""),
        "pack": name_of(found.basis.get("pak", law.NATIONAL), language()),
        "may_receive": not own and _waits(report) and may_record_receipt(request.user, found, on),
        "may_file": term is not None
        and not own
        and may_record_letter(request.user, found, on)
        and standing_objection(found) is None,
    }
    return render(request, "performance/telling/report.html", context, status=422 if form.errors else 200)


def _versions(request: HttpRequest, found: Rating, *, own: bool) -> list[Rating]:
    """Return the other signed ratings of the same, the newest first, of those that may be read."""
    others = Rating.objects.filter(skp=found.skp_id, period=found.period_id, signed_at__isnull=False)
    rows = list(others.exclude(pk=found.pk).order_by("-number"))
    if own or not rows:
        return rows
    seen = ratings_visible_to(request.user, day_of(request.user)).filter(pk__in=[one.pk for one in rows])
    return list(seen.order_by("-number"))


def _waits(report: Report) -> bool:
    """Tell whether the person has not confirmed a rating that still counts."""
    delivery = report.delivery
    return delivery is not None and delivery.acknowledged_at is None and report.rating.digantikan is None


def _term(report: Report) -> Term | None:
    """Return until when one may object; nothing where no law says so, or another rating counts by now."""
    if report.delivery is None or report.rating.digantikan is not None:
        return None
    try:
        return term_of(report.rating, report.delivery)
    except law.RatingUnknown:
        return None


def _is_asked(report: Report, term: Term) -> bool:
    """Tell whether the person may still answer of the process."""
    found = report.rating
    return (
        term.today <= term.delivered + ASKED_FOR
        and not ProcessAnswered.objects.filter(person=found.skp.person_id, period=found.period_id).exists()
    )


@login_required
@require_POST
def read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it that the person has read the rating, with a word to it."""
    found = _own(request, pk)
    form = ReadForm(request.POST)
    if form.is_valid():
        try:
            acknowledge(
                rating=found, comment=form.cleaned_data["comment"], by=request.user, on=day_of(request.user)
            )
        except TellingRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Tercatat bahwa Anda sudah membacanya. Ini bukan persetujuan."))
        return redirect("performance:rating", found.pk)
    return _shown(request, found, form)


@login_required
@require_safe
def reckoning(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how the figures of a rating were reckoned: formulas with their numbers, and articles."""
    found = rating_in(request, pk)
    parts = reckoned(found)
    context: dict[str, Any] = {"rating": found, "name": named(found.period)}
    if request.headers.get("HX-Request"):
        return render(
            request, "performance/rating/_why.html", {"parts": parts.get(request.GET.get("rhk", ""), [])}
        )
    context["parts"] = [part for several in parts.values() for part in several]
    return render(request, "performance/telling/reckoned.html", context)


@login_required
@require_http_methods(BOTH)
def process(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the three questions of the process, and take the answers without who gave them."""
    found = _own(request, pk)
    on = day_of(request.user)
    form = ProcessForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer(rating=found, said=form.answers, by=request.user, on=on)
        except TellingRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Terima kasih. Jawaban Anda disimpan tanpa nama Anda."))
            return redirect("performance:rating", found.pk)
    delivery: Delivery | None = delivery_of(found)
    context = {
        "rating": found,
        "form": form,
        "name": named(found.period),
        "until": asked_until(delivery, found) if delivery is not None else None,
        "fewest": FEWEST,
    }
    return render(request, "performance/telling/process.html", context, status=422 if form.errors else 200)


# --- on paper


@login_required
@require_safe
def evaluation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out the evaluasi kinerja pegawai of a signed rating as PDF."""
    return _printed(rating_in(request, pk, READ), EVALUATION)


@login_required
@require_safe
def document(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out the dokumen evaluasi kinerja pegawai of a signed rating as PDF."""
    return _printed(rating_in(request, pk, READ), DOCUMENT)


def _printed(found: Rating, kind: str) -> HttpResponse:
    period = found.period
    number = f"-{period.number}" if period.kind != "tahunan" else ""
    name = f"{kind}-kinerja-{period.kind}-{period.year}{number}-{found.skp.person.nip}.pdf"
    return handed_out(forms_of([found], (kind,)), name)
