"""What the loader refuses, where it says the fault stands, and what it suggests."""

import datetime
from fractions import Fraction

import pytest

from praja.rules.errors import LawErrors
from praja.rules.loader import load_law, pack_names
from praja.rules.schema import Following, Grain, KeyMatch, Kind, Source, Status
from tests.unit.rules.small_law import fact, faults, files_of, rule, small_law, table, version

FAKTA = "fakta/f.yaml"
ATURAN = "nasional/a.yaml"
TABEL = "nasional/tabel/t.yaml"

GAJI = """\
gaji:
  judul: Gaji pokok
  label_en: Base pay
  jenis: rupiah
  dari: 0
  sampai: 100.000.000
"""
TUNJANGAN = """\
tunjangan:
  judul: Tunjangan
  label_en: Allowance
  satuan: rupiah/bulan
  versi:
    - berlaku: 2020-01-01
      rumus: bulat(10% * gaji)
      hukum: [{dokumen: PP 7/1977, pasal: Pasal 16}]
      status: diperiksa
"""
TARIF = """\
tarif:
  judul: Tarif
  label_en: Rate
  satuan: persen
  kunci: [{golongan: sama}, {bruto: sampai}]
  nilai: {tarif: {jenis: angka}}
  versi:
    - berlaku: 2024-01-01
      berkas: tarif.csv
      hukum: [{dokumen: PP 58/2023}]
      status: diperiksa
"""
ROWS = "golongan;bruto;tarif\nA;5400000;0%\nA;;0,25%\n"
CHOSEN = """\
golongan:
  judul: Golongan
  label_en: Grade
  jenis: pilihan
  pilihan_dari: tarif.golongan
  bila_kosong: A
"""


def place_message_hint(folder, files, **options):
    """Return the faults as (place, first line of the message, hint)."""
    return [(str(error.place), error.message, error.hint) for error in faults(folder, files, **options)]


def only_fault(folder, files, **options):
    """Return the one fault that these files have."""
    found = place_message_hint(folder, files, **options)
    assert len(found) == 1, found
    return found[0]


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


# --- facts


@pytest.mark.parametrize(
    ("old", "new", "place", "said", "hint"),
    [
        ("jenis: rupiah", "jenis: rupia", "4:10", "'rupia' bukan jenis yang dikenal", "rupiah"),
        (
            "jenis: rupiah",
            "jenis: xyz",
            "4:10",
            "'xyz' bukan jenis yang dikenal",
            "Pilihannya: rupiah, angka",
        ),
        ("  jenis: rupiah\n", "", "1:1", "Isian 'jenis' belum ada", ""),
        ("  sampai: 100.000.000\n", "", "1:1", "Isian 'sampai' belum ada", ""),
        ("sampai: 100.000.000", "sampe: 5", "1:1", "Isian 'sampai' belum ada", ""),
        ("dari: 0", "dari: nol", "5:9", "'nol' pada kolom 'dari' bukan angka", ""),
        ("dari: 0", "dari: 0.5", "5:9", "bukan angka", ""),
        ("dari: 0", "dari: 200.000.000", "1:1", "'dari' lebih besar dari 'sampai'", ""),
        ("dari: 0", "dari: 0\n  desimal: 10", "6:12", "'desimal' harus angka bulat 0 sampai 9", ""),
        ("dari: 0", "dari: 0\n  desimal: '0000001000'", "6:12", "'desimal' harus angka bulat 0 sampai 9", ""),
        ("dari: 0", "dari: 0\n  butir: jam", "6:10", "'jam' bukan butir yang dikenal", "orang, hari"),
        ("dari: 0", "dari: 0\n  batas: 3", "6:3", "Isian 'batas' tidak dikenal", "Yang dikenal"),
        ("dari: 0", "dari: 0\n  sumbar: SK", "6:3", "Isian 'sumbar' tidak dikenal", "sumber"),
        ("judul: Gaji pokok", "judul: [Gaji]", "2:10", "'judul' harus berupa satu teks", ""),
        ("judul: Gaji pokok", "judul: ''", "2:10", "Isian 'judul' kosong", ""),
        ("judul: Gaji pokok", "judul: Gaji\n  judul: Gaji", "3:3", "'judul' sudah ada di baris 2", ""),
        ("gaji:", "Gaji:", "1:1", "Nama 'Gaji' tidak sah", ""),
        ("gaji:", "gaji-pokok:", "1:1", "tidak sah", ""),
        ("gaji:", "jika:", "1:1", "kata bahasa rumus", ""),
        ("gaji:", "bulat:", "1:1", "kata bahasa rumus", ""),
        ("gaji:", "tabel:", "1:1", "kata bahasa rumus", ""),
        ("gaji:", "hari:", "1:1", "hari", ""),
        ("gaji:", "awal_bulan:", "1:1", "sudah ada dalam bahasa rumus", ""),
        ("dari: 0", "dari: 0\n  bila_kosong: banyak", "1:1", "bila_kosong", ""),
        ("dari: 0", "dari: 0\n  bila_kosong: -1", "1:1", "bila_kosong", ""),
        ("dari: 0", "dari: 0\n  bila_kosong: '0,5'", "1:1", "bila_kosong", ""),
        ("sampai: 100.000.000", "sampai: 9.000.000.000.000.000.000", "1:1", "62 bit", ""),
    ],
)
def test_a_fault_in_a_fact(tmp_path, old, new, place, said, hint):
    assert old in GAJI

    found = place_message_hint(tmp_path, {FAKTA: GAJI.replace(old, new)})

    assert found[0][0] == f"{FAKTA}:{place}"
    assert said in found[0][1]
    assert hint in found[0][2]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("jenis: pilihan", "'pilihan' belum ada"),
        ("jenis: pilihan, pilihan: []", "daftar yang tidak kosong"),
        ("jenis: pilihan, pilihan: [a, a]", "tertulis dua kali"),
        ("jenis: pilihan, pilihan: ['a ', a]", "tertulis dua kali"),
        ("jenis: pilihan, pilihan: [a, {b: c}]", "daftar kata"),
        ("jenis: pilihan, pilihan: [a], bila_kosong: b", "bukan salah satu pilihan"),
        ("jenis: pilihan, pilihan_dari: tarif.golongan", "pilihan_dari 'tarif.golongan' tidak ada"),
        ("jenis: ya, bila_kosong: yes", "'ya' atau 'tidak'"),
        ("jenis: tanggal, dari: 2020-01-01, sampai: 2020-13-01", "bukan tanggal"),
        ("jenis: tanggal, dari: 20200101, sampai: 2021-01-01", "bukan tanggal"),
        ("jenis: tanggal, dari: 0000-01-01, sampai: 2021-01-01", "bukan tanggal"),
        ("jenis: tanggal, dari: 2020-01-01, sampai: 2021-01-01, bila_kosong: kemarin", "bila_kosong"),
    ],
)
def test_a_fault_in_another_kind_of_fact(tmp_path, fields, said):
    text = f"x: {{judul: X, label_en: X, {fields}}}\n"

    found = place_message_hint(tmp_path, {FAKTA: text})

    assert found
    assert found[0][0].startswith(f"{FAKTA}:1")
    assert said in found[0][1]


def test_a_fact_named_twice_says_where_the_other_stands(tmp_path):
    place, message, _ = only_fault(tmp_path, {"fakta/a.yaml": GAJI, "fakta/b.yaml": GAJI})

    assert place == "fakta/b.yaml:1:1"
    assert "fakta/a.yaml:1:1" in message


# --- rules


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


# --- tables


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("kunci: [{golongan: sama}, {bruto: sampai}]", "kunci: []", "5:10", "daftar yang tidak kosong"),
        (
            "kunci: [{golongan: sama}, {bruto: sampai}]",
            "kunci: [golongan]",
            "5:11",
            "Kunci ditulis satu per baris",
        ),
        ("{golongan: sama}, {bruto: sampai}", "{golongan: sama, bruto: sampai}", "5:11", "satu per baris"),
        (
            "{golongan: sama}, {bruto: sampai}",
            "{bruto: sampai}, {golongan: sama}",
            "5:28",
            "hanya satu dan paling akhir",
        ),
        ("{bruto: sampai}", "{bruto: hingga}", "5:37", "bukan bruto yang dikenal"),
        ("{bruto: sampai}", "{golongan: sampai}", "5:29", ""),
        (
            "nilai: {tarif: {jenis: angka}}",
            "nilai: {tarif: {jenis: tanggal}}",
            "6:18",
            "rupiah, angka, atau pilihan",
        ),
        ("nilai: {tarif: {jenis: angka}}", "nilai: {}", "6:10", "tepat satu kolom"),
        ("nilai: {tarif: {jenis: angka}}", "nilai: tarif", "6:10", "tepat satu kolom"),
        ("berkas: tarif.csv", "berkas: ../tarif.csv", "8:7", "tidak sah"),
        ("berkas: tarif.csv", "berkas: /etc/passwd", "8:7", "tidak sah"),
        ("berkas: tarif.csv", "berkas: lain.csv", "8:7", "'nasional/tabel/lain.csv' tidak ada"),
    ],
)
def test_a_fault_in_a_table(tmp_path, old, new, place, said):
    assert old in TARIF

    found = place_message_hint(tmp_path, {TABEL: TARIF.replace(old, new), "nasional/tabel/tarif.csv": ROWS})

    assert found
    assert found[0][0] == f"{TABEL}:{place}"
    assert said in found[0][1]


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("", 1, "Kolom 'golongan' tidak ada"),
        ("golongan,bruto,tarif\n", 1, "Kolom 'golongan' tidak ada"),
        ("golongan;brutto;tarif\n", 1, "Kolom 'bruto' tidak ada"),
        ("golongan;bruto;tarif;lain\n", 1, "Kolom 'lain' tidak dikenal"),
        ("golongan;bruto;tarif\nA;1\n", 2, "2 kolom, kepala tabel 3"),
        ("golongan;bruto;tarif\nA;1;2;3\n", 2, "4 kolom, kepala tabel 3"),
        ("golongan;bruto;tarif\nA;x;2\n", 2, "'x' pada kolom 'bruto' bukan angka"),
        ("golongan;bruto;tarif\nA;1;x\n", 2, "'x' pada kolom 'tarif' bukan angka"),
        ("golongan;bruto;tarif\nA;1;\n", 2, "'tarif'"),
        ("golongan;bruto;tarif\n;1;2\n", 2, "Kunci 'golongan' kosong"),
        ("golongan;bruto;tarif\nA;2;1\n\nA;1;1\n", 4, "'1' tidak lebih besar dari '2' di baris 2"),
        ("golongan;bruto;tarif\nA;1;1\nA;1;2\n", 3, "tidak lebih besar"),
        ("golongan;bruto;tarif\nA;;1\nA;1;2\n", 3, "tanpa batas atas harus yang terakhir"),
        ("golongan;bruto;tarif;status\nA;1;1;pasti\n", 2, "status 'pasti' tidak dikenal"),
        ('golongan;bruto;tarif\nA;1;"2\n', 2, "CSV tidak terbaca"),
    ],
)
def test_a_fault_in_the_rows_of_a_table(tmp_path, rows, line, said):
    place, message, _ = place_message_hint(tmp_path, {TABEL: TARIF, "nasional/tabel/tarif.csv": rows})[0]

    assert place == f"nasional/tabel/tarif.csv:{line}"
    assert said in message


def test_a_wrong_separator_is_guessed(tmp_path):
    found = place_message_hint(tmp_path, {TABEL: TARIF, "nasional/tabel/tarif.csv": ROWS.replace(";", ",")})

    assert "Pemisah kolom adalah ';'" in found[0][2]


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


# --- packs


PACK = {"kota": {"rules": {"tunjangan": rule("Rp5", mengganti="ya")}}}


def test_packs_are_listed(tmp_path):
    small_law(tmp_path, packs={"kota": {}, "bogor": {}})

    assert pack_names(tmp_path) == ("bogor", "kota")


@pytest.mark.parametrize(
    ("pack", "hint"),
    [("kotta", "kota"), ("jakarta", "Pak yang ada: kota"), ("", "kota"), ("../kota", "kota")],
)
def test_an_unknown_pack_is_refused(tmp_path, pack, hint):
    with pytest.raises(LawErrors) as caught:
        small_law(tmp_path, packs={"kota": {}}, pack=pack)

    (error,) = caught.value.errors
    assert "tidak ada" in error.message
    assert hint in error.hint


def test_packs_that_inherit_from_each_other_are_refused(tmp_path):
    with pytest.raises(LawErrors, match="saling mewarisi: a → b → a"):
        small_law(tmp_path, packs={"a": {"mewarisi": "b"}, "b": {"mewarisi": "a"}}, pack="a")


@pytest.mark.parametrize(
    ("national", "local", "said"),
    [
        (rule("Rp1"), rule("Rp2"), "sudah ada di nasional/aturan.yaml"),
        (rule("Rp1"), rule("Rp2", mengganti="ya"), "tidak diserahkan kepada daerah"),
        (
            rule("Rp1", delegasi="ya"),
            rule("2", "angka", mengganti="ya"),
            "bersatuan 'angka', yang diganti 'rupiah'",
        ),
    ],
)
def test_what_a_pack_may_not_replace(tmp_path, national, local, said):
    with pytest.raises(LawErrors, match=said) as caught:
        small_law(tmp_path, rules={"a": national}, packs={"kota": {"rules": {"a": local}}}, pack="kota")

    assert str(caught.value.errors[0].place).startswith("daerah/kota/aturan.yaml:2:1")


def test_a_closed_group_is_closed_to_packs(tmp_path):
    files = {
        **files_of(packs={"kota": {"rules": {"a": rule("Rp1", kelompok=["bruto"])}}}),
        "kelompok.yaml": "bruto: {judul: B, label_en: B, boleh_ditambah: tidak}\n",
        "daftar.yaml": "",
    }

    place, message, _ = only_fault(tmp_path, files, pack="kota")

    assert (place, "tidak boleh ditambah" in message) == ("daerah/kota/aturan.yaml:2:1", True)


def test_a_pack_repeals_rules_that_exist(tmp_path):
    with pytest.raises(LawErrors, match="'tunjagan' tidak ada") as caught:
        small_law(
            tmp_path, rules={"tunjangan": "Rp1"}, packs={"kota": {"mencabut": ["tunjagan"]}}, pack="kota"
        )

    assert "tunjangan" in caught.value.errors[0].hint


def test_a_pack_is_named_like_its_folder(tmp_path):
    with pytest.raises(LawErrors, match="berbeda dari nama foldernya"):
        small_law(tmp_path, packs={"kota": {"nama": "desa"}}, pack="kota")
