"""Units that become part of others, and units that come from another one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from praja.organization import queries
from praja.organization.actions.common import (
    StructureRefused,
    given_reason,
    lock,
    name_of,
    require_right,
    version_at,
)
from praja.organization.actions.journal import tell
from praja.organization.actions.moving import move_row
from praja.organization.actions.positions import end_position
from praja.organization.actions.units import end_unit
from praja.organization.models import PositionVersion, Unit, UnitSuccession, UnitVersion
from praja.temporal import actions as temporal


@transaction.atomic
def merge_units(
    *,
    units: Sequence[Unit],
    into: Unit,
    start: datetime.date,
    by: Any,
    on: datetime.date | None = None,
    move: bool = True,
    reason: str = "",
    dasar: str = "",
) -> None:
    """Let units become part of another one, and end.

    :param into: exists on `start`; for a merger into a new unit, create that first
    :param move: also move the units and posts below them; posts that head them end, if nobody holds them.
        Without it, both must have been moved or closed before.
    :raises StructureRefused: while people work in them, or hold the posts that would end, from `start` on
    """
    why, on = given_reason(reason, dasar), on or queries.today(into.government or into)
    government = into.government or into
    require_right(by, government, on)
    lock(government)
    if not units:
        raise StructureRefused(_("Pilih unit yang digabungkan."))
    if into in units:
        raise StructureRefused(_("Unit tujuan tidak boleh termasuk unit yang digabungkan."))
    for unit in units:
        if unit.government_id is None or unit.government_id != government.pk:
            raise StructureRefused(_("Unit yang digabungkan harus dari pemerintah daerah yang sama."))
        version_at(unit, start)
    version_at(into, start)
    for unit in units:
        if move:
            _empty_into(unit, into, start, by=by, on=on, why=why, dasar=dasar)
        UnitSuccession.objects.create(old=unit, new=into, on=start, dasar=dasar)
        end_unit(unit, start, by=by, on=on, why=why)
        tell(
            "unit_merged",
            unit,
            government,
            by=by,
            on=on,
            why=why,
            name=name_of(unit, start - datetime.timedelta(days=1)),
            after={"menjadi": name_of(into, start), "mulai": start.isoformat()},
        )


def _empty_into(
    unit: Unit, into: Unit, start: datetime.date, *, by: Any, on: datetime.date, why: str, dasar: str
) -> None:
    """Move the units and posts of a unit that ends; the post that heads it ends with it."""
    onwards = temporal.span(start)
    for below in (
        UnitVersion.objects.known().filter(parent=unit, berlaku__overlap=onwards).select_related("unit")
    ):
        move_row(below, start, by=by, on=on, why=why, parent=into, dasar=dasar)
    target = queries.head_of(into, start)
    posts = PositionVersion.objects.known().filter(unit=unit, berlaku__overlap=onwards)
    heads = [post for post in posts.select_related("position") if post.heads_unit]
    for post in posts.select_related("position"):
        if not post.heads_unit:
            move_row(post, start, by=by, on=on, why=why, unit=into, dasar=dasar)
    for head in heads:
        successor = target.position if target is not None else None
        end_position(head.position, start, by=by, on=on, why=why, successor=successor)


@transaction.atomic
def split_unit(
    *,
    unit: Unit,
    into: Sequence[Unit],
    start: datetime.date,
    by: Any,
    on: datetime.date | None = None,
    close: bool = False,
    reason: str = "",
    dasar: str = "",
) -> None:
    """Record that units came from another one.

    :param into: exist on `start`; create them first
    :param close: the old unit ends; then its posts, units and people must have been moved before
    """
    why, on = given_reason(reason, dasar), on or queries.today(unit.government or unit)
    require_right(by, unit, on)
    government = unit.government
    if government is None:
        raise StructureRefused(_("Pemerintah daerah tidak dapat dipecah di sini."))
    lock(government)
    if not into:
        raise StructureRefused(_("Sebutkan unit hasil pemecahan."))
    version_at(unit, start - datetime.timedelta(days=1))
    for new in into:
        if new.government_id != government.pk or new == unit:
            raise StructureRefused(
                _("Unit hasil pemecahan harus unit lain dari pemerintah daerah yang sama.")
            )
        version_at(new, start)
        if UnitSuccession.objects.filter(old=unit, new=new).exists():
            raise StructureRefused(_("Pemecahan menjadi unit itu sudah tercatat."))
        UnitSuccession.objects.create(old=unit, new=new, on=start, dasar=dasar)
    if close:
        end_unit(unit, start, by=by, on=on, why=why)
    tell(
        "unit_split",
        unit,
        government,
        by=by,
        on=on,
        why=why,
        name=name_of(unit, start - datetime.timedelta(days=1)),
        after={"menjadi": [name_of(new, start) for new in into], "mulai": start.isoformat()},
    )
