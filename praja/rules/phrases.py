"""The words in which a formula is told, in each language."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from praja.rules.given import Amount
from praja.rules.schema import Grain, Kind, Source, Status
from praja.rules.show import show_amount, show_date, show_number, show_rupiah

ROUNDINGS = ("bulat", "ke_bawah", "ke_atas")
_MARKS = tuple(Status)


@dataclasses.dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language."""

    lang: str
    unknown: str
    guard_fails: str
    repealed: str
    from_: str
    up_to: str
    no_limit: str
    row: str
    each_row: str
    since: str
    because: str
    least: str
    greatest: str
    and_: str
    or_: str
    not_: str
    one_of: str
    sum_of: str
    count_of: str
    rows_of: str
    progressive: str
    months: str
    days: str
    age: str
    earlier: tuple[str, str, str]
    rounded: tuple[str, str, str]
    whole_rupiah: str
    whole_number: str
    marks: tuple[str, str, str]
    units: Mapping[str, tuple[str, str]]
    """How a count in that unit is named: one, and several."""
    states: Mapping[str, str]
    """What is said of a slip that is not simply paid, by its state."""
    grains: Mapping[Grain, str]
    context: Mapping[str, str]
    """What formulas may name without a fact: days of the month, and whether the regulation holds."""

    @staticmethod
    def of(lang: str) -> Phrases:
        """Return the words of `id` or `en`."""
        return EN if lang == "en" else ID

    def source_line(self, sources: Sequence[Source], since: datetime.date, status: Status) -> str:
        """Return documents and articles, since when, and whether somebody has verified the text."""
        mark = self.marks[_MARKS.index(status)]
        documents = "; ".join(str(source) for source in sources)
        return f"{documents}, {self.since} {show_date(since, self.lang)}" + (f" [{mark}]" if mark else "")

    def rounding(self, function: str, step: Fraction, kind: Kind, unit: str) -> str:
        """Return the sentence about rounding, up to the rounded amount."""
        if step == 1:
            to = self.whole_rupiah if kind is Kind.RUPIAH else self.whole_number
        else:
            to = show_number(step, unit, kind, self.lang)
        return self.rounded[ROUNDINGS.index(function)].format(to)

    def amount(self, value: Amount, unit: str, kind: Kind, title: str = "") -> str:
        """Return an amount as a sentence says it: a count with its unit, unless `title` names it already."""
        if isinstance(value, str):
            return value.replace("_", " ")
        shown = show_amount(value, unit, kind, self.lang)
        if kind is not Kind.ANGKA or value is None or unit not in self.units:
            return shown
        one, several = self.units[unit]
        return shown if one in title.lower() else f"{shown} {one if value == 1 else several}"

    def showing(self, unit: str, kind: Kind, title: str = "") -> Callable[[Amount], str]:
        """Return `amount` for amounts that are all of one unit and kind."""
        if kind is Kind.RUPIAH:
            return lambda value: show_rupiah(value, self.lang) if isinstance(value, (int, Fraction)) else "?"
        return lambda value: self.amount(value, unit, kind, title)


ID = Phrases(
    lang="id",
    unknown="belum dapat dihitung",
    guard_fails="tidak berlaku",
    repealed="sudah dicabut",
    from_="mulai",
    up_to="sampai",
    no_limit="tanpa batas atas",
    row="baris",
    each_row="tiap baris",
    since="berlaku sejak",
    because="karena",
    least="terkecil dari",
    greatest="terbesar dari",
    and_="dan",
    or_="atau",
    not_="bukan",
    one_of="salah satu dari",
    sum_of="jumlah",
    count_of="banyaknya",
    rows_of="dari {} baris {}",
    progressive="tarif berlapis atas",
    months="bulan dari {} sampai {}",
    days="hari dari {} sampai {}",
    age="umur sejak {} pada {}",
    earlier=("sudah dibayar bulan ini untuk {}", "sudah dibayar tahun ini untuk {}", "{} bulan dasar"),
    rounded=(
        "dibulatkan ke {} terdekat menjadi",
        "dibulatkan ke bawah ke {} menjadi",
        "dibulatkan ke atas ke {} menjadi",
    ),
    whole_rupiah="rupiah",
    whole_number="bilangan bulat",
    marks=("", "belum diperiksa", "diasumsikan"),
    units={unit: (unit, unit) for unit in ("kali", "hari", "bulan", "orang", "menit", "tahun", "jiwa")},
    states={
        "masalah": "Belum dibayar: ada yang belum dapat dihitung, sebabnya di bawah sesudah tanda !",
        "ditahan": "Dihitung, tetapi pembayarannya ditahan.",
        "gugur": "Tidak dibayarkan.",
    },
    grains={grain: grain.value for grain in Grain},
    context={
        "awal_bulan": "awal bulan",
        "akhir_bulan": "akhir bulan",
        "tanggal_bayar": "tanggal bayar",
        "dasar_hukum_berlaku": "dasar hukumnya berlaku:",
    },
)
EN = Phrases(
    lang="en",
    unknown="cannot be computed yet",
    guard_fails="does not apply",
    repealed="repealed",
    from_="from",
    up_to="up to",
    no_limit="without upper limit",
    row="row",
    each_row="row by row",
    since="in force since",
    because="because",
    least="the least of",
    greatest="the greatest of",
    and_="and",
    or_="or",
    not_="not",
    one_of="one of",
    sum_of="sum of",
    count_of="number of",
    rows_of="of {} rows ({})",
    progressive="progressive rates on",
    months="months from {} to {}",
    days="days from {} to {}",
    age="age of one born {} on {}",
    earlier=("already paid this month for {}", "already paid this year for {}", "{} of the base month"),
    rounded=("rounded to the nearest {} to", "rounded down to {} to", "rounded up to {} to"),
    whole_rupiah="rupiah",
    whole_number="whole number",
    marks=("", "not yet verified", "assumed"),
    units={
        "kali": ("time", "times"),
        "hari": ("day", "days"),
        "bulan": ("month", "months"),
        "orang": ("person", "persons"),
        "menit": ("minute", "minutes"),
        "tahun": ("year", "years"),
        "jiwa": ("person", "persons"),
    },
    states={
        "masalah": "Not paid yet: something cannot be computed, for the reasons below marked !",
        "ditahan": "Computed, but the payment is held.",
        "gugur": "Nothing is due.",
    },
    grains={
        Grain.ORANG: "person",
        Grain.HARI: "day",
        Grain.ANAK: "child",
        Grain.SEGMEN: "part of the month",
        Grain.BUTIR: "item",
        Grain.KEJADIAN: "event",
        Grain.INDIKATOR: "indicator",
        Grain.RHK: "intended result (RHK)",
    },
    context={
        "awal_bulan": "first day of the month",
        "akhir_bulan": "last day of the month",
        "tanggal_bayar": "day of payment",
        "dasar_hukum_berlaku": "its regulation is in force:",
    },
)
