"""What happens after too many failures to sign in."""

from __future__ import annotations

import math
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from praja.accounts.codes import digest
from praja.audit.middleware import client_address


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return what failures are counted under: a keyed digest, because what was typed might be a password.

    `A@b.id` and `a@b.id` are one.
    """
    return digest(f"lockout:{typed(request, credentials).lower()}")


def typed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the name with which somebody tried to sign in."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(given).strip()


def address(request: HttpRequest) -> str:
    """Return the client's address, as the audit knows it."""
    return client_address(request) or "0.0.0.0"


def minutes_left(request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
    """Return after how many minutes one may try again."""
    last = (
        AccessAttempt.objects.filter(username=name_tried(request, credentials), ip_address=address(request))
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    wait = settings.AXES_COOLOFF_TIME
    left = wait if last is None else last + wait - timezone.now()
    return max(1, math.ceil(left.total_seconds() / 60))


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer somebody who is locked out: how long to wait, and what else can be done."""
    minutes = minutes_left(request, credentials)
    answer = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer
