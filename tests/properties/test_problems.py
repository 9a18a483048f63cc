"""An unknown amount is a problem with a real cause, and a problem is an unknown amount."""

import copy
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from praja.rules.facts import Problem, ProblemKind
from praja.rules.schema import Grain
from tests.properties.dice import Dice, effort
from tests.properties.frames import frames_of, nips
from tests.properties.worlds import World, given_value, worlds_with_people

OF_FACTS = {
    ProblemKind.KOSONG,
    ProblemKind.DI_LUAR_BATAS,
    ProblemKind.PILIHAN_TIDAK_DIKENAL,
    ProblemKind.TIDAK_TERBACA,
}


@effort()
@given(worlds_with_people())
def test_problems_name_the_very_causes(drawn):
    world, people = drawn
    program = world.program()
    for person in people:
        oracle = world.oracle(person)

        problems = program.run_one(person).problems

        causes = frozenset().union(*(oracle.causes(name) for name in world.outputs))
        assert {(problem.fact, problem.row) for problem in problems} == causes


@effort(0.4)
@given(worlds_with_people(most=2))
def test_every_unknown_output_has_a_problem_of_its_own(drawn):
    world, people = drawn
    for name in world.outputs:
        program = world.program(name)
        for person in people:
            result = program.run_one(person)

            assert bool(result.problems) is (result.amounts[name] is None)
            assert {problem.rule for problem in result.problems} <= {name}


@effort(0.4)
@given(worlds_with_people())
def test_a_frame_tells_the_problems_of_each_person(drawn):
    world, people = drawn
    program = world.program()

    told = program.run(frames_of(world.law, people)).problems

    alone = {
        (key, problem.rule, problem.fact, str(problem.kind), problem.value, problem.row)
        for key, person in zip(nips(len(people)), people, strict=True)
        for problem in program.run_one(person).problems
    }
    assert set(told.select("nip", "rule", "fact", "kind", "value", "row").rows()) == alone


@effort()
@given(worlds_with_people(), st.data())
def test_who_has_the_same_reasons_is_told_the_same(drawn, data):
    world, people = drawn
    program = world.program()
    dice = Dice(data.draw)
    facts = [fact for fact in world.law.facts.values() if fact.grain is Grain.ORANG]
    others = [
        {**person, one.name: given_value(dice, one)} for person in people for one in dice.some(facts, 3)
    ]
    twins = [*people, *people, *others]

    with mock.patch("praja.rules.program.FEW", 0):
        told = program.run(frames_of(world.law, twins)).problems

    alone = [
        (key, problem.rule, problem.fact, str(problem.kind), problem.value, problem.message, problem.row)
        for key, person in zip(nips(len(twins)), twins, strict=True)
        for problem in program.run_one(person).problems
    ]
    assert told.select("nip", "rule", "fact", "kind", "value", "message", "row").rows() == alone


@effort(0.4)
@given(worlds_with_people(), st.data())
def test_what_a_problem_names_can_be_repaired(drawn, data):
    world, people = drawn
    program = world.program()
    dice = Dice(data.draw)
    for person in people:
        repaired: set[tuple[str, int]] = set()
        person = copy.deepcopy(person)
        while faults := [problem for problem in program.run_one(person).problems if problem.kind in OF_FACTS]:
            named = {(problem.fact, problem.row) for problem in faults}

            assert not named & repaired, "a repaired fact is still blamed"

            repaired |= named
            for problem in faults:
                repair(world, person, problem, dice)


def repair(world: World, person: dict[str, Any], problem: Problem, dice: Dice) -> None:
    """Give what `problem` says is lacking."""
    if "(" in problem.fact:
        person[problem.fact] = 0
        return
    fact = world.law.facts[problem.fact]
    row = person if fact.grain is Grain.ORANG else person[fact.grain.value][problem.row - 1]
    row[fact.name] = given_value(dice, fact, soiled=False)


@effort(0.3)
@given(worlds_with_people(soiled=False))
def test_whoever_has_every_fact_lacks_at_most_table_rows(drawn):
    world, people = drawn
    program = world.program()
    for person in people:
        kinds = {problem.kind for problem in program.run_one(person).problems}

        assert kinds <= {ProblemKind.TIDAK_ADA_DI_TABEL}
