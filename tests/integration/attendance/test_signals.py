"""Attacks on check-in (group 18): each leaves a signal that people answer, and none changes what counts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.attendance.checkin.actions.checkins import check_in
from praja.attendance.checkin.moments import page_made
from praja.attendance.models import CheckIn, Signal, Tap
from praja.attendance.signals import actions
from praja.attendance.signals.actions import SignalRefused
from praja.attendance.signals.finding import find
from praja.attendance.signals.tasks import look
from praja.attendance.signals.telling import seen
from praja.people.models import Person
from praja.web.models import Notice
from tests.integration.attendance.leaves import approved
from tests.integration.attendance.phones import agreed, picture, said, terms
from tests.integration.people.conftest import Office

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
FIRST = datetime.datetime(2026, 11, 2, 0, 20, tzinfo=datetime.UTC)
LAST = datetime.date(2026, 11, 24)
Press = Callable[..., CheckIn]


@pytest.fixture
def press(office: Office) -> Iterator[Press]:
    """Yield what lets somebody check in at a moment, as an honest phone does unless told otherwise."""
    terms(office.dinas, photo="boleh")
    number = iter(range(10_000))
    known: set[Person] = set()

    def pressed(person: Person, at: datetime.datetime, **more: Any) -> CheckIn:
        if person not in known:
            agreed(person, LAST)
            known.add(person)
        more.setdefault("metres", next(number) * 0.7 % 50)
        if (data := more.pop("photo", None)) is not None:
            more["photo"] = SimpleUploadedFile("a.jpg", data, "image/jpeg")
        now = more.pop("now", None) or at
        told = said(person, at, sent=more.pop("sent", now), **more)
        return check_in(person=person, said=told, by=person.account, now=now)

    yield pressed


def kinds() -> dict[str, tuple[int, datetime.date, datetime.date]]:
    return {one.kind: (one.count, one.first, one.last) for one in Signal.objects.all()}


def test_an_honest_month_leaves_no_signal(office: Office, press: Press) -> None:
    for number in range(11):
        at = FIRST + number * 1.5 * DAY
        press(office.sari, at, photo=picture(number + 1))
        press(office.section, at + HOUR)

    assert find(LAST) == []


def test_identical_coordinates_for_weeks(office: Office, press: Press) -> None:
    for number in range(9):
        press(office.sari, FIRST + number * 2 * DAY, metres=7)
    assert find(LAST) == []

    press(office.sari, FIRST + 18 * DAY, metres=7)

    assert find(LAST) == [office.sari.pk]
    assert kinds() == {"sama": (10, FIRST.date(), (FIRST + 18 * DAY).date())}
    assert "-7.0" not in str(Signal.objects.values_list("key", "facts").get())


def test_impossible_speed(office: Office, press: Press) -> None:
    press(office.sari, FIRST)
    press(office.sari, FIRST + HOUR, metres=150_000)  # 150 km/h: the toll road
    press(office.section, FIRST)
    press(office.section, FIRST + HOUR, metres=260_000, accuracy=50)

    assert find(LAST) == [office.section.pk]
    assert "km/jam" in seen(Signal.objects.get())
    assert Signal.objects.get().facts["kmj"] == 260


def test_a_position_that_is_made_up(office: Office, press: Press) -> None:
    made = press(office.sari, FIRST, mock=True)

    find(LAST)

    assert kinds() == {"palsu": (1, FIRST.date(), FIRST.date())}
    assert made.state == CheckIn.State.TERCATAT, "A signal is no verdict."


def test_one_phone_for_several_people(office: Office, press: Press) -> None:
    press(office.sari, FIRST, phone="x")
    press(office.section, FIRST + HOUR, phone="x")
    press(office.head, FIRST + HOUR, phone="y")

    assert set(find(LAST)) == {office.sari.pk, office.section.pk}
    of_sari = Signal.objects.get(person=office.sari)
    assert of_sari.facts["lain"] == [str(office.section.pk)]
    assert "Siti" not in seen(of_sari)


def test_a_clock_that_was_set_back(office: Office, press: Press) -> None:
    # At 09.00 the page was loaded; then the clock was set back to 07.20, and forward again to send.
    late = FIRST + datetime.timedelta(minutes=100)
    made = press(
        office.sari,
        FIRST,
        now=late,
        sent=late,
        page=page_made(office.sari.pk, late - datetime.timedelta(minutes=2)),
    )

    find(LAST)

    assert made.at == late - datetime.timedelta(minutes=1), "No earlier than the page itself has counted."
    assert list(kinds()) == ["jam"]


def test_a_clock_that_jumps(office: Office, press: Press) -> None:
    press(office.sari, FIRST)
    press(office.sari, FIRST + HOUR, sent=FIRST + 3 * HOUR, now=FIRST + HOUR)

    find(LAST)

    assert list(kinds()) == ["jam"]


def test_a_photo_that_is_used_again(office: Office, press: Press) -> None:
    press(office.sari, FIRST, photo=picture(5))
    press(office.sari, FIRST + DAY, photo=picture(5, quality=30))
    press(office.section, FIRST + 2 * DAY, photo=picture(5))

    find(LAST)

    assert {one.person_id: one.facts["orang"] for one in Signal.objects.all()}[office.section.pk] == 1
    assert set(kinds()) == {"foto"}


def test_taps_during_leave(office: Office, press: Press) -> None:
    press(office.sari, FIRST + 16 * DAY)
    press(office.sari, FIRST + 17 * DAY)
    press(office.section, FIRST + 16 * DAY)
    leave = approved(office.sari, datetime.date(2026, 11, 18), datetime.date(2026, 11, 20))
    approved(office.section, datetime.date(2026, 11, 18), datetime.date(2026, 11, 18), half="pagi")

    assert find(LAST) == [office.sari.pk]
    signal = Signal.objects.get()
    assert (signal.key, signal.count, signal.facts["jenis"]) == (str(leave.pk), 2, "cuti_tahunan")
    assert "Cuti tahunan" in seen(signal)


def test_a_replayed_request_changes_nothing(office: Office, press: Press) -> None:
    told = said(office.sari, FIRST, metres=3)
    agreed(office.sari, LAST)
    for turn in range(3):
        check_in(person=office.sari, said=told, by=office.user("sari"), now=FIRST + turn * DAY)

    assert Tap.objects.count() == CheckIn.objects.count() == 1


def test_found_again_it_grows_and_what_is_explained_stays(office: Office, press: Press) -> None:
    press(office.sari, FIRST, mock=True)
    assert find(LAST) == [office.sari.pk]
    press(office.sari, FIRST + DAY, mock=True)
    assert find(LAST) == []
    one = Signal.objects.get()
    assert one.count == 2

    actions.note(signal=one, text="Ponsel uji milik Diskominfo.", by=office.user("pengelola"), on=LAST)
    press(office.sari, FIRST + 2 * DAY, mock=True)
    find(LAST)
    one.refresh_from_db()
    assert (one.count, one.last) == (2, (FIRST + DAY).date())


def test_it_takes_as_many_queries_for_many_as_for_one(office: Office, press: Press) -> None:
    press(office.sari, FIRST, mock=True)
    with CaptureQueriesContext(
        connection,
    ) as first:
        find(LAST)
    for person in (office.section, office.head):
        press(person, FIRST, mock=True)
    with CaptureQueriesContext(connection) as second:
        find(LAST)

    assert len(first) == len(second) <= 10


# --- people


@pytest.fixture
def shared(office: Office, press: Press) -> Signal:
    press(office.sari, FIRST, phone="x")
    press(office.section, FIRST + HOUR, phone="x")
    find(LAST)
    return Signal.objects.get(person=office.sari)


def test_the_person_answers_and_an_officer_closes(office: Office, shared: Signal, client: Any) -> None:
    url = reverse("attendance:signal", args=[shared.pk])
    client.force_login(office.user("sari"))
    assert "1 orang lain" in client.get(reverse("attendance:signals_mine")).content.decode()
    page = client.get(url).content.decode()
    assert "Siti" not in page
    said = {"text": "Ponsel saya mati, saya meminjam ponsel Bu Siti."}
    assert client.post(reverse("attendance:signal_note", args=[shared.pk]), said).status_code == 404
    client.post(reverse("attendance:signal_answer", args=[shared.pk]), said)

    client.force_login(office.user("pengelola"))
    page = client.get(url).content.decode()
    assert "meminjam ponsel Bu Siti" in page and "Siti Seksi" in page
    assert "Sari Utami" in client.get(reverse("attendance:signals"), {"keadaan": "dijawab"}).content.decode()
    assert client.post(reverse("attendance:signal_note", args=[shared.pk]), {"text": "ok"}).status_code == 400
    client.post(
        reverse("attendance:signal_note", args=[shared.pk]), {"text": "Dipinjamkan, dibenarkan keduanya."}
    )
    shared.refresh_from_db()
    assert shared.noted_by == office.user("pengelola")
    with pytest.raises(SignalRefused):
        actions.answer(signal=shared, text="Sekali lagi saya jelaskan.", by=office.user("sari"), on=LAST)


def test_nobody_explains_a_signal_about_oneself(office: Office, shared: Signal) -> None:
    for user in ("sari", "section", "auditor", "pengelola_lain", "bendahara"):
        with pytest.raises(SignalRefused):
            actions.note(signal=shared, text="Sudah saya periksa sendiri.", by=office.user(user), on=LAST)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signal.objects.filter(pk=shared.pk).update(note="beres", noted_by=office.user("sari"), noted_at=FIRST)


def test_those_whom_it_is_about_are_told(
    office: Office, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("praja.attendance.signals.tasks.find", lambda on: [office.sari.pk])

    look(0)

    assert Notice.objects.get(user=office.user("sari")).url == reverse("attendance:signals_mine")


def test_nothing_is_judged_or_paid_by_signals() -> None:
    praja = Path(__file__).resolve().parents[3] / "praja"
    readers = {
        path.relative_to(praja).parts[:2]
        for path in praja.rglob("*.py")
        if re.search(r"\bSignal\b|attendance_signal\b", path.read_text(encoding="utf-8"))
    }

    assert readers == {("attendance", name) for name in ("signals", "models", "migrations", "days_pages")}
