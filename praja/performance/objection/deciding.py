"""Who decides on an objection: whoever stands above the rater and has no part in it.

It is asked anew each day, since posts change hands: above the post by which the rater rated, the lowest post
counts that somebody holds, definitively or as Plt or Plh, who is neither the person nor the rater nor a
subordinate of the rater, and has declared no conflict of interest.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from django.db import connection

from praja.people.asker import asker_of
from praja.people.models import JabatanHistory, Person
from praja.performance.models import Objection, Rating, Skp

_DECIDERS: Final = """
WITH RECURSIVE line(objection_id, position_id, height) AS (
    SELECT o.id, o.rater_position_id, 0 FROM performance_objection o
    WHERE o.state IN ('diajukan', 'diminta', 'didengar') AND o.rater_position_id IS NOT NULL{one}
  UNION
    SELECT l.objection_id, v.superior_id, l.height + 1
    FROM line l CROSS JOIN LATERAL (
        SELECT p.superior_id FROM organization_positionversion p
        WHERE p.position_id = l.position_id AND p.digantikan IS NULL AND p.berlaku @> %(on)s::date
        OFFSET 0
    ) v
    WHERE v.superior_id IS NOT NULL AND l.height < 30
)
SELECT objection_id, person_id FROM (
    SELECT o.id AS objection_id, j.person_id,
        l.height = min(l.height) OVER (PARTITION BY o.id) AS nearest
    FROM line l
    JOIN people_jabatanhistory j ON j.position_id = l.position_id AND j.digantikan IS NULL
        AND (j.berlaku @> %(on)s::date) IS TRUE
    JOIN performance_objection o ON o.id = l.objection_id
    JOIN performance_skp k ON k.id = o.skp_id
    JOIN performance_rating r ON r.id = o.rating_id
    WHERE l.height > 0 AND j.person_id <> k.person_id AND j.person_id IS DISTINCT FROM r.rater_id
        AND NOT EXISTS (
            SELECT FROM performance_objectionrecusal c
            WHERE c.objection_id = o.id AND c.person_id = j.person_id
        )
        AND NOT EXISTS (
            SELECT FROM performance_skp s
            WHERE s.person_id = j.person_id AND s.state <> 'dibatalkan' AND s.berlaku @> %(on)s::date
                AND (s.appraiser_id = r.rater_id OR s.appraiser_position_id = o.rater_position_id)
        )
) able
WHERE nearest
"""
DECIDERS: Final = _DECIDERS.format(one="")
"""Who decides on the open objections on a day (`on`): an objection and a person a row.

`OFFSET 0` lets the database find the post above each by an index, not read all posts once a level; `IS TRUE`
keeps it from an index by person, post and day, which it would read whole.
"""
_OF_ONE: Final = _DECIDERS.format(one=" AND o.id = %(one)s")


def post_of_rater(rating: Rating, skp: Skp, on: datetime.date) -> uuid.UUID | None:
    """Return the post by which a rating was given: that of the appraiser, or of whoever rated instead."""
    if rating.rater_id is None:
        return None
    if rating.rater_id == skp.appraiser_id and skp.appraiser_position_id is not None:
        return skp.appraiser_position_id
    rows = JabatanHistory.objects.on(on).filter(person=rating.rater_id)
    held = {one.position_id: one.how for one in rows}
    if skp.appraiser_position_id in held:
        return skp.appraiser_position_id
    own = [post for post, how in held.items() if how == "definitif"]
    return next(iter(own or held), None)


def deciders_of(objection: Objection, on: datetime.date) -> list[Person]:
    """Return those who may decide on an open objection on a day; none where nobody above the rater is in the
    records.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_ONE, {"on": on, "one": objection.pk})
        found = [row[1] for row in cursor.fetchall()]
    return list(Person.objects.filter(pk__in=found).select_related("account").order_by("name"))


def to_decide(user: Any, on: datetime.date) -> list[uuid.UUID]:
    """Return the open objections on which somebody may decide on a day, in one query."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT objection_id FROM ({DECIDERS}) d WHERE person_id = %(own)s",
                       {"on": on, "own": own})  # fmt: skip
        return [row[0] for row in cursor.fetchall()]
