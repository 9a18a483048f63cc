"""Devices kept, asked for their taps, and PINs told whose they are."""

from __future__ import annotations

import datetime
import struct
from typing import Any

import pytest

from praja.attendance.models import Device, DevicePerson, Tap, TouchedDay
from praja.attendance.sources import pull
from praja.attendance.sources.actions import SourcesRefused, devices, pins, pulling, take
from praja.attendance.sources.readers.records import packed_time
from praja.audit.models import Event
from praja.jobs.testing import run_all
from tests.integration.attendance.emulators import Terminal, listening, soap
from tests.integration.attendance.machines import device, pin, taps
from tests.integration.people.conftest import Office

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.date(2026, 10, 5)
AT = datetime.datetime(2026, 10, 5, 7, 21, 5)


def registered(office: Office, by: str = "pengelola", **more: Any) -> Device:
    said: dict[str, Any] = {"unit": office.dinas, "serial": "CKJ9203760012", "name": "Lobi", "kind": "adms",
                            "zone": "WIB", "since": DAY, "on": TODAY} | more  # fmt: skip
    return devices.register(by=office.user(by), **said)


# --- the register


def test_a_device_is_registered_by_those_who_keep_its_unit(office: Office) -> None:
    made = registered(office, comm_key="1234", kind="tarik", address="10.1.2.3")

    assert made.comm_key is not None and b"1234" not in bytes(made.comm_key)
    assert Event.objects.filter(kind="attendance.device_registered").count() == 1
    for by, more in (
        ("pengelola_lain", {}),
        ("auditor", {}),
        ("admin", {}),  # its number is taken
        ("pengelola", {"serial": "B23", "kind": "tarik"}),  # asked, but where?
        ("pengelola", {"serial": "B23", "kind": "tarik", "address": "8.8.8.8"}),
        ("pengelola", {"serial": "B23", "kind": "soap", "address": "127.0.0.1"}),
        ("pengelola", {"serial": "B23", "kind": "ponsel"}),
        ("pengelola", {"serial": "B23", "until": DAY - datetime.timedelta(days=1)}),
    ):
        with pytest.raises(SourcesRefused):
            registered(office, by, **more)
    assert Device.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "may"),
    (("10.1.2.3", True), ("192.168.1.201", True), ("172.16.0.9", True), ("127.0.0.1", False),
     ("169.254.169.254", False), ("0.0.0.0", False), ("8.8.8.8", False), ("224.0.0.1", False)),
)  # fmt: skip
def test_only_addresses_of_an_office_are_asked(address: str, may: bool) -> None:
    assert pull.allowed(address) is may


# --- whose a PIN is


def test_saying_whose_a_pin_is_gives_the_taps_that_came_before_and_touches_their_days(office: Office) -> None:
    here = device(office.dinas)
    take(here, taps("7 2026-10-04 15:00:00", "7 2026-10-05 15:00:00", "8 2026-10-05 15:00:00"), how="adms")

    moved = pins.identify(
        device=here, pin="007", person=office.sari, since=DAY, by=office.user("pengelola"), on=TODAY
    )

    assert moved == 1
    assert dict(Tap.objects.filter(pin="7").values_list("local__date", "person"))[DAY] == office.sari.pk
    assert list(TouchedDay.objects.values_list("person", "date", "why")) == [(office.sari.pk, DAY, "pin")]
    told = Event.objects.get(kind="attendance.pin_identified").after
    assert told is not None and told["pin"] == "7"


def test_a_pin_given_to_another_from_a_day_on_stays_the_first_ones_before(office: Office) -> None:
    here = device(office.dinas)
    take(here, taps("7 2026-10-04 15:00:00", "7 2026-10-05 15:00:00", "7 2026-10-06 15:00:00"), how="adms")
    said: dict[str, Any] = {"device": here, "pin": "7", "by": office.user("admin"), "on": TODAY}
    pins.identify(person=office.sari, everywhere=True, since=datetime.date(2026, 1, 1), **said)

    moved = pins.identify(person=office.head, everywhere=True, since=DAY, until=DAY, **said)

    whose = dict(Tap.objects.values_list("local__date", "person"))
    assert moved == 1 and [whose[day] for day in sorted(whose)] == [
        office.sari.pk, office.head.pk, office.sari.pk
    ]  # fmt: skip
    known = DevicePerson.objects.known().get(person=office.head)
    assert pins.forget(known=known, by=office.user("admin"), on=TODAY) == 1
    assert Tap.objects.get(local__date=DAY).person is None


def test_what_one_device_knows_goes_before_and_a_guest_is_nobody(office: Office) -> None:
    here, there = device(office.dinas), device(office.dinas, "CKJ2")
    for one in (here, there):
        take(one, taps("7 2026-10-05 15:00:00"), how="adms")
    said: dict[str, Any] = {"pin": "7", "since": DAY, "by": office.user("admin"), "on": TODAY}

    pins.identify(device=here, person=None, **said)
    assert pins.identify(device=here, person=office.sari, everywhere=True, **said) == 1

    assert Tap.objects.get(person=office.sari).device == there


def test_nobody_claims_taps_and_nobody_gives_those_of_another_unit(office: Office) -> None:
    here = device(office.dinas)
    officer = office.user("pengelola")
    office.sari.account = officer
    office.sari.save()
    said: dict[str, Any] = {"device": here, "pin": "7", "since": DAY, "on": TODAY}

    for more in (
        {"person": office.sari, "by": officer},  # for oneself
        {"person": office.head, "by": officer, "everywhere": True},  # more than one's unit
        {"person": office.head, "by": office.user("pengelola_lain")},
        {"person": office.head, "by": office.user("auditor")},
        {"person": office.head, "by": officer, "pin": "0;"},
    ):
        with pytest.raises(SourcesRefused):
            pins.identify(**(said | more))
    assert not DevicePerson.objects.exists()


# --- devices that are asked


@pytest.fixture
def asked(monkeypatch: Any) -> None:
    """Let this computer's own address be asked, where the emulators listen."""
    monkeypatch.setattr(pull, "allowed", lambda address: True)


LARGE = struct.Struct("<H24sBIB8s")


def log(count: int) -> bytes:
    return b"".join(
        LARGE.pack(n, b"%d" % (n % 50 + 1), 1, packed_time(AT + datetime.timedelta(minutes=n)), n % 2, b"")
        for n in range(count)
    )


@pytest.mark.parametrize("buffered", (True, False), ids=("in parts", "all at once"))
def test_a_device_is_asked_with_its_key_and_gives_its_log_in_parts(
    office: Office, asked: None, buffered: bool
) -> None:
    pin("1", office.sari, of=office.government)
    terminal = Terminal(log(2_000), 2_000, key=1234, buffered=buffered)
    with listening(terminal.serve) as port:
        here = registered(
            office, kind="tarik", address="127.0.0.1", port=port, comm_key="1234"
        )  # fmt: skip
        first = pulling.pull_one(here)
        again = pulling.pull_one(here)

    assert first is not None and (first.new, first.doubled, first.unreadable) == (2_000, 0, 0)
    assert again is not None and (again.new, again.doubled) == (0, 2_000)
    assert Tap.objects.filter(person=office.sari).count() == 40
    here.refresh_from_db()
    assert here.trouble == "" and here.pulled_at is not None and here.drift is not None
    assert 15 not in terminal.said and 14 not in terminal.said  # nothing is ever deleted


@pytest.mark.parametrize(
    ("more", "why"),
    (
        ({"comm_key": "9"}, "kunci"),
        ({"serial": "LAIN"}, "mesin lain"),
        ({"port": 1}, "tidak menjawab"),
    ),
)
def test_why_a_device_could_not_be_asked_is_told(
    office: Office, asked: None, more: dict[str, Any], why: str
) -> None:
    terminal = Terminal(log(3), 3, key=1234)
    with listening(terminal.serve) as port:
        said: dict[str, Any] = {
            "kind": "tarik",
            "address": "127.0.0.1",
            "port": port,
            "comm_key": "1234",
        } | more
        here = registered(office, **said)
        assert pulling.pull_one(here) is None

    here.refresh_from_db()
    assert why in here.trouble and not Tap.objects.exists()


def test_what_answers_nonsense_is_not_believed(office: Office, asked: None) -> None:
    def nonsense(link: Any) -> None:
        link.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n" * 9)

    with listening(nonsense) as port:
        here = registered(office, kind="tarik", address="127.0.0.1", port=port)
        assert pulling.pull_one(here) is None
    here.refresh_from_db()
    assert here.trouble


def test_a_device_that_answers_soap_is_asked(office: Office, asked: None) -> None:
    rows = [("7", "2026-10-05 07:21:05", "0"), ("8", "2026-10-05 07:22:00", "1")]
    with listening(soap(rows, key=5)) as port:
        here = registered(office, kind="soap", address="127.0.0.1", port=port, comm_key="5")
        taken = pulling.pull_one(here)

    assert taken is not None and taken.new == 2
    assert Tap.objects.get(pin="8").direction == "keluar"


def test_all_that_are_asked_get_a_job_each_and_an_address_elsewhere_is_never_asked(office: Office) -> None:
    here = registered(office, kind="tarik", address="10.0.0.7")
    registered(office, serial="ADMS1")
    Device.objects.filter(pk=here.pk).update(address="8.8.8.8")

    pulling.ask_all()

    assert run_all() == ["attendance.pull"]
    here.refresh_from_db()
    assert "jaringan kantor" in here.trouble
