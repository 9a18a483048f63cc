"""Who considers a request and who decides on it, asked anew each day since posts change hands.

The superior is whoever holds, definitively or as Plt or Plh, the lowest post above that of the person whose
holder is able: not the person, not somebody who stands below the person by their own post and only acts
above, and not on leave on that day. Who decides follows the delegation (`LeaveAuthority`) of the nearest unit
above the one of the request; cuti di luar tanggungan negara and leave abroad are never delegated.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from django.db import connection

from praja.access.seen import seen
from praja.attendance.models import LeaveAuthority, LeaveRequest
from praja.people.asker import asker_of
from praja.people.models import JabatanHistory, Person
from praja.people.perms import has_subordinates


def _held(name: str) -> str:
    return f"{name}.digantikan IS NULL AND {name}.berlaku @> %(on)s::date"


_ABLE: Final = f"""
    {{who}}.person_id <> r.person_id
    AND NOT EXISTS (
        SELECT FROM attendance_leaverequest a
        WHERE a.person_id = {{who}}.person_id AND a.state = 'disetujui' AND a.half = ''
            AND a.berlaku @> %(on)s::date
    )
    AND NOT ({{who}}.how <> 'definitif' AND EXISTS (
        WITH RECURSIVE up(position_id, height) AS (
            SELECT v.superior_id, 1 FROM people_jabatanhistory d
            JOIN organization_positionversion v ON v.position_id = d.position_id AND {_held("v")}
            WHERE d.person_id = {{who}}.person_id AND d.how = 'definitif' AND {_held("d")}
          UNION
            SELECT v.superior_id, up.height + 1 FROM up
            JOIN organization_positionversion v ON v.position_id = up.position_id AND {_held("v")}
            WHERE up.height < 30
        )
        SELECT FROM up JOIN people_jabatanhistory own ON own.position_id = up.position_id
        WHERE own.person_id = r.person_id AND own.how = 'definitif' AND {_held("own")}
    ))
"""
_ACTING: Final = f"""
WITH RECURSIVE waiting AS MATERIALIZED (
    SELECT * FROM attendance_leaverequest WHERE {{one}}
), line(request_id, position_id, height) AS (
    SELECT r.id, v.superior_id, 1 FROM waiting r
    JOIN people_jabatanhistory j ON j.person_id = r.person_id AND j.how = 'definitif' AND {_held("j")}
    JOIN organization_positionversion v ON v.position_id = j.position_id AND {_held("v")}
    WHERE v.superior_id IS NOT NULL
  UNION
    SELECT l.request_id, v.superior_id, l.height + 1 FROM line l
    JOIN organization_positionversion v ON v.position_id = l.position_id AND {_held("v")}
    WHERE v.superior_id IS NOT NULL AND l.height < 30
), place(request_id, unit_id, height) AS (
    SELECT r.id, r.unit_id, 0 FROM waiting r WHERE r.unit_id IS NOT NULL
  UNION
    SELECT p.request_id, v.parent_id, p.height + 1 FROM place p
    JOIN organization_unitversion v ON v.unit_id = p.unit_id AND {_held("v")}
    WHERE v.parent_id IS NOT NULL AND p.height < 100
), authority AS (
    SELECT DISTINCT ON (r.id) r.id AS request_id, a.who, a.position_id
    FROM waiting r JOIN place p ON p.request_id = r.id
    JOIN attendance_leaveauthority a ON a.unit_id = p.unit_id AND a.kind = r.kind AND {_held("a")}
    WHERE r.kind <> 'cltn' AND NOT r.abroad
    ORDER BY r.id, p.height
), superior AS (
    SELECT request_id, person_id, position_id, how FROM (
        SELECT r.id AS request_id, j.person_id, j.position_id, j.how,
            l.height = min(l.height) OVER (PARTITION BY r.id) AS nearest
        FROM waiting r JOIN line l ON l.request_id = r.id
        JOIN people_jabatanhistory j ON j.position_id = l.position_id AND {_held("j")}
        WHERE {_ABLE.format(who="j")}
    ) able WHERE nearest
)
SELECT request_id, person_id, position_id, how, 'atasan' AS part FROM superior
UNION ALL
SELECT s.request_id, s.person_id, s.position_id, s.how, 'pejabat' FROM superior s
JOIN authority a ON a.request_id = s.request_id AND a.who = 'atasan'
UNION ALL
SELECT r.id, j.person_id, j.position_id, j.how, 'pejabat' FROM waiting r
JOIN authority a ON a.request_id = r.id AND a.who = 'jabatan'
JOIN people_jabatanhistory j ON j.position_id = a.position_id AND {_held("j")}
WHERE {_ABLE.format(who="j")}
"""
_OF_ONE: Final = _ACTING.format(one="id = %(one)s")
_NEAR: Final = f"""
state IN ('diajukan', 'dipertimbangkan') AND (
    person_id IN (
        WITH RECURSIVE mine AS (
            SELECT d.position_id FROM people_jabatanhistory d WHERE d.person_id = %(own)s AND {_held("d")}
        ), under(position_id) AS (
            SELECT v.position_id FROM organization_positionversion v
            WHERE v.superior_id IN (SELECT position_id FROM mine) AND {_held("v")}
          UNION
            SELECT v.position_id FROM under
            JOIN organization_positionversion v ON v.superior_id = under.position_id AND {_held("v")}
        )
        SELECT d.person_id FROM people_jabatanhistory d
        WHERE d.position_id = ANY (ARRAY(SELECT position_id FROM under)) AND {_held("d")}
    )
    OR kind IN (
        SELECT a.kind FROM attendance_leaveauthority a
        JOIN people_jabatanhistory d ON d.position_id = a.position_id AND {_held("d")}
        WHERE d.person_id = %(own)s AND {_held("a")}
    )
)
"""
"""The open requests in which somebody can have a part at all, so that a home page looks at no others."""
_NEARBY: Final = _ACTING.format(one=_NEAR)
_MINE: Final = f"""
SELECT DISTINCT d.request_id FROM ({_NEARBY}) d JOIN attendance_leaverequest r ON r.id = d.request_id
WHERE d.person_id = %(own)s
    AND ((r.state = 'diajukan' AND d.part = 'atasan') OR (r.state = 'dipertimbangkan' AND d.part = 'pejabat'))
"""


class Deciders:
    """Who considers and who decides on one request on a day, each with the post by which they may."""

    def __init__(self, request: LeaveRequest, on: datetime.date) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_OF_ONE, {"one": request.pk, "on": on})
            rows = cursor.fetchall()
        self.superiors = {row[1]: (row[2], row[3]) for row in rows if row[4] == "atasan"}
        self.officials = {row[1]: (row[2], row[3]) for row in rows if row[4] == "pejabat"}

    def people(self, part: dict[uuid.UUID, Any]) -> list[Person]:
        """Return the people of `superiors` or of `officials`, with their accounts."""
        return list(Person.objects.filter(pk__in=part).select_related("account").order_by("name"))


def waiting_for(user: Any, on: datetime.date) -> list[uuid.UUID]:
    """Return the requests that wait for somebody to consider or decide on them, in one query."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None or not (has_subordinates(user, on) or holds_authority(user, on)):
        return []
    return seen(("leave waiting", user.pk, on), lambda: _waiting_for(own, on))


def holds_authority(user: Any, on: datetime.date) -> bool:
    """Tell whether any kind of leave is delegated to a post that somebody holds; read once per request."""
    held = JabatanHistory.objects.on(on).filter(person=asker_of(user).person).values("position")
    rows = LeaveAuthority.objects.on(on).filter(position__in=held)
    return seen(("leave authority", user.pk, on), rows.exists)


def _waiting_for(own: uuid.UUID, on: datetime.date) -> list[uuid.UUID]:
    # Not prepared: a plan that fits superiors of ten takes seconds for who decides for a government.
    with connection.cursor() as cursor:
        cursor.execute(_MINE, {"on": on, "own": own})
        return [row[0] for row in cursor.fetchall()]
