"""`praja backup` and `praja restore`: a whole installation in one file.

The file is a ZIP: `basis-data.dump` (pg_dump, custom format), `berkas/` (uploads), `kunci/` (all keys, so
that the copy alone brings everything back; whoever has it can read everything: keep it like the server)
and `manifes.json`, which has the SHA-256 of each part. Database and uploads belong to one moment: the dump
reads one snapshot, and uploads, which never change, are taken after it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import psycopg

from praja import __version__
from praja.config.environment import BACKUP_NOTE
from praja.server import postgres, site
from praja.server.postgres import Tell
from praja.server.site import SiteError

FORMAT = 1
DUMP, MANIFEST, FILES, KEYS = "basis-data.dump", "manifes.json", "berkas", "kunci"
NAMED = "SELECT sha256 FROM files_storedfile UNION SELECT sha256 FROM payroll_runfile"
"""The hashes of all content in the folder of uploads that belongs to the installation."""
_CHUNK = 1024 * 1024
_HEADER = 40
"""Lines at the beginning of a dump's statements, among which its settings are."""


@dataclasses.dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds, as its manifest says."""

    made_at: str
    version: str
    postgres: str
    migrations: list[str]
    keys: bool
    parts: dict[str, dict[str, Any]]
    missing: list[str]
    """Uploads that the database knows and the folder had not."""


def backup(target: Path, *, keys: bool, tell: Tell) -> Contents:
    """Write the installation into a new file, which is there whole or not at all.

    :param keys: False leaves the keys out; without them NIK cannot be read, and the audit needs a new key
    :raises SiteError: if it exists, or anything cannot be read or written
    """
    folder = site.var()
    if target.exists() or target.is_symlink():
        raise SiteError(f"{target} sudah ada; cadangan tidak menimpa apa pun. Pilih nama lain.")
    if not target.parent.is_dir():
        raise SiteError(f"Folder {target.parent} tidak ada. Buat dahulu, atau pilih folder lain.")
    mine = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with site.database(tell) as addresses, os.fdopen(_new_file(mine), "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                contents = _write(archive, addresses.owner or addresses.app, folder, keys)
            raw.flush()
            os.fsync(raw.fileno())
        try:
            os.link(mine, target)
        except FileExistsError:
            raise SiteError(f"{target} sudah ada; cadangan tidak menimpa apa pun. Pilih nama lain.") from None
    except OSError as error:
        raise SiteError(f"Cadangan tidak dapat ditulis ke {target}: {error.strerror or error}.") from error
    finally:
        mine.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # the backup is there; home merely goes on asking for one
        (folder / BACKUP_NOTE).write_text(f"{contents.made_at}\n", encoding="utf-8")
    _tell_backup(target, contents, tell)
    return contents


def restore(source: Path, *, tell: Tell) -> Contents:
    """Bring a backup back into an empty installation, after all its hashes were found right.

    :raises SiteError: if the file is damaged or the installation is not empty; nothing is changed then
    """
    folder = site.var()
    with _opened(source) as archive:
        contents = _checked(archive, source)
        _refuse_filled_folder(folder, contents)
        with site.database(tell) as addresses:
            if addresses.owner is None:
                raise SiteError(
                    f"Pemulihan memerlukan pemilik basis data. Sebut alamatnya dengan {site.OWNER_VARIABLE}."
                )
            _refuse_filled_database(addresses.owner)
            _refuse_newer(contents)
            with _no_keys_but(contents, folder):
                staged = _stage(archive, contents, folder)
                try:
                    _restore_database(archive, addresses.owner)
                    _put(staged, folder)
                finally:
                    shutil.rmtree(staged, ignore_errors=True)
                done = _migrate(addresses)
    tell(f"Cadangan {contents.made_at} (Praja {contents.version}) dipulihkan ke {folder}.")
    tell(f"Basis data dan {_count(contents, FILES)} berkas kembali; {done}")
    if not contents.keys:
        tell(
            "Cadangan ini tanpa kunci: letakkan kunci yang disimpan terpisah (kunci*) ke "
            f"{folder} sebelum situs dijalankan."
        )
    return contents


def _migrate(addresses: site.Addresses) -> str:
    try:
        return site.migrate(addresses)
    except SiteError as error:
        raise SiteError(
            f"Basis data dan berkas sudah kembali, tetapi tabelnya belum dibawa ke versi ini:\n{error}\n"
            "Perbaiki sebabnya, lalu jalankan `praja migrasi`."
        ) from error


@contextlib.contextmanager
def _no_keys_but(contents: Contents, folder: Path) -> Iterator[None]:
    """Remove the keys that this process and its children made: the right ones come from elsewhere."""
    before = set(_key_files(folder))
    try:
        yield
    finally:
        for path in set(_key_files(folder)) - before:
            if f"{KEYS}/{path.relative_to(folder).as_posix()}" not in contents.parts:
                path.unlink()


# --- writing


def _new_file(path: Path) -> int:
    # People's data and keys: nobody else may read it, not even while it is written.
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _write(archive: zipfile.ZipFile, address: str, folder: Path, keys: bool) -> Contents:
    parts: dict[str, dict[str, Any]] = {}
    with _connected(address) as connection:
        connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        if _one(connection, "SELECT to_regclass('public.django_migrations')") is None:
            raise SiteError("Basis data masih kosong; tidak ada yang dapat dicadangkan.")
        migrations = [
            f"{app}.{name}"
            for app, name in connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        ]
        known = {row[0] for row in connection.execute(NAMED)}
        version = _one(connection, "SHOW server_version")
        _dump(archive, address, str(snapshot), parts)
    for path in sorted(known):
        _add(
            archive,
            folder / FILES / path[:2] / path[2:4] / path,
            f"{FILES}/{path[:2]}/{path[2:4]}/{path}",
            parts,
        )
    if keys:
        for path in sorted(_key_files(folder)):
            _add(archive, path, f"{KEYS}/{path.relative_to(folder).as_posix()}", parts)
    contents = Contents(
        made_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        version=__version__,
        postgres=str(version),
        migrations=migrations,
        keys=keys,
        parts=parts,
        missing=sorted(name for name in known if f"{FILES}/{name[:2]}/{name[2:4]}/{name}" not in parts),
    )
    archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **dataclasses.asdict(contents)}, indent=1))
    return contents


def _dump(archive: zipfile.ZipFile, address: str, snapshot: str, parts: dict[str, dict[str, Any]]) -> None:
    command = [postgres.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    command += ["--snapshot", snapshot]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=_client(address), stdout=subprocess.PIPE, stderr=errors)
        assert process.stdout is not None
        with process.stdout, archive.open(DUMP, "w", force_zip64=True) as member:
            parts[DUMP] = _copy(process.stdout, member)
        if process.wait():
            errors.seek(0)
            raise SiteError(
                f"Basis data tidak dapat dibaca:\n{errors.read().decode('utf-8', 'replace').strip()}"
            )


def _add(archive: zipfile.ZipFile, path: Path, name: str, parts: dict[str, dict[str, Any]]) -> None:
    try:
        with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as member:
            parts[name] = _copy(file, member)
    except FileNotFoundError:
        return  # told as missing


def _key_files(folder: Path) -> Iterator[Path]:
    for path in folder.glob("kunci*"):
        yield from (path,) if path.is_file() else (inner for inner in path.rglob("*") if inner.is_file())


def _copy(source: IO[bytes], target: IO[bytes] | None) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return {"sha256": digest.hexdigest(), "ukuran": size}


def _tell_backup(target: Path, contents: Contents, tell: Tell) -> None:
    tell(
        f"{target} ({target.stat().st_size / 2**20:.1f} MB): basis data, {_count(contents, FILES)} berkas, "
        + (f"{_count(contents, KEYS)} kunci." if contents.keys else "TANPA kunci.")
    )
    if contents.keys:
        tell(
            "Siapa yang memegang berkas ini dapat membaca semuanya: simpan seketat peladen, sebaiknya "
            "disandi."
        )
    else:
        tell(f"Tanpa kunci, NIK tidak terbaca: simpan {site.var()}/kunci* terpisah, di tempat yang aman.")
    if contents.missing:
        tell(
            f"Perhatian: {len(contents.missing)} berkas tercatat tetapi tidak ada di folder: "
            f"{contents.missing[0]}, …"
        )


def _count(contents: Contents, kind: str) -> int:
    return sum(name.startswith(f"{kind}/") for name in contents.parts)


# --- reading


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except FileNotFoundError as error:
        raise SiteError(f"{source} tidak ada.") from error
    except (zipfile.BadZipFile, EOFError) as error:
        raise SiteError(f"{source} bukan cadangan Praja, atau rusak: {error}.") from error
    except OSError as error:
        raise SiteError(f"{error.filename or source}: {error.strerror or error}.") from error


def _checked(archive: zipfile.ZipFile, source: Path) -> Contents:
    """Return the manifest, after every part was read and found to be what it says."""
    try:
        told = json.loads(archive.read(MANIFEST))
        number = told.pop("format")
        contents = Contents(**told)
        wanted = {name: (part["sha256"], part["ukuran"]) for name, part in contents.parts.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SiteError(f"{source} bukan cadangan Praja: manifesnya tidak ada atau tidak terbaca.") from error
    if number != FORMAT:
        raise SiteError(
            f"{source} ditulis oleh Praja {contents.version} yang lebih baru. Pasang versi itu dahulu."
        )
    names = archive.namelist()
    if sorted(names) != sorted([MANIFEST, *wanted]) or DUMP not in wanted or not all(map(_is_safe, wanted)):
        raise SiteError(f"{source} rusak: isinya tidak sama dengan manifesnya. Pakai cadangan lain.")
    for name, (digest, size) in wanted.items():
        with archive.open(name) as member:
            found = _copy(member, None)
        if (found["sha256"], found["ukuran"]) != (digest, size):
            raise SiteError(f"{source} rusak: {name} berubah sejak dicadangkan. Pakai cadangan lain.")
    return contents


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        return False
    if path.parts[0] == KEYS:
        return len(path.parts) > 1 and path.parts[1].startswith("kunci")
    return name == DUMP or (path.parts[0] == FILES and len(path.parts) == 4)


def _refuse_filled_folder(folder: Path, contents: Contents) -> None:
    filled = [path for path in (folder / FILES).glob("*") if path.name != ".gitkeep"]
    if filled:
        raise SiteError(
            f"{folder / FILES} sudah berisi; cadangan hanya dipulihkan ke pemasangan kosong. "
            "Pilih PRAJA_VAR yang baru."
        )
    if contents.keys and (there := next(_key_files(folder), None)):
        raise SiteError(
            f"{there} sudah ada; kunci tidak ditimpa. Pilih PRAJA_VAR yang baru, atau pindahkan kunci "
            "itu dahulu."
        )


def _refuse_filled_database(address: str) -> None:
    with _connected(address) as connection:
        tables = _one(
            connection,
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
        )
    if tables:
        raise SiteError(
            f"Basis data sudah berisi {tables} tabel; cadangan hanya dipulihkan ke basis data kosong. "
            "Pilih PRAJA_VAR yang baru, atau buat basis data kosong."
        )


def _refuse_newer(contents: Contents) -> None:
    """Refuse a backup of a version that knows more tables than this one."""
    ours = _own_migrations()
    apps = {name.split(".")[0] for name in ours}
    newer = [name for name in contents.migrations if name not in ours and name.split(".")[0] in apps]
    if newer:
        raise SiteError(
            f"Cadangan ini dibuat oleh Praja yang lebih baru ({contents.version}; {newer[0]} belum dikenal). "
            "Pasang versi itu, atau yang lebih baru, lalu pulihkan."
        )


def _own_migrations() -> set[str]:
    """Return the migrations of our apps in this version, by their files: a process without settings asks."""
    package = Path(__file__).parent.parent
    return {f"{path.parent.parent.name}.{path.stem}" for path in package.glob("*/migrations/[0-9]*.py")}


def _stage(archive: zipfile.ZipFile, contents: Contents, folder: Path) -> Path:
    """Write files and keys beside their place, so that only renaming is left once the database is back."""
    folder.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".pemulihan-", dir=folder))
    for name in contents.parts:
        if name == DUMP:
            continue
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with archive.open(name) as member, os.fdopen(_new_file(path), "wb") as file:
            shutil.copyfileobj(member, file, _CHUNK)
            file.flush()
            os.fsync(file.fileno())
    return staged


def _restore_database(archive: zipfile.ZipFile, address: str) -> None:
    """Fill the database in one transaction.

    The statements pass through here: those of PostgreSQL 18 begin with a setting that 15 and 16 refuse.
    """
    unpack = [postgres.program("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    load = [
        postgres.program("psql"),
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
    ]
    environment = _client(address)
    with tempfile.TemporaryFile() as errors, archive.open(DUMP) as member:
        unpacking = subprocess.Popen(unpack, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        loading = subprocess.Popen(
            load, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors
        )
        assert unpacking.stdin and unpacking.stdout and loading.stdin
        feeder = threading.Thread(target=_feed, args=(member, unpacking.stdin))
        feeder.start()
        with contextlib.suppress(BrokenPipeError), loading.stdin, unpacking.stdout:
            loading.stdin.write(b"BEGIN;\n")
            for _ in range(_HEADER):
                line = unpacking.stdout.readline()
                loading.stdin.write(b"" if line.startswith(b"SET transaction_timeout") else line)
            shutil.copyfileobj(unpacking.stdout, loading.stdin, _CHUNK)
            if unpacking.wait() == 0:  # half of a dump must not stay
                loading.stdin.write(b"COMMIT;\n")
        feeder.join()
        if loading.wait() | unpacking.wait():
            errors.seek(0)
            raise SiteError(
                "Basis data tidak dapat dipulihkan, dan tetap kosong:\n"
                + errors.read().decode("utf-8", "replace").strip()
            )


def _feed(source: IO[bytes], target: IO[bytes]) -> None:
    with contextlib.suppress(BrokenPipeError), target:
        shutil.copyfileobj(source, target, _CHUNK)


def _put(staged: Path, folder: Path) -> None:
    if (folder / FILES).exists():
        (folder / FILES).rmdir()  # empty, as was asked before
    if (staged / FILES).exists():
        (staged / FILES).rename(folder / FILES)
    for path in (staged / KEYS).glob("*"):
        path.rename(folder / path.name)


# --- talking to the database


@contextlib.contextmanager
def _connected(address: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise SiteError(f"Basis data tidak terjangkau: {str(error).strip()}") from error


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


def _client(address: str) -> dict[str, str]:
    """Return the environment that leads PostgreSQL's programs to an address, its password included."""
    parts = psycopg.conninfo.conninfo_to_dict(address)
    names = {
        "dbname": "PGDATABASE",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "host": "PGHOST",
        "port": "PGPORT",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    for key, value in parts.items():
        environment[names.get(key, f"PG{key.upper()}")] = str(value)
    return environment
