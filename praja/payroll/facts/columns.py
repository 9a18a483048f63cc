"""Which fact comes from where, what it means when there is none, and who must then act.

This is the table behind `docs/panduan/fakta-gaji.md` and the page of what is missing. A fact that does not
stand here is one that an officer gives: by a recap of the month, or as a standing fact.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from praja.access.enums import Role
from praja.attendance.days.facts import COUNTS, EVENTS
from praja.attendance.leave.facts import FACTS as OF_LEAVE
from praja.payroll.enums import JenisMasukan, JenisPotongan, JenisTambahan
from praja.payroll.facts.added import BASIS, BY_SECOND_PERSON
from praja.payroll.facts.attended import FORM
from praja.payroll.facts.rated import RATED
from praja.payroll.facts.segments import CHANGED, SUFFIX, WORKDAYS
from praja.payroll.facts.survivors import HEIR, WHICH_MONTH
from praja.rules.schema import Fact, Grain

PENGELOLA, BENDAHARA = Role.PENGELOLA_KEPEGAWAIAN, Role.BENDAHARA


@dataclasses.dataclass(frozen=True, slots=True)
class Derived:
    """A fact that Praja finds by itself: where, and what to do where it finds none."""

    source: str
    missing: str
    who: Role = PENGELOLA


_STATUS = _("Catat SK pengangkatan atau perjanjian kerja orang ini.")
_RANK = _("Catat SK pangkat terakhir atau perjanjian kerja orang ini.")
_POST = _("Catat SK jabatan orang ini, atau lengkapi jabatannya pada susunan organisasi.")
_FAMILY = _("Catat keluarga orang ini dan SK tunjangannya.")
_ACTING = _("Tetapkan pagu jabatan yang dirangkap sebagai keterangan tetap jabatan itu.")
_YEAR = _(
    "Bulan-bulan sebelumnya tahun ini belum lengkap di Praja. Setujui prosesnya, atau isi saldo awal sebagai "
    "keterangan tetap orang ini."
)
_DUES = _("Tidak ada potongan.")

DERIVED: Mapping[str, Derived] = {
    "status_asn": Derived("riwayat status", _STATUS),
    "golongan": Derived("riwayat golongan; tidak_ada bagi PPPK paruh waktu", _RANK),
    "mkg": Derived(
        "KGB terakhir, atau golongan bila lebih baru; tahunnya menurut SK itu",
        _("Catat SK kenaikan gaji berkala atau SK pangkat terakhir orang ini."),
    ),
    "keadaan_pegawai": Derived(
        "riwayat CLTN dan tugas belajar, rekap, keterangan tetap, lalu cuti yang disetujui", _("Aktif.")
    ),
    WHICH_MONTH: Derived("status yang berakhir karena meninggal, pada daftar gaji terusan", _("Nol.")),
    HEIR: Derived("catatan keluarga pada hari wafat, pada daftar gaji terusan", _FAMILY),
    "mulai_tugas_belajar": Derived("riwayat tugas belajar", _("Catat SK tugas belajar orang ini.")),
    "jenis_jabatan": Derived("jabatan definitif menurut susunan organisasi", _POST),
    "eselon": Derived("jabatan definitif menurut susunan organisasi", _("Tanpa eselon.")),
    "kelas_jabatan": Derived(
        "jabatan definitif menurut susunan organisasi",
        _("Isi kelas jabatan ini pada susunan organisasi menurut hasil evaluasi jabatan."),
    ),
    "jabatan_fungsional": Derived(
        "nama jabatan, bila sama dengan sebutan dalam hukum",
        _("Isi keterangan tetap jabatan_fungsional bagi jabatan itu; tidak_ada bila belum ada Perpresnya."),
    ),
    "jenjang_jabatan": Derived("jenjang pada susunan organisasi, atau nama jabatan", _POST),
    "plt": Derived(
        "riwayat jabatan sebagai Plt., dibandingkan dengan jabatan definitif", _("Tidak merangkap.")
    ),
    "pejabat_definitif_ada": Derived("pemegang definitif jabatan yang dirangkap", _POST),
    "pagu_plt_bk": Derived("keterangan tetap pagu_bk jabatan yang dirangkap", _ACTING, BENDAHARA),
    "pagu_plt_pk": Derived("keterangan tetap pagu_pk jabatan yang dirangkap", _ACTING, BENDAHARA),
    "pagu_plt_kk": Derived("keterangan tetap pagu_kk jabatan yang dirangkap", _("Nol."), BENDAHARA),
    "pagu_plt_tb": Derived("keterangan tetap pagu_tb jabatan yang dirangkap", _("Nol."), BENDAHARA),
    "pagu_plt_kp": Derived("keterangan tetap pagu_kp jabatan yang dirangkap", _("Nol."), BENDAHARA),
    "pasangan_ditunjang": Derived("riwayat tunjangan keluarga", _FAMILY),
    "sumber_anak": Derived("daftar; jumlah bila tanggal lahir seorang anak belum tercatat", _("Jumlah.")),
    "jumlah_anak_ditunjang": Derived("banyaknya anak dalam riwayat tunjangan keluarga", _FAMILY),
    "tanggal_lahir_anak": Derived("keluarga", _("Lengkapi tanggal lahir anak.")),
    "hubungan_anak": Derived("keluarga", _("Lengkapi hubungan anak.")),
    "anak_kawin": Derived("tanggal menikah anak", _("Belum kawin.")),
    "anak_berpenghasilan": Derived("anak yang juga ASN", _("Tidak.")),
    "anak_sekolah": Derived("surat sekolah yang masih berlaku pada tanggal 1", _("Tidak.")),
    "anak_beasiswa": Derived("tidak tercatat", _("Tidak.")),
    "status_ptkp": Derived(
        "keluarga pada 1 Januari; istri yang bersuami TK/0; keterangan tetap menggantikannya", _FAMILY
    ),
    CHANGED: Derived(
        "riwayat jabatan dan unit serta susunan organisasi sesudah tanggal 1", _("Tidak pindah.")
    ),
    "hukuman_disiplin": Derived("riwayat hukuman disiplin", _("Tidak ada hukuman.")),
    "bulan_hukdis": Derived("bulan sejak hukuman disiplin berlaku", _("Nol.")),
    "masa_pajak_terakhir": Derived(
        "akhir status pada bulan ini, atau pindah ke pemotong pajak lain", _("Bukan bulan terakhir.")
    ),
    "bulan_kerja_setahun": Derived(
        "riwayat status dan unit: bulan pertama tahun ini pada pemotong yang sama", _STATUS
    ),
    **{
        kind.value: Derived("daftar potongan, paling banyak sisa yang terutang", _DUES, BENDAHARA)
        for kind in JenisPotongan
    },
    **{
        kind.value: Derived("baris tambahan yang sudah disahkan", _("Tidak ada baris tambahan."), BENDAHARA)
        for kind in JenisTambahan
    },
    BASIS: Derived("dasar hukum pembayaran yang sudah disahkan", _("Menurut paket hukumnya."), BENDAHARA),
}
EARLIER: Mapping[str, Derived] = {
    "bulan_ini": Derived("slip bulan ini dari proses yang sudah disetujui", _("Nol."), BENDAHARA),
    "tahun_ini": Derived(
        "slip tahun ini dari proses yang sudah disetujui pada pemotong yang sama, dan saldo awal",
        _YEAR,
        BENDAHARA,
    ),
}
IN_PART: Mapping[str, Derived] = {
    WORKDAYS: Derived(
        "hari_kerja menurut rekap, dibagi menurut kalender; barisnya pada lembar menggantikannya",
        _("Isi hari kerja tiap bagian bulan pada lembar kehadiran."),
    )
}
"""Facts of a part of the month that are found in another way than those of people."""
OF_PART = Derived(
    "fakta yang sama pada hari pertama bagian bulan itu; barisnya pada lembar menggantikannya",
    _("Tetapkan bagi jabatan pada bagian bulan itu, atau isi tiap bagian bulan pada lembar kehadiran."),
    BENDAHARA,
)
OF_CLOSING = "bila tidak: penutupan kehadiran bulan itu"
OF_RATING = "bila tidak: penilaian kinerja yang sudah ditutup"
APPROVED_LEAVE = "bila tidak: cuti yang disetujui"
BY_RECORD_ONLY = (
    frozenset({"status_asn", "golongan", "mkg", "mulai_tugas_belajar", WHICH_MONTH, HEIR}) | BY_SECOND_PERSON
)
"""Facts that nobody may say otherwise than by recording the SK, or what a second person confirms."""

_COUNTED = frozenset({"hari", "kali", "menit"})


def derived(name: str) -> Derived | None:
    """Return how Praja finds a fact or an earlier payment by itself; None where an officer gives it."""
    if name.endswith(SUFFIX):
        return IN_PART.get(name, OF_PART)
    return DERIVED.get(name) or EARLIER.get(name.partition("(")[0])


def other_source(name: str) -> str | None:
    """Return what else says a fact of the month that an officer may give; none where nothing does."""
    if name in COUNTS | EVENTS | {FORM}:
        return OF_CLOSING
    if name in RATED:
        return OF_RATING
    return APPROVED_LEAVE if name in OF_LEAVE else None


def sheet_of(fact: Fact) -> JenisMasukan:
    """Return by which sheet of facts a fact is given: deductions, a month's recaps, or what lasts.

    What is counted in days, times or minutes, has a row for each day or event, or comes from attendance by
    the law's own words, is of attendance; what comes from a rating is of performance.
    """
    if fact.name in JenisPotongan.values:
        return JenisMasukan.POTONGAN
    if fact.grain is Grain.SEGMEN or fact.name == CHANGED:
        return JenisMasukan.KEHADIRAN
    if fact.grain is not Grain.ANAK and fact.name not in DERIVED:
        if "kinerja" in fact.name or "kinerja" in fact.origin or "penilaian" in fact.origin:
            return JenisMasukan.KINERJA
        of_month = fact.grain in (Grain.KEJADIAN, Grain.HARI) or fact.unit in _COUNTED
        if of_month or fact.place.file.endswith("kehadiran.yaml") or "kehadiran" in fact.origin:
            return JenisMasukan.KEHADIRAN
    return JenisMasukan.TETAP


def who_acts(fact: Fact) -> Role:
    """Return the role that must act where a fact is missing."""
    if (found := derived(fact.name)) is not None:
        return found.who
    return PENGELOLA if sheet_of(fact) in (JenisMasukan.KEHADIRAN, JenisMasukan.KINERJA) else BENDAHARA


def what_to_do(fact: Fact) -> str:
    """Return in words what must be done where a fact is missing."""
    if (found := derived(fact.name)) is not None:
        return found.missing
    other = other_source(fact.name)
    if other == OF_CLOSING:
        return _("Tutup kehadiran bulan ini, atau unggah rekapnya.")
    if other == OF_RATING:
        return _("Tutup penilaian kinerja periode ini, atau unggah rekapnya.")
    match sheet_of(fact):
        case JenisMasukan.KEHADIRAN:
            return _("Unggah rekap kehadiran bulan ini.")
        case JenisMasukan.KINERJA:
            return _("Unggah rekap kinerja bulan ini.")
    return _("Isi sebagai keterangan tetap orang, jabatan, atau unit.")
