"""Reminders of a month to whoever has not reported all of it: seven, two and no days before its deadline."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.organization.enums import Zona
from praja.organization.models import Unit
from praja.organization.queries import governments
from praja.people.models import Person
from praja.performance.enums import Arah, KeadaanSkp
from praja.performance.follow import clock
from praja.performance.follow.months import AGREED, holding, named
from praja.performance.follow.telling import tell
from praja.performance.models import IndicatorVersion, Realisation, Reminder, Skp, SkpVersion
from praja.web.words import tanggal

DAYS_BEFORE = (7, 2, 0)
MORNING = 7


def remind(now: datetime.datetime) -> int:
    """Remind, at each government once a morning, and return how many people were told."""
    day = timezone.localdate(now)
    count = 0
    for version in governments(day):
        zone = zoneinfo.ZoneInfo(Zona(version.zone).place)
        local = timezone.localtime(now, zone)
        if local.hour >= MORNING:
            count += _remind_in(version.unit, local.date(), now)
    return count


def _remind_in(government: Unit, today: datetime.date, now: datetime.datetime) -> int:
    this = today.replace(day=1)
    count = 0
    for month in ((this - datetime.timedelta(days=1)).replace(day=1), this):
        due = clock.report_by(month, government, now)
        left = (due.day - today).days
        if left not in DAYS_BEFORE:
            continue
        with transaction.atomic():
            _row, first = Reminder.objects.get_or_create(government=government, month=month, days_left=left)
            if first:
                count += _tell(government, month, due.day)
    return count


def _tell(government: Unit, month: datetime.date, due: datetime.date) -> int:
    skps = Skp.objects.filter(
        unit__in=Unit.objects.filter(government=government) | Unit.objects.filter(pk=government.pk),
        state=KeadaanSkp.BERJALAN,
        berlaku__overlap=(month, clock.next_month(month)),
    )
    missing = missing_of(skps.values_list("pk", flat=True), month)
    people = list(Person.objects.filter(skp_set__in=missing, account__isnull=False).distinct())
    names = {"month": named(month), "day": tanggal(due)}
    tell(
        people,
        gettext_noop("Realisasi %(month)s diisi paling lambat %(day)s"),
        names,
        reverse("performance:month_now"),
    )
    return len(people)


def missing_of(skps: Collection[uuid.UUID], month: datetime.date) -> dict[uuid.UUID, int]:
    """Return, by SKP, how many indicators are still to be reported by the person in a month; none left out.

    What is counted by data, and what was done before, is not to be reported.
    """
    versions = holding(
        SkpVersion.objects.filter(skp__in=skps, state__in=AGREED).order_by("since", "number"),
        clock.last_day(month),
    )
    wanted = IndicatorVersion.objects.filter(version__in=[one.pk for one in versions.values()], feed="")
    rows = list(wanted.values_list("version__skp_id", "indicator_id", "direction", "steps"))
    reported: dict[uuid.UUID, list[tuple[datetime.date, object, object]]] = defaultdict(list)
    known = Realisation.objects.filter(
        indicator__in=[row[1] for row in rows], month__lte=month, digantikan__isnull=True
    )
    for indicator, day, value, done_on in known.values_list("indicator_id", "month", "value", "done_on"):
        reported[indicator].append((day, value, done_on))
    left: dict[uuid.UUID, int] = defaultdict(int)
    for skp, indicator, direction, steps in rows:
        said = reported.get(indicator, [])
        done = any(day == month for day, _value, _done in said)
        if direction == Arah.TANGGAL:
            done = done or any(one is not None for _day, _value, one in said)
        elif direction == Arah.TAHAPAN:
            done = done or any(value is not None and value >= len(steps) for _day, value, _done in said)  # type: ignore[operator]
        if not done:
            left[skp] += 1
    return dict(left)
