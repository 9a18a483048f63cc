"""Reminders of a month to whoever has not reported all of it: seven, two and no days before its deadline."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.organization.enums import Zona
from praja.organization.models import Unit
from praja.organization.queries import governments
from praja.people.models import Person
from praja.performance import law
from praja.performance.enums import JangkaCatatan, KeadaanSkp, KeadaanVersi
from praja.performance.follow import clock, log
from praja.performance.follow.months import AGREED, named
from praja.performance.follow.telling import tell
from praja.performance.models import IndicatorVersion, LogEntry, LogReminder, Reminder, Skp
from praja.performance.rating.packs import pack_of
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


EVENING = 15
"""From this hour on people are reminded of the log of the day or of the week that ends."""


def remind_of_log(now: datetime.datetime) -> int:
    """Remind of the log of the day, at each government once, and return how many people were told."""
    day = timezone.localdate(now)
    count = 0
    for version in governments(day):
        local = timezone.localtime(now, zoneinfo.ZoneInfo(Zona(version.zone).place))
        kind = JangkaCatatan(law.method_of(local.date(), pack_of(version.unit, local.date())).log)
        if local.hour >= EVENING and log.is_due(kind, local.date()):
            count += _tell_of_log(version.unit, local.date(), kind)
    return count


@transaction.atomic
def _tell_of_log(government: Unit, today: datetime.date, kind: JangkaCatatan) -> int:
    _row, first = LogReminder.objects.get_or_create(government=government, day=today)
    if not first:
        return 0
    since = today if kind == JangkaCatatan.HARIAN else today - datetime.timedelta(days=today.weekday())
    noted = LogEntry.objects.filter(
        indicator__rhk__skp=OuterRef("pk"), day__gte=since, digantikan__isnull=True
    )
    asked = IndicatorVersion.objects.filter(
        version__skp=OuterRef("pk"), version__state=KeadaanVersi.DISEPAKATI, feed=""
    )
    skps = Skp.objects.filter(
        ~Exists(noted), Exists(asked), Q(unit__government=government) | Q(unit=government),
        state=KeadaanSkp.BERJALAN, berlaku__contains=today,
    )  # fmt: skip
    people = list(Person.objects.filter(skp_set__in=skps, account__isnull=False).distinct())
    weekly = gettext_noop("Catatan kinerja minggu ini belum Anda isi")
    daily = gettext_noop("Catatan kinerja hari ini belum Anda isi")
    title = weekly if kind == JangkaCatatan.MINGGUAN else daily
    tell(people, title, {}, reverse("performance:log_now"))
    return len(people)


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
    people = list(
        Person.objects.filter(skp_set__in=[skp for skp, _month in missing], account__isnull=False).distinct()
    )
    names = {"month": named(month), "day": tanggal(due)}
    tell(
        people,
        gettext_noop("Realisasi %(month)s diisi paling lambat %(day)s"),
        names,
        reverse("performance:month_now"),
    )
    return len(people)


_MISSING = """
WITH held AS (
    SELECT DISTINCT ON (v.skp_id, asked.month) v.skp_id, asked.month, v.id
    FROM performance_skpversion v
    CROSS JOIN (
        SELECT month, (month + interval '1 month - 1 day')::date AS last
        FROM unnest(%(months)s::date[]) AS month
    ) asked
    WHERE v.skp_id = ANY(%(skps)s::uuid[]) AND v.state = ANY(%(agreed)s)
    ORDER BY v.skp_id, asked.month, v.since <= asked.last DESC,
        CASE WHEN v.since <= asked.last THEN v.since END DESC,
        CASE WHEN v.since <= asked.last THEN v.number END DESC, v.since, v.number
)
SELECT held.skp_id, held.month, count(*)
FROM held JOIN performance_indicatorversion i ON i.version_id = held.id AND i.feed = ''
WHERE NOT EXISTS (
    SELECT FROM performance_realisation r
    WHERE r.indicator_id = i.indicator_id AND r.digantikan IS NULL AND r.month <= held.month AND (
        r.month = held.month OR CASE i.direction
            WHEN 'tanggal' THEN r.done_on IS NOT NULL
            WHEN 'tahapan' THEN r.value >= jsonb_array_length(i.steps)
            ELSE false
        END
    )
)
GROUP BY held.skp_id, held.month
"""
"""Of each SKP that version counts which is the last agreed one at the end of a month, else the first."""


def missing_of(
    skps: Iterable[uuid.UUID], *months: datetime.date
) -> dict[tuple[uuid.UUID, datetime.date], int]:
    """Return, by SKP and month, how many indicators are still to be reported by the person; none left out.

    What is counted by data, and what was done before, is not to be reported.

    :param months: by their first days
    """
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, {"skps": list(skps), "months": list(months), "agreed": list(AGREED)})
        return {(skp, month): count for skp, month, count in cursor.fetchall()}
