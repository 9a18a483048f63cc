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
        from praja.attendance.packs import set_pack_of as set_attendance_pack
        from praja.audit.actions import heard
        from praja.payroll.outputs import shell as outputs
        from praja.payroll.programs import pack_of
        from praja.payroll.rapel.touched import tell_of
        from praja.payroll.shell import register
        from praja.payroll.slip import shell as slip
        from praja.performance.rating.packs import set_pack_of

        register()
        slip.register()
        outputs.register()
        set_pack_of(pack_of)
        set_attendance_pack(pack_of)
        heard.add(tell_of)
