"""Why a cell could not be read as what a fact of the law wants."""

from __future__ import annotations

from praja.rules.schema import Fact, Kind
from praja.sheet.cells import Cell, Column
from praja.sheet.choices import why_no_choice, why_no_truth
from praja.sheet.dates import why_no_date
from praja.sheet.numbers import why_no_number
from praja.sheet.problems import Why


def why_unread(cell: Cell, column: Column, fact: Fact) -> Why:
    """Return why a cell is not what a fact wants, and what to write instead."""
    match fact.kind:
        case Kind.RUPIAH | Kind.ANGKA:
            return why_no_number(cell, column, fact)
        case Kind.TANGGAL:
            return why_no_date(cell)
        case Kind.YA:
            return why_no_truth(cell)
        case Kind.PILIHAN:
            return why_no_choice(cell, fact)
