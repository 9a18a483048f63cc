"""The 45 columns of SIPD gaji and the TPP form: read, written, and tied to the totals."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from praja.rules.schema import Kind
from praja.sheet import GAJI_FORM, TPP_FORM, SheetNotTied, SheetNotWritten, write_sipd
from praja.sheet.sipd import GAJI, TPP
from praja.sheet.write import sipd_frame
from tests.unit.sheet.lists import (
    ANI,
    BUDI,
    FACTS,
    SARI,
    WATI,
    fact,
    only_problem,
    read,
    value_of,
    write_csv,
    write_xlsx,
)

HEADERS = [column.header for column in GAJI]


def row(nip: str, **cells: Any) -> list[Any]:
    """Return a row of the form; cells by key."""
    filled: dict[str, Any] = {
        "nip": nip,
        "nama": f"Pegawai {nip[-1]}",
        "tipe_jabatan": 3,
        "nama_jabatan": "Pengadministrasi",
        "eselon": "00",
        "status_asn": 1,
        "golongan": "III/a",
        "masa_kerja_golongan": 6,
        "jumlah_istri_suami": 1,
        "jumlah_anak": 2,
        "jumlah_tanggungan": 3,
        "pasangan_pns": "TIDAK",
        **cells,
    }
    return [filled.get(column.key, 0 if column.holds.name == "AMOUNT" else "") for column in GAJI]


def test_the_form_has_its_columns_at_their_letters() -> None:
    from praja.sheet.cells import letter_of

    letters = {column.key: letter_of(position) for position, column in enumerate(GAJI)}
    assert len(GAJI) == 45
    assert len(TPP) == 34
    assert letters["gaji_pokok"] == "V"
    assert letters["tunjangan_keluarga"] == "Y"
    assert letters["tunjangan_jaminan_hari_tua"] == "AL"
    assert letters["bulog"] == "AP"
    assert letters["jumlah_gaji_dan_tunjangan"] == "AQ"
    assert letters["jumlah_ditransfer"] == "AS"


def test_the_gaji_form_is_recognised_and_its_codes_become_facts(tmp_path: Path) -> None:
    rows = [
        HEADERS,
        row(
            SARI,
            tipe_jabatan="1",
            eselon="III.a",
            golongan="IV/a",
            masa_kerja_golongan="20 tahun 3 bulan",
            gaji_pokok=4_000_000,
            jumlah_ditransfer="4.500.000",
            nik="3374014203850001",
        ),
        row(BUDI, status_asn="2", golongan="IX", jumlah_istri_suami=0, zakat=50_000, bulog=72_420),
        row(ANI, status_asn=3, masa_kerja_golongan="0", jumlah_anak=0),
    ]

    sheet = read(write_xlsx(tmp_path / "sipd.xlsx", {"Sheet1": rows}))

    assert sheet.layout == "sipd"
    assert sheet.problems.is_empty()
    assert sheet.unknown_columns == ()
    found = sheet.frames["orang"].select(
        "status_asn",
        "golongan",
        "mkg",
        "jenis_jabatan",
        "eselon",
        "pasangan_ditunjang",
        "jumlah_anak_ditunjang",
        "kuasa_zakat",
        "harga_beras_natura",
    )
    assert found.rows() == [
        ("pns", "IV/a", 20, "struktural", "III.a", True, 2, False, 0),
        ("pppk", "IX", 6, "pelaksana", "tidak_ada", False, 2, True, 72_420),
        ("cpns", "III/a", 0, "pelaksana", "tidak_ada", True, 0, False, 0),
    ]
    given = sheet.frames["orang"].select(
        "sipd_gaji_pokok", "sipd_jumlah_ditransfer", "sipd_zakat", "sipd_status_asn"
    )
    assert given.rows() == [
        (4_000_000, 4_500_000, 0, "1"),
        (0, 0, 50_000, "2"),
        (0, 0, 0, "3"),
    ]
    assert any("1 orang berstatus ASN 3 dibaca sebagai CPNS" in notice for notice in sheet.notices)


@pytest.mark.parametrize(
    "spelling",
    [
        {
            "Jumlah Istri_Suami": "Jumlah Istri/Suami",
            "golongan": "Golongan",
            "Potongan PPh 21": "PotonganPPH21",
        },
        {"Jumlah Istri_Suami": "JUMLAH ISTRI SUAMI", "Jumlah Ditransfer": "Jumlah Di Transfer"},
    ],
)
def test_other_spellings_of_the_headers(tmp_path: Path, spelling: dict[str, str]) -> None:
    header = [spelling.get(title, title) for title in HEADERS]

    sheet = read(write_csv(tmp_path / "sipd.csv", [header, row(SARI, potongan_pph_21=5)]))

    assert sheet.layout == "sipd"
    assert sheet.unknown_columns == ()
    assert value_of(sheet, SARI, "pasangan_ditunjang") is True
    assert value_of(sheet, SARI, "sipd_potongan_pph_21") == 5


@pytest.mark.parametrize(
    ("text", "years"),
    [("10", 10), ("10 tahun", 10), ("10 Thn 03 Bln", 10), ("8 th. 1 bl.", 8), ("07 TAHUN, 11 BULAN", 7)],
)
def test_years_of_service_with_months(tmp_path: Path, text: str, years: int) -> None:
    sheet = read(write_csv(tmp_path / "sipd.csv", [HEADERS, row(SARI, masa_kerja_golongan=text)]))

    assert value_of(sheet, SARI, "mkg") == years


def test_bad_codes_are_the_problems_of_their_people(tmp_path: Path) -> None:
    rows = [
        HEADERS,
        row(SARI),
        row(BUDI, status_asn=7),
        row(ANI, masa_kerja_golongan="sepuluh"),
        row(WATI, gaji_pokok="?"),
    ]

    sheet = read(write_csv(tmp_path / "sipd.csv", rows))

    kinds = sheet.problems.select("nip", "jenis", "nilai").rows()
    assert sorted(kinds) == sorted(
        [(WATI, "pembanding_salah", "?"), (BUDI, "pilihan_salah", "7"), (ANI, "angka_salah", "sepuluh")]
    )
    assert value_of(sheet, SARI, "status_asn") == "pns"
    assert "hanya untuk pembanding" in sheet.problems.filter(pl.col("nip") == WATI)["mengapa"][0]
    assert sheet.bad_cells["nip"].to_list() == [BUDI, ANI]


def test_our_own_columns_may_stand_beside_those_of_the_form(tmp_path: Path) -> None:
    rows = [[*HEADERS, "Pagu TPP"], [*row(SARI), "3750000"]]

    sheet = read(write_csv(tmp_path / "sipd.csv", rows))

    assert sheet.layout == "sipd"
    assert value_of(sheet, SARI, "pagu_tpp") == 3_750_000


def test_a_functional_post_is_read_out_of_the_job_title(tmp_path: Path) -> None:
    facts = {
        **FACTS,
        "jabatan_fungsional": fact(
            "jabatan_fungsional", Kind.PILIHAN, choices=("Perawat", "Pranata Komputer", "tidak_ada")
        ),
        "jenjang_jabatan": fact("jenjang_jabatan", Kind.PILIHAN, choices=("Ahli Pertama", "Ahli Muda")),
    }
    rows = [HEADERS, row(SARI, nama_jabatan="PRANATA KOMPUTER AHLI MUDA", tipe_jabatan=2), row(BUDI)]

    sheet = read(write_csv(tmp_path / "sipd.csv", rows), facts=facts)

    assert value_of(sheet, SARI, "jabatan_fungsional") == "Pranata Komputer"
    assert value_of(sheet, SARI, "jenjang_jabatan") == "Ahli Muda"
    assert value_of(sheet, BUDI, "jabatan_fungsional") is None
    assert sheet.labels["orang"]["jenjang_jabatan"] == "Nama Jabatan"


# --- writing

PEOPLE = pl.DataFrame(
    {
        "nip": [SARI, BUDI],
        "nama": ["Sari Dewi, S.E.", "=Budi"],
        "unit": ["Kecamatan Banyumanik", None],
        "status_asn": ["pns", "pppk"],
        "golongan": ["III/c", "IX"],
        "mkg": [14, 4],
        "eselon": ["tidak_ada", "III.a"],
        "jenis_jabatan": ["pelaksana", "struktural"],
        "pasangan_ditunjang": [True, False],
        "jumlah_anak_ditunjang": [2, 0],
        "nik": ["0374014203850001", None],
    }
)
# The worked row of the form: V 1000000, Y 150000, Z 25000, AB 10000, AC 20000, AD 5000, AE 1, AF 100, AG
# 10, AH 20,
# AI 3, AK 7, AM 40, AN 2 (AJ, AL and AO of the public example have no line of ours).
LINES = {
    "gaji_pokok": 1_000_000,
    "tunjangan_suami_istri": 100_000,
    "tunjangan_anak": 50_000,
    "tunjangan_struktural": 25_000,
    "tunjangan_fungsional": 0,
    "tunjangan_umum": 10_000,
    "tunjangan_beras": 20_000,
    "tunjangan_pph": 5_000,
    "pembulatan": 1,
    "bpjs_4": 100,
    "jkk": 10,
    "jkm": 20,
    "taperum": 3,
    "tunjangan_papua": 7,
    "iwp": 30,
    "bpjs_1": 10,
    "pph": 2,
    "kotor": 1_210_138,
    "jumlah_potongan": 175,
    "bersih": 1_209_963,
}


def amounts(**changes: int | None) -> pl.DataFrame:
    """Return the lines of Sari as they are and those of Budi with some changed."""
    lines = {name: [value, changes.get(name, value)] for name, value in LINES.items()}
    return pl.DataFrame({"nip": [SARI, BUDI], **lines}, schema_overrides=dict.fromkeys(LINES, pl.Int64))


def test_the_totals_of_the_form_are_the_totals_of_the_engine() -> None:
    frame, left_out = sipd_frame(GAJI_FORM, amounts=amounts(), people=PEOPLE)

    assert left_out.is_empty()
    assert frame.columns == HEADERS
    assert frame["Tunjangan Keluarga"].to_list() == [150_000] * 2
    assert frame["Jumlah Gaji dan Tunjangan"].to_list() == [1_210_138] * 2
    assert frame["Jumlah Potongan"].to_list() == [175] * 2
    assert frame["Jumlah Ditransfer"].to_list() == [1_209_963] * 2


def test_the_worked_row_of_the_public_example() -> None:
    parts = {
        **GAJI_FORM.parts,
        "iuran_pensiun": ("aj",),
        "tunjangan_jaminan_hari_tua": ("al",),
        "zakat": ("ao",),
    }
    import dataclasses

    form = dataclasses.replace(GAJI_FORM, parts=parts)
    lines = amounts().with_columns(
        pl.lit(4).alias("aj"),
        pl.lit(30).alias("al"),
        pl.lit(1).alias("ao"),
        pl.lit(210).alias("jumlah_potongan"),
        pl.lit(1_209_928).alias("bersih"),
    )

    frame, _ = sipd_frame(form, amounts=lines, people=PEOPLE)

    assert frame.select(frame.columns[42:]).row(0) == (1_210_138, 210, 1_209_928)


def test_totals_that_do_not_tie_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sipd.xlsx"

    with pytest.raises(SheetNotTied) as refused:
        write_sipd(
            path, form=GAJI_FORM, amounts=amounts(jumlah_potongan=10_175, bersih=1_199_963), people=PEOPLE
        )

    assert refused.value.people == (BUDI,)
    assert f"NIP {BUDI}: Jumlah Potongan menurut formulir 175, menurut hitungan 10175" in refused.value.why
    assert "belum mempunyai kolom" in refused.value.what_to_do
    assert list(tmp_path.iterdir()) == []


def test_people_who_do_not_tie_can_be_left_out(tmp_path: Path) -> None:
    written = write_sipd(
        tmp_path / "sipd.xlsx",
        form=GAJI_FORM,
        amounts=amounts(kotor=5),
        people=PEOPLE,
        leave_out_untied=True,
    )

    assert written.people == 1
    assert written.left_out["nip"].to_list() == [BUDI]
    assert "Jumlah Gaji dan Tunjangan menurut formulir 1210138" in written.left_out["mengapa"][0]


def test_people_with_unknown_amounts_are_left_out_and_named(tmp_path: Path) -> None:
    lines = amounts(kotor=None, bersih=None, pph=None)

    written = write_sipd(tmp_path / "sipd.xlsx", form=GAJI_FORM, amounts=lines, people=PEOPLE)

    assert written.people == 1
    assert written.left_out.rows() == [(BUDI, "ada jumlah yang belum dapat dihitung")]


def test_a_negative_column_is_not_written(tmp_path: Path) -> None:
    lines = amounts(tunjangan_beras=-20_000, kotor=1_170_138, bersih=1_169_963)

    with pytest.raises(SheetNotTied, match="bernilai negatif"):
        write_sipd(tmp_path / "sipd.xlsx", form=GAJI_FORM, amounts=lines, people=PEOPLE)


def test_a_result_without_the_totals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetNotWritten, match="memerlukan baris bersih"):
        write_sipd(tmp_path / "x.xlsx", form=GAJI_FORM, amounts=amounts().drop("bersih"), people=PEOPLE)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "sipd.xlsx"
    write_sipd(path, form=GAJI_FORM, amounts=amounts(), people=PEOPLE)

    sheet = read(path)

    assert sheet.layout == "sipd"
    assert sheet.problems.is_empty()
    assert sheet.frames["orang"].select(
        "nip", "nama", "nik", "status_asn", "golongan", "mkg", "eselon", "jenis_jabatan", "pasangan_ditunjang"
    ).rows() == [
        (SARI, "Sari Dewi, S.E.", "0374014203850001", "pns", "III/c", 14, "tidak_ada", "pelaksana", True),
        (BUDI, "'=Budi", None, "pppk", "IX", 4, "III.a", "struktural", False),
    ]
    assert value_of(sheet, BUDI, "sipd_jumlah_ditransfer") == 1_209_963


def test_codes_that_came_with_the_form_go_back_unchanged(tmp_path: Path) -> None:
    rows = [
        HEADERS,
        row(SARI, status_asn="3", status_pernikahan="1", kode_bank="113", tanggal_lahir="15-03-1985"),
    ]
    sheet = read(write_csv(tmp_path / "masuk.csv", rows))

    frame, _ = sipd_frame(GAJI_FORM, amounts=amounts().head(1), people=sheet.frames["orang"])

    given = frame.select(
        "Status ASN", "Status Pernikahan", "Kode Bank", "Tanggal Lahir Pegawai", "Eselon", "Jumlah Tanggungan"
    )
    assert given.row(0) == ("3", "1", "113", "15-03-1985", "00", "3")


def test_the_tpp_form_ties_as_well() -> None:
    lines = {
        "tpp_bk": 500_000,
        "tpp_pk": 200_000,
        "tunjangan_pph": 10_000,
        "bpjs_4": 1_000,
        "jkk": 100,
        "jkm": 200,
        "bpjs_1": 968,
        "pph_final_tpp": 2,
        "kotor": 711_300,
        "jumlah_potongan": 2_270,
        "bersih": 709_030,
    }
    table = pl.DataFrame({"nip": [SARI], **{name: [value] for name, value in lines.items()}})

    frame, _ = sipd_frame(TPP_FORM, amounts=table, people=PEOPLE)

    assert frame.height == 1
    assert frame["TPP Beban Kerja"][0] == 500_000
    assert frame.select("Jumlah TPP", "Jumlah Potongan", "Jumlah Ditransfer").row(0) == (
        711_300,
        2_270,
        709_030,
    )


def test_thr_uses_the_gaji_form() -> None:
    lines = {"thr_gaji_pokok": 4_971_700, "thr_tunjangan_beras": 289_680, "pph": 0, "kotor": 5_261_380}
    table = pl.DataFrame({"nip": [SARI], **{n: [v] for n, v in lines.items()}}).with_columns(
        pl.lit(0).alias("jumlah_potongan"), pl.col("kotor").alias("bersih")
    )

    frame, _ = sipd_frame(GAJI_FORM, amounts=table, people=PEOPLE)

    assert frame.select("Gaji Pokok", "Tunjangan Beras", "Jumlah Ditransfer").row(0) == (
        4_971_700,
        289_680,
        5_261_380,
    )


def test_nobody_to_write(tmp_path: Path) -> None:
    written = write_sipd(tmp_path / "x.xlsx", form=GAJI_FORM, amounts=amounts().clear(), people=PEOPLE)

    assert written.people == 0


def test_a_date_in_the_people_frame_is_written_day_first() -> None:
    dated = PEOPLE.with_columns(pl.lit(datetime.date(1985, 3, 15)).alias("tanggal_lahir"))

    frame, _ = sipd_frame(GAJI_FORM, amounts=amounts(), people=dated)

    assert frame["Tanggal Lahir Pegawai"].to_list() == ["15-03-1985"] * 2


def test_one_bad_amount_for_comparison_is_only_a_warning(tmp_path: Path) -> None:
    sheet = read(write_csv(tmp_path / "x.csv", [HEADERS, row(SARI, tunjangan_beras="1,5")]))

    assert only_problem(sheet)["jenis"] == "pembanding_salah"
    assert sheet.bad_cells.is_empty()
