"""NIK at rest."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from praja.people import secrets

OWNER, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    secrets.forget_cached_keys()
    return tmp_path


def test_round_trip_is_bound_to_its_owner() -> None:
    sealed = secrets.encrypt("3374015705900001", owner=OWNER)

    assert secrets.decrypt(sealed, owner=OWNER) == "3374015705900001"
    assert sealed != secrets.encrypt("3374015705900001", owner=OWNER)
    with pytest.raises(secrets.KeyMissing):
        secrets.decrypt(sealed, owner=OTHER)


def test_changed_or_foreign_text_is_refused(folder: Path) -> None:
    sealed = bytearray(secrets.encrypt("3374015705900001", owner=OWNER))
    sealed[-1] ^= 1
    with pytest.raises(secrets.KeyMissing):
        secrets.decrypt(bytes(sealed), owner=OWNER)
    good = secrets.encrypt("3374015705900001", owner=OWNER)
    (folder / "kunci-data").unlink()
    secrets.forget_cached_keys()
    with pytest.raises(secrets.KeyMissing):
        secrets.decrypt(good, owner=OWNER)


def test_key_file_is_only_for_its_owner(folder: Path) -> None:
    secrets.digest("x")

    assert ((folder / "kunci-data").stat().st_mode & 0o777) == 0o600
    assert not [one for one in folder.iterdir() if one.name != "kunci-data"]


@pytest.mark.django_db
def test_rotation_keeps_old_keys_and_digests(folder: Path) -> None:
    old = secrets.encrypt("3374015705900001", owner=OWNER)
    digest = secrets.digest("3374015705900001")

    secrets.rotate()

    keys = json.loads((folder / "kunci-data").read_text())
    assert len(keys["kunci"]) == 2
    assert secrets.decrypt(old, owner=OWNER) == "3374015705900001"
    assert secrets.digest("3374015705900001") == digest
    new = secrets.encrypt("1", owner=OWNER)
    assert keys["terbaru"].encode() in new
