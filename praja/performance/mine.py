"""What of performance concerns somebody at all, in one query: most pages need to know no more."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from django.db import connection

from praja.access.seen import seen
from praja.people.asker import asker_of


@dataclasses.dataclass(frozen=True, slots=True)
class Mine:
    """What there is for somebody to do or to read."""

    own: bool = False
    """Whether they have an SKP."""
    leads: bool = False
    """Whether they appraise any SKP, by name or by the post that they hold."""
    appraises: bool = False
    """Whether they appraise one that is drafted or running."""
    team: bool = False
    """Whether they appraise one of this year."""
    proposed: int = 0
    """Versions of SKP that wait for them to agree."""
    obstacles: int = 0
    """Obstacles that wait for them to decide."""
    to_solve: int = 0
    """Accepted obstacles that they see to."""
    asked: int = 0
    """Questions for feedback that they have not answered."""
    unread: int = 0
    """Feedback that they have not read."""
    steps: int = 0
    """Steps agreed in talks that they owe."""
    talks: int = 0
    """Notes of talks that they have not read."""
    rates_instead: bool = False
    """Whether they rate somebody instead of another."""


NOTHING = Mine()

_MINE = """
WITH mine AS MATERIALIZED (
    SELECT id FROM performance_skp WHERE person_id = %(own)s AND state <> 'dibatalkan'
), led AS MATERIALIZED (
    SELECT k.id, k.state, k.year FROM performance_skp k
    WHERE (k.appraiser_id = %(own)s OR k.appraiser_position_id = ANY(ARRAY(
        SELECT j.position_id FROM people_jabatanhistory j
        WHERE j.person_id = %(own)s AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
    ))) AND k.person_id <> %(own)s AND k.state <> 'dibatalkan'
)
SELECT EXISTS (SELECT FROM mine), EXISTS (SELECT FROM led),
    EXISTS (SELECT FROM led WHERE state IN ('disusun', 'berjalan')),
    EXISTS (SELECT FROM led WHERE year = %(year)s),
    (SELECT count(*) FROM performance_skpversion v JOIN led ON led.id = v.skp_id
     WHERE v.state = 'diajukan' AND led.state IN ('disusun', 'berjalan')),
    (SELECT count(*) FROM performance_obstacle o JOIN led ON led.id = o.skp_id WHERE o.state = 'dilaporkan'),
    (SELECT count(*) FROM performance_obstacle o WHERE o.owner_id = %(own)s AND o.state = 'diterima'),
    (SELECT count(*) FROM performance_feedbackrequest q WHERE q.asked_id = %(own)s AND q.answer_id IS NULL),
    (SELECT count(*) FROM performance_feedback f JOIN mine ON mine.id = f.skp_id WHERE f.read_at IS NULL),
    (SELECT count(*) FROM performance_followup s WHERE s.owner_id = %(own)s AND s.done_at IS NULL),
    (SELECT count(*) FROM performance_coaching c JOIN mine ON mine.id = c.skp_id
     WHERE c.held_at IS NOT NULL AND c.read_at IS NULL),
    EXISTS (SELECT FROM performance_recusal r WHERE r.substitute_id = %(own)s)
"""


def mine(user: Any, on: datetime.date) -> Mine:
    """Return what of performance concerns an account on a day, read once per request; nothing for an account
    of nobody in the records.
    """
    own = asker_of(user).person
    return NOTHING if own is None else seen(("mine", user.pk, on), lambda: _read(own, on))


def _read(own: uuid.UUID, on: datetime.date) -> Mine:
    with connection.cursor() as cursor:
        cursor.execute(_MINE, {"own": own, "on": on, "year": on.year})
        return Mine(*cursor.fetchone())
