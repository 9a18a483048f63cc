"""Read settings from the environment; a value that cannot be meant stops the start with a sentence."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import secrets
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from praja.config import embedded

BACKUP_NOTE = "cadangan-terakhir"
"""In the folder of an installation: when it was last backed up, noted by `praja backup`."""


class SettingError(Exception):
    """A variable of the environment that cannot be used; its text says which, why, and what to write."""


@dataclasses.dataclass(frozen=True, slots=True)
class Mail:
    """Where e-mail is handed over."""

    host: str
    port: int
    user: str
    password: str
    tls_from_start: bool


class Environment:
    """The variables of one process."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Read from `variables`, which is `os.environ` outside tests."""
        self._variables = variables

    def text(self, name: str, default: str = "") -> str:
        return self._variables.get(name, "").strip() or default

    def words(self, name: str, default: Sequence[str]) -> list[str]:
        """Return the words between commas."""
        given = [word.strip() for word in self.text(name).split(",") if word.strip()]
        return given or list(default)

    def hosts(self, name: str, default: Sequence[str]) -> list[str]:
        """Return host names, none of which may be an address with a scheme or a path."""
        given = self.words(name, default)
        for host in given:
            if not re.fullmatch(r"\*|\.?[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]", host):
                raise SettingError(f"{name} memuat {host!r}; tulis nama saja, misalnya praja.contoh.go.id.")
        return given

    def truth(self, name: str, default: bool) -> bool:
        given = self.text(name).lower()
        if given in ("", "ya", "tidak"):
            return given == "ya" if given else default
        raise SettingError(f"{name}={given!r} tidak dikenal; tulis `ya` atau `tidak`.")

    def number(self, name: str, default: int) -> int:
        given = self.text(name)
        if not given:
            return default
        if not given.isascii() or not given.isdigit():
            raise SettingError(f"{name}={given!r} bukan angka; tulis misalnya `{default}`.")
        return int(given)

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.text(name) or default).expanduser().resolve()

    def database(self, name: str, folder: Path) -> dict[str, Any]:
        """Return Django's settings of a database, of the embedded server where none is named."""
        address = self.text(name) or embedded.address(folder)
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("postgres", "postgresql"):
            raise SettingError(
                f"{name} bukan alamat PostgreSQL. Tulis misalnya postgresql://praja:sandi@peladen:5432/praja"
            )
        options = dict(urllib.parse.parse_qsl(parts.query))
        try:
            port = parts.port
        except ValueError as error:
            raise SettingError(
                f"{name}: nomor port tidak terbaca. Tulis misalnya …@peladen:5432/praja"
            ) from error
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": urllib.parse.unquote(parts.path.lstrip("/")) or "praja",
            "USER": urllib.parse.unquote(parts.username or ""),
            "PASSWORD": urllib.parse.unquote(parts.password or ""),
            "HOST": options.pop("host", "") or parts.hostname or "",
            "PORT": port or "",
            "OPTIONS": {
                **options,
                "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
                "prepare_threshold": 1,
            },
        }

    def mail(self, name: str) -> Mail:
        """Return where e-mail is handed over: `smtp://…` or `smtps://…`."""
        parts = urllib.parse.urlsplit(self.text(name))
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SettingError(f"{name} harus seperti smtp://nama:sandi@peladen:587 atau smtps://….")
        direct = parts.scheme == "smtps"
        try:
            port = parts.port
        except ValueError as error:
            raise SettingError(
                f"{name}: nomor port tidak terbaca. Tulis misalnya smtp://peladen:587"
            ) from error
        return Mail(
            host=parts.hostname,
            port=port or (465 if direct else 587),
            user=urllib.parse.unquote(parts.username or ""),
            password=urllib.parse.unquote(parts.password or ""),
            tls_from_start=direct,
        )


_makes_keys = True


@contextlib.contextmanager
def making_no_key() -> Iterator[None]:
    """Let the settings that are read in this block leave the folder of the installation as it is."""
    global _makes_keys
    _makes_keys = False
    try:
        yield
    finally:
        _makes_keys = True


def secret_key(path: Path) -> str:
    """Return the secret key of this installation, made when first asked for; only its owner can read it.

    Inside `making_no_key` one that is not there yet is made for this process alone.
    """
    try:
        return _filled(path)
    except FileNotFoundError:
        if not _makes_keys:
            return secrets.token_urlsafe(64)
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(64)
    mine = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
        os.link(mine, path)  # whoever is first wins, and everyone reads the same
    except FileExistsError:
        pass
    finally:
        mine.unlink(missing_ok=True)
    return _filled(path)


def _filled(path: Path) -> str:
    key = path.read_text("ascii").strip()
    if not key:
        raise SettingError(f"{path} kosong. Pulihkan dari cadangan, atau hapus agar kunci baru dibuat.")
    return key
