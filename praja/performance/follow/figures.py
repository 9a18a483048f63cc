"""Figures that come by sheet or from another system: what their rows say, and what they would change.

A row names an indicator by its code (`IndicatorVersion.feed`), whose it is (NIP, or the code of a unit: then
of everybody there whose SKP has the code), a month, and a figure, or for an indicator by date the day.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from praja.organization.models import Unit
from praja.performance.enums import Arah, KeadaanSkp, KeadaanVersi
from praja.performance.follow import clock
from praja.performance.follow.actions.months import Said, wrong_with
from praja.performance.follow.months import AGREED, holding, months_of
from praja.performance.measuring import LARGEST, FigureField
from praja.performance.models import IndicatorVersion, Realisation, SelfReport, SkpVersion
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book
from praja.sheet.named import cell_text, named_rows
from praja.sheet.names import CARRIED
from praja.web.said import gettext as _

MOST_ROWS = 50_000
PLACES = Decimal("0.0001")
MOST_TOLD = 1_000
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "kode": ("Kode data", "Kode", "Kode indikator"),
    "nip": CARRIED["nip"],
    "unit": ("Kode unit", "Unit"),
    "bulan": ("Bulan", "Periode"),
    "nilai": ("Nilai", "Realisasi", "Angka", "Selesai pada", "Tanggal selesai"),
}
_MONTHS = (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})(-\d{2})?", re.ASCII),
           re.compile(r"(?P<m>\d{1,2})[-/](?P<y>\d{4})", re.ASCII))  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row as it was given: text in every cell, but a number where one was given as such."""

    line: int
    code: str
    nip: str
    unit: str
    month: str
    value: str | Decimal


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row."""

    line: int
    who: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """Return it as a batch keeps it."""
        return {"baris": self.line, "siapa": self.who, "mengapa": self.why}


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A figure that would be recorded, in place of what is known."""

    indicator: uuid.UUID
    skp: uuid.UUID
    person: uuid.UUID
    name: str
    text: str
    unit: str
    month: datetime.date
    value: Decimal | None
    done_on: datetime.date | None
    old: Realisation | None

    def as_json(self) -> dict[str, Any]:
        """Return it as the preview shows it."""
        new = self.done_on.isoformat() if self.done_on else f"{self.value:f}"
        old = self.old
        before = "" if old is None else (old.done_on.isoformat() if old.done_on else _figure(old.value))
        return {
            "nama": self.name, "indikator": self.text, "satuan": self.unit, "bulan": f"{self.month:%Y-%m}",
            "semula": before, "menjadi": new, "diisi_pegawai": old is not None and old.batch_id is None,
        }  # fmt: skip


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


@dataclasses.dataclass(slots=True)
class Plan:
    """What rows would change, what is wrong with them, and how many say what is known already."""

    changes: list[Change]
    problems: list[Problem]
    same: int = 0

    @property
    def digest(self) -> str:
        """Return by what the changes can be recognised."""
        rows = sorted(
            [str(one.indicator), f"{one.month}", _figure(one.value), str(one.done_on or ""),
             str(one.old.pk if one.old else "")]
            for one in self.changes
        )  # fmt: skip
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


# --- which codes there are


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """A code of data as agreed SKP name it."""

    code: str
    text: str
    """An indicator that has it."""
    people: int
    filled: int
    """Of how many of them there is a figure of the month."""


def codes_in(units: QuerySet[Unit], month: datetime.date) -> list[Code]:
    """Return the codes that agreed SKP of units name in a month, in their order.

    :param month: by its first day
    """
    known = Realisation.objects.filter(
        indicator=OuterRef("indicator"), month=month, digantikan__isnull=True, batch__isnull=False
    )
    rows = (
        IndicatorVersion.objects.exclude(feed="")
        .filter(
            version__state=KeadaanVersi.DISEPAKATI,
            version__skp__state__in=(KeadaanSkp.BERJALAN, KeadaanSkp.BERAKHIR),
            version__skp__unit__in=units.order_by().values("pk"),
            version__skp__berlaku__overlap=DateRange(month, clock.next_month(month)),
        )
        .values("feed")
        .annotate(
            said=Min("text"),
            people=Count("version__skp__person", distinct=True),
            filled=Count("version__skp__person", distinct=True, filter=Exists(known)),
        )
        .order_by("feed")
    )
    return [Code(one["feed"], one["said"], one["people"], one["filled"]) for one in rows]


# --- reading


def rows_of(book: Book) -> list[Row]:
    """Return the rows of the first sheet with the headings, each cell as text.

    :raises SheetRefused: if no sheet has them, or there are too many rows
    """
    found = named_rows(book, HEADINGS, ("kode",), ("bulan",), ("nilai",), ("nip", "unit"))
    if found is None:
        raise SheetRefused(
            _("Judul kolomnya tidak ditemukan."),
            _("Perlu kolom Kode data, Bulan, Nilai, dan NIP atau Kode unit."),
        )
    rows = []
    for line, cells in found:
        said = {name: cell_text(cell) for name, cell in cells.items()}
        rows.append(
            Row(line, said["kode"], said.get("nip", ""), said.get("unit", ""), said["bulan"],
                _value(cells["nilai"]))
        )  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise SheetRefused(_("Lembar ini lebih dari 50.000 baris."), _("Bagi menjadi beberapa berkas."))
    return rows


def _value(cell: object) -> str | Decimal:
    """Return a cell as it is meant: a number of a spreadsheet has no thousands to be guessed."""
    return Decimal(repr(cell)) if isinstance(cell, float) else cell_text(cell)


def month_said(text: str) -> datetime.date | None:
    """Return the first day of a month: 2026-11, 11-2026, 11/2026, or a day in it; none if it is none."""
    for pattern in _MONTHS:
        if (found := pattern.fullmatch(text)) is not None:
            try:
                return datetime.date(int(found["y"]), int(found["m"]), 1)
            except ValueError:
                return None
    return None


# --- what would change


def make_plan(rows: Sequence[Row], units: QuerySet[Unit], on: datetime.date, by: Any = None) -> Plan:
    """Return what rows would change for the people of units, in a number of queries that stays the same.

    :param by: who gives them, whose own SKP is left out; none where it is a system
    """
    plan = Plan([], [])
    index = _Index({row.code for row in rows}, units)
    taken: dict[tuple[uuid.UUID, datetime.date], tuple[Decimal | None, datetime.date | None]] = {}
    known = _known(index.indicators)
    for row in rows:
        who = row.nip or row.unit
        month = month_said(row.month)
        why = ""
        if not row.code:
            why = _("Kode datanya kosong.")
        elif month is None:
            why = _("Bulan “%(month)s” tidak terbaca. Tulis misalnya 2026-11.") % {"month": row.month[:30]}
        elif bool(row.nip) == bool(row.unit):
            why = _("Isi NIP atau kode unit, salah satu saja.")
        if why or month is None:
            plan.problems.append(Problem(row.line, who, why))
            continue
        found = index.of(row, month)
        if not found:
            text = _(
                "Tidak ada SKP yang disepakati dengan kode “%(code)s” pada orang atau unit ini bulan itu."
            )
            plan.problems.append(Problem(row.line, who, text % {"code": row.code[:60]}))
        for version in found:
            _add(plan, row, version, month, known, taken, index, on, by)
    return plan


def _add(
    plan: Plan,
    row: Row,
    version: IndicatorVersion,
    month: datetime.date,
    known: Mapping[tuple[uuid.UUID, datetime.date], Realisation],
    taken: dict[tuple[uuid.UUID, datetime.date], tuple[Decimal | None, datetime.date | None]],
    index: _Index,
    on: datetime.date,
    by: Any,
) -> None:
    skp = version.version.skp
    who = f"{skp.person.name} ({skp.person.nip})"
    try:
        said = _said(row.value, version)
    except forms.ValidationError as error:
        plan.problems.append(Problem(row.line, who, " ".join(error.messages)))
        return
    why = wrong_with(version, said, on)
    if by is not None and skp.person.account_id == by.pk:
        why = _("Angka untuk SKP sendiri diberikan orang lain.")
    elif month > on:
        why = _("Bulan ini belum tiba.")
    elif index.is_signed(skp.pk, month):
        why = _("Laporan pegawai untuk bulan ini sudah ditandatangani.")
    key, figures = (version.indicator_id, month), (said.value, said.done_on)
    if not why and key in taken and taken[key] != figures:
        why = _("Dua baris menyebut angka yang berbeda untuk indikator dan bulan yang sama.")
    if why:
        plan.problems.append(Problem(row.line, who, why))
        return
    if key in taken:
        return
    taken[key] = figures
    old = known.get(key)
    if old is not None and old.batch_id is not None and (old.value, old.done_on) == figures:
        plan.same += 1
        return
    plan.changes.append(
        Change(version.indicator_id, skp.pk, skp.person_id, who, version.text, version.measure, month,
               said.value, said.done_on, old)
    )  # fmt: skip


def _said(given: str | Decimal, version: IndicatorVersion) -> Said:
    if version.direction == Arah.TANGGAL:
        day = forms.DateField(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]).clean(str(given))
        return Said(done_on=day)
    if isinstance(given, str):
        return Said(value=FigureField().clean(given))
    if not given.is_finite() or abs(given) > LARGEST or given != given.quantize(PLACES):
        raise forms.ValidationError(_("Angka ini tidak dapat dipakai: paling banyak empat angka desimal."))
    return Said(value=given)


class _Index:
    """The indicators that codes may mean, and the version of each SKP that holds in a month."""

    def __init__(self, codes: Iterable[str], units: QuerySet[Unit]) -> None:
        rows = (
            IndicatorVersion.objects.filter(
                feed__in=[code for code in codes if code], version__state__in=AGREED,
                version__skp__unit__in=units.values("pk"),
            )
            .exclude(version__skp__state="dibatalkan")
            .select_related("version__skp__person", "version__skp__unit")
        )  # fmt: skip
        self._by_person: dict[tuple[str, str], list[IndicatorVersion]] = defaultdict(list)
        self._by_unit: dict[tuple[str, str], list[IndicatorVersion]] = defaultdict(list)
        self.indicators: set[uuid.UUID] = set()
        skps = set()
        for row in rows:
            skp = row.version.skp
            self._by_person[row.feed, skp.person.nip].append(row)
            self._by_unit[row.feed, skp.unit.code].append(row)
            self.indicators.add(row.indicator_id)
            skps.add(skp.pk)
        self._versions = list(
            SkpVersion.objects.filter(skp__in=skps, state__in=AGREED).order_by("since", "number")
        )
        self._holding: dict[datetime.date, set[uuid.UUID]] = {}
        self._signed = [
            (one.skp_id, one.period.days)
            for one in SelfReport.objects.filter(skp__in=skps, signed_at__isnull=False).select_related(
                "period"
            )
        ]

    def of(self, row: Row, month: datetime.date) -> list[IndicatorVersion]:
        """Return the indicators that a row speaks of in a month."""
        if month not in self._holding:
            held = holding(self._versions, clock.last_day(month))
            self._holding[month] = {one.pk for one in held.values()}
        rows = self._by_person[row.code, row.nip] if row.nip else self._by_unit[row.code, row.unit]
        return [
            one
            for one in rows
            if one.version_id in self._holding[month] and month in months_of(one.version.skp)
        ]

    def is_signed(self, skp: uuid.UUID, month: datetime.date) -> bool:
        """Tell whether the person has signed a report that has this month in it."""
        return any(one == skp and days.lower <= month < days.upper for one, days in self._signed)


def _known(indicators: Iterable[uuid.UUID]) -> dict[tuple[uuid.UUID, datetime.date], Realisation]:
    rows = Realisation.objects.filter(indicator__in=list(indicators), digantikan__isnull=True)
    return {(row.indicator_id, row.month): row for row in rows}
