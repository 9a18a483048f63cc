"""What an action did, told to the audit and to whoever only wants to see it first."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from praja.audit.actions import record as record_event
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion

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


def tell(
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
    """Record what was done in the audit, and in the rehearsal where there is one."""
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
