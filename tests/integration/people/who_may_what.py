"""Who may what with people."""

from __future__ import annotations

import datetime
from typing import Any

from praja.people.models import (
    ChangeProposal,
    Education,
    FamilyMember,
    GolonganHistory,
    KgbHistory,
    ManySk,
    UnitHistory,
)
from praja.people.secrets import encrypt
from praja.temporal.actions import span
from tests.integration.access.matrix import Row, World

SELF = {"pegawai:self"}
EDITORS = {"pengelola_kepegawaian:own", "admin_bkpsdm:own"}
ALL_OFFICERS = EDITORS | {"pengelola_kepegawaian:foreign", "admin_bkpsdm:foreign"}
FULL = SELF | EDITORS | {"auditor:own"}
PAYERS = {"bendahara:own", "pejabat_penyetuju:own"}
CAREER = FULL | PAYERS | {"atasan", "kepala_unit:own", "tim_penilai:own"}
LISTS = {
    f"{role}:{side}"
    for role in (
        "pengelola_kepegawaian",
        "admin_bkpsdm",
        "auditor",
        "bendahara",
        "pejabat_penyetuju",
        "kepala_unit",
        "tim_penilai",
    )
    for side in ("own", "foreign")
} | {"atasan"}
PEOPLE = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}


def _sari(world: World) -> Any:
    return world.person("pegawai:self")


def _row(world: World) -> Any:
    return GolonganHistory.objects.get(person=_sari(world))


def _kgb(world: World) -> Any:
    return KgbHistory.objects.create(
        person=_sari(world), golongan="III/a", mkg_years=2, gaji_pokok=3_000_000,
        berlaku=span(datetime.date(2017, 1, 1)), file=world["file"],
    )  # fmt: skip


def _recording(world: World) -> dict[str, Any]:
    by = world.user("pengelola_kepegawaian:own")
    return {"pk": ManySk.objects.create(kind="golongan", given={"people": ""}, people=1, made_by=by).pk}


def _file(world: World) -> Any:
    from praja.files import disk
    from praja.files.models import StoredFile

    data = b"%PDF-1.4 uji"
    disk.write(data)
    return StoredFile.objects.create(
        sha256=disk.digest_of(data), name="sk.pdf", kind="application/pdf", size=len(data),
        uploaded_by=world.user("admin_bkpsdm:own"),
    )  # fmt: skip


def _photo(world: World) -> Any:
    from praja.files import disk
    from praja.files.models import StoredFile

    data = b"\xff\xd8\xff\xe0 uji"
    disk.write(data)
    stored = StoredFile.objects.create(
        sha256=disk.digest_of(data), name="foto.jpg", kind="image/jpeg", size=len(data),
        uploaded_by=world.user("admin_bkpsdm:own"),
    )  # fmt: skip
    sari = _sari(world)
    sari.photo, sari.nik_encrypted = stored, encrypt("3374015705900001", owner=sari.pk)
    sari.save(update_fields=["photo", "nik_encrypted"])
    return stored


FACTORIES = {
    "file": _file,
    "photo": _photo,
    "kgb": _kgb,
    "member": lambda world: FamilyMember.objects.create(person=_sari(world), relation="suami", name="Joko"),
    "education": lambda world: Education.objects.create(
        person=_sari(world), level="s1", school="Undip", dated=datetime.date(2013, 1, 1), file=world["file"]
    ),
    "proposal": lambda world: ChangeProposal.objects.create(
        person=_sari(world), subject="kontak", content={"phone": "0812345678"}, file=world["file"],
        made_by=world.user("pegawai:self"),
    ),
}  # fmt: skip
ARGS = {
    "pk": lambda world: _sari(world).pk,
    "kind": lambda world: "golongan",
    "row": lambda world: _row(world).pk,
    "member": lambda world: world["member"].pk,
    "subject": lambda world: "kontak",
}
_SK = {
    "golongan": "III/b", "mkg_years": "4", "mkg_months": "0", "start": "2020-04-01", "sk_number": "823/1",
    "langkah": "catat",
}  # fmt: skip


def _pay(world: World) -> dict[str, Any]:
    return {"pk": _sari(world).pk, "kind": "kgb", "row": world["kgb"].pk}


def _pay_of_another(world: World) -> dict[str, Any]:
    """A row of Sari's under the address of a colleague."""
    return {"pk": world.person("pegawai:other").pk, "kind": "kgb", "row": world["kgb"].pk}


def _education(world: World) -> dict[str, Any]:
    return {"pk": _sari(world).pk, "kind": "pendidikan", "row": world["education"].pk}


def _adding(world: World) -> dict[str, Any]:
    return {"pk": _sari(world).pk, "kind": "pendidikan"}


def _with_photo(world: World) -> dict[str, Any]:
    assert world["photo"]
    return {"pk": _sari(world).pk}


def _proposal(world: World) -> dict[str, Any]:
    return {"pk": world["proposal"].pk}


def _unit(world: World) -> dict[str, Any]:
    return {"unit": str(UnitHistory.objects.get(person=_sari(world)).unit_id)}


def _chart(world: World) -> dict[str, Any]:
    return {**_unit(world), "key": "pensiun"}


ROWS = [
    Row("people:unit_chart", may=CAREER - SELF - {"atasan"}, args=_chart),
    Row("people:list", may=LISTS),
    Row("people:list", key="csv", may=LISTS, data={"ekspor": "csv"}),
    Row("people:create", may=ALL_OFFICERS),
    Row("people:create", "POST", may=ALL_OFFICERS),
    Row("people:many_kinds", may=ALL_OFFICERS),
    Row("people:many", may=ALL_OFFICERS),
    Row("people:many", "POST", may=ALL_OFFICERS),
    Row("people:recording", may={"pengelola_kepegawaian:own"}, args=_recording),
    Row("people:recording_stop", "POST", may={"pengelola_kepegawaian:own"}, args=_recording),
    Row("people:recording_again", "POST", may={"pengelola_kepegawaian:own"}, args=_recording),
    Row("people:detail", may=CAREER),
    Row("people:detail", key="dulu", may=CAREER, data={"per": "2016-01-01", "diketahui": "2016-01-01T00:00"}),
    Row("people:timeline", may=CAREER),
    Row("people:differences", may=CAREER, data={"dari": "2016-01-01", "ke": "2026-01-01"}),
    Row("people:change", may=EDITORS),
    Row("people:change", "POST", may=EDITORS),
    Row("people:end", may=EDITORS),
    Row("people:end", "POST", may=EDITORS),
    Row("people:undo_end", may=EDITORS),
    Row("people:undo_end", "POST", may=EDITORS),
    Row("people:nik", "POST", may=SELF | EDITORS, args=_with_photo),
    Row("people:photo", may=CAREER, args=_with_photo),
    Row("people:change_photo", may=SELF | EDITORS),
    Row("people:change_photo", "POST", may=SELF | EDITORS),
    Row("people:give_account", "POST", may=EDITORS),
    Row("people:record_sk", may=EDITORS),
    Row("people:record_sk", "POST", may=EDITORS, data=_SK),
    Row("people:correct_sk", may=EDITORS),
    Row("people:correct_sk", "POST", may=EDITORS, data=_SK | {"reason": "keliru"}),
    Row("people:correct_sk", key="milik orang lain", may=set(), args=_pay_of_another),
    Row("people:withdraw_sk", may=EDITORS),
    Row("people:withdraw_sk", "POST", may=EDITORS, data={"reason": "keliru"}),
    Row("people:sk_file", may=FULL | PAYERS, args=_pay),
    Row("people:sk_file", key="milik orang lain", may=set(), args=_pay_of_another),
    Row("people:add_member", may=EDITORS),
    Row("people:add_member", "POST", may=EDITORS, data={"relation": "istri", "name": "Ani"}),
    Row("people:change_member", may=EDITORS),
    Row("people:change_member", "POST", may=EDITORS),
    Row("people:withdraw_member", "POST", may=EDITORS, data={"reason": "keliru"}),
    Row("people:add_record", may=EDITORS, args=_adding),
    Row("people:add_record", "POST", may=EDITORS, args=_adding),
    Row("people:withdraw_record", may=EDITORS, args=_education),
    Row("people:withdraw_record", "POST", may=EDITORS, args=_education, data={"reason": "keliru"}),
    Row("people:record_file", may=CAREER, args=_education),
    Row("people:own", may=PEOPLE),
    Row("people:own_family", may=PEOPLE),
    Row("people:propose", may=PEOPLE),
    Row("people:propose", "POST", may=PEOPLE, data={"phone": "0812345678"}),
    Row("people:copy", may=PEOPLE),
    Row("people:copy_download", "POST", may=PEOPLE),
    Row("people:copy_file", may=SELF, args=lambda world: {"pk": world["file"].pk}),
    Row("people:queue", may=ALL_OFFICERS),
    Row("people:proposal", may=SELF | EDITORS, args=_proposal),
    Row("people:proposal_file", may=SELF | EDITORS, args=_proposal),
    Row("people:accept", "POST", may=EDITORS, args=_proposal),
    Row("people:refuse", "POST", may=EDITORS, args=_proposal, data={"reason": "kurang jelas"}),
    Row("people:cancel", "POST", may=SELF, args=_proposal),
]
