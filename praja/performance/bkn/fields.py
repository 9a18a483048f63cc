"""The fields of BKN's SIASN and e-Kinerja, as they are read and written, with what each of them means.

How well a field is known stands with it: `pasti` (two independent client libraries of SIASN or more name it)
or `satu sumber` (one integration guide of 2026 that quotes the manual of e-Kinerja).
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.performance import law
from praja.performance.enums import Ekspektasi, PredikatKinerja
from praja.sheet.names import CARRIED, NameBook, Role, Target, plain

NIP: Final = "nip"
NAME: Final = "nama"
RESULT: Final = "hasilKinerjaNilai"
BEHAVIOUR: Final = "perilakuKerjaNilai"
QUADRANT: Final = "kuadranKinerjaNilai"
CODES: Final[Mapping[str, str]] = {RESULT: "rating", BEHAVIOUR: "rating", QUADRANT: "kuadran"}
"""Of which list of codes the value of a field is one (`law.siasn_code`)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """A field that an import takes: how it is called, how its columns are headed, where it is kept."""

    key: str
    label: str | Promise
    headings: tuple[str, ...] = ()
    kept: str = ""
    """The column of `BknPredicate`; none where it says of whom, when or how."""


TAKEN: Final[Mapping[str, Taken]] = {
    one.key: one
    for one in (
        Taken(NIP, _("NIP"), (*CARRIED["nip"], "nipBaru", "nip_baru", "nipDinilai", "pnsNip")),
        Taken(NAME, _("Nama"), CARRIED["nama"]),
        Taken(RESULT, _("Kode hasil kerja"), ("Hasil Kerja", "Rating Hasil Kerja", "hasil_kerja_nilai")),
        Taken(
            BEHAVIOUR,
            _("Kode perilaku kerja"),
            ("Perilaku", "Perilaku Kerja", "Rating Perilaku Kerja", "Rating Perilaku"),
        ),
        Taken(
            QUADRANT,
            _("Kode kuadran (predikat)"),
            ("Kuadran", "Kuadran Kinerja", "Predikat", "Predikat Kinerja", "Predikat Kinerja Pegawai"),
        ),
        Taken("tahun", _("Tahun"), ("Tahun Penilaian",)),
        Taken("bulanMulaiPenilaian", _("Bulan mulai"), ("Bulan Mulai", "bulanMulaiPenailan")),
        Taken("bulanSelesaiPenilaian", _("Bulan selesai"), ("Bulan Selesai", "bulanSelesaiPenailan")),
        Taken("tahunMulaiPenilaian", _("Tahun mulai"), ("Tahun Mulai", "tahunMulaiPenailan")),
        Taken("tahunSelesaiPenilaian", _("Tahun selesai"), ("Tahun Selesai", "tahunSelesaiPenailan")),
        Taken("periodikId", _("Kode periodik"), ("Periodik",)),
        Taken("id", _("Id riwayat SIASN"), ("idRiwayat", "idRiwayatSkp22"), "siasn_id"),
        Taken(
            "penilaiNipNrp",
            _("NIP/NRP penilai"),
            ("nipNrpPenilai", "NIP Penilai", "NIP/NRP Penilai"),
            "rater_nip",
        ),
        Taken("penilaiNama", _("Nama penilai"), ("namaPenilai", "Nama Penilai"), "rater_name"),
        Taken(
            "penilaiJabatan",
            _("Jabatan penilai"),
            ("penilaiJabatanNama", "penilaiJabatanNm", "Jabatan Penilai"),
            "rater_post",
        ),
        Taken(
            "penilaiGolongan",
            _("Golongan penilai"),
            ("penilaiGolonganId", "Golongan Penilai"),
            "rater_rank",
        ),
        Taken(
            "penilaiUnorNama",
            _("Unor penilai"),
            ("penilaiUnorNm", "Unor Penilai", "Unit Penilai"),
            "rater_unit",
        ),
        Taken("statusPenilai", _("Status penilai"), ("Status Penilai",), "rater_status"),
    )
}
NEEDED: Final = (NIP, *CODES)


@functools.cache
def book() -> NameBook:
    """Return the headings that the columns of an import may have."""
    return NameBook(
        (heading, Target(one.key, Role.CARRIED))
        for one in TAKEN.values()
        for heading in (one.key, *one.headings)
    )


# --- codes


_NUMBER = re.compile(r"0*([0-9]{1,3})(?:[.,]0+)?", re.ASCII)


@functools.cache
def _words(kind: str) -> Mapping[str, str]:
    """Return what a code may be called in words instead, in its plainest form → its value."""
    labels = Ekspektasi if kind == "rating" else PredikatKinerja
    found: dict[str, str] = {}
    for one in labels:
        words = {one.value.replace("_", " "), one.value}
        if kind == "rating":
            short = one.value.replace("_", " ")
            # BKN's own list spells it so, in one word and without the k.
            words |= {f"{short} ekspektasi", f"{short} espektasi"}
        found.update({plain(word): one.value for word in words})
    return found


def code_of(kind: str, text: str) -> int | None:
    """Return the code that a cell means, written as a number or in words; none where it is neither."""
    if (number := _NUMBER.fullmatch(text.strip())) is not None:
        return int(number[1])
    value = _words(kind).get(plain(text))
    return None if value is None else law.siasn_code(kind, value)


def periodic_of(text: str) -> str:
    """Return the kind of period that a code stands for; nothing where it is none."""
    number = _NUMBER.fullmatch(text.strip())
    return "" if number is None else value_of("periodik", int(number[1]))


def value_of(kind: str, code: int) -> str:
    """Return what a code of SIASN stands for; nothing where it has no such code."""
    try:
        return law.siasn_value(kind, code)
    except law.RatingUnknown:
        return ""


def code_list(kind: str) -> str:
    """Return all codes of a kind in words, the best first: `1 di atas, 2 sesuai, 3 di bawah`."""
    values = Ekspektasi if kind == "rating" else PredikatKinerja
    codes = sorted((law.siasn_code(kind, one.value), one.value.replace("_", " ")) for one in values)
    return ", ".join(f"{code} {word}" for code, word in codes)


def turned(kind: str, code: int) -> int:
    """Return the code that would have been meant if the scale was taken to begin with the worst."""
    return len(Ekspektasi if kind == "rating" else PredikatKinerja) + 1 - code
