"""Judging days: schedule, taps, leave, duty, permission and corrections in, one row a person and day out.

Pure: no database, no clock but the moment that is given. The order is that of every regulation: the calendar
says whether one must work; approved leave, duty and permission go before taps; taps are paired in their
windows (`pairing`); then lateness and early leave are counted, and put into bands.

What is counted of a workday that is over, in whole minutes::

    worked + breaks + late + early + forgiven = end - start

- Where hours are flexible, `start` and `end` move later together, by at most `flex` minutes; where they are
  dynamic, both go with the check-in, so that only the length of work counts.
- Half a day of leave, duty or permission takes the first or the second half of `end - start` away.
- `late` is what counts: beyond the tolerance, whole where the hours say so (`tolerance_moves_band` false) or
  less the tolerance (true); nothing where it is made good by staying as long after the end (`make_up`, the
  most that may be made good), or is below the fewest minutes that count (`min_inclusive`: one, else two).
  `early` in the same way. What came of it to nothing is `forgiven`.
- `breaks` are taken out of the time that one was there; `short` is `late + early`, at most the time to be
  worked; of a day of absence it is the whole of it.
- Without a check-in the lateness is not known: band n, no minutes; nothing of the day adds up, `worked` is 0.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Final

import polars as pl

from praja.attendance.days import pairing

LATE, EARLY = "TL", "PSW"
CODES: Final = {
    "hadir": "H", "alpa": "TK", "sakit": "S", "izin": "I", "cuti": "C", "dinas_luar": "DL", "libur": "L",
    "cuti_bersama": "CB", "lepas": "LP", "belum": "",
}  # fmt: skip
NAMED: Final = {"cuti_sakit": "sakit", "izin": "izin", "dinas_luar": "dinas_luar"}
"""What is called otherwise than `cuti` of what goes before taps."""
FOUND_ON: Final = ("hadir", "belum", "alpa")
"""On such days a finding counts."""
WHOLE: Final = ("libur", "cuti_bersama", "lepas")
"""Kinds of days on which nobody must work."""

EXCUSES: Final = {
    "person": pl.String, "date": pl.Date, "kind": pl.String, "half": pl.String, "ref": pl.String,
    "why": pl.String,
}  # fmt: skip
"""What goes before taps: of leave its kind, of duty `dinas_luar`, of permission `izin`; half `pagi`, `siang`
or null."""
FIXES: Final = {
    "person": pl.String, "date": pl.Date, "in_minute": pl.Int32, "out_minute": pl.Int32, "ref": pl.String,
}  # fmt: skip
"""Accepted corrections: the check-in or check-out that counts instead of a tap."""
FINDINGS: Final = {
    "person": pl.String, "date": pl.Date, "finding": pl.String, "kind": pl.String, "from": pl.Int32,
    "until": pl.Int32,
}  # fmt: skip
"""What was found of people: `temuan_sidak`, or `keluar_tanpa_izin` with its minutes."""
EVENTS: Final = {
    "person": pl.String, "date": pl.Date, "event": pl.String, "name": pl.String, "kind": pl.String,
    "from": pl.Int32, "until": pl.Int32, "attended": pl.Boolean,
}  # fmt: skip

JUDGED: Final = {
    "person": pl.String, "date": pl.Date, "kind": pl.String, "status": pl.String, "codes": pl.String,
    "place": pl.String, "zone": pl.String, "start": pl.Int32, "end": pl.Int32, "net": pl.Int32,
    "in_minute": pl.Int32, "out_minute": pl.Int32, "in_tap": pl.Int64, "out_tap": pl.Int64,
    "in_fix": pl.String, "out_fix": pl.String, "missing_in": pl.Boolean, "missing_out": pl.Boolean,
    "late": pl.Int32, "early": pl.Int32, "forgiven": pl.Int32, "worked": pl.Int32, "breaks": pl.Int32,
    "short": pl.Int32, "late_band": pl.Int32, "early_band": pl.Int32, "half": pl.String,
    "excuse": pl.String, "excuse_ref": pl.String, "excuse_why": pl.String, "why": pl.String,
    "missed": pl.String, "week": pl.Int32,
}  # fmt: skip
"""`codes` and `missed` are words with commas between; `missed` the kind and id of each event, `apel:<id>`,
and of each finding, `keluar_tanpa_izin:<id>:<minutes>`."""

_DEFAULTS: Final = {
    "net_minutes": 0, "tolerance_in": 0, "tolerance_out": 0, "flex": 0, "make_up": 0,
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """All that days are judged by.

    `schedule` as the calendar gives it, `taps` as the sources give them; the others as `EXCUSES`, `FIXES`,
    `EVENTS` and `FINDINGS` say. `bands`: the upper edges of all bands but the last, in minutes.
    """

    schedule: pl.DataFrame
    taps: pl.DataFrame
    excuses: pl.DataFrame
    fixes: pl.DataFrame
    events: pl.DataFrame
    bands: Sequence[int]
    now: datetime.datetime
    findings: pl.DataFrame = dataclasses.field(default_factory=lambda: pl.DataFrame(schema=FINDINGS))


def judged(known: Known) -> pl.DataFrame:
    """Return one row a person and day of the schedule (`JUDGED`), in the order of people and days."""
    days = _planned(known)
    near = pairing.candidates(days, known.taps)
    there = days.lazy().join(pairing.paired(near).lazy(), on="row", how="left", maintain_order="left")
    measured = _measured(_fixed(there, known.fixes.lazy()), known)
    days = _said(measured, len(known.bands) + 1).collect()
    days = _with_findings(_with_events(days, near, known.events), known.findings)
    return days.select(pl.col(name).cast(kind) for name, kind in JUDGED.items())


# --- what was to be


def _planned(known: Known) -> pl.DataFrame:
    """Return the days with their hours after halves are taken away, and what goes before taps."""
    given = known.schedule
    optional = {
        **{name: pl.lit(value, pl.Int32) for name, value in _DEFAULTS.items()},
        "tolerance_moves_band": pl.lit(False),
        "dynamic": pl.lit(False),
        "min_inclusive": pl.lit(True),
        "requires_attendance": pl.lit(True),
        "week": pl.lit(None, pl.Int32),
    }
    lacking = (one.alias(name) for name, one in optional.items() if name not in given.columns)
    days = given.lazy().with_columns(lacking)
    days = (
        days.with_columns(pl.col(name).fill_null(value) for name, value in _DEFAULTS.items())
        .sort("person", "date")
        .with_row_index("row")
        .with_columns(
            pl.col("tolerance_moves_band", "dynamic").fill_null(False),
            pl.col("min_inclusive").fill_null(True),
            pl.col("requires_attendance").fill_null(True),
            pl.col("place").fill_null("kantor"),
            off=pl.col("kind").is_in(WHOLE) | pl.col("start").is_null() | pl.col("end").is_null(),
        )
    )
    excused = _whole_or_half(known.excuses.lazy())
    days = days.join(excused, on=["person", "date"], how="left", maintain_order="left")
    start, end, half = pl.col("start"), pl.col("end"), pl.col("half")
    lost = pl.when(half.is_null()).then(0).otherwise((end - start) // 2)
    morning = pl.when(half == "pagi").then(lost).otherwise(0)
    afternoon = pl.when(half == "siang").then(lost).otherwise(0)
    kept = pl.when(half.is_null()).then(1).otherwise(2)
    return days.with_columns(
        start=start + morning,
        end=end - afternoon,
        in_from=pl.col("in_from").fill_null(start - 180),
        in_until=pl.col("in_until").fill_null((start + end) // 2) + morning,
        out_from=pl.col("out_from").fill_null((start + end) // 2 + 1) - afternoon,
        out_until=pl.col("out_until").fill_null(end + 360),
        net=pl.col("net_minutes") // kept,
        breaks_planned=(end - start - pl.col("net_minutes")).clip(0) // kept,
        now=pairing.minutes_at(pl.col("zone"), pl.lit(known.now), pl.col("date")),
    ).collect()


def _whole_or_half(excuses: pl.LazyFrame) -> pl.LazyFrame:
    """Return one excuse a person and day: the whole day before half of it; two halves are a whole."""
    rank = pl.col("kind").replace_strict(
        {"dinas_luar": 1, "izin": 2}, default=0, return_dtype=pl.Int32
    )  # fmt: skip
    rows = excuses.with_columns(
        rank=rank + pl.when(pl.col("half").is_null()).then(0).otherwise(10)
    ).sort("person", "date", "rank", "half", "ref")  # fmt: skip
    found = rows.group_by("person", "date", maintain_order=True).agg(
        excuse=pl.col("kind").first(),
        excuse_ref=pl.col("ref").first(),
        excuse_why=pl.col("why").first(),
        half=pl.when(pl.col("half").is_null().any() | (pl.col("half").n_unique() > 1))
        .then(None)
        .otherwise(pl.col("half").first()),
    )
    return found.with_columns(pl.col("half").cast(pl.String))


# --- what was


def _fixed(days: pl.LazyFrame, fixes: pl.LazyFrame) -> pl.LazyFrame:
    """Let accepted corrections count instead of taps; of several the last one."""
    last = fixes.group_by("person", "date", maintain_order=True).agg(
        fixed_in=pl.col("in_minute").drop_nulls().last(),
        in_fix=pl.col("ref").filter(pl.col("in_minute").is_not_null()).last(),
        fixed_out=pl.col("out_minute").drop_nulls().last(),
        out_fix=pl.col("ref").filter(pl.col("out_minute").is_not_null()).last(),
    )
    found = days.join(last, on=["person", "date"], how="left", maintain_order="left")
    for side in ("in", "out"):
        fix = pl.col(f"fixed_{side}")
        found = found.with_columns(
            pl.when(fix.is_null()).then(pl.col(f"{side}_tap")).alias(f"{side}_tap"),
            pl.coalesce(fix, f"{side}_minute").alias(f"{side}_minute"),
        )
    return found


def _measured(days: pl.LazyFrame, known: Known) -> pl.LazyFrame:
    came, went = pl.col("in_minute"), pl.col("out_minute")
    whole_excuse = pl.col("excuse").is_not_null() & pl.col("half").is_null()
    asked = ~pl.col("off") & ~whole_excuse & pl.col("requires_attendance")
    after = came - pl.col("start")
    days = days.with_columns(
        asked=asked,
        moved=pl.when(asked & pl.col("dynamic"))
        .then(after)
        .when(asked)
        .then(after.clip(0, pl.col("flex")))
        .fill_null(0),
    ).with_columns(start=pl.col("start") + pl.col("moved"), end=pl.col("end") + pl.col("moved"))
    over = (pl.col("now") > pl.col("out_until")) | (went.is_not_null() & (pl.col("now") >= pl.col("end")))
    span = pl.col("end") - pl.col("start")
    days = days.with_columns(
        over=over.fill_null(True),
        span=span,
        gross_late=pl.when("asked").then((came - pl.col("start")).clip(0, span)),
    )
    days = days.with_columns(
        gross_early=pl.when(pl.col("asked") & pl.col("over")).then(
            (pl.col("end") - went).clip(0, pl.col("span") - pl.col("gross_late").fill_null(0))
        )
    )
    made_up = (
        (pl.col("gross_late") <= pl.col("make_up"))
        & (went >= pl.col("end") + pl.col("gross_late"))
        & pl.col("over")
    ).fill_null(False)
    least = pl.when("min_inclusive").then(1).otherwise(2)
    days = days.with_columns(
        late=pl.when(made_up).then(0).otherwise(_counted("gross_late", "tolerance_in", least)),
        early=_counted("gross_early", "tolerance_out", least),
    )
    present = span - pl.col("gross_late") - pl.col("gross_early")
    both = came.is_not_null() & went.is_not_null() & pl.col("asked") & pl.col("over")
    breaks = pl.min_horizontal("breaks_planned", present)
    days = days.with_columns(
        breaks=pl.when(both).then(breaks).otherwise(0),
        worked=pl.when(both).then(present - breaks).otherwise(0),
        forgiven=pl.when(both)
        .then(pl.col("gross_late") - pl.col("late") + pl.col("gross_early") - pl.col("early"))
        .otherwise(0),
        missing_in=asked & came.is_null() & pl.col("over"),
        missing_out=asked & went.is_null() & pl.col("over"),
    )
    absent = pl.col("missing_in") & pl.col("missing_out")
    owed = pl.col("late").fill_null(0) + pl.col("early").fill_null(0)
    return days.with_columns(
        pl.col("late", "early").fill_null(0),
        short=pl.when(absent).then(pl.col("net")).otherwise(pl.min_horizontal(owed, "net")),
        late_band=_band("late", "missing_in", absent, known.bands),
        early_band=_band("early", "missing_out", absent, known.bands),
    )


def _counted(gross: str, tolerance: str, least: pl.Expr) -> pl.Expr:
    """Return the minutes that count of those that one was late or early."""
    beyond = pl.col(gross) - pl.when("tolerance_moves_band").then(pl.col(tolerance)).otherwise(0)
    return (
        pl.when((pl.col(gross) <= pl.col(tolerance)) | (beyond < least)).then(pl.col(gross) * 0)
        .otherwise(beyond)
    )  # fmt: skip


def _band(minutes: str, missing: str, absent: pl.Expr, bands: Sequence[int]) -> pl.Expr:
    """Return in which band minutes lie, from 1; 0 for none, the last where nothing was recorded."""
    lies = pl.sum_horizontal(pl.col(minutes) > edge for edge in (0, *bands))
    return pl.when(absent).then(0).when(missing).then(len(bands) + 1).otherwise(lies)


# --- what it is called


def _said(days: pl.LazyFrame, last: int) -> pl.LazyFrame:
    whole_excuse = pl.col("excuse").is_not_null() & pl.col("half").is_null()
    named = pl.col("excuse").is_in(tuple(NAMED))
    status = (
        pl.when(pl.col("kind").is_in(WHOLE)).then(pl.col("kind"))
        .when("off").then(pl.lit("lepas"))
        .when(whole_excuse & named).then(pl.col("excuse").replace(NAMED))
        .when(whole_excuse).then(pl.lit("cuti"))
        .when(~pl.col("requires_attendance")).then(pl.lit("hadir"))
        .when(~pl.col("over")).then(pl.lit("belum"))
        .when(pl.col("missing_in") & pl.col("missing_out")).then(pl.lit("alpa"))
        .otherwise(pl.lit("hadir"))
    )  # fmt: skip
    days = days.with_columns(status=status)
    worked = pl.col("status").is_in(("hadir", "belum"))
    flawed = (pl.col("late_band") > 0) | (pl.col("early_band") > 0)
    word = pl.col("status").replace_strict(CODES, default="", return_dtype=pl.String)
    parts = [
        pl.when(((pl.col("status") == "hadir") & flawed) | (word == "")).then(None).otherwise(word),
        _code(LATE, "late_band", worked, last),
        _code(EARLY, "early_band", worked & (pl.col("status") == "hadir"), last),
        pl.when(worked & (pl.col("place") != "kantor")).then(pl.col("place").str.to_uppercase()),
    ]
    return days.with_columns(codes=pl.concat_str(parts, separator=",", ignore_nulls=True))


def _code(prefix: str, band: str, when: pl.Expr, last: int) -> pl.Expr:
    names = {number: f"{prefix}{number}" for number in range(1, last + 1)}
    return pl.when(when).then(pl.col(band).replace_strict(names, default=None, return_dtype=pl.String))


def _with_events(days: pl.DataFrame, near: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Add which events were missed by those who had to be there and were at work that day."""
    if not events.height:
        return days.with_columns(missed=pl.lit(""))
    due = days.select("row", "person", "date", "status", "half", "now").join(
        events, on=["person", "date"], how="inner"
    )
    there = (
        due.join(near.select("row", "m"), on="row", how="inner")
        .filter(pl.col("m").is_between(pl.col("from"), pl.col("until")))
        .select("row", "event", seen=pl.lit(True))
        .unique()
    )
    missed = (
        due.join(there, on=["row", "event"], how="left")
        .filter(
            pl.col("seen").is_null()
            & ~pl.col("attended").fill_null(False)
            & pl.col("status").is_in(("hadir", "belum"))
            & pl.col("half").is_null()
            & (pl.col("now") > pl.col("until"))
        )
        .sort("row", "from", "event")
        .group_by("row", maintain_order=True)
        .agg(missed=pl.concat_str("kind", pl.lit(":"), "event").str.join(","))
    )
    return days.join(missed, on="row", how="left", maintain_order="left").with_columns(
        pl.col("missed").fill_null("")
    )


def _with_findings(days: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Add what was found of people who had to work then: of being away, only the minutes of their hours.

    Leave, duty and permission of the whole day go before it.
    """
    if not findings.height:
        return days
    here = days.filter(pl.col("status").is_in(FOUND_ON)).select("row", "person", "date", "start", "end")
    lasted = pl.min_horizontal("until", "end") - pl.max_horizontal("from", "start")
    words = (
        findings.join(here, on=["person", "date"], how="inner")
        .with_columns(lasted=lasted)
        .filter(pl.col("from").is_null() | (pl.col("lasted") > 0))
        .sort("row", "kind", "from", "finding")
        .with_columns(
            word=pl.when(pl.col("from").is_null())
            .then(pl.concat_str("kind", "finding", separator=":"))
            .otherwise(pl.concat_str("kind", "finding", "lasted", separator=":"))
        )
        .group_by("row", maintain_order=True)
        .agg(found=pl.col("word").str.join(","))
    )
    both = pl.concat_list("missed", "found").list.drop_nulls()
    kept = both.list.eval(pl.element().filter(pl.element() != "")).list.join(",")
    return (
        days.join(words, on="row", how="left", maintain_order="left").with_columns(missed=kept).drop("found")
    )
