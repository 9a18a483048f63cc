"""Notices to people of what concerns their days, each in their own language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection
from django.utils import translation

from praja.access.enums import Role
from praja.access.queries import holders
from praja.accounts.models import User
from praja.organization.models import Unit
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.web.notices import notify_many
from praja.web.said import gettext as _


def tell(accounts: Iterable[User], title: str, names: Mapping[str, object], url: str) -> None:
    """Tell accounts something.

    :param title: marked for translation, with the places of `names`
    """
    titles: dict[User, str] = {}
    for account in accounts:
        with translation.override(account.language):
            titles[account] = _(title) % names
    if titles:
        notify_many(titles, url)


_NEAREST: Final = """
WITH RECURSIVE line(position_id, height) AS (
    SELECT v.superior_id, 1 FROM people_jabatanhistory j
    JOIN organization_positionversion v ON v.position_id = j.position_id AND v.digantikan IS NULL
        AND v.berlaku @> %(on)s::date
    WHERE j.person_id = %(person)s AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
  UNION
    SELECT v.superior_id, l.height + 1 FROM line l
    JOIN organization_positionversion v ON v.position_id = l.position_id AND v.digantikan IS NULL
        AND v.berlaku @> %(on)s::date
    WHERE l.height < 100
), holds AS (
    SELECT p.account_id, l.height FROM line l
    JOIN people_jabatanhistory h ON h.position_id = l.position_id AND h.digantikan IS NULL
        AND h.berlaku @> %(on)s::date AND h.person_id <> %(person)s
    JOIN people_person p ON p.id = h.person_id AND p.account_id IS NOT NULL
)
SELECT account_id FROM holds WHERE height = (SELECT min(height) FROM holds)
"""


def superiors_of(person: Person, on: datetime.date) -> list[User]:
    """Return the accounts of the nearest superiors of a person on a day: who holds the post above, also as
    Plt or Plh, or else the post above that one; of who has none, the officers of their unit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"person": person.pk, "on": on})
        found = [row[0] for row in cursor.fetchall()]
    if found:
        return list(User.objects.filter(pk__in=found, is_active=True))
    place = unit_of(person, on)
    unit = None if place is None else Unit.objects.filter(pk=place).first()
    return [] if unit is None else list(holders(Role.PENGELOLA_KEPEGAWAIAN, unit=unit, on=on))
