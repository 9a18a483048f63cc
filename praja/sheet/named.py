"""Reading small sheets: the rows below a header whose names are known, cell by cell."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from praja.sheet.grid import Book
from praja.sheet.names import NameBook, Role, Target, find_header


def named_rows(
    book: Book, headings: Mapping[str, Sequence[str]], *needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, object]]] | None:
    """Return the rows of the first sheet that has the headings, each with its line and its cells by name.

    Rows in which nothing is written are left out. None if no sheet has the headings.

    :param headings: how each column may be called
    :param needed: groups of columns, of each of which the sheet must have at least one
    """
    names = NameBook(
        (heading, Target(name, Role.CARRIED)) for name, called in headings.items() for heading in called
    )
    for sheet in book.sheets:
        grid = book.grid(sheet)
        header = find_header(grid.rows, names)
        if header is None or not all(any(header.has(name) for name in group) for group in needed):
            continue
        place = {
            target.name: column for column, target in reversed(list(enumerate(header.targets))) if target
        }
        return _below(grid.rows, header.last + 1, place)
    return None


def _below(
    rows: Sequence[Sequence[object]], first: int, place: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, object]]]:
    for number, cells in enumerate(rows[first:], start=first + 1):
        said = {name: cells[at] if at < len(cells) else "" for name, at in place.items()}
        if any(cell_text(one) for one in said.values()):
            yield number, said


def cell_text(cell: object) -> str:
    """Return a cell as text: days as 2026-11-30, whole numbers without decimals."""
    match cell:
        case None:
            return ""
        case datetime.datetime():
            return cell.date().isoformat()
        case datetime.date():
            return cell.isoformat()
        case float() if cell.is_integer() and abs(cell) < 10**15:
            return str(int(cell))
        case float():
            return repr(cell)
    return str(cell).strip()
