"""What each page asks of the one who asks, in one query: whose record, the day at work, whether they left."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from praja.access.seen import seen
from praja.organization.enums import Zona
from praja.organization.queries import today
from praja.people.enums import SebabBerhenti
from praja.web.prepared import prepared_cursor

_ASKER = """
SELECT p.id, (
    SELECT v.zone FROM organization_unitversion v
    WHERE v.digantikan IS NULL AND v.unit_id = (
        SELECT h.unit_id FROM people_unithistory h
        WHERE h.person_id = p.id AND h.digantikan IS NULL ORDER BY lower(h.berlaku) DESC LIMIT 1
    )
    ORDER BY lower(v.berlaku) > %(day)s::date, abs(lower(v.berlaku) - %(day)s::date) LIMIT 1
), ARRAY(
    SELECT ARRAY[lower(s.berlaku)::text, upper(s.berlaku)::text, s.ended_by]
    FROM people_statushistory s WHERE s.person_id = p.id AND s.digantikan IS NULL
), ARRAY(
    SELECT ARRAY[j.position_id::text, lower(j.berlaku)::text, upper(j.berlaku)::text]
    FROM people_jabatanhistory j WHERE j.person_id = p.id AND j.digantikan IS NULL
)
FROM people_person p WHERE p.account_id = %(account)s
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """The time for which a status or a post is held, as known now."""

    start: datetime.date
    end: datetime.date | None
    """The day after the last."""
    what: str
    """Why a status ends; which post it is."""

    def holds(self, on: datetime.date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


@dataclasses.dataclass(frozen=True, slots=True)
class Asker:
    """The one whose account asks for a page."""

    person: uuid.UUID | None
    """Whose record it is; none where the account is nobody's in the records."""
    zone: str | None
    """Of their last unit."""
    statuses: Sequence[Span] = ()
    posts: Sequence[Span] = ()
    """Those that they hold, held or will hold, definitively or as Plt or Plh."""

    @property
    def today(self) -> datetime.date:
        """The date at their workplace, that of the site for whoever has none: Sofifi is ahead of Semarang."""
        if self.zone is None:
            return today()
        return timezone.localdate(timezone=zoneinfo.ZoneInfo(Zona(self.zone).place))

    def has_left(self, on: datetime.date) -> bool:
        """Tell whether they have left service before a day: a status has ended, and none is held."""
        if any(one.holds(on) for one in self.statuses):
            return False
        stays = ("", SebabBerhenti.DIANGKAT_PNS)
        return any(one.end is not None and one.end <= on and one.what not in stays for one in self.statuses)

    def posts_on(self, on: datetime.date) -> list[uuid.UUID]:
        """Return the posts that they hold on a day, definitively or as Plt or Plh."""
        return [uuid.UUID(one.what) for one in self.posts if one.holds(on)]


NOBODY = Asker(None, None)


def asker_of(user: Any) -> Asker:
    """Return what is known of the one whose account it is, read once per request."""
    account = getattr(user, "pk", None)
    return NOBODY if account is None else seen(("asker", account), lambda: _read(account))


def _read(account: int) -> Asker:
    with prepared_cursor() as cursor:
        cursor.execute(_ASKER, {"account": account, "day": timezone.localdate(timezone=datetime.UTC)})
        found = cursor.fetchone()
    if found is None:
        return NOBODY
    person, zone, statuses, posts = found
    day = datetime.date.fromisoformat
    return Asker(
        person,
        zone,
        [Span(day(start), day(end) if end else None, why) for start, end, why in statuses],
        [Span(day(start), day(end) if end else None, post) for post, start, end in posts],
    )
