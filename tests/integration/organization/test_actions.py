"""Changing the structure: what may be done, what is refused with which words, and what the audit keeps."""

from __future__ import annotations

import datetime

import pytest

from praja.audit.models import Event
from praja.organization import actions, hooks, queries
from praja.organization.actions import StructureRefused, rehearsal
from praja.organization.models import PositionVersion, Unit, UnitSuccession, UnitVersion

START = datetime.date(2026, 1, 1)
BEFORE = datetime.date(2025, 12, 31)
TODAY = datetime.date(2026, 6, 1)
WHY = {"on": TODAY, "dasar": "Perda 2/2025"}


class Held(hooks.Nobody):
    """Posts and units in which somebody is, whatever the day."""

    def __init__(self, *ids):
        self.ids = ids

    def held_from(self, positions, start):
        return {one: 1 for one in positions if one in self.ids}

    def members_from(self, units, start):
        return {one: 2 for one in units if one in self.ids}


@pytest.fixture
def held():
    """Say in which posts and units there are people; nobody after the test."""
    known = hooks.incumbents()
    yield lambda *ids: hooks.register_incumbents(Held(*ids))
    hooks.register_incumbents(known)


def test_a_new_unit_stands_below_its_parent_with_its_zone_and_an_event(world):
    unit = actions.create_unit(
        parent=world.district, name="Kelurahan Timur", kind="kelurahan", start=START, by=world.officer, **WHY
    )

    version = queries.version_of(unit, START)
    assert (version.name, version.parent, version.zone) == ("Kelurahan Timur", world.district, "WIB")
    assert unit.government == world.city and unit.code == "kota.kec.kelurahan-timur"
    assert queries.version_of(unit, BEFORE) is None
    event = Event.objects.get(kind="organization.unit_created")
    assert (event.actor_name, event.reason, event.on) == ("Petugas", "Perda 2/2025", TODAY)
    assert event.after["parent"] == "kota.kec"


@pytest.mark.parametrize("who", ["stranger", "foreign_officer", "auditor"])
def test_only_the_officer_of_the_government_changes_it(world, who):
    with pytest.raises(StructureRefused, match="Hanya admin BKPSDM"):
        actions.rename_unit(unit=world.north, name="Lain", start=START, by=getattr(world, who), **WHY)

    assert not Event.objects.filter(kind__startswith="organization").exists()


def test_a_change_without_a_ground_is_refused(world):
    with pytest.raises(StructureRefused, match="dasar hukum"):
        actions.rename_unit(unit=world.north, name="Lain", start=START, by=world.officer, on=TODAY)


def test_a_new_name_holds_from_its_day_and_the_old_one_before(world):
    actions.rename_unit(unit=world.north, name="Kelurahan Lor", start=START, by=world.officer, **WHY)

    assert queries.version_of(world.north, BEFORE).name == "Kelurahan Utara"
    assert queries.version_of(world.north, START).name == "Kelurahan Lor"
    first = UnitVersion.objects.get(unit=world.north, digantikan__isnull=False)
    assert queries.version_of(world.north, START, known_at=first.tercatat).name == "Kelurahan Utara"


def test_a_change_from_the_first_day_of_a_version_corrects_it(world):
    start = datetime.date(2020, 1, 1)

    actions.rename_unit(unit=world.north, name="Kelurahan Lor", start=start, by=world.officer, **WHY)

    assert [row.name for row in UnitVersion.objects.known().filter(unit=world.north)] == ["Kelurahan Lor"]


def test_a_withdrawn_change_lets_the_old_name_hold_again(world):
    version = actions.rename_unit(unit=world.north, name="Lor", start=START, by=world.officer, **WHY)

    actions.withdraw_unit_version(version=version, by=world.officer, on=TODAY, reason="Salah unit")

    assert queries.version_of(world.north, TODAY).name == "Kelurahan Utara"
    first = UnitVersion.objects.known().get(unit=world.north)
    with pytest.raises(StructureRefused, match="keadaan pertama"):
        actions.withdraw_unit_version(version=first, by=world.officer, on=TODAY, reason="Coba")
    assert queries.version_of(world.north, TODAY) is not None


def test_a_unit_cannot_come_below_itself_even_later(world):
    with pytest.raises(StructureRefused, match="di bawahnya sendiri"):
        actions.move_unit(unit=world.district, parent=world.north, start=START, by=world.officer, **WHY)
    # The ward leaves the district later; until then the district cannot go below it.
    later = datetime.date(2027, 1, 1)
    actions.move_unit(unit=world.north, parent=world.city, start=later, by=world.officer, **WHY)
    with pytest.raises(StructureRefused, match="di bawahnya sendiri"):
        actions.move_unit(unit=world.district, parent=world.north, start=START, by=world.officer, **WHY)
    actions.move_unit(unit=world.district, parent=world.north, start=later, by=world.officer, **WHY)
    with pytest.raises(StructureRefused, match="di bawahnya sendiri"):
        # Now the ward would stand below the district again, but only from 2027 on.
        actions.move_unit(unit=world.north, parent=world.district, start=later, by=world.officer, **WHY)


def test_a_unit_stays_in_its_government_and_a_government_on_top(world):
    with pytest.raises(StructureRefused, match="pemerintah daerah yang sama"):
        actions.move_unit(unit=world.north, parent=world.province, start=START, by=world.officer, **WHY)
    with pytest.raises(StructureRefused, match="tidak berada di bawah"):
        actions.move_unit(unit=world.city, parent=world.district, start=START, by=world.officer, **WHY)
    with pytest.raises(StructureRefused, match="unit paling atas"):
        actions.create_unit(
            parent=world.city, name="Kota Dua", kind="pemerintah_kota", start=START, by=world.officer, **WHY
        )


def test_two_units_of_one_name_below_one_parent_are_refused(world):
    with pytest.raises(StructureRefused, match="sudah ada unit bernama"):
        actions.create_unit(
            parent=world.district,
            name="kelurahan utara",
            kind="kelurahan",
            start=START,
            by=world.officer,
            **WHY,
        )


def test_a_wrong_npwp_is_refused_with_its_name(world):
    with pytest.raises(StructureRefused, match="NPWP pemotong"):
        actions.change_unit(unit=world.north, npwp="12.345", start=START, by=world.officer, **WHY)


def test_a_unit_with_posts_units_or_people_cannot_be_closed(world, held):
    with pytest.raises(
        StructureRefused, match="Kelurahan Selatan, Kelurahan Utara|Kelurahan Utara, Kelurahan"
    ):
        actions.close_unit(unit=world.district, start=START, by=world.officer, **WHY)
    with pytest.raises(StructureRefused, match="Lurah Selatan"):
        actions.close_unit(unit=world.south, start=START, by=world.officer, **WHY)
    actions.close_position(position=world.lurah_south, start=START, by=world.officer, **WHY)
    held(world.south.pk)
    with pytest.raises(StructureRefused, match="2 orang masih bekerja"):
        actions.close_unit(unit=world.south, start=START, by=world.officer, **WHY)
    held()
    actions.close_unit(unit=world.south, start=START, by=world.officer, **WHY)

    assert queries.version_of(world.south, BEFORE) is not None
    assert queries.version_of(world.south, START) is None


def test_a_merger_moves_posts_ends_heads_and_remembers_where_from(world, held):
    held(world.lurah_south.pk)
    with pytest.raises(StructureRefused, match="Lurah Selatan masih dipangku 1 orang"):
        actions.merge_units(units=[world.south], into=world.north, start=START, by=world.officer, **WHY)
    held()
    staff = actions.create_position(
        unit=world.south,
        title="Operator",
        kind="pelaksana",
        bup=58,
        superior=world.lurah_south,
        start=datetime.date(2024, 1, 1),
        by=world.officer,
        **WHY,
    )

    actions.merge_units(units=[world.south], into=world.north, start=START, by=world.officer, **WHY)

    assert queries.version_of(world.south, START) is None
    moved = queries.position_version(staff, START)
    assert (moved.unit, moved.superior) == (world.north, world.lurah_north)
    assert queries.position_version(staff, BEFORE).unit == world.south
    assert queries.position_version(world.lurah_south, START) is None
    came, became = queries.successions_of(world.north)
    assert [row.old for row in came] == [world.south] and not became
    assert UnitSuccession.objects.get().on == START


def test_without_moving_a_merger_says_what_is_in_the_way(world):
    with pytest.raises(StructureRefused, match="Lurah Selatan"):
        actions.merge_units(
            units=[world.south], into=world.north, start=START, by=world.officer, move=False, **WHY
        )
    with pytest.raises(StructureRefused, match="pemerintah daerah yang sama"):
        actions.merge_units(units=[world.province], into=world.north, start=START, by=world.officer, **WHY)
    assert not UnitSuccession.objects.exists()


def test_a_split_remembers_what_the_unit_became(world):
    new = actions.create_unit(
        parent=world.district, name="Kelurahan Barat", kind="kelurahan", start=START, by=world.officer, **WHY
    )

    actions.split_unit(unit=world.north, into=[new], start=START, by=world.officer, **WHY)

    assert [row.new for row in queries.successions_of(world.north)[1]] == [new]
    assert queries.version_of(world.north, START) is not None


def test_one_head_at_a_time(world):
    with pytest.raises(StructureRefused, match="sudah dipimpin Lurah Utara"):
        actions.create_position(
            unit=world.north, title="Lurah Kedua", kind="pengawas", heads_unit=True, bup=58,
            start=START, by=world.officer, **WHY,
        )  # fmt: skip
    actions.close_position(
        position=world.lurah_north, start=START, successor=world.camat, by=world.officer, **WHY
    )
    actions.create_position(
        unit=world.north, title="Lurah Baru", kind="pengawas", heads_unit=True, bup=58,
        superior=world.camat, start=START, by=world.officer, **WHY,
    )  # fmt: skip

    assert queries.head_of(world.north, BEFORE).title == "Lurah Utara"
    assert queries.head_of(world.north, START).title == "Lurah Baru"
    assert queries.position_version(world.clerk, START).superior == world.camat


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kelas_jabatan": 18}, "kelas jabatan"),
        ({"kelas_jabatan": 0}, "kelas jabatan"),
        ({"bup": 40}, "batas usia pensiun"),
        ({"eselon": "IV.a"}, "Eselon hanya"),
        ({"jenjang": "Ahli Muda"}, "Jenjang hanya"),
        ({"kind": "raja"}, "jenis"),
    ],
)
def test_an_impossible_post_is_refused(world, wrong, says):
    values = {"title": "Staf", "kind": "pelaksana", "bup": 58, **wrong}

    with pytest.raises(StructureRefused, match=says):
        actions.create_position(unit=world.north, start=START, by=world.officer, **values, **WHY)

    assert not PositionVersion.objects.filter(title="Staf").exists()


def test_nobody_is_above_oneself_or_below_another_government(world):
    with pytest.raises(StructureRefused, match="di bawahnya sendiri"):
        actions.change_position(
            position=world.mayor, superior=world.clerk, start=START, by=world.officer, **WHY
        )
    foreign = actions.create_position(
        unit=world.province,
        title="Sekda",
        kind="jpt_madya",
        bup=60,
        start=START,
        by=world.foreign_officer,
        **WHY,
    )
    with pytest.raises(StructureRefused, match="pemerintah daerah yang sama"):
        actions.change_position(position=world.clerk, superior=foreign, start=START, by=world.officer, **WHY)
    with pytest.raises(StructureRefused, match="satu pemerintah daerah"):
        actions.change_position(
            position=world.clerk, unit=world.province, start=START, by=world.officer, **WHY
        )


def test_a_held_post_or_one_with_subordinates_cannot_be_closed(world, held):
    held(world.clerk.pk)
    with pytest.raises(StructureRefused, match="masih dipangku"):
        actions.close_position(position=world.clerk, start=START, by=world.officer, **WHY)
    held()
    with pytest.raises(StructureRefused, match="masih menjadi atasan: Pengadministrasi"):
        actions.close_position(position=world.lurah_north, start=START, by=world.officer, **WHY)


def test_a_post_changes_from_a_day_on(world):
    actions.change_position(
        position=world.clerk, kelas_jabatan=6, formasi=4, start=START, by=world.officer, **WHY
    )

    assert queries.position_version(world.clerk, BEFORE).kelas_jabatan == 5
    assert queries.position_version(world.clerk, START).formasi == 4
    event = Event.objects.get(kind="organization.position_changed")
    assert (event.before["formasi"], event.after["formasi"]) == (3, 4)


def test_a_rehearsal_shows_the_steps_and_leaves_nothing(world):
    with rehearsal() as steps:
        actions.merge_units(units=[world.south], into=world.north, start=START, by=world.officer, **WHY)

    assert [step.kind for step in steps] == ["position_closed", "unit_closed", "unit_merged"]
    assert queries.version_of(world.south, START) is not None
    assert not Event.objects.filter(kind__startswith="organization").exists()


def test_governments_are_added_by_the_application_administrator_only(world):
    from tests.integration.organization.conftest import user

    admin = user("pengelola-aplikasi", ("admin_aplikasi", None))
    with pytest.raises(StructureRefused):
        actions.create_unit(
            parent=None, name="Kota Baru", kind="pemerintah_kota", start=START, by=world.officer, **WHY
        )

    made = actions.create_unit(
        parent=None, name="Kota Baru", kind="pemerintah_kota", start=START, by=admin, **WHY
    )

    assert made.government is None and Unit.objects.filter(code="kota-baru").exists()
