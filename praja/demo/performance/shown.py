"""Whom to look at of the field's own examples, and where."""

from __future__ import annotations

import dataclasses
import datetime

from django.urls import reverse

from praja.demo.performance.examples import EXAMPLES
from praja.organization.models import PositionVersion
from praja.performance.models import ClosedRating
from praja.performance.rating.predicates import shown
from praja.web.words import angka


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """An example: who signs in, and what there is to see."""

    label: str
    account: str
    name: str
    post: str
    outcome: str
    """The last closed rating in words: how much of the targets, and the predicate."""
    address: str
    """Of the page of that rating."""


def examples_shown(on: datetime.date) -> list[Shown]:
    """Return the examples that were rated, in their order."""
    titles = dict(PositionVersion.objects.on(on).values_list("position", "title"))
    found = []
    for example in EXAMPLES:
        rows = ClosedRating.objects.filter(
            skp__position__code__startswith=example.post, rating__isnull=False, digantikan__isnull=True,
            skp__versions__rhk_versions__text=example.results[0].text,
        )  # fmt: skip
        row = rows.select_related("person__account", "skp").order_by("-period__days").first()
        if row is None or row.person.account is None:
            continue
        achieved = "" if row.achievement is None else f"{angka(row.achievement)} %, "
        found.append(
            Shown(
                example.label, row.person.account.username, row.person.full_name, titles[row.skp.position_id],
                f"{achieved}{shown(row.predicate)[0]}", reverse("performance:rating", args=[row.rating_id]),
            )
        )  # fmt: skip
    return found
