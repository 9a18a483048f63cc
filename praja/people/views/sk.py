"""Recording, correcting and withdrawing SK, for one person or many, with what would follow shown first."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from praja.audit.actions import viewed
from praja.files.views import download
from praja.people import actions
from praja.people.actions import PersonRefused
from praja.people.actions.many import MOST_PEOPLE, reasons
from praja.people.forms import BecauseForm, ManySkForm, ReasonForm, SkForm, initial_of
from praja.people.kinds import DISIPLIN, KGB, KINDS, TANGGUNGAN, SkKind
from praja.people.models import Person, SkHistory
from praja.people.perms import can_see_section, is_officer
from praja.people.queries import people_editable_by, states_of, visible_row
from praja.people.views.common import crumbs, file_of, person_edited, person_seen, today_of
from praja.people.words import Titles, describe, span_text
from praja.web.words import angka


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
    if request.method == "POST" and step != "jabatan" and form.is_valid():
        file = file_of(form, request) or (row.file if row else None)
        said = form.said() | {"file": file, "by": user, "on": on}
        if not form.errors:
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


# --- one SK, many people

PER_PAGE = 50
MANY = [kind for kind in KINDS.values() if kind not in (TANGGUNGAN, DISIPLIN) and kind.key != "rekening"]


@login_required
@require_safe
def many_kinds(request: HttpRequest) -> HttpResponse:
    """Ask which kind of SK is recorded for many people."""
    if not is_officer(request.user, today_of(request)):  # type: ignore[arg-type]
        raise Http404
    context = {"kinds": MANY, "breadcrumbs": crumbs((_("Satu SK untuk banyak pegawai"), ""))}
    return render(request, "people/many_kinds.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, kind: str) -> HttpResponse:
    """Record one SK for many people: for all of them or for none, after a look at each."""
    user: Any = request.user
    on = today_of(request)
    which = _kind(kind)
    if which not in MANY or not is_officer(user, on):
        raise Http404
    step = request.POST.get("langkah", "")
    bound = request.method == "POST" and step != "jabatan"
    nobody = Person(birth_date=on.replace(year=on.year - 40, day=1))
    form = ManySkForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        kind=which,
        person=nobody,
        by=user,
        on=on,
        initial=request.POST.dict() if step == "jabatan" else {"how": "definitif"},
    )
    looked: list[Any] = []
    unknown: list[str] = []
    because = BecauseForm()
    if bound and form.is_valid():
        file = file_of(form, request)
        people, unknown = _people(form, user, on)
        if not form.errors:
            said = form.said()
            content = said.pop("content")
            asked = {
                **said,
                "kind": which,
                "people": people,
                "contents": {person.pk: content for person in people},
                "file": file,
                "by": user,
                "on": on,
            }
            looked = actions.preview_sk_for_many(**asked)
            if any(one.preview.off_table for one in looked):
                because = BecauseForm(request.POST if step == "catat" else None)
            confirmed = not because.is_bound or because.is_valid()
            if step == "catat" and confirmed and not unknown:
                try:
                    rows = actions.record_sk_for_many(
                        **asked, because=because.cleaned_data["because"] if because.is_bound else ""
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
        "breadcrumbs": crumbs(
            (_("Satu SK untuk banyak pegawai"), reverse("people:many_kinds")), (which.label, "")
        ),
    }
    return render(request, "people/many.html", context)


def _people(form: ManySkForm, user: Any, on: Any) -> tuple[list[Person], list[str]]:
    """Return the people whose NIP were typed, and the NIP of nobody whose record this officer may change."""
    wanted = list(dict.fromkeys(re.findall(r"\d+", form.cleaned_data["people"])))
    if not wanted:
        form.add_error("people", _("Isi NIP, satu sebaris."))
    if len(wanted) > MOST_PEOPLE:
        form.add_error(
            "people",
            _("Paling banyak %(most)s orang dalam satu kali catat.") % {"most": angka(MOST_PEOPLE)},
        )
        return [], []
    found = {
        one.nip: one for one in people_editable_by(user, on).filter(nip__in=wanted).select_related("account")
    }
    return [found[nip] for nip in wanted if nip in found], [nip for nip in wanted if nip not in found]
