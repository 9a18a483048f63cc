"""The doctor: silent where all is well, and for each thing that is broken it says what and how to mend it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from praja.config import embedded
from praja.config.environment import secret_key
from praja.server import doctor, postgres

Ask = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def healthy(ready: Path) -> Iterator[Path]:
    """Return an installation whose server runs while these tests run."""
    with postgres.use(ready / "postgres", durable=False):
        yield ready


@pytest.fixture
def ask(environment) -> Ask:
    """Return what asks the doctor about an installation."""

    def run(folder: Path, **more: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "praja", "doctor"],
            env=environment(folder, **more),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture
def as_owner(healthy) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        embedded.address(healthy / "postgres", role=embedded.OWNER), autocommit=True
    ) as connection:
        yield connection


def test_a_healthy_installation_has_nothing_bad(healthy, ask):
    code, text = ask(healthy)

    assert code == 0, text
    assert "[salah]" not in text
    for sentence in (
        "Kunci hanya terbaca oleh pemiliknya.",
        "PostgreSQL 18.",
        "Peran situs tidak memiliki apa pun.",
        "Tabel sesuai dengan versi ini.",
        "Jejak audit hanya dapat ditambah (dicoba).",
        "Pekerjaan latar lancar.",
        "Semua peristiwa audit tersegel.",
        "Pekerjaan harian berjalan.",
        "0 berkas unggahan ada.",
    ):
        assert f"[baik] {sentence}" in text


@pytest.mark.parametrize(
    ("more", "sentences"),
    [
        (
            {"PRAJA_DEBUG": "ya", "PRAJA_HOSTS": "*", "PRAJA_EMAIL": "smtp://127.0.0.1:9"},
            [
                "[salah] PRAJA_DEBUG=ya memperlihatkan",
                "[salah] PRAJA_HOSTS=* menerima nama apa pun",
                "[salah] Peladen surel 127.0.0.1:9 tidak menerima kita",
            ],
        ),
        ({"PRAJA_DEBUG": "true"}, ["[salah] PRAJA_DEBUG='true' tidak dikenal; tulis `ya` atau `tidak`."]),
        (
            {"PRAJA_HOSTS": "praja.contoh.go.id"},
            ["[salah] PRAJA_HTTPS=tidak, padahal situs melayani praja.contoh.go.id"],
        ),
        (
            {"DATABASE_URL": "postgresql://praja_app@/praja?host=/tidak/ada"},
            ["[salah] Basis data tidak terjangkau"],
        ),
    ],
)
def test_settings_that_harm_are_named_with_what_to_do(healthy, ask, more, sentences):
    code, text = ask(healthy, **more)

    assert code == 1, text
    for sentence in sentences:
        assert sentence in text


def test_keys_that_others_can_read(healthy, ask):
    key = healthy / "kunci-rahasia"
    secret_key(key)  # there as soon as a page was asked for
    key.chmod(0o644)

    code, text = ask(healthy)

    key.chmod(0o600)
    assert code == 1
    assert f"[salah] Kunci {key} terbuka bagi pengguna lain (izin 0644)." in text
    assert f"chmod 600 {key}" in text


def test_the_owner_as_the_sites_role(healthy, ask):
    address = embedded.address(healthy / "postgres", role=embedded.OWNER)

    code, text = ask(healthy, DATABASE_URL=address)

    assert code == 1
    assert "[salah] Peran praja_owner memiliki" in text
    assert "[salah] Peladen tidak menolak" in text


def test_rights_on_the_audit_too_many(healthy, ask, as_owner):
    rights = {"audit_event": "DELETE", "audit_seal": "UPDATE", "audit_dailyhead": "UPDATE (signature)"}
    for table, right in rights.items():
        as_owner.execute(f"GRANT {right} ON {table} TO praja_app")

    code, text = ask(healthy)

    for table, right in rights.items():
        as_owner.execute(f"REVOKE {right} ON {table} FROM praja_app")
    assert code == 1
    for table, right in rights.items():
        assert f"[salah] Peran praja_app boleh {right.split()[0]} pada {table}" in text
    assert "praja migrasi" in text


def test_a_migration_that_was_not_run(healthy, ask, as_owner):
    app, name, applied = as_owner.execute(
        "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations) RETURNING "
        "app, name, applied"
    ).fetchone()

    code, text = ask(healthy)

    as_owner.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", [app, name, applied]
    )
    assert code == 1
    assert f"[salah] 1 migrasi belum dijalankan, mulai {app}.{name}." in text
    assert "Jalankan `praja migrasi`" in text


def test_jobs_without_a_worker_and_jobs_that_lost_theirs(healthy, ask, as_owner):
    as_owner.execute(
        """INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)
           VALUES ('umum', 'uji.tunggu', 0, '{}', 'todo'), ('umum', 'uji.macet', 0, '{}', 'doing'),
                  ('umum', 'uji.gagal', 0, '{}', 'failed')"""
    )
    as_owner.execute("UPDATE procrastinate_events SET at = now() - interval '3 hours'")

    code, text = ask(healthy)

    as_owner.execute("DELETE FROM procrastinate_jobs")
    assert code == 1
    assert "[salah] 1 pekerjaan latar terhenti karena pekerjanya mati, mulai uji.macet" in text
    assert "[salah] Pekerjaan latar sudah menunggu 3 jam" in text
    assert "[perhatikan] 1 pekerjaan latar gagal, terakhir uji.gagal" in text


def test_events_that_nobody_seals_and_a_clock_that_went_back(healthy, ask, as_owner):
    insert = """INSERT INTO audit_event (id, at, actor_name, kind, target_kind, target_id, reason, request_id)
                VALUES (gen_random_uuid(), now() + %s::interval, 'Sari', 'uji.dicoba', '', '', '', '')"""
    as_owner.execute(insert, ["-26 hours"])
    as_owner.execute(insert, ["2 days"])

    code, text = ask(healthy)

    with postgres.superuser(embedded.place(healthy / "postgres"), "praja") as server:
        server.execute("SET session_replication_role = replica")  # the trigger would refuse, as it should
        server.execute("DELETE FROM audit_event")
    assert code == 1
    assert "[salah] Peristiwa audit tertua yang belum tersegel berumur 1 hari." in text
    assert "[salah] Jam mundur" in text


def test_a_daily_job_that_no_longer_runs(healthy, ask, as_owner):
    as_owner.execute("UPDATE django_migrations SET applied = applied - interval '3 days'")
    code, never = ask(healthy)
    as_owner.execute(
        """INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)
           VALUES ('berkala', 'people.day', 0, '{}', 'succeeded')"""
    )
    as_owner.execute(
        """INSERT INTO procrastinate_events (job_id, type, at)
           SELECT id, 'succeeded', now() - interval '5 hours' FROM procrastinate_jobs"""
    )
    _, fresh = ask(healthy)
    as_owner.execute("UPDATE procrastinate_events SET at = now() - interval '26 hours'")
    _, old = ask(healthy)

    as_owner.execute("DELETE FROM procrastinate_jobs")
    as_owner.execute("UPDATE django_migrations SET applied = applied + interval '3 days'")
    assert code == 1
    assert "[salah] Pekerjaan harian terakhir berjalan 3 hari yang lalu" in never
    assert "[baik] Pekerjaan harian berjalan." in fresh
    assert "[salah] Pekerjaan harian terakhir berjalan 1 hari yang lalu" in old


def test_the_last_signed_head(healthy, ask, as_owner):
    insert = """INSERT INTO audit_dailyhead (day, position, hash, key_id, signature, signed_at)
                VALUES (%s, 1, '', 'x', '', now() - %s::interval)"""
    as_owner.execute(insert, ["2026-01-02", "5 hours"])
    _, fresh = ask(healthy)
    _forget_heads(healthy)
    as_owner.execute(insert, ["2026-01-02", "3 days"])
    code, old = ask(healthy)
    _forget_heads(healthy)

    assert "[baik] Kepala harian audit terakhir ditandatangani" in fresh
    assert code == 1
    assert "[salah] Kepala harian audit terakhir ditandatangani" in old and "untuk hari 02-01-2026" in old


def _forget_heads(healthy: Path) -> None:
    with postgres.superuser(embedded.place(healthy / "postgres"), "praja") as server:
        server.execute("SET session_replication_role = replica")
        server.execute("DELETE FROM audit_dailyhead")


def test_uploads_that_are_missing_or_damaged(healthy, ask, as_owner):
    there = hashlib.sha256(b"isi").hexdigest()
    gone = hashlib.sha256(b"hilang").hexdigest()
    changed = hashlib.sha256(b"asli").hexdigest()
    for sha256, data in ((there, b"isi"), (changed, b"lain")):
        path = healthy / "berkas" / sha256[:2] / sha256[2:4] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (user,) = as_owner.execute(
        "INSERT INTO accounts_user (password, username, name, is_active, language, theme) "
        "VALUES ('', 'sari', 'Sari', true, 'id', 'sistem') RETURNING id"
    ).fetchone()
    for sha256 in (there, gone, changed):
        as_owner.execute(
            """INSERT INTO files_storedfile (id, sha256, name, kind, size, uploaded_by_id)
               VALUES (gen_random_uuid(), %s, 'sk.pdf', 'application/pdf', %s, %s)""",
            [sha256, 4 if sha256 == changed else 3, user],
        )

    code, text = ask(healthy)

    as_owner.execute("DELETE FROM files_storedfile")
    as_owner.execute("DELETE FROM accounts_user")
    assert code == 1
    assert f"[salah] 1 berkas unggahan tidak ada di foldernya, mulai {gone}." in text
    assert f"[salah] 1 berkas unggahan rusak, isinya berubah, mulai {changed}." in text


def test_the_key_of_nik_is_turned(healthy, praja):
    done = praja(healthy, "kunci", "putar")
    again = praja(healthy, "kunci", "putar")

    assert done.returncode == 0, done.stderr
    assert "0 NIK disandikan dengan kunci baru" in done.stdout
    assert len(json.loads((healthy / "kunci-data").read_text())["kunci"]) == 3, again.stderr


def test_a_missing_extension():
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *problem):
            pass

        def execute(self, query):
            pass

        def fetchall(self):
            return [("plpgsql",), ("btree_gist",)]

    class Connection:
        cursor = Cursor

    found = list(doctor._extensions(Connection()))

    assert [finding.level for finding in found] == [doctor.Level.BAD]
    assert "pg_trgm" in found[0].what and "CREATE EXTENSION pg_trgm;" in found[0].mend


@pytest.mark.parametrize(("free", "level"), [(50 * 2**20, "salah"), (2**30, "perhatikan"), (2**36, "baik")])
def test_space(tmp_path, monkeypatch, free, level):
    class State:
        f_bavail, f_frsize = free, 1

    monkeypatch.setattr(os, "statvfs", lambda path: State)

    found = [
        finding
        for finding in doctor._folder(tmp_path)
        if "kosong" in finding.what.lower() or "penuh" in finding.what
    ]

    assert [finding.level.value for finding in found] == [level]


def test_a_server_too_old():
    class Connection:
        pg_version = 140011

    (finding,) = doctor._version(Connection())

    assert finding.level is doctor.Level.BAD and "versi 14 terlalu tua" in finding.what


def test_files_that_cannot_be_written(tmp_path, monkeypatch):
    def refuse(**where):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)

    (finding,) = doctor._writable(tmp_path)

    assert finding.level is doctor.Level.BAD and "chown" in finding.mend


def test_before_the_first_start_it_looks_and_makes_nothing(installation, ask):
    code, text = ask(installation)

    assert code == 0, text
    assert "belum ada; `praja serve` akan membuatnya" in text
    assert "[perhatikan] Basis data belum ada" in text
    assert not installation.exists()
