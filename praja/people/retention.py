"""How long files about people are kept, and letting go of those that nobody needs any more (UU 27/2022)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Sequence

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.audit.actions import record_bulk
from praja.files import retention
from praja.people.enums import Usulan
from praja.people.exports.actions import JOB as EXPORTS
from praja.people.exports.actions import forget_old
from praja.people.imports.actions import JOB as IMPORTS
from praja.people.imports.actions import KEEP_DAYS
from praja.people.models import ChangeProposal, Person

FORM, PHOTO, PROPOSAL, EXPORT = 30, 365, 365, 7
"""Days."""

_GONE = """
SELECT person.id
  FROM people_person person
  JOIN people_statushistory status ON status.person_id = person.id AND status.digantikan IS NULL
 WHERE person.photo_id IS NOT NULL
 GROUP BY person.id
HAVING max(coalesce(upper(status.berlaku), 'infinity')) <= %s
"""


def register() -> None:
    """Tell the periods."""
    add = retention.add
    add(
        "people.upload",
        gettext_lazy("Unggahan formulir yang tidak jadi dicatat"),
        FORM,
        gettext_lazy("supaya formulir dapat dilanjutkan; yang dicatat disimpan selama catatannya ada"),
    )
    add(
        "people.sk",
        gettext_lazy("SK, ijazah, sertifikat, dan bukti usulan yang diterima"),
        None,
        gettext_lazy("bukti catatan kepegawaian dan gaji, disimpan selama catatannya ada"),
    )
    add(
        "people.proposal",
        gettext_lazy("Bukti usulan yang ditolak atau dibatalkan"),
        PROPOSAL,
        gettext_lazy("selama keputusannya masih dapat dipersoalkan"),
        release_proposals,
    )
    add(
        "people.photo",
        gettext_lazy("Foto pegawai"),
        PHOTO,
        gettext_lazy(
            "selama pegawai bekerja dan setahun sesudahnya; foto yang diganti dihapus malam itu juga"
        ),
        release_photos,
    )
    add(
        IMPORTS,
        gettext_lazy("Lembar impor pegawai"),
        KEEP_DAYS,
        gettext_lazy("hanya selama diperlukan untuk menerapkan dan mengurungkan; lembarnya dapat memuat NIK"),
    )
    add(
        EXPORTS,
        gettext_lazy("Ekspor seluruh pegawai"),
        EXPORT,
        gettext_lazy("hanya supaya yang memintanya sempat mengunduhnya"),
        forget_old,
    )


def release_proposals(on: datetime.date) -> int:
    """Let go of the scans of proposals that were refused or cancelled a year ago, and return how many."""
    since = timezone.now() - datetime.timedelta(days=PROPOSAL)

    def find() -> list[tuple[uuid.UUID, uuid.UUID]]:
        old = ChangeProposal.objects.filter(
            state__in=(Usulan.DITOLAK, Usulan.DIBATALKAN), decided_at__lt=since, file__isnull=False
        )
        return list(
            old.select_for_update(of=("self",), skip_locked=True)
            .order_by("pk")
            .values_list("pk", "person_id")
        )

    def let_go(ids: Sequence[uuid.UUID]) -> None:
        ChangeProposal.objects.filter(pk__in=ids).update(file=None)

    return _release("bukti usulan", find, let_go, on)


def release_photos(on: datetime.date) -> int:
    """Let go of the photos of those whose service ended a year ago, and return how many."""
    since = on - datetime.timedelta(days=PHOTO)

    def find() -> list[tuple[uuid.UUID, uuid.UUID]]:
        with connection.cursor() as cursor:
            cursor.execute(_GONE, [since])
            gone = [pk for (pk,) in cursor.fetchall()]
        locked = Person.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        return [(pk, pk) for pk in locked.filter(pk__in=gone).order_by("pk").values_list("pk", flat=True)]

    def let_go(ids: Sequence[uuid.UUID]) -> None:
        Person.objects.filter(pk__in=ids).update(photo=None)

    return _release("foto", find, let_go, on)


@transaction.atomic
def _release(
    what: str,
    find: Callable[[], list[tuple[uuid.UUID, uuid.UUID]]],
    let_go: Callable[[Sequence[uuid.UUID]], None],
    on: datetime.date,
) -> int:
    """Let go of what is found (its id, and the person's), with one event that each of them may see."""
    found = find()
    if found:
        let_go([pk for pk, _person in found])
        record_bulk(
            kind="people.files_released",
            by=None,
            on=on,
            rows=({"id": pk} for pk, _person in found),
            after={"hal": what},
            people=[person for _pk, person in found],
            reason=_("Masa simpan berakhir (UU 27/2022)"),
        )
    return len(found)
