"""The frame program, the person program and the oracle are three readings of one law."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from praja.rules.schema import Fact, Grain, Kind, Law
from tests.oracle import Unknown
from tests.properties.dice import Dice, effort
from tests.properties.frames import amounts_by_person, frames_of, nips
from tests.properties.worlds import NOWHERE, World, a_rule, worlds_with_people


@effort()
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


@effort()
@given(worlds_with_people(), st.data())
def test_everyone_in_a_frame_gets_what_the_oracle_says(drawn, data):
    world, people = drawn
    frames = frames_of(world.law, people, Dice(data.draw))

    result = world.program().run(frames)

    shown = result.amounts.columns[1:]
    wanted = [{name: world.oracle(person).amount(name) for name in shown} for person in people]
    assert amounts_by_person(result.amounts) == dict(zip(nips(len(people)), wanted, strict=True))


@effort()
@given(worlds_with_people(), st.data())
def test_an_exact_run_gives_fractions_and_finer_rows_as_the_oracle_says(drawn, data):
    world, people = drawn
    program = world.program(*world.law.rules)
    told = {rule.name: rule.value for rule in program.rules if not rule.value.divisor}
    fine = {name: value.grain for name, value in told.items() if value.grain is not Grain.ORANG}

    result = program.run(frames_of(world.law, people, Dice(data.draw)), exact=True, why=False)

    assert result.problems.is_empty()
    shown = [name for name in told if name not in fine]
    for (key, amounts), person in zip(amounts_by_person(result.amounts).items(), people, strict=True):
        oracle = world.oracle(person)
        assert {name: over(amounts[name], told[name]) for name in shown} == {
            name: oracle.amount(name) for name in shown
        }
        rows = program.run_one(person).rows
        for name, grain in fine.items():
            wanted = [
                known(oracle.rule(name, (grain, place)))
                for place in range(1, len(person.get(grain.value, ())) + 1)
            ]
            frame = result.rows.get(grain)
            got = [] if frame is None else frame.filter(nip=key)[name].to_list()
            assert [over(value, told[name]) for value in got] == rows[name] == wanted


def over(numerator, value):
    """Return an amount as it was meant, from how an exact run gives it."""
    return Fraction(numerator, value.denominator) if numerator is not None and value.numeric else numerator


def known(value):
    """Return what the oracle found, None where it found nothing."""
    return None if isinstance(value, Unknown) else value


@effort(0.5)
@given(worlds_with_people())
def test_amounts_that_are_not_shown_are_fractions(drawn):
    world, people = drawn
    program = world.program()

    result = program.run(frames_of(world.law, people))

    left_out = [program.rule(name).value for name in world.outputs if name not in result.amounts.columns]
    assert all(value.numeric and not value.whole for value in left_out)


@effort(0.5)
@given(worlds_with_people())
def test_every_amount_lies_within_its_proved_bounds(drawn):
    world, people = drawn
    program = world.program()
    numbers = [rule for rule in program.rules if rule.name in world.outputs and rule.value.numeric]
    for person in people:
        amounts = program.run_one(person).amounts

        outside = {
            rule.name: amounts[rule.name]
            for rule in numbers
            if amounts[rule.name] is not None
            and not rule.value.low <= Fraction(amounts[rule.name]) <= rule.value.high
        }

        assert outside == {}


@effort()
@given(worlds_with_people(most=2))
def test_everyone_can_be_told_why(drawn):
    world, people = drawn
    program = world.program()
    for person in people:
        explanation = program.explain(person)

        told = [explanation.text(), explanation.text(lang="en"), explanation.html()]

        assert all(told) and json.loads(explanation.json())


DAYS = st.dates()


@effort()
@given(st.lists(DAYS, min_size=4, max_size=4), st.sampled_from(["bulan_antara", "umur", "hari_antara"]))
def test_every_span_of_days_lies_within_its_proved_bounds(days, function):
    spans = {"a": sorted(days[:2]), "b": sorted(days[2:])}
    facts = {
        name: Fact(
            name, "T", "D", Kind.TANGGAL, "tanggal", Grain.ORANG, NOWHERE,
            low=Fraction(low.toordinal()), high=Fraction(high.toordinal()),
        )
        for name, (low, high) in spans.items()
    }  # fmt: skip
    world = World(Law(facts, {"r": (a_rule("r", f"{function}(a; b)", Kind.ANGKA),)}, {}, {}, {}, ()), ("r",))
    program = world.program()
    people = [{"a": start, "b": end} for start in spans["a"] for end in spans["b"]]

    told = [program.run_one(person).amounts["r"] for person in people]

    value = program.rule("r").value
    assert all(value.low <= amount <= value.high for amount in told)
    assert told == [world.oracle(person).amount("r") for person in people]
    assert program.run(frames_of(world.law, people)).amounts["r"].to_list() == told
