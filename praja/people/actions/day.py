"""What was recorded ahead of its day, and is done when the day has come at the workplace.

Nothing here remembers what it has done: the account itself tells when its sessions last ended and when it was
closed. So it may run as often as one likes, and what a standstill missed is done afterwards.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.organization.queries import zone_of
from praja.people.actions.moving import ask_review
from praja.people.actions.refused import person_locked
from praja.people.actions.sessions import sign_out
from praja.people.enums import SebabBerhenti
from praja.people.models import Person
from praja.people.perms import unit_of

_LEFT = """
SELECT status.person_id, max(upper(status.berlaku))
  FROM people_statushistory status
  JOIN people_person person ON person.id = status.person_id
  JOIN accounts_user account ON account.id = person.account_id
 WHERE status.digantikan IS NULL AND upper(status.berlaku) <= %(latest)s
   AND status.ended_by NOT IN ('', %(became)s)
   AND account.is_active
   AND (account.closed_at IS NULL OR account.closed_at < upper(status.berlaku) + interval '1 day')
   AND (%(person)s::uuid IS NULL OR person.id = %(person)s::uuid)
   AND NOT EXISTS (SELECT FROM people_statushistory later WHERE later.person_id = status.person_id
                      AND later.digantikan IS NULL
                      AND (upper(later.berlaku) IS NULL OR upper(later.berlaku) > upper(status.berlaku)))
 GROUP BY status.person_id
 ORDER BY status.person_id
"""
_MOVED = """
WITH members AS (
    SELECT person_id, lower(berlaku) AS day, unit_id,
           lag(unit_id) OVER (PARTITION BY person_id ORDER BY lower(berlaku)) AS before
      FROM people_unithistory
     WHERE digantikan IS NULL AND (%(person)s::uuid IS NULL OR person_id = %(person)s::uuid)
), moves AS (
    SELECT person_id, day FROM members WHERE before IS NOT NULL AND before <> unit_id
  UNION ALL
    SELECT held.person_id, lower(held.berlaku)
      FROM people_jabatanhistory held
      JOIN organization_positionversion post ON post.position_id = held.position_id
           AND post.digantikan IS NULL AND post.berlaku @> lower(held.berlaku)
      JOIN people_unithistory before ON before.person_id = held.person_id
           AND before.digantikan IS NULL AND before.berlaku @> (lower(held.berlaku) - 1)
     WHERE held.digantikan IS NULL AND held.how = 'definitif' AND before.unit_id <> post.unit_id
       AND (%(person)s::uuid IS NULL OR held.person_id = %(person)s::uuid)
)
SELECT moves.person_id, max(moves.day)
  FROM moves
  JOIN people_person person ON person.id = moves.person_id
  JOIN accounts_user account ON account.id = person.account_id
 WHERE moves.day <= %(latest)s AND account.is_active AND account.last_login IS NOT NULL
   AND account.created_at < moves.day + interval '1 day'
   AND (account.sessions_end IS NULL OR account.sessions_end < moves.day + interval '1 day')
 GROUP BY moves.person_id
 ORDER BY moves.person_id
"""


def do_what_is_due(now: datetime.datetime) -> tuple[int, int]:
    """Do what the day has brought to people everywhere, and return how many have left and how many moved.

    Each person is a transaction of their own.

    :param now: the moment; which day it is, the zone of each workplace says
    """
    left = [person for person, _day in _found(_LEFT, now) if _leave(person, now)]
    moved = [person for person, _day in _found(_MOVED, now) if _move(person, now)]
    return len(left), len(moved)


@transaction.atomic
def _leave(person_id: uuid.UUID, now: datetime.datetime) -> bool:
    """Close the account of somebody whose last day is over, unless that was done or undone meanwhile."""
    person = person_locked(Person(pk=person_id))
    found = _found(_LEFT, now, person_id)
    account: Any = person.account
    if not found:
        return False
    since, begins = found[0][1], _begin(person, found[0][1])
    if now < begins or (account.closed_at is not None and account.closed_at >= begins):
        return False
    ask_review(person, since=since, why=_("Berhenti"), by=None)
    sign_out(person, by=None, close=True, reason=_("Hari terakhir bekerja sudah lewat"))
    return True


@transaction.atomic
def _move(person_id: uuid.UUID, now: datetime.datetime) -> bool:
    """End the sessions that somebody began before they moved, unless that was done or undone meanwhile."""
    person = person_locked(Person(pk=person_id))
    found = _found(_MOVED, now, person_id)
    account: Any = person.account
    if not found:
        return False
    since, begins = found[0][1], _begin(person, found[0][1])
    if now < begins or account.created_at >= begins:
        return False
    if account.sessions_end is not None and account.sessions_end >= begins:
        return False
    ask_review(person, since=since, why=_("Pindah unit"), by=None)
    sign_out(person, by=None, reason=_("TMT pindah unit sudah tiba"))
    return True


def _found(
    query: str, now: datetime.datetime, person: uuid.UUID | None = None
) -> list[tuple[uuid.UUID, datetime.date]]:
    """Return for whom a day has come somewhere on the earth, and which; whether here, too, the zone says."""
    latest = (now.astimezone(datetime.UTC) + datetime.timedelta(hours=14)).date()
    with connection.cursor() as cursor:
        cursor.execute(
            query, {"latest": latest, "person": person, "became": SebabBerhenti.DIANGKAT_PNS.value}
        )
        return cursor.fetchall()


def _begin(person: Person, day: datetime.date) -> datetime.datetime:
    """Return the moment at which a day begins at somebody's workplace."""
    place = unit_of(person, day)
    zone = zone_of(Unit.objects.filter(pk=place).first() if place else None)
    return datetime.datetime.combine(day, datetime.time.min, tzinfo=zone)
