"""How the list of accounts is narrowed."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from praja.accounts.models import User
from praja.accounts.queries import accounts_matching


class AccountFilter(django_filters.FilterSet):
    """By name or account, and by whether it may sign in."""

    akun = django_filters.CharFilter(label=_("Nama atau akun"), method="by_text", max_length=100)
    keadaan = django_filters.ChoiceFilter(
        label=_("Keadaan"),
        method="by_state",
        empty_label=_("semua"),
        choices=[("aktif", _("aktif")), ("nonaktif", _("dinonaktifkan"))],
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_text(self, accounts: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Keep those whose name or account holds all words."""
        return accounts_matching(accounts, value)

    def by_state(self, accounts: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        """Keep those that may sign in, or may not."""
        return accounts.filter(is_active=value == "aktif")
