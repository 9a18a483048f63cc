"""Which tap was a check-in of which day, and which a check-out: pure, and without regard to their order.

- Seconds are cut: 07.30.59 is 07.30.
- The first tap in the window of a check-in is the check-in, the last in that of a check-out the check-out;
  those in between say nothing. What the device calls a tap is not asked: people press the wrong key.
- A tap within `REPEATED` minutes after the check-in is the same tap once more.
- A tap that stands in both windows alone is whichever boundary it is nearer to.
- A tap of the next morning closes a shift that ends there. Where it could also open the shift of that
  morning, it belongs to the nearer boundary, of equal ones to the earlier day; where one shift begins as the
  other ends (`ADJOINING`), to both.
- On days without a shift, a tap before `MORNING` closes what was opened after that hour on the day before, if
  it is at most `LONGEST` after it, and nearer to it than to the next tap of its own day.

So a day is paired by what is known of it, the day before and the day after, and by nothing else.
"""

from __future__ import annotations

from typing import Final

import polars as pl

DAY: Final = 1440
REPEATED: Final = 10
ADJOINING: Final = 60
MORNING: Final = 600
"""10.00: how real applications close an open check-in of people without a roster."""
LONGEST: Final = 14 * 60
ZONES: Final = {"WIB": 7 * 60, "WITA": 8 * 60, "WIT": 9 * 60}
"""Minutes before UTC."""

PAIRED: Final = {
    "row": pl.UInt32, "in_minute": pl.Int32, "in_tap": pl.Int64, "out_minute": pl.Int32, "out_tap": pl.Int64,
}  # fmt: skip


def minutes_at(zone: pl.Expr, at: pl.Expr, date: pl.Expr) -> pl.Expr:
    """Return at which minute of a date, at a place, something was; below 0 or above 1440 on other days."""
    offset = zone.replace_strict(ZONES, default=ZONES["WIB"], return_dtype=pl.Int64)
    since = (at.dt.epoch("s") + offset * 60) - date.cast(pl.Datetime("us")).dt.epoch("s")
    return (since // 60).cast(pl.Int32)


def candidates(days: pl.DataFrame, taps: pl.DataFrame) -> pl.DataFrame:
    """Return each tap beside the days that it can belong to: that on which it was, and the one before.

    :param days: with row, person, date, zone, off, and the windows
    """
    if not taps.height or not days.height:
        return days.head(0).with_columns(tap=pl.lit(None, pl.Int64), m=pl.lit(None, pl.Int32))
    known = taps.select("person", "tap", "at", date=pl.col("local").dt.date())
    before = known.with_columns(pl.col("date") - pl.duration(days=1))
    found = pl.concat([known, before]).join(days, on=["person", "date"], how="inner")
    return found.with_columns(m=minutes_at(pl.col("zone"), pl.col("at"), pl.col("date"))).filter(
        pl.col("m") >= 0
    )


def paired(near: pl.DataFrame) -> pl.DataFrame:
    """Return the check-in and the check-out of each day that has any (`PAIRED`).

    :param near: as `candidates` returns them
    """
    if near.is_empty():
        return pl.DataFrame(schema=PAIRED)
    shifts = _of_shifts(near.lazy().filter(~pl.col("off"))).collect()
    free = near.filter(pl.col("off"))
    # Without a tap on a free day itself there is none that a tap of the next morning could close.
    return pl.concat([shifts, _of_free_days(free, shifts)]) if (free["m"] < DAY).any() else shifts


def _of_shifts(near: pl.LazyFrame) -> pl.LazyFrame:
    m = pl.col("m")
    far = 10**6
    inside = near.with_columns(
        opens=m.is_between(pl.col("in_from"), pl.col("in_until")),
        closes=m.is_between(pl.col("out_from"), pl.col("out_until")),
        to_start=(m - pl.col("start")).abs(),
        to_end=(m - pl.col("end")).abs(),
    ).filter(pl.col("opens") | pl.col("closes"))
    inside = inside.with_columns(
        reach=pl.min_horizontal(
            pl.when("opens").then(pl.col("to_start")).otherwise(far),
            pl.when("closes").then(pl.col("to_end")).otherwise(far),
        )
    )
    later = m >= DAY
    twice = inside.with_columns(
        many=pl.len().over("tap") > 1,
        best=pl.struct("reach", "date").rank("ordinal").over("tap") == 1,
        gap=(
            pl.col("end").filter(later).max().over("tap")
            - DAY
            - pl.col("start").filter(~later).min().over("tap")
        ).abs(),
    )
    kept = twice.filter(~pl.col("many") | pl.col("best") | (pl.col("gap") <= ADJOINING)).with_columns(
        # At the border of two shifts a tap closes the one and opens the other, and nothing else.
        opens=pl.col("opens") & ~(pl.col("many") & later),
        closes=pl.col("closes") & ~(pl.col("many") & ~later & (pl.col("gap") <= ADJOINING)),
    )
    kept = kept.sort("row", "m", "tap")
    first = kept.filter("opens").group_by("row", maintain_order=True).agg(
        in_minute=pl.col("m").first(), in_tap=pl.col("tap").first()
    )  # fmt: skip
    both = kept.join(first, on="row", how="left", maintain_order="left")
    after = pl.col("in_minute").is_null() | (pl.col("m") > pl.col("in_minute") + REPEATED)
    last = both.filter("closes").group_by("row", maintain_order=True).agg(
        out_minute=pl.col("m").filter(after).last(),
        out_tap=pl.col("tap").filter(after).last(),
        alone=(pl.col("tap") == pl.col("in_tap")).filter(pl.col("to_end") < pl.col("to_start")).any(),
    )  # fmt: skip
    found = first.join(last, on="row", how="full", coalesce=True).with_columns(
        pl.col("alone").fill_null(False) & pl.col("out_minute").is_null()
    )
    return found.select(
        pl.col("row").cast(pl.UInt32),
        in_minute=pl.when("alone").then(None).otherwise("in_minute").cast(pl.Int32),
        in_tap=pl.when("alone").then(None).otherwise("in_tap").cast(pl.Int64),
        out_minute=pl.when("alone").then(pl.col("in_minute")).otherwise("out_minute").cast(pl.Int32),
        out_tap=pl.when("alone").then(pl.col("in_tap")).otherwise("out_tap").cast(pl.Int64),
    )


def _of_free_days(near: pl.DataFrame, shifts: pl.DataFrame) -> pl.DataFrame:
    """Pair the taps of days without a shift, those that no shift took."""
    taken = pl.concat([shifts["in_tap"], shifts["out_tap"]]).drop_nulls().implode()
    left = near.filter(~pl.col("tap").is_in(taken))
    own = left.filter(pl.col("m") < DAY).sort("person", "date", "m", "tap")
    evening = own.group_by("person", "date", maintain_order=True).agg(
        evening=pl.col("m").filter(pl.col("m") >= MORNING).last()
    )
    next_own = pl.when(pl.col("m") - pl.col("m").first() > REPEATED).then(pl.col("m"))
    later = own.group_by("person", "date", maintain_order=True).agg(
        first=pl.col("m").first(), then=next_own.drop_nulls().first()
    )
    morning = (
        later.filter(pl.col("first") < MORNING)
        .join(evening.with_columns(pl.col("date") + pl.duration(days=1)), on=["person", "date"], how="inner")
        .with_columns(since=pl.col("first") + DAY - pl.col("evening"))
        .filter(
            (pl.col("since") <= LONGEST)
            & (pl.col("then").is_null() | (pl.col("since") < pl.col("then") - pl.col("first")))
        )
        .select("person", "date", gone=pl.col("first") + REPEATED)
    )
    own = own.join(morning, on=["person", "date"], how="left", maintain_order="left").filter(
        pl.col("gone").is_null() | (pl.col("m") > pl.col("gone"))
    )
    closing = left.filter(pl.col("m") >= DAY).join(
        morning.with_columns(pl.col("date") - pl.duration(days=1)), on=["person", "date"], how="inner"
    )
    closing = closing.filter(pl.col("m") <= pl.col("gone") + DAY)
    found = pl.concat([own, closing]).sort("row", "m", "tap").group_by("row", maintain_order=True)
    pairs = found.agg(
        in_minute=pl.col("m").first(),
        in_tap=pl.col("tap").first(),
        out_minute=pl.col("m").filter(pl.col("m") > pl.col("m").first() + REPEATED).last(),
        out_tap=pl.col("tap").filter(pl.col("m") > pl.col("m").first() + REPEATED).last(),
    )
    return pairs.select(pl.col(name).cast(kind) for name, kind in PAIRED.items())
