"""Careers of the demo: what an SK could say, and nothing that none could."""

import datetime
import itertools
from random import Random

import pytest

from praja.demo.careers import Seat, career_for
from praja.people.enums import GOLONGAN_PNS, GOLONGAN_PPPK
from praja.people.nip import Nip, check_nip, read_nip

ON = datetime.date(2026, 11, 22)
SEATS = (
    Seat("Kepala Dinas", "pimpinan_tinggi", 14, "II.b", ""),
    Seat("Camat", "administrator", 12, "III.a", ""),
    Seat("Lurah", "pengawas", 9, "IV.a", ""),
    Seat("Perawat Ahli Pertama", "fungsional", 8, "tidak_ada", "Ahli Pertama"),
    Seat("Bidan Mahir", "fungsional", 7, "tidak_ada", "Mahir"),
    Seat("Penelaah Teknis Kebijakan", "pelaksana", 7, "tidak_ada", ""),
    Seat("Pengadministrasi Perkantoran", "pelaksana", 5, "tidak_ada", ""),
)


def careers(count=60):
    serials = {}
    return [
        career_for(seat, Random(f"{number}/{place}"), serials, on=ON)
        for number in range(count)
        for place, seat in enumerate(SEATS)
    ]


def follow_on(rows):
    """Whether each row ends on the day on which the next begins, and only the last has no end."""
    pairs = itertools.pairwise(rows)
    return all(one.end == two.start for one, two in pairs) and (not rows or rows[-1].end is None)


@pytest.fixture(scope="module")
def everyone():
    return careers()


def test_the_same_number_gives_the_same_person():
    assert careers(3) == careers(3)


def test_nobody_shares_a_nip_and_each_fits_its_person(everyone):
    assert len({one.nip for one in everyone}) == len(everyone)
    for one in everyone:
        assert isinstance(read_nip(one.nip), Nip)
        assert not check_nip(one.nip, birth_date=one.born, sex="P" if one.woman else "L")


def test_histories_follow_on_each_other(everyone):
    for one in everyone:
        assert follow_on(one.statuses) and follow_on(one.grades) and follow_on(one.raises), one


def test_nothing_begins_after_the_day_or_before_service(everyone):
    for one in everyone:
        first = one.statuses[0].start
        begun = [row.start for row in (*one.statuses, *one.grades, *one.raises)]
        assert all(first <= day for day in begun), one
        assert all(row.start <= ON for row in (*one.grades, *one.raises)), one
        assert first <= one.in_post_since <= ON
        assert one.born < first


def test_no_raise_but_the_newest_is_missing(everyone):
    raised = [one for one in everyone if one.raises]

    assert max(one.raises[-1].years for one in raised) == 32, "somebody has come to the end of the table"
    for one in raised:
        newest = max(one.raises[-1].start, one.grades[-1].start)
        assert one.raises[-1].years >= 32 or (ON - newest).days < 4 * 366, one


def test_golongan_are_those_of_the_status(everyone):
    for one in everyone:
        allowed = GOLONGAN_PPPK if one.contract_end else GOLONGAN_PNS
        assert all(row.value in allowed for row in one.grades), one


def test_a_contract_lasts_beyond_the_day(everyone):
    contracts = [one for one in everyone if one.contract_end]

    assert contracts and all(one.contract_end >= ON for one in contracts)


def test_raises_grow_with_years_and_pay_what_the_table_says(everyone):
    raises = [one.raises for one in everyone if len(one.raises) > 1]

    assert raises
    for rows in raises:
        assert all(one.gaji_pokok < two.gaji_pokok for one, two in itertools.pairwise(rows))
    august = next(row for one in everyone for row in one.raises if (row.grade, row.years) == ("III/a", 2))
    assert august.gaji_pokok == (2_660_700 if august.start < datetime.date(2024, 1, 1) else 2_873_500)


def test_relatives_are_younger_than_the_person_who_supports_them(everyone):
    relatives = [(one, relative) for one in everyone for relative in one.relatives]

    assert relatives
    for one, relative in relatives:
        assert relative.supported_from is None or relative.supported_from <= ON.replace(month=12)
        if relative.relation == "anak_kandung":
            assert relative.born > one.born
