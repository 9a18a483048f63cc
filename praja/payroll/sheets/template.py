"""Empty sheets of facts: the people, posts and units of a unit down the side, this month's facts across."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.organization.queries import subtree
from praja.payroll.budget.accounts import chart
from praja.payroll.enums import JenisMasukan
from praja.payroll.sheets.columns import JABATAN, ORANG, UNIT, Columns
from praja.payroll.slip.lines import title_of
from praja.people.models import UnitHistory
from praja.rules.schema import Kind
from praja.sheet.safe import safe_text
from praja.sheet.template import MOST_CHOICES, ROWS
from praja.sheet.write import WorkbookFile


def workbook(columns: Columns, unit: Unit, period: datetime.date) -> io.BytesIO:
    """Return a workbook for a sheet of facts, one part a worksheet, with what each column means."""
    with TemporaryDirectory(prefix="praja-templat-") as folder:
        path = Path(folder) / "templat.xlsx"
        with WorkbookFile(path) as book:
            bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
            text = book.add_format({"num_format": "@"})
            for part, facts in columns.parts.items():
                if not facts and part != ORANG:
                    continue
                sheet = book.add_worksheet(part)
                sheet.freeze_panes(1, 2)
                sheet.set_column(0, 1, 24, text)
                sheet.set_column(2, 1 + len(facts), 18)
                sheet.write_row(0, 0, [columns.key_of(part), "nama", *facts], bold)
                for at, fact in enumerate(facts.values(), 2):
                    choices = ["ya", "tidak"] if fact.kind is Kind.YA else list(fact.choices)
                    if choices and len(",".join(choices)) <= MOST_CHOICES:
                        sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": choices})
                for line, cells in enumerate(_rows(columns, part, unit, period), 1):
                    for at, cell in enumerate(cells):
                        sheet.write_string(line, at, safe_text(cell), text)
            sheet = book.add_worksheet("Keterangan")
            sheet.set_column(0, 5, 30)
            sheet.write_row(
                0, 0, [_("kolom"), _("arti"), _("satuan"), _("pilihan"), _("bila kosong"), _("lembar")], bold
            )
            keeps = _("tetap")
            told = [
                [fact.name, title_of(fact), fact.unit, ", ".join(fact.choices), fact.default or keeps, part]
                for part, facts in columns.parts.items()
                for fact in facts.values()
            ]
            for line, words in enumerate(told, 1):
                for at, word in enumerate(words):
                    sheet.write_string(line, at, safe_text(word))
        return io.BytesIO(path.read_bytes())


def _rows(columns: Columns, part: str, unit: Unit, period: datetime.date) -> list[tuple[str, ...]]:
    """Return whom the rows of a part speak of; finer rows and deductions are as many as there are. Of pagu
    each account stands there once, for the unit itself.
    """
    if columns.kind == JenisMasukan.PAGU:
        return [(unit.code, title, code) for code, title in chart().titles.items()]
    units = subtree([unit.pk], period) | {unit.pk}
    if part == ORANG and columns.kind not in (JenisMasukan.POTONGAN, JenisMasukan.TAMBAHAN):
        people = UnitHistory.objects.on(period).filter(unit__in=units)
        return list(people.order_by("person__name").values_list("person__nip", "person__name"))
    if part == JABATAN:
        posts = PositionVersion.objects.on(period).filter(unit__in=units)
        return list(posts.order_by("title").values_list("position__code", "title"))
    if part == UNIT:
        versions = UnitVersion.objects.on(period).filter(unit__in=units)
        return list(versions.order_by("name").values_list("unit__code", "name"))
    return []
