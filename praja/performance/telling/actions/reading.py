"""What the person does with a rating: confirming having read it, with a word to it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.audit.actions import record
from praja.performance.follow.telling import tell
from praja.performance.models import Delivery, Rating
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.perms import may_acknowledge
from praja.web.reasons import lines_in
from praja.web.said import gettext as _

LONGEST = 1000
RESPONDED = gettext_noop("%(name)s menanggapi penilaiannya")


@transaction.atomic
def acknowledge(*, rating: Rating, comment: str = "", by: Any, on: datetime.date) -> Delivery:
    """Confirm that the person has read a rating, which is not to agree with it.

    :param rating: with its `skp`, and that with its person
    :raises TellingRefused: if `by` may not, it was confirmed before, or another one counts by now
    """
    if not may_acknowledge(by, rating):
        raise TellingRefused(_("Hanya pegawai yang dinilai yang mengonfirmasi sudah membaca penilaiannya."))
    found = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("rating")
        .filter(rating=rating)
        .first()
    )
    if found is None or found.rating.digantikan is not None:
        raise TellingRefused(_("Penilaian ini sudah digantikan. Buka dan baca penilaian yang berlaku."))
    if found.acknowledged_at is not None:
        raise TellingRefused(_("Anda sudah mengonfirmasi penilaian ini. Tanggapannya tidak diubah lagi."))
    said = lines_in(comment, LONGEST, TellingRefused)
    found.acknowledged_at, found.comment = timezone.now(), said
    found.save(update_fields=["acknowledged_at", "comment"])
    record(
        kind="performance.rating_read", by=by, target=rating, person=rating.skp.person_id,
        unit=rating.skp.unit_id, on=on, after={"tanggapan": bool(said)},
    )  # fmt: skip
    if said and rating.rater is not None:
        url = reverse("performance:rating", args=[rating.pk])
        tell([rating.rater], RESPONDED, {"name": rating.skp.person.full_name}, url)
    return found
