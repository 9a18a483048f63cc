"""What a plan consists of: the rows, members and records that a file would write, and what is wrong."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import uuid
from typing import Any

from django.db import models

from praja.people.enums import CaraMenjabat
from praja.people.imports.columns import Grain
from praja.people.imports.reading import Problem, Rec

ONE_DAY = datetime.timedelta(days=1)
YOUNGEST = 15
"""In years. Whoever would be younger was typed wrongly."""

HISTORY_OWN = frozenset(("id", "tercatat", "dicatat_oleh", "digantikan", "pengganti", "person", "berlaku"))
_BLANK: dict[str, Any] = {"mkg_months": 0, "how": CaraMenjabat.DEFINITIF.value}
IDENTITY = (
    "name",
    "title_before",
    "title_after",
    "sex",
    "birth_date",
    "birth_place",
    "npwp",
    "email",
    "phone",
    "address",
)


@dataclasses.dataclass(slots=True)
class Held:
    """A row of a history: as it is recorded, or as it will be."""

    id: int | None
    start: datetime.date
    upper: datetime.date | None
    fields: dict[str, Any]
    rec: Rec | None = None
    was: tuple[datetime.date, datetime.date | None, dict[str, Any]] | None = None
    last_given: bool = False

    @property
    def changed(self) -> bool:
        """Whether it is to be written."""
        return self.id is None or self.was != (self.start, self.upper, self.fields)


@dataclasses.dataclass(slots=True)
class Write:
    """A row of a history to add; `old` is the row that it is recorded instead of."""

    grain: str
    old: int | None
    start: datetime.date
    upper: datetime.date | None
    fields: dict[str, Any]


@dataclasses.dataclass(slots=True)
class MemberWrite:
    """A member of the family to add, or to change: field → before, after."""

    id: uuid.UUID
    new: dict[str, Any] | None
    changes: dict[str, tuple[Any, Any]]


@dataclasses.dataclass(slots=True)
class PersonPlan:
    """What the file would do with one person."""

    nip: str
    line: int
    id: uuid.UUID
    new: bool
    name: str
    identity: dict[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)
    nik: str | None = None
    writes: list[Write] = dataclasses.field(default_factory=list)
    members: list[MemberWrite] = dataclasses.field(default_factory=list)
    records: list[tuple[str, dict[str, Any]]] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    doubts: list[str] = dataclasses.field(default_factory=list)
    """Why somebody should look before it is done."""
    alike: list[dict[str, str]] = dataclasses.field(default_factory=list)
    says: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Whether nothing of it can be done."""
        return any(not one.only_look for one in self.problems)

    @property
    def does(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.new or self.identity or self.nik or self.writes or self.members or self.records)

    @property
    def kind(self) -> str:
        """Its kind, as `ImportRow.Kind` names them; `tetap` for whoever stays as they are."""
        if self.wrong:
            return "bermasalah"
        if not self.does:
            return "tetap"
        if self.doubts:
            return "pastikan"
        return "baru" if self.new else "berubah"

    def refuse(
        self, rec: Rec | None, column: str, value: str, why: str, what_to_do: str, look: bool = False
    ) -> None:
        """Tell what is wrong; with `look` nothing is, but somebody should look."""
        self.problems.append(
            Problem(
                rec.sheet if rec else "",
                rec.line if rec else self.line or None,
                column,
                self.nip,
                str(value)[:200],
                why,
                what_to_do,
                look,
            )
        )

    def facts(self) -> tuple[Any, ...]:
        """Return what would be written, as a digest takes it."""
        return (
            self.nip,
            self.new,
            sorted((k, str(b), str(a)) for k, (b, a) in self.identity.items()),
            bool(self.nik),
            [
                (
                    w.grain,
                    w.old,
                    w.start.isoformat(),
                    str(w.upper),
                    sorted((k, str(v)) for k, v in w.fields.items()),
                )
                for w in self.writes
            ],
            [
                (
                    str(m.id),
                    m.new and sorted((k, str(v)) for k, v in m.new.items()),
                    sorted((k, str(b), str(a)) for k, (b, a) in m.changes.items()),
                )
                for m in self.members
            ],
            [(grain, sorted((k, str(v)) for k, v in fields.items())) for grain, fields in self.records],
        )


@dataclasses.dataclass(slots=True)
class Plan:
    """What a file would do."""

    people: list[PersonPlan]
    loose: list[Problem]
    columns: list[Problem]
    notices: list[str]
    unknown_units: dict[str, int]

    @property
    def digest(self) -> str:
        """A digest of all that would be written: equal as long as neither file nor records have changed."""
        found = hashlib.sha256()
        for one in self.people:
            if not one.wrong and one.does:
                found.update(repr(one.facts()).encode())
        return found.hexdigest()


def attnames(grain: Grain) -> list[str]:
    """Return the columns of a history that an SK fills, as the database names them."""
    return list(_blanks(grain.model))


def blank(grain: Grain) -> dict[str, Any]:
    """Return what a row of a history holds where nothing is said, by column."""
    return dict(_blanks(grain.model))


@functools.cache
def _blanks(model: type[models.Model]) -> dict[str, Any]:
    return {
        field.attname: _BLANK.get(field.attname, None if field.null else "")
        for field in model._meta.concrete_fields
        if field.name not in HISTORY_OWN
    }
