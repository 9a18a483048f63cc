"""`{% load rating %}`: what a desk and a closing show of each of many people, without a template for each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.template.defaultfilters import floatformat
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.performance.enums import Ekspektasi
from praja.performance.models import Period
from praja.web.addresses import addresses
from praja.web.templatetags.praja import chip, once

if TYPE_CHECKING:
    from praja.performance.rating.desk import Row

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


@register.simple_tag
def standing(row: Row, *, saved: Any = False, error: Any = "") -> SafeString:
    """Show how the rating of somebody stands, at an id of its own: what is saved takes its place.

    Usage: `{% standing row saved=saved error=error %}`
    """
    word, look = row.shown
    parts = [chip(word, look) if word else f'<span class="muted">{escape(_("belum ada predikat"))}</span>']
    said = []
    if row.final:
        said.append(_("nilai akhir %(points)s") % {"points": floatformat(row.final.score, "-2")})
    if row.signed:
        said.append(_("ditandatangani"))
    elif saved:
        said.append(_("tersimpan"))
    elif row.rating:
        said.append(_("belum ditandatangani"))
    parts += [f' <span class="muted small">{escape(one)}</span>' for one in said]
    below = ""
    if error:
        below = f'<p class="small"><b>{escape(error)}</b></p>'
    elif row.missing:
        below = f'<p class="small muted">{escape(row.missing)}</p>'
    return mark_safe(f'<div class="stack" id="n-{row.skp.pk}"><p>{"".join(parts)}</p>{below}</div>')


@register.simple_tag(takes_context=True)
def desk_rows(context: template.Context, rows: Iterable[Row], period: Period) -> SafeString:
    """Show people on a desk, each with a form that is saved as it changes.

    Usage: `<ul class="rates" data-rows>{% desk_rows desk.clear period %}</ul>`
    """
    words = {
        "results": _("Hasil kerja"), "behaviours": _("Perilaku"), "reached": _("Capaian"),
        "example": escape(_("Mengapa, dengan contoh?")),
    }  # fmt: skip
    start = once(context, "performance/rating/_row_start.html")
    end = once(context, "performance/rating/_row_end.html")
    address = addresses("performance:rate", under=(period.pk,))
    return mark_safe("".join(_desk_row(row, address(row.skp.pk), words, start, end) for row in rows))


def _desk_row(row: Row, url: str, words: dict[str, str], start: str, end: str) -> str:
    pk, person = row.skp.pk, row.skp.person
    saving = (
        f' hx-post="{url}" hx-trigger="change" hx-target="#n-{pk}" hx-swap="outerHTML"' if row.open else ""
    )
    noted = f"<p>{chips(row.said)}</p>" if row.said else ""
    return (
        f'<li class="rate" id="o-{pk}"><form method="post" action="{url}"{saving}>{start}'
        f'<div class="rate-who"><a href="{url}"><b>{escape(person.full_name)}</b></a>'
        f'<span class="sub muted">{escape(row.post)}</span>{noted}</div>'
        f'<div class="rate-reached">{_reached(row, words["reached"])}</div>'
        f'<div class="rate-given">{_given(row, words)}</div>'
        f'<div class="rate-end">{standing(row)}{end if row.open else ""}</div></form></li>'
    )


def _reached(row: Row, label: str) -> str:
    """Return how far somebody came, and how many pieces of evidence there are."""
    one = row.proposal
    if one.achievement is None:
        shown = f'<p class="muted">{escape(_("capaian belum terhitung"))}</p>'
    else:
        shown = (
            f'<p><b class="fig">{floatformat(one.achievement, "-2")}%</b></p>'
            f'<progress value="{floatformat(one.achievement, "0u")}" max="120" '
            f'aria-label="{escape(label)}"></progress>'
        )
    proofs = ngettext("%(n)s bukti", "%(n)s bukti", one.evidence) % {"n": one.evidence}
    return f'{shown}<p class="muted small">{escape(proofs)}</p>'


def _given(row: Row, words: dict[str, str]) -> str:
    """Return the ratings to choose from; those that were signed, or why none may be given."""
    results, behaviours = words["results"], words["behaviours"]
    rating, pk, name = row.rating, row.skp.pk, row.skp.person.name
    if row.open:
        reason, because = (rating.result_reason, rating.behaviour_reason) if rating else ("", "")
        return (
            f"<div>{seg('result', results, row.result, row.proposal.result, name)}"
            f'<div class="why-not{" always" if row.unproven else ""}"><label for="hr-{pk}">'
            f'{escape(row.asked)}</label><input id="hr-{pk}" name="result_reason" maxlength="1000" '
            f'value="{escape(reason)}"></div></div>'
            f"<div>{seg('behaviour', behaviours, row.behaviour, row.proposal.behaviour, name)}"
            f'<div class="why-not"><label for="pr-{pk}">{words["example"]}</label>'
            f'<input id="pr-{pk}" name="behaviour_reason" maxlength="1000" value="{escape(because)}">'
            "</div></div>"
        )
    if row.signed and rating is not None:
        return (
            f"<p>{escape(results)}: <b>{escape(rating.get_result_display())}</b><br>"
            f"{escape(behaviours)}: <b>{escape(rating.get_behaviour_display())}</b></p>"
        )
    return f'<p class="small">{escape(row.refusal)}</p>'


# --- closing


@register.simple_tag
def unrated(people: Iterable[tuple[str, uuid.UUID]]) -> SafeString:
    """Show people who are not rated yet, each with the way to their SKP.

    Usage: `<ul class="list">{% unrated one.people %}</ul>`
    """
    address = addresses("performance:skp")
    return format_html_join(
        "", '<li class="list-line"><a href="{}">{}</a></li>', ((address(skp), name) for name, skp in people)
    )


@register.simple_tag
def reviewed(people: Iterable[tuple[str, uuid.UUID, bool]]) -> SafeString:
    """Show people whose rating is before the assessment team, and for whom it waits.

    Usage: `<ul class="list">{% reviewed ready.reviewed %}</ul>`
    """
    address = addresses("performance:review")
    back, before = _("menunggu dinilai lagi"), _("menunggu putusan tim")
    return format_html_join(
        "",
        '<li class="list-line"><a href="{}">{}</a><span class="list-state">{}</span></li>',
        ((address(pk), name, back if returned else before) for name, pk, returned in people),
    )
