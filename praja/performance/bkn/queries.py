"""Reading what was exchanged with e-Kinerja. A view obtains it here and nowhere else."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db.models import QuerySet

from praja.performance.bkn import perms
from praja.performance.models import BknExport, BknImport, BknPredicate, RatingMode


def imports_visible_to(user: Any, on: datetime.date) -> QuerySet[BknImport]:
    """Return the imports that an account may see (`perms.may_see_import`)."""
    rows = BknImport.objects.filter(unit__in=perms.compares(user, on).values("pk"))
    return rows.select_related("unit__government", "government", "period", "file", "made_by")


def exports_visible_to(user: Any, on: datetime.date) -> QuerySet[BknExport]:
    """Return the files for e-Kinerja that an account may know of (`perms.may_see_export`)."""
    rows = BknExport.objects.filter(unit__in=perms.compares(user, on).values("pk"))
    return rows.select_related("unit__government", "period", "file", "made_by")


def modes_visible_to(user: Any, on: datetime.date) -> QuerySet[RatingMode]:
    """Return what was proposed and decided on where governments are rated (`perms.modes_seen_by`)."""
    rows = RatingMode.objects.filter(government__in=perms.modes_seen_by(user, on).values("pk"))
    return rows.select_related("government", "made_by", "decided_by").order_by("-version")


def remembered(one: BknImport, signature: str) -> BknImport | None:
    """Return the last import of the same headings in this government whose columns an officer has seen."""
    earlier = BknImport.objects.filter(government=one.government, mapping__signature=signature)
    return earlier.exclude(pk=one.pk).exclude(summary={}).order_by("-made_at").first()


def said_of(person: uuid.UUID | None) -> QuerySet[BknPredicate]:
    """Return how BKN rated somebody, as it stands, the newest first: for their own page."""
    rows = BknPredicate.objects.filter(person=person, digantikan__isnull=True)
    return rows.select_related("period").order_by("-period__days__endswith", "-tercatat")
