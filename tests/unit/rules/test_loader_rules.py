"""What the loader refuses in a rule, where it says the fault stands, and what it suggests."""

import pytest

from praja.rules.errors import LawErrors
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
from tests.unit.rules.small_law import rule, small_law, version


@pytest.mark.parametrize(
    ("old", "new", "place", "said", "hint"),
    [
        ("  satuan: rupiah/bulan\n", "", "1:1", "Isian 'satuan' belum ada", ""),
        ("satuan: rupiah/bulan", "satuann: rupiah", "4:3", "Isian 'satuann' tidak dikenal", "satuan?"),
        (
            "label_en: Allowance",
            "label_en: Allowance\n  kelompk: [x]",
            "4:3",
            "'kelompk' tidak dikenal",
            "kelompok",
        ),
        (
            "label_en: Allowance",
            "label_en: Allowance\n  kelompok: [penghasilann]",
            "1:1",
            "'penghasilann' tidak ada",
            "penghasilan",
        ),
        (
            "label_en: Allowance",
            "label_en: Allowance\n  kelompok: penghasilan",
            "4:13",
            "daftar yang tidak kosong",
            "",
        ),
        (
            "label_en: Allowance",
            "label_en: Allowance\n  daftar: [gaji]",
            "1:1",
            "Daftar 'gaji' tidak ada",
            "",
        ),
        (
            "label_en: Allowance",
            "label_en: Allowance\n  menurut: hari",
            "4:12",
            "'hari' bukan menurut yang dikenal",
            "masa, bayar",
        ),
        (
            "label_en: Allowance",
            "label_en: Allowance\n  delegasi: yes",
            "4:13",
            "harus 'ya' atau 'tidak'",
            "",
        ),
        (
            "label_en: Allowance",
            "label_en: Allowance\n  mengganti: ya",
            "1:1",
            "Tidak ada aturan 'tunjangan'",
            "",
        ),
        ("label_en: Allowance", "label_en: Allowance\n  untuk: [a]", "1:1", "perlu '<k>'", ""),
        ("tunjangan:", "tunjangan_<k>:", "1:1", "Isian 'untuk' belum ada", ""),
        ("tunjangan:", "<k><k>:", "1:1", "tidak sah", ""),
        ("    - berlaku: 2020-01-01", "    - berlaku: 2020-1-1", "6:16", "bukan tanggal", ""),
        ("    - berlaku: 2020-01-01", "    - berlaku: 2020-02-30", "6:16", "bukan tanggal", ""),
        (
            "    - berlaku: 2020-01-01\n",
            "    - ditetapkan: 2020-01-01\n",
            "6:7",
            "Isian 'berlaku' belum ada",
            "",
        ),
        ("      rumus: bulat(10% * gaji)\n", "", "6:7", "Isian 'rumus' belum ada", ""),
        ("      rumus: bulat(10% * gaji)", "      rumus: ''", "7:14", "Isian 'rumus' kosong", ""),
        (
            "      rumus: bulat(10% * gaji)",
            "      dicabut: ya\n      rumus: gaji",
            "6:7",
            "yang dicabut tidak punya rumus",
            "",
        ),
        (
            "      status: diperiksa",
            "      status: benar",
            "9:15",
            "'benar' bukan status yang dikenal",
            "diperiksa",
        ),
        ("      status: diperiksa\n", "", "6:7", "Isian 'status' belum ada", ""),
        ("      hukum: [{dokumen: PP 7/1977, pasal: Pasal 16}]\n", "", "6:7", "Isian 'hukum' belum ada", ""),
        (
            "hukum: [{dokumen: PP 7/1977, pasal: Pasal 16}]",
            "hukum: []",
            "8:14",
            "daftar yang tidak kosong",
            "",
        ),
        (
            "{dokumen: PP 7/1977, pasal: Pasal 16}",
            "{pasal: Pasal 16}",
            "8:15",
            "Isian 'dokumen' belum ada",
            "",
        ),
        ("{dokumen: PP 7/1977, pasal: Pasal 16}", "PP 7/1977", "8:15", "isian bernama", ""),
        (
            "      status: diperiksa",
            "      status: diperiksa\n      pasal: 3",
            "10:7",
            "'pasal' tidak dikenal",
            "",
        ),
        ("versi:\n", "versi: []\n  x:\n", "5:10", "daftar yang tidak kosong", ""),
    ],
)
def test_a_fault_in_a_rule(tmp_path, old, new, place, said, hint):
    assert old in TUNJANGAN

    found = place_message_hint(tmp_path, {FAKTA: GAJI, ATURAN: TUNJANGAN.replace(old, new)})

    assert found[0][0] == f"{ATURAN}:{place}"
    assert said in found[0][1]
    assert hint in found[0][2]


@pytest.mark.parametrize(
    ("files", "old", "new", "place", "meant"),
    [
        ({ATURAN: TUNJANGAN}, "rumus: bulat", "rumuss: bulat", f"{ATURAN}:7:7", "rumus"),
        ({ATURAN: TUNJANGAN}, "rumus: bulat", "Rumus: bulat", f"{ATURAN}:7:7", "rumus"),
        ({ATURAN: TUNJANGAN}, "hukum: [", "hukm: [", f"{ATURAN}:8:7", "hukum"),
        ({ATURAN: TUNJANGAN}, "versi:", "vrsi:", f"{ATURAN}:5:3", "versi"),
        ({ATURAN: TUNJANGAN}, "{dokumen:", "{dokumn:", f"{ATURAN}:8:16", "dokumen"),
        ({ATURAN: TUNJANGAN}, "      status:", "      statu:", f"{ATURAN}:9:7", "status"),
        ({FAKTA: GAJI}, "jenis:", "jenjs:", f"{FAKTA}:4:3", "jenis"),
        ({FAKTA: GAJI}, "sampai:", "sampay:", f"{FAKTA}:6:3", "sampai"),
        ({TABEL: TARIF}, "kunci:", "kuncy:", f"{TABEL}:5:3", "kunci"),
        ({TABEL: TARIF}, "nilai:", "nilay:", f"{TABEL}:6:3", "nilai"),
        ({TABEL: TARIF}, "berkas:", "brkas:", f"{TABEL}:9:7", "berkas"),
    ],
)
def test_a_mandatory_field_misspelt_is_one_fault_that_names_what_is_written(
    tmp_path, files, old, new, place, meant
):
    """Also where other parts of the law read what is thereby left out."""
    whole = {FAKTA: GAJI, ATURAN: TUNJANGAN, TABEL: TARIF, "nasional/tabel/tarif.csv": ROWS, **files}
    (path,) = files
    assert old in whole[path]
    whole[path] = whole[path].replace(old, new)
    whole["daftar.yaml"] = "gaji: {judul: G, label_en: G, baris: [penghasilan], jumlah: [tunjangan]}\n"
    whole["fakta/z.yaml"] = CHOSEN

    found = only_fault(tmp_path, whole)

    written = new.strip("{").partition(":")[0].strip()
    assert found == (place, f"Isian '{written}' tidak dikenal.", f"Mungkin maksud Anda: {meant}?")


def test_a_field_that_is_not_there_is_not_taken_for_another(tmp_path):
    """`judul` and `jumlah` are two fields, not two spellings."""
    text = "gaji: {label_en: G, baris: [penghasilan], jumlah: [bersih]}\n"

    _, message, _ = only_fault(tmp_path, {"daftar.yaml": text})

    assert message == "Isian 'judul' belum ada."


def test_versions_stand_from_old_to_new(tmp_path):
    with pytest.raises(LawErrors, match="urutkan dari yang lama"):
        small_law(
            tmp_path, rules={"a": rule(None, "angka", version("1", "2021-01-01"), version("2", "2020-01-01"))}
        )


def test_a_rule_named_twice_says_where_the_other_stands(tmp_path):
    files = {FAKTA: GAJI, "nasional/a.yaml": TUNJANGAN, "nasional/b.yaml": TUNJANGAN}

    place, message, _ = only_fault(tmp_path, files)

    assert place == "nasional/b.yaml:1:1"
    assert "nasional/a.yaml:1:1" in message


def test_a_rule_may_not_be_named_like_a_fact(tmp_path):
    place, message, _ = only_fault(tmp_path, {FAKTA: GAJI, ATURAN: TUNJANGAN.replace("tunjangan:", "gaji:")})

    assert place == f"{ATURAN}:1:1"
    assert "sudah dipakai fakta (fakta/f.yaml:1:1)" in message


def test_a_rule_that_replaces_nothing_and_is_named_like_a_fact_is_refused(tmp_path):
    text = TUNJANGAN.replace("tunjangan:", "gaji:\n  mengganti: ya")

    assert place_message_hint(tmp_path, {FAKTA: GAJI, ATURAN: text})
