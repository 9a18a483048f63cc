"""Adapters of the performance vectors on ratings: predicates, patterns, scores, credit points, objections."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from tests.cases.engine import Engine, Line, Unknown
from tests.cases.row import Malformed, Row

Rule = Callable[[Row, Row, Engine], Iterator[Line]]

ON = datetime.date(2026, 1, 1)
"""The vectors name no month."""

PREDICATES = {
    "SANGAT_BAIK": "sangat_baik",
    "BAIK": "baik",
    "BUTUH_PERBAIKAN": "butuh_perbaikan",
    "CUKUP": "cukup",
    "KURANG": "kurang",
    "SANGAT_KURANG": "sangat_kurang",
}
RATINGS = {"di_bawah": "di_bawah", "sesuai": "sesuai", "di_atas": "di_atas"}

CODES = {
    "hasilKinerjaNilai": "kode_siasn_hasil_kerja",
    "perilakuKerjaNilai": "kode_siasn_perilaku_kerja",
    "kuadranKinerjaNilai": "kode_siasn_kuadran",
}


def predicate(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the predicate by two ratings, and the codes of SIASN."""
    facts = {name: inputs.one_of(name, RATINGS) for name in ("hasil_kerja", "perilaku_kerja")}
    rules = ["predikat_pegawai", *CODES.values()]
    slip = engine.compute(on=ON, pay_list="predikat", facts=facts, rules=rules)
    yield slip.line("predikat", expected.one_of("predikat", PREDICATES), "predikat_pegawai")
    if "siasn" in expected:
        codes = expected.part("siasn")
        for name, rule in CODES.items():
            yield slip.line(name, codes.number(name), rule)


COUNTED = {
    "SB": "banyak_sangat_baik",
    "B": "banyak_baik",
    "BP": "banyak_butuh_perbaikan",
    "K": "banyak_kurang",
    "SK": "banyak_sangat_kurang",
}
UNITS = {"ISTIMEWA": "istimewa", **{name: word for name, word in PREDICATES.items() if word != "sangat_baik"}}

VIOLATIONS = {
    "pola_lebih_sangat_baik": ("SB_GT_70", "SB_GT_10", "SB_NOT_ALLOWED"),
    "pola_lebih_baik": ("B_GT_70",),
    "pola_kurang_butuh_perbaikan": ("BP_LT_60", "BP_LT_10"),
    "pola_kurang_kurang": ("K_LT_60",),
    "pola_kurang_sangat_kurang": ("SK_LT_60",),
    "pola_gabungan_kurang": ("K_BP_LT_10", "BP_K_LT_10", "K_PLUS_BP_LT_10", "BP_PLUS_K_LT_10"),
    "pola_tanpa_perbaikan": ("NO_BP_OR_K",),
    "pola_bukan_terbesar_sangat_baik": ("SB_NOT_LARGEST", "SB_NOT_MAX"),
    "pola_bukan_terbesar_baik": ("B_NOT_LARGEST", "B_NOT_MAX"),
}
"""By rule, how the vectors may call its violation. The figure in a name is that of the unit's predicate."""


def pattern(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the violations of the pattern of predicates in a unit."""
    counts = inputs.part("counts")
    facts: dict[str, object] = {fact: counts.whole(name) for name, fact in COUNTED.items()}
    facts["predikat_organisasi"] = inputs.one_of("capaian_organisasi", UNITS)
    rules = [*VIOLATIONS, "pelanggaran_pola"]
    slip = engine.compute(on=ON, pay_list="pola_distribusi", facts=facts, rules=rules)
    called = {name: rule for rule, names in VIOLATIONS.items() for name in names}
    wanted = {called.get(name, name) for name in expected.words("violations")}
    for rule in sorted(wanted | set(VIOLATIONS)):
        yield Line(rule, rule in wanted, slip[rule] if rule in VIOLATIONS else False)
    count = slip["pelanggaran_pola"]
    yield Line("compliant", expected.flag("compliant"), count if isinstance(count, Unknown) else count == 0)


LEVELS = {
    "PEMULA": "Pemula",
    "TERAMPIL": "Terampil",
    "MAHIR": "Mahir",
    "PENYELIA": "Penyelia",
    "AHLI_PERTAMA": "Ahli Pertama",
    "AHLI_MUDA": "Ahli Muda",
    "AHLI_MADYA": "Ahli Madya",
    "AHLI_UTAMA": "Ahli Utama",
}


def conversion(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the credit points of a period."""
    facts = {
        "jenjang_jabatan": inputs.one_of("jenjang", LEVELS),
        "predikat_dinilai": inputs.one_of("predikat", PREDICATES),
        "bulan_dinilai": inputs.whole("bulan"),
    }
    rules = ["angka_kredit", "angka_kredit_siasn"]
    slip = engine.compute(on=ON, pay_list="angka_kredit", facts=facts, rules=rules)
    yield slip.line("ak_2dp", expected.number("ak_2dp"), "angka_kredit")
    yield slip.line("ak_3dp", expected.number("ak_3dp"), "angka_kredit_siasn")


NEXT_RANK = {
    15: "PEMULA",
    20: "TERAMPIL",
    50: "AHLI_PERTAMA",
    100: "AHLI_MUDA",
    150: "AHLI_MADYA",
    200: "AHLI_UTAMA",
}
"""A level for each number of credit points to the next rank."""


def cumulative(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the sum of credit points with what the next rank needs, and what is carried over."""
    parts = inputs.part("parts")
    degree = parts.number("ijazah_booster") if "ijazah_booster" in parts else Fraction(0)
    balance = sum((parts.number(name) for name in parts.names() if name != "ijazah_booster"), Fraction(0))
    facts = {
        "jenjang_jabatan": inputs.one_of("jenjang", LEVELS),
        "predikat_dinilai": "baik",
        "bulan_dinilai": 0,
        "saldo_angka_kredit": balance,
        "ijazah_lebih_tinggi": degree > 0,
    }
    rules = ["angka_kredit_kumulatif", "cukup_pangkat", "lebih_pangkat", "ambang_pangkat", "tambahan_ijazah"]
    slip = engine.compute(on=ON, pay_list="angka_kredit", facts=facts, rules=rules)
    yield slip.line("target_pangkat", inputs.number("target_pangkat"), "ambang_pangkat")
    yield slip.line("ijazah_booster", degree, "tambahan_ijazah")
    yield slip.line("total", expected.number("total"), "angka_kredit_kumulatif")
    yield slip.line("memenuhi", expected.flag("memenuhi"), "cukup_pangkat")
    yield slip.line("sisa", expected.number("sisa"), "lebih_pangkat")


def degree(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare what a higher degree adds."""
    level = NEXT_RANK.get(inputs.whole("target_pangkat"))
    if level is None or inputs.whole("persen") != 25:
        raise Malformed("no level has this share of this threshold")
    facts = {"jenjang_jabatan": LEVELS[level], "ijazah_lebih_tinggi": True}
    slip = engine.compute(on=ON, pay_list="angka_kredit", facts=facts, rules=["tambahan_ijazah"])
    yield slip.line("ak", expected.number("ak"), "tambahan_ijazah")


def threshold(kind: str) -> Rule:
    """Return the adapter that compares a total with the threshold of the next rank or level."""

    def compare(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
        facts = {
            "jenjang_jabatan": inputs.one_of("jenjang", LEVELS),
            "predikat_dinilai": "baik",
            "bulan_dinilai": 0,
            "saldo_angka_kredit": inputs.number("ak_kumulatif"),
        }
        rules = [f"ambang_{kind}", f"cukup_{kind}"]
        slip = engine.compute(on=ON, pay_list="angka_kredit", facts=facts, rules=rules)
        yield slip.line("ambang", expected.number("ambang"), f"ambang_{kind}")
        yield slip.line("angka_kredit_cukup", expected.flag("angka_kredit_cukup"), f"cukup_{kind}")

    return compare


def achievement(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the achievement of an indicator, before any ceiling, and its score (PermenPANRB 8/2021)."""
    indicator = {
        "arah_indikator": "rendah" if inputs.flag("kondisi_khusus") else "rentang",
        "target_indikator": inputs.number("target_min"),
        "target_atas_indikator": inputs.number("target_max"),
        "realisasi_indikator": inputs.number("realisasi"),
    }
    yield from _scored(indicator, expected, engine)


def score(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the score of an achievement."""
    indicator = {
        "arah_indikator": "tinggi",
        "target_indikator": 100,
        "target_atas_indikator": 100,
        "realisasi_indikator": inputs.number("capaian_persen"),
        "capaian_tertinggi": inputs.flag("maksimum_tercapai"),
    }
    yield from _scored(indicator, expected, engine)


def _scored(indicator: Mapping[str, object], expected: Row, engine: Engine) -> Iterator[Line]:
    rules = ["capaian_tepat", "skor_indikator"]
    facts = {"indikator": [{**indicator, "bobot_indikator": 1}]}
    slip = engine.compute(on=ON, pay_list="kinerja_rhk", facts=facts, rules=rules)
    if "capaian_persen" in expected:
        yield slip.percent("capaian_persen", expected.number("capaian_persen"), "capaian_tepat")
    if "skor" in expected:
        yield slip.line("skor", expected.number("skor"), "skor_indikator")


SHARES = {60: True, 70: False}
"""By the weight of the SKP score, whether peers and subordinates rated the behaviour as well."""


def final(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the final score and its predicate (PP 30/2019 Art. 41)."""
    share = inputs.whole("bobot_skp")
    if share not in SHARES:
        raise Malformed(f"bobot_skp is {share}, not 60 or 70")
    facts = {
        "nilai_skp": inputs.number("nilai_skp"),
        "skor_perilaku": inputs.number("nilai_perilaku"),
        "perilaku_dinilai_rekan": SHARES[share],
        "ide_baru": inputs.flag("ide_baru"),
    }
    rules = ["nilai_akhir", "predikat_nilai_akhir"]
    slip = engine.compute(on=ON, pay_list="nilai_lama", facts=facts, rules=rules)
    yield slip.line("nilai", expected.number("nilai"), "nilai_akhir")
    yield slip.line("predikat", expected.one_of("predikat", PREDICATES), "predikat_nilai_akhir")


def additional(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare what additional results add, up to the ceiling: each as one in the category Baik at 100."""
    share = Fraction(4, 5)
    rows = [
        {
            "capaian_rhk": 1,
            "skor_rhk": 100,
            "bobot_rhk": 1,
            "rhk_tambahan": True,
            "lingkup_rhk": points / share,
        }
        for points in inputs.numbers("poin")
    ]
    facts = {"metode_kinerja": "permenpanrb_8_2021", "rhk": rows}
    slip = engine.compute(on=ON, pay_list="kinerja", facts=facts, rules=["nilai_kinerja_tambahan"])
    yield slip.line("ditambahkan", expected.number("ditambahkan"), "nilai_kinerja_tambahan")


def objection(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare whether an objection was filed in time."""
    facts = {"hasil_diterima": inputs.day("diterima"), "keberatan_diajukan": inputs.day("diajukan")}
    slip = engine.compute(on=ON, pay_list="keberatan", facts=facts, rules=["keberatan_tepat_waktu"])
    yield slip.line("tepat_waktu", expected.flag("tepat_waktu"), "keberatan_tepat_waktu")


def guides(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the number of behaviour guides."""
    rules = ["nilai_dasar_asn", "panduan_per_nilai", "panduan_perilaku"]
    slip = engine.compute(on=ON, pay_list="predikat", facts={}, rules=rules)
    yield slip.line("nilai_dasar", inputs.number("nilai_dasar"), "nilai_dasar_asn")
    yield slip.line("panduan_per_nilai", inputs.number("panduan_per_nilai"), "panduan_per_nilai")
    yield slip.line("total", expected.number("total"), "panduan_perilaku")


RULES: Mapping[tuple[str, str], Rule] = {
    ("PRED", "predikat_3x3"): predicate,
    ("DIST", "pola_distribusi_SE3_2023"): pattern,
    ("AK", "konversi"): conversion,
    ("AK", "akumulasi_naik_pangkat"): cumulative,
    ("AK", "ijazah_booster"): degree,
    ("AK", "ambang_pangkat"): threshold("pangkat"),
    ("AK", "ambang_jenjang"): threshold("jenjang"),
    ("LEG", "capaian_iki_8_2021"): achievement,
    ("LEG", "skor_kategori_8_2021"): score,
    ("LEG", "nilai_akhir_PP30_2019"): final,
    ("LEG", "kinerja_tambahan_cap"): additional,
    ("SKP", "keberatan_14_hari"): objection,
    ("SKP", "jumlah_panduan_perilaku"): guides,
}
