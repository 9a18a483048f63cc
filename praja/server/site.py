"""Making an installation ready: its database, its tables, its rights, its static files.

What concerns the owner's role happens in a process of its own, so that the process of the site never holds
the owner's address.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

from praja.config import embedded
from praja.config.environment import Environment
from praja.server import postgres, rights, tables
from praja.server.postgres import Tell

OWNER_VARIABLE = "PRAJA_OWNER_DATABASE_URL"


class SiteError(Exception):
    """The installation cannot be made ready; the text says why, and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    """How the two roles reach the database."""

    app: str
    owner: str | None
    """None where the database is not ours to change: a real server whose owner was not named."""


def var(variables: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the installation."""
    return Environment(os.environ if variables is None else variables).folder("PRAJA_VAR", Path("var"))


def embeds() -> bool:
    """Return whether the database of this installation is the embedded one: no other is named."""
    return not any(os.environ.get(name, "").strip() for name in ("DATABASE_URL", OWNER_VARIABLE))


@contextlib.contextmanager
def database(tell: Tell = lambda sentence: None) -> Iterator[Addresses]:
    """Have the database for as long as the block lasts: the server that is named, or the embedded one."""
    given = os.environ.get("DATABASE_URL", "").strip()
    owner = os.environ.get(OWNER_VARIABLE, "").strip() or None
    for name in ("DATABASE_URL", OWNER_VARIABLE):
        Environment(os.environ).database(name, Path())  # refuses what is no address
    if given:
        yield Addresses(given, owner)
        return
    if owner:
        raise SiteError(f"{OWNER_VARIABLE} disebut tanpa DATABASE_URL. Sebut keduanya, atau hapus keduanya.")
    with postgres.use(var() / "postgres", tell=tell) as running:
        yield Addresses(running.address(), running.address(embedded.OWNER))


def prepare(folder: Path, tell: Tell = lambda sentence: None) -> Addresses:
    """Make the embedded database of an installation, with its tables and rights, and return how to reach it.

    The server keeps running after it, until `postgres.stop(folder / "postgres")` or until the last command
    that uses it ends.
    """
    running = postgres.use(folder / "postgres", tell=tell)
    addresses = Addresses(running.address(), running.address(embedded.OWNER))
    migrate(addresses, folder=folder)
    return addresses


def migrate(addresses: Addresses, *, folder: Path | None = None) -> str:
    """Bring the tables to this version as their owner, give the site its rights, and return what was done.

    :raises SiteError: with what the migration said
    """
    if addresses.owner is None:
        raise SiteError(
            "Tabel hanya dapat diubah oleh pemiliknya. Sebut alamatnya saat migrasi saja:\n"
            f"  {OWNER_VARIABLE}=postgresql://praja_owner:sandi@peladen/praja praja migrasi"
        )
    environment = {**os.environ, "DATABASE_URL": addresses.owner, "PRAJA_APP_ADDRESS": addresses.app}
    environment.pop(OWNER_VARIABLE, None)
    if folder is not None:
        environment["PRAJA_VAR"] = str(folder)
    done = subprocess.run(
        [sys.executable, "-m", "praja.server.site"], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise SiteError((done.stderr or done.stdout).strip())
    return done.stdout.strip()


def analyze(addresses: Addresses) -> None:
    """Let the database count what its tables hold now, after many rows came at once: until it does so by
    itself, within a minute or so, it guesses, and reads several times slower.
    """
    if addresses.owner is not None:
        with psycopg.connect(addresses.owner, autocommit=True) as connection:
            connection.execute("ANALYZE")


def set_up() -> None:
    """Start Django in this process, as the site's role, inside `database`, which the settings then find."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praja.config.settings")
    import django

    django.setup()


def reach(address: str) -> None:
    """Connect once, quickly.

    :raises SiteError: if the database cannot be reached, with what it said
    """
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        raise SiteError(
            f"Basis data tidak terjangkau: {str(error).strip()}\n"
            "Periksa DATABASE_URL, dan apakah peladen itu berjalan."
        ) from error


def pending_migrations() -> list[str]:
    """Return the migrations that this version has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def disconnect() -> None:
    """Close this process's connections, so that children do not inherit them and the server may stop."""
    from django.db import connection

    connection.close()
    close_pool = getattr(connection, "close_pool", None)  # what other databases than PostgreSQL lack
    if close_pool is not None:
        close_pool()


def collect_static() -> bool:
    """Gather the static files of this version, unless they are gathered, and return whether it was needed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return False
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = os.stat(storage.path(name))
            digest.update(f"{name}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.cap")
    if root.is_dir() and stamp.exists() and stamp.read_text("ascii") == digest.hexdigest():
        return False
    stamp.unlink(missing_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest(), "ascii")
    return True


def _migrate_here() -> int:
    """Migrate in this process, whose DATABASE_URL is the owner's."""
    from django.core.exceptions import ImproperlyConfigured

    from praja.config.environment import SettingError

    app = Environment(os.environ).database("PRAJA_APP_ADDRESS", Path())["USER"]
    try:
        set_up()
        from django.db import OperationalError

        try:
            before = change_tables(app or embedded.APP)
        except OperationalError as error:
            raise SiteError(f"Basis data tidak terjangkau oleh pemiliknya: {error}".strip()) from error
        finally:
            disconnect()
    except (SettingError, ImproperlyConfigured, rights.RightsError, SiteError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(before)} migrasi dijalankan; hak peran {app} ditetapkan.")
    return 0


def change_tables(app: str) -> list[str]:
    """Bring the tables to this version, give the site's role its rights, and return which migrations ran.

    Two who begin at once do so one after the other.
    """
    with tables.alone():
        before = pending_migrations()
        tables.migrate()
        give_rights(app)
    return before


def give_rights(app: str) -> None:
    """Give the site's role its rights through Django's connection, which must be the owner's."""
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    rights.give(raw, app)


if __name__ == "__main__":
    sys.exit(_migrate_here())
