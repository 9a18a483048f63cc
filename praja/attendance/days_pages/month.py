"""“Bulan saya”: what each day was, what one can do about it, and what it comes to so far."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.attendance.checkin.telling import what_came
from praja.attendance.days.enums import StatusHari
from praja.attendance.days.months import last_day, named
from praja.attendance.days.queries import month_of
from praja.attendance.days.recap import recaps
from praja.attendance.days.story import Step, asked_words, clock, look_of
from praja.attendance.days.views.common import with_law
from praja.attendance.days_pages.meaning import meaning_of
from praja.attendance.models import CheckIn, Correction, Day, Signal
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.web.asked import month_in
from praja.web.shell import day_of

ONE = datetime.timedelta(days=1)
FREE = (StatusHari.LIBUR, StatusHari.CUTI_BERSAMA, StatusHari.LEPAS)


@dataclasses.dataclass(slots=True)
class Square:
    """A day in the calendar strip."""

    date: datetime.date
    day: Day | None
    now: bool

    @property
    def look(self) -> str:
        """How it looks."""
        return look_of(self.day) if self.day is not None else ""

    @property
    def mark(self) -> str:
        """The shortest word for it."""
        if self.day is None:
            return ""
        marks = [one for one in self.day.codes if one.startswith(("TL", "PSW"))]
        return marks[0] if marks else _SHORT.get(StatusHari(self.day.status), "")

    @property
    def label(self) -> str:
        """The day in whole words, for whoever hears the page."""
        status = str(self.day.get_status_display()) if self.day is not None else _("belum ada")
        return f"{WEEKDAYS[self.date.weekday()]}, {self.date.day}: {status}"


_SHORT = {
    StatusHari.HADIR: "H", StatusHari.ALPA: "TK", StatusHari.SAKIT: "S", StatusHari.IZIN: "I",
    StatusHari.CUTI: "C", StatusHari.DINAS_LUAR: "DL", StatusHari.LIBUR: "L", StatusHari.CUTI_BERSAMA: "CB",
}  # fmt: skip


@dataclasses.dataclass(slots=True)
class Told:
    """A day as the list tells it."""

    day: Day
    weekday: Any
    title: str
    look: str
    story: list[Step]
    asked: list[tuple[Correction, str]]
    waiting: list[str]
    """Check-ins from a phone that wait for the superior."""
    open: bool
    may_ask: bool


def short_of(day: Day) -> str:
    """Return a day in a few words: when one came and went, or why not."""
    came, went = clock(day.in_minute), clock(day.out_minute)
    if came and went:
        return f"{came} – {went}"
    if came:
        return _("Datang %(time)s") % {"time": came}
    if went:
        return _("Pulang %(time)s") % {"time": went}
    if day.status == StatusHari.BELUM and day.start is not None:
        return _("Mulai %(time)s") % {"time": clock(day.start)}
    return str(day.get_status_display())


@login_required
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Lead to the present month of the one who asks."""
    if asker_of(request.user).person is None:
        raise Http404
    return redirect("attendance:month", f"{day_of(request.user):%Y-%m}")


@login_required
@require_safe
def month(request: HttpRequest, month: str) -> HttpResponse:
    """Show a month of the one who asks: today first, then each day back to the first."""
    own = asker_of(request.user).person
    on, first = day_of(request.user), month_in(month)
    if own is None or first > on:
        raise Http404
    person = Person.objects.get(pk=own)
    days = month_of(person, first)
    government = with_law(person, days)
    recap = recaps([own], first).get(own)
    today = next((one for one in days if one.date == on), None)
    context = {
        "name": named(first),
        "month": month,
        "present": first == on.replace(day=1),
        "today": today,
        "said": _today(today) if today is not None else "",
        "weekdays": [WEEKDAYS_ABBR[place] for place in range(7)],
        "squares": squares(days, first, on),
        "told": told(person, days, first, on),
        "counts": recap.counts if recap else [],
        "meaning": meaning_of(recap, government, first) if recap and recap.counts and government else None,
        "signals": Signal.objects.filter(person=own, noted_at__isnull=True, answered_at__isnull=True).count(),
        "earlier": reverse("attendance:month", args=[f"{first - ONE:%Y-%m}"]),
        "later": reverse("attendance:month", args=[f"{last_day(first) + ONE:%Y-%m}"])
        if last_day(first) + ONE <= on
        else "",
    }
    return render(request, "attendance/days_pages/month.html", context)


def squares(days: list[Day], first: datetime.date, on: datetime.date) -> list[Square | None]:
    """Return the days of a month as a calendar has them, with nothing before the first in its week."""
    known = {one.date: one for one in days}
    found: list[Square | None] = [None] * first.weekday()
    for step in range(last_day(first).day):
        date = first + step * ONE
        found.append(Square(date, known.get(date), date == on))
    return found


def told(person: Person, days: list[Day], first: datetime.date, on: datetime.date) -> list[Told]:
    """Return the days of a month for the list, the latest first."""
    span = (first, last_day(first))
    asked: dict[datetime.date, list[tuple[Correction, str]]] = {}
    for one in (
        Correction.objects.filter(person=person, date__range=span)
        .exclude(state="ditarik")
        .order_by("made_at")
    ):
        words = asked_words(one.kind, one.in_minute, one.out_minute)
        asked.setdefault(one.date, []).append((one, words))
    waiting: dict[datetime.date, list[str]] = {}
    for row in CheckIn.objects.filter(person=person, day__range=span, state="menunggu").order_by("at"):
        waiting.setdefault(row.day, []).append(what_came(row))
    return [
        Told(
            day=one, weekday=WEEKDAYS[one.date.weekday()], title=short_of(one), look=look_of(one),
            story=one.story, asked=asked.get(one.date, []), waiting=waiting.get(one.date, []),
            open=one.date == on,
            may_ask=one.kind == "kerja" and not _waits(asked.get(one.date, [])),
        )
        for one in reversed(days)
        if one.date <= on
    ]  # fmt: skip


def _waits(asked: list[tuple[Correction, str]]) -> bool:
    return any(row.state == "menunggu" for row, _words in asked)


def _today(day: Day) -> str:
    """Return what today is so far, in a sentence."""
    if day.excuse and not day.half:
        return str(day.get_status_display()) if day.status != StatusHari.BELUM else day.excuse_why
    if day.kind != "kerja" and day.in_minute is None:
        return str(day.get_status_display())
    if day.in_minute is None:
        return _("Belum ada rekaman datang. Jam kerja mulai %(time)s.") % {"time": clock(day.start)}
    text = _("Datang %(time)s.") % {"time": clock(day.in_minute)}
    if day.late_band:
        text += " " + _("Terlambat %(count)s menit.") % {"count": day.late}
    if day.out_minute is not None:
        return text + " " + _("Rekaman terakhir %(time)s.") % {"time": clock(day.out_minute)}
    return text + " " + _("Pulang mulai %(time)s.") % {"time": clock(day.end)}
