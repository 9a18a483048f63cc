"""`praja hukum periksa` on law with faults: file and line, what is wrong, what would be accepted."""

from __future__ import annotations

import shutil

import pytest

from praja.rules.loader import LAW_FOLDER
from tests.integration.cli.office import praja
from tests.integration.cli.small_law import put, write_law

RULES, FACTS = "nasional/gaji.yaml", "fakta/pegawai.yaml"
TABLE, ROWS = "nasional/tabel/gaji.yaml", "nasional/tabel/gaji.csv"
PACK, OWN = "daerah/kota/pak.yaml", "daerah/kota/tpp.yaml"
LISTS, GROUPS = "daftar.yaml", "kelompok.yaml"

TENTH = "bulat(10% * gaji_pokok)"
GUARD = "pasangan_ditunjang dan tmt"
SECOND = "rumus: tabel.gaji[golongan; mkg]\n      hukum: [{dokumen: PP 5"

FAULTS = {
    # --- how a file is written
    "a key twice": (
        RULES, "Spouse allowance", "Spouse allowance\n  judul: Tunjangan",
        f"{RULES}:18:3: 'judul' sudah ada di baris 16; hapus salah satu.",
    ),
    "a rule twice in a file": (
        RULES, "bersih:\n", "tunjangan:\n",
        f"{RULES}:56:1: 'tunjangan' sudah ada di baris 15; hapus salah satu.",
    ),
    "a field misspelt": (
        RULES, "syarat: pasangan", "sarat: pasangan",
        f"{RULES}:22:7: Isian 'sarat' tidak dikenal.\n    Mungkin maksud Anda: syarat?",
    ),
    "no title": (RULES, "  judul: Bersih\n", "", f"{RULES}:56:1: Isian 'judul' belum ada."),
    "no legal source": (
        RULES, "      hukum: [{dokumen: PP 4/2020}]\n", "", f"{RULES}:52:7: Isian 'hukum' belum ada.",
    ),
    "no mark": (RULES, "      status: diasumsikan\n", "", f"{RULES}:52:7: Isian 'status' belum ada."),
    "a mark that there is not": (
        RULES, "status: diasumsikan", "status: di_asumsikan",
        f"{RULES}:55:15: 'di_asumsikan' bukan status yang dikenal.\n    Mungkin maksud Anda: diasumsikan?",
    ),
    "a tab": (RULES, "  judul: Bersih", "\tjudul: Bersih", f"{RULES}:57:1: YAML tidak terbaca: "),
    "an anchor": (
        RULES, "judul: Bersih", "judul: &a Bersih",
        f"{RULES}:57:10: Jangkar (&) dan rujukan (*) YAML tidak boleh; tulis isinya.",
    ),
    "a merge key": (
        RULES, "  judul: Bersih\n", "  <<: {judul: Bersih}\n",
        f"{RULES}:57:3: Gabungan (<<) YAML tidak boleh; tulis isinya.",
    ),
    "a name in capitals": (FACTS, "tmt:\n", "TMT:\n", f"{FACTS}:33:1: Nama 'TMT' tidak sah: huruf kecil"),
    "a name of the language": (
        FACTS, "tmt:\n", "jika:\n", f"{FACTS}:33:1: 'jika' adalah kata bahasa rumus; pilih nama lain.",
    ),
    "a name for two things": (
        FACTS, "mkg:\n", "bersih:\n", f"{RULES}:56:1: Nama 'bersih' sudah dipakai fakta ({FACTS}:6:1).",
    ),
    # --- dates
    "a day that there is not": (
        RULES, "2024-01-01", "2024-02-30", f"{RULES}:11:16: '2024-02-30' bukan tanggal; tulis",
    ),
    "a day in words": (
        RULES, "2024-01-01", "1 Januari 2024", f"{RULES}:11:16: '1 Januari 2024' bukan tanggal; tulis",
    ),
    "versions out of order": (
        RULES, "2024-01-01", "2019-01-01",
        f"{RULES}:11:7: Versi 2019-01-01 tidak lebih baru dari versi sebelumnya 2020-01-01; urutkan",
    ),
    # --- names
    "an unknown name": (
        RULES, TENTH, "bulat(10% * gaji_poko)",
        f"{RULES}:23:14: kolom 13: 'gaji_poko' tidak ada sebagai fakta atau aturan yang berlaku\n"
        "    bulat(10% * gaji_poko)\n"
        "                ^\n"
        "    Mungkin maksud Anda: gaji_pokok?",
    ),
    "an unknown function": (
        RULES, TENTH, "bulatkan(10% * gaji_pokok)",
        f"{RULES}:23:14: kolom 1: fungsi 'bulatkan' tidak ada\n",
    ),
    "an unknown payment": (
        RULES, TENTH, "bulan_ini(gaji_poko)", f"{RULES}:23:14: kolom 11: aturan 'gaji_poko' tidak ada\n",
    ),
    "an unknown group in a formula": (
        RULES, "jumlah(kelompok.potongan)", "jumlah(kelompok.potong)",
        f"{RULES}:62:14: kolom 39: kelompok 'potong' tidak ada\n",
    ),
    "an unknown group": (
        OWN, "[penghasilan]", "[penghasilam]",
        f"{OWN}:11:1: Kelompok 'penghasilam' tidak ada.\n    Mungkin maksud Anda: penghasilan?",
    ),
    "an unknown list": (
        OWN, "  kelompok: [penghasilan]\n", "  kelompok: [penghasilan]\n  daftar: [gajih]\n",
        f"{OWN}:11:1: Daftar 'gajih' tidak ada.\n    Mungkin maksud Anda: gaji?",
    ),
    "an unknown total": (
        LISTS, "jumlah: [bersih]", "jumlah: [bersi]",
        f"{LISTS}:1:1: Aturan jumlah 'bersi' tidak ada.\n    Mungkin maksud Anda: bersih?",
    ),
    "an unknown gate": (LISTS, "gugur: gugur", "gugur: gugurr", f"{LISTS}:1:1: Kelompok 'gugurr' tidak ada."),
    "a cycle": (
        RULES, SECOND, SECOND.replace("tabel.gaji[golongan; mkg]", "tunjangan + Rp1"),
        f"{RULES}:1:1: Aturan berputar: gaji_pokok → tunjangan → gaji_pokok.\n    Pembayaran daftar lain",
    ),
    "a rule that nothing reads": (
        OWN, "  kelompok: [penghasilan]\n", "",
        f"{OWN}:11:1: Aturan 'insentif' tidak dibaca daftar atau aturan mana pun.\n    Beri 'kelompok'",
    ),
    # --- kinds, grains, numbers
    "rupiah times rupiah": (
        RULES, TENTH, "bulat(gaji_pokok * pagu_tpp)",
        f"{RULES}:23:14: kolom 18: rupiah kali rupiah tidak berarti\n"
        "    bulat(gaji_pokok * pagu_tpp)\n"
        "                     ^\n",
    ),
    "rupiah plus a share": (
        RULES, TENTH, "bulat(gaji_pokok + 10%)", f"{RULES}:23:14: kolom 18: '+' mencampur rupiah dan angka\n",
    ),
    "a number over rupiah": (
        RULES, "100% - 1%", "100% / gaji_pokok - 1%",
        f"{RULES}:43:14: kolom 6: angka dibagi rupiah tidak berarti\n",
    ),
    "the wrong unit": (
        RULES, "satuan: persen", "satuan: rupiah",
        f"{RULES}:43:14: satuan 'rupiah' berarti rupiah; rumusnya memberi angka.",
    ),
    "a divisor that may be zero": (
        RULES, "/ hari_kerja", "/ mkg",
        f"{RULES}:53:14: kolom 20: pembagi bisa nol atau negatif; beri batas bawah, misalnya max(…; 1)\n",
    ),
    "a divisor that is zero": (
        RULES, "/ hari_kerja", "/ 0", f"{RULES}:53:14: kolom 20: pembagi harus lebih dari nol\n",
    ),
    "a part of a rupiah on the slip": (
        RULES, TENTH, "10% * gaji_pokok",
        f"{RULES}:23:14: 'tunjangan' masuk kelompok penghasilan, jadi harus rupiah bulat.\n    Bulatkan",
    ),
    "a comma between arguments": (
        RULES, "min(100%; bagian)", "min(100%, bagian)",
        f"{RULES}:33:14: kolom 26: pisahkan dengan ';', koma hanya untuk desimal\n"
        "    bulat(pagu_tpp * min(100%, bagian))\n"
        "                             ^\n",
    ),
    "a bracket that stays open": (
        RULES, TENTH, "bulat(10% * gaji_pokok",
        f"{RULES}:23:14: kolom 23: di sini ditunggu ')' penutup bulat(…), bukan akhir rumus\n",
    ),
    "if without otherwise": (
        RULES, TENTH, "jika pasangan_ditunjang maka gaji_pokok",
        f"{RULES}:23:14: kolom 40: di sini ditunggu 'selainnya' karena setiap 'jika' perlu jawaban lain",
    ),
    "branches of two kinds": (
        RULES, TENTH, "jika pasangan_ditunjang maka gaji_pokok selainnya 0",
        f"{RULES}:23:14: kolom 51: 'maka' memberi rupiah, 'selainnya' memberi angka\n",
    ),
    "a number where yes or no belongs": (
        RULES, GUARD, "mkg dan tmt", f"{RULES}:22:15: kolom 1: 'dan' perlu ya/tidak, bukan angka; bandingkan",
    ),
    "yes compared with yes": (
        RULES, GUARD, "pasangan_ditunjang = ya dan tmt", f"{RULES}:22:15: kolom 20: ya/tidak tidak",
    ),
    "a choice that there is not": (
        RULES, GUARD, "golongan = 'III/z' dan tmt",
        f"{RULES}:22:15: kolom 12: 'III/z' bukan salah satu pilihannya\n",
    ),
    "a day in a formula": (
        RULES, "'2030-01-01'", "'1-1-2030'", f"{RULES}:22:15: kolom 30: '1-1-2030' bukan tanggal; tulis",
    ),
    "two grains at once": (
        RULES, "menit > 30", "menit > 30 dan umur(lahir; awal_bulan) > 3",
        f"{RULES}:43:14: kolom 31: dua butir berbeda dalam satu rumus: kejadian dan anak; jumlahkan",
    ),
    "a count of one": (
        RULES, "banyak(menit > 30)", "banyak(mkg > 3)",
        f"{RULES}:43:14: kolom 24: banyak(…) menjumlahkan baris yang lebih halus",
    ),
    # --- tables
    "a table that there is not": (
        RULES, SECOND, SECOND.replace("tabel.gaji", "tabel.gajih"),
        f"{RULES}:12:14: kolom 1: tabel 'gajih' tidak ada atau belum berlaku pada tanggal ini\n",
    ),
    "a file that there is not": (
        TABLE, "gaji.csv", "gaji_2020.csv", f"{TABLE}:8:7: Berkas 'nasional/tabel/gaji_2020.csv' tidak ada.",
    ),
    "a file elsewhere": (TABLE, "gaji.csv", "../gaji.csv", f"{TABLE}:8:7: Nama berkas tabel '../gaji.csv'"),
    "a column misspelt": (
        ROWS, ";mkg;", ";mgk;",
        f"{ROWS}:1: Kolom 'mkg' tidak ada; kepala tabel: golongan; mgk; rupiah.\n    Mungkin maksud",
    ),
    "commas between columns": (
        ROWS, "golongan;mkg;rupiah", "golongan,mkg,rupiah",
        f"{ROWS}:1: Kolom 'golongan' tidak ada; kepala tabel: golongan,mkg,rupiah.\n    Pemisah kolom",
    ),
    "English thousands": (ROWS, "2873500", "2,873,500", f"{ROWS}:3: '2,873,500' pada kolom 'rupiah'"),
    "half a rupiah": (ROWS, "2873500", "2873500,50", f"{ROWS}:3: '2873500,50' bukan rupiah bulat."),
    "a row that is short": (ROWS, "III/a;2;2873500", "III/a;2", f"{ROWS}:3: Baris ini punya 2 kolom"),
    "a key twice in a table": (
        ROWS, "III/a;2;", "III/a;0;", f"{ROWS}:3: '0' tidak lebih besar dari '0' di baris 2.",
    ),
    "a key that nobody can have": (
        ROWS, "III/b;0", "III/c;0",
        f"{ROWS}:4: 'III/c' pada kolom 'golongan' bukan pilihan fakta golongan.\n    Mungkin maksud Anda:",
    ),
    "a key too few": (
        RULES, "tabel.gaji[golongan; mkg]", "tabel.gaji[golongan]",
        f"{RULES}:8:14: kolom 1: tabel.gaji berkunci 2 (golongan; mkg), bukan 1\n",
    ),
    # --- packs
    "what was not delegated": (
        OWN, "insentif:\n", "tpp:\n  mengganti: ya\n",
        f"{OWN}:11:1: Aturan nasional 'tpp' tidak diserahkan kepada daerah ({RULES}:26:1).\n    Hanya aturan",
    ),
    "replaced without saying so": (
        OWN, "  mengganti: ya\n", "",
        f"{OWN}:1:1: Aturan 'bagian' sudah ada di {RULES}:36:1.\n    Tulis 'mengganti: ya' bila memang",
    ),
    "replaced what there is not": (
        OWN, "bagian:\n", "bagain:\n",
        f"{OWN}:1:1: Tidak ada aturan 'bagain' yang dapat diganti.\n    Mungkin maksud Anda: bagian?",
    ),
    "replaced by another kind": (
        OWN, "  satuan: persen\n  mengganti", "  satuan: rupiah\n  mengganti",
        f"{OWN}:1:1: Pengganti 'bagian' bersatuan 'rupiah', yang diganti 'persen'.",
    ),
    "a closed group": (
        OWN, "satuan: rupiah/bulan\n  kelompok: [penghasilan]", "satuan: ya\n  kelompok: [gugur]",
        f"{OWN}:11:1: Kelompok 'gugur' tidak boleh ditambah oleh daerah.",
    ),
    "an unknown parent": (
        PACK, "berlaku:", "mewarisi: kotta\nberlaku:",
        f"{PACK}:1:1: Pak 'kotta' tidak ada.\n    Mungkin maksud Anda: kota?",
    ),
    "its own parent": (
        PACK, "berlaku:", "mewarisi: kota\nberlaku:", f"{PACK}:1:1: Pak saling mewarisi: kota → kota.",
    ),
    "another name than its folder": (
        PACK, "nama: kota", "nama: kotta", f"{PACK}:1:1: nama 'kotta' berbeda dari nama foldernya 'kota'.",
    ),
    "a repeal of what there is not": (
        PACK, "belum_lengkap", "mencabut: [tunjangann]\nbelum_lengkap",
        f"{PACK}:1:1: Aturan 'tunjangann' tidak ada.\n    Mungkin maksud Anda: tunjangan?",
    ),
    # --- facts
    "a fact without bounds": (FACTS, "  sampai: 60\n", "", f"{FACTS}:6:1: Isian 'sampai' belum ada."),
    "bounds the wrong way": (
        FACTS, "  dari: 0\n  sampai: 60", "  dari: 60\n  sampai: 0",
        f"{FACTS}:6:1: 'dari' lebih besar dari 'sampai' pada fakta 'mkg'.",
    ),
    "a kind misspelt": (
        FACTS, "jenis: pilihan", "jenis: plihan",
        f"{FACTS}:4:10: 'plihan' bukan jenis yang dikenal.\n    Mungkin maksud Anda: pilihan?",
    ),
    "a default that is no choice": (
        FACTS, "pilihan: [III/a, III/b]", "pilihan: [III/a, III/b]\n  bila_kosong: III/A",
        f"{FACTS}:1:1: bila_kosong 'III/A' bukan salah satu pilihan.",
    ),
    "a default that is neither": (
        FACTS, "bila_kosong: tidak", "bila_kosong: no", f"{FACTS}:13:1: bila_kosong harus 'ya' atau 'tidak'.",
    ),
    "a default out of bounds": (
        FACTS, "bila_kosong: Rp0", "bila_kosong: -Rp5", f"{FACTS}:18:1: bila_kosong '-Rp5' di luar batas",
    ),
}  # fmt: skip
"""By what is wrong: the file, what is put in place of what, and what must be said."""


@pytest.fixture
def law(tmp_path):
    """A small law folder free of faults."""
    return write_law(tmp_path / "hukum")


def test_the_small_law_is_free_of_faults(law):
    said = praja("hukum", "periksa", "--hukum", law)

    assert said.code == 0
    assert said.out == (
        "2 pak, 8 aturan, 9 versi, 1 tabel, 8 fakta, 5 program dibuktikan: 0 salah, 0 catatan\n"
    )


@pytest.mark.parametrize("wrong", FAULTS)
def test_a_fault_is_told_with_its_place(law, wrong):
    file, old, new, told = FAULTS[wrong]
    put(law, file, old, new)

    said = praja("hukum", "periksa", "--hukum", law)

    assert said.code == 1
    assert f"SALAH   {told}" in said.out
    assert said.err == ""
    assert said.out.splitlines()[-1].endswith(" salah, 0 catatan")


def test_every_fault_is_told_not_only_the_first(law):
    for wrong in ("a mark that there is not", "half a rupiah", "a kind misspelt", "no legal source"):
        put(law, *FAULTS[wrong][:3])

    said = praja("hukum", "periksa", "--hukum", law)

    assert said.code == 1
    assert said.out.count("SALAH") >= 3
    assert "di_asumsikan" in said.out or "Isian 'hukum'" in said.out
    assert "bukan rupiah bulat" in said.out
    assert "plihan" in said.out


def test_a_fault_of_one_pack_leaves_the_others_alone(law):
    put(law, *FAULTS["an unknown group"][:3])

    whole, national = (
        praja("hukum", "periksa", "--hukum", law),
        praja("hukum", "periksa", "--hukum", law, "--pak", "nasional"),
    )

    assert (whole.code, national.code) == (1, 0)
    assert whole.out.splitlines()[-1].startswith("1 pak, 6 aturan, ")


def test_a_table_that_nothing_reads(law):
    (law / "nasional" / "tabel" / "lain.yaml").write_text(
        (law / TABLE).read_text().replace("gaji:\n", "lain:\n", 1), encoding="utf-8"
    )

    said = praja("hukum", "periksa", "--hukum", law)

    assert said.code == 1
    assert "SALAH   nasional/tabel/lain.yaml:1:1: Tabel 'lain' tidak dibaca rumus mana pun.\n" in said.out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            " dan tmt < '2030-01-01'",
            "",
            f"{FACTS}:33:1: Fakta 'tmt' tidak dibaca rumus mana pun.",
            id="a fact",
        ),
        pytest.param(
            TENTH,
            " + ".join(["gaji_pokok"] * 8),
            f"{RULES}:23:14: Rumus ini menyebut 8 nilai; pecah supaya terbaca di slip.",
            id="a formula too long to read",
        ),
    ],
)
def test_advice_is_no_fault(law, old, new, told):
    put(law, RULES, old, new)

    said = praja("hukum", "periksa", "--hukum", law)

    assert said.code == 0
    assert f"CATATAN {told}\n" in said.out
    assert said.out.endswith("0 salah, 1 catatan\n")


def test_a_gap_at_the_end_of_a_range(law):
    """`sampai` up to 2: whoever has served longer is in no row."""
    put(law, TABLE, "{mkg: mulai}", "{mkg: sampai}")

    said = praja("hukum", "periksa", "--hukum", law)

    assert said.code == 0
    assert f"CATATAN {TABLE}:8:7: Tabel gaji tidak punya baris tanpa batas atas; " in said.out


def test_a_file_that_is_no_text(law):
    (law / RULES).write_bytes((law / RULES).read_bytes().replace(b"Bersih", b"Bers\xeeh"))

    said = praja("hukum", "periksa", "--hukum", law)

    assert said.code == 1
    assert f"SALAH   {RULES}:1: Berkas '{RULES}' tidak terbaca (" in said.out


# --- the law of the project


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param(
            "nasional/gaji_keluarga.yaml",
            "rumus: bulat(10% * gaji_pokok)",
            "rumus: bulat(10% * gaji_poko)",
            "Mungkin maksud Anda: gaji_pokok",
            id="national",
        ),
        pytest.param(
            "daerah/jambi_24_2025/tpp.yaml",
            "min(100%; potongan_kehadiran)",
            "min(100%, potongan_kehadiran)",
            "pisahkan dengan ';', koma hanya untuk desimal",
            id="pack",
        ),
    ],
)
@pytest.mark.parametrize("command", ["hitung", "jelaskan", "periksa", "tampil"])
def test_nothing_is_computed_with_law_that_has_a_fault(tmp_path, file, old, new, told, command):
    """In a copy of our own law, whichever command meets the fault first says where it is."""
    law = tmp_path / "hukum"
    shutil.copytree(LAW_FOLDER, law, ignore=shutil.ignore_patterns("kasus"))
    put(law, file, old, new)
    list_ = tmp_path / "daftar.csv"
    list_.write_text("nip;golongan;mkg\n198503152010012001;III/c;14\n")
    month = [list_, "--periode", "2026-10"]
    arguments = {
        "hitung": ["hitung", *month, "--keluar", tmp_path / "hasil"],
        "jelaskan": ["jelaskan", *month, "--nip", "198503152010012001"],
        "periksa": ["hukum", "periksa"],
        "tampil": [
            "hukum",
            "tampil",
            {"nasional/gaji_keluarga.yaml": "tunjangan_suami_istri"}.get(file, "potongan_absen"),
        ],
    }[command]

    said = praja(*arguments, "--pak", "jambi_24_2025", "--hukum", law)

    assert f"{file}:" in said.out + said.err
    assert told in said.out + said.err
    assert said.code == {"periksa": 1, "tampil": 0}.get(command, 2)
    assert not (tmp_path / "hasil").exists()
