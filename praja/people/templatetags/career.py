"""`{% load career %}`: the rows of a career, of which a person's page has dozens, each with a dozen parts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from praja.people.careers import Entry
from praja.people.models import Person
from praja.web.templatetags.praja import chip
from praja.web.words import tanggal, waktu

register = template.Library()


@register.simple_tag(takes_context=True)
def entries(context: template.Context, rows: Iterable[Entry]) -> SafeString:
    """Show rows of a history, each with its SK, who recorded it and what it replaced.

    Usage: `{% entries one.now %}`
    """
    person, known_at = context["person"], context.get("known_at")
    may_edit = bool(context.get("may_edit"))
    return mark_safe("".join(_entry(one, person, known_at, may_edit) for one in rows))


def _entry(entry: Entry, person: Person, known_at: datetime.datetime | None, may_edit: bool) -> str:
    row: Any = entry.row

    def address(name: str) -> str:
        return escape(reverse(name, args=[person.pk, entry.kind.key, row.pk]))

    changes = (
        f'<p class="row"><a class="btn quiet" href="{address("people:correct_sk")}">{_("Perbaiki")}</a>'
        f' <a class="btn quiet" href="{address("people:withdraw_sk")}">{_("Tarik")}</a></p>'
        if may_edit and not row.digantikan
        else ""
    )
    return (
        f'<details class="line"><summary><span>{escape(entry.text)}'
        f'<span class="sub muted">{escape(entry.period)}</span></span><span>{_state(entry, known_at)}</span>'
        f'</summary><div class="why"><dl class="facts">{"".join(_facts(entry, address))}</dl>'
        f"{_replaced(entry)}{changes}</div></details>"
    )


def _state(entry: Entry, known_at: datetime.datetime | None) -> str:
    if entry.withdrawn:
        return chip(_("ditarik"), "bad")
    if entry.row.digantikan and not known_at:
        return chip(_("digantikan"))
    return chip(_("diperbaiki")) if entry.corrected else ""


def _facts(entry: Entry, address: Any) -> Iterable[str]:
    row: Any = entry.row

    def line(label: str, text: str, css: str = "") -> str:
        return f"<dt>{label}</dt><dd{css}>{text}</dd>"

    if row.sk_number:
        said = f"{row.sk_number}, {tanggal(row.sk_date)}" if row.sk_date else row.sk_number
        yield line(_("Nomor SK"), escape(said), ' class="wrap"')
    elif entry.kind.sk_needed:
        yield line(_("Nomor SK"), _("belum diisi"))
    if row.sk_by:
        yield line(_("Penanda tangan"), escape(row.sk_by))
    if getattr(row, "ended_by", ""):
        why = str(row.get_ended_by_display())
        if row.end_sk_number:
            on = f", {tanggal(row.end_sk_date)}" if row.end_sk_date else ""
            why = f"{why} ({row.end_sk_number}{on})"
        yield line(_("Berakhir karena"), escape(why))
    if row.file_id:
        yield line(_("Berkas"), f'<a href="{address("people:sk_file")}">{escape(row.file.name)}</a>')
    if getattr(row, "end_file_id", None):
        link = f'<a href="{address("people:sk_file")}?akhir=1">{_("Unduh")}</a>'
        yield line(_("Berkas pemberhentian"), link)
    if row.note:
        yield line(_("Catatan"), escape(row.note))
    said = waktu(row.tercatat)
    if row.dicatat_oleh:
        said += " " + _("oleh %(who)s") % {"who": row.dicatat_oleh}
    yield line(_("Dicatat"), escape(said))
    if row.digantikan:
        why = f": {entry.reason}" if entry.reason else ""
        yield line(_("Tidak berlaku lagi"), escape(waktu(row.digantikan) + why))


def _replaced(entry: Entry) -> str:
    if not entry.replaced:
        return ""
    lines = "".join(f"<li>{escape(_once(one))}</li>" for one in entry.replaced)
    return f'<p class="small"><b>{_("Sebelumnya tercatat")}</b></p><ul class="small">{lines}</ul>'


def _once(entry: Entry) -> str:
    row = entry.row
    when = {"when": waktu(row.tercatat), "until": waktu(row.digantikan), "who": row.dicatat_oleh}
    told = (
        _("Dicatat %(when)s oleh %(who)s; digantikan %(until)s.")
        if row.dicatat_oleh
        else _("Dicatat %(when)s; digantikan %(until)s.")
    )
    said = f"{entry.text}, {entry.period}. {told % when}"
    return said + (" " + _("Alasan: %(why)s.") % {"why": entry.reason} if entry.reason else "")
