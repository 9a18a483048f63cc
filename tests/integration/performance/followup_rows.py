"""Who may what with credit points, improvement, awards and development."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.files import disk
from praja.files.models import StoredFile
from praja.people.models import Award
from praja.performance.models import (
    AwardProposal,
    Checkpoint,
    ClosedRating,
    Closing,
    CreditDecree,
    CreditDetermination,
    CreditSheet,
    DevelopmentAction,
    Improvement,
    ImprovementStep,
    Period,
)
from tests.integration.access.matrix import SIGNED_IN, Row, World
from tests.integration.performance.rating_rows import ELSEWHERE, OFFICERS, REASON

SELF, ABOVE = {"pegawai:self"}, {"atasan"}
EVERYBODY = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}
AUDITOR = {f"{Role.AUDITOR}:own"}
CAREER = SELF | ABOVE | OFFICERS | AUDITOR | {
    f"{role}:own"
    for role in (Role.BENDAHARA, Role.PEJABAT_PENYETUJU, Role.KEPALA_UNIT, Role.TIM_PENILAI)
}  # fmt: skip
LISTS = OFFICERS | ELSEWHERE | {
    f"{role}:{where}"
    for role in (Role.KEPALA_UNIT, Role.TIM_PENILAI, Role.AUDITOR) for where in ("own", "foreign")
}  # fmt: skip
FOLLOWERS = ABOVE | OFFICERS | AUDITOR
TODAY = datetime.date(2026, 11, 23)
TEXT = "Tulisan yang cukup jelas"


def _file(world: World, name: str, kind: str = StoredFile.Kind.PDF) -> StoredFile:
    return StoredFile.objects.create(
        sha256=disk.write(name.encode()), name=name, kind=kind, size=len(name),
        uploaded_by=world.administrator,
    )  # fmt: skip


def _closed(world: World, number: int, predicate: str) -> ClosedRating:
    year = world["rated_quarter"].year - 10 - number
    period = Period.objects.create(
        government=world.government, year=year, kind="tahunan", number=1,
        days=(datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)),
        report_by=datetime.date(year + 1, 1, 15), rate_by=datetime.date(year + 1, 1, 31),
    )  # fmt: skip
    period.refresh_from_db()
    closing = Closing.objects.create(
        unit=world.unit, period=period, number=1, by=world.user(f"{Role.ADMIN_BKPSDM}:own")
    )
    return ClosedRating.objects.create(
        closing=closing, period=period, skp=world["rated_skp"], person=world.person("pegawai:self"),
        unit=world.unit, predicate=predicate,
    )  # fmt: skip


def _improvement(world: World) -> Improvement:
    closed = _closed(world, 2, "kurang")
    return Improvement.objects.create(
        closed=closed, skp=closed.skp, person=closed.person, start=TODAY, goals=TEXT, support=TEXT,
        end=TODAY + datetime.timedelta(days=181), by=world.user("atasan"),
    )  # fmt: skip


def _checkpoint(world: World) -> Checkpoint:
    return Checkpoint.objects.create(
        improvement=world["improvement"], due=TODAY + datetime.timedelta(days=30), aim=TEXT, on_track=True,
        notes=TEXT, held_by=world.user("atasan"), held_at=timezone.now(), file=_file(world, "bukti.pdf"),
    )  # fmt: skip


def _step(world: World) -> ImprovementStep:
    return ImprovementStep.objects.create(
        improvement=world["improvement"], kind="peringatan", dated=TODAY, number="1", note=TEXT,
        file=_file(world, "surat.pdf"), by=world.user("atasan"),
    )  # fmt: skip


def _award(world: World, **more: Any) -> AwardProposal:
    closed = world["very_good"]
    said: dict[str, Any] = {"kind": "piagam"}
    return AwardProposal.objects.create(
        closed=closed, skp=closed.skp, person=closed.person, name="Piagam", reason=TEXT,
        by=world.user("atasan"), **said | more,
    )  # fmt: skip


def _granted(world: World) -> AwardProposal:
    row = Award.objects.create(
        person=world.person("pegawai:self"), name="Piagam", dated=TODAY, dicatat_oleh="Admin"
    )
    return _award(
        world, kind="talenta", state="ditetapkan", checked_by=world.user(f"{Role.PENGELOLA_KEPEGAWAIAN}:own"),
        checked_at=timezone.now(), decided_by=world.user(f"{Role.ADMIN_BKPSDM}:own"), sk_number="1",
        decided_at=timezone.now(), sk_date=TODAY, file=_file(world, "sk.pdf"), award=row, decision=TEXT,
    )  # fmt: skip


def _wish(world: World) -> DevelopmentAction:
    skp = world["rated_skp"]
    return DevelopmentAction.objects.create(
        skp=skp, person=skp.person, kind="pelatihan", text=TEXT, by=world.user("pegawai:self")
    )


def _credit(world: World) -> CreditDetermination:
    closed = _closed(world, 4, "baik")
    days = Period.objects.values_list("days", flat=True).get(pk=closed.period_id)
    decree = CreditDecree.objects.create(
        unit=world.unit, period=closed.period, number="800/1", dated=TODAY, file=_file(world, "pak.pdf"),
        by=world.user(f"{Role.ADMIN_BKPSDM}:own"),
    )  # fmt: skip
    return CreditDetermination.objects.create(
        decree=decree, person=closed.person, kind="konversi", level="Ahli Pertama", predicate="baik",
        months=(days.lower, days.upper), coefficient="12.5", share=1, closed=closed,
        amount="12.5", post="Penelaah",
    )  # fmt: skip


def _sheet(world: World) -> CreditSheet:
    by = world.user(f"{Role.ADMIN_BKPSDM}:own")
    return CreditSheet.objects.create(
        unit=world.unit, file=_file(world, "saldo.csv", StoredFile.Kind.CSV), digest="0" * 64, made_by=by,
        summary={"baru": 0, "tetap": 0, "masalah": 0},
    )  # fmt: skip


FACTORIES: dict[str, Any] = {
    "low": lambda world: _closed(world, 1, "kurang"),
    "very_good": lambda world: _closed(world, 3, "sangat_baik"),
    "improvement": _improvement,
    "checkpoint": _checkpoint,
    "improvement_step": _step,
    "award": _award,
    "granted_award": _granted,
    "wish": _wish,
    "credit": _credit,
    "credit_sheet": _sheet,
}


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


def _with_skp(world: World) -> dict[str, Any]:
    assert world["rated_skp"]
    return {}


def _person(world: World) -> dict[str, Any]:
    return {"pk": world.person("pegawai:self").pk}


def _unit_in_period(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk, "period": world["rated_quarter"].pk}


SK = {"number": "800/2", "dated": "2026-01-20"}
ROWS = [
    Row("performance:credit", may=EVERYBODY),
    Row("performance:credit_of", may=CAREER, args=_person),
    Row("performance:credit_list", may=LISTS),
    Row("performance:credit_periods", may=OFFICERS | ELSEWHERE),
    Row("performance:credit_determine", may=OFFICERS, args=_unit_in_period),
    Row("performance:credit_determine", "POST", may=OFFICERS, args=_unit_in_period, data=SK),
    Row("performance:credit_opening", may=OFFICERS, args=_person),
    Row("performance:credit_opening", "POST", may=OFFICERS, args=_person, data=SK),
    Row("performance:credit_withdraw", may=OFFICERS, args=_pk("credit")),
    Row("performance:credit_withdraw", "POST", may=OFFICERS, args=_pk("credit"), data=REASON),
    Row("performance:credit_paper", may=CAREER, args=_pk("credit")),
    Row("performance:credit_file", may=CAREER, args=_pk("credit")),
    Row("performance:credit_sheets", may=OFFICERS | ELSEWHERE),
    Row("performance:credit_sheets", "POST", may=OFFICERS | ELSEWHERE, data={"unit": "x"}),
    Row("performance:credit_sheet", may=OFFICERS, args=_pk("credit_sheet")),
    Row(
        "performance:credit_sheet", "POST", may=OFFICERS, args=_pk("credit_sheet"), data={"langkah": "tolak"}
    ),
    Row("performance:followup", may=EVERYBODY),
    Row(
        "performance:followup", "POST", may=EVERYBODY, args=_with_skp,
        data={"kind": "pelatihan", "text": TEXT},
    ),
    Row("performance:followup_candidates", may=SIGNED_IN),
    Row("performance:improvements", may=SIGNED_IN),
    Row("performance:awards", may=SIGNED_IN),
    Row("performance:improvement_new", may=ABOVE, args=_pk("low")),
    Row("performance:improvement_new", "POST", may=ABOVE, args=_pk("low"), data={"goals": TEXT}),
    Row("performance:improvement", may=SELF | FOLLOWERS, args=_pk("improvement")),
    Row("performance:improvement", "POST", may=SELF, args=_pk("improvement"), data={"langkah": "paham"}),
    Row(
        "performance:improvement", "POST", may=ABOVE, args=_pk("improvement"), data={"langkah": "tambah"},
        key="kemajuan",
    ),
    Row(
        "performance:improvement", "POST", may=OFFICERS, args=_pk("improvement"), data={"langkah": "henti"},
        key="henti",
    ),
    Row("performance:checkpoint_file", may=SELF | FOLLOWERS, args=_pk("checkpoint")),
    Row("performance:step_file", may=SELF | FOLLOWERS, args=_pk("improvement_step")),
    Row("performance:award_new", may=ABOVE, args=_pk("very_good")),
    Row("performance:award_new", "POST", may=ABOVE, args=_pk("very_good"), data={"kind": "lain"}),
    Row("performance:award", may=FOLLOWERS, args=_pk("award")),
    Row("performance:award", "POST", may=OFFICERS, args=_pk("award"), data={"langkah": "periksa"}),
    Row("performance:award_file", may=SELF | FOLLOWERS, args=_pk("granted_award")),
    Row("performance:development", may=SELF | ABOVE, args=_pk("rated_skp")),
    Row(
        "performance:development", "POST", may=SELF | ABOVE, args=_pk("rated_skp"),
        data={"kind": "pelatihan", "text": TEXT},
    ),
    Row("performance:development_answer", may=ABOVE, args=_pk("wish")),
    Row("performance:development_answer", "POST", may=ABOVE, args=_pk("wish"), data={"langkah": "setuju"}),
]  # fmt: skip
