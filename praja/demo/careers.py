"""Careers for the posts of the house: who holds which post, and every SK that brought them there.

Pure: it makes values, and knows neither database nor Django. Each person has a random generator of his or her
own, as in `praja.demo.people`, whose words for status, service and families it uses.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterator
from random import Random

from praja.demo.names import name_of
from praja.demo.people import (
    ENTRY,
    FIRST_YEARS,
    GRADES,
    YEARS_A_GRADE,
    Service,
    age_of_child,
    births_of,
    nip_of,
    service_of,
    status_of,
)
from praja.demo.posts import Post
from praja.people.due.career import add_months
from praja.rules.in_force import in_force
from praja.rules.loader import shipped_law
from praja.rules.program import Program

EARLIEST_KGB = datetime.date(2019, 1, 1)
"""Before it the tables of salaries are not in our law."""
LAST_MKG = 33
"""Years of masa kerja golongan with which those tables end: 32 where they count even years."""

GRADES_OF_ECHELON = {
    "I": ("IV/d", "IV/e"),
    "II": ("IV/b", "IV/d"),
    "III": ("III/d", "IV/b"),
    "IV": ("III/b", "III/d"),
    "V": ("III/a", "III/b"),
}
GRADES_OF_LEVEL = {
    "Ahli Pertama": ("III/a", "III/b"),
    "Ahli Muda": ("III/c", "III/d"),
    "Ahli Madya": ("IV/a", "IV/c"),
    "Ahli Utama": ("IV/d", "IV/e"),
    "Pemula": ("II/a", "II/b"),
    "Terampil": ("II/c", "II/d"),
    "Mahir": ("III/a", "III/b"),
    "Penyelia": ("III/c", "III/d"),
}
STUDIES = {
    "SMA": ("sma", "IPS", "SMA Negeri Contoh"),
    "D3": ("d3", "Administrasi Perkantoran", "Politeknik Contoh"),
    "S1": ("s1", "Administrasi Publik", "Universitas Contoh"),
    "S2": ("s2", "Administrasi Publik", "Universitas Contoh"),
}
LEFT_SCHOOL = {"SMA": 18, "D3": 21, "S1": 23, "S2": 26}
TRAININGS = (
    ("Pelatihan Dasar CPNS", 647),
    ("Pelatihan Kepemimpinan Pengawas", 905),
    ("Pelayanan Publik Prima", 20),
    ("Pengelolaan Arsip Dinamis", 24),
    ("Dasar-dasar Perencanaan Kinerja", 16),
    ("Pengadaan Barang dan Jasa Tingkat Dasar", 45),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Seat:
    """A post of the house as the careers need it."""

    title: str
    kind: str
    klass: int
    echelon: str
    level: str


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One row of a history: what, and from when until when."""

    value: str
    start: datetime.date
    end: datetime.date | None
    years: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Raise:
    """One KGB."""

    grade: str
    years: int
    start: datetime.date
    end: datetime.date | None
    gaji_pokok: int


@dataclasses.dataclass(frozen=True, slots=True)
class Relative:
    """A spouse or child."""

    relation: str
    name: str
    born: datetime.date
    married_on: datetime.date | None
    supported_from: datetime.date | None


@dataclasses.dataclass(frozen=True, slots=True)
class Career:
    """One person, with everything that an SK or an act brought."""

    nip: str
    name: str
    woman: bool
    born: datetime.date
    contract_end: datetime.date | None
    school: str
    statuses: tuple[Step, ...]
    grades: tuple[Step, ...]
    raises: tuple[Raise, ...]
    in_post_since: datetime.date
    relatives: tuple[Relative, ...]
    trainings: tuple[tuple[str, int, datetime.date], ...]
    account_number: str


def career_for(seat: Seat, dice: Random, serials: dict[str, int], *, on: datetime.date) -> Career:
    """Return an invented person for a post, whose career fits it on a day."""
    post = _post(seat)
    status = status_of(post, dice)
    woman = dice.random() < (0.66 if seat.kind == "fungsional" else 0.48)
    service = service_of(post, status, dice)
    grades = tuple(_grades(post, status, service, on))
    contract = _contract_end(service, on) if service.contract else None
    return Career(
        nip=nip_of(service, woman, serials),
        name=name_of(dice, woman=woman),
        woman=woman,
        born=service.born,
        contract_end=contract,
        school=post.school,
        statuses=tuple(_statuses(status, service)),
        grades=grades,
        raises=tuple(_raises(status, service, grades, dice, on)),
        in_post_since=_in_post_since(service, dice, on),
        relatives=tuple(_relatives(service, woman, dice, on)),
        trainings=tuple(_trainings(service, dice, on)),
        account_number=f"{dice.randrange(10**9, 10**10)}",
    )


def _post(seat: Seat) -> Post:
    if seat.echelon != "tidak_ada":
        grades = GRADES_OF_ECHELON[seat.echelon.partition(".")[0]]
        return Post(seat.title, "struktural", seat.klass, 0, grades, echelon=seat.echelon)
    if seat.level:
        expert = seat.level.startswith("Ahli")
        return Post(
            seat.title,
            "fungsional",
            seat.klass,
            0,
            GRADES_OF_LEVEL[seat.level],
            school="S1" if expert else "D3",
            function=seat.title,
            level=seat.level,
            open_to_contracts=seat.level in ("Ahli Pertama", "Terampil", "Pemula"),
        )
    school, grades = (
        ("S1", ("III/a", "III/c"))
        if seat.klass >= 7
        else ("D3", ("II/c", "II/d"))
        if seat.klass == 6
        else ("SMA", ("II/a", "II/d"))
    )
    return Post(seat.title, "pelaksana", seat.klass, 0, grades, school=school, open_to_contracts=True)


def _statuses(status: str, service: Service) -> Iterator[Step]:
    if status == "pns":
        confirmed = add_months(service.since, 12)
        yield Step("cpns", service.since, confirmed)
        yield Step("pns", confirmed, None)
    else:
        yield Step(status, service.since, None)


def _contract_end(service: Service, on: datetime.date) -> datetime.date:
    """Return the last day of a contract of five years (one for part-time), extended as long as needed."""
    end = service.since
    while end <= on:
        end = add_months(end, 12 if service.years is None else 60)
    return end - datetime.timedelta(days=1)


def _grades(post: Post, status: str, service: Service, on: datetime.date) -> Iterator[Step]:
    if service.years is None:
        return
    if service.contract or status == "cpns":
        yield Step(service.grade, service.since, None, FIRST_YEARS.get(service.grade, 0))
        return
    last = GRADES.index(service.grade)
    first = min(GRADES.index(ENTRY[post.school]), last)
    for place in range(first, last + 1):
        start = add_months(service.since, 12 * YEARS_A_GRADE * (place - first))
        end = None if place == last else add_months(service.since, 12 * YEARS_A_GRADE * (place - first + 1))
        if start < on:
            left = end if end and end < on else None
            yield Step(GRADES[place], start, left, _mkg(service, first, place, start))


def _mkg(service: Service, first: int, place: int, day: datetime.date) -> int:
    """Return the masa kerja golongan in whole years: five fewer after golongan II became III."""
    years = _years(service.since, day) + FIRST_YEARS.get(GRADES[first], 0)
    crossed = GRADES[first].startswith("II/") and not GRADES[place].startswith("II/")
    return max(years - 5 * crossed, 0)


def _years(start: datetime.date, day: datetime.date) -> int:
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def _raises(
    status: str, service: Service, grades: tuple[Step, ...], dice: Random, on: datetime.date
) -> Iterator[Raise]:
    """Yield the raises of the last years; of one person in twelve that of these two is not there yet."""
    if not grades or status == "cpns":
        return
    days = [add_months(service.since, 12 * year) for year in range(1, _years(service.since, on) + 1)]
    found: list[tuple[str, int, datetime.date, int]] = []
    for day in days:
        step = next(one for one in reversed(grades) if one.start <= day)
        years = step.years + _years(step.start, day)
        odd = step.value.startswith("II/") or step.value in ("V", "VI", "VII", "VIII")
        if day >= EARLIEST_KGB and years % 2 == odd and day > step.start and years <= LAST_MKG:
            kind = "pppk" if service.contract else "pns"
            if amount := _gaji_pokok(kind, step.value, years, day.replace(day=1)):
                found.append((step.value, years, day, amount))
    if found and found[-1][2] > add_months(on, -24) and dice.random() < 1 / 12:
        found.pop()
    for place, (grade, years, day, amount) in enumerate(found):
        end = found[place + 1][2] if place + 1 < len(found) else None
        yield Raise(grade, years, day, end, amount)


@functools.lru_cache(maxsize=4096)
def _gaji_pokok(status: str, grade: str, years: int, month: datetime.date) -> int:
    """Return the basic salary of the law's table in whole rupiah; 0 where our law has no table that old."""
    if status == "pppk" and month < datetime.date(2024, 1, 1):
        return 0
    found = _program(month).run_one({"status_asn": status, "golongan": grade, "mkg": years})
    amount = found.amounts["gaji_pokok_tabel"]
    return amount if isinstance(amount, int) else 0


@functools.lru_cache(maxsize=256)
def _program(month: datetime.date) -> Program:
    return in_force(_law(), on=month, pay_list="gaji").only("gaji_pokok_tabel")


_law = shipped_law


def _in_post_since(service: Service, dice: Random, on: datetime.date) -> datetime.date:
    earliest = max(service.since, on.replace(year=on.year - 8, day=1))
    months = max((on.year - earliest.year) * 12 + on.month - earliest.month, 1)
    return add_months(earliest.replace(day=1), dice.randrange(months)) if earliest < on else service.since


def _relatives(service: Service, woman: bool, dice: Random, on: datetime.date) -> Iterator[Relative]:
    age = service.age
    if dice.random() >= min(0.92, max(0.05, (age - 22) / 12)):
        return
    married = add_months(service.born, 12 * dice.randrange(22, max(24, min(age, 32))) + dice.randrange(12))
    married = min(married, on - datetime.timedelta(days=30))
    supports = dice.random() < (0.4 if woman else 0.78)
    since = max(add_months(married.replace(day=1), 1), service.since) if supports else None
    spouse = add_months(service.born, dice.randrange(-48, 49))
    yield Relative("suami" if woman else "istri", name_of(dice, woman=not woman), spouse, married, since)
    children = [birth for birth in births_of(dice, age) if birth > married]
    for birth in children:
        counted = (supports or not woman) and age_of_child(birth) < 21
        start = max(add_months(birth.replace(day=1), 1), service.since)
        girl = dice.random() < 0.5
        yield Relative("anak_kandung", name_of(dice, woman=girl), birth, None, start if counted else None)


def _trainings(service: Service, dice: Random, on: datetime.date) -> Iterator[tuple[str, int, datetime.date]]:
    for name, hours in dice.sample(TRAININGS, dice.randrange(0, 4)):
        days = (on - service.since).days
        if days > 60:
            yield name, hours, service.since + datetime.timedelta(days=dice.randrange(30, days))
