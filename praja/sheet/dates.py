"""Dates as they stand in lists: real dates, serial numbers, and text in several orders.

Text is read day first (`05-01-2024`, `5/1/2024`), year first (`2024-01-05`, `20240105`) and with the month in
words (`5 Januari 2024`). Text that can only be month first (`01/25/2024`) puts a column in doubt. Where
day-first text with a day above 12 is at least four times as frequent, the month-first cell alone is at
fault and refused. Else the column mixes two orders: what can be read in one way is taken, what can be read
in two is refused. Cells with slashes, dashes and dots are judged apart, for they come from different
hands. This is one of the two places where a cell is judged by its neighbours; the alternative would be a
wrong date that nobody notices.

The other: a spreadsheet set to English turns `04/03/2024` into 3 April and leaves `25/03/2024` as text. So
where a column mixes real dates with day-first text that no English spreadsheet could have understood, and
no real date has a day above 12, the real dates are refused as well: their day and month may have been
swapped.
"""

from __future__ import annotations

import datetime
import re

import polars as pl

from praja.sheet.cells import Cell, Column
from praja.sheet.numbers import Reading, why_flawed
from praja.sheet.problems import Jenis, Why
from praja.sheet.said import said as _

EARLIEST = datetime.date(1900, 1, 1)
LATEST = datetime.date(2100, 12, 31)

_EPOCH = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}

_MONTHS = {
    **dict.fromkeys(("januari", "january", "jan"), "01"),
    **dict.fromkeys(("februari", "february", "pebruari", "feb", "peb"), "02"),
    **dict.fromkeys(("maret", "march", "mar"), "03"),
    **dict.fromkeys(("april", "apr"), "04"),
    **dict.fromkeys(("mei", "may"), "05"),
    **dict.fromkeys(("juni", "june", "jun"), "06"),
    **dict.fromkeys(("juli", "july", "jul"), "07"),
    **dict.fromkeys(("agustus", "august", "agu", "agt", "ags", "aug"), "08"),
    **dict.fromkeys(("september", "sept", "sep"), "09"),
    **dict.fromkeys(("oktober", "october", "okt", "oct"), "10"),
    **dict.fromkeys(("november", "nopember", "nov", "nop"), "11"),
    **dict.fromkeys(("desember", "december", "des", "dec"), "12"),
}

_YEAR_FIRST = r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$"
_EIGHT_DIGITS = r"^(19[0-9]{2}|2[01][0-9]{2})([0-9]{2})([0-9]{2})$"
_YEAR_LAST = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?: 00:00(?::00(?:\.0+)?)?)?$"
_WORDS = r"(?i)^([0-9]{1,2})[ -]([a-z]+)\.?[ -]([0-9]{4})$"
_CLEAR_MAJORITY = 4
_WITH_TIME = r"[0-9]{1,2}:[0-9]{2}"


def read_dates(column: Column, *, since_1904: bool) -> Reading:
    """Return the dates of a column. `since_1904`: serial numbers count from 1904, as the workbook says."""
    cells = column.cells
    parts: list[pl.Series] = []
    text_days = None if cells.text is None else _from_text(cells.text)
    if cells.date is not None:
        parts.append(_without_swapped(cells.date, cells.text))
    if cells.number is not None:
        parts.append(_from_serial(cells.number, since_1904))
    if cells.whole is not None:
        parts.append(_from_text(cells.whole.cast(pl.String)))
    if text_days is not None:
        parts.append(text_days)
    days = (
        pl.select(pl.coalesce(parts)).to_series()
        if parts
        else pl.repeat(None, cells.height, dtype=pl.Date, eager=True)
    )
    usable = days.is_between(EARLIEST, LATEST)
    if cells.flaw is not None:
        usable = usable & cells.flaw.is_null()
    days = pl.select(pl.when(usable).then(days)).to_series()
    empty = pl.repeat(False, cells.height, dtype=pl.Boolean, eager=True)
    if cells.text is not None:
        empty = cells.text.is_in(["-", "–", "—"]).fill_null(False)
    return Reading(days, cells.filled() & days.is_null() & ~empty)


def why_no_date(cell: Cell) -> Why:
    """Return why a cell is no date, and what to do."""
    write = _("Tulis hari-bulan-tahun dengan tahun empat angka, misalnya 05-01-2024, atau 2024-01-05.")
    if (flawed := why_flawed(cell)) is not None:
        return flawed
    match cell.value:
        case datetime.date():
            if EARLIEST <= cell.value <= LATEST:
                return Why(
                    Jenis.TANGGAL_MERAGUKAN,
                    _(
                        "Excel menyimpan %(value)s, tetapi sel lain di kolom ini "
                        "berupa teks seperti 25/03/2024: hari dan bulan mungkin "
                        "tertukar saat diketik."
                    )
                    % {"value": f"{cell.value:%d-%m-%Y}"},
                    _(
                        "Periksa tanggal aslinya. Ubah seluruh kolom menjadi tanggal "
                        "yang sebenarnya, atau tulis semuanya sebagai teks "
                        "tahun-bulan-hari, misalnya %(value)s."
                    )
                    % {"value": f"{cell.value:%Y-%m-%d}"},
                )
            return Why(
                Jenis.TANGGAL_SALAH,
                _("Tanggal %(value)s tidak masuk akal.") % {"value": f"{cell.value:%d-%m-%Y}"},
                write,
            )
        case str():
            return _why_text(cell.value, write)
        case _:
            return Why(Jenis.TANGGAL_SALAH, _("Sel berisi %(cell)s, bukan tanggal.") % {"cell": cell}, write)


def _why_text(text: str, write: str) -> Why:
    if re.search(_WITH_TIME, text):
        return Why(
            Jenis.TANGGAL_SALAH,
            _("Sel berisi tanggal dengan jam (%(text)s). Tanggal yang disertai jam dapat bergeser satu hari.")
            % {"text": text},
            write,
        )
    if re.fullmatch(r"[0-9]{1,2}[-/. ]([0-9]{1,2}|[A-Za-z]+)[-/. ][0-9]{2}", text):
        return Why(Jenis.TANGGAL_SALAH, _("Tahun pada %(text)s hanya dua angka.") % {"text": text}, write)
    if (found := re.fullmatch(_YEAR_LAST, text)) is not None:
        first, second, year = (int(part) for part in found.groups())
        if 1 <= first <= 12 and 1 <= second <= 12 and EARLIEST.year <= year <= LATEST.year:
            return Why(
                Jenis.TANGGAL_MERAGUKAN,
                _(
                    "%(text)s bisa berarti hari %(first)s bulan %(second)s atau hari "
                    "%(second)s bulan %(first)s: kolom ini mencampur urutan "
                    "hari-bulan dan bulan-hari."
                )
                % {"text": text, "first": first, "second": second},
                _(
                    "Tulis tahun lebih dulu, misalnya %(year)s-%(second)s-%(first)s "
                    "atau %(year)s-%(first)s-%(second)s."
                )
                % {"year": year, "second": f"{second:02}", "first": f"{first:02}"},
            )
        if first <= 12 < second <= 31:
            return Why(
                Jenis.TANGGAL_SALAH,
                _("%(text)s tampaknya ditulis bulan-hari, sedangkan kolom ini ditulis hari-bulan.")
                % {"text": text},
                write,
            )
        return Why(
            Jenis.TANGGAL_SALAH, _("Tanggal %(text)s tidak ada dalam kalender.") % {"text": text}, write
        )
    if re.fullmatch(_YEAR_FIRST, text) or re.fullmatch(_EIGHT_DIGITS, text):
        return Why(
            Jenis.TANGGAL_SALAH, _("Tanggal %(text)s tidak ada dalam kalender.") % {"text": text}, write
        )
    return Why(Jenis.TANGGAL_SALAH, _("Sel berisi %(text)s, bukan tanggal.") % {"text": repr(text)}, write)


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    padded = pl.concat_str([year, month.str.zfill(2), day.str.zfill(2)], separator="-")
    return padded.str.to_date("%Y-%m-%d", strict=False)


def _from_text(text: pl.Series) -> pl.Series:
    t = pl.col("t")
    first, second = t.str.extract(_YEAR_LAST, 1), t.str.extract(_YEAR_LAST, 2)
    month_word = t.str.extract(_WORDS, 2).str.to_lowercase().replace_strict(_MONTHS, default=None)
    frame = pl.DataFrame({"t": text}).select(
        pl.coalesce(
            _day(*(t.str.extract(_YEAR_FIRST, i) for i in (1, 2, 3))),
            _day(*(t.str.extract(_EIGHT_DIGITS, i) for i in (1, 2, 3))),
            _day(t.str.extract(_WORDS, 3), month_word, t.str.extract(_WORDS, 1)),
        ).alias("clear"),
        _day(t.str.extract(_YEAR_LAST, 3), second, first).alias("day_first"),
        _day(t.str.extract(_YEAR_LAST, 3), first, second).alias("month_first"),
    )
    clear, day_first, month_first = frame["clear"], frame["day_first"], frame["month_first"]
    for mark in ("/", "-", "."):
        here = text.str.contains(mark, literal=True).fill_null(False)
        only_month_first = int((here & month_first.is_not_null() & day_first.is_null()).sum())
        if not only_month_first:
            continue
        only_day_first = int((here & day_first.is_not_null() & month_first.is_null()).sum())
        if only_day_first >= _CLEAR_MAJORITY * only_month_first:
            month_first = pl.select(pl.when(~here).then(month_first)).to_series()
        else:
            both = here & (day_first != month_first).fill_null(False)
            day_first = pl.select(pl.when(~both).then(day_first)).to_series()
            month_first = pl.select(pl.when(~both).then(month_first)).to_series()
    return pl.select(pl.coalesce(clear, day_first, month_first)).to_series()


def _without_swapped(dates: pl.Series, text: pl.Series | None) -> pl.Series:
    """Return real dates, but none that an English spreadsheet may have made of a day-first text."""
    if text is None:
        return dates
    first = text.str.extract(_YEAR_LAST, 1).cast(pl.Int64, strict=False)
    second = text.str.extract(_YEAR_LAST, 2).cast(pl.Int64, strict=False)
    left_over = first.is_not_null()
    if not left_over.any() or not ((first > 12) & (second <= 12)).filter(left_over).all():
        return dates
    if (dates.dt.day() > 12).any():
        return dates
    return pl.select(pl.when(dates.dt.day() == dates.dt.month()).then(dates)).to_series()


def _from_serial(number: pl.Series, since_1904: bool) -> pl.Series:
    """Return serial numbers as dates; 20240105 typed as a number is read as eight digits."""
    whole = pl.select(
        pl.when((number == number.floor()) & number.is_between(1, 99_999_999)).then(number).cast(pl.Int64)
    ).to_series()
    # Serial 60 is 29 February 1900, which never was; before it the count is off by one: no working date.
    last = (LATEST - _EPOCH[since_1904]).days
    serial = pl.select(pl.when(whole.is_between(61, last)).then(whole)).to_series()
    first_day = (_EPOCH[since_1904] - datetime.date(1970, 1, 1)).days
    days = (serial + first_day).cast(pl.Int32).cast(pl.Date)
    digits = pl.select(pl.when(whole >= 19_000_101).then(whole.cast(pl.String))).to_series()
    return pl.select(pl.coalesce(days, _from_text(digits))).to_series()
