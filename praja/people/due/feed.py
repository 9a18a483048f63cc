"""A calendar that telephones read: a secret address, which its owner can revoke.

The secret is shown once and stored only as a digest. What the calendar holds is decided anew each time it is
read, by what its owner may see at that moment. It goes to devices and services outside, so it says as little
as serves: what falls due and, for those whose work it is, for whom; no NIP, no amount, no name of a child.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from praja.audit.actions import record
from praja.people.due.queries import due_soon, due_visible_to
from praja.people.models import CalendarFeed
from praja.people.perms import is_officer

MOST = 3000


@transaction.atomic
def make_feed(*, by: Any, on: datetime.date) -> str:
    """Make a calendar address for oneself, and return its secret; an earlier one is revoked."""
    revoke_feed(by=by, on=on)
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(user=by, digest=_digest(secret))
    record(kind="people.calendar_made", by=by, target=made, on=on)
    return secret


@transaction.atomic
def revoke_feed(*, by: Any, on: datetime.date) -> bool:
    """Revoke one's calendar address, and return whether there was one."""
    mine = CalendarFeed.objects.select_for_update().filter(user=by, revoked_at__isnull=True).first()
    if mine is None:
        return False
    mine.revoked_at = timezone.now()
    mine.save(update_fields=["revoked_at"])
    record(kind="people.calendar_revoked", by=by, target=mine, on=on)
    return True


def feed_of(user: Any) -> CalendarFeed | None:
    """Return somebody's calendar address, as far as it is known: not its secret."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).first()


def owner_of(secret: str) -> Any:
    """Return whose calendar a secret opens; none where it is unknown or revoked, or the account closed."""
    feed = (
        CalendarFeed.objects.filter(digest=_digest(secret), revoked_at__isnull=True)
        .select_related("user")
        .first()
    )
    if feed is None or not feed.user.is_active:
        return None
    CalendarFeed.objects.filter(pk=feed.pk).update(used_at=timezone.now())
    return feed.user


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


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


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
