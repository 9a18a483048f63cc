"""A law that is written to files and loaded again is the same law."""

import tempfile
from pathlib import Path

from hypothesis import given

from praja.rules.loader import load_law
from tests.properties.dice import effort
from tests.properties.law_files import files_of, without_places, write
from tests.properties.worlds import World, worlds_with_people


@effort(0.3)
@given(worlds_with_people(most=2))
def test_a_law_survives_its_files(drawn):
    world, people = drawn
    with tempfile.TemporaryDirectory() as folder:
        law = load_law(write(files_of(world.law), Path(folder)))

    assert without_places(law) == without_places(world.law)
    loaded, direct = World(law, world.outputs).program(), world.program()
    for person in people:
        assert loaded.run_one(person).amounts == direct.run_one(person).amounts
