"""`praja doctor`: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import datetime
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from praja.config import embedded
from praja.config.environment import SettingError, making_no_key
from praja.server import rights, site, uploads
from praja.server.findings import Finding, Level
from praja.server.postgres import ServerError

OLDEST_POSTGRES = 15
EXTENSIONS = ("btree_gist", "pg_trgm")
_SEALED_WITHIN = datetime.timedelta(hours=1)
_WAITING_AT_MOST = datetime.timedelta(minutes=10)
_DAILY_WITHIN = datetime.timedelta(days=1)
_SIGNED_WITHIN = datetime.timedelta(days=2)
"""The head of a day is signed on the next."""
_LITTLE_SPACE, _NO_SPACE = 2 * 2**30, 200 * 2**20


def examine(*, all_files: bool = False) -> Iterator[Finding]:
    """Yield what is found, one thing after the other; what cannot be reached ends the questions about it.

    :param all_files: whether every upload is read, however long it takes
    """
    try:
        folder = site.var()
        yield from _folder(folder)
        if _before_the_first_start(folder):
            _set_up()
            yield from _settings()
            yield Finding(Level.LOOK, "Basis data belum ada; `praja serve` akan membuatnya.")
            return
        with site.database() as addresses:
            _set_up()
            yield from _settings()
            site.reach(addresses.app)
            yield Finding(Level.GOOD, "Basis data berjalan.")
            yield from _in_the_database(all_files)
    except SettingError as error:
        yield Finding(Level.BAD, str(error), "Perbaiki variabel itu, lalu jalankan lagi.")
    except ServerError as error:
        yield Finding(Level.BAD, str(error), "Lakukan yang disebut di atas, lalu jalankan lagi.")
    except site.SiteError as error:
        yield Finding(Level.BAD, str(error))


def _before_the_first_start(folder: Path) -> bool:
    """Return whether the database would be made only now: who looks makes nothing."""
    return site.embeds() and not embedded.place(folder / "postgres").data.exists()


def _set_up() -> None:
    with making_no_key():
        site.set_up()


def good(findings: Iterable[Finding]) -> bool:
    """Return whether none of them is bad."""
    return all(finding.level is not Level.BAD for finding in findings)


# --- what lies in the folder


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        yield Finding(Level.LOOK, f"Folder {folder} belum ada; `praja serve` akan membuatnya.")
        folder = next(parent for parent in folder.parents if parent.exists())
    else:
        yield from _keys(folder)
        yield from _writable(folder)
    state = os.statvfs(folder)
    free = state.f_bavail * state.f_frsize
    if free < _NO_SPACE:
        yield Finding(
            Level.BAD,
            f"Cakram hampir penuh: {free // 2**20} MB tersisa di {folder}.",
            "Kosongkan cakram sekarang.",
        )
    elif free < _LITTLE_SPACE:
        yield Finding(
            Level.LOOK,
            f"Ruang kosong tinggal {free / 2**30:.1f} GB di {folder}.",
            "Rencanakan penambahan cakram.",
        )
    else:
        yield Finding(Level.GOOD, f"Ruang kosong {free / 2**30:.0f} GB.")


def _keys(folder: Path) -> Iterator[Finding]:
    open_ones = [
        path
        for root in folder.glob("kunci*")
        for path in (root, *(root.rglob("*") if root.is_dir() else ()))
        if path.stat().st_mode & 0o077 and not _is_public(path)
    ]
    for path in open_ones:
        mode = stat.S_IMODE(path.stat().st_mode)
        yield Finding(
            Level.BAD,
            f"Kunci {path} terbuka bagi pengguna lain (izin {mode:04o}).",
            f"chmod {'700' if path.is_dir() else '600'} {path}; bila mungkin sudah terbaca orang, "
            "ganti kuncinya.",
        )
    if not open_ones:
        yield Finding(Level.GOOD, "Kunci hanya terbaca oleh pemiliknya.")


def _is_public(path: Path) -> bool:
    # A folder that others may enter but not list holds files that say themselves who may read them.
    return path.is_dir() and not path.stat().st_mode & 0o066


def _writable(folder: Path) -> Iterator[Finding]:
    files = folder / "berkas"
    try:
        with tempfile.TemporaryFile(dir=files if files.exists() else folder):
            pass
    except OSError as error:
        yield Finding(
            Level.BAD,
            f"Berkas unggahan tidak dapat ditulis ke {files}: {error.strerror}.",
            "Jadikan pengguna yang menjalankan situs pemilik folder itu (chown -R).",
        )
    else:
        yield Finding(Level.GOOD, "Folder berkas dapat ditulisi.")


# --- what the environment says


def _settings() -> Iterator[Finding]:
    from django.conf import settings

    if settings.DEBUG:
        yield Finding(
            Level.BAD, "PRAJA_DEBUG=ya memperlihatkan isi program kepada pengunjung.", "Hapus PRAJA_DEBUG."
        )
    named = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]
    if "*" in named:
        yield Finding(
            Level.BAD,
            "PRAJA_HOSTS=* menerima nama apa pun, sehingga tautan di surel dapat dipalsukan.",
            "Sebut nama situs: PRAJA_HOSTS=praja.contoh.go.id",
        )
    elif named and not settings.HTTPS:
        yield Finding(
            Level.BAD,
            f"PRAJA_HTTPS=tidak, padahal situs melayani {named[0]}: sandi lewat tanpa penyandian.",
            "Pasang https di perantara (docs/operating), lalu hapus PRAJA_HTTPS.",
        )
    elif not named:
        yield Finding(
            Level.LOOK, "Situs hanya menjawab di komputer ini.", "Untuk orang lain: PRAJA_HOSTS=nama.situs"
        )
    if named and settings.HTTPS and not settings.PROXIES:
        yield Finding(
            Level.LOOK,
            "PRAJA_PROXIES=0: di belakang perantara, alamat asal yang tercatat adalah alamat perantara.",
            "PRAJA_PROXIES=1 bila satu perantara (nginx, Caddy) berada di depan.",
        )
    if os.geteuid() == 0:
        yield Finding(
            Level.LOOK,
            "Perintah ini berjalan sebagai root.",
            "Jalankan situs sebagai pengguna sendiri (docs/operating).",
        )
    yield from _mail()


def _mail() -> Iterator[Finding]:
    from django.conf import settings
    from django.core.mail import get_connection

    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        yield Finding(
            Level.LOOK,
            "Surel tidak dikirim: sandi yang lupa hanya dapat ditolong dengan kode dari pengelola.",
            "PRAJA_EMAIL=smtp://nama:sandi@peladen:587",
        )
        return
    try:
        with get_connection(timeout=10):
            pass
    except OSError as error:
        yield Finding(
            Level.BAD,
            f"Peladen surel {settings.EMAIL_HOST}:{settings.EMAIL_PORT} tidak menerima kita: {error}",
            "Periksa PRAJA_EMAIL: nama, sandi, dan apakah peladen itu terjangkau dari sini.",
        )
    else:
        yield Finding(Level.GOOD, f"Surel lewat {settings.EMAIL_HOST}.")


# --- what the database says


def _in_the_database(all_files: bool) -> Iterator[Finding]:
    from django.db import connection

    connection.ensure_connection()
    try:
        yield from _version(connection)
        yield from _role(connection)
        if pending := site.pending_migrations():
            yield Finding(
                Level.BAD,
                f"{len(pending)} migrasi belum dijalankan, mulai {pending[0]}.",
                "Jalankan `praja migrasi` (pada peladen sendiri dengan PRAJA_OWNER_DATABASE_URL).",
            )
            return
        yield Finding(Level.GOOD, "Tabel sesuai dengan versi ini.")
        yield from _append_only(connection)
        yield from _extensions(connection)
        yield from _jobs(connection)
        yield from _daily(connection)
        yield from _audit()
        yield from _heads(connection)
        yield from uploads.examine(all_files)
        yield from _clock(connection)
    finally:
        site.disconnect()


def _version(connection: Any) -> Iterator[Finding]:
    number = connection.pg_version
    if number < OLDEST_POSTGRES * 10000:
        yield Finding(
            Level.BAD,
            f"Peladen PostgreSQL versi {number // 10000} terlalu tua.",
            f"Pasang PostgreSQL {OLDEST_POSTGRES} atau yang lebih baru.",
        )
    else:
        yield Finding(Level.GOOD, f"PostgreSQL {number // 10000}.{number % 10000}.")


def _role(connection: Any) -> Iterator[Finding]:
    excess = rights.excess(connection.connection)
    for sentence in excess:
        yield Finding(
            Level.BAD,
            sentence,
            "DATABASE_URL harus menyebut peran situs yang tidak memiliki apa pun (docs/operating); "
            "lalu jalankan `praja migrasi`.",
        )
    if not excess:
        yield Finding(Level.GOOD, "Peran situs tidak memiliki apa pun.")


def _append_only(connection: Any) -> Iterator[Finding]:
    """Try it: what the catalogue says and what the server does are two things."""
    from django.db import DatabaseError, transaction

    allowed = []
    for table in rights.ADD_AND_READ:
        for statement in (f"DELETE FROM {table} WHERE false", f"LOCK TABLE {table} IN EXCLUSIVE MODE NOWAIT"):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    transaction.set_rollback(True)
                allowed.append(f"{statement.split()[0]} {table}")
            except DatabaseError as error:
                if getattr(error.__cause__, "sqlstate", "") == "55P03":  # locked: the right was there
                    allowed.append(f"{statement.split()[0]} {table}")
    if allowed:
        yield Finding(
            Level.BAD,
            f"Peladen tidak menolak {', '.join(allowed)}.",
            "Jalankan `praja migrasi` untuk menetapkan hak.",
        )
    else:
        yield Finding(Level.GOOD, "Jejak audit hanya dapat ditambah (dicoba).")


def _extensions(connection: Any) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        there = {name for (name,) in cursor.fetchall()}
    for name in EXTENSIONS:
        if name not in there:
            yield Finding(
                Level.BAD,
                f"Ekstensi {name} tidak ada di basis data.",
                f"Sebagai administrator basis data: CREATE EXTENSION {name};",
            )


def _jobs(connection: Any) -> Iterator[Finding]:
    from praja import jobs

    if lost := jobs.stalled():
        yield Finding(
            Level.BAD,
            f"{len(lost)} pekerjaan latar terhenti karena pekerjanya mati, mulai {lost[0].name} (nomor "
            f"{lost[0].id}).",
            "Jalankan `praja worker` (atau `praja serve`): pekerjaan itu diulang.",
        )
    if failed := jobs.failed():
        yield Finding(
            Level.LOOK,
            f"{len(failed)} pekerjaan latar gagal, terakhir {failed[0].name} (nomor {failed[0].id}).",
            "Baca catatan pekerja untuk sebabnya, lalu minta pekerjaan itu lagi dari halamannya.",
        )
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT now() - min(greatest(event.at, job.scheduled_at)) FROM procrastinate_jobs job
                 JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
                WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())"""
        )
        (waits,) = cursor.fetchone()
    if waits is not None and waits > _WAITING_AT_MOST:
        yield Finding(
            Level.BAD,
            f"Pekerjaan latar sudah menunggu {_span(waits)}: tidak ada pekerja yang berjalan, atau ia "
            "kewalahan.",
            "Jalankan `praja worker`, atau `praja serve` tanpa --tanpa-latar.",
        )
    elif not lost and not failed:
        yield Finding(Level.GOOD, "Pekerjaan latar lancar.")


def _daily(connection: Any) -> Iterator[Finding]:
    """Ask for the job that does what was recorded ahead of its day: it closes accounts of those who leave."""
    from praja import jobs

    last = jobs.last_success("people.day")
    if last is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(applied) FROM django_migrations")
            (last,) = cursor.fetchone()
    age = datetime.datetime.now(datetime.UTC) - last
    if age > _DAILY_WITHIN:
        yield Finding(
            Level.BAD,
            f"Pekerjaan harian terakhir berjalan {_span(age)} yang lalu: akun orang yang berhenti belum "
            "ditutup dan sesi yang pindah belum diakhiri.",
            "Jalankan `praja worker`, atau `praja serve` tanpa --tanpa-latar: yang tertinggal dikerjakan.",
        )
    else:
        yield Finding(Level.GOOD, "Pekerjaan harian berjalan.")


def _audit() -> Iterator[Finding]:
    from praja.audit.queries import oldest_unsealed

    oldest = oldest_unsealed()
    if oldest is None:
        yield Finding(Level.GOOD, "Semua peristiwa audit tersegel.")
        return
    age = datetime.datetime.now(datetime.UTC) - oldest
    if age > _SEALED_WITHIN:
        yield Finding(
            Level.BAD,
            f"Peristiwa audit tertua yang belum tersegel berumur {_span(age)}.",
            "Penyegelan dikerjakan pekerja latar: periksa apakah `praja worker` berjalan dan apa catatannya.",
        )
    else:
        yield Finding(Level.GOOD, f"Peristiwa audit tertua yang belum tersegel berumur {_span(age)}.")


def _heads(connection: Any) -> Iterator[Finding]:
    from praja.audit.queries import last_head

    head = last_head()
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(at) FROM audit_event")
        (since,) = cursor.fetchone()
    if head is not None:
        since = head.signed_at
    if since is None:
        return
    age = datetime.datetime.now(datetime.UTC) - since
    said = (
        f"Kepala harian audit terakhir ditandatangani {since:%d-%m-%Y} untuk hari {head.day:%d-%m-%Y}."
        if head
        else "Belum ada kepala harian audit yang ditandatangani."
    )
    if age > _SIGNED_WITHIN:
        yield Finding(
            Level.BAD,
            said,
            "Periksa apakah `praja worker` berjalan, dan apa kata `praja audit kunci` tentang kuncinya.",
        )
    else:
        yield Finding(Level.GOOD, said)


def _clock(connection: Any) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), (SELECT max(at) FROM audit_event)")
        there, last = cursor.fetchone()
    here = datetime.datetime.now(datetime.UTC)
    if abs(here - there) > datetime.timedelta(seconds=5):
        yield Finding(
            Level.BAD,
            f"Jam komputer ini dan jam peladen basis data berselisih {_span(abs(here - there))}.",
            "Nyalakan penyelarasan jam (NTP) di keduanya.",
        )
    elif last is not None and last > there:
        yield Finding(
            Level.BAD,
            f"Jam mundur: peristiwa audit terakhir bertanggal {last:%d-%m-%Y %H:%M} UTC, sekarang "
            f"{there:%d-%m-%Y %H:%M}.",
            "Betulkan jam dan nyalakan penyelarasan jam (NTP).",
        )
    else:
        yield Finding(Level.GOOD, f"Jam {there:%d-%m-%Y %H:%M} UTC.")


def _span(time: datetime.timedelta) -> str:
    seconds = int(time.total_seconds())
    for size, unit in ((86400, "hari"), (3600, "jam"), (60, "menit")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} detik"
