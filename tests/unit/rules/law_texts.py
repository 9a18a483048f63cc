"""A fact, a rule and a table as the law folder holds them, and the faults that are found in such files."""

from tests.unit.rules.small_law import faults

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
