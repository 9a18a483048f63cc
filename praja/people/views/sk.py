"""Recording, correcting and withdrawing SK, for one person or many, with what would follow shown first."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.audit.actions import viewed
from praja.files.views import download
from praja.people import actions
from praja.people.actions import PersonRefused
from praja.people.careers import visible_row
from praja.people.forms import BecauseForm, ReasonForm, SkForm, initial_of
from praja.people.kinds import KGB, KINDS, SkKind
from praja.people.models import Person, SkHistory
from praja.people.perms import can_see_section
from praja.people.states import states_of
from praja.people.views.common import crumbs, file_of, person_edited, person_seen, today_of
from praja.people.words import Titles, describe, span_text


def _kind(key: str) -> SkKind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _row(request: HttpRequest, person: Person, kind: SkKind, pk: int) -> SkHistory:
    row = visible_row(request.user, person, kind, pk)
    if row is None:
        raise Http404
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Record an SK: first what would follow is shown, then it is recorded."""
    person = person_edited(request, pk)
    return _form(request, person, _kind(kind), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: uuid.UUID, kind: str, row: int) -> HttpResponse:
    """Correct an SK; the old words stay, with the reason."""
    person = person_edited(request, pk)
    found = _row(request, person, _kind(kind), row)
    if found.digantikan is not None:
        messages.error(
            request, _("Catatan ini sudah diperbaiki atau ditarik. Yang tampil sekarang adalah penggantinya.")
        )
        return redirect("people:detail", person.pk)
    return _form(request, person, _kind(kind), found)


def _form(request: HttpRequest, person: Person, kind: SkKind, row: SkHistory | None) -> HttpResponse:
    user: Any = request.user
    on = today_of(request)
    step = request.POST.get("langkah", "")
    unit = _unit_of(person, on)
    initial = (
        initial_of(row, kind, on) if row else {"at": unit, "how": "definitif", **_guess(kind, person, on)}
    )
    form = SkForm(
        request.POST or None if step != "jabatan" else None,
        request.FILES or None,
        kind=kind,
        person=person,
        by=user,
        on=on,
        correcting=row is not None,
        initial=initial if step != "jabatan" else request.POST.dict(),
    )
    looked = None
    because = BecauseForm()
    file = file_of(form, request) if form.is_bound else None
    if form.is_bound and form.is_valid():
        said = form.said() | {"file": file or (row.file if row else None), "by": user, "on": on}
        looked = actions.preview_sk(kind=kind, person=person, instead_of=row, **said)
        for problem in looked.problems:
            form.add_error(None, problem)
        if looked.off_table:
            because = BecauseForm(request.POST if step == "catat" else None)
        if step == "catat" and looked.possible and (not looked.off_table or because.is_valid()):
            said["because"] = because.cleaned_data["because"] if looked.off_table else ""
            try:
                if row is None:
                    actions.record_sk(kind=kind, person=person, **said)
                else:
                    actions.correct_sk(row=row, reason=form.cleaned_data["reason"], **said)
            except PersonRefused as error:
                looked = None
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, _("SK sudah dicatat.") if row is None else _("Perbaikan sudah dicatat.")
                )
                return redirect(reverse("people:detail", args=[person.pk]) + f"#{kind.key}")
    context = {
        "person": person,
        "kind": kind,
        "row": row,
        "form": form,
        "looked": looked if looked is not None and looked.possible else None,
        "because": because,
        "looked_text": describe(looked.row, Titles([looked.row])) if looked and looked.possible else "",
        "looked_days": span_text(looked.row.mulai, looked.row.sampai) if looked and looked.possible else "",
        "old_text": describe(row, Titles([row])) if row else "",
        "kept": form.kept_file(user) if form.is_bound else None,
        "breadcrumbs": crumbs(
            (person.full_name, reverse("people:detail", args=[person.pk])), (kind.label, "")
        ),
    }
    return render(request, "people/sk.html", context)


def _guess(kind: SkKind, person: Person, on: Any) -> dict[str, Any]:
    """Return what an SK of this kind probably says, so that less must be typed."""
    if kind is not KGB:
        return {"holder": person.name.upper()} if kind.key == "rekening" else {}
    state = states_of([person], on, kinds=("golongan", "cltn"))[person.pk]
    if state.golongan is None or state.mkg is None:
        return {}
    return {"golongan": state.golongan.golongan, "mkg_years": state.mkg[0]}


def _unit_of(person: Person, on: Any) -> str:
    from praja.people.perms import unit_of

    return str(unit_of(person, on) or "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: uuid.UUID, kind: str, row: int) -> HttpResponse:
    """Withdraw an SK that should never have been recorded."""
    person = person_edited(request, pk)
    found = _row(request, person, _kind(kind), row)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_sk(
                row=found, reason=form.cleaned_data["reason"], by=request.user, on=today_of(request)
            )
        except PersonRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Catatan sudah ditarik. Ia tetap dapat dibaca di riwayat."))
            return redirect(reverse("people:detail", args=[person.pk]) + f"#{kind}")
    context = {
        "person": person,
        "form": form,
        "question": _("Tarik catatan ini?"),
        "lead": f"{describe(found, Titles([found]))}, {span_text(found.mulai, found.sampai)}",
        "button": _("Tarik catatan ini"),
        "danger": True,
        "breadcrumbs": crumbs(
            (person.full_name, reverse("people:detail", args=[person.pk])), (_kind(kind).label, "")
        ),
    }
    return render(request, "people/form.html", context)


@login_required
@require_safe
def sk_file(request: HttpRequest, pk: uuid.UUID, kind: str, row: int) -> HttpResponseBase:
    """Give the file of an SK to whoever may see its section."""
    person = person_seen(request, pk)
    which = _kind(kind)
    if not can_see_section(request.user, person, which.section, today_of(request)):  # type: ignore[arg-type]
        raise Http404
    found = _row(request, person, which, row)
    stored = found.file
    if request.GET.get("akhir") and getattr(found, "end_file_id", None):
        stored = found.end_file  # type: ignore[attr-defined]
    if stored is None:
        raise Http404
    viewed(person, request.user, "berkas")
    return download(request, stored)
