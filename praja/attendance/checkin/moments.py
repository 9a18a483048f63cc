"""Which moment a check-in counts with: the phone's, held between what only the server knows.

Whoever sends tells when the button was pressed and what the clock shows as it sends; so it is known by how
much the clock is off, and a check-in that waited for a connection keeps its own time. Two things hold it: it
is never later than it was received, and never earlier than the page was made from which it was sent, which
the server has signed, and as long after that as the page has counted by itself, without the clock of the
phone. A clock that is set back gains nothing; that it was is kept, as a signal and not as a verdict.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid

from django.core import signing

LATE_AFTER = datetime.timedelta(minutes=2)
"""What takes longer than this from the button to the server was sent later."""
MOST_OFF = datetime.timedelta(days=366)
"""A clock that is off by more than this says nothing."""
PAGE_HOLDS = datetime.timedelta(days=7)
"""For so long one may send from a page without loading it again, as the phone keeps what waits."""
_SIGNER = signing.Signer(salt="praja.attendance.checkin")


def page_made(person: uuid.UUID, now: datetime.datetime) -> str:
    """Return a moment, signed for a page of a person."""
    return _SIGNER.sign_object([str(person), int(now.timestamp())])


def made_at(text: str, person: uuid.UUID, now: datetime.datetime) -> datetime.datetime | None:
    """Return when a page of a person was made; none if it was not ours, not theirs, or too long ago."""
    try:
        whose, at = _SIGNER.unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    moment = datetime.datetime.fromtimestamp(at, datetime.UTC)
    return moment if whose == str(person) and now - moment <= PAGE_HOLDS else None


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """When somebody checked in."""

    at: datetime.datetime
    late: bool
    """Sent later than it was pressed."""
    sure: bool
    """Nothing but the phone's word stands for the time of what was sent later, if this is false."""
    clock_off: int | None
    clock_gap: int | None


def moment(
    *,
    pressed: datetime.datetime | None,
    sent: datetime.datetime | None,
    made: datetime.datetime | None,
    counted: datetime.timedelta | None,
    now: datetime.datetime,
) -> Moment:
    """Return with which moment a check-in counts.

    :param pressed: when the button was pressed, by the phone's clock
    :param sent: what that clock showed when it was sent
    :param made: when the page was made, by ours
    :param counted: how long after that the button was pressed, as the page counted
    """
    off = now - sent if sent is not None and abs(now - sent) <= MOST_OFF else None
    if pressed is None or off is None:
        return Moment(now, False, True, None, None)
    at = pressed + off
    gap = None
    if made is not None:
        # The page counts nothing while a phone sleeps and never runs ahead: it was no earlier than this.
        least = made + (counted or datetime.timedelta())
        gap = None if counted is None else _seconds(at - least)
        at = max(at, least)
    at = min(at, now)
    late = now - at > LATE_AFTER
    return Moment(at, late, made is not None or not late, _seconds(off), gap)


def _seconds(span: datetime.timedelta) -> int:
    return round(span.total_seconds())
