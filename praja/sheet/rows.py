"""Which rows below a header are people: not the blank ones, the totals, the headings, the signatures."""

from __future__ import annotations

import re

import polars as pl

from praja.sheet.cells import Column
from praja.sheet.errors import SheetRefused
from praja.sheet.layout import Table
from praja.sheet.names import Role
from praja.sheet.said import said as _

_TOTAL = re.compile(r"(?i)^\W*(sub[ -]?)?(grand )?(jumlah|total|rekap|jml)\b")
_NUMBERING = re.compile(r"^\(?(\d{1,3})\)?$")


def rows_of_people(table: Table) -> tuple[pl.Series, list[str]]:
    """Return which rows are meant to be people (or theirs), and what to say about those that are not.

    A row without a NIP is still meant to be a person when it has a name and a value, or most of the values.
    """
    nip = table.column("nip")
    assert nip is not None, "a table without a NIP column is refused earlier"
    height = table.sheet.height
    anything = pl.repeat(False, height, dtype=pl.Boolean, eager=True)
    for column in table.columns:
        anything = anything | column.cells.filled()
    named = nip.cells.filled()
    keep = anything.clone()
    letters = nip.cells.text.str.contains(r"\d").not_() if nip.cells.text is not None else None
    worded = (
        (letters | nip.cells.text.str.contains(r"(?i)^nip")).fill_null(False)
        if letters is not None and nip.cells.text is not None
        else pl.repeat(False, height, dtype=pl.Boolean, eager=True)
    )
    doubtful = (anything & (~named | worded)).arg_true().to_list()
    values = [
        column.cells.filled()
        for column, target in zip(table.columns, table.targets, strict=True)
        if target is not None and target.role is not Role.CARRIED
    ]
    name = table.column("nama")
    skipped: list[int] = []
    totals = 0
    first = anything.arg_max() if anything.any() else None
    if first is not None and _is_numbering(table, first):
        skipped.append(first)
    for row in doubtful:
        shown = [str(column.cells.cell(row)) for column in table.columns]
        filled = sum(bool(series[row]) for series in values)
        has_name = name is not None and bool(name.cells.filled()[row])
        if any(_TOTAL.match(text) for text in shown):
            totals += 1
            skipped.append(row)
        elif named[row]:
            if not filled:
                skipped.append(row)
        elif not (filled and has_name) and filled * 2 < max(len(values), 1):
            skipped.append(row)
        elif not values and not has_name:
            skipped.append(row)
    if not skipped:
        return keep, []
    keep = keep.scatter(skipped, False)
    numbers = [table.sheet.row_numbers[row] for row in sorted(set(skipped))]
    shown_numbers = ", ".join(map(str, numbers[:8])) + (", …" if len(numbers) > 8 else "")
    return keep, [
        _(
            "Pada %(title)s %(numbers)s baris tanpa NIP (jumlah, judul, atau tanda "
            "tangan) dilewati: baris %(shown_numbers)s."
        )
        % {"title": table.title, "numbers": len(numbers), "shown_numbers": shown_numbers}
    ]


def _is_numbering(table: Table, row: int) -> bool:
    """Tell whether a row only numbers the columns: 1, 2, 3 or (1), (2), (3), as official forms do."""
    numbers = []
    for column in table.columns:
        text = str(column.cells.cell(row))
        if not text:
            continue
        found = _NUMBERING.match(text)
        if found is None:
            return False
        numbers.append(int(found[1]))
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def check_nip_column(table: Table) -> None:
    """Refuse a sheet whose NIP column holds something else, naming the column that holds the NIPs.

    :raises SheetRefused: when most of its cells have no digit at all
    """
    nip = table.column("nip")
    assert nip is not None
    text = nip.cells.text
    filled = int(nip.cells.filled().sum())
    if text is None or not filled:
        return
    wordy = int(text.str.contains(r"\d").not_().fill_null(False).sum())
    if wordy * 2 <= filled:
        return
    example = text.drop_nulls()[0]
    for column in table.columns:
        if column is not nip and _share_of_nips(column) > 0.5:
            raise SheetRefused(
                _(
                    "Kolom %(label)s pada %(title)s berisi %(example)s, bukan NIP, "
                    "sedangkan kolom %(label2)s berisi 18 angka. Kedua kolom "
                    "sepertinya tertukar."
                )
                % {
                    "label": nip.label,
                    "title": table.title,
                    "example": repr(example),
                    "label2": column.label,
                },
                _("Tukar judul atau isi kedua kolom itu, lalu coba lagi."),
            )
    # A list of one or two people with a heading among them is looked at row by row instead.
    if filled > 3:
        raise SheetRefused(
            _("Kolom %(label)s pada %(title)s tidak berisi NIP; isinya antara lain %(example)s.")
            % {"label": nip.label, "title": table.title, "example": repr(example)},
            _("Periksa judul kolom: mungkin kolomnya tergeser atau tertukar. NIP terdiri atas 18 angka."),
        )


def _share_of_nips(column: Column) -> float:
    cells = column.cells
    filled = int(cells.filled().sum())
    if not filled:
        return 0.0
    found = 0
    if cells.text is not None:
        found += int(
            cells.text.str.replace_all(r"[\s.'’\-]", "").str.contains(r"^\d{18}$").fill_null(False).sum()
        )
    if cells.whole is not None:
        found += int(cells.whole.is_between(10**17, 10**18 - 1).fill_null(False).sum())
    if cells.number is not None:
        found += int(cells.number.is_between(1e17, 1e18).fill_null(False).sum())
    return found / filled
