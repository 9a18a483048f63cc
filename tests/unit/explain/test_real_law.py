"""Explanations of random people under every pack: true, complete, and about what was read only."""

from __future__ import annotations

import datetime
import functools
import html.parser
import json
import re
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from praja.rules.explain import Explanation
from praja.rules.in_force import in_force
from praja.rules.language import tree as t
from praja.rules.phrases import EN, ID
from praja.rules.program import Program
from praja.rules.schema import Grain, Kind
from tests.oracle import Oracle, Unknown
from tests.packs import FRAMES
from tests.properties.dice import Dice, effort
from tests.unit.explain.people import law_of, person_of

SLIPS = [("nasional", "gaji", "2026-10"), ("nasional", "gaji", "2026-12"), ("nasional", "thr", "2026-03")]
SLIPS += [(pack, "tpp", "2026-10") for pack in ("nasional", *FRAMES)]


@functools.cache
def program_of(pack: str, name: str, month: str) -> Program:
    return in_force(law_of(pack), on=datetime.date.fromisoformat(f"{month}-01"), pay_list=name)


class Slip:
    """Somebody's explanation, and a second reader of the same law for the same person."""

    def __init__(self, pack: str, name: str, month: str, person: dict[str, Any]) -> None:
        self.program = program_of(pack, name, month)
        self.person = person
        self.told: Explanation = self.program.explain(person)
        on = datetime.date.fromisoformat(f"{month}-01")
        self.oracle = Oracle(law_of(pack), person, on=on, pay_list=name)

    def own(self) -> list[Any]:
        """Return the rules that have one value a person."""
        return [rule for rule in self.program.rules if rule.grain is Grain.ORANG and rule.tree is not None]


def about_somebody(share):
    """Let a test look at random people of every list: so many of the profile's examples for each."""

    def decorate(test):
        @pytest.mark.parametrize("asked", SLIPS, ids="-".join)
        @effort(share)
        @given(data=st.data())
        def drawn(asked, data):
            test(Slip(*asked, person_of([program_of(*asked)], Dice(data.draw))))

        drawn.__name__, drawn.__doc__ = test.__name__, test.__doc__
        return drawn

    return decorate


# --- what was read, by the second reader


def read(oracle: Oracle, tree: t.Tree, *, figures: bool = False) -> list[str]:
    """Return the names that decide a formula: of a branch the one taken, of `dan` and `atau` what settles it.

    With `figures`, only those whose amount stands in the formula itself: no condition, no key, no sum.
    """
    match tree:
        case t.Name(name=name):
            return [name]
        case t.GroupName(name=name):
            return oracle.members(name)
        case t.Choose(condition=condition, then=then, other=other):
            asked = [] if figures else read(oracle, condition)
            if oracle.grain(condition) is not Grain.ORANG:
                return [*asked, *read(oracle, then), *read(oracle, other)]
            holds = oracle.of(condition, None)
            if isinstance(holds, Unknown):
                return asked
            return [*asked, *read(oracle, then if holds else other, figures=figures)]
        case t.Logic(op=op, left=left, right=right):
            for side in (left, right):
                if oracle.grain(side) is Grain.ORANG and oracle.of(side, None) is (op == "atau"):
                    return read(oracle, side)
        case t.Call(function=function) if function in t.EARLIER:
            return []
        case t.Call(function="jumlah" | "banyak") | t.Lookup() if figures:
            return []
    return [name for part in t.children(tree) for name in read(oracle, part, figures=figures)]


# --- the properties


@about_somebody(0.04)
def test_every_step_has_the_amount_that_is_paid(slip):
    """And the second reader of the law agrees with it."""
    amounts = slip.program.run_one(slip.person).amounts

    for rule in slip.own():
        step = slip.told.step(rule.name)
        assert step.value == amounts[rule.name] == slip.oracle.amount(rule.name), rule.name
        assert (step.applies is None) == (step.value is None)
        if step.value is None:
            assert step.shown == "?"
        elif rule.kind is Kind.RUPIAH:
            assert re.sub(r"\D", "", step.shown) == str(abs(step.value)) or not isinstance(step.value, int)


@about_somebody(0.03)
def test_what_was_read_is_told_and_nothing_else(slip):
    """The facts and rules of the branch taken; of the other branch not a word."""
    facts = slip.program.lowering.facts
    for rule in slip.own():
        step = slip.told.step(rule.name)
        trees = [rule.guard] if rule.guard is not None else []
        fails = bool(trees) and slip.oracle.of(rule.guard, None) is False
        names = {
            name for tree in [*trees, *([] if fails else [rule.tree])] for name in read(slip.oracle, tree)
        }
        assert {fact.name for fact in step.facts} == {
            name for name in names if name in facts and facts[name].grain is Grain.ORANG
        }, rule.name
        assert set(step.reads) == {name for name in names if name in slip.program.lowering.computed}, (
            rule.name
        )


@about_somebody(0.03)
def test_the_formula_holds_the_persons_own_figures(slip):
    facts, computed = slip.program.lowering.facts, slip.program.lowering.computed
    for rule in slip.own():
        step = slip.told.step(rule.name)
        if not step.applies or not rule.value.numeric:
            continue
        for name in read(slip.oracle, rule.tree, figures=True):
            if name in facts:
                (shown,) = [fact.value for fact in step.facts if fact.name == name]
            elif name in computed and computed[name].grain is Grain.ORANG:
                shown = slip.told.step(name).shown
            else:
                continue
            assert shown.split(" ")[0] in step.filled, (rule.name, name)


@about_somebody(0.03)
def test_a_rule_is_told_once(slip):
    for words in (ID, EN):
        page = slip.told.html(words.lang)
        told = re.findall(r'data-aturan="(\w+)"', page)
        sources = [line for line in slip.told.text(words.lang).splitlines() if re.match(r" +— ", line)]
        assert len(told) == len(set(told)) == len(sources)
        assert set(slip.told.lines()) <= set(told)


@about_somebody(0.03)
def test_what_is_unknown_has_a_reason_and_advice(slip):
    unknown = [name for name in slip.program.outputs if slip.told.amount(name) is None]
    text = slip.told.text()

    assert bool(unknown) == bool(slip.told.problems)
    assert text.count(": belum dapat dihitung") >= len(unknown)
    for problem in slip.told.problems:
        assert problem.message.endswith(".")
        assert len(problem.advice) > 10
        assert f"! {problem.message} {problem.advice}" in text
    for line in text.splitlines():
        assert "None" not in line
        assert "(tidak berlaku: )" not in line
        assert not line.rstrip().endswith((":  ", "= ", "× "))


class _Balanced(html.parser.HTMLParser):
    """Refuses elements that are left open or closed twice."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


INDONESIAN = re.compile(
    r"\b(karena|dibulatkan|berlaku sejak|belum dapat|belum diperiksa|terkecil dari|terbesar dari|banyaknya"
    r"|sudah dibayar|baris|tarif berlapis|umur sejak|bulan dari|hari dari|tidak berlaku)\b"
)


@about_somebody(0.02)
def test_all_forms_in_both_languages(slip):
    for words in (ID, EN):
        document = json.loads(slip.told.json(words.lang))
        assert set(document["aturan"]) == {rule.name for rule in slip.program.rules}
        assert document["hasil"] == list(slip.program.outputs)
        _Balanced(slip.told.html(words.lang))
    for line in slip.told.text("en").splitlines():
        if not line.lstrip().startswith(("—", "!")) and ".csv:" not in line:
            assert not INDONESIAN.search(line), line
