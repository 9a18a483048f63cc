"""Reading about files. Whether somebody may have a file is decided by the app whose record it belongs to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.related import ForeignKey, OneToOneRel
from django.db.models.fields.reverse_related import ManyToOneRel

from praja.files import disk
from praja.files.models import StoredFile


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
    known = set(StoredFile.objects.values_list("sha256", flat=True).distinct())
    return [sha256 for sha256 in disk.all_hashes(older_than=older_than) if sha256 not in known]
