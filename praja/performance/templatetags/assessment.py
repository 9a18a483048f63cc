"""`{% load assessment %}`: what a team sees of each of the many ratings before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.performance.enums import PredikatKinerja
from praja.performance.team.queries import why_said

if TYPE_CHECKING:
    from praja.performance.team.queries import Row

register = template.Library()


@register.simple_tag
def queued(rows: Iterable[Row], votes: int, *, member: Any) -> SafeString:
    """Show the lines of a queue, without a template for each: a queue has a hundred.

    Usage: `<ul class="list" data-rows>{% queued queue.waiting votes member=True %}</ul>`

    :param votes: how many members may say what they find
    :param member: the one who asks, or whether they are one of them
    """
    predicates = {one.value: str(one.label) for one in PredikatKinerja}
    whys: dict[tuple[str, ...], str] = {}
    out = escape(_("Anda berhalangan"))
    parts = []
    for row in rows:
        review = row.review
        if (codes := tuple(review.why)) not in whys:
            whys[codes] = escape(", ".join(why_said(codes)))
        if member and row.out:
            said = out
        else:
            words = ngettext(
                "%(said)s dari %(votes)s berpendapat", "%(said)s dari %(votes)s berpendapat", row.said
            )
            said = escape(words % {"said": row.said, "votes": votes})
        parts.append(
            f'<li><a class="list-line" href="{reverse("performance:review", args=[review.pk])}">'
            f"<span>{escape(review.skp.person.full_name)}"
            f'<span class="sub muted">{whys[codes]}</span></span>'
            f'<span class="list-state">{escape(predicates[review.rating.predicate])}'
            f'<span class="sub muted">{said}</span></span></a></li>'
        )
    return mark_safe("".join(parts))
