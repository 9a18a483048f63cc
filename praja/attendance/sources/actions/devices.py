"""Keeping the register of devices: registered, changed, given a token; unknown ones set aside."""

from __future__ import annotations

import datetime
import secrets
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from praja.attendance.models import Device, UnknownDevice
from praja.attendance.sources import perms, pull
from praja.attendance.sources.actions.refused import SourcesRefused
from praja.attendance.sources.enums import JenisMesin
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.people.secrets import encrypt
from praja.temporal.actions import span
from praja.temporal.actions import until as day_after
from praja.web.said import gettext as _
from praja.web.tokens import digest_of

PULLED: Final = (JenisMesin.TARIK, JenisMesin.SOAP)
FIELDS: Final = ("name", "kind", "zone", "address", "port")


@transaction.atomic
def register(
    *,
    unit: Unit,
    serial: str,
    name: str,
    kind: str,
    zone: str,
    since: datetime.date,
    until: datetime.date | None = None,
    address: str | None = None,
    port: int = 4370,
    comm_key: str = "",
    by: Any,
    on: datetime.date,
) -> Device:
    """Register a device: from now on its taps are taken.

    :param until: the last day on which it is in use
    :param comm_key: the number that a device which is asked wants to be shown; blank if none
    :raises SourcesRefused: if `by` may not, or what is said of it cannot be
    """
    if not perms.may_keep_device(by, unit, on):
        raise SourcesRefused(_("Anda tidak berwenang mendaftarkan mesin di unit itu."))
    device = Device(government=unit.government or unit, unit=unit, serial=serial, made_by=by)
    _set(device, name=name, kind=kind, zone=zone, since=since, until=until, address=address, port=port)
    if comm_key:
        device.comm_key = encrypt(comm_key, owner=device.pk)
    try:
        with transaction.atomic():
            device.save()
    except IntegrityError:
        raise SourcesRefused(
            _("Nomor seri ini sudah terdaftar. Cari mesinnya di daftar, atau tanyakan kepada BKPSDM.")
        ) from None
    UnknownDevice.objects.filter(serial=serial).delete()
    record(kind="attendance.device_registered", by=by, target=device, unit=unit.pk, on=on,
           after={"nomor_seri": serial, **_said(device)})  # fmt: skip
    return device


@transaction.atomic
def change(
    *,
    device: Device,
    unit: Unit,
    name: str,
    kind: str,
    zone: str,
    since: datetime.date,
    until: datetime.date | None,
    address: str | None,
    port: int,
    comm_key: str = "",
    by: Any,
    on: datetime.date,
) -> Device:
    """Change what is said of a device. Taps that it gave before stay as they came, also their zone.

    :param comm_key: blank leaves it as it is
    :raises SourcesRefused: if `by` may not, or what is said of it cannot be
    """
    found = Device.objects.select_for_update(of=("self",)).select_related("unit").get(pk=device.pk)
    if not (perms.may_keep_device(by, found.unit, on) and perms.may_keep_device(by, unit, on)):
        raise SourcesRefused(_("Anda tidak berwenang mengubah mesin ini."))
    if found.government_id != (unit.government_id or unit.pk):
        raise SourcesRefused(
            _("Mesin ini milik pemerintah daerah lain. Daftarkan kembali dengan nomor serinya di sana.")
        )
    before = _said(found)
    found.unit = unit
    _set(found, name=name, kind=kind, zone=zone, since=since, until=until, address=address, port=port)
    if comm_key:
        found.comm_key = encrypt(comm_key, owner=found.pk)
    found.trouble = ""
    found.save(update_fields=["unit", *FIELDS, "used", "comm_key", "trouble"])
    record(
        kind="attendance.device_changed", by=by, target=found, unit=unit.pk, on=on, before=before,
        after={**_said(found), **({"kunci_komunikasi": "diganti"} if comm_key else {})},
    )  # fmt: skip
    return found


@transaction.atomic
def make_token(*, device: Device, by: Any, on: datetime.date) -> str:
    """Make the token by which the cloud of a vendor sends for a device, and return it: it is shown this once.
    The one before it opens nothing any more.

    :raises SourcesRefused: if `by` may not, or nobody sends for such a device
    """
    found = Device.objects.select_for_update(of=("self",)).select_related("unit").get(pk=device.pk)
    if not perms.may_keep_device(by, found.unit, on):
        raise SourcesRefused(_("Anda tidak berwenang atas mesin ini."))
    if found.kind != JenisMesin.FINGERSPOT:
        raise SourcesRefused(_("Hanya mesin Fingerspot yang memakai alamat bertoken."))
    secret = secrets.token_urlsafe(32)
    found.token_digest, found.token_hint = digest_of(secret), secret[:4]
    found.save(update_fields=["token_digest", "token_hint"])
    record(kind="attendance.device_token", by=by, target=found, unit=found.unit_id, on=on)
    return secret


@transaction.atomic
def set_aside(*, unknown: UnknownDevice, by: Any, on: datetime.date) -> None:
    """Set an unknown device aside: it is refused as before, and shown no more until it is registered.

    :raises SourcesRefused: if `by` may not
    """
    if not perms.may_register_unknown(by, on):
        raise SourcesRefused(_("Anda tidak berwenang atas mesin yang belum terdaftar."))
    UnknownDevice.objects.filter(pk=unknown.pk).update(dismissed_at=timezone.now(), dismissed_by=by)
    record(kind="attendance.device_set_aside", by=by, target=unknown, on=on,
           after={"nomor_seri": unknown.serial})  # fmt: skip


def _set(
    device: Device,
    *,
    name: str,
    kind: str,
    zone: str,
    since: datetime.date,
    until: datetime.date | None,
    address: str | None,
    port: int,
) -> None:
    if until is not None and until < since:
        raise SourcesRefused(_("Hari terakhir dipakai tidak boleh sebelum hari pertamanya."))
    if kind == JenisMesin.PONSEL:
        raise SourcesRefused(_("Ponsel tidak didaftarkan sebagai mesin."))
    if kind in PULLED and not address:
        raise SourcesRefused(_("Isi alamat IP mesin, karena tapnya ditarik dari sana."))
    if kind in PULLED and not pull.allowed(str(address)):
        raise SourcesRefused(
            _("Alamat mesin harus alamat jaringan kantor (10.…, 172.16.… sampai 172.31.…, atau 192.168.…).")
        )
    device.name, device.kind, device.zone = name, kind, zone
    device.address, device.port = address or None, port
    device.used = span(since, day_after(until))
    device.full_clean(exclude=["government", "unit", "made_by", "serial"], validate_unique=False,
                      validate_constraints=False)  # fmt: skip


def _said(device: Device) -> dict[str, Any]:
    return {
        "nama": device.name,
        "jenis": device.kind,
        "zona": device.zone,
        "alamat": device.address,
        "port": device.port,
        "dipakai": f"{device.used.lower} – {device.used.upper or ''}",
    }
