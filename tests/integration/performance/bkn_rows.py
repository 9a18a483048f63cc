"""Who may what with the exchange with e-Kinerja of BKN."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from praja.access.enums import Role
from praja.performance.bkn.actions import imports
from praja.performance.models import BknExport, BknImport, RatingMode
from praja.web.shell import day_of
from tests.integration.access.matrix import Row, World
from tests.integration.performance.rating_rows import OFFICERS

ADMIN = {f"{Role.ADMIN_BKPSDM}:own"}
ELSEWHERE = {f"{role}:foreign" for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)}
AUDITORS = {f"{Role.AUDITOR}:own"}
COMPARERS = OFFICERS | AUDITORS
ANY_COMPARER = COMPARERS | ELSEWHERE | {f"{Role.AUDITOR}:foreign"}
DECIDERS = {f"{Role.PEJABAT_PENYETUJU}:own", "admin_aplikasi"}
READERS = ANY_COMPARER | DECIDERS | {f"{Role.PEJABAT_PENYETUJU}:foreign"}
REASON = "Surat Sekda tentang e-Kinerja"


def _import(world: World) -> BknImport:
    by = world.user(f"{Role.ADMIN_BKPSDM}:own")
    nip = world.person("pegawai:self").nip
    head = "nip;hasilKinerjaNilai;perilakuKerjaNilai;kuadranKinerjaNilai"
    file = SimpleUploadedFile("predikat.csv", f"{head}\r\n{nip};2;2;2".encode())
    return imports.upload(file=file, unit=world.unit, period=world["rated_quarter"], by=by, on=day_of(by))


def _export(world: World) -> BknExport:
    by: Any = world.user(f"{Role.ADMIN_BKPSDM}:own")
    return BknExport.objects.create(
        unit=world.unit, period=world["rated_quarter"], form="xlsx", made_by=by, keep_until=day_of(by),
        progress_at=timezone.now(),
    )  # fmt: skip


def _mode(world: World) -> RatingMode:
    by: Any = world.user(f"{Role.ADMIN_BKPSDM}:own")
    return RatingMode.objects.create(
        government=world.government, version=1, mode="bkn", since=day_of(by).replace(day=1), reason=REASON,
        made_by=by,
    )  # fmt: skip


FACTORIES: dict[str, Any] = {"bkn_import": _import, "bkn_export": _export, "rating_mode": _mode}


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


def _unit_in_period(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk, "period": world["rated_quarter"].pk}


def _government(world: World) -> dict[str, Any]:
    return {"unit": world.government.pk}


def _wish(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk, "period": world["rated_quarter"].pk, "form": "xlsx"}


_MODE = {"mode": "bkn", "since": "2026-11", "reason": REASON}

ROWS = [
    Row("performance:bkn", may=READERS),
    Row("performance:bkn_compare", may=COMPARERS, args=_unit_in_period),
    Row("performance:bkn_imports", may=ANY_COMPARER),
    Row("performance:bkn_imports", "POST", may=OFFICERS | ELSEWHERE),
    Row("performance:bkn_import_template", may=OFFICERS | ELSEWHERE),
    Row("performance:bkn_import", may=COMPARERS, args=_pk("bkn_import")),
    Row("performance:bkn_import_columns", may=OFFICERS, args=_pk("bkn_import")),
    Row("performance:bkn_import_columns", "POST", may=OFFICERS, args=_pk("bkn_import")),
    Row("performance:bkn_import_problems", may=COMPARERS, args=_pk("bkn_import")),
    Row("performance:bkn_import_check", "POST", may=OFFICERS, args=_pk("bkn_import")),
    Row("performance:bkn_import_apply", "POST", may=OFFICERS, args=_pk("bkn_import")),
    Row("performance:bkn_import_undo", "POST", may=OFFICERS, args=_pk("bkn_import")),
    Row("performance:bkn_exports", may=ANY_COMPARER),
    Row("performance:bkn_exports", "POST", may=OFFICERS | ELSEWHERE, data=_wish),
    Row("performance:bkn_export", may=COMPARERS, args=_pk("bkn_export")),
    # Nothing is made yet, so that there is nothing to fetch, for nobody.
    Row("performance:bkn_export_file", may=set(), args=_pk("bkn_export")),
    Row("performance:bkn_export_stop", "POST", may=ADMIN, args=_pk("bkn_export")),
    Row("performance:bkn_export_again", "POST", may=ADMIN, args=_pk("bkn_export")),
    Row("performance:bkn_modes", may=READERS),
    Row("performance:bkn_mode_propose", may=ADMIN, args=_government),
    Row("performance:bkn_mode_propose", "POST", may=ADMIN, args=_government, data=_MODE),
    Row("performance:bkn_mode_accept", "POST", may=DECIDERS, args=_pk("rating_mode")),
    Row("performance:bkn_mode_refuse", "POST", may=DECIDERS, args=_pk("rating_mode"), data={"why": REASON}),
    Row("performance:bkn_mode_withdraw", "POST", may=ADMIN, args=_pk("rating_mode")),
]
