"""How periods of performance are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from praja.performance.enums import JenisPeriode
from praja.performance.follow.months import named as month_named
from praja.performance.models import Period


def named(period: Period) -> str:
    """Return a period in words: Triwulan III 2026."""
    match period.kind:
        case JenisPeriode.TAHUNAN:
            return _("Tahun %(year)s") % {"year": period.year}
        case JenisPeriode.TRIWULANAN:
            return _("Triwulan %(number)s %(year)s") % {
                "number": ("I", "II", "III", "IV")[period.number - 1],
                "year": period.year,
            }
    return month_named(period.days.lower)
