"""Devices as they speak: real bytes over real sockets, and their memory of what was not yet taken."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any

from praja.attendance.sources.readers import zk
from praja.attendance.sources.readers.records import packed_time

# --- devices that send by themselves (ADMS)

Send = Callable[[str, str, bytes], tuple[int, str]]
"""Method, path and body → status and text."""


def through(client: Any) -> Send:
    """Send by Django's test client."""

    def send(method: str, path: str, body: bytes) -> tuple[int, str]:
        answer = client.generic(method, path, body, content_type="text/plain")
        return answer.status_code, answer.content.decode()

    return send


class Wire:
    """A connection of a device's own, opened anew after any trouble."""

    def __init__(self, port: int, host: str = "localhost") -> None:
        self._port, self._host = port, host
        self._kept: http.client.HTTPConnection | None = None

    def __call__(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        link = self._kept = self._kept or http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            link.request(method, path, body, {"Host": self._host, "User-Agent": "iClock Proxy/1.09"})
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, ""

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._kept = None


@dataclasses.dataclass
class Adms:
    """A device that sends its taps until it is told that they are kept, then forgets them."""

    serial: str
    send: Send
    most: int = 50
    """So many lines it sends at once."""
    waiting: list[str] = dataclasses.field(default_factory=list)
    sent: int = 0

    def tap(self, pin: str | int, local: datetime.datetime, status: int = 0, verify: int = 1) -> None:
        """Let somebody tap."""
        self.waiting.append(f"{pin}\t{local:%Y-%m-%d %H:%M:%S}\t{status}\t{verify}\t0\t0\t0")

    def begin(self) -> tuple[int, str]:
        """Ask how to send, as when it is switched on."""
        return self.send("GET", f"/iclock/cdata?SN={self.serial}&options=all&pushver=2.4.1&language=73", b"")

    def flush(self) -> bool:
        """Send once what waits, and tell whether it was taken."""
        lines = self.waiting[: self.most]
        self.sent += 1
        status, text = self.send(
            "POST", f"/iclock/cdata?SN={self.serial}&table=ATTLOG&Stamp=9999", "\n".join(lines).encode()
        )
        if status == 200 and text.startswith("OK"):
            del self.waiting[: len(lines)]
            return True
        return False


# --- devices that are asked on port 4370


@dataclasses.dataclass
class Terminal:
    """A device on port 4370, over TCP: it wants its key, and gives its log in parts."""

    records: bytes
    count: int
    key: int = 0
    clock: datetime.datetime = datetime.datetime(2026, 10, 5, 8, 0, 30)
    serial: str = "CKJ9203760012"
    part: int = 1024
    buffered: bool = True
    """Whether it knows the command that newer ones know, of asking for parts."""
    said: list[int] = dataclasses.field(default_factory=list)
    """The commands that it got."""

    SESSION = 0x1234

    def serve(self, link: socket.socket) -> None:
        """Answer one caller until it goes."""
        self._link, self._open = link, not self.key
        with contextlib.suppress(ConnectionError, EOFError):
            while True:
                top = self._read(8)
                got = zk.opened(self._read(zk.length_of(top)))
                self.said.append(got.command)
                if not self._answer(got):
                    return

    def _answer(self, got: zk.Packet) -> bool:
        match got.command:
            case zk.CONNECT:
                self._say(zk.OK if self._open else zk.UNAUTH, got)
            case zk.AUTH:
                self._open = got.data == zk.scrambled(self.key, self.SESSION)
                self._say(zk.OK if self._open else zk.UNAUTH, got)
            case _ if not self._open:
                self._say(zk.UNAUTH, got)
            case zk.OPTION:
                self._say(zk.OK, got, got.data.rstrip(b"\0") + b"=" + self.serial.encode() + b"\0")
            case zk.GET_TIME:
                self._say(zk.OK, got, struct.pack("<I", packed_time(self.clock)))
            case zk.SIZES:
                self._say(zk.OK, got, struct.pack("<20I", *[0] * 8, self.count, *[0] * 11))
            case zk.BUFFER if self.buffered:
                self._whole = struct.pack("<I", len(self.records)) + self.records
                if len(self._whole) <= self.part:
                    self._say(zk.DATA, got, self._whole)
                else:
                    self._say(zk.OK, got, struct.pack("<BI", 0, len(self._whole)))
            case zk.READ:
                start, size = struct.unpack("<ii", got.data)
                self._parts(got, self._whole[start : start + size])
            case zk.ATTLOG:
                self._parts(got, struct.pack("<I", len(self.records)) + self.records)
            case zk.FREE:
                self._say(zk.OK, got)
            case zk.EXIT:
                self._say(zk.OK, got)
                return False
            case _:
                self._say(zk.ERROR, got)
        return True

    def _parts(self, got: zk.Packet, data: bytes) -> None:
        self._say(zk.PREPARE, got, struct.pack("<II", len(data), self.part))
        for start in range(0, len(data), self.part):
            self._say(zk.DATA, got, data[start : start + self.part])
        self._say(zk.OK, got)

    def _say(self, command: int, got: zk.Packet, data: bytes = b"") -> None:
        packet = zk.framed(zk.Packet(command, self.SESSION, got.counter, data))
        half = len(packet) // 2  # as networks do, in pieces that are no packets
        self._link.sendall(packet[:half])
        self._link.sendall(packet[half:])

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self._link.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Let callers of a port of this computer be served one after another, and return the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def work() -> None:
            while True:
                try:
                    link, _address = server.accept()
                except OSError:
                    return
                with link:
                    serve(link)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


# --- devices that answer SOAP


def soap(rows: list[tuple[str, str, str]], key: int = 0) -> Callable[[socket.socket], None]:
    """Return what answers one question for all taps (PIN, time, status), if the key is right."""

    def serve(link: socket.socket) -> None:
        asked = b""
        while b"</GetAttLog>" not in asked:
            more = link.recv(4096)
            if not more:
                return
            asked += more
        body = b"<GetAttLogResponse>"
        if f">{key}</ArgComKey>".encode() in asked:
            for pin, time, status in rows:
                body += (
                    f"<Row><PIN>{pin}</PIN><DateTime>{time}</DateTime><Verified>1</Verified>"
                    f"<Status>{status}</Status><WorkCode>0</WorkCode></Row>\r\n"
                ).encode()
            body += b"</GetAttLogResponse>"
        else:
            body = b"<html>no</html>"
        link.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n" + body)

    return serve
