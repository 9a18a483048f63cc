"""How the predicates of a unit are spread, beside the predicate of the unit itself."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from fractions import Fraction

from praja.performance.law.asking import NATIONAL, RatingUnknown, asked, program, word
from praja.performance.law.sentences import Sentence
from praja.rules.explain import Step
from praja.rules.phrases import Phrases


@dataclasses.dataclass(frozen=True, slots=True)
class Violation:
    """A departure from the pattern: by which rule, in words with the unit's own numbers, and the article."""

    rule: str
    text: str
    source: str


def pattern(
    counts: Mapping[str, int], organisation: str, on: datetime.date, pack: str = NATIONAL, *, lang: str = "id"
) -> list[Violation]:
    """Return where the predicates of a unit depart from the pattern of its own (SE MenPANRB 3/2023).

    The pattern is to be considered, not to be forced; ask `pattern_is_meaningful` first.

    :param counts: how many people have each predicate; one that is not named has none
    :param organisation: `istimewa`, `baik`, `butuh_perbaikan`, `kurang`, `sangat_kurang`
    :raises RatingUnknown: if the law does not know a predicate, or a count is out of bounds
    """
    members = program(pack, on, "pola_distribusi").selection.members("pola_distribusi")
    wanted = [found.rule.name for found in members]
    told = program(pack, on, "pola_distribusi", *wanted).explain(
        {"predikat_organisasi": organisation, **_counts(counts)}
    )
    if told.problems:
        raise RatingUnknown(" ".join(dict.fromkeys(problem.message for problem in told.problems)))
    words = Phrases.of(lang)
    found = [told.step(name, lang) for name in wanted if told.amount(name)]
    return [
        Violation(step.name, _told(step, words), words.source_line(step.sources, step.since, step.status))
        for step in found
    ]


def _told(step: Step, words: Phrases) -> str:
    """Return what is departed from, and the figures by which; that it is so goes without saying."""
    reason = step.filled.removeprefix(f"{step.shown} ({words.because} ").removesuffix(")")
    return f"{step.title}: {reason}"


@dataclasses.dataclass(frozen=True, slots=True)
class Allowed:
    """How many people of a unit the pattern lets have a predicate, as exact shares of all who are rated."""

    least: Fraction
    most: Fraction


def allowed(organisation: str, on: datetime.date, pack: str = NATIONAL) -> dict[str, Allowed]:
    """Return by predicate which share of a unit's people the pattern lets have it: what is not limited, from
    none to all.

    It has not the limits of several predicates together, which `pattern` tells of.

    :param organisation: the predicate of the unit
    :raises RatingUnknown: if the law has no pattern on that day, or none for such a predicate
    """
    tables = program(pack, on, "pola_distribusi").selection.tables
    found = {name.removeprefix("banyak_"): Allowed(Fraction(0), Fraction(1)) for name in _COUNTED}
    known = set()
    for table, bound in (("pola_paling_banyak", "most"), ("pola_paling_sedikit", "least")):
        _table, version = tables[table]
        for row in version.rows:
            of_unit, predicate = row.keys
            known.add(of_unit)
            if of_unit == organisation:
                found[predicate] = dataclasses.replace(found[predicate], **{bound: Fraction(row.value)})
    if organisation not in known:
        named = organisation[:40]
        raise RatingUnknown(
            Sentence(
                f"Predikat unit '{named}' tidak dikenal.", f"The predicate '{named}' of the unit is unknown."
            )
        )
    return found


def pattern_is_meaningful(counts: Mapping[str, int], on: datetime.date, pack: str = NATIONAL) -> bool:
    """Return whether a unit has people enough for a pattern; smaller ones are pooled by the level above."""
    return not asked("pola_distribusi", "pola_tidak_bermakna", _counts(counts), on, pack)


def leader_result(organisation: str, on: datetime.date, pack: str = NATIONAL) -> str:
    """Return the rating of results of a unit's head, which is the achievement of the unit."""
    facts = {"predikat_organisasi": organisation}
    return word(asked("pola_distribusi", "hasil_kerja_pimpinan", facts, on, pack))


def _counts(counts: Mapping[str, int]) -> dict[str, object]:
    given = {f"banyak_{predicate}": count for predicate, count in counts.items()}
    known = dict.fromkeys(_COUNTED, 0)
    if strange := sorted(set(given) - set(known)):
        named = strange[0].removeprefix("banyak_")[:40]
        raise RatingUnknown(
            Sentence(f"Predikat '{named}' tidak dikenal.", f"The predicate '{named}' is unknown.")
        )
    return {**known, **given}


_COUNTED = tuple(
    f"banyak_{predicate}"
    for predicate in ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
)
