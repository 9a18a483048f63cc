"""People who sign in."""

from __future__ import annotations

from collections.abc import Callable
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


class Counted(PBKDF2PasswordHasher):
    """Counts the work of hashing, which on a real site takes longer than anything else in a request."""

    iterations = 1_000
    done = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Hash, and count by how many iterations."""
        Counted.done += iterations or self.iterations
        return super().encode(password, salt, iterations)


@pytest.fixture(autouse=True)
def nothing_tried(db: None) -> None:
    """Forget counts of requests that an earlier test left."""
    cache.clear()


@pytest.fixture
def hashing(settings: Any) -> Callable[[Callable[[], Any]], int]:
    """Return what tells how much hashing something takes: what makes an answer early or late."""
    settings.PASSWORD_HASHERS = ["tests.integration.accounts.conftest.Counted"]

    def of(does: Callable[[], Any]) -> int:
        before = Counted.done
        does()
        return Counted.done - before

    return of


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
