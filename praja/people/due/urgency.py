"""What of the things that fall due comes first, and why: what already costs money before what can wait."""

from __future__ import annotations

import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from praja.people.due.queries import Kind
from praja.people.models import DueItem

OVERPAID = (Kind.ANAK, Kind.HENTI, Kind.KONTRAK, Kind.PENSIUN)
"""Late, these are perhaps paid on, and must be paid back."""
UNDERPAID = (Kind.KGB, Kind.CPNS)
"""Late, these are paid too little meanwhile."""
SOON = datetime.timedelta(days=30)


def most_urgent_first(items: QuerySet[DueItem], on: datetime.date) -> QuerySet[DueItem]:
    """Return items in the order in which they press: perhaps overpaid, underpaid, of the coming days, later,
    and last the promotions that may be proposed at any time.
    """
    past = Q(day__lt=on)
    rank = Case(
        When(past & Q(kind__in=OVERPAID), then=Value(0)),
        When(past & Q(kind__in=UNDERPAID), then=Value(1)),
        When(past, then=Value(4)),
        When(day__lte=on + SOON, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return items.annotate(urgency=rank).order_by("urgency", "day", "pk")


def effect(item: DueItem, on: datetime.date) -> str:
    """Return in a sentence what a day that has passed does to somebody's pay; empty for one to come."""
    if item.day >= on:
        return ""
    match item.kind:
        case Kind.ANAK | Kind.HENTI:
            return _("Tunjangannya mungkin masih dibayar.")
        case Kind.KONTRAK | Kind.PENSIUN:
            return _("Gajinya mungkin masih dibayar.")
        case Kind.KGB:
            return _("Gajinya kurang dibayar sejak hari itu.")
        case Kind.CPNS:
            return _("Gajinya masih gaji CPNS.")
        case Kind.PANGKAT:
            return _("Tidak ada tenggatnya.")
    return ""
