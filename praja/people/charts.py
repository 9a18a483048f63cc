"""How many people of a unit there are of each kind, drawn: who retires when, which golongan they hold."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.tree import below
from praja.organization.models import Unit
from praja.organization.queries import subtree_units
from praja.people.enums import GOLONGAN_PNS, GOLONGAN_PPPK
from praja.people.models import DueItem, GolonganHistory, UnitHistory
from praja.people.perms import can_count_people
from praja.web.charts import Chart, Point, bars
from praja.web.shell import day_of

YEARS = 10

RETIRING: Final = gettext_lazy("Siapa pensiun dalam sepuluh tahun ke depan?")
GRADES: Final = gettext_lazy("Golongan apa saja yang ada di sini?")


def retiring(unit: uuid.UUID, on: datetime.date) -> Chart:
    """Return how many people of a unit and all below it retire in each of the coming years.

    A year leads to the list of what falls due in it.
    """
    days = DueItem.objects.filter(kind=DueItem.Kind.PENSIUN, person__in=_people(unit, on))
    coming = days.filter(day__gte=on, day__year__lte=on.year + YEARS).annotate(year=ExtractYear("day"))
    number: Counter[int] = Counter(dict(coming.order_by().values_list("year").annotate(count=Count("pk"))))
    points = [
        Point(
            str(year),
            number[year],
            _address("people:due", jenis="pensiun", tahun=year, unit=unit) if number[year] else "",
        )
        for year in range(on.year, on.year + YEARS + 1)
    ]
    late = days.filter(day__lt=on).count()
    if late:
        address = _address("people:due", jenis="pensiun", keadaan="terlambat", unit=unit)
        points.insert(0, Point(_("sudah lewat"), late, address))
    return bars(
        "pensiun",
        str(RETIRING),
        points,
        heads=(_("Tahun"), _("Orang")),
        note=_("Menurut batas usia pensiun jabatannya sekarang, termasuk unit di bawahnya."),
    )


def grades(unit: uuid.UUID, on: datetime.date) -> Chart:
    """Return how many people of a unit and all below it hold each golongan; each leads to those people."""
    held = GolonganHistory.objects.on(on).filter(person__in=_people(unit, on)).order_by()
    number = dict(held.values_list("golongan").annotate(count=Count("person", distinct=True)))
    return bars(
        "golongan",
        str(GRADES),
        [
            Point(one, number[one], _address("people:list", golongan=one, unit=unit))
            for one in (*GOLONGAN_PNS, *GOLONGAN_PPPK)
            if one in number
        ],
        heads=(_("Golongan"), _("Orang")),
        note=_("PNS memakai golongan ruang, misalnya III/a; PPPK memakai golongan, misalnya IX."),
    )


CHARTS: Final[dict[str, tuple[str | Promise, Callable[[uuid.UUID, datetime.date], Chart]]]] = {
    "pensiun": (RETIRING, retiring),
    "golongan": (GRADES, grades),
}


def panel(request: HttpRequest, unit: Any) -> dict[str, Any] | None:
    """Return the charts of a unit with people for its page, as of today, and only to those who may count."""
    user: Any = request.user
    looking_back = bool({"per", "diketahui"} & set(request.GET))
    if looking_back or not isinstance(unit, Unit):
        return None
    on = day_of(user)
    here = UnitHistory.objects.on(on).filter(unit__in=subtree_units([unit], on).values("pk"))
    if not can_count_people(user, unit.pk, on) or not here.exists():
        return None
    return {
        "charts": [
            (key, reverse("people:unit_chart", args=[unit.pk, key]), title)
            for key, (title, _drawn) in CHARTS.items()
        ]
    }


def _people(unit: uuid.UUID, on: datetime.date) -> Any:
    return UnitHistory.objects.on(on).filter(unit__in=below([unit], on)).values("person")


def _address(name: str, **query: Any) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
