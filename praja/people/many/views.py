"""Pages of one SK for many people: which, for whom, with what consequences; and how far recording it is."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.people.actions import PersonRefused, preview_sk_for_many, record_sk_for_many
from praja.people.actions.many import reasons
from praja.people.forms import BecauseForm
from praja.people.kinds import DISIPLIN, KINDS, TANGGUNGAN, SkKind
from praja.people.many import actions
from praja.people.many.perms import may_record_for_many
from praja.people.many.queries import recordings_visible_to
from praja.people.models import ManySk
from praja.people.views.common import crumbs, file_of, today_of
from praja.web.replies import stop_asking
from praja.web.words import angka

State = ManySk.State
PER_PAGE = 50
RECENT = 5
MANY = [kind for kind in KINDS.values() if kind not in (TANGGUNGAN, DISIPLIN) and kind.key != "rekening"]
_LOOKS = {State.DICATAT: "ok", State.GAGAL: "bad", State.DIHENTIKAN: "warn"}


def _officer(request: HttpRequest) -> datetime.date:
    """Return the day for an officer; for others these pages do not exist."""
    on = today_of(request)
    if not may_record_for_many(request.user, on):
        raise Http404
    return on


@login_required
@require_safe
def many_kinds(request: HttpRequest) -> HttpResponse:
    """Ask which kind of SK is recorded for many people; show how far those asked for last are."""
    on = _officer(request)
    recent = [
        (one, KINDS[one.kind].label, _LOOKS.get(State(one.state), ""))
        for one in recordings_visible_to(request.user, on)[:RECENT]
    ]
    context = {
        "kinds": MANY,
        "recent": recent,
        "breadcrumbs": crumbs((_("Satu SK untuk banyak pegawai"), "")),
    }
    return render(request, "people/many_kinds.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, kind: str) -> HttpResponse:
    """Record one SK for many people: for all of them or for none, after a look at each."""
    user: Any = request.user
    on = _officer(request)
    which = KINDS.get(kind)
    if which not in MANY:
        raise Http404
    step = request.POST.get("langkah", "")
    bound = request.method == "POST" and step != "jabatan"
    form = actions.form_of(
        which,
        user,
        on,
        *((request.POST, request.FILES) if bound else ()),
        initial=request.POST.dict() if step == "jabatan" else _given(request, which, on),
    )
    looked: list[Any] = []
    unknown: list[str] = []
    because = BecauseForm()
    file = file_of(form, request) if bound else None
    if bound and form.is_valid():
        people, unknown = actions.people_of(form, user, on)
        if not form.errors and step == "catat" and not unknown and len(people) > actions.AT_ONCE:
            asked = actions.ask(
                form=form,
                people=len(people),
                file=file,
                because=request.POST.get("because", "")[:1000],
                by=user,
                on=on,
            )
            return redirect("people:recording", asked.pk)
        if not form.errors:
            said = form.said()
            content = said.pop("content")
            sk = {
                **said,
                "kind": which,
                "people": people,
                "contents": {person.pk: content for person in people},
                "file": file,
                "by": user,
                "on": on,
            }
            looked = preview_sk_for_many(**sk)
            if any(one.preview.off_table for one in looked):
                because = BecauseForm(request.POST if step == "catat" else None)
            confirmed = not because.is_bound or because.is_valid()
            if step == "catat" and confirmed and not unknown:
                try:
                    rows = record_sk_for_many(
                        **sk, because=because.cleaned_data["because"] if because.is_bound else ""
                    )
                except PersonRefused as error:
                    form.add_error(None, str(error))
                else:
                    messages.success(
                        request,
                        ngettext(
                            "SK dicatat bagi %(count)s orang.", "SK dicatat bagi %(count)s orang.", len(rows)
                        )
                        % {"count": angka(len(rows))},
                    )
                    return redirect("people:list")
            if step == "keluarkan":
                looked, unknown = [one for one in looked if one.possible], []
                form.keep_people([one.person.nip for one in looked])
    good = sum(one.possible for one in looked)
    # Those of whom something must be said come first.
    looked.sort(key=lambda one: (one.possible, not one.preview.notes))
    context = {
        "kind": which,
        "form": form,
        "page": Paginator(looked, PER_PAGE).get_page(request.POST.get("hal")),
        "all": len(looked) + len(unknown),
        "good": good,
        "wrong": len(looked) + len(unknown) - good,
        "unknown": unknown,
        "reasons": reasons(looked)[:10],
        "holders": [one for one in looked if one.roles],
        "because": because if any(one.preview.off_table for one in looked) else None,
        "kept": form.kept_file(user) if form.is_bound else None,
        "at_once": actions.AT_ONCE,
        "breadcrumbs": crumbs(
            (_("Satu SK untuk banyak pegawai"), reverse("people:many_kinds")), (which.label, "")
        ),
    }
    return render(request, "people/many.html", context)


def _given(request: HttpRequest, kind: SkKind, on: datetime.date) -> dict[str, Any]:
    """Return what an earlier recording was asked for with, to be mended; else what is usual."""
    try:
        earlier = uuid.UUID(request.GET.get("dari", ""))
    except ValueError:
        return {"how": "definitif"}
    found = recordings_visible_to(request.user, on).filter(pk=earlier, kind=kind.key).first()
    return dict(found.given) if found else {"how": "definitif"}


# --- what a job records


@login_required
@require_safe
def recording(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far the recording of one SK for very many people is, or how it ended."""
    found = _seen(request, pk)
    working = found.state == State.MENCATAT
    if request.htmx and not working:  # type: ignore[attr-defined]
        return stop_asking()
    kind = KINDS[found.kind]
    context = {
        "recording": found,
        "kind": kind,
        "number": found.given.get("sk_number", ""),
        "working": working,
        "silent": actions.silent(found),
        "writing": working and found.people > 0 and found.done == found.people,
        "look": _LOOKS.get(State(found.state), ""),
        "breadcrumbs": crumbs(
            (_("Satu SK untuk banyak pegawai"), reverse("people:many_kinds")), (kind.label, "")
        ),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "people/many/_working.html", context)
    return render(request, "people/many/recording.html", context)


@login_required
@require_POST
def recording_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop a recording before it writes."""
    return _asked(request, pk, actions.stop)


@login_required
@require_POST
def recording_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more for a recording that nobody seems to work on."""
    return _asked(request, pk, actions.ask_again)


def _seen(request: HttpRequest, pk: uuid.UUID) -> ManySk:
    return get_object_or_404(recordings_visible_to(request.user, _officer(request)), pk=pk)


def _asked(request: HttpRequest, pk: uuid.UUID, act: Any) -> HttpResponse:
    found = _seen(request, pk)
    try:
        act(recording=found, by=request.user, on=today_of(request))
    except PersonRefused as error:
        messages.error(request, str(error))
    return redirect("people:recording", pk)
