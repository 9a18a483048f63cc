"""Pages of devices: how they are, what needs somebody, whose a PIN is."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of
from praja.attendance.models import Device, TapBatch
from praja.attendance.sources import perms
from praja.attendance.sources.actions import SourcesRefused, devices, pins, pulling
from praja.attendance.sources.actions.devices import PULLED
from praja.attendance.sources.enums import JenisMesin
from praja.attendance.sources.forms import DeviceForm, PinForm, until_of
from praja.attendance.sources.health import clock, health_of
from praja.attendance.sources.queries import (
    batches_visible_to,
    devices_visible_to,
    pins_visible_to,
    unknown_devices_visible_to,
    unknown_pins_visible_to,
    with_health,
)
from praja.organization.models import Unit
from praja.people.queries import people_visible_to
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

MOST_UNITS: Final = 500
MOST_SHOWN: Final = 50


def keeps_or_404(request: HttpRequest) -> datetime.date:
    """Return the day at the workplace of one who sees devices.

    :raises Http404: if the one who asks does not
    """
    on = day_of(request.user)
    if not perms.sees_devices(request.user, on):
        raise Http404
    return on


def device_of(request: HttpRequest, pk: uuid.UUID, *, writes: bool = False) -> tuple[Device, datetime.date]:
    """Return a device that the one who asks may see, or keep, and the day at their workplace.

    :raises Http404: if there is none
    """
    on = day_of(request.user)
    found: Device = get_object_or_404(devices_visible_to(request.user, on), pk=pk)
    if writes and not perms.may_keep_device(request.user, found.unit, on):
        raise Http404
    return found, on


@login_required
@require_safe
def device_list(request: HttpRequest) -> HttpResponse:
    """Show how the devices are."""
    on = keeps_or_404(request)
    rows = with_health(devices_visible_to(request.user, on), on)
    names = names_of(rows.values_list("unit", flat=True).distinct(), on)
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "mesin", _("Mesin"),
                lambda one: Lines(one.name, f"{names.get(one.unit_id, '')} · {one.serial}"),
                sort="name", link=lambda one: reverse("attendance:device", args=[one.pk]),
            ),
            Column("keadaan", _("Keadaan"), _state),
            Column("hari_ini", _("Tap hari ini"), "taps_today", num=True, sort="taps_today", total=True),
            Column("terdengar", _("Terakhir terdengar"), "last_seen_at", sort="last_seen_at"),
            Column("jam", _("Jam mesin"), lambda one: clock(one.drift), sort="drift"),
            Column("tak_dikenal", _("PIN belum dikenal"), "nobodys", num=True, sort="nobodys", total=True),
            Column("jenis", _("Jenis"), "get_kind_display", export="only"),
        ],
        name="mesin-kehadiran",
        order="mesin",
        empty=_("Belum ada mesin. Daftarkan mesin pertama, atau nyalakan pengiriman ADMS di mesinnya."),
    )  # fmt: skip
    context = {
        "table": table,
        "may": perms.may_register_unknown(request.user, on),
        "unknown": unknown_devices_visible_to(request.user, on).count(),
    }
    return table.response() or render(request, "attendance/sources/devices.html", context)


def _state(device: Device) -> Chip:
    said = health_of(device)
    return Chip(said.word, said.look)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def device_new(request: HttpRequest) -> HttpResponse:
    """Register a device."""
    on = day_of(request.user)
    names = _units(request, on)
    initial = {"serial": request.GET.get("seri", "")[:40], "since": on}
    form = DeviceForm(request.POST if request.method == "POST" else None, units=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        unit = perms.keeps(request.user, on).get(pk=said.pop("unit"))
        try:
            made = devices.register(unit=unit, by=request.user, on=on, **said)
        except SourcesRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Mesin terdaftar; tapnya diterima mulai sekarang."))
            return redirect("attendance:device", made.pk)
    return _form(request, form, _("Daftarkan mesin"), reverse("attendance:devices"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def device_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what is said of a device."""
    device, on = device_of(request, pk, writes=True)
    initial = {
        "name": device.name, "unit": str(device.unit_id), "kind": device.kind, "zone": device.zone,
        "since": device.used.lower, "until": until_of(device.used.upper), "address": device.address,
        "port": device.port,
    }  # fmt: skip
    form = DeviceForm(
        request.POST if request.method == "POST" else None,
        units=_units(request, on), known=True, initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        unit = perms.keeps(request.user, on).get(pk=said.pop("unit"))
        try:
            devices.change(device=device, unit=unit, by=request.user, on=on, **said)
        except SourcesRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Perubahan mesin tersimpan."))
            return redirect("attendance:device", pk)
    return _form(request, form, _("Ubah mesin"), reverse("attendance:device", args=[pk]), device.serial)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a device: how it is, which PINs are nobody's, what came; make its token, which is shown this
    once.
    """
    found, on = device_of(request, pk, writes=request.method == "POST")
    secret = ""
    if request.method == "POST":
        try:
            secret = devices.make_token(device=found, by=request.user, on=on)
        except SourcesRefused as error:
            messages.error(request, str(error))
            return redirect("attendance:device", pk)
    shown = with_health(devices_visible_to(request.user, on), on).get(pk=pk)
    nobodys = unknown_pins_visible_to(request.user, on).filter(device=pk)
    context = {
        "device": shown,
        "unit_name": names_of([found.unit_id], on).get(found.unit_id, ""),
        "health": health_of(shown),
        "clock": clock(shown.drift),
        "until": until_of(shown.used.upper),
        "may": perms.may_keep_device(request.user, found.unit, on),
        "pulled": shown.kind in PULLED,
        "sends": shown.kind == JenisMesin.ADMS,
        "fingerspot": shown.kind == JenisMesin.FINGERSPOT,
        "address": request.build_absolute_uri(reverse("attendance:fingerspot", args=[secret]))
        if secret
        else "",
        "nobodys": list(nobodys[:MOST_SHOWN]),
        "known": list(
            pins_visible_to(request.user, on)
            .filter(device=pk)
            .order_by(Length("pin"), "pin", "berlaku")[:MOST_SHOWN]
        ),
        "batches": list(batches_visible_to(request.user, on).filter(device=pk).order_by("-made_at")[:20]),
    }
    return render(request, "attendance/sources/device.html", context)


@login_required
@require_POST
def device_pull(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have a device asked for its taps now."""
    found, _on = device_of(request, pk, writes=True)
    if found.kind not in PULLED:
        raise Http404
    pulling.ask(found)
    messages.success(request, _("Mesin sedang dihubungi. Muat ulang halaman ini sebentar lagi."))
    return redirect("attendance:device", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say whose a PIN is."""
    found, on = device_of(request, pk, writes=True)
    government = found.unit.government or found.unit
    form = PinForm(
        request.POST if request.method == "POST" else None,
        people=people_visible_to(request.user, on),
        everywhere=perms.may_identify_everywhere(request.user, government, None, on),
        initial={"pin": request.GET.get("pin", "")[:36], "since": found.used.lower},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            moved = pins.identify(
                device=found, pin=said["pin"], person=said["person"],
                everywhere=said.get("everywhere", False), since=said["since"], until=said["until"],
                by=request.user, on=on,
            )  # fmt: skip
        except SourcesRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("PIN tercatat; %(count)s tap yang sudah masuk ikut disesuaikan.") % {"count": moved},
            )
            return redirect("attendance:device", pk)
    return _form(
        request, form, _("PIN ini milik siapa?"), reverse("attendance:device", args=[pk]), found.name
    )  # fmt: skip


@login_required
@require_POST
def pin_forget(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw what was said of a PIN."""
    on = day_of(request.user)
    found = get_object_or_404(pins_visible_to(request.user, on), pk=pk)
    try:
        moved = pins.forget(known=found, by=request.user, on=on)
    except SourcesRefused as error:
        raise Http404 from error
    messages.success(request, _("Penetapan PIN ditarik; %(count)s tap disesuaikan.") % {"count": moved})
    if found.device_id is None:
        return redirect("attendance:exceptions")
    return redirect("attendance:device", found.device_id)


@login_required
@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """Show what waits for somebody: unknown devices and PINs, devices that are not well, lines not read."""
    on = keeps_or_404(request)
    mine = with_health(devices_visible_to(request.user, on), on)
    unwell = [(one, said) for one in mine if (said := health_of(one)).look in ("bad", "warn")]
    bad = batches_visible_to(request.user, on).filter(unreadable__gt=0)
    context = {
        "may": perms.may_register_unknown(request.user, on),
        "unknown": list(unknown_devices_visible_to(request.user, on)[:MOST_SHOWN]),
        "pins": list(unknown_pins_visible_to(request.user, on)[:MOST_SHOWN]),
        "unwell": unwell[:MOST_SHOWN],
        "unread": list(bad.filter(day__gte=on - datetime.timedelta(days=30)).order_by("-day")[:MOST_SHOWN]),
        "waiting": list(
            batches_visible_to(request.user, on)
            .filter(state__in=(TapBatch.State.DIUNGGAH, TapBatch.State.DIPERIKSA, TapBatch.State.GAGAL))
            .order_by("-made_at")[:MOST_SHOWN]
        ),
    }
    return render(request, "attendance/sources/exceptions.html", context)


@login_required
@require_POST
def unknown_aside(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set an unknown device aside."""
    on = day_of(request.user)
    found = get_object_or_404(unknown_devices_visible_to(request.user, on), pk=pk)
    devices.set_aside(unknown=found, by=request.user, on=on)
    messages.success(request, _("Mesin itu disisihkan; kirimannya tetap ditolak."))
    return redirect("attendance:exceptions")


def _units(request: HttpRequest, on: datetime.date) -> dict[uuid.UUID, str]:
    units: list[Unit] = list(perms.keeps(request.user, on).order_by("code")[:MOST_UNITS])
    if not units:
        raise Http404
    names = names_of([one.pk for one in units], on)
    return {one.pk: names.get(one.pk, one.code) for one in units}


def _form(request: HttpRequest, form: Any, question: str, back: str, lead: str = "") -> HttpResponse:
    context = {"form": form, "question": question, "lead": lead, "back": back}
    return render(
        request, "attendance/sources/form.html", context, status=422 if form.errors else 200
    )  # fmt: skip
