"""A rating that was handed out on paper to somebody without an account: an officer records the receipt."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from praja.audit.actions import record
from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.organization.queries import zone_of
from praja.performance.models import Delivery, Rating
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.actions.reading import LONGEST
from praja.performance.telling.perms import may_record_receipt
from praja.web.reasons import lines_in
from praja.web.said import gettext as _
from praja.web.words import tanggal

NOON = datetime.time(12)


@transaction.atomic
def record_receipt(
    *, rating: Rating, received: datetime.date, comment: str = "", scan: Any, by: Any, on: datetime.date
) -> Delivery:
    """Record that somebody without an account received a rating on paper, with the scan of the receipt.

    From that day on the days to object run.

    :param rating: with its `skp`, and that with its person and unit
    :raises TellingRefused: if `by` may not, it was confirmed before, another one counts by now, or the day or
        the scan cannot be
    """
    if not may_record_receipt(by, rating, on):
        raise TellingRefused(
            _(
                "Tanda terima kertas dicatat pengelola kepegawaian unit itu, bagi pegawai yang belum "
                "mempunyai akun, dan bukan oleh penilainya."
            )
        )
    found = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("rating")
        .filter(rating=rating)
        .first()
    )
    if found is None or found.rating.digantikan is not None:
        raise TellingRefused(_("Penilaian ini sudah digantikan. Catatlah atas penilaian yang berlaku."))
    if found.acknowledged_at is not None:
        raise TellingRefused(_("Penilaian ini sudah dikonfirmasi. Tanda terimanya tidak diubah lagi."))
    zone = zone_of(rating.skp.unit)
    first = found.delivered_at.astimezone(zone).date()
    if not first <= received <= on:
        raise TellingRefused(
            _("Hari diterimanya antara %(first)s, hari penilaian ini ditandatangani, dan hari ini.")
            % {"first": tanggal(first)}
        )
    said = lines_in(comment, LONGEST, TellingRefused)
    try:
        found.paper = store(scan, by=by, kinds=DOCUMENTS)
    except UploadRefused as error:
        raise TellingRefused(str(error)) from error
    noon = datetime.datetime.combine(received, NOON, zone)
    found.acknowledged_at = max(noon, found.delivered_at)
    found.comment, found.received_on, found.paper_by = said, received, by
    found.save(update_fields=["acknowledged_at", "comment", "received_on", "paper", "paper_by"])
    record(
        kind="performance.receipt_recorded", by=by, target=rating, person=rating.skp.person_id,
        unit=rating.skp.unit_id, on=on, after={"diterima": received, "tanggapan": bool(said)},
    )  # fmt: skip
    return found
