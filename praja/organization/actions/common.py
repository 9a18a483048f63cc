"""What every change of the structure needs: the right to it, its reason, and the row that holds on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from praja.organization import queries
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.organization.perms import can_change_structure
from praja.temporal import actions as temporal


class StructureRefused(Exception):
    """A change that cannot be made; the text is a sentence that says why and what to do."""


def require_right(by: Any, unit: Unit, on: datetime.date) -> None:
    """Refuse whoever may not change the structure of this government."""
    if not can_change_structure(by, unit, on):
        raise StructureRefused(
            _("Hanya admin BKPSDM pemerintah daerah ini yang dapat mengubah susunan organisasinya.")
        )


def lock(government: Unit) -> None:
    """One change of a government's structure at a time: two moves together could make a circle."""
    Unit.objects.select_for_update(no_key=True).filter(pk=government.pk).values_list("pk").first()


def given_reason(reason: str, dasar: str) -> str:
    """Return why a change is made; refuse one without reason and `dasar`."""
    why = reason.strip() or dasar.strip()
    if not why:
        raise StructureRefused(_("Sebutkan dasar hukum atau alasannya."))
    return why


def only(changes: dict[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
    """Return changes, all of which have an allowed name.

    :raises TypeError: for any other name
    """
    if unknown := set(changes) - set(allowed):
        raise TypeError(f"Nothing here is called {', '.join(sorted(unknown))}.")
    return changes


def changed_copy(row: Any, changes: dict[str, Any]) -> Any:
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


def clean(row: Any, exclude: Iterable[str] = ()) -> None:
    """Refuse a row one of whose fields is wrong."""
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        parts = [
            f"{row._meta.get_field(name).verbose_name}: {' '.join(messages)}"
            for name, messages in error.message_dict.items()
        ]
        raise StructureRefused(" ".join(parts)) from error


def in_time(action: Any, *arguments: Any, **named: Any) -> Any:
    """Do something to a history, and refuse in words of the structure what the history refuses."""
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


def version_at(unit: Unit, day: datetime.date) -> UnitVersion:
    """Return what a unit is on a day; refuse where it is not there."""
    version = queries.version_of(unit, day)
    if version is None:
        raise StructureRefused(
            _("%(name)s tidak ada pada %(day)s. Pilih tanggal lain.")
            % {"name": name_of(unit, day), "day": date_format(day, "j F Y")}
        )
    return version


def position_at(position: Position, day: datetime.date) -> PositionVersion:
    """Return what a post is on a day; refuse where it is not there."""
    version = queries.position_version(position, day)
    if version is None:
        near = queries.nearest_position_version(position, day)
        raise StructureRefused(
            _("%(name)s tidak ada pada %(day)s. Pilih tanggal lain.")
            % {"name": near.title if near else position.code, "day": date_format(day, "j F Y")}
        )
    return version


def name_of(unit: Unit, day: datetime.date) -> str:
    """Return the name of a unit on a day, or the nearest one."""
    version = queries.nearest_version(unit, day)
    return version.name if version else unit.code


def few_names(found: Sequence[str]) -> str:
    """Return five names, and that there are more."""
    return ", ".join(found[:5]) + (" …" if len(found) > 5 else "")


def free_code(model: type[Unit] | type[Position], prefix: str, name: str) -> str:
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
