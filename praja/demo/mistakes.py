"""Mistakes as real lists have them, put into the list on purpose, so that there is something to find."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Sequence
from random import Random

from praja.demo.people import SHOWN_POST, Person


class Mistake(enum.StrEnum):
    """What was done to somebody's row, in words for the person who reads the demo."""

    NIP_OLEH_EXCEL = "NIP disimpan Excel sebagai angka"
    NIP_KURANG = "satu angka NIP hilang"
    NIP_GANDA = "orang yang pindah masih tercatat di unit lama"
    NIP_JANGGAL = "bulan pengangkatan 13 pada NIP"
    GOLONGAN = "golongan ditulis dengan cara yang tidak ada"
    MKG = "masa kerja tertukar dengan tahun"
    MKG_TABEL = "masa kerja golongan lebih kecil daripada awal tabel"
    PTKP = "status PTKP belum diisi"
    PAGU = "pagu TPP jabatan baru belum diisi"
    PAGU_RUMUS = "pagu TPP berupa rumus ke lembar lain"
    NILAI = "nilai SKP belum masuk"
    ALPA = "hari tidak masuk bernilai negatif"
    ANAK = "tanggal lahir anak yang tidak ada"
    ANAK_ORANG_LAIN = "baris anak milik orang yang tidak ada dalam daftar"


WARNS_ONLY = frozenset({Mistake.NIP_JANGGAL, Mistake.ANAK_ORANG_LAIN})
"""Mistakes for which nobody's pay is withheld."""

FEWEST_PEOPLE = 200
"""A smaller government gets no mistakes: they would be all that one sees."""


@dataclasses.dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula where a value belongs."""

    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A mistake that was made: whose row, by its true NIP, and which."""

    nip: str
    mistake: Mistake


def make_mistakes(everyone: list[Person], dice: Random) -> list[Made]:
    """Spoil the rows of a few people, add the row of one who has moved, and return what was done."""
    if len(everyone) < FEWEST_PEOPLE:
        return []
    made: list[Made] = []
    free = [person for person in everyone if person.row["nama_jabatan"] != SHOWN_POST]
    for mistake, many, suits in _PLAN:
        candidates = [person for person in free if suits(person)]
        for person in dice.sample(candidates, min(many, len(candidates))):
            free.remove(person)
            made.append(Made(person.nip, mistake))
            _spoil(person, mistake, everyone)
    return made


def _any(person: Person) -> bool:
    return person.row["status_asn"] != "pppk_paruh_waktu"


def _alone(person: Person) -> bool:
    """Whether no other sheet names the person, whose NIP can then be wrong in one place only."""
    return _any(person) and not person.children and not person.events


def _pns(person: Person) -> bool:
    return person.row["status_asn"] == "pns"


def _gets_tpp(person: Person) -> bool:
    plain = "sebab_tanpa_tpp" not in person.row and "keadaan_pegawai" not in person.row
    return _any(person) and plain


def _low_grade(person: Person) -> bool:
    return person.row["golongan"] in ("II/b", "II/c", "II/d")


def _counts_days(person: Person) -> bool:
    return _gets_tpp(person) and "hari_alpa" in person.row


def _listed_children(person: Person) -> bool:
    return bool(person.children) and person.row.get("sumber_anak") == "daftar"


_PLAN: Sequence[tuple[Mistake, int, Callable[[Person], bool]]] = (
    (Mistake.NIP_OLEH_EXCEL, 2, _alone),
    (Mistake.NIP_KURANG, 1, _alone),
    (Mistake.NIP_GANDA, 1, _alone),
    (Mistake.NIP_JANGGAL, 1, _pns),
    (Mistake.GOLONGAN, 2, _pns),
    (Mistake.MKG, 1, _pns),
    (Mistake.MKG_TABEL, 1, _low_grade),
    (Mistake.PTKP, 2, _any),
    (Mistake.PAGU, 3, _gets_tpp),
    (Mistake.PAGU_RUMUS, 1, _gets_tpp),
    (Mistake.NILAI, 4, _gets_tpp),
    (Mistake.ALPA, 1, _counts_days),
    (Mistake.ANAK, 1, _listed_children),
    (Mistake.ANAK_ORANG_LAIN, 1, _listed_children),
)


def _spoil(person: Person, mistake: Mistake, everyone: list[Person]) -> None:
    row = person.row
    match mistake:
        case Mistake.NIP_OLEH_EXCEL:
            row["nip"] = float(int(person.nip))
        case Mistake.NIP_KURANG:
            row["nip"] = person.nip[:-1]
        case Mistake.NIP_GANDA:
            everyone.append(Person({**row, "unit": "Kecamatan Tembalang"}))
        case Mistake.NIP_JANGGAL:
            row["nip"] = f"{person.nip[:12]}13{person.nip[14:]}"
        case Mistake.GOLONGAN:
            row["golongan"] = {"III/d": "III/E", "IV/a": "4/a"}.get(row["golongan"], "III/f")
        case Mistake.MKG:
            row["mkg"] = int(person.nip[8:12])
        case Mistake.MKG_TABEL:
            row["mkg"] = 1
        case Mistake.PTKP:
            row["status_ptkp"] = None
        case Mistake.PAGU:
            row["pagu_tpp"] = None
        case Mistake.PAGU_RUMUS:
            row["pagu_tpp"] = Formula('=VLOOKUP("pagu",Perwal!A:C,3,FALSE)')
        case Mistake.NILAI:
            row["nilai_skp"] = None
        case Mistake.ALPA:
            row["hari_alpa"] = -1
        case Mistake.ANAK:
            person.children[0]["tanggal_lahir_anak"] = "31/02/2019"
        case Mistake.ANAK_ORANG_LAIN:
            person.children.append({**person.children[0], "nip": f"{person.nip[:15]}998"})
