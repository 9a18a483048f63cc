"""`{% load overview %}`: units beside each other, without a template for each of hundreds of figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from praja.performance.plan.queries import Stage
from praja.web.addresses import addresses
from praja.web.words import angka

if TYPE_CHECKING:
    from praja.performance.overview.charts import Compared
    from praja.performance.plan.queries import Coverage

register = template.Library()


def _name(name: str, url: str) -> str:
    said = f'<a href="{escape(url)}">{escape(name)}</a>' if url else escape(name)
    return f'<td data-label="{escape(_("Unit"))}">{said}</td>'


def _figure(label: str, value: int, url: str, said: str = "") -> str:
    shown = said or angka(value)
    shown = f'<a href="{escape(url)}">{shown}</a>' if url else shown
    return f'<td class="num" data-label="{escape(label)}">{shown}</td>'


@register.simple_tag
def compared_rows(rows: Iterable[Compared]) -> SafeString:
    """Show how many of each unit have come to each stage, each figure with the way to its people.

    Usage: `<tbody>{% compared_rows rows %}</tbody>`
    """
    parts = []
    for one in rows:
        cells = "".join(_figure(cell.label, cell.value, cell.url) for cell in one.cells)
        parts.append(f"<tr>{_name(one.name, one.url)}{cells}</tr>")
    return mark_safe("".join(parts))


@register.simple_tag
def coverage_rows(rows: Iterable[Coverage]) -> SafeString:
    """Show how far the SKP of each unit have come, with the way to those that have not come far.

    Usage: `<tbody>{% coverage_rows page %}</tbody>`
    """
    address = addresses("performance:coverage_unit")
    people, agreed, understood = _("Pegawai"), _("Disepakati"), _("Dipahami")
    stages = (
        (_("Belum ada"), "none", Stage.NONE),
        (_("Disusun"), "draft", Stage.DRAFT),
        (_("Menunggu penilai"), "waiting", Stage.WAITING),
    )
    parts = []
    for one in rows:
        url = address(one.unit)
        lacking = "".join(
            _figure(label, count, f"{url}?tahap={stage}" if count else "")
            for label, name, stage in stages
            for count in (getattr(one, name),)
        )
        parts.append(
            f"<tr>{_name(one.name, url)}{_figure(people, one.people, '')}{lacking}"
            f"{_figure(agreed, one.done, '', f'{angka(one.done)} ({one.percent} %)')}"
            f"{_figure(understood, one.understood, '')}</tr>"
        )
    return mark_safe("".join(parts))
