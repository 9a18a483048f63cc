"""What pages know of accounts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from praja.accounts import mail


def account(request: HttpRequest) -> dict[str, Any]:
    """Return the links below one's own name, and whether this installation sends e-mail."""
    user = getattr(request, "user", None)
    known: dict[str, Any] = {"sends_mail": mail.is_configured()}
    if user is not None and user.is_authenticated:
        known["account_links"] = [(_("Akun saya"), reverse("accounts:mine"))]
    return known
