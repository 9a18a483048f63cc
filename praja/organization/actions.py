"""Changing the structure: the only writers of units and posts.

Every action says from which day it holds (`start`), who does it, on which day at the workplace (`on`, by
default today), and why (`reason`, `dasar`: at least one of them). What holds later than `start` already is
left as it is: a change lasts until the next recorded one.
"""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from praja.audit.actions import record as record_event
from praja.organization import queries
from praja.organization.enums import Eselon, JenisJabatan, JenisUnit, Zona
from praja.organization.hooks import incumbents
from praja.organization.models import Position, PositionVersion, Unit, UnitSuccession, UnitVersion
from praja.organization.perms import can_change_structure, can_create_government
from praja.temporal import actions as temporal

UNIT_FIELDS = (
    "parent",
    "name",
    "short_name",
    "kind",
    "zone",
    "order",
    "npwp",
    "budget_code",
    "address",
    "dasar",
)
POSITION_FIELDS = (
    "unit",
    "superior",
    "title",
    "kind",
    "heads_unit",
    "kelas_jabatan",
    "eselon",
    "jenjang",
    "formasi",
    "bup",
    "tugas_pokok",
    "syarat",
    "order",
    "dasar",
)
STRUCTURAL = frozenset(
    (
        JenisJabatan.JPT_MADYA,
        JenisJabatan.JPT_PRATAMA,
        JenisJabatan.ADMINISTRATOR,
        JenisJabatan.PENGAWAS,
    )
)


class StructureRefused(Exception):
    """A change that cannot be made; the text is a sentence that says why and what to do."""


# --- seeing a change before it is made


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One thing that an action did: what it is about, and the values before and after."""

    kind: str
    name: str
    before: UnitVersion | PositionVersion | None
    after: UnitVersion | PositionVersion | dict[str, Any] | None


_journal: contextvars.ContextVar[list[Step] | None] = contextvars.ContextVar("journal", default=None)


@contextlib.contextmanager
def rehearsal() -> Iterator[list[Step]]:
    """Let actions run and then undo them; what they did stands in the list that is given.

    An action that refuses does so here as well.
    """
    steps: list[Step] = []
    token = _journal.set(steps)
    try:
        with transaction.atomic():
            yield steps
            transaction.set_rollback(True)
    finally:
        _journal.reset(token)


# --- units


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
    why = _why(reason, dasar)
    if parent is None:
        on = on or queries.today()
        if not can_create_government(by, on):
            raise StructureRefused(_("Anda tidak berwenang menambah pemerintah daerah."))
        government = None
    else:
        government = parent.government or parent
        on = on or queries.today(government)
        _may_change(by, government, on)
        _lock(government)
    if (kind in JenisUnit.governments()) != (parent is None):
        raise StructureRefused(
            _("Jenis pemerintah daerah hanya untuk unit paling atas, dan hanya itu jenisnya.")
        )
    if not zone:
        above = queries.nearest_version(parent, start) if parent else None
        zone = above.zone if above else Zona.WIB
    unit = Unit(government=government, code=code or _free_code(Unit, parent.code if parent else "", name))
    version = UnitVersion(
        unit=unit,
        parent=parent,
        name=name.strip(),
        kind=kind,
        zone=zone,
        dasar=dasar,
        berlaku=temporal.span(start),
        **_only(details, UNIT_FIELDS),
    )
    _clean(unit, exclude=["government"])
    _clean(version, exclude=["unit", "parent"])
    unit.save(force_insert=True)
    _temporal(temporal.record, version, by=by)
    _check_unit(version)
    _tell("unit_created", unit, unit, by=by, on=on, why=why, name=name, after=version)
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
    why, on = _why(reason, dasar), on or queries.today(unit.government or unit)
    _may_change(by, unit, on)
    _lock(unit.government or unit)
    before = _version_at(unit, start)
    changes = _only(changes, UNIT_FIELDS)
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
    _clean(_changed(before, {**changed, "dasar": dasar}), exclude=["unit", "parent"])
    after: UnitVersion = _temporal(temporal.succeed, before, start, by=by, **{**changed, "dasar": dasar})
    _check_unit(after)
    kind = "unit_moved" if "parent" in changed else "unit_changed"
    _tell(
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
    why, on = _why(reason, dasar), on or queries.today(unit.government or unit)
    _may_change(by, unit, on)
    _lock(unit.government or unit)
    _close_unit(unit, start, by=by, on=on, why=why)


def _close_unit(unit: Unit, start: datetime.date, *, by: Any, on: datetime.date, why: str) -> None:
    before = _version_at(unit, start - datetime.timedelta(days=1))
    later = UnitVersion.objects.known().filter(unit=unit, berlaku__startswith__gte=start)
    if before.berlaku.upper is not None and before.berlaku.upper <= start and not later.exists():
        raise StructureRefused(_("Unit ini memang sudah berakhir pada tanggal itu."))
    if later.filter(berlaku__startswith__gt=start).exists():
        raise StructureRefused(
            _("Sesudah tanggal itu sudah tercatat perubahan unit ini. Tarik perubahan itu lebih dahulu.")
        )
    _refuse_while_used([unit], start)
    for row in later:
        _temporal(temporal.withdraw, row, by=by)
    if before.berlaku.upper is None or before.berlaku.upper > start:
        _temporal(temporal.end, before, start, by=by)
    _tell(
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
            % {"names": _names(found)}
        )
    posts = PositionVersion.objects.known().filter(unit__in=ids, berlaku__overlap=onwards)
    if found := list(posts.values_list("title", flat=True)[:6]):
        raise StructureRefused(
            _("Masih ada jabatan di dalamnya: %(names)s. Pindahkan atau tutup lebih dahulu.")
            % {"names": _names(found)}
        )
    if people := sum(incumbents().members_from(ids, start).values()):
        raise StructureRefused(
            _("%(count)d orang masih bekerja di sana. Pindahkan dengan SK lebih dahulu.") % {"count": people}
        )


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
    why, on = _why(reason, dasar), on or queries.today(into.government or into)
    government = into.government or into
    _may_change(by, government, on)
    _lock(government)
    if not units:
        raise StructureRefused(_("Pilih unit yang digabungkan."))
    if into in units:
        raise StructureRefused(_("Unit tujuan tidak boleh termasuk unit yang digabungkan."))
    for unit in units:
        if unit.government_id is None or unit.government_id != government.pk:
            raise StructureRefused(_("Unit yang digabungkan harus dari pemerintah daerah yang sama."))
        _version_at(unit, start)
    _version_at(into, start)
    for unit in units:
        if move:
            _empty_into(unit, into, start, by=by, on=on, why=why, dasar=dasar)
        UnitSuccession.objects.create(old=unit, new=into, on=start, dasar=dasar)
        _close_unit(unit, start, by=by, on=on, why=why)
        _tell(
            "unit_merged",
            unit,
            government,
            by=by,
            on=on,
            why=why,
            name=_name_of(unit, start - datetime.timedelta(days=1)),
            after={"menjadi": _name_of(into, start), "mulai": start.isoformat()},
        )


def _empty_into(
    unit: Unit, into: Unit, start: datetime.date, *, by: Any, on: datetime.date, why: str, dasar: str
) -> None:
    onwards = temporal.span(start)
    for below in (
        UnitVersion.objects.known().filter(parent=unit, berlaku__overlap=onwards).select_related("unit")
    ):
        _move_row(below, start, by=by, on=on, why=why, parent=into, dasar=dasar)
    target = queries.head_of(into, start)
    posts = PositionVersion.objects.known().filter(unit=unit, berlaku__overlap=onwards)
    heads = [post for post in posts.select_related("position") if post.heads_unit]
    for post in posts.select_related("position"):
        if not post.heads_unit:
            _move_row(post, start, by=by, on=on, why=why, unit=into, dasar=dasar)
    for head in heads:
        successor = target.position if target is not None else None
        _close_position(head.position, start, by=by, on=on, why=why, successor=successor)


def _move_row(
    row: Any, start: datetime.date, *, by: Any, on: datetime.date, why: str, **changes: Any
) -> None:
    """Change one version from `start` on, or wholly where it begins later."""
    after = _temporal(temporal.succeed, row, max(start, row.mulai), by=by, **changes)
    if isinstance(after, UnitVersion):
        _check_unit(after)
        _tell(
            "unit_moved", row.unit, row.unit, by=by, on=on, why=why, name=after.name,
            before=row, after=after,
        )  # fmt: skip
    else:
        _check_position(after)
        _tell(
            "position_changed", row.position, row.unit, by=by, on=on, why=why, name=after.title,
            before=row, after=after,
        )  # fmt: skip


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
    why, on = _why(reason, dasar), on or queries.today(unit.government or unit)
    _may_change(by, unit, on)
    government = unit.government
    if government is None:
        raise StructureRefused(_("Pemerintah daerah tidak dapat dipecah di sini."))
    _lock(government)
    if not into:
        raise StructureRefused(_("Sebutkan unit hasil pemecahan."))
    _version_at(unit, start - datetime.timedelta(days=1))
    for new in into:
        if new.government_id != government.pk or new == unit:
            raise StructureRefused(
                _("Unit hasil pemecahan harus unit lain dari pemerintah daerah yang sama.")
            )
        _version_at(new, start)
        if UnitSuccession.objects.filter(old=unit, new=new).exists():
            raise StructureRefused(_("Pemecahan menjadi unit itu sudah tercatat."))
        UnitSuccession.objects.create(old=unit, new=new, on=start, dasar=dasar)
    if close:
        _close_unit(unit, start, by=by, on=on, why=why)
    _tell(
        "unit_split",
        unit,
        government,
        by=by,
        on=on,
        why=why,
        name=_name_of(unit, start - datetime.timedelta(days=1)),
        after={"menjadi": [_name_of(new, start) for new in into], "mulai": start.isoformat()},
    )


@transaction.atomic
def withdraw_unit_version(
    *, version: UnitVersion, by: Any, on: datetime.date | None = None, reason: str
) -> None:
    """Take back a recorded change of a unit; what held before it holds again.

    :raises StructureRefused: for the first version of a unit, which would leave it without any
    """
    unit = version.unit
    why, on = _why(reason, ""), on or queries.today(unit.government or unit)
    _may_change(by, unit, on)
    _lock(unit.government or unit)
    longer = _temporal(temporal.withdraw, version, by=by, extend_previous=True)
    if longer is None:
        raise StructureRefused(_("Ini keadaan pertama unit itu. Perbaiki, atau tutup unitnya."))
    _check_unit(longer)
    _tell(
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


# --- posts


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
    why, on = _why(reason, dasar), on or queries.today(unit.government or unit)
    _may_change(by, unit, on)
    _lock(unit.government or unit)
    position = Position(code=code or _free_code(Position, unit.code, title))
    version = PositionVersion(
        position=position,
        unit=unit,
        superior=superior,
        title=title.strip(),
        kind=kind,
        bup=bup,
        dasar=dasar,
        berlaku=temporal.span(start),
        **_only(details, POSITION_FIELDS),
    )
    _clean(position)
    _clean(version, exclude=["position", "unit", "superior"])
    position.save(force_insert=True)
    _temporal(temporal.record, version, by=by)
    _check_position(version)
    _tell(
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
    why = _why(reason, dasar)
    before = _position_at(position, start)
    government = before.unit.government or before.unit
    on = on or queries.today(government)
    _may_change(by, government, on)
    _lock(government)
    changes = _only(changes, POSITION_FIELDS)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if not changed:
        raise StructureRefused(_("Tidak ada yang berubah."))
    if "unit" in changed and (changed["unit"].government or changed["unit"]) != government:
        raise StructureRefused(_("Jabatan hanya dapat dipindahkan di dalam satu pemerintah daerah."))
    _clean(_changed(before, {**changed, "dasar": dasar}), exclude=["position", "unit", "superior"])
    after: PositionVersion = _temporal(temporal.succeed, before, start, by=by, **{**changed, "dasar": dasar})
    _check_position(after)
    _tell(
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
    why = _why(reason, dasar)
    before = _position_at(position, start - datetime.timedelta(days=1))
    government = before.unit.government or before.unit
    on = on or queries.today(government)
    _may_change(by, government, on)
    _lock(government)
    _close_position(position, start, by=by, on=on, why=why, successor=successor)


def _close_position(
    position: Position,
    start: datetime.date,
    *,
    by: Any,
    on: datetime.date,
    why: str,
    successor: Position | None,
) -> None:
    before = _position_at(position, start - datetime.timedelta(days=1))
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
            % {"names": _names(found)}
        )
    for row in reporting:
        _move_row(row, start, by=by, on=on, why=why, superior=successor)
    for row in later:
        _temporal(temporal.withdraw, row, by=by)
    if before.berlaku.upper is None or before.berlaku.upper > start:
        _temporal(temporal.end, before, start, by=by)
    _tell(
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
    why, on = _why(reason, ""), on or queries.today(government)
    _may_change(by, government, on)
    _lock(government)
    longer = _temporal(temporal.withdraw, version, by=by, extend_previous=True)
    if longer is None:
        raise StructureRefused(_("Ini keadaan pertama jabatan itu. Perbaiki, atau tutup jabatannya."))
    _check_position(longer)
    _tell(
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


# --- checks


def _may_change(by: Any, unit: Unit, on: datetime.date) -> None:
    if not can_change_structure(by, unit, on):
        raise StructureRefused(
            _("Hanya admin BKPSDM pemerintah daerah ini yang dapat mengubah susunan organisasinya.")
        )


def _lock(government: Unit) -> None:
    """One change of a government's structure at a time: two moves together could make a circle."""
    Unit.objects.select_for_update(no_key=True).filter(pk=government.pk).values_list("pk").first()


def _why(reason: str, dasar: str) -> str:
    why = reason.strip() or dasar.strip()
    if not why:
        raise StructureRefused(_("Sebutkan dasar hukum atau alasannya."))
    return why


def _only(changes: dict[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
    if unknown := set(changes) - set(allowed):
        raise TypeError(f"Nothing here is called {', '.join(sorted(unknown))}.")
    return changes


def _changed(row: Any, changes: dict[str, Any]) -> Any:
    """Return an unsaved copy with changes, to be checked field by field."""
    copy = type(row)(
        **{
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key
        }
    )
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def _clean(row: Any, exclude: Iterable[str] = ()) -> None:
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        parts = [
            f"{row._meta.get_field(name).verbose_name}: {' '.join(messages)}"
            for name, messages in error.message_dict.items()
        ]
        raise StructureRefused(" ".join(parts)) from error


def _temporal(action: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return action(*arguments, **named)
    except temporal.Overlap as error:
        if isinstance(error.conflict, PositionVersion) and error.conflict.heads_unit:
            raise StructureRefused(
                _("Unit ini sudah dipimpin %(title)s sejak %(start)s. Satu unit mempunyai satu pimpinan.")
                % {"title": error.conflict.title, "start": date_format(error.conflict.mulai, "j F Y")}
            ) from error
        raise StructureRefused(str(error)) from error
    except temporal.TemporalError as error:
        raise StructureRefused(str(error)) from error


def _version_at(unit: Unit, day: datetime.date) -> UnitVersion:
    version = queries.version_of(unit, day)
    if version is None:
        raise StructureRefused(
            _("%(name)s tidak ada pada %(day)s. Pilih tanggal lain.")
            % {"name": _name_of(unit, day), "day": date_format(day, "j F Y")}
        )
    return version


def _position_at(position: Position, day: datetime.date) -> PositionVersion:
    version = queries.position_version(position, day)
    if version is None:
        near = queries.nearest_position_version(position, day)
        raise StructureRefused(
            _("%(name)s tidak ada pada %(day)s. Pilih tanggal lain.")
            % {"name": near.title if near else position.code, "day": date_format(day, "j F Y")}
        )
    return version


def _name_of(unit: Unit, day: datetime.date) -> str:
    version = queries.nearest_version(unit, day)
    return version.name if version else unit.code


def _check_unit(version: UnitVersion) -> None:
    """Refuse a version whose parent is missing, foreign, below it, or holds a unit of the same name."""
    unit, parent = version.unit, version.parent
    if parent is None:
        return
    if (parent.government_id or parent.pk) != unit.government_id:
        raise StructureRefused(_("Unit induk harus dari pemerintah daerah yang sama."))
    known = UnitVersion.objects.known()
    if not _covers(known.filter(unit=parent), version):
        raise StructureRefused(
            _("Unit induk %(name)s tidak ada selama seluruh masa berlakunya. Pilih tanggal atau induk lain.")
            % {"name": _name_of(parent, version.mulai)}
        )
    twins = known.filter(parent=parent, name__iexact=version.name, berlaku__overlap=version.berlaku)
    if twins.exclude(unit=unit).exists():
        raise StructureRefused(
            _("Di bawah induk itu sudah ada unit bernama %(name)s.") % {"name": version.name}
        )
    changes = known.filter(Q(unit=unit.government_id) | Q(unit__government=unit.government_id))
    for day in _days_of_change(changes, version):
        if _meets_itself("organization_unitversion", "unit_id", "parent_id", unit.pk, day):
            raise StructureRefused(
                _("%(name)s tidak dapat berada di bawah unit yang ada di bawahnya sendiri.")
                % {"name": version.name}
            )


def _check_position(version: PositionVersion) -> None:
    """Refuse a version whose unit or superior is missing or foreign, or that is above itself."""
    unit, superior = version.unit, version.superior
    government = unit.government_id or unit.pk
    if version.eselon != Eselon.TIDAK_ADA and version.kind not in STRUCTURAL:
        raise StructureRefused(_("Eselon hanya untuk jabatan pimpinan tinggi, administrator dan pengawas."))
    if version.jenjang and version.kind != JenisJabatan.FUNGSIONAL:
        raise StructureRefused(_("Jenjang hanya untuk jabatan fungsional."))
    if version.heads_unit and version.formasi > 1:
        raise StructureRefused(_("Jabatan yang memimpin unit hanya untuk satu orang."))
    if not _covers(UnitVersion.objects.known().filter(unit=unit), version):
        raise StructureRefused(
            _("Unit %(name)s tidak ada selama seluruh masa berlakunya. Pilih tanggal lain.")
            % {"name": _name_of(unit, version.mulai)}
        )
    if superior is None:
        return
    known = PositionVersion.objects.known()
    above = list(known.filter(position=superior).select_related("unit"))
    if not any((row.unit.government_id or row.unit_id) == government for row in above):
        raise StructureRefused(_("Atasan harus dari pemerintah daerah yang sama."))
    if not _covers(known.filter(position=superior), version):
        raise StructureRefused(
            _("Jabatan atasan %(name)s tidak ada selama seluruh masa berlakunya.") % {"name": above[-1].title}
        )
    changes = known.filter(Q(unit=government) | Q(unit__government=government))
    for day in _days_of_change(changes, version):
        if _meets_itself(
            "organization_positionversion", "position_id", "superior_id", version.position_id, day
        ):
            raise StructureRefused(
                _("%(name)s tidak dapat menjadi bawahan jabatan yang ada di bawahnya sendiri.")
                % {"name": version.title}
            )


def _covers(rows: Any, version: Any) -> bool:
    """Whether rows together hold on every day on which `version` holds."""
    day, end = version.berlaku.lower, version.berlaku.upper
    for held in sorted(rows.values_list("berlaku", flat=True), key=lambda one: one.lower):
        if held.lower <= day and (held.upper is None or held.upper > day):
            if held.upper is None:
                return True
            day = held.upper
        if end is not None and day >= end:
            return True
    return False


def _days_of_change(rows: Any, version: Any) -> list[datetime.date]:
    """Return the days in the time of `version` on which the structure is another than the day before."""
    start, end = version.berlaku.lower, version.berlaku.upper
    later = rows.filter(berlaku__startswith__gt=start)
    if end is not None:
        later = later.filter(berlaku__startswith__lt=end)
    days = later.order_by().values_list("berlaku__startswith", flat=True).distinct()
    return [start, *sorted(days)]


def _meets_itself(table: str, own: str, above: str, start: uuid.UUID, day: datetime.date) -> bool:
    """Whether going up from one, on a day, comes back to it."""
    sql = f"""
    WITH RECURSIVE up(id) AS (
        SELECT {above} FROM {table} WHERE {own} = %s AND berlaku @> %s::date AND digantikan IS NULL
      UNION
        SELECT v.{above} FROM {table} v JOIN up ON v.{own} = up.id
        WHERE v.berlaku @> %s::date AND v.digantikan IS NULL
    )
    SELECT EXISTS (SELECT 1 FROM up WHERE id = %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, (start, day, day, start))
        (found,) = cursor.fetchone()
    return bool(found)


def _free_code(model: type[Unit] | type[Position], prefix: str, name: str) -> str:
    """Return a code from a prefix and a name that nothing else has."""
    limit = model._meta.get_field("code").max_length or 40
    stem = f"{prefix}.{slugify(name)}" if prefix else slugify(name)
    stem = (stem or "unit")[: limit - 4].rstrip("-.")
    taken = set(model._default_manager.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


# --- telling


def as_json(version: UnitVersion | PositionVersion | dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what a version of a unit or post says, as the audit keeps it."""
    if version is None or isinstance(version, dict):
        return version
    values: dict[str, Any] = {
        "mulai": version.mulai.isoformat(),
        "sampai": None if version.sampai is None else version.sampai.isoformat(),
    }
    for name in UNIT_FIELDS if isinstance(version, UnitVersion) else POSITION_FIELDS:
        value = getattr(version, name)
        values[name] = value.code if isinstance(value, Unit | Position) else value
    return values


def _names(found: Sequence[str]) -> str:
    """Return five names, and that there are more."""
    return ", ".join(found[:5]) + (" …" if len(found) > 5 else "")


def _tell(
    kind: str,
    target: Unit | Position,
    unit: Unit,
    *,
    by: Any,
    on: datetime.date,
    why: str,
    name: str,
    before: UnitVersion | PositionVersion | None = None,
    after: UnitVersion | PositionVersion | dict[str, Any] | None = None,
) -> None:
    journal = _journal.get()
    if journal is not None:
        journal.append(Step(kind, name, before, after))
    record_event(
        kind=f"organization.{kind}",
        by=by,
        target=target,
        unit=unit.pk,
        on=on,
        before=as_json(before),
        after=as_json(after),
        reason=why,
    )
