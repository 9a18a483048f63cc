"""Taps of the cloud of Fingerspot: what its webhook sends, and what it answers when asked for a span.

Versions name the same thing differently: `pin` or `user_id`; `scan_date`, `scan`, `scan_time`, `time` or
`timestamp`; some leave out the seconds. Of one application it is known that an even `status_scan` is a
check-in and an odd one a check-out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from praja.attendance.sources.readers.lines import (
    VERIFIED,
    Line,
    NotRead,
    Unread,
    gettext_noop,
    kept,
    pin_of,
    time_of,
)

PINS: Final = ("pin", "user_id")
TIMES: Final = ("scan_date", "scan", "scan_time", "time", "timestamp")
MOST_ROWS: Final = 100_000


def read_message(data: bytes) -> tuple[str, list[Line | Unread]]:
    """Return the device that a message of the webhook names, and its taps; none for other kinds of messages.

    :raises NotRead: if it is no such message
    """
    said = _json(data)
    if not isinstance(said, dict) or not isinstance(said.get("cloud_id"), str):
        raise NotRead(gettext_noop("pesan ini bukan pesan Fingerspot: tidak ada cloud_id"))
    if said.get("type", "attlog") != "attlog":
        return said["cloud_id"], []
    rows = said.get("data")
    if isinstance(rows, dict):
        rows = [rows]
    if not isinstance(rows, list):
        raise NotRead(gettext_noop("pesan ini tidak berisi data tap"))
    return said["cloud_id"], list(_rows(rows))


def read_answer(data: bytes) -> list[Line | Unread]:
    """Return the taps of an answer or file: a list, or an object with the list in `data`.

    :raises NotRead: if it is no such answer, or says that it failed
    """
    said = _json(data)
    if isinstance(said, dict):
        if said.get("success") is False:
            raise NotRead(gettext_noop("Fingerspot menolak permintaan ini"))
        said = said.get("data")
    if not isinstance(said, list):
        raise NotRead(gettext_noop("berkas ini tidak berisi daftar “data” dari Fingerspot"))
    return list(_rows(said))


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise NotRead(gettext_noop("bukan JSON yang dapat dibaca")) from None


def _rows(rows: list[Any]) -> Iterator[Line | Unread]:
    if len(rows) > MOST_ROWS:
        raise NotRead(gettext_noop("lebih dari 100.000 tap sekaligus; bagi menjadi beberapa"))
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield Unread(number, kept(str(row)), gettext_noop("bukan tap"))
            continue
        raw = kept(json.dumps({key: one for key, one in row.items() if key != "photo"}, ensure_ascii=False))
        try:
            yield Line(
                pin_of(_first(row, PINS)), time_of(_first(row, TIMES)), _direction(row.get("status_scan")),
                VERIFIED.get(_text(row.get("verify")), ""), "", raw,
            )  # fmt: skip
        except NotRead as error:
            yield Unread(number, raw, str(error))


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := _text(row.get(name)))), "")


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _direction(status: Any) -> str:
    text = _text(status)
    if not (text.isascii() and text.isdigit()):
        return ""
    return "keluar" if int(text[-1]) % 2 else "masuk"
