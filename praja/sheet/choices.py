"""Choices and truths: `iii/A` is III/a, `V` in a yes-or-no column is yes."""

from __future__ import annotations

import re

import polars as pl

from praja.rules.schema import Fact
from praja.sheet.cells import Cell, Column
from praja.sheet.names import closest, plain
from praja.sheet.numbers import Reading, why_flawed
from praja.sheet.problems import Jenis, Why
from praja.sheet.said import said as _

_YES = ("ya", "y", "true", "benar", "1", "v", "✓", "✔", "√", "yes")
_NO = ("tidak", "tdk", "false", "salah", "0", "no", "bukan")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def read_choices(column: Column, fact: Fact) -> Reading:
    """Return the choices of a column in the spelling of the fact; a fact without a list takes any text."""
    cells = column.cells
    text = cells.as_text()
    if cells.date is not None:
        text = pl.select(pl.when(cells.date.is_null()).then(text)).to_series()
    empty = text.is_in(["-", "–", "—"]).fill_null(False)
    if fact.choices:
        seen = text.unique().drop_nulls().to_list()
        known = {key: choice for key in seen if (choice := _match(key, fact.choices)) is not None}
        text = text.replace_strict(known, default=None, return_dtype=pl.String)
    else:
        text = pl.select(pl.when(~empty).then(text)).to_series()
    if cells.flaw is not None:
        text = pl.select(pl.when(cells.flaw.is_null()).then(text)).to_series()
    return Reading(text, cells.filled() & text.is_null() & ~empty)


def _match(text: str, choices: tuple[str, ...]) -> str | None:
    if text in choices:
        return text
    key = plain(text)
    found = [choice for choice in choices if plain(choice) == key]
    if len(found) == 1 and key:
        return found[0]
    # Where two choices differ only in case or marks, only those decide.
    folded = [choice for choice in found if choice.casefold() == text.casefold()]
    return folded[0] if len(folded) == 1 else None


def why_no_choice(cell: Cell, fact: Fact) -> Why:
    """Return why a cell is none of the choices, and which may have been meant."""
    if (flawed := why_flawed(cell)) is not None:
        return flawed
    near = _in_roman(str(cell), fact.choices) or closest(str(cell), fact.choices, most=3)
    hint = f" Mungkin maksudnya {' atau '.join(near)}." if near else ""
    listed = ", ".join(fact.choices[:24]) + (", …" if len(fact.choices) > 24 else "")
    return Why(
        Jenis.PILIHAN_SALAH,
        f"Sel berisi {str(cell)!r}, yang tidak dikenal sebagai {fact.title}.{hint}",
        f"Tulis salah satu dari: {listed}." if fact.choices else "Tulis sebagai teks.",
    )


def _in_roman(text: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the choice that text means when its number is written in Roman numerals: IV/a for 4/a."""
    found = re.fullmatch(r"\D*?(\d{1,2})\W*([A-Za-z]?)\W*", text)
    if found is None or not 0 < int(found[1]) < 40:
        return ()
    tens, ones = divmod(int(found[1]), 10)
    meant = _match("X" * tens + _ONES[ones] + found[2], choices)
    return () if meant is None else (meant,)


def read_truths(column: Column) -> Reading:
    """Return the yes-or-no values of a column."""
    cells = column.cells
    text = cells.as_text().str.to_lowercase()
    empty = text.is_in(["-", "–", "—"]).fill_null(False)
    truths = pl.select(
        pl.when(text.is_in(_YES)).then(pl.lit(True)).when(text.is_in(_NO)).then(pl.lit(False))
    ).to_series()
    if cells.flaw is not None:
        truths = pl.select(pl.when(cells.flaw.is_null()).then(truths)).to_series()
    return Reading(truths, cells.filled() & truths.is_null() & ~empty)


def why_no_truth(cell: Cell) -> Why:
    """Return why a cell is neither yes nor no."""
    if (flawed := why_flawed(cell)) is not None:
        return flawed
    return Why(
        Jenis.YA_SALAH,
        _("Sel berisi %(cell)s, padahal kolom ini hanya menerima ya atau tidak.") % {"cell": repr(str(cell))},
        _("Tulis ya atau tidak (boleh juga 1 atau 0, v untuk ya)."),
    )
