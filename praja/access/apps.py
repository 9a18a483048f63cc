"""The app `access`, as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Roles that are held for a unit and a period, and what follows from them."""

    name = "praja.access"
    label = "access"
    verbose_name = "Akses"

    def ready(self) -> None:
        """Tell the apps below who holds which role; register with the shell."""
        from django.conf import settings

        from praja.access import helping, pages, perms, queries, reasons, trail, why
        from praja.access.notices import tell_of
        from praja.accounts import hooks
        from praja.audit.actions import heard
        from praja.organization import hooks as organization
        from praja.web import shell

        trail.tell()
        heard.add(tell_of)

        def has_role(user: Any, *roles: str, unit: Any = None, on: Any = None) -> bool:
            if unit is None:
                return queries.units_of_roles(user, on, *roles)[0]
            return queries.has_role(user, *roles, unit=unit, on=on)

        organization.register_roles(has_role)
        hooks.tell(
            manage=helping.may_manage_accounts,
            help=helping.may_help,
            exists=helping.administrator_exists,
            is_last=helping.is_last_administrator,
            make=helping.make_administrator,
        )
        reasons.add_kind("unit", _("Unit"), why.find_unit, _("Kode atau nama unit."))
        reasons.add("access.roles", _("Memegang peran untuk unit ini"), why.explain_roles)
        reasons.add("access.grant", _("Memberi dan mencabut peran di unit ini"), why.explain_grant)
        group = _("Pengaturan")
        shell.navigation.add(
            shell.NavItem("access.list", _("Peran"), "access:list", 880, perms.holds_any, group)
        )
        shell.navigation.add(
            shell.NavItem("access.why", _("Mengapa boleh?"), "access:why", 890, perms.may_ask_why, group)
        )
        shell.first_steps.add(
            shell.FirstStep(
                "access.officer",
                _("Beri peran kepada pengelola kepegawaian yang pertama"),
                _("Buatkan akun dari halaman pegawainya, lalu beri ia peran untuk unitnya."),
                "access:grant",
                30,
                perms.may_prepare,
                queries.has_other_officer,
            )
        )
        shell.first_steps.add(
            shell.FirstStep(
                "access.backup",
                _("Buat cadangan yang pertama"),
                _("Di peladen, jalankan: praja backup BERKAS.zip. Simpan berkasnya di tempat lain."),
                "",
                40,
                perms.may_prepare,
                lambda user: settings.LAST_BACKUP.exists(),
            )
        )
        shell.tasks.add(shell.TaskSource("access.ending", pages.ending_soon))
        shell.tasks.add(shell.TaskSource("access.review", pages.to_review))
