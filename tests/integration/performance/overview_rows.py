"""Who may what with one's own year and with how far units have come."""

from __future__ import annotations

from typing import Any

from praja.performance.models import Goal
from praja.performance.perms import READERS
from tests.integration.access.matrix import Row, World

YEAR = 2026
OWN = {f"{role.value}:own" for role in READERS}
ANYWHERE = OWN | {f"{role.value}:foreign" for role in READERS}
PEOPLE = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}
HEADS = {"atasan", "pegawai:foreign"}
"""Those who hold the post that heads a unit: `atasan` the unit that is asked for, the other one abroad."""
SEEN = OWN | {"atasan"}


def _goal(world: World) -> Goal:
    return Goal.objects.create(unit=world.unit, year=YEAR, kind="sasaran", text="Bantuan tepat sasaran")


FACTORIES: dict[str, Any] = {"overview_goal": _goal}


def _unit(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk, "year": YEAR}


def _part(part: str) -> Any:
    return lambda world: _unit(world) | {"part": part}


def _of_goal(world: World) -> dict[str, Any]:
    return _unit(world) | {"goal": world["overview_goal"].pk}


ROWS = [
    Row("performance:my_year", may=PEOPLE),
    Row("performance:my_year_of", may=PEOPLE, args={"year": YEAR}),
    Row("performance:overviews", may=ANYWHERE | HEADS),
    Row("performance:overview", may=SEEN, args=_unit),
    *(
        Row("performance:overview_part", may=SEEN, args=_part(part), key=part)
        for part in ("bulan", "sebaran", "sasaran", "hambatan", "unit")
    ),
    Row("performance:overview_people", may=SEEN, args=_unit),
    Row("performance:overview_ratings", may=SEEN, args=_unit),
    Row("performance:overview_obstacles", may=SEEN, args=_unit),
    Row("performance:overview_goal", may=SEEN, args=_of_goal),
]
