"""Where the parts of attendance stand in the navigation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.web.shell import NavItem, everyone

_GROUPS: Final = (
    (150, _("Kehadiran saya"), ("month", "checkin", "leave", "own_roster", "swaps", "holidays")),
    (
        165,
        _("Kehadiran unit"),
        ("today", "corrections", "duties", "findings", "leaves", "calendar", "roster", "recap"),
    ),
    (
        180,
        _("Pengelolaan kehadiran"),
        (
            "closings",
            "exceptions",
            "signals",
            "devices",
            "events",
            "hours",
            "places",
            "leave_office",
            "absences",
            "checkin_terms",
        ),
    ),
)
_PLACES: Final = {
    key: (first + place, group) for first, group, keys in _GROUPS for place, key in enumerate(keys)
}


def nav_item(key: str, label: Promise | str, url_name: str, may: Callable[[Any], bool] = everyone) -> NavItem:
    """Return a line of the navigation in its place.

    :param key: one of those that stand above
    """
    order, group = _PLACES[key]
    return NavItem(f"attendance.{key}", label, f"attendance:{url_name}", order, may, group)
