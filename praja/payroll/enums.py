"""Words of the pay month."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JenisDaftar(models.TextChoices):
    """The pay lists that are run; the values are the names of the lists in the law."""

    GAJI = "gaji", _("Gaji induk")
    TPP = "tpp", _("TPP")


class JenisProses(models.TextChoices):
    """Whether a run is the month's own, one for those who missed it, or one for the families of the dead."""

    INDUK = "induk", _("Induk")
    SUSULAN = "susulan", _("Susulan")
    TERUSAN = "terusan", _("Gaji terusan")


class KeadaanProses(models.TextChoices):
    """How far a run is. Each step is taken by somebody; the one who approves is not the one who computed."""

    TERBUKA = "terbuka", _("Terbuka")
    MENGHITUNG = "menghitung", _("Sedang dihitung")
    DIHITUNG = "dihitung", _("Sudah dihitung")
    DIPERIKSA = "diperiksa", _("Diperiksa, menunggu persetujuan")
    DISETUJUI = "disetujui", _("Disetujui")
    DIBAYAR = "dibayar", _("Dibayar dan terkunci")
    DIBATALKAN = "dibatalkan", _("Dibatalkan")


class KeadaanSlip(models.TextChoices):
    """What becomes of a person on a list; the values are those of `praja.rules.month.State`, of what an
    officer holds, and of what the government owes until it may be paid (`PayList.accrues`).
    """

    DIBAYAR = "dibayar", _("Dibayar")
    MASALAH = "masalah", _("Belum dapat dihitung")
    DITAHAN = "ditahan", _("Ditahan")
    TERUTANG = "terutang", _("Terutang, belum dibayar")
    GUGUR = "gugur", _("Tidak berhak bulan ini")


class JenisRekap(models.TextChoices):
    """Of what a month's facts of a person are."""

    KEHADIRAN = "kehadiran", _("Kehadiran")
    KINERJA = "kinerja", _("Kinerja")


class JenisPotongan(models.TextChoices):
    """Deductions that somebody owes or has agreed to; the values are names of facts in the law."""

    ANGSURAN_BANK = "angsuran_bank", _("Angsuran bank")
    ANGSURAN_KOPERASI = "angsuran_koperasi", _("Potongan koperasi")
    IURAN_KORPRI = "iuran_korpri", _("Iuran Korpri")
    INFAK = "infak", _("Infak")
    SEWA_RUMAH_NEGARA = "sewa_rumah_negara", _("Sewa rumah negara")
    ANGSURAN_UTANG_NEGARA = "angsuran_utang_negara", _("Angsuran utang kepada negara")


class JenisTambahan(models.TextChoices):
    """What an extra line of a slip is; the values are names of facts in the law."""

    TAMBAHAN_KEKURANGAN = "tambahan_kekurangan", _("Kekurangan bulan lalu")
    TAMBAHAN_KEPUTUSAN = "tambahan_keputusan", _("Tambahan menurut keputusan")
    TAMBAHAN_PENGEMBALIAN = "tambahan_pengembalian", _("Pengembalian potongan")
    PENGURANGAN_KELEBIHAN = "pengurangan_kelebihan", _("Kelebihan bulan lalu ditagih kembali")
    PENGURANGAN_KEPUTUSAN = "pengurangan_keputusan", _("Potongan lain menurut keputusan")


class JenisMasukan(models.TextChoices):
    """What a sheet of facts holds."""

    KEHADIRAN = "kehadiran", _("Rekap kehadiran sebulan")
    KINERJA = "kinerja", _("Nilai dan predikat kinerja sebulan")
    TETAP = "tetap", _("Keterangan tetap per orang atau jabatan")
    POTONGAN = "potongan", _("Pinjaman, iuran, sewa, koperasi")
    TAMBAHAN = "tambahan", _("Baris tambahan slip")
    PAGU = "pagu", _("Pagu anggaran setahun")


class RevisiPagu(models.TextChoices):
    """By which step of the year's budget a pagu was set."""

    MURNI = "murni", _("APBD murni")
    PERGESERAN = "pergeseran", _("Pergeseran")
    PERUBAHAN = "perubahan", _("APBD perubahan")


class PeranBerkas(models.TextChoices):
    """What a file of a run is."""

    FAKTA = "fakta", _("Fakta yang dihitung")
    RINCI = "rinci", _("Fakta rinci")
    ASAL = "asal", _("Asal tiap fakta")
    HASIL = "hasil", _("Hasil hitungan")
    HUKUM = "hukum", _("Naskah aturan yang dipakai")
    MANIFES = "manifes", _("Manifes bertanda tangan")
    KELUARAN = "keluaran", _("Berkas keluaran")
