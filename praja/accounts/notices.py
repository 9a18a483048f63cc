"""Notices to somebody whose way of signing in an officer has changed: an attack would look the same."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from praja.accounts.models import User
from praja.audit.models import Event
from praja.web.notices import notify
from praja.web.said import gettext as _

_TITLES = {
    "accounts.code_made": gettext_noop(
        "%(name)s membuat kode masuk untuk akun Anda; beri tahu admin aplikasi bila bukan Anda yang meminta"
    ),
    "accounts.second_step_off": gettext_noop(
        "%(name)s mematikan langkah kedua akun Anda; beri tahu admin aplikasi bila bukan Anda yang meminta"
    ),
}


def tell_of(event: Event, people: Sequence[uuid.UUID]) -> None:
    """Tell the owner of an account that somebody else made a code for it or turned off its second step."""
    title = _TITLES.get(event.kind)
    if title is None or event.actor_id is None:
        return
    owner = User.objects.filter(pk=event.target_id).first()
    if owner is None or owner.pk == event.actor_id:
        return
    with translation.override(owner.language):
        text = _(title) % {"name": event.actor_name}
    notify(owner, text, reverse("accounts:mine"), email=True)
