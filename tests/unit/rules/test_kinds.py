"""Which formulas mean something: kinds, divisors, bounds, and what is said about the others."""

from fractions import Fraction

import pytest

from praja.rules.errors import LawError
from tests.unit.rules.small_law import fact, prove, rule, small_program, table

FACTS = {
    "gaji": fact(),
    "hari_kerja": fact("angka", dari="1", sampai="31"),
    "hari_hadir": fact("angka", dari="0", sampai="31"),
    "rasio": fact("angka", satuan="persen", desimal="4", sampai="100%"),
    "aktif": fact("ya"),
    "tmt": fact("tanggal"),
    "status": fact("pilihan", pilihan=["cpns", "pns", "pppk"]),
    "menit": fact("angka", butir="hari"),
    "umur_anak": fact("angka", butir="anak"),
}
TABLES = {
    "tarif": table("golongan;nilai\nA;1%\nB;2%\n", kunci=[{"golongan": "sama"}], jenis="angka"),
    "lapis": table("mulai;nilai\n0;5%\n60000000;15%\n", kunci=[{"mulai": "mulai"}], jenis="angka"),
}


def refusal(folder, formula, satuan="rupiah", **options):
    """Return the column and the message with which a formula is refused."""
    program = small_program(folder, formula, satuan=satuan, facts=FACTS, tables=TABLES, **options)
    with pytest.raises(LawError) as caught:
        prove(program)
    assert caught.value.place.file == "nasional/aturan.yaml"
    return str(caught.value)


@pytest.mark.parametrize(
    ("formula", "satuan"),
    [
        ("gaji", "rupiah/bulan"),
        ("gaji * 10%", "rupiah"),
        ("gaji * rasio", "rupiah"),
        ("gaji / 12", "rupiah"),
        ("gaji / hari_kerja", "rupiah"),
        ("gaji / max(hari_hadir; 1)", "rupiah"),
        ("gaji / max(gaji; Rp1)", "persen"),
        ("gaji / Rp1.000", "kali"),
        ("hari_hadir / hari_kerja", "persen"),
        ("bulat(gaji / hari_kerja) / max(hari_hadir; 1)", "rupiah"),
        ("gaji / hari_kerja + gaji / hari_kerja", "rupiah"),
        ("tmt < '2024-01-01'", "ya"),
        ("jika aktif maka tmt selainnya '2024-01-01'", "tanggal"),
        ("jika aktif maka status selainnya 'pns'", "pilihan"),
        ("status dalam ('pns'; 'pppk') dan bukan aktif", "ya"),
        ("bulan_antara(tmt; awal_bulan)", "bulan"),
        ("umur(tmt; '2026-01-01')", "tahun"),
        ("hari_antara(tmt; akhir_bulan)", "hari"),
        ("jumlah(menit)", "menit"),
        ("jumlah(menit * gaji)", "rupiah"),
        ("banyak(menit > 30 dan aktif)", "hari"),
        ("bulat(progresif(tabel.lapis; gaji))", "rupiah"),
        ("jumlah(menit) + banyak(umur_anak < 21)", "angka"),
    ],
)
def test_what_means_something_is_accepted(tmp_path, formula, satuan):
    program = small_program(tmp_path, formula, satuan=satuan, facts=FACTS, tables=TABLES)

    (computed,) = program.rules
    assert computed.unit == satuan


@pytest.mark.parametrize(
    ("formula", "column", "said"),
    [
        ("gaji * gaji", 6, "rupiah kali rupiah tidak berarti"),
        ("hari_hadir / gaji", 12, "angka dibagi rupiah tidak berarti"),
        ("gaji + hari_hadir", 6, "'+' mencampur rupiah dan angka"),
        ("gaji - 10%", 6, "'-' mencampur rupiah dan angka"),
        ("gaji + aktif", 8, "'+' perlu rupiah atau angka, bukan ya/tidak"),
        ("-status", 2, "tanda minus perlu rupiah atau angka, bukan pilihan"),
        ("max(gaji; 0)", 11, "max(…) mencampur rupiah dan angka"),
        ("gaji / hari_hadir", 8, "pembagi bisa nol atau negatif; beri batas bawah, misalnya max(…; 1)"),
        ("gaji / (hari_hadir - 31)", 20, "pembagi bisa nol"),
        ("gaji / 0", 8, "pembagi harus lebih dari nol"),
        ("gaji / hari_kerja / hari_kerja", 19, "dua pembagi bertemu di sini"),
        ("gaji / hari_kerja * (rasio / hari_kerja)", 19, "dua pembagi bertemu di sini"),
        ("gaji / hari_kerja + gaji / max(hari_hadir; 1)", 19, "dua pembagi yang berbeda"),
        ("bulat(gaji; 100)", 13, "yang dibulatkan rupiah, langkahnya angka"),
        ("bulat(rasio; Rp1)", 14, "yang dibulatkan angka, langkahnya rupiah"),
        ("bulat(gaji; gaji)", 13, "langkah pembulatan harus angka tetap"),
        ("bulat(gaji; Rp0)", 13, "langkah pembulatan harus angka tetap"),
        ("bulat(aktif)", 7, "bulat(…) perlu rupiah atau angka, bukan ya/tidak"),
        ("jika gaji maka gaji selainnya gaji", 6, "'jika' perlu ya/tidak, bukan rupiah"),
        ("jika aktif maka gaji selainnya 0", 32, "'maka' memberi rupiah, 'selainnya' memberi angka"),
        ("jumlah(gaji)", 8, "isi ini sudah satu nilai per orang"),
        ("jumlah(status)", 8, "isi ini sudah satu nilai per orang"),
        ("banyak(menit)", 8, "banyak(…) menghitung yang ya"),
        ("jumlah(menit > 3)", 14, "jumlah(…) perlu rupiah atau angka, bukan ya/tidak"),
        ("jumlah(gaji / max(menit; 1))", 13, "bulatkan tiap baris dulu"),
        ("jumlah(menit + umur_anak)", 14, "dua butir berbeda dalam satu rumus: hari dan anak"),
        ("kelompok.penghasilan", 1, "hanya di dalam jumlah(…)"),
        ("jumlah(kelompok.penghasilann)", 8, "kelompok 'penghasilann' tidak ada"),
        ("tabel.tarif", 1, "perlu kunci, misalnya tabel.tarif[…]"),
        ("tabel.tarip[status] * gaji", 1, "tabel 'tarip' tidak ada"),
        ("tabel.tarif[status; 1] * gaji", 1, "berkunci 1 (golongan), bukan 2"),
        ("tabel.tarif[aktif] * gaji", 13, "harus pilihan atau angka"),
        ("tabel.tarif[tmt] * gaji", 13, "harus pilihan atau angka"),
        ("tabel.tarif[3] * gaji", 13, "kunci tabel 'A' berupa teks, yang ditanyakan angka"),
        ("tabel.lapis[status] * gaji", 13, "rentang angka, bukan pilihan"),
        ("progresif(gaji; gaji)", 11, "progresif(…) perlu tabel"),
        ("progresif(tabel.tarif; gaji)", 11, "harus berkunci satu 'mulai'"),
        ("progresif(tabel.lapis; gaji / hari_kerja)", 29, "bulatkan dasarnya dulu"),
        ("bulan_ini(gaji)", 11, "aturan 'gaji' tidak ada"),
        ("bulan_ini(1)", 11, "perlu nama aturan"),
        ("gajii", 1, "'gajii' tidak ada sebagai fakta atau aturan"),
    ],
)
def test_what_means_nothing_is_refused_at_its_place(tmp_path, formula, column, said):
    message = refusal(tmp_path, formula)

    assert f"kolom {column}: " in message
    assert said in message


@pytest.mark.parametrize(
    ("formula", "column", "said"),
    [
        ("gaji = hari_hadir", 6, "'=' membandingkan rupiah dengan angka"),
        ("gaji > 0", 6, "membandingkan rupiah dengan angka"),
        ("aktif = aktif", 7, "ya/tidak tidak dibandingkan"),
        ("status < 'pns'", 8, "pilihan tidak berurutan"),
        ("status = 'honorer'", 10, "'honorer' bukan salah satu pilihannya"),
        ("status dalam ('pns'; 'guru')", 22, "'guru' bukan salah satu pilihannya"),
        ("gaji dalam ('pns')", 1, "'dalam' perlu pilihan, bukan rupiah"),
        ("tmt < '2024-02-30'", 7, "bukan tanggal"),
        ("tmt < '20240101'", 7, "bukan tanggal"),
        ("tmt < '2024-W01-1'", 7, "bukan tanggal"),
        ("tmt < status", 5, "membandingkan tanggal dengan pilihan"),
        ("bukan gaji", 7, "'bukan' perlu ya/tidak, bukan rupiah"),
        ("aktif dan gaji", 11, "'dan' perlu ya/tidak, bukan rupiah"),
        ("status", 0, "satuan 'ya' berarti ya; rumusnya memberi pilihan"),
    ],
)
def test_what_is_no_truth_is_refused_at_its_place(tmp_path, formula, column, said):
    message = refusal(tmp_path, formula, satuan="ya")

    assert not column or f"kolom {column}: " in message
    assert said in message


@pytest.mark.parametrize(
    ("formula", "hint"),
    [
        ("gajii", "Mungkin maksud Anda: gaji"),
        ("tabel.tarip[status] * gaji", "Mungkin maksud Anda: tarif"),
        ("jumlah(kelompok.penghasilann)", "Mungkin maksud Anda: penghasilan"),
        ("jika aktif maka gaji selainnya 0", "Nol rupiah ditulis Rp0"),
        ("jika status = 'pnss' maka gaji selainnya Rp0", "Mungkin maksud Anda: pns"),
        ("jika status = 'x' maka gaji selainnya Rp0", "Pilihannya: cpns, pns, pppk"),
    ],
)
def test_a_refusal_brings_a_suggestion(tmp_path, formula, hint):
    assert hint in refusal(tmp_path, formula)


def test_an_amount_in_a_group_is_whole(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules={"a": rule("gaji / 3", kelompok=["penghasilan"])})

    with pytest.raises(LawError, match="harus rupiah bulat") as caught:
        prove(program)

    assert "bulat(…)" in caught.value.hint


def test_a_total_of_a_list_is_whole(tmp_path):
    program = small_program(
        tmp_path,
        facts=FACTS,
        rules={"bersih": rule("gaji / 3")},
        lists={"gaji_induk": {"baris": ["penghasilan"], "jumlah": ["bersih"]}},
        pay_list="gaji_induk",
    )

    with pytest.raises(LawError, match="harus rupiah bulat"):
        prove(program)


@pytest.mark.parametrize(("satuan", "formula"), [("pilihan", "status"), ("tanggal", "tmt")])
def test_what_has_no_zero_cannot_be_conditional(tmp_path, satuan, formula):
    program = small_program(tmp_path, facts=FACTS, rules={"a": rule(formula, satuan, syarat="aktif")})

    with pytest.raises(LawError, match="tidak ada nol untuknya"):
        prove(program)


def test_what_could_exceed_127_bits_is_refused(tmp_path):
    facts = {name: fact("angka", sampai="1.000.000.000.000.000.000") for name in ("a", "b", "c")}
    wide = small_program(tmp_path / "lebar", "a * b", satuan="angka", facts=facts)
    too_wide = small_program(tmp_path / "terlalu_lebar", "a * b * c", satuan="angka", facts=facts)

    assert wide.run_one(dict.fromkeys("ab", 10**18)).amounts == {"hasil": 10**36}
    with pytest.raises(LawError, match="127 bit"):
        prove(too_wide)


@pytest.mark.parametrize(
    ("formula", "low", "high"),
    [
        ("gaji", 0, 10**8),
        ("-gaji", -(10**8), 0),
        ("gaji / 3", 0, Fraction(10**8, 3)),
        ("Rp100 / hari_kerja", Fraction(100, 31), 100),
        ("max(gaji - Rp1.000; Rp0)", 0, 10**8 - 1000),
        ("bulat(gaji * 0,5%)", 0, 500_000),
        ("jumlah(menit * Rp1)", 0, 31_000),
        ("jika aktif maka Rp5 selainnya -Rp5", -5, 5),
    ],
)
def test_the_bounds_that_are_proved(tmp_path, formula, low, high):
    program = small_program(tmp_path, formula, facts=FACTS)

    value = program.rule("hasil").value

    assert (value.low, value.high) == (low, high)
