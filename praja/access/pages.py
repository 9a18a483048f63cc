"""What this app shows on pages of the shell."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.queries import roles_to_review, units_of_roles, units_visible_to
from praja.web.shell import Task

SOON = datetime.timedelta(days=30)


def ending_soon(user: Any, on: datetime.date) -> list[Task]:
    """Tell an admin BKPSDM which roles of their units end within 30 days, so that nobody is left without."""
    everywhere, mine = units_of_roles(user, on, Role.ADMIN_BKPSDM)
    if not everywhere and not mine:
        return []
    held = RoleHeld.objects.filter(
        revoked_at__isnull=True, berlaku__endswith__gt=on, berlaku__endswith__lte=on + SOON
    )
    if not everywhere:
        held = held.filter(unit__in=units_visible_to(user, on, Role.ADMIN_BKPSDM))
    ends = sorted(one.upper for one in held.values_list("berlaku", flat=True))
    if not ends:
        return []
    title = ngettext("%(count)s peran segera berakhir", "%(count)s peran segera berakhir", len(ends)) % {
        "count": len(ends)
    }
    due = ends[0] - datetime.timedelta(days=1)
    return [Task(title, f"{reverse('access:list')}?keadaan=segera", due, len(ends))]


def to_review(user: Any, on: datetime.date) -> list[Task]:
    """Tell those who may take roles away whose holders have moved or left, or will, since they were given."""
    found = roles_to_review(user, on).values_list("review_from", flat=True)
    days = sorted(day for day in found if day is not None)
    if not days:
        return []
    title = ngettext(
        "Peran yang perlu ditinjau: %(count)s", "Peran yang perlu ditinjau: %(count)s", len(days)
    ) % {"count": len(days)}
    detail = _("Pemegangnya pindah atau berhenti.")
    return [Task(title, f"{reverse('access:list')}?keadaan=tinjau", days[0], len(days), detail)]
