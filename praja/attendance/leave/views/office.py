"""What officers see and keep: the register, balances, opening balances, worked cuti bersama, who decides."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from praja.access.enums import Role
from praja.access.queries import names_of, units_visible_to
from praja.attendance.leave import perms, queries
from praja.attendance.leave.actions import LeaveRefused, keeping
from praja.attendance.leave.days import span_text
from praja.attendance.leave.enums import WAITING, JenisCuti, KeadaanCuti, Wewenang
from praja.attendance.leave.forms import AuthorityForm, OpeningForm, StaffingForm, WorkedForm
from praja.attendance.leave.rights import balances
from praja.attendance.leave.sheets import openings_in, take
from praja.attendance.leave.views.common import LOOKS
from praja.attendance.models import LeaveAuthority, LeaveOpening, LeaveRequest, LeaveStaffing, LeaveWorked
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.people.imports.mapping import opened
from praja.people.models import Person
from praja.people.perms import members_of
from praja.people.queries import people_editable_by
from praja.sheet.errors import SheetRefused
from praja.web.asked import BOTH
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

MOST = 2000
"""People whose balances are reckoned at once; a larger unit is opened by those below it."""


class RegisterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By kind and state."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Jenis cuti"), choices=JenisCuti.choices)
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Keadaan"), choices=[pair for pair in KeadaanCuti.choices if pair[0] != "disusun"]
    )

    class Meta:
        model = LeaveRequest
        fields = ("kind", "state")


def _keeper(request: HttpRequest) -> datetime.date:
    """Return the day at the workplace of one who keeps a register.

    :raises Http404: for others
    """
    on = day_of(request.user)
    if not perms.keeps_register(request.user, on):
        raise Http404
    return on


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show what was asked for in one's units, and where it stands."""
    on = _keeper(request)
    rows = queries.register_for(request.user, on)
    table = Table(
        request,
        rows,
        [
            Column("name", _("Pegawai"), lambda one: Lines(one.person.full_name, one.person.nip),
                   sort="person__name", link=lambda one: reverse("attendance:leave_request", args=[one.pk])),
            Column("kind", _("Cuti"), "get_kind_display", sort="kind"),
            Column("first", _("Tanggal"), lambda one: span_text(one.first, one.last), sort="berlaku"),
            Column("days", _("Hari"), "shown_days", sort="days", num=True),
            Column("state", _("Keadaan"), lambda one: Chip(one.get_state_display(), LOOKS[one.state]),
                   sort="state"),
            Column("number", _("Nomor"), lambda one: f"{one.number}/{one.year}", sort="filed_at"),
        ],
        filters=RegisterFilter,
        name="cuti",
        order="-number",
        people="person_id",
        empty=_("Belum ada permintaan cuti di unit Anda."),
    )  # fmt: skip
    if (file := table.response()) is not None:
        return file
    context = {
        "table": table,
        "open": rows.filter(state__in=WAITING).count(),
        "delegates": bool(units_visible_to(request.user, on, Role.ADMIN_BKPSDM).exists()),
    }
    return render(request, "attendance/leave/register.html", context)


def _units(request: HttpRequest, on: datetime.date, *roles: Role) -> list[UnitVersion]:
    units = units_visible_to(request.user, on, *roles).values("pk")
    return list(UnitVersion.objects.on(on).filter(unit__in=units).select_related("unit").order_by("name"))


@login_required
@require_safe
def balances_of(request: HttpRequest) -> HttpResponse:
    """Show what is left of annual leave of the people of a unit, to be exported."""
    on = _keeper(request)
    units = _units(request, on, *perms.OFFICERS, Role.AUDITOR)
    wanted = request.GET.get("unit", "")
    chosen = next((one for one in units if str(one.unit_id) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    table = None
    many = False
    if chosen is not None:
        people = Person.objects.filter(members_of(Unit.objects.filter(pk=chosen.unit_id), on))
        ids = list(people.values_list("pk", flat=True)[: MOST + 1])
        many = len(ids) > MOST
        if not many:
            table = _balances_table(request, people, ids, chosen.unit, on)
            if (file := table.response()) is not None:
                return file
    context = {"units": units, "chosen": chosen, "table": table, "many": many, "year": on.year}
    return render(request, "attendance/leave/balances.html", context)


def _balances_table(
    request: HttpRequest, people: Any, ids: list[uuid.UUID], unit: Unit, on: datetime.date
) -> Table:
    government = unit if unit.government is None else unit.government
    found = balances(ids, government, on, told=False)

    def column(key: str, label: str, of: Any) -> Column:
        return Column(key, label, lambda one: of(found[one.pk]), num=True)

    return Table(
        request,
        people,
        [
            Column("name", _("Pegawai"), lambda one: Lines(one.full_name, one.nip), sort="name"),
            column("right", _("Hak"), lambda one: one.right.right),
            column("carried", _("Dibawa"), lambda one: one.right.carried),
            column("added", _("Ditambah"), lambda one: one.right.added),
            column("taken", _("Diambil"), lambda one: one.taken),
            column("left", _("Sisa"), lambda one: one.left),
        ],
        name="saldo-cuti",
        order="name",
        people="pk",
        unit=unit.pk,
        empty=_("Tidak ada pegawai di unit ini."),
    )


@login_required
@require_http_methods(BOTH)
def openings(request: HttpRequest) -> HttpResponse:
    """Take a sheet of opening balances."""
    on = day_of(request.user)
    if not units_visible_to(request.user, on, *perms.OFFICERS).exists():
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = OpeningForm(sent, request.FILES if request.method == "POST" else None, initial={"year": on.year})
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["sheet"]
            stored = store(upload, by=request.user, kinds=(StoredFile.Kind.CSV, StoredFile.Kind.XLSX))
            with opened(stored) as book:
                found = openings_in(book, request.user, on)
            count = take(
                openings=found, year=form.cleaned_data["year"], source=stored.name, by=request.user, on=on
            )
        except (UploadRefused, LeaveRefused, SheetRefused) as error:
            form.add_error("sheet", str(error))
        else:
            messages.success(request, _("Saldo awal %(count)s pegawai tercatat.") % {"count": count})
            return redirect("attendance:leave_balances")
    latest = LeaveOpening.objects.filter(
        digantikan__isnull=True, person__in=people_editable_by(request.user, on)
    ).select_related("person")
    context = {"form": form, "latest": latest.order_by("-tercatat")[:10]}
    return render(request, "attendance/leave/openings.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def worked(request: HttpRequest) -> HttpResponse:
    """Take a day of cuti bersama on which somebody had to work."""
    on = day_of(request.user)
    if not units_visible_to(request.user, on, *perms.OFFICERS).exists():
        raise Http404
    editable = people_editable_by(request.user, on)
    form = WorkedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = editable.filter(nip=said["nip"].strip()).first()
        if person is None:
            form.add_error("nip", _("NIP ini tidak ada di antara pegawai yang Anda kelola."))
        else:
            try:
                keeping.record_worked(
                    person=person, day=said["day"], document=said["document"], by=request.user, on=on
                )
            except LeaveRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Tercatat: satu hari ditambahkan pada cuti tahunannya."))
                return redirect("attendance:leave_worked")
    rows = LeaveWorked.objects.filter(withdrawn_at__isnull=True, person__in=editable).select_related("person")
    context = {"form": form, "rows": rows.order_by("-tercatat")[:30]}
    return render(request, "attendance/leave/worked.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def authority(request: HttpRequest) -> HttpResponse:
    """Show who decides on which leave and how many must be at work, and take changes."""
    on = day_of(request.user)
    units = _units(request, on, Role.ADMIN_BKPSDM)
    if not units:
        raise Http404
    named = [(str(one.unit_id), one.name) for one in units]
    ids = {one.unit_id for one in units}
    heads = PositionVersion.objects.on(on).filter(unit__in=ids, heads_unit=True).order_by("title")
    posts = [(str(one.position_id), one.title) for one in heads]
    posted = request.POST if request.method == "POST" else None
    staffing = posted is not None and "least" in posted
    form = AuthorityForm(None if staffing else posted, units=named, posts=posts, on=on)
    least = StaffingForm(posted if staffing else None, units=named, on=on)
    sent = least if staffing else form
    if posted is not None and sent.is_valid():
        said = sent.cleaned_data
        unit = Unit.objects.get(pk=said["unit"])
        try:
            if staffing:
                keeping.set_staffing(
                    unit=unit, least=said["least"], start=said["start"], by=request.user, on=on
                )
            else:
                chosen = said["position"] if said["who"] == Wewenang.JABATAN else ""
                keeping.delegate(
                    unit=unit, kind=said["kind"], who=said["who"], document=said["document"],
                    position=Position.objects.get(pk=chosen) if chosen else None, start=said["start"],
                    by=request.user, on=on,
                )  # fmt: skip
        except LeaveRefused as error:
            sent.add_error(None, str(error))
        else:
            messages.success(request, _("Tercatat."))
            return redirect("attendance:leave_authority")
    rows = list(
        LeaveAuthority.objects.during(on, datetime.date.max)
        .filter(unit__in=ids)
        .select_related("position")
        .order_by("unit", "kind", "berlaku")
    )
    limits = list(
        LeaveStaffing.objects.during(on, datetime.date.max).filter(unit__in=ids).order_by("unit", "berlaku")
    )
    names = names_of([*(one.unit_id for one in rows), *(one.unit_id for one in limits)], on)
    titles = dict(posts)
    context = {
        "form": form,
        "least": least,
        "rows": [(one, names.get(one.unit_id, ""), titles.get(str(one.position_id), "")) for one in rows],
        "limits": [(one, names.get(one.unit_id, "")) for one in limits],
    }
    return render(request, "attendance/leave/authority.html", context, status=422 if sent.errors else 200)
