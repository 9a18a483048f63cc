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
        from praja.performance.bkn import shell as bkn
        from praja.performance.credit import shell as credit
        from praja.performance.follow import shell as follow
        from praja.performance.followup import shell as followup
        from praja.performance.goals import shell as goals
        from praja.performance.objection import shell as objection
        from praja.performance.overview import shell as overview
        from praja.performance.plan import shell as plan
        from praja.performance.rating import shell as rating
        from praja.performance.team import shell as team
        from praja.performance.telling import shell as telling

        goals.register()
        overview.register()
        plan.register()
        follow.register()
        rating.register()
        team.register()
        telling.register()
        objection.register()
        bkn.register()
        credit.register()
        followup.register()
