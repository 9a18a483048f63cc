"""Who held a post from when until when: what the page of a post shows of people."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from praja.organization.models import Position
from praja.people.models import JabatanHistory
from praja.people.queries import people_visible_to
from praja.web.shell import day_of

MOST_SHOWN = 50


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """The time for which somebody held, holds or will hold a post."""

    name: str
    how: str
    """In words."""
    start: datetime.date
    until: datetime.date | None
    current: bool
    ahead: bool
    url: str = ""
    """Of the person's page, for those who may open it; else empty."""
    sk_number: str = ""
    """For those who may open the person's page; else empty."""


def panel(request: HttpRequest, position: Any) -> dict[str, Any] | None:
    """Return who held a post, the newest first, for the page of that post."""
    if not isinstance(position, Position):
        return None
    terms, count = terms_of(position.pk, request.user)
    return {"terms": terms, "count": count, "more": count > len(terms)}


def terms_of(position: uuid.UUID, user: Any) -> tuple[list[Term], int]:
    """Return the latest terms of a post as they are known now, the newest first, and how many there are.

    Names are open to everybody who may see the post. The person's page, and the number of the SK, which
    belongs to the career, are open only to those who may see the person.
    """
    on = day_of(user)
    rows = JabatanHistory.objects.known().filter(position=position)
    latest = list(
        rows.select_related("person").order_by("-berlaku__startswith", "how", "person__name", "pk")[
            : MOST_SHOWN + 1
        ]
    )
    count = len(latest) if len(latest) <= MOST_SHOWN else rows.count()
    latest = latest[:MOST_SHOWN]
    visible = people_visible_to(user, on, among={row.person_id for row in latest})
    open_to = set(visible.values_list("pk", flat=True)) if latest else set()
    return [_term(row, on, row.person_id in open_to) for row in latest], count


def _term(row: JabatanHistory, on: datetime.date, opened: bool) -> Term:
    return Term(
        row.person.full_name,
        row.get_how_display(),
        row.mulai,
        row.sampai,
        row.mulai <= on and (row.sampai is None or on <= row.sampai),
        row.mulai > on,
        reverse("people:detail", args=[row.person_id]) if opened else "",
        row.sk_number if opened else "",
    )
