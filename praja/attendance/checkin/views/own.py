"""“Presensi ponsel”: one button, what came of it, and what one has agreed to."""

from __future__ import annotations

import datetime
import uuid
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praja.attendance.checkin.actions import CheckInRefused, consents
from praja.attendance.checkin.actions import checkins as actions
from praja.attendance.checkin.forms import CheckInForm
from praja.attendance.checkin.moments import page_made
from praja.attendance.checkin.policies import consent_of, places_of, terms_of
from praja.attendance.checkin.queries import checkins_visible_to
from praja.attendance.checkin.telling import promise, what_came
from praja.attendance.days.views.common import PART
from praja.attendance.models import CheckIn, CheckInPolicy
from praja.audit.actions import viewed
from praja.files.views import download
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.web.replies import SENT_AT, done, is_script, refusal
from praja.web.shell import day_of

WORKER = "attendance/pekerja.js"
SHOWN = 14
"""Check-ins of the last days that the page shows."""


def _own(request: HttpRequest) -> tuple[Person, datetime.date]:
    """Return the person of the one who asks.

    :raises Http404: if they have no record
    """
    own = asker_of(request.user).person
    if own is None:
        raise Http404
    return Person.objects.get(pk=own), day_of(request.user)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the button, what was recorded today, and on which terms."""
    person, on = _own(request)
    return _page(request, person, on)


def _page(
    request: HttpRequest, person: Person, on: datetime.date, bound: CheckInForm | None = None
) -> HttpResponse:
    policy = terms_of(person, on).policy
    consent = consent_of(person)
    form = None
    if policy is not None and consent is not None:
        photo = policy.photo != CheckInPolicy.Photo.TIDAK
        made = page_made(person.pk, timezone.now())
        must = policy.photo == CheckInPolicy.Photo.WAJIB
        form = bound or CheckInForm(photo=photo, must=must, initial={"dibuat": made})
    rows = CheckIn.objects.filter(person=person, day__gt=on - datetime.timedelta(days=SHOWN))
    context = {
        "policy": policy,
        "places": places_of(policy) if policy is not None else [],
        "consent": consent,
        "promise": promise(policy) if policy is not None else [],
        "form": form,
        "key": uuid.uuid4(),
        "rows": [(one, what_came(one)) for one in rows.order_by("-at")[:40]],
        "today": on,
        "wants_photo": policy is not None and policy.photo == CheckInPolicy.Photo.WAJIB,
    }
    return render(request, "attendance/checkin/page.html", context, status=400 if bound else 200)


@login_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the script that keeps the page for when there is no connection: of this folder, not of the
    static files, because it serves only what lies below its address.
    """
    path = finders.find(WORKER) or staticfiles_storage.path(WORKER)
    text = Path(path).read_text("utf-8")
    return HttpResponse(
        text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@login_required
@require_POST
def send(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a check-in, at once or later, and say what became of it."""
    person, on = _own(request)
    form = CheckInForm(request.POST, request.FILES, photo=True)
    if form.is_valid():
        said = form.said(
            key, sent=request.headers.get(SENT_AT, ""), agent=request.headers.get("User-Agent", "")
        )
        try:
            made = actions.check_in(person=person, said=said, by=request.user)
        except CheckInRefused as error:
            form.add_error(None, str(error))
        else:
            return done(request, reverse("attendance:checkin"), what_came(made))
    return refusal(form) if is_script(request) else _page(request, person, on, form)


@login_required
@require_POST
def consent(request: HttpRequest, what: str) -> HttpResponse:
    """Agree to what is kept, or withdraw that."""
    person, on = _own(request)
    try:
        if what == "setuju":
            consents.agree(person=person, by=request.user, on=on)
            messages.success(request, _("Persetujuan tercatat. Tombol presensi siap dipakai."))
        elif what == "tarik":
            consents.withdraw(person=person, by=request.user, on=on)
            messages.success(request, _("Persetujuan ditarik. Tidak ada lagi yang diambil dari ponsel Anda."))
        else:
            raise Http404
    except CheckInRefused as error:
        messages.error(request, str(error))
    return redirect("attendance:checkin")


@login_required
@require_safe
def photo(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out the photo of a check-in."""
    found = get_object_or_404(
        checkins_visible_to(request.user, day_of(request.user)).select_related("photo", "person"), pk=pk
    )
    if found.photo is None:
        raise Http404
    if found.person_id != asker_of(request.user).person:
        viewed(found.person, request.user, PART)
    return download(request, found.photo)
