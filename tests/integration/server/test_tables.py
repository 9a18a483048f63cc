"""What an empty database gets in a tenth of the time is what Django gives it at its leisure."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from praja.config import embedded
from praja.server import postgres, site, tables
from tests import database

pytestmark = pytest.mark.skipif(database.given(), reason="only where this run has its own server")
WHOLE = pytest.param([], marks=pytest.mark.slow, id="semua")


@pytest.mark.parametrize("apps", [pytest.param(["access"], id="beberapa"), WHOLE])
def test_an_empty_database_gets_the_same_tables(
    django_db_setup: None, django_db_blocker: Any, apps: list[str]
) -> None:
    place = embedded.place(Path(os.environ[database.VARIABLE]) / "postgres")
    with django_db_blocker.unblock(), postgres.superuser(place) as server:
        with database.new(server, "praja_santai"):
            call_command("migrate", *apps, interactive=False, verbosity=0)
        with database.new(server, "praja_cepat"), tables.few_models():
            call_command("migrate", *apps, interactive=False, verbosity=0)

    quick = written(place, "praja_cepat")
    assert "CREATE TABLE public.access_roleheld" in quick
    assert quick == written(place, "praja_santai")


def test_tables_are_changed_by_one_at_a_time(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = connection.settings_dict
    with psycopg.connect(
        dbname=known["NAME"], user=known["USER"], host=known["HOST"], autocommit=True
    ) as other:

        def is_free() -> bool:
            (got,) = other.execute("SELECT pg_try_advisory_lock(%s)", [tables.CHANGING]).fetchone() or (None,)
            if got:
                other.execute("SELECT pg_advisory_unlock(%s)", [tables.CHANGING])
            return bool(got)

        seen: dict[str, bool] = {}
        monkeypatch.setattr(tables, "migrate", lambda: seen.update(tables=is_free()))
        monkeypatch.setattr(site, "give_rights", lambda app: seen.update(rights=is_free()))
        site.change_tables(embedded.APP)

        assert seen == {"tables": False, "rights": False}
        assert is_free()


def written(place: embedded.Place, name: str) -> str:
    """Return all that makes up the tables of a database, as SQL."""
    command = [postgres.program("pg_dump"), "--schema-only", "--host", str(place.socket)]
    done = subprocess.run(
        [*command, "--username", embedded.OWNER, name], capture_output=True, text=True, check=True
    )
    # A word made anew each time guards the file against what it contains.
    return "\n".join(line for line in done.stdout.splitlines() if "restrict" not in line.split(" ")[0])
