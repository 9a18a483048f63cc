"""Pages of the structure: who sees what, as of which day, in how many queries, and the officer's forms."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.demo.house import build_structures
from praja.organization import actions, hooks, queries
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from tests.integration.organization.conftest import post, unit, user

WHY = {"on": datetime.date(2026, 6, 1), "dasar": "Perda 2/2025"}
START = datetime.date(2026, 1, 1)


def at(name: str, subject: Unit | Position, **query) -> str:
    return reverse(f"organization:{name}", args=[subject.pk], query=query or None)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def as_officer(client, world):
    client.force_login(world.officer)
    return client


@pytest.fixture
def as_stranger(client, world):
    client.force_login(world.stranger)
    return client


def test_everyone_signed_in_browses_units_and_posts(as_stranger, world):
    page = text(as_stranger.get(reverse("organization:index")))
    assert "Kota Contoh" in page and "Provinsi Timur" in page

    page = text(as_stranger.get(at("unit", world.city)))
    assert at("unit", world.north) in page and "Kecamatan Contoh" in page

    page = text(as_stranger.get(at("position", world.camat)))
    assert "Lurah Utara" in page and "Sekretaris Daerah" in page


def test_nobody_else_sees_anything(client, world):
    for name in ("unit", "chart", "posts", "vacancies", "create_unit", "change_unit"):
        response = client.get(at(name, world.north))
        assert response.status_code in (302, 404)
        assert "Kelurahan Utara" not in text(response)


def test_npwp_and_budget_code_are_for_officers_and_auditors(client, world):
    actions.change_unit(unit=world.north, npwp="111111111111111", start=START, by=world.officer, **WHY)
    seen = {}
    for who in ("officer", "auditor", "stranger", "foreign_officer"):
        client.force_login(getattr(world, who))
        page = text(client.get(at("unit", world.north)))
        seen[who] = ("111111111111111" in page, "7.01.01" in page)

    assert seen == {
        "officer": (True, True),
        "auditor": (True, True),
        "stranger": (False, False),
        "foreign_officer": (False, False),
    }


def test_a_unit_without_its_own_npwp_shows_whose_it_uses(as_officer, world):
    page = text(as_officer.get(at("unit", world.north)))

    assert "001234567890000" in page and "milik Kota Contoh" in page


def test_a_page_shows_the_day_that_it_is_asked_for(as_officer, world):
    actions.rename_unit(unit=world.north, name="Kelurahan Lor", start=START, by=world.officer, **WHY)
    renamed = UnitVersion.objects.known().get(unit=world.north, name="Kelurahan Lor")

    now = text(as_officer.get(at("unit", world.north)))
    then = text(as_officer.get(at("unit", world.north, per="2025-06-01")))
    before = text(as_officer.get(at("unit", world.north, per="2019-06-01")))
    unknown = text(
        as_officer.get(
            at("unit", world.north, diketahui=(renamed.tercatat - datetime.timedelta(days=2)).date())
        )
    )

    assert "<h1>Kelurahan Lor</h1>" in now and "Kelurahan Utara" in now
    assert "<h1>Kelurahan Utara</h1>" in then and "Keadaan per 1 Juni 2025" in then
    assert "Unit ini tidak ada pada 1 Juni 2019" in before
    assert "Unit ini tidak ada pada" in unknown


def test_a_day_that_is_none_is_told_and_nothing_breaks(as_officer, world):
    response = as_officer.get(at("unit", world.north, per="31-02-2026x"))

    assert response.status_code == 200
    assert "Kelurahan Utara" in text(response)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31", "2026-13-01", "%00", "' OR 1=1"])
@pytest.mark.parametrize("name", ["per", "diketahui"])
def test_impossible_days_break_no_page(as_stranger, world, name, day):
    for page in ("unit", "chart", "posts", "vacancies"):
        assert as_stranger.get(at(page, world.north, **{name: day})).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_impossible_days_break_no_form(as_officer, world, day):
    for page in ("close_unit", "change_unit", "move_unit"):
        response = as_officer.post(at(page, world.north), {"start": day, "dasar": "x", "langkah": "simpan"})
        assert response.status_code == 422


def test_names_are_text_never_markup(as_officer, world):
    evil = "<script>alert(1)</script>{{ 7|add:7 }}"
    actions.rename_unit(unit=world.north, name=evil, start=START, by=world.officer, **WHY)
    post("utara.buruk", evil, world.north, world.lurah_north)

    for page in ("unit", "chart", "posts", "vacancies", "change_unit"):
        shown = text(as_officer.get(at(page, world.north)))
        assert (
            "<script>alert" not in shown and "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in shown
        ), page


def test_history_keeps_what_was_superseded(as_officer, world):
    version = actions.rename_unit(unit=world.north, name="Salah", start=START, by=world.officer, **WHY)
    actions.withdraw_unit_version(version=version, by=world.officer, on=WHY["on"], reason="Salah unit")

    page = text(as_officer.get(at("unit", world.north)))

    assert "Salah" in page and "ditarik" in page and 'class="old"' in page


def test_holders_and_vacancies_come_from_people(as_stranger, world):
    class One(hooks.Nobody):
        def holders(self, positions, on, *, known_at=None, user=None):
            held = hooks.Holder("Sari", "plt", "/pegawai/sari/", START, datetime.date(2026, 12, 31))
            return {one: [held] for one in positions if one == world.lurah_north.pk}

        def open_places(self, government, on, *, known_at=None):
            held = PositionVersion.objects.filter(position=world.camat)
            found = super().open_places(government, on, known_at=known_at)
            return {pk: number for pk, number in found.items() if pk not in {one.pk for one in held}}

    hooks.register_incumbents(One())

    unit_page = text(as_stranger.get(at("unit", world.north)))
    vacant = text(as_stranger.get(at("vacancies", world.city)))

    assert "Plt. Sari" in unit_page and "sampai 31 Desember 2026" in unit_page
    assert "Plt. Sari" in vacant and ">Camat<" not in vacant


def test_the_map_of_posts_is_filtered_and_taken_away(as_stranger, world):
    post("utara.jahat", "=cmd|' /C calc'!A0", world.north, world.lurah_north)

    page = text(as_stranger.get(at("posts", world.district, jenis="pengawas", cari="utara")))
    file = as_stranger.get(at("posts", world.district, ekspor="csv"))
    raw = b"".join(file.streaming_content) if file.streaming else file.content
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";" if b";" in raw else ","))

    assert "Lurah Utara" in page and "Pengadministrasi" not in page
    assert len(rows) == 1 + 5
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert any("Kelurahan Utara" in cell for row in rows for cell in row)


def test_only_the_officer_gets_forms(client, world):
    forms = [
        "create_unit",
        "change_unit",
        "move_unit",
        "merge_units",
        "split_unit",
        "close_unit",
        "create_position",
    ]
    for who, status in (("officer", 200), ("stranger", 404), ("foreign_officer", 404), ("auditor", 404)):
        client.force_login(getattr(world, who))
        assert {client.get(at(name, world.north)).status_code for name in forms} == {status}, who
        assert {
            client.get(at(name, world.clerk)).status_code for name in ("change_position", "close_position")
        } == {status}
    client.force_login(world.stranger)
    given = {"start": "2026-01-01", "dasar": "x", "name": "Coba", "langkah": "simpan"}
    assert client.post(at("change_unit", world.north), given).status_code == 404


def test_a_change_is_shown_before_it_is_saved(as_officer, world):
    page = at("change_unit", world.north)
    shown = as_officer.get(page).context["form"].initial
    given = {**shown, "name": "Kelurahan Lor", "start": "2026-01-01", "dasar": "Perda 2/2025"}

    looked = as_officer.post(page, {**given, "langkah": "lihat"})

    assert "nama: Kelurahan Utara → Kelurahan Lor" in text(looked)
    assert queries.version_of(world.north, START).name == "Kelurahan Utara"

    saved = as_officer.post(page, {**given, "langkah": "simpan"})

    assert saved.status_code == 302
    after = queries.version_of(world.north, START)
    assert (after.name, after.budget_code, after.dasar) == ("Kelurahan Lor", "7.01.01", "Perda 2/2025")


def test_a_refusal_keeps_what_was_typed(as_officer, world):
    given = {
        "parent": str(world.south.pk),
        "start": "2019-01-01",
        "dasar": "Perda 2/2025",
        "langkah": "lihat",
    }

    response = as_officer.post(at("move_unit", world.north), given)

    assert response.status_code == 422
    assert "tidak ada pada 1 Januari 2019" in text(response) and "Perda 2/2025" in text(response)


def test_a_merger_is_shown_with_all_that_follows(as_officer, world):
    given = {"units": [str(world.south.pk)], "move": "on", "start": "2026-01-01", "dasar": "Perda 2/2025"}
    page = at("merge_units", world.north)

    looked = text(as_officer.post(page, {**given, "langkah": "lihat"}))
    saved = as_officer.post(page, {**given, "langkah": "simpan"})

    assert "Kelurahan Selatan berakhir; hari terakhirnya 31 Desember 2025" in looked
    assert "Jabatan Lurah Selatan berakhir" in looked
    assert saved.status_code == 302
    assert "Berasal dari Kelurahan Selatan" in text(as_officer.get(at("unit", world.north)))
    assert "Menjadi Kelurahan Utara" in text(as_officer.get(at("unit", world.south)))


def test_a_split_makes_the_new_units(as_officer, world):
    given = {"names": "Kelurahan Barat\n\nKelurahan Timur", "start": "2026-01-01", "dasar": "Perda 2/2025"}

    saved = as_officer.post(at("split_unit", world.north), {**given, "langkah": "simpan"})

    assert saved.status_code == 302
    assert {row.name for row in queries.children(world.district, START)} == {
        "Kelurahan Barat",
        "Kelurahan Selatan",
        "Kelurahan Timur",
        "Kelurahan Utara",
    }
    assert len(queries.successions_of(world.north)[1]) == 2


def test_a_post_is_made_changed_and_closed(as_officer, world):
    page = at("create_position", world.north)
    shown = as_officer.get(page).context["form"].initial
    assert shown["superior"] == str(world.lurah_north.pk)
    given = {
        **shown, "title": "Operator", "kind": "pelaksana", "eselon": "tidak_ada", "formasi": 2, "bup": 58,
        "order": 0, "kelas_jabatan": 5, "start": "2026-01-01", "dasar": "Perwali 5/2026", "langkah": "simpan",
    }  # fmt: skip

    made = as_officer.post(page, given)
    operator = queries.find_posts(world.officer, "Operator", START)[0].position
    changed = as_officer.post(at("change_position", operator), {**given, "formasi": 3, "start": "2026-03-01"})
    closed = as_officer.post(
        at("close_position", operator), {"start": "2026-05-01", "dasar": "Perwali 9", "langkah": "simpan"}
    )

    assert (made.status_code, changed.status_code, closed.status_code) == (302, 302, 302)
    days = [datetime.date(2026, month, 2) for month in (1, 3, 5)]
    versions = [queries.position_version(operator, day) for day in days]
    assert [version and version.formasi for version in versions] == [2, 3, None]


def test_a_change_is_taken_back_from_its_page(as_officer, world):
    version = actions.rename_unit(unit=world.north, name="Salah", start=START, by=world.officer, **WHY)
    page = reverse("organization:withdraw_unit_version", args=[world.north.pk, version.pk])
    foreign = reverse("organization:withdraw_unit_version", args=[world.south.pk, version.pk])

    assert as_officer.get(foreign).status_code == 404
    saved = as_officer.post(page, {"reason": "Salah unit", "langkah": "simpan"})

    assert saved.status_code == 302
    assert queries.version_of(world.north, START).name == "Kelurahan Utara"


def test_only_the_application_administrator_adds_governments(client, world):
    page = reverse("organization:create_government")
    client.force_login(world.officer)
    assert client.get(page).status_code == 404
    client.force_login(user("pengelola", ("admin_aplikasi", None)))
    given = {
        "name": "Kota Baru", "kind": "pemerintah_kota", "zone": "WITA", "order": 0, "start": "2026-01-01",
        "dasar": "UU", "langkah": "simpan",
    }  # fmt: skip

    saved = client.post(page, given)

    assert saved.status_code == 302
    assert queries.today(Unit.objects.get(code="kota-baru")) is not None


def test_a_very_broad_unit_shows_a_table_and_the_tree_leads_to_it(as_stranger, world):
    office = unit("kota.dinas", "Dinas Pendidikan", world.city)
    for number in range(70):
        unit(f"kota.dinas.sd{number}", f"SD Negeri {number:03}", office, "sekolah")

    top = text(as_stranger.get(at("unit", world.city)))
    own = text(as_stranger.get(at("unit", office)))

    assert "70 unit di bawahnya" in top and "SD Negeri 001" not in top
    assert "SD Negeri 001" in own and "SD Negeri 069" not in own
    assert "dan 70 unit lain" in text(as_stranger.get(at("chart", world.city)))


@pytest.mark.parametrize("name", ["unit", "chart", "posts", "vacancies"])
def test_queries_do_not_grow_with_the_government(as_stranger, world, name):
    def queries_of() -> int:
        as_stranger.get(at(name, world.city))
        with CaptureQueriesContext(connection) as taken:
            assert as_stranger.get(at(name, world.city)).status_code == 200
        return len(taken)

    few = queries_of()
    for number in range(10):
        office = unit(f"kota.d{number}", f"Dinas {number}", world.city)
        head = post(f"d{number}.kepala", f"Kepala {number}", office, world.mayor, heads_unit=True)
        post(f"d{number}.staf", "Staf", office, head)

    assert queries_of() == few


@pytest.mark.slow
def test_the_page_of_a_large_government_stays_small(as_stranger, db):
    units = build_structures(by=None, on=START, large=True)

    response = as_stranger.get(at("unit", units["semarang"]))

    assert response.status_code == 200
    assert len(response.content) < 100_000


def test_the_search_of_the_site_finds_units_and_posts(world):
    from praja.organization.pages import find_posts, find_units

    units, posts = find_units(world.stranger, "utara"), find_posts(world.stranger, "lurah utara")

    assert [(one.title, one.detail) for one in units] == [("Kelurahan Utara", "Kecamatan Contoh")]
    assert [(one.title, one.detail) for one in posts] == [("Lurah Utara", "Kelurahan Utara")]
