"""Write an empty list: one sheet a grain with our column names, and a sheet that explains them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from praja.rules.schema import Fact, Grain, Kind
from praja.sheet.safe import safe_text, whole_file
from praja.sheet.write import WorkbookFile

FIRST = ("nip", "nama", "unit")
MOST_CHOICES = 255
"""A drop-down list in a spreadsheet holds at most this many letters."""
ROWS = 5000
MUST = "harus diisi bila dibaca"


@dataclasses.dataclass(frozen=True, slots=True)
class EarlierColumn:
    """A column of earlier payments in rupiah, `bulan_ini(pph)`: what it holds, and what a blank means."""

    name: str
    meaning: str
    blank: str


def write_template(
    path: Path, facts: Sequence[Fact], earlier: Sequence[EarlierColumn] = (), *, overwrite: bool = False
) -> None:
    """Write an empty workbook for `facts`, with drop-downs where there are few choices.

    :param earlier: what was paid before, as further columns of the sheet of people
    :raises SheetNotWritten: when the file exists and may not be overwritten, or cannot be written
    """
    with whole_file(path, overwrite=overwrite) as temporary, WorkbookFile(temporary) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        for grain in Grain:
            own = [fact for fact in facts if fact.grain is grain]
            if not own and grain is not Grain.ORANG:
                continue
            sheet = book.add_worksheet(grain.value)
            sheet.freeze_panes(1, 1)
            first = FIRST if grain is Grain.ORANG else FIRST[:1]
            names = [*first, *(fact.name for fact in own)]
            if grain is Grain.ORANG:
                names += [column.name for column in earlier]
            sheet.set_column(0, 0, 22, text)
            sheet.set_column(1, len(names), 20)
            sheet.write_row(0, 0, names, bold)
            for at, fact in enumerate(own, len(first)):
                choices = ["ya", "tidak"] if fact.kind is Kind.YA else list(fact.choices)
                if choices and len(",".join(choices)) <= MOST_CHOICES:
                    sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": choices})
        sheet = book.add_worksheet("Keterangan")
        sheet.set_column(0, 5, 30)
        sheet.write_row(0, 0, ["kolom", "arti", "satuan", "pilihan", "bila kosong", "lembar"], bold)
        told = [
            [
                fact.name,
                fact.title,
                fact.unit,
                ", ".join(fact.choices),
                fact.default or MUST,
                fact.grain.value,
            ]
            for fact in facts
        ]
        told += [
            [column.name, column.meaning, Kind.RUPIAH.value, "", column.blank, Grain.ORANG.value]
            for column in earlier
        ]
        for row, cells in enumerate(told, 1):
            for at, cell in enumerate(cells):
                sheet.write_string(row, at, safe_text(cell))
