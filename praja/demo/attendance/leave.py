"""Leave and duty of the invented people: planned, asked for, decided, and some of it still waiting."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from praja.attendance.days.actions.duties import order
from praja.attendance.leave.actions import LeaveRefused
from praja.attendance.leave.actions.asking import Wanted, save_draft, send
from praja.attendance.leave.enums import JenisCuti, KeadaanCuti, Langkah, Pertimbangan, SebabCuti
from praja.attendance.models import LeaveRequest, LeaveStep
from praja.demo.attendance.corrections import FIRST_ASK
from praja.demo.attendance.staff import Staff
from praja.demo.copying import write
from praja.organization.models import Unit

ONE: Final = datetime.timedelta(days=1)
BIRTHS: Final = 2
"""So many women of a government are on maternity leave."""
BORN: Final = (24, 39)
"""The ages between which they are."""
WAITING: Final = 5
"""So many requests of a government wait for a superior."""
REASONS: Final[Mapping[JenisCuti, Sequence[str]]] = {
    JenisCuti.TAHUNAN: (
        "Mengantar orang tua berobat ke luar kota", "Menghadiri pernikahan adik di kampung",
        "Mengurus pendaftaran sekolah anak", "Berlibur bersama keluarga", "Mengurus perbaikan rumah",
    ),
    JenisCuti.SAKIT: ("Sakit dan perlu beristirahat di rumah", "Demam, berobat ke puskesmas"),
    JenisCuti.ALASAN_PENTING: ("Orang tua dirawat karena sakit keras",),
    JenisCuti.MELAHIRKAN: ("Melahirkan anak pertama",),
}  # fmt: skip
SHARES: Final = ((JenisCuti.TAHUNAN, 0.075), (JenisCuti.SAKIT, 0.05), (JenisCuti.ALASAN_PENTING, 0.008))
"""Of the people, how many are on leave once in the two months."""
DUTIES: Final = (
    ("Bimbingan teknis pengelolaan arsip dinamis", "Semarang", -38, 3),
    ("Rapat koordinasi penyusunan rencana kerja", "Jakarta", -24, 2),
    ("Pendampingan pemeriksaan BPK", "Kantor perwakilan BPK", -9, 4),
    ("Pelatihan penyusunan indikator kinerja", "Bandung", -1, 3),
)
"""What people were sent for, where to, how many days before today it began, and how long it took."""
LATELY: Final = 6 * ONE
"""For so long a tap on leave is looked for."""
SENT: Final = 3
"""So many people of one unit go together."""


@dataclasses.dataclass(frozen=True, slots=True)
class Leave:
    """A leave that somebody takes."""

    who: Staff
    kind: JenisCuti
    days: tuple[datetime.date, ...]
    """The workdays that it takes."""
    last: datetime.date


Workdays = Mapping[str, Sequence[datetime.date]]


def planned(staff: Sequence[Staff], workdays: Workdays, on: datetime.date) -> list[Leave]:
    """Return who is on leave when, of those who have somebody above them.

    :param workdays: of each person, the days to be worked in the two months, also those to come
    """
    found: list[Leave] = []
    births = 0
    for one in staff:
        days = workdays.get(str(one.person.pk), ())
        if one.superior is None or one.superior.account_id is None or not one.settled or len(days) < 12:
            continue
        dice = one.dice("cuti")
        age = (on - one.person.birth_date).days // 365 if one.person.birth_date else 0
        if births < BIRTHS and one.person.sex == "P" and BORN[0] < age < BORN[1] and dice.random() < 0.1:
            births += 1
            first = days[dice.randrange(8)]
            last = first + 89 * ONE
            found.append(Leave(one, JenisCuti.MELAHIRKAN, tuple(day for day in days if first <= day), last))
            continue
        chance = dice.random()
        for kind, share in SHARES:
            if chance < share:
                long = dice.choice((1, 1, 2, 2, 3) if kind == JenisCuti.SAKIT else (1, 2, 2, 3, 4, 5))
                known = [day for day in days if day <= on + (-2 if kind == JenisCuti.SAKIT else 12) * ONE]
                place = dice.randrange(max(len(known) - long, 1))
                taken = tuple(known[place : place + long])
                if taken:
                    found.append(Leave(one, kind, taken, taken[-1]))
                break
            chance -= share
    return found


def away(leaves: Sequence[Leave], on: datetime.date) -> set[tuple[str, datetime.date]]:
    """Return the people and days of leaves, but for one day on which somebody taps all the same."""
    found = {(str(one.who.person.pk), day) for one in leaves for day in one.days}
    lately = {
        (str(one.who.person.pk), day)
        for one in leaves
        for day in one.days
        if one.kind == JenisCuti.TAHUNAN and on - LATELY <= day < on
    }
    return found - {min(lately, key=lambda pair: (pair[1], pair[0]))} if lately else found


def approve(government: Unit, leaves: Sequence[Leave], on: datetime.date) -> int:
    """Write leaves that were asked for in time and approved by the superior, a set at a time."""
    filed = sorted(leaves, key=lambda one: (_filed(one, on), one.who.person.nip))
    numbers: dict[int, int] = {}
    requests: list[LeaveRequest] = []
    steps: list[LeaveStep] = []
    for one in filed:
        asked = _filed(one, on)
        numbers[asked.year] = numbers.get(asked.year, 0) + 1
        made = _request(one, government, asked, numbers[asked.year])
        requests.append(made)
        steps += _steps(one, made, asked)
    return write(requests) + write(steps)


def _filed(one: Leave, on: datetime.date) -> datetime.date:
    before = 0 if one.kind == JenisCuti.SAKIT else 5
    return min(one.days[0] - before * ONE, on - ONE)


def _request(one: Leave, government: Unit, asked: datetime.date, number: int) -> LeaveRequest:
    first, calendar = one.days[0], (one.last - one.days[0]).days + 1
    count = Decimal(len(one.days) if one.kind == JenisCuti.TAHUNAN else calendar)
    left = str(12 - count) if one.kind == JenisCuti.TAHUNAN else None
    because = {
        JenisCuti.SAKIT: SebabCuti.SAKIT, JenisCuti.ALASAN_PENTING: SebabCuti.KELUARGA_SAKIT,
    }.get(one.kind, SebabCuti.LAIN)  # fmt: skip
    return LeaveRequest(
        id=uuid.uuid4(), person=one.who.person, kind=one.kind, state=KeadaanCuti.DISETUJUI, because=because,
        berlaku=DateRange(first, one.last + ONE), reason=one.who.dice("alasan").choice(REASONS[one.kind]),
        child_number=1 if one.kind == JenisCuti.MELAHIRKAN else None, days=count,
        counted={
            "hari": {str(first.year): str(count)}, "hari_kerja": len(one.days),
            "tanggal": [day.isoformat() for day in one.days], "hari_kalender": calendar,
            "bulan": 3 if one.kind == JenisCuti.MELAHIRKAN else 0, "perjalanan": 0, "kurang_petugas": [],
            "sisa": left, "dua_tahun_lalu": None if left is None else "0",
            "tahun_lalu": None if left is None else "0",
        },
        by_id=one.who.account, unit=one.who.unit, government=government, year=asked.year, number=number,
        filed_at=_at(asked), filed_on=asked, decided_at=_at(asked + ONE),
    )  # fmt: skip


def _steps(one: Leave, made: LeaveRequest, asked: datetime.date) -> Iterator[LeaveStep]:
    superior = one.who.superior
    assert superior is not None and superior.account_id is not None  # planned
    yield LeaveStep(
        request=made, kind=Langkah.DIAJUKAN, person=one.who.person, name=one.who.person.full_name,
        by_id=one.who.account, on=asked, after=made.berlaku,
    )  # fmt: skip
    for kind in (Langkah.PERTIMBANGAN, Langkah.KEPUTUSAN):
        yield LeaveStep(
            request=made, kind=kind, outcome=Pertimbangan.DISETUJUI, person=superior, name=superior.full_name,
            post=one.who.superior_title, by_id=superior.account_id, on=asked + ONE, before=made.berlaku,
            after=made.berlaku,
        )  # fmt: skip


def _at(day: datetime.date) -> datetime.datetime:
    return min(datetime.datetime(day.year, day.month, day.day, 2, 40, tzinfo=datetime.UTC), timezone.now())


def ask(staff: Sequence[Staff], workdays: Workdays, taken: set[str], on: datetime.date) -> int:
    """Let some people ask for days to come, which wait for their superiors.

    :param taken: who has a leave already
    """
    asked = 0
    for one in sorted(staff, key=lambda one: not one.post.startswith(FIRST_ASK[0])):
        days = [day for day in workdays.get(str(one.person.pk), ()) if day > on + ONE]
        free = one.settled and one.superior is not None and str(one.person.pk) not in taken
        if asked >= WAITING or not free or len(days) < 3 or one.dice("minta").random() > 0.3:
            continue
        wanted = Wanted(
            kind=JenisCuti.TAHUNAN, first=days[1], last=days[1],
            reason=one.dice("alasan").choice(REASONS[JenisCuti.TAHUNAN]), phone=one.person.phone,
        )  # fmt: skip
        by = one.person.account
        try:
            with transaction.atomic():
                send(request=save_draft(wanted=wanted, by=by, on=on), by=by, on=on)
        except LeaveRefused:
            continue  # the right of a newcomer, say, is not there yet
        asked += 1
    return asked


def duties(
    staff: Sequence[Staff], on: datetime.date
) -> list[tuple[list[Staff], datetime.date, datetime.date]]:
    """Return who is sent on duty, from when to when."""
    units: dict[uuid.UUID, list[Staff]] = {}
    for one in staff:
        units.setdefault(one.unit.pk, []).append(one)
    large = [people for people in units.values() if len(people) > 2 * SENT]
    found = []
    for number, (_what, _where, back, long) in enumerate(DUTIES):
        people = large[number * 5 % len(large)][-SENT:] if large else []
        first = on + back * ONE
        found.append((people, first, first + (long - 1) * ONE))
    return found


def send_out(
    government: Unit,
    sent: Sequence[tuple[list[Staff], datetime.date, datetime.date]],
    *,
    by: Any,
    on: datetime.date,
) -> int:
    """Record the letters by which people are on duty elsewhere."""
    made = 0
    for number, ((what, where, _back, _long), (people, first, last)) in enumerate(
        zip(DUTIES, sent, strict=True), 1
    ):
        named = [one.person for one in people if one.person.account_id != by.pk]
        if named:
            order(
                unit=people[0].unit, people=named, number=f"800.1.11.1/{number:03}/{first.year}",
                subject=what, place=where, start=first, end=last, by=by, on=on,
            )  # fmt: skip
            made += 1
    return made
