"""The people of the demo are invented, the same everywhere, and such as a real list could hold."""

import datetime
from collections import Counter

import polars as pl
import pytest

from praja.demo.people import FIRST_SERIAL, MONTH, SEED, SHOWN_POST, people
from praja.demo.posts import KELURAHAN
from praja.demo.workbook import COLUMNS
from praja.rules.loader import shipped_law
from praja.sheet.cells import Column, cells_of_text
from praja.sheet.nip import read_nips

EVERYONE = people(1250)
LAW = shipped_law("semarang_76_2021")


def born(person):
    return datetime.datetime.strptime(person.row["tanggal_lahir"], "%d-%m-%Y").date()


@pytest.mark.parametrize("count", [1, 10, 131, 1250, 2000])
def test_there_are_as_many_as_were_asked_for(count):
    assert len(people(count)) == count


def test_the_same_seed_makes_the_same_people():
    assert people(300) == people(300)


def test_another_seed_makes_others():
    assert people(50) != people(50, seed=SEED + 1)


def test_more_people_leave_the_first_ones_as_they_were():
    assert people(400)[:150] == people(150)


def test_no_nip_is_used_twice():
    assert max(Counter(person.nip for person in EVERYONE).values()) == 1


def test_every_nip_is_read_and_none_is_odd():
    nips = pl.Series("nip", [person.nip for person in EVERYONE])

    reading = read_nips(Column("nip", "A", cells_of_text(nips)), on=MONTH)

    assert reading.values.to_list() == nips.to_list()
    assert not reading.odd.any()


def test_a_nip_tells_the_birthday_and_is_nobodys():
    for person in EVERYONE:
        assert person.nip[:8] == f"{born(person):%Y%m%d}"
        assert int(person.nip[15:]) >= FIRST_SERIAL


def test_contracts_and_appointments_differ_in_their_nip():
    for person in EVERYONE:
        contract = person.row["status_asn"].startswith("pppk")

        assert (person.nip[12:14] == "21") is contract


def test_nobody_is_too_young_or_too_old():
    for person in EVERYONE:
        first_day = datetime.date(int(person.nip[8:12]), 12, 31)

        assert 19 <= (first_day - born(person)).days / 365.25
        assert (MONTH - born(person)).days / 365.25 < 60


def test_years_of_service_suit_the_first_day_of_service():
    for person in EVERYONE:
        years = person.row["mkg"]
        served = MONTH.year - int(person.nip[8:12])

        assert years is None or served - 6 <= years <= served + 3


def test_choices_are_those_of_the_law():
    for person in EVERYONE:
        for name, value in person.row.items():
            fact = LAW.facts.get(name)
            if fact is not None and fact.choices and value is not None:
                assert value in fact.choices, (name, value)


def test_every_fact_has_its_column():
    named = {name for person in EVERYONE for name in person.row}

    assert named <= set(COLUMNS)


def test_all_statuses_are_there_in_plausible_shares():
    shares = Counter(person.row["status_asn"] for person in EVERYONE)

    assert shares["pns"] > shares["pppk"] > shares["pppk_paruh_waktu"] > shares["cpns"] > 0
    assert 0.5 < shares["pns"] / len(EVERYONE) < 0.75


@pytest.mark.parametrize("name", KELURAHAN)
def test_every_kelurahan_has_its_five_posts(name):
    posts = Counter(person.row["eselon"] for person in EVERYONE if person.row["unit"] == f"Kelurahan {name}")

    assert posts["IV.a"] == 1
    assert posts["IV.b"] == 4


def test_there_is_a_lurah_whose_slip_can_be_shown():
    (lurah,) = (person for person in EVERYONE if person.row["nama_jabatan"] == SHOWN_POST)

    assert sum(event["menit"] for event in lurah.events) >= 300
    assert len(lurah.children) == 3


def test_children_are_younger_than_their_parents():
    for person in EVERYONE:
        for child in person.children:
            assert 15 < (child["tanggal_lahir_anak"] - born(person)).days / 365.25
            assert child["tanggal_lahir_anak"] < MONTH
