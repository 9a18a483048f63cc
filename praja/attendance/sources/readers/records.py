"""Records that ZKTeco devices give on port 4370: 8, 16 or 40 bytes each, with their time packed.

A packed time counts seconds as if every month had 31 days. Which field of a record tells the way of
verifying and which the direction is told by users of these devices, not by a paper.
"""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator
from typing import Final

from praja.attendance.sources.readers.lines import (
    DIRECTIONS,
    VERIFIED,
    Line,
    NotRead,
    Unread,
    gettext_noop,
    pin_of,
)

SIZES: Final = (8, 16, 40)
_SMALL: Final = struct.Struct("<HBIB")
_MIDDLE: Final = struct.Struct("<IIBB2sI")
_LARGE: Final = struct.Struct("<H24sBIB8s")


def unpacked_time(packed: int) -> datetime.datetime:
    """Return the date and time that a device has packed into a number.

    :raises NotRead: if no calendar has that day, such as 31 February
    """
    minutes, second = divmod(packed, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    months, day = divmod(days, 31)
    years, month = divmod(months, 12)
    try:
        return datetime.datetime(2000 + years, month + 1, day + 1, hour, minute, second)
    except ValueError:
        raise NotRead(gettext_noop("jam dalam catatan ini tidak ada di kalender")) from None


def packed_time(local: datetime.datetime) -> int:
    """Return a date and time as a device packs it."""
    days = ((local.year - 2000) * 12 + local.month - 1) * 31 + local.day - 1
    return ((days * 24 + local.hour) * 60 + local.minute) * 60 + local.second


def size_of(total: int, count: int) -> int:
    """Return the size of a record, from the bytes of all and their number.

    :raises NotRead: if it is none that is known
    """
    if count <= 0 or total % count or total // count not in SIZES:
        raise NotRead(gettext_noop("ukuran catatan mesin ini tidak dikenal (8, 16, atau 40 bita)"))
    return total // count


def read_records(data: bytes, size: int) -> Iterator[Line | Unread]:
    """Yield the taps of records of one size; what is left over after the last whole one is no tap."""
    for number, start in enumerate(range(0, len(data), size), start=1):
        record = data[start : start + size]
        if len(record) < size:
            yield Unread(number, record.hex(), gettext_noop("catatan terpotong"))
            return
        try:
            yield _record(record)
        except NotRead as error:
            yield Unread(number, record.hex(), str(error))


def _record(record: bytes) -> Line:
    workcode = 0
    if len(record) == 8:
        user, verify, time, direction = _SMALL.unpack(record)
        pin = str(user)
    elif len(record) == 16:
        user, time, verify, direction, _reserved, workcode = _MIDDLE.unpack(record)
        pin = str(user)
    else:
        _uid, text, verify, time, direction, _space = _LARGE.unpack(record)
        pin = text.split(b"\0", 1)[0].decode("ascii", "replace")
    return Line(
        pin_of(pin),
        unpacked_time(time),
        DIRECTIONS.get(str(direction), ""),
        VERIFIED.get(str(verify), "lain"),
        str(workcode) if workcode else "",
        record.hex(),
    )
