"""What each day asks of people: one row a person and day, by the hours, roster and holidays that hold on it.

It is worked out for units first, since most people follow theirs, and then carried to people. What is read
is put together in one plan that Polars runs once: for a day of one person, step by step would cost more.
Whatever depends on an order sorts last before it: in a plan, joins keep none.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Final

import polars as pl
from django.utils.translation import gettext as _

from praja.attendance.calendar import reading
from praja.attendance.calendar.enums import JenisHari, Ketetapan, PolaJam, Tempat
from praja.attendance.calendar.reading import DAY, Asked, KnownAt, on_each
from praja.attendance.models.calendar import WINDOW
from praja.organization.enums import Zona
from praja.rules import workhours
from praja.rules.workdays import holidays

GIVEN: Final = workhours.FIVE_DAYS
"""The hours of whoever has been given no others."""
LONGEST: Final = 300
"""Letters of a reason, at most, as it is kept with the day."""
COLUMNS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(), "date": pl.Date(), "kind": pl.String(), "start": pl.Int32(), "end": pl.Int32(),
    "net_minutes": pl.Int32(), "break_minutes": pl.Int32(), "in_from": pl.Int32(), "in_until": pl.Int32(),
    "out_from": pl.Int32(), "out_until": pl.Int32(), "tolerance_in": pl.Int32(), "tolerance_out": pl.Int32(),
    "tolerance_moves_band": pl.Boolean(), "min_inclusive": pl.Boolean(), "flex": pl.Int32(),
    "dynamic": pl.Boolean(), "requires_attendance": pl.Boolean(), "place": pl.String(), "zone": pl.String(),
    "shift": pl.String(), "unit": pl.String(), "why": pl.String(), "week": pl.Int32(),
}  # fmt: skip


def schedule_frame(
    people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, known_at: KnownAt = None
) -> pl.DataFrame:
    """Return what each day from `start` to `end`, both included, asks of people, in a constant number of
    queries.

    Minutes count from midnight at the workplace; `end` exceeds 1440 where a shift ends on the next day. Times
    are null on days that are not worked. There is no row for days on which somebody belongs to no unit, nor
    for days before the oldest hours that the law gives. `shift` is the code of the roster; `unit` is the unit
    of that day; `dynamic` means that only the length of work counts. `week` is how many days a week are
    worked by the hours that hold; null where a roster says so instead.

    :param known_at: read everything as it was known at that moment
    """
    asked = Asked(people, start, end, known_at)
    worked = reading.members(asked)
    if worked.is_empty():
        return pl.DataFrame(schema=COLUMNS)
    units = worked["unit"].unique().to_list()
    spans = reading.lines(asked, units)
    above = spans["above"].unique().to_list()
    given = reading.assigned(asked, above)
    each = asked.days.lazy()
    lines = on_each(spans.lazy(), each)
    hours = _hours_of_days(asked, each, given["hours"].unique().to_list())
    by_unit = _units(asked, each, units, lines, above, given, hours)
    days = on_each(worked.lazy(), each).join(by_unit, on=["unit", "date"], how="left")
    days = _own_hours(asked, each, days, given, hours)
    days = days.with_columns(ramadan=pl.col("ramadan_letter").is_not_null()).join(
        hours, on=["hours", "date", "ramadan"], how="left"
    )
    days = _rostered(asked, days)
    days = _placed(asked, each, days, lines, above)
    return _finished(days).collect()


def free_days(
    unit: uuid.UUID, start: datetime.date, end: datetime.date, known_at: KnownAt = None
) -> dict[datetime.date, tuple[str, str, str]]:
    """Return the days on which a unit is free: as what, called what, and by which letter or decree."""
    asked = Asked([], start, end, known_at)
    spans = reading.lines(asked, [str(unit)])
    lines = on_each(spans.lazy(), asked.days.lazy())
    found = _holidays(asked, lines, spans["above"].unique().to_list()).sort("date").collect()
    rows = found.select("date", "free_kind", "free_name", "free_letter").iter_rows()
    return {day: (kind, name, letter) for day, kind, name, letter in rows}


# --- hours


def _hours_of_days(asked: Asked, each: pl.LazyFrame, ids: list[str]) -> pl.LazyFrame:
    """Return what each of the hours, and those that the law gives, ask on each day, in Ramadan or not."""
    versions = pl.concat([reading.hours(asked, ids), _given(asked)]).lazy()
    keys = ["hours", "first", "until"]
    of_day = ("ramadan", "weekday", "start", "end", "pause")
    terms = [one for one in reading.HOURS_SCHEMA if one not in (*keys, *of_day)]
    heads = versions.select(*keys, *terms).unique(subset=keys)
    rows = versions.drop_nulls("weekday").select(*keys, *of_day)
    weeks = rows.group_by(*keys, "ramadan").agg(week=pl.col("weekday").n_unique().cast(pl.Int32))
    has = rows.filter("ramadan").select(keys).unique().with_columns(has_ramadan=True)
    both = pl.LazyFrame({"ramadan": [False, True]})
    on_days = (
        heads.join(has, on=keys, how="left")
        .join(both, how="cross")
        .with_columns(variant=pl.col("ramadan") & pl.col("has_ramadan").fill_null(False))
        .join(weeks.rename({"ramadan": "variant"}), on=[*keys, "variant"], how="left")
    )
    spread = on_days.join(each, how="cross").filter(
        pl.col("date").ge(pl.col("first")) & pl.col("date").lt(pl.col("until"))
    )
    return spread.join(
        rows.rename({"ramadan": "variant"}), on=[*keys, "variant", "weekday"], how="left"
    ).drop("first", "until", "weekday", "has_ramadan")


def _given(asked: Asked) -> pl.DataFrame:
    held = sorted((one for one in workhours.given_hours() if one.code == GIVEN), key=lambda one: one.since)
    rows = []
    for number, one in enumerate(held):
        until = held[number + 1].since if number + 1 < len(held) else asked.end + DAY
        rows += [
            {
                "hours": GIVEN, "name": one.name, "dasar": one.document, "pattern": PolaJam.TETAP.value,
                "flex": 0, "counts_breaks": one.counts_breaks, "tolerance_moves_band": False,
                "min_inclusive": True, "tolerance_in": 0, "tolerance_out": 0, **WINDOW,
                "ramadan": day.ramadan, "weekday": day.weekday, "start": day.start, "end": day.end,
                "pause": day.pause, "first": max(one.since, asked.start),
                "until": min(until, asked.end + DAY),
            }
            for day in one.days
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=reading.HOURS_SCHEMA)


def _units(
    asked: Asked, each: pl.LazyFrame, units: list[str], lines: pl.LazyFrame, above: list[str],
    given: pl.DataFrame, hours: pl.LazyFrame,
) -> pl.LazyFrame:  # fmt: skip
    """Return of each unit and day: its zone, hours, holiday, and the letter by which it is Ramadan."""
    pairs = lines.select("unit", "date").unique()
    zones = on_each(reading.units_in(asked, units).lazy().select("unit", "zone", "first", "until"), each)
    of_units = (
        given.lazy().drop_nulls("unit").select(pl.col("unit").alias("above"), "hours", "first", "until")
        .pipe(on_each, each)
        .join(hours.select("hours", "date").unique(), on=["hours", "date"], how="semi")
    )  # fmt: skip
    nearest = _nearest(lines.join(of_units, on=["above", "date"]), "hours")
    free = _holidays(asked, lines, above)
    days = (
        pairs.join(zones.drop("weekday"), on=["unit", "date"], how="left")
        .join(nearest, on=["unit", "date"], how="left")
        .join(free, on=["unit", "date"], how="left")
        .select("unit", "date", "zone", "hours", "free_kind", "free_name", "free_letter")
    )  # fmt: skip
    fasting = reading.ramadans(asked, above)
    if fasting.is_empty():
        return days.with_columns(ramadan_letter=pl.lit(None, pl.String))
    kept = _nearest(lines.join(on_each(fasting.lazy(), each), on=["above", "date"]), "letter")
    return days.join(kept.rename({"letter": "ramadan_letter"}), on=["unit", "date"], how="left")


def _nearest(rows: pl.LazyFrame, *wanted: str) -> pl.LazyFrame:
    """Return of each unit and day what the nearest unit at or above it says."""
    return (
        rows.sort("height", maintain_order=True)
        .group_by("unit", "date", maintain_order=True)
        .agg(pl.col(*wanted).first())
    )


def _holidays(asked: Asked, lines: pl.LazyFrame, above: list[str]) -> pl.LazyFrame:
    """Return of each unit and day that is free: as what, called what, and by which letter or decree."""
    given, national = reading.letters(asked, above), _national(asked)
    if given.is_empty():
        free = {f"national_{part}": f"free_{part}" for part in ("kind", "name", "letter")}
        return lines.select("unit", "date").unique().join(national.lazy().rename(free), on="date")
    letters = _nearest(lines.join(given.lazy(), on=["above", "date"]), "kind", "name", "letter")
    return (
        lines.select("unit", "date")
        .unique()
        .join(
            letters.rename({"kind": "set", "name": "set_name", "letter": "set_by"}),
            on=["unit", "date"],
            how="left",
        )
        .join(national.lazy(), on="date", how="left")
        .select("unit", "date", _holiday("kind"), _holiday("name"), _holiday("letter"))
        .drop_nulls("free_kind")
    )


def _holiday(part: str) -> pl.Expr:
    """Return a part of the holiday: of the letter, if there is one, else of the whole country."""
    by_letter = {"kind": "set", "name": "set_name", "letter": "set_by"}[part]
    return (
        pl.when(pl.col("set").is_null()).then(pl.col(f"national_{part}"))
        .when(pl.col("set") != Ketetapan.KERJA.value).then(pl.col(by_letter))
        .alias(f"free_{part}")
    )  # fmt: skip


def _national(asked: Asked) -> pl.DataFrame:
    known = asked.known_on
    found = [
        {
            "date": one.day,
            "national_kind": JenisHari.CUTI_BERSAMA.value if one.kind == "cuti_bersama" else "libur",
            "national_name": one.name, "national_letter": one.document,
        }
        for one in holidays()
        if asked.start <= one.day <= asked.end and (known is None or one.enacted <= known)
    ]  # fmt: skip
    schema = {"date": pl.Date(), "national_kind": pl.String(), "national_name": pl.String(),
              "national_letter": pl.String()}  # fmt: skip
    return pl.DataFrame(found, schema=schema)


def _own_hours(
    asked: Asked, each: pl.LazyFrame, days: pl.LazyFrame, given: pl.DataFrame, hours: pl.LazyFrame
) -> pl.LazyFrame:
    """Put the hours of the person, or else of the post, before those of the unit."""
    exist = hours.select("hours", "date").unique()
    span = ("hours", "first", "until")
    own, of_posts = given.drop_nulls("person"), given.drop_nulls("position")
    before: list[str] = []
    if own.height:
        days = _put(days, "own", on_each(own.lazy().select("person", *span), each), exist)
        before.append("own")
    if of_posts.height:
        held = reading.posts(asked, of_posts["position"].unique().to_list())
        spread = on_each(of_posts.lazy().select("position", *span), each).drop("weekday")
        found = on_each(held.lazy(), each).join(spread, on=["position", "date"])
        days = _put(days, "post", found, exist)
        before.append("post")
    return days.with_columns(hours=pl.coalesce(*before, "hours", pl.lit(GIVEN))).drop(before)


def _put(days: pl.LazyFrame, name: str, found: pl.LazyFrame, exist: pl.LazyFrame) -> pl.LazyFrame:
    """Add, under a name, the hours that are found for people on days on which those hours exist."""
    known = found.join(exist, on=["hours", "date"], how="semi")
    known = known.select("person", "date", pl.col("hours").alias(name)).unique(["person", "date"])
    return days.join(known, on=["person", "date"], how="left")


# --- roster and place


def _rostered(asked: Asked, days: pl.LazyFrame) -> pl.LazyFrame:
    """Put what the roster says before what the hours and holidays say."""
    found = reading.rostered(asked)
    rostered = pl.col("rostered").fill_null(False)
    if found.height:
        shifts = found.lazy().with_columns(rostered=True)
        days = days.join(shifts, on=["person", "date"], how="left", suffix="_sif")
        both = (*reading.WINDOWS, "start", "end", "pause", "counts_breaks")
        days = days.with_columns(
            rostered, *(pl.when(rostered).then(f"{one}_sif").otherwise(one).alias(one) for one in both)
        )
    else:
        days = days.with_columns(
            pl.lit(None, pl.String).alias("code"),
            pl.lit(None, pl.String).alias("name_sif"),
            pl.lit(None, pl.Boolean).alias("requires_attendance"),
            rostered=pl.lit(False),
        )
    return days.with_columns(
        kind=pl.when(rostered & pl.col("code").is_not_null()).then(pl.lit(JenisHari.KERJA.value))
        .when(rostered).then(pl.lit(JenisHari.LEPAS.value))
        .when(pl.col("free_kind").is_not_null()).then("free_kind")
        .when(pl.col("start").is_null()).then(pl.lit(JenisHari.LEPAS.value))
        .otherwise(pl.lit(JenisHari.KERJA.value)),
    )  # fmt: skip


def _placed(
    asked: Asked, each: pl.LazyFrame, days: pl.LazyFrame, lines: pl.LazyFrame, above: list[str]
) -> pl.LazyFrame:
    """Say where one works: by a letter for the person, else by the nearest one for a unit."""
    known = reading.places(asked, above)
    letters = known.lazy().with_columns(until=pl.col("last") + DAY).drop("last")
    if known.is_empty():
        return days.with_columns(place=pl.lit(Tempat.KANTOR.value), place_letter=pl.lit(None, pl.String))
    spread = (
        on_each(letters, each)
        .filter(pl.col("weekdays").str.contains(pl.col("weekday").cast(pl.String), literal=True))
        .sort("recorded", descending=True)
    )
    person = (
        spread.drop_nulls("person").group_by("person", "date", maintain_order=True)
        .agg(own_place=pl.col("place").first(), own_letter=pl.col("letter").first())
    )  # fmt: skip
    of_units = lines.join(spread.filter(pl.col("person").is_null()), on=["above", "date"])
    unit = _nearest(of_units.sort("recorded", descending=True), "place", "letter")
    unit = unit.rename({"place": "unit_place", "letter": "unit_letter"})
    return (
        days.join(person, on=["person", "date"], how="left")
        .join(unit, on=["unit", "date"], how="left")
        .with_columns(
            place=pl.coalesce("own_place", "unit_place", pl.lit(Tempat.KANTOR.value)),
            place_letter=pl.coalesce("own_letter", "unit_letter"),
        )
    )  # fmt: skip


# --- the end


def _finished(days: pl.LazyFrame) -> pl.LazyFrame:
    """Return the days with the windows of taps and the reason of each, in the order of people and days."""
    works = pl.col("kind") == JenisHari.KERJA.value
    no_rows = pl.col("name").is_null() & pl.col("free_kind").is_null() & ~pl.col("rostered")
    minutes = ("start", "end", "pause", "flex", "tolerance_in", "tolerance_out", *WINDOW)
    times: dict[str, pl.Expr] = {one: pl.when(works).then(one) for one in minutes}
    times["flex"] = pl.when(works & ~pl.col("rostered")).then("flex").when(works).then(0)
    days = days.filter(~no_rows).with_columns(**times)
    start, end = pl.col("start"), pl.col("end")
    coming, going = start + pl.col("in_after"), end - pl.col("out_before")
    middle = (start + end) // 2
    days = days.with_columns(
        in_from=start - pl.col("in_before"),
        in_until=pl.when(coming > going).then(middle).otherwise(coming),
        out_from=pl.when(coming > going).then(middle).otherwise(going),
        out_until=end + pl.col("out_after") + pl.col("flex"),
        break_minutes=pl.col("pause"),
        net_minutes=end - start - pl.when("counts_breaks").then(0).otherwise(pl.col("pause")),
        dynamic=works & ~pl.col("rostered") & (pl.col("pattern") == PolaJam.DINAMIS.value),
        tolerance_moves_band=works & pl.col("tolerance_moves_band"),
        min_inclusive=pl.col("min_inclusive").fill_null(True),
        requires_attendance=works & pl.col("requires_attendance").fill_null(True),
        place=pl.when(works).then("place").otherwise(pl.lit(Tempat.KANTOR.value)),
        zone=pl.col("zone").fill_null(Zona.WIB.value),
        shift=pl.col("code"),
        week=pl.when(~pl.col("rostered")).then("week"),
        why=_why(works).str.head(LONGEST),
    )
    return days.select(COLUMNS.keys()).cast(COLUMNS).sort("person", "date")  # type: ignore[arg-type]


def _why(works: pl.Expr) -> pl.Expr:
    """Return which roster, holiday or hours decided, in words."""
    hours = pl.format("{} ({})", "name", "dasar")
    shift = pl.format(_("Sif {}: {}"), "code", "name_sif")
    usual = pl.when("ramadan").then(
        pl.when("variant").then(pl.format(_("{}, jam Ramadan menurut {}"), hours, "ramadan_letter"))
        .otherwise(pl.format(_("{}, tanpa jam Ramadan sendiri"), hours))
    ).otherwise(hours)  # fmt: skip
    said = (
        pl.when(pl.col("rostered") & works).then(shift)
        .when("rostered").then(pl.lit(_("Lepas menurut jadwal sif")))
        .when(pl.col("free_kind").is_not_null()).then(pl.format("{} ({})", "free_name", "free_letter"))
        .when(works).then(usual)
        .otherwise(pl.format(_("Bukan hari kerja menurut {}"), hours))
    )  # fmt: skip
    elsewhere = works & (pl.col("place") != Tempat.KANTOR.value)
    named = pl.col("place").str.to_uppercase()
    return (
        pl.when(elsewhere)
        .then(pl.format(_("{}; {} menurut {}"), said, named, "place_letter"))
        .otherwise(said)
    )
