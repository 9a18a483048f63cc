"""Corrections and permission: asked by the person, decided by the superior, judged anew; letters of duty."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from praja.attendance.days.actions import DayRefused
from praja.attendance.days.actions.corrections import ask, decide, withdraw
from praja.attendance.days.actions.duties import order
from praja.attendance.days.actions.duties import withdraw as withdraw_duty
from praja.attendance.days.judging import judge
from praja.attendance.days.queries import corrections_to_decide
from praja.attendance.models import Correction, Day, TouchedDay
from praja.audit.models import Event
from praja.jobs.testing import run_all
from praja.people.models import JabatanHistory
from praja.temporal.actions import span
from tests.integration.attendance.machines import device, pin, taps
from tests.integration.people.conftest import Office

FRIDAY = datetime.date(2026, 11, 20)
"""A workday before the day of the tests, a Monday."""
WHY = "Mesin mati sejak pagi"


@pytest.fixture
def missing(office: Office) -> Day:
    from praja.attendance.sources.actions import take

    machine = device(office.dinas)
    pin("1", office.sari, at=machine)
    take(machine, taps("1 2026-11-20 07:20:00"), how="unggah")
    TouchedDay.objects.all().delete()
    judge([office.sari.pk], FRIDAY, FRIDAY)
    return Day.objects.get()


def asked(office: Office, today: Any, **more: Any) -> Correction:
    said: dict[str, Any] = {"kind": "pulang", "date": FRIDAY, "out_minute": 991, "text": WHY} | more
    return ask(person=office.sari, by=office.user("sari"), on=today, **said)


def test_what_the_superior_accepts_is_judged_at_once(office: Office, today: Any, missing: Day) -> None:
    assert missing.codes == ["PSW4"]
    one = asked(office, today)

    decide(correction=one, accepted=True, by=office.user("section"), on=today)
    run_all()

    day = Day.objects.get(date=FRIDAY)
    assert (day.codes, day.out_minute, day.out_fix, day.out_tap) == (["H"], 991, one.pk, None)
    assert day.in_tap == missing.in_tap
    kinds = ["attendance.correction_asked", "attendance.correction_decided"]
    assert list(Event.objects.filter(person_id=office.sari.pk, kind__in=kinds).order_by("at").values_list(
        "kind", flat=True)) == kinds  # fmt: skip


def test_a_refused_or_withdrawn_request_changes_nothing(office: Office, today: Any, missing: Day) -> None:
    with pytest.raises(DayRefused, match="sepuluh huruf"):
        decide(correction=asked(office, today), accepted=False, by=office.user("section"), on=today)
    with pytest.raises(DayRefused, match="menunggu"):
        asked(office, today)
    decide(correction=Correction.objects.get(), accepted=False, text="Kamera tidak melihat Anda",
           by=office.user("section"), on=today)  # fmt: skip
    withdraw(correction=asked(office, today), by=office.user("sari"), on=today)
    assert not TouchedDay.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(state="ditolak").update(state="diterima")


@pytest.mark.parametrize("who", ["sari", "stranger", "pengelola", "admin", "auditor", "kepala_unit"])
def test_nobody_but_a_superior_decides(office: Office, today: Any, who: str) -> None:
    one = asked(office, today)
    with pytest.raises(DayRefused, match="Hanya atasan"):
        decide(correction=one, accepted=True, by=office.user(who), on=today)
    assert not corrections_to_decide(office.user(who), today).exists()
    assert corrections_to_decide(office.user("section"), today).get() == one


def test_a_substitute_decides_in_the_window_and_officers_where_nobody_is_above(
    office: Office, today: Any
) -> None:
    one = asked(office, today)
    week = span(today, today + datetime.timedelta(days=7))
    JabatanHistory.objects.create(
        person=office.stranger, position=office.section_post, how="plh", berlaku=week, sk_number="1"
    )
    decide(correction=one, accepted=True, by=office.user("stranger"), on=today)
    own = ask(person=office.head, kind="masuk", date=FRIDAY, in_minute=440, text=WHY,
              by=office.user("head"), on=today)  # fmt: skip
    assert corrections_to_decide(office.user("pengelola"), today).get() == own
    decide(correction=own, accepted=True, by=office.user("pengelola"), on=today)
    with pytest.raises(DatabaseError), transaction.atomic():
        again = ask(person=office.sari, kind="masuk", date=FRIDAY, in_minute=440, text=WHY,
                    by=office.user("sari"), on=today)  # fmt: skip
        Correction.objects.filter(pk=again.pk).update(
            state="diterima", decided_by=office.user("sari"), decided_at=again.made_at
        )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"date": FRIDAY - datetime.timedelta(days=90)}, "terlalu lama"),
        ({"date": FRIDAY + datetime.timedelta(days=10)}, "sesudah harinya tiba"),
        ({"out_minute": None}, "jam pulang"),
        ({"kind": "keduanya", "in_minute": 1000}, "lebih awal"),
        ({"kind": "izin", "out_minute": None, "until": FRIDAY + datetime.timedelta(days=40)}, "31 hari"),
        (
            {"kind": "izin", "out_minute": None, "until": FRIDAY - datetime.timedelta(days=1)},
            "sebelum tanggal",
        ),
        ({"text": "lupa"}, "sepuluh huruf"),
        ({"by": "section"}, "pegawai itu sendiri"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    office: Office, today: Any, more: dict[str, Any], said: str
) -> None:
    given: dict[str, Any] = {"kind": "pulang", "date": FRIDAY, "out_minute": 991, "text": WHY} | more
    by = office.user(given.pop("by", "sari"))
    with pytest.raises(DayRefused, match=said):
        ask(person=office.sari, by=by, on=today, **given)


def test_a_form_that_is_sent_twice_asks_once(office: Office, today: Any) -> None:
    number = uuid.uuid4()
    assert asked(office, today, sent=number) == asked(office, today, sent=number)
    with pytest.raises(DayRefused, match="sudah dipakai"):
        ask(person=office.section, kind="masuk", date=FRIDAY, in_minute=440, text=WHY, sent=number,
            by=office.user("section"), on=today)  # fmt: skip


def test_duty_covers_days_until_it_is_withdrawn(office: Office, today: Any, missing: Day) -> None:
    said: dict[str, Any] = {"unit": office.dinas, "number": "094/7", "subject": "Rapat", "place": "Jakarta",
                            "start": FRIDAY, "end": FRIDAY, "on": today}  # fmt: skip
    made = order(people=[office.sari, office.section], by=office.user("pengelola"), **said)
    run_all()
    assert set(Day.objects.filter(date=FRIDAY).values_list("status", flat=True)) == {"dinas_luar"}
    withdraw_duty(duty=made, text="Rapatnya dibatalkan", by=office.user("pengelola"), on=today)
    run_all()
    assert Day.objects.get(person=office.sari, date=FRIDAY).codes == ["PSW4"]
    for year in (1, 2099):
        far = datetime.date(year, 1, 1)
        with pytest.raises(DayRefused, match="terlalu jauh"):
            order(people=[office.sari], by=office.user("pengelola"), **said | {"start": far, "end": far})
    for who, people in (
        ("sari", [office.sari]),
        ("section", [office.section]),
        ("section", [office.stranger]),
    ):
        with pytest.raises(DayRefused, match="bukan oleh yang ditugaskan"):
            order(people=people, by=office.user(who), **said)


def test_pages_take_a_correction_and_a_decision(
    office: Office, today: Any, missing: Day, client: Any
) -> None:
    client.force_login(office.user("sari"))
    page = client.get(reverse("attendance:correction_new"), {"tanggal": FRIDAY.isoformat()})
    assert 'value="pulang"' in page.content.decode() and "Tidak ada rekaman pulang" in page.content.decode()
    client.post(reverse("attendance:correction_new"), {"kind": "pulang", "date": FRIDAY.isoformat(),
                                                       "went": "16:31", "text": WHY})  # fmt: skip
    one = Correction.objects.get()
    assert "Apa yang Anda minta?" in client.get(reverse("attendance:corrections")).content.decode()
    client.force_login(office.user("section"))
    assert "Pulang 16.31" in client.get(reverse("attendance:corrections")).content.decode()
    client.post(reverse("attendance:correction", args=[one.pk]), {"decision": "diterima"})
    one.refresh_from_db()
    assert one.state == "diterima"
