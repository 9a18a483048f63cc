"""What of performance concerns somebody at all, in one query: most pages need to know no more."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from praja.access.seen import seen
from praja.people.asker import asker_of
from praja.performance.objection.deciding import DECIDERS
from praja.web.prepared import prepared_cursor


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
    ratings: int = 0
    """Ratings of theirs that they have not confirmed to have read."""
    objected: bool = False
    """Whether they have written an objection."""
    to_explain: int = 0
    """Open objections to ratings of theirs that they have not answered."""
    to_decide: int = 0
    """Open objections on which they decide."""
    assesses: bool = False
    """Whether they are a member of an assessment team."""
    to_judge: bool = False
    """Whether cases are before that team of which they have not said anything."""
    sent_back: int = 0
    """Ratings of theirs that a team sent back and that they have not given anew."""
    functional: bool = False
    """Whether they hold a functional post, which has credit points."""
    to_improve: int = 0
    """Times of improvement of theirs that they have not confirmed to have understood."""
    checkpoints: int = 0
    """Checkpoints of their people's improvement that are due within a week."""
    wishes: int = 0
    """Wishes for development of their people that they have not answered."""
    modes: bool = False
    """Whether any government has a proposal of who rates that waits, for whoever decides it."""
    government: uuid.UUID | None = None
    """In which they work on the day."""
    undecided: bool = True
    """Whether a conflict of interest of anybody waits for a decision; taken for granted of who is nobody."""
    awards: bool = True
    """Whether the proposal of an award waits for anybody; taken for granted of who is nobody."""
    heads: Sequence[uuid.UUID] = ()
    """The units that they head by the post held, also as Plt or Plh; without those below."""


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
    (SELECT count(*) FROM performance_obstacle o JOIN led ON led.id = o.skp_id
     WHERE o.state = 'dilaporkan' AND NOT EXISTS (
         SELECT FROM performance_recusal r JOIN performance_period p ON p.id = r.period_id
         WHERE r.skp_id = o.skp_id AND r.substitute_id IS NOT NULL AND p.days @> o.since
     )) + (SELECT count(*) FROM performance_recusal r JOIN performance_period p ON p.id = r.period_id
     JOIN performance_obstacle o ON o.skp_id = r.skp_id AND o.state = 'dilaporkan' AND p.days @> o.since
     WHERE r.substitute_id = %(own)s),
    (SELECT count(*) FROM performance_obstacle o WHERE o.owner_id = %(own)s AND o.state = 'diterima'),
    (SELECT count(*) FROM performance_feedbackrequest q WHERE q.asked_id = %(own)s AND q.answer_id IS NULL),
    (SELECT count(*) FROM performance_feedback f JOIN mine ON mine.id = f.skp_id WHERE f.read_at IS NULL),
    (SELECT count(*) FROM performance_followup s WHERE s.owner_id = %(own)s AND s.done_at IS NULL),
    (SELECT count(*) FROM performance_coaching c JOIN mine ON mine.id = c.skp_id
     WHERE c.held_at IS NOT NULL AND c.read_at IS NULL),
    EXISTS (SELECT FROM performance_recusal r WHERE r.substitute_id = %(own)s),
    (SELECT count(*) FROM performance_rating r JOIN mine ON mine.id = r.skp_id
     JOIN performance_delivery d ON d.rating_id = r.id
     WHERE r.digantikan IS NULL AND d.acknowledged_at IS NULL),
    EXISTS (SELECT FROM performance_objection o JOIN mine ON mine.id = o.skp_id),
    (SELECT count(*) FROM performance_objection o JOIN performance_rating r ON r.id = o.rating_id
     WHERE o.state IN ('diajukan', 'diminta', 'didengar') AND r.rater_id = %(own)s
         AND NOT EXISTS (SELECT FROM performance_objectionexplanation e WHERE e.objection_id = o.id)),
    CASE WHEN EXISTS (
        SELECT FROM performance_objection o WHERE o.state IN ('diajukan', 'diminta', 'didengar')
    ) AND EXISTS (
        SELECT FROM people_jabatanhistory j
        JOIN organization_positionversion v ON v.superior_id = j.position_id
        WHERE j.person_id = %(own)s AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
            AND v.digantikan IS NULL AND (v.berlaku @> %(on)s::date) IS TRUE
    ) THEN (SELECT count(*) FROM (DECIDERS) d WHERE d.person_id = %(own)s) ELSE 0 END,
    EXISTS (SELECT FROM performance_teammember m WHERE m.person_id = %(own)s AND m.berlaku @> %(on)s::date),
    EXISTS (SELECT FROM performance_teammember m
     JOIN performance_review v ON v.team_id = m.team_id AND v.state IN ('antre', 'dibahas')
     JOIN performance_rating r ON r.id = v.rating_id AND r.digantikan IS NULL
         AND r.rater_id IS DISTINCT FROM m.person_id
     WHERE m.person_id = %(own)s AND m.berlaku @> %(on)s::date
         AND NOT EXISTS (SELECT FROM mine WHERE mine.id = v.skp_id)
         AND NOT EXISTS (SELECT FROM performance_opinion o
             WHERE o.review_id = v.id AND o.member_id = m.id AND o.digantikan IS NULL)),
    (SELECT count(*) FROM performance_review v JOIN performance_rating r ON r.id = v.rating_id
     WHERE v.state = 'dikembalikan' AND r.digantikan IS NULL AND r.rater_id = %(own)s
         AND NOT EXISTS (SELECT FROM performance_objection o WHERE o.skp_id = v.skp_id
             AND o.period_id = v.period_id AND o.state = 'diputus')),
    EXISTS (SELECT FROM people_jabatanhistory j
     JOIN organization_positionversion v ON v.position_id = j.position_id
     WHERE j.person_id = %(own)s AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
         AND j.how = 'definitif' AND v.digantikan IS NULL AND v.berlaku @> %(on)s::date
         AND v.kind = 'fungsional'),
    (SELECT count(*) FROM performance_improvement i
     WHERE i.person_id = %(own)s AND i.state = 'berjalan' AND i.read_at IS NULL),
    (SELECT count(*) FROM performance_checkpoint c JOIN performance_improvement i ON i.id = c.improvement_id
     JOIN led ON led.id = i.skp_id
     WHERE i.state = 'berjalan' AND c.held_at IS NULL AND c.due <= %(on)s::date + 7),
    (SELECT count(*) FROM performance_developmentaction d JOIN led ON led.id = d.skp_id
     WHERE d.state = 'diinginkan'),
    EXISTS (SELECT FROM performance_ratingmode m WHERE m.accepted IS NULL AND m.ended_at IS NULL),
    (SELECT coalesce(u.government_id, u.id)
     FROM people_unithistory h JOIN organization_unit u ON u.id = h.unit_id
     WHERE h.person_id = %(own)s AND h.digantikan IS NULL AND h.berlaku @> %(on)s::date LIMIT 1),
    EXISTS (SELECT FROM performance_recusal r WHERE r.named_at IS NULL),
    EXISTS (SELECT FROM performance_awardproposal a WHERE a.state IN ('diusulkan', 'diperiksa')),
    ARRAY(SELECT v.unit_id FROM people_jabatanhistory j
     JOIN organization_positionversion v ON v.position_id = j.position_id AND v.heads_unit
     WHERE j.person_id = %(own)s AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
         AND v.digantikan IS NULL AND v.berlaku @> %(on)s::date)
""".replace("DECIDERS", DECIDERS)


def mine(user: Any, on: datetime.date) -> Mine:
    """Return what of performance concerns an account on a day, read once per request; nothing for an account
    of nobody in the records.
    """
    own = asker_of(user).person
    return NOTHING if own is None else seen(("mine", user.pk, on), lambda: _read(own, on))


def _read(own: uuid.UUID, on: datetime.date) -> Mine:
    with prepared_cursor() as cursor:
        cursor.execute(_MINE, {"own": own, "on": on, "year": on.year})
        return Mine(*cursor.fetchone())


@dataclasses.dataclass(frozen=True, slots=True)
class Outside:
    """What appraisers who stand outside of the records have left to officers, anywhere."""

    obstacles: bool
    """Whether an obstacle waits of which an officer records what was decided."""
    sent_back: bool
    """Whether a team sent back a rating that an officer records."""


_OUTSIDE = """
SELECT EXISTS (SELECT FROM performance_obstacle o JOIN performance_skp k ON k.id = o.skp_id
     WHERE o.state = 'dilaporkan' AND k.appraiser_id IS NULL AND k.appraiser_name <> ''),
    EXISTS (SELECT FROM performance_review v JOIN performance_rating r ON r.id = v.rating_id
     WHERE v.state = 'dikembalikan' AND r.digantikan IS NULL AND r.rater_id IS NULL)
"""


def outside() -> Outside:
    """Return what there is for officers to record of appraisers outside of the records, read once per
    request. It is rare: whose it is, is asked only where there is any.
    """
    return seen(("outside",), _read_outside)


def _read_outside() -> Outside:
    with prepared_cursor() as cursor:
        cursor.execute(_OUTSIDE)
        return Outside(*cursor.fetchone())
