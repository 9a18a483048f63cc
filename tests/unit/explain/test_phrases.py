"""The sentences of an explanation, one for each thing that a formula can say."""

from __future__ import annotations

import json
import re

import pytest

from praja.rules.phrases import EN, ID, Phrases
from tests.unit.explain.phrased_law import SARI, program, sari
from tests.unit.rules.small_law import fact, rule, small_program, version

SENTENCES = {
    # --- a value handed on is not said twice
    "pokok": ("Pokok: gaji pokok Rp3.760.100", "Base: basic salary Rp3,760,100"),
    "nama_sama": ("Gaji pokok: Rp3.760.100", "Basic salary: Rp3,760,100"),
    # --- rounding is told where something was rounded
    "terdekat": (
        "Terdekat: 2,5% × gaji pokok Rp3.760.100 = Rp94.002,50, "
        "dibulatkan ke rupiah terdekat menjadi Rp94.003",
        "Nearest: 2.5% × basic salary Rp3,760,100 = Rp94,002.50, rounded to the nearest rupiah to Rp94,003",
    ),
    "tanpa_bulat": (
        "Tanpa bulat: 10% × gaji pokok Rp3.760.100 = Rp376.010",
        "Not rounded: 10% × basic salary Rp3,760,100 = Rp376,010",
    ),
    "ke_bawah_ribuan": (
        "Ke bawah: gaji pokok Rp3.760.100 ÷ 7 = Rp537.157,14…, "
        "dibulatkan ke bawah ke Rp1.000 menjadi Rp537.000",
        "Down: basic salary Rp3,760,100 ÷ 7 = Rp537,157.14…, rounded down to Rp1,000 to Rp537,000",
    ),
    "ke_atas_ratusan": ("Ke atas: gaji pokok Rp3.760.100", "Up: basic salary Rp3,760,100"),
    "rasio": (
        "Rasio: capaian 95,5% ÷ 3 = 31,833333…%, dibulatkan ke 0,01% terdekat menjadi 31,83%",
        "Ratio: achievement 95.5% ÷ 3 = 31.833333…%, rounded to the nearest 0.01% to 31.83%",
    ),
    "di_dalam": (
        "Di dalam: (gaji pokok Rp3.760.100 ÷ 3, dibulatkan ke rupiah terdekat menjadi Rp1.253.367) "
        "× anak yang ditunjang 2 orang = Rp2.506.734",
        "Within: (basic salary Rp3,760,100 ÷ 3, rounded to the nearest rupiah to Rp1,253,367) "
        "× supported children 2 persons = Rp2,506,734",
    ),
    # --- branches: the one that was taken, and why
    "cabang": (
        "Cabang: Rp1.000 (karena status kepegawaian: pns)",
        "Branch: Rp1,000 (because employment status: pns)",
    ),
    "cabang_bulat": (
        "Cabang dibulatkan: gaji pokok Rp3.760.100 ÷ 3 (karena kawin: ya) = Rp1.253.366,66…, "
        "dibulatkan ke rupiah terdekat menjadi Rp1.253.367",
        "Branch rounded: basic salary Rp3,760,100 ÷ 3 (because married: yes) = Rp1,253,366.66…, "
        "rounded to the nearest rupiah to Rp1,253,367",
    ),
    "cabang_di_dalam": (
        "Cabang di dalam: gaji pokok Rp3.760.100 + Rp5 (karena kawin: ya) = Rp3.760.105",
        "Branch within: basic salary Rp3,760,100 + Rp5 (because married: yes) = Rp3,760,105",
    ),
    "batas": (
        "Batas: 1 (karena masa kerja 14 tahun ≥ 10 dan anak yang ditunjang 2 orang)",
        "Limit: 1 (because years of service 14 ≥ 10 and supported children 2 persons)",
    ),
    # --- yes and no: what decided
    "keduanya": (
        "Keduanya: ya (karena kawin: ya dan ditahan: tidak dan masa kerja 14 tahun > 5)",
        "Both: yes (because married: yes and detained: no and years of service 14 > 5)",
    ),
    "salah_satunya": (
        "Salah satunya: tidak (karena ditahan: tidak dan masa kerja 14 tahun ≥ 5)",
        "Either: no (because detained: no and years of service 14 ≥ 5)",
    ),
    "salah_satu": (
        "Salah satu: ya (karena status kepegawaian: pns)",
        "One of: yes (because employment status: pns)",
    ),
    "tetap": ("Tetap: ya", "Constant: yes"),
    "sejak": (
        "Sejak 2024: ya (karena TMT 1 April 2024 ≥ 1 Januari 2024)",
        "Since 2024: yes (because since 1 April 2024 ≥ 1 January 2024)",
    ),
    # --- arithmetic reads as it was reckoned
    "terkecil": (
        "Terkecil: terkecil dari gaji pokok Rp3.760.100 dan (Rp2.000.000 + (koreksi −Rp250.000)) "
        "= Rp1.750.000",
        "Least: the least of basic salary Rp3,760,100 and (Rp2,000,000 + (correction −Rp250,000)) "
        "= Rp1,750,000",
    ),
    "terbesar": (
        "Terbesar: terbesar dari anak yang ditunjang 2 orang dan 2 = 2 orang",
        "Greatest: the greatest of supported children 2 persons and 2 = 2 persons",
    ),
    "negatif": (
        "Negatif: −(koreksi −Rp250.000) − (gaji pokok Rp3.760.100 − Rp5) = −Rp3.510.095",
        "Negative: −(correction −Rp250,000) − (basic salary Rp3,760,100 − Rp5) = −Rp3,510,095",
    ),
    "bagi": (
        "Bagi: (gaji pokok Rp3.760.100 + (koreksi −Rp250.000)) × anak yang ditunjang 2 orang ÷ 12 "
        "= Rp585.016,66…, dibulatkan ke bawah ke rupiah menjadi Rp585.016",
        "Divided: (basic salary Rp3,760,100 + (correction −Rp250,000)) × supported children 2 persons ÷ 12 "
        "= Rp585,016.66…, rounded down to rupiah to Rp585,016",
    ),
    # --- days, earlier payments, tables
    "lama": (
        "Lama: bulan dari TMT 1 April 2024 sampai awal bulan 1 Oktober 2026 = 30",
        "Long: months from since 1 April 2024 to first day of the month 1 October 2026 = 30",
    ),
    "selisih_hari": (
        "Selisih: hari dari 1 September 2026 sampai tanggal bayar 1 Oktober 2026 = 30",
        "Difference: days from 1 September 2026 to day of payment 1 October 2026 = 30",
    ),
    "sudah": (
        "Sudah: sudah dibayar bulan ini untuk pokok Rp1.000.000 + sudah dibayar tahun ini untuk pokok "
        "Rp30.000.000 − pokok bulan dasar Rp3.500.000 = Rp27.500.000",
        "Already: already paid this month for base Rp1,000,000 + already paid this year for base "
        "Rp30,000,000 − base of the base month Rp3,500,000 = Rp27,500,000",
    ),
    "tarif": ("Tarif: tabel tarif 5%", "Rate: table tarif 5%"),
    "pajak": (
        "Pajak: tarif berlapis atas gaji pokok Rp3.760.100: 5% × Rp3.760.100 = Rp188.005",
        "Tax: progressive rates on basic salary Rp3,760,100: 5% × Rp3,760,100 = Rp188,005",
    ),
    # --- sums over groups and finer rows
    "tanpa_anggota": ("Tanpa anggota: jumlah kelompok kosong Rp0", "No members: sum of group kosong Rp0"),
    "satu_anggota": ("Satu anggota: anggota Rp3.760.100", "One member: member Rp3,760,100"),
    "banyak_anggota": (
        "Banyak anggota: jumlah kelompok sembilan Rp45",
        "Many members: sum of group sembilan Rp45",
    ),
    "banyaknya": ("Banyaknya: banyaknya kelompok syarat 1", "Count: number of group syarat 1"),
    "dewasa": (
        "Anak dewasa: banyaknya umur sejak tanggal lahir anak pada awal bulan > 20 dari 2 baris anak = 1",
        "Grown children: number of age of one born birthday on first day of the month > 20 "
        "of 2 rows (child) = 1",
    ),
    "jumlah_umur": (
        "Jumlah umur: jumlah umur anak dari 2 baris anak = 36 tahun",
        "Sum of ages: sum of child's age of 2 rows (child) = 36 years",
    ),
    "total_menit": (
        "Jumlah menit: jumlah lama dari 3 baris kejadian = 55 menit",
        "Total minutes: sum of length of 3 rows (event) = 55 minutes",
    ),
    "denda_kejadian": ("Denda kejadian, tiap baris:", "Fine of the event, row by row:"),
    # --- conditions
    "bersyarat": (
        "Bersyarat: Rp7 × anak yang ditunjang 2 orang = Rp14",
        "Conditional: Rp7 × supported children 2 persons = Rp14",
    ),
    "dicabut_dulu": (
        "Dicabut: Rp0 (tidak berlaku: sudah dicabut)",
        "Repealed: Rp0 (does not apply: repealed)",
    ),
}


@pytest.mark.parametrize("rule", SENTENCES)
@pytest.mark.parametrize("words", [ID, EN], ids=["id", "en"])
def test_a_sentence(rule, words):
    said = sari().step(rule, words.lang).sentence(words)

    assert said == SENTENCES[rule][words is EN]


@pytest.mark.parametrize(
    ("rule", "changes", "said"),
    [
        pytest.param(
            "cabang",
            {"status": "pppk"},
            "Cabang: Rp3.000 (karena status kepegawaian: pppk)",
            id="asked twice, told once",
        ),
        pytest.param(
            "cabang",
            {"status": "paruh_waktu"},
            "Cabang: Rp2.000 (karena status kepegawaian: paruh waktu)",
            id="words",
        ),
        pytest.param(
            "batas", {"mkg": 9}, "Batas: 2 (karena masa kerja 9 tahun < 10)", id="the side that failed"
        ),
        pytest.param(
            "keduanya", {"kawin": False}, "Keduanya: tidak (karena kawin: tidak)", id="one no is enough"
        ),
        pytest.param(
            "salah_satunya",
            {"ditahan": True},
            "Salah satunya: ya (karena ditahan: ya)",
            id="one yes is enough",
        ),
        pytest.param(
            "terbesar",
            {"jumlah_anak": 1},
            "Terbesar: terbesar dari anak yang ditunjang 1 orang dan 2 = 2 orang",
            id="one",
        ),
        pytest.param(
            "bersyarat", {"kawin": False}, "Bersyarat: Rp0 (tidak berlaku: kawin: tidak)", id="guard"
        ),
        pytest.param(
            "bersyarat",
            {"jumlah_anak": 0},
            "Bersyarat: Rp0 (tidak berlaku: anak yang ditunjang 0 orang)",
            id="second guard",
        ),
        pytest.param("terdekat", {"gaji": None}, "Terdekat: belum dapat dihitung", id="unknown"),
        pytest.param("bersyarat", {"kawin": None}, "Bersyarat: belum dapat dihitung", id="unknown guard"),
        pytest.param(
            "pajak",
            {"gaji": 75_000_500},
            "Pajak: tarif berlapis atas gaji pokok Rp75.000.500: 5% × Rp60.000.000 + 15% × Rp15.000.500 "
            "= Rp5.250.075",
            id="two layers",
        ),
        pytest.param("pajak", {"gaji": 0}, "Pajak: tarif berlapis atas gaji pokok Rp0 = Rp0", id="no layer"),
        pytest.param(
            "dewasa",
            {"anak": []},
            "Anak dewasa: banyaknya umur sejak tanggal lahir anak pada awal bulan > 20 dari 0 baris anak = 0",
            id="no children",
        ),
    ],
)
def test_of_somebody_else(rule, changes, said):
    assert sari(**changes).step(rule).sentence(ID) == said


def test_one_is_not_several():
    said = sari(jumlah_anak=1, mkg=1)

    assert "supported children 1 person " in said.step("di_dalam", "en").sentence(EN)


def test_finer_rows_that_counted():
    said = sari()

    assert [row.sentence(ID) for row in said.step("denda_kejadian").rows] == [
        "baris 1: lama 45 menit × Rp1.000 ÷ 7 (karena jenis kejadian: terlambat) = Rp6.428,57…, "
        "dibulatkan ke rupiah terdekat menjadi Rp6.429",
        "baris 3: lama 10 menit × Rp1.000 ÷ 7 (karena jenis kejadian: terlambat) = Rp1.428,57…, "
        "dibulatkan ke rupiah terdekat menjadi Rp1.429",
    ]
    assert [row.value for row in said.step("denda_kejadian").rows] == ["Rp6.429", "Rp1.429"]
    assert [row.sentence(EN) for row in said.step("total_menit", "en").rows] == [
        "row 1: length 45 minutes",
        "row 3: length 10 minutes",
    ]


def test_at_most_a_months_days_are_listed():
    many = sari(kejadian=[{"menit": 1, "jenis": "terlambat"}] * 150)

    assert len(many.step("total_menit").rows) == 31
    assert "dari 150 baris kejadian = 150 menit" in many.step("total_menit").sentence(ID)


def test_a_finer_row_that_is_unknown():
    unknown = sari(kejadian=[{"menit": 5, "jenis": "terlambat"}, {"menit": None, "jenis": "terlambat"}])

    assert unknown.step("denda").sentence(ID) == "Denda: belum dapat dihitung"
    assert unknown.step("denda_kejadian").rows[1].sentence(ID) == (
        "baris 2: belum dapat dihitung [Jenis kejadian: terlambat; Lama: ?]"
    )
    (problem,) = [one for one in unknown.problems if one.fact == "menit"]
    assert problem.row == 2


@pytest.mark.parametrize(
    ("rule", "changes", "rows"),
    [
        pytest.param("tarif", {}, [("kode pns, bruto mulai Rp0", "5%", 2)], id="from"),
        pytest.param(
            "tarif", {"gaji": 5_000_000}, [("kode pns, bruto mulai Rp5.000.000", "15%", 3)], id="at the edge"
        ),
        pytest.param(
            "tarif", {"status": "pppk"}, [("kode pppk, bruto mulai Rp0", "0,25%", 4)], id="another key"
        ),
        pytest.param("tarif_atas", {"mkg": 5}, [("mkg sampai 5", "1%", 2)], id="up to"),
        pytest.param("tarif_atas", {"mkg": 11}, [("mkg tanpa batas atas", "3%", 4)], id="without limit"),
        pytest.param("tarif_sama", {}, [("kode pns", "1%", 2)], id="equal"),
        pytest.param("tarif_sama", {"status": "paruh_waktu"}, [], id="in no row"),
        pytest.param(
            "pajak",
            {"gaji": 70_000_000},
            [("pkp mulai Rp0", "5%", 2), ("pkp mulai Rp60.000.000", "15%", 3)],
            id="every layer that was reached",
        ),
    ],
)
def test_rows_of_tables(rule, changes, rows):
    used = sari(**changes).step(rule).tables

    assert [(row.row, row.value, row.line) for row in used] == rows
    assert all(row.file.startswith("nasional/tabel/") for row in used)


def test_what_is_in_no_row_says_so():
    (problem,) = [one for one in sari(status="paruh_waktu").problems if one.fact == "tabel.sama"]

    assert problem.message == "Tabel sama tidak punya baris untuk kode paruh_waktu."


def test_below_what_is_unknown_only_what_is_unknown():
    text = sari(gaji=None).text(only=["di_dalam", "bersyarat"])

    assert text.splitlines()[:4] == [
        "Di dalam: belum dapat dihitung",
        "  — PP 1/2020 Pasal 2, berlaku sejak 1 Januari 2020 [belum diperiksa]",
        "  · Gaji pokok: ?",
        "  · Anak yang ditunjang: 2 orang",
    ]
    assert "! Gaji pokok belum diisi. Isi kolom gaji dengan rupiah/bulan." in text


def test_text_tells_a_rule_once_and_what_it_stands_on_below_it():
    """The children's ages stand below the first line that reads them, and not below the second."""
    text = program().only("jumlah_umur", "dewasa", "denda").explain(SARI).text()

    assert text.splitlines()[:6] == [
        "Jumlah umur: jumlah umur anak dari 2 baris anak = 36 tahun",
        "  — PP 1/2020 Pasal 2, berlaku sejak 1 Januari 2020 [belum diperiksa]",
        "  Umur anak, tiap baris:",
        "    — PP 1/2020 Pasal 2, berlaku sejak 1 Januari 2020 [belum diperiksa]",
        "    · baris 1: umur sejak tanggal lahir anak 5 Mei 2001 pada awal bulan 1 Oktober 2026 = 25",
        "    · baris 2: umur sejak tanggal lahir anak 5 Mei 2015 pada awal bulan 1 Oktober 2026 = 11",
    ]
    assert text.count("Umur anak, tiap baris:") == 1
    assert "\nDenda: jumlah denda kejadian dari 3 baris kejadian = Rp7.858\n" in text
    assert "\n  Denda kejadian, tiap baris:\n" in text


def test_finer_rows_are_told_below_a_line_even_where_a_list_prints_them():
    said = program().only("umur_anak", "jumlah_umur").explain(SARI)

    assert said.lines() == ["jumlah_umur"]
    assert "  Umur anak, tiap baris:" in said.text()


EVENTS = {"menit": fact("angka", judul="Menit", butir="kejadian"), "berhak": fact("ya", judul="Berhak")}


def test_a_sum_over_finer_rows_whose_rule_is_repealed(tmp_path):
    denda = rule(None, "rupiah", version("Rp1 * menit"), version(None, "2021-01-01"), judul="Denda")
    law = small_program(tmp_path, "Rp5 + jumlah(denda)", facts=EVENTS, rules={"denda": denda})

    said = law.explain({"berhak": "ya", "kejadian": [{"menit": 3}]})

    assert said.step("hasil").filled == "Rp5 + jumlah denda Rp0"


def test_what_made_all_finer_rows_nothing_is_told(tmp_path):
    rules = {
        "dikenai": rule("berhak", "ya", judul="Dikenai denda"),
        "denda": rule("Rp1 * menit", syarat="dikenai"),
    }
    law = small_program(tmp_path, "jumlah(denda)", facts=EVENTS, rules=rules).only("hasil")

    text = law.explain({"berhak": "tidak", "kejadian": [{"menit": 3}]}).text(only=["hasil"])

    assert "    Dikenai denda: tidak (karena berhak: tidak)" in text


def test_a_rule_is_told_alike_whoever_was_told_of_it_before():
    """How it is told is made out once; of a person nothing must stay behind."""
    first, other = sari().text(), sari(kawin=False, status="pppk", jumlah_anak=0).text()

    assert first != other
    assert sari().text() == first


def test_json_holds_fractions_days_and_truths():
    rules = json.loads(sari().json())["aturan"]

    assert rules["rasio"]["value"] == "3183/10000"
    assert rules["keduanya"]["value"] is True
    assert rules["umur_anak"]["value"] is None
    assert rules["umur_anak"]["shown"] == ""
    assert rules["umur_anak"]["rows"][0]["facts"][0]["value"] == "5 Mei 2001"
    assert rules["dicabut_dulu"]["applies"] is False
    assert rules["terdekat"]["since"] == "2020-01-01"


def test_html_of_finer_rows_and_problems():
    page = sari(gaji=None).html("en")

    assert '<details class="aturan" data-aturan="denda_kejadian">' in page
    assert "<li>row 1: length 45 minutes" in page
    assert "<p>! Gaji pokok belum diisi." in page
    assert re.findall(r'data-aturan="(\w+)"', page).count("denda_kejadian") == 1


def test_a_rule_that_there_is_not():
    with pytest.raises(KeyError):
        sari().step("tidak_ada")


def test_each_language_has_all_words():
    assert Phrases.of("id") is ID
    assert Phrases.of("en") is EN
    assert ID.units.keys() == EN.units.keys()
    assert ID.context.keys() == EN.context.keys()
    assert ID.states.keys() == EN.states.keys()
    assert len(ID.earlier) == len(EN.earlier) == len(ID.rounded) == len(EN.rounded) == 3


def test_every_sentence_is_covered_here():
    """A new rule of the law above is a sentence that somebody has read."""
    spoken = set(SENTENCES) | {"tarif_atas", "tarif_sama", "umur_anak", "denda", "syarat_satu", "anggota"}

    assert {rule.name for rule in program().rules} - spoken == {f"bagian_{letter}" for letter in "abcdefghi"}
