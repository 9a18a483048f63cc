"""What the pages of days share."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from praja.attendance.days import perms
from praja.attendance.models.days import ClosedMonth, Day
from praja.attendance.packs import pack_of
from praja.audit.actions import viewed
from praja.organization.models import Unit
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.web import typed
from praja.web.shell import day_of
from praja.web.words import angka

PART = "kehadiran"
"""How the trail names what was looked at."""
MOST_PEOPLE = 300
"""So many are offered to choose from; who wants others searches."""


def with_law(person: Person, days: Sequence[Day]) -> Unit | None:
    """Have the days of a person told by the law of their government on the last of them, and return the
    government; none where they belonged to none.
    """
    if not days:
        return None
    last = days[-1].date
    unit = unit_of(person, last)
    found = Unit.objects.select_related("government").filter(pk=unit).first() if unit is not None else None
    if found is None:
        return None
    government = found.government or found
    pack = pack_of(government, last.replace(day=1))
    for one in days:
        one.pack = pack
    return government


def person_of(request: HttpRequest, pk: uuid.UUID) -> tuple[Person, datetime.date]:
    """Return a person whose attendance the one who asks may see, and the day at their workplace.

    :raises Http404: if there is none, or none that they may see
    """
    on = day_of(request.user)
    found = get_object_or_404(Person.objects.select_related("account"), pk=pk)
    if not perms.may_see_days(request.user, found, on):
        raise Http404
    viewed(found, request.user, PART)
    return found, on


def nameable(request: HttpRequest, on: datetime.date) -> tuple[QuerySet[Person], str]:
    """Return of whom the one who asks may write letters of duty and findings, as far as they are sought, and
    the words sought.

    :raises Http404: if there is nobody
    """
    people = Person.objects.filter(perms.orders_duty(request.user, on)).order_by("name", "nip")
    if not people.exists():
        raise Http404
    if wanted := typed.lines(request.GET.get("cari", "")).lower():
        people = people.filter(search__contains=wanted)
    return people, wanted


def tell_closed(
    request: HttpRequest, people: Sequence[Person], first: datetime.date, last: datetime.date
) -> None:
    """Tell whoever has just changed days that months of these people are closed, and what follows."""
    rows = ClosedMonth.objects.filter(
        person__in=people, month__range=(first.replace(day=1), last), digantikan__isnull=True
    )
    count = rows.values("person").distinct().count()
    if count:
        text = _(
            "Bulan itu sudah ditutup (%(n)s orang): gaji tetap membaca yang ditutup, sampai pengelola "
            "kepegawaian membuka dan menutupnya lagi."
        )
        messages.warning(request, text % {"n": angka(count)})
