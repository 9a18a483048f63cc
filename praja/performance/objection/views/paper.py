"""Recording an objection from the person's letter."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praja.performance.objection import perms
from praja.performance.objection.actions import ObjectionRefused
from praja.performance.objection.actions.paper import file_letter
from praja.performance.objection.forms import LetterForm
from praja.performance.periods import named
from praja.performance.telling.views.report import rating_in
from praja.web.asked import BOTH, files_sent, sent
from praja.web.shell import day_of


@login_required
@require_http_methods(BOTH)
def letter(request: HttpRequest, rating: uuid.UUID) -> HttpResponse:
    """Take what an objection says that came as a letter, and its scan."""
    found, on = rating_in(request, rating), day_of(request.user)
    if not perms.may_record_letter(request.user, found, on):
        raise Http404
    form = LetterForm(sent(request), files_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = file_letter(rating=found, by=request.user, on=on, **form.cleaned_data)
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Surat keberatan tercatat dan disampaikan kepada yang memutus."))
            return redirect("performance:objection", made.pk)
    context = {
        "form": form,
        "question": _("Apa isi surat keberatannya?"),
        "lead": _("%(name)s, %(period)s: predikat %(predicate)s.")
        % {
            "name": found.skp.person.full_name,
            "period": named(found.period),
            "predicate": found.get_predicate_display(),
        },
        "back": reverse("performance:rating", args=[found.pk]),
    }
    return render(request, "performance/form.html", context, status=422 if form.errors else 200)
