"""The app `audit`, as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who did what, when, why, from where: append-only, chained and signed."""

    name = "praja.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Register the pages with the shell."""
        from praja.audit import home, perms, taken
        from praja.web import shell

        shell.navigation.add(
            shell.NavItem(
                "audit.list", _("Jejak audit"), "audit:list", 910, perms.can_read_trail, _("Pengaturan")
            )
        )
        shell.navigation.add(
            shell.NavItem("audit.mine", _("Siapa melihat data saya"), "audit:mine", 15, perms.has_record)
        )
        shell.home.add(
            shell.HomeCard("audit.own", "audit/_own_changes.html", home.own_changes, 30, "changed")
        )
        shell.exports.add(shell.ExportListener("audit.taken", taken.tell))
