"""Packets of ZKTeco devices on port 4370, over TCP: how they are framed.

A packet is a command, a checksum, the session and a counter (two bytes each, little-endian), then its data;
over TCP it stands behind a mark and its length. Taken from how open libraries speak with such devices.
"""

from __future__ import annotations

import dataclasses
import struct
from typing import Final

CONNECT: Final = 1000
EXIT: Final = 1001
AUTH: Final = 1102
ATTLOG: Final = 13
SIZES: Final = 50
OPTION: Final = 11
GET_TIME: Final = 201
PREPARE: Final = 1500
DATA: Final = 1501
FREE: Final = 1502
BUFFER: Final = 1503
READ: Final = 1504
OK: Final = 2000
ERROR: Final = 2001
UNAUTH: Final = 2005

MARK: Final = b"\x50\x50\x82\x7d"
LONGEST: Final = 128 * 1024
"""No packet is longer than this, whatever it says."""
_TOP: Final = struct.Struct("<4sI")
_HEAD: Final = struct.Struct("<4H")
_MOST: Final = 0xFFFF


class Garbled(ValueError):
    """What came is no packet of such a device."""


@dataclasses.dataclass(frozen=True, slots=True)
class Packet:
    """A command, or an answer."""

    command: int
    session: int
    counter: int
    data: bytes = b""


def framed(packet: Packet) -> bytes:
    """Return the bytes of a packet."""
    head = _HEAD.pack(packet.command, 0, packet.session, packet.counter)
    checked = _HEAD.pack(packet.command, checksum(head + packet.data), packet.session, packet.counter)
    return _TOP.pack(MARK, len(checked) + len(packet.data)) + checked + packet.data


def length_of(top: bytes) -> int:
    """Return how many bytes follow the eight with which a packet begins.

    :raises Garbled: if it does not begin so, or is too long
    """
    mark, length = _TOP.unpack(top)
    if mark != MARK or not _HEAD.size <= length <= LONGEST:
        raise Garbled("Jawaban mesin tidak dapat dipahami.")
    return int(length)


def opened(body: bytes) -> Packet:
    """Return the packet whose bytes follow the first eight; TCP has checked them."""
    command, _checksum, session, counter = _HEAD.unpack(body[: _HEAD.size])
    return Packet(command, session, counter, body[_HEAD.size :])


def checksum(data: bytes) -> int:
    """Return the checksum of a packet whose own is zero: ones' complement of the sum of its words."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"<{len(data) // 2}H", data))
    while total > _MOST:
        total = (total & _MOST) + (total >> 16)
    return ~total & _MOST


def scrambled(key: int, session: int, ticks: int = 50) -> bytes:
    """Return a communication key as a device wants it shown in a session."""
    turned = int(f"{key & 0xFFFFFFFF:032b}"[::-1], 2)
    one, two, three, four = (turned + session & 0xFFFFFFFF).to_bytes(4, "little")
    mixed = (three ^ ord("S"), four ^ ord("O"), one ^ ord("Z"), two ^ ord("K"))
    return bytes((mixed[0] ^ ticks, mixed[1] ^ ticks, ticks, mixed[3] ^ ticks))
