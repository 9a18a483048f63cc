"""Who may what with ratings, what units reached, and closings."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.performance.models import Closing, Period, Rating, Recusal, Skp
from tests.integration.access.matrix import SIGNED_IN, Row, World
from tests.integration.performance.plans import plan

YEAR = 2024
OFFICERS = {f"{role}:own" for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)}
ELSEWHERE = {f"{role}:foreign" for role in (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)}
ADMIN = {f"{Role.ADMIN_BKPSDM}:own"}
HEADS = {f"{Role.KEPALA_UNIT}:own"}
READERS = OFFICERS | HEADS | {f"{role}:own" for role in (Role.TIM_PENILAI, Role.AUDITOR)}
PEOPLE = {"pegawai:self", "pegawai:other", "atasan"}
SAID = {"result": "sesuai", "behaviour": "sesuai"}
REASON = {"reason": "Sebab yang ditulis dengan jelas"}


def _quarter(world: World) -> Period:
    """A quarter that is long over."""
    year = YEAR
    made = Period.objects.create(
        government=world.government, year=year, kind="triwulanan", number=2,
        days=(datetime.date(year, 4, 1), datetime.date(year, 7, 1)),
        report_by=datetime.date(year, 7, 5), rate_by=datetime.date(year, 7, 10),
    )  # fmt: skip
    return Period.objects.get(pk=made.pk)


def _skp(world: World) -> Skp:
    year = world["rated_quarter"].year
    made = plan(world.person("pegawai:self"), world.person("atasan"), year=year, understood=True)
    return Skp.objects.get(pk=made.pk)


def _rating(world: World) -> Rating:
    rater: Any = world.person("atasan")
    return Rating.objects.create(
        skp=world["rated_skp"], period=world["rated_quarter"], rater=rater, rater_name=rater.name,
        by=rater.account, result="sesuai", behaviour="sesuai", predicate="baik", proposed_result="sesuai",
        proposed_behaviour="sesuai", signed_at=timezone.now(), basis={"pak": "nasional"},
    )  # fmt: skip


def _recusal(world: World) -> Recusal:
    return Recusal.objects.create(
        skp=world["rated_skp"], period=world["rated_quarter"], reason="Bersaudara",
        by=world.user("pegawai:self"),
    )  # fmt: skip


def _closing(world: World) -> Closing:
    return Closing.objects.create(
        unit=world.unit, period=world["rated_quarter"], number=1, by=world.user(f"{Role.ADMIN_BKPSDM}:own")
    )


FACTORIES: dict[str, Any] = {
    "rated_quarter": _quarter,
    "rated_skp": _skp,
    "rating": _rating,
    "recusal": _recusal,
    "rating_closing": _closing,
}


def _period(world: World) -> dict[str, Any]:
    assert world["rated_skp"]
    return {"period": world["rated_quarter"].pk}


def _skp_in_period(world: World) -> dict[str, Any]:
    return {"period": world["rated_quarter"].pk, "skp": world["rated_skp"].pk}


def _unit_in_period(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk, "period": world["rated_quarter"].pk}


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


ROWS = [
    Row("performance:rating_home", may=SIGNED_IN),
    Row("performance:ratings", may=SIGNED_IN),
    Row("performance:rating_desk", may={"atasan"}, args=_period),
    Row("performance:rating_sign_together", "POST", may={"atasan"}, args=_period),
    Row("performance:rate", may={"atasan"}, args=_skp_in_period),
    Row("performance:rate", "POST", may={"atasan"}, args=_skp_in_period, data=SAID),
    Row("performance:rate_why", may={"atasan"}, args=_skp_in_period),
    Row("performance:rate_conflict", may={"atasan", "pegawai:self"}, args=_skp_in_period),
    Row(
        "performance:rate_conflict", "POST", may={"atasan", "pegawai:self"}, args=_skp_in_period, data=REASON
    ),
    Row("performance:rate_conflict_decide", may=OFFICERS, args=_pk("recusal")),
    Row("performance:rate_conflict_decide", "POST", may=OFFICERS, args=_pk("recusal"), data=REASON),
    Row("performance:rating", may=READERS | {"pegawai:self", "atasan"}, args=_pk("rating")),
    Row("performance:unit_achievement", may=READERS | PEOPLE, args=_unit_in_period),
    Row(
        "performance:unit_achievement", "POST", may=ADMIN | HEADS, args=_unit_in_period,
        data={"predicate": "baik", "basis": "Capaian perjanjian kinerja"},
    ),
    Row("performance:closings", may=OFFICERS | ELSEWHERE),
    Row("performance:closing", may=OFFICERS, args=_unit_in_period),
    Row("performance:closing", "POST", may=OFFICERS, args=_unit_in_period, data=REASON),
    Row("performance:closing_reopen", may=ADMIN, args=_pk("rating_closing")),
    Row("performance:closing_reopen", "POST", may=ADMIN, args=_pk("rating_closing"), data=REASON),
]  # fmt: skip
