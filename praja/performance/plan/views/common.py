"""What the pages of SKP share."""

from __future__ import annotations

import datetime
import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from praja.audit.actions import viewed
from praja.performance.models import Skp, SkpVersion
from praja.performance.perms import is_own, may_appraise
from praja.performance.plan.queries import negotiated_version, skp_visible_to
from praja.performance.plan.refused import PlanRefused
from praja.web.shell import day_of

SEEN = "SKP"


def open_skp(request: HttpRequest, pk: uuid.UUID) -> tuple[Skp, datetime.date]:
    """Return an SKP that one may see, and the day; looking at another's is recorded.

    :raises Http404: if it does not exist or may not be seen
    """
    on = day_of(request.user)
    skp = get_object_or_404(skp_visible_to(request.user, on), pk=pk)
    viewed(skp.person, request.user, SEEN)
    return skp, on


def open_negotiated(request: HttpRequest, pk: uuid.UUID) -> tuple[SkpVersion, datetime.date]:
    """Return the version of an SKP that is drafted or proposed, and the day.

    :raises Http404: if there is none, or it may not be seen
    """
    skp, on = open_skp(request, pk)
    version = negotiated_version(skp)
    if version is None:
        raise Http404
    return version, on


class Overtaken(Exception):
    """Something was pressed on a page of an SKP that has come further since."""


def answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead back to the SKP, and tell why nothing was done, who pressed something that is over."""

    @functools.wraps(view)
    def found(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        try:
            return view(request, pk)
        except Overtaken:
            messages.warning(
                request,
                _("Keadaan SKP ini sudah berubah sejak halaman Anda dibuka. Yang tampil kini yang terbaru."),
            )
            return redirect("performance:skp", pk)

    return found


def open_talked(
    request: HttpRequest, pk: uuid.UUID, *, state: str, own: bool
) -> tuple[SkpVersion, datetime.date]:
    """Return the version of an SKP that is drafted or proposed, to the one who acts on it then, and the day.

    :param own: whether that is the person; else the appraiser
    :raises Overtaken: if it is in another state by now
    :raises Http404: if somebody else asks, or it may not be seen
    """
    skp, on = open_skp(request, pk)
    needs(is_own(request.user, skp) if own else may_appraise(request.user, skp, on))
    version = negotiated_version(skp)
    if version is None or version.state != state:
        raise Overtaken
    return version, on


def needs(allowed: bool) -> None:
    """Answer as if a page did not exist to whoever may not.

    :raises Http404: if not allowed
    """
    if not allowed:
        raise Http404


def tried(request: HttpRequest, act: Callable[[], Any], done: str, *to: Any) -> HttpResponse:
    """Do something, tell what was done or why it cannot be, and go to a page."""
    try:
        act()
    except PlanRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(to[0], *to[1:])


def show(request: HttpRequest, template: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    """Show a page; of a form that was filled in wrongly with the status that says so."""
    status = 400 if form is not None and form.errors else 200
    return render(request, f"performance/plan/{template}.html", context, status=status)
