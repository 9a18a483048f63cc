"""The rows of a table of law: CSV with `;`, numbers as Indonesians write them, each row checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from fractions import Fraction

from praja.rules.errors import LawError, did_you_mean
from praja.rules.schema import KeyMatch, Kind, Place, Status, TableRow
from praja.rules.written import number_from

MOST_TABLE_ROWS = 200_000


def read_rows(
    text: str,
    file: str,
    keys: tuple[tuple[str, KeyMatch], ...],
    value_name: str,
    value_kind: Kind,
    status: Status,
    errors: list[LawError],
) -> tuple[TableRow, ...]:
    """Read the rows of a table, checking duplicates and the order of a range key."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    rows: list[TableRow] = []
    before = len(errors)
    try:
        header = [cell.strip() for cell in next(lines, [])]
        wanted = [name for name, _ in keys] + [value_name]
        if missing := [name for name in wanted if name not in header]:
            raise LawError(
                f"Kolom '{missing[0]}' tidak ada; kepala tabel: {'; '.join(header)[:200]}.",
                place=Place(file, 1),
                hint="Pemisah kolom adalah ';'." if len(header) == 1 else did_you_mean(missing[0], header),
            )
        if len(set(header)) < len(header):
            raise LawError("Ada kolom yang namanya sama.", place=Place(file, 1))
        if extra := [name for name in header if name not in (*wanted, "status", "catatan")]:
            raise LawError(f"Kolom '{extra[0]}' tidak dikenal.", place=Place(file, 1))
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_TABLE_ROWS or len(cells) != len(header):
                raise LawError(
                    f"Baris ini punya {len(cells)} kolom, kepala tabel {len(header)}.",
                    place=Place(file, lines.line_num),
                )
            named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            try:
                rows.append(_row(named, file, lines.line_num, keys, value_name, value_kind, status))
            except LawError as error:
                errors.append(error)
    except LawError as error:
        errors.append(error)
    except csv.Error as error:
        errors.append(LawError(f"CSV tidak terbaca: {error}.", place=Place(file, lines.line_num)))
    if not rows and len(errors) == before:
        errors.append(LawError("Tabel ini tidak punya baris.", place=Place(file, 1)))
    errors.extend(_faults_of_order(rows, file, keys))
    return tuple(rows)


def _row(
    cells: dict[str, str],
    file: str,
    line: int,
    keys: tuple[tuple[str, KeyMatch], ...],
    value_name: str,
    value_kind: Kind,
    status: Status,
) -> TableRow:
    place = Place(file, line)
    for name, match in keys:
        text = cells[name]
        if match is KeyMatch.SAMA and not text:
            raise LawError(f"Kunci '{name}' kosong.", place=place)
        if match is not KeyMatch.SAMA and text:
            number_at(text, name, place)
        if match is KeyMatch.MULAI and not text:
            raise LawError(f"Kunci '{name}' kosong; kunci 'mulai' harus angka.", place=place)
    value: Fraction | str = cells[value_name]
    if value_kind is not Kind.PILIHAN:
        value = number_at(cells[value_name], value_name, place)
        if value_kind is Kind.RUPIAH and value.denominator != 1:
            raise LawError(f"'{cells[value_name]}' bukan rupiah bulat.", place=place)
    elif not value:
        raise LawError(f"Kolom '{value_name}' kosong.", place=place)
    mark = cells.get("status", "")
    if mark and mark not in {known.value for known in Status}:
        raise LawError(f"status '{mark}' tidak dikenal.", place=place, hint=did_you_mean(mark, Status))
    return TableRow(
        keys=tuple(cells[name] for name, _ in keys),
        value=value,
        line=line,
        status=Status(mark) if mark else status,
        remark=cells.get("catatan", ""),
    )


def number_at(text: str, name: str, place: Place) -> Fraction:
    try:
        return number_from(text)
    except ValueError:
        raise LawError(
            f"'{text[:40]}' pada kolom '{name}' bukan angka; contoh: 5400000 atau 0,25%.", place=place
        ) from None


def _faults_of_order(
    rows: list[TableRow], file: str, keys: tuple[tuple[str, KeyMatch], ...]
) -> Iterable[LawError]:
    ranged = keys[-1][1] is not KeyMatch.SAMA
    last: dict[tuple[str, ...], TableRow] = {}
    for row in rows:
        exact = row.keys[:-1] if ranged else row.keys
        before = last.get(exact)
        last[exact] = row
        if before is None:
            continue
        place = Place(file, row.line)
        if not ranged:
            yield LawError(f"Kunci ini sudah ada di baris {before.line}.", place=place)
        elif not before.keys[-1]:
            yield LawError(f"Baris {before.line} tanpa batas atas harus yang terakhir.", place=place)
        elif row.keys[-1] and number_from(row.keys[-1]) <= number_from(before.keys[-1]):
            yield LawError(
                f"'{row.keys[-1]}' tidak lebih besar dari '{before.keys[-1]}' di baris {before.line}.",
                place=place,
            )
