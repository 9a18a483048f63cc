"""Opening the SKP of a year: who gets one, for which days, and who appraises."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from praja.access.queries import units_visible_to
from praja.audit.models import Event
from praja.organization.actions.mergers import merge_units
from praja.organization.models import Unit
from praja.people.models import CltnHistory, JabatanHistory, StatusHistory, StudyHistory, UnitHistory
from praja.performance.enums import KeadaanSkp
from praja.performance.models import Skp
from praja.performance.perms import OFFICERS
from praja.performance.plan.actions import changing, opening
from praja.performance.plan.opening import Appraiser, Left, Part, appraisers_of, preview
from praja.performance.plan.queries import Leaving, Why, coverage, covered_people, moved
from praja.performance.plan.refused import PlanRefused
from praja.temporal.actions import span
from praja.web.models import Notice
from tests.integration.people.conftest import Office, person, position
from tests.integration.performance.plans import agree, plan

DAY = datetime.date
MID = DAY(2026, 7, 1)


def of(office: Office, who: Any, year: int = 2026) -> list[tuple[DAY, DAY]]:
    return [(part.start, part.end) for part in preview(year, person=who.pk).ready]


def opened(office: Office, today: DAY, year: int = 2026, by: str = "pengelola") -> int:
    return opening.open_year(unit=office.dinas, year=year, by=office.user(by), on=today)


def appraiser(who: Any, post: Any, day: DAY) -> Appraiser:
    return appraisers_of([(who.pk, post.pk, day)])[0]


def test_everybody_with_a_definitive_post_gets_one_with_the_holder_of_the_superior_post(
    office: Office, today: DAY
) -> None:
    person("Tanpa Jabatan", office.dinas)

    assert opened(office, today) == 3

    sari = Skp.objects.get(person=office.sari)
    assert (sari.berlaku.lower, sari.berlaku.upper) == (DAY(2026, 1, 1), DAY(2027, 1, 1))
    assert sari.appraiser == office.section and sari.appraiser_position == office.section_post
    assert sari.versions.get().since == DAY(2026, 1, 1)
    head = Skp.objects.get(person=office.head)
    assert head.appraiser is None and head.appraiser_position is None
    assert [why for _person, why in preview(2026, units=[office.dinas.pk]).left] == [Left.JABATAN]
    event = Event.objects.get(kind="performance.skp_opened_many")
    assert event.after is not None and event.after["jumlah"] == 3
    assert Notice.objects.filter(user=office.user("sari")).count() == 1
    assert opened(office, today) == 0


def test_who_is_away_or_not_yet_there_has_none_for_those_days(office: Office) -> None:
    StatusHistory.objects.filter(person=office.sari).delete()
    since = DAY(2026, 3, 1)
    StatusHistory.objects.create(person=office.sari, status="cpns", berlaku=span(since))
    JabatanHistory.objects.filter(person=office.section).delete()
    JabatanHistory.objects.create(
        person=office.section, position=office.section_post, berlaku=span(DAY(2025, 1, 1))
    )
    CltnHistory.objects.create(person=office.section, berlaku=span(DAY(2026, 4, 1), DAY(2026, 6, 1)))
    StudyHistory.objects.create(
        person=office.head, berlaku=span(DAY(2025, 9, 1)), program="Magister", school="UI", level="s2"
    )

    assert of(office, office.sari) == [(since, DAY(2027, 1, 1))]
    assert of(office, office.section) == [
        (DAY(2026, 1, 1), DAY(2026, 4, 1)),
        (DAY(2026, 6, 1), DAY(2027, 1, 1)),
    ]
    assert preview(2026, person=office.head.pk).left == [(office.head.pk, Left.BELAJAR)]


def test_a_pppk_has_one_until_the_contract_ends_and_a_leap_day_counts(office: Office) -> None:
    StatusHistory.objects.filter(person=office.sari).delete()
    StatusHistory.objects.create(
        person=office.sari, status="pppk", contract_end=DAY(2028, 2, 29), berlaku=span(DAY(2026, 3, 1))
    )

    assert of(office, office.sari, 2028) == [(DAY(2028, 1, 1), DAY(2028, 3, 1))]
    assert preview(2029, person=office.sari.pk).left == [(office.sari.pk, Left.STATUS)]


def test_two_posts_of_a_year_make_two_skp(office: Office, today: DAY) -> None:
    other = position("sosial.staf2", "Penelaah", "pelaksana", office.dinas, office.head_post)
    JabatanHistory.objects.filter(person=office.sari).delete()
    for post, days in (
        (office.staff_post, span(DAY(2020, 1, 1), MID)),
        (other, span(MID)),
    ):
        JabatanHistory.objects.create(person=office.sari, position=post, berlaku=days)

    opened(office, today)

    first, second = Skp.objects.filter(person=office.sari).order_by("berlaku")
    assert (first.berlaku.upper, second.berlaku.lower) == (MID, MID)
    assert (first.appraiser, second.appraiser) == (office.section, office.head)


def test_who_acts_for_the_own_superior_is_appraised_one_step_above(office: Office, today: DAY) -> None:
    JabatanHistory.objects.filter(person=office.section).delete()
    vacant = appraiser(office.sari, office.staff_post, today)
    JabatanHistory.objects.create(
        person=office.sari, position=office.section_post, how="plt", berlaku=span(DAY(2026, 1, 1))
    )

    acting = appraiser(office.sari, office.staff_post, today)

    assert vacant == Appraiser(None, office.section_post.pk)
    assert acting == Appraiser(office.head.pk, office.head_post.pk)


def test_only_officers_of_the_unit_open_a_year_near_this_one(office: Office, today: DAY) -> None:
    for by in ("pengelola_lain", "auditor", "kepala_unit", "sari", "bendahara"):
        with pytest.raises(PlanRefused):
            opened(office, today, by=by)
    with pytest.raises(PlanRefused, match="tahun ini"):
        opened(office, today, year=2030)
    assert not Skp.objects.exists()


def test_one_opens_ones_own_where_it_is_missing_and_nobody_elses(office: Office, today: DAY) -> None:
    def open_of(who: Any, by: str) -> Any:
        return opening.open_own(person=who, year=2026, by=office.user(by), on=today)

    with pytest.raises(PlanRefused, match="orang lain"):
        open_of(office.section, "sari")
    (made,) = open_of(office.sari, "sari")
    assert made.appraiser == office.section
    with pytest.raises(PlanRefused, match="sudah ada"):
        open_of(office.sari, "sari")
    with pytest.raises(PlanRefused, match="jabatan definitif"):
        open_of(office.stranger, "stranger")


def test_the_database_refuses_two_skp_at_a_time_and_being_ones_own_appraiser(office: Office) -> None:
    first = plan(office.sari, office.section)
    with pytest.raises(IntegrityError, match="skp_one_at_a_time"), transaction.atomic():
        plan(office.sari, office.section, days=(MID, DAY(2027, 1, 1)))
    with pytest.raises(IntegrityError, match="skp_not_own_appraiser"), transaction.atomic():
        Skp.objects.filter(pk=first.pk).update(appraiser=office.sari)


def test_opening_asks_as_many_questions_for_many_as_for_few(office: Office, today: DAY) -> None:
    def asked(year: int) -> int:
        with CaptureQueriesContext(connection) as found:
            opened(office, today, year)
        return len(found)

    few = asked(2025)
    for number in range(30):
        person(f"Pegawai {number}", office.dinas, office.staff_post)

    assert asked(2026) == few
    assert Skp.objects.filter(year=2026).count() == 33


def test_a_move_ends_the_skp_on_the_day_before_and_opens_the_next(office: Office, today: DAY) -> None:
    skp = plan(
        office.sari, office.section,
        lines=[("Tetap pada jabatan", [{"text": "Satu"}]), ("Ikut orangnya", [{"text": "Dua"}])],
        agreed=False,
    )  # fmt: skip
    version = skp.versions.get()
    version.rhk_versions.filter(text="Ikut orangnya").update(scope="individu")
    agree(version)
    Skp.objects.filter(pk=skp.pk).update(state=KeadaanSkp.BERJALAN)
    officer = office.user("pengelola")
    with pytest.raises(PlanRefused, match="masih memegang"):
        changing.follow_move(skp=skp, by=officer, on=today)
    other = position("sosial.staf2", "Penelaah", "pelaksana", office.dinas, office.head_post)
    JabatanHistory.objects.filter(person=office.sari).update(berlaku=span(DAY(2019, 3, 1), MID))
    JabatanHistory.objects.create(person=office.sari, position=other, berlaku=span(MID))
    assert moved(Unit.objects.filter(pk=office.dinas.pk), today) == {skp.pk: Leaving(MID)}

    (new,) = changing.follow_move(skp=skp, by=officer, on=today)

    skp.refresh_from_db()
    assert (skp.state, skp.berlaku.upper) == (KeadaanSkp.BERAKHIR, MID)
    assert (new.berlaku.lower, new.position, new.appraiser) == (MID, other, office.head)
    assert [row.text for row in new.versions.get().rhk_versions.all()] == ["Ikut orangnya"]
    assert moved(Unit.objects.filter(pk=office.dinas.pk), today) == {}


@pytest.mark.parametrize("history", [CltnHistory, StudyHistory])
def test_who_is_away_from_within_the_year_ends_the_skp_and_goes_on_afterwards(
    office: Office, today: DAY, history: Any
) -> None:
    skp = plan(office.sari, office.section)
    more = {} if history is CltnHistory else {"program": "Kebijakan publik", "school": "Undip", "level": "S2"}
    history.objects.create(person=office.sari, berlaku=span(MID, DAY(2026, 12, 1)), **more)
    dinas = Unit.objects.filter(pk=office.dinas.pk)
    assert moved(dinas, today) == {skp.pk: Leaving(MID, Why.AWAY)}
    assert moved(dinas, today, besides=office.sari.pk) == {}

    (after,) = changing.follow_move(skp=skp, by=office.user("pengelola"), on=today)

    skp.refresh_from_db()
    assert (skp.state, skp.berlaku.upper) == (KeadaanSkp.BERAKHIR, MID)
    assert "tugas belajar" in skp.ended_because
    assert (after.berlaku.lower, after.berlaku.upper) == (DAY(2026, 12, 1), DAY(2027, 1, 1))
    assert moved(dinas, today) == {}


def test_of_a_merged_unit_the_skp_ends_with_it_and_goes_on_in_the_other_with_its_content(
    office: Office, today: DAY
) -> None:
    skp = plan(office.sari, office.section)
    for who in (office.sari, office.section, office.head):
        UnitHistory.objects.filter(person=who).update(berlaku=span(DAY(2019, 1, 1), MID))
        UnitHistory.objects.create(person=who, unit=office.other, berlaku=span(MID))
    JabatanHistory.objects.filter(person=office.head).update(berlaku=span(DAY(2019, 1, 1), MID))
    admin = office.user("admin")
    merge_units(units=[office.dinas], into=office.other, start=MID, by=admin, on=today,
                reason="Penggabungan dinas", dasar="Perda 1/2026")  # fmt: skip
    seen = units_visible_to(admin, today, *OFFICERS)
    assert moved(seen, today) == {skp.pk: Leaving(MID, Why.UNIT)}

    (after,) = changing.follow_move(skp=skp, by=admin, on=today)

    skp.refresh_from_db()
    assert (skp.state, skp.berlaku.upper, skp.unit) == (KeadaanSkp.BERAKHIR, MID, office.dinas)
    assert (after.unit, after.position, after.berlaku.lower) == (office.other, skp.position, MID)
    assert after.versions.get().rhk_versions.get().text == "Bantuan diterima oleh keluarga yang berhak"
    assert after.versions.get().indicator_versions.get().text == "Bantuan yang tepat sasaran"
    assert moved(seen, today) == {}


def test_who_left_the_post_before_being_away_left_it_first(office: Office, today: DAY) -> None:
    skp = plan(office.sari, office.section)
    JabatanHistory.objects.filter(person=office.sari).update(berlaku=span(DAY(2019, 3, 1), MID))
    CltnHistory.objects.create(person=office.sari, berlaku=span(DAY(2026, 9, 1), DAY(2026, 12, 1)))

    assert moved(Unit.objects.filter(pk=office.dinas.pk), today) == {skp.pk: Leaving(MID)}


def test_nobody_follows_their_own_move_or_cancels_their_own(office: Office, today: DAY) -> None:
    officer = office.user("pengelola")
    office.sari.account, before = officer, office.sari.account
    office.sari.save()
    skp = plan(office.sari, office.section, agreed=False)

    for act in (
        lambda: changing.follow_move(skp=skp, by=officer, on=today),
        lambda: opening.cancel(skp=skp, reason="Dibuka karena keliru", by=officer, on=today),
        lambda: changing.change_appraiser(
            skp=skp, person=office.head, reason="Ingin penilai lain", by=officer, on=today
        ),
    ):
        with pytest.raises(PlanRefused):
            act()
    opening.cancel(skp=skp, reason="Dibuka karena keliru", by=office.user("admin"), on=today)
    skp.refresh_from_db()
    assert skp.state == KeadaanSkp.DIBATALKAN
    assert before is not None


def test_the_appraiser_is_never_the_person_nor_somebody_below(office: Office, today: DAY) -> None:
    skp = plan(office.section, office.head)

    def change(who: Any, **more: Any) -> Skp:
        return changing.change_appraiser(
            skp=skp,
            person=who,
            reason="Atasan berhalangan tetap",
            by=office.user("pengelola"),
            on=today,
            **more,
        )

    with pytest.raises(PlanRefused, match="sendiri"):
        change(office.section)
    with pytest.raises(PlanRefused, match="bawahan"):
        change(office.sari)
    with pytest.raises(PlanRefused, match="NIP"):
        change(None)
    assert change(office.stranger).appraiser == office.stranger
    outside = change(None, name="H. Wali", title="Wali Kota")
    assert (outside.appraiser, outside.appraiser_name) == (None, "H. Wali")


def test_coverage_tells_each_stage_and_opens_to_its_people(office: Office, today: DAY) -> None:
    plan(office.sari, office.section, understood=True)
    plan(office.section, office.head, agreed=False)

    (row,) = coverage(office.user("kepala_unit"), today)
    assert (row.people, row.none, row.draft, row.waiting, row.agreed, row.understood) == (3, 1, 1, 0, 0, 1)
    people: Any = covered_people(office.user("kepala_unit"), office.dinas, today)
    assert {one.name: one.stage for one in people} == {
        "Sari Utami": "dipahami", "Siti Seksi": "disusun", "Hadi Kepala": "tanpa",
    }  # fmt: skip
    assert not covered_people(office.user("pengelola_lain"), office.dinas, today).exists()
    assert coverage(office.user("bendahara"), today) == []


def test_a_part_takes_the_nearest_day() -> None:
    part: Any = Part(None, None, None, DAY(2026, 3, 1), DAY(2026, 4, 1), False)  # type: ignore[arg-type]

    assert [part.day(day) for day in (DAY(2026, 1, 1), DAY(2026, 3, 5), DAY(2026, 9, 9))] == [
        DAY(2026, 3, 1), DAY(2026, 3, 5), DAY(2026, 3, 31),
    ]  # fmt: skip


def test_a_new_unit_and_post_on_the_same_day_are_one_part(office: Office) -> None:
    UnitHistory.objects.filter(person=office.sari).update(berlaku=span(DAY(2019, 3, 1), MID))
    UnitHistory.objects.create(person=office.sari, unit=office.other, berlaku=span(MID))
    JabatanHistory.objects.filter(person=office.sari).update(berlaku=span(DAY(2019, 3, 1), MID))
    JabatanHistory.objects.create(person=office.sari, position=office.other_post, berlaku=span(MID))

    parts = preview(2026, person=office.sari.pk).ready

    assert [(part.unit, part.start) for part in parts] == [
        (office.dinas.pk, DAY(2026, 1, 1)), (office.other.pk, MID),
    ]  # fmt: skip
