"""`{% load structure %}`: the chart, which has a hundred boxes, one within another."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from praja.web.words import angka

if TYPE_CHECKING:
    from praja.organization.views.reading import Box

register = template.Library()


@register.simple_tag
def boxes(top: Box) -> SafeString:
    """Show the chart of a unit, with those below it that are drawn.

    Usage: `{% boxes top %}`
    """
    return mark_safe(f'<ul class="tree chart">{_box(top)}</ul>')


def _box(box: Box) -> str:
    url, led = escape(box.url), ""
    if box.node.head is not None:
        holders = ", ".join(one.label for one in box.node.head_holders) or _("lowong")
        led = f"{escape(box.node.head.title)}: {escape(holders)} · "
    below = "".join(_box(child) for child in box.children)
    if box.hidden:
        more = _("dan %(number)s unit lain") % {"number": angka(box.hidden)}
        below += f'<li><div class="leaf"><a href="{url}">{escape(more)}</a></div></li>'
    return (
        f'<li><div class="leaf"><span class="tree-line"><a href="{url}">{escape(box.node.version.name)}</a>'
        f'<span class="muted">{led}{escape(box.counts)}</span></span></div>'
        f"{f'<ul>{below}</ul>' if below else ''}</li>"
    )
