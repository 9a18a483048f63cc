"""An empty sheet with the columns that an import reads."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _

from praja.people.imports.sheets import MadeBook
from praja.performance.bkn.fields import CODES, NEEDED, TAKEN, code_list


def template() -> io.BytesIO:
    """Return a workbook with a heading a field, and a sheet that explains them."""
    file = io.BytesIO()
    book = MadeBook(file)
    sheet = book.book.add_worksheet("predikat")
    sheet.freeze_panes(1, 1)
    for place, one in enumerate(TAKEN.values()):
        sheet.set_column(place, place, max(14, len(one.key) + 4), book.text)
        sheet.write_string(0, place, one.key, book.bold)
    told = book.book.add_worksheet(_("Keterangan"))
    told.set_column(0, 1, 26)
    told.set_column(2, 3, 60)
    for place, head in enumerate((_("kolom"), _("arti"), _("isi"), _("judul lain yang dikenali"))):
        told.write_string(0, place, head, book.bold)
    for line, one in enumerate(TAKEN.values(), start=1):
        filled = (
            code_list(CODES[one.key]) if one.key in CODES else _("harus diisi") if one.key in NEEDED else ""
        )
        book.put(told, line, (one.key, str(one.label), filled, ", ".join(one.headings)))
    book.done()
    return file
