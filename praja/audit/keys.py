"""The keys that sign: made here, kept in the folder of the installation, readable only by its owner.

Each purpose has a chain of its own. `PRAJA_VAR/kunci-audit/`, the chain of the trail, holds `aktif` (the id
of the key that signs now), `<id>.pem` (its private half, 0600) and `<id>.json` for each key there ever was:
its public half and, after a rotation, the signature by which the key before it handed over. The private half
of a retired key is deleted: what does not exist cannot sign.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from praja.audit.verify import key_id, key_message


@dataclasses.dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as everyone may know it."""

    id: str
    public: str
    made: str
    by: str = ""
    signature: str = ""
    """By the key `by`, that it handed over to this one."""


@dataclasses.dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs now."""

    id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return self.private.sign(message)


class KeyMissing(Exception):
    """The key that should sign is not there; its text says which and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class KeyChain:
    """The keys of one purpose, each handing over to the next.

    :param name: of the folder, `kunci-<name>`, and of the command, `praja <name> kunci`
    :param hand_over: returns what a key signs that hands over: of the public half of the next, and its own id
    """

    name: str
    hand_over: Callable[[str, str], bytes]

    def folder(self) -> Path:
        """Return the folder of the keys, made when first asked for."""
        path: Path = settings.VAR / f"kunci-{self.name}"
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def signing_key(self) -> SigningKey:
        """Return the key that signs now; the first is made when it is first needed.

        :raises KeyMissing: if a key is named but its private half is gone
        """
        named = self.folder() / "aktif"
        if not named.exists():
            self._make(None)
        name = named.read_text("ascii").strip()
        try:
            pem = (self.folder() / f"{name}.pem").read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(
                f"Kunci {self.name} {name} tidak ada di {self.folder()}. Kembalikan dari cadangan, atau buat "
                f"yang baru dengan `praja {self.name} kunci ganti --hilang`."
            ) from error
        private = serialization.load_pem_private_key(pem, password=None)
        assert isinstance(private, Ed25519PrivateKey)
        return SigningKey(name, private)

    def rotate(self, *, lost: bool = False) -> PublicKey:
        """Make a new key, let the old one sign that it hands over, and delete the old one's private half.

        :param lost: the old private half is gone; the new key then starts anew, and its id must be told by
            other ways
        :raises KeyMissing: if the old private half is gone and `lost` does not say so
        """
        try:
            old = self.signing_key()
        except KeyMissing:
            if not lost:
                raise
            return self._make(None, replace=True)
        new = self._make(old)
        (self.folder() / f"{old.id}.pem").unlink()
        return new

    def public_keys(self) -> list[PublicKey]:
        """Return every key there ever was, oldest first."""
        found = [PublicKey(**json.loads(path.read_text("utf-8"))) for path in self.folder().glob("*.json")]
        return sorted(found, key=lambda key: (key.made, key.id))

    def active_id(self) -> str:
        """Return the id of the key that signs now, nothing while there is none."""
        try:
            return (self.folder() / "aktif").read_text("ascii").strip()
        except FileNotFoundError:
            return ""

    def _make(self, old: SigningKey | None, *, replace: bool = False) -> PublicKey:
        folder = self.folder()
        private = Ed25519PrivateKey.generate()
        raw = private.public_key().public_bytes_raw()
        name = key_id(raw)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        key = PublicKey(
            id=name,
            public=raw.hex(),
            made=datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds"),
            by=old.id if old else "",
            signature=old.sign(self.hand_over(raw.hex(), old.id)).hex() if old else "",
        )
        _write(folder / f"{name}.pem", pem)
        _write(folder / f"{name}.json", json.dumps(dataclasses.asdict(key), indent=1).encode())
        mine = folder / f"aktif.{os.getpid()}.{name}"
        _write(mine, name.encode())
        if old or replace:
            os.replace(mine, folder / "aktif")
            return key
        try:
            # Of two that start at once, the first wins and the other's key goes.
            os.link(mine, folder / "aktif")
        except FileExistsError:
            (folder / f"{name}.pem").unlink()
            (folder / f"{name}.json").unlink()
        finally:
            mine.unlink()
        return key


def _write(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


TRAIL = KeyChain("audit", key_message)
"""The keys that sign the trail, and what is checked beside it."""

folder = TRAIL.folder
signing_key = TRAIL.signing_key
rotate = TRAIL.rotate
public_keys = TRAIL.public_keys
active_id = TRAIL.active_id
