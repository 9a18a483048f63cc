"""What each column of a file for e-Kinerja means, and how sure it is that BKN calls it so."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Mark(models.TextChoices):
    """How sure a field is."""

    SURE = "pasti", _("dinamai demikian oleh API SIASN (tiga pustaka klien)")
    ONE = "satu", _("menurut satu panduan integrasi e-Kinerja tahun 2026")
    FORM = "formulir", _("isi formulir SKP; namanya dari Praja")
    OURS = "praja", _("tambahan Praja, supaya barisnya dikenali")


@dataclasses.dataclass(frozen=True, slots=True)
class Explained:
    """A column."""

    name: str
    text: str | Promise
    mark: Mark = Mark.FORM


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its columns."""

    name: str
    columns: tuple[Explained, ...]


_WHO = (
    Explained("nip", _("NIP yang dinilai"), Mark.OURS),
    Explained("nama", _("Nama yang dinilai"), Mark.OURS),
)
_INDICATOR = (
    Explained("rhk_no", _("Nomor rencana hasil kerja pada SKP itu"), Mark.OURS),
    Explained("rhk", _("Rencana hasil kerja")),
)
_OF_INDICATOR = (*_WHO, *_INDICATOR, Explained("indikator", _("Indikator kinerja individu")))
_CODES = (
    Explained("hasilKinerjaNilai", _("Kode hasil kerja: 1 di atas, 2 sesuai, 3 di bawah"), Mark.SURE),
    Explained("perilakuKerjaNilai", _("Kode perilaku kerja: 1 di atas, 2 sesuai, 3 di bawah"), Mark.SURE),
    Explained(
        "kuadranKinerjaNilai",
        _("Kode predikat: 1 sangat baik, 2 baik, 3 butuh perbaikan, 4 kurang, 5 sangat kurang"),
        Mark.SURE,
    ),
    Explained("penilaiNipNrp", _("NIP penilai; kosong bila ia di luar data pegawai"), Mark.SURE),
    Explained("penilaiNama", _("Nama penilai"), Mark.SURE),
)
_RATER = (
    Explained(
        "penilaiGolongan",
        _("Golongan penilai seperti tertulis; API meminta kode rujukan golongan SIASN"),
        Mark.SURE,
    ),
    Explained("penilaiUnorNama", _("Unit kerja penilai pada akhir periode"), Mark.SURE),
    Explained("statusPenilai", _("“ASN” atau “NON ASN”"), Mark.SURE),
)
_ID = Explained("id", _("Id riwayat di SIASN, bila pernah diimpor; kosong untuk riwayat baru"), Mark.SURE)
SHEETS: Final[Mapping[str, Sheet]] = {
    one.name: one
    for one in (
        Sheet(
            "skp",
            (
                *_WHO,
                Explained("tahun", _("Tahun SKP")),
                Explained("tanggal_mulai", _("Hari pertama masa penilaian")),
                Explained("tanggal_selesai", _("Hari terakhir masa penilaian")),
                Explained("pendekatan", _("Pendekatan hasil kerja: kuantitatif atau kualitatif")),
                Explained("versi", _("Versi SKP yang berlaku pada akhir periode"), Mark.OURS),
                Explained("disepakati", _("Hari versi itu disepakati keduanya"), Mark.OURS),
                Explained("jabatan", _("Jabatan yang dinilai")),
                Explained("unit_kerja", _("Unit kerja yang dinilai")),
                Explained("penilai_nip", _("NIP pejabat penilai")),
                Explained("penilai_nama", _("Nama pejabat penilai")),
                Explained("penilai_status", _("“ASN” atau “NON ASN”")),
            ),
        ),
        Sheet(
            "rhk",
            (
                *_WHO,
                Explained("tanggal_mulai", _("Hari pertama SKP-nya, bila ada dua SKP setahun"), Mark.OURS),
                Explained("no", _("Nomor urut")),
                Explained(
                    "klasifikasi",
                    _("organisasi: tetap pada unit bila pegawainya pindah; individu: ikut pegawainya"),
                    Mark.ONE,
                ),
                Explained("jenis", _("utama atau tambahan"), Mark.ONE),
                Explained("rhk_pimpinan_diintervensi", _("Rencana hasil kerja pimpinan yang diintervensi")),
                Explained("rhk", _("Rencana hasil kerja")),
                Explained("perspektif", _("Perspektif; hanya bagi JPT dan pimpinan unit kerja mandiri")),
                Explained("ukuran_keberhasilan", _("Ukuran keberhasilan; pendekatan kualitatif")),
            ),
        ),
        Sheet(
            "indikator",
            (
                *_WHO,
                *_INDICATOR,
                Explained("no", _("Nomor urut pada RHK itu")),
                Explained("aspek", _("kuantitas, kualitas, waktu atau biaya")),
                Explained("indikator", _("Indikator kinerja individu")),
                Explained("target", _("Target dengan satuannya; dapat berupa rentang atau tanggal")),
                Explained("satuan", _("Satuan")),
            ),
        ),
        Sheet(
            "perilaku",
            (
                *_WHO,
                Explained("nilai", _("Nilai dasar ASN")),
                Explained("ekspektasi_khusus", _("Ekspektasi khusus pimpinan")),
            ),
        ),
        Sheet(
            "lampiran",
            (
                *_WHO,
                Explained("lampiran", _("Dukungan, skema pertanggungjawaban atau konsekuensi")),
                Explained("isi", _("Isinya")),
            ),
        ),
        Sheet(
            "realisasi",
            (
                *_OF_INDICATOR,
                Explained("bulan", _("Bulan realisasinya"), Mark.OURS),
                Explained("realisasi", _("Angka yang dicapai, atau hari selesainya"), Mark.OURS),
                Explained("narasi", _("Uraian realisasi"), Mark.ONE),
                Explained("sumber_data", _("Sumber data"), Mark.ONE),
            ),
        ),
        Sheet(
            "bukti_dukung",
            (
                *_OF_INDICATOR,
                Explained("bulan", _("Bulan realisasinya"), Mark.OURS),
                Explained("nama", _("Nama bukti"), Mark.ONE),
                Explained("tautan", _("Tautan; kosong bila buktinya berkas yang disimpan Praja"), Mark.ONE),
            ),
        ),
        Sheet(
            "skp22_save",
            (
                *_WHO,
                _ID,
                Explained(
                    "pnsDinilaiOrang", _("Id PNS di SIASN; dicari pemanggil API menurut NIP"), Mark.SURE
                ),
                Explained("tahun", _("Tahun penilaian"), Mark.SURE),
                *_CODES,
                Explained("penilaiJabatan", _("Jabatan penilai"), Mark.SURE),
                *_RATER,
            ),
        ),
        Sheet(
            "kinerjaperiodik_save",
            (
                *_WHO,
                _ID,
                Explained("pnsDinilaiId", _("Id PNS di SIASN; dicari pemanggil API menurut NIP"), Mark.SURE),
                Explained("tahun", _("Tahun penilaian"), Mark.SURE),
                Explained("bulanMulaiPenilaian", _("Bulan pertama"), Mark.SURE),
                Explained("tahunMulaiPenilaian", _("Tahunnya"), Mark.SURE),
                Explained("bulanSelesaiPenilaian", _("Bulan terakhir"), Mark.SURE),
                Explained("tahunSelesaiPenilaian", _("Tahunnya"), Mark.SURE),
                Explained("periodikId", _("1 bulanan, 2 triwulan"), Mark.SURE),
                Explained("koefisienId", _("Rujukan koefisien SIASN; Praja tidak menyimpannya"), Mark.SURE),
                *_CODES,
                Explained("penilaiJabatanNama", _("Jabatan penilai"), Mark.SURE),
                *_RATER,
            ),
        ),
    )
}
"""The sheets in their order. Rencana aksi has none: Praja keeps it as targets of months."""
