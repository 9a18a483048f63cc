"""Where the embedded PostgreSQL keeps its files and its socket.

The settings, which connect to it, and `praja.server.postgres`, which runs it, must name the same place. By
default everything is in one folder. Where that cannot be (a path too long for a socket, a folder that the
server's user cannot enter), the server notes the place that it took instead in a file of that folder.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pwd
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

OWNER = "praja_owner"
"""The role that owns the database and all tables."""
APP = "praja_app"
"""The role of the site, which owns nothing."""
DATABASE = "praja"
PORT = 5432  # only part of the socket's name: nothing listens on the network
NOTE = "tempat.json"
_LONGEST = 103 if sys.platform == "darwin" else 107
"""Bytes that the path of a socket may have."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """The two folders of an embedded server."""

    home: Path
    """What it keeps; its data is a folder inside."""
    socket: Path
    """Where it listens."""

    @property
    def data(self) -> Path:
        return self.home / "data"


def place(folder: Path) -> Place:
    """Return where the server of `folder` is, or would be if it were started now."""
    try:
        noted = json.loads((folder / NOTE).read_text("utf-8"))
        return Place(Path(noted["rumah"]), Path(noted["soket"]))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return Place(folder, socket_for(folder))


def socket_for(home: Path) -> Path:
    """Return the folder for the socket of a server in `home`: inside it, or a short one if it is too long."""
    inside = home / "soket"
    if _fits(inside):
        return inside
    name = f"praja-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    return next(base / name for base in _short_bases() if _fits(base / name))


def address(folder: Path, *, role: str = APP, database: str = DATABASE) -> str:
    """Return the address of the embedded server of `folder`, by its socket."""
    where = place(folder)
    options = {"host": str(where.socket)}
    if where.socket.parent != where.home:
        # Others may write beside it: the client checks who answers there.
        options["requirepeer"] = _owner_name(where)
    return f"postgresql://{role}@/{database}?{urllib.parse.urlencode(options)}"


def _owner_name(where: Place) -> str:
    for path in (where.data, where.home):
        try:
            return pwd.getpwuid(path.stat().st_uid).pw_name
        except (OSError, KeyError):
            continue
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _fits(folder: Path) -> bool:
    # A comma separates addresses, for the server and for the client.
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _LONGEST and "," not in str(folder)


def _short_bases() -> Iterator[Path]:
    for given in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()):
        if given and os.access(given, os.W_OK | os.X_OK):
            yield Path(given)
    yield Path("/tmp")
