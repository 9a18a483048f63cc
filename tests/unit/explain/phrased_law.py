"""A law whose rules need every kind of sentence, and people for it."""

from __future__ import annotations

import datetime
import functools
import tempfile
from pathlib import Path

from praja.rules.explain import Explanation
from praja.rules.in_force import in_force
from praja.rules.loader import load_law
from praja.rules.program import Program

ON = datetime.date(2026, 10, 1)

CHOICES, EVENTS = "pilihan: [pns, pppk, paruh_waktu]", "butir: kejadian, pilihan: [terlambat, tidak_masuk]"
DAYS = "dari: 1980-01-01, sampai: 2099-12-31"

_FACTS = {
    "status": ("Status kepegawaian", "Employment status", "pilihan", "pilihan", CHOICES),
    "mkg": ("Masa kerja", "Years of service", "angka", "tahun", "dari: 0, sampai: 60"),
    "jumlah_anak": ("Anak yang ditunjang", "Supported children", "angka", "orang", "dari: 0, sampai: 20"),
    "gaji": ("Gaji pokok", "Basic salary", "rupiah", "rupiah/bulan", "dari: 0, sampai: 100.000.000"),
    "koreksi": ("Koreksi", "Correction", "rupiah", "rupiah", "dari: -1.000.000, sampai: 1.000.000"),
    "capaian": ("Capaian", "Achievement", "angka", "persen", "desimal: 4, dari: 0%, sampai: 200%"),
    "kawin": ("Kawin", "Married", "ya", "ya", ""),
    "ditahan": ("Ditahan", "Detained", "ya", "ya", "bila_kosong: tidak"),
    "tmt": ("TMT", "Since", "tanggal", "tanggal", DAYS),
    "lahir": ("Tanggal lahir anak", "Birthday", "tanggal", "tanggal", "butir: anak, " + DAYS),
    "menit": ("Lama", "Length", "angka", "menit", "butir: kejadian, dari: 0, sampai: 600"),
    "jenis": ("Jenis kejadian", "Kind of event", "pilihan", "pilihan", EVENTS),
}  # fmt: skip

_RULES = {
    "pokok": ("Pokok", "Base", "rupiah/bulan", "gaji"),
    "nama_sama": ("Gaji pokok", "Basic salary", "rupiah/bulan", "gaji"),
    "terdekat": ("Terdekat", "Nearest", "rupiah", "bulat(2,5% * gaji)"),
    "ke_bawah_ribuan": ("Ke bawah", "Down", "rupiah", "ke_bawah(gaji / 7; Rp1.000)"),
    "ke_atas_ratusan": ("Ke atas", "Up", "rupiah", "ke_atas(gaji; Rp100)"),
    "tanpa_bulat": ("Tanpa bulat", "Not rounded", "rupiah", "bulat(10% * gaji)"),
    "rasio": ("Rasio", "Ratio", "persen", "bulat(capaian / 3; 0,01%)"),
    "di_dalam": ("Di dalam", "Within", "rupiah", "bulat(gaji / 3) * jumlah_anak"),
    "cabang": (
        "Cabang", "Branch", "rupiah",
        "jika status = 'pns' maka Rp1.000 selainnya "
        "jika status = 'paruh_waktu' maka Rp2.000 selainnya Rp3.000",
    ),
    "cabang_bulat": (
        "Cabang dibulatkan", "Branch rounded", "rupiah", "bulat(jika kawin maka gaji / 3 selainnya gaji)",
    ),
    "cabang_di_dalam": (
        "Cabang di dalam", "Branch within", "rupiah", "gaji + (jika kawin maka Rp5 selainnya koreksi)",
    ),
    "batas": ("Batas", "Limit", "angka", "jika mkg >= 10 dan jumlah_anak > 0 maka 1 selainnya 2"),
    "keduanya": ("Keduanya", "Both", "ya", "kawin dan bukan ditahan dan mkg > 5"),
    "salah_satunya": ("Salah satunya", "Either", "ya", "ditahan atau mkg < 5"),
    "salah_satu": ("Salah satu", "One of", "ya", "status dalam ('pns'; 'pppk')"),
    "tetap": ("Tetap", "Constant", "ya", "ya"),
    "terkecil": ("Terkecil", "Least", "rupiah", "min(gaji; Rp2.000.000 + koreksi)"),
    "terbesar": ("Terbesar", "Greatest", "orang", "max(jumlah_anak; 2)"),
    "negatif": ("Negatif", "Negative", "rupiah", "-koreksi - (gaji - Rp5)"),
    "bagi": ("Bagi", "Divided", "rupiah", "ke_bawah((gaji + koreksi) * jumlah_anak / 12)"),
    "lama": ("Lama", "Long", "bulan", "bulan_antara(tmt; awal_bulan)"),
    "selisih_hari": ("Selisih", "Difference", "hari", "hari_antara('2026-09-01'; tanggal_bayar)"),
    "sejak": ("Sejak 2024", "Since 2024", "ya", "tmt >= '2024-01-01'"),
    "sudah": ("Sudah", "Already", "rupiah", "bulan_ini(pokok) + tahun_ini(pokok) - bulan_dasar(pokok)"),
    "tarif": ("Tarif", "Rate", "persen", "tabel.tarif[status; gaji]"),
    "tarif_atas": ("Tarif atas", "Upper rate", "persen", "tabel.atas[mkg]"),
    "tarif_sama": ("Tarif menurut status", "Rate by status", "persen", "tabel.sama[status]"),
    "pajak": ("Pajak", "Tax", "rupiah", "ke_bawah(progresif(tabel.lapis; gaji))"),
    "dewasa": ("Anak dewasa", "Grown children", "orang", "banyak(umur(lahir; awal_bulan) > 20)"),
    "umur_anak": ("Umur anak", "Child's age", "tahun", "umur(lahir; awal_bulan)"),
    "jumlah_umur": ("Jumlah umur", "Sum of ages", "tahun", "jumlah(umur_anak)"),
    "denda_kejadian": (
        "Denda kejadian", "Fine of the event", "rupiah",
        "jika jenis = 'terlambat' maka bulat(menit * Rp1.000 / 7) selainnya Rp0",
    ),
    "denda": ("Denda", "Fine", "rupiah", "jumlah(denda_kejadian)"),
    "total_menit": ("Jumlah menit", "Total minutes", "menit", "jumlah(menit)"),
    "bersyarat": ("Bersyarat", "Conditional", "rupiah", "Rp7 * jumlah_anak", "kawin dan jumlah_anak > 0"),
    "tanpa_anggota": ("Tanpa anggota", "No members", "rupiah", "jumlah(kelompok.kosong)"),
    "satu_anggota": ("Satu anggota", "One member", "rupiah", "jumlah(kelompok.satu)"),
    "banyak_anggota": ("Banyak anggota", "Many members", "rupiah", "jumlah(kelompok.sembilan)"),
    "banyaknya": ("Banyaknya", "Count", "angka", "banyak(kelompok.syarat)"),
    "syarat_satu": ("Syarat satu", "First condition", "ya", "kawin", "", "syarat"),
    "anggota": ("Anggota", "Member", "rupiah", "gaji", "", "satu"),
    **{
        f"bagian_{letter}": (f"Bagian {letter}", f"Part {letter}", "rupiah", f"Rp{place}", "", "sembilan")
        for place, letter in enumerate("abcdefghi", 1)
    },
}  # fmt: skip

_TABLES = {
    "tarif": ("{kode: sama}, {bruto: mulai}", "kode;bruto;persen\npns;0;5%\npns;5000000;15%\npppk;0;0,25%\n"),
    "atas": ("{mkg: sampai}", "mkg;persen\n5;1%\n10;2%\n;3%\n"),
    "sama": ("{kode: sama}", "kode;persen\npns;1%\npppk;2%\n"),
    "lapis": ("{pkp: mulai}", "pkp;persen\n0;5%\n60000000;15%\n"),
}


def _text(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _fact(name: str, title: str, label: str, kind: str, unit: str, more: str) -> str:
    parts = [f"judul: {title}", f"label_en: {label}", f"jenis: {kind}", f"satuan: {unit}", more]
    return f"{name}: {{{', '.join(filter(None, parts))}}}\n"


def _rule(
    name: str, title: str, label: str, unit: str, formula: str, guard: str = "", group: str = ""
) -> str:
    quoted = formula.replace("'", "''")
    lines = [
        f"{name}:",
        f"  judul: '{title}'",
        f'  label_en: "{label}"',
        f"  satuan: {unit}",
        f"  kelompok: [{group}]" if group else "",
        "  versi:",
        "    - berlaku: 2020-01-01",
        f"      syarat: {guard}" if guard else "",
        f"      rumus: '{quoted}'",
        "      hukum: [{dokumen: PP 1/2020, pasal: Pasal 2}]",
        "      status: belum_diperiksa",
    ]
    return "\n".join(filter(None, lines)) + "\n"


@functools.cache
def program() -> Program:
    """Return the program of all rules of the law."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _text(folder, "fakta/semua.yaml", "".join(_fact(name, *parts) for name, parts in _FACTS.items()))
        groups = ("kosong", "satu", "sembilan", "syarat")
        _text(folder, "kelompok.yaml", "".join(
            f"{name}: {{judul: Kelompok {name}, label_en: Group {name}}}\n" for name in groups
        ))  # fmt: skip
        _text(folder, "daftar.yaml", "gaji: {judul: Gaji, label_en: Pay, baris: [satu], jumlah: [pokok]}\n")
        rules = "".join(_rule(name, *parts) for name, parts in _RULES.items())
        gone = _rule("dicabut_dulu", "Dicabut", "Repealed", "rupiah", "Rp9").rstrip() + (
            "\n    - {berlaku: 2024-01-01, dicabut: ya, hukum: [{dokumen: UU 4/2024}], status: diperiksa}\n"
        )
        _text(folder, "nasional/semua.yaml", rules + gone)
        for name, (keys, rows) in _TABLES.items():
            _text(folder, f"nasional/tabel/{name}.yaml", (
                f"{name}:\n  judul: Tabel {name}\n  label_en: Table {name}\n  satuan: persen\n"
                f"  kunci: [{keys}]\n  nilai: {{persen: {{jenis: angka}}}}\n  versi:\n"
                f"    - {{berlaku: 2020-01-01, berkas: {name}.csv, status: diperiksa, "
                "hukum: [{dokumen: PP 3/2020}]}\n"
            ))  # fmt: skip
            _text(folder, f"nasional/tabel/{name}.csv", rows)
        law = load_law(folder)
    return in_force(law, on=ON, pay_list="gaji").only(*_RULES, "dicabut_dulu")


SARI = {
    "status": "pns",
    "mkg": 14,
    "jumlah_anak": 2,
    "gaji": 3_760_100,
    "koreksi": -250_000,
    "capaian": "95,5%",
    "kawin": True,
    "tmt": "2024-04-01",
    "bulan_ini(pokok)": 1_000_000,
    "tahun_ini(pokok)": 30_000_000,
    "bulan_dasar(pokok)": 3_500_000,
    "anak": [{"lahir": "2001-05-05"}, {"lahir": "2015-05-05"}],
    "kejadian": [
        {"menit": 45, "jenis": "terlambat"},
        {"menit": 0, "jenis": "tidak_masuk"},
        {"menit": 10, "jenis": "terlambat"},
    ],
}
"""A civil servant with two children, late twice and absent once."""


def sari(**changes: object) -> Explanation:
    """Return what is told of Sari, with some facts changed."""
    return program().explain({**SARI, **changes})
