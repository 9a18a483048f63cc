"""The posts of the invented government: Kecamatan Banyumanik in full, then offices, schools and clinics.

Echelons and functional posts are those of the law; numbers of posts are round. Every amount of TPP is an
example: what the city has paid for a post since 2015 was not found.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

KELURAHAN = (
    "Banyumanik",
    "Gedawang",
    "Jabungan",
    "Ngesrep",
    "Padangsari",
    "Pedalangan",
    "Pudakpayung",
    "Srondol Kulon",
    "Srondol Wetan",
    "Sumurboto",
    "Tinjomoyo",
)

KECAMATAN = "Kecamatan Banyumanik"
NEIGHBOURS = ("Tembalang", "Candisari", "Gajahmungkur", "Pedurungan")


@dataclasses.dataclass(frozen=True, slots=True)
class Post:
    """One post, to be filled by one person.

    `grades` are the lowest and highest grade of a PNS in it, `school` what it asks for (SMA, D3, S1, S2).
    `pagu` is the example amount of TPP. `former` is the echelon that was equated to a functional post.
    `decree` is the functional allowance where the tables of the law have none for this post.
    """

    title: str
    kind: str
    klass: int
    pagu: int
    grades: tuple[str, str]
    school: str = "S1"
    echelon: str = "tidak_ada"
    former: str = "tidak_ada"
    function: str = ""
    level: str = ""
    decree: int | None = None
    open_to_contracts: bool = False
    certified: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A post in a unit."""

    unit: str
    post: Post


def places() -> Iterator[Place]:
    """Yield every post, Kecamatan Banyumanik first; schools and clinics without end."""
    yield from _unit(KECAMATAN, _district_office(full=True))
    for name in KELURAHAN:
        yield from _unit(f"Kelurahan {name}", _village_office(name))
    yield from _unit("Sekretariat Daerah", _secretariat())
    for name, divisions, staff, functions in OFFICES:
        yield from _unit(name, _office(name, divisions, staff, functions))
    for name in NEIGHBOURS:
        yield from _unit(f"Kecamatan {name}", _district_office(full=False))
    number = 0
    while True:
        number += 1
        yield from _unit(f"SD Negeri Contoh {2 * number - 1:02}", _school("Kepala SD/SDLB/MI", 9))
        yield from _unit(f"SD Negeri Contoh {2 * number:02}", _school("Kepala SD/SDLB/MI", 8))
        yield from _unit(f"SMP Negeri Contoh {number:02}", _school("Kepala SMP/MTs", 18))
        yield from _unit(f"Puskesmas Contoh {number:02}", _clinic())


def _unit(unit: str, posts: Sequence[Post]) -> Iterator[Place]:
    for post in posts:
        yield Place(unit, post)


# --- the kinds of posts


def _head(title: str, echelon: str, klass: int, pagu: int, low: str, high: str) -> Post:
    return Post(title, "struktural", klass, pagu, (low, high), echelon=echelon, school="S1")


def _expert(function: str, level: str, *, former: str = "tidak_ada", decree: int | None = None) -> Post:
    klass, pagu, grades = {
        "Ahli Pertama": (8, 4_450_000, ("III/a", "III/b")),
        "Ahli Muda": (9, 5_600_000, ("III/c", "III/d")),
        "Ahli Madya": (11, 7_600_000, ("IV/a", "IV/c")),
        "Terampil": (6, 3_350_000, ("II/c", "II/d")),
        "Mahir": (7, 3_800_000, ("III/a", "III/b")),
        "Penyelia": (8, 4_400_000, ("III/c", "III/d")),
    }[level]
    return Post(
        f"{function} {level}",
        "fungsional",
        klass,
        pagu,
        grades,
        school="S1" if level.startswith("Ahli") else "D3",
        function=function,
        level=level,
        former=former,
        decree=decree,
        open_to_contracts=level in ("Ahli Pertama", "Terampil"),
    )


ANALYST = Post(
    "Penelaah Teknis Kebijakan", "pelaksana", 7, 3_750_000, ("III/a", "III/c"), open_to_contracts=True
)
DATA = Post(
    "Pengolah Data dan Informasi",
    "pelaksana",
    6,
    3_200_000,
    ("II/c", "III/b"),
    school="D3",
    open_to_contracts=True,
)
CLERK = Post(
    "Pengadministrasi Perkantoran",
    "pelaksana",
    5,
    2_750_000,
    ("II/a", "III/b"),
    school="SMA",
    open_to_contracts=True,
)
OPERATOR = Post(
    "Operator Layanan Operasional",
    "pelaksana",
    5,
    2_600_000,
    ("II/a", "II/d"),
    school="SMA",
    open_to_contracts=True,
)
STAFF = (DATA, CLERK, ANALYST, OPERATOR, CLERK, DATA)


def _staff(count: int) -> list[Post]:
    return [STAFF[place % len(STAFF)] for place in range(count)]


# --- the kinds of units


def _district_office(*, full: bool) -> list[Post]:
    posts = [
        _head("Camat", "III.a", 12, 10_900_000, "IV/a", "IV/b"),
        _head("Sekretaris Kecamatan", "III.b", 11, 8_200_000, "III/d", "IV/a"),
        _head("Kepala Subbagian Perencanaan dan Keuangan", "IV.b", 9, 5_650_000, "III/b", "III/d"),
        _head("Kepala Subbagian Umum dan Kepegawaian", "IV.b", 9, 5_650_000, "III/b", "III/d"),
    ]
    for name in (
        "Pemerintahan",
        "Pembangunan",
        "Kesejahteraan Sosial",
        "Ketenteraman dan Ketertiban Umum",
        "Pemberdayaan Masyarakat",
    ):
        posts.append(_head(f"Kepala Seksi {name}", "IV.a", 9, 5_850_000, "III/c", "III/d"))
    posts.append(_expert("Arsiparis", "Terampil"))
    return [*posts, *_staff(10 if full else 6)]


def _village_office(name: str) -> list[Post]:
    sections = ("Pemerintahan dan Pembangunan", "Kesejahteraan Sosial", "Ketenteraman dan Ketertiban Umum")
    return [
        _head(f"Lurah {name}", "IV.a", 9, 6_000_000, "III/c", "III/d"),
        _head("Sekretaris Kelurahan", "IV.b", 8, 4_850_000, "III/b", "III/d"),
        *(_head(f"Kepala Seksi {section}", "IV.b", 8, 4_700_000, "III/b", "III/d") for section in sections),
        *_staff(5),
    ]


def _secretariat() -> list[Post]:
    sections = ("Tata Pemerintahan", "Hukum", "Kesejahteraan Rakyat", "Perekonomian", "Organisasi", "Umum")
    return [
        _head("Sekretaris Daerah", "II.a", 15, 28_000_000, "IV/d", "IV/e"),
        *(
            _head(f"Asisten {name}", "II.b", 14, 15_500_000, "IV/c", "IV/d")
            for name in ("Pemerintahan", "Perekonomian dan Pembangunan", "Administrasi Umum")
        ),
        *(_head(f"Kepala Bagian {section}", "III.a", 12, 10_500_000, "IV/a", "IV/b") for section in sections),
        *(_expert("Analis SDM Aparatur", "Ahli Muda", former="IV.a") for _ in range(4)),
        *(_expert("Arsiparis", "Mahir") for _ in range(3)),
        *_staff(28),
    ]


def _office(name: str, divisions: int, staff: int, functions: Sequence[Post]) -> list[Post]:
    body = name.partition(" ")[0]
    head = {"Inspektorat": "Inspektur", "Badan": "Kepala Badan", "Satuan": "Kepala Satuan"}
    return [
        _head(head.get(body, "Kepala Dinas"), "II.b", 14, 14_600_000, "IV/b", "IV/c"),
        _head("Sekretaris", "III.a", 12, 10_500_000, "IV/a", "IV/b"),
        _head("Kepala Subbagian Umum dan Kepegawaian", "IV.a", 9, 6_000_000, "III/c", "III/d"),
        *(
            _head(f"Kepala Bidang {'I II III IV V'.split()[place]}", "III.b", 11, 8_500_000, "III/d", "IV/a")
            for place in range(divisions)
        ),
        *(functions[place % len(functions)] for place in range(divisions * 3)),
        *_staff(staff),
    ]


def _school(leader: str, teachers: int) -> list[Post]:
    grades = {"I": ("III/a", "III/b"), "M": ("III/c", "III/d"), "S": ("IV/a", "IV/b")}
    teacher = [
        Post(
            f"Guru Ahli {level}",
            "fungsional",
            klass,
            pagu,
            grades[key],
            function="Guru",
            level=f"Ahli {level}",
            open_to_contracts=key == "I",
            certified=key != "I",
        )
        for level, key, klass, pagu in (
            ("Pertama", "I", 8, 2_400_000),
            ("Muda", "M", 9, 2_400_000),
            ("Madya", "S", 11, 2_400_000),
        )
    ]
    head = Post(
        "Kepala Sekolah", "fungsional", 11, 3_000_000, ("III/d", "IV/b"), function=leader, certified=True
    )
    return [head, *(teacher[(0, 1, 0, 2, 0, 1)[place % 6]] for place in range(teachers)), CLERK]


def _clinic() -> list[Post]:
    doctor = [_expert("Dokter/Dokter Gigi", level) for level in ("Ahli Madya", "Ahli Muda", "Ahli Pertama")]
    nurse = [_expert("Perawat", level) for level in ("Terampil", "Mahir", "Penyelia", "Ahli Pertama")]
    midwife = [_expert("Bidan", level) for level in ("Terampil", "Mahir", "Ahli Pertama")]
    return [*doctor, *nurse, *midwife, *nurse[:2], *midwife[:2], *_staff(5)]


_GENERAL = (
    _expert("Analis SDM Aparatur", "Ahli Muda", former="IV.a"),
    _expert("Arsiparis", "Ahli Pertama"),
    _expert("Perencana", "Ahli Muda", former="IV.a", decree=1_100_000),
)
_COMPUTERS = (
    _expert("Pranata Komputer", "Ahli Pertama"),
    _expert("Pranata Komputer", "Terampil"),
    _expert("Pranata Komputer", "Ahli Muda", former="IV.a", decree=960_000),
)
_AUDITORS = (
    _expert("Auditor", "Ahli Pertama"),
    _expert("Auditor", "Ahli Muda", decree=850_000),
    _expert("Auditor Kepegawaian", "Ahli Madya"),
)
_FAMILIES = (
    _expert("Penyuluh Keluarga Berencana", "Ahli Muda"),
    _expert("Penata Kependudukan dan KB", "Ahli Pertama"),
    _expert("Penyuluh Keluarga Berencana", "Penyelia"),
)
_FARMS = (
    _expert("Penyuluh Pertanian", "Ahli Pertama"),
    _expert("Penyuluh Pertanian", "Ahli Muda"),
    _expert("Penyuluh Pertanian", "Penyelia"),
)
OFFICES: Sequence[tuple[str, int, int, Sequence[Post]]] = (
    (
        "Badan Kepegawaian, Pendidikan, dan Pelatihan",
        3,
        14,
        (_expert("Analis SDM Aparatur", "Ahli Pertama"), *_GENERAL),
    ),
    ("Badan Pendapatan Daerah", 4, 24, _GENERAL),
    ("Badan Perencanaan Pembangunan Daerah", 4, 14, _GENERAL),
    ("Inspektorat", 4, 10, _AUDITORS),
    ("Dinas Komunikasi, Informatika, Statistik, dan Persandian", 4, 14, _COMPUTERS),
    ("Dinas Kependudukan dan Pencatatan Sipil", 4, 28, _COMPUTERS),
    ("Dinas Pengendalian Penduduk dan Keluarga Berencana", 3, 20, _FAMILIES),
    ("Dinas Pertanian", 3, 16, _FARMS),
    ("Dinas Pekerjaan Umum", 5, 36, _GENERAL),
    ("Dinas Lingkungan Hidup", 4, 34, _GENERAL),
    ("Dinas Perhubungan", 4, 34, _GENERAL),
    ("Satuan Polisi Pamong Praja", 3, 50, _GENERAL),
)
