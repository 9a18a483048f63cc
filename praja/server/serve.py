"""`praja serve`: the database, the pages and the background work of a site, by one command.

This process only watches. The pages and the background work run in processes of their own, which end when
this one does, however it ends.
"""

from __future__ import annotations

import dataclasses
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from praja.server import site
from praja.server.site import SiteError

LIFELINE = "PRAJA_LIFELINE"
_PATIENCE = 40
"""Seconds that requests and jobs have to end by themselves when the site stops."""

Tell = Callable[[str], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Listen:
    """Where the site listens."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Listen:
        """Read `host:port`, `[::1]:port` or a port alone."""
        host, _, port = text.rpartition(":")
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise SiteError(f"Alamat {text!r} tidak dikenal; tulis misalnya 127.0.0.1:8000.")
        return cls(host.strip("[]") or "127.0.0.1", int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def answers(self) -> bool:
        """Return whether a page is answered there, whatever the answer."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=5)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def refuse_taken(self) -> None:
        """Stop with a sentence if another program listens there."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise SiteError(
                    f"Praja tidak dapat mendengarkan di {self}: {error.strerror}. "
                    "Hentikan program yang memakainya, atau pilih yang lain dengan --alamat."
                ) from error


def run(listen: Listen, *, processes: int, background: bool, tell: Tell) -> int:
    """Run the site until SIGTERM or SIGINT, and return the exit code."""
    listen.refuse_taken()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with site.database(tell) as addresses:
        site.reach(addresses.app)
        if addresses.owner is not None:
            tell(site.migrate(addresses))
        os.environ.pop(site.OWNER_VARIABLE, None)
        site.set_up()
        _refuse_unready()
        if site.collect_static():
            tell("Berkas statis dikumpulkan.")
        link = _first_link()
        watch = _Watch(stop, tell)
        try:
            watch.start("halaman", ["-m", "praja.server.pages", str(listen), str(processes)])
            if background:
                watch.start("pekerja latar", ["-m", "praja", "worker"], again=True)
            if watch.wait_until(listen.answers):
                tell(f"Praja melayani di {_shown(listen)} (berhenti: Ctrl-C).")
                if link:
                    tell(
                        "Belum ada administrator. Buka tautan sekali pakai ini untuk membuat akun pertama:\n"
                        f"  {_shown(listen)}{link}"
                    )
            return watch.watch()
        finally:
            watch.end()


def _refuse_unready() -> None:
    try:
        pending = site.pending_migrations()
    finally:
        site.disconnect()
    if pending:
        raise SiteError(
            f"Ada {len(pending)} migrasi yang belum dijalankan ({pending[0]}, …). Jalankan `praja "
            "migrasi` dengan "
            f"{site.OWNER_VARIABLE}, lalu mulai lagi."
        )


def _first_link() -> str | None:
    from praja.accounts.actions import first_administrator_link

    try:
        return first_administrator_link()
    finally:
        site.disconnect()


def _shown(listen: Listen) -> str:
    from django.conf import settings

    named = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]", "*")]
    if settings.HTTPS and named:
        return f"https://{named[0].lstrip('.')}"
    return f"http://{listen}"


# --- watching


@dataclasses.dataclass(slots=True)
class _Child:
    name: str
    command: list[str]
    again: bool
    process: subprocess.Popen[bytes]
    began: float


class _Watch:
    """Processes that live as long as this one."""

    def __init__(self, stop: threading.Event, tell: Tell) -> None:
        self._stop, self._tell = stop, tell
        self._children: list[_Child] = []
        # Nobody writes into it: its end tells the children that this process is gone.
        self._lifeline, self._kept = os.pipe()

    def start(self, name: str, command: list[str], *, again: bool = False) -> None:
        """Start a process; `again` starts it anew when it ends by itself."""
        self._children.append(_Child(name, command, again, self._popen(command), time.monotonic()))

    def _popen(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, LIFELINE: str(self._lifeline)},
            pass_fds=[self._lifeline],
            start_new_session=True,  # Ctrl-C is for this process, which then ends them in order
        )

    def wait_until(self, ready: Callable[[], bool]) -> bool:
        """Wait until it is ready; return False if a process ended or the end was asked for."""
        while not self._stop.is_set() and self._children[0].process.poll() is None:
            if ready():
                return True
            self._stop.wait(0.1)
        return False

    def watch(self) -> int:
        """Wait for the end that is asked for, or that a process makes by ending."""
        while not self._stop.wait(0.5):
            for child in self._children:
                code = child.process.poll()
                if code is None:
                    continue
                if not child.again:
                    self._tell(f"Proses {child.name} berhenti sendiri (kode {code}); situs dihentikan.")
                    return 1
                # One that ends at once is not started again at once.
                pause = 1 if time.monotonic() - child.began > 60 else 15
                self._tell(
                    f"Proses {child.name} berhenti sendiri (kode {code}); dimulai lagi {pause} detik lagi."
                )
                if self._stop.wait(pause):
                    break
                child.process, child.began = self._popen(child.command), time.monotonic()
        self._tell("Menghentikan Praja …")
        return 0

    def end(self) -> None:
        """Let all end what they do; what does not end in time is killed."""
        for child in self._children:
            if child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + _PATIENCE
        for child in self._children:
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
        os.close(self._kept)
        os.close(self._lifeline)


def end_with_parent() -> None:
    """Let this process end as if asked to when the one that watches it is gone; for the processes watched."""
    if not (number := os.environ.pop(LIFELINE, "")):
        return

    def wait() -> None:
        os.read(int(number), 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def worker_folder() -> str | None:
    """Return a folder in memory for what the server writes each second, if there is one."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None
