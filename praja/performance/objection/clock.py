"""Until when somebody may object: days of the law from the day on which the rating could be read.

Days are days at the place of the person's unit: at Sofifi the last ends two hours earlier than at Semarang.
The law knows no outage of a server; but a right must not end because of ours, and so the last day moves as
deadlines of performance do (`follow.clock`). On which days that was is kept with the objection.
"""

from __future__ import annotations

import dataclasses
import datetime
import zoneinfo
from typing import Any

from django.utils import timezone

from praja.organization.queries import zone_of
from praja.performance import law
from praja.performance.follow.clock import Deadline, known_alive, moved
from praja.performance.models import Delivery, Rating
from praja.performance.telling.queries import delivery_of

BASIS = "PP 30/2019 Pasal 59"


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """The days in which somebody may object to a rating."""

    delivered: datetime.date
    deadline: Deadline
    today: datetime.date
    """At the place of the person's unit."""
    zone: zoneinfo.ZoneInfo
    pack: str

    @property
    def last(self) -> datetime.date:
        """The last day."""
        return self.deadline.day

    @property
    def open(self) -> bool:
        """Whether it is not over yet."""
        return self.today <= self.last

    @property
    def left(self) -> int:
        """How many days are left after today."""
        return (self.last - self.today).days

    @property
    def days(self) -> int:
        """How many days the law gives."""
        return (self.deadline.planned - self.delivered).days

    def counted(self) -> dict[str, Any]:
        """Return how it was counted, as an objection keeps it."""
        return {
            "diterima": self.delivered.isoformat(),
            "hari": self.days,
            "batas": self.deadline.planned.isoformat(),
            "mundur": [
                [day.isoformat(), int(down.total_seconds()) // 60] for day, down in self.deadline.outages
            ],
            "tempat": self.zone.key,
            "dasar": BASIS,
            "pak": self.pack,
        }


def term_of(rating: Rating, delivery: Delivery, now: datetime.datetime | None = None) -> Term:
    """Return until when a rating that was delivered may be objected to.

    :param rating: with its `skp`, and that with its unit
    :raises praja.performance.law.RatingUnknown: if the law of that day knows no objection
    """
    moment = now or timezone.now()
    zone = zone_of(rating.skp.unit)
    delivered = delivery.received_on or timezone.localdate(delivery.delivered_at, zone)
    today = timezone.localdate(moment, zone)
    pack = str(rating.basis.get("pak") or law.NATIONAL)
    planned = law.objection_deadline(delivered, delivered, pack)
    due = planned <= today
    deadline = moved(planned, zone, known_alive(planned), moment) if due else Deadline(planned, planned)
    return Term(delivered, deadline, today, zone, pack)


def term_for(rating: Rating) -> Term | None:
    """Return until when a rating may be objected to; nothing where it was not delivered or no law says so.

    :param rating: with its `skp`, and that with its unit
    """
    delivery = delivery_of(rating)
    if delivery is None:
        return None
    try:
        return term_of(rating, delivery)
    except law.RatingUnknown:
        return None
