"""The page on the formula language says what formulas come to and how they are refused; both are tried here.

A table headed `rumus | hasil` is evaluated with the facts of the block `yaml isian`, on the salary list of
October 2026. A block `pesan` is a refusal: its second line is the formula.
"""

import dataclasses
import datetime
import functools
import re

import pytest
import yaml

from praja.rules.errors import RulesError
from praja.rules.in_force import in_force
from praja.rules.loader import shipped_law, unit_kind
from praja.rules.schema import Kind, Place, Rule, Source, Status, Version
from tests.consistency.tree import ROOT
from tests.integration.pages import blocks

PAGE = (ROOT / "docs" / "law" / "bahasa-rumus.md").read_text(encoding="utf-8")
NAME = "contoh_halaman"
MONTH = datetime.date(2026, 10, 1)

EXAMPLES = [
    row
    for table in re.findall(r"^\| rumus \| hasil \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    for row in re.findall(r"^\| `(.+?)` \| (.+?) \|$", table, re.MULTILINE)
]
REFUSALS = [block.body for block in blocks(PAGE) if block.language == "pesan"]
GIVEN = [yaml.load(block.body, Loader=yaml.BaseLoader) for block in blocks(PAGE) if "isian" in block.says]


@functools.cache
def law():
    return shipped_law()


def program_of(formula, unit):
    version = Version(
        starts=datetime.date(2026, 1, 1),
        enacted=datetime.date(2026, 1, 1),
        formula=formula,
        guard=None,
        sources=(Source("halaman ini"),),
        status=Status.DIPERIKSA,
        place=Place("halaman", 1),
        formula_place=Place("halaman", 1),
    )
    rule = Rule(NAME, "Contoh", "Example", unit, Place("halaman", 1), (version,))
    extended = dataclasses.replace(law(), rules={**law().rules, NAME: (rule,)})
    return in_force(extended, on=MONTH, pay_list="gaji").only(NAME)


def evaluate(formula, number="angka"):
    """Return what a formula comes to, as it is shown on a slip; raise RulesError when it is refused.

    :param number: the unit of a number; a formula does not say whether it is a share
    """
    units = (number, "rupiah", "ya", "tanggal", "pilihan")
    for unit in units:
        program = program_of(formula, unit)
        try:
            program.rule(NAME)
        except RulesError as error:
            if f"berarti {unit_kind(unit).value}; rumusnya memberi" in str(error):
                continue
            raise
        result = program.run_one(GIVEN[0])
        if result.amounts[NAME] is None:
            return "masalah: " + " ".join(problem.message for problem in result.problems)
        return program.explain(GIVEN[0]).step(NAME).shown
    raise AssertionError(f"no kind fits {formula}, of {list(Kind)}")


@pytest.mark.parametrize(("formula", "shown"), EXAMPLES, ids=[formula for formula, _ in EXAMPLES])
def test_a_formula_comes_to_what_the_page_says(formula, shown):
    assert evaluate(formula, "persen" if shown.endswith("%") else "angka") == shown


@pytest.mark.parametrize("message", REFUSALS, ids=[message.splitlines()[0] for message in REFUSALS])
def test_a_formula_is_refused_in_these_words(message):
    formula = message.splitlines()[1].strip()

    with pytest.raises(RulesError) as refused:
        evaluate(formula)

    assert str(refused.value).removeprefix("halaman:1: ") == message.rstrip("\n")


def test_the_page_has_examples_and_refusals():
    assert len(EXAMPLES) > 30
    assert len(REFUSALS) > 8
    assert len(GIVEN) == 1
