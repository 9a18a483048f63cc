"""`{% load praja %}`: how numbers and days are written, and the components of the style page."""

from __future__ import annotations

import html
from functools import cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.base import render_value_in_context
from django.template.loader import get_template, render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from praja.web import shell, words

register = template.Library()

register.filter("angka", words.angka)
register.filter("rupiah", words.rupiah)
register.filter("selisih", words.selisih)
register.filter("tanggal", words.tanggal)
register.filter("tanggal_pendek", words.tanggal_pendek)
register.filter("waktu", words.waktu)

# What a field of a form is for the device: the native picker, the fitting keyboard.
_NATIVE: dict[type[forms.Widget], tuple[str, str]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


def _only_dashes(label: Any) -> bool:
    return isinstance(label, str) and bool(label) and set(label) <= set("-–—")


def _made_native(field: BoundField, nothing: str = "") -> None:
    widget = field.field.widget
    nothing = nothing or _("Pilih…")
    if isinstance(field.field, forms.ModelChoiceField):
        if _only_dashes(field.field.empty_label):
            field.field.empty_label = nothing
    elif isinstance(field.field, forms.ChoiceField) and isinstance(widget, forms.Select):
        widget.choices = [
            (value, nothing if _only_dashes(label) else label) for value, label in widget.choices
        ]
    if type(widget) in _NATIVE:
        widget.input_type, form = _NATIVE[type(widget)]  # type: ignore[attr-defined]
        widget.format = form  # type: ignore[attr-defined]
    elif isinstance(widget, forms.NumberInput):
        whole = isinstance(field.field, forms.IntegerField) and not isinstance(
            field.field, forms.DecimalField
        )
        widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")


@register.filter
def may_stay_empty(bound: BoundField) -> bool:
    """Return whether a field may be left empty and does not offer that itself, as a choice in words."""
    field = bound.field
    if field.required:
        return False
    if isinstance(field, forms.ModelChoiceField):
        return field.empty_label in (None, _("Pilih…"))
    if isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        nothing = [str(label) for value, label in field.widget.choices if value == ""]
        return not nothing or nothing == [_("Pilih…")]
    return True


def _kind(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "line"


@register.simple_tag
def field(bound: BoundField, css: str = "") -> SafeString:
    """Show a field of a form: label, help, input, error.

    Usage: `{% field form.nip %}`
    """
    _made_native(bound)
    return mark_safe(render_to_string("web/_field.html", {"field": bound, "kind": _kind(bound), "css": css}))


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """Show all fields of a form in one column, and above them what was wrong, with links to the fields.

    Usage: `<form method="post">{% csrf_token %}{% form_fields form %}<button class="btn">…</button></form>`
    """
    for bound in form.visible_fields():
        _made_native(bound)
    fields = [(bound, _kind(bound)) for bound in form.visible_fields()]
    return mark_safe(render_to_string("web/_form.html", {"form": form, "fields": fields}))


@register.simple_tag(takes_context=True)
def table(context: template.Context, table: Any) -> SafeString:
    """Show a `praja.web.tables.Table`.

    Usage: `{% table table %}`
    """
    if table.filterset is not None:
        for bound in table.filterset.form.visible_fields():
            _made_native(bound, _("semua"))
            bound.field.required = False
    fields = (
        [(bound, _kind(bound)) for bound in table.filterset.form.visible_fields()]
        if table.filterset is not None
        else []
    )
    return mark_safe(
        render_to_string("web/_table.html", {"table": table, "fields": fields}, context.get("request"))
    )


@register.simple_tag(takes_context=True)
def table_rows(context: template.Context, table: Any) -> SafeString:
    """Show the rows of a table, without a template for each of hundreds of cells.

    Usage: `<tbody>{% table_rows table %}</tbody>`
    """

    def said(value: Any) -> str:
        return html.escape(value) if type(value) is str else render_value_in_context(value, context)

    opening = [
        '<td role="cell"{} data-label="{}">'.format(' class="num"' if column.num else "", said(column.label))
        for column in table.columns
    ]
    pick = escape(_("Pilih"))
    parts = []
    for row in table.rows:
        parts.append('<tr role="row">')
        if table.select:
            parts.append(
                '<td role="cell" class="pick"><label><input type="checkbox" name="pilih"'
                f' value="{said(row.pk)}" form="{escape(table.select)}">'
                f'<span class="hidden">{pick} {said(row.cells[0].text)}</span></label></td>'
            )
        for start, cell in zip(opening, row.cells, strict=True):
            text = said(cell.text)
            if cell.url:
                text = f'<a href="{html.escape(cell.url)}">{text}</a>'
            elif cell.state is not None:
                text = chip(cell.text, cell.state)
            elif cell.whole:
                text = f'<span class="whole">{text}</span>'
            sub = f'<span class="sub muted">{said(cell.sub)}</span>' if cell.sub else ""
            parts.append(f"{start}{text}{sub}</td>")
        parts.append("</tr>")
    return mark_safe("".join(parts))


@register.simple_tag
def navigation_lines(lines: list[shell.NavLine]) -> SafeString:
    """Show lines of the navigation by their groups, which fold, without a template for each of them.

    Usage: `<ul class="nav">{% navigation_lines shell.navigation %}</ul>`
    """
    parts = []
    for group in shell.grouped(lines):
        if group.folds:
            name = escape(group.name)
            opened = " open" if group.open else ""
            parts.append(f'<li><details data-fold="{name}"{opened}><summary>{name}</summary><ul>')
        for line in group.lines:
            current = ' aria-current="page"' if line.current else ""
            parts.append(f'<li><a href="{escape(line.url)}"{current}>{escape(line.label)}</a></li>')
        if group.folds:
            parts.append("</ul></details></li>")
    return mark_safe("".join(parts))


@register.inclusion_tag("web/_empty.html")
def empty(title: Any, text: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    """Show that there is nothing yet, what will be here, and what to do.

    Usage: `{% empty title text url label %}`
    """
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("web/_timeline.html")
def timeline(items: Any) -> dict[str, Any]:
    """Show what happened, newest first as given.

    Each item: `when` (day or text), `title`, `detail`, `url`, `chip`, `state` (ok, warn, bad), `old`.
    Usage: `{% timeline items %}`
    """
    return {"items": items}


@register.simple_tag
def tree(nodes: Any, label: Any = "") -> SafeString:
    """Show a tree whose branches open without script.

    Each node: `label`, `url`, `detail`, `chip`, `state`, `children`, `open`.
    Usage: `{% tree nodes label %}`
    """
    named = f' aria-label="{escape(label)}"' if label else ""
    opens = escape(_("Buka halamannya"))
    return mark_safe(f'<ul class="tree"{named}>{"".join(_branch(node, opens) for node in nodes)}</ul>')


def _branch(node: Any, opens: str) -> str:
    name, url = escape(node.label), escape(node.url)
    state = f" {chip(node.chip, node.state)}" if node.chip else ""
    detail = f'<span class="muted">{escape(node.detail)}</span>' if node.detail else ""
    if not node.children:
        title = f'<a href="{url}">{name}</a>' if node.url else f"<b>{name}</b>"
        return f'<li><div class="leaf"><span class="tree-line">{title}{state}{detail}</span></div></li>'
    page = (
        f'<p class="tree-open"><a href="{url}">{opens}<span class="hidden"> {name}</span></a></p>'
        if node.url
        else ""
    )
    return (
        f"<li><details{' open' if node.open else ''}><summary>"
        f'<span class="tree-line"><b>{name}</b>{state}{detail}</span></summary>{page}'
        f"<ul>{''.join(_branch(child, opens) for child in node.children)}</ul></details></li>"
    )


@register.inclusion_tag("web/_figure.html")
def figure(value: Any, label: Any, note: Any = "", state: str = "") -> dict[str, Any]:
    """Show one large figure: at most one a page.

    Usage: `{% figure amount|rupiah label note state %}`
    """
    return {"value": value, "label": label, "note": note, "state": state}


@register.inclusion_tag("web/_chart.html")
def chart(chart: Any) -> dict[str, Any]:
    """Show a chart of `praja.web.charts` with its legend, and its table one tap away.

    Usage: `{% chart chart %}`
    """
    return {"chart": chart}


@register.inclusion_tag("web/_chart_later.html")
def chart_later(key: str, url: str, title: Any) -> dict[str, Any]:
    """Show a chart that has an address of its own once the page is there; without script, a link to it.

    Usage: `{% chart_later key url title %}`
    """
    return {"key": key, "url": url, "title": title}


@register.inclusion_tag("web/_progress.html")
def progress(done: int, total: int, label: Any, wrong: int = 0) -> dict[str, Any]:
    """Show how far long work is, in words and as a bar.

    Usage: `{% progress done total label wrong %}`
    """
    return {"done": done, "total": total, "label": label, "wrong": wrong}


@register.inclusion_tag("web/_steps.html")
def steps(names: Any, now: int) -> dict[str, Any]:
    """Show the steps of a piece of work; `now` is the number of the present one, from 1.

    Usage: `{% steps names 2 %}`
    """
    return {"steps": [(number, name) for number, name in enumerate(names, start=1)], "now": now}


@register.inclusion_tag("web/_months.html")
def months(cells: Any) -> dict[str, Any]:
    """Show the months of a year beside each other, each with its state in a word.

    Each cell: `label`, `name` (the whole month), `text`, `look` (ok, warn, bad or nothing), `url`, `now`.
    Usage: `{% months cells %}`
    """
    return {"cells": cells}


@register.simple_tag
def chip(text: Any, state: str = "") -> SafeString:
    """Show a state with its word; `state` is ok, warn, bad or nothing.

    Usage: `{% chip text "warn" %}`
    """
    return format_html('<span class="chip {}">{}</span>', state, text) if text else SafeString("")


@register.simple_block_tag
def dialog(content: str, id: str, title: Any) -> SafeString:
    """Show a dialog that a link `<a href="#id" data-dialog>` opens, with script or without.

    Usage: `{% dialog "id" title %}…{% enddialog %}`
    """
    return mark_safe(render_to_string("web/_dialog.html", {"id": id, "title": title, "content": content}))


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: str, subject: Any = None) -> SafeString:
    """Show what other apps have to say at this place about this subject.

    Usage: `{% panels "person" person %}`
    """
    request = context["request"]
    return mark_safe(
        "".join(
            render_to_string(panel.template, found, request)
            for panel, found in shell.panels_at(place, request, subject)
        )
    )


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str, found: dict[str, Any]) -> SafeString:
    """Show a template with a context of its own.

    Usage: `{% part template context %}`
    """
    return mark_safe(render_to_string(name, found, context["request"]))


@register.simple_tag(takes_context=True)
def once(context: template.Context, name: str) -> SafeString:
    """Show a template that stands twice on a page, rendered once.

    Usage: `{% once "web/_navigation.html" %}`
    """
    shown: dict[str, SafeString] = context["shell"]["shown"]
    if name not in shown:
        shown[name] = get_template(name).template.render(context)  # type: ignore[attr-defined]
    return shown[name]


@register.simple_tag
def fixed(name: str) -> SafeString:
    """Show a template that says the same to everybody who reads its language, rendered once per process.

    Usage: `{% fixed "web/_script_dialogs.html" %}`
    """
    return _fixed(name, get_language())


@cache
def _fixed(name: str, language: str) -> SafeString:
    return mark_safe(render_to_string(name))


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: Any) -> str:
    """Return the address of this page with other parameters; an empty one is removed.

    Usage: `{% here halaman=2 %}`
    """
    request = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else str(request.path)
