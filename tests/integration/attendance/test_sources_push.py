"""What devices send: registered ones are taken, unknown ones are noted, and nothing is lost or doubled."""

from __future__ import annotations

import datetime
import json
import types
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from praja.attendance.models import Device, Tap, TapBatch, UnknownDevice
from praja.attendance.sources.actions import receiving
from praja.attendance.sources.views import push
from praja.web.tokens import digest_of
from tests.integration.attendance.emulators import Adms, through
from tests.integration.attendance.machines import device, pin
from tests.integration.people.conftest import Office

AT = datetime.datetime(2026, 10, 5, 7, 21, 5)


@pytest.fixture
def machine(client: Client) -> Adms:
    return Adms("CKJ9203760012", through(client))


def test_a_device_is_told_how_to_send_and_its_taps_are_taken_once(office: Office, machine: Adms) -> None:
    device(office.dinas, zone="WITA")
    pin("7", office.sari, of=office.government)

    status, text = machine.begin()

    assert status == 200 and "GET OPTION FROM: CKJ9203760012" in text and "TimeZone=8" in text
    assert machine.send("GET", f"/iclock/getrequest?SN={machine.serial}", b"") == (200, "OK")
    machine.tap(7, AT)
    machine.tap(9, AT, status=1, verify=15)
    machine.waiting.append("?\x00garbage")
    before = list(machine.waiting)
    assert machine.flush() and not machine.waiting
    machine.waiting = list(before)  # the answer was lost on its way
    assert machine.flush()

    assert sorted(Tap.objects.values_list("pin", "person", "direction", "verify", "raw")) == [
        ("7", office.sari.pk, "masuk", "jari", before[0]), ("9", None, "keluar", "wajah", before[1])
    ]  # fmt: skip
    batch = TapBatch.objects.get()
    assert (batch.new, batch.doubled, batch.unreadable, batch.unknown) == (2, 2, 2, 1)


def test_an_unknown_device_is_noted_and_keeps_its_taps_until_it_is_registered(
    office: Office, machine: Adms
) -> None:
    machine.tap(7, AT)

    assert machine.begin()[0] == 401 and not machine.flush() and machine.waiting

    noted = UnknownDevice.objects.get()
    assert (noted.serial, noted.address, noted.times) == (machine.serial, "127.0.0.1", 2)
    assert noted.sample.startswith("7\t2026-10-05 07:21:05")
    device(office.dinas)
    assert machine.flush() and Tap.objects.count() == 1


@pytest.mark.parametrize("serial", ("", "x", "'; DROP TABLE", "A\0BC", "A" * 41))
def test_what_is_no_serial_number_is_not_even_noted(office: Office, client: Client, serial: str) -> None:
    assert client.get("/iclock/cdata", {"SN": serial}).status_code == 401

    assert not UnknownDevice.objects.exists()


def test_whoever_makes_up_numbers_fills_no_table(office: Office, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(receiving, "MOST_UNKNOWN", 2)

    for number in range(4):
        client.get("/iclock/cdata", {"SN": f"AAA{number}"})

    assert UnknownDevice.objects.count() == 2


def test_a_device_out_of_use_of_another_kind_or_from_elsewhere_is_refused(
    office: Office, client: Client
) -> None:
    device(office.dinas, "OLD", used=(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)))
    device(office.dinas, "USB1", "usb")
    device(office.dinas, "FAR", address="10.0.0.7")

    for serial in ("OLD", "USB1", "FAR"):
        machine = Adms(serial, through(client))
        machine.tap(7, AT)
        assert not machine.flush(), serial
    assert not Tap.objects.exists() and not UnknownDevice.objects.exists()
    assert "alamat lain" in Device.objects.get(serial="FAR").trouble


def test_what_a_device_also_sends_is_answered_and_not_kept(office: Office, machine: Adms) -> None:
    device(office.dinas)

    for table in ("OPERLOG", "BIODATA", "FINGERTMP", "options"):
        answer = machine.send("POST", f"/iclock/cdata?SN={machine.serial}&table={table}", b"FP PIN=1\t...")
        assert answer == (200, "OK"), table
    assert not Tap.objects.exists() and not TapBatch.objects.exists()


def test_it_is_not_told_ok_before_its_taps_are_kept(office: Office, client: Client, monkeypatch: Any) -> None:
    device(office.dinas)
    client.raise_request_exception = False
    machine = Adms("CKJ9203760012", through(client))
    machine.tap(7, AT)

    def broken(*given: Any, **more: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "take", broken)
        assert not machine.flush()
    assert machine.flush() and Tap.objects.count() == 1


def test_too_much_and_too_often_is_refused(office: Office, machine: Adms, monkeypatch: Any) -> None:
    device(office.dinas)
    path = f"/iclock/cdata?SN={machine.serial}&table=ATTLOG"
    push._counted.clear()
    monkeypatch.setattr(push, "time", types.SimpleNamespace(monotonic=lambda: 90.0))  # one minute for all

    assert machine.send("POST", path, b"x" * (push.LARGEST + 1))[0] == 413
    monkeypatch.setattr(push, "MOST_A_MINUTE", 1)
    assert machine.send("POST", path, b"")[0] == 429


def test_the_clock_of_a_device_is_measured_by_what_it_sends(office: Office, machine: Adms) -> None:
    here = device(office.dinas)
    began = timezone.now()
    now = timezone.localtime(began, datetime.timezone(datetime.timedelta(hours=7))).replace(tzinfo=None)

    for late in (
        -3600,
        90,
        -30,
    ):  # it waited an hour; then the clock is seen to be 90 s ahead; then it waited
        machine.tap(7, now + datetime.timedelta(seconds=late))
        machine.flush()

    taken = timezone.now() - began
    here.refresh_from_db()
    assert here.drift is not None and 89 - taken.total_seconds() <= here.drift <= 91
    assert here.last_seen_at is not None


def test_a_message_of_fingerspot_is_taken_by_the_token_of_its_device(office: Office, client: Client) -> None:
    here = device(office.dinas, "C2689", "fingerspot", token_digest=digest_of("rahasia-panjang"))
    pin("7", office.sari, at=here)
    said = {"type": "attlog", "cloud_id": "C2689", "data": {"pin": "7", "scan": "2026-10-05 07:21",
            "verify": "1", "status_scan": "0"}}  # fmt: skip

    def sent(token: str = "rahasia-panjang", **more: Any) -> Any:
        return client.post(
            f"/kehadiran/fingerspot/{token}/", json.dumps(said | more), content_type="application/json"
        )

    assert sent().json() == {"baru": 1, "sudah_ada": 0, "tidak_terbaca": 0}
    assert sent().json()["sudah_ada"] == 1
    assert Tap.objects.get().person == office.sari
    assert sent("salah").status_code == 401
    assert sent(cloud_id="C9").status_code == 400 and sent(data=5).status_code == 400
    assert sent(type="get_userinfo", data={}).json()["baru"] == 0


@pytest.mark.parametrize(
    "time",
    ["0001-01-01 00:00:00", "9999-12-31 23:59:59", "2099-12-31 23:59:59", "1970-01-01 00:00:00",
     "2026-10-05 07:21+07", "2026-10-05 07+07:00", "2026-10-05\x0007:21:05"],
)  # fmt: skip
def test_whatever_time_a_device_tells_it_is_answered_and_its_page_opens(
    office: Office, client: Client, machine: Adms, time: str
) -> None:
    here = device(office.dinas)
    machine.waiting.append(f"7\t{time}\t0\t1\t0\t0\t0")

    assert machine.flush() and not machine.waiting

    batch = TapBatch.objects.get()
    assert batch.new + batch.unreadable == 1 and Tap.objects.count() == batch.new
    client.force_login(office.user("admin"))
    assert client.get(reverse("attendance:device", args=[here.pk])).status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9"])
def test_behind_a_proxy_a_device_speaks_from_its_own_address(
    office: Office, client: Client, settings: Any, address: str
) -> None:
    settings.PROXIES = 1
    device(office.dinas, "FAR", address="10.0.0.7")

    answer = client.get("/iclock/cdata?SN=FAR", headers={"X-Forwarded-For": f"10.0.0.7, {address}"})

    assert answer.status_code == (200 if address == "10.0.0.7" else 401)
