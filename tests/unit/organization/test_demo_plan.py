"""The structures of the demo as data: enough places, every code once, everyone below somebody."""

from __future__ import annotations

import pytest

from praja.demo.house.plan import Plan, plan


@pytest.fixture(params=[False, True], ids=["biasa", "besar"])
def whole(request) -> Plan:
    return plan(large=request.param)


def test_codes_are_used_once_and_fit_their_columns(whole):
    units, posts = [one.code for one in whole.units], [one.code for one in whole.posts]

    assert len(set(units)) == len(units) and len(set(posts)) == len(posts)
    assert max(map(len, units)) <= 40 and max(map(len, posts)) <= 80


def test_parents_and_superiors_come_first_and_stay_in_their_government(whole):
    seen: set[str] = set()
    for unit in whole.units:
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)
    made: set[str] = set()
    for post in whole.posts:
        assert post.unit in seen
        assert post.superior is None or post.superior in made
        assert post.superior is None or post.superior.split(".")[0] == post.unit.split(".")[0]
        made.add(post.code)


def test_every_unit_but_a_government_has_one_head(whole):
    led = [post.unit for post in whole.posts if post.heads_unit]

    assert sorted(led) == sorted(unit.code for unit in whole.units if unit.parent is not None)
    assert sum(post.superior is None for post in whole.posts) == 4


def test_there_are_places_for_the_people_of_both_sizes():
    assert 1_250 / 0.94 < plan().places < 1_600
    assert 12_000 / 0.94 < plan(large=True).places < 15_000


def test_npwp_and_classes_are_possible_and_the_npwp_nobodys(whole):
    for unit in whole.units:
        assert not unit.npwp or (len(unit.npwp) in (15, 16) and unit.npwp.startswith("000000000"))
    assert all(1 <= post.kelas_jabatan <= 17 and 50 <= post.bup <= 75 for post in whole.posts)


def test_only_kelurahan_of_sawahlunto_are_units_no_desa(whole):
    names = [unit.name for unit in whole.units if unit.government == "sawahlunto"]

    assert sum(name.startswith("Kelurahan ") for name in names) == 10
    assert not any("Desa" in name for name in names)
