"""Files with taps: recognised, looked at, taken in by a job that goes on where it was stopped; and pages."""

from __future__ import annotations

import datetime
import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from praja.attendance.models import Device, Tap, TapBatch, UnknownDevice
from praja.attendance.sources.actions import SourcesRefused, files, take
from praja.attendance.sources.actions.pins import identify
from praja.attendance.sources.queries import nobodys
from praja.jobs.testing import run_all
from tests.integration.attendance.machines import device, pin, taps
from tests.integration.people.conftest import Office

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.date(2026, 10, 5)
ATTLOG = (
    b"        7\t2026-10-05 07:21:05\t1\t0\t1\t0\r\n"
    b"        8\t2026-10-05 07:22:00\t1\t0\t1\t0\r\n"
    b"        7\t2026-10-05 16:01:00\t1\t1\t1\t0\r\n"
    b"        7\t2019-10-05 16:01:00\t1\t1\t1\t0\r\n"
    b"\xff\xfe garbage\r\n"
)


@pytest.fixture
def machine(office: Office) -> Device:
    made = device(office.dinas)
    pin("7", office.sari, at=made)
    return made


def uploaded(
    office: Office, at: Device, data: bytes, name: str = "1_attlog.dat", by: str = "pengelola"
) -> Any:
    return files.upload(file=SimpleUploadedFile(name, data), device=at, by=office.user(by), on=TODAY)


def taken(office: Office, batch: TapBatch) -> TapBatch:
    files.ask(batch=batch, by=office.user("pengelola"), on=TODAY)
    assert run_all() == ["attendance.import", "attendance.judge_missing"]
    batch.refresh_from_db()
    return batch


def test_what_a_file_would_bring_is_told_before_anything_is_taken(office: Office, machine: Device) -> None:
    take(machine, taps("7 2026-10-05 07:21:05"), how="adms")

    batch = uploaded(office, machine, ATTLOG)

    assert batch.state == TapBatch.State.DIPERIKSA and Tap.objects.count() == 1
    said = batch.summary
    assert (said["baru"], said["sudah_ada"], said["tidak_terbaca"], said["di_luar"]) == (3, 1, 1, 1)
    assert said["pin_contoh"] == [{"pin": "8", "tap": 1}]
    assert (said["dari"], said["sampai"]) == ("2019-10-05", "2026-10-05")
    assert taken(office, batch).state == TapBatch.State.SELESAI
    assert (batch.new, batch.doubled, batch.unreadable, batch.unknown, batch.done) == (3, 1, 1, 1, 5)
    with pytest.raises(SourcesRefused):
        files.ask(batch=batch, by=office.user("pengelola"), on=TODAY)


def test_a_job_that_was_stopped_goes_on_with_the_next_part(
    office: Office, machine: Device, monkeypatch: Any
) -> None:
    monkeypatch.setattr(files, "CHUNK", 2)
    batch = uploaded(office, machine, ATTLOG)
    taking, calls = files.take, []

    def stopping(*given: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError("power")
        return taking(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(files, "take", stopping)
        files.ask(batch=batch, by=office.user("pengelola"), on=TODAY)
        with pytest.raises(ConnectionError):
            files.work(str(batch.pk), 1)
    assert Tap.objects.count() == 2

    TapBatch.objects.update(progress_at=timezone.now() - datetime.timedelta(minutes=3))
    files.ask(batch=batch, by=office.user("pengelola"), on=TODAY)
    run_all()  # the first, which is not wanted any more, and the second

    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.doubled, batch.done) == (TapBatch.State.SELESAI, 4, 0, 5)
    assert Tap.objects.count() == 4


def book() -> bytes:
    written = io.BytesIO()
    made = xlsxwriter.Workbook(written)
    sheet = made.add_worksheet("Rekap")
    clock, day = made.add_format({"num_format": "hh:mm"}), made.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "Rekap Oktober")
    sheet.write_row(2, 0, ["No.", "AC-No.", "Nama", "Tanggal", "Jam Masuk", "Jam Pulang"])
    sheet.write_row(3, 0, [1, 7, "Sari"])
    sheet.write_datetime(3, 3, datetime.datetime(2026, 10, 5), day)
    sheet.write_datetime(3, 4, datetime.time(7, 21), clock)
    sheet.write(3, 5, "16.05")
    sheet.write_row(4, 0, [2, 8, "Budi", "06/10/2026", "07:30:15", ""])
    sheet.write_row(5, 0, [3, 9, "Tono", "06/10/2026", "hadir", ""])
    made.close()
    return written.getvalue()


def test_a_sheet_with_its_days_and_times_as_offices_write_them(office: Office, machine: Device) -> None:
    batch = uploaded(office, machine, book(), "rekap.xlsx")

    taken(office, batch)

    assert [f"{pin} {local}" for pin, local in Tap.objects.order_by("local").values_list("pin", "local")] == [
        "7 2026-10-05 07:21:00", "7 2026-10-05 16:05:00", "8 2026-10-06 07:30:15"
    ]  # fmt: skip
    assert batch.unreadable == 1 and batch.problems[0]["line"] == 6


def test_columns_that_are_not_known_are_asked_for_and_remembered(office: Office, machine: Device) -> None:
    sheet = b"Mesin,Pegawai ke,Saat\nA,7,2026-10-05 07:21\n"

    batch = uploaded(office, machine, sheet, "a.csv")

    assert batch.state == TapBatch.State.DIUNGGAH
    maps = files.from_json(batch.mapping)
    by: Any = {"by": office.user("pengelola"), "on": TODAY}
    with pytest.raises(SourcesRefused, match="PIN"):
        files.choose(batch=batch, maps=maps, **by)
    maps[0].columns[1].target, maps[0].columns[2].target = "pin", "waktu"
    assert files.choose(batch=batch, maps=maps, **by).state == TapBatch.State.DIPERIKSA
    assert uploaded(office, machine, sheet, "b.csv").state == TapBatch.State.DIPERIKSA


def test_an_answer_of_fingerspot_as_a_file(office: Office, machine: Device) -> None:
    data = b'{"success": true, "data": [{"pin": "7", "scan_date": "2026-10-05 07:21:05", "status_scan": 0}]}'

    batch = taken(office, uploaded(office, machine, data, "tap.json"))

    assert batch.new == 1 and Tap.objects.get().direction == "masuk"


@pytest.mark.parametrize("data", (b"", b"PK\x03\x04broken", b"{", b"%PDF-1.7", b"\x00" * 99, b'{"data": 5}'))
def test_what_is_no_list_of_taps_is_refused_in_words(office: Office, machine: Device, data: bytes) -> None:
    try:
        batch = uploaded(office, machine, data, "x.dat")
    except SourcesRefused as error:
        assert str(error)
    else:
        assert batch.state == TapBatch.State.DIUNGGAH


@pytest.mark.parametrize(
    ("begins", "what"),
    [
        (b"\x89PNG\r\n", "gambar"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1", "XLS"),
        (b"<html>", "halaman web"),
    ],
)
def test_what_a_file_is_instead_is_said_with_what_to_do(
    office: Office, machine: Device, begins: bytes, what: str
) -> None:
    with pytest.raises(SourcesRefused, match=rf"{what}.*attlog\.dat"):
        uploaded(office, machine, begins + b"x" * 500, "tap.dat")
    assert not TapBatch.objects.exists()


@pytest.mark.parametrize("encoding", ("utf-16", "utf-8-sig"))
def test_no_line_of_a_file_is_lost_to_its_encoding(office: Office, machine: Device, encoding: str) -> None:
    data = "7\t2026-10-05 07:21:05\t1\t0\r\n7\t2026-10-05 16:05:00\t1\t1\r\n".encode(encoding)

    batch = taken(office, uploaded(office, machine, data, "attlog.dat"))

    assert (batch.form, batch.new, batch.unreadable) == ("attlog", 2, 0)


def test_a_pin_with_a_space_in_it_is_told_and_takes_no_other_line_along(
    office: Office, machine: Device
) -> None:
    data = b"  1 2  \t2026-10-05 07:21:05\t1\t0\r\n     7   \t2026-10-05 07:22:05\t1\t0\r\n"

    batch = taken(office, uploaded(office, machine, data, "attlog.dat"))

    assert (batch.new, batch.unreadable) == (1, 1)
    assert (batch.problems[0]["line"], batch.problems[0]["why"]) == (1, "PIN tidak terbaca")


def test_a_tap_before_its_time_is_kept_and_is_nobodys_also_when_its_day_comes(
    office: Office, machine: Device
) -> None:
    ahead = timezone.now().astimezone(ZoneInfo("Asia/Jakarta")).replace(tzinfo=None)
    soon, later = (ahead + datetime.timedelta(hours=hours) for hours in (23, 25))
    lines = "".join(f"{pin}\t{at:%Y-%m-%d %H:%M:%S}\t1\t0\n" for pin in "78" for at in (soon, later))

    taken(office, uploaded(office, machine, lines.encode(), "attlog.dat"))
    identify(
        device=machine, pin="8", person=office.head, since=soon.date(), by=office.user("pengelola"), on=TODAY
    )

    whose = {(tap.pin, tap.local > soon): tap.person for tap in Tap.objects.select_related("person")}
    assert whose == {
        ("7", False): office.sari, ("7", True): None, ("8", False): office.head, ("8", True): None,
    }  # fmt: skip
    assert not nobodys().exists()


def test_files_are_taken_by_those_who_keep_the_device(office: Office, machine: Device) -> None:
    for by in ("pengelola_lain", "auditor", "bendahara"):
        with pytest.raises(SourcesRefused):
            uploaded(office, machine, ATTLOG, by=by)


# --- pages


def test_the_pages_from_a_file_to_its_taps(client: Client, office: Office, machine: Device) -> None:
    client.force_login(office.user("pengelola"))

    sent = client.post(
        f"/kehadiran/mesin/{machine.pk}/unggah/", {"file": SimpleUploadedFile("x.dat", ATTLOG)}, follow=True
    )
    page = sent.content.decode()
    assert "Inilah yang akan masuk" in page and "Terima semua" in page and "8 (1)" in page
    batch = TapBatch.objects.get()
    working = client.post(f"/kehadiran/kiriman/{batch.pk}/terima/", {"langkah": "terima"}, follow=True)
    assert "Tap sedang diterima" in working.content.decode()
    run_all()
    page = client.get(f"/kehadiran/kiriman/{batch.pk}/").content.decode()
    assert "Inilah yang masuk" in page and "05-10-2026 07.21.05" in page and "Sari" in page
    page = client.get("/kehadiran/perlu-ditangani/").content.decode()
    assert "PIN 8 di" in page
    made = client.post(
        f"/kehadiran/mesin/{machine.pk}/pin/?pin=8",
        {"pin": "8", "person": office.section.nip, "since": "2026-01-01"}, follow=True,
    )  # fmt: skip
    assert "1 tap yang sudah masuk" in made.content.decode()
    assert Tap.objects.get(pin="8").person == office.section


def test_columns_are_chosen_on_their_page(client: Client, office: Office, machine: Device) -> None:
    client.force_login(office.user("pengelola"))
    batch = uploaded(office, machine, b"Mesin,Pegawai ke,Saat\nA,7,2026-10-05 07:21\n", "a.csv")
    address = f"/kehadiran/kiriman/{batch.pk}/kolom/"

    assert "Belum ada kolom PIN" in client.get(address).content.decode()
    sent = client.post(address, {"s0c1": "pin", "s0c2": "waktu"})

    assert sent.status_code == 302 and sent.headers["Location"] == f"/kehadiran/kiriman/{batch.pk}/"


def test_devices_are_shown_in_as_many_queries_however_many_they_are(
    client: Client, office: Office, machine: Device, django_assert_max_num_queries: Any
) -> None:
    client.force_login(office.user("admin"))
    UnknownDevice.objects.create(serial="ASING1", address="10.0.0.9", sample="7\t2026-10-05 07:21:05")
    for number in range(8):
        other = device(office.dinas, f"X{number:03}", trouble="Mesin tidak menjawab.")
        take(other, taps("9 2026-11-23 07:00:00"), how="adms")
    for address in ("/kehadiran/mesin/", "/kehadiran/perlu-ditangani/", f"/kehadiran/mesin/{machine.pk}/"):
        with django_assert_max_num_queries(24):
            answer = client.get(address)
        assert answer.status_code == 200, address
    page = client.get("/kehadiran/perlu-ditangani/").content.decode()
    assert "ASING1" in page and "Mesin tidak menjawab." in page and "PIN 9" in page


def test_a_device_is_registered_from_the_queue_and_its_webhook_is_shown_once(
    client: Client, office: Office
) -> None:
    client.force_login(office.user("pengelola"))
    UnknownDevice.objects.create(serial="C2689")
    said = {"serial": "C2689", "name": "Lobi", "unit": str(office.dinas.pk), "kind": "fingerspot",
            "zone": "WIB", "since": "2026-01-01", "port": "4370"}  # fmt: skip

    made = client.post("/kehadiran/mesin/daftar/", said, follow=True)

    assert made.status_code == 200 and not UnknownDevice.objects.exists()
    here = Device.objects.get(serial="C2689")
    page = client.post(f"/kehadiran/mesin/{here.pk}/").content.decode()
    here.refresh_from_db()
    assert f"/kehadiran/fingerspot/{here.token_hint}" in page and len(here.token_digest) == 64
    assert "/kehadiran/fingerspot/" not in client.get(f"/kehadiran/mesin/{here.pk}/").content.decode()
    changed = client.post(f"/kehadiran/mesin/{here.pk}/ubah/", said | {"kind": "tarik"})
    assert changed.status_code == 422 and "alamat IP" in changed.content.decode()
