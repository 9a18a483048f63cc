"""Who sees what of whom."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praja.people.models import JabatanHistory, KgbHistory, StatusHistory, UnitHistory
from praja.people.perms import (
    Section,
    can_edit_person,
    can_see_person,
    can_see_secret,
    is_superior_of,
    sections_open_to,
)
from praja.people.queries import matching, people_visible_to, person_visible_to
from praja.people.shell import find_sk
from praja.temporal import actions as temporal
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office

DAY = datetime.timedelta(days=1)
ALL = frozenset(Section)
NO_CONTACT = ALL - {Section.KONTAK}


@pytest.mark.parametrize(
    ("who", "opened"),
    [
        ("sari", ALL),
        ("section", {Section.KARIER}),
        ("head", {Section.KARIER}),
        ("kepala_unit", {Section.KARIER}),
        ("pengelola", ALL),
        ("admin", ALL),
        ("auditor", ALL),
        ("bendahara", NO_CONTACT),
        ("pengelola_lain", set()),
        ("stranger", set()),
        ("tapd", set()),
        ("admin_aplikasi", set()),
    ],
)
def test_sections(office: Office, who: str, opened: set[Section]) -> None:
    user = office.user(who)

    assert sections_open_to(user, office.sari, TODAY) == opened
    assert can_see_person(user, office.sari, TODAY) is bool(opened)
    assert (office.sari in people_visible_to(user, TODAY)) is bool(opened)
    assert (person_visible_to(user, office.sari.pk, TODAY) == office.sari) is bool(opened)


def test_only_officers_of_the_unit_edit_and_nobody_edits_themself(office: Office) -> None:
    able = {name for name, user in office.users.items() if can_edit_person(user, office.sari, TODAY)}

    assert able == {"pengelola", "admin"}
    office.sari.account = office.user("pengelola")
    assert not can_edit_person(office.user("pengelola"), office.sari, TODAY)


def test_nik_is_for_oneself_and_officers(office: Office) -> None:
    able = {name for name, user in office.users.items() if can_see_secret(user, office.sari, TODAY)}

    assert able == {"sari", "pengelola", "admin"}


def test_subordinate_does_not_see_the_superior(office: Office) -> None:
    assert not can_see_person(office.user("sari"), office.section, TODAY)
    assert not is_superior_of(office.user("section"), office.head, TODAY)


def test_former_superior_loses_sight_with_the_last_day(office: Office) -> None:
    held = JabatanHistory.objects.get(person=office.section)
    temporal.end(held, TODAY, by=None)  # yesterday was the last day

    assert is_superior_of(office.user("section"), office.sari, TODAY - DAY)
    assert not is_superior_of(office.user("section"), office.sari, TODAY)
    assert not can_see_person(office.user("section"), office.sari, TODAY)


def test_plt_is_superior_in_the_window_and_not_a_day_longer(office: Office) -> None:
    first, last = TODAY - 10 * DAY, TODAY + 10 * DAY
    JabatanHistory.objects.create(
        person=office.stranger, position=office.section_post, how="plt", berlaku=span(first, last + DAY)
    )
    user = office.user("stranger")

    seen = [can_see_person(user, office.sari, day) for day in (first - DAY, first, last, last + DAY)]
    listed = [office.sari in people_visible_to(user, day) for day in (first - DAY, first, last, last + DAY)]

    assert seen == listed == [False, True, True, False]


def test_moved_person_is_seen_by_the_new_unit_only(office: Office) -> None:
    temporal.record(
        UnitHistory(person=office.sari, unit=office.other, berlaku=span(TODAY)), by=None, close_previous=True
    )

    assert not can_see_person(office.user("pengelola"), office.sari, TODAY)
    assert can_see_person(office.user("pengelola_lain"), office.sari, TODAY)
    assert can_see_person(office.user("pengelola"), office.sari, TODAY - DAY)
    assert office.sari in people_visible_to(office.user("pengelola_lain"), TODAY)
    assert office.sari not in people_visible_to(office.user("pengelola"), TODAY)


def test_who_has_left_or_is_yet_to_come_stays_with_the_unit(office: Office) -> None:
    temporal.end(UnitHistory.objects.get(person=office.sari), TODAY - 30 * DAY, by=None)

    for day in (TODAY, datetime.date(2016, 1, 1)):
        assert can_see_person(office.user("pengelola"), office.sari, day) is True
    assert office.sari in people_visible_to(office.user("pengelola"), TODAY)
    assert office.sari not in people_visible_to(office.user("pengelola_lain"), TODAY)


def test_a_raise_is_found_by_its_sk_only_where_pay_is_open(office: Office) -> None:
    said = {"golongan": "III/a", "mkg_years": 0, "gaji_pokok": 2_785_700}
    KgbHistory.objects.create(person=office.sari, berlaku=span(TODAY, None), sk_number="822.3/7", **said)
    StatusHistory.objects.filter(person=office.sari).update(sk_number="821.1/9")

    def found(who: str, text: str) -> set[str]:
        user = office.user(who)
        people = people_visible_to(user, TODAY).filter(matching(text, user, TODAY))
        assert [one.title for one in find_sk(user, text)] == [one.full_name for one in people]
        return {one.name for one in people}

    for who in ("pengelola", "sari"):
        assert found(who, "822.3/7") == found(who, "821.1/9") == {"Sari Utami"}
    assert (found("section", "822.3/7"), found("section", "821.1/9")) == (set(), {"Sari Utami"})


def test_disabled_account_sees_nobody(office: Office) -> None:
    user = office.user("admin")
    user.is_active = False

    assert not people_visible_to(user, TODAY)
    assert not can_see_person(user, office.sari, TODAY)


def test_visible_people_are_one_query_besides_roles(office: Office) -> None:
    with CaptureQueriesContext(connection) as seen:
        list(people_visible_to(office.user("admin"), TODAY))

    assert len(seen) <= 4
