"""Pages of counted figures, and the address to which other systems send them."""

from __future__ import annotations

import datetime
import json
import uuid
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from praja.access.queries import names_apart, names_of
from praja.performance.follow import perms
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions import figures as actions
from praja.performance.follow.figures import codes_in
from praja.performance.follow.forms import SheetForm, TokenForm
from praja.performance.follow.months import named
from praja.performance.follow.views.periods import government_in, governments_kept_by
from praja.performance.models import FeedBatch, FeedToken
from praja.web.asked import files_sent, sent
from praja.web.shell import day_of

MOST_SHOWN = 50
LARGEST_MESSAGE = 2 * 1024 * 1024


def _units(request: HttpRequest) -> dict[Any, str]:
    """Return the units for whose people somebody gives figures, by name.

    :raises Http404: if there are none
    """
    on = day_of(request.user)
    units = perms.figures_for(request.user, on)
    names = names_apart(units.values_list("pk", flat=True), on)
    if not names:
        raise Http404
    return names


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """Show the figures that came, and take a sheet."""
    on = day_of(request.user)
    names = _units(request)
    form = SheetForm(sent(request), files_sent(request), names=names)
    if request.method == "POST" and form.is_valid():
        unit = perms.figures_for(request.user, on).get(pk=form.cleaned_data["unit"])
        try:
            made = actions.upload(file=form.cleaned_data["file"], unit=unit, by=request.user, on=on)
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("performance:feed", made.pk)
    units = perms.figures_for(request.user, on)
    rows = FeedBatch.objects.filter(unit__in=units)
    month = (on.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    context = {
        "codes": codes_in(units, month),
        "month": named(month),
        "form": form,
        "rows": list(rows.select_related("file", "token", "made_by").order_by("-made_at")[:MOST_SHOWN]),
        "tokens": bool(governments_kept_by(request.user, on)),
    }
    return render(request, "performance/follow/feeds.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what figures would change or have changed, and apply or refuse them."""
    on = day_of(request.user)
    rows = FeedBatch.objects.filter(unit__in=perms.figures_for(request.user, on))
    batch = get_object_or_404(rows.select_related("file", "token", "made_by", "unit"), pk=pk)
    if request.method == "POST":
        step = request.POST.get("langkah", "")
        try:
            if step == "tolak":
                actions.refuse(batch=batch, by=request.user, on=on)
                messages.success(request, _("Lembar ini tidak diterapkan."))
            else:
                good = step == "yang_benar"
                actions.apply(batch=batch, only_good_rows=good, by=request.user, on=on)
                messages.success(request, _("Angka diterapkan dan terlihat oleh pegawainya."))
        except FollowRefused as error:
            messages.error(request, str(error))
        return redirect("performance:feed", pk)
    return render(request, "performance/follow/feed.html", {"batch": batch, "summary": batch.summary})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens of other systems, and make one, which is shown this once."""
    on = day_of(request.user)
    government, kept = government_in(request)
    form = TokenForm(sent(request))
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, secret = actions.make_token(
                government=government, name=form.cleaned_data["name"], by=request.user, on=on
            )
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            form = TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "government": government,
        "names": list(names_of([one.pk for one in kept], on).items()),
        "rows": list(
            FeedToken.objects.filter(government=government).select_related("made_by").order_by("-made_at")
        ),
    }
    return render(request, "performance/follow/tokens.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def token_revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Revoke a token."""
    on = day_of(request.user)
    found = get_object_or_404(FeedToken, pk=pk, government__in=governments_kept_by(request.user, on))
    actions.revoke_token(token=found, by=request.user, on=on)
    messages.success(request, _("Token dicabut; sistem itu tidak dapat mengirim angka lagi."))
    return redirect("performance:feed_tokens")


# --- what other systems send


@csrf_exempt  # a token in a header is no cookie: nobody's browser sends it by itself
@login_not_required
@never_cache
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take figures of a system: `{"kunci": "…", "baris": [{"kode", "nip" or "unit", "bulan", "nilai"}]}`.

    The token stands in the header `Authorization: Bearer …`. A message sent again is answered as before.
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    token = None
    if scheme.lower() == "bearer" and secret.isascii() and 20 <= len(secret) <= 100:
        token = actions.admit(secret=secret, now=timezone.now())
    if token is None:
        return _answer(401, _("Token tidak dikenal atau sudah dicabut."))
    if actions.is_too_much(token):
        refused = _answer(429, _("Terlalu banyak pesan dalam semenit. Tunggu sebentar."))
        refused["Retry-After"] = "60"
        return refused
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST_MESSAGE:
            return _answer(413, _("Pesan ini terlalu besar. Bagi menjadi beberapa."))
        said = json.loads(request.body.decode("utf-8"), parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError):
        return _answer(400, _("Pesan ini bukan JSON yang dapat dibaca."))
    key, rows = (said.get("kunci"), said.get("baris")) if isinstance(said, dict) else (None, None)
    if (
        not isinstance(key, str)
        or not isinstance(rows, list)
        or not all(isinstance(one, dict) for one in rows)
    ):
        return _answer(400, _("Perlu “kunci” (teks) dan “baris” (daftar)."))
    try:
        batch = actions.receive(token=token, key=key.strip(), rows=rows)
    except actions.KeyTaken as error:
        return _answer(409, str(error))
    except FollowRefused as error:
        return _answer(400, str(error))
    return JsonResponse({"pesan": str(batch.pk), **batch.summary, "rincian_masalah": batch.problems})


def _answer(status: int, text: str) -> JsonResponse:
    return JsonResponse({"galat": text}, status=status, json_dumps_params={"ensure_ascii": False})
