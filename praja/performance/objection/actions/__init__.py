"""The only writers of objections."""

from __future__ import annotations

from typing import Any

from django.db import connection

from praja.audit.actions import record
from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.files.models import StoredFile
from praja.performance.follow.actions import LONGEST, FollowRefused, said_clearly
from praja.performance.models import Objection, ObjectionEvidence
from praja.performance.objection.perms import OPEN
from praja.web.said import gettext as _

MOST_EVIDENCE = 10
LONGEST_TITLE = 200


class ObjectionRefused(FollowRefused):
    """Something that cannot be done with an objection; its text says why and what to do."""


def clearly(text: str, most: int = LONGEST) -> str:
    """Return a text that is long enough to say something.

    :raises ObjectionRefused: if it is too short or too long
    """
    try:
        return said_clearly(text, most)
    except FollowRefused as error:
        raise ObjectionRefused(*error.args) from None


def locked(objection: Objection) -> Objection:
    """Return an objection with what it is about, locked until the transaction ends."""
    rows = Objection.objects.select_for_update(of=("self",))
    return rows.select_related(
        "skp__person__account", "skp__unit__government", "rating__rater__account", "period"
    ).get(pk=objection.pk)


def must_be_open(objection: Objection) -> None:
    """Refuse what is not filed yet, or over.

    :raises ObjectionRefused: if it is a draft, withdrawn or decided
    """
    if objection.state not in OPEN:
        raise ObjectionRefused(_("Keberatan ini sudah selesai atau belum diajukan. Muat ulang halamannya."))


def tell_trail(kind: str, objection: Objection, by: Any, on: Any, **more: Any) -> None:
    """Record in the trail what was done with an objection."""
    skp = objection.skp
    record(
        kind=f"performance.{kind}", by=by, target=objection, person=skp.person_id, unit=skp.unit_id, on=on,
        **more,
    )  # fmt: skip


def kept(upload: Any, by: Any) -> StoredFile:
    """Return a stored upload.

    :raises ObjectionRefused: if it is none of the kinds that are kept, or too large
    """
    try:
        return store(upload, by=by, kinds=DOCUMENTS)
    except UploadRefused as error:
        raise ObjectionRefused(str(error)) from error


def attach(objection: Objection, file: Any, link: str, by: Any) -> list[ObjectionEvidence]:
    """Add a file, a link or both to an objection that is locked; the same one twice is added once.

    :raises ObjectionRefused: if there are too many, or the file cannot be kept
    """
    rows = ObjectionEvidence.objects.filter(objection=objection)
    made = []
    if link and not rows.filter(link=link, by=by).exists():
        title = link.partition("://")[2][:LONGEST_TITLE]
        made.append(ObjectionEvidence(objection=objection, title=title, link=link, by=by))
    if file:
        stored = kept(file, by)
        if not rows.filter(file__sha256=stored.sha256, by=by).exists():
            title = stored.name[:LONGEST_TITLE]
            made.append(ObjectionEvidence(objection=objection, title=title, file=stored, by=by))
    if rows.filter(by=by).count() + len(made) > MOST_EVIDENCE:
        raise ObjectionRefused(_("Paling banyak sepuluh bukti. Gabungkan beberapa berkas menjadi satu PDF."))
    return ObjectionEvidence.objects.bulk_create(made)


def number_next(government: Any, year: int) -> int:
    """Return the next number of the register of a government and year; one at a time takes one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"keberatan {government}"])
        cursor.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM performance_objection "
            "WHERE government_id = %s AND year = %s",
            [government, year],
        )
        return int(cursor.fetchone()[0])
