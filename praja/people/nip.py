"""What the digits of NIP, NI PPPK and NIK say, and whether it agrees with what is recorded.

A NIP (18 digits): birth date (8), year and month of the TMT CPNS (6), sex (1: 1 man, 2 woman), serial (3).
A NI PPPK has the same length and begins with the birth date and the year of the first contract; where a NIP
has a month it has a code that is no month (21 as far as published numbers show), then sex and serial.
A NIK (16 digits): region (6), day (of women + 40), month and year of birth (2 each), serial (4).

A number that cannot be one is `salah`. One that is well formed but disagrees with what is recorded is
`periksa`: numbers stay as they were issued even where a birth date was corrected by a court later, so that
an officer may keep it with a reason.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from typing import Literal

from praja.web.said import gettext as _

KODE_PPPK = 21
"""The digits of a NI PPPK that stand where a NIP has its month."""
_MANGLED = re.compile(r"^\s*\d(?:[.,]\d+)?[eE]\+?\d+\s*$")


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a number: `salah` cannot be accepted, `periksa` only with a reason."""

    weight: Literal["salah", "periksa"]
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Nip:
    """The parts of a NIP or NI PPPK."""

    text: str
    birth_date: datetime.date
    year: int
    month: int | None
    """Of the TMT CPNS; none in a NI PPPK."""
    sex: Literal["L", "P"]
    serial: int

    @property
    def is_pppk(self) -> bool:
        """Whether it is a NI PPPK."""
        return self.month is None


def clean_digits(text: str) -> str:
    """Return a number without the spaces, dots, dashes and apostrophes that people and sheets put into it."""
    return re.sub(r"[\s.\-'’`]", "", str(text or ""))


def mangled(text: str) -> str | None:
    """Return a sentence if a spreadsheet has turned a long number into a rounded one, such as 1.98E+17."""
    given = str(text or "").strip()
    if _MANGLED.match(given):
        return _(
            "“%(given)s” adalah angka yang sudah dibulatkan oleh lembar kerja; angka aslinya hilang. "
            "Ubah kolomnya menjadi teks, lalu isi lagi nomornya dari sumber asli."
        ) % {"given": given}
    digits = clean_digits(given)
    if len(digits) == 18 and digits.isdigit() and digits.endswith("000"):
        return _(
            "NIP %(given)s berakhir 000: nomor urut NIP mulai dari 001. Biasanya lembar kerja telah "
            "membulatkannya; "
            "ubah kolomnya menjadi teks, lalu isi lagi dari sumber asli."
        ) % {"given": digits}
    return None


def read_nip(text: str) -> Nip | Finding:
    """Return the parts of a NIP or NI PPPK, or why it cannot be one."""
    broken = mangled(text)
    if broken:
        return Finding("salah", broken)
    digits = clean_digits(text)
    if not digits:
        return Finding("salah", _("Isi NIP atau NI PPPK-nya."))
    if not digits.isascii() or not digits.isdigit():
        return Finding(
            "salah", _("NIP hanya berisi angka. Tertulis: “%(given)s”.") % {"given": str(text)[:40]}
        )
    if len(digits) != 18:
        return Finding(
            "salah", _("NIP terdiri dari 18 angka; tertulis %(count)s angka.") % {"count": len(digits)}
        )
    born = _date(digits[:8])
    if born is None:
        return Finding(
            "salah",
            _("Delapan angka pertama NIP (%(given)s) bukan tanggal lahir: tahun, bulan, hari.")
            % {"given": digits[:8]},
        )
    year, month = int(digits[8:12]), int(digits[12:14])
    if not born.year + 15 <= year <= born.year + 65:
        return Finding(
            "salah",
            _(
                "Menurut NIP, pengangkatannya tahun %(year)s pada umur %(age)s tahun. Periksa angka "
                "ke-9 sampai ke-12."
            )
            % {"year": year, "age": year - born.year},
        )
    if month == 0 or (13 <= month < KODE_PPPK) or month >= 40:
        return Finding(
            "salah",
            _(
                "Angka ke-13 dan ke-14 NIP (%(given)s) bukan bulan pengangkatan (01 sampai 12) "
                "dan bukan kode NI PPPK (21)."
            )
            % {"given": digits[12:14]},
        )
    if digits[14] not in "12":
        return Finding(
            "salah",
            _("Angka ke-15 NIP adalah jenis kelamin: 1 laki-laki, 2 perempuan. Tertulis %(given)s.")
            % {"given": digits[14]},
        )
    return Nip(
        text=digits,
        birth_date=born,
        year=year,
        month=month if month <= 12 else None,
        sex="L" if digits[14] == "1" else "P",
        serial=int(digits[15:]),
    )


def check_nip(
    text: str,
    *,
    birth_date: datetime.date | None = None,
    sex: str | None = None,
    tmt: datetime.date | None = None,
    pppk: bool | None = None,
) -> list[Finding]:
    """Return what is wrong with a NIP and where it disagrees with what is recorded of the person.

    :param tmt: the TMT CPNS, or the start of the first contract of a PPPK
    :param pppk: whether the person's status is PPPK, where it is known
    """
    read = read_nip(text)
    if isinstance(read, Finding):
        return [read]
    found = []
    if birth_date and read.birth_date != birth_date:
        found.append(
            _("Tanggal lahir menurut NIP %(nip)s, menurut isian %(recorded)s.")
            % {"nip": f"{read.birth_date:%d-%m-%Y}", "recorded": f"{birth_date:%d-%m-%Y}"}
        )
    if sex and read.sex != sex:
        found.append(
            _("Jenis kelamin menurut NIP %(nip)s, menurut isian %(recorded)s.")
            % {"nip": _sex(read.sex), "recorded": _sex(sex)}
        )
    if pppk is not None and read.is_pppk != pppk:
        found.append(
            _("Nomornya NI PPPK (angka ke-13 dan ke-14 bukan bulan), tetapi statusnya bukan PPPK.")
            if read.is_pppk
            else _(
                "Nomornya NIP PNS, tetapi statusnya PPPK. NI PPPK mempunyai 21 pada angka ke-13 dan ke-14."
            )
        )
    elif tmt and read.month is not None and (read.year, read.month) != (tmt.year, tmt.month):
        found.append(
            _("TMT CPNS menurut NIP %(nip)s, menurut isian %(recorded)s.")
            % {"nip": f"{read.month:02}-{read.year}", "recorded": f"{tmt:%m-%Y}"}
        )
    elif tmt and read.month is None and read.year != tmt.year:
        found.append(
            _("Tahun pengangkatan menurut NI PPPK %(nip)s, menurut isian %(recorded)s.")
            % {"nip": read.year, "recorded": tmt.year}
        )
    return [Finding("periksa", one) for one in found]


def check_nik(text: str, *, birth_date: datetime.date | None = None, sex: str | None = None) -> list[Finding]:
    """Return what is wrong with a NIK and where it disagrees with what is recorded of the person."""
    given = str(text or "")
    if _MANGLED.match(given):
        return [
            Finding(
                "salah",
                _(
                    "NIK sudah dibulatkan oleh lembar kerja; angka aslinya hilang. Isi lagi dari "
                    "KTP, sebagai teks."
                ),
            )
        ]
    digits = clean_digits(given)
    if not digits.isascii() or not digits.isdigit() or len(digits) != 16:
        return [Finding("salah", _("NIK terdiri dari 16 angka; periksa lagi pada KTP."))]
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    female = day > 40
    born_day = day - 40 if female else day
    if not (1 <= born_day <= 31 and 1 <= month <= 12):
        return [
            Finding(
                "salah",
                _(
                    "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir (hari perempuan ditambah 40). "
                    "Periksa lagi pada KTP."
                ),
            )
        ]
    if digits.endswith("0000"):
        return [
            Finding("salah", _("NIK berakhir 0000: nomor urut NIK mulai dari 0001. Periksa lagi pada KTP."))
        ]
    found = []
    if birth_date and (born_day, month, year) != (birth_date.day, birth_date.month, birth_date.year % 100):
        found.append(_("Tanggal lahir menurut NIK berbeda dari isian. Periksa keduanya pada KTP."))
    if sex and ("P" if female else "L") != sex:
        found.append(_("Jenis kelamin menurut NIK berbeda dari isian. Periksa keduanya pada KTP."))
    return [Finding("periksa", one) for one in found]


def _sex(code: str) -> str:
    return _("perempuan") if code == "P" else _("laki-laki")


def _date(digits: str) -> datetime.date | None:
    try:
        day = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None
