"""`praja serve`: from nothing to pages, as the role that owns nothing, and back to nothing."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from praja.config import embedded
from praja.server import postgres
from tests import ports
from tests.waiting import until


class Site:
    """A running `praja serve`."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process, self.port, self._log = process, port, log

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8")

    def wait_for(self, sentence: str) -> None:
        assert until(lambda: sentence in self.said or self.process.poll() is not None, 600), self.said
        assert sentence in self.said, self.said

    def get(self, path: str, host: str = "localhost") -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()


@pytest.fixture
def serve(environment: Callable[..., dict[str, str]], tmp_path: Path) -> Iterator[Callable[..., Site]]:
    started: list[Site] = []

    def start(folder: Path, *arguments: str, **more: str) -> Site:
        port = ports.free()
        log = tmp_path / f"catatan-{len(started)}"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "praja", "serve", "--alamat", f"127.0.0.1:{port}", *arguments],
                env=environment(folder, **more),
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )
        started.append(Site(process, port, log))
        return started[-1]

    yield start
    for site in started:
        if site.process.poll() is None:
            site.process.terminate()
            site.process.wait(180)


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return [child for child, parent in pairs if parent == pid]


def _workers(pid: int) -> list[int]:
    """Return which processes of a site do what waits, if they have got so far as to be known for that."""
    found = []
    for child in _children(pid):
        with contextlib.suppress(OSError):
            if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found


def test_from_nothing_to_pages_and_back(installation, serve):
    site = serve(installation, "--pekerja", "1")
    site.wait_for("/akun/pertama/")

    assert "http://127.0.0.1" in site.said
    link = site.said.split("/akun/pertama/")[1].split()[0]
    status, _, page = site.get(f"/akun/pertama/{link}")
    assert (status, b"<form" in page) == (200, True)
    css = next(
        part for part in page.decode().split('"') if part.startswith("/static/") and part.endswith(".css")
    )
    status, headers, _ = site.get(css)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]  # named by its content, as collected
    assert site.get("/tidak-ada/")[0] in (302, 404)
    assert site.get("/", host="jahat.example")[0] == 400

    with postgres.superuser(embedded.place(installation / "postgres"), "praja") as server:
        roles = {
            row[0]
            for row in server.execute(
                "SELECT usename FROM pg_stat_activity"
                " WHERE datname = 'praja' AND backend_type = 'client backend'"
            )
        }
        count = "SELECT count(*) FROM procrastinate_workers"
        # The worker starts beside the pages, and may be the later one.
        assert until(lambda: server.execute(count).fetchone() == (1,))
    assert roles == {"praja_app", "postgres"}  # the second is this test

    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(180) == 0
    assert not postgres.runs(installation / "postgres")
    assert "Menghentikan Praja" in site.said
    assert "Traceback" not in site.said and "ERROR" not in site.said


@pytest.mark.slow
def test_beside_another_that_uses_the_database(ready, serve):
    with postgres.use(ready / "postgres"):
        site = serve(ready, "--pekerja", "1", "--tanpa-latar")
        site.wait_for("Praja melayani di")
        assert len(_children(site.process.pid)) == 1

        site.process.terminate()

        assert site.process.wait(180) == 0
        assert postgres.runs(ready / "postgres")  # for it is still used
    assert not postgres.runs(ready / "postgres")


@pytest.mark.slow
def test_a_worker_that_dies_is_started_again_and_a_killed_watcher_leaves_nobody(ready, serve):
    site = serve(ready, "--pekerja", "1")
    site.wait_for("Praja melayani di")
    assert until(lambda: len(_workers(site.process.pid)) == 1)
    children, (worker,) = _children(site.process.pid), _workers(site.process.pid)

    os.kill(worker, signal.SIGKILL)
    site.wait_for("Proses pekerja latar berhenti sendiri")
    site.process.kill()
    site.process.wait()

    assert until(lambda: not any(_runs(pid) for pid in children))
    postgres.use(ready / "postgres").leave()  # the next one takes over what was left running, and stops it
    assert not postgres.runs(ready / "postgres")


def test_an_address_that_is_taken(ready, praja):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        done = praja(ready, "serve", "--alamat", f"127.0.0.1:{taken.getsockname()[1]}")

    assert done.returncode == 2
    assert "tidak dapat mendengarkan" in done.stderr and "--alamat" in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "lokal",
        pytest.param("127.0.0.1", marks=pytest.mark.slow),
        pytest.param("127.0.0.1:0", marks=pytest.mark.slow),
        pytest.param("127.0.0.1:99999", marks=pytest.mark.slow),
        "127.0.0.1:²",
    ],
)
def test_an_address_that_is_none(installation, praja, address):
    done = praja(installation, "serve", "--alamat", address)

    assert done.returncode == 2
    assert "tulis misalnya 127.0.0.1:8000" in done.stderr
    assert not installation.exists()


@pytest.mark.slow
def test_a_real_server_is_migrated_only_by_its_owner(ready, praja):
    """As with a server elsewhere: both addresses are named, or the tables stay as they are."""
    with postgres.use(ready / "postgres") as running:
        app, owner = running.address(), running.address(embedded.OWNER)
        with psycopg.connect(owner, autocommit=True) as connection:
            row = connection.execute(
                "DELETE FROM django_migrations WHERE app = 'sessions' RETURNING app, name, applied"
            ).fetchone()

            refused = praja(ready, "serve", "--alamat", "8911", DATABASE_URL=app)
            alone = praja(ready, "migrasi", DATABASE_URL=app)
            same = praja(ready, "migrasi", DATABASE_URL=owner, PRAJA_OWNER_DATABASE_URL=owner)

            connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
        both = praja(ready, "migrasi", DATABASE_URL=app, PRAJA_OWNER_DATABASE_URL=owner)

    assert refused.returncode == 2 and "1 migrasi yang belum dijalankan" in refused.stderr
    assert alone.returncode == 2 and "PRAJA_OWNER_DATABASE_URL=postgresql://" in alone.stderr
    assert same.returncode == 2
    assert (both.returncode, both.stdout) == (0, "0 migrasi dijalankan; hak peran praja_app ditetapkan.\n")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"PRAJA_HTTPS": "no"}, "PRAJA_HTTPS='no' tidak dikenal; tulis `ya` atau `tidak`."),
        pytest.param(
            {"PRAJA_PROXIES": "satu"},
            "PRAJA_PROXIES='satu' bukan angka; tulis misalnya `0`.",
            marks=pytest.mark.slow,
        ),
        pytest.param({"PRAJA_EMAIL": "surel"}, "PRAJA_EMAIL harus seperti smtp://", marks=pytest.mark.slow),
        pytest.param(
            {"PRAJA_HOSTS": "https://praja.go.id"},
            "PRAJA_HOSTS memuat 'https://praja.go.id'; tulis nama saja",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"DATABASE_URL": "mysql://praja"}, "DATABASE_URL bukan alamat PostgreSQL", marks=pytest.mark.slow
        ),
        (
            {"PRAJA_OWNER_DATABASE_URL": "postgresql://x"},
            "PRAJA_OWNER_DATABASE_URL disebut tanpa DATABASE_URL",
        ),
    ],
)
def test_a_bad_variable_stops_the_start_with_its_sentence(ready, praja, more, sentence):
    done = praja(ready, "migrasi", **more)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
