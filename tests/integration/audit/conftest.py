"""Accounts that act, and an installation whose keys go away with the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from praja.accounts.models import User


@pytest.fixture(autouse=True)
def own_keys(settings: Settings, tmp_path: Path) -> Path:
    """Keep keys in a folder of the test."""
    settings.VAR = tmp_path / "var"
    return tmp_path / "var" / "kunci-audit"


@pytest.fixture
def sari(db: Any) -> User:
    """An employee."""
    return User.objects.create_user("198503122010012005", "rahasia-sari-1", name="Sari Dewi")


@pytest.fixture
def officer(db: Any) -> User:
    """An officer of the personnel office."""
    return User.objects.create_user("197901012005011001", "rahasia-budi-1", name="Budi Santoso")


@pytest.fixture
def inspector(db: Any) -> User:
    """An auditor."""
    return User.objects.create_user("inspektur", "rahasia-tuti-1", name="Tuti, Inspektorat")
