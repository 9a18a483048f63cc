"""The app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PayrollConfig(AppConfig):
    """The pay month."""

    name = "praja.payroll"
    verbose_name = _("Gaji dan TPP")

    def ready(self) -> None:
        """Tell the shell, the trail and the files what the pay month knows."""
        from praja.payroll.outputs import shell as outputs
        from praja.payroll.shell import register
        from praja.payroll.slip import shell as slip

        register()
        slip.register()
        outputs.register()
