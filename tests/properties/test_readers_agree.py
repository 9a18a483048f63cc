"""The frame program, the person program and the oracle are three readings of one law."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from praja.rules.schema import Kind
from tests.properties.dice import Dice, dice, effort
from tests.properties.frames import amounts_by_person, frames_of
from tests.properties.worlds import worlds_with_people


@effort(1.5)
@given(worlds_with_people())
def test_one_person_gets_what_the_oracle_says(drawn):
    world, people = drawn
    program = world.program()
    for person in people:
        oracle = world.oracle(person)

        amounts = program.run_one(person).amounts

        assert {name: amounts[name] for name in world.outputs} == {
            name: oracle.amount(name) for name in world.outputs
        }
