"""What was recorded ahead of its day is done when the day comes at the workplace; roles are looked at."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from praja.access import actions as access
from praja.access.actions import RoleRefused
from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.pages import to_review
from praja.access.queries import has_role, holders, roles_of
from praja.accounts import actions as accounts
from praja.accounts.models import User
from praja.audit.models import Event
from praja.jobs import testing
from praja.organization.models import UnitVersion
from praja.people.actions import correct_sk, end_status, preview_sk, record_sk, undo_end, withdraw_sk
from praja.people.actions.day import do_what_is_due
from praja.people.models import Person
from praja.people.tasks import day_has_come
from tests.integration.people.conftest import LONG_AGO, TODAY, Office, person, role

DAY = datetime.timedelta(days=1)
WIB, WIT = zoneinfo.ZoneInfo("Asia/Jakarta"), zoneinfo.ZoneInfo("Asia/Jayapura")


def at(day: datetime.date, hour: int, minute: int = 0, zone: Any = WIB) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def account_of(person: Person) -> User:
    return User.objects.get(person=person)


def signed_in_since(person: Person, moment: datetime.datetime) -> None:
    User.objects.filter(person=person).update(last_login=moment, created_at=moment - 100 * DAY)


def leave(office: Office, last: datetime.date) -> None:
    end_status(
        person=office.sari, why="pensiun", last=last, sk_number="888/1", by=office.user("pengelola"), on=TODAY
    )


def move(office: Office, start: datetime.date) -> Any:
    return record_sk(
        kind="unit", person=office.sari, start=start, content={"unit": office.other}, sk_number="824/1",
        by=office.user("admin"), on=TODAY,
    )  # fmt: skip


def post(office: Office, how: str, position: Any, start: datetime.date, by: str = "pengelola") -> Any:
    return record_sk(
        kind="jabatan", person=office.sari, start=start,
        last=None if how == "definitif" else start + 30 * DAY,
        content={"position": position, "how": how}, sk_number="821/1", by=office.user(by), on=TODAY,
    )  # fmt: skip


# --- the day


def test_an_account_is_closed_when_the_last_day_is_over(office: Office) -> None:
    last = TODAY + 10 * DAY
    leave(office, last)
    assert account_of(office.sari).is_active and account_of(office.sari).sessions_end is None

    assert do_what_is_due(at(last, 23, 59)) == (0, 0)
    assert do_what_is_due(at(last + DAY, 0, 1)) == (1, 0)

    assert not account_of(office.sari).is_active and account_of(office.sari).sessions_end is not None
    told = Event.objects.get(kind="accounts.disabled")
    assert told.target_id == str(account_of(office.sari).pk) and told.actor_id is None and told.reason


def test_the_day_begins_sooner_in_the_east(office: Office) -> None:
    UnitVersion.objects.filter(unit=office.dinas).update(zone="WIT")
    last = TODAY + 10 * DAY
    leave(office, last)

    assert do_what_is_due(at(last, 23, 59, WIT)) == (0, 0)
    assert do_what_is_due(at(last, 22, 1, WIB)) == (1, 0)


def test_it_is_done_once_and_an_admin_may_open_the_account_again(office: Office) -> None:
    leave(office, TODAY + DAY)
    when = at(TODAY + 5 * DAY, 3)  # the worker stood still for days
    assert do_what_is_due(when) == (1, 0)
    # in the test the clock of the database is not moved
    User.objects.filter(person=office.sari).update(closed_at=when)
    accounts.enable(user=account_of(office.sari), by=office.user("admin_aplikasi"), reason="Mengurus berkas")

    assert do_what_is_due(when + DAY) == (0, 0)
    assert account_of(office.sari).is_active


def test_what_was_undone_before_its_day_does_not_happen(office: Office) -> None:
    leave(office, TODAY + 10 * DAY)
    undo_end(person=office.sari, reason="SK dibatalkan", by=office.user("pengelola"), on=TODAY)

    assert do_what_is_due(at(TODAY + 20 * DAY, 3)) == (0, 0)


def test_sessions_end_on_the_day_of_a_move(office: Office) -> None:
    start = TODAY + 10 * DAY
    signed_in_since(office.sari, at(TODAY, 8))
    move(office, start)
    assert account_of(office.sari).sessions_end is None

    assert do_what_is_due(at(start - DAY, 23, 59)) == (0, 0)
    assert do_what_is_due(at(start, 0, 1)) == (0, 1)
    User.objects.filter(person=office.sari).update(sessions_end=at(start, 0, 1))
    assert do_what_is_due(at(start, 1, 1)) == (0, 0)

    assert account_of(office.sari).is_active
    assert Event.objects.filter(kind="accounts.sessions_ended").count() == 1


def test_a_definitive_post_in_another_unit_is_a_move_and_one_in_the_same_is_not(office: Office) -> None:
    start = TODAY + 10 * DAY
    signed_in_since(office.sari, at(TODAY, 8))
    post(office, "definitif", office.section_post, start)
    assert do_what_is_due(at(start, 1)) == (0, 0)

    post(office, "definitif", office.other_post, start + DAY, by="admin")
    assert do_what_is_due(at(start + DAY, 1)) == (0, 1)


def test_the_job_is_one_that_comes_again(office: Office) -> None:
    leave(office, TODAY - 400 * DAY)
    User.objects.filter(person=office.sari).update(is_active=True, closed_at=None)

    day_has_come.defer(timestamp=0)

    assert "people.day" in testing.run_all()
    assert not account_of(office.sari).is_active


# --- recording


@pytest.mark.parametrize("how", ["plt", "plh"])
def test_acting_somewhere_does_not_end_sessions(office: Office, how: str) -> None:
    post(office, how, office.other_post, TODAY, by="admin")

    assert account_of(office.sari).sessions_end is None


def test_another_post_in_the_same_unit_does_not_either_but_one_elsewhere_does(office: Office) -> None:
    post(office, "definitif", office.section_post, TODAY - DAY)
    assert account_of(office.sari).sessions_end is None

    post(office, "definitif", office.other_post, TODAY, by="admin")
    assert account_of(office.sari).sessions_end is not None


def test_withdrawing_a_move_ends_the_sessions_of_the_new_place(office: Office) -> None:
    row = move(office, TODAY - 3 * DAY)
    User.objects.filter(person=office.sari).update(sessions_end=None)

    withdraw_sk(row=row, reason="Salah orang", by=office.user("admin"), on=TODAY)

    assert account_of(office.sari).sessions_end is not None


# --- roles


@pytest.fixture
def treasurer(office: Office) -> RoleHeld:
    """Sari is bendahara of her dinas."""
    role(office.user("sari"), Role.BENDAHARA, office.dinas)
    return RoleHeld.objects.get(user=office.user("sari"))


def test_roles_are_named_before_a_move_is_recorded(office: Office, treasurer: RoleHeld) -> None:
    asked: dict[str, Any] = {
        "kind": "unit", "person": office.sari, "sk_number": "1", "by": office.user("admin"), "on": TODAY,
    }  # fmt: skip

    away = preview_sk(start=TODAY, content={"unit": office.other}, **asked)
    here = preview_sk(start=TODAY, content={"unit": office.dinas}, **asked)

    note = "Peran yang perlu ditinjau: Bendahara (pembuat daftar), Dinas Sosial."
    assert note in away.notes and note not in here.notes


def test_who_may_take_roles_away_is_asked_until_they_decide(office: Office, treasurer: RoleHeld) -> None:
    move(office, TODAY + 10 * DAY)

    (task,) = to_review(office.user("admin"), TODAY)
    assert task.count == 1 and task.due == TODAY + 10 * DAY and "keadaan=tinjau" in task.url
    for other in ("pengelola", "auditor", "admin_aplikasi", "sari"):
        assert to_review(office.user(other), TODAY) == []

    with pytest.raises(RoleRefused):
        access.keep(held=treasurer, reason="x", by=office.user("pengelola"))
    access.keep(held=treasurer, reason="Sampai akhir bulan", by=office.user("admin"), on=TODAY)

    assert to_review(office.user("admin"), TODAY) == []
    assert Event.objects.get(kind="access.role_kept").reason == "Sampai akhir bulan"
    assert roles_of(office.user("sari"), TODAY + 20 * DAY) == [treasurer]


def test_a_move_that_is_corrected_or_withdrawn_asks_accordingly(office: Office, treasurer: RoleHeld) -> None:
    row = move(office, TODAY + 10 * DAY)
    later = correct_sk(
        row=row, start=TODAY + 20 * DAY, content={"unit": office.other}, sk_number="824/1",
        reason="TMT keliru", by=office.user("admin"), on=TODAY,
    )  # fmt: skip
    treasurer.refresh_from_db()
    assert treasurer.review_from == TODAY + 20 * DAY

    withdraw_sk(row=later, reason="Batal", by=office.user("admin"), on=TODAY)
    treasurer.refresh_from_db()
    assert treasurer.review_from is None


def test_the_page_of_a_role_lets_an_admin_decide(client: Any, office: Office, treasurer: RoleHeld) -> None:
    move(office, timezone.localdate())
    client.force_login(office.user("admin"))
    url = reverse("access:role", args=[treasurer.number])
    assert "Peran ini perlu ditinjau" in client.get(url).content.decode()
    assert "Sari Utami" in client.get(reverse("access:list") + "?keadaan=tinjau").content.decode()

    assert client.post(reverse("access:keep", args=[treasurer.number]), {"reason": ""}).status_code == 422
    client.post(reverse("access:keep", args=[treasurer.number]), {"reason": "Masih merangkap"})

    assert "Peran ini perlu ditinjau" not in client.get(url).content.decode()


def test_roles_of_somebody_who_has_left_give_no_rights(office: Office) -> None:
    account = office.user("sari")
    role(account, Role.PENGELOLA_KEPEGAWAIAN, office.dinas)
    leave(office, TODAY)

    def reads(day: datetime.date) -> tuple[bool, bool]:
        mine = has_role(account, Role.PENGELOLA_KEPEGAWAIAN, unit=office.dinas, on=day)
        return mine, account in holders(Role.PENGELOLA_KEPEGAWAIAN, unit=office.dinas, on=day)

    assert reads(TODAY) == (True, True)
    assert reads(TODAY + DAY) == (False, False)
    (task,) = to_review(office.user("admin"), TODAY)
    assert task.due == TODAY + DAY


def test_becoming_pns_is_no_leave(office: Office) -> None:
    from praja.people.models import StatusHistory
    from praja.temporal.actions import span

    account = office.user("sari")
    held = role(account, Role.AUDITOR, office.dinas)
    StatusHistory.objects.filter(person=office.sari).delete()
    StatusHistory.objects.create(
        person=office.sari, status="cpns", ended_by="diangkat_pns", berlaku=span(LONG_AGO, TODAY)
    )
    StatusHistory.objects.create(person=office.sari, status="pns", berlaku=span(TODAY))

    assert has_role(held, Role.AUDITOR, unit=office.dinas, on=TODAY)
    assert do_what_is_due(at(TODAY, 9)) == (0, 0)


# --- who acts as superior


def test_a_plt_reads_of_subordinates_and_not_of_themself(client: Any, office: Office) -> None:
    today = timezone.localdate()
    record_sk(
        kind="jabatan", person=office.sari, start=today, last=today + 30 * DAY, sk_number="821/1",
        content={"position": office.section_post, "how": "plt"}, by=office.user("pengelola"), on=today,
    )  # fmt: skip
    colleague = person("Tono Staf", office.dinas, office.staff_post, sex="L")
    client.force_login(office.user("sari"))

    listed = client.get(reverse("people:list") + "?ekspor=csv").getvalue().decode()
    due = client.get(reverse("people:due") + "?ekspor=csv").getvalue().decode()

    assert colleague.nip in listed and office.sari.nip not in listed
    assert colleague.nip in due and office.sari.nip not in due
    assert client.get(reverse("people:own")).status_code == 200


def test_an_officer_stands_in_the_list_of_their_own_unit(client: Any, office: Office) -> None:
    role(office.user("sari"), Role.PENGELOLA_KEPEGAWAIAN, office.dinas)
    client.force_login(office.user("sari"))

    assert office.sari.nip in client.get(reverse("people:list") + "?ekspor=csv").getvalue().decode()


def test_the_page_of_leaving_names_the_roles(client: Any, office: Office, treasurer: RoleHeld) -> None:
    client.force_login(office.user("admin"))
    day = timezone.localdate().isoformat()
    data = {"why": "pensiun", "last": day, "sk_number": "888/1", "langkah": "lihat"}

    page = client.post(reverse("people:end", args=[office.sari.pk]), data).content.decode()

    assert "Peran yang perlu ditinjau: Bendahara (pembuat daftar), Dinas Sosial." in page
