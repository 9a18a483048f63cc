"""A calendar of what falls due, which telephones read by a secret address (`praja.people.feeds`).

It goes to devices and services outside, so it says as little as serves: what falls due and, for those whose
work it is, for whom; no NIP, no amount, no name of a child.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from praja.people.due.queries import due_soon, due_visible_to
from praja.people.feeds import Feeds
from praja.people.models import CalendarFeed
from praja.people.perms import is_officer

MOST = 3000


FEEDS = Feeds(CalendarFeed, "people.calendar_made", "people.calendar_revoked")


def calendar(user: Any, on: datetime.date) -> str:
    """Return as iCalendar what falls due in the coming months, and late, of whom the account may see now."""
    officer = is_officer(user, on)
    items = due_soon(due_visible_to(user, on), on)
    if not officer:
        items = items.filter(person__account=user)
    stamp = timezone.now().astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Praja//Jatuh tempo//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    with translation.override(getattr(user, "language", None) or "id"):
        lines.append(f"X-WR-CALNAME:{in_calendar(_('Jatuh tempo kepegawaian'))}")
        for item in items.select_related("person").order_by("day", "pk")[:MOST]:
            said = str(item.get_kind_display())
            if officer:
                said = f"{said}: {item.person.name}"
            lines += [
                "BEGIN:VEVENT",
                f"UID:{_uid(item)}",
                f"DTSTAMP:{stamp}",
                f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{item.day + datetime.timedelta(days=1):%Y%m%d}",
                f"SUMMARY:{in_calendar(said)}",
                "TRANSP:TRANSPARENT",
                "CLASS:PRIVATE",
                "END:VEVENT",
            ]
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def _uid(item: Any) -> str:
    said = f"{item.person_id}|{item.kind}|{item.member_id or ''}"
    return hashlib.sha256(said.encode()).hexdigest()[:32] + "@praja"


def in_calendar(text: str) -> str:
    """Return a text as iCalendar holds it: no line of its own can be smuggled in."""
    clean = re.sub(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]", " ", text)
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Break a line after at most 75 octets, never inside a letter."""
    pieces, rest = [], line
    room = 75
    while len(rest.encode()) > room:
        cut = room
        while len(rest[:cut].encode()) > room:
            cut -= 1
        pieces.append(rest[:cut])
        rest, room = rest[cut:], 74
    return "\r\n ".join([*pieces, rest])
