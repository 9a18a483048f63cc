"""Where and when people work: hours, machines, PINs, rosters, apel and ceremonies, Fridays at home."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final

from django.db.backends.postgresql.psycopg_any import DateRange

from praja.attendance.calendar.actions.events import make_events
from praja.attendance.calendar.actions.hours import assign_hours, make_hours
from praja.attendance.calendar.actions.places import set_place
from praja.attendance.calendar.enums import JenisKegiatan, PolaJam, Tempat
from praja.attendance.days.months import last_day
from praja.attendance.leave.actions.keeping import delegate
from praja.attendance.leave.enums import JenisCuti, Wewenang
from praja.attendance.models import Device, DevicePerson
from praja.attendance.roster.actions.rosters import publish, save_draft
from praja.attendance.roster.actions.shifts import set_shift
from praja.attendance.sources.actions.devices import register
from praja.attendance.sources.enums import JenisMesin
from praja.demo.attendance.staff import Staff
from praja.demo.copying import write
from praja.demo.people import SEED
from praja.organization.models import Unit, UnitVersion

BY: Final = "Praja (rekaan)"
EXAMPLE: Final = "Contoh, bukan Peraturan Kepala Daerah"
ONE: Final = datetime.timedelta(days=1)
MONTHS_BACK: Final = 6
"""So many months before the first day that is shown machines and hours began."""

Week = list[dict[str, Any]]


def _week(*days: tuple[int, int, int, int]) -> Week:
    """Return hours from weekday, start, end and break."""
    return [
        {"ramadan": False, "weekday": day, "start": start, "end": end, "pause": pause}
        for day, start, end, pause in days
    ]


def _five(start: int) -> Week:
    return _week(*((day, start, start + 510, 60) for day in range(4)), (4, start, start + 540, 90))


SIX_DAYS: Final = _week(*((day, 435, 870, 30) for day in range(4)), (4, 435, 690, 0), (5, 435, 825, 15))


@dataclasses.dataclass(frozen=True, slots=True)
class Hours:
    """Hours that a government gives itself, and to the units under which code; blank: to all."""

    name: str
    week: Week
    unit: str = ""
    terms: Mapping[str, Any] = dataclasses.field(default_factory=dict)


HOURS: Final[Mapping[str, Sequence[Hours]]] = {
    "semarang": (
        Hours("Lima hari kerja Kota Semarang", _five(450)),
        Hours("Enam hari kerja puskesmas", SIX_DAYS, "dinkes.pkm"),
    ),
    "surabaya": (
        Hours(
            "Lima hari kerja lentur Kota Surabaya", _five(450),
            terms={"pattern": PolaJam.LENTUR, "flex": 30},
        ),
    ),
    "sawahlunto": (
        Hours("Lima hari kerja Kota Sawahlunto", _five(450), terms={"tolerance_in": 5, "tolerance_out": 5}),
        Hours("Enam hari kerja puskesmas", SIX_DAYS, "dinkes.pkm"),
    ),
}  # fmt: skip
"""By the code of the government; whoever has none keeps the hours that the law gives."""
SHIFTS: Final = (
    ("P", "Sif pagi", 7 * 60, 15 * 60, 30),
    ("S", "Sif siang", 15 * 60, 23 * 60, 30),
    ("M", "Sif malam", 23 * 60, 7 * 60, 30),
)
CYCLE: Final = "PPSSMMLL"
ROSTERS: Final[Mapping[str, tuple[str, str]]] = {
    "semarang": ("satpolpp.ketertiban-umum", "anggota-satpol"),
    "sawahlunto": ("dinkes.pkm01", "perawat"),
}
"""By government: the unit that works in shifts, and how the posts begin whose holders do."""
AT_HOME: Final = "semarang.bkpp.pembinaan"
"""Under which code four people work at home on Fridays and check in from their phones."""
OWN_MACHINE: Final = ("kelurahan", "uptd", "sekolah")
"""Kinds of units that have a machine of their own; others tap at that of their office."""
BY_STICK: Final = "uptd"
"""The kind of units whose taps come by USB stick; other machines send by themselves."""
RENUMBERED: Final = "semarang.banyumanik."
"""Under which code somebody got another PIN."""


def set_up(
    government: Unit, staff: Sequence[Staff], first: datetime.date, *, by: Any, on: datetime.date
) -> None:
    """Give a government its hours, machines, PINs, roster, events and who decides on leave.

    :param first: the first day of the first month that is shown
    """
    begun = (first - MONTHS_BACK * 30 * ONE).replace(day=1)
    _hours(government, begun, by, on)
    _machines(government, staff, begun, by, on)
    _pins(government, staff, first, by, on)
    _leave(government, begun, by, on)
    _rosters(government, staff, first, by, on)
    _events(government, first, by, on)
    _at_home(staff, first, by)


def _hours(government: Unit, begun: datetime.date, by: Any, on: datetime.date) -> None:
    for one in HOURS.get(government.code, ()):
        made = make_hours(
            government=government, name=one.name, week=one.week, dasar=EXAMPLE, start=begun,
            terms=dict(one.terms), by=by, on=on,
        )  # fmt: skip
        below = f"{government.code}.{one.unit}"
        units = Unit.objects.filter(code__startswith=below) if one.unit else [government]
        for unit in units:
            assign_hours(hours=made, letter=EXAMPLE, start=begun, last=None, by=by, on=on, unit=unit)


def _machines(
    government: Unit, staff: Sequence[Staff], begun: datetime.date, by: Any, on: datetime.date
) -> None:
    rows = UnitVersion.objects.on(on).filter(unit__government=government).select_related("unit__government")
    dice = Random(f"{SEED}/mesin/{government.code}")
    tapping = {one.unit.code for one in staff}
    for number, row in enumerate(rows.order_by("unit__code"), 1):
        depth = row.unit.code.count(".")
        if depth != 1 and row.kind not in OWN_MACHINE:
            continue
        if not any(code.startswith(row.unit.code) for code in tapping):
            continue
        register(
            unit=row.unit, serial=f"REKA{dice.randrange(10**8):08}{number:03}",
            name=f"{row.short_name or row.name}, pintu utama",
            kind=JenisMesin.USB if row.kind == BY_STICK else JenisMesin.ADMS, zone=row.zone,
            since=begun, by=by, on=on,
        )  # fmt: skip


def machines_by_unit(government: Unit) -> dict[str, Device]:
    """Return the machines of a government by the codes of their units."""
    rows = Device.objects.filter(government=government).exclude(kind=JenisMesin.PONSEL)
    return {one.unit.code: one for one in rows.select_related("unit__government", "government")}


def machine_of(code: str, machines: Mapping[str, Device]) -> Device | None:
    """Return at which machine the people of a unit tap: its own, or the nearest one above."""
    while code and code not in machines:
        code = code.rpartition(".")[0]
    return machines.get(code)


def _pins(government: Unit, staff: Sequence[Staff], first: datetime.date, by: Any, on: datetime.date) -> None:
    newcomer = renumbered(staff)
    write(
        [
            DevicePerson(
                government=government, pin=one.pin, person=one.person, by=by, dicatat_oleh=BY,
                berlaku=DateRange(first, on - 5 * ONE if one is newcomer else None),
            )
            for one in staff
        ]
    )  # fmt: skip


def renumbered(staff: Sequence[Staff]) -> Staff | None:
    """Return who got another PIN some days ago that nobody has told yet."""
    return next(
        (one for one in staff if one.post.startswith(RENUMBERED) and "pengadministrasi" in one.post), None
    )


def _leave(government: Unit, begun: datetime.date, by: Any, on: datetime.date) -> None:
    for kind in JenisCuti:
        if kind != JenisCuti.CLTN:
            delegate(
                unit=government, kind=kind.value, who=Wewenang.ATASAN, position=None,
                document="Contoh, bukan surat pendelegasian", start=begun, by=by, on=on,
            )  # fmt: skip


# --- shifts


def _rosters(
    government: Unit, staff: Sequence[Staff], first: datetime.date, by: Any, on: datetime.date
) -> None:
    if government.code not in ROSTERS:
        return
    code, post = ROSTERS[government.code]
    unit = Unit.objects.get(code=f"{government.code}.{code}")
    people = [one for one in staff if one.unit == unit and post in one.post]
    for letter, name, start, end, pause in SHIFTS:
        set_shift(
            unit=unit, code=letter, name=name, start=start, end=end, since=first, terms={"pause": pause},
            by=by, on=on,
        )  # fmt: skip
    begun = 0
    for month in _months(first, on):
        days = last_day(month).day
        lines = {
            one.person.pk: {str(day): CYCLE[(begun + day + number) % 8] for day in range(1, days + 1)}
            for number, one in enumerate(people)
        }
        roster = save_draft(unit=unit, month=month, lines=lines, revision=0, by=by, on=on)
        publish(
            roster=roster, revision=roster.revision, despite=True, reason="Jadwal sif yang sudah dijalani",
            by=by, on=on,
        )  # fmt: skip
        begun += days


def _months(first: datetime.date, on: datetime.date) -> Iterator[datetime.date]:
    month = first
    while month <= on:
        yield month
        month = last_day(month) + ONE


# --- what one attends, and Fridays at home


def _events(government: Unit, first: datetime.date, by: Any, on: datetime.date) -> None:
    """Set the apel of the first Monday and the ceremony of each month."""
    for month in _months(first, on):
        monday = month + (-month.weekday() % 7) * ONE
        ceremony = month.replace(day=17)
        ceremony += max(0, 7 - ceremony.weekday()) * ONE if ceremony.weekday() > 4 else 0 * ONE
        for day, kind, name in (
            (monday, JenisKegiatan.APEL, "Apel awal bulan"),
            (ceremony, JenisKegiatan.UPACARA, "Upacara Hari Kesadaran Nasional"),
        ):
            if day <= on:
                make_events(
                    unit=government, kind=kind.value, name=name, first=day, last=None, tap_from=6 * 60,
                    tap_until=7 * 60 + 45, place="Halaman kantor", letter="Surat undangan (contoh)",
                    units=[government], positions=[], exempt_shift=True, by=by, on=on,
                )  # fmt: skip


def at_home(staff: Sequence[Staff]) -> list[Staff]:
    """Return who works at home on Fridays."""
    return [one for one in staff if one.unit.code.startswith(AT_HOME)][:4]


def _at_home(staff: Sequence[Staff], first: datetime.date, by: Any) -> None:
    people = [one for one in at_home(staff) if one.person.account_id != by.pk]
    if people:
        set_place(
            unit=people[0].unit, people=[one.person for one in people], place=Tempat.WFH, first=first,
            last=first + 120 * ONE, weekdays="4", letter="Surat edaran kerja dari rumah (contoh)", by=by,
            on=first,
        )  # fmt: skip
