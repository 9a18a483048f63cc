"""Writes the structures of the demo, a set at a time."""

from __future__ import annotations

import datetime
import os
from typing import Any

from django.db import transaction

from praja.audit.actions import record
from praja.demo.house.plan import plan
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.temporal.actions import record_many, span

SINCE = datetime.date(2017, 1, 1)
"""Since when the structures hold: the reorganization that followed PP 18/2016."""
BATCH = 2000


class HouseStands(Exception):
    """The structures of the demo are there already; a second time would make them double."""


@transaction.atomic
def build_structures(*, by: Any, on: datetime.date, large: bool | None = None) -> dict[str, Unit]:
    """Write the four governments with their units and posts; return the units by their codes.

    :param large: places for 12,000 people; without it, as the environment's `DEMO=besar` says
    :raises HouseStands: if one of the governments exists already; then nothing is written
    """
    whole = plan(large=os.environ.get("DEMO") == "besar" if large is None else large)
    governments = [unit.code for unit in whole.units if unit.parent is None]
    if Unit.objects.filter(code__in=governments).exists():
        raise HouseStands("The governments of the demo exist already. Start from an empty database.")
    units: dict[str, Unit] = {}
    for one in whole.units:
        units[one.code] = Unit(code=one.code, government=units.get(one.government))
    Unit.objects.bulk_create([unit for unit in units.values() if unit.government is None])
    Unit.objects.bulk_create([unit for unit in units.values() if unit.government is not None], BATCH)
    positions = {post.code: Position(code=post.code) for post in whole.posts}
    Position.objects.bulk_create(positions.values(), BATCH)
    record_many(
        [
            UnitVersion(
                unit=units[one.code],
                parent=units[one.parent] if one.parent else None,
                name=one.name,
                short_name=one.short_name,
                kind=one.kind,
                zone=one.zone,
                order=one.order,
                npwp=one.npwp,
                budget_code=one.budget_code,
                address=one.address,
                dasar=one.dasar,
                berlaku=span(SINCE),
            )
            for one in whole.units
        ],
        by=by,
    )
    record_many(
        [
            PositionVersion(
                position=positions[post.code],
                unit=units[post.unit],
                superior=positions[post.superior] if post.superior else None,
                title=post.title,
                kind=post.kind,
                heads_unit=post.heads_unit,
                kelas_jabatan=post.kelas_jabatan,
                eselon=post.eselon,
                jenjang=post.jenjang,
                formasi=post.formasi,
                bup=post.bup,
                tugas_pokok=post.tugas_pokok,
                syarat=post.syarat,
                order=post.order,
                berlaku=span(SINCE),
            )
            for post in whole.posts
        ],
        by=by,
    )
    record(
        kind="organization.structures_built",
        by=by,
        target_kind="demo",
        target="susunan",
        on=on,
        after={"unit": len(units), "jabatan": len(positions), "formasi": whole.places},
        reason="Pemerintah rekaan untuk mencoba Praja",
    )
    return units
