"""The app `accounts`, as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts and how people sign in."""

    name = "praja.accounts"
    label = "accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        """Write to the audit what the libraries for signing in tell; register with the shell."""
        from praja.accounts import perms, queries, signals, trail  # noqa: F401
        from praja.accounts.notices import tell_of
        from praja.audit.actions import heard
        from praja.web import shell

        trail.tell()
        heard.add(tell_of)

        def find(user: Any, text: str) -> list[shell.Found]:
            accounts = queries.accounts_matching(queries.accounts_listed_for(user), text).order_by("name")
            return [
                shell.Found(one.name, one.username, reverse("accounts:account", args=[one.number]))
                for one in accounts[:10]
            ]

        shell.searches.add(shell.SearchSource("accounts", _("Akun"), find, 80))

        shell.navigation.add(
            shell.NavItem(
                "accounts.list",
                _("Akun"),
                "accounts:list",
                900,
                perms.may_manage_accounts,
                _("Pengaturan"),
            )
        )
