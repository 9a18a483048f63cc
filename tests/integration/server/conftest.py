"""Installations of a test's own, each with its embedded server."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from praja.config import embedded
from praja.server import postgres, site
from tests import database

Praja = Callable[..., subprocess.CompletedProcess[str]]


@contextlib.contextmanager
def folder_of_installations() -> Iterator[Path]:
    """Have a folder whose servers are stopped afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="praja-pasang-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # root's server is run by another user, who must enter
    yield folder
    for inside in folder.rglob("kunci"):
        postgres.stop(inside.parent)
    shutil.rmtree(folder)


@pytest.fixture
def installation() -> Iterator[Path]:
    """Return the folder of an installation that does not exist yet."""
    with folder_of_installations() as folder:
        yield folder / "var"


@pytest.fixture(scope="session")
def first() -> Iterator[Path]:
    """Return an installation with its tables, which tests copy: one for all processes of a run."""
    if database.VARIABLE not in os.environ:
        with folder_of_installations() as folder:
            _make(folder / "var")
            yield folder / "var"
        return
    folder = Path(os.environ[database.VARIABLE])
    with (folder / "pasang.kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "pasang").exists():
            shutil.rmtree(folder / "pasang.baru", ignore_errors=True)
            _make(folder / "pasang.baru")
            (folder / "pasang.baru").rename(folder / "pasang")
    yield folder / "pasang"


def _make(var: Path) -> None:
    with postgres.use(var / "postgres", durable=False) as running:
        addresses = site.Addresses(running.address(), running.address(embedded.OWNER))
        site.migrate(addresses, folder=var)


@pytest.fixture(scope="module")
def ready(first: Path) -> Iterator[Path]:
    """Return an installation with its tables, for all tests of a file."""
    with folder_of_installations() as folder:
        # With the owners of its files: root's server has another user.
        subprocess.run(["cp", "-a", str(first), str(folder / "var")], check=True)
        yield folder / "var"


@pytest.fixture(scope="session")
def environment() -> Callable[..., dict[str, str]]:
    """Return what makes a command's environment: the shell's, without what names another installation."""

    def make(folder: Path, **more: str) -> dict[str, str]:
        names = ("DATABASE_URL", "PRAJA_OWNER_DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in names}
        return {**kept, "PRAJA_VAR": str(folder), "PRAJA_HTTPS": "tidak", **more}

    return make


@pytest.fixture(scope="session")
def praja(environment: Callable[..., dict[str, str]]) -> Praja:
    """Return what runs a command of praja for an installation."""

    def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "praja", *arguments],
            env=environment(folder, **more),
            capture_output=True,
            text=True,
            timeout=180,
        )

    return run
