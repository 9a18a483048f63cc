"""The file of monthly withholding slips (bukti potong bulanan, BPMP) that Coretax takes in.

Order and names of the fields are those of the converter BPMP v.3 of DJP (17 April 2025) for the slips of
PER-11/PJ/2025: one slip a person and month, with everything that this withholder paid in it. The last period
of a year goes into BPA1 or BPA2 instead (PMK 168/2023).
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from xml.sax.saxutils import escape

OBJECT = "21-100-01"
"""Tax object of permanent employees: PNS and PPPK."""
NO_FACILITY = "N/A"
MOST = 100
"""Slips a file: more were refused at upload, by one account."""
_TIN = re.compile(r"[0-9]{16}")
_NITKU = re.compile(r"[0-9]{22}")
_PTKP = frozenset(f"{kind}/{many}" for kind in ("TK", "K", "HB") for many in range(4))
_NIL = ' xsi:nil="true"/>'


@dataclasses.dataclass(frozen=True, slots=True)
class Withheld:
    """What was withheld of one person in one month, by one withholder.

    `rate` is the effective monthly rate as a share (1.5 percent is 3/200); `tax` whole rupiah.
    """

    nip: str
    name: str
    tin: str
    """NIK, or NPWP of 16 digits."""
    ptkp: str
    position: str
    gross: int
    rate: Fraction
    tax: int


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """Somebody who cannot stand in the file, and what to do."""

    nip: str
    name: str
    why: str
    what_to_do: str


@dataclasses.dataclass(frozen=True, slots=True)
class Withholder:
    """Who withheld: NPWP of 16 digits and the 22 digits of the place of business (NITKU)."""

    tin: str
    place: str = ""

    @classmethod
    def of(cls, npwp: str) -> Withholder:
        """Return the withholder of an NPWP; one of 15 digits gets the zero in front that PMK 112/PMK.03/2022
        gives those of institutions.
        """
        return cls(f"0{npwp}" if re.fullmatch(r"[0-9]{15}", npwp) else npwp)

    @property
    def nitku(self) -> str:
        """The place of business; the head office where none is named."""
        return self.place or f"{self.tin}000000"


class WithholderUnknown(Exception):
    """The withholder cannot stand in the file; its text says why and what to do."""


def bpmp_files(
    people: Sequence[Withheld], withholder: Withholder, on: datetime.date, *, most: int = MOST
) -> tuple[list[bytes], list[Refused]]:
    """Return the files of one month, in the order of the people, and those who are left out of them.

    Nobody is left out silently: who has no usable NIK or tax status, no income, or a tax that is not the rate
    times the gross, which Coretax would reckon otherwise, is told.

    :param on: the day of withholding; its month is the tax period
    :raises WithholderUnknown: if the NPWP or NITKU of the withholder is not what Coretax takes
    """
    if not _TIN.fullmatch(withholder.tin):
        raise WithholderUnknown(
            f"NPWP pemotong '{withholder.tin}' bukan 16 angka. Isi NPWP-nya pada halaman organisasi."
        )
    if not _NITKU.fullmatch(withholder.nitku):
        raise WithholderUnknown(f"NITKU '{withholder.nitku}' bukan 22 angka. Perbaiki NITKU unit pemotong.")
    refused = [found for one in people if (found := _refused(one)) is not None]
    left_out = {one.nip for one in refused}
    good = [one for one in people if one.nip not in left_out]
    files = [
        "".join(_document(good[start : start + most], withholder, on)).encode()
        for start in range(0, len(good), most)
    ]
    return files, refused


def _refused(one: Withheld) -> Refused | None:
    for wrong, why, what_to_do in (
        (not _TIN.fullmatch(one.tin), "NIK atau NPWP 16 angka belum ada.", "Isi NIK pada data pegawai."),
        (
            one.ptkp not in _PTKP,
            f"Status PTKP '{one.ptkp}' tidak dikenal Coretax.",
            "Isi status PTKP pada keterangan tetap pegawai.",
        ),
        (
            one.gross <= 0,
            "Tidak ada penghasilan bruto bulan ini.",
            "Tidak perlu bukti potong; periksa bila seharusnya ada.",
        ),
        (
            (one.rate * 10_000).denominator != 1 or one.rate < 0,
            f"Tarif {one.rate} tidak dapat ditulis dengan dua desimal persen.",
            "Buat bukti potong orang ini langsung di Coretax.",
        ),
        (
            abs(one.rate * one.gross - one.tax) >= 1,
            f"Pajak yang dipotong Rp{one.tax:,} bukan tarif kali bruto.".replace(",", "."),
            "Coretax menghitung sendiri tarif kali bruto. Buat bukti potong orang ini langsung di Coretax.",
        ),
    ):
        if wrong:
            return Refused(one.nip, one.name, why, what_to_do)
    return None


def _document(people: Sequence[Withheld], withholder: Withholder, on: datetime.date) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield '<MmPayrollBulk xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    yield f"  <TIN>{withholder.tin}</TIN>\n  <ListOfMmPayroll>\n"
    for one in people:
        yield "    <MmPayroll>\n"
        for tag, value in _fields(one, withholder, on):
            yield f"      <{tag}{_NIL}\n" if value is None else f"      <{tag}>{escape(value)}</{tag}>\n"
        yield "    </MmPayroll>\n"
    yield "  </ListOfMmPayroll>\n</MmPayrollBulk>\n"


def _fields(one: Withheld, withholder: Withholder, on: datetime.date) -> tuple[tuple[str, str | None], ...]:
    return (
        ("TaxPeriodMonth", str(on.month)),
        ("TaxPeriodYear", str(on.year)),
        ("CounterpartOpt", "Resident"),
        ("CounterpartPassport", None),
        ("CounterpartTin", one.tin),
        ("StatusTaxExemption", one.ptkp),
        ("Position", _plain(one.position) or "Pegawai"),
        ("TaxCertificate", NO_FACILITY),
        ("TaxObjectCode", OBJECT),
        ("Gross", str(one.gross)),
        ("Rate", _percent(one.rate)),
        ("IDPlaceOfBusinessActivity", withholder.nitku),
        ("WithholdingDate", on.isoformat()),
    )


def _percent(rate: Fraction) -> str:
    """Return a share as percent without needless zeros: 3/200 is `1.5`."""
    hundredths = int(rate * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    """Return a text without characters that XML 1.0 does not allow."""
    return "".join(
        one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff")
    ).strip()
