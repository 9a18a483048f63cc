"""Notices to those to whom a role was given, or from whom it was taken."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.audit.models import Event
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.said import label

_TITLES = {
    "access.role_granted": gettext_noop("Anda diberi peran: %(role)s"),
    "access.role_revoked": gettext_noop("Peran Anda diakhiri: %(role)s"),
}


def tell_of(event: Event, people: Sequence[uuid.UUID]) -> None:
    """Tell the holder of a role that somebody else gave or took it."""
    title = _TITLES.get(event.kind)
    if title is None:
        return
    held = RoleHeld.objects.filter(pk=event.target_id).select_related("user").first()
    if held is None or held.user_id == event.actor_id:
        return
    with translation.override(held.user.language):
        text = _(title) % {"role": label(Role(held.role).label)}
    notify(held.user, text, reverse("access:list"), email=True)
