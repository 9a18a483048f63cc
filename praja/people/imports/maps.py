"""Which column of a sheet is what, for the sheets of other apps: recognised, kept, found again, laid out.

What an import of people maps by grains stands in `mapping`; this is what all importers share.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from praja.people.imports.mapping import ColumnMap, SheetMap
from praja.rules.schema import Grain
from praja.sheet.grid import Book, Grid, below_header
from praja.sheet.layout import Table
from praja.sheet.names import Header, Role, Target, header_text, plain
from praja.web.said import gettext as _
from praja.web.said import kept

SAMPLES = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a row: where, of whom, what was there, why, and what to do."""

    sheet: str
    line: int | None
    key: str
    column: str
    value: str
    why: str
    what_to_do: str

    def as_json(self) -> dict[str, Any]:
        """Return it as an import keeps it, so that it can be told in another language."""
        return {
            "sheet": self.sheet,
            "line": self.line,
            "key": self.key,
            "column": self.column,
            "value": self.value[:200],
            "why": kept(self.why),
            "what_to_do": kept(self.what_to_do),
        }


def mapped(name: str, part: str, header: Header, grid: Grid) -> SheetMap:
    """Return a sheet with its columns as its header names them; of two of the same kind the first counts."""
    columns, taken = [], set()
    below = grid.rows[header.last + 1 : header.last + 40]
    for place, (title, target) in enumerate(zip(header.titles, header.targets, strict=True)):
        samples = [
            header_text(row[place])[:60] for row in below if place < len(row) and row[place] not in ("", None)
        ]
        if not title and not samples:
            continue
        goes = "" if target is None or target.name in taken else target.name
        goes = "" if target is not None and target.role is Role.ROW_NUMBER else goes
        taken.add(goes)
        columns.append(ColumnMap(place, title[:200], goes, tuple(samples[:SAMPLES])))
    return SheetMap(name, part, header.first, header.last, columns)


def signature_of(sheets: Iterable[SheetMap]) -> str:
    """Return the set of headings, by which a mapping is found again for the next file."""
    said = sorted(
        f"{place}|{plain(one.heading)}" for sheet in sheets for place, one in enumerate(sheet.columns)
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def as_json(sheets: list[SheetMap]) -> dict[str, Any]:
    """Return a mapping as an import keeps it."""
    return {"signature": signature_of(sheets), "sheets": [dataclasses.asdict(sheet) for sheet in sheets]}


def from_json(kept_mapping: Mapping[str, Any]) -> list[SheetMap]:
    """Return a mapping that an import kept."""
    return [
        SheetMap(
            one["name"], one["grain"], one["first"], one["last"],
            [ColumnMap(c["place"], c["heading"], c["target"], tuple(c["samples"])) for c in one["columns"]],
        )
        for one in kept_mapping.get("sheets", ())
    ]  # fmt: skip


def adopt(sheets: list[SheetMap], earlier: list[SheetMap]) -> None:
    """Take what an officer chose for an earlier file with the same headings."""
    chosen = {
        (place, at): column.target
        for place, sheet in enumerate(earlier)
        for at, column in enumerate(sheet.columns)
    }
    for place, sheet in enumerate(sheets):
        for at, column in enumerate(sheet.columns):
            column.target = chosen.get((place, at), column.target)


def table_of(book: Book, sheet: SheetMap, target: Callable[[str], Target]) -> Table:
    """Return what stands below the header of a sheet, each column with what it was mapped to."""
    by_place = {column.place: column for column in sheet.columns}
    titles: list[str] = []
    targets: list[Target | None] = []
    for place in range(max(by_place, default=-1) + 1):
        column = by_place.get(place)
        titles.append(column.heading if column else "")
        targets.append(target(column.target) if column and column.target else None)
    below, kept_places = below_header(
        sheet.name, book.grid(sheet.name), Header(sheet.first, sheet.last, tuple(titles), tuple(targets))
    )
    return Table(
        Grain.ORANG,
        _("lembar %(sheet)s") % {"sheet": sheet.name},
        below.columns,
        tuple(targets[place] for place in kept_places),
        below,
        book.since_1904,
    )
