"""Devices go on sending while the site, then its database, is killed: nothing is lost, nothing doubled."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from praja.attendance.models import Tap, TapBatch, TouchedDay
from tests import ports
from tests.integration.attendance.emulators import Adms, Wire
from tests.integration.attendance.machines import device, pin
from tests.integration.payroll.test_killed_database import Server, db, server
from tests.integration.people.conftest import Office
from tests.integration.server.conftest import first
from tests.waiting import until

__all__ = ["db", "first", "server"]

DEVICES, TAPS = 4, 400
DAY = datetime.datetime(2026, 10, 5, 6, 0)


class Web:
    """The processes that answer, as `praja serve` starts them; killed with all that they have started."""

    def __init__(self, server: Server, settings: Any) -> None:
        self._server, self._settings = server, settings
        self.port = ports.free()
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "praja.server.pages", f"127.0.0.1:{self.port}", "2"],
            env={**os.environ, "DATABASE_URL": self._server.use.address(),
                 "PRAJA_VAR": str(self._settings.VAR), "PRAJA_HTTPS": "tidak",
                 "DJANGO_SETTINGS_MODULE": "praja.config.settings"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def web(server: Server, settings: Any, office: Office) -> Iterator[Web]:
    made = Web(server, settings)
    yield made
    made.kill()


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled(server: Server, web: Web, office: Office) -> None:
    pin("7", office.sari, of=office.government)
    machines = []
    wires = [Wire(web.port) for _number in range(DEVICES)]
    for number, wire in enumerate(wires):
        device(office.dinas, f"KILL{number}")
        machines.append(Adms(f"KILL{number}", wire, most=10))
        for minute in range(TAPS):
            machines[-1].tap(7, DAY + datetime.timedelta(minutes=minute * 7))
    connection.close()

    def send(machine: Adms) -> None:
        last = time.monotonic() + 300
        while machine.waiting and time.monotonic() < last:
            if not machine.flush():
                time.sleep(0.05)

    threads = [threading.Thread(target=send, args=(one,)) for one in machines]
    for thread in threads:
        thread.start()
    left = lambda: sum(len(one.waiting) for one in machines)  # noqa: E731
    total = DEVICES * TAPS
    assert until(lambda: left() < total * 0.8)
    web.kill()
    web.start()
    assert until(lambda: left() < total * 0.5)
    server.kill()
    server.start()
    for thread in threads:
        thread.join(310)
    for wire in wires:
        wire.close()

    assert left() == 0
    assert Tap.objects.filter(person=office.sari).count() == total == Tap.objects.count()
    told = TapBatch.objects.aggregate(new=Sum("new"), bad=Sum("unreadable"))
    assert told == {"new": total, "bad": 0}
    touched = set(TouchedDay.objects.values_list("date", flat=True))
    assert touched >= set(Tap.objects.values_list("local__date", flat=True))
    assert sum(one.sent for one in machines) > total / 10  # some were sent again
