"""Taps come in as from real machines: files from USB sticks, messages that machines send, and phones."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from praja.attendance.checkin.actions import checkins, consents, policies
from praja.attendance.models import Device
from praja.attendance.sources.actions import files, receiving
from praja.attendance.sources.enums import JenisMesin
from praja.attendance.sources.readers.attlog import SENT, read_attlog
from praja.demo.attendance.days import Local
from praja.demo.attendance.places import machine_of, machines_by_unit
from praja.demo.attendance.staff import Staff
from praja.organization.enums import Zona
from praja.organization.models import Unit

ONE: Final = datetime.timedelta(days=1)
GUEST: Final = "9001"
"""A PIN that is nobody's: somebody tried the machine."""
NEW_PIN: Final = 5_000
"""By so much the new PIN of who got another one is above the old one."""
STRANGER: Final = "CONTOH-BELUM-TERDAFTAR"
TORN: Final = "  117\t2026-1"
"""A line that broke off as the stick was pulled out."""
HOME: Final = (-7.0506, 110.4203)
NEAR: Final = 0.00004
"""By so many degrees the position of a phone differs from day to day."""


def feed(
    government: Unit,
    staff: Sequence[Staff],
    taps: Mapping[str, Sequence[Local]],
    renumbered: tuple[Staff | None, datetime.date],
    *,
    by: Any,
    on: datetime.date,
) -> int:
    """Let the machines of a government give all taps, and return how many lines these were.

    :param renumbered: whose PIN is another one from a day on
    """
    machines = machines_by_unit(government)
    lines: dict[uuid.UUID, list[tuple[Local, str]]] = {}
    for one in staff:
        machine = machine_of(one.unit.code, machines)
        if machine is None:
            continue
        rows = lines.setdefault(machine.pk, [])
        for moment in taps.get(str(one.person.pk), ()):
            other = one is renumbered[0] and moment.date() >= renumbered[1]
            rows.append((moment, str(int(one.pin) + NEW_PIN) if other else one.pin))
    count = 0
    for place, machine in enumerate(sorted(machines.values(), key=lambda one: one.serial)):
        rows = sorted(lines.get(machine.pk, ()))
        if not rows:
            continue
        if place % 9 == 0:
            rows += [(rows[-1][0] + datetime.timedelta(seconds=40 + step), GUEST) for step in (0, 9)]
        count += len(rows)
        if machine.kind == JenisMesin.USB:
            _from_stick(
                machine, [row for row in rows if row[0].date() < on], torn=place % 5 == 0, by=by, on=on
            )
        else:
            receiving.receive(machine, list(read_attlog(_text(rows, "1\t0\t0"), SENT)))
            receiving.seen(machine, drift=place * 37 % 14 - 6)
    _troubles(list(machines.values()))
    return count


def _text(rows: Sequence[tuple[Local, str]], rest: str) -> bytes:
    return "".join(f"{pin:>9}\t{moment:%Y-%m-%d %H:%M:%S}\t{rest}\r\n" for moment, pin in rows).encode()


def _from_stick(
    machine: Device, rows: Sequence[tuple[Local, str]], *, torn: bool, by: Any, on: datetime.date
) -> None:
    """Upload `attlog.dat` as an officer does, and take it in as the job does."""
    if not rows:
        return
    data = _text(rows, "1\t0\t1\t0") + (TORN.encode() if torn else b"")
    batch = files.upload(file=SimpleUploadedFile("1_attlog.dat", data), device=machine, by=by, on=on)
    batch = files.ask(batch=batch, by=by, on=on)
    files.work(str(batch.pk), batch.attempt)


def _troubles(machines: Sequence[Device]) -> None:
    """Let the clock of one machine be wrong, one be silent since yesterday, an unknown one ask to send."""
    sending = sorted((one for one in machines if one.kind == JenisMesin.ADMS), key=lambda one: one.serial)
    if len(sending) > 3:
        receiving.seen(sending[-1], drift=-412)
        Device.objects.filter(pk=sending[-2].pk).update(last_seen_at=timezone.now() - 31 * ONE / 24)
    receiving.sender(STRANGER, "10.20.30.41", f"1\t{timezone.now():%Y-%m-%d %H:%M:%S}\t0\t1\t0\t0")


def from_home(
    staff: Sequence[Staff], moments: Sequence[tuple[str, Local]], first: datetime.date, *, by: Any
) -> int:
    """Let those who work at home check in from their phones, under terms that they agreed to."""
    people = {str(one.person.pk): one for one in staff}
    if not moments:
        return 0
    unit = people[moments[0][0]].unit
    terms = policies.Said(dasar="Surat edaran kerja dari rumah (contoh)", accuracy=100)
    policies.set_terms(unit=unit, start=first, said=terms, by=by, on=first)
    zone = zoneinfo.ZoneInfo(Zona.WIB.place)
    agreed: set[str] = set()
    for person, moment in moments:
        one, dice = people[person], people[person].dice(f"ponsel/{moment:%Y%m%d%H}")
        by = one.person.account
        if person not in agreed:
            consents.agree(person=one.person, by=by, on=moment.date())
            agreed.add(person)
        said = checkins.Said(
            key=uuid.uuid4(), lat=HOME[0] + int(one.pin) * 0.0003 + dice.uniform(-NEAR, NEAR),
            lon=HOME[1] + dice.uniform(-NEAR, NEAR), accuracy=dice.randrange(6, 25),
            phone=f"ponsel {one.pin}",
        )  # fmt: skip
        checkins.check_in(person=one.person, said=said, by=by, now=moment.replace(tzinfo=zone))
    return len(moments)
