"""Who may look at the whole. Nothing is shown of anybody whose SKP one could not open as well."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from praja.access.queries import has_role, units_visible_to
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.performance.perms import READERS, below_head, heads, units_headed


def has_year(user: Any) -> bool:
    """
    To be shown the way to one's own year, one must be
    - somebody in the records.
    """
    return asker_of(user).person is not None


def sees_overview(user: Any, on: datetime.date) -> bool:
    """
    To be shown the way to how far units have come, one must be
    - pengelola kepegawaian, admin BKPSDM, kepala unit, tim penilai or auditor of any unit, or
    - the holder of a post that heads one, also as Plt or Plh.
    """
    return has_role(user, *READERS, on=on) or bool(units_headed(user, on))


def may_see_overview(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To see how far a unit with all below it has come, and the people behind each number, one must be
    - for the unit or one above it: pengelola kepegawaian, admin BKPSDM, kepala unit, tim penilai or auditor,
      or
    - the holder of the post that heads it or one above it, also as Plt or Plh.
    They open the SKP of these people as well, so that no number tells them more, however small.
    """
    return has_role(user, *READERS, unit=unit, on=on) or heads(user, unit, on)


def overviews_visible_to(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the units of which somebody may see how far they have come (`may_see_overview`)."""
    return units_visible_to(user, on, *READERS) | Unit.objects.filter(below_head(user, on, unit=""))
