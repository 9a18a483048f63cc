"""A small government: Dinas Sosial with a head, a section head and Sari; Dinas Pertanian with a stranger."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.accounts.models import User
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.people import queries
from praja.people.models import GolonganHistory, JabatanHistory, Person, StatusHistory, UnitHistory
from praja.temporal.actions import span
from praja.web import shell
from tests.recorded import once

TODAY = datetime.date(2026, 11, 23)
LONG_AGO = datetime.date(2015, 1, 1)


@dataclasses.dataclass
class Office:
    """Everything that the tests name."""

    government: Unit
    dinas: Unit
    other: Unit
    head_post: Position
    section_post: Position
    staff_post: Position
    other_post: Position
    head: Person
    section: Person
    sari: Person
    stranger: Person
    users: dict[str, User]

    def user(self, name: str) -> User:
        return self.users[name]


def unit(code: str, name: str, kind: str, parent: Unit | None, government: Unit | None) -> Unit:
    made = Unit.objects.create(code=code, government=government)
    UnitVersion.objects.create(unit=made, parent=parent, name=name, kind=kind, berlaku=span(LONG_AGO))
    return made


def position(
    code: str,
    title: str,
    kind: str,
    at: Unit,
    superior: Position | None,
    heads: bool = False,
    formasi: int = 1,
) -> Position:
    made = Position.objects.create(code=code)
    PositionVersion.objects.create(
        position=made, unit=at, superior=superior, title=title, kind=kind, heads_unit=heads, bup=58,
        formasi=formasi, berlaku=span(LONG_AGO),
    )  # fmt: skip
    return made


_serial = 900


def person(
    name: str, at: Unit, post: Position | None = None, *, sex: str = "P", account: bool = True
) -> Person:
    """Make a person who has worked in a unit since March 2019, with an account."""
    global _serial
    _serial += 1
    nip = f"19900517201903{2 if sex == 'P' else 1}{_serial:03}"
    user = User.objects.create_user(nip, None, name=name) if account else None
    made = Person(nip=nip, name=name, sex=sex, birth_date=datetime.date(1990, 5, 17), account=user, search="")
    made.search = queries.search_text(made)
    made.save()
    since = datetime.date(2019, 3, 1)
    sk: dict[str, Any] = {"person": made, "sk_number": f"800/{_serial}/2019", "berlaku": span(since)}
    UnitHistory.objects.create(unit=at, **sk)
    StatusHistory.objects.create(status="pns", **sk)
    GolonganHistory.objects.create(golongan="III/a", mkg_years=0, mkg_months=0, **sk)
    if post is not None:
        JabatanHistory.objects.create(position=post, **sk)
    return made


def role(user: User, which: Role, at: Unit | None) -> User:
    RoleHeld.objects.create(
        user=user, role=which, unit=at, berlaku=span(LONG_AGO), reason="SK 1/2015", granted_by="Praja"
    )
    return user


@pytest.fixture
def office(db: Any, settings: Any, tmp_path: Any) -> Office:
    global _serial
    settings.VAR = tmp_path
    settings.FILES = tmp_path / "berkas"
    made = once("office", _office)
    _serial = int(made.stranger.nip[-3:])
    return made


def _office() -> Office:
    global _serial
    _serial = 900
    government = unit("kota", "Kota Contoh", "pemerintah_kota", None, None)
    dinas = unit("kota.sosial", "Dinas Sosial", "dinas", government, government)
    other = unit("kota.tani", "Dinas Pertanian", "dinas", government, government)
    head_post = position("sosial.kepala", "Kepala Dinas Sosial", "jpt_pratama", dinas, None, True)
    section_post = position("sosial.seksi", "Kepala Seksi Bantuan", "pengawas", dinas, head_post)
    staff_post = position("sosial.staf", "Pengolah Data", "pelaksana", dinas, section_post, formasi=5)
    other_post = position("tani.kepala", "Kepala Dinas Pertanian", "jpt_pratama", other, None, True)
    users = {
        "pengelola": role(
            User.objects.create_user("pengelola", name="Rina Pengelola"), Role.PENGELOLA_KEPEGAWAIAN, dinas
        ),
        "pengelola_lain": role(
            User.objects.create_user("pengelola2", name="Dodi"), Role.PENGELOLA_KEPEGAWAIAN, other
        ),
        "admin": role(User.objects.create_user("admin", name="Admin BKPSDM"), Role.ADMIN_BKPSDM, government),
        "auditor": role(User.objects.create_user("auditor", name="Auditor"), Role.AUDITOR, government),
        "bendahara": role(User.objects.create_user("bendahara", name="Bendahara"), Role.BENDAHARA, dinas),
        "kepala_unit": role(User.objects.create_user("kepalaunit", name="Kepala"), Role.KEPALA_UNIT, dinas),
        "tapd": role(User.objects.create_user("tapd", name="Tapd"), Role.TAPD, government),
        "admin_aplikasi": role(User.objects.create_user("teknis", name="Teknis"), Role.ADMIN_APLIKASI, None),
    }
    made = Office(
        government, dinas, other, head_post, section_post, staff_post, other_post,
        head=person("Hadi Kepala", dinas, head_post, sex="L"),
        section=person("Siti Seksi", dinas, section_post),
        sari=person("Sari Utami", dinas, staff_post),
        stranger=person("Wayan Lain", other, None, sex="L"),
        users=users,
    )  # fmt: skip
    for name in ("head", "section", "sari", "stranger"):
        account = getattr(made, name).account
        made.users[name] = account
    return made


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    """Return the day on which these tests are made: the pages take it for today, whenever the tests run."""
    monkeypatch.setattr(shell, "_day_of", [lambda user: TODAY])
    return TODAY
