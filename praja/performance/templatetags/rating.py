"""`{% load rating %}`: what a desk shows of each of many people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from praja.performance.enums import Ekspektasi

register = template.Library()


@register.simple_tag
def degrees(
    name: str, expected: Iterable[tuple[str, Any]], chosen: Any, proposed: Any, closed: Any = False
) -> SafeString:
    """Show the degrees of a rating to choose from, without a template for each: a desk shows hundreds.

    Usage: `{% degrees "result" expected chosen proposed closed %}`
    """
    short = {
        Ekspektasi.DI_ATAS: _("Di atas"),
        Ekspektasi.SESUAI: _("Sesuai"),
        Ekspektasi.DI_BAWAH: _("Di bawah"),
    }
    return mark_safe(
        "".join(
            f'<label><input type="radio" name="{escape(name)}" value="{value}"'
            f"{' checked' if value == chosen else ''}{' data-usulan' if value == proposed else ''}"
            f"{' disabled' if closed else ''}><span>{short[Ekspektasi(value)]}</span></label>"
            for value, _label in expected
        )
    )
