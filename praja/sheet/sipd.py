"""The two forms of SIPD Penatausahaan, as data: 45 columns of gaji, 34 of TPP.

What a column is called, where its content comes from, and which of its columns must add up. Office
software spells the headers differently; letters, digits and their order decide
(`praja.sheet.names.plain`), and the other spellings that were seen are listed.

Codes: Status ASN 1 and 3 are PNS, 3 presumably CPNS; 2 is PPPK. Tipe Jabatan 1 structural, 2 functional,
3 general. Eselon `00`: none.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections.abc import Callable, Iterable, Mapping

import polars as pl

from praja.rules.program import Program
from praja.rules.schema import Fact
from praja.sheet.cells import Cells, Column, clean_text
from praja.sheet.names import Role, Target, earlier_payment, plain
from praja.sheet.numbers import read_numbers

INCOME = "penghasilan"
"""The group of rules that are income of a list."""


class Holds(enum.Enum):
    """What a column of the form holds."""

    IDENTITY = enum.auto()
    """Text about the person, carried along."""
    CODE = enum.auto()
    """A fact of the person, in the codes of the form."""
    AMOUNT = enum.auto()
    """Rupiah: computed by us when the form is written, kept to compare when it is read."""


@dataclasses.dataclass(frozen=True, slots=True)
class SipdColumn:
    """One column: its header, our key for it, what it holds, other spellings."""

    header: str
    key: str
    holds: Holds
    variants: tuple[str, ...] = ()


def _identity(header: str, key: str, *variants: str) -> SipdColumn:
    return SipdColumn(header, key, Holds.IDENTITY, variants)


def _code(header: str, key: str, *variants: str) -> SipdColumn:
    return SipdColumn(header, key, Holds.CODE, variants)


def _amount(header: str, key: str, *variants: str) -> SipdColumn:
    return SipdColumn(header, key, Holds.AMOUNT, variants)


_WHO = (
    _identity("NIP Pegawai", "nip"),
    _identity("Nama Pegawai", "nama"),
    _identity("NIK Pegawai", "nik"),
    _identity("NPWP Pegawai", "npwp"),
    _identity("Tanggal Lahir Pegawai", "tanggal_lahir"),
    _code("Tipe Jabatan", "tipe_jabatan"),
    _identity("Nama Jabatan", "nama_jabatan"),
    _code("Eselon", "eselon"),
    _code("Status ASN", "status_asn"),
)
_GRADE = (
    _code("Masa Kerja Golongan", "masa_kerja_golongan"),
    _identity("Alamat", "alamat"),
)
_BANK = (
    _identity("Kode Bank", "kode_bank"),
    _identity("Nama Bank", "nama_bank"),
    _identity("Nomor Rekening Bank Pegawai", "nomor_rekening", "Nomor Rekening Bank", "Nomor Rekening"),
)
_CONTRIBUTIONS = (
    _amount("Iuran Jaminan Kesehatan", "iuran_jaminan_kesehatan"),
    _amount("Iuran Jaminan Kecelakaan Kerja", "iuran_jaminan_kecelakaan_kerja"),
    _amount("Iuran Jaminan Kematian", "iuran_jaminan_kematian"),
    _amount("Iuran Simpanan Tapera", "iuran_simpanan_tapera"),
    _amount("Iuran Pensiun", "iuran_pensiun"),
)
_DEDUCTIONS = (
    _amount("Tunjangan Jaminan Hari Tua", "tunjangan_jaminan_hari_tua"),
    _amount("Potongan IWP", "potongan_iwp"),
    _amount("Potongan PPh 21", "potongan_pph_21", "Potongan PPH21", "Potongan PPh21"),
    _amount("Zakat", "zakat"),
    _amount("Bulog", "bulog"),
)

GAJI: tuple[SipdColumn, ...] = (
    *_WHO,
    _code("golongan", "golongan"),
    *_GRADE,
    _identity("Status Pernikahan", "status_pernikahan"),
    _code("Jumlah Istri_Suami", "jumlah_istri_suami", "Jumlah Istri/Suami", "Jumlah Suami/Istri"),
    _code("Jumlah Anak", "jumlah_anak"),
    _identity("Jumlah Tanggungan", "jumlah_tanggungan"),
    _identity("Pasangan PNS", "pasangan_pns"),
    _identity("NIP Pasangan", "nip_pasangan"),
    *_BANK,
    _amount("Gaji Pokok", "gaji_pokok"),
    _amount("Perhitungan Suami_Istri", "perhitungan_suami_istri", "Perhitungan Istri/Suami"),
    _amount("Perhitungan Anak", "perhitungan_anak"),
    _amount("Tunjangan Keluarga", "tunjangan_keluarga"),
    _amount("Tunjangan Jabatan", "tunjangan_jabatan"),
    _amount("Tunjangan Fungsional", "tunjangan_fungsional"),
    _amount("Tunjangan Fungsional Umum", "tunjangan_fungsional_umum"),
    _amount("Tunjangan Beras", "tunjangan_beras"),
    _amount("Tunjangan PPh", "tunjangan_pph"),
    _amount("Pembulatan Gaji", "pembulatan_gaji"),
    *_CONTRIBUTIONS,
    _amount("Tunjangan Khusus Papua", "tunjangan_khusus_papua"),
    *_DEDUCTIONS,
    _amount("Jumlah Gaji dan Tunjangan", "jumlah_gaji_dan_tunjangan", "Jumlah Gaji & Tunjangan"),
    _amount("Jumlah Potongan", "jumlah_potongan"),
    _amount("Jumlah Ditransfer", "jumlah_ditransfer", "Jumlah Di Transfer"),
)
"""Columns A to AS of the gaji form, in order."""

TPP: tuple[SipdColumn, ...] = (
    *_WHO,
    _code("Golongan", "golongan"),
    *_GRADE,
    *_BANK,
    _amount("TPP Beban Kerja", "tpp_beban_kerja"),
    _amount("TPP Tempat Bertugas", "tpp_tempat_bertugas"),
    _amount("TPP Kondisi Kerja", "tpp_kondisi_kerja"),
    _amount("TPP Kelangkaan Profesi", "tpp_kelangkaan_profesi"),
    _amount("TPP Prestasi Kerja", "tpp_prestasi_kerja"),
    _amount("Tunjangan PPh", "tunjangan_pph"),
    *_CONTRIBUTIONS,
    *_DEDUCTIONS,
    _amount("Jumlah TPP", "jumlah_tpp"),
    _amount("Jumlah Potongan", "jumlah_potongan"),
    _amount("Jumlah Ditransfer", "jumlah_ditransfer", "Jumlah Di Transfer"),
)
"""The columns of the TPP form, in order."""


@dataclasses.dataclass(frozen=True, slots=True)
class SipdForm:
    """A form and how our lines fill it.

    `parts`: the rules whose sum fills an amount column; a rule that the pay list does not have counts as 0.
    `income` and `deductions`: the columns whose sums are the two totals; their difference is what is
    transferred. `totals`: for each of the three total columns, the rule that it must equal. `rest`: the
    column that takes the income of the list that no column names, if the form has one.
    """

    title: str
    columns: tuple[SipdColumn, ...]
    parts: Mapping[str, tuple[str, ...]]
    income: tuple[str, ...]
    deductions: tuple[str, ...]
    income_total: str
    totals: Mapping[str, str]
    rest: str | None = None

    def taking(self, income: Iterable[str]) -> SipdForm:
        """Return the form with the rules of `income` that none of its columns names in its column `rest`.

        A form without such a column stays as it is: whoever has other income does not tie, and is told.
        """
        if self.rest is None:
            return self
        named = {rule for key in self.income for rule in self.parts.get(key, ())}
        others = tuple(rule for rule in income if rule not in named)
        return dataclasses.replace(
            self, parts={**self.parts, self.rest: (*self.parts.get(self.rest, ()), *others)}
        )

    def fitted(self, program: Program, columns: Iterable[str]) -> SipdForm:
        """Return the form as a list fills it: every line of income in a column, and as its last total the net
        amount of the list before personal deductions.

        :param columns: the names of the amounts of the list
        """
        form = self.taking(one.rule.name for one in program.selection.members(INCOME))
        nets = [name for name in columns if name == "bersih" or name.startswith("bersih_")]
        nets = [name for name in nets if name != "bersih_sebelum_bulat"]
        if not nets:
            return form
        return dataclasses.replace(form, totals={**form.totals, "jumlah_ditransfer": nets[-1]})


_COMMON_DEDUCTIONS = (
    "iuran_jaminan_kesehatan",
    "iuran_jaminan_kecelakaan_kerja",
    "iuran_jaminan_kematian",
    "iuran_simpanan_tapera",
    "iuran_pensiun",
    "tunjangan_jaminan_hari_tua",
    "potongan_iwp",
    "potongan_pph_21",
    "zakat",
    "bulog",
)


def _on_every_list(parts: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the parts with the lines of THR and gaji 13 added, which the same form carries."""
    return {
        key: tuple(f"{prefix}{rule}" for prefix in ("", "thr_", "gaji13_") for rule in rules)
        for key, rules in parts.items()
    }


GAJI_FORM = SipdForm(
    title="SIPD Gaji",
    columns=GAJI,
    parts=_on_every_list(
        {
            "gaji_pokok": ("gaji_pokok", "upah_paruh_waktu", "paruh_waktu"),
            "perhitungan_suami_istri": ("tunjangan_suami_istri",),
            "perhitungan_anak": ("tunjangan_anak",),
            "tunjangan_keluarga": ("tunjangan_suami_istri", "tunjangan_anak"),
            "tunjangan_jabatan": ("tunjangan_struktural",),
            "tunjangan_fungsional": ("tunjangan_fungsional",),
            "tunjangan_fungsional_umum": ("tunjangan_umum",),
            "tunjangan_beras": ("tunjangan_beras",),
            "tunjangan_pph": ("tunjangan_pph",),
            "pembulatan_gaji": ("pembulatan",),
            "iuran_jaminan_kesehatan": ("bpjs_4",),
            "iuran_jaminan_kecelakaan_kerja": ("jkk",),
            "iuran_jaminan_kematian": ("jkm",),
            "iuran_simpanan_tapera": ("taperum",),
            "tunjangan_khusus_papua": ("tunjangan_papua",),
            "potongan_iwp": ("iwp", "bpjs_1", "iwp_kesehatan"),
            "potongan_pph_21": ("pph",),
            "bulog": ("potongan_beras_natura",),
        }
    ),
    income=(
        "gaji_pokok",
        "tunjangan_keluarga",
        "tunjangan_jabatan",
        "tunjangan_fungsional",
        "tunjangan_fungsional_umum",
        "tunjangan_beras",
        "tunjangan_pph",
        "pembulatan_gaji",
        "iuran_jaminan_kesehatan",
        "iuran_jaminan_kecelakaan_kerja",
        "iuran_jaminan_kematian",
        "tunjangan_khusus_papua",
    ),
    deductions=_COMMON_DEDUCTIONS,
    income_total="jumlah_gaji_dan_tunjangan",
    totals={
        "jumlah_gaji_dan_tunjangan": "kotor",
        "jumlah_potongan": "jumlah_potongan",
        "jumlah_ditransfer": "bersih",
    },
)
"""Zakat stays 0: by our rules it is taken after the net amount and does not change the SPM."""

TPP_FORM = SipdForm(
    title="SIPD TPP",
    columns=TPP,
    parts={
        "tpp_beban_kerja": ("tpp_bk",),
        "tpp_tempat_bertugas": ("tpp_tb",),
        "tpp_kondisi_kerja": ("tpp_kk",),
        "tpp_kelangkaan_profesi": ("tpp_kp",),
        "tpp_prestasi_kerja": ("tpp_pk",),
        "tunjangan_pph": ("tunjangan_pph",),
        "iuran_jaminan_kesehatan": ("bpjs_4",),
        "iuran_jaminan_kecelakaan_kerja": ("jkk",),
        "iuran_jaminan_kematian": ("jkm",),
        "potongan_iwp": ("bpjs_1",),
        "potongan_pph_21": ("pph", "pph_final_tpp"),
    },
    income=(
        "tpp_beban_kerja",
        "tpp_tempat_bertugas",
        "tpp_kondisi_kerja",
        "tpp_kelangkaan_profesi",
        "tpp_prestasi_kerja",
        "tunjangan_pph",
        "iuran_jaminan_kesehatan",
        "iuran_jaminan_kecelakaan_kerja",
        "iuran_jaminan_kematian",
    ),
    deductions=_COMMON_DEDUCTIONS,
    income_total="jumlah_tpp",
    totals={"jumlah_tpp": "kotor", "jumlah_potongan": "jumlah_potongan", "jumlah_ditransfer": "bersih"},
    rest="tpp_beban_kerja",
)
"""The form has no column for TPP that a region does not divide into components, for the parts and additions
of its own regulation, nor for cuts that fall on TPP as a whole: all stand in the first component."""

AMOUNT = earlier_payment("sipd")
"""Any amount of the form, for reading it."""

PREFIX = "sipd_"
"""Columns of the form that are carried along beside the facts: `sipd_gaji_pokok`, `sipd_status_asn` …"""


def _from_codes(codes: Mapping[str, str]) -> Callable[[Column], pl.Series]:
    def change(column: Column) -> pl.Series:
        return clean_text(column.cells.as_text()).replace(codes)

    return change


def _whole_years(column: Column) -> pl.Series:
    """Return the full years of `10`, `10 tahun 3 bulan`, `10 thn 03 bln`; anything else unchanged."""
    text = clean_text(column.cells.as_text())
    years = text.str.extract(
        r"(?i)^(\d{1,2}) *(?:tahun|thn|th)\.? *(?:,? *\d{1,2} *(?:bulan|bln|bl)\.?)?$", 1
    )
    return pl.select(pl.coalesce(years, text)).to_series()


def _more_than_none(column: Column) -> pl.Series:
    """Return `ya` for a count or amount above zero and `tidak` for zero; anything else unchanged."""
    count = read_numbers(column, AMOUNT).values
    text = clean_text(column.cells.as_text())
    return pl.select(
        pl.when(count > 0).then(pl.lit("ya")).when(count == 0).then(pl.lit("tidak")).otherwise(text)
    ).to_series()


STATUS_ASN = {"1": "pns", "2": "pppk", "3": "cpns"}
TIPE_JABATAN = {"1": "struktural", "2": "fungsional", "3": "pelaksana"}
NO_ESELON = "tidak_ada"

FACTS: Mapping[str, tuple[str, Callable[[Column], pl.Series] | None]] = {
    "tipe_jabatan": ("jenis_jabatan", _from_codes(TIPE_JABATAN)),
    "eselon": ("eselon", _from_codes({"00": NO_ESELON, "0": NO_ESELON})),
    "status_asn": ("status_asn", _from_codes(STATUS_ASN)),
    "golongan": ("golongan", None),
    "masa_kerja_golongan": ("mkg", _whole_years),
    "jumlah_istri_suami": ("pasangan_ditunjang", _more_than_none),
    "jumlah_anak": ("jumlah_anak_ditunjang", None),
    "zakat": ("kuasa_zakat", _more_than_none),
    "bulog": ("harga_beras_natura", None),
}
"""Which fact a column of the form gives, and how its codes become ours.

A zakat amount shows that the person has authorised the deduction; how much it is, the law says.
"""

RECOGNISED_FROM = 12
"""A sheet with at least so many of the form's headers, NIP Pegawai among them, is in the form."""


def names_of_gaji(facts: Mapping[str, Fact]) -> list[tuple[str, Target]]:
    """Return the headers of the gaji form and what each is: a fact in codes, an amount, or carried text."""
    pairs: list[tuple[str, Target]] = []
    for column in GAJI:
        name, _ = FACTS.get(column.key, ("", None))
        if name in facts:
            target = Target(column.key, Role.SIPD_FACT, facts[name])
        elif column.holds is Holds.AMOUNT:
            target = Target(PREFIX + column.key, Role.SIPD_AMOUNT)
        elif column.holds is Holds.CODE:
            target = Target(PREFIX + column.key, Role.CARRIED)
        else:
            target = Target(column.key, Role.CARRIED)
        pairs.extend((header, target) for header in (column.header, *column.variants))
    return pairs


def decode(key: str, column: Column) -> Column:
    """Return a column of codes with our own words in the place of the codes."""
    _, change = FACTS[key]
    if change is None:
        return column
    return dataclasses.replace(
        column, cells=Cells(column.cells.height, text=change(column), flaw=column.cells.flaw)
    )


def functional_post(name: pl.Series, posts: tuple[str, ...], levels: tuple[str, ...]) -> pl.DataFrame:
    """Return the functional post and its level that a job title names exactly: `Perawat Ahli Muda`.

    The form has no column of its own for them. Null where the title is anything else.
    """
    known = _by_plain_name(posts, levels)
    titles = {title: known[key] for title in name.unique().drop_nulls() if (key := plain(title)) in known}
    return pl.DataFrame(
        {
            "jabatan_fungsional": name.replace_strict(
                {title: post for title, (post, _) in titles.items()}, default=None, return_dtype=pl.String
            ),
            "jenjang_jabatan": name.replace_strict(
                {title: level for title, (_, level) in titles.items()}, default=None, return_dtype=pl.String
            ),
        }
    )


@functools.lru_cache(maxsize=16)
def _by_plain_name(posts: tuple[str, ...], levels: tuple[str, ...]) -> Mapping[str, tuple[str, str]]:
    return {plain(post + level): (post, level) for post in posts for level in levels}
