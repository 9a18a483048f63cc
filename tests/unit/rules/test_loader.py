"""What the loader reads, and what it refuses in the folder as a whole."""

import datetime
from fractions import Fraction

import pytest

from praja.rules.errors import LawErrors
from praja.rules.loader import load_law
from praja.rules.schema import Following, Grain, KeyMatch, Kind, Source, Status
from tests.unit.rules.law_texts import (
    ATURAN,
    CHOSEN,
    FAKTA,
    GAJI,
    ROWS,
    TABEL,
    TARIF,
    TUNJANGAN,
    only_fault,
    place_message_hint,
)
from tests.unit.rules.small_law import fact, faults, files_of, rule, small_law, table, version


def test_the_examples_here_are_law(tmp_path):
    files = {FAKTA: GAJI, ATURAN: TUNJANGAN, TABEL: TARIF, "nasional/tabel/tarif.csv": ROWS}

    assert faults(tmp_path, files) == []


# --- what is read


def test_a_fact_is_read_with_its_bounds(tmp_path):
    law = small_law(
        tmp_path,
        facts={
            "rasio": fact("angka", satuan="persen", desimal="4", dari="0", sampai="100%", butir="butir"),
            "tmt": fact("tanggal", dari="1970-01-01", sampai="2100-12-31", bila_kosong="2000-02-29"),
            "jabatan": fact("pilihan", pilihan=["guru", "camat"], sumber="SK", catatan="sesuai SK terakhir"),
        },
    )

    rasio, tmt, jabatan = law.facts.values()
    assert (rasio.kind, rasio.unit, rasio.grain, rasio.decimals) == (Kind.ANGKA, "persen", Grain.BUTIR, 4)
    assert (rasio.low, rasio.high, rasio.default) == (Fraction(0), Fraction(1), None)
    assert tmt.low == Fraction(datetime.date(1970, 1, 1).toordinal())
    assert tmt.default == "2000-02-29"
    assert (jabatan.choices, jabatan.origin, jabatan.remark) == (
        ("guru", "camat"),
        "SK",
        "sesuai SK terakhir",
    )


def test_a_rule_is_read_with_its_versions(tmp_path):
    law = small_law(
        tmp_path,
        rules={
            "iuran": rule(
                None,
                "persen",
                version("1%", "2020-01-01", ditetapkan="2019-12-24", status="belum_diperiksa"),
                version(
                    "2%", "2021-01-01", syarat="ya", hukum=[{"dokumen": "PP 2/2020", "pasal": "Pasal 3"}]
                ),
                version(None, "2022-01-01"),
                menurut="bayar",
                delegasi="ya",
                kelompok=["potongan"],
                masih_berlaku_per="2026-11-21",
            )
        },
    )

    (iuran,) = law.rules["iuran"]
    assert (iuran.follows, iuran.delegated, iuran.groups) == (Following.BAYAR, True, ("potongan",))
    assert iuran.checked_on == datetime.date(2026, 11, 21)
    first, second, third = iuran.versions
    assert (first.enacted, first.status) == (datetime.date(2019, 12, 24), Status.BELUM_DIPERIKSA)
    assert (second.formula, second.guard, second.enacted) == ("2%", "ya", datetime.date(2021, 1, 1))
    assert second.sources == (Source("PP 2/2020", "Pasal 3"),)
    assert (third.formula, third.starts) == (None, datetime.date(2022, 1, 1))


def test_a_table_is_read_with_its_rows(tmp_path):
    law = small_law(
        tmp_path,
        tables={
            "tarif": table(
                "golongan;bruto;nilai;status;catatan\nA;5.400.000;0%;;\nA;;0,25%;diasumsikan;dibulatkan\n",
                kunci=[{"golongan": "sama"}, {"bruto": "sampai"}],
                jenis="angka",
            )
        },
    )

    (tarif,) = law.tables["tarif"]
    assert tarif.keys == (("golongan", KeyMatch.SAMA), ("bruto", KeyMatch.SAMPAI))
    first, second = tarif.versions[0].rows
    assert (first.keys, first.value, first.line, first.status) == (("A", "5.400.000"), 0, 2, Status.DIPERIKSA)
    assert (second.keys, second.value) == (("A", ""), Fraction(1, 400))
    assert (second.status, second.remark) == (Status.DIASUMSIKAN, "dibulatkan")


def test_a_pattern_makes_a_rule_for_each_key(tmp_path):
    law = small_law(
        tmp_path,
        facts={"pagu_bk": fact(), "pagu_pk": fact()},
        rules={
            "tpp_<k>": rule(
                "bulat(10% * pagu_<k>)",
                judul="TPP <k>",
                label_en="Pay for <k>",
                untuk=["bk", {"k": "pk", "judul": "prestasi kerja", "label_en": "performance"}],
                syarat="pagu_<k> > Rp0",
            )
        },
    )

    (bk,), (pk,) = law.rules["tpp_bk"], law.rules["tpp_pk"]
    assert (bk.title, bk.versions[0].formula, bk.versions[0].guard) == (
        "TPP BK",
        "bulat(10% * pagu_bk)",
        "pagu_bk > Rp0",
    )
    assert (pk.title, pk.label_en) == ("TPP prestasi kerja", "Pay for performance")


def test_choices_may_come_from_the_keys_of_a_table(tmp_path):
    law = small_law(
        tmp_path,
        facts={"golongan": fact("pilihan", pilihan_dari="gapok.golongan")},
        tables={
            "gapok": table(
                {
                    "2020-01-01": "golongan;mkg;nilai\nI/a;0;1\nI/b;0;2\n",
                    "2024-01-01": "golongan;mkg;nilai\nII/a;0;3\n",
                },
                kunci=[{"golongan": "sama"}, {"mkg": "mulai"}],
            )
        },
    )

    assert law.facts["golongan"].choices == ("I/a", "I/b", "II/a", "tidak_ada")


def test_the_exact_text_of_every_file_is_kept(tmp_path):
    files = files_of(facts={"gaji": fact()}, rules={"a": "gaji"})

    law = small_law(tmp_path, facts={"gaji": fact()}, rules={"a": "gaji"})

    assert dict(law.texts) == files


# --- the whole


def test_all_faults_are_told_in_the_order_of_files_and_lines(tmp_path):
    files = {
        "fakta/b.yaml": GAJI.replace("jenis: rupiah", "jenis: uang"),
        "fakta/a.yaml": GAJI.replace("gaji:", "upah:").replace("  sampai: 100.000.000\n", ""),
        ATURAN: TUNJANGAN.replace("status: diperiksa", "status: benar")
        + TUNJANGAN.replace("tunjangan:", "Lain:"),
    }

    places = [place for place, _, _ in place_message_hint(tmp_path, files)]

    assert places == ["fakta/a.yaml:1:1", "fakta/b.yaml:4:10", f"{ATURAN}:9:15", f"{ATURAN}:10:1"]


WHOLE = {
    FAKTA: GAJI,
    "fakta/z.yaml": CHOSEN,
    ATURAN: TUNJANGAN.replace(
        "  versi:", "  kelompok: [penghasilan]\n  daftar: [gaji]\n  delegasi: ya\n  versi:"
    ),
    TABEL: TARIF,
    "nasional/tabel/tarif.csv": ROWS,
    "daftar.yaml": "gaji: {judul: G, label_en: G, baris: [penghasilan], jumlah: [tunjangan]}\n",
}
LOCAL = {
    path: text
    for path, text in files_of(
        packs={
            "kota": {
                "mewarisi": "provinsi",
                "mencabut": ["tunjangan", "insentif"],
                "rules": {
                    "tunjangan": rule("Rp5", "rupiah/bulan", mengganti="ya"),
                    "insentif": rule("Rp5", mengganti="ya"),
                },
            },
            "provinsi": {"rules": {"insentif": rule("Rp4")}},
        }
    ).items()
    if path.startswith("daerah/")
}


@pytest.mark.parametrize(
    "path",
    [
        FAKTA,
        ATURAN,
        TABEL,
        "daftar.yaml",
        "kelompok.yaml",
        "daerah/kota/pak.yaml",
        "daerah/provinsi/aturan.yaml",
    ],
)
def test_a_file_that_cannot_be_read_is_the_only_fault(tmp_path, path):
    """Names that may stand in it are not told as unknown: who mends the file has mended all."""
    law = {**WHOLE, **LOCAL}
    assert faults(tmp_path / "whole", law, pack="kota") == []

    found = place_message_hint(tmp_path / "broken", {**law, path: ":\t]["}, pack="kota")

    assert [(at, message.startswith("YAML tidak terbaca")) for at, message, _ in found] == [
        (f"{path}:1:1", True)
    ]


@pytest.mark.parametrize(
    ("rows", "place"), [(b"\xff\xfe", f"{TABEL}:8:7"), ("golongan;bruto\n", "nasional/tabel/tarif.csv:1")]
)
def test_rows_that_cannot_be_read_are_the_only_fault(tmp_path, rows, place):
    """Although a fact takes its choices, and its default, from them."""
    found = only_fault(tmp_path, {**WHOLE, "nasional/tabel/tarif.csv": rows})

    assert found[0] == place


def test_a_pattern_that_cannot_be_read_leaves_its_names_unknown(tmp_path):
    pattern = TUNJANGAN.replace("tunjangan:", "tpp_<k>:").replace("  versi:", "  untuk: [bk]\n  vers:")
    lists = "gaji: {judul: G, label_en: G, baris: [penghasilan], jumlah: [tpp_bk, lain]}\n"

    found = place_message_hint(tmp_path, {FAKTA: GAJI, ATURAN: pattern, "daftar.yaml": lists})

    assert [message for _, message, _ in found] == [
        "Aturan jumlah 'lain' tidak ada.",
        "Isian 'vers' tidak dikenal.",
    ]


def test_a_file_that_cannot_be_read_is_told_before_other_faults(tmp_path):
    files = {**WHOLE, FAKTA: GAJI.replace("jenis: rupiah", "jenis: uang"), ATURAN: "a: [\n"}

    places = [place for place, _, _ in place_message_hint(tmp_path, files)]

    assert places == [f"{ATURAN}:2:1", f"{FAKTA}:4:10"]


def test_a_file_that_is_a_list_is_refused(tmp_path):
    place, message, _ = only_fault(tmp_path, {ATURAN: "- a\n- b\n"})

    assert (place, "nama: isi" in message) == (f"{ATURAN}:1:1", True)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    place, message, _ = only_fault(tmp_path, {ATURAN: "judul: caf\u00e9".encode("latin-1")})

    assert (place, "tidak terbaca" in message) == (f"{ATURAN}:1", True)


def test_a_byte_order_mark_is_no_trouble(tmp_path):
    assert faults(tmp_path, {FAKTA: b"\xef\xbb\xbf" + GAJI.encode()}) == []


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(LawErrors, match="tidak ada"):
        load_law(tmp_path / "tidak_ada")


def test_a_list_names_groups_and_totals_that_exist(tmp_path):
    text = "gaji: {judul: G, label_en: G, baris: [penghasilann], jumlah: [bersih], tahan: lain}\n"

    found = place_message_hint(tmp_path, {"daftar.yaml": text})

    assert {place for place, _, _ in found} == {"daftar.yaml:1:1"}
    assert ["penghasilann" in found[0][1], "lain" in found[1][1], "bersih" in found[2][1]] == [True] * 3
    assert "penghasilan" in found[0][2]
