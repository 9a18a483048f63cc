"""The parts of a month: one row for the days on which somebody's post, class, unit, status and Plt. were the
same.

A fact of law of the grain `segmen` called `pagu_tpp_segmen` is the fact `pagu_tpp` as it was on the first day
of the part, from the same sources: the SK, the standing facts that held then, the structure as it was. Beside
these there are the first and last day, the days, and the workdays.

Workdays are never guessed. The recap says how many the month had; the calendar of the law says how they lie.
Only where the two agree, with five or six days a week, is it known how many fell in a part.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Mapping

import polars as pl

from praja.payroll.facts import career, given, known
from praja.payroll.facts.said import ORIGIN, Said, Sumber, settle
from praja.payroll.facts.typed import dtype_of
from praja.rules.schema import Fact, Grain
from praja.rules.show import show_date
from praja.rules.workdays import workdays

NAME = Grain.SEGMEN.value
SUFFIX = "_segmen"
START, END = "mulai_segmen", "selesai_segmen"
DAYS, WORKDAYS = "hari_segmen", "hari_kerja_segmen"
CHANGED = "alih_tugas"
MONTH_WORKDAYS = "hari_kerja"

_POST = ("unit_id", "position_id", "kind", "kelas", "eselon", "jenjang")
_SAME = ("status", *_POST, "acting_position")
_BEGAN = ("jabatan", "acting", "status", "unit")
"""Histories of which an SK may begin a part, the first that does is named."""


@dataclasses.dataclass(frozen=True, slots=True)
class Segments:
    """The parts of the month of everyone, with the facts of law that were asked of them.

    `frame` has nip, `START`, `END` and the facts; `why` says by fact, in the order of people, of which part
    it is not known and why.
    """

    frame: pl.DataFrame
    origin: pl.DataFrame
    unread: list[tuple[str, str, str]]
    """NIP, fact and text of what was given and cannot be read."""
    why: dict[str, pl.Series]


def facts_of(law: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return the facts of parts of a month among those that programs read."""
    return {name: fact for name, fact in law.items() if fact.grain is Grain.SEGMEN}


def bases_of(read: Collection[str], law: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return, by the name of a fact of parts, the fact of people that it is in a part."""
    bases = {name: law.get(name.removesuffix(SUFFIX)) for name in read if name.endswith(SUFFIX)}
    return {
        name: base
        for name, base in bases.items()
        if base is not None and base.grain is Grain.ORANG and name != WORKDAYS
    }


# --- the parts


def parts_of(asked: known.Known, people: pl.DataFrame, units: known.Units) -> pl.DataFrame:
    """Return a row for each part of the month of each person, in the order of people and days.

    Columns are those of people on the first day of the part, and `start`, `end`, `unit_sk`, `unit_by`,
    `unit_start`. Days on which somebody was not in service of this government are in no part.

    :param people: as they were on the day that counts, with the columns of `known.acting_of`
    """
    turns = known.turns_of(asked, people["person_id"].to_list())
    first = people.select("person_id", day=pl.lit(asked.counts))
    states = [people.with_columns(day=pl.lit(asked.counts)), pl.DataFrame(schema=dict(known.ON_DAYS))]
    if turns.height:
        who, days = turns["person_id"].to_list(), turns["day"].to_list()
        later = known.people_on(asked, units, who, days).filter(pl.col("unit_id").is_in(list(units.above)))
        acting = known.acting_on(asked, who, days)
        states.append(later.join(acting, on=["person_id", "day"], how="left", maintain_order="left"))
    order = people.select("person_id", "row")
    last = asked.next_month - datetime.timedelta(days=1)
    parts = (
        pl.concat([first, turns])
        .sort("person_id", "day")
        .with_columns(
            end=pl.col("day").shift(-1).over("person_id").dt.offset_by("-1d").fill_null(last)
        )
        .join(
            pl.concat(states, how="diagonal").drop("row"), on=["person_id", "day"], maintain_order="left"
        )
        .join(order, on="person_id", maintain_order="left")
        .sort("row", "day")
        .rename({"day": "start"})
    )  # fmt: skip
    return _joined(parts)


def _joined(parts: pl.DataFrame) -> pl.DataFrame:
    """Return the parts, those made one that follow each other and differ in nothing."""
    goes_on = pl.all_horizontal(
        pl.col("person_id") == pl.col("person_id").shift(),
        pl.col("start") == pl.col("end").shift().dt.offset_by("1d"),
        *(pl.col(name).eq_missing(pl.col(name).shift()) for name in _SAME),
    ).fill_null(False)
    numbered = parts.with_columns(part=(~goes_on).cum_sum())
    whole = numbered.group_by("part", maintain_order=True).agg(pl.all().first(), last=pl.col("end").last())
    return whole.with_columns(end="last").drop("part", "last")


def changed_post(parts: pl.DataFrame, people: pl.DataFrame) -> Said:
    """Return whether the post, its class or the unit of each person changed within the month."""
    follows = (pl.col("person_id") == pl.col("person_id").shift()).fill_null(False)
    moved = follows & pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in _POST)
    posts = parts.with_columns(moved=moved).group_by("person_id").agg(
        changed=pl.col("moved").any(),
        told=pl.col("start").filter("moved").dt.strftime("%d-%m-%Y").str.join(", "),
    )  # fmt: skip
    here = people.select("person_id").join(posts, on="person_id", how="left", maintain_order="left")
    words = pl.when("changed").then(
        pl.format("Jabatan, kelas, atau unitnya berubah pada {}.", pl.col("told"))
    ).otherwise(pl.lit("Jabatan, kelas, dan unitnya sama sepanjang bulan."))  # fmt: skip
    return Said(Sumber.TURUNAN, here["changed"], None, here.select(words).to_series())


# --- their facts


def segments_of(
    asked: known.Known,
    people: pl.DataFrame,
    units: known.Units,
    parts: pl.DataFrame,
    read: Mapping[str, Fact],
    law: Mapping[str, Fact],
    month_workdays: pl.Series | None,
) -> Segments:
    """Return the facts of the parts that programs read.

    :param read: the facts of parts, by name
    :param law: all facts of the law, by name
    :param month_workdays: of each person, in the order of people, how many workdays the month had; None where
        no program asks
    """
    days = _days_told(parts)
    settled, origin, unread = _settled(asked, people, units, parts.with_columns(told=days), read, law)
    columns = [parts["nip"], parts["start"].alias(START), parts["end"].alias(END)]
    lacking: dict[str, pl.Series] = {}
    for name, fact in read.items():
        if name in (START, END):
            continue
        values = settled.get(name)
        if values is not None:
            post = pl.col("title").fill_null("orang tanpa jabatan")
            lacking[name] = parts.select(pl.format("belum ada bagi {}", post)).to_series()
        elif name == DAYS:
            values = (parts["end"] - parts["start"]).dt.total_days() + 1
        elif name == WORKDAYS:
            values, lacking[name] = _workdays(asked, people, parts, month_workdays)
        else:
            values = pl.Series([None], dtype=pl.Int64).new_from_index(0, parts.height)
            lacking[name] = pl.Series(["belum diisi"]).new_from_index(0, parts.height)
        columns.append(values.cast(dtype_of(fact)).alias(name))
    frame = pl.DataFrame(columns)
    why = {name: _why(frame[name], days, texts, parts, people) for name, texts in lacking.items()}
    return Segments(frame, pl.concat([_began(parts, days), *origin]), unread, why)


def _settled(
    asked: known.Known,
    people: pl.DataFrame,
    units: known.Units,
    parts: pl.DataFrame,
    read: Mapping[str, Fact],
    law: Mapping[str, Fact],
) -> tuple[dict[str, pl.Series], list[pl.DataFrame], list[tuple[str, str, str]]]:
    """Return the facts that people had on the first day of each part, where each came from, and what was
    given and cannot be read (NIP, fact, text)."""
    bases = bases_of(read, law)
    if not bases:
        return {}, [], []
    names = {base.name for base in bases.values()}
    ceilings = sorted(name for name in names if name.startswith(given.OF_ACTING))
    posts = set(parts["position_id"].drop_nulls()) | set(parts["acting_position"].drop_nulls())
    above = {one for unit in parts["unit_id"].unique() for one in units.above.get(unit, ())}
    rows = known.standing_of(
        asked, people["person_id"].to_list(), sorted(posts), sorted(above),
        sorted(names | {given.of_post(name) for name in ceilings}), all_month=True,
    )  # fmt: skip
    values = {
        name: [pl.DataFrame(schema={"#part": pl.UInt32, "value": dtype_of(base)})]
        for name, base in bases.items()
    }
    origin: list[pl.DataFrame] = []
    unread: list[tuple[str, str, str]] = []
    for (day,), here in parts.with_row_index("#part").group_by("start", maintain_order=True):
        held = (pl.col("start") <= day) & (pl.col("upper").is_null() | (pl.col("upper") > day))
        standing = given.Standing(here, rows.filter(held), units)
        by_sk = career.career_facts(here)
        by_rule = career.post_facts(here, dict(law)) | career.acting_facts(
            here, given.plt_ceilings(here, standing, ceilings)
        )
        for name, base in bases.items():
            said = [
                *by_sk.get(base.name, []),
                *standing.of_person(base.name),
                *by_rule.get(base.name, []),
                *standing.of_unit(base.name),
            ]
            found = settle(base, here["nip"], said)
            values[name].append(pl.DataFrame([here["#part"], found.values.alias("value")]))
            origin += [_of_part(rows, name, here) for rows in found.origin]
            bad = pl.DataFrame([here["nip"], found.given.alias("text")]).filter(found.bad)
            unread += [(nip, name, text) for nip, text in bad.iter_rows()]
    in_order = {name: pl.concat(several).sort("#part")["value"] for name, several in values.items()}
    return in_order, origin, unread


def _of_part(origin: pl.DataFrame, name: str, parts: pl.DataFrame) -> pl.DataFrame:
    """Return where a fact came from with the days of the part; each person has one of `parts`."""
    told = origin.join(parts.select("nip", "told"), on="nip", maintain_order="left")
    return told.with_columns(
        fakta=pl.lit(name), keterangan=pl.format("{}: {}", pl.col("told"), pl.col("keterangan"))
    ).select(*ORIGIN)


# --- workdays


def _workdays(
    asked: known.Known, people: pl.DataFrame, parts: pl.DataFrame, month_workdays: pl.Series | None
) -> tuple[pl.Series, pl.Series]:
    """Return the workdays of each part, and why they are not known where they are not."""
    first, last = asked.period, asked.next_month - datetime.timedelta(days=1)
    known_on = asked.known_at.date() if asked.known_at else None
    weeks = {
        count: saturdays
        for saturdays in (True, False)
        if (count := workdays(first, last, saturdays=saturdays, known_on=known_on)) is not None
    }
    said = {} if month_workdays is None else dict(zip(people["person_id"], month_workdays, strict=True))
    five = min(weeks) if weeks else None
    counted: list[int | None] = []
    why: list[str] = []
    for person, start, end in parts.select("person_id", "start", "end").iter_rows():
        month = said.get(person)
        whole = (start, end) == (first, last)
        why.append(_why_unknown(month, five, asked.period.year))
        if whole or month not in weeks:
            counted.append(month if whole else None)
        else:
            counted.append(workdays(start, end, saturdays=weeks[month], known_on=known_on))
    return pl.Series(counted, dtype=pl.Int64), pl.Series(why, dtype=pl.String)


def _why_unknown(month: int | None, five: int | None, year: int) -> str:
    if month is None:
        return "hari kerja sebulan belum ada pada rekap"
    if five is None:
        return f"hari libur {year} belum ada dalam kalender"
    return f"kalender menghitung {five} hari kerja sebulan, rekapnya {month}"


# --- in words


def _days_told(parts: pl.DataFrame) -> pl.Series:
    """Return the days of each part in words: `1–15 Oktober 2026`."""
    pairs = parts.select("start", "end").unique().iter_rows()
    told = {
        (start, end): show_date(end) if start == end else f"{start.day}–{show_date(end)}"
        for start, end in pairs
    }
    return pl.Series([told[pair] for pair in parts.select("start", "end").iter_rows()], dtype=pl.String)


def _why(
    values: pl.Series, days: pl.Series, texts: pl.Series, parts: pl.DataFrame, people: pl.DataFrame
) -> pl.Series:
    """Return, in the order of people, of which parts something is not known and why."""
    blank = (
        pl.select(person_id=parts["person_id"], said=pl.format("{}: {}.", days, texts))
        .filter(values.is_null())
        .group_by("person_id", maintain_order=True)
        .agg(pl.col("said").str.join(" "))
    )
    here = people.select("person_id").join(blank, on="person_id", how="left", maintain_order="left")
    return here["said"]


def _began(parts: pl.DataFrame, days: pl.Series) -> pl.DataFrame:
    """Return what each part was, and by which SK it began: for the first one, the SK of the post held."""

    def of(what: str, *, unit: pl.Expr | None = None) -> pl.Expr:
        found = pl.col(f"jabatan_{what}")
        for one in reversed(_BEGAN):
            value = unit if one == "unit" and unit is not None else pl.col(f"{one}_{what}")
            found = pl.when(pl.col(f"{one}_start") == pl.col("start")).then(value).otherwise(found)
        return found

    number = of("sk").fill_null("")
    began_by = pl.when(of("start").is_null()).then(pl.lit("")).otherwise(
        pl.format("; {}, sejak {}",
                  pl.when(number == "").then(pl.lit("SK tanpa nomor")).otherwise(pl.format("SK {}", number)),
                  of("start").dt.strftime("%d-%m-%Y"))
    )  # fmt: skip
    told = pl.format(
        "{}: {}, {}{}{}{}.",
        pl.lit(days),
        pl.col("title").fill_null("tanpa jabatan"),
        pl.col("unit"),
        pl.format(", kelas {}", pl.col("kelas")).fill_null(""),
        pl.format(", Plt. {}", pl.col("acting_title")).fill_null(""),
        began_by,
    )
    return parts.select(
        "nip",
        fakta=pl.lit(NAME),
        sumber=pl.lit(Sumber.JABATAN.value),
        rujukan=of("id", unit=pl.lit(None, dtype=pl.String)),
        keterangan=told,
        oleh=of("by"),
    ).select(*ORIGIN)


# --- what an officer gave instead


def with_given(
    derived: Segments, rows: pl.DataFrame, recaps: pl.DataFrame, people: pl.DataFrame, period: datetime.date
) -> Segments:
    """Return the parts of the month, of those of whom a recap tells them by the recap.

    Where it has as many rows as there are parts, what it leaves blank is as derived, row by row in the order
    of days. Otherwise its rows stand alone.
    """
    if rows.is_empty():
        return derived
    number, count = pl.int_range(pl.len()).over("nip"), pl.len().over("nip")
    own = derived.frame.with_columns(number=number, count=count)
    told = rows.with_columns(number=number, count=count).join(
        own, on=["nip", "number", "count"], how="left", suffix="_own", maintain_order="left"
    )
    twice = [name for name in derived.frame.columns if f"{name}_own" in told.columns]
    filled = told.with_columns(pl.coalesce(name, f"{name}_own") for name in twice)
    others = derived.frame.filter(~_among(rows["nip"]))
    frame = (
        pl.concat([others, filled.select(derived.frame.columns)])
        .join(people.select("nip", "row"), on="nip", maintain_order="left")
        .sort("row", maintain_order=True)
        .drop("row")
    )
    alone = filled.filter(pl.col(START).is_null())["nip"].unique()
    given_facts = (
        rows.unpivot(index="nip", variable_name="fakta").drop_nulls("value").select("nip", "fakta").unique()
    )
    said = _said_of(recaps, people, period)
    replaced = derived.origin.filter(~_among(alone)).join(
        given_facts, on=["nip", "fakta"], how="anti", maintain_order="left"
    )
    by_row = filled.filter(_among(alone)).select(
        "nip", fakta=pl.lit(NAME), words=pl.format("Baris {} dari ", number + 1)
    )
    by_fact = given_facts.sort("nip", "fakta").with_columns(words=pl.lit(""))
    by_recap = (
        pl.concat([by_row, by_fact])
        .join(said, on="nip", maintain_order="left")
        .with_columns(keterangan=pl.concat_str("words", "keterangan"))
        .select(*ORIGIN)
    )
    return dataclasses.replace(derived, frame=frame, origin=pl.concat([replaced, by_recap]))


def _among(nips: pl.Series) -> pl.Expr:
    return pl.col("nip").is_in(nips.implode())


def _said_of(recaps: pl.DataFrame, people: pl.DataFrame, period: datetime.date) -> pl.DataFrame:
    """Return the recap that tells the parts of the month of each person of whom one does."""
    told = recaps.filter(pl.col("rows").str.contains(f'"{NAME}"', literal=True)).unique(
        "person_id", keep="last"
    )
    return told.join(people.select("person_id", "nip"), on="person_id").select(
        "nip",
        sumber=pl.lit(Sumber.REKAP.value),
        rujukan="id",
        keterangan=pl.format(
            "{} {}{}.",
            pl.col("kind").replace_strict(given.KINDS, default=pl.col("kind"), return_dtype=pl.String),
            pl.lit(f"{period:%m-%Y}"),
            pl.format(", lembar {}", pl.col("sheet")).fill_null(""),
        ),
        oleh="by",
    )
