"""Why a line is what it is: the executed formula with the person's numbers, its article, the rows of
tables, and where each fact came from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from praja.payroll.slip.lines import language
from praja.rules.explain import Explanation, FactUse, RowUse, Step, TableUse
from praja.rules.phrases import Phrases
from praja.rules.schema import Status


@dataclasses.dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact came from: the words of whoever built the facts, a link to the record, and who gave it."""

    source: str
    words: str
    by: str
    url: str = ""


Origins = Mapping[str, Sequence[Origin]]
"""Fact → where it came from."""


@dataclasses.dataclass(frozen=True, slots=True)
class Input:
    """A fact that was read, and where it came from."""

    title: str
    value: str
    origins: Sequence[Origin]
    kept_in: str
    """What the law names as the paper that proves it; shown where nothing nearer is known."""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row of a published table that was used."""

    title: str
    row: str
    value: str
    source: str
    mark: str


@dataclasses.dataclass(frozen=True, slots=True)
class Why:
    """How one rule was reckoned, with what it stands on below it."""

    name: str
    title: str
    shown: str
    sentence: str
    formula: str
    source: str
    mark: str
    rows: tuple[Row, ...]
    finer: tuple[str, ...]
    below: tuple[Why, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is what it is, and the facts that all of it stands on."""

    top: Why
    inputs: tuple[Input, ...]


def why(explanation: Explanation, name: str, origins: Origins) -> Reason:
    """Return how a rule was reckoned for a person, each rule and each fact below it told once.

    :raises KeyError: if the program has no such rule
    """
    facts: dict[str, FactUse] = {}
    top = _why(explanation, name, set(), facts, origins)
    return Reason(
        top,
        tuple(
            Input(fact.title, fact.value, origins.get(fact.name, ()), fact.origin) for fact in facts.values()
        ),
    )


def _why(
    explanation: Explanation, name: str, told: set[str], facts: dict[str, FactUse], origins: Origins
) -> Why:
    told.add(name)
    lang = language()
    words = Phrases.of(lang)
    step = explanation.step(name, lang)
    facts |= {fact.name: fact for fact in step.facts}
    below = []
    for read in explanation.below(step):
        if read not in told:
            below.append(_why(explanation, read, told, facts, origins))
    return Why(
        name=name,
        title=step.title,
        shown=step.shown,
        sentence=step.sentence(words).removeprefix(f"{step.title}: "),
        formula=step.formula,
        source=_source(step, words),
        mark=mark_of(step.status, step.pack),
        rows=tuple(_row(table, words, step.pack) for table in step.tables),
        finer=tuple(_finer(row, words, explanation, origins) for row in step.rows),
        below=tuple(below),
    )


def _finer(row: RowUse, words: Phrases, explanation: Explanation, origins: Origins) -> str:
    """Return what a finer row came to; one that is known by a record is called by that, not by its number."""
    read = explanation.program.lowering.facts
    grain = read[row.facts[0].name].grain if row.facts else None
    known = origins.get(grain, ()) if grain else ()
    if row.row > len(known):
        return row.sentence(words)
    called, _colon, record = known[row.row - 1].words.partition(": ")
    return row.sentence(words, called) + (f" ({record})" if record else "")


def mark_of(status: Status, pack: str = "") -> str:
    """Return in plain words that a text of law is not verified, or is an example; nothing when it is sure."""
    if pack.startswith("contoh"):
        return _("contoh, bukan peraturan")
    match status:
        case Status.BELUM_DIPERIKSA:
            return _("naskah ini belum diperiksa pada sumber aslinya")
        case Status.DIASUMSIKAN:
            return _("naskahnya belum ditemukan; ini anggapan yang dipakai sementara")
    return ""


def _source(step: Step, words: Phrases) -> str:
    # Its mark is told in words of our own, beside it.
    return words.source_line(step.sources, step.since, Status.DIPERIKSA)


def _row(table: TableUse, words: Phrases, pack: str) -> Row:
    return Row(
        table.title,
        table.row,
        table.value,
        words.source_line(table.sources, table.since, Status.DIPERIKSA),
        mark_of(table.status, pack if table.file.startswith("daerah/") else ""),
    )
