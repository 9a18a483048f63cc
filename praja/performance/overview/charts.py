"""What the pages of a unit draw: each number leads to the people, ratings or obstacles that it counts."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from praja.access.queries import names_of
from praja.organization.models import UnitVersion
from praja.performance.enums import JenisHambatan, PredikatKinerja
from praja.performance.follow.months import named
from praja.performance.overview.counted import AGES, STANDING, Hindered, Spread
from praja.performance.overview.funnel import FILLED, Counts, Scope, Stage, stages_of
from praja.performance.overview.risks import Risk
from praja.performance.periods import named as period_named
from praja.web.addresses import addresses
from praja.web.charts import Chart, Point, bars, downloads_of, stacked


def address(scope: Scope, name: str, *more: Any, unit: uuid.UUID | None = None, **query: Any) -> str:
    """Return the address of a page of a unit's year, of the period that is looked at.

    :param unit: another one, which lies below
    :param query: what is asked besides; what is empty is left out
    """
    place = unit or scope.unit.pk
    path = (
        reverse(f"performance:{name}", args=[place, scope.year, *more])
        if more
        else addresses(f"performance:{name}", scope.year)(place)
    )
    asked = {"periode": scope.period.pk if scope.period and scope.period != scope.periods[0] else ""} | query
    asked = {key: value for key, value in asked.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def people_url(scope: Scope, stage: Stage, *, lacking: bool = False, unit: uuid.UUID | None = None) -> str:
    """Return the address of the people who have come to a stage, or who have not."""
    alone = "ya" if unit == scope.unit.pk else ""
    belum = "ya" if lacking else ""
    return address(scope, "overview_people", unit=unit, tahap=stage.key, belum=belum, langsung=alone)


def _drawn(scope: Scope, part: str, chart: Chart) -> Chart:
    return dataclasses.replace(chart, downloads=downloads_of(address(scope, "overview_part", part)))


def funnel_chart(scope: Scope, found: Counter[str]) -> Chart:
    """Draw how many have come to each stage."""
    note = _("Tahap penilaian: %(period)s.") % {"period": period_named(scope.period)} if scope.period else ""
    points = [
        Point(str(one.label), found[one.key], people_url(scope, one) if found[one.key] else "")
        for one in stages_of(scope)
    ]
    chart = bars("corong", _("Sampai di mana mereka?"), points, heads=(_("Tahap"), _("Orang")), note=note)
    return _drawn(scope, "corong", chart)


def filled_chart(scope: Scope, found: Counter[str]) -> Chart:
    """Draw how many have reported all of the month that is followed."""
    month = named(scope.month) if scope.month else ""
    done, left = found[FILLED.key], found["wajib"] - found[FILLED.key]
    points = [
        Point(_("Sudah lengkap"), done, people_url(scope, FILLED) if done else ""),
        Point(_("Belum lengkap"), left, people_url(scope, FILLED, lacking=True) if left else ""),
    ]
    title = _("Siapa sudah mengisi %(month)s?") % {"month": month} if month else _("Siapa sudah mengisi?")
    note = _("Dari mereka yang SKP-nya disepakati dan berlaku pada bulan itu.")
    chart = stacked("bulan", title, points if month else [], heads=(_("Keadaan"), _("Orang")), note=note)
    return _drawn(scope, "bulan", chart)


def spread_chart(scope: Scope, spread: Spread) -> Chart:
    """Draw how predicates are spread, beside what the pattern of the unit's own predicate expects."""
    points = [
        Point(
            str(one.label),
            spread.counts[one],
            address(scope, "overview_ratings", predikat=one) if spread.counts[one] else "",
            spread.allowed.get(one),
        )
        for one in PredikatKinerja
    ]
    heads: tuple[str, ...] = (_("Predikat"), _("Orang"))
    note = ""
    if spread.allowed:
        heads = (*heads, _("Menurut pola"))
        note = _("Dasar abu-abu: batas menurut pola distribusi bagi unit berpredikat %(predicate)s.") % {
            "predicate": spread.organisation.get_predicate_display() if spread.organisation else ""
        }
    title = _("Bagaimana predikat tersebar?")
    chart = bars("sebaran", title, points if spread.total else [], heads=heads, note=note)
    return _drawn(scope, "sebaran", chart)


def risk_chart(scope: Scope, risks: Collection[Risk]) -> Chart:
    """Draw how many of those who carry each goal are behind plan."""
    points = [
        Point(
            one.goal.text,
            len(one.behind),
            address(scope, "overview_goal", one.goal.pk, keadaan="tertinggal") if one.behind else "",
        )
        for one in risks
    ]
    month = named(scope.month) if scope.month else ""
    note = _("Orang yang di bawah rencana sampai %(month)s, dari yang mengemban sasaran atau mendukungnya.")
    chart = bars(
        "sasaran", _("Sasaran mana yang berisiko?"), points, heads=(_("Sasaran"), _("Orang tertinggal")),
        note=note % {"month": month} if month else "",
    )  # fmt: skip
    return _drawn(scope, "sasaran", chart)


def obstacle_charts(scope: Scope, found: Hindered) -> list[Chart]:
    """Draw how many open obstacles there are by kind, by age and by whom they wait for."""
    heads = (_("Hambatan"), _("Banyaknya"))

    def points(counts: Counter[str], labels: Any, key: str) -> list[Point]:
        return [
            Point(
                str(label), counts[one],
                address(scope, "overview_obstacles", **{key: one}) if counts[one] else "",
            )
            for one, label in labels
            if found.kinds
        ]  # fmt: skip

    kinds = points(found.kinds, JenisHambatan.choices, "jenis")
    ages = points(found.ages, [(key, label) for key, label, _least in AGES], "umur")
    standing = points(found.standing, STANDING.items(), "keadaan")
    by_kind = _drawn(scope, "hambatan", bars("hambatan", _("Apa yang menghambat?"), kinds, heads=heads))
    if not found.kinds:
        return [by_kind]
    return [
        by_kind,
        _drawn(scope, "umur", stacked("umur", _("Sejak kapan?"), ages, heads=heads)),
        _drawn(scope, "penanganan", stacked("penanganan", _("Siapa yang ditunggu?"), standing, heads=heads)),
    ]


# --- units beside each other


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """How many of a unit have come to a stage."""

    label: str
    value: int
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class Compared:
    """A unit directly below, with all below it; or those who work in the unit itself."""

    unit: uuid.UUID
    name: str
    url: str
    cells: list[Cell]
    share: int
    """How many of a hundred have come to the stage by which units are compared, rounded down."""


def compared(scope: Scope, counts: Counts, stage: Stage) -> list[Compared]:
    """Return the units below beside each other, the one that is least far first."""
    rows = UnitVersion.objects.on(scope.on).filter(scope.here()).values_list("unit", "parent")
    parents = dict(rows)
    found: dict[uuid.UUID, Counter[str]] = {}
    for unit, one in counts.items():
        found.setdefault(_branch(unit, scope.unit.pk, parents), Counter()).update(one)
    names = names_of(found, scope.on)
    shown = [_compared(scope, unit, names.get(unit, ""), one, stage) for unit, one in found.items()]
    return sorted(shown, key=lambda one: (one.share, one.name))


def _branch(unit: uuid.UUID, top: uuid.UUID, parents: Mapping[uuid.UUID, uuid.UUID | None]) -> uuid.UUID:
    """Return which of the units directly below `top` another one belongs to; `top` for itself."""
    while unit != top and (above := parents.get(unit)) is not None and above != top:
        unit = above
    return unit


def _compared(scope: Scope, unit: uuid.UUID, name: str, found: Counter[str], stage: Stage) -> Compared:
    cells = [
        Cell(
            str(one.label),
            found[one.key],
            people_url(scope, one, unit=unit) if found[one.key] else "",
        )
        for one in stages_of(scope)
    ]
    own = unit == scope.unit.pk
    name = _("%(unit)s (langsung)") % {"unit": name} if own else name
    url = "" if own else address(scope, "overview", unit=unit)
    everyone = found["semua"]
    return Compared(unit, name, url, cells, found[stage.key] * 100 // everyone if everyone else 0)


def units_chart(scope: Scope, rows: Collection[Compared], stage: Stage) -> Chart:
    """Draw how far the units below have come, of a hundred people each."""
    title = _("Unit mana yang tertinggal? %(stage)s, dari seratus orang") % {"stage": stage.label}
    points = [Point(one.name, one.share, one.url) for one in rows]
    return bars("unit", title, points, heads=(_("Unit"), _("Persen")))
