"""The field's own examples: seven people whose SKP are filled with care, from targets to pay.

Figures are invented. A share is told as the library counts it; what is counted by others comes by a sheet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from praja.performance.enums import Arah, Aspek


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """An indicator that is promised.

    `reached` says how much of its target is reached at last: 1 is all of it. Where nothing stands here the
    words of the library do.
    """

    target: str
    reached: float
    library: str = ""
    text: str = ""
    measure: str = ""
    aspect: str = Aspek.KUANTITAS
    direction: str = Arah.TINGGI
    formula: str = ""
    source: str = ""
    feed: str = ""
    due: tuple[int, int] | None = None
    """Month and day, of an indicator by date."""
    steps: Sequence[str] = ()
    """Of milestones: one a quarter."""


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """A result that is promised, with what proves it."""

    text: str
    lines: Sequence[Line]
    proof: str
    story: str


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """Whose SKP it is, by the beginning of the code of the post, and what it shows."""

    key: str
    label: str
    post: str
    results: Sequence[Result]


EXAMPLES: Final = (
    Example(
        "vaksinasi", "Cakupan vaksinasi", "sawahlunto.dinkes.pkm01.bidan-mahir",
        (
            Result(
                "Bayi di wilayah kerja terlindungi dari penyakit yang dicegah dengan imunisasi",
                (
                    Line("95", 0.982, "bid-01", feed="imunisasi-idl"),
                    Line("420", 0.975, text="Bayi sasaran yang lengkap imunisasi dasarnya", measure="bayi",
                         formula="cacah bayi dari 442 bayi sasaran setahun", source="Register kohort bayi"),
                    Line("3360", 0.99, text="Dosis vaksin rutin yang diberikan kepada bayi", measure="dosis",
                         formula="cacah dosis", source="Aplikasi imunisasi", feed="imunisasi-dosis"),
                ),
                "Rekap kohort bayi dan dosis vaksin",
                "Posyandu tiap pekan kedua; bayi yang terlewat didatangi ke rumah bersama kader.",
            ),
            Result(
                "Ibu nifas terpantau sejak hari-hari pertama", (Line("92", 1.01, "bid-06"),),
                "Buku kunjungan nifas", "Kunjungan rumah bersama bidan desa tetangga.",
            ),
        ),
    ),
    Example(
        "partisipasi", "Partisipasi sekolah", "sawahlunto.disdik.pendidikan-dasar.kabid",
        (
            Result(
                "Semua anak usia sekolah bersekolah dan bertahan",
                (
                    Line("99.5", 0.999, "dik-01", feed="aps-7-12"),
                    Line("97", 0.995, "dik-02", feed="aps-13-15"),
                    Line("24", 1.12, "dik-03"),
                ),
                "Daftar anak yang kembali bersekolah",
                "Delapan belas keluarga didatangi bersama lurah; yang kembali didampingi enam bulan.",
            ),
        ),
    ),
    Example(
        "ujian", "Hasil ujian murid", "sawahlunto.disdik.smp01.guru-muda",
        (
            Result(
                "Murid menguasai kompetensi minimum pada jenjangnya",
                (
                    Line("75", 0.81, "gur-01"),
                    Line("70", 0.79, "gur-02"),
                    Line("10", 0.9, "gur-03"),
                ),
                "Rekap nilai asesmen sumatif",
                "Kelas tambahan numerasi dimulai; murid yang tertinggal didampingi dua kali sepekan.",
            ),
        ),
    ),
    Example(
        "aduan", "Kecepatan menjawab aduan", "sawahlunto.barangin.pengolah-data",
        (
            Result(
                "Aduan warga kecamatan dijawab cepat dan tuntas",
                (
                    Line("3", 1.09, "adu-01", feed="aduan-hari"),
                    Line("95", 1.01, "adu-02", feed="aduan-tuntas"),
                    Line("80", 1.03, "adu-03"),
                ),
                "Cetakan rekap SP4N-LAPOR!",
                "Aduan dibagi pukul delapan tiap pagi; yang lewat dua hari diangkat ke camat.",
            ),
        ),
    ),
    Example(
        "lingkungan", "Program lingkungan", "sawahlunto.dlh.kebersihan.kabid",
        (
            Result(
                "Lingkungan bersih dan timbulan sampah berkurang",
                (
                    Line("82", 0.985, "keb-01", feed="sampah-ditangani"),
                    Line("22", 0.97, "keb-02"),
                    Line(
                        "4", 1, text="Kampung bebas sampah berjalan di sepuluh kelurahan", measure="tahap",
                        direction=Arah.TAHAPAN, source="Berita acara tiap tahap",
                        steps=("Sepuluh kelurahan menyatakan ikut", "Bank sampah terbentuk",
                               "Pemilahan berjalan di tiga ratus rumah", "Timbulan turun seperlima"),
                    ),
                ),
                "Berita acara bank sampah kelurahan",
                "Bank sampah dibuka dua kali sebulan; hasil timbangannya diumumkan di balai kelurahan.",
            ),
        ),
    ),
    Example(
        "kelurahan", "Pelayanan kelurahan", "sawahlunto.barangin.durian-i.lurah",
        (
            Result(
                "Warga kelurahan terlayani tuntas pada kunjungan pertama",
                (
                    Line("95", 1.015, "lur-01"),
                    Line("85", 1.01, "lur-02"),
                    Line("6", 1.05, "lur-05"),
                ),
                "Register surat dan lembar survei kepuasan",
                "Loket dibuka pukul tujuh; surat yang lengkap selesai sebelum pemohon pulang.",
            ),
            Result(
                "Bantuan sampai kepada keluarga yang berhak", (Line("90", 0.99, "lur-04"),),
                "Lembar verifikasi lapangan", "Data keluarga diperiksa dari rumah ke rumah bersama ketua RT.",
            ),
        ),
    ),
    Example(
        "dokumen", "Dokumen tepat waktu", "sawahlunto.lembah-segar.kasi-pemerintahan-kec",
        (
            Result(
                "Dokumen warga dan kecamatan terbit pada hari yang dijanjikan",
                (
                    Line("96", 1.005, "pel-04", feed="dokumen-tepat"),
                    Line("12", 1.02, "pel-01"),
                    Line("0", 1, "ren-02", text="Rencana kerja kecamatan ditetapkan", due=(6, 30)),
                ),
                "Register pelayanan dan keputusan rencana kerja",
                "Tanggal janji dicetak pada tanda terima; yang terlambat dikabari sehari sebelumnya.",
            ),
        ),
    ),
)  # fmt: skip
POSTS: Final = tuple(one.post for one in EXAMPLES)
"""By what the codes of their posts begin: somebody holds each of them."""


def example_of(post: str, taken: set[str]) -> Example | None:
    """Return the example that the holder of a post shows, unless another one shows it already."""
    for one in EXAMPLES:
        if one.key not in taken and post.startswith(one.post):
            taken.add(one.key)
            return one
    return None
