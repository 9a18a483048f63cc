"""What officers gave for pay: recaps of the month and standing facts."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from praja.payroll.facts.known import Units
from praja.payroll.facts.said import Said, Sumber
from praja.payroll.facts.typed import dtype_of, read_texts
from praja.rules.schema import Fact, Grain

OF_ACTING = "pagu_plt_"
"""How facts begin that are `pagu_…` of the post somebody acts in."""
KINDS = {"kehadiran": "Rekap kehadiran", "kinerja": "Rekap kinerja"}


def recap_facts(people: pl.DataFrame, recaps: pl.DataFrame, wanted: Collection[str],
                period: datetime.date) -> dict[str, list[Said]]:  # fmt: skip
    """Return what the recaps of the month say, each kind by itself."""
    found: dict[str, list[Said]] = {}
    for (kind,), rows in recaps.group_by("kind", maintain_order=True):
        name = KINDS.get(str(kind), str(kind))
        here = people.select("person_id").join(rows, on="person_id", how="left", maintain_order="left")
        told = here.select(
            pl.when(pl.col("sheet").is_null())
            .then(pl.lit(f"{name} {period:%m-%Y}."))
            .otherwise(pl.format(f"{name} {period:%m-%Y}, lembar {{}}.", pl.col("sheet")))
        ).to_series()
        values = here["values"].str.json_decode(pl.Struct(dict.fromkeys(sorted(wanted), pl.String)))
        for given in values.struct.unnest().iter_columns():
            if given.null_count() < len(given):
                word = given.set(given == "", None)
                found.setdefault(given.name, []).append(
                    Said(Sumber.REKAP, word, here["id"], told, here["by"], as_given=True)
                )
    return found


def finer_rows(people: pl.DataFrame, recaps: pl.DataFrame, facts: Collection[Fact]
               ) -> tuple[dict[str, pl.DataFrame], list[tuple[str, str, str]]]:  # fmt: skip
    """Return the finer rows of the recaps by grain, and what of them cannot be read: NIP, fact, text.

    Rows of children come from the family, not from here.
    """
    nips = dict(zip(people["person_id"], people["nip"], strict=True))
    rows: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for person, text in recaps.select("person_id", "rows").iter_rows():
        for grain, own in (json.loads(text) or {}).items() if text not in ("[]", "{}") else ():
            rows.setdefault(grain, []).extend((nips[person], row) for row in own)
    frames: dict[str, pl.DataFrame] = {}
    unread: list[tuple[str, str, str]] = []
    for grain in Grain:
        own = [fact for fact in facts if fact.grain is grain]
        if grain in (Grain.ORANG, Grain.ANAK) or not own:
            continue
        here = rows.get(grain.value, [])
        owners = pl.Series("nip", [nip for nip, _ in here], dtype=pl.String)
        columns = [owners]
        for fact in own:
            texts = pl.Series(fact.name, [_word(row.get(fact.name)) for _, row in here], dtype=pl.String)
            reading = read_texts(texts, fact)
            columns.append(reading.values.cast(dtype_of(fact)).alias(fact.name))
            unread += [(owners[at], fact.name, texts[at]) for at in reading.bad.arg_true()]
        frames[grain.value] = pl.DataFrame(columns)
    return frames, unread


def _word(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


# --- standing facts


class Standing:
    """The standing facts that hold on the first of the month, ready to be asked fact by fact."""

    def __init__(self, people: pl.DataFrame, rows: pl.DataFrame, units: Units) -> None:
        """Sort the rows by whom they speak of."""
        self.people = people
        self.units = units
        told = rows.with_columns(
            told=pl.format(
                "sejak {}{}{}.",
                pl.col("start").dt.strftime("%d-%m-%Y"),
                pl.when(pl.col("note") == "").then(pl.lit("")).otherwise(
                    pl.concat_str(pl.lit(", "), pl.col("note"))),
                pl.when(pl.col("sheet").is_null()).then(pl.lit("")).otherwise(
                    pl.concat_str(pl.lit(", lembar "), pl.col("sheet"))),
            )
        )  # fmt: skip
        self._of_people = told.filter(pl.col("person_id").is_not_null()).partition_by("fact", as_dict=True)
        self._of_posts = told.filter(pl.col("position_id").is_not_null()).partition_by("fact", as_dict=True)
        self._of_units = told.filter(pl.col("unit_id").is_not_null()).partition_by("fact", as_dict=True)

    @property
    def facts(self) -> frozenset[str]:
        """The facts of which anything is said."""
        parts = (self._of_people, self._of_posts, self._of_units)
        return frozenset(str(fact) for part in parts for (fact,) in part)

    def of_person(self, fact: str) -> list[Said]:
        """Return what is said of each person, then of their post."""
        return [
            *self._joined(self._of_people.get((fact,)), "person_id", "Keterangan tetap orang ini"),
            *self._joined(self._of_posts.get((fact,)), "position_id", "Keterangan tetap jabatan ini"),
        ]

    def of_acting(self, fact: str, posts: pl.Series) -> pl.Series:
        """Return what is said of other posts, row by row: those that people act in."""
        rows = self._of_posts.get((fact,))
        if rows is None:
            return pl.Series([None], dtype=pl.String).new_from_index(0, len(posts))
        known = dict(rows.select("position_id", "value").iter_rows())
        return posts.replace_strict(known, default=None, return_dtype=pl.String)

    def of_unit(self, fact: str) -> list[Said]:
        """Return what is said of the nearest unit above each person, their own first."""
        rows = self._of_units.get((fact,))
        if rows is None:
            return []
        by_unit = set(rows["unit_id"])
        near = {
            unit: found
            for unit in self.people["unit_id"].unique()
            if (found := next((one for one in self.units.above.get(unit, ()) if one in by_unit), None))
        }
        named = rows.with_columns(
            told=pl.format(
                "{}, {}",
                pl.col("unit_id").replace_strict(dict(self.units.names), default="", return_dtype=pl.String),
                pl.col("told"),
            )
        )
        at = self.people["unit_id"].replace_strict(near, default=None, return_dtype=pl.String)
        return self._joined(named, "unit_id", "Keterangan tetap unit", at)

    def _joined(
        self, rows: pl.DataFrame | None, key: str, words: str, at: pl.Series | None = None
    ) -> list[Said]:
        if rows is None:
            return []
        keys = (self.people[key] if at is None else at).rename(key).to_frame()
        here = keys.join(
            rows.select(key, "id", "value", "told", "by"), on=key, how="left", maintain_order="left"
        )
        told = here.select(pl.format(f"{words}, {{}}", pl.col("told"))).to_series()
        return [Said(Sumber.TETAP, here["value"], here["id"], told, here["by"], as_given=True)]

    def opening(self, fact: str) -> pl.DataFrame:
        """Return the amounts with which people began: `person_id`, `value` as text, `start`, `id`."""
        rows = self._of_people.get((fact,))
        if rows is None:
            rows = pl.DataFrame(schema={"person_id": pl.String, "value": pl.String, "start": pl.Date,
                                        "id": pl.String})  # fmt: skip
        return rows.select("person_id", "value", "start", "id")


# --- the post somebody acts in


def of_post(name: str) -> str:
    """Return the fact of a post that becomes `pagu_plt_…` of whoever acts in it."""
    return name.replace(OF_ACTING, "pagu_", 1)


def plt_ceilings(people: pl.DataFrame, standing: Standing, facts: Collection[str]) -> dict[str, pl.Series]:
    """Return, by the fact `pagu_plt_…`, what is set for the posts in which people act.

    :param people: with the columns of `known.acting_of`
    """
    return {
        name: standing.of_acting(of_post(name), people["acting_position"])
        for name in facts
        if name.startswith(OF_ACTING)
    }
