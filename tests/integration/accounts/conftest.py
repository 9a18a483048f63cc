"""People who sign in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache

from praja.access.actions import grant_first
from praja.access.enums import Role
from praja.accounts.models import User
from praja.organization.queries import today

PASSWORD = "payung biru di teras"
FRESH = "teras baru di payung"


class SlowEnough(PBKDF2PasswordHasher):
    """A tenth of the work of a real site: still much more than anything else in a request."""

    iterations = 100_000


@pytest.fixture(autouse=True)
def nothing_tried(db: None) -> None:
    """Forget counts of requests that an earlier test left."""
    cache.clear()


@pytest.fixture
def slow_passwords(settings: Any) -> None:
    """Hash passwords slowly, as a real site does, where a test looks at the time."""
    settings.PASSWORD_HASHERS = ["tests.integration.accounts.conftest.SlowEnough"]


@pytest.fixture
def sari(db: None) -> User:
    return User.objects.create_user("199005172019032001", PASSWORD, name="Sari", email="sari@contoh.go.id")


@pytest.fixture
def budi(db: None) -> User:
    return User.objects.create_user("198802022015031002", PASSWORD, name="Budi")


@pytest.fixture
def admin(db: None) -> User:
    """An admin aplikasi who also hands out roles everywhere."""
    made = User.objects.create_user("administrator", PASSWORD, name="Administrator")
    grant_first(user=made, role=Role.ADMIN_APLIKASI, on=today())
    grant_first(user=made, role=Role.ADMIN_BKPSDM, on=today())
    return made


@pytest.fixture
def technician(db: None) -> User:
    """An admin aplikasi and nothing else."""
    made = User.objects.create_user("teknisi", PASSWORD, name="Teknisi")
    grant_first(user=made, role=Role.ADMIN_APLIKASI, on=today())
    return made


def sign_in(client: Any, login: str, password: str = PASSWORD, **more: Any) -> Any:
    """Try to sign in, as the page does."""
    return client.post("/masuk/", {"login": login, "password": password}, **more)


def is_in(client: Any) -> bool:
    """Tell whether the client is signed in."""
    return bool(client.get("/akun/").status_code == 200)
