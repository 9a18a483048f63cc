"""Erasing photos and positions when the terms say so, or when a person agrees no more."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy

from praja.attendance.models import CheckIn, CheckInConsent
from praja.files import retention
from praja.files.models import StoredFile

MOST_DAYS = 366
PHOTO = "attendance.checkin_photo"


def register() -> None:
    """Tell the files for how long photos of check-ins are kept at most, and how they are let go of."""
    retention.add(
        PHOTO,
        gettext_lazy("Foto presensi dari ponsel"),
        MOST_DAYS,
        gettext_lazy("dengan persetujuan pegawainya; aturan unit biasanya menetapkan lebih singkat"),
        erase,
    )


def erase(on: datetime.date) -> int:
    """Erase the photos and positions of check-ins whose time is over, and the photos of those who agree no
    more; return from how many check-ins something was taken.
    """
    agrees = CheckInConsent.objects.filter(withdrawn_at__isnull=True).values("person")
    over = Q(keep_photo_until__lt=on) | ~Q(person__in=agrees)
    rows = CheckIn.objects.filter(over, photo__isnull=False)
    files = list(rows.values_list("photo_id", flat=True))
    photos = rows.update(photo=None)
    # Of those who agree no more the file itself would be kept until its day; it goes now.
    StoredFile.objects.filter(pk__in=files, keep_until__gte=on).update(
        keep_until=on - datetime.timedelta(days=1)
    )
    positions = CheckIn.objects.filter(keep_position_until__lt=on, erased_at__isnull=True).update(
        lat=None, lon=None, accuracy=None, phone="", agent="", photo_print="", erased_at=Now()
    )
    return photos + positions
