"""Notices to people of what others wrote in their own records."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from praja.accounts.models import User
from praja.audit.models import Event
from praja.people.kinds import KINDS
from praja.people.perms import Section
from praja.web.notices import notify, notify_many
from praja.web.said import gettext as _
from praja.web.said import label

_TITLES = {
    "people.sk_recorded": gettext_noop("SK dicatat dalam data Anda"),
    "people.sk_recorded_for_many": gettext_noop("SK dicatat dalam data Anda"),
    "people.sk_corrected": gettext_noop("Catatan SK Anda diperbaiki"),
    "people.sk_withdrawn": gettext_noop("Catatan SK Anda ditarik"),
}
_MANY = "people.sk_recorded_for_many"


def tell_of(event: Event, people: Sequence[uuid.UUID]) -> None:
    """Tell those with an account of an SK that somebody else recorded, corrected or withdrew.

    An SK for many is told in the site alone: hundreds of letters at once are no news.
    """
    title = _TITLES.get(event.kind)
    if title is None or not people:
        return
    accounts = User.objects.filter(person__in=people, is_active=True)
    if event.actor_id is not None:
        accounts = accounts.exclude(pk=event.actor_id)
    titles = {}
    for account in accounts:
        with translation.override(account.language):
            titles[account] = _worded(_(title), event)
    if event.kind == _MANY:
        notify_many(titles, reverse("people:own"))
    else:
        for account, text in titles.items():
            notify(account, text, reverse("people:own"), email=True)


def _worded(title: str, event: Event) -> str:
    """Return a title with the kind of SK; a punishment is not named, because the title goes by e-mail too."""
    for kind in KINDS.values():
        if kind.model._meta.label_lower == event.target_kind and kind.section is not Section.DISIPLIN:
            return _("%(title)s: %(kind)s") % {"title": title, "kind": label(kind.label)}
    return title
