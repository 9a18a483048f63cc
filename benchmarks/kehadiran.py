"""Take a month of taps of 12,000 people in, from a file and from devices that send, and judge it.

    python -m benchmarks.kehadiran [--orang 12000] [--tap 62] [--detik 20]

Settles the demo's four governments first, if nobody is in the database yet (see `benchmarks.situs`, whose
database it shares). Whatever is written is undone or deleted again. What is printed:

- the import of `attlog.dat` bytes, as its job does it: read, told whose, days touched (aim 30 s for 744,000);
- the same once more, when nothing is new;
- judging their month: for the first time, and once more when nothing is other (aim 15 s); then single days
  that late taps touch, one after another: the first, and the median of the others (aim 50 ms);
- taps a second that the address of devices takes, each in a message of its own, by real processes over the
  network (aim 200), with the CPU that they and the database's processes take for one.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks._measure import machine, served, shown, table
from benchmarks.situs import PEOPLE, opened_site, settle_once

AIM, RATE_AIM = 30, 200
MONTH_AIM, DAY_AIM = "15 s", "50 ms"
LATE_TAPS = 10
"""Of as many people; the first meets a server that has not asked for a day yet."""
FIRST = datetime.datetime(2026, 10, 1, 7, 0)
SENDERS = 16
PREFIX = "UKUR"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kehadiran", description=__doc__)
    parser.add_argument("--orang", type=int, default=PEOPLE, help="how many people tap")
    parser.add_argument("--tap", type=int, default=62, help="taps of each")
    parser.add_argument("--detik", type=int, default=20, help="for so long devices send")
    given = parser.parse_args()
    with opened_site():
        if settled := settle_once(given.orang):
            print(settled)
        print(machine())
        print(imported(given.orang, given.tap))
        print(judged(given.orang, given.tap))
        print(sent(given.detik))


def people(count: int) -> tuple[Any, list[Any]]:
    """Return the government with most people, and people."""
    from praja.organization.models import Unit
    from praja.people.models import Person

    government = Unit.objects.filter(government__isnull=True).order_by("code").first()
    if government is None:
        raise SystemExit("There is no government here.")
    return government, list(Person.objects.order_by("nip").values_list("pk", flat=True)[:count])


def month_of_taps(count: int, taps: int) -> bytes:
    """Return the file of a device at which everybody taps in and out each day."""
    lines = []
    for number in range(taps):
        day = FIRST + datetime.timedelta(days=number // 2, hours=9 * (number % 2))
        for person in range(count):
            at = day + datetime.timedelta(seconds=person * 7919 % 3600)
            lines.append(f"{person + 1:9}\t{at:%Y-%m-%d %H:%M:%S}\t1\t{number % 2}\t1\t0\r\n")
    return "".join(lines).encode()


def known(government: Any, who: list[Any]) -> None:
    """Say that PIN 1 is the first person's, and so on."""
    from praja.attendance.models import DevicePerson

    since = (datetime.date(2026, 1, 1), None)
    DevicePerson.objects.bulk_create(
        [
            DevicePerson(government=government, pin=str(number), person_id=person, berlaku=since)
            for number, person in enumerate(who, start=1)
        ],
        batch_size=5_000,
    )


def device(government: Any, number: int) -> Any:
    """Register a device that only a benchmark uses."""
    from praja.attendance.models import Device

    made = Device.objects.create(
        government=government, unit=government, serial=f"{PREFIX}{number}", name="Ukur", kind="adms",
        used=(datetime.date(2026, 1, 1), None),
    )  # fmt: skip
    made.refresh_from_db()
    return made


def imported(count: int, taps: int) -> str:
    """Take a file in twice, undo it, and tell how long that took."""
    from django.db import transaction

    from praja.attendance.models import TouchedDay

    government, who = people(count)
    data = month_of_taps(len(who), taps)
    rows = []
    with transaction.atomic():
        known(government, who)
        here = device(government, 0)
        for label in ("new", "again"):
            start, cpu, server = time.perf_counter(), time.process_time(), served()
            new, doubled = _taken(here, data)
            took = time.perf_counter() - start
            rows.append(
                [
                    f"import, {label}", f"{new:,}", f"{doubled:,}", shown(took),
                    shown(time.process_time() - cpu), shown(served() - server),
                    f"{AIM} s" if label == "new" else "",
                ]
            )  # fmt: skip
        touched = TouchedDay.objects.count()
        transaction.set_rollback(True)
    text = table([["", "new", "there", "wall", "CPU", "server CPU", "aim"], *rows])
    return f"{text}\n{touched:,} days touched"


def _taken(here: Any, data: bytes) -> tuple[int, int]:
    from django.db import connection

    from praja.attendance.models import TapBatch
    from praja.attendance.sources.actions import take
    from praja.attendance.sources.actions.files import CHUNK
    from praja.attendance.sources.readers.attlog import read_attlog

    batch = TapBatch.objects.create(device=here, how="unggah", day=FIRST.date())
    lines = read_attlog(data)
    new = doubled = 0
    while part := list(islice(lines, CHUNK)):
        taken = take(here, part, how="unggah", batch=batch)
        new, doubled = new + taken.new, doubled + taken.doubled
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return new, doubled


# --- judging


def judged(count: int, taps: int) -> str:
    """Judge a month twice, then one day that a late tap touches, undo it, and tell how long each took."""
    from django.db import connection, transaction

    from praja.attendance.days.judging import judge, judge_touched
    from praja.attendance.models import Day

    government, who = people(count)
    first = FIRST.date()
    last = first + datetime.timedelta(days=taps // 2 - 1)
    now = datetime.datetime.combine(last + datetime.timedelta(days=3), datetime.time(), datetime.UTC)
    rows = []
    with transaction.atomic():
        known(government, who)
        here = device(government, 0)
        _taken(here, month_of_taps(len(who), taps))
        with connection.cursor() as cursor:  # rows deleted here stay in the way until the transaction ends
            cursor.execute("TRUNCATE attendance_touchedday")
        late = datetime.datetime.combine(last, datetime.time(20, 30)).strftime("%Y-%m-%d %H:%M:%S")
        for label, aim in (("month, new", MONTH_AIM), ("month, again", "")):
            start, cpu, server = time.perf_counter(), time.process_time(), served()
            changed = judge(who, first, last, now)
            took = time.perf_counter() - start, time.process_time() - cpu, served() - server
            rows.append([label, f"{changed:,}", *map(shown, took), aim])
        with connection.cursor() as cursor:  # as the server does by itself soon after so much was written
            cursor.execute("ANALYZE attendance_tap, attendance_day, attendance_touchedday")
        each = []
        for pin in range(1, LATE_TAPS + 1):
            _taken(here, f"{pin:9}\t{late}\t1\t1\t1\t0\r\n".encode())
            start, cpu, server = time.perf_counter(), time.process_time(), served()
            changed = judge_touched(now)
            each.append((time.perf_counter() - start, time.process_time() - cpu, served() - server))
        middle = [statistics.median(one) for one in zip(*each[1:], strict=True)]
        rows.append(["one day, first", "1", *map(shown, each[0]), ""])
        rows.append([f"one day, median of {LATE_TAPS - 1}", f"{changed}", *map(shown, middle), DAY_AIM])
        days = Day.objects.count()
        transaction.set_rollback(True)
    head = ["", "changed", "wall", "CPU", "server CPU", "aim"]
    return f"{table([head, *rows])}\n{days:,} days"


# --- devices that send


def sent(seconds: int) -> str:
    """Let devices send one tap after another for a while, and tell how many were taken a second."""
    from django.db import connection, transaction

    from praja.attendance.models import Device, DevicePerson, Tap

    government, who = people(2_000)
    with transaction.atomic():
        known(government, who)
        for number in range(SENDERS):
            device(government, number)
    try:
        with serving() as (port, process):
            warm = [0] * SENDERS
            for number in range(SENDERS):  # so that both processes have begun
                _send(port, number, time.monotonic() + 1.5, warm, day=-1)
            before, base = cpu_of(process.pid), cpu_of_database()
            counts = [0] * SENDERS
            until = time.monotonic() + seconds
            threads = [
                threading.Thread(target=_send, args=(port, number, until, counts))
                for number in range(SENDERS)
            ]
            start = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.perf_counter() - start
            total = sum(counts)
            warmed = sum(warm)
            web, server = cpu_of(process.pid) - before, cpu_of_database() - base
        kept = Tap.objects.filter(device__serial__startswith=PREFIX).count()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE attendance_tap DISABLE TRIGGER attendance_tap_stays")
        gone = Device.objects.filter(serial__startswith=PREFIX)
        Tap.objects.filter(device__in=gone).delete()
        for one in gone:
            one.batches.all().delete()
        gone.delete()
        DevicePerson.objects.filter(government=government, device__isnull=True, person__in=who).delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE attendance_tap ENABLE TRIGGER attendance_tap_stays")
            cursor.execute("DELETE FROM attendance_touchedday WHERE why = 'tap' AND date >= '2026-10-01'")
    each = 1000 / max(total, 1)
    row = [
        f"{SENDERS} devices", f"{total:,}", f"{kept - warmed:,}", f"{total / took:.0f} / s",
        f"{web * each:.1f} ms",
        f"{server * each:.1f} ms", f"{RATE_AIM} / s",
    ]  # fmt: skip
    head = ["", "told OK", "kept", "rate", "web CPU a tap", "database CPU a tap", "aim"]
    return table([head, row])


def _send(port: int, number: int, until: float, counts: list[int], day: int = 0) -> None:
    import http.client

    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    address = f"/iclock/cdata?SN={PREFIX}{number}&table=ATTLOG&Stamp=9999"
    tap = 0
    with contextlib.closing(link):
        while time.monotonic() < until:
            at = FIRST + datetime.timedelta(days=day, seconds=tap)
            link.request(
                "POST", address, f"{tap % 2000 + 1}\t{at:%Y-%m-%d %H:%M:%S}\t0\t1\t0\t0\n",
                {"Host": "localhost"},
            )  # fmt: skip
            answer = link.getresponse()
            answer.read()
            counts[number] += answer.status == 200
            tap += 1


@contextlib.contextmanager
def serving() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Let two processes answer on a port, as on two cores."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "praja.server.pages", f"127.0.0.1:{port}", "2"],
        start_new_session=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "praja.config.settings"},
    )
    try:
        for _attempt in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port, process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def cpu_of(number: int) -> float:
    """Return the CPU seconds of a process with its threads, and of those that it started; 0 where unknown."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            if number in (int(folder.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def cpu_of_database() -> float:
    """Return the CPU seconds of the processes that serve our database now; 0 where unknown."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        numbers = [row[0] for row in cursor.fetchall()]
    found = 0.0
    for number in numbers:
        with contextlib.suppress(OSError):
            found += int(Path(f"/proc/{number}/schedstat").read_text().split()[0]) / 1e9
    return found


if __name__ == "__main__":
    main()
