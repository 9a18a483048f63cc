"""Posts: adding, changing, ending, and taking back a recorded change."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from praja.organization import queries
from praja.organization.actions.checks import check_position
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
    position_at,
    require_right,
)
from praja.organization.actions.journal import POSITION_FIELDS, tell
from praja.organization.actions.moving import move_row
from praja.organization.hooks import incumbents
from praja.organization.models import Position, PositionVersion, Unit
from praja.temporal import actions as temporal


@transaction.atomic
def create_position(
    *,
    unit: Unit,
    title: str,
    kind: str,
    bup: int,
    start: datetime.date,
    by: Any,
    superior: Position | None = None,
    on: datetime.date | None = None,
    code: str = "",
    reason: str = "",
    dasar: str = "",
    **details: Any,
) -> Position:
    """Add a post to a unit.

    :param superior: the post that it reports to; none only at the top of a government
    :param details: heads_unit, kelas_jabatan, eselon, jenjang, formasi, tugas_pokok, syarat, order
    :raises StructureRefused: if `by` may not, or the post is impossible
    """
    why, on = given_reason(reason, dasar), on or queries.today(unit.government or unit)
    require_right(by, unit, on)
    lock(unit.government or unit)
    position = Position(code=code or free_code(Position, unit.code, title))
    version = PositionVersion(
        position=position,
        unit=unit,
        superior=superior,
        title=title.strip(),
        kind=kind,
        bup=bup,
        dasar=dasar,
        berlaku=temporal.span(start),
        **only(details, POSITION_FIELDS),
    )
    clean(position)
    clean(version, exclude=["position", "unit", "superior"])
    position.save(force_insert=True)
    in_time(temporal.record, version, by=by)
    check_position(version)
    tell(
        "position_created",
        position,
        unit,
        by=by,
        on=on,
        why=why,
        name=version.title,
        after=version,
    )
    return position


@transaction.atomic
def change_position(
    *,
    position: Position,
    start: datetime.date,
    by: Any,
    on: datetime.date | None = None,
    reason: str = "",
    dasar: str = "",
    **changes: Any,
) -> PositionVersion:
    """Change what a post is from a day on; on the first day of a version this corrects that version.

    :param changes: any of `POSITION_FIELDS`, also the unit and the superior
    :raises StructureRefused: if `by` may not, or the result would be impossible
    """
    why = given_reason(reason, dasar)
    before = position_at(position, start)
    government = before.unit.government or before.unit
    on = on or queries.today(government)
    require_right(by, government, on)
    lock(government)
    changes = only(changes, POSITION_FIELDS)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if not changed:
        raise StructureRefused(_("Tidak ada yang berubah."))
    if "unit" in changed and (changed["unit"].government or changed["unit"]) != government:
        raise StructureRefused(_("Jabatan hanya dapat dipindahkan di dalam satu pemerintah daerah."))
    clean(changed_copy(before, {**changed, "dasar": dasar}), exclude=["position", "unit", "superior"])
    after: PositionVersion = in_time(temporal.succeed, before, start, by=by, **{**changed, "dasar": dasar})
    check_position(after)
    tell(
        "position_changed",
        position,
        after.unit,
        by=by,
        on=on,
        why=why,
        name=after.title,
        before=before,
        after=after,
    )
    return after


@transaction.atomic
def close_position(
    *,
    position: Position,
    start: datetime.date,
    by: Any,
    on: datetime.date | None = None,
    successor: Position | None = None,
    reason: str = "",
    dasar: str = "",
) -> None:
    """Let a post end: `start` is the first day on which it is no more.

    :param successor: to whom the posts that report to it report from then on
    :raises StructureRefused: while somebody holds it on that day or later, or posts still report to it
    """
    why = given_reason(reason, dasar)
    before = position_at(position, start - datetime.timedelta(days=1))
    government = before.unit.government or before.unit
    on = on or queries.today(government)
    require_right(by, government, on)
    lock(government)
    end_position(position, start, by=by, on=on, why=why, successor=successor)


def end_position(
    position: Position,
    start: datetime.date,
    *,
    by: Any,
    on: datetime.date,
    why: str,
    successor: Position | None,
) -> None:
    """Let a post end within another action, which has asked who may and holds the lock."""
    before = position_at(position, start - datetime.timedelta(days=1))
    rows = PositionVersion.objects.known()
    later = rows.filter(position=position, berlaku__startswith__gte=start)
    if before.berlaku.upper is not None and before.berlaku.upper <= start and not later.exists():
        raise StructureRefused(_("Jabatan ini memang sudah berakhir pada tanggal itu."))
    if later.filter(berlaku__startswith__gt=start).exists():
        raise StructureRefused(
            _("Sesudah tanggal itu sudah tercatat perubahan jabatan ini. Tarik perubahan itu lebih dahulu.")
        )
    if holders := incumbents().held_from([position.pk], start).get(position.pk, 0):
        raise StructureRefused(
            _(
                "%(title)s masih dipangku %(count)d orang pada tanggal itu atau sesudahnya. "
                "Akhiri dengan SK lebih dahulu."
            )
            % {"title": before.title, "count": holders}
        )
    reporting = rows.filter(superior=position, berlaku__overlap=temporal.span(start))
    reporting = reporting.select_related("position", "unit")
    if successor is None and (found := list(reporting.values_list("title", flat=True)[:6])):
        raise StructureRefused(
            _("Jabatan ini masih menjadi atasan: %(names)s. Tetapkan atasan penggantinya.")
            % {"names": few_names(found)}
        )
    for row in reporting:
        move_row(row, start, by=by, on=on, why=why, superior=successor)
    for row in later:
        in_time(temporal.withdraw, row, by=by)
    if before.berlaku.upper is None or before.berlaku.upper > start:
        in_time(temporal.end, before, start, by=by)
    tell(
        "position_closed",
        position,
        before.unit,
        by=by,
        on=on,
        why=why,
        name=before.title,
        before=before,
        after={"sampai": (start - datetime.timedelta(days=1)).isoformat()},
    )


@transaction.atomic
def withdraw_position_version(
    *, version: PositionVersion, by: Any, on: datetime.date | None = None, reason: str
) -> None:
    """Take back a recorded change of a post; what held before it holds again.

    :raises StructureRefused: for the first version of a post, which would leave it without any
    """
    government = version.unit.government or version.unit
    why, on = given_reason(reason, ""), on or queries.today(government)
    require_right(by, government, on)
    lock(government)
    longer = in_time(temporal.withdraw, version, by=by, extend_previous=True)
    if longer is None:
        raise StructureRefused(_("Ini keadaan pertama jabatan itu. Perbaiki, atau tutup jabatannya."))
    check_position(longer)
    tell(
        "position_version_withdrawn",
        version.position,
        version.unit,
        by=by,
        on=on,
        why=why,
        name=version.title,
        before=version,
        after=longer,
    )
