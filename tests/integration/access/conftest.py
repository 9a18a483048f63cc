"""Two governments and people with roles."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from praja.access.actions import grant_first
from praja.access.enums import Role
from praja.accounts.models import User
from praja.organization.models import Unit, UnitVersion
from praja.organization.queries import today
from tests.integration.access.walking import Walk, walking

LONG_AGO = datetime.date(2015, 1, 1)


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """All addresses, in one world of a module."""
    with walking(django_db_blocker) as made:
        yield made


def unit(code: str, name: str, kind: str, parent: Unit | None = None) -> Unit:
    """Make a unit that has always been below its parent."""
    government = None if parent is None else parent.government or parent
    made = Unit.objects.create(code=code, government=government)
    UnitVersion.objects.create(unit=made, parent=parent, name=name, kind=kind, berlaku=(LONG_AGO, None))
    return made


def account(username: str, name: str = "") -> User:
    """Make an account."""
    return User.objects.create_user(username, None, name=name or username.title())


@dataclasses.dataclass
class Town:
    """Kota Semarang with one kecamatan and its kelurahan; Kota Sawahlunto; whoever gives roles."""

    kota: Unit
    kecamatan: Unit
    kelurahan: Unit
    elsewhere: Unit
    first: User
    sari: User
    budi: User


@pytest.fixture
def town(db: None) -> Town:
    kota = unit("semarang", "Kota Semarang", "pemerintah_kota")
    kecamatan = unit("semarang.banyumanik", "Kecamatan Banyumanik", "kecamatan", kota)
    first = account("administrator", "Administrator")
    grant_first(user=first, role=Role.ADMIN_APLIKASI, on=today())
    grant_first(user=first, role=Role.ADMIN_BKPSDM, on=today())
    return Town(
        kota=kota,
        kecamatan=kecamatan,
        kelurahan=unit("semarang.banyumanik.ngesrep", "Kelurahan Ngesrep", "kelurahan", kecamatan),
        elsewhere=unit("sawahlunto", "Kota Sawahlunto", "pemerintah_kota"),
        first=first,
        sari=account("sari", "Sari"),
        budi=account("budi", "Budi"),
    )
