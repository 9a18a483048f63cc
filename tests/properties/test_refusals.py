"""What is not law is refused with a LawError and nothing else; what is accepted is read rightly."""

from hypothesis import given
from hypothesis import strategies as st

from praja.rules.errors import LawError
from praja.rules.schema import Grain
from tests.properties.dice import Dice, effort
from tests.properties.frames import amounts_by_person, frames_of, nips
from tests.properties.mutations import bent_world
from tests.properties.worlds import worlds_with_people


@effort(2)
@given(worlds_with_people(most=2), st.data())
def test_a_bent_formula_is_refused_or_read_rightly(drawn, data):
    world, people = drawn
    world, _ = bent_world(Dice(data.draw), world)
    try:
        program = world.program()
    except LawError as error:
        assert error.place is not None or "kelompok" in error.message
        return

    asked = [name for name in world.outputs if program.rule(name).grain is Grain.ORANG]
    result = program.run(frames_of(world.law, people))

    wanted = {}
    for key, person in zip(nips(len(people)), people, strict=True):
        oracle = world.oracle(person)
        told = {name: oracle.amount(name) for name in asked}
        assert {name: program.run_one(person).amounts.get(name) for name in asked} == told
        wanted[key] = {name: told[name] for name in result.amounts.columns[1:]}
    assert amounts_by_person(result.amounts) == wanted
