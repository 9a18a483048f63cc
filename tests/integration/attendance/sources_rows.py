"""Who may what with devices and their taps."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from praja.attendance.models import Device, DevicePerson, TapBatch, UnknownDevice
from praja.attendance.sources.actions import files
from tests.integration.access.matrix import ANYONE, Row, World
from tests.integration.attendance.machines import device

KEEP = {"pengelola_kepegawaian:own", "admin_bkpsdm:own"}
KEEP_ANY = KEEP | {"pengelola_kepegawaian:foreign", "admin_bkpsdm:foreign"}
SEE = KEEP | {"auditor:own"}
SEE_ANY = SEE | {one.replace(":own", ":foreign") for one in SEE}
SHEET = b"ID,Jam Datang\n7,2026-10-05 07:21\n"


def _device(world: World) -> Device:
    return device(world.unit)


def _fingerspot(world: World) -> Device:
    return device(world.unit, "C2689", "fingerspot")


def _pulled(world: World) -> Device:
    return device(world.unit, "ZK4370", "tarik", address="10.0.0.7")


def _pin(world: World) -> DevicePerson:
    at = world["tap_device"]
    return DevicePerson.objects.create(
        government=at.government, device=at, pin="77", person=world.person("pegawai:self"),
        berlaku=(datetime.date(2026, 1, 1), None),
    )  # fmt: skip


def _uploaded(world: World, data: bytes, name: str) -> TapBatch:
    at: Any = world["tap_device"]
    by = world.user("pengelola_kepegawaian:own")
    return files.upload(file=SimpleUploadedFile(name, data), device=at, by=by, on=datetime.date(2026, 11, 23))


FACTORIES = {
    "tap_device": _device,
    "device_fingerspot": _fingerspot,
    "device_pulled": _pulled,
    "pin_known": _pin,
    "taps_batch": lambda world: _uploaded(world, b"7\t2026-10-05 07:21:00\n", "attlog.dat"),
    "taps_sheet": lambda world: _uploaded(world, SHEET, "rekap.csv"),
    "device_unknown": lambda world: UnknownDevice.objects.create(serial="ASING1", address="10.0.0.9"),
}


def _of(name: str) -> Any:
    return lambda world: {"pk": world[name].pk}


DEVICE = _of("tap_device")
TOKEN = {"token": "bukan-token"}


def _said(world: World) -> dict[str, Any]:
    return {"serial": "BARU1", "name": "Lobi", "unit": str(world.unit.pk), "kind": "adms", "zone": "WIB",
            "since": "2026-01-01", "port": "4370"}  # fmt: skip


ROWS = [
    Row("attendance:adms_cdata", may=ANYONE, data={"SN": "ASING9"}, fine={401}),
    Row("attendance:adms_cdata", "POST", may=ANYONE, fine={401}),
    Row("attendance:adms_getrequest", may=ANYONE, data={"SN": "ASING9"}, fine={401}),
    Row("attendance:adms_devicecmd", "POST", may=ANYONE, fine={401}),
    Row("attendance:fingerspot", "POST", may=ANYONE, args=TOKEN, fine={401}),
    Row("attendance:devices", may=SEE_ANY),
    Row("attendance:device_new", may=KEEP_ANY),
    Row("attendance:device_new", "POST", may=KEEP_ANY, data=_said),
    Row("attendance:device", may=SEE, args=DEVICE),
    Row("attendance:device", "POST", may=KEEP, args=_of("device_fingerspot")),
    Row("attendance:device_change", may=KEEP, args=DEVICE),
    Row("attendance:device_change", "POST", may=KEEP, args=DEVICE, data=_said),
    Row("attendance:device_pull", "POST", may=KEEP, args=_of("device_pulled")),
    Row("attendance:device_pin", may=KEEP, args=DEVICE),
    Row(
        "attendance:device_pin", "POST", may=KEEP, args=DEVICE,
        data={"pin": "7", "guest": "on", "since": "2026-01-01"},
    ),
    Row("attendance:pin_forget", "POST", may=KEEP, args=_of("pin_known")),
    Row("attendance:taps_upload", may=KEEP, args=DEVICE),
    Row("attendance:taps_upload", "POST", may=KEEP, args=DEVICE),
    Row("attendance:batch", may=SEE, args=_of("taps_batch")),
    Row("attendance:batch_columns", may=KEEP, args=_of("taps_sheet")),
    Row("attendance:batch_columns", "POST", may=KEEP, args=_of("taps_sheet")),
    Row("attendance:batch_take", "POST", may=KEEP, args=_of("taps_batch")),
    Row("attendance:exceptions", may=SEE_ANY),
    Row("attendance:unknown_aside", "POST", may=KEEP_ANY, args=_of("device_unknown")),
]  # fmt: skip
