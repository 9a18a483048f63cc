"""`{% load rating %}`: what a desk shows of each of many people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from praja.performance.enums import Ekspektasi

register = template.Library()


@register.simple_tag
def chips(said: Iterable[tuple[Any, str]]) -> SafeString:
    """Show several states, each with its word.

    Usage: `{% chips row.said %}`
    """
    return format_html_join(" ", '<span class="chip {}">{}</span>', ((look, text) for text, look in said))


@register.simple_tag
def seg(
    name: str,
    legend: Any,
    chosen: Any,
    proposed: Any = "",
    who: Any = "",
    none: Any = "",
    *,
    quiet: bool = False,
) -> SafeString:
    """Show the degrees of a rating to choose from, without a template for each: a desk shows hundreds.

    Usage: `{% seg "result" legend row.result row.proposal.result who %}`

    :param who: of whom or of what it is, for those who do not see the page
    :param none: what the choice of no degree is called; without it, there is none
    :param quiet: whether the legend is only for those who do not see the page
    """
    named = escape(name)
    empty = (
        f'<label><input type="radio" name="{named}" value=""{"" if chosen else " checked"}>'
        f"<span>{escape(none)}</span></label>"
        if none
        else ""
    )
    degrees = "".join(
        f'<label><input type="radio" name="{named}" value="{value}"'
        f"{' checked' if value == chosen else ''}{' data-usulan' if value == proposed else ''}>"
        f"<span>{said}</span></label>"
        for value, said in (
            (Ekspektasi.DI_BAWAH.value, _("Di bawah")),
            (Ekspektasi.SESUAI.value, _("Sesuai")),
            (Ekspektasi.DI_ATAS.value, _("Di atas")),
        )
    )
    of = f'<span class="hidden"> {escape(who)}</span>' if who else ""
    hidden = ' class="hidden"' if quiet else ""
    return mark_safe(
        f'<fieldset class="seg"><legend{hidden}>{escape(legend)}{of}</legend>{empty}{degrees}</fieldset>'
    )
