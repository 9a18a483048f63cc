"""Nobody's slip depends on who else is paid, in which order, or how the frame is cut into pieces."""

import copy
import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.schema import Grain
from tests.properties.dice import Dice, effort
from tests.properties.frames import amounts_by_person, frames_of, nips
from tests.properties.worlds import given_value, worlds_with_people


@effort(0.4)
@given(worlds_with_people())
def test_alone_or_in_a_batch_the_same_slip(drawn):
    world, people = drawn
    program = world.program()

    together = amounts_by_person(program.run(frames_of(world.law, people)).amounts)

    for key, person in zip(nips(len(people)), people, strict=True):
        (alone,) = amounts_by_person(program.run(frames_of(world.law, [person])).amounts).values()
        assert alone == together[key]


@effort(0.4)
@given(worlds_with_people(), st.data())
def test_the_order_of_people_and_rows_does_not_matter(drawn, data):
    world, people = drawn
    program = world.program()
    frames = frames_of(world.law, people)
    shuffled = {
        name: frame[data.draw(st.permutations(range(frame.height)))] for name, frame in frames.items()
    }

    before, after = program.run(frames), program.run(shuffled)

    assert amounts_by_person(after.amounts) == amounts_by_person(before.amounts)
    assert after.amounts["nip"].to_list() == shuffled["orang"]["nip"].to_list()
    unordered = pl.exclude("row")
    assert set(after.problems.select(unordered).rows()) == set(before.problems.select(unordered).rows())


@effort(0.4)
@given(worlds_with_people(most=3), st.data())
def test_one_bad_person_changes_nobody_else(drawn, data):
    world, people = drawn
    dice = Dice(data.draw)
    people = people or [{}]
    spoiled = copy.deepcopy(people)
    victim = dice.upto(len(people) - 1)
    for fact in world.law.facts.values():
        if fact.grain is Grain.ORANG:
            spoiled[victim][fact.name] = given_value(dice, fact)
        else:
            spoiled[victim][fact.grain.value] = [{}] * dice.pick((0, 1, 300))
    program = world.program()

    before = amounts_by_person(program.run(frames_of(world.law, people)).amounts)
    after = amounts_by_person(program.run(frames_of(world.law, spoiled)).amounts)

    untouched = [key for place, key in enumerate(nips(len(people))) if place != victim]
    assert {key: after[key] for key in untouched} == {key: before[key] for key in untouched}


def test_a_spoiled_value_is_one_that_a_frame_can_hold():
    assert datetime.date.max.toordinal() < 2**31


def repeated(frames: dict[str, pl.DataFrame], times: int) -> dict[str, pl.DataFrame]:
    """Return the frames with everyone in them so many times, under new keys, in as many chunks."""
    return {
        name: pl.concat(
            [frame.with_columns(pl.format("{}-{}", "nip", pl.lit(time))) for time in range(times)],
            rechunk=False,
        )
        for name, frame in frames.items()
    }


def assert_copies_agree(drawn, times):
    world, people = drawn
    program = world.program()
    frames = frames_of(world.law, people)

    few = program.run(frames)
    many = program.run(repeated(frames, times))

    expected = repeated({"orang": few.amounts}, times)["orang"]
    assert many.amounts.equals(expected.rechunk())
    assert many.problems.height == times * few.problems.height


@effort(0.1)
@given(worlds_with_people())
def test_many_chunks_are_one_frame(drawn):
    assert_copies_agree(drawn, 50)


@pytest.mark.slow
@effort(0.02)
@given(worlds_with_people(soiled=False))
def test_a_whole_town_is_paid_as_its_first_people(drawn):
    assert_copies_agree(drawn, 20_000)


@effort(0.2)
@given(worlds_with_people(most=0))
def test_nobody_to_pay_is_no_trouble(drawn):
    world, _ = drawn
    program = world.program()

    result = program.run(frames_of(world.law, []))

    assert result.amounts.height == 0
    assert result.problems.height == 0
