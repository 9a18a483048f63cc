"""Units: adding, changing, ending, and taking back a recorded change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from praja.organization import queries
from praja.organization.actions.checks import check_unit
from praja.organization.actions.common import (
    StructureRefused,
    changed_copy,
    clean,
    few_names,
    free_code,
    given_reason,
    in_time,
    lock,
    only,
    require_right,
    version_at,
)
from praja.organization.actions.journal import UNIT_FIELDS, tell
from praja.organization.enums import JenisUnit, Zona
from praja.organization.hooks import incumbents
from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.organization.perms import can_create_government
from praja.temporal import actions as temporal


@transaction.atomic
def create_unit(
    *,
    parent: Unit | None,
    name: str,
    kind: str,
    start: datetime.date,
    by: Any,
    on: datetime.date | None = None,
    code: str = "",
    zone: str = "",
    reason: str = "",
    dasar: str = "",
    **details: Any,
) -> Unit:
    """Add a unit below another, or a government where there is no parent.

    :param code: a short name that stays; made from the parent's code and the name if blank
    :param zone: that of the parent if blank
    :param details: short_name, order, npwp, budget_code, address
    :raises StructureRefused: if `by` may not, or the unit cannot stand there
    """
    why = given_reason(reason, dasar)
    if parent is None:
        on = on or queries.today()
        if not can_create_government(by, on):
            raise StructureRefused(_("Anda tidak berwenang menambah pemerintah daerah."))
        government = None
    else:
        government = parent.government or parent
        on = on or queries.today(government)
        require_right(by, government, on)
        lock(government)
    if (kind in JenisUnit.governments()) != (parent is None):
        raise StructureRefused(
            _("Jenis pemerintah daerah hanya untuk unit paling atas, dan hanya itu jenisnya.")
        )
    if not zone:
        above = queries.nearest_version(parent, start) if parent else None
        zone = above.zone if above else Zona.WIB
    unit = Unit(government=government, code=code or free_code(Unit, parent.code if parent else "", name))
    version = UnitVersion(
        unit=unit,
        parent=parent,
        name=name.strip(),
        kind=kind,
        zone=zone,
        dasar=dasar,
        berlaku=temporal.span(start),
        **only(details, UNIT_FIELDS),
    )
    clean(unit, exclude=["government"])
    clean(version, exclude=["unit", "parent"])
    unit.save(force_insert=True)
    in_time(temporal.record, version, by=by)
    check_unit(version)
    tell("unit_created", unit, unit, by=by, on=on, why=why, name=name, after=version)
    return unit


@transaction.atomic
def change_unit(
    *,
    unit: Unit,
    start: datetime.date,
    by: Any,
    on: datetime.date | None = None,
    reason: str = "",
    dasar: str = "",
    **changes: Any,
) -> UnitVersion:
    """Change what a unit is from a day on; on the first day of a version this corrects that version.

    :param changes: name, short_name, kind, zone, order, npwp, budget_code, address, parent
    :raises StructureRefused: if `by` may not, or the result would be impossible
    """
    why, on = given_reason(reason, dasar), on or queries.today(unit.government or unit)
    require_right(by, unit, on)
    lock(unit.government or unit)
    before = version_at(unit, start)
    changes = only(changes, UNIT_FIELDS)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if not changed:
        raise StructureRefused(_("Tidak ada yang berubah."))
    if "kind" in changed and (changed["kind"] in JenisUnit.governments()) != (unit.government_id is None):
        raise StructureRefused(
            _("Jenis pemerintah daerah hanya untuk unit paling atas, dan hanya itu jenisnya.")
        )
    if "parent" in changed and unit.government_id is None:
        raise StructureRefused(_("Pemerintah daerah tidak berada di bawah unit lain."))
    if "parent" in changed and changed["parent"] is None:
        raise StructureRefused(_("Pilih unit induknya."))
    clean(changed_copy(before, {**changed, "dasar": dasar}), exclude=["unit", "parent"])
    after: UnitVersion = in_time(temporal.succeed, before, start, by=by, **{**changed, "dasar": dasar})
    check_unit(after)
    kind = "unit_moved" if "parent" in changed else "unit_changed"
    tell(
        kind,
        unit,
        unit,
        by=by,
        on=on,
        why=why,
        name=after.name,
        before=before,
        after=after,
    )
    return after


def rename_unit(
    *, unit: Unit, name: str, start: datetime.date, by: Any, short_name: str | None = None, **rest: Any
) -> UnitVersion:
    """Give a unit another name from a day on."""
    names: dict[str, Any] = {"name": name} if short_name is None else {"name": name, "short_name": short_name}
    return change_unit(unit=unit, start=start, by=by, **names, **rest)


def move_unit(*, unit: Unit, parent: Unit, start: datetime.date, by: Any, **rest: Any) -> UnitVersion:
    """Put a unit below another one of the same government from a day on."""
    return change_unit(unit=unit, start=start, by=by, parent=parent, **rest)


@transaction.atomic
def close_unit(
    *,
    unit: Unit,
    start: datetime.date,
    by: Any,
    on: datetime.date | None = None,
    reason: str = "",
    dasar: str = "",
) -> None:
    """Let a unit end: `start` is the first day on which it is no more.

    :raises StructureRefused: while it has units, posts or people on that day or later
    """
    why, on = given_reason(reason, dasar), on or queries.today(unit.government or unit)
    require_right(by, unit, on)
    lock(unit.government or unit)
    end_unit(unit, start, by=by, on=on, why=why)


def end_unit(unit: Unit, start: datetime.date, *, by: Any, on: datetime.date, why: str) -> None:
    """Let a unit end within another action, which has asked who may and holds the lock."""
    before = version_at(unit, start - datetime.timedelta(days=1))
    later = UnitVersion.objects.known().filter(unit=unit, berlaku__startswith__gte=start)
    if before.berlaku.upper is not None and before.berlaku.upper <= start and not later.exists():
        raise StructureRefused(_("Unit ini memang sudah berakhir pada tanggal itu."))
    if later.filter(berlaku__startswith__gt=start).exists():
        raise StructureRefused(
            _("Sesudah tanggal itu sudah tercatat perubahan unit ini. Tarik perubahan itu lebih dahulu.")
        )
    _refuse_while_used([unit], start)
    for row in later:
        in_time(temporal.withdraw, row, by=by)
    if before.berlaku.upper is None or before.berlaku.upper > start:
        in_time(temporal.end, before, start, by=by)
    tell(
        "unit_closed",
        unit,
        unit,
        by=by,
        on=on,
        why=why,
        name=before.name,
        before=before,
        after={"sampai": (start - datetime.timedelta(days=1)).isoformat()},
    )


def _refuse_while_used(units: Sequence[Unit], start: datetime.date) -> None:
    """Refuse while units or posts stand below these, or people work in them, on `start` or later."""
    ids = [unit.pk for unit in units]
    onwards = temporal.span(start)
    below = UnitVersion.objects.known().filter(parent__in=ids, berlaku__overlap=onwards)
    below = below.exclude(unit__in=ids)
    if found := list(below.values_list("name", flat=True)[:6]):
        raise StructureRefused(
            _("Masih ada unit di bawahnya: %(names)s. Pindahkan atau tutup lebih dahulu.")
            % {"names": few_names(found)}
        )
    posts = PositionVersion.objects.known().filter(unit__in=ids, berlaku__overlap=onwards)
    if found := list(posts.values_list("title", flat=True)[:6]):
        raise StructureRefused(
            _("Masih ada jabatan di dalamnya: %(names)s. Pindahkan atau tutup lebih dahulu.")
            % {"names": few_names(found)}
        )
    if people := sum(incumbents().members_from(ids, start).values()):
        raise StructureRefused(
            _("%(count)d orang masih bekerja di sana. Pindahkan dengan SK lebih dahulu.") % {"count": people}
        )


@transaction.atomic
def withdraw_unit_version(
    *, version: UnitVersion, by: Any, on: datetime.date | None = None, reason: str
) -> None:
    """Take back a recorded change of a unit; what held before it holds again.

    :raises StructureRefused: for the first version of a unit, which would leave it without any
    """
    unit = version.unit
    why, on = given_reason(reason, ""), on or queries.today(unit.government or unit)
    require_right(by, unit, on)
    lock(unit.government or unit)
    longer = in_time(temporal.withdraw, version, by=by, extend_previous=True)
    if longer is None:
        raise StructureRefused(_("Ini keadaan pertama unit itu. Perbaiki, atau tutup unitnya."))
    check_unit(longer)
    tell(
        "unit_version_withdrawn",
        unit,
        unit,
        by=by,
        on=on,
        why=why,
        name=version.name,
        before=version,
        after=longer,
    )
