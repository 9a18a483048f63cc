"""The mistakes of the demo: as many kinds as planned, and never in the slip that is shown."""

from random import Random

from praja.demo.mistakes import FEWEST_PEOPLE, Mistake, make_mistakes
from praja.demo.people import SHOWN_POST, people


def test_every_kind_of_mistake_is_made():
    everyone = people(1250)

    made = make_mistakes(everyone, Random("salah"))

    assert {one.mistake for one in made} == set(Mistake)


def test_nobody_has_two_mistakes():
    made = make_mistakes(people(1250), Random("salah"))

    assert len({one.nip for one in made}) == len(made)


def test_the_same_dice_make_the_same_mistakes():
    first, second = people(500), people(500)

    assert make_mistakes(first, Random("a")) == make_mistakes(second, Random("a"))
    assert first == second


def test_the_slip_that_is_shown_has_none():
    everyone = people(1250)
    lurah = next(person for person in everyone if person.row["nama_jabatan"] == SHOWN_POST)

    made = make_mistakes(everyone, Random("salah"))

    assert lurah.nip not in {one.nip for one in made}


def test_a_small_government_makes_none():
    everyone = people(FEWEST_PEOPLE - 1)

    assert make_mistakes(everyone, Random("salah")) == []
    assert everyone == people(FEWEST_PEOPLE - 1)
