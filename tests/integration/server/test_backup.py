"""One file brings everything back, and nothing else is ever written over."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from pathlib import Path

import psycopg
import pytest

from praja.server import postgres

CONTENT = b"%PDF-1.7 surat keputusan"
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def filled(ready: Path) -> Path:
    """Return an installation with rows, an upload and keys, whose server does not run."""
    installation = ready
    with postgres.use(installation / "postgres") as running, psycopg.connect(running.address()) as connection:
        row = connection.execute(
            """INSERT INTO accounts_user (username, name, password, is_active, language, theme)
               VALUES ('sari', 'Sari — é 名', '!', true, 'id', 'sistem') RETURNING id"""
        ).fetchone()
        connection.execute(
            """INSERT INTO files_storedfile (id, sha256, name, kind, size, uploaded_by_id)
               VALUES (gen_random_uuid(), %s, 'sk.pdf', 'application/pdf', %s, %s)""",
            [NAME, len(CONTENT), row and row[0]],
        )
        connection.execute(
            """INSERT INTO audit_event
                      (id, actor_name, kind, target_kind, target_id, reason, request_id, after)
               SELECT gen_random_uuid(), 'Sari', 'uji.dicoba', '', '', 'baris' || n, '',
                      '{"a": [1, null, "é"]}'
                 FROM generate_series(1, 500) n"""
        )
    path = installation / "berkas" / NAME[:2] / NAME[2:4] / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    (installation / "kunci-rahasia").write_text("rahasia\n")
    (installation / "kunci-rahasia").chmod(0o600)
    (installation / "kunci-audit").mkdir(mode=0o700)
    (installation / "kunci-audit" / "aktif").write_text("abc")
    return installation


def _everything(folder: Path) -> dict[str, object]:
    """Return all rows of all tables, and where each sequence stands."""
    found: dict[str, object] = {}
    with (
        postgres.use(folder / "postgres") as running,
        psycopg.connect(running.address("praja_owner")) as connection,
    ):
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in sorted(tables):
            found[table] = connection.execute(
                f"SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM \"{table}\" t"
            ).fetchone()
        found["sequences"] = sorted(
            connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall(), key=str
        )
        found["constraints"] = sorted(
            connection.execute(
                # Their text is written anew by each restore, so what they are about is compared.
                """SELECT conrelid::regclass::text, contype::text, confrelid::regclass::text, condeferrable,
                          ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid
                                   AND attnum = ANY(conkey) ORDER BY attname)::text
                     FROM pg_constraint WHERE connamespace = 'public'::regnamespace"""
            ).fetchall()
        )
        found["triggers"] = sorted(
            connection.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").fetchall()
        )
        found["rights"] = sorted(
            connection.execute(
                """SELECT table_name, privilege_type FROM information_schema.table_privileges
                    WHERE grantee = 'praja_app'"""
            ).fetchall()
        )
    return found


def test_what_was_backed_up_comes_back_equal(filled, installation, praja, tmp_path):
    target = tmp_path / "cadangan.zip"
    before = _everything(filled)
    files = {path.relative_to(filled) for path in (filled / "berkas").rglob("*")}

    done = praja(filled, "backup", str(target))

    assert done.returncode == 0, done.stderr
    assert "1 berkas, 2 kunci" in done.stdout
    assert stat.S_IMODE(target.stat().st_mode) == 0o600

    new = installation
    back = praja(new, "restore", str(target))

    assert back.returncode == 0, back.stderr
    assert "1 berkas kembali" in back.stdout
    assert _everything(new) == before
    assert before["audit_event"][0] == 500  # type: ignore[index]
    assert {path.relative_to(new) for path in (new / "berkas").rglob("*")} == files
    assert (new / "berkas" / NAME[:2] / NAME[2:4] / NAME).read_bytes() == CONTENT
    assert (new / "kunci-rahasia").read_text() == "rahasia\n"
    assert stat.S_IMODE((new / "kunci-rahasia").stat().st_mode) == 0o600
    assert (new / "kunci-audit" / "aktif").read_text() == "abc"

    again = praja(new, "restore", str(target))
    assert again.returncode == 2
    assert "sudah berisi" in again.stderr
    assert _everything(new) == before

    over = praja(new, "backup", str(target))
    assert over.returncode == 2
    assert "tidak menimpa" in over.stderr


@pytest.mark.slow
def test_keys_may_stay_out_and_are_then_named(filled, installation, praja, tmp_path):
    target = tmp_path / "cadangan.zip"

    done = praja(filled, "backup", str(target), "--tanpa-kunci")

    assert done.returncode == 0, done.stderr
    assert "TANPA kunci" in done.stdout and "kunci*" in done.stdout
    with zipfile.ZipFile(target) as archive:
        assert not [name for name in archive.namelist() if name.startswith("kunci/")]

    done = praja(installation, "restore", str(target))

    assert done.returncode == 0, done.stderr
    assert "letakkan kunci" in done.stdout
    assert not list(installation.glob("kunci*"))  # none of its own making stands where those belong


def test_an_upload_that_is_gone_is_told(filled, praja, tmp_path):
    (filled / "berkas").rename(filled / "hilang")

    done = praja(filled, "backup", str(tmp_path / "cadangan.zip"))

    (filled / "hilang").rename(filled / "berkas")
    assert done.returncode == 1
    assert f"1 berkas tercatat tetapi tidak ada di folder: {NAME}" in done.stdout


@pytest.mark.slow
def test_a_damaged_or_foreign_file_changes_nothing(filled, installation, praja, tmp_path):
    """Cut, changed, with something added, with a path that leads out, or no backup at all."""
    good = tmp_path / "baik.zip"
    assert praja(filled, "backup", str(good)).returncode == 0
    upload = f"berkas/{NAME[:2]}/{NAME[2:4]}/{NAME}"

    def changed(name: str, edit) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
            parts = {member: old.read(member) for member in old.namelist()}
            edit(parts)
            for member, content in parts.items():
                new.writestr(member, content)
        return path

    def out(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts["manifes.json"])
        manifest["parts"]["berkas/../../kabur"] = manifest["parts"].pop(upload)
        parts["manifes.json"] = json.dumps(manifest).encode()
        parts["berkas/../../kabur"] = parts.pop(upload)

    def newer(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts["manifes.json"])
        manifest["migrations"].append("people.9999_dari_masa_depan")
        parts["manifes.json"] = json.dumps(manifest).encode()

    cut = tmp_path / "potong.zip"
    cut.write_bytes(good.read_bytes()[:-2000])
    bad = {
        cut: "rusak",
        changed("ubah.zip", lambda parts: parts.update({upload: b"lain"})): "berubah sejak dicadangkan",
        changed(
            "tambah.zip", lambda parts: parts.update({"berkas/aa/bb/cc": b""})
        ): "tidak sama dengan manifes",
        changed("kurang.zip", lambda parts: parts.pop(upload)): "tidak sama dengan manifes",
        changed("keluar.zip", out): "tidak sama dengan manifes",
        changed("baru.zip", newer): "lebih baru",
        changed("tanpa.zip", lambda parts: parts.pop("manifes.json")): "bukan cadangan Praja",
        tmp_path / "tiada.zip": "tidak ada",
    }
    new = installation

    for path, sentence in bad.items():
        done = praja(new, "restore", str(path))

        assert (done.returncode, sentence in done.stderr) == (2, True), f"{path.name}: {done.stderr}"
        assert not (new / "berkas").exists()
        assert not list(new.glob("kunci*")), path.name
    assert not (installation.parent / "kabur").exists()
    assert praja(new, "restore", str(good)).returncode == 0  # it is still empty, so the good one goes in


def test_keys_that_are_there_are_not_written_over(filled, installation, praja, tmp_path):
    target = tmp_path / "cadangan.zip"
    assert praja(filled, "backup", str(target)).returncode == 0
    new = installation
    new.mkdir()
    (new / "kunci-rahasia").write_text("milik yang lain\n")

    done = praja(new, "restore", str(target))

    assert done.returncode == 2
    assert "kunci tidak ditimpa" in done.stderr
    assert (new / "kunci-rahasia").read_text() == "milik yang lain\n"


def test_an_empty_database_is_not_backed_up(installation, praja, tmp_path):
    done = praja(installation, "backup", str(tmp_path / "cadangan.zip"))

    assert done.returncode == 2
    assert "masih kosong" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_passwords_stay_out_of_the_list_of_processes():
    from praja.server.backup import _client

    environment = _client("postgresql://praja_owner:rah%40sia@peladen:6432/praja?sslmode=require")

    assert environment["PGPASSWORD"] == "rah@sia"
    assert (environment["PGHOST"], environment["PGPORT"], environment["PGSSLMODE"]) == (
        "peladen",
        "6432",
        "require",
    )
    assert os.environ.get("PGPASSWORD") != "rah@sia"
