"""Adapters of the TPP examples: blocks of JSON, each under the pack it names, and a table of basic TPP.

All blocks share one vocabulary. What a block leaves unsaid is ordinary: a PNS in full service, with full
performance, whose attendance is told as a monthly recap without a miss.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from tests.cases import attendance
from tests.cases.engine import Engine, Line, NotThere, Slip, Unknown
from tests.cases.row import Malformed, Row

COMPONENTS = ("bk", "pk", "kk", "tb", "kp")

PREDICATES = {
    "sangat baik": "sangat_baik",
    "baik": "baik",
    "cukup": "butuh_perbaikan",
    "butuh perbaikan": "butuh_perbaikan",
    "kurang": "kurang",
    "sangat kurang": "sangat_kurang",
    "none": "belum_dinilai",
    "belum dinilai": "belum_dinilai",
    "not made": "belum_dinilai",
}

SANCTION_LEVELS = {"none": "tidak_ada", "ringan": "ringan", "sedang": "sedang", "berat": "berat"}

LATE_OR_EARLY = re.compile(r"(late|early)_(\d{1,4})_min(_made_up_same_day)?")

Facts = dict[str, object]
Compare = Callable[[str, Row, Slip], Iterator[Line]]


@dataclasses.dataclass(frozen=True, slots=True)
class Expected:
    """An expected key: the rules that give it, and how it is laid beside them."""

    rules: tuple[str, ...]
    compare: Compare


def rupiah(rule: str) -> Expected:
    """Return an amount or a number."""
    return Expected((rule,), lambda key, row, slip: iter([slip.line(key, row.number(key), rule)]))


def percent(rule: str) -> Expected:
    """Return a percentage."""
    return Expected((rule,), lambda key, row, slip: iter([slip.percent(key, row.number(key), rule)]))


def rounded_percent(rule: str) -> Expected:
    """Return a percentage that the file prints with four decimals."""

    def compare(key: str, row: Row, slip: Slip) -> Iterator[Line]:
        got = slip[rule]
        yield Line(key, row.number(key), round(got * 100, 4) if isinstance(got, Fraction) else got)

    return Expected((rule,), compare)


def minutes_lost() -> Expected:
    """Return the minutes that a sick day with a letter costs."""

    def compare(key: str, row: Row, slip: Slip) -> Iterator[Line]:
        part = row.part(key)
        if "sick_with_letter_1_day" in part:
            yield slip.line(key, part.number("sick_with_letter_1_day"), "menit_hilang_sakit")

    return Expected(("menit_hilang_sakit",), compare)


def words(rule: str, meanings: Mapping[str, str]) -> Expected:
    """Return a word of the file and the word of the law for it."""
    return Expected((rule,), lambda key, row, slip: iter([slip.line(key, row.one_of(key, meanings), rule)]))


def less(whole: str, part: str) -> Expected:
    """Return what is missing from a whole."""

    def compare(key: str, row: Row, slip: Slip) -> Iterator[Line]:
        first, second = slip[whole], slip[part]
        got = next((one for one in (first, second) if isinstance(one, Unknown)), None)
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            yield Line(key, row.number(key), first - second)
        else:
            yield Line(key, row.number(key), got or Unknown(f"{whole} less {part} is no amount"))

    return Expected((whole, part), compare)


def components() -> Expected:
    """Return the amounts by component; those that are not named are nothing."""

    def compare(key: str, row: Row, slip: Slip) -> Iterator[Line]:
        part = row.part(key)
        for name in _components(part):
            yield slip.line(f"{key}.{name}", part.number(name), f"tpp_{name.lower()}")

    return Expected(tuple(f"tpp_{name}" for name in COMPONENTS if name != "tb"), compare)


def _components(part: Row) -> list[str]:
    unknown = [name for name in part.names() if name.lower() not in COMPONENTS]
    if unknown:
        raise Malformed(f"{unknown[0]} is not a component ({', '.join(COMPONENTS).upper()})")
    return part.names()


COMMON: Mapping[str, Expected] = {
    "tpp": rupiah("jumlah_tpp"),
    "cut": less("hak_tpp", "jumlah_tpp"),
    "by_component": components(),
    "performance_part": rupiah("nilai_kinerja"),
    "discipline_part": rupiah("nilai_disiplin"),
    "discipline_cut_pct": percent("potongan_disiplin"),
    "cut_pct": percent("potongan_disiplin"),
    "realisasi_pct": percent("realisasi_tpp"),
    "share_pct": percent("realisasi_tpp"),
    "basic_tpp": rupiah("basic_tpp"),
    "beban_kerja": rupiah("dasar_bk"),
    "prestasi_kerja": rupiah("dasar_pk"),
    "kondisi_kerja": rupiah("dasar_kk"),
    "iwp_1pct_on_tpp": rupiah("bpjs_1"),
    "bpjs_4pct_on_tpp": rupiah("bpjs_4"),
    "take_home": rupiah("bersih"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Pack:
    """What a pack name of the file means: a pack of the law (None: the national law), a month in which
    its text is in force, and the keys that have a meaning of their own there."""

    law: str | None
    on: datetime.date
    expected: Mapping[str, Expected] = dataclasses.field(default_factory=dict)
    reckoned: tuple[str, ...] = ()
    """Inputs that the law finds by itself. They are compared, and given only where `inputs` says how."""
    inputs: Mapping[str, Callable[[Row, str], Facts]] = dataclasses.field(default_factory=dict)
    """Inputs that have a meaning of their own there."""


PACKS: Mapping[str, Pack] = {
    "national_tpp": Pack(None, datetime.date(2026, 1, 1)),
    "pp94_2021": Pack(
        None,
        datetime.date(2026, 1, 1),
        {
            "sanction": words("tingkat_hukdis", SANCTION_LEVELS),
            "cut_pct": percent("persen_hukdis"),
            "months": rupiah("lama_hukdis"),
            "tpp_each_month": rupiah("jumlah_tpp"),
        },
    ),
    "uu_1_2022": Pack(
        None,
        datetime.date(2026, 1, 1),
        {"ratio_pct": percent("rasio_belanja_pegawai"), "headroom": rupiah("ruang_belanja_pegawai")},
    ),
    "lubuklinggau_2022": Pack("lubuklinggau_2022", datetime.date(2022, 1, 1), reckoned=("basic_tpp",)),
    "ngawi_35_2017": Pack("ngawi_35_2017", datetime.date(2018, 1, 1), {"cut_pct": percent("potongan_tpp")}),
    "semarang_76_2021": Pack(
        "semarang_76_2021", datetime.date(2022, 1, 1), {"share_pct": percent("bagian_kinerja")}
    ),
    "jambi_24_2025": Pack(
        "jambi_24_2025",
        datetime.date(2025, 1, 1),
        {"abs_pk_pct": percent("potongan_absen"), "abs_dk_pct": percent("potongan_disiplin")},
    ),
    "balangan_2025": Pack("balangan_2025", datetime.date(2025, 1, 1)),
    "bogor": Pack("bogor", datetime.date(2026, 1, 1), {"score": percent("kinerja_pegawai")}),
    # The circular of 2025 stands in the pack of the province.
    "malut_se_2025": Pack(
        "maluku_utara_2_2024",
        datetime.date(2025, 8, 1),
        {"tolerated": rupiah("ditoleransi"), "beyond_tolerance": rupiah("lewat_toleransi")},
    ),
    "permentan_68_2012": Pack(
        "permentan_68_2012",
        datetime.date(2020, 1, 1),
        {"leave_paid_pct": percent("bagian_cuti")},
        inputs={
            "tukin": lambda given, key: _ceiling(given, key),
            "sick_days": lambda given, key: {"hari_cuti_sakit": given.whole(key)},
        },
    ),
    "pdt_5_2013": Pack(
        "pdt_5_2013",
        datetime.date(2020, 1, 1),
        {"paid": rupiah("jumlah_tpp")},
        inputs={
            "tukin": lambda given, key: _ceiling(given, key),
            "leave": lambda given, key: {"keadaan_pegawai": given.text(key)},
            "month": lambda given, key: {"bulan_cuti_ke": given.whole(key)},
        },
    ),
    "blitar_2018": Pack(
        "blitar_2018", datetime.date(2018, 1, 1), {"absent_equivalent_days": rupiah("hari_tidak_masuk")}
    ),
    "jakarta_activity": Pack(
        "jakarta_activity",
        datetime.date(2026, 1, 1),
        {
            "effective": rupiah("menit_efektif"),
            "counted_minutes": rupiah("menit_dihitung"),
            "capaian_pct": rounded_percent("realisasi_tpp"),
            "bruto": rupiah("jumlah_tpp"),
            "penalty_minutes": minutes_lost(),
        },
        reckoned=("penalty_minutes",),
        inputs={
            "penalty_minutes": lambda given, key: {
                "menit_kurang": given.part(key).whole("late") + given.part(key).whole("early"),
                "hari_sakit": 1 if "sick_with_letter_1_day" in given.part(key) else 0,
            },
            "activity_minutes": lambda given, key: {"menit_aktivitas": given.whole(key)},
            "behaviour_points": lambda given, key: {"poin_perilaku": given.whole(key)},
            "absorption_points": lambda given, key: {"poin_serapan": given.percent(key)},
        },
    ),
}


def block(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare one block of JSON."""
    name = row.text("pack")
    if name in attendance.DEVICES:
        yield from attendance.DEVICES[name](row.part("input"), row.part("expect"), engine)
        return
    pack = PACKS.get(name)
    if pack is None:
        if name not in engine.packs():
            raise NotThere(f"pack {name}")
        pack = Pack(name, datetime.date(2026, 1, 1))
    given, wanted = row.part("input"), row.part("expect")
    expected = {**COMMON, **pack.expected}
    wanted.leave("note")
    keys = [key for key in wanted.names() if key != "note"]
    unknown = [key for key in keys if key not in expected]
    if unknown:
        raise Malformed(f"expect.{unknown[0]} has no meaning under {name}")
    reckoned = [key for key in pack.reckoned if key in given]
    if not keys:
        raise Malformed("expect is empty")
    readings = [*((key, given) for key in reckoned), *((key, wanted) for key in keys)]
    rules = [rule for key, _ in readings for rule in expected[key].rules]
    slip = engine.compute(
        pack=pack.law,
        on=pack.on,
        pay_list="tpp",
        facts=facts_of(
            given,
            engine.law(pack.law).facts,
            leave=[key for key in reckoned if key not in pack.inputs],
            own=pack.inputs,
        ),
        rules=dict.fromkeys(rules),
    )
    for key, part in readings:
        yield from expected[key].compare(key, part, slip)


def facts_of(
    given: Row,
    known: Mapping[str, object],
    *,
    leave: list[str],
    own: Mapping[str, Callable[[Row, str], Facts]],
) -> Facts:
    """Return the facts that a block states, over those of an ordinary person.

    Facts that a pack does not have are left out of the ordinary ones; a stated one stays and is refused.
    """
    facts: Facts = {name: value for name, value in ORDINARY.items() if name in known or "(" in name}
    events: list[dict[str, object]] = []
    for key in given.names():
        if key in leave or key not in given:
            continue
        if key == "events":
            part = given.part(key)
            for name in part.names():
                events += _events(name, part.whole(name))
        elif key in own:
            facts |= own[key](given, key)
        elif key in INPUTS:
            facts |= INPUTS[key](given, key)
        elif LATE_OR_EARLY.fullmatch(key) or key in KINDS or key in LONG:
            events += _events(key, given.whole(key))
        else:
            raise Malformed(f"input.{key} has no meaning here")
    if events:
        for fact, kind in COUNTED.items():
            times = facts.pop(fact, 0)
            events += [{"jenis_kejadian": kind}] * (times if isinstance(times, int) else 0)
        facts |= {"sumber_kehadiran": "kejadian", "kejadian": events}
    return facts


ORDINARY: Facts = {
    "status_asn": "pns",
    "status_ptkp": "TK/0",
    "pagu_tpp": 0,
    **{f"pagu_{name}": 0 for name in COMPONENTS},
    "capaian_kinerja": Fraction(1),
    "nilai_skp": 100,
    "predikat_kinerja": "baik",
    "nilai_kerja_individu": Fraction(1),
    "nilai_kompetensi": Fraction(1),
    "hari_kerja": 22,
    "hari_masuk": 22,
    "pola_hari_kerja": "lima_hari",
    **{f"{kind}_{band}": 0 for kind in ("tl", "psw") for band in range(1, 5)},
    **dict.fromkeys(("hari_alpa", "hari_sakit", "hari_cuti", "hari_izin", "apel_absen", "upacara_absen"), 0),
    **dict.fromkeys(("menit_kurang", "menit_terlambat", "tanpa_rekam_masuk", "tanpa_rekam_pulang"), 0),
    "bulan_ini(bruto_pajak)": 0,
}


def _events(name: str, times: int) -> list[dict[str, object]]:
    """Return the rows of one kind of event; a block counts them, the law bands their minutes."""
    if not 0 <= times <= 200:
        raise Malformed(f"{name} happened {times} times")
    found = LATE_OR_EARLY.fullmatch(name)
    if found:
        row: dict[str, object] = {
            "jenis_kejadian": "terlambat" if found[1] == "late" else "pulang_cepat",
            "menit": int(found[2]),
        }
        return [row | ({"menit_diganti": int(found[2])} if found[3] else {})] * times
    if name in LONG:
        return [{"jenis_kejadian": LONG[name], "menit": 60 * times}]
    if name not in KINDS:
        raise Malformed(f"input.events.{name} has no meaning here")
    return [{"jenis_kejadian": KINDS[name]}] * times


KINDS = {
    "no_check_in": "tidak_absen_masuk",
    "no_check_out": "tidak_absen_pulang",
    # The rules that speak of a record treat both alike.
    "missing_record": "tidak_absen_masuk",
    "absent_day": "alpa",
    "sick_day": "sakit",
    "leave_day": "cuti",
    "missed_apel": "apel",
}
"""Events that are counted."""

LONG = {"left_hours": "keluar_tanpa_izin"}
"""Events that last as many hours as are told."""

COUNTED = {"hari_alpa": "alpa", "apel_absen": "apel"}
"""What the ordinary inputs count, as events."""


def _ceiling(given: Row, key: str) -> Facts:
    """Return an undivided ceiling: packs that keep one read `pagu_tpp`, the others the first component."""
    return {"pagu_tpp": given.number(key), "pagu_bk": given.number(key)}


def _ceilings(given: Row, key: str) -> Facts:
    part = given.part(key)
    return {f"pagu_{name.lower()}": part.number(name) for name in _components(part)}


def _bands(prefix: str) -> Callable[[Row, str], Facts]:
    def read(given: Row, key: str) -> Facts:
        counts = given.numbers(key)
        if len(counts) != 4:
            raise Malformed(f"{key} has {len(counts)} counts, not 4")
        return {f"{prefix}_{band}": count for band, count in enumerate(counts, start=1)}

    return read


def _as_cut(given: Row, key: str) -> Facts:
    return {"sumber_kehadiran": "persen", "persen_potongan_hadir": given.percent(key)}


def _number(fact: str) -> Callable[[Row, str], Facts]:
    return lambda given, key: {fact: given.number(key)}


def _whole(fact: str) -> Callable[[Row, str], Facts]:
    return lambda given, key: {fact: given.whole(key)}


def _percent(fact: str) -> Callable[[Row, str], Facts]:
    return lambda given, key: {fact: given.percent(key)}


def _flag(fact: str) -> Callable[[Row, str], Facts]:
    return lambda given, key: {fact: given.flag(key)}


def _own(given: Row, key: str) -> Facts:
    """Return a daily performance whose mean is the stated one: a month of one day."""
    return {"hari": [{"kinerja_hari": given.percent(key)}], "hari_kerja": 1}


def _staff(given: Row, key: str) -> Facts:
    """Return the mean of the staff, which the law takes as a fact of a list locked before."""
    scores = given.numbers(key)
    if not scores:
        raise Malformed(f"{key} is empty")
    return {"pimpinan": True, "rata_rata_bawahan": round(sum(scores) / len(scores) / 100, 4)}


INPUTS: Mapping[str, Callable[[Row, str], Facts]] = {
    "tpp": _ceiling,
    "amount": _ceiling,
    "components": _ceilings,
    "class": _whole("kelas_jabatan"),
    "pengguna_anggaran": _flag("pengguna_anggaran"),
    "performance_pct": _percent("capaian_kinerja"),
    "skp": _number("nilai_skp"),
    "predicate": lambda given, key: {"predikat_kinerja": given.one_of(key, PREDICATES)},
    "own": _own,
    "subordinates": _staff,
    "leader_missed_appraisals": _flag("pimpinan_belum_menilai"),
    "attendance_cut_pct": _as_cut,
    "discipline_cut_pct": _as_cut,
    "absent_day": _whole("hari_alpa"),
    "tk_days": _whole("hari_alpa"),
    "sick_days": _whole("hari_sakit"),
    "leave_days": _whole("hari_cuti"),
    "missed_apel": _whole("apel_absen"),
    "missed_ceremony": _whole("upacara_absen"),
    "td1_4": _bands("tl"),
    "cp1_4": _bands("psw"),
    # Only the number of events is told, and only their number is asked: the shortest band stands for any.
    "late_events": _whole("tl_1"),
    "early_events": _whole("psw_1"),
    "late_minutes": _whole("menit_terlambat"),
    "late_early_minutes": _whole("menit_kurang"),
    "cpns": lambda given, key: {"status_asn": "cpns" if given.flag(key) else "pns"},
    # Of the leaves that may last so long, the one that no illness or birth cuts short.
    "long_leave_months": lambda given, key: {
        "keadaan_pegawai": "cuti_besar",
        "bulan_cuti_panjang": given.whole(key),
    },
    "mkd7h": lambda given, key: {"hari_masuk": 6 if given.flag(key) else 22},
    "workdays": _whole("hari_kerja"),
    "unexcused_days_in_year": lambda given, key: {"hari_alpa_setahun": given.whole(key), "bulan_hukdis": 1},
    # What the salary list had, as base of the health contribution and as gross; the tax is borne for the
    # person in any case, so that it does not matter to what is taken home.
    "salary_base": lambda given, key: {
        "bulan_ini(dasar_bpjs)": given.whole(key),
        "bulan_ini(bruto_pajak)": given.whole(key),
    },
    "apbd": _number("belanja_daerah"),
    "personnel": _number("belanja_pegawai"),
    "teacher_allowance_tkd": _number("tunjangan_guru_tkd"),
}


def basic(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare one row of the table of basic TPP: the amount of the Audit Board, then a column a place.

    A column that is a pack of its own (`Lubuklinggau 2022`) is looked up there. For the others the page
    states the index as one number; under the national law it is the construction index, the two weights
    being 1, and the index that comes out is compared as well.
    """
    rank = row.whole("class")
    for column in row.names():
        if column == "class" or column.startswith("ITPP ") or column not in row:
            continue
        wanted = row.number(column)
        if column == "tukin BPK":
            slip = engine.compute(
                on=datetime.date(2022, 1, 1),
                pay_list="tpp",
                facts={"kelas_jabatan": rank},
                rules=["tukin_bpk"],
            )
            yield slip.line(column, wanted, "tukin_bpk")
            continue
        on = datetime.date(int(column.split()[-1]), 1, 1)
        pack = column.lower().replace(" ", "_")
        if pack in engine.packs():
            row.leave(f"ITPP {column}")
            slip = engine.compute(
                pack=pack, on=on, pay_list="tpp", facts={"kelas_jabatan": rank}, rules=["basic_tpp"]
            )
        else:
            index = row.number(f"ITPP {column}")
            slip = engine.compute(
                on=on,
                pay_list="tpp",
                facts={
                    "kelas_jabatan": rank,
                    "kategori_kapasitas_fiskal": "sangat_tinggi",
                    "indeks_kemahalan_konstruksi": index,
                    "skor_ippd": 1000,
                },
                rules=["itpp", "basic_tpp"],
            )
            yield slip.line(f"ITPP {column}", index, "itpp")
        yield slip.line(column, wanted, "basic_tpp")
