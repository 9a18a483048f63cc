"""The app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    """Performance."""

    name = "praja.performance"
    verbose_name = _("Kinerja")

    def ready(self) -> None:
        """Tell the shell, the trail and the files what performance knows."""
        from praja.performance.follow import shell as follow
        from praja.performance.goals import shell as goals
        from praja.performance.plan import shell as plan
        from praja.performance.rating import shell as rating

        goals.register()
        plan.register()
        follow.register()
        rating.register()
