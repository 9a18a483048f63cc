"""The only writers of hours, holidays, places and events."""

from __future__ import annotations

import datetime

from praja.web import typed
from praja.web.said import gettext as _

SHORTEST = 5
"""Letters of a letter's number or of a reason, at least."""
EARLIEST = datetime.date(2015, 1, 1)


class CalendarRefused(Exception):
    """Something that cannot be done with the calendar; its text says why and what to do."""


def plain(text: str, most: int = 300) -> str:
    """Return a text without what cannot be kept.

    :raises CalendarRefused: if it is too long
    """
    said = typed.one_line(text)
    if len(said) > most:
        raise CalendarRefused(_("Tulisan ini terlalu panjang. Ringkaskan."))
    return said


def letter_of(text: str) -> str:
    """Return which letter something rests on.

    :raises CalendarRefused: if it says too little
    """
    said = plain(text)
    if len(said) < SHORTEST:
        raise CalendarRefused(_("Sebutkan suratnya: jenis, nomor dan tahun."))
    return said


def check_days(first: datetime.date, last: datetime.date | None, on: datetime.date) -> None:
    """Check that a span of days is one that can be set.

    :raises CalendarRefused: if it is not
    """
    if last is not None and last < first:
        raise CalendarRefused(_("Tanggal akhir tidak boleh sebelum tanggal mulai."))
    if first < EARLIEST or (last or first).year > on.year + 2:
        raise CalendarRefused(_("Tanggal ini terlalu jauh. Periksa tahunnya."))
