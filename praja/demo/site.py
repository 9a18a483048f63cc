"""The house of the demo: an installation of its own, in which the four governments are settled once."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import datetime
import fcntl
import json
import os
import queue
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from praja.server import site

if TYPE_CHECKING:
    from praja.demo.settle import SignIn

PEOPLE = {False: 1_250, True: 12_000}
NOTE = "masuk-demo.json"

Tell = Callable[[str], None]


@contextlib.contextmanager
def begun(folder: Path, *, tell: Tell) -> Iterator[Callable[[], None]]:
    """Make the database of an installation ready beside what the block does; yield what settles the invented
    governments there, if they are not there yet, and tells how to sign in.

    Everything later in this process is about that installation: `PRAJA_VAR` and `PRAJA_HTTPS` are set.

    :raises SiteError: while another demo makes the same installation ready
    """
    os.environ["PRAJA_VAR"] = str(folder.resolve())
    os.environ.setdefault("PRAJA_HTTPS", "tidak")
    said: queue.SimpleQueue[str | None] = queue.SimpleQueue()  # told when it is its turn

    def start() -> site.Addresses:
        try:
            return used.enter_context(site.database(said.put))
        finally:
            said.put(None)

    def open_house() -> None:
        for sentence in iter(said.get, None):
            tell(sentence)
        addresses = started.result()
        site.set_up()
        migrated.result()
        try:
            note = _settled(folder / NOTE, tell)
            _paid(tell, lambda: site.analyze(addresses))
            told = _shown(note, _attendance(), _examples())
        finally:
            site.disconnect()
        alone.close()
        tell(told)

    with (
        contextlib.ExitStack() as alone,
        contextlib.ExitStack() as used,
        concurrent.futures.ThreadPoolExecutor(1) as beside,
    ):
        alone.enter_context(_alone(folder))
        started = beside.submit(start)
        migrated = beside.submit(lambda: site.migrate(started.result()))
        yield open_house


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one demo at a time make an installation ready."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "demo.kunci").open("w")
    except OSError as error:
        raise site.SiteError(
            f"Folder {folder} tidak dapat ditulisi: {error.strerror}. Pilih lain dengan --keluar."
        ) from error
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise site.SiteError(
                f"Demo lain sedang menyiapkan {folder}. Tunggu sampai selesai, atau sebut folder lain: "
                "praja demo --keluar DIR."
            ) from None
        yield


@dataclasses.dataclass(frozen=True, slots=True)
class _Note:
    """What the demo keeps of its accounts, in a file that only its owner can read."""

    people: int
    password: str
    sign_ins: tuple[tuple[str, str, str, str], ...]


def _settled(path: Path, tell: Tell) -> _Note:
    from django.db import transaction

    from praja.demo.house import build_structures
    from praja.demo.settle import settle
    from praja.organization.models import Unit
    from praja.organization.queries import today

    if path.exists() and Unit.objects.exists():
        return _read(path)
    large = os.environ.get("DEMO") == "besar"
    tell(f"Menempatkan {PEOPLE[large]:,} orang rekaan di empat pemerintah daerah …".replace(",", "."))
    with transaction.atomic():
        on = today()
        build_structures(by=None, on=on, large=large)
        done = settle(on=on, most=PEOPLE[large])
        note = _Note(done.people, done.password, tuple(_columns(one) for one in done.sign_ins))
        _write(path, note)
    return note


def _paid(tell: Tell, counted: Callable[[], None]) -> None:
    """Pay the past months, and open the current one, unless that is done.

    :param counted: lets the database count its rows
    """
    from praja.demo.at_once import Stopped
    from praja.demo.pay import PAST, PAST_OF_MANY, SCOPES, is_paid, settle_pay
    from praja.organization.queries import today

    on = today()
    if is_paid(on):
        return
    asked = os.environ.get("BULAN", "")
    usual = PAST_OF_MANY if os.environ.get("DEMO") == "besar" else PAST
    past = min(int(asked), PAST) if asked.isascii() and asked.isdigit() else usual
    processes = min(os.cpu_count() or 1, len(SCOPES))
    counted()
    tell(f"Menghitung {past} bulan gaji dan TPP yang lalu, dan bulan ini …")
    try:
        done = settle_pay(on=on, tell=tell, past=past, processes=processes, counted=counted)
    except Stopped as error:
        raise site.SiteError(str(error)) from error
    slips = f"{done.slips:,}".replace(",", ".")
    tell(
        f"{slips} slip; {done.locked} proses terkunci, {done.waiting} menunggu; bulan ini {done.problems} "
        f"bermasalah dan {done.held} ditahan."
    )
    tell(_told_of_attendance(on))


def _told_of_attendance(on: datetime.date) -> str:
    """Return what came in of attendance, and what became of it."""
    from praja.demo.attendance import attended

    there = attended(on)
    taps, days, closed = (f"{one:,}".replace(",", ".") for one in (there.taps, there.days, there.closed))
    month = on.replace(day=1) - datetime.timedelta(days=1)
    return (
        f"Kehadiran: {taps} rekaman dari {there.machines} mesin, {days} hari dinilai; {month:%m-%Y} ditutup "
        f"bagi {closed} orang dan dibaca TPP; {there.waiting} permintaan koreksi dan cuti menunggu."
    )


def _columns(one: SignIn) -> tuple[str, str, str, str]:
    return (one.role, one.account, one.name, one.unit)


def _write(path: Path, note: _Note) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(dataclasses.asdict(note), file, ensure_ascii=False, indent=1)


def _read(path: Path) -> _Note:
    content = json.loads(path.read_text("utf-8"))
    sign_ins = tuple((role, account, name, unit) for role, account, name, unit in content["sign_ins"])
    return _Note(content["people"], content["password"], sign_ins)


def _examples() -> list[tuple[str, ...]]:
    from praja.demo.performance import examples_shown
    from praja.organization.queries import today

    return [
        (one.label, one.account, f"{one.name}, {one.post}", one.outcome) for one in examples_shown(today())
    ]


def _attendance() -> list[tuple[str, ...]]:
    from praja.demo.attendance import attendance_shown
    from praja.organization.queries import today

    return [
        (one.label, one.account, f"{one.name}, {one.post}", one.outcome) for one in attendance_shown(today())
    ]


def _shown(note: _Note, attendance: Sequence[tuple[str, ...]], examples: Sequence[tuple[str, ...]]) -> str:
    lines = [
        "",
        f"{note.people:,} orang rekaan. Masuk sebagai:".replace(",", "."),
        *_table([("Peran", "Akun", "Nama", "Untuk"), *note.sign_ins]),
        f"  Kata sandi semua akun rekaan ini, dan akun setiap pegawai (NIP-nya): {note.password}",
    ]
    if attendance:
        lines += [
            "",
            "Contoh kehadiran dari mesin sampai ke TPP. Masuk sebagai pegawainya, lalu buka Bulan saya",
            "(cerita tiap hari), dan Slip saya → TPP (potongan, pasal, dan harinya):",
            *_table([("Contoh", "Akun", "Pegawai", "Yang terlihat"), *attendance]),
        ]
    if examples:
        lines += [
            "",
            "Contoh kinerja yang sampai ke TPP (Kota Sawahlunto). Masuk sebagai pegawainya, lalu buka",
            "Kinerja saya → Tahun saya dan Bulan ini (target, bukti, predikat), dan Slip saya → TPP:",
            *_table([("Contoh", "Akun", "Pegawai", "Penilaian terakhir"), *examples]),
        ]
    return "\n".join(lines)


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    width = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width[column]) for column, cell in enumerate(row)).rstrip()
        for row in rows
    ]
