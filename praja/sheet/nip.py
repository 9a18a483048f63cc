"""The NIP: eighteen digits that must arrive whole.

PNS: YYYYMMDD of birth, YYYYMM of appointment, 1 or 2 for sex, a serial number from 001. NI PPPK: the same,
with a formation code from 21 on in place of the month. A NIP of the wrong length, or one that a
spreadsheet has turned into a number, names nobody; one whose dates cannot be is used, with a warning.
"""

from __future__ import annotations

import dataclasses
import datetime
import re

import polars as pl

from praja.sheet.cells import STRAY_SPACE, Cell, Column
from praja.sheet.problems import Jenis, Why
from praja.sheet.said import said as _

LENGTH = 18


@dataclasses.dataclass(frozen=True, slots=True)
class NipReading:
    """The NIPs of a column; null where none is to be trusted. `odd` marks those with impossible dates."""

    values: pl.Series
    odd: pl.Series


def read_nips(column: Column, *, on: datetime.date) -> NipReading:
    """Return the NIPs of a column, without spaces, dots, dashes and a leading apostrophe.

    A NIP that ends in 000 is refused: serial numbers start at 001, and zeros are what a spreadsheet, which
    keeps 15 digits, leaves of the last three.
    """
    cells = column.cells
    parts = []
    if cells.text is not None:
        text = cells.text.str.replace_all(STRAY_SPACE, "").str.replace_all(r"^['’`]|[.\-]", "")
        parts.append(pl.select(pl.when(~cells.text.str.contains(_NUMBER_LIKE)).then(text)).to_series())
    if cells.whole is not None:
        parts.append(cells.whole.cast(pl.String))
    if cells.exact is not None:
        parts.append(cells.exact.cast(pl.String).str.replace(r"\.0*$", ""))
    if not parts:
        none = pl.repeat(None, cells.height, dtype=pl.String, eager=True)
        return NipReading(none, pl.repeat(False, cells.height, dtype=pl.Boolean, eager=True))
    digits = pl.select(pl.coalesce(parts)).to_series()
    good = digits.str.contains(r"^[0-9]{18}$") & ~digits.str.ends_with("000")
    if cells.flaw is not None:
        good = good & cells.flaw.is_null()
    nip = pl.select(pl.when(good).then(digits)).to_series()
    return NipReading(nip, _is_odd(nip, on))


_NUMBER_LIKE = r"(?i)^'?[0-9]+([.,][0-9]+)?e[+]?[0-9]+$|^[0-9]{18}[.,]0+$"


def _is_odd(nip: pl.Series, on: datetime.date) -> pl.Series:
    born = nip.str.slice(0, 8).str.to_date("%Y%m%d", strict=False)
    year = nip.str.slice(8, 4).cast(pl.Int64, strict=False)
    month = nip.str.slice(12, 2).cast(pl.Int64, strict=False)
    age = year - born.dt.year()
    plausible = (
        born.is_not_null()
        & age.is_between(15, 65)
        & (year <= on.year)
        & (month.is_between(1, 12) | month.is_between(21, 32))
        & nip.str.slice(14, 1).is_in(["1", "2"])
    )
    return nip.is_not_null() & ~plausible.fill_null(False)


def why_odd(nip: str, on: datetime.date) -> Why:
    """Return what about a NIP cannot be."""
    faults = []
    try:
        born = datetime.date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        born = None
        faults.append(f"delapan angka pertama ({nip[:8]}) bukan tanggal lahir")
    year, month = int(nip[8:12]), int(nip[12:14])
    if year > on.year:
        faults.append(f"tahun pengangkatan {year} belum tiba")
    elif born is not None and not 15 <= year - born.year <= 65:
        faults.append(f"diangkat tahun {year} pada umur {year - born.year} tahun")
    if not (1 <= month <= 12 or 21 <= month <= 32):
        faults.append(f"bulan pengangkatan {month:02} tidak ada")
    if nip[14] not in "12":
        faults.append(f"angka ke-15 ({nip[14]}) seharusnya 1 (pria) atau 2 (wanita)")
    return Why(
        Jenis.NIP_JANGGAL,
        f"NIP ini janggal: {'; '.join(faults)}.",
        "Cocokkan dengan SK. Orang ini tetap dihitung dengan NIP seperti tertulis.",
    )


def why_no_nip(cell: Cell) -> Why:
    """Return why a cell names nobody, and what to do."""
    shown = str(cell)
    damaged = Why(
        Jenis.NIP_RUSAK,
        _(
            "NIP rusak oleh Excel: tersimpan sebagai angka (%(shown)s), sehingga "
            "tiga angka terakhirnya hilang."
        )
        % {"shown": shown},
        _(
            "Ubah format kolom NIP menjadi Teks, lalu ketik ulang atau tempel 18 "
            "angka NIP dari SK atau SIASN. Mengubah format saja tidak mengembalikan "
            "angka yang hilang."
        ),
    )
    if cell.value is None:
        return Why(
            Jenis.NIP_KOSONG,
            _("Baris ini berisi data, tetapi NIP-nya kosong."),
            _("Isi NIP 18 angka, atau hapus baris ini bila bukan data pegawai."),
        )
    if cell.flaw is not None:
        return Why(
            Jenis.NIP_SALAH,
            _("Sel NIP berisi rumus atau kesalahan (%(shown)s), bukan NIP.") % {"shown": shown},
            _("Salin kolom NIP lalu tempel sebagai nilai (Paste Values) dengan format Teks."),
        )
    if isinstance(cell.value, float):
        if cell.value >= 10**15:
            return damaged
        return _wrong_length(shown, len(shown))
    text = re.sub(STRAY_SPACE, "", shown)
    if re.search(_NUMBER_LIKE, text):
        return damaged
    digits = re.sub(r"^['’`]|[.\-]", "", text)
    if re.fullmatch(r"[0-9]{15}000", digits):
        return Why(
            Jenis.NIP_RUSAK,
            _(
                "NIP rusak oleh Excel: %(digits)s berakhir dengan 000, padahal nomor "
                "urut NIP mulai dari 001. Tiga angka terakhirnya hilang ketika NIP "
                "pernah disimpan sebagai angka."
            )
            % {"digits": digits},
            damaged.what_to_do,
        )
    if re.fullmatch(r"[0-9]+", digits):
        return _wrong_length(digits, len(digits))
    return Why(
        Jenis.NIP_SALAH,
        _("Sel NIP berisi %(shown)s, bukan 18 angka.") % {"shown": repr(shown)},
        _("Tulis NIP 18 angka tanpa huruf. Periksa juga apakah kolom NIP tertukar dengan kolom lain."),
    )


def _wrong_length(digits: str, length: int) -> Why:
    guess = {
        16: _(" Enam belas angka adalah panjang NIK; periksa apakah kolomnya tertukar."),
        9: _(" Sembilan angka adalah panjang NIP lama."),
    }.get(length, "")
    return Why(
        Jenis.NIP_SALAH,
        _("NIP %(digits)s terdiri atas %(length)s angka, seharusnya %(wanted)s.%(guess)s")
        % {"digits": digits, "length": length, "wanted": LENGTH, "guess": guess},
        _("Tulis NIP 18 angka dari SK atau SIASN, dengan format sel Teks."),
    )
