"""Telling the trail that a list was taken away as a file: any table of any app, unasked by its view."""

from __future__ import annotations

from django.db import transaction

from praja.audit.actions import record
from praja.web.shell import Taken, day_of


@transaction.atomic
def tell(taken: Taken) -> None:
    """Record who takes which list away, how it was narrowed, and the digest by which the file is recognised.

    Who is in it may see that, on the page of who looked at their record.
    """
    record(
        kind=f"{taken.app}.list_exported",
        by=taken.by,
        on=day_of(taken.by),
        target=taken.about,
        unit=taken.unit,
        people=taken.people,
        after={
            "tabel": taken.name,
            "jenis": taken.kind,
            "saringan": taken.asked,
            "jumlah": taken.rows,
            "sidik": taken.digest,
        },
    )
