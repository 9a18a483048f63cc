"""Adapters of the pay examples: salary, part-time wage, holiday pay and TPP of one city office.

All run under the pack `contoh_jateng`, which holds what that office does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.cases.engine import Engine, Line
from tests.cases.row import Malformed, Row

PACK = "contoh_jateng"

STATUS = {"CPNS": "cpns", "PNS": "pns", "PPPK": "pppk"}

STATUS_OF_CATEGORY = {"A": "TK/0", "B": "K/1", "C": "K/3"}
"""A row gives the rate category only. Each status of a category is taxed alike, so one stands for all."""

UNSAID_STATUS = "TK/0"
"""Of a row without a category. The applications leave it blank where the gross lies in the untaxed band;
that of category A is the narrowest, so what is untaxed there is untaxed in every category."""

ECHELON = re.compile(r"\b(?:eselon|setara)(?: eselon)? (I{1,3}|IV|V)[./ ]?([a-e])\b", re.IGNORECASE)

SALARY = {
    "jiwa_beras": "jiwa_beras",
    "gaji_pokok": "gaji_pokok",
    "tunj_pasangan": "tunjangan_suami_istri",
    "tunj_anak": "tunjangan_anak",
    "tunj_jabatan_struktural": "tunjangan_struktural",
    "tunj_fungsional": "tunjangan_fungsional",
    "tunj_umum": "tunjangan_umum",
    "tunj_beras": "tunjangan_beras",
    "tunj_pph": "tunjangan_pph",
    "tunj_bpjs_kes_4": "bpjs_4",
    "tunj_jkk": "jkk",
    "tunj_jkm": "jkm",
    "pembulatan": "pembulatan",
    "kotor_sebelum_bulat": "kotor_sebelum_bulat",
    "kotor": "kotor",
    "pot_iwp_1_bpjs": "bpjs_1",
    "pot_iwp_8_atau_3_25": "iwp",
    "pot_bpjs_4": "bpjs_4",
    "pot_jkk": "jkk",
    "pot_jkm": "jkm",
    "pot_pph": "pph",
    "jumlah_potongan": "jumlah_potongan",
    "bersih_sebelum_bulat": "bersih_sebelum_bulat",
    "bersih": "bersih",
}

WAGE = {
    "dasar_bpjs": "dasar_bpjs",
    "dasar_jkk_jkm": "dasar_jkk_jkm",
    "tunj_bpjs_4": "bpjs_4",
    "tunj_jkk": "jkk",
    "tunj_jkm": "jkm",
    "pembulatan": "pembulatan",
    "bruto": "kotor",
    "pot_bpjs_4": "bpjs_4",
    "pot_bpjs_1": "bpjs_1",
    "pot_jkk": "jkk",
    "pot_jkm": "jkm",
    "pot_pph": "pph",
    "jumlah_potongan": "jumlah_potongan",
    "bersih": "bersih",
}

BASE_MONTH = {
    "gaji_pokok": "gaji_pokok",
    "tunj_pasangan": "tunjangan_suami_istri",
    "tunj_anak": "tunjangan_anak",
    "tunj_jabatan_struktural": "tunjangan_struktural",
    "tunj_fungsional": "tunjangan_fungsional",
    "tunj_umum": "tunjangan_umum",
    "tunj_beras": "tunjangan_beras",
}

HOLIDAY = {
    "bruto_thr_atau_g13": "bruto_pajak",
    "bruto_gabungan": "bruto_sebulan",
    "kategori_ter": "kategori_ter",
    "tarif_ter_persen": "tarif_ter",
    "pph": "pph",
    "pembulatan": "pembulatan",
    "kotor": "kotor",
    "bersih": "bersih",
}

TPP = {
    "tpp_kotor": "tpp_kotor",
    "bagian_statis_40": "tpp_statis",
    "bagian_dinamis_60": "tpp_dinamis",
    "dinamis_30": "tpp_dinamis_30",
    "dinamis_50": "tpp_dinamis_50",
    "dinamis_20": "tpp_dinamis_20",
    "nominal_pengurang": "nominal_pengurang",
    "tpp_setelah_pengurang": "tpp_setelah_pengurang",
    "tarif_pph_final_persen": "tarif_final_tpp",
    "pph": "pph_final_tpp",
    "tpp_setelah_pph": "tpp_setelah_pph",
    "bpjs_1_atas_tpp": "bpjs_1",
    "tpp_bersih": "bersih",
}


def salary(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare the monthly salary, every column of the slip.

    `jiwa_beras` is compared as well: the law counts it from the family. The row is the first payment of
    its month.
    """
    if row.one_of("jenis", {"GAJI_INDUK": "gaji"}) != "gaji":
        raise Malformed("jenis is not GAJI_INDUK")
    facts: dict[str, object] = {
        "status_asn": row.one_of("status", STATUS),
        "golongan": row.text("golongan"),
        "mkg": row.whole("mkg_tahun"),
        "pasangan_ditunjang": row.flag("pasangan_ditunjang"),
        "jumlah_anak_ditunjang": row.whole("anak_ditunjang"),
        "status_ptkp": _tax_status(row),
        **post(row.text("catatan") if "catatan" in row else "", engine),
    }
    slip = engine.compute(
        pack=PACK,
        on=row.month("periode"),
        pay_list="gaji",
        facts=facts,
        rules=[*SALARY.values(), "kategori_ter"],
    )
    for column, rule in SALARY.items():
        yield slip.line(column, row.number(column), rule)
    if "kategori_ter" in row:
        yield slip.line("kategori_ter", row.text("kategori_ter"), "kategori_ter")


def post(note: str, engine: Engine) -> dict[str, object]:
    """Return the facts of the post that a note describes: an echelon, a functional post and its level, an
    echelon kept when the post became a functional one, or none of these, which is a pelaksana.

    Posts and levels are those of the law's own tables, so that a note may name any of them.
    """
    facts = engine.law(PACK).facts
    found = ECHELON.search(note)
    echelon = f"{found[1].upper()}.{found[2].lower()}" if found else ""
    named = _named(note, facts["jabatan_fungsional"].choices)
    level = _named(note, facts["jenjang_jabatan"].choices)
    if echelon and not named and not level and "setara" not in note.casefold():
        return {"jenis_jabatan": "struktural", "eselon": echelon}
    if echelon:
        # Which functional post stands behind the kept echelon is seldom told; then it pays nothing itself.
        functional: dict[str, object] = {"jabatan_fungsional": named or "tidak_ada"}
        return {
            **functional,
            "jenis_jabatan": "fungsional",
            "jenjang_jabatan": level,
            "eselon_penyetaraan": echelon,
        }
    if named:
        return {"jenis_jabatan": "fungsional", "jabatan_fungsional": named, "jenjang_jabatan": level}
    if level:
        raise Malformed(f"catatan names the level {level} of a functional post unknown to the law: {note!r}")
    return {"jenis_jabatan": "pelaksana"}


def _named(note: str, choices: Iterable[str]) -> str:
    """Return the longest of the choices that a note names, or an empty text."""
    named = [
        choice
        for choice in choices
        if re.search(rf"\b{re.escape(choice.partition('/')[0])}\b", note, re.IGNORECASE)
    ]
    return max(named, key=len, default="")


def _tax_status(row: Row) -> str:
    return row.one_of("kategori_ter", STATUS_OF_CATEGORY) if "kategori_ter" in row else UNSAID_STATUS


def wage(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare the wage of a part-time PPPK.

    The tax status is not told; every wage of the file lies in the untaxed band of each category.
    """
    slip = engine.compute(
        pack=PACK,
        on=row.month("periode"),
        pay_list="gaji",
        facts={
            "status_asn": "pppk_paruh_waktu",
            "golongan": "tidak_ada",
            "upah_perjanjian": row.whole("upah_pokok"),
            "umk": row.whole("umk_setempat"),
            "status_ptkp": UNSAID_STATUS,
        },
        rules=WAGE.values(),
    )
    for column, rule in WAGE.items():
        yield slip.line(column, row.number(column), rule)


def holiday(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare holiday pay (THR, gaji ketiga belas), a list of its own.

    The lines of the base month, and the month's earlier gross and tax, are inputs: what another list paid.
    The lines are compared too, since each goes through the share that the law gives. A PPPK has served a
    year or more, as no row says less. Grade and years are not read: the base month has used them.
    """
    pay_list = row.one_of("jenis", {"THR": "thr", "GAJI13": "gaji13"})
    status = row.one_of("status", STATUS)
    row.leave("golongan", "mkg_tahun")
    facts: dict[str, object] = {
        "status_asn": status,
        "status_ptkp": _tax_status(row),
        "bulan_ini(bruto_pajak)": row.whole("bruto_gaji_induk_bulan_bayar"),
        "bulan_ini(pph)": row.whole("pph_gaji_induk"),
        **{f"bulan_dasar({rule})": row.whole(column) for column, rule in BASE_MONTH.items()},
    }
    if status == "pppk":
        facts["bulan_kerja_pppk"] = 12
    lines = {column: f"{pay_list}_{rule}" for column, rule in BASE_MONTH.items()}
    slip = engine.compute(
        pack=PACK,
        on=row.month("periode"),
        pay_list=pay_list,
        facts=facts,
        rules=[*lines.values(), *HOLIDAY.values()],
    )
    for column, rule in {**lines, **HOLIDAY}.items():
        if column == "tarif_ter_persen":
            yield slip.percent(column, row.number(column), rule)
        elif column != "kategori_ter":
            yield slip.line(column, row.number(column), rule)
        elif column in row:
            yield slip.line(column, row.text(column), rule)


def tpp(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare TPP of a month.

    The office's table by job class is not public, so the ceiling comes from the row: the gross before its
    own percentage of payment. `dasar_bpjs_dari_gaji` is what the salary list of that month had.
    """
    share = row.percent("persen_pembayaran")
    if share <= 0:
        raise Malformed("persen_pembayaran is not above 0")
    slip = engine.compute(
        pack=PACK,
        on=row.month("periode"),
        pay_list="tpp",
        facts={
            "status_asn": row.one_of("status", STATUS),
            "golongan": row.text("golongan"),
            "kelas_jabatan": row.whole("kelas_jabatan"),
            "persen_pembayaran_tpp": share,
            "pagu_tpp": round(row.number("tpp_kotor") / share),
            "persen_pengurang_disiplin": row.percent("persen_pengurang_disiplin"),
            "status_ptkp": UNSAID_STATUS,
            "bulan_ini(dasar_bpjs)": row.whole("dasar_bpjs_dari_gaji"),
        },
        rules=TPP.values(),
    )
    for column, rule in TPP.items():
        if column == "tarif_pph_final_persen":
            yield slip.percent(column, row.number(column), rule)
        else:
            yield slip.line(column, row.number(column), rule)
