"""Pages of signals: all of them for officers, one's own, and one with its answers."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from praja.attendance.models import Signal
from praja.attendance.signals import actions, perms
from praja.attendance.signals.actions import LONGEST, SignalRefused
from praja.attendance.signals.telling import MAY_BE, seen
from praja.audit.actions import viewed
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.queries import people_visible_to
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

PART = "isyarat presensi"
"""How the trail names what was looked at."""


class TextForm(forms.Form):
    """What somebody says of a signal."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, **more: Any) -> None:
        """Ask for it under a label."""
        super().__init__(*args, **more)
        self.fields["text"].label = label


class SignalFilter(django_filters.FilterSet):
    """What the list can be narrowed by."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Isyarat"), choices=Signal.Kind.choices)
    keadaan = django_filters.ChoiceFilter(
        label=gettext_lazy("Keadaan"),
        choices=[
            ("terbuka", gettext_lazy("Belum dijelaskan")),
            ("dijawab", gettext_lazy("Dijawab pegawai")),
            ("selesai", gettext_lazy("Sudah dijelaskan")),
        ],
        method="narrowed",
    )

    class Meta:
        model = Signal
        fields = ["kind"]

    def narrowed(self, rows: Any, name: str, value: str) -> Any:
        """Return the rows in a state."""
        if value == "selesai":
            return rows.filter(noted_at__isnull=False)
        rows = rows.filter(noted_at__isnull=True)
        return rows.filter(answered_at__isnull=False) if value == "dijawab" else rows


def state_of(signal: Signal) -> tuple[Any, str]:
    """Return how far a signal is, in words, and how it looks."""
    if signal.noted_at is not None:
        return _("Sudah dijelaskan"), "ok"
    return (
        (_("Dijawab pegawai"), "warn") if signal.answered_at is not None else (_("Belum dijelaskan"), "warn")
    )


@login_required
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """Show the signals about the people of an officer's units, the newest first."""
    on = day_of(request.user)
    if not perms.reads(request.user, on):
        raise Http404
    rows = perms.signals_visible_to(request.user, on).select_related("person")
    table = Table(
        request,
        rows.order_by("-found_at", "pk"),
        columns=[
            Column(
                "person", _("Pegawai"), lambda one: Lines(one.person.full_name, one.person.nip),
                sort="person__name", link=lambda one: f"/kehadiran/isyarat/{one.pk}/",
            ),
            Column("kind", _("Isyarat"), lambda one: Lines(one.get_kind_display(), seen(one)), sort="kind"),
            Column("last", _("Terakhir"), "last", sort="last"),
            Column("state", _("Keadaan"), lambda one: Chip(*state_of(one)), sort="noted_at"),
        ],
        filters=SignalFilter,
        name="isyarat-presensi",
        empty=_("Belum ada isyarat. Tiap malam yang masuk dari mesin dan ponsel dilihat sekali."),
    )  # fmt: skip
    return table.response() or render(request, "attendance/signals/list.html", {"table": table})


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the signals about oneself."""
    own = asker_of(request.user).person
    if own is None:
        raise Http404
    rows = Signal.objects.filter(person=own).order_by("-found_at", "pk")[:100]
    lines = [(one, seen(one), *state_of(one)) for one in rows]
    return render(request, "attendance/signals/mine.html", {"lines": lines})


def _signal(request: HttpRequest, pk: uuid.UUID) -> tuple[Signal, datetime.date]:
    on = day_of(request.user)
    rows = perms.signals_visible_to(request.user, on).select_related("person", "noted_by")
    return get_object_or_404(rows, pk=pk), on


@login_required
@require_safe
def signal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a signal: what was seen, what may lie behind it, and what people say of it."""
    found, on = _signal(request, pk)
    return _page(request, found, on)


def _page(
    request: HttpRequest, found: Signal, on: datetime.date, bound: TextForm | None = None
) -> HttpResponse:
    own = found.person.account_id == request.user.pk
    others: list[Person] = []
    if not own:
        viewed(found.person, request.user, PART)
        ids = [uuid.UUID(one) for one in found.facts.get("lain", [])]
        if ids:
            others = list(people_visible_to(request.user, on, among=ids).order_by("name"))
    form = None
    if perms.may_answer(request.user, found):
        form = bound or TextForm(label=_("Penjelasan Anda"), initial={"text": found.answer})
    elif perms.may_note(request.user, found, on):
        form = bound or TextForm(label=_("Apa penjelasannya?"))
    context = {
        "signal": found, "own": own, "seen": seen(found), "may_be": MAY_BE[Signal.Kind(found.kind)],
        "state": state_of(found), "others": others, "form": form,
    }  # fmt: skip
    return render(request, "attendance/signals/signal.html", context, status=400 if bound else 200)


@login_required
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what the person says of a signal."""
    found, on = _signal(request, pk)
    if not perms.may_answer(request.user, found):
        raise Http404
    return _said(request, found, on, _("Penjelasan Anda"), actions.answer, _("Penjelasan Anda tercatat."))


@login_required
@require_POST
def note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a signal as explained."""
    found, on = _signal(request, pk)
    if not perms.may_note(request.user, found, on):
        raise Http404
    return _said(
        request, found, on, _("Apa penjelasannya?"), actions.note, _("Isyarat ini selesai dijelaskan.")
    )


def _said(
    request: HttpRequest, found: Signal, on: datetime.date, label: str, act: Callable[..., Any], done: str
) -> HttpResponse:
    form = TextForm(request.POST, label=label)
    if form.is_valid():
        try:
            act(signal=found, text=form.cleaned_data["text"], by=request.user, on=on)
        except SignalRefused as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, done)
            return redirect("attendance:signal", found.pk)
    return _page(request, found, on, form)
