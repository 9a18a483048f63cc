"""Notices to people of what concerns their work, each in their own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import translation

from praja.accounts.models import User
from praja.people.models import Person
from praja.web.notices import notify_many
from praja.web.said import gettext as _


def tell(people: Iterable[Person], title: str, names: Mapping[str, object], url: str) -> None:
    """Tell people with an account something.

    :param title: marked for translation, with the places of `names`
    """
    accounts = User.objects.filter(person__in=[one.pk for one in people], is_active=True)
    titles: dict[User, str] = {}
    for account in accounts:
        with translation.override(account.language):
            titles[account] = _(title) % names
    if titles:
        notify_many(titles, url)
