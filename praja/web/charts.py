"""Charts drawn on the server: data in, SVG and the rows of its table out. Nothing is asked and nothing kept.

Positions across are percents and positions down are pixels: a chart fills its place at any width, with its
text as large as the page's. Colours are classes that praja.css fills from its tokens, in both themes.

    chart = bars("pensiun", _("Siapa pensiun tahun demi tahun?"), [Point("2027", 3, url), …])
    {% chart chart %}
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from praja.web.exports import EXPORT, FORMATS, export_response
from praja.web.words import angka

Number = int | float | Decimal | None
"""A value; none where it is not known, which is drawn as nothing and written as a dash."""

TONES = 5
"""Colours that praja.css knows, `t1` to `t5`; further parts begin again with the first."""
BESIDE = 10
"""Labels of at most so many letters stand beside their bars; where one is longer, all stand above."""
LONGEST = 40
"""Letters of a label that a phone has room for; the table has the whole of it."""
MOST_LABELS = 6
"""Labels below a line."""
_ROW, _BAR = 44, 18  # a row that is tapped is as high as a finger
_HEIGHT, _TOP, _FOOT = 190, 22, 26  # of lines


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its label; `url` leads to what it counts."""

    label: str
    value: Number
    url: str = ""
    band: tuple[Number, Number] | None = None
    """Between which values it is expected, where anything is: drawn as ground behind its bar."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name, and a value at each label."""

    label: str
    values: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Part:
    """A part as the legend shows it: its colour, name, value and address."""

    tone: str
    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart, and the table that says the same.

    :param key: of the chart on its page, in ids
    :param heads: of the columns of the table
    :param rows: of the table: label, address or nothing, values as written
    """

    key: str
    title: str
    note: str
    svg: SafeString
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    legend: tuple[Part, ...] = ()
    downloads: tuple[tuple[str, str], ...] = ()
    """As what the table can be taken away, and the address of each (`downloads_of`)."""


Shown = Callable[[Any], str]


def bars(
    key: str,
    title: str,
    points: Sequence[Point],
    *,
    heads: tuple[str, ...] = ("", ""),
    note: str = "",
    shown: Shown = angka,
) -> Chart:
    """Draw lying bars, one a row, with label and value as text; below zero they lie to the left of it.

    :param heads: of the table's columns: what the labels are, what the values count; where points have a
        band, a third one for it
    """
    values = [_number(point.value) for point in points]
    edges = [_number(edge) for point in points for edge in point.band or ()]
    known = [Decimal(0), *_known(values), *_known(edges)]
    low, high = min(known), max(known)
    above = any(len(point.label) > BESIDE for point in points)
    left, width = (0.0, 100.0) if above else (22.0, 62.0)
    zero = left + width * _share(-low, high - low)
    rows = []
    for number, (point, value) in enumerate(zip(points, values, strict=True)):
        top = number * _ROW
        text, bar = (top + 15, top + 22) if above else (top + 27, top + (_ROW - _BAR) // 2)
        drawn = _bar(value, zero, width, high - low, bar)
        if point.band is not None:
            drawn = format_html("{}{}", _band(point.band, zero, width, high - low, bar), drawn)
        row = format_html(
            '<rect class="hit" x="0" y="{}" width="100%" height="{}"/><text x="0" y="{}">{}</text>{}'
            '<text class="value" x="100%" y="{}" text-anchor="end">{}</text>',
            top, _ROW, text, _cut(point.label), drawn, text, shown(point.value),
        )  # fmt: skip
        rows.append(format_html('<a href="{}">{}</a>', point.url, row) if point.url else row)
    height = max(len(points), 1) * _ROW
    axis = _line("axis", zero, 0, zero, height) if low < 0 else ""
    drawing = format_html("{}{}", axis, _joined(rows))
    linked = any(point.url for point in points)
    return Chart(
        key, title, note, _svg(key, title, _said(points, shown), drawing, height, linked=linked),
        heads, _rows(points, shown, bands=len(heads) > 2),
    )  # fmt: skip


def _band(band: tuple[Number, Number], zero: float, width: float, span: Decimal, top: int) -> SafeString:
    low, high = _number(band[0]) or Decimal(0), _number(band[1]) or Decimal(0)
    return format_html(
        '<rect class="band" x="{}%" y="{}" width="{}%" height="{}" rx="3"/>',
        _percent(zero + width * _share(low, span)), top - 4,
        _percent(max(width * _share(high - low, span), 0.6)), _BAR + 8,
    )  # fmt: skip


def _bar(value: Decimal | None, zero: float, width: float, span: Decimal, top: int) -> SafeString:
    if not value:
        return SafeString("")
    wide = max(width * _share(abs(value), span), 0.4)  # one among millions is still seen
    return format_html(
        '<rect class="{}" x="{}%" y="{}" width="{}%" height="{}" rx="3"/>',
        "t1 minus" if value < 0 else "t1", _percent(zero - wide if value < 0 else zero), top,
        _percent(wide), _BAR,
    )  # fmt: skip


def lines(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    head: str = "",
    note: str = "",
    shown: Shown = angka,
) -> Chart:
    """Draw values over time, a line a series; where a value is not known, the line has a gap."""
    values = [[_number(value) for value in one.values] for one in series]
    known = _known([value for one in values for value in one])
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    deep = _HEIGHT - _TOP - _FOOT

    def across(number: int) -> float:
        return 2 + 96 * (number / (len(labels) - 1) if len(labels) > 1 else 0.5)

    def down(value: Decimal) -> float:
        return _TOP + deep * (1 - _share(value - low, high - low))

    marks = [_line("axis", 0, down(edge), 100, down(edge)) for edge in dict.fromkeys((high, low, Decimal(0)))]
    marks += [
        format_html('<text x="0" y="{}">{}</text>', round(down(edge) - 5, 1), shown(edge))
        for edge in dict.fromkeys((high, low))
        if edge
    ]
    for order, one in enumerate(values):
        places = [(across(at), down(value)) for at, value in enumerate(one) if value is not None]
        pairs = [(at - 1, at) for at in range(1, len(one)) if one[at] is not None and one[at - 1] is not None]
        for before, after in pairs:
            start, end = one[before], one[after]
            assert start is not None and end is not None
            marks.append(_line(_tone(order), across(before), down(start), across(after), down(end)))
        marks += [
            format_html('<circle class="{}" cx="{}%" cy="{}" r="3"/>', _tone(order), _percent(x), round(y, 1))
            for x, y in places
        ]
    step = max(1, -(-len(labels) // MOST_LABELS))
    for at in range(0, len(labels), step):
        anchor = "start" if at == 0 and len(labels) > 1 else "end" if at == len(labels) - 1 > 0 else "middle"
        marks.append(
            format_html(
                '<text x="{}%" y="{}" text-anchor="{}">{}</text>',
                _percent(across(at)),
                _HEIGHT - 6,
                anchor,
                _cut(labels[at], 12),
            )  # fmt: skip
        )
    rows = tuple(
        (label, "", tuple(shown(one.values[at]) for one in series)) for at, label in enumerate(labels)
    )
    last = [Point(one.label, one.values[-1] if one.values else None) for one in series]
    return Chart(
        key, title, note,
        _svg(key, title, _said(last, shown), _joined(marks), _HEIGHT),
        (head, *(one.label for one in series)), rows, _legend(last, shown),
    )  # fmt: skip


def stacked(
    key: str,
    title: str,
    points: Sequence[Point],
    *,
    heads: tuple[str, str] = ("", ""),
    note: str = "",
    shown: Shown = angka,
) -> Chart:
    """Draw the parts of a whole as one bar, with a legend that names each part with its value.

    :raises ValueError: if a part is below zero; then it is not a part of a whole
    """
    values = [_number(point.value) or Decimal(0) for point in points]
    if min(values, default=Decimal(0)) < 0:
        raise ValueError("A part of a whole cannot be below zero; draw bars instead.")
    total = sum(values, Decimal(0))
    start, marks = Decimal(0), []
    for order, value in enumerate(values):
        if value:
            left, wide = 100 * _share(start, total), 100 * _share(value, total)
            marks.append(
                format_html(
                    '<rect class="{} part" x="{}%" y="1" width="{}%" height="{}"/>',
                    _tone(order),
                    _percent(left),
                    _percent(wide),
                    _BAR,
                )  # fmt: skip
            )
        start += value
    whole = format_html('<rect class="ground" width="100%" y="1" height="{}"/>', _BAR)
    drawing = format_html("{}{}", whole, _joined(marks))
    return Chart(
        key, title, note, _svg(key, title, _said(points, shown), drawing, _BAR + 2),
        heads, _rows(points, shown), _legend(points, shown),
    )  # fmt: skip


# --- numbers


def _number(value: Number) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def _known(values: Sequence[Decimal | None]) -> list[Decimal]:
    return [value for value in values if value is not None]


def _share(part: Decimal | int, whole: Decimal | int) -> float:
    """Return how much of a whole a part is; of nothing, nothing. Exact for numbers of any length."""
    return float(Decimal(part) / Decimal(whole)) if whole else 0.0


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


# --- markup


def _tone(order: int) -> str:
    return f"t{order % TONES + 1}"


def _cut(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _line(css: str, left: float, top: float, right: float, bottom: float) -> SafeString:
    return format_html(
        '<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>',
        css, _percent(left), round(top, 1), _percent(right), round(bottom, 1),
    )  # fmt: skip


def _joined(marks: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((mark,) for mark in marks))


def _svg(
    key: str, title: str, said: str, drawing: SafeString, height: int, *, linked: bool = False
) -> SafeString:
    """Return the drawing with its name and what it says. What can be followed is a group, else an image."""
    return format_html(
        '<svg role="{}" aria-labelledby="grafik-{}-judul grafik-{}-isi" width="100%" height="{}">'
        '<title id="grafik-{}-judul">{}</title><desc id="grafik-{}-isi">{}</desc>{}</svg>',
        "group" if linked else "img", key, key, height, key, title, key, said, drawing,
    )  # fmt: skip


def _said(points: Sequence[Point], shown: Shown) -> str:
    return "; ".join(f"{point.label}: {shown(point.value)}" for point in points)


def _rows(
    points: Sequence[Point], shown: Shown, *, bands: bool = False
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple(
        (point.label, point.url, (shown(point.value), *([_band_said(point.band, shown)] if bands else [])))
        for point in points
    )


def _band_said(band: tuple[Number, Number] | None, shown: Shown) -> str:
    return shown(None) if band is None else f"{shown(band[0])}–{shown(band[1])}"


def downloads_of(address: str) -> tuple[tuple[str, str], ...]:
    """Return as what the table of a chart can be taken away from its address, and the address of each."""
    joint = "&" if "?" in address else "?"
    return tuple((kind.upper(), f"{address}{joint}{EXPORT}={kind}") for kind in FORMATS)


def taken_away(request: HttpRequest, chart: Chart) -> HttpResponse | None:
    """Return the table of a chart as the file that the request asks for; none where it asks for none."""
    kind = request.GET.get(EXPORT)
    if kind not in FORMATS:
        return None
    rows = [(label, *values) for label, _url, values in chart.rows]
    return export_response(request, str(kind), chart.key, chart.heads, rows)


def _legend(points: Sequence[Point], shown: Shown) -> tuple[Part, ...]:
    return tuple(
        Part(_tone(order), point.label, shown(point.value), point.url) for order, point in enumerate(points)
    )
