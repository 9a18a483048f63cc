"""Who may what with goals and programmes."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.enums import Role
from praja.performance.models import Goal, GoalIndicator, Programme, ProgrammeMember
from tests.integration.access.matrix import SIGNED_IN, Row, World
from tests.integration.performance.plans import plan

YEAR = 2026
OFFICERS = {f"{role}:own" for role in (Role.KEPALA_UNIT, Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)}
KEEPERS = OFFICERS | {"atasan"}
LEADERS = KEEPERS
"""The superior heads the unit, and owns the programme."""
READERS = KEEPERS | {f"{role}:own" for role in (Role.TIM_PENILAI, Role.AUDITOR)}
GOAL = {"kind": "sasaran", "text": "Bantuan sampai pada yang berhak"}
INDICATOR = {"text": "Tepat waktu", "direction": "tinggi", "target": "90", "measure": "%"}


def _goal(world: World) -> Goal:
    return Goal.objects.create(unit=world.unit, year=YEAR, kind="sasaran", text="Warga terlayani")


def _indicator(world: World) -> GoalIndicator:
    return GoalIndicator.objects.create(goal=world["goal"], text="Tepat waktu", target=90, measure="%")


def _programme(world: World) -> Programme:
    return Programme.objects.create(
        unit=world.unit, year=YEAR, name="Bantuan", result="Warga terlayani", owner=world.person("atasan"),
        starts=datetime.date(YEAR, 1, 1), ends=datetime.date(YEAR, 12, 31),
    )  # fmt: skip


def _member(world: World) -> ProgrammeMember:
    return ProgrammeMember.objects.create(
        programme=world["programme"], person=world.person("pegawai:self"), part="Mendata"
    )


def _leading(world: World) -> Any:
    """The superior's own SKP, which Sari's serves."""
    return plan(world.person("atasan"), None, agreed=False)


FACTORIES: dict[str, Any] = {
    "goal": _goal,
    "goal_indicator": _indicator,
    "programme": _programme,
    "programme_member": _member,
    "leading_skp": _leading,
    "carrying_skp": lambda world: plan(world.person("pegawai:self"), world.person("atasan"), agreed=False),
}


def _at(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk, "year": YEAR}


def _cascade_at(world: World) -> dict[str, Any]:
    assert world["carrying_skp"]
    return _at(world)


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


def _programme_said(world: World) -> dict[str, Any]:
    return {"name": "Program", "result": "Hasil", "owner": world.person("atasan").nip,
            "starts": f"{YEAR}-01-01", "ends": f"{YEAR}-12-31"}  # fmt: skip


def _member_said(world: World) -> dict[str, Any]:
    return {"person": world.person("pegawai:self").nip, "part": "Mendata"}


ROWS = [
    Row("performance:goals_home", may=SIGNED_IN),
    Row("performance:goals", may=SIGNED_IN, args=_at),
    Row("performance:goal_new", may=KEEPERS, args=_at),
    Row("performance:goal_new", "POST", may=KEEPERS, args=_at, data=GOAL),
    Row("performance:goal_change", may=KEEPERS, args=_pk("goal")),
    Row("performance:goal_change", "POST", may=KEEPERS, args=_pk("goal"), data=GOAL),
    Row("performance:goal_withdraw", "POST", may=KEEPERS, args=_pk("goal")),
    Row("performance:goal_indicator_new", may=KEEPERS, args=_pk("goal")),
    Row("performance:goal_indicator_new", "POST", may=KEEPERS, args=_pk("goal"), data=INDICATOR),
    Row("performance:goal_indicator_change", may=KEEPERS, args=_pk("goal_indicator")),
    Row("performance:goal_indicator_change", "POST", may=KEEPERS, args=_pk("goal_indicator"), data=INDICATOR),
    Row("performance:goal_indicator_withdraw", "POST", may=KEEPERS, args=_pk("goal_indicator")),
    Row("performance:cascade", may=READERS | {"pegawai:self", "atasan"}, args=_cascade_at),
    Row("performance:matrix", may=READERS | {"atasan"}, args=_pk("leading_skp")),
    Row("performance:programmes", may=SIGNED_IN, args=_at),
    Row("performance:programme_new", may=KEEPERS, args=_at),
    Row("performance:programme_new", "POST", may=KEEPERS, args=_at, data=_programme_said),
    Row("performance:programme", may=SIGNED_IN, args=_pk("programme")),
    Row("performance:programme_change", may=LEADERS, args=_pk("programme")),
    Row("performance:programme_change", "POST", may=LEADERS, args=_pk("programme"), data=_programme_said),
    Row("performance:programme_member_set", "POST", may=LEADERS, args=_pk("programme"), data=_member_said),
    Row("performance:programme_member_remove", "POST", may=LEADERS, args=_pk("programme_member")),
    Row(
        "performance:programme_evaluate", "POST", may=LEADERS, args=_pk("programme"),
        data={"day": f"{YEAR}-11-02", "percent": "40", "finding": "Sebagian"},
    ),
    Row("performance:programme_withdraw", "POST", may=LEADERS, args=_pk("programme")),
]  # fmt: skip
