"""Pages by which an officer changes the structure, each with a look at what would follow."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praja.organization import actions, queries, shown
from praja.organization.actions import StructureRefused, rehearsal
from praja.organization.enums import JenisJabatan
from praja.organization.forms import (
    CloseForm,
    ClosePositionForm,
    MergeForm,
    MoveForm,
    PositionForm,
    SplitForm,
    UnitForm,
    WithdrawForm,
)
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.organization.perms import can_change_structure, can_create_government
from praja.organization.shown import position_url, unit_url
from praja.organization.views.common import unit_seen


def _changeable(request: HttpRequest, number: uuid.UUID) -> tuple[Unit, UnitVersion, datetime.date]:
    """Return a unit that the user may change, what it is or was last, and today at its place."""
    subject = unit_seen(request, number)
    today = queries.today(subject)
    version = queries.nearest_version(subject, today)
    if version is None or not can_change_structure(request.user, subject, today):
        raise Http404
    return subject, version, today


def _perform(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: Callable[[Any], str],
    message: str,
    title: str,
    lead: str = "",
    breadcrumbs: list[tuple[str, str]],
) -> HttpResponse:
    """Show a form; show what the change would do; do it when that is confirmed."""
    steps = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("langkah") == "simpan":
                with transaction.atomic():
                    result = act(form.cleaned_data)
                messages.success(request, message)
                return redirect(done(result))
            with rehearsal() as made:
                act(form.cleaned_data)
                steps = shown.consequences(made)
        except StructureRefused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "steps": steps, "title": title, "lead": lead, "breadcrumbs": breadcrumbs}
    status = 422 if form.errors else 200
    return render(request, "organization/change.html", context, status=status)


def _who(request: HttpRequest, today: datetime.date, given: dict[str, Any]) -> dict[str, Any]:
    return {"start": given["start"], "dasar": given["dasar"], "by": request.user, "on": today}


@require_http_methods(["GET", "HEAD", "POST"])
def create_government(request: HttpRequest) -> HttpResponse:
    """Add a government."""
    today = queries.today()
    if not can_create_government(request.user, today):
        raise Http404
    form = UnitForm(request.POST or None, government=True, initial={"start": today})
    return _perform(
        request,
        form,
        lambda given: actions.create_unit(parent=None, **_unit_values(given), **_who(request, today, given)),
        done=lambda made: unit_url(made.pk),
        message=_("Pemerintah daerah sudah ditambahkan."),
        title=_("Pemerintah daerah baru"),
        breadcrumbs=shown.trail(None, today, _("Pemerintah daerah baru")),
    )


def _unit_values(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in ("start", "dasar")}


@require_http_methods(["GET", "HEAD", "POST"])
def create_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Add a unit below this one."""
    subject, version, today = _changeable(request, number)
    form = UnitForm(request.POST or None, initial={"start": today, "zone": version.zone})
    return _perform(
        request,
        form,
        lambda given: actions.create_unit(
            parent=subject, **_unit_values(given), **_who(request, today, given)
        ),
        done=lambda made: unit_url(made.pk),
        message=_("Unit sudah ditambahkan."),
        title=_("Unit baru"),
        lead=_("Di bawah %(name)s.") % {"name": version.name},
        breadcrumbs=shown.trail(subject, today, _("Unit baru"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Change what a unit is called and does, from a day on."""
    subject, version, today = _changeable(request, number)
    form = UnitForm(
        request.POST or None,
        government=subject.government_id is None,
        initial={**UnitForm.shown(version), "start": today},
    )
    return _perform(
        request,
        form,
        lambda given: actions.change_unit(unit=subject, **form.changes(), **_who(request, today, given)),
        done=lambda _made: unit_url(subject.pk),
        message=_("Perubahan unit sudah dicatat."),
        title=_("Ubah unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Ubah"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Put a unit below another one, from a day on."""
    subject, version, today = _changeable(request, number)
    if subject.government_id is None:
        raise Http404
    form = MoveForm(
        request.POST or None,
        unit=subject,
        on=today,
        initial={"start": today, "parent": str(version.parent_id)},
    )
    return _perform(
        request,
        form,
        lambda given: actions.move_unit(unit=subject, parent=given["parent"], **_who(request, today, given)),
        done=lambda _made: unit_url(subject.pk),
        message=_("Perpindahan unit sudah dicatat."),
        title=_("Pindahkan unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Pindahkan"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge_units(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let other units become part of this one, from a day on."""
    subject, version, today = _changeable(request, number)
    if subject.government_id is None:
        raise Http404
    form = MergeForm(
        request.POST or None, unit=subject, kind=version.kind, on=today, initial={"start": today}
    )
    return _perform(
        request,
        form,
        lambda given: actions.merge_units(
            units=given["units"], into=subject, move=given["move"], **_who(request, today, given)
        ),
        done=lambda _made: unit_url(subject.pk),
        message=_("Penggabungan unit sudah dicatat."),
        title=_("Gabungkan unit lain ke sini"),
        lead=_("Ke %(name)s. Untuk bergabung menjadi unit baru, buat unit itu lebih dahulu.")
        % {"name": version.name},
        breadcrumbs=shown.trail(subject, today, _("Gabungkan"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let new units come from this one, from a day on."""
    subject, version, today = _changeable(request, number)
    if subject.government_id is None:
        raise Http404
    form = SplitForm(request.POST or None, initial={"start": today})

    def split(given: dict[str, Any]) -> None:
        who = _who(request, today, given)
        parent = version.parent
        new = [
            actions.create_unit(parent=parent, name=name, kind=version.kind, zone=version.zone, **who)
            for name in given["names"]
        ]
        actions.split_unit(unit=subject, into=new, close=given["close"], **who)

    return _perform(
        request,
        form,
        split,
        done=lambda _made: unit_url(subject.pk),
        message=_("Pemecahan unit sudah dicatat. Pindahkan jabatan ke unit barunya."),
        title=_("Pecah unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Pecah"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let a unit end."""
    subject, version, today = _changeable(request, number)
    form = CloseForm(request.POST or None, initial={"start": today})
    return _perform(
        request,
        form,
        lambda given: actions.close_unit(unit=subject, **_who(request, today, given)),
        done=lambda _made: unit_url(subject.pk),
        message=_("Unit sudah ditutup."),
        title=_("Tutup unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Tutup"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_unit_version(request: HttpRequest, number: uuid.UUID, version: int) -> HttpResponse:
    """Take back a recorded change of a unit."""
    subject, _named, today = _changeable(request, number)
    row = get_object_or_404(UnitVersion.objects.known().filter(unit=subject), pk=version)
    form = WithdrawForm(request.POST or None)
    return _perform(
        request,
        form,
        lambda given: actions.withdraw_unit_version(
            version=row, by=request.user, on=today, reason=given["reason"]
        ),
        done=lambda _made: unit_url(subject.pk),
        message=_("Perubahan sudah ditarik."),
        title=_("Tarik perubahan"),
        lead=f"{row.name}, {shown.period(row)}",
        breadcrumbs=shown.trail(subject, today, _("Tarik perubahan"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create_position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Add a post to a unit."""
    subject, version, today = _changeable(request, number)
    head = queries.head_of(subject, today)
    initial = {
        "start": today,
        "unit": str(subject.pk),
        "superior": str(head.position_id) if head else "",
        "kind": JenisJabatan.PELAKSANA,
    }
    form = PositionForm(request.POST or None, unit=subject, on=today, initial=initial)
    return _perform(
        request,
        form,
        lambda given: actions.create_position(**_unit_values(given), **_who(request, today, given)),
        done=lambda made: position_url(made.pk),
        message=_("Jabatan sudah ditambahkan."),
        title=_("Jabatan baru"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Jabatan baru"), itself=True),
    )


def _changeable_position(
    request: HttpRequest, number: uuid.UUID
) -> tuple[Position, PositionVersion, Unit, datetime.date]:
    subject = get_object_or_404(queries.positions_open_to(request.user), pk=number)
    near = queries.nearest_position_version(subject, queries.today())
    if near is None:
        raise Http404
    place = Unit.objects.select_related("government").get(pk=near.unit_id)
    today = queries.today(place)
    if not can_change_structure(request.user, place, today):
        raise Http404
    return subject, near, place, today


@require_http_methods(["GET", "HEAD", "POST"])
def change_position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Change a post from a day on, also its unit and its superior."""
    subject, version, place, today = _changeable_position(request, number)
    form = PositionForm(
        request.POST or None,
        unit=place,
        on=today,
        initial={**PositionForm.shown(version), "start": today},
    )
    return _perform(
        request,
        form,
        lambda given: actions.change_position(
            position=subject, **form.changes(), **_who(request, today, given)
        ),
        done=lambda _made: position_url(subject.pk),
        message=_("Perubahan jabatan sudah dicatat."),
        title=_("Ubah jabatan"),
        lead=version.title,
        breadcrumbs=shown.trail(place, today, version.title, itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let a post end."""
    subject, version, place, today = _changeable_position(request, number)
    form = ClosePositionForm(request.POST or None, post=version, on=today, initial={"start": today})
    return _perform(
        request,
        form,
        lambda given: actions.close_position(
            position=subject, successor=given["successor"], **_who(request, today, given)
        ),
        done=lambda _made: position_url(subject.pk),
        message=_("Jabatan sudah ditutup."),
        title=_("Tutup jabatan"),
        lead=version.title,
        breadcrumbs=shown.trail(place, today, version.title, itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_position_version(request: HttpRequest, number: uuid.UUID, version: int) -> HttpResponse:
    """Take back a recorded change of a post."""
    subject, _named, place, today = _changeable_position(request, number)
    rows = PositionVersion.objects.known().filter(position=subject).select_related("unit__government")
    row = get_object_or_404(rows, pk=version)
    form = WithdrawForm(request.POST or None)
    return _perform(
        request,
        form,
        lambda given: actions.withdraw_position_version(
            version=row, by=request.user, on=today, reason=given["reason"]
        ),
        done=lambda _made: position_url(subject.pk),
        message=_("Perubahan sudah ditarik."),
        title=_("Tarik perubahan"),
        lead=f"{row.title}, {shown.period(row)}",
        breadcrumbs=shown.trail(place, today, _("Tarik perubahan"), itself=True),
    )
