"""A whole law in a few lines, to put faults into: facts, a table, rules, a list and a pack."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "fakta/pegawai.yaml": """\
golongan:
  judul: Golongan ruang
  label_en: Grade
  jenis: pilihan
  pilihan: [III/a, III/b]
mkg:
  judul: Masa kerja golongan
  label_en: Years of service in grade
  jenis: angka
  satuan: tahun
  dari: 0
  sampai: 60
pasangan_ditunjang:
  judul: Ada suami/istri yang ditunjang
  label_en: Supported spouse
  jenis: ya
  bila_kosong: tidak
pagu_tpp:
  judul: Pagu TPP
  label_en: TPP ceiling
  jenis: rupiah
  satuan: rupiah/bulan
  dari: Rp0
  sampai: Rp200.000.000
  bila_kosong: Rp0
hari_kerja:
  judul: Hari kerja bulan ini
  label_en: Workdays
  jenis: angka
  satuan: hari
  dari: 1
  sampai: 31
tmt:
  judul: TMT golongan
  label_en: Grade since
  jenis: tanggal
  dari: 1980-01-01
  sampai: 2099-12-31
menit:
  judul: Lama kejadian
  label_en: Length of the event
  jenis: angka
  satuan: menit
  butir: kejadian
  dari: 0
  sampai: 600
lahir:
  judul: Tanggal lahir anak
  label_en: Birthday
  jenis: tanggal
  butir: anak
  dari: 1980-01-01
  sampai: 2099-12-31
""",
    "kelompok.yaml": """\
penghasilan: {judul: Penghasilan, label_en: Earnings}
potongan: {judul: Potongan, label_en: Deductions}
gugur: {judul: Gugur, label_en: Forfeited, boleh_ditambah: tidak}
""",
    "daftar.yaml": """\
gaji:
  judul: Gaji
  label_en: Salary
  baris: [penghasilan, potongan]
  jumlah: [bersih]
  gugur: gugur
""",
    "nasional/gaji.yaml": """\
gaji_pokok:
  judul: Gaji pokok
  label_en: Basic salary
  satuan: rupiah/bulan
  kelompok: [penghasilan]
  versi:
    - berlaku: 2020-01-01
      rumus: tabel.gaji[golongan; mkg]
      hukum: [{dokumen: PP 1/2020}]
      status: diperiksa
    - berlaku: 2024-01-01
      rumus: tabel.gaji[golongan; mkg]
      hukum: [{dokumen: PP 5/2024, pasal: Lampiran}]
      status: diperiksa
tunjangan:
  judul: Tunjangan suami/istri
  label_en: Spouse allowance
  satuan: rupiah/bulan
  kelompok: [penghasilan]
  versi:
    - berlaku: 2020-01-01
      syarat: pasangan_ditunjang dan tmt < '2030-01-01'
      rumus: bulat(10% * gaji_pokok)
      hukum: [{dokumen: PP 2/2020}]
      status: belum_diperiksa
tpp:
  judul: TPP
  label_en: TPP
  satuan: rupiah/bulan
  kelompok: [penghasilan]
  versi:
    - berlaku: 2020-01-01
      rumus: bulat(pagu_tpp * min(100%; bagian))
      hukum: [{dokumen: PP 3/2020}]
      status: diperiksa
bagian:
  judul: Bagian TPP
  label_en: Share of TPP
  satuan: persen
  delegasi: ya
  versi:
    - berlaku: 2020-01-01
      rumus: 100% - 1% * banyak(menit > 30)
      hukum: [{dokumen: PP 3/2020}]
      status: diperiksa
potongan_harian:
  judul: Potongan sehari
  label_en: Deduction of a day
  satuan: rupiah/bulan
  kelompok: [potongan]
  versi:
    - berlaku: 2020-01-01
      rumus: bulat(gaji_pokok / hari_kerja) * banyak(umur(lahir; awal_bulan) > 21)
      hukum: [{dokumen: PP 4/2020}]
      status: diasumsikan
bersih:
  judul: Bersih
  label_en: Net
  satuan: rupiah/bulan
  versi:
    - berlaku: 2020-01-01
      rumus: jumlah(kelompok.penghasilan) - jumlah(kelompok.potongan)
      hukum: [{dokumen: PP 1/2020}]
      status: diperiksa
""",
    "nasional/tabel/gaji.yaml": """\
gaji:
  judul: Gaji pokok
  label_en: Basic salary
  satuan: rupiah/bulan
  kunci: [{golongan: sama}, {mkg: mulai}]
  nilai: {rupiah: {jenis: rupiah}}
  versi:
    - berlaku: 2020-01-01
      berkas: gaji.csv
      hukum: [{dokumen: PP 1/2020}]
      status: diperiksa
""",
    "nasional/tabel/gaji.csv": """\
golongan;mkg;rupiah
III/a;0;2785700
III/a;2;2873500
III/b;0;2903600
""",
    "daerah/kota/pak.yaml": """\
nama: kota
judul: Kota Contoh
label_en: Contoh City
berlaku: 2022-01-01
hukum: [{dokumen: Perwali Contoh 1/2022}]
belum_lengkap: [Tarif apel tidak ditemukan.]
""",
    "daerah/kota/tpp.yaml": """\
bagian:
  judul: Bagian TPP
  label_en: Share of TPP
  satuan: persen
  mengganti: ya
  versi:
    - berlaku: 2022-01-01
      rumus: 90%
      hukum: [{dokumen: Perwali Contoh 1/2022}]
      status: belum_diperiksa
insentif:
  judul: Insentif
  label_en: Incentive
  satuan: rupiah/bulan
  kelompok: [penghasilan]
  versi:
    - berlaku: 2022-01-01
      rumus: Rp100.000
      hukum: [{dokumen: Perwali Contoh 1/2022}]
      status: belum_diperiksa
""",
}


def write_law(folder: Path) -> Path:
    """Write the law folder, free of faults."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def put(folder: Path, name: str, old: str, new: str) -> None:
    """Put a fault into one file: `old`, which must stand there, becomes `new`."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
