"""Whatever stands in a file of worked cases, reading and running it gives outcomes or a LawError."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.cases import CaseRunner, read_cases
from praja.rules.errors import LawError
from tests.properties.dice import Dice, effort
from tests.properties.law_files import write
from tests.properties.test_folder_attacks import bent_text

LAW = {
    "fakta/f.yaml": """\
gaji: {judul: Gaji, label_en: Pay, jenis: rupiah, dari: 0, sampai: 10.000.000}
tmt: {judul: TMT, label_en: Since, jenis: tanggal, dari: 1950-01-01, sampai: 2100-12-31}
status: {judul: Status, label_en: Status, jenis: pilihan, pilihan: [pns, pppk]}
menit: {judul: Menit, label_en: Minutes, jenis: angka, dari: 0, sampai: 600, butir: hari}
""",
    "kelompok.yaml": "g: {judul: G, label_en: G}\n",
    "daftar.yaml": "gaji_induk: {judul: G, label_en: G, baris: [g], jumlah: [bersih]}\n",
    "nasional/a.yaml": "".join(
        f"{name}: {{judul: B, label_en: L, satuan: {unit}, versi: [{{berlaku: 2000-01-01, "
        f"rumus: '{formula}', "
        "hukum: [{dokumen: UU}], status: diperiksa}]}\n"
        for name, unit, formula in (
            ("bersih", "rupiah", "gaji - jumlah(menit * Rp10) - bulan_ini(bersih)"),
            ("sejak", "tanggal", "tmt"),
            ("lama", "tahun", "umur(tmt; akhir_bulan)"),
            ("golongan", "pilihan", "status"),
            ("besar", "ya", "gaji > Rp5.000.000"),
            ("bagian", "persen", "gaji / Rp10.000.000"),
            ("denda", "rupiah", "menit * Rp10"),
        )
    ),
}
CASES = """\
- kasus: gaji biasa
  tanggal: 2026-01-15
  tanggal_bayar: 2026-02-01
  daftar: gaji_induk
  masukan:
    gaji: 5.000.000
    tmt: 2010-03-01
    status: pns
    'bulan_ini(bersih)': 1.000
    hari: [{menit: 5}, {menit: 10}]
  hasil:
    bersih: 4.998.850
    sejak: 2010-03-01
    lama: 15
    golongan: pns
    besar: tidak
    bagian: 50%
  hitungan: 5.000.000 - 150 - 1.000
  sumber: UU
- kasus: tanpa gaji
  tanggal: 2026-01-15
  masukan: {status: pns}
  hasil: {besar: masalah}
"""


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    return CaseRunner(write(LAW, tmp_path_factory.mktemp("hukum")))


def faults(runner, text):
    """Return the faults of all cases in a text, or the error with which the file is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kasus.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        try:
            cases = read_cases(path)
        except LawError as error:
            return error
    return [fault for case in cases for fault in runner.run(case).faults]


def test_the_cases_here_pass(runner):
    assert faults(runner, CASES) == []


@effort(3)
@given(st.data())
def test_bent_cases_are_run_or_refused(runner, data):
    found = faults(runner, bent_text(Dice(data.draw), CASES))

    assert isinstance(found, LawError) or all(isinstance(fault, str) for fault in found)


@effort()
@given(st.binary(max_size=80))
def test_any_bytes_are_cases_or_refused(runner, raw):
    found = faults(runner, raw)

    assert isinstance(found, LawError) or found == []


WRONG = [
    ("bersih: 4.998.850", "bersih: 4.998.851"),
    ("bersih: 4.998.850", "bersih: banyak"),
    ("bersih: 4.998.850", "bersih: masalah"),
    ("bersih: 4.998.850", "bersih: '4998850,5'"),
    ("bersih: 4.998.850", "bersih: 4998850.0"),
    ("bersih: 4.998.850", "bersihh: 4.998.850"),
    ("bersih: 4.998.850", "denda: 5"),
    ("sejak: 2010-03-01", "sejak: 2010-03-02"),
    ("sejak: 2010-03-01", "sejak: kemarin"),
    ("sejak: 2010-03-01", "sejak: 2010-02-30"),
    ("golongan: pns", "golongan: pppk"),
    ("besar: tidak", "besar: ya"),
    ("besar: tidak", "besar: mungkin"),
    ("besar: masalah", "besar: tidak"),
    ("bagian: 50%", "bagian: 50"),
    ("gaji: 5.000.000", "gajih: 5.000.000"),
    ("gaji: 5.000.000", "gaji: 5.000.000.000"),
    ("status: pns", "status: PNS"),
    ("hari: [", "jam: ["),
    ("{menit: 5}", "{mnt: 5}"),
    ("{menit: 5}", "5"),
    ("daftar: gaji_induk", "daftar: gaji"),
    ("tanggal: 2026-01-15", "tanggal: 1999-12-31"),
]


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_a_wrong_case_fails(runner, old, new):
    assert old in CASES

    assert faults(runner, CASES.replace(old, new, 1))
