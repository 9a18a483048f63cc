"""The bytes of uploads, in `settings.FILES`: each content once, under the hash of itself, in folders of two
levels.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_HASH = re.compile(r"[0-9a-f]{64}")


class DiskFull(Exception):
    """There is no room for more files."""


def path_of(sha256: str) -> Path:
    """Return where content with this hash lies.

    :raises ValueError: if it is no hash; nothing else ever becomes a path
    """
    if not _HASH.fullmatch(sha256):
        raise ValueError("no SHA-256")
    return Path(settings.FILES) / sha256[:2] / sha256[2:4] / sha256


def digest_of(data: bytes) -> str:
    """Return the hash under which content is kept."""
    return hashlib.sha256(data).hexdigest()


def write(data: bytes) -> str:
    """Keep content and return its hash. It is there whole or not at all, and on the disk, not only in memory.

    :raises DiskFull: if there is no room; nothing is left behind then
    """
    name = digest_of(data)
    path = path_of(name)
    if _is_whole(path, name):
        return name
    mine = path.with_name(f".{name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(mine, path)
        for folder in (path.parent, path.parent.parent):
            _sync(folder)
    except OSError as error:
        mine.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise
    return name


def read(sha256: str) -> bytes | None:
    """Return content by its hash; none if it is not there, or is no longer what it was."""
    try:
        data = path_of(sha256).read_bytes()
    except FileNotFoundError:
        return None
    return data if digest_of(data) == sha256 else None


def remove(sha256: str) -> None:
    """Delete content; no harm if it is gone already."""
    path_of(sha256).unlink(missing_ok=True)


def all_hashes(*, older_than: float = 0) -> Iterator[str]:
    """Yield the hashes of all content that was written more than `older_than` seconds ago."""
    for path in Path(settings.FILES).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if _HASH.fullmatch(path.name) and time.time() - path.stat().st_mtime >= older_than:
            yield path.name


def remove_unfinished(*, older_than: float) -> int:
    """Delete what a killed process had begun to write, and return how many there were."""
    count = 0
    for path in Path(settings.FILES).glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/.*"):
        if time.time() - path.stat().st_mtime >= older_than:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _is_whole(path: Path, name: str) -> bool:
    return path.exists() and read(name) is not None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
