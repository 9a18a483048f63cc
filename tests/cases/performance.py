"""Adapter of the performance vectors: the areas of which the law has rules, discipline and career dates here,
ratings and credit points in `appraisal`.

The others (surveys, talent, recruitment, bias) count as not there yet.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from praja.people.due.career import next_kgb, pension_start, promotion_day
from tests.cases import appraisal
from tests.cases.engine import Engine, Line, NotThere, Unknown
from tests.cases.row import Malformed, Row

ON = datetime.date(2026, 1, 1)
"""The vectors name no month; any since PP 94/2021 will do."""

SANCTIONS = {
    "NONE": "tidak_ada",
    "TEGURAN_LISAN": "teguran_lisan",
    "TEGURAN_TERTULIS": "teguran_tertulis",
    "TIDAK_PUAS_TERTULIS": "pernyataan_tidak_puas",
    "POTONG_25_6B": "potong_tpp_6_bulan",
    "POTONG_25_9B": "potong_tpp_9_bulan",
    "POTONG_25_12B": "potong_tpp_12_bulan",
    "TURUN_JABATAN_12B": "penurunan_jabatan",
    "PELAKSANA_12B": "pembebasan_jabatan",
    "PDHTAPS": "pemberhentian",
}

MEDIUM = {6: "potong_tpp_6_bulan", 9: "potong_tpp_9_bulan", 12: "potong_tpp_12_bulan"}


def performance(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare one vector, within its own tolerance."""
    area, rule = row.text("area"), row.text("rule")
    compare = RULES.get((area, rule))
    if compare is None:
        raise NotThere(f"area {area}, rule {rule}")
    tolerance = Fraction(0) if row.text("tolerance") == "exact" else row.number("tolerance")
    for line in compare(row.json("inputs"), row.json("expected"), engine):
        yield dataclasses.replace(line, tolerance=tolerance)


def absence(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the sanction for the unexcused days of a year."""
    days = inputs.whole("hari_kumulatif_setahun")
    slip = engine.compute(
        on=ON,
        pay_list="disiplin",
        facts={"hari_alpa_setahun": days, "hari_alpa_berturut": 10 if inputs.flag("berturut_10") else 0},
        rules=["hukuman_tidak_masuk"],
    )
    yield slip.line("hukuman", expected.one_of("hukuman", SANCTIONS), "hukuman_tidak_masuk")


def days_of_minutes(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the days of absence that minutes late and early make."""
    slip = engine.compute(
        on=ON,
        pay_list="disiplin",
        facts={"menit_kurang_setahun": inputs.whole("menit_terlambat_dan_pulang_cepat")},
        rules=["hari_dari_menit_setahun"],
    )
    yield slip.line("hari", expected.number("hari"), "hari_dari_menit_setahun")


def cut(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare a cut of 25 %: each month that it runs, their sum, and nothing in the month after."""
    months = inputs.whole("bulan")
    if months not in MEDIUM:
        raise Malformed(f"bulan is {months}, not one of {', '.join(map(str, MEDIUM))}")
    cuts = []
    for month in range(1, months + 2):
        slip = engine.compute(
            on=ON,
            pay_list="tpp",
            facts={
                **unblemished(inputs.number("tpp_bulanan")),
                "hukuman_disiplin": MEDIUM[months],
                "bulan_hukdis": month,
            },
            rules=["potongan_hukdis"],
        )
        paid = slip["potongan_hukdis"]
        cuts.append(-paid if isinstance(paid, Fraction) else paid)
    *running, after = cuts
    for got in running:
        yield Line("per_bulan", expected.number("per_bulan"), got)
    amounts = [got for got in running if isinstance(got, Fraction)]
    total = Fraction(sum(amounts)) if len(amounts) == len(running) else Unknown("a month is unknown")
    yield Line("total", expected.number("total"), total)
    yield Line("per_bulan, the month after", Fraction(0), after)


def unblemished(ceiling: Fraction) -> dict[str, object]:
    """Return the facts of a PNS who gets the whole ceiling: full performance, never absent."""
    return {
        "status_asn": "pns",
        "status_ptkp": "TK/0",
        "pagu_bk": ceiling,
        "pagu_pk": 0,
        "pagu_tpp": ceiling,
        "capaian_kinerja": Fraction(1),
        "sumber_kehadiran": "persen",
        "persen_potongan_hadir": 0,
    }


KINDS_OF_POST = {
    "JPT_UTAMA": "jpt",
    "JPT_MADYA": "jpt",
    "JPT_PRATAMA": "jpt",
    "ADMINISTRATOR": "administrator",
    "PENGAWAS": "pengawas",
    "PELAKSANA": "pelaksana",
    "KETERAMPILAN": "keterampilan",
    "AHLI_PERTAMA": "ahli_pertama",
    "AHLI_MUDA": "ahli_muda",
    "AHLI_MADYA": "ahli_madya",
    "AHLI_UTAMA": "ahli_utama",
    "GURU": "guru",
    "DOSEN": "dosen",
    "GURU_BESAR": "guru_besar",
}

MEDALS = {"X": 10, "XX": 20, "XXX": 30}


def retirement(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the retirement age and the first day of the pension."""
    kind = inputs.one_of("jenis_jabatan", KINDS_OF_POST)
    slip = engine.compute(
        on=ON, pay_list="karier", facts={"jenis_jabatan_pensiun": kind}, rules=["batas_usia_pensiun"]
    )
    yield slip.line("bup", expected.number("bup"), "batas_usia_pensiun")
    first = pension_start(inputs.day("tanggal_lahir"), bup=int(str(slip["batas_usia_pensiun"])))
    yield Line("tmt_pensiun", expected.text("tmt_pensiun"), first.isoformat())


def next_raise(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the day of the next periodic raise."""
    last = inputs.day("tmt_kgb_terakhir")
    yield Line("tmt_kgb_berikut", expected.text("tmt_kgb_berikut"), next_kgb(last, "III/a", 2).isoformat())


def next_promotion(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the first day of promotion from the day on which somebody fulfils its conditions."""
    since = inputs.day("memenuhi_syarat_sejak")
    yield Line("tmt_kp_paling_awal", expected.text("tmt_kp_paling_awal"), promotion_day(since).isoformat())


def medal(inputs: Row, expected: Row, engine: Engine) -> Iterator[Line]:
    """Compare the highest medal by years of service."""
    slip = engine.compute(
        on=ON,
        pay_list="karier",
        facts={
            "masa_kerja_tanpa_cela": inputs.whole("masa_kerja_tahun"),
            "menjalani_hukuman_berat": inputs.flag("hukuman_sedang_berat"),
        },
        rules=["satyalancana"],
    )
    years = MEDALS[expected.text("hak_tertinggi")] if "hak_tertinggi" in expected else 0
    yield slip.line("hak_tertinggi", Fraction(years), "satyalancana")


RULES: Mapping[tuple[str, str], appraisal.Rule] = {
    **appraisal.RULES,
    ("CAREER", "bup_tmt_pensiun"): retirement,
    ("CAREER", "kgb_berikut"): next_raise,
    ("CAREER", "periode_kp_berikut"): next_promotion,
    ("CAREER", "satyalancana"): medal,
    ("DISC", "menit_ke_hari"): days_of_minutes,
    ("DISC", "tangga_absensi"): absence,
    ("DISC", "potongan_tpp_25"): cut,
}
