"""What stood in the months of a period: the beginning of a person's own report."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from praja.performance.enums import JenisPeriode
from praja.performance.follow.months import board_of, government_of, months_of, named
from praja.performance.models import Evidence, Period, Realisation, Skp
from praja.web.words import angka


def periods_for(skp: Skp) -> list[Period]:
    """Return the quarters and years that a person reports of: a month is its own report."""
    rows = Period.objects.filter(
        government=government_of(skp), days__overlap=(skp.berlaku.lower, skp.berlaku.upper)
    )
    return list(rows.exclude(kind=JenisPeriode.BULANAN).order_by("days__endswith", "-days__startswith"))


def months_in(skp: Skp, period: Period) -> list[datetime.date]:
    """Return the months of an SKP that lie in a period."""
    return [month for month in months_of(skp) if period.days.lower <= month < period.days.upper]


def is_over(skp: Skp, period: Period, on: datetime.date) -> bool:
    """Tell whether the part of a period that an SKP covers is over, or in its last month."""
    months = months_in(skp, period)
    return bool(months) and on >= months[-1]


def prefilled(skp: Skp, period: Period) -> list[dict[str, Any]]:
    """Return an indicator a row: what was agreed, what was reached, with how much evidence."""
    months = months_in(skp, period)
    board = board_of(skp, months[-1])
    ids = [line.version.indicator_id for line in board.lines]
    evidence: dict[Any, int] = {}
    for indicator in Evidence.objects.filter(
        indicator__in=ids, month__in=months, withdrawn_at__isnull=True
    ).values_list("indicator_id", flat=True):
        evidence[indicator] = evidence.get(indicator, 0) + 1
    reported: dict[Any, list[str]] = {}
    for row in Realisation.objects.filter(
        indicator__in=ids, month__in=months, digantikan__isnull=True
    ).values_list("indicator_id", "month"):
        reported.setdefault(row[0], []).append(f"{row[1]:%Y-%m}")
    return [
        {
            "indicator": str(line.version.indicator_id),
            "rhk": line.rhk.text,
            "text": line.version.text,
            "words": line.progress.words,
            "plan": line.progress.plan,
            "value": None if line.progress.value is None else f"{line.progress.value:f}",
            "done_on": None if line.progress.done_on is None else line.progress.done_on.isoformat(),
            "months": sorted(reported.get(line.version.indicator_id, [])),
            "evidence": evidence.get(line.version.indicator_id, 0),
            "excluded": line.target.excluded,
        }
        for line in board.lines
    ]


def text_of(skp: Skp, period: Period) -> str:
    """Return the stories of the months, put together, for the person to go on from."""
    months = months_in(skp, period)
    rows = (
        Realisation.objects.filter(indicator__rhk__skp=skp, month__in=months, digantikan__isnull=True)
        .exclude(story="")
        .order_by("month", "tercatat")
    )
    parts = [f"{named(row.month)}: {row.story}" for row in rows]
    return "\n".join(parts)[:3500] or _("Realisasi %(count)s bulan tercatat pada halaman bulanannya.") % {
        "count": angka(len(months))
    }
