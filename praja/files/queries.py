"""Reading about files. Whether somebody may have a file is decided by the app whose record it belongs to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.related import ForeignKey, OneToOneRel
from django.db.models.fields.reverse_related import ManyToOneRel

from praja.files import disk
from praja.files.models import StoredFile

_NAMED_ELSEWHERE: dict[str, Callable[[], QuerySet[Any]]] = {}


def also_named_by(key: str, hashes: Callable[[], QuerySet[Any]]) -> None:
    """Tell, when the site starts, of rows besides `StoredFile` that name content.

    :param hashes: returns them as a flat list of hashes
    """
    _NAMED_ELSEWHERE[key] = hashes


def named_hashes() -> set[str]:
    """Return the hashes of all content that some row names."""
    known = set(StoredFile.objects.values_list("sha256", flat=True).distinct())
    return known.union(*(hashes() for hashes in _NAMED_ELSEWHERE.values()))


def is_named(sha256: str) -> bool:
    """Tell whether any row names this content."""
    return StoredFile.objects.filter(sha256=sha256).exists() or any(
        sha256 in hashes().filter(sha256=sha256) for hashes in _NAMED_ELSEWHERE.values()
    )


def expired(on: datetime.date) -> QuerySet[StoredFile]:
    """Return the files whose last day of keeping is before `on` and to which no record refers."""
    found = StoredFile.objects.filter(keep_until__lt=on)
    for field in referring():
        found = found.exclude(Exists(field.model._default_manager.filter(**{field.name: OuterRef("pk")})))
    return found


def referring() -> list[ForeignKey[StoredFile, StoredFile]]:
    """Return every field of every app that refers to a file."""
    return [
        relation.field
        for relation in StoredFile._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel | OneToOneRel) and relation.auto_created
    ]


def missing_files() -> Iterator[StoredFile]:
    """Yield the files whose bytes are not on the disk in their full size."""
    for stored in StoredFile.objects.order_by("uploaded_at").iterator(chunk_size=2000):
        path = disk.path_of(stored.sha256)
        if not path.is_file() or path.stat().st_size != stored.size:
            yield stored


def orphans(*, older_than: float = 0) -> list[str]:
    """Return the hashes of content on the disk that no row names, written more than `older_than` seconds
    ago.
    """
    known = named_hashes()
    return [sha256 for sha256 in disk.all_hashes(older_than=older_than) if sha256 not in known]
