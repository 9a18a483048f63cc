"""Reminding people of ratings that they have not confirmed to have read."""

from __future__ import annotations

import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from praja.jobs.asked import alone
from praja.performance.models import Delivery
from praja.performance.periods import named
from praja.web.models import Notice
from praja.web.notices import notify
from praja.web.said import gettext as _

AFTER: Final = datetime.timedelta(days=7)
"""Half of the days to object are left then."""
LOOKED_BACK: Final = datetime.timedelta(days=3)
"""A reminder that a stopped server missed is still sent within these days."""


@transaction.atomic
def remind(now: datetime.datetime) -> int:
    """Remind each person of a rating once, a week after it was delivered, and return how many."""
    alone("performance.unread")
    waiting = Delivery.objects.filter(
        acknowledged_at__isnull=True,
        rating__digantikan__isnull=True,
        delivered_at__gt=now - AFTER - LOOKED_BACK,
        delivered_at__lte=now - AFTER,
        rating__skp__person__account__is_active=True,
    ).select_related("rating__skp__person__account", "rating__period")
    by_url = {f"{reverse('performance:rating', args=[one.rating_id])}#terima": one for one in waiting}
    told = set(Notice.objects.filter(url__in=list(by_url)).values_list("url", flat=True))
    for url, one in by_url.items():
        account = one.rating.skp.person.account
        if url in told or account is None:
            continue
        with translation.override(account.language):
            title = _("Baca hasil penilaian %(period)s sebelum masa keberatan habis") % {
                "period": named(one.rating.period)
            }
        notify(account, title, url)
    return len(set(by_url) - told)
