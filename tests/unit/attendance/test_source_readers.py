"""What devices say, byte by byte: files, messages, records and packets."""

from __future__ import annotations

import datetime
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.attendance.sources.readers import fingerspot, soap, zk
from praja.attendance.sources.readers.attlog import SENT, read_attlog, read_rtlog
from praja.attendance.sources.readers.lines import Line, NotRead, Unread, time_of
from praja.attendance.sources.readers.records import packed_time, read_records, size_of, unpacked_time

AT = datetime.datetime(2026, 10, 3, 8, 59, 1)


def said(line: Line | Unread) -> tuple[str, str, str, str, str]:
    assert isinstance(line, Line), line
    return (line.pin, f"{line.local:%Y-%m-%d %H:%M:%S}", line.direction, line.verify, line.workcode)


def test_a_file_of_a_usb_stick_with_what_real_ones_hold() -> None:
    data = (
        b"        1\t2026-10-03 08:59:01\t1\t0\t1\t0\r\n"
        b"      017\t2026-10-03 16:01:00\t1\t1\t15\t7\r\n"
        b"\r\n"
        b"        2\t2026-10-03 08:59\r\n"  # the last fields left out, and the seconds
        b"\xff\xfe\x00\x01garbage\r\n"
        b"        3\t2026-02-30 08:00:00\t1\t0\t1\t0\r\n"
        b"\x00\x00\x00"
    )

    lines = list(read_attlog(data))

    assert [said(one) for one in lines[:3]] == [
        ("1", "2026-10-03 08:59:01", "masuk", "jari", ""),
        ("17", "2026-10-03 16:01:00", "keluar", "wajah", "7"),
        ("2", "2026-10-03 08:59:00", "", "", ""),
    ]
    assert lines[0].raw == "        1\t2026-10-03 08:59:01\t1\t0\t1\t0"
    bad = [one for one in lines[3:] if isinstance(one, Unread)]
    assert [(one.number, one.why.split()[0]) for one in bad] == [(5, "bukan"), (6, "tanggal")]
    assert "\0" not in bad[0].raw


def test_what_a_device_sends_has_no_number_of_itself() -> None:
    sent = b"7\t2026-10-03 08:59:01\t1\t25\t0\t0\t0\n7\t2026-10-03 12:00:00\t255\n"
    newer = (
        b"time=2026-10-03 08:59:01\tpin=7\tcardno=0\teventaddr=1\tinoutstatus=1\tverifytype=1\tindex=9\r\n"
        b"time=2026-10-03 09:00:00\tpin=0\tevent=206"
    )

    assert [said(one) for one in read_attlog(sent, SENT)] == [
        ("7", "2026-10-03 08:59:01", "keluar", "lain", ""),
        ("7", "2026-10-03 12:00:00", "", "", ""),
    ]
    assert [said(one) for one in read_rtlog(newer)] == [
        ("7", "2026-10-03 08:59:01", "keluar", "jari", "")
    ]  # fmt: skip


TIME = struct.pack("<I", packed_time(AT))
RECORDS = {
    8: b"\x07\x00" + b"\x01" + TIME + b"\x01",
    16: b"\x07\x00\x00\x00" + TIME + b"\x0f\x00" + b"\x00\x00" + b"\x05\x00\x00\x00",
    40: b"\x02\x00" + b"0007".ljust(24, b"\0") + b"\x01" + TIME + b"\x05" + bytes(8),
}
MEANS = {
    8: ("7", "2026-10-03 08:59:01", "keluar", "jari", ""),
    16: ("7", "2026-10-03 08:59:01", "masuk", "wajah", "5"),
    40: ("7", "2026-10-03 08:59:01", "usai", "jari", ""),
}


@pytest.mark.parametrize("size", RECORDS)
def test_records_of_every_size(size: int) -> None:
    assert len(RECORDS[size]) == size_of(size * 3, 3) == size

    lines = list(read_records(RECORDS[size] * 2 + RECORDS[size][:5], size))

    assert [said(one) for one in lines[:2]] == [MEANS[size]] * 2
    assert isinstance(lines[2], Unread) and lines[2].why == "catatan terpotong"


def test_packed_time_is_that_of_the_devices() -> None:
    # 26 years and 9 months of 31 days, 2 days, 8 hours 59 minutes 1 second.
    assert packed_time(AT) == (((26 * 12 + 9) * 31 + 2) * 24 + 8) * 3600 + 59 * 60 + 1
    with pytest.raises(NotRead):
        unpacked_time(packed_time(datetime.datetime(2026, 2, 28)) + 2 * 86400)
    with pytest.raises(NotRead):
        size_of(100, 9)


@given(st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2133, 1, 1)))
def test_packing_a_time_and_back(local: datetime.datetime) -> None:
    assert unpacked_time(packed_time(local)) == local.replace(microsecond=0)


def test_a_packet_is_framed_checked_and_its_key_scrambled_as_devices_expect() -> None:
    # What open libraries send first to any device, byte by byte.
    assert zk.framed(zk.Packet(zk.CONNECT, 0, 0)).hex() == "5050827d08000000e80317fc00000000"
    assert zk.scrambled(0, 0x1234).hex() == "617d326b"
    assert zk.scrambled(123456, 0x1234).hex() == "267f32eb"

    bytes_ = zk.framed(zk.Packet(zk.DATA, 7, 9, b"abc"))

    assert zk.opened(bytes_[8 : 8 + zk.length_of(bytes_[:8])]) == zk.Packet(zk.DATA, 7, 9, b"abc")
    with pytest.raises(zk.Garbled):
        zk.length_of(b"GET / HT")
    with pytest.raises(zk.Garbled):
        zk.length_of(zk.MARK + b"\xff\xff\xff\x7f")


@pytest.mark.parametrize("pin", ("pin", "user_id"))
@pytest.mark.parametrize("time", ("scan", "scan_date", "scan_time", "time", "timestamp"))
def test_fingerspot_in_all_its_versions(pin: str, time: str) -> None:
    row = {pin: "7", time: "2026-10-03 08:59", "verify": "1", "status_scan": "1", "photo": "x" * 9000}

    device, lines = fingerspot.read_message(
        json.dumps({"type": "attlog", "cloud_id": "C2689", "data": row}).encode()
    )

    assert device == "C2689"
    assert [said(one) for one in lines] == [("7", "2026-10-03 08:59:00", "keluar", "jari", "")]
    assert "xxx" not in lines[0].raw
    assert fingerspot.read_answer(json.dumps({"success": True, "data": [row, 5]}).encode())[1].raw == "5"


@pytest.mark.parametrize(
    "data", (b"", b"[" * 90_000, b"null", b'{"cloud_id": 5}', b'{"cloud_id": "C1", "data": 5}', b"\xff")
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(NotRead):
        fingerspot.read_message(data)


def test_other_messages_of_fingerspot_hold_no_taps() -> None:
    assert fingerspot.read_message(b'{"type": "get_userinfo", "cloud_id": "C1", "data": {}}') == ("C1", [])


def test_a_soap_answer_that_is_no_xml() -> None:
    answer = (
        b"<GetAttLogResponse>\r\n<Row><PIN>7</PIN><DateTime>2026-10-03 08:59:01</DateTime>"
        b"<Verified>1</Verified><Status>0</Status><WorkCode>0</WorkCode></Row>\r\n"
        b"<Row><PIN>8</PIN><Name>A & B < C</Name>"
        b"<DateTime>2026-10-03 09:00:00</DateTime></Row><Row><PIN>9</PIN></Row></GetAttLogResponse>"
    )

    lines = list(soap.read_answer(answer))

    assert [said(one)[:3] for one in lines[:2]] == [
        ("7", "2026-10-03 08:59:01", "masuk"), ("8", "2026-10-03 09:00:00", "")
    ]  # fmt: skip
    assert isinstance(lines[2], Unread)
    with pytest.raises(NotRead):
        list(soap.read_answer(b"<html>404</html>"))


@pytest.mark.parametrize("text", ("2026-13-01 00:00:00", "2026-10-03", "٢٠٢٦-10-03 08:00:00", "9" * 99, ""))
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        time_of(text)


@given(st.binary(max_size=300))
def test_no_bytes_break_a_reader(data: bytes) -> None:
    for one in (*read_attlog(data), *read_attlog(data, SENT), *read_rtlog(data), *read_records(data, 40)):
        assert "\0" not in one.raw
