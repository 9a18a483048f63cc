"""Deadlines, and by how much an outage of our own server moves them.

The worker gives a sign of life each minute. A time without any for longer than `SILENCE` counts as an outage.
Where outages on the day of a deadline, between 06.00 and 24.00 at the workplace, come to an hour or more, the
deadline moves to the next day, and on from there if that day had such an outage as well. What was down before
the first sign of life that is known does not count.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import zoneinfo
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.jobs.asked import alone
from praja.organization.models import Unit
from praja.organization.queries import zone_of
from praja.performance.enums import JenisPeriode
from praja.performance.models import Alive, Period
from praja.web.words import tanggal

SILENCE = datetime.timedelta(minutes=3)
COUNTS_FROM = datetime.timedelta(hours=1)
FROM_HOUR = 6
MOST_DAYS = 14
REPORT_DAY = 5
"""Where a government has set no periods, a month is reported by this day of the next one."""

Span = tuple[datetime.datetime, datetime.datetime]


@dataclasses.dataclass(frozen=True, slots=True)
class Deadline:
    """A day by whose end something is due, and why it is a later one than was set."""

    planned: datetime.date
    day: datetime.date
    outages: tuple[tuple[datetime.date, datetime.timedelta], ...] = ()

    @property
    def moved(self) -> str:
        """Return by how much and why it moved, in words; nothing where it did not."""
        if not self.outages:
            return ""
        down = "; ".join(
            _("%(time)s pada %(day)s") % {"time": _long(time), "day": tanggal(day)}
            for day, time in self.outages
        )
        return _(
            "Batas waktu mundur dari %(planned)s ke %(day)s, karena peladen Praja tidak dapat dipakai: "
            "%(down)s."
        ) % {"planned": tanggal(self.planned), "day": tanggal(self.day), "down": down}


def _long(time: datetime.timedelta) -> str:
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    if not minutes:
        return _("%(hours)s jam") % {"hours": hours}
    return _("%(hours)s jam %(minutes)s menit") % {"hours": hours, "minutes": minutes}


# --- signs of life


@transaction.atomic
def beat(now: datetime.datetime) -> None:
    """Note that the server is alive; after a silence, a new time of being alive begins."""
    alone("performance.alive")
    last = Alive.objects.order_by("-until").first()
    if last is None or now - last.until > SILENCE:
        Alive.objects.create(since=now, until=now)
    elif now > last.until:
        last.until = now
        last.save(update_fields=["until"])


def down_on(
    day: datetime.date, zone: zoneinfo.ZoneInfo, alive: Sequence[Span], now: datetime.datetime
) -> datetime.timedelta:
    """Return for how long the server was down on a day at a place, between 06.00 and 24.00.

    :param alive: times of being alive, in their order, from the first that is known on
    """
    if not alive:
        return datetime.timedelta()
    start = datetime.datetime.combine(day, datetime.time(FROM_HOUR), zone)
    end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), zone)
    down = datetime.timedelta()
    ends = [since for since, _until in alive[1:]] + [now]
    for (_since, until), next_one in zip(alive, ends, strict=True):
        if next_one - until > SILENCE:
            down += max(min(next_one, end) - max(until, start), datetime.timedelta())
    return down


def moved(
    planned: datetime.date, zone: zoneinfo.ZoneInfo, alive: Sequence[Span], now: datetime.datetime
) -> Deadline:
    """Return when something is due that was due on a planned day, after outages."""
    day, outages = planned, []
    for _turn in range(MOST_DAYS):
        down = down_on(day, zone, alive, now)
        if down < COUNTS_FROM:
            break
        outages.append((day, down))
        day += datetime.timedelta(days=1)
    return Deadline(planned, day, tuple(outages))


def known_alive(since: datetime.date) -> list[Span]:
    """Return the times of being alive that say anything of a day or of later ones."""
    begins = datetime.datetime.combine(since, datetime.time(), datetime.UTC) - datetime.timedelta(days=2)
    found = list(Alive.objects.order_by("since").values_list("since", "until"))
    before = [one for one in found if one[1] < begins]
    return [*before[-1:], *(one for one in found if one[1] >= begins)]


def deadline(planned: datetime.date, government: Unit, now: datetime.datetime | None = None) -> Deadline:
    """Return when something is due at a government that was due on a planned day, after outages."""
    moment = now or timezone.now()
    if planned > moment.date() + datetime.timedelta(days=1):
        return Deadline(planned, planned)
    return moved(planned, zone_of(government), known_alive(planned), moment)


# --- months


def last_day(month: datetime.date) -> datetime.date:
    """Return the last day of a month: of February 2028 the 29th."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def next_month(month: datetime.date) -> datetime.date:
    """Return the first day of the next month."""
    return last_day(month) + datetime.timedelta(days=1)


def usual_report_by(last: datetime.date) -> datetime.date:
    """Return by when what ends on a day is reported, where nothing else was set."""
    return (last + datetime.timedelta(days=1)).replace(day=REPORT_DAY)


def report_by(month: datetime.date, government: Unit, now: datetime.datetime | None = None) -> Deadline:
    """Return by when the realisation of a month is due."""
    found = (
        Period.objects.filter(government=government, days__contains=month)
        .exclude(kind=JenisPeriode.TAHUNAN)
        .values_list("report_by", flat=True)
        .first()
    )
    return deadline(found or usual_report_by(last_day(month)), government, now)
