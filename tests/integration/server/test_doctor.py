"""The doctor: silent where all is well, and for each thing that is broken it says what and how to mend it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, LiteralString

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


SETTINGS = {"PRAJA_DEBUG": "ya", "PRAJA_HOSTS": "*", "PRAJA_EMAIL": "smtp://127.0.0.1:9"}
OF_SETTINGS = (
    "[salah] PRAJA_DEBUG=ya memperlihatkan",
    "[salah] PRAJA_HOSTS=* menerima nama apa pun",
    "[salah] Peladen surel 127.0.0.1:9 tidak menerima kita",
)


@pytest.mark.parametrize(
    ("more", "sentences"),
    [
        pytest.param(SETTINGS, OF_SETTINGS, marks=pytest.mark.slow),
        ({"PRAJA_DEBUG": "true"}, ["[salah] PRAJA_DEBUG='true' tidak dikenal; tulis `ya` atau `tidak`."]),
        pytest.param(
            {"PRAJA_HOSTS": "praja.contoh.go.id"},
            ["[salah] PRAJA_HTTPS=tidak, padahal situs melayani praja.contoh.go.id"],
            marks=pytest.mark.slow,
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


# --- what breaks in an installation: each is broken, told and mended


def _one(owner: psycopg.Connection, query: LiteralString) -> tuple[Any, ...]:
    row = owner.execute(query).fetchone()
    assert row is not None
    return row


Broken = AbstractContextManager[tuple[str, ...]]


@contextmanager
def keys_that_others_can_read(healthy: Path, _owner: psycopg.Connection) -> Iterator[tuple[str, ...]]:
    key = healthy / "kunci-rahasia"
    secret_key(key)  # there as soon as a page was asked for
    key.chmod(0o644)
    yield f"[salah] Kunci {key} terbuka bagi pengguna lain (izin 0644).", f"chmod 600 {key}"
    key.chmod(0o600)


@contextmanager
def rights_on_the_audit_too_many(_healthy: Path, owner: psycopg.Connection) -> Iterator[tuple[str, ...]]:
    rights = {"audit_event": "DELETE", "audit_seal": "UPDATE", "audit_dailyhead": "UPDATE (signature)"}
    for table, right in rights.items():
        owner.execute(f"GRANT {right} ON {table} TO praja_app")
    told = (
        f"[salah] Peran praja_app boleh {right.split()[0]} pada {table}" for table, right in rights.items()
    )
    yield "praja migrasi", *told
    for table, right in rights.items():
        owner.execute(f"REVOKE {right} ON {table} FROM praja_app")


@contextmanager
def a_migration_that_was_not_run(_healthy: Path, owner: psycopg.Connection) -> Iterator[tuple[str, ...]]:
    app, name, applied = _one(
        owner,
        "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations) RETURNING "
        "app, name, applied",
    )
    yield f"[salah] 1 migrasi belum dijalankan, mulai {app}.{name}.", "Jalankan `praja migrasi`"
    owner.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", [app, name, applied]
    )


@contextmanager
def jobs_without_a_worker(_healthy: Path, owner: psycopg.Connection) -> Iterator[tuple[str, ...]]:
    owner.execute(
        """INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)
           VALUES ('umum', 'uji.tunggu', 0, '{}', 'todo'), ('umum', 'uji.macet', 0, '{}', 'doing'),
                  ('umum', 'uji.gagal', 0, '{}', 'failed')"""
    )
    owner.execute("UPDATE procrastinate_events SET at = now() - interval '3 hours'")
    yield (
        "[salah] 1 pekerjaan latar terhenti karena pekerjanya mati, mulai uji.macet",
        "[salah] Pekerjaan latar sudah menunggu 3 jam",
        "[perhatikan] 1 pekerjaan latar gagal, terakhir uji.gagal",
    )
    owner.execute("DELETE FROM procrastinate_jobs")


@contextmanager
def events_that_nobody_seals_and_a_clock_that_went_back(
    healthy: Path, owner: psycopg.Connection
) -> Iterator[tuple[str, ...]]:
    insert = """INSERT INTO audit_event (id, at, actor_name, kind, target_kind, target_id, reason, request_id)
                VALUES (gen_random_uuid(), now() + %s::interval, 'Sari', 'uji.dicoba', '', '', '', '')"""
    owner.execute(insert, ["-26 hours"])
    owner.execute(insert, ["2 days"])
    yield "[salah] Peristiwa audit tertua yang belum tersegel berumur 1 hari.", "[salah] Jam mundur"
    _forget(healthy, "audit_event")


@contextmanager
def a_daily_job_that_never_ran(_healthy: Path, owner: psycopg.Connection) -> Iterator[tuple[str, ...]]:
    owner.execute("UPDATE django_migrations SET applied = applied - interval '3 days'")
    yield ("[salah] Pekerjaan harian terakhir berjalan 3 hari yang lalu",)
    owner.execute("UPDATE django_migrations SET applied = applied + interval '3 days'")


@contextmanager
def an_old_head(healthy: Path, owner: psycopg.Connection) -> Iterator[tuple[str, ...]]:
    _sign_head(owner, "3 days")
    yield "[salah] Kepala harian audit terakhir ditandatangani", "untuk hari 02-01-2026"
    _forget(healthy, "audit_dailyhead")


@contextmanager
def uploads_that_are_missing_or_damaged(
    healthy: Path, owner: psycopg.Connection
) -> Iterator[tuple[str, ...]]:
    there = hashlib.sha256(b"isi").hexdigest()
    gone = hashlib.sha256(b"hilang").hexdigest()
    changed = hashlib.sha256(b"asli").hexdigest()
    for sha256, data in ((there, b"isi"), (changed, b"lain")):
        path = healthy / "berkas" / sha256[:2] / sha256[2:4] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (user,) = _one(
        owner,
        "INSERT INTO accounts_user (password, username, name, is_active, language, theme) "
        "VALUES ('', 'sari', 'Sari', true, 'id', 'sistem') RETURNING id",
    )
    for sha256 in (there, gone, changed):
        owner.execute(
            """INSERT INTO files_storedfile (id, sha256, name, kind, size, uploaded_by_id)
               VALUES (gen_random_uuid(), %s, 'sk.pdf', 'application/pdf', %s, %s)""",
            [sha256, 4 if sha256 == changed else 3, user],
        )
    yield (
        f"[salah] 1 berkas unggahan tidak ada di foldernya, mulai {gone}.",
        f"[salah] 1 berkas unggahan rusak, isinya berubah, mulai {changed}.",
    )
    owner.execute("DELETE FROM files_storedfile")
    owner.execute("DELETE FROM accounts_user")


TOGETHER: tuple[Callable[[Path, psycopg.Connection], Broken], ...] = (
    keys_that_others_can_read,
    rights_on_the_audit_too_many,
    jobs_without_a_worker,
    events_that_nobody_seals_and_a_clock_that_went_back,
    a_daily_job_that_never_ran,
    an_old_head,
    uploads_that_are_missing_or_damaged,
)


def test_everything_that_is_broken_is_told_at_once(healthy, ask, as_owner):
    with ExitStack() as broken:
        told = [broken.enter_context(fault(healthy, as_owner)) for fault in TOGETHER]
        code, text = ask(healthy, **SETTINGS)

    assert code == 1
    missing = [
        sentence for sentences in (OF_SETTINGS, *told) for sentence in sentences if sentence not in text
    ]
    assert not missing, text


@pytest.mark.parametrize(
    "fault",
    [
        a_migration_that_was_not_run,  # what is kept in tables of another version is not looked at
        *(pytest.param(fault, marks=pytest.mark.slow) for fault in TOGETHER),
    ],
    ids=lambda fault: fault.__name__,
)
def test_one_that_is_broken_is_told(healthy, ask, as_owner, fault):
    with fault(healthy, as_owner) as sentences:
        code, text = ask(healthy)

    assert code == 1
    for sentence in sentences:
        assert sentence in text


@pytest.mark.slow
def test_the_owner_as_the_sites_role(healthy, ask):
    address = embedded.address(healthy / "postgres", role=embedded.OWNER)

    code, text = ask(healthy, DATABASE_URL=address)

    assert code == 1
    assert "[salah] Peran praja_owner memiliki" in text
    assert "[salah] Peladen tidak menolak" in text


@pytest.mark.slow
def test_a_daily_job_that_no_longer_runs(healthy, ask, as_owner):
    as_owner.execute(
        """INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)
           VALUES ('berkala', 'people.day', 0, '{}', 'succeeded')"""
    )
    as_owner.execute(
        """INSERT INTO procrastinate_events (job_id, type, at)
           SELECT id, 'succeeded', now() - interval '5 hours' FROM procrastinate_jobs"""
    )
    with a_daily_job_that_never_ran(healthy, as_owner):
        _, fresh = ask(healthy)
        as_owner.execute("UPDATE procrastinate_events SET at = now() - interval '26 hours'")
        code, old = ask(healthy)

    as_owner.execute("DELETE FROM procrastinate_jobs")
    assert "[baik] Pekerjaan harian berjalan." in fresh
    assert code == 1
    assert "[salah] Pekerjaan harian terakhir berjalan 1 hari yang lalu" in old


@pytest.mark.slow
def test_a_head_signed_of_late_is_well(healthy, ask, as_owner):
    _sign_head(as_owner, "5 hours")
    _, fresh = ask(healthy)
    _forget(healthy, "audit_dailyhead")

    assert "[baik] Kepala harian audit terakhir ditandatangani" in fresh


def _sign_head(owner: psycopg.Connection, ago: str) -> None:
    insert = """INSERT INTO audit_dailyhead (day, position, hash, key_id, signature, signed_at)
                VALUES ('2026-01-02', 1, '', 'x', '', now() - %s::interval)"""
    owner.execute(insert, [ago])


def _forget(healthy: Path, table: str) -> None:
    with postgres.superuser(embedded.place(healthy / "postgres"), "praja") as server:
        server.execute("SET session_replication_role = replica")  # the trigger would refuse, as it should
        server.execute(f"DELETE FROM {table}")


@pytest.mark.slow
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


@pytest.mark.slow
def test_before_the_first_start_it_looks_and_makes_nothing(installation, ask):
    code, text = ask(installation)

    assert code == 0, text
    assert "belum ada; `praja serve` akan membuatnya" in text
    assert "[perhatikan] Basis data belum ada" in text
    assert not installation.exists()
