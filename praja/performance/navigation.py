"""Where the parts of performance stand in the navigation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.web.shell import NavItem, everyone

_GROUPS: Final = (
    (
        200,
        _("Kinerja saya"),
        ("year", "own", "month", "log", "rating", "feedback", "thanks", "objections", "followup", "credit"),
    ),
    (
        230,
        _("Kinerja unit"),
        ("overview", "goals", "appraised", "team", "obstacles", "candidates", "assessment"),
    ),
    (260, _("Pengelolaan kinerja"), ("coverage", "feeds", "periods", "closings", "credits", "bkn")),
)
_PLACES: Final = {
    key: (first + place, group) for first, group, keys in _GROUPS for place, key in enumerate(keys)
}


def nav_item(key: str, label: Promise | str, url_name: str, may: Callable[[Any], bool] = everyone) -> NavItem:
    """Return a line of the navigation in its place.

    :param key: one of those that stand above
    """
    order, group = _PLACES[key]
    return NavItem(f"performance.{key}", label, f"performance:{url_name}", order, may, group)
