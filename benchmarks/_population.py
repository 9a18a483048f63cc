"""An invented country: millions of rows of a pay list, made by whole-column arithmetic from a seed.

Nothing here is drawn from a real list. The shares are round numbers near what is published of the civil
service; amounts of TPP, wages and private deductions are invented.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from praja.rules.schema import Fact

EVERYONE = 5_200_000
SEED = 2026
ROW_GROUP = 1 << 17
"""Rows that lie together in the file, so that a reader can take them one batch at a time."""

FIRST_BIRTHDAY = datetime.date(1969, 1, 1)
BIRTHDAYS = 12_000
"""Consecutive birthdays; with serial numbers up to 999 they name nearly twelve million people."""

FULL = {"I/c": 5, "II/a": 30, "II/b": 35, "II/c": 70, "II/d": 70, "III/a": 150, "III/b": 170, "III/c": 140}
FULL |= {"III/d": 180, "IV/a": 100, "IV/b": 40, "IV/c": 8, "IV/d": 1, "IV/e": 1}
CONTRACT = {"V": 25, "VII": 15, "IX": 55, "X": 4, "XI": 1}
STARTS = {"I/c": 3, "II/b": 3, "II/c": 3, "II/d": 3, "VII": 3}
"""The years of service with which the salary table of a grade begins, where that is not 0."""

FUNCTIONS = {"Guru": 60, "Perawat": 14, "Bidan": 9, "Dokter/Dokter Gigi": 5, "Penyuluh Pertanian": 4}
FUNCTIONS |= {"Arsiparis": 3, "Analis SDM Aparatur": 3, "Penata Kependudukan dan KB": 2}
PTKP = {"TK/0": 40, "TK/1": 4, "K/0": 9, "K/1": 17, "K/2": 22, "K/3": 8}
SANCTIONS = {"tidak_ada": 995, "teguran_tertulis": 3, "potong_tpp_6_bulan": 2}
CONDITIONS = {"aktif": 970, "cuti_tahunan": 15, "cuti_melahirkan": 6, "cuti_sakit": 3, "cuti_besar": 2}
CONDITIONS |= {"cltn": 2, "ditahan": 1, "ditugaskan_di_luar": 1}
PREDICATES = {"sangat_baik": 20, "baik": 70, "butuh_perbaikan": 5, "kurang": 2, "belum_dinilai": 3}
NO_TPP = {"tidak_ada": 96, "guru_bersertifikat": 3, "tanpa_jabatan": 1}
WITHOUT_GRADE = 1_000_003
"""One person in about so many has no grade, so that a run has a problem to tell."""

Facts = Mapping[str, Fact]


def write_population(path: Path, people: int, facts: Facts, *, row_group: int = ROW_GROUP) -> None:
    """Write the list of that many invented people as Parquet; choices are stored as dictionaries."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    step = row_group * 4
    parts = [population(start, min(step, people - start), facts) for start in range(0, max(people, 1), step)]
    pl.concat(parts).write_parquet(temporary, row_group_size=row_group, statistics=False)
    temporary.replace(path)


def population(start: int, people: int, facts: Facts) -> pl.DataFrame:
    """Return the people with the numbers `start` and on. The same number is always the same person."""
    numbered = pl.select(n=pl.int_range(start, start + people, dtype=pl.UInt64))
    who = numbered.with_columns(status_asn=_status(facts), dice=_draw("dice", 1000))
    who = who.with_columns(golongan=_grade(facts)).with_columns(jenis_jabatan=_post(facts))
    return who.select(_nip(), *_about_pay(facts), *_about_tpp(facts))


# --- chance


def _mix(number: pl.Expr) -> pl.Expr:
    """Return the splitmix64 of a number: the same on every machine."""
    number = (number ^ (number // 2**30)) * 0xBF58476D1CE4E5B9
    number = (number ^ (number // 2**27)) * 0x94D049BB133111EB
    return number ^ (number // 2**31)


def _draw(name: str, below: int) -> pl.Expr:
    """Return a number from 0, drawn for each person and each `name` anew."""
    salt = int.from_bytes(name.encode()[-6:], "big") ^ (SEED << 20)
    seed = (salt * 0x9E3779B97F4A7C15) % 2**64
    return (_mix(pl.col("n") * 0xD1342543DE82EF95 + pl.lit(seed, dtype=pl.UInt64)) % below).cast(pl.Int64)


def _choice(fact: Fact, shares: Mapping[str, int], *, salt: str = "") -> pl.Expr:
    """Return a choice of `fact`, each as often as its share."""
    spread = [word for word, share in shares.items() for _ in range(share)]
    words = pl.Series(fact.name, spread, dtype=pl.Enum(list(fact.choices)))
    return pl.lit(words).gather(_draw(fact.name + salt, len(spread)))


def _one_of(fact: Fact, word: str | None) -> pl.Expr:
    return pl.lit(word, dtype=pl.Enum(list(fact.choices)))


def _seldom(name: str, in_thousand: int) -> pl.Expr:
    return _draw(name, 1000) < in_thousand


def _sometimes(name: str, in_thousand: int, amount: pl.Expr | int) -> pl.Expr:
    return pl.when(_seldom(name + "?", in_thousand)).then(amount).otherwise(0)


# --- people


def _status(facts: Facts) -> pl.Expr:
    shares = {"pns": 66, "cpns": 3, "pppk": 24, "pppk_paruh_waktu": 7}
    return _choice(facts["status_asn"], shares)


def _grade(facts: Facts) -> pl.Expr:
    grade, status = facts["golongan"], pl.col("status_asn")
    return (
        pl.when(_draw("lupa", WITHOUT_GRADE) == 0)
        .then(_one_of(grade, None))
        .when(status == "pppk")
        .then(_choice(grade, CONTRACT, salt="pppk"))
        .when(status == "pppk_paruh_waktu")
        .then(_one_of(grade, "tidak_ada"))
        .when(status == "cpns")
        .then(_choice(grade, {"II/a": 2, "II/c": 3, "III/a": 13, "III/b": 2}, salt="cpns"))
        .otherwise(_choice(grade, FULL))
    )


def _post(facts: Facts) -> pl.Expr:
    kind = facts["jenis_jabatan"]
    high = pl.col("golongan").is_in(["III/b", "III/c", "III/d", "IV/a", "IV/b", "IV/c", "IV/d", "IV/e"])
    full = pl.col("status_asn") == "pns"
    return (
        pl.when(full & high & (pl.col("dice") < 150))
        .then(_one_of(kind, "struktural"))
        .when(
            (pl.col("status_asn") != "pppk_paruh_waktu")
            & pl.col("golongan").ne_missing("I/c")
            & (pl.col("dice") < 650)
        )
        .then(_one_of(kind, "fungsional"))
        .otherwise(_one_of(kind, "pelaksana"))
    )


def _nip() -> pl.Expr:
    """Return eighteen digits: birthday, month of appointment, sex, serial; nobody's twice."""
    born = (pl.lit(FIRST_BIRTHDAY) + pl.duration(days=(pl.col("n") % BIRTHDAYS).cast(pl.Int64))).dt
    since = born.year().cast(pl.Int64) + 22 + _draw("umur", 4)
    contract = pl.col("status_asn").is_in(["pppk", "pppk_paruh_waktu"])
    since = pl.when(contract).then(2021 + _draw("kontrak", 5)).otherwise(since.clip(None, 2026))
    month = pl.when(contract).then(21).otherwise(1 + _draw("bulan", 9))
    birthday = born.year().cast(pl.Int64) * 10_000 + born.month().cast(pl.Int64) * 100 + born.day()
    serial = (pl.col("n") // BIRTHDAYS).cast(pl.Int64) + 1
    digits = ((birthday * 10_000 + since) * 100 + month) * 10_000 + (1 + _draw("kelamin", 2)) * 1000 + serial
    return digits.cast(pl.String).alias("nip")


def _about_pay(facts: Facts) -> Sequence[pl.Expr]:
    part_time = pl.col("status_asn") == "pppk_paruh_waktu"
    starts = pl.col("golongan").replace_strict(STARTS, default=0, return_dtype=pl.Int8)
    served = pl.when(pl.col("status_asn") == "pns").then(_draw("mkg", 30)).otherwise(_draw("mkg", 4))
    functional, structural = (pl.col("jenis_jabatan") == kind for kind in ("fungsional", "struktural"))
    posts, levels = facts["jabatan_fungsional"], facts["jenjang_jabatan"]
    married = _seldom("kawin", 700)
    return [
        pl.col("status_asn"),
        pl.col("golongan"),
        (starts + served).cast(pl.Int8).alias("mkg"),
        _choice(facts["keadaan_pegawai"], CONDITIONS).alias("keadaan_pegawai"),
        married.alias("pasangan_ditunjang"),
        pl.when(married).then(_draw("anak", 4)).otherwise(0).cast(pl.Int8).alias("jumlah_anak_ditunjang"),
        pl.col("jenis_jabatan"),
        pl.when(structural)
        .then(_choice(facts["eselon"], {"II.b": 1, "III.a": 4, "III.b": 10, "IV.a": 45, "IV.b": 40}))
        .otherwise(_one_of(facts["eselon"], "tidak_ada"))
        .alias("eselon"),
        pl.when(functional & _seldom("setara", 60))
        .then(_choice(facts["eselon_penyetaraan"], {"III.b": 1, "IV.a": 9}))
        .otherwise(_one_of(facts["eselon_penyetaraan"], "tidak_ada"))
        .alias("eselon_penyetaraan"),
        pl.when(functional)
        .then(_choice(posts, FUNCTIONS))
        .otherwise(_one_of(posts, None))
        .alias("jabatan_fungsional"),
        pl.when(functional)
        .then(_choice(levels, {"Ahli Pertama": 5, "Ahli Muda": 4, "Ahli Madya": 1}))
        .otherwise(_one_of(levels, None))
        .alias("jenjang_jabatan"),
        pl.when(part_time)
        .then(1_500_000 + _draw("upah", 20) * 100_000)
        .cast(pl.Int32)
        .alias("upah_perjanjian"),
        pl.when(part_time).then(2_200_000 + _draw("umk", 30) * 100_000).cast(pl.Int32).alias("umk"),
        _choice(facts["status_ptkp"], PTKP).alias("status_ptkp"),
        _sometimes("sewa", 5, 300_000).cast(pl.Int32).alias("sewa_rumah_negara"),
        _sometimes("utang", 5, 250_000).cast(pl.Int32).alias("angsuran_utang_negara"),
        _seldom("zakat", 300).alias("kuasa_zakat"),
        _sometimes("infak", 200, 10_000).cast(pl.Int32).alias("infak"),
        pl.when(part_time).then(0).otherwise(10_000).cast(pl.Int32).alias("iuran_korpri"),
        _sometimes("koperasi", 300, _draw("k", 10) * 50_000).cast(pl.Int32).alias("angsuran_koperasi"),
        _sometimes("bank", 450, 500_000 + _draw("b", 20) * 100_000).cast(pl.Int32).alias("angsuran_bank"),
    ]


def _about_tpp(facts: Facts) -> Sequence[pl.Expr]:
    part_time = pl.col("status_asn") == "pppk_paruh_waktu"
    klass = 5 + _draw("kelas", 10)
    acting = _seldom("plt", 10)
    reason = facts["sebab_tanpa_tpp"]
    late = [
        _sometimes(name, often, 1 + _draw(name, 4)).cast(pl.Int8).alias(name)
        for name, often in (("tl_1", 400), ("tl_2", 120), ("tl_3", 50), ("tl_4", 30))
    ]
    early = [
        _sometimes(name, often, 1 + _draw(name, 3)).cast(pl.Int8).alias(name)
        for name, often in (("psw_1", 200), ("psw_2", 60), ("psw_3", 30), ("psw_4", 20))
    ]
    missed = (
        ("hari_alpa", 20),
        ("hari_sakit", 60),
        ("hari_cuti", 120),
        ("apel_absen", 150),
        ("upacara_absen", 30),
    )
    return [
        klass.cast(pl.Int8).alias("kelas_jabatan"),
        *(
            _pagu(klass, share).alias(f"pagu_{part}")
            for part, share in {"bk": 400_000, "pk": 300_000, "kk": 60_000, "tb": 0, "kp": 20_000}.items()
        ),
        pl.when(acting)
        .then(_one_of(facts["plt"], "setingkat"))
        .otherwise(_one_of(facts["plt"], "tidak_ada"))
        .alias("plt"),
        pl.when(acting).then(_seldom("definitif", 50)).alias("pejabat_definitif_ada"),
        *(
            pl.when(acting).then(_pagu(klass, share)).alias(f"pagu_plt_{part}")
            for part, share in {"bk": 450_000, "pk": 350_000}.items()
        ),
        _choice(facts["predikat_kinerja"], PREDICATES).alias("predikat_kinerja"),
        _seldom("menilai", 10).alias("pimpinan_belum_menilai"),
        *late,
        *early,
        *(_sometimes(name, often, 1 + _draw(name, 2)).cast(pl.Int8).alias(name) for name, often in missed),
        pl.when(part_time)
        .then(_one_of(reason, "tidak_ditetapkan"))
        .otherwise(_choice(reason, NO_TPP))
        .alias("sebab_tanpa_tpp"),
        _sometimes("alpa_setahun", 10, 3 + _draw("alpa_setahun", 18))
        .cast(pl.Int16)
        .alias("hari_alpa_setahun"),
        _choice(facts["hukuman_disiplin"], SANCTIONS).alias("hukuman_disiplin"),
        _sometimes("hukdis", 10, 1 + _draw("hukdis", 12)).cast(pl.Int8).alias("bulan_hukdis"),
        *(
            _seldom(name, often).alias(f"{name}_tertunggak")
            for name, often in {"lhkpn": 3, "spt": 5, "skp": 10, "aset": 1}.items()
        ),
    ]


def _pagu(klass: pl.Expr, share: int) -> pl.Expr:
    return (klass * share).cast(pl.Int32)
