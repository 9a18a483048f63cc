"""Opening balances of annual leave from a sheet: read whole, checked whole, written whole or not at all."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import transaction

from praja.attendance.leave.actions import LeaveRefused
from praja.attendance.leave.actions.keeping import set_opening
from praja.people.models import Person
from praja.people.queries import people_editable_by
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book
from praja.sheet.named import cell_text, named_rows
from praja.web.said import gettext as _

HEADINGS: Final = {
    "nip": ("NIP", "NIP/NI PPPK", "Nomor induk pegawai"),
    "left_last": ("Sisa tahun lalu", "Sisa N-1", "N-1"),
    "left_before": ("Sisa dua tahun lalu", "Sisa N-2", "N-2"),
    "deferred": ("Ditangguhkan",),
    "taken": ("Sudah diambil", "Diambil tahun ini"),
}
DAYS: Final = ("left_last", "left_before", "deferred", "taken")
MOST_ROWS = 20_000
MOST_TOLD = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """What a row says of a person."""

    person: Person
    days: dict[str, Decimal]


def openings_in(book: Book, by: Any, on: datetime.date) -> list[Opening]:
    """Return what a sheet says of people whose record somebody may change.

    :raises SheetRefused: if it has not the headings, too many rows, or rows that cannot be taken
    """
    found = named_rows(book, HEADINGS, ("nip",), ("left_last",), ("left_before",))
    if found is None:
        raise SheetRefused(
            _("Judul kolomnya tidak ditemukan."),
            _("Perlu kolom NIP, Sisa tahun lalu, dan Sisa dua tahun lalu."),
        )
    rows = [(line, {name: cell_text(one) for name, one in cells.items()}) for line, cells in found]
    if len(rows) > MOST_ROWS:
        raise SheetRefused(_("Lembar ini lebih dari 20.000 baris."), _("Bagi menjadi beberapa berkas."))
    known = people_editable_by(by, on).filter(nip__in={said["nip"] for _line, said in rows})
    people = {one.nip: one for one in known}
    made, wrong, seen = [], [], set()
    for line, said in rows:
        person = people.get(said["nip"])
        days = {name: _number(said.get(name, "")) for name in DAYS}
        if person is None or said["nip"] in seen or None in days.values():
            wrong.append(str(line))
            continue
        seen.add(said["nip"])
        made.append(Opening(person, {name: value for name, value in days.items() if value is not None}))
    if wrong:
        raise SheetRefused(
            _("Baris %(lines)s tidak dapat dipakai.") % {"lines": ", ".join(wrong[:MOST_TOLD])},
            _("Periksa NIP (sekali saja, pegawai yang Anda kelola) dan harinya: angka 0 sampai 24."),
        )
    return made


def _number(text: str) -> Decimal | None:
    if not text:
        return Decimal(0)
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= 24 and value * 2 == int(value * 2) else None


@transaction.atomic
def take(*, openings: list[Opening], year: int, source: str, by: Any, on: datetime.date) -> int:
    """Record all opening balances of a sheet, and return of how many people.

    :raises LeaveRefused: if one of them may not be recorded; then none is
    """
    if not openings:
        raise LeaveRefused(_("Tidak ada baris yang dapat dicatat."))
    for one in openings:
        set_opening(person=one.person, year=year, days=one.days, source=source, by=by, on=on)
    return len(openings)
