"""Check-in from a phone: what counts, what waits, what is erased, and who may."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from praja.attendance.checkin import retention
from praja.attendance.checkin.actions import CheckInRefused, consents, policies
from praja.attendance.checkin.actions.checkins import check_in, decide
from praja.attendance.checkin.photos import print_of
from praja.attendance.checkin.policies import Place, terms_of
from praja.attendance.models import CheckIn, CheckInPolicy, Tap, TouchedDay
from praja.attendance.sources.queries import tap_frame
from praja.audit.models import Event
from praja.files import disk
from praja.files.actions import delete_expired, sweep
from praja.files.models import StoredFile
from praja.organization.models import UnitVersion
from tests.integration.attendance.days_made import day
from tests.integration.attendance.phones import LAT, LON, agreed, as_text, picture, said, terms
from tests.integration.people.conftest import Office

NOW = datetime.datetime(2026, 11, 23, 0, 21, 5, tzinfo=datetime.UTC)
"""Monday 07.21 WIB, 09.21 WIT."""
MONDAY = datetime.date(2026, 11, 23)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def opened(office: Office) -> CheckInPolicy:
    policy = terms(office.dinas)
    agreed(office.sari, MONDAY)
    return policy


def sari_checks_in(office: Office, at: datetime.datetime = NOW, *, now: Any = None, **more: Any) -> CheckIn:
    told = said(office.sari, at, sent=now or at, **more)
    return check_in(person=office.sari, said=told, by=office.user("sari"), now=now or at)


def test_inside_the_radius_it_is_a_tap_like_any_other(office: Office, opened: CheckInPolicy) -> None:
    made = sari_checks_in(office, metres=80)

    assert made.state == CheckIn.State.TERCATAT
    assert (made.place, made.distance, made.day, made.late) == ("Kantor Dinas Sosial", 80, MONDAY, False)
    row = tap_frame([office.sari.pk], MONDAY, MONDAY).row(0, named=True)
    assert (row["local"], row["at"], row["source"]) == (
        datetime.datetime(2026, 11, 23, 7, 21, 5),
        NOW,
        "ponsel",
    )
    assert TouchedDay.objects.filter(person=office.sari, date=MONDAY, why="tap").exists()
    event = Event.objects.get(kind="attendance.checked_in")
    assert str(LAT) not in str(event.after)


def test_sent_again_it_changes_nothing_and_a_name_is_of_one_person(
    office: Office, opened: CheckInPolicy
) -> None:
    agreed(office.section, MONDAY)
    told = said(office.sari, NOW)

    first = check_in(person=office.sari, said=told, by=office.user("sari"), now=NOW)
    again = check_in(person=office.sari, said=told, by=office.user("sari"), now=NOW + HOUR)
    stolen = dataclasses.replace(told, sent=NOW + HOUR)
    theirs = check_in(person=office.section, said=stolen, by=office.user("section"), now=NOW + HOUR)

    assert again.pk == first.pk != theirs.pk
    assert Tap.objects.filter(person=office.sari).count() == 1
    # The page was signed for Sari: of another, only the phone's word stands for an hour ago.
    assert theirs.why == [CheckIn.Why.WAKTU]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"metres": 101}, ["di_luar"]),
        ({"accuracy": 101}, ["kasar"]),
        ({"accuracy": None}, ["kasar"]),
        ({"metres": 5000, "accuracy": 900}, ["di_luar", "kasar"]),
    ],
)
def test_what_does_not_fit_waits_and_is_not_thrown_away(
    office: Office, opened: CheckInPolicy, told: dict[str, Any], why: list[str]
) -> None:
    made = sari_checks_in(office, **told)

    assert (made.state, made.why, made.tap) == (CheckIn.State.MENUNGGU, why, None)
    assert not Tap.objects.exists()


@pytest.mark.parametrize("where", [{"place": "wfa"}, {"place": "wfh"}, {"excuse": "dinas_luar"}])
def test_where_a_letter_lets_one_work_elsewhere_the_radius_is_not_asked(
    office: Office, opened: CheckInPolicy, where: dict[str, str]
) -> None:
    day(office.sari, MONDAY, **where)

    assert sari_checks_in(office, metres=40_000).state == CheckIn.State.TERCATAT
    assert sari_checks_in(office, NOW + HOUR, metres=40_000, accuracy=300).why == [CheckIn.Why.KASAR]
    assert sari_checks_in(office, NOW + 24 * HOUR, metres=40_000).why == [CheckIn.Why.DI_LUAR]


def test_a_superior_decides_and_never_oneself(office: Office, opened: CheckInPolicy) -> None:
    made = sari_checks_in(office, metres=400)
    for user in ("sari", "stranger", "auditor", "bendahara", "pengelola_lain"):
        with pytest.raises(CheckInRefused):
            decide(checkin=made, accepted=True, reason="", by=office.user(user), on=MONDAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckIn.objects.filter(pk=made.pk).update(
            state="ditolak", decided_by=office.user("sari"), decided_at=NOW, decision="saya sendiri"
        )
    with pytest.raises(CheckInRefused):
        decide(checkin=made, accepted=False, reason="tidak", by=office.user("section"), on=MONDAY)

    decided = decide(checkin=made, accepted=True, reason="", by=office.user("section"), on=MONDAY)

    assert decided.state == CheckIn.State.DITERIMA
    assert Tap.objects.get().at == NOW
    with pytest.raises(CheckInRefused):
        decide(checkin=made, accepted=False, reason="berubah pikiran", by=office.user("head"), on=MONDAY)


def test_what_waited_for_a_connection_keeps_its_time_until_it_is_too_old(
    office: Office, opened: CheckInPolicy
) -> None:
    soon = sari_checks_in(office, now=NOW + 5 * HOUR)
    old = sari_checks_in(office, NOW + HOUR, now=NOW + 30 * HOUR)
    forged = sari_checks_in(office, NOW + 2 * HOUR, now=NOW + 5 * HOUR, page="x")

    assert (soon.at, soon.late, soon.state) == (NOW, True, CheckIn.State.TERCATAT)
    assert (old.why, forged.why) == ([CheckIn.Why.TERLAMBAT], [CheckIn.Why.WAKTU])


def test_the_day_is_that_of_the_workplace(office: Office, opened: CheckInPolicy) -> None:
    UnitVersion.objects.filter(unit=office.dinas).update(zone="WIT")
    evening = datetime.datetime(2026, 11, 23, 15, 30, tzinfo=datetime.UTC)  # 00.30 on Tuesday in WIT

    made = sari_checks_in(office, evening)

    assert made.day == MONDAY + datetime.timedelta(days=1)
    assert Tap.objects.get().local == datetime.datetime(2026, 11, 24, 0, 30)


def test_nothing_is_taken_without_consent_terms_or_from_others(office: Office, opened: CheckInPolicy) -> None:
    with pytest.raises(CheckInRefused):
        check_in(person=office.sari, said=said(office.sari, NOW), by=office.user("section"), now=NOW)
    with pytest.raises(CheckInRefused):
        check_in(person=office.section, said=said(office.section, NOW), by=office.user("section"), now=NOW)
    with pytest.raises(CheckInRefused):
        consents.agree(person=office.stranger, by=office.user("stranger"), on=MONDAY)
    consents.withdraw(person=office.sari, by=office.user("sari"), on=MONDAY)
    with pytest.raises(CheckInRefused):
        sari_checks_in(office)

    assert not CheckIn.objects.exists()


def test_a_photo_where_it_must_be_and_none_where_none_is_wanted(
    office: Office, opened: CheckInPolicy
) -> None:
    def photo() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.jpg", picture(), "image/jpeg")

    without = sari_checks_in(office, photo=photo())
    CheckInPolicy.objects.update(photo="wajib")
    missing = sari_checks_in(office, NOW + HOUR)
    kept = sari_checks_in(office, NOW + 2 * HOUR, photo=photo())
    with pytest.raises(CheckInRefused):
        sari_checks_in(office, NOW + 3 * HOUR, photo=SimpleUploadedFile("a.jpg", b"<svg/>", "image/jpeg"))

    assert without.photo is None
    assert missing.why == [CheckIn.Why.TANPA_FOTO]
    assert kept.photo is not None and kept.photo.keep_until == MONDAY + datetime.timedelta(days=30)
    assert kept.photo_print == print_of(picture(quality=40)) != print_of(picture(2))


def test_photo_and_position_go_when_the_terms_say_so(office: Office, opened: CheckInPolicy) -> None:
    CheckInPolicy.objects.update(photo="boleh")
    made = sari_checks_in(office, photo=SimpleUploadedFile("a.jpg", picture(), "image/jpeg"))
    sha = StoredFile.objects.get().sha256
    day = datetime.timedelta(days=1)

    assert retention.erase(MONDAY + 30 * day) == 0
    retention.erase(MONDAY + 31 * day)
    delete_expired(on=MONDAY + 31 * day)
    sweep(older_than=0)
    made.refresh_from_db()
    assert made.photo is None and made.lat is not None
    assert not StoredFile.objects.exists() and disk.read(sha) is None

    retention.erase(MONDAY + 91 * day)
    made.refresh_from_db()
    assert (made.lat, made.lon, made.accuracy, made.phone, made.photo_print) == (None, None, None, "", "")
    assert made.erased_at is not None and made.at == NOW and made.tap is not None


def test_withdrawing_deletes_the_photos_that_night(office: Office, opened: CheckInPolicy) -> None:
    CheckInPolicy.objects.update(photo="boleh")
    sari_checks_in(office, photo=SimpleUploadedFile("a.jpg", picture(), "image/jpeg"))
    consents.withdraw(person=office.sari, by=office.user("sari"), on=MONDAY)

    retention.erase(MONDAY)
    delete_expired(on=MONDAY)

    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "change", [{"lat": 0, "lon": 0}, {"at": NOW}, {"mock": True}, {"state": "ditolak"}, {"distance": 1}]
)
def test_what_a_phone_told_stays(office: Office, opened: CheckInPolicy, change: dict[str, Any]) -> None:
    made = sari_checks_in(office, NOW + HOUR, metres=3)

    with pytest.raises(DatabaseError), transaction.atomic():
        CheckIn.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckIn.objects.filter(pk=made.pk).delete()


# --- terms


def test_terms_are_those_of_the_nearest_unit_and_of_their_day(office: Office) -> None:
    by, on = office.user("admin"), MONDAY
    later = on + datetime.timedelta(days=7)
    base = policies.Said(dasar="Perwal 5/2026", places=[Place("Balai Kota", LAT, LON, 200)])
    wide = policies.set_terms(unit=office.government, start=on, said=base, by=by, on=on)
    assert terms_of(office.sari, on).policy == wide

    shut = policies.Said(open=False, dasar="SK 3/2026")
    policies.set_terms(unit=office.dinas, start=later, said=shut, by=office.user("pengelola"), on=on)
    assert terms_of(office.sari, on).policy == wide
    assert terms_of(office.sari, later).policy is None
    assert terms_of(office.stranger, later).policy == wide

    changed = policies.set_terms(
        unit=office.government,
        start=later,
        said=policies.Said(accuracy=50, dasar="Perwal 6/2026"),
        by=by,
        on=on,
    )
    assert terms_of(office.stranger, later).policy == changed
    assert getattr(terms_of(office.stranger, on).policy, "accuracy", None) == 100


def test_who_may_by_name(office: Office) -> None:
    terms(office.dinas, who="tertentu")
    assert terms_of(office.sari, MONDAY).policy is None
    with pytest.raises(CheckInRefused):
        policies.permit(
            person=office.section, start=MONDAY, last=None, reason="Bertugas di lapangan",
            by=office.user("pengelola_lain"), on=MONDAY,
        )  # fmt: skip

    row = policies.permit(
        person=office.sari, start=MONDAY, last=None, reason="Pendamping PKH di desa",
        by=office.user("pengelola"), on=MONDAY,
    )  # fmt: skip

    assert terms_of(office.sari, MONDAY).policy is not None
    tomorrow = MONDAY + datetime.timedelta(days=1)
    policies.end_permit(row=row, by=office.user("pengelola"), on=tomorrow)
    assert terms_of(office.sari, MONDAY).policy is not None
    assert terms_of(office.sari, tomorrow).policy is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": [Place("Kantor", LAT, LON, 9)]},
        {"places": [Place("Kantor", LAT, LON, 1001)]},
        {"places": [Place("Kantor", 91, LON, 100)]},
        {"places": [Place(" ", LAT, LON, 100)]},
        {"accuracy": 5000},
        {"keep_photo": 4000},
        {"dasar": " "},
    ],
)
def test_terms_that_cannot_be_are_refused(office: Office, wrong: dict[str, Any]) -> None:
    good: dict[str, Any] = {"dasar": "SK 1/2026"}
    with pytest.raises(CheckInRefused):
        policies.set_terms(
            unit=office.dinas,
            start=MONDAY,
            said=policies.Said(**(good | wrong)),
            by=office.user("admin"),
            on=MONDAY,
        )
    assert not CheckInPolicy.objects.exists()


def test_the_database_refuses_a_radius_that_is_none(office: Office) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        terms(office.dinas, places=[{"name": "Kantor", "lat": LAT, "lon": LON, "radius": 5}])


# --- pages


def milliseconds(at: datetime.datetime) -> int:
    return int(at.timestamp() * 1000)


def test_the_script_sends_with_the_clock_of_the_phone_and_is_told_where_to_go(
    office: Office, client: Any
) -> None:
    terms(office.dinas, photo="wajib")
    agreed(office.sari)
    client.force_login(office.user("sari"))
    page = client.get(reverse("attendance:checkin"))
    now = timezone.now()
    behind = datetime.timedelta(minutes=42)
    data = {
        "dibuat": page.context["form"]["dibuat"].value(), "ditekan": milliseconds(now - behind),
        "dihitung": "50", "lintang": LAT, "bujur": LON, "ketelitian": "8.5", "alat": "ponsel-sari",
        "foto_teks": as_text(picture()),
    }  # fmt: skip
    key = uuid.uuid4()
    headers = {"X-Praja-Luring": "1", "X-Praja-Jam": str(milliseconds(now - behind))}

    answers = [
        client.post(reverse("attendance:checkin_send", args=[key]), data, headers=headers)
        for _turn in range(2)
    ]
    done = timezone.now()

    assert [one.json()["url"] for one in answers] == [reverse("attendance:checkin")] * 2
    made = CheckIn.objects.get()
    assert made.state == CheckIn.State.TERCATAT and made.photo is not None
    assert made.clock_off is not None
    assert 0 <= made.clock_off - 42 * 60 <= (done - now).total_seconds() + 1
    assert now - datetime.timedelta(milliseconds=1) <= made.at <= done
    assert "ponsel-sari" not in made.phone
    assert "Tercatat pukul" in client.get(reverse("attendance:checkin")).content.decode()


def test_without_a_script_it_waits_for_the_superior_who_finds_it(office: Office, client: Any) -> None:
    terms(office.dinas)
    agreed(office.sari)
    client.force_login(office.user("sari"))
    url = reverse("attendance:checkin_send", args=[uuid.uuid4()])
    answer = client.post(url, {"keterangan": "Rapat di balai RW"}, follow=True)
    assert "menunggu atasan: tanpa posisi" in answer.content.decode()
    made = CheckIn.objects.get()

    client.force_login(office.user("section"))
    page = client.get(reverse("attendance:checkin_waiting")).content.decode()
    assert "Rapat di balai RW" in page
    prefix = made.pk.hex[:8]
    url = reverse("attendance:checkin_decide", args=[made.pk])
    assert client.post(url, {f"{prefix}-putusan": "tolak"}).status_code == 400
    client.post(url, {f"{prefix}-putusan": "terima"})
    made.refresh_from_db()
    assert made.state == CheckIn.State.DITERIMA


@pytest.mark.parametrize(
    "odd",
    [
        {"lintang": "nan", "bujur": "inf"},
        {"lintang": "91", "bujur": "0"},
        {"ditekan": "1e400"},
        {"ditekan": "-1"},
    ],
)
def test_what_a_phone_cannot_mean_counts_as_not_said(
    office: Office, client: Any, odd: dict[str, str]
) -> None:
    terms(office.dinas)
    agreed(office.sari)
    client.force_login(office.user("sari"))
    client.post(
        reverse("attendance:checkin_send", args=[uuid.uuid4()]), odd, headers={"X-Praja-Jam": "seribu"}
    )

    assert CheckIn.objects.get().why == [CheckIn.Why.TANPA_POSISI]


def test_what_a_request_says_of_whom_and_how_far_is_not_listened_to(office: Office, client: Any) -> None:
    terms(office.dinas)
    agreed(office.sari)
    client.force_login(office.user("sari"))
    claims = {
        "person": office.head.pk, "pegawai": office.head.nip, "state": "tercatat", "unit": office.other.pk,
        "at": "2026-01-05T00:00", "day": "2026-01-05", "distance": 0, "why": "", "decided_by": 1,
    }  # fmt: skip
    key = uuid.uuid4()

    client.post(reverse("attendance:checkin_send", args=[key]), claims)
    client.get(reverse("attendance:checkin_send", args=[uuid.uuid4()]))

    made = CheckIn.objects.get()
    assert (made.person, made.unit, made.state, made.key) == (office.sari, office.dinas, "menunggu", key)
    assert made.day == timezone.localdate() and made.distance is None
    answer = client.post(
        reverse("attendance:checkin_decide", args=[made.pk]), {f"{made.pk.hex[:8]}-putusan": "terima"}
    )
    assert answer.status_code == 404


def test_whoever_takes_a_photo_of_another_is_in_the_trail(office: Office, client: Any) -> None:
    terms(office.dinas, photo="boleh")
    agreed(office.sari)
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    made = check_in(
        person=office.sari, said=said(office.sari, timezone.now(), photo=photo), by=office.user("sari")
    )
    url = reverse("attendance:checkin_photo", args=[made.pk])
    for user in ("sari", "section"):
        client.force_login(office.user(user))
        assert b"".join(client.get(url).streaming_content).startswith(b"\xff\xd8")

    assert Event.objects.get(kind="audit.viewed").actor_id == office.user("section").pk


def test_an_officer_sets_terms_and_permits_on_pages(office: Office, client: Any) -> None:
    client.force_login(office.user("pengelola"))
    url = reverse("attendance:checkin_unit_terms", args=[office.dinas.pk])
    today = timezone.localdate()
    data = {
        "mulai": today, "open": "on", "who": "tertentu", "accuracy": 80, "photo": "boleh", "keep_photo": 14,
        "keep_position": 60, "late_hours": 12, "dasar": "SK Kepala Dinas 9/2026",
        "tempat-TOTAL_FORMS": 2, "tempat-INITIAL_FORMS": 0, "tempat-0-nama": "Posko Bencana",
        "tempat-0-koordinat": f"{LAT}, {LON}", "tempat-0-radius": 150, "tempat-1-radius": 100,
    }  # fmt: skip
    assert client.post(url, data | {"tempat-0-koordinat": "Semarang"}).status_code == 400
    assert client.post(url, data).status_code == 302
    policy = CheckInPolicy.objects.get()
    assert policy.places == [{"name": "Posko Bencana", "lat": LAT, "lon": LON, "radius": 150}]
    assert (policy.accuracy, policy.keep_photo, policy.who) == (80, 14, "tertentu")
    page = client.get(url)
    assert "Posko Bencana" in page.content.decode()
    kept = data | {
        "tempat-INITIAL_FORMS": 1, "accuracy": 60, "dasar": "SK Kepala Dinas 10/2026",
        "tempat-0-koordinat": page.context["places"].forms[0].initial["koordinat"],
    }  # fmt: skip
    client.post(url, kept)
    now = terms_of(office.sari, today).policy or CheckInPolicy.objects.known().get()
    assert (now.accuracy, now.places) == (60, policy.places)
    client.post(url, kept | {"tempat-0-DELETE": "on"})
    assert CheckInPolicy.objects.known().get().places == []

    permit = {"nip": office.sari.nip, "mulai": today, "alasan": "Pendamping di posko"}
    assert client.post(reverse("attendance:checkin_permit_new"), permit).status_code == 302
    assert terms_of(office.sari, today).policy is not None
    wrong = permit | {"nip": office.stranger.nip}
    assert client.post(reverse("attendance:checkin_permit_new"), wrong).status_code == 400
    assert "Sari Utami" in client.get(reverse("attendance:checkin_terms")).content.decode()
