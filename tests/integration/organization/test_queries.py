"""Reading the structure: as of any day, in a constant number of queries, at the date of the workplace."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from praja.demo.house import build_structures
from praja.demo.house.build import HouseStands
from praja.organization import hooks, queries
from praja.organization.models import PositionVersion, Unit
from tests.integration.organization.conftest import post, unit

DAY = datetime.date(2026, 6, 1)


def test_tomorrow_begins_earlier_in_the_east(world, monkeypatch):
    moment = datetime.datetime(2026, 6, 30, 15, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    assert queries.today(world.city) == datetime.date(2026, 6, 30)
    assert queries.today() == datetime.date(2026, 6, 30)
    assert queries.today(world.province) == datetime.date(2026, 7, 1)


def test_a_unit_with_all_below_it_takes_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.subtree([world.district.pk], DAY)
    with django_assert_num_queries(1):
        units = set(queries.subtree_units([world.district], DAY))

    assert found == {world.district.pk, world.north.pk, world.south.pk}
    assert units == {world.district, world.north, world.south}
    assert queries.subtree([], DAY) == set()
    assert queries.subtree([world.city], datetime.date(2019, 12, 31)) == {world.city.pk}


def test_above_a_unit_its_government_comes_last(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = [version.name for version in queries.lineage(world.north, DAY)[1:]]

    assert names == ["Kecamatan Contoh", "Kota Contoh"]
    assert queries.ancestor_ids(world.north, DAY) == [world.north.pk, world.district.pk, world.city.pk]


def test_the_withholder_is_the_nearest_unit_with_an_npwp(world):
    assert queries.withholder_in(queries.lineage(world.north, DAY)).unit == world.city


def test_the_tree_counts_and_takes_the_same_queries_however_large(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        root = queries.tree(world.city, DAY)
    for number in range(12):
        extra = unit(f"kota.u{number}", f"Dinas {number}", world.city)
        post(f"kota.u{number}.staf", "Staf", extra, formasi=2)

    with django_assert_num_queries(1):
        larger = queries.tree(world.city, DAY)

    assert (root.all_units, root.all_positions, root.all_formasi, root.positions) == (3, 5, 7, 1)
    assert (larger.all_units, larger.all_positions, larger.all_formasi) == (15, 17, 31)
    assert larger.all_vacant == 31
    district = next(node for node in root.children if node.unit_id == world.district.pk)
    assert (larger.head.title, district.head.title) == ("Sekretaris Daerah", "Camat")
    assert [node.version.name for node in district.children] == [
        "Kelurahan Selatan",
        "Kelurahan Utara",
    ]


def test_heads_are_read_for_the_units_that_are_asked_for(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        root = queries.tree(world.city, DAY, heads_of=lambda top: top.walk())

    titles = {node.version.name: node.head.title for node in root.walk()}
    assert titles["Kecamatan Contoh"] == "Camat" and titles["Kelurahan Utara"] == "Lurah Utara"


def test_the_tree_of_a_unit_is_a_part_of_the_whole(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        root = queries.tree(world.district, DAY)

    assert [node.version.name for node in root.walk()] == [
        "Kecamatan Contoh",
        "Kelurahan Selatan",
        "Kelurahan Utara",
    ]
    assert queries.tree(world.district, datetime.date(2019, 1, 1)) is None


def test_vacancies_are_posts_that_are_not_full(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = hooks.incumbents().open_places(world.city.pk, DAY)

    posts = PositionVersion.objects.in_bulk(found)
    assert {(posts[pk].title, number) for pk, number in found.items()} >= {
        ("Pengadministrasi", 3),
        ("Lurah Utara", 1),
    }


def test_strangers_see_nothing_and_everyone_signed_in_the_structure(world):
    assert not queries.units_open_to(AnonymousUser()).exists()
    assert queries.units_open_to(world.stranger).count() == 5
    assert queries.find(AnonymousUser(), "kelurahan", DAY) == []
    assert [row.name for row in queries.find(world.stranger, "selat", DAY)] == ["Kelurahan Selatan"]


def test_the_demo_has_the_real_units_and_places_for_its_people(db):
    units = build_structures(by=None, on=DAY, large=False)

    banyumanik, gayungan = units["semarang.banyumanik"], units["surabaya.gayungan"]
    assert queries.children(banyumanik, DAY).count() == 11
    assert queries.children(gayungan, DAY).count() == 4
    kelurahan = queries.units_of(units["sawahlunto"], DAY).filter(kind="kelurahan")
    assert kelurahan.count() == 10
    assert queries.units_of(units["sawahlunto"], DAY).filter(kind="kecamatan").count() == 4
    assert queries.version_of(units["malut.pangan"], DAY).zone == "WIT"
    heads = PositionVersion.objects.on(DAY).filter(heads_unit=True).count()
    # Every unit but the four governments has a head, and every head but four secretaries a superior.
    assert heads == Unit.objects.count() - 4
    assert PositionVersion.objects.on(DAY).filter(superior__isnull=True).count() == 4
    assert sum(PositionVersion.objects.on(DAY).values_list("formasi", flat=True)) > 1_250 / 0.94
    with pytest.raises(HouseStands):
        build_structures(by=None, on=DAY)


def test_in_a_kelurahan_of_semarang_five_lead_and_others_follow(db):
    units = build_structures(by=None, on=DAY, large=False)

    posts = list(queries.positions_of(units["semarang.banyumanik.jabungan"], DAY))

    assert [row.title for row in posts][:2] == ["Lurah Jabungan", "Sekretaris Kelurahan"]
    assert sum(row.kind == "pengawas" for row in posts) == 5
    assert all(row.superior_id for row in posts)
