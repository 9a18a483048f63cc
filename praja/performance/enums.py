"""The terms of performance, as PermenPANRB 6/2022 and the reporting of BKN name them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pendekatan(models.TextChoices):
    """How results are measured."""

    KUANTITATIF = "kuantitatif", _("Kuantitatif")
    KUALITATIF = "kualitatif", _("Kualitatif")


class JenisSasaran(models.TextChoices):
    """A goal of a unit."""

    TUJUAN = "tujuan", _("Tujuan")
    SASARAN = "sasaran", _("Sasaran")


class KeadaanSkp(models.TextChoices):
    """Where an SKP stands. What is negotiated of it stands with its versions (`KeadaanVersi`)."""

    DISUSUN = "disusun", _("Disusun")
    BERJALAN = "berjalan", _("Berjalan")
    BERAKHIR = "berakhir", _("Berakhir")
    DIBATALKAN = "dibatalkan", _("Dibatalkan")


class KeadaanVersi(models.TextChoices):
    """Where a version of an SKP stands between the person and the appraiser."""

    DISUSUN = "disusun", _("Disusun")
    DIAJUKAN = "diajukan", _("Menunggu persetujuan penilai")
    DISEPAKATI = "disepakati", _("Disepakati")
    DIGANTIKAN = "digantikan", _("Digantikan versi sesudahnya")
    DITARIK = "ditarik", _("Ditarik")


class JenisRhk(models.TextChoices):
    """A result that the post owes, or one beside it."""

    UTAMA = "utama", _("Kinerja utama")
    TAMBAHAN = "tambahan", _("Kinerja tambahan")


class LingkupRhk(models.TextChoices):
    """Whether a result stays with the unit when the person moves, or goes with the person."""

    ORGANISASI = "organisasi", _("Organisasi")
    INDIVIDU = "individu", _("Individu")


class Perspektif(models.TextChoices):
    """The perspective of a result of a JPT or the head of an independent unit."""

    PENERIMA_LAYANAN = "penerima_layanan", _("Penerima layanan")
    PROSES_BISNIS = "proses_bisnis", _("Proses bisnis")
    PENGUATAN_INTERNAL = "penguatan_internal", _("Penguatan internal")
    ANGGARAN = "anggaran", _("Anggaran")


class Aspek(models.TextChoices):
    """What of a result an indicator measures."""

    KUANTITAS = "kuantitas", _("Kuantitas")
    KUALITAS = "kualitas", _("Kualitas")
    WAKTU = "waktu", _("Waktu")
    BIAYA = "biaya", _("Biaya")


class Arah(models.TextChoices):
    """How a realisation is held against its target."""

    TINGGI = "tinggi", _("Makin tinggi makin baik")
    RENDAH = "rendah", _("Makin rendah makin baik")
    RENTANG = "rentang", _("Di dalam rentang")
    TAHAPAN = "tahapan", _("Tahap yang selesai")
    TANGGAL = "tanggal", _("Selesai pada tanggal")


class AntarBulan(models.TextChoices):
    """How the realisations of the months make that of the year."""

    JUMLAH = "jumlah", _("Bulan-bulan dijumlahkan")
    TERAKHIR = "terakhir", _("Bulan terakhir yang berlaku")
    RERATA = "rerata", _("Rata-rata bulan")


class JenisLampiran(models.TextChoices):
    """The annexes of an SKP."""

    DUKUNGAN = "dukungan", _("Dukungan sumber daya")
    PERTANGGUNGJAWABAN = "pertanggungjawaban", _("Skema pertanggungjawaban")
    KONSEKUENSI = "konsekuensi", _("Konsekuensi")


class Nilai(models.TextChoices):
    """The seven core values of an ASN (SE MenPANRB 20/2021); their 21 guides stand in `behaviour`."""

    BERORIENTASI_PELAYANAN = "berorientasi_pelayanan", _("Berorientasi pelayanan")
    AKUNTABEL = "akuntabel", _("Akuntabel")
    KOMPETEN = "kompeten", _("Kompeten")
    HARMONIS = "harmonis", _("Harmonis")
    LOYAL = "loyal", _("Loyal")
    ADAPTIF = "adaptif", _("Adaptif")
    KOLABORATIF = "kolaboratif", _("Kolaboratif")


class JenisPeriode(models.TextChoices):
    """For how long a periodic evaluation looks back."""

    BULANAN = "bulanan", _("Bulanan")
    TRIWULANAN = "triwulanan", _("Triwulanan")
    TAHUNAN = "tahunan", _("Tahunan")


class SumberRealisasi(models.TextChoices):
    """By which way a realisation came."""

    PEGAWAI = "pegawai", _("Diisi pegawai")
    LEMBAR = "lembar", _("Lembar data")
    SISTEM = "sistem", _("Sistem lain")
    CATATAN = "catatan", _("Catatan harian atau mingguan")


class JangkaCatatan(models.TextChoices):
    """How often people write down what they reached, as the law of their government asks."""

    BULANAN = "bulanan", _("Bulanan")
    MINGGUAN = "mingguan", _("Mingguan")
    HARIAN = "harian", _("Harian")


class JenisHambatan(models.TextChoices):
    """Why a result is at risk."""

    SUMBER_DAYA = "sumber_daya", _("Kekurangan sumber daya")
    LUAR = "luar", _("Sebab dari luar")
    KOORDINASI = "koordinasi", _("Menunggu pihak lain")
    KEMAMPUAN = "kemampuan", _("Perlu bimbingan atau pelatihan")
    LAIN = "lain", _("Lain-lain")


class KeadaanHambatan(models.TextChoices):
    """What became of an obstacle."""

    DILAPORKAN = "dilaporkan", _("Dilaporkan")
    DITERIMA = "diterima", _("Diterima")
    DITOLAK = "ditolak", _("Ditolak")
    SELESAI = "selesai", _("Selesai")


class AkibatHambatan(models.TextChoices):
    """What an accepted obstacle changes."""

    TIDAK_ADA = "tidak_ada", _("Target tetap")
    TARGET = "target", _("Target diubah")
    DIKECUALIKAN = "dikecualikan", _("Dikecualikan dari penilaian")


class PemberiUmpanBalik(models.TextChoices):
    """Who says something of somebody's work."""

    ATASAN = "atasan", _("Atasan")
    REKAN = "rekan", _("Rekan setingkat")
    BAWAHAN = "bawahan", _("Bawahan")


class JenisPembinaan(models.TextChoices):
    """A talk between superior and employee."""

    BIMBINGAN = "bimbingan", _("Bimbingan kinerja")
    KONSELING = "konseling", _("Konseling kinerja")
    TEMU = "temu", _("Temu berkala")


class Ekspektasi(models.TextChoices):
    """How results or behaviour stand to what was expected (PermenPANRB 6/2022), from below to above."""

    DI_BAWAH = "di_bawah", _("Di bawah ekspektasi")
    SESUAI = "sesuai", _("Sesuai ekspektasi")
    DI_ATAS = "di_atas", _("Di atas ekspektasi")


class PredikatKinerja(models.TextChoices):
    """The predicate of a person, from the best one on."""

    SANGAT_BAIK = "sangat_baik", _("Sangat baik")
    BAIK = "baik", _("Baik")
    BUTUH_PERBAIKAN = "butuh_perbaikan", _("Butuh perbaikan")
    KURANG = "kurang", _("Kurang")
    SANGAT_KURANG = "sangat_kurang", _("Sangat kurang")


class PredikatOrganisasi(models.TextChoices):
    """The predicate of a unit's achievement (SE MenPANRB 3/2023), from the best one on."""

    ISTIMEWA = "istimewa", _("Istimewa")
    BAIK = "baik", _("Baik")
    BUTUH_PERBAIKAN = "butuh_perbaikan", _("Butuh perbaikan")
    KURANG = "kurang", _("Kurang")
    SANGAT_KURANG = "sangat_kurang", _("Sangat kurang")


class JabatanTim(models.TextChoices):
    """What somebody is in an assessment team."""

    KETUA = "ketua", _("Ketua")
    SEKRETARIS = "sekretaris", _("Sekretaris")
    ANGGOTA = "anggota", _("Anggota")


class KeadaanPerkara(models.TextChoices):
    """Where a rating stands that was taken to the assessment team."""

    ANTRE = "antre", _("Antre")
    DIBAHAS = "dibahas", _("Dibahas")
    DIPUTUS = "diputus", _("Dikukuhkan")
    DIKEMBALIKAN = "dikembalikan", _("Dikembalikan kepada penilai")
    DIGANTIKAN = "digantikan", _("Digantikan penilaian sesudahnya")


class AsalPerkara(models.TextChoices):
    """Why a rating was taken to the assessment team."""

    CATATAN = "catatan", _("ada catatan pada penilaian")
    MENYIMPANG = "menyimpang", _("berbeda dari usulan")
    SAMPEL = "sampel", _("terpilih sebagai sampel")
    DINILAI_ULANG = "dinilai_ulang", _("dinilai ulang sesudah diperiksa")
    PENILAI = "penilai", _("diajukan penilainya")
    PETUGAS = "petugas", _("diajukan pengelola kepegawaian")


class PutusanTim(models.TextChoices):
    """What a member, or the team, says of a rating."""

    KUKUH = "kukuh", _("Dikukuhkan")
    KEMBALI = "kembali", _("Dikembalikan kepada penilai")


class YangMenilai(models.TextChoices):
    """Where the people of a government are rated."""

    PRAJA = "praja", _("Praja menilai")
    BKN = "bkn", _("BKN menilai, Praja membayar")


class KeadaanKeberatan(models.TextChoices):
    """Where an objection to a rating stands."""

    DISUSUN = "disusun", _("Belum diajukan")
    DIAJUKAN = "diajukan", _("Diajukan")
    DIMINTA = "diminta", _("Penilai diminta menjelaskan")
    DIDENGAR = "didengar", _("Didengar")
    DIPUTUS = "diputus", _("Diputus")
    DICABUT = "dicabut", _("Dicabut")


class PokokKeberatan(models.TextChoices):
    """What an objection is about."""

    HASIL = "hasil", _("Hasil kerja")
    PERILAKU = "perilaku", _("Perilaku kerja")
    PREDIKAT = "predikat", _("Predikat")
    PROSES = "proses", _("Proses penilaian")


class PutusanKeberatan(models.TextChoices):
    """What was decided on an objection."""

    DITERIMA = "diterima", _("Diterima")
    SEBAGIAN = "sebagian", _("Diterima sebagian")
    DITOLAK = "ditolak", _("Ditolak")


class JenisAngkaKredit(models.TextChoices):
    """Where credit points come from (Peraturan BKN 3/2023)."""

    KONVERSI = "konversi", _("Konversi predikat")
    INTEGRASI = "integrasi", _("Integrasi angka kredit lama")
    DASAR = "dasar", _("Angka kredit dasar")
    IJAZAH = "ijazah", _("Ijazah lebih tinggi")


class KeadaanPerbaikan(models.TextChoices):
    """Where somebody's six months of improvement stand."""

    BERJALAN = "berjalan", _("Berjalan")
    MEMENUHI = "memenuhi", _("Memenuhi")
    TIDAK_MEMENUHI = "tidak_memenuhi", _("Tidak memenuhi")
    DIHENTIKAN = "dihentikan", _("Dihentikan")


class LangkahPerbaikan(models.TextChoices):
    """What is recorded beside an improvement, or after one that failed (PP 30/2019 articles 56 to 58)."""

    PERINGATAN = "peringatan", _("Peringatan tertulis")
    UJI_KOMPETENSI = "uji_kompetensi", _("Uji kompetensi kembali")
    JABATAN_SESUAI = "jabatan_sesuai", _("Pindah ke jabatan yang sesuai kompetensi")
    JABATAN_LEBIH_RENDAH = "jabatan_lebih_rendah", _("Pindah ke jabatan lebih rendah")
    PENEMPATAN_SEMENTARA = "penempatan_sementara", _("Penempatan sementara")
    PEMBERHENTIAN = "pemberhentian", _("Pemberhentian dengan hormat")
    PERJANJIAN_KERJA = "perjanjian_kerja", _("Perjanjian kerja PPPK diakhiri atau tidak diperpanjang")


class JenisPenghargaan(models.TextChoices):
    """What somebody is proposed for after a good year."""

    PIAGAM = "piagam", _("Piagam penghargaan")
    TALENTA = "talenta", _("Prioritas kelompok rencana suksesi")
    PENGEMBANGAN = "pengembangan", _("Prioritas pengembangan kompetensi")
    SATYALANCANA = "satyalancana", _("Usulan Satyalancana")
    LAIN = "lain", _("Penghargaan lain")


class KeadaanPenghargaan(models.TextChoices):
    """Where the proposal of an award stands."""

    DIUSULKAN = "diusulkan", _("Menunggu diperiksa")
    DIPERIKSA = "diperiksa", _("Menunggu keputusan")
    DITETAPKAN = "ditetapkan", _("Ditetapkan")
    DITOLAK = "ditolak", _("Ditolak")
    DITARIK = "ditarik", _("Ditarik")


class JenisPengembangan(models.TextChoices):
    """How somebody grows in their work."""

    PELATIHAN = "pelatihan", _("Pelatihan")
    MENTORING = "mentoring", _("Pendampingan")
    PENUGASAN = "penugasan", _("Penugasan khusus")
    MAGANG = "magang", _("Magang atau pertukaran")
    BELAJAR = "belajar", _("Belajar mandiri")


class KeadaanPengembangan(models.TextChoices):
    """Where a wish or an agreed step of development stands."""

    DIINGINKAN = "diinginkan", _("Keinginan")
    DISEPAKATI = "disepakati", _("Disepakati")
    SELESAI = "selesai", _("Selesai")
    BATAL = "batal", _("Tidak jadi")
