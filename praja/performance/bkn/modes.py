"""Whether a period is rated in Praja or in e-Kinerja of BKN. It imports nothing of rating, which asks it."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet

from praja.organization.models import Unit
from praja.performance.enums import YangMenilai
from praja.performance.models import Period, RatingMode


def decided(government: Unit) -> QuerySet[RatingMode]:
    """Return what was decided for a government, that which counts first."""
    return RatingMode.objects.filter(government=government, accepted=True).order_by("-since", "-version")


def mode_in(government: Unit, day: datetime.date) -> RatingMode | None:
    """Return the decision that counts for a period whose last day is given; none: Praja rates."""
    return decided(government).filter(since__lte=day).first()


MODE = (
    "mode",
    "(SELECT m.mode FROM performance_ratingmode m WHERE m.accepted AND m.government_id = t.government_id "
    "AND m.since < upper(t.days) ORDER BY m.since DESC, m.version DESC LIMIT 1)",
)
"""Where a period is rated, as an attribute of periods that are read by `praja.web.prepared.rows_of`."""


def by_bkn(period: Period) -> bool:
    """Tell whether a period is rated in e-Kinerja of BKN, so that nobody rates it in Praja."""
    if hasattr(period, "mode"):
        mode: str | None = period.mode
        return mode == YangMenilai.BKN
    found = mode_in(period.government, period.days.upper - datetime.timedelta(days=1))
    return found is not None and found.mode == YangMenilai.BKN
