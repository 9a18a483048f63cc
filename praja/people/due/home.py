"""What the home page shows as next: one's own days, and for officers those of the coming months."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from praja.access.seen import seen
from praja.people.asker import asker_of
from praja.people.due.queries import counts, due_of, due_visible_to, horizon
from praja.people.models import DueItem
from praja.people.perms import Section, is_officer
from praja.web import shell
from praja.web.shell import day_of

MOST_OWN = 3


def register() -> None:
    """Add the cards."""
    shell.home.add(shell.HomeCard("people.own_next", "people/due/_own_next.html", own_next, 10))
    shell.home.add(shell.HomeCard("people.next", "people/due/_next.html", office_next, 20))


def counted(user: Any, on: datetime.date) -> list[dict[str, Any]]:
    """Return how much of each kind an account may see, read once for all parts of a page."""
    return seen(("due counts", user.pk, on), lambda: counts(due_visible_to(user, on), on))


def own_next(request: HttpRequest, user: Any) -> dict[str, Any] | None:
    """Return the next days of one's own career; none where none is known."""
    person = asker_of(user).person
    if person is None:
        return None
    on = day_of(user)
    items = [one for one in due_of(person, Section) if one.day >= on][:MOST_OWN]
    return {"items": items} if items else None


def office_next(request: HttpRequest, user: Any) -> dict[str, Any] | None:
    """Return for officers how many of each kind come in the next months, and the first day of them."""
    on = day_of(user)
    if not is_officer(user, on):
        return None
    kinds = [
        {
            "label": DueItem.Kind(one["kind"]).label,
            "count": one["coming"],
            "day": one["next"],
            "url": f"{reverse('people:due')}?jenis={one['kind']}&keadaan=akan",
        }
        for one in counted(user, on)
        if one["coming"]
    ]
    return {"kinds": kinds, "until": horizon(on)} if kinds else None
