"""What docs/operating says about a PostgreSQL server of one's own, done word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from praja.config import embedded
from praja.server import postgres

PAGE = Path(__file__).parents[3] / "docs" / "operating" / "README.md"


@pytest.mark.slow
def test_the_statements_make_a_database_that_the_doctor_finds_well(ready, praja, tmp_path):
    (block,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    with postgres.use(ready / "postgres") as running:
        # This server has roles and a database called praja already.
        with postgres.superuser(running.place) as server:
            for statement in block.replace("praja", "kantor").split(";\n"):
                server.execute(statement)
        app = embedded.address(ready / "postgres", role="kantor_app", database="kantor")
        owner = embedded.address(ready / "postgres", role="kantor_owner", database="kantor")
        both = {"DATABASE_URL": app, "PRAJA_OWNER_DATABASE_URL": owner}

        migrated = praja(tmp_path / "var", "migrasi", **both)
        asked = praja(tmp_path / "var", "doctor", DATABASE_URL=app)
        copied = praja(tmp_path / "var", "backup", str(tmp_path / "cadangan.zip"), DATABASE_URL=app)
        filled = praja(tmp_path / "lain", "restore", str(tmp_path / "cadangan.zip"), **both)

    assert migrated.returncode == 0, migrated.stderr
    assert "hak peran kantor_app ditetapkan" in migrated.stdout
    assert (asked.returncode, "[salah]" in asked.stdout) == (0, False), asked.stdout
    assert copied.returncode == 0, copied.stderr
    assert (filled.returncode, "Basis data sudah berisi" in filled.stderr) == (2, True)
