"""The list as a treasurer's workbook: people, their children, events of attendance, and what it is."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from praja.demo.mistakes import Formula
from praja.demo.people import MONTH, Person
from praja.sheet.safe import safe_text, whole_file
from praja.sheet.write import WorkbookFile

EXAMPLE = "contoh, bukan Perwal"
HEADERS: Mapping[str, str] = {
    "pagu_tpp": f"pagu_tpp ({EXAMPLE})",
    "umk": "umk (contoh)",
    "upah_perjanjian": "upah_perjanjian (contoh)",
}
"""Headers that say more than the name of the column; what stands in brackets is not read."""

COLUMNS = (
    "nip nama unit nama_jabatan tanggal_lahir status_asn golongan mkg jenis_jabatan eselon "
    "eselon_penyetaraan jabatan_fungsional jenjang_jabatan sumber_tunjangan_fungsional "
    "tunjangan_fungsional_sk kelas_jabatan keadaan_pegawai mulai_tugas_belajar pasangan_ditunjang "
    "sumber_anak jumlah_anak_ditunjang status_ptkp upah_perjanjian umk kuasa_zakat infak iuran_korpri "
    "angsuran_koperasi angsuran_bank sewa_rumah_negara angsuran_utang_negara pagu_tpp nilai_skp "
    "sumber_kehadiran menit_kurang hari_alpa upacara_absen hari_cuti_alasan_penting bulan_cuti_sakit "
    "hari_cuti_besar melahirkan_anak_ke sebab_tanpa_tpp hukuman_disiplin bulan_hukdis lhkpn_tertunggak "
    "spt_tertunggak aset_tertunggak"
).split()
CHILD_COLUMNS = (
    "nip tanggal_lahir_anak hubungan_anak anak_kawin anak_berpenghasilan anak_sekolah anak_beasiswa"
).split()
EVENT_COLUMNS = "nip jenis_kejadian menit".split()

TITLES = (
    "PEMERINTAH KOTA SEMARANG (REKAAN)",
    f"DAFTAR PEGAWAI BULAN {MONTH:%m-%Y}; SEMUA ORANG DI SINI REKAAN",
)
ABOUT = (
    "Data rekaan untuk mencoba Praja. Tidak seorang pun di sini nyata; nomor urut NIP mulai 901.",
    f"Pagu TPP: {EXAMPLE}. Besaran tiap jabatan sejak 2015 tidak ditemukan.",
    "UMK, upah perjanjian, nilai SKP, kehadiran, dan potongan pribadi juga rekaan.",
    "Beberapa kesalahan dimasukkan dengan sengaja, seperti yang biasa ada pada daftar nyata.",
)
MADE_ON = datetime.datetime(MONTH.year, MONTH.month, MONTH.day)
"""What the file says of when it was made, so that the same people give the same file."""


def write_list(path: Path, everyone: Sequence[Person]) -> None:
    """Write the list, replacing an older one.

    :raises SheetNotWritten: when it cannot be written
    """
    with whole_file(path, overwrite=True) as temporary, WorkbookFile(temporary) as book:
        book.set_properties({"title": TITLES[0], "comments": ABOUT[0], "created": MADE_ON})
        styles = {
            "bold": book.add_format({"bold": True}),
            "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "text": book.add_format({"num_format": "@"}),
            "money": book.add_format({"num_format": "#,##0"}),
            "date": book.add_format({"num_format": "dd-mm-yyyy"}),
        }
        _write_sheet(book, "orang", TITLES, COLUMNS, [person.row for person in everyone], styles)
        children = [{"nip": person.nip, **child} for person in everyone for child in person.children]
        _write_sheet(book, "anak", (), CHILD_COLUMNS, children, styles)
        events = [{"nip": person.nip, **event} for person in everyone for event in person.events]
        _write_sheet(book, "kejadian", (), EVENT_COLUMNS, events, styles)
        about = book.add_worksheet("Keterangan")
        about.set_column(0, 0, 110)
        for row, sentence in enumerate(ABOUT):
            about.write_string(row, 0, sentence)


def _write_sheet(
    book: Any,
    name: str,
    titles: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    styles: Mapping[str, Any],
) -> None:
    sheet = book.add_worksheet(name)
    for place, title in enumerate(titles):
        sheet.write_string(place, 0, title, styles["bold"])
    top = len(titles)
    sheet.freeze_panes(top + 1, 2)
    sheet.set_column(0, 0, 21, styles["text"])
    sheet.set_column(1, 3, 26)
    sheet.set_column(4, len(columns), 13)
    sheet.write_row(top, 0, [HEADERS.get(column, column) for column in columns], styles["header"])
    for place, row in enumerate(rows, top + 1):
        for at, column in enumerate(columns):
            _write_cell(sheet, place, at, row.get(column), styles)


def _write_cell(sheet: Any, row: int, at: int, value: Any, styles: Mapping[str, Any]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, at, "ya" if value else "tidak")
        case int():
            sheet.write_number(row, at, value, styles["money"])
        case float():
            sheet.write_number(row, at, value)
        case datetime.date():
            sheet.write_datetime(row, at, datetime.datetime.combine(value, datetime.time()), styles["date"])
        case Formula(text=text):
            sheet.write_formula(row, at, text)
        case _:
            sheet.write_string(row, at, safe_text(str(value)))
