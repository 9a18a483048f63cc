"""What the events of this app are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from praja.audit import words


def tell() -> None:
    """Tell the trail, when the site starts."""
    words.add("access.role_granted", _("memberi peran"))
    words.add("access.role_revoked", _("mencabut peran"))
    words.add("access.review_asked", _("meminta peran ditinjau"))
    words.add("access.role_kept", _("memutus peran tetap berlaku"))
    words.add("access.list_exported", _("mengunduh daftar peran"), writes=False)
