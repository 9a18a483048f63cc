"""What of the things that fall due comes first, and why: what already costs money before what can wait."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When, prefetch_related_objects
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


def pressing(
    items: QuerySet[DueItem],
    on: datetime.date,
    counted: Iterable[Mapping[str, Any]],
    start: int,
    number: int,
) -> list[DueItem]:
    """Return some of the items in the order of `most_urgent_first`, without putting all of them in order.

    Each rank is in the order of days, which an index gives; how many it has is known beforehand.

    :param items: all of those that were counted
    :param counted: how many there are of each kind, as `queries.counts` says
    :param start: how many come before the first one that is wanted
    """
    by_kind = {one["kind"]: one for one in counted}
    past, late, coming = Q(day__lt=on), OVERPAID + UNDERPAID, sum(one["coming"] for one in by_kind.values())
    last = [kind for kind in by_kind if kind not in late]

    def passed(kinds: Iterable[str]) -> int:
        return sum(one["number"] - one["coming"] for one in by_kind.values() if one["kind"] in kinds)

    parts, bare = [], items.prefetch_related(None)
    for these, size in (
        (past & Q(kind__in=OVERPAID), passed(OVERPAID)),
        (past & Q(kind__in=UNDERPAID), passed(UNDERPAID)),
        (Q(day__gte=on), coming),
        (past & Q(kind__in=last), passed(last)),
    ):
        here = min(number, max(0, size - start))
        if here:
            parts.append(bare.filter(these).order_by("day", "pk")[start : start + here])
        number, start = number - here, max(0, start - size)
    found = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0] if parts else ())
    prefetch_related_objects(found, *items._prefetch_related_lookups)  # type: ignore[attr-defined]
    return sorted(found, key=lambda one: (_rank(one, on), one.day, one.pk))


def _rank(item: DueItem, on: datetime.date) -> int:
    if item.day >= on:
        return 2
    return 0 if item.kind in OVERPAID else 1 if item.kind in UNDERPAID else 3


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
