"""Who may what with corrections, letters of duty, recaps, closings and absence."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.enums import Role
from praja.attendance.models import Closing, Correction, DutyOrder, DutyPerson, Finding
from praja.files import disk
from praja.files.models import StoredFile
from tests.integration.access.matrix import SIGNED_IN, Row, World

DAY = datetime.date(2024, 4, 3)
MONTH = datetime.date(2024, 4, 1)
OFFICERS = {f"{role}:own" for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)}
ELSEWHERE = {f"{role}:foreign" for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)}
READERS = OFFICERS | {f"{role}:own" for role in (Role.KEPALA_UNIT, Role.AUDITOR)}
READERS_ELSEWHERE = ELSEWHERE | {f"{role}:foreign" for role in (Role.KEPALA_UNIT, Role.AUDITOR)}
PEOPLE = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}
ACCEPTED = {"decision": "diterima"}
REASON = {"reason": "Sebab yang ditulis dengan jelas"}


def _file(world: World) -> StoredFile:
    sha256 = disk.write(b"%PDF-1.4 bukti")
    return StoredFile.objects.create(
        sha256=sha256, name="bukti.pdf", kind=StoredFile.Kind.PDF, size=14, uploaded_by=world.user("atasan")
    )


def _correction(world: World) -> Correction:
    return Correction.objects.create(
        person=world.person("pegawai:self"), kind="masuk", date=DAY, until=DAY, in_minute=440,
        reason="Mesin mati sejak pagi", by=world.user("pegawai:self"), evidence=_file(world),
    )  # fmt: skip


def _duty(world: World) -> DutyOrder:
    made = DutyOrder.objects.create(
        unit=world.unit, number="094/7", subject="Rapat", place="Jakarta", by=world.user("atasan"),
        days=(DAY, DAY + datetime.timedelta(days=1)), file=_file(world),
    )  # fmt: skip
    DutyPerson.objects.create(order=made, person=world.person("pegawai:self"))
    return made


def _closing(world: World) -> Closing:
    by = world.user(f"{Role.ADMIN_BKPSDM}:own")
    return Closing.objects.create(unit=world.unit, month=MONTH, number=1, by=by)


def _finding(world: World) -> Finding:
    return Finding.objects.create(
        unit=world.unit, person=world.person("pegawai:self"), kind="temuan_sidak", date=DAY,
        said="Tidak di tempat", file=_file(world), by=world.user("atasan"),
    )  # fmt: skip


FACTORIES: dict[str, Any] = {
    "finding": _finding,
    "correction": _correction,
    "duty": _duty,
    "month_closing": _closing,
}


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


def _unit(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk, "month": "2024-04"}


def _person(world: World) -> dict[str, Any]:
    return {"pk": world.person("pegawai:self").pk, "month": "2024-04"}


ORDER = {"number": "094/8", "subject": "Rapat", "place": "Solo", "start": "2024-04-03", "end": "2024-04-03"}


def _order(world: World) -> dict[str, Any]:
    return {**ORDER, "people": [str(world.person("pegawai:self").pk)]}


def _note(world: World) -> dict[str, Any]:
    said = {"kind": "temuan_sidak", "date": "2024-04-04", "text": "Tidak ada di tempat tugas"}
    return {**said, "person": str(world.person("pegawai:self").pk)}


ROWS = [
    Row("attendance:corrections", may=SIGNED_IN),
    Row("attendance:correction_new", may=PEOPLE),
    Row("attendance:correction_new", "POST", may=PEOPLE, data={"kind": "masuk"}),
    Row("attendance:correction", may=READERS | {"pegawai:self", "atasan"}, args=_pk("correction")),
    Row("attendance:correction", "POST", may={"atasan"}, args=_pk("correction"), data=ACCEPTED),
    Row("attendance:correction_withdraw", "POST", may={"pegawai:self"}, args=_pk("correction")),
    Row("attendance:correction_evidence", may=READERS | {"pegawai:self", "atasan"}, args=_pk("correction")),
    Row("attendance:duties", may=SIGNED_IN),
    Row("attendance:duty_new", may=OFFICERS | ELSEWHERE | {"atasan"}),
    Row("attendance:duty_new", "POST", may=OFFICERS | ELSEWHERE | {"atasan"}, data=_order),
    Row("attendance:duty", may=READERS | {"pegawai:self", "atasan"}, args=_pk("duty")),
    Row("attendance:duty_withdraw", may=OFFICERS | {"atasan"}, args=_pk("duty")),
    Row("attendance:duty_withdraw", "POST", may=OFFICERS | {"atasan"}, args=_pk("duty"), data=REASON),
    Row("attendance:duty_file", may=READERS | {"pegawai:self", "atasan"}, args=_pk("duty")),
    Row("attendance:findings", may=SIGNED_IN),
    Row("attendance:finding_new", may=OFFICERS | ELSEWHERE | {"atasan"}),
    Row("attendance:finding_new", "POST", may=OFFICERS | ELSEWHERE | {"atasan"}, data=_note),
    Row("attendance:finding", may=READERS | {"pegawai:self", "atasan"}, args=_pk("finding")),
    Row("attendance:finding_withdraw", may=OFFICERS | {"atasan"}, args=_pk("finding")),
    Row("attendance:finding_withdraw", "POST", may=OFFICERS | {"atasan"}, args=_pk("finding"), data=REASON),
    Row("attendance:finding_file", may=READERS | {"pegawai:self", "atasan"}, args=_pk("finding")),
    Row("attendance:recap_home", may=READERS | READERS_ELSEWHERE),
    Row("attendance:recap", may=READERS, args=_unit),
    Row("attendance:recap_person", may=READERS | {"pegawai:self", "atasan"}, args=_person),
    Row("attendance:closings", may=OFFICERS | ELSEWHERE),
    Row("attendance:closing", may=OFFICERS, args=_unit),
    Row("attendance:closing", "POST", may=OFFICERS, args=_unit, data=REASON),
    Row("attendance:closing_judge", "POST", may=OFFICERS, args=_unit),
    Row("attendance:closing_reopen", may=OFFICERS, args=_pk("month_closing")),
    Row("attendance:closing_reopen", "POST", may=OFFICERS, args=_pk("month_closing"), data=REASON),
    Row("attendance:absences", may=READERS | READERS_ELSEWHERE),
    Row("attendance:absence", may=READERS | {"pegawai:self", "atasan"},
        args=lambda world: {"pk": world.person("pegawai:self").pk}),
]  # fmt: skip
