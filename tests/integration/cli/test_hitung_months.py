"""Several lists of a month, a base month, the last month of a year: what was paid before is handed on."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.integration.cli.office import (
    ANI,
    BUDI,
    JOKO,
    PERIOD,
    SARI,
    WATI,
    everybody,
    hitung,
    person,
    problems,
    slip,
    slips,
    write_csv,
)

SHARED = ("pph", "bpjs_1", "bpjs_4")
"""What gaji and TPP of one month reckon together."""


@pytest.fixture(scope="module")
def month(tmp_path_factory, parquet_only):
    """Compute lists of the office and return the folder of the results; the same question is asked once."""
    folders: dict[str, Path] = {}

    def compute(lists, rows=None, *more, period=PERIOD) -> Path:
        key = repr((lists, rows, more, period))
        if key not in folders:
            place = tmp_path_factory.mktemp("bulan")
            list_ = write_csv(place / "daftar.csv", rows or everybody())
            said = hitung(list_, place / "hasil", "--daftar", lists, *more, period=period)
            assert said.err == "", said.err
            folders[key] = place / "hasil"
        return folders[key]

    return compute


def shared(folder, *, period=PERIOD):
    """Return what each person bore in all lists together."""
    both = [slips(folder, name, period).select("nip", *SHARED) for name in ("gaji", "tpp")]
    return pl.concat(both).group_by("nip", maintain_order=True).sum()


def test_which_list_is_paid_first_changes_nothing_in_total(month):
    gaji_first, tpp_first = month("gaji,tpp"), month("tpp,gaji")

    one, other = shared(gaji_first), shared(tpp_first)

    assert one["pph"].to_list() == other["pph"].to_list()
    assert slip(gaji_first, "gaji", BUDI)["bpjs_1"] != slip(tpp_first, "gaji", BUDI)["bpjs_1"]
    for line in ("bpjs_1", "bpjs_4"):
        # Each list rounds its own share, so the total may be one rupiah off; the ceiling is never passed.
        assert (one[line] - other[line]).abs().max() <= 1
    assert one["bpjs_1"].max() == other["bpjs_1"].max() == 120_000


def test_two_runs_are_one_run(month):
    """Gaji is paid on the 1st; TPP is computed days later from the results of gaji."""
    together = month("gaji,tpp")
    gaji = month("gaji")

    tpp = month("tpp", None, "--sudah-dibayar", gaji / f"gaji-{PERIOD}.parquet")

    assert slips(gaji, "gaji").equals(slips(together, "gaji"))
    assert slips(tpp, "tpp").equals(slips(together, "tpp"))


def test_without_the_results_of_gaji_too_little_tax_is_taken(month):
    """Why `--sudah-dibayar` exists: alone, TPP does not know of gaji."""
    together, alone = month("gaji,tpp"), month("tpp")

    assert slip(alone, "tpp", SARI)["pph"] < slip(together, "tpp", SARI)["pph"]
    assert slip(alone, "tpp", SARI)["bpjs_1"] > slip(together, "tpp", SARI)["bpjs_1"]


def test_what_the_list_says_was_paid_counts_too(month):
    together, gaji = month("gaji,tpp"), month("gaji")
    paid = slip(gaji, "gaji", SARI)
    rules = ("bruto_pajak", "dasar_bpjs", "pph")
    rows = [{**person(SARI), **{f"bulan_ini({rule})": str(paid[rule]) for rule in rules}}]

    tpp = month("tpp", rows)

    assert slip(tpp, "tpp", SARI) == slip(together, "tpp", SARI)


def test_two_files_of_what_was_paid_are_added_up(month, tmp_path):
    """The same list paid in two halves, each half of the people: together they are the whole."""
    gaji = month("gaji")
    whole = pl.read_parquet(gaji / f"gaji-{PERIOD}.parquet")
    halves = [tmp_path / "separuh-1.parquet", tmp_path / "separuh-2.parquet"]
    whole.head(2).write_parquet(halves[0])
    whole.tail(3).write_parquet(halves[1])

    one = month("tpp", None, "--sudah-dibayar", gaji / f"gaji-{PERIOD}.parquet")
    two = month("tpp", None, "--sudah-dibayar", halves[0], "--sudah-dibayar", halves[1])

    assert slips(one, "tpp").equals(slips(two, "tpp"))


@pytest.mark.parametrize("runs", [1, 2])
def test_what_is_held_was_not_paid(month, runs):
    """Ani's TPP is computed but held: her gaji is taxed as if there were no TPP this month."""
    rows = everybody(ani={"lhkpn_tertunggak": "ya"})
    alone = month("gaji", rows)
    if runs == 1:
        folder = month("tpp,gaji", rows)
    else:
        tpp = month("tpp", rows)
        folder = month("gaji", rows, "--sudah-dibayar", tpp / f"tpp-{PERIOD}.parquet")

    assert slip(folder, "gaji", ANI) == slip(alone, "gaji", ANI)
    assert slip(folder, "gaji", SARI) != slip(alone, "gaji", SARI)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(lambda path: path.write_text("nip;pph\n"), "tidak terbaca sebagai Parquet", id="text"),
        pytest.param(lambda path: None, "tidak terbaca sebagai Parquet", id="missing"),
        pytest.param(
            lambda path: pl.DataFrame({"nip": [SARI], "warna": ["biru"]}).write_parquet(path),
            "tidak memuat satu pun yang dibaca",
            id="something else",
        ),
        pytest.param(
            lambda path: pl.DataFrame({"nip": [SARI, SARI], "pph": [1, 2]}).write_parquet(path),
            "tidak punya kolom nip yang unik",
            id="a person twice",
        ),
        pytest.param(
            lambda path: pl.DataFrame({"nip": [int(SARI)], "pph": [1]}).write_parquet(path),
            "tidak punya kolom nip yang unik",
            id="NIP as a number",
        ),
        pytest.param(
            lambda path: pl.DataFrame({"nip": [SARI], "pph": [1.5], "gaji_pokok": [0.5]}).write_parquet(path),
            "bukan rupiah bulat",
            id="half a rupiah",
        ),
    ],
)
@pytest.mark.parametrize("option", ["--sudah-dibayar", "--bulan-dasar"])
def test_results_that_are_none(tmp_path, option, make, told):
    make(tmp_path / "lain.parquet")
    list_ = "tpp" if option == "--sudah-dibayar" else "thr"
    said = hitung(
        write_csv(tmp_path / "daftar.csv", everybody()),
        tmp_path / "hasil",
        "--daftar",
        list_,
        option,
        tmp_path / "lain.parquet",
        period="2026-03",
    )

    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "Pakai Parquet dari praja hitung" in said.err


# --- THR and the thirteenth salary


@pytest.mark.parametrize(
    ("base", "period", "list_"),
    [
        pytest.param("2026-02", "2026-03", "thr", id="THR 2026 from February"),
        pytest.param("2026-05", "2026-06", "gaji13", id="thirteenth salary from May"),
    ],
)
def test_a_base_month_that_the_product_computed(month, base, period, list_):
    rows = everybody(wati={"bulan_kerja_pppk": "6"})
    gaji = month("gaji", rows, period=base)

    thr = month(list_, rows, "--bulan-dasar", gaji / f"gaji-{base}.parquet", period=period)

    for nip in (SARI, BUDI, ANI, JOKO):
        before, paid = slip(gaji, "gaji", nip, base), slip(thr, list_, nip, period)
        lines = ["gaji_pokok", "tunjangan_suami_istri", "tunjangan_anak", "tunjangan_struktural"]
        for line in [*lines, "tunjangan_fungsional", "tunjangan_umum", "tunjangan_beras"]:
            assert paid[f"{list_}_{line}"] == before[line], line
        # No contributions; the tax is borne; rounded up to a hundred.
        assert paid["jumlah_potongan"] == paid["pph"] == paid["tunjangan_pph"]
        assert 0 <= paid["bersih_thr"] - paid["bruto_pajak"] < 100
    # Wati has worked for six of twelve months: half of each line, rounded down.
    half = slip(gaji, "gaji", WATI, base)["gaji_pokok"] // 2
    assert slip(thr, list_, WATI, period)[f"{list_}_gaji_pokok"] == half


def test_holiday_pay_raises_the_tax_of_the_month(month):
    """Gaji alone stays below the first bracket; with THR in the same month both together do not."""
    rows = everybody(wati={"bulan_kerja_pppk": "12"})
    base = month("gaji", rows, period="2026-02") / "gaji-2026-02.parquet"

    both = month("gaji,thr", rows, "--bulan-dasar", base, period="2026-03")
    alone = month("thr", rows, "--bulan-dasar", base, period="2026-03")

    assert slip(alone, "thr", SARI, "2026-03")["pph"] == 0
    assert slip(both, "thr", SARI, "2026-03")["pph"] > 0


def test_who_was_not_there_in_the_base_month_is_a_problem_not_a_zero(month):
    rows = everybody(wati={"bulan_kerja_pppk": "12"})
    base = month("gaji", rows[:4], period="2026-02") / "gaji-2026-02.parquet"

    thr = month("thr", rows, "--bulan-dasar", base, period="2026-03")

    told = problems(thr, "2026-03")
    assert slip(thr, "thr", JOKO, "2026-03")["keadaan"] == "masalah"
    assert {row["NIP"] for row in told} == {JOKO}
    assert any(row["Mengapa"] == "Jumlah pada bulan dasar untuk gaji_pokok belum diisi." for row in told)


def test_who_had_a_problem_in_the_base_month_has_one_now(month):
    rows = everybody(wati={"bulan_kerja_pppk": "12"})
    base = month("gaji", everybody(joko={"mkg": ""}), period="2026-02") / "gaji-2026-02.parquet"

    thr = month("thr", rows, "--bulan-dasar", base, period="2026-03")

    assert slip(thr, "thr", JOKO, "2026-03")["keadaan"] == "masalah"


# --- the last tax month

YEAR = {
    SARI: {"bruto_pajak": 138_800_000, "iwp": 3_772_131, "pph": 4_106_421},
    BUDI: {"bruto_pajak": 229_600_000, "iwp": 4_419_997, "pph": 19_400_000},
}
"""What was paid from January to November, invented."""


def december(nip, **changes):
    """Return the row of a person who was paid all year."""
    paid = {f"tahun_ini({rule})": str(amount) for rule, amount in YEAR[nip].items()}
    return {**person(nip), **paid, "bulan_kerja_setahun": "12", **changes}


def test_december_asks_for_the_year(month):
    """Nobody says that December is the last tax month; the day of payment does."""
    folder = month("gaji,tpp", [person(SARI)], period="2026-12")

    told = {row["Kolom"]: row for row in problems(folder, "2026-12") if row["Daftar"] == "gaji"}
    assert set(told) == {
        "tahun_ini(bruto_pajak)",
        "tahun_ini(iwp)",
        "tahun_ini(pph)",
        "bulan_kerja_setahun",
    }
    assert told["tahun_ini(pph)"]["Mengapa"] == "Yang sudah dibayar tahun ini untuk pph belum diisi."
    assert told["tahun_ini(pph)"]["Yang perlu dilakukan"] == "Isi kolom tahun_ini(pph) dengan rupiah."
    waits = [row["Jenis"] for row in problems(folder, "2026-12") if row["Daftar"] == "tpp"]
    assert waits == ["menunggu"]


def test_the_day_of_payment_decides(month):
    """November paid in December is in the last tax month; December paid in January is not."""
    rows = [person(SARI)]

    late = month("gaji", rows, "--tanggal-bayar", "2026-12-03", period="2026-11")
    next_year = month("gaji", rows, "--tanggal-bayar", "2027-01-04", period="2026-12")

    assert slip(late, "gaji", SARI, "2026-11")["keadaan"] == "masalah"
    assert slip(next_year, "gaji", SARI, "2026-12")["keadaan"] == "dibayar"


def test_whoever_retires_in_october_is_asked_too_and_nobody_else(month):
    rows = everybody(budi={"masa_pajak_terakhir": "ya"})

    folder = month("gaji", rows)

    assert {row["NIP"] for row in problems(folder)} == {BUDI}
    assert slips(folder, "gaji").filter(keadaan="dibayar").height == 4


@pytest.mark.parametrize("lists", ["gaji,tpp", "tpp,gaji"])
@pytest.mark.parametrize("nip", [SARI, BUDI])
def test_the_year_is_settled_once_whichever_list_is_first(month, lists, nip):
    """Tax of the year on all that was paid, less what was withheld; in whichever list comes last."""
    folder = month(lists, [december(nip)], period="2026-12")

    gaji, tpp = (slip(folder, name, nip, "2026-12") for name in ("gaji", "tpp"))
    gross = YEAR[nip]["bruto_pajak"] + gaji["bruto_pajak"] + tpp["bruto_pajak"]
    pension = YEAR[nip]["iwp"] + gaji["iwp"]
    tax_free = {SARI: 67_500_000, BUDI: 63_000_000}[nip]
    taxable = (gross - min(gross * 5 // 100, 6_000_000) - pension - tax_free) // 1000 * 1000
    tax = taxable * 5 // 100 if taxable <= 60_000_000 else 3_000_000 + (taxable - 60_000_000) * 15 // 100
    assert gaji["keadaan"] == tpp["keadaan"] == "dibayar"
    assert gaji["pph"] + tpp["pph"] == tax - YEAR[nip]["pph"]


def test_the_year_in_two_runs_is_the_year_in_one(month):
    rows = [december(SARI), december(BUDI)]
    together = month("gaji,tpp", rows, period="2026-12")
    gaji = month("gaji", rows, period="2026-12")

    tpp = month("tpp", rows, "--sudah-dibayar", gaji / "gaji-2026-12.parquet", period="2026-12")

    assert slips(tpp, "tpp", "2026-12").equals(slips(together, "tpp", "2026-12"))
