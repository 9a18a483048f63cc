"""Settle invented people in the posts of the house: accounts, records and every SK, written set by set."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.accounts.models import User
from praja.audit.actions import record
from praja.demo.careers import LEFT_SCHOOL, STUDIES, Career, Seat, career_for
from praja.demo.copying import write
from praja.demo.people import SEED
from praja.demo.performance.examples import POSTS
from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.people import secrets as secrets_of_people
from praja.people.due.queries import refresh
from praja.people.enums import CaraMenjabat, SebabBerhenti
from praja.people.models import (
    BankAccountHistory,
    DependantHistory,
    Education,
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    StatusHistory,
    Training,
    UnitHistory,
)
from praja.people.queries import search_text

BY = "Praja (rekaan)"
VACANT = 0.06
"""Of the posts, this share has nobody: heads of kelurahan among them get a Plt."""
WITHOUT_NIK = 40
"""One of so many has no NIK recorded, and stands in no file for the tax office until somebody adds it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Casting:
    """Who shows a role: the first holder of a post whose code begins so, and for which unit it is held."""

    label: str
    post: str
    role: Role | None = None
    unit: str = ""


CAST = (
    Casting("Pegawai", "semarang.banyumanik.pengolah-data"),
    Casting("Atasan (lurah)", "semarang.banyumanik.sumurboto.lurah"),
    Casting("Kepala unit (camat)", "semarang.banyumanik.camat", Role.KEPALA_UNIT, "semarang.banyumanik"),
    Casting(
        "Pengelola kepegawaian kecamatan",
        "semarang.banyumanik.kasubag-umum",
        Role.PENGELOLA_KEPEGAWAIAN,
        "semarang.banyumanik",
    ),
    Casting("Admin BKPSDM Kota Semarang", "semarang.bkpp.mutasi.", Role.ADMIN_BKPSDM, "semarang"),
    Casting("Admin BKPSDM Kota Surabaya", "surabaya.bkpsdm.", Role.ADMIN_BKPSDM, "surabaya"),
    Casting("Admin BKD Maluku Utara", "malut.bkd.", Role.ADMIN_BKPSDM, "malut"),
    Casting("Admin BKPSDM Kota Sawahlunto", "sawahlunto.bkpsdm.", Role.ADMIN_BKPSDM, "sawahlunto"),
    Casting(
        "Pengelola kepegawaian Kota Sawahlunto",
        "sawahlunto.bkpsdm.",
        Role.PENGELOLA_KEPEGAWAIAN,
        "sawahlunto",
    ),
    Casting("Bendahara", "semarang.banyumanik.bendahara", Role.BENDAHARA, "semarang.banyumanik"),
    Casting("Pejabat penyetuju", "semarang.banyumanik.sekcam", Role.PEJABAT_PENYETUJU, "semarang.banyumanik"),
    *(
        Casting(f"{label} {name}", f"{code}.bpkad.{post}", role, code)
        for code, name in (
            ("semarang", "Kota Semarang"),
            ("surabaya", "Kota Surabaya"),
            ("malut", "Maluku Utara"),
            ("sawahlunto", "Kota Sawahlunto"),
        )
        for label, post, role in (
            ("Bendahara gaji", "sekretariat.bendahara", Role.BENDAHARA),
            ("Penyetuju", "kepala-badan", Role.PEJABAT_PENYETUJU),
        )
    ),
    Casting("Tim penilai kinerja", "semarang.bkpp.pembinaan", Role.TIM_PENILAI, "semarang"),
    Casting("TAPD", "semarang.bpkad.anggaran.", Role.TAPD, "semarang"),
    Casting("Auditor (inspektorat)", "semarang.inspektorat.wilayah-i.", Role.AUDITOR, "semarang"),
)
ADMIN = "admin"


@dataclasses.dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the demo and what it is for."""

    role: str
    account: str
    name: str
    unit: str


@dataclasses.dataclass(frozen=True, slots=True)
class Settled:
    """What was written."""

    people: int
    rows: int
    sign_ins: tuple[SignIn, ...]
    password: str


@transaction.atomic
def settle(*, on: datetime.date, most: int, seed: int = SEED) -> Settled:
    """Fill the posts that exist on a day with up to `most` people, and give one of them each role.

    Everything is written in one transaction, a set at a time, with one audit event.
    """
    versions = list(
        PositionVersion.objects.on(on)
        .select_related("position", "unit")
        .order_by("unit__code", "order", "position__code")
    )
    seats = _filled(versions, most, seed)
    serials: dict[str, int] = {}
    careers = [
        (version, career_for(_seat(version), Random(f"{seed}/{number}"), serials, on=on))
        for number, version in seats
    ]
    people = [_person(career, number) for number, (_, career) in enumerate(careers)]
    write(people)
    holders = [(person, version, career) for person, (version, career) in zip(people, careers, strict=True)]
    rows = sum(write(rows) for rows in _histories(holders))
    rows += _acting(versions, holders, on)
    password = secrets.token_urlsafe(9)
    sign_ins = tuple(_roles(holders, password, on))
    record(
        kind="people.settled",
        by=None,
        target_kind="demo",
        target="rekaan",
        on=on,
        after={"orang": len(people), "baris": rows},
        reason="Pemerintah rekaan untuk mencoba Praja",
    )
    return Settled(len(people), rows, sign_ins, password)


def reckon_due(on: datetime.date) -> None:
    """Reckon what falls due, so that the first page shows it without waiting for the background job."""
    while refresh(on):
        pass


def _filled(versions: Sequence[PositionVersion], most: int, seed: int) -> list[tuple[int, PositionVersion]]:
    slots = [version for version in versions for _ in range(version.formasi)]
    numbered = enumerate(slots)
    kept = [
        (number, version)
        for number, version in numbered
        if _is_cast(version) or Random(f"{seed}/kosong/{number}").random() >= VACANT
    ]
    if len(kept) <= most:
        return kept
    # Everywhere a little emptier, rather than whole units without anybody; heads of units stay.
    heads = [one for one in kept if one[1].heads_unit or _is_cast(one[1])]
    others = [one for one in kept if not (one[1].heads_unit or _is_cast(one[1]))]
    wanted = max(most - len(heads), 0)
    spread = [others[place * len(others) // wanted] for place in range(wanted)] if wanted else []
    return sorted([*heads, *spread], key=lambda one: one[0])[:most]


def _is_cast(version: PositionVersion) -> bool:
    return version.position.code.startswith((*(one.post for one in CAST), *POSTS))


def _seat(version: PositionVersion) -> Seat:
    return Seat(
        version.title, str(version.kind), version.kelas_jabatan or 5, str(version.eselon), version.jenjang
    )


def _person(career: Career, number: int) -> Person:
    person = Person(
        nip=career.nip,
        name=career.name,
        title_after={"S1": "S.AP.", "S2": "M.AP.", "D3": "A.Md."}.get(career.school, ""),
        sex="P" if career.woman else "L",
        birth_date=career.born,
        birth_place="Kota Contoh",
        phone=f"0812{career.account_number[:8]}",
    )
    if number % WITHOUT_NIK != WITHOUT_NIK - 1:
        nik = _nik(career, number)
        person.nik_encrypted = secrets_of_people.encrypt(nik, owner=person.pk)
        person.nik_digest = secrets_of_people.digest(nik)
        person.npwp = nik
    person.search = search_text(person)
    return person


def _nik(career: Career, number: int) -> str:
    """Return a NIK of a region that does not exist, with the birth date as a NIK tells it."""
    day = career.born.day + (40 if career.woman else 0)
    return f"99{number % 10_000:04}{day:02}{career.born:%m%y}{number // 10_000 + 1:04}"


def _period(start: datetime.date, end: datetime.date | None) -> DateRange:
    return DateRange(start, end)


def _sk(kind: str, number: int, start: datetime.date) -> dict[str, Any]:
    """Return the SK of a row: numbered in order, signed a fortnight before it holds."""
    return {
        "sk_number": f"{kind}/{number:05}/{start.year}",
        "sk_date": start - datetime.timedelta(days=14),
        "sk_by": "Kepala BKPSDM (rekaan)",
        "dicatat_oleh": BY,
    }


Holder = tuple[Person, PositionVersion, Career]
Maker = Callable[[Person, PositionVersion, Career, Iterator[int]], Iterable[Model]]


def _histories(holders: Sequence[Holder]) -> Iterator[list[Model]]:
    """Yield the rows of each kind of history, of everybody."""
    makers: tuple[Maker, ...] = (_statuses, _grades, _raises, _posts, _units, _accounts, _studies, _courses)
    for maker in makers:
        numbers = itertools.count(1)
        yield [row for person, version, career in holders for row in maker(person, version, career, numbers)]
    family = [
        (member, relative.supported_from)
        for person, _, career in holders
        for relative in career.relatives
        for member in [
            FamilyMember(
                person=person,
                relation=relative.relation,
                name=relative.name,
                birth_date=relative.born,
                married_on=relative.married_on,
            )
        ]
    ]
    yield [member for member, _ in family]
    numbers = itertools.count(1)
    yield [
        DependantHistory(
            person=member.person,
            member=member,
            berlaku=_period(since, None),
            **_sk("KP4", next(numbers), since),
        )
        for member, since in family
        if since
    ]


def _statuses(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    for step in career.statuses:
        yield StatusHistory(
            person=person,
            status=step.value,
            berlaku=_period(step.start, step.end),
            contract_end=career.contract_end,
            ended_by=SebabBerhenti.DIANGKAT_PNS if step.value == "cpns" and step.end else "",
            **_sk("800.1.2", next(numbers), step.start),
        )


def _grades(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    for step in career.grades:
        yield GolonganHistory(
            person=person,
            golongan=step.value,
            mkg_years=step.years,
            berlaku=_period(step.start, step.end),
            **_sk("823.3", next(numbers), step.start),
        )


def _raises(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    for one in career.raises:
        yield KgbHistory(
            person=person,
            golongan=one.grade,
            mkg_years=one.years,
            gaji_pokok=one.gaji_pokok,
            berlaku=_period(one.start, one.end),
            **_sk("822.3", next(numbers), one.start),
        )


def _posts(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    start = max(career.in_post_since, version.mulai)
    yield JabatanHistory(
        person=person,
        position=version.position,
        berlaku=_period(start, None),
        **_sk("821.2", next(numbers), start),
    )


def _units(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    start = max(career.in_post_since, version.mulai)
    yield UnitHistory(
        person=person, unit=version.unit, berlaku=_period(start, None), **_sk("824.1", next(numbers), start)
    )


def _accounts(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    yield BankAccountHistory(
        person=person,
        bank="Bank Contoh",
        number=career.account_number,
        holder=career.name,
        berlaku=_period(career.statuses[0].start, None),
        dicatat_oleh=BY,
    )


def _studies(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    level, field, school = STUDIES[career.school]
    yield Education(
        person=person,
        level=level,
        field=field,
        school=school,
        number=f"IJZ/{next(numbers):05}",
        dated=datetime.date(career.born.year + LEFT_SCHOOL[career.school], 7, 1),
        dicatat_oleh=BY,
    )


def _courses(
    person: Person, version: PositionVersion, career: Career, numbers: Iterator[int]
) -> Iterator[Model]:
    for name, hours, day in career.trainings:
        yield Training(
            person=person,
            name=name,
            jp=hours,
            held_by="BPSDM (rekaan)",
            number=f"SRT/{next(numbers):05}",
            dated=day,
            dicatat_oleh=BY,
        )


def _acting(versions: Sequence[PositionVersion], holders: Sequence[Holder], on: datetime.date) -> int:
    """Give units without a head a Plt from the head of the unit above, or else from the same unit."""
    held = {version.position_id for _, version, _ in holders}
    by_position: dict[Any, Person] = {
        version.position_id: person for person, version, _ in holders if version.formasi == 1
    }
    by_unit: dict[Any, list[Person]] = {}
    for person, version, _ in holders:
        by_unit.setdefault(version.unit_id, []).append(person)
    rows: list[Model] = []
    start = on.replace(day=1)
    for version in versions:
        if not version.heads_unit or version.position_id in held:
            continue
        colleagues = by_unit.get(version.unit_id, [])
        above = by_position.get(version.superior_id) if version.superior_id else None
        if acting := (colleagues[0] if colleagues else above):
            rows.append(
                JabatanHistory(
                    person=acting,
                    position=version.position,
                    how=CaraMenjabat.PLT,
                    berlaku=_period(start, start.replace(year=start.year + 1)),
                    **_sk("821.2/PLT", len(rows) + 1, start),
                )
            )
    return write(rows)


def _roles(holders: Sequence[Holder], password: str, on: datetime.date) -> Iterator[SignIn]:
    """Give the people of the cast an account and their role, and make the account that has no person."""
    hashed = make_password(password)
    names = {version.unit.code: version.name for version in UnitVersion.objects.on(on).select_related("unit")}
    units = {unit.code: unit for unit in Unit.objects.all()}
    taken: set[Any] = set()
    for one in CAST:
        person = next(
            person
            for person, version, _ in holders
            if version.position.code.startswith(one.post) and person.pk not in taken
        )
        taken.add(person.pk)
        account = User(username=person.nip, name=person.full_name, password=hashed)
        account.save()
        Person.objects.filter(pk=person.pk).update(account=account)
        if one.role:
            _hold(account, one.role, units[one.unit], on)
        yield SignIn(one.label, account.username, person.full_name, names.get(one.unit, ""))
    admin = User(username=ADMIN, name="Admin aplikasi (rekaan)", password=hashed)
    admin.save()
    _hold(admin, Role.ADMIN_APLIKASI, None, on)
    yield SignIn("Admin aplikasi", ADMIN, admin.name, "seluruh aplikasi")


def _hold(account: User, role: Role, unit: Unit | None, on: datetime.date) -> None:
    RoleHeld.objects.create(
        user=account,
        role=role,
        unit=unit,
        berlaku=_period(on.replace(month=1, day=1), None),
        reason="Pemerintah rekaan",
        granted_by=BY,
    )
