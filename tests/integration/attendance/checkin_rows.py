"""Who may what with check-in from phones, signals, one's own month and the people of today."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.attendance.models import CheckIn, CheckInPermit, CheckInPolicy, Signal
from praja.files import disk
from praja.files.models import StoredFile
from praja.temporal.actions import span
from tests.integration.access.matrix import SIGNED_IN, Row, World

OFFICERS = {f"{role}:own" for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)}
READERS = OFFICERS | {f"{Role.AUDITOR}:own"}
ELSEWHERE = {one.replace(":own", ":foreign") for one in READERS}
PEOPLE = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}
TEAM = {"atasan"} | {
    f"{role}:{side}"
    for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM, Role.KEPALA_UNIT, Role.AUDITOR)
    for side in ("own", "foreign")
}
DECIDERS = {one for one in TEAM if not one.startswith(("kepala_unit", "auditor"))}
LONG_AGO = datetime.date(2024, 1, 1)
FORM = {
    "mulai": "2999-01-01", "open": "on", "who": "semua", "accuracy": 100, "photo": "tidak", "keep_photo": 30,
    "keep_position": 90, "late_hours": 24, "dasar": "SK 9/2026", "tempat-TOTAL_FORMS": 0,
    "tempat-INITIAL_FORMS": 0,
}  # fmt: skip


def _policy(world: World) -> CheckInPolicy:
    made: CheckInPolicy = CheckInPolicy.objects.create(
        unit=world.unit, berlaku=span(LONG_AGO), dasar="SK 1/2024"
    )
    return made


def _checkin(world: World) -> CheckIn:
    now = timezone.now()
    sha256 = disk.write(b"\xff\xd8\xff foto")
    photo = StoredFile.objects.create(
        sha256=sha256,
        name="foto.jpg",
        kind=StoredFile.Kind.JPEG,
        size=8,
        uploaded_by=world.user("pegawai:self"),
    )
    return CheckIn.objects.create(
        person=world.person("pegawai:self"), key=uuid.uuid4(), unit=world.unit, policy=world["policy"],
        at=now, received_at=now, day=now.date(), zone="WIB", state="menunggu", why=["tanpa_posisi"],
        photo=photo, keep_position_until=now.date() + datetime.timedelta(days=90),
    )  # fmt: skip


def _signal(world: World) -> Signal:
    return Signal.objects.create(
        person=world.person("pegawai:self"), kind="palsu", key="2024-01", first=LONG_AGO, last=LONG_AGO,
        count=1, facts={"hari": 1},
    )  # fmt: skip


def _permit(world: World) -> CheckInPermit:
    made: CheckInPermit = CheckInPermit.objects.create(
        person=world.person("pegawai:self"), reason="Petugas lapangan", berlaku=span(LONG_AGO)
    )
    return made


FACTORIES = {
    "policy": _policy, "checkin": _checkin, "attendance_signal": _signal, "checkin_permit": _permit,
}  # fmt: skip


def _of(name: str) -> Any:
    return lambda world: {"pk": world[name].pk}


def _unit(world: World) -> dict[str, Any]:
    return {"pk": world.unit.pk}


def _decision(world: World) -> dict[str, str]:
    return {f"{world['checkin'].pk.hex[:8]}-putusan": "terima"}


def _nip(world: World) -> dict[str, Any]:
    return {"nip": world.person("pegawai:other").nip, "mulai": "2999-01-01", "alasan": "Petugas lapangan"}


SAID = {"text": "Ponsel lama saya rusak sejak Senin."}
ROWS = [
    Row("attendance:checkin", may=PEOPLE),
    Row("attendance:checkin_worker", may=SIGNED_IN),
    Row("attendance:checkin_send", "POST", may=PEOPLE, args={"key": uuid.UUID(int=7)}, fine={302, 400}),
    Row("attendance:checkin_consent", "POST", may=PEOPLE, args={"what": "tarik"}),
    Row("attendance:checkin_photo", may=READERS | {"pegawai:self", "atasan"}, args=_of("checkin")),
    Row("attendance:checkin_waiting", may=DECIDERS),
    Row("attendance:checkin_decide", "POST", may={"atasan"}, args=_of("checkin"), data=_decision),
    Row("attendance:checkin_terms", may=READERS | ELSEWHERE),
    Row("attendance:checkin_unit_terms", may=READERS, args=_unit),
    Row("attendance:checkin_unit_terms", "POST", may=OFFICERS, args=_unit, data=FORM),
    Row("attendance:checkin_permit_new", may={one for one in READERS | ELSEWHERE if "auditor" not in one}),
    Row(
        "attendance:checkin_permit_new", "POST", data=_nip,
        may={one for one in READERS | ELSEWHERE if "auditor" not in one}, fine={302, 400},
    ),
    Row("attendance:checkin_permit_end", "POST", may=OFFICERS, args=_of("checkin_permit")),
    Row("attendance:signals", may=READERS | ELSEWHERE),
    Row("attendance:signals_mine", may=PEOPLE),
    Row("attendance:signal", may=READERS | {"pegawai:self"}, args=_of("attendance_signal")),
    Row("attendance:signal_answer", "POST", may={"pegawai:self"}, args=_of("attendance_signal"), data=SAID),
    Row("attendance:signal_note", "POST", may=OFFICERS, args=_of("attendance_signal"), data=SAID),
    Row("attendance:month_now", may=PEOPLE),
    Row("attendance:month", may=PEOPLE, args={"month": "2024-04"}),
    Row("attendance:today", may=TEAM),
]  # fmt: skip
