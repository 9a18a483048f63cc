"""Devices and whose PINs are whose, for tests."""

from __future__ import annotations

import datetime
from typing import Any

from praja.attendance.models import Device, DevicePerson, TouchedDay
from praja.attendance.sources.actions import take
from praja.attendance.sources.readers.lines import Line
from praja.organization.models import Unit
from praja.people.models import Person

LONG_AGO = datetime.date(2025, 1, 1)


def device(unit: Unit, serial: str = "CKJ9203760012", kind: str = "adms", **more: Any) -> Device:
    """Make a device of a unit, in use since long ago."""
    made = Device.objects.create(
        government=unit.government or unit,
        unit=unit,
        serial=serial,
        name=more.pop("name", f"Mesin {serial}"),
        kind=kind,
        used=more.pop("used", (LONG_AGO, None)),
        **more,
    )
    made.refresh_from_db()
    return made


def pin(
    text: str,
    person: Person | None,
    *,
    at: Device | None = None,
    of: Unit | None = None,
    since: datetime.date = LONG_AGO,
    until: datetime.date | None = None,
) -> DevicePerson:
    """Say whose a PIN is, at one device or at all of a government."""
    government = at.government if at is not None else of
    assert government is not None
    return DevicePerson.objects.create(
        government=government, device=at, pin=text, person=person,
        berlaku=(since, until),
    )  # fmt: skip


def taps(*texts: str) -> list[Any]:
    """Return taps as `1 2026-10-03 07:21:05`, a PIN and a time each."""
    return [
        Line(
            pin=text.split(" ", 1)[0], local=datetime.datetime.fromisoformat(text.split(" ", 1)[1]), raw=text
        )
        for text in texts
    ]


def tapped_before(made: Device, *people: Person) -> None:
    """Let people have tapped once, long ago: from then on a day without taps is absence."""
    lines = [
        Line(pin=f"9{number}", local=datetime.datetime(2025, 2, 3, 7), raw="", person=one.pk)
        for number, one in enumerate(people)
    ]
    take(made, lines, how="unggah")
    TouchedDay.objects.all().delete()
