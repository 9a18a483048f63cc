"""Asking devices for their taps over the network: on port 4370, or by SOAP on port 80.

Only addresses that are registered are asked, and only private ones: a device stands in the office's network,
and nobody shall make this server speak with the world. Nothing is ever written to or deleted from a device.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import http.client
import ipaddress
import socket
import struct
import time
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_noop

from praja.attendance.sources.readers import soap, zk
from praja.attendance.sources.readers.lines import Line, NotRead, Unread
from praja.attendance.sources.readers.records import read_records, size_of, unpacked_time

PATIENCE: Final = 20.0
"""Seconds that a device may be silent."""
LONGEST: Final = 600.0
"""Seconds that it may take in all."""
MOST_BYTES: Final = 64 * 1024 * 1024
_PART: Final = 0xFFC0


class NotPulled(Exception):
    """A device could not be asked; its text says why, for people."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pulled:
    """What a device gave: its taps, and its time if it tells it."""

    lines: list[Line | Unread]
    clock: datetime.datetime | None = None
    serial: str = ""


def allowed(address: str) -> bool:
    """Tell whether an address may be asked: one of a private network, not of this server itself."""
    one = ipaddress.ip_address(address)
    return one.is_private and not (
        one.is_loopback or one.is_link_local or one.is_unspecified or one.is_multicast or one.is_reserved
    )


def pull(address: str, port: int, key: int = 0) -> Pulled:
    """Ask a device on port 4370 for all its taps.

    :raises NotPulled: if it does not answer, wants another key, or answers what nobody understands
    """
    try:
        with socket.create_connection((address, port), timeout=PATIENCE) as link:
            return _Session(link).taps(key)
    except zk.Garbled as error:
        raise NotPulled(str(error)) from error
    except NotRead as error:
        raise NotPulled(gettext_noop("Catatan mesin tidak terbaca: ukurannya tidak dikenal.")) from error
    except (OSError, EOFError, struct.error) as error:
        raise NotPulled(
            gettext_noop("Mesin tidak menjawab. Periksa listrik, kabel, alamat, dan portnya.")
        ) from error


def pull_soap(address: str, port: int, key: int = 0) -> Pulled:
    """Ask a device by SOAP for all its taps.

    :raises NotPulled: if it does not answer, or answers what nobody understands
    """
    link = http.client.HTTPConnection(address, port, timeout=PATIENCE)
    try:
        with contextlib.closing(link):
            link.request("POST", soap.PATH, soap.request(key), {"Content-Type": "text/xml"})
            data = link.getresponse().read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise NotPulled(gettext_noop("Jawaban mesin terlalu panjang."))
        return Pulled(list(soap.read_answer(data)))
    except NotRead as error:
        raise NotPulled(
            gettext_noop("Mesin tidak menjawab dengan daftar tap. Periksa kunci komunikasinya.")
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise NotPulled(
            gettext_noop("Mesin tidak menjawab. Periksa listrik, kabel, alamat, dan portnya.")
        ) from error


class _Session:
    """One talk with a device on port 4370."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._session, self._counter = 0, 0
        self._until = time.monotonic() + LONGEST

    def taps(self, key: int) -> Pulled:
        """Open, ask, close."""
        self._open(key)
        try:
            serial = self._ask(zk.OPTION, b"~SerialNumber\0")
            clock = self._ask(zk.GET_TIME)
            sizes = self._ask(zk.SIZES)
            count = struct.unpack_from("<9I", sizes.data)[8] if len(sizes.data) >= 36 else 0
            lines: list[Line | Unread] = []
            if count:
                data = self._log()
                total = struct.unpack_from("<I", data)[0]
                lines = list(read_records(data[4 : 4 + total], size_of(total, count)))
            at = None
            if clock.command == zk.OK and len(clock.data) >= 4:
                with contextlib.suppress(NotRead):
                    at = unpacked_time(struct.unpack_from("<I", clock.data)[0])
            text = serial.data.split(b"=", 1)[-1].split(b"\0", 1)[0] if serial.command == zk.OK else b""
            return Pulled(lines, at, text.decode("ascii", "replace"))
        finally:
            with contextlib.suppress(OSError, EOFError, zk.Garbled, NotPulled):
                self._say(zk.EXIT)

    def _open(self, key: int) -> None:
        answer = self._ask(zk.CONNECT)
        self._session = answer.session
        if answer.command == zk.UNAUTH:
            answer = self._ask(zk.AUTH, zk.scrambled(key, self._session))
        if answer.command == zk.UNAUTH:
            raise NotPulled(
                gettext_noop("Mesin menolak kunci komunikasinya. Samakan dengan yang tertulis di mesin.")
            )
        if answer.command != zk.OK:
            raise NotPulled(gettext_noop("Mesin menolak dihubungi."))

    def _log(self) -> bytes:
        """Return the log with its length before it: in parts that are asked for, or else all at once."""
        answer = self._ask(zk.BUFFER, struct.pack("<bhii", 1, zk.ATTLOG, 0, 0))
        if answer.command == zk.DATA:
            return answer.data
        if answer.command == zk.OK and len(answer.data) >= 5:
            size = _bounded(struct.unpack_from("<I", answer.data, 1)[0])
            data = b"".join(
                self._stream(zk.READ, struct.pack("<ii", start, min(_PART, size - start)))
                for start in range(0, size, _PART)
            )
            self._ask(zk.FREE)
            return data
        return self._stream(zk.ATTLOG)

    def _stream(self, command: int, data: bytes = b"") -> bytes:
        """Return what a device gives after it has told how much it will be."""
        answer = self._ask(command, data)
        if answer.command == zk.DATA:
            return answer.data
        if answer.command != zk.PREPARE or len(answer.data) < 4:
            raise NotPulled(gettext_noop("Mesin tidak memberikan tapnya."))
        size = _bounded(struct.unpack_from("<I", answer.data)[0])
        parts, got = [], 0
        while got < size:
            part = self._hear()
            if part.command != zk.DATA:
                raise NotPulled(gettext_noop("Mesin berhenti di tengah jalan."))
            parts.append(part.data)
            got += len(part.data)
        if self._hear().command != zk.OK:
            raise NotPulled(gettext_noop("Mesin tidak menyelesaikan jawabannya."))
        return b"".join(parts)[:size]

    def _ask(self, command: int, data: bytes = b"") -> zk.Packet:
        self._say(command, data)
        return self._hear()

    def _say(self, command: int, data: bytes = b"") -> None:
        self._link.sendall(zk.framed(zk.Packet(command, self._session, self._counter, data)))
        self._counter = (self._counter + 1) % 0xFFFF

    def _hear(self) -> zk.Packet:
        return zk.opened(b"".join(self._read(zk.length_of(b"".join(self._read(8))))))

    def _read(self, count: int) -> Iterator[bytes]:
        while count:
            if time.monotonic() > self._until:
                raise NotPulled(gettext_noop("Mesin menjawab terlalu lambat."))
            part = self._link.recv(min(count, 65536))
            if not part:
                raise EOFError
            count -= len(part)
            yield part


def _bounded(size: int) -> int:
    if size > MOST_BYTES:
        raise NotPulled(gettext_noop("Jawaban mesin terlalu panjang."))
    return size
