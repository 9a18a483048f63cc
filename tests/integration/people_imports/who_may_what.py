"""Who may what with imports of people and with what falls due."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.enums import Role
from praja.files import disk
from praja.files.models import StoredFile
from praja.people.due import feed
from praja.people.models import PeopleExport, PeopleImport
from tests.integration.access.matrix import ANYONE, LONG_AGO, SIGNED_IN, Row, World

OFFICERS = {
    f"{role}:{side}"
    for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
    for side in ("own", "foreign")
}
MINE = {"pengelola_kepegawaian:own", "admin_bkpsdm:own"}
"""The one who uploaded it, and the admin of its government."""
LISTS = {
    f"{role}:{side}"
    for role in (
        Role.PENGELOLA_KEPEGAWAIAN,
        Role.ADMIN_BKPSDM,
        Role.AUDITOR,
        Role.BENDAHARA,
        Role.PEJABAT_PENYETUJU,
        Role.KEPALA_UNIT,
        Role.TIM_PENILAI,
    )
    for side in ("own", "foreign")
} | {"atasan"}


def _import(world: World) -> PeopleImport:
    by = world.user("pengelola_kepegawaian:own")
    file = StoredFile.objects.create(
        sha256="0" * 64, name="pegawai.xlsx", kind=StoredFile.Kind.XLSX, size=1, uploaded_by=by
    )
    mapping: dict[str, Any] = {
        "layout": "praja",
        "signature": "",
        "on": None,
        "unit": None,
        "units": {},
        "sheets": [
            {
                "name": "orang",
                "grain": "orang",
                "first": 0,
                "last": 0,
                "columns": [{"place": 0, "heading": "nip", "target": "orang.nip", "samples": []}],
            }
        ],
    }
    return PeopleImport.objects.create(
        government=world.government,
        file=file,
        made_by=by,
        state=PeopleImport.State.DIPERIKSA,
        mapping=mapping,
        summary={"digest": "0", "tetap": 0},
    )


def _secret(world: World) -> str:
    return feed.FEEDS.make(by=world.user("admin_bkpsdm:own"), on=LONG_AGO)


FACTORIES = {"people_import": _import, "calendar_secret": _secret}


def _pk(world: World) -> dict[str, Any]:
    return {"pk": world["people_import"].pk}


def _letter(world: World) -> dict[str, Any]:
    return {"pk": world.person("pegawai:self").pk, "key": "kgb"}


def _export(world: World) -> dict[str, Any]:
    by = world.user("pengelola_kepegawaian:own")
    data = b"PK uji"
    disk.write(data)
    file = StoredFile.objects.create(
        sha256=disk.digest_of(data),
        name="pegawai.xlsx",
        kind=StoredFile.Kind.XLSX,
        size=len(data),
        uploaded_by=by,
    )
    made = PeopleExport.objects.create(
        made_by=by, state="siap", file=file, keep_until=datetime.date(2999, 1, 1)
    )
    return {"pk": made.pk}


ROWS = [
    Row("people:imports", may=OFFICERS),
    Row("people:imports", "POST", may=OFFICERS, fine={400}),
    Row("people:import_template", may=OFFICERS),
    Row("people:export_ask", "POST", may=OFFICERS),
    Row("people:export", may={"pengelola_kepegawaian:own"}, args=_export),
    Row("people:export_file", may={"pengelola_kepegawaian:own"}, args=_export),
    Row("people:export_stop", "POST", may={"pengelola_kepegawaian:own"}, args=_export),
    Row("people:export_again", "POST", may={"pengelola_kepegawaian:own"}, args=_export),
    Row("people:import", may=MINE, args=_pk),
    Row("people:import_mapping", may=MINE, args=_pk),
    Row("people:import_mapping", "POST", may=MINE, args=_pk, data={"s0": "orang", "s0c0": "orang.nip"}),
    Row("people:import_problems", may=MINE, args=_pk),
    Row("people:import_check", "POST", may=MINE, args=_pk),
    Row("people:import_apply", "POST", may=MINE, args=_pk),
    Row("people:import_undo", "POST", may=MINE, args=_pk),
    Row("people:import_again", "POST", may=MINE, args=_pk),
    Row("people:import_accept", "POST", may=MINE, args=_pk),
    Row("people:due", may=LISTS),
    Row("people:due_letter", may=MINE, args=_letter),
    Row("people:due_letter", "POST", may=MINE, args=_letter),
    Row("people:due_feed", "POST", may=SIGNED_IN),
    Row("people:due_calendar", may=ANYONE, args=lambda world: {"secret": world["calendar_secret"]}),
]
