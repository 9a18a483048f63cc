"""What the search of the site finds of performance: SKP by whose they are, goals by their words."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from praja.access.queries import names_of
from praja.people.models import Person
from praja.people.queries import folded
from praja.performance.enums import KeadaanSkp
from praja.performance.goals.queries import goals_visible_to, titles_of
from praja.performance.queries import skps_visible_to
from praja.web.shell import Found, day_of

SHORTEST: Final = 3
"""Letters without which nothing is looked for."""
MOST_FOUND: Final = 5


def find_skps(user: Any, text: str) -> list[Found]:
    """Find the SKP of this year by the names or the NIP of those whose they are."""
    wanted = folded(text)
    if len(wanted) < SHORTEST:
        return []
    on = day_of(user)
    named = Q()
    for word in wanted.split():
        named &= Q(search__contains=word)
    people = Person.objects.filter(named).order_by().values("pk")
    rows = skps_visible_to(user, on).filter(year=on.year, person__in=people)
    found = list(
        rows.exclude(state=KeadaanSkp.DIBATALKAN)
        .select_related("person")
        .order_by("person__name", "-berlaku")[:MOST_FOUND]
    )
    titles = titles_of({one.position_id for one in found}, on) if found else {}
    return [
        Found(
            _("SKP %(name)s") % {"name": one.person.full_name},
            " · ".join(filter(None, (str(one.year), titles.get(one.position_id, "")))),
            reverse("performance:skp", args=[one.pk]),
        )
        for one in found
    ]


def find_goals(user: Any, text: str) -> list[Found]:
    """Find the goals of units of this year by their words."""
    words = text.replace("\x00", " ").split()
    if len("".join(words)) < SHORTEST:
        return []
    rows = goals_visible_to(user).filter(year=day_of(user).year)
    for word in words[:8]:
        rows = rows.filter(text__icontains=word)
    found = list(rows.order_by("text", "pk")[:MOST_FOUND])
    names = names_of([one.unit_id for one in found]) if found else {}
    return [
        Found(
            one.text,
            f"{one.get_kind_display()} · {names.get(one.unit_id, '')}",
            reverse("performance:goals", args=[one.unit_id, one.year]),
        )
        for one in found
    ]
