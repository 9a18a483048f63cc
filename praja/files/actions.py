"""Keeping uploads, and deleting those whose time is over. Apps call `store` from their own actions."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from praja.audit.actions import record, record_bulk
from praja.files import disk, queries
from praja.files.content import examine
from praja.files.errors import UploadRefused
from praja.files.models import StoredFile
from praja.files.names import clean_name

__all__ = ["LARGEST", "UploadRefused", "delete_expired", "keep", "store", "store_made", "sweep"]

Kind = StoredFile.Kind
MEGABYTE = 1024 * 1024
LARGEST: Mapping[Kind, int] = {
    Kind.PDF: 10 * MEGABYTE,
    Kind.JPEG: 10 * MEGABYTE,
    Kind.PNG: 10 * MEGABYTE,
    Kind.XLSX: 20 * MEGABYTE,
    Kind.CSV: 20 * MEGABYTE,
}
DOCUMENTS = (Kind.PDF, Kind.JPEG, Kind.PNG)
UNFINISHED_AFTER = 24 * 60 * 60
_LOCKS = 0x66_69_6C_65


def store(
    upload: UploadedFile,
    *,
    by: Any,
    kinds: Collection[Kind] = DOCUMENTS,
    keep_until: datetime.date | None = None,
) -> StoredFile:
    """Keep an upload and return its row. What it is, is seen from its bytes; its name and claimed type
    decide nothing.

    :param kinds: what is accepted here
    :param keep_until: the day after which it may be deleted once nothing refers to it; see
        `praja.files.retention`
    :raises UploadRefused: with a sentence for the uploader
    """
    content = examine(
        _read(upload, max(LARGEST[Kind(kind)] for kind in kinds)), [Kind(kind) for kind in kinds]
    )
    _within(len(content.data), LARGEST[content.kind])
    with transaction.atomic():
        sha256 = disk.digest_of(content.data)
        _lock(sha256)
        try:
            disk.write(content.data)
        except disk.DiskFull as error:
            raise UploadRefused(
                _(
                    "Penyimpanan peladen penuh, maka berkas ini belum tersimpan. Beri tahu admin "
                    "aplikasi, lalu coba lagi nanti."
                )
            ) from error
        stored = StoredFile.objects.create(
            sha256=sha256,
            name=clean_name(upload.name or "", content.kind),
            kind=content.kind,
            size=len(content.data),
            uploaded_by=by,
            keep_until=keep_until,
        )
        record(
            kind="files.stored",
            by=by,
            target=stored,
            after={"nama": stored.name, "jenis": stored.kind, "ukuran": stored.size, "sidik": sha256},
        )
    return stored


def keep(data: bytes) -> str:
    """Keep what the site itself has made, and return the hash under which the caller's row names it.

    The caller holds the transaction in which that row is written; see `queries.also_named_by`.

    :raises disk.DiskFull: if there is no room
    """
    sha256 = disk.digest_of(data)
    _lock(sha256)
    return disk.write(data)


def store_made(data: bytes, *, name: str, kind: Kind, by: Any, keep_until: datetime.date) -> StoredFile:
    """Keep what the site itself has made for somebody, and return its row. Its event is the caller's to add.

    :raises disk.DiskFull: if there is no room
    """
    return StoredFile.objects.create(
        sha256=keep(data), name=name, kind=kind, size=len(data), uploaded_by=by, keep_until=keep_until
    )


def delete_expired(*, on: datetime.date) -> int:
    """Delete the rows whose day is over and to which nothing refers, with one event, and return how many
    there were.
    """
    with transaction.atomic():
        expired = list(queries.expired(on).select_for_update(of=("self",), skip_locked=True).order_by("pk"))
        if not expired:
            return 0
        StoredFile.objects.filter(pk__in=[stored.pk for stored in expired]).delete()
        record_bulk(
            kind="files.deleted",
            by=None,
            on=on,
            rows=[{"id": stored.pk, "sha256": stored.sha256} for stored in expired],
            after={"berkas": [str(stored.pk) for stored in expired[:500]]},
            reason=_("Masa simpan berakhir (UU 27/2022)"),
        )
    return len(expired)


def sweep(*, older_than: float = UNFINISHED_AFTER) -> int:
    """Delete content on the disk that no row names, of deleted rows and of writes that were undone; return
    how many.

    :param older_than: seconds; what is younger may belong to a transaction that is not over
    """
    disk.remove_unfinished(older_than=older_than)
    count = 0
    for sha256 in queries.orphans(older_than=older_than):
        with transaction.atomic():
            _lock(sha256)  # nobody begins to use it while we look
            if not queries.is_named(sha256):
                disk.remove(sha256)
                count += 1
    return count


def _read(upload: UploadedFile, most: int) -> bytes:
    _within(upload.size or 0, most)
    data = bytearray()
    for piece in upload.chunks():
        data += piece
        _within(len(data), most)
    return bytes(data)


def _within(size: int, most: int) -> None:
    if size > most:
        raise UploadRefused(
            _(
                "Berkas ini terlalu besar: paling besar %(most)s MB. Perkecil, atau bagi menjadi "
                "beberapa berkas."
            )
            % {"most": most // MEGABYTE}
        )


def _lock(sha256: str) -> None:
    """Wait until nobody else keeps or deletes this content, and let nobody until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, int(sha256[:7], 16)])
