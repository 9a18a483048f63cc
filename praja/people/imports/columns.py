"""The sheets and columns that an import understands, and the headings by which other systems know them.

A sheet is one grain: people, or one of their histories. The sheet of people may also hold the present state
(unit, golongan, KGB …) in columns of its own, as SIPD, SIMGAJI and SIASN lists do.

Headings of SIPD and SIMGAJI are as published column lists have them. Those of SIASN are as its downloads are
commonly seen; they are not documented publicly, so that a list with other headings is mapped by hand.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.people.enums import (
    GOLONGAN_PNS,
    GOLONGAN_PPPK,
    CaraMenjabat,
    HubunganKeluarga,
    JenisKelamin,
    JenjangPendidikan,
    SebabBerhenti,
    StatusAsn,
    TingkatHukuman,
)
from praja.people.models import (
    Award,
    BankAccountHistory,
    CltnHistory,
    DependantHistory,
    DisciplineHistory,
    Education,
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    StatusHistory,
    StudyHistory,
    Training,
    UnitHistory,
)
from praja.sheet.names import plain

Text = str | Promise


class Jenis(enum.Enum):
    """What the cells of a column hold."""

    TEKS = _("teks")
    NIP = _("NIP, 18 angka sebagai teks")
    NIK = _("NIK, 16 angka sebagai teks")
    DIGIT = _("angka sebagai teks")
    TANGGAL = _("tanggal")
    BULAT = _("angka bulat")
    RUPIAH = _("rupiah")
    PILIHAN = _("pilihan")
    YA = _("ya atau tidak")
    UNIT = _("nama atau kode unit")
    JABATAN = _("nama atau kode jabatan")


@dataclasses.dataclass(frozen=True, slots=True)
class Kolom:
    """A column.

    :param key: its heading in our own layout
    :param field: of the model that it fills
    :param choices: what may be written → what is stored, by `plain` spelling
    :param needed: without it a row of its sheet says nothing
    :param headings: further headings by which it is recognised in a sheet of its own grain
    :param wide: headings by which it is recognised in the sheet of people; none: it cannot stand there
    """

    key: str
    field: str
    label: Text
    jenis: Jenis = Jenis.TEKS
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    shown: tuple[str, ...] = ()
    needed: bool = False
    longest: int = 200
    headings: tuple[str, ...] = ()
    wide: tuple[str, ...] | None = None


class Gaya(enum.Enum):
    """How the rows of a grain belong to a person and to time."""

    ORANG = enum.auto()
    RIWAYAT = enum.auto()
    """From an SK, with days."""
    ANGGOTA = enum.auto()
    CATATAN = enum.auto()
    """Happened once."""


@dataclasses.dataclass(frozen=True, slots=True)
class Grain:
    """A sheet: what its rows are, and its columns besides the NIP."""

    key: str
    label: Text
    model: type[models.Model]
    gaya: Gaya
    columns: tuple[Kolom, ...]
    follows: bool = False
    """Rows follow one another: each ends the one before."""
    alone: bool = True
    """Of one lane no two rows hold on the same day."""

    def column(self, key: str) -> Kolom | None:
        """Return a column by its key."""
        return next((one for one in self.columns if one.key == key), None)


def _spelt(pairs: Mapping[str, str]) -> dict[str, str]:
    return {plain(written): stored for written, stored in pairs.items()}


def _choices(choices: Any, **more: str) -> dict[str, str]:
    """Return what may be written for the choices of a model: the stored word, its label, and `more`."""
    found: dict[str, str] = {}
    for stored, label in choices.choices:
        found[plain(stored)] = found[plain(str(label))] = stored
    return found | _spelt(more)


_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
GOLONGAN: Final = {plain(one): one for one in (*GOLONGAN_PNS, *GOLONGAN_PPPK)} | {
    f"{digit}{letter}": f"{roman}/{letter}"
    for digit, roman in _ROMAN.items()
    for letter in "abcde"
    if f"{roman}/{letter}" in GOLONGAN_PNS
}

STATUS = _choices(StatusAsn) | _spelt({"Calon PNS": "cpns", "C": "cpns", "P": "pns", "P3K": "pppk"})
STATUS_SIPD: Final = {"1": "pns", "2": "pppk", "3": "cpns"}
"""1 and 2 are confirmed by several lists; 3 is presumed to be CPNS, and is counted among PNS."""
KELAMIN = _choices(JenisKelamin) | _spelt(
    {"1": "L", "2": "P", "M": "L", "F": "P", "Pria": "L", "Wanita": "P", "LK": "L", "PR": "P"}
)
JENJANG = _choices(JenjangPendidikan) | _spelt(
    {
        "SLTP": "smp",
        "SLTA": "sma",
        "SMK": "sma",
        "D-I": "d1",
        "D-II": "d2",
        "D-III": "d3",
        "D-IV": "d4",
        "DIII": "d3",
        "DIV": "d4",
        "S-1": "s1",
        "S-2": "s2",
        "S-3": "s3",
    }
)
SELF: Final = "pegawai"
"""SIMGAJI lists the employee among the family, with the code 00: such a row is nobody's relative."""
HUBUNGAN = _choices(HubunganKeluarga) | _spelt(
    {"Anak": "anak_kandung", "AK": "anak_kandung", "00": SELF, "0": SELF}
)
CARA = _choices(CaraMenjabat) | _spelt({"PLT": "plt", "PLH": "plh"})

NIP_HEADINGS: Final = (
    "nip",
    "NIP",
    "NIP Pegawai",
    "NIP Baru",
    "NIPBARU",
    "Nomor Induk Pegawai",
    "NI PPPK",
    "NIP/NI PPPK",
    "NIP atau NI PPPK",
)


def _sk(wide: str = "", number: tuple[str, ...] = (), dated: tuple[str, ...] = ()) -> tuple[Kolom, ...]:
    """Return the columns that every row from an SK has."""
    return (
        Kolom(
            "nomor_sk",
            "sk_number",
            _("Nomor SK"),
            longest=120,
            headings=("No SK", "No. SK", "NOMORSKEP", "NOSK"),
            wide=(f"nomor_sk_{wide}", *number) if wide else None,
        ),
        Kolom(
            "tanggal_sk",
            "sk_date",
            _("Tanggal SK"),
            Jenis.TANGGAL,
            headings=("Tgl SK", "TGLSKEP"),
            wide=(f"tanggal_sk_{wide}", *dated) if wide else None,
        ),
        Kolom("penandatangan", "sk_by", _("Penanda tangan SK"), headings=("PENERBITSKEP", "Pejabat SK")),
        Kolom("catatan", "note", _("Catatan"), longest=300, headings=("Keterangan",)),
    )


def _days(wide: str = "", start: tuple[str, ...] = (), wide_start: tuple[str, ...] = ()) -> tuple[Kolom, ...]:
    return (
        Kolom(
            "mulai",
            "mulai",
            _("TMT, hari pertama berlaku"),
            Jenis.TANGGAL,
            needed=True,
            headings=("TMT", "Terhitung Mulai Tanggal", "Tanggal Mulai", *start),
            wide=(f"tmt_{wide}", *wide_start) if wide else None,
        ),
        Kolom(
            "sampai",
            "sampai",
            _("Hari terakhir berlaku; kosong bila sampai SK berikutnya"),
            Jenis.TANGGAL,
            headings=("Tanggal Akhir", "Sampai Dengan", "Selesai", "Berakhir"),
        ),
    )


ORANG: Final = Grain(
    "orang",
    _("Orang"),
    Person,
    Gaya.ORANG,
    (
        Kolom("nip", "nip", _("NIP atau NI PPPK"), Jenis.NIP, needed=True, longest=18, headings=NIP_HEADINGS),
        Kolom(
            "nama",
            "name",
            _("Nama tanpa gelar"),
            needed=True,
            headings=("Nama", "Nama Pegawai", "Nama Lengkap", "Nama ASN", "NAMA PNS"),
        ),
        Kolom(
            "gelar_depan", "title_before", _("Gelar depan"), longest=60, headings=("GLRDEPAN", "Gelar Depan")
        ),
        Kolom(
            "gelar_belakang",
            "title_after",
            _("Gelar belakang"),
            longest=60,
            headings=("GLRBELAKANG", "GLRBELAKAN", "Gelar Belakang"),
        ),
        Kolom(
            "jenis_kelamin",
            "sex",
            _("Jenis kelamin: L atau P; kosong berarti menurut NIP"),
            Jenis.PILIHAN,
            KELAMIN,
            ("L", "P"),
            headings=("KDJENKEL", "Jenis Kelamin", "JK", "L/P"),
        ),
        Kolom(
            "tanggal_lahir",
            "birth_date",
            _("Tanggal lahir; kosong berarti menurut NIP"),
            Jenis.TANGGAL,
            headings=("Tanggal Lahir", "Tanggal Lahir Pegawai", "TGLLHR", "Tgl Lahir"),
        ),
        Kolom(
            "tempat_lahir",
            "birth_place",
            _("Tempat lahir"),
            longest=120,
            headings=("TEMPATLHR", "Tempat Lahir", "Tempat Lahir Nama"),
        ),
        Kolom(
            "nik",
            "nik",
            _("NIK; disimpan tersandi"),
            Jenis.NIK,
            longest=16,
            headings=("NIK Pegawai", "NOKTP", "No. KTP", "Nomor KTP"),
        ),
        Kolom(
            "npwp",
            "npwp",
            _("NPWP"),
            Jenis.DIGIT,
            longest=16,
            headings=("NPWP Pegawai", "No. NPWP", "Nomor NPWP", "NPWP Nomor"),
        ),
        Kolom("surel", "email", _("Surel"), longest=254, headings=("E-mail", "Email", "Surel", "Email Gov")),
        Kolom(
            "telepon",
            "phone",
            _("Telepon"),
            Jenis.DIGIT,
            longest=30,
            headings=("NOHANDPHON", "NOHANDPHONE", "No. HP", "Nomor HP", "Telepon", "NOTELP"),
        ),
        Kolom("alamat", "address", _("Alamat"), longest=300, headings=("Alamat",)),
    ),
)

STATUS_GRAIN: Final = Grain(
    "status",
    _("Status"),
    StatusHistory,
    Gaya.RIWAYAT,
    (
        *_days("status", wide_start=("TMT Status",)),
        Kolom(
            "status",
            "status",
            _("Status"),
            Jenis.PILIHAN,
            STATUS,
            tuple(StatusAsn.values),
            needed=True,
            headings=("Status ASN", "Status Pegawai"),
            wide=("status", "Status ASN", "Status Pegawai", "Status CPNS PNS", "Status CPNS/PNS"),
        ),
        Kolom(
            "akhir_kontrak",
            "contract_end",
            _("Akhir perjanjian kerja PPPK"),
            Jenis.TANGGAL,
            headings=("Tanggal Akhir Kontrak",),
            wide=("akhir_kontrak", "Tanggal Akhir Kontrak"),
        ),
        Kolom(
            "sebab_berakhir",
            "ended_by",
            _("Sebab berakhir"),
            Jenis.PILIHAN,
            _choices(SebabBerhenti),
            tuple(SebabBerhenti.values),
        ),
        Kolom("nomor_sk_berhenti", "end_sk_number", _("Nomor SK pemberhentian"), longest=120),
        Kolom("tanggal_sk_berhenti", "end_sk_date", _("Tanggal SK pemberhentian"), Jenis.TANGGAL),
        *_sk("status"),
    ),
    follows=True,
)
GOLONGAN_GRAIN: Final = Grain(
    "golongan",
    _("Golongan"),
    GolonganHistory,
    Gaya.RIWAYAT,
    (
        *_days("golongan", wide_start=("TMT Golongan", "TMT Gol Akhir", "TMT Pangkat")),
        Kolom(
            "golongan",
            "golongan",
            _("Golongan"),
            Jenis.PILIHAN,
            GOLONGAN,
            (*GOLONGAN_PNS, *GOLONGAN_PPPK),
            needed=True,
            headings=("Gol", "Gol.", "Golongan/Ruang", "KDPANGKAT"),
            wide=("golongan", "Gol", "Golongan/Ruang", "KDPANGKAT", "Gol Akhir Nama", "Gol Akhir"),
        ),
        Kolom(
            "mkg_tahun",
            "mkg_years",
            _("Masa kerja golongan pada TMT, tahun"),
            Jenis.BULAT,
            needed=True,
            headings=("MKG Tahun", "MK Tahun", "MKGOLT", "Masa Kerja Golongan"),
            wide=("mkg_tahun", "MK Tahun", "MKGOLT", "Masa Kerja Golongan", "MKG"),
        ),
        Kolom(
            "mkg_bulan",
            "mkg_months",
            _("Masa kerja golongan pada TMT, bulan"),
            Jenis.BULAT,
            headings=("MKG Bulan", "MK Bulan", "BLGOLT"),
            wide=("mkg_bulan", "MK Bulan", "BLGOLT"),
        ),
        *_sk("golongan"),
    ),
    follows=True,
)
KGB_GRAIN: Final = Grain(
    "kgb",
    _("Kenaikan gaji berkala"),
    KgbHistory,
    Gaya.RIWAYAT,
    (
        *_days("kgb", ("TMTGAJI", "TMT KGB", "TMTKGB"), ("TMT KGB", "TMTKGB")),
        Kolom(
            "golongan",
            "golongan",
            _("Golongan"),
            Jenis.PILIHAN,
            GOLONGAN,
            (*GOLONGAN_PNS, *GOLONGAN_PPPK),
            needed=True,
            headings=("Gol", "KDPANGKAT", "Golongan/Ruang"),
            wide=("golongan_kgb",),
        ),
        Kolom(
            "mkg_tahun",
            "mkg_years",
            _("Masa kerja golongan pada TMT, tahun"),
            Jenis.BULAT,
            needed=True,
            headings=("MKG Tahun", "MASKER", "MK Tahun"),
            wide=("mkg_kgb", "MASKER"),
        ),
        Kolom(
            "gaji_pokok",
            "gaji_pokok",
            _("Gaji pokok baru"),
            Jenis.RUPIAH,
            needed=True,
            headings=("Gaji Pokok", "GAPOK"),
            wide=("gaji_pokok", "Gaji Pokok", "GAPOK"),
        ),
        *_sk("kgb"),
    ),
    follows=True,
)
JABATAN_GRAIN: Final = Grain(
    "jabatan",
    _("Jabatan"),
    JabatanHistory,
    Gaya.RIWAYAT,
    (
        *_days("jabatan", wide_start=("TMT Jabatan",)),
        Kolom(
            "jabatan",
            "position",
            _("Jabatan: nama, atau kode"),
            Jenis.JABATAN,
            needed=True,
            headings=("Nama Jabatan", "Jabatan Nama"),
            wide=("jabatan", "Nama Jabatan", "Jabatan Nama"),
        ),
        Kolom(
            "unit_jabatan",
            "position_unit",
            _("Unit jabatan, bila nama jabatannya ada di beberapa unit"),
            Jenis.UNIT,
            headings=("Unit", "Unit Kerja"),
            wide=("unit_jabatan",),
        ),
        Kolom(
            "cara",
            "how",
            _("Cara menjabat: definitif (bila kosong), plt, atau plh"),
            Jenis.PILIHAN,
            CARA,
            tuple(CaraMenjabat.values),
        ),
        *_sk("jabatan"),
    ),
    follows=True,
)
UNIT_GRAIN: Final = Grain(
    "unit",
    _("Unit kerja"),
    UnitHistory,
    Gaya.RIWAYAT,
    (
        *_days("unit", wide_start=("TMT Unit",)),
        Kolom(
            "unit",
            "unit",
            _("Unit kerja: nama, atau kode"),
            Jenis.UNIT,
            needed=True,
            headings=("Unit Kerja", "Nama Unit", "OPD", "SKPD", "Satuan Kerja"),
            wide=(
                "unit",
                "Unit Kerja",
                "Nama Unit",
                "OPD",
                "Nama OPD",
                "SKPD",
                "Nama SKPD",
                "NMSKPD",
                "NMSATKER",
                "Satuan Kerja",
                "Perangkat Daerah",
                "Unor Nama",
                "UNOR",
                "KDSATKER",
            ),
        ),
        *_sk("unit"),
    ),
    follows=True,
)
REKENING_GRAIN: Final = Grain(
    "rekening",
    _("Rekening gaji"),
    BankAccountHistory,
    Gaya.RIWAYAT,
    (
        *_days("rekening"),
        Kolom(
            "bank",
            "bank",
            _("Bank"),
            needed=True,
            longest=80,
            headings=("Nama Bank",),
            wide=("bank", "Nama Bank", "INDUK_BANK"),
        ),
        Kolom(
            "nomor_rekening",
            "number",
            _("Nomor rekening"),
            Jenis.DIGIT,
            needed=True,
            longest=40,
            headings=("No. Rekening", "NOREK"),
            wide=("nomor_rekening", "Nomor Rekening Bank Pegawai", "Nomor Rekening", "No. Rekening", "NOREK"),
        ),
        Kolom("atas_nama", "holder", _("Atas nama; kosong berarti nama pegawai"), headings=("Atas Nama",)),
        *_sk(),
    ),
    follows=True,
)
KELUARGA_GRAIN: Final = Grain(
    "keluarga",
    _("Keluarga"),
    FamilyMember,
    Gaya.ANGGOTA,
    (
        Kolom(
            "hubungan",
            "relation",
            _("Hubungan"),
            Jenis.PILIHAN,
            HUBUNGAN,
            tuple(HubunganKeluarga.values),
            needed=True,
            headings=("KDHUBKEL", "Hubungan Keluarga"),
        ),
        Kolom(
            "nama",
            "name",
            _("Nama anggota keluarga"),
            needed=True,
            headings=("NMKEL", "Nama Anggota", "Nama Keluarga"),
        ),
        Kolom(
            "tanggal_lahir", "birth_date", _("Tanggal lahir"), Jenis.TANGGAL, headings=("TGLLHR", "Tgl Lahir")
        ),
        Kolom("tanggal_nikah", "married_on", _("Tanggal menikah"), Jenis.TANGGAL, headings=("TGLNIKAH",)),
        Kolom("tanggal_cerai", "divorced_on", _("Tanggal cerai"), Jenis.TANGGAL, headings=("TGLCERAI",)),
        Kolom("tanggal_meninggal", "died_on", _("Tanggal meninggal"), Jenis.TANGGAL, headings=("TGLWAFAT",)),
        Kolom("juga_asn", "works_as_asn", _("Juga ASN"), Jenis.YA),
        Kolom("sekolah", "school", _("Sekolah atau kuliah")),
        Kolom(
            "surat_sekolah_sampai",
            "school_until",
            _("Surat sekolah berlaku sampai"),
            Jenis.TANGGAL,
            headings=("TATSKS",),
        ),
    ),
)
TANGGUNGAN_GRAIN: Final = Grain(
    "tanggungan",
    _("Tunjangan keluarga"),
    DependantHistory,
    Gaya.RIWAYAT,
    (
        *_days(),
        Kolom("nama_anggota", "member", _("Nama anggota keluarga, seperti di lembar keluarga"), needed=True),
        *_sk(),
    ),
)
DISIPLIN_GRAIN: Final = Grain(
    "disiplin",
    _("Hukuman disiplin"),
    DisciplineHistory,
    Gaya.RIWAYAT,
    (
        *_days(),
        Kolom(
            "tingkat",
            "level",
            _("Tingkat"),
            Jenis.PILIHAN,
            _choices(TingkatHukuman),
            tuple(TingkatHukuman.values),
            needed=True,
        ),
        Kolom("jenis", "kind", _("Jenis hukuman"), needed=True, longest=60),
        Kolom("pelanggaran", "violation", _("Pelanggaran"), longest=300),
        *_sk(),
    ),
    alone=False,
)
BELAJAR_GRAIN: Final = Grain(
    "tugas_belajar",
    _("Tugas belajar"),
    StudyHistory,
    Gaya.RIWAYAT,
    (
        *_days(),
        Kolom("program", "program", _("Program studi"), needed=True),
        Kolom("perguruan_tinggi", "school", _("Perguruan tinggi"), needed=True),
        Kolom(
            "jenjang",
            "level",
            _("Jenjang"),
            Jenis.PILIHAN,
            JENJANG,
            tuple(JenjangPendidikan.values),
            needed=True,
        ),
        *_sk(),
    ),
)
CLTN_GRAIN: Final = Grain(
    "cltn",
    _("Cuti di luar tanggungan negara"),
    CltnHistory,
    Gaya.RIWAYAT,
    (*_days(), *_sk()),
)


def _record(dated: tuple[str, ...] = ()) -> tuple[Kolom, ...]:
    return (
        Kolom("tanggal", "dated", _("Tanggal"), Jenis.TANGGAL, needed=True, headings=("Tgl", *dated)),
        Kolom(
            "nomor_dokumen",
            "number",
            _("Nomor ijazah, sertifikat, atau piagam"),
            longest=120,
            headings=("Nomor Ijazah", "Nomor Sertifikat", "Nomor Piagam"),
        ),
        Kolom("catatan", "note", _("Catatan"), longest=300),
    )


PENDIDIKAN_GRAIN: Final = Grain(
    "pendidikan",
    _("Pendidikan"),
    Education,
    Gaya.CATATAN,
    (
        Kolom(
            "jenjang",
            "level",
            _("Jenjang"),
            Jenis.PILIHAN,
            JENJANG,
            tuple(JenjangPendidikan.values),
            needed=True,
        ),
        Kolom("jurusan", "field", _("Jurusan")),
        Kolom("sekolah", "school", _("Sekolah"), needed=True),
        *_record(("Tanggal Lulus", "Tanggal Ijazah")),
    ),
)
PELATIHAN_GRAIN: Final = Grain(
    "pelatihan",
    _("Pelatihan"),
    Training,
    Gaya.CATATAN,
    (
        Kolom("nama_pelatihan", "name", _("Nama pelatihan"), needed=True, longest=300),
        Kolom("penyelenggara", "held_by", _("Penyelenggara")),
        Kolom("jp", "jp", _("Jam pelajaran"), Jenis.BULAT, needed=True, headings=("Jam Pelajaran",)),
        *_record(),
    ),
)
PENGHARGAAN_GRAIN: Final = Grain(
    "penghargaan",
    _("Penghargaan"),
    Award,
    Gaya.CATATAN,
    (Kolom("penghargaan", "name", _("Nama penghargaan"), needed=True, longest=300), *_record()),
)

GRAINS: Final[dict[str, Grain]] = {
    one.key: one
    for one in (
        ORANG,
        STATUS_GRAIN,
        GOLONGAN_GRAIN,
        KGB_GRAIN,
        JABATAN_GRAIN,
        UNIT_GRAIN,
        REKENING_GRAIN,
        KELUARGA_GRAIN,
        TANGGUNGAN_GRAIN,
        DISIPLIN_GRAIN,
        BELAJAR_GRAIN,
        CLTN_GRAIN,
        PENDIDIKAN_GRAIN,
        PELATIHAN_GRAIN,
        PENGHARGAAN_GRAIN,
    )
}
HISTORIES: Final = tuple(one for one in GRAINS.values() if one.gaya is Gaya.RIWAYAT)
NIP: Final = Kolom("nip", "nip", _("NIP pegawai"), Jenis.NIP, needed=True, longest=18, headings=NIP_HEADINGS)

_SHEET_NAMES: Final = {
    "pegawai": "orang",
    "daftar": "orang",
    "mstpegawai": "orang",
    "dataasn": "orang",
    "historisgapok": "kgb",
    "riwayatgolongan": "golongan",
    "riwayatpangkat": "golongan",
    "riwayatjabatan": "jabatan",
}


def grain_named(sheet: str) -> Grain | None:
    """Return the grain that a sheet's name says."""
    key = plain(sheet)
    return GRAINS.get(_SHEET_NAMES.get(key, "")) or next(
        (one for one in GRAINS.values() if plain(one.key) == key), None
    )


def columns_of(grain: Grain) -> Iterator[tuple[str, Grain, Kolom]]:
    """Yield what a column of a sheet may be: its target, the grain it fills, the column.

    A target is `golongan.mkg_tahun`. In the sheet of people the present state may stand as well.
    """
    if grain is not ORANG:
        yield f"{grain.key}.nip", grain, NIP
    for column in grain.columns:
        yield f"{grain.key}.{column.key}", grain, column
    if grain is ORANG:
        for other in HISTORIES:
            for column in other.columns:
                if column.wide:
                    yield f"{other.key}.{column.key}", other, column


def target(text: str) -> tuple[Grain, Kolom] | None:
    """Return what a target names, none where there is no such column."""
    grain_key, _sep, key = text.partition(".")
    grain = GRAINS.get(grain_key)
    if grain is None:
        return None
    column = NIP if key == "nip" and grain is not ORANG else grain.column(key)
    return None if column is None else (grain, column)


def headings_of(grain: Grain) -> Iterator[tuple[str, str]]:
    """Yield headings by which the columns of a sheet are recognised, each "
    "with its target; the first counts."""
    for name, fills, column in columns_of(grain):
        if fills is grain:
            yield column.key, name
    for name, fills, column in columns_of(grain):
        known = column.headings if fills is grain else column.wide or ()
        for heading in known:
            yield heading, name
