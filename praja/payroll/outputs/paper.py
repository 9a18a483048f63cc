"""Papers of a run as PDF, by typst: the list to sign, the letter to the bank, the recap for the SPP.

Names and texts are data of a paper, never its code. Amounts come as whole rupiah and are written here.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import override

from praja.payroll.outputs.recap import Recap
from praja.payroll.outputs.terbilang import terbilang
from praja.payroll.rapel.queries import SIGNS, OfRun
from praja.web.typeset import typeset
from praja.web.words import angka, rupiah, tanggal

FOLDER: Final = Path(__file__).parent / "papers"
GROUPS: Mapping[str, str] = {
    "penghasilan": "Penghasilan",
    "pembulatan": "Pembulatan",
    "potongan": "Potongan",
    "potongan_pribadi": "Potongan pribadi sesudah bersih",
}
"""The groups of a recap that are printed: what is for information only is not money that moves."""


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """What stands on every paper of a run."""

    title: str
    government: str
    unit: str
    period: datetime.date
    footer: str
    """By which run and facts it can be checked."""


@dataclasses.dataclass(frozen=True, slots=True)
class Signer:
    """Who signs; a blank name is dotted."""

    post: str
    name: str = ""
    nip: str = ""
    opening: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PaidRow:
    """One person on the list to sign. Lines are titles with amounts; amounts in whole rupiah."""

    name: str
    nip: str
    post: str
    golongan: str
    income: Sequence[tuple[str, int]]
    cuts: Sequence[tuple[str, int]]
    gross: int
    cut: int
    net: int
    before: int = 0
    """Paid already, before the run was opened again."""


@dataclasses.dataclass(frozen=True, slots=True)
class UnpaidRow:
    """Somebody who stands on the list but is not paid by it."""

    name: str
    nip: str
    why: str


def list_to_sign(
    heading: Heading, people: Sequence[PaidRow], unpaid: Sequence[UnpaidRow], signers: Iterable[Signer]
) -> bytes:
    """Return the list of a unit, a row a person with room for a signature, A4 across."""
    net = sum(one.net for one in people)
    return _pdf(
        "daftar",
        heading,
        {
            "orang": [
                {
                    "nama": one.name,
                    "nip": one.nip,
                    "jabatan": one.post,
                    "golongan": one.golongan,
                    "penghasilan": [[title, angka(amount)] for title, amount in one.income if amount],
                    "potongan": [[title, angka(amount)] for title, amount in one.cuts if amount],
                    "kotor": angka(one.gross),
                    "jumlah_potongan": angka(one.cut),
                    "diterima": angka(one.net),
                    "sudah": angka(one.before) if one.before else "",
                    "kini": angka(max(one.net - one.before, 0)),
                }
                for one in people
            ],
            "banyak": angka(len(people)),
            "jumlah": {
                "kotor": angka(sum(one.gross for one in people)),
                "potongan": angka(sum(one.cut for one in people)),
                "diterima": angka(net),
            },
            "terbilang": terbilang(net),
            "tidak_dibayar": [{"nama": one.name, "nip": one.nip, "sebab": one.why} for one in unpaid],
            "penanda_tangan": _signers(signers),
        },
    )


def bank_letter(
    heading: Heading,
    *,
    bank: str,
    rows: int,
    amount: int,
    sha256: str,
    paid_on: datetime.date,
    subject: str,
    signers: Iterable[Signer],
) -> bytes:
    """Return the letter that goes with the list for a bank: how many rows, how much, and the file's hash."""
    with override("id"):
        day = tanggal(paid_on)
    return _pdf(
        "bank",
        heading,
        {
            "nomor": "",
            "bank": bank,
            "rekening_asal": "",
            "lampiran": "1 (satu) berkas",
            "perihal": subject,
            "banyak": angka(rows),
            "jumlah": rupiah(amount),
            "sidik": sha256,
            "terbilang": terbilang(amount),
            "tanggal_bayar": day,
            "penanda_tangan": _signers(signers),
        },
    )


def recap_paper(heading: Heading, told: Recap, signers: Iterable[Signer]) -> bytes:
    """Return the recap by component and by budget account, as an attachment of the SPP."""
    groups = [
        {
            "judul": title,
            "baris": [
                {"judul": one.title, "orang": angka(one.people), "rupiah": angka(one.amount)}
                for one in told.components
                if one.group == group
            ],
        }
        for group, title in GROUPS.items()
    ]
    return _pdf(
        "rekap",
        heading,
        {
            "kelompok": [one for one in groups if one["baris"]],
            "jumlah": [
                {"judul": told.titles.get(name, name), "rupiah": angka(amount)}
                for name, amount in told.totals.items()
            ],
            "akun": [
                {
                    "kode": (one.code + ("" if one.verified else " *")) if one.code else "–",
                    "judul": one.title,
                    "rupiah": angka(one.amount),
                }
                for one in told.accounts
            ],
            "kotor": angka(sum(one.amount for one in told.accounts)),
            "belum_diperiksa": any(one.code and not one.verified for one in told.accounts),
            "penanda_tangan": _signers(signers),
        },
    )


def rapel_paper(heading: Heading, found: OfRun, signers: Iterable[Signer]) -> bytes:
    """Return the list of what is paid or taken back of earlier months, by person and month."""
    return _pdf(
        "rapel",
        heading,
        {
            "orang": [
                {
                    "nama": one.slip.name,
                    "nip": one.slip.nip,
                    "unit": one.slip.unit_name,
                    "bulan": [
                        {
                            "judul": _month(month.period),
                            "dasar": month.papers,
                            "baris": [
                                [
                                    f"{part.title} (potongan)" if part.cut else part.title,
                                    angka(part.before),
                                    angka(part.after),
                                    angka(part.difference),
                                ]
                                for part in month.parts
                            ],
                            "bersih": angka(month.net),
                        }
                        for month in one.months
                    ],
                    "tangan": [
                        [str(line.get_kind_display()), line.reason, angka(SIGNS[line.kind] * line.amount)]
                        for line in one.lines
                        if not one.months
                    ],
                    "dokumen": "; ".join(one.papers),
                    "bersih": angka(one.net),
                }
                for one in found.people
            ],
            "banyak": angka(len(found.people)),
            "baris": [[title, angka(listed)] for title, listed, _slips in found.sums],
            "bersih": angka(found.net),
            "terbilang": terbilang(found.net) if found.net >= 0 else f"minus {terbilang(-found.net)}",
            "penanda_tangan": _signers(signers),
        },
    )


def _signers(signers: Iterable[Signer]) -> list[dict[str, str]]:
    return [
        {"jabatan": one.post, "nama": one.name, "nip": one.nip, "pengantar": one.opening} for one in signers
    ]


def _month(period: datetime.date) -> str:
    with override("id"):
        return str(date_format(period, "F Y"))


def _pdf(template: str, heading: Heading, said: Mapping[str, Any]) -> bytes:
    data = {
        "judul": heading.title,
        "pemerintah": heading.government,
        "unit": heading.unit,
        "bulan": f"Bulan {_month(heading.period)}",
        "catatan_kaki": heading.footer,
        **said,
    }
    return typeset(FOLDER / f"{template}.typ", data)
