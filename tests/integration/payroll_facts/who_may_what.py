"""Who may what with the facts that pay is computed from."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.enums import Role
from praja.files.models import StoredFile
from praja.payroll.models import FactSheet
from tests.integration.access.matrix import Row, World


def _both(*roles: Role) -> set[str]:
    return {f"{role}:{side}" for role in roles for side in ("own", "foreign")}


GIVERS = _both(Role.PENGELOLA_KEPEGAWAIAN, Role.BENDAHARA)
OWN = {"pengelola_kepegawaian:own", "bendahara:own"}
PENGELOLA, BENDAHARA = {"pengelola_kepegawaian:own"}, {"bendahara:own"}
SEES_MISSING = _both(Role.BENDAHARA, Role.PEJABAT_PENYETUJU, Role.AUDITOR, Role.PENGELOLA_KEPEGAWAIAN)


def _sheet(world: World, kind: str) -> FactSheet:
    by = world.user("bendahara:own")
    file = StoredFile.objects.create(
        sha256="1" * 64, name="fakta.xlsx", kind=StoredFile.Kind.XLSX, size=1, uploaded_by=by
    )
    column = {"place": 0, "heading": "nip", "target": "nip", "samples": []}
    return FactSheet.objects.create(
        government=world.government, unit=world.unit, kind=kind, period=datetime.date(2026, 10, 1), file=file,
        state=FactSheet.State.DIPERIKSA, summary={"digest": "0"}, made_by=by,
        mapping={"signature": "", "sheets": [
            {"name": "orang", "grain": "orang", "first": 0, "last": 0, "columns": [column]}
        ]},
    )  # fmt: skip


FACTORIES = {
    "fact_sheet": lambda world: _sheet(world, "tetap"),
    "attendance_sheet": lambda world: _sheet(world, "kehadiran"),
    "deduction_sheet": lambda world: _sheet(world, "potongan"),
    "pagu_sheet": lambda world: _sheet(world, "pagu"),
}


def _pk(world: World) -> dict[str, Any]:
    return {"pk": world["fact_sheet"].pk}


def _sari(world: World) -> dict[str, Any]:
    return {"pk": world.person("pegawai:self").pk}


def _fact(name: str) -> Any:
    return lambda world: {"pk": world.person("pegawai:self").pk, "name": name}


def _template(kind: str) -> Any:
    return lambda world: {"jenis": kind, "bulan": "2026-10", "unit": str(world.unit.pk)}


ROWS = [
    Row("payroll:missing", may=SEES_MISSING),
    Row("payroll:sheets", may=GIVERS),
    Row("payroll:sheets", "POST", may=GIVERS, fine={400}),
    Row("payroll:sheet_template", may=OWN, data=_template("tetap")),
    Row("payroll:sheet_template", may=PENGELOLA, data=_template("kinerja"), key="kinerja"),
    Row("payroll:sheet_template", may=BENDAHARA, data=_template("potongan"), key="potongan"),
    Row("payroll:sheet_template", may=BENDAHARA, data=_template("pagu"), key="pagu"),
    Row("payroll:sheet", may=BENDAHARA, args=lambda world: {"pk": world["pagu_sheet"].pk}, key="pagu"),
    Row("payroll:sheet", may=OWN, args=_pk),
    Row("payroll:sheet", may=PENGELOLA, args=lambda world: {"pk": world["attendance_sheet"].pk}, key="hadir"),
    Row(
        "payroll:sheet", may=BENDAHARA, args=lambda world: {"pk": world["deduction_sheet"].pk}, key="potongan"
    ),
    Row("payroll:sheet_mapping", may=OWN, args=_pk),
    Row("payroll:sheet_mapping", "POST", may=OWN, args=_pk),
    Row("payroll:sheet_problems", may=OWN, args=_pk),
    Row("payroll:sheet_check", "POST", may=OWN, args=_pk),
    Row("payroll:sheet_apply", "POST", may=OWN, args=_pk),
    Row("payroll:sheet_undo", "POST", may=OWN, args=_pk),
    Row("payroll:given", may=OWN, args=_sari),
    Row(
        "payroll:person_facts",
        may={"pegawai:self", "bendahara:own", "pejabat_penyetuju:own", "auditor:own"},
        args=_sari,
    ),
    Row("payroll:give_deduction", may=BENDAHARA, args=_sari),
    Row("payroll:give_deduction", "POST", may=BENDAHARA, args=_sari, fine={400}),
    Row("payroll:give_fact", may=PENGELOLA, args=_fact("status_ptkp")),
    Row("payroll:give_fact", "POST", may=PENGELOLA, args=_fact("status_ptkp"), fine={400}),
    Row("payroll:give_fact", may=BENDAHARA, args=_fact("umk"), key="umk"),
    Row("payroll:give_fact", may=set(), args=_fact("golongan"), key="golongan"),
    Row("payroll:end_given", "POST", may=OWN, args=_sari),
]
