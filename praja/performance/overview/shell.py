"""What looking at the whole tells the shell, when the site starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from praja.performance.navigation import nav_item
from praja.performance.overview import perms, search
from praja.web import shell


def register() -> None:
    """Register everything."""
    add = shell.navigation.add
    add(nav_item("year", gettext_lazy("Tahun saya"), "my_year", perms.has_year))
    add(nav_item("overview", gettext_lazy("Ringkasan kinerja"), "overviews", sees_overview))
    for key, label, find, order in (
        ("skp", gettext_lazy("SKP"), search.find_skps, 40),
        ("goals", gettext_lazy("Sasaran unit"), search.find_goals, 45),
    ):
        shell.searches.add(shell.SearchSource(f"performance.{key}", label, find, order))


def sees_overview(user: Any) -> bool:
    """
    To be shown the way to how far units have come, one must
    - see it of any unit (`perms.sees_overview`).
    """
    return perms.sees_overview(user, shell.day_of(user))
