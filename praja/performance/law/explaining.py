"""Why somebody's results come to what they do: the same lines as a slip has."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from praja.performance.law.asking import NATIONAL, program
from praja.performance.law.rating import facts_of, names_of_person, names_of_rhk, rate
from praja.performance.law.sentences import Sentence
from praja.performance.law.skp import Plan, SkpInput, SkpOutcome, limits_of
from praja.rules.explain import Explanation
from praja.rules.schema import Grain


@dataclasses.dataclass(frozen=True, slots=True)
class SkpExplanation:
    """How one person's results were reckoned: formulas with their numbers, articles, marks.

    Texts are indented lines, as on a slip; where something is unknown the first line says why. `of_rhk` and
    `of_person` tell the same as HTML or JSON.
    """

    outcome: SkpOutcome
    of_rhk: Mapping[str, Explanation]
    of_person: Explanation
    rule: str
    places: Mapping[str, tuple[str, int]]

    def indicator(self, key: str, lang: str = "id") -> str:
        """Return how an indicator was reckoned, down to its figures; KeyError when there is none."""
        rhk, row = self.places[key]
        told = self.of_rhk[rhk].row_text(self.rule, row, lang)
        return "\n".join(filter(None, (said(self.outcome.indicators[key].problem, lang), told)))

    def rhk(self, key: str, lang: str = "id") -> str:
        """Return how an RHK was reckoned from its indicators; KeyError when there is none."""
        return said(self.outcome.rhk[key].problem, lang) or self.of_rhk[key].text(lang)

    def overall(self, lang: str = "id") -> str:
        """Return how the whole was reckoned from the RHK."""
        if self.outcome.achievement is None:
            return said(self.outcome.problem, lang) or self.of_person.text(lang)
        return "\n".join(filter(None, (said(self.outcome.problem, lang), self.of_person.text(lang))))


def said(problem: Sentence | None, lang: str) -> str:
    """Return why something is unknown; nothing where it is known."""
    return "" if problem is None else problem.told(lang)


def explain(
    row: SkpInput, *, on: datetime.date, pack: str = NATIONAL, outcome: SkpOutcome | None = None
) -> SkpExplanation:
    """Return how one person's indicators were reckoned.

    :param outcome: what `rate` gave for the row by the law of that month, where it is known already
    :raises RatingUnknown: if the law has no such pack, or no rules for that month
    :raises ValueError: as `rate`
    """
    plan = Plan(row, limits_of(pack))
    outcome = outcome or rate([row], on=on, pack=pack)[0]
    of_one = program(pack, on, "kinerja_rhk", *names_of_rhk(categories=plan.categories))
    names = names_of_person(scored=plan.scored, categories=plan.categories)
    of_all = program(pack, on, "kinerja", *names)
    by_rhk = {}
    places: dict[str, tuple[str, int]] = {}
    for name, own in plan.rhk.items():
        given = [row.indicators[place] for place in own]
        by_fact = facts_of(given, [False] * len(given))
        rows = [{fact: values[place] for fact, values in by_fact.items()} for place in range(len(given))]
        by_rhk[name] = of_one.explain({Grain.INDIKATOR.value: rows})
        places.update((one.key, (name, number)) for number, one in enumerate(given, start=1))
    whole = of_all.explain({**plan.person, Grain.RHK.value: plan.facts(outcome.rhk)})
    rule = "skor_indikator" if plan.categories else "capaian_indikator"
    return SkpExplanation(outcome, by_rhk, whole, rule, places)
