"""What sources say of one fact, and whose word counts.

Each source of a fact says something of some people and nothing of the others. The order in which they are
asked is that of `Sumber`: an SK goes before a recap, what is said of a person before what is said of the
post, a rule of derivation before what is said of a whole unit.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence

import polars as pl

from praja.payroll.facts.typed import dtype_of, read_texts
from praja.rules.schema import Fact


class Sumber(enum.StrEnum):
    """Where a value came from."""

    SK = "sk"
    REKAP = "rekap"
    POTONGAN = "potongan"
    TAMBAHAN = "tambahan"
    TETAP = "tetap"
    SLIP = "slip"
    KELUARGA = "keluarga"
    JABATAN = "jabatan"
    PENILAIAN = "penilaian"
    KEHADIRAN = "kehadiran"
    CUTI = "cuti"
    TURUNAN = "turunan"


ORIGIN = {
    "nip": pl.String,
    "fakta": pl.String,
    "sumber": pl.String,
    "rujukan": pl.String,
    "keterangan": pl.String,
    "oleh": pl.String,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What one source says of one fact, a row a person as in the frame of people.

    `value` is in the type of the fact, or text as it was given; null where the source says nothing.
    """

    source: Sumber
    value: pl.Series
    rujukan: pl.Series | str | None = None
    keterangan: pl.Series | str = ""
    oleh: pl.Series | str | None = None
    as_given: bool = False
    """Whether `value` is text that is to be read as a fact."""


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """One fact of everyone: its values, where each came from, and who gave something that cannot be read."""

    values: pl.Series
    origin: list[pl.DataFrame]
    bad: pl.Series
    given: pl.Series


def settle(fact: Fact, nips: pl.Series, sources: Sequence[Said]) -> Settled:
    """Return the value of each person from the first source that says something."""
    height, whole = len(nips), False
    values = pl.Series(fact.name, [None], dtype=dtype_of(fact)).new_from_index(0, height)
    bad = pl.Series([False]).new_from_index(0, height)
    taken: pl.Series | None = None
    given = pl.Series(fact.name, [None], dtype=pl.String).new_from_index(0, height)
    origin: list[pl.DataFrame] = []
    for said in sources:
        unsaid = said.value.null_count()
        if whole or unsaid == height:
            continue
        whole = taken is None and not unsaid
        here = said.value.is_not_null()
        if taken is not None:
            here = here & ~taken
            if not here.any():
                continue
        value, unreadable = said.value, None
        if said.as_given:
            reading = read_texts(value, fact)
            value, unreadable = reading.values, reading.bad
        value = value.cast(dtype_of(fact))
        values = value.alias(fact.name) if whole else value.zip_with(here, values).alias(fact.name)
        if unreadable is not None and (stuck := here & unreadable).any():
            bad = bad | stuck
            given = said.value.cast(pl.String).zip_with(stuck, given)
        taken = here if taken is None else taken | here
        origin.append(_origin(fact, nips, said, None if whole else here))
    return Settled(values, origin, bad, given)


def _origin(fact: Fact, nips: pl.Series, said: Said, here: pl.Series | None) -> pl.DataFrame:
    columns: dict[str, pl.Series | str | None] = {
        "nip": nips,
        "fakta": fact.name,
        "sumber": said.source.value,
        "rujukan": said.rujukan,
        "keterangan": said.keterangan,
        "oleh": said.oleh,
    }
    told = pl.DataFrame([_text(name, value, len(nips)) for name, value in columns.items()])
    return told if here is None else told.filter(here)


def _text(name: str, value: pl.Series | str | None, height: int) -> pl.Series:
    if isinstance(value, pl.Series):
        return value.alias(name)
    return pl.Series(name, [value], dtype=pl.String).new_from_index(0, height)
