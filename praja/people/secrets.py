"""NIK at rest: encrypted for reading by few, and a keyed digest by which duplicates are found unread.

The keys lie in `VAR/kunci-data`, a file only its owner can read, made when first asked for. Who has the
database but not this file has no NIK; whoever loses the file has lost every NIK, so that `praja backup`
must keep it apart from the database. Rotation (`rotate`) adds a key, encrypts everything anew with it, and
keeps the old ones for copies of the database that are still about.

Each text is bound to the person it belongs to: moved to another person's row it cannot be read.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import os
import secrets
import uuid
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

_VERSION = b"\x01"
_ID = 8
_NONCE = 12


class KeyMissing(Exception):
    """The key with which something was encrypted is not in the key file."""


def key_file() -> Path:
    """Return where the keys lie."""
    return Path(settings.VAR) / "kunci-data"


def encrypt(text: str, *, owner: uuid.UUID) -> bytes:
    """Return `text` encrypted with the newest key, readable only as a text of `owner`."""
    keys = _keys()
    key_id: str = keys["terbaru"]
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_key(keys, key_id)).encrypt(nonce, text.encode(), _VERSION + owner.bytes)
    return _VERSION + key_id.encode("ascii") + nonce + sealed


def decrypt(sealed: bytes | memoryview, *, owner: uuid.UUID) -> str:
    """Return the text.

    :raises KeyMissing: if it was encrypted with a key that is not here, or belongs to somebody else
    """
    data = bytes(sealed)
    key_id = data[1 : 1 + _ID].decode("ascii", "replace")
    keys = _keys()
    if key_id not in keys["kunci"]:
        forget_cached_keys()  # another process may have added one
        keys = _keys()
    if data[:1] != _VERSION or key_id not in keys["kunci"]:
        raise KeyMissing("Kunci untuk membaca data ini tidak ada di berkas kunci-data.")
    nonce, rest = data[1 + _ID : 1 + _ID + _NONCE], data[1 + _ID + _NONCE :]
    try:
        return AESGCM(_key(keys, key_id)).decrypt(nonce, rest, _VERSION + owner.bytes).decode()
    except InvalidTag:
        raise KeyMissing(
            "Data ini tidak dapat dibaca: kuncinya lain, atau datanya bukan milik orang ini."
        ) from None


def digest(text: str) -> str:
    """Return the keyed digest of a number: equal for equal numbers, and of no use without the key."""
    return hmac.new(base64.b64decode(_keys()["sidik"]), text.encode(), hashlib.sha256).hexdigest()


def rotate() -> int:
    """Add a new key, encrypt every NIK anew with it, and return how many there were.

    Digests stay, because their key does. Safe to run again after it was interrupted.
    """
    from praja.audit.actions import record
    from praja.people.models import Person

    keys = json.loads(json.dumps(_keys()))
    new = _new_id()
    keys["kunci"][new], keys["terbaru"] = _fresh(), new
    _write(keys)
    forget_cached_keys()
    done = 0
    with transaction.atomic():
        people = Person.objects.select_for_update().filter(nik_encrypted__isnull=False)
        for person in people.only("pk", "nik_encrypted").iterator(chunk_size=500):
            sealed = person.nik_encrypted
            assert sealed is not None
            person.nik_encrypted = encrypt(decrypt(sealed, owner=person.pk), owner=person.pk)
            person.save(update_fields=["nik_encrypted"])
            done += 1
        record(kind="people.key_rotated", by=None, after={"kunci": new, "nik": done})
    return done


def forget_cached_keys() -> None:
    """Read the key file anew when it is next needed."""
    _read.cache_clear()


def _keys() -> dict[str, Any]:
    return _read(settings.VAR)


@functools.lru_cache(maxsize=4)
def _read(folder: str | Path) -> dict[str, Any]:
    path = key_file()
    try:
        found: dict[str, Any] = json.loads(path.read_text("ascii"))
        return found
    except FileNotFoundError:
        first = _new_id()
        _write({"terbaru": first, "kunci": {first: _fresh()}, "sidik": _fresh()}, only_if_absent=True)
        found = json.loads(path.read_text("ascii"))
        return found


def _write(keys: dict[str, Any], *, only_if_absent: bool = False) -> None:
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(keys, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if only_if_absent:
            try:
                os.link(mine, path)  # whoever is first wins, and everyone reads the same
            except FileExistsError:
                pass
        else:
            os.replace(mine, path)
    finally:
        mine.unlink(missing_ok=True)


def _key(keys: dict[str, Any], key_id: str) -> bytes:
    return base64.b64decode(keys["kunci"][key_id])


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def _new_id() -> str:
    return secrets.token_hex(_ID // 2)
