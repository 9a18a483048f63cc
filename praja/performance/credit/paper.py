"""The conversion of a predicate to credit points on paper, as PDF by typst (Peraturan BKN 3/2023).

What people wrote is data of it, never its code. Always in Indonesian.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from praja.organization.models import UnitVersion
from praja.people.models import GolonganHistory, JabatanHistory, Person, UnitHistory
from praja.performance.credit.balance import figure, months_of, percent_of
from praja.performance.enums import JenisAngkaKredit, PredikatKinerja
from praja.performance.models import CreditDetermination
from praja.web.typeset import typeset
from praja.web.words import tanggal

FOLDER: Final = Path(__file__).parent / "drafts"
_DAY: Final = datetime.timedelta(days=1)


def credit_paper(row: CreditDetermination) -> bytes:
    """Return a conversion as PDF, with what stands of the same level up to it.

    :param row: of the kind konversi, with its decree and person
    """
    with override("id"):
        said = said_of(row)
    return typeset(FOLDER / "konversi.typ", said)


def said_of(row: CreditDetermination) -> dict[str, Any]:
    """Return what the paper of a conversion says."""
    last = row.months.upper - _DAY
    known = CreditDetermination.objects.filter(
        person=row.person_id,
        level=row.level,
        digantikan__isnull=True,
        decree__tercatat__lte=row.decree.tercatat,
    ).select_related("decree")
    rows = sorted(known, key=_order)
    if row not in rows:
        rows.append(row)
    unit = UnitHistory.objects.on(last).filter(person=row.person_id).select_related("unit").first()
    government = unit.unit.government_id or unit.unit_id if unit is not None else None
    return {
        "nomor": row.decree.number,
        "ditetapkan": tanggal(row.decree.dated),
        "pejabat": row.decree.signer,
        "instansi": _name(government, last),
        "periode": f"{tanggal(row.months.lower)} sampai {tanggal(last)}",
        "pegawai": _person(row.person, row, _name(unit.unit_id if unit else None, last), last),
        "konversi": _line(row),
        "rincian": [_line(one) for one in rows],
        "jumlah": figure(sum((one.amount for one in rows), Decimal())),
        "jenjang": row.level,
        "digantikan": row.because if row.digantikan else "",
    }


def _order(row: CreditDetermination) -> tuple[datetime.date, datetime.datetime]:
    """Return what comes first: balances from before, then conversions by their months."""
    return (row.months.lower if row.months else datetime.date.min, row.tercatat)


def _name(unit: Any, day: datetime.date) -> str:
    found = UnitVersion.objects.on(day).filter(unit=unit).first() if unit else None
    return str(found.name) if found else ""


def _person(person: Person, row: CreditDetermination, unit: str, day: datetime.date) -> list[list[str]]:
    rank = GolonganHistory.objects.on(day).filter(person=person).first()
    post = JabatanHistory.objects.on(day).filter(person=person, position=row.position_id).first()
    return [
        ["Nama", person.full_name],
        ["NIP", person.nip],
        ["Tanggal lahir", tanggal(person.birth_date)],
        ["Jenis kelamin", str(person.get_sex_display())],
        ["Golongan ruang/TMT", f"{rank.golongan} / {tanggal(rank.mulai)}" if rank else ""],
        ["Jabatan/TMT", f"{row.post} / {tanggal(post.mulai)}" if post else row.post],
        ["Unit kerja", unit],
    ]


def _line(row: CreditDetermination) -> dict[str, str]:
    if row.kind != JenisAngkaKredit.KONVERSI:
        return {
            "masa": f"{JenisAngkaKredit(row.kind).label}, SK {row.decree.number}",
            "bulan": "", "predikat": "", "persen": "", "koefisien": "", "angka": figure(row.amount),
        }  # fmt: skip
    last = row.months.upper - _DAY
    return {
        "masa": f"{row.months.lower:%m-%Y} sampai {last:%m-%Y}",
        "bulan": str(months_of(row)),
        "predikat": str(PredikatKinerja(row.predicate).label),
        "persen": percent_of(row),
        "koefisien": figure(row.coefficient) if row.coefficient is not None else "",
        "angka": figure(row.amount),
    }
