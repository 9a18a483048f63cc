"""Receipts of ratings on paper: recorded by an officer, and their scans."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.files.views import download
from praja.performance.models import Delivery
from praja.performance.periods import named
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.actions.paper import record_receipt
from praja.performance.telling.forms import ReceiptForm
from praja.performance.telling.perms import may_record_receipt
from praja.performance.telling.views.report import rating_in
from praja.web.asked import BOTH, files_sent, sent
from praja.web.shell import day_of


@login_required
@require_http_methods(BOTH)
def receipt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take when somebody received a rating on paper, and the scan of the receipt."""
    found, on = rating_in(request, pk), day_of(request.user)
    if not may_record_receipt(request.user, found, on):
        raise Http404
    form = ReceiptForm(sent(request), files_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            record_receipt(rating=found, by=request.user, on=on, **form.cleaned_data)
        except TellingRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Tanda terima tercatat. Hari mengajukan keberatan dihitung dari situ.")
            )
            return redirect("performance:rating", found.pk)
    context = {
        "form": form,
        "question": _("Kapan penilaiannya diterima di atas kertas?"),
        "lead": _("%(name)s, %(period)s: bagi yang belum mempunyai akun, dari lembar yang ditandatanganinya.")
        % {"name": found.skp.person.full_name, "period": named(found.period)},
        "back": reverse("performance:rating", args=[found.pk]),
    }
    return render(request, "performance/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def receipt_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out the scan of a receipt to whoever may read the rating."""
    found = rating_in(request, pk)
    delivery = get_object_or_404(Delivery.objects.select_related("paper"), rating=found)
    if delivery.paper is None:
        raise Http404
    return download(request, delivery.paper)
