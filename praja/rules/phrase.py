"""Put a formula into words: as written in law, or with one person's numbers put in."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from praja.rules.language.tree import (
    EARLIER,
    Arithmetic,
    Call,
    Choose,
    Compare,
    GroupName,
    Logic,
    Lookup,
    Name,
    Negative,
    Not,
    Number,
    Style,
    TableName,
    Text,
    Tree,
    Within,
)
from praja.rules.schema import Fact, Grain, Kind, Rule, Source, Status
from praja.rules.selection import Computed
from praja.rules.show import show_amount, show_date, show_number, show_truth

if TYPE_CHECKING:
    from praja.rules.explain import Explanation
    from praja.rules.given import Amount

MOST_MEMBERS = 8
ROUNDINGS = ("bulat", "ke_bawah", "ke_atas")
BETWEEN = ("bulan_antara", "hari_antara", "umur")


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
        mark = self.marks[list(Status).index(status)]
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
    },
    context={
        "awal_bulan": "first day of the month",
        "akhir_bulan": "last day of the month",
        "tanggal_bayar": "day of payment",
        "dasar_hukum_berlaku": "its regulation is in force:",
    },
)

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_COMPARISONS = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_LOGIC, _NOT, _COMPARE, _SUM, _PRODUCT, _ATOM = range(1, 7)


class Phrasing:
    """Puts the formulas of one person's explanation into words."""

    def __init__(self, explanation: Explanation, lang: str, row: int | None) -> None:
        self.explanation = explanation
        self.lang = lang
        self.row = row
        self.words = Phrases.of(lang)

    def part(self, tree: Tree, unit: str = "", title: str = "") -> str:
        """Return what a part came to."""
        found = self.explanation.program.lowering.meaning.parts.get(id(tree))
        kind = found.kind if found else Kind.ANGKA
        return self.words.amount(self.explanation.part(tree, self.row), unit, kind, title)

    # --- whole reckonings

    def reckoning(self, tree: Tree, rule: Computed) -> tuple[str, str, str]:
        """Return the filled formula, what it exactly comes to, and the sentence about rounding."""
        title = self._title(rule.rule)
        if rule.kind is Kind.YA:
            return self._truth(tree), "", ""
        tree, reason = self._taken(tree)
        because = f" ({self.words.because} {reason})" if reason else ""
        if isinstance(tree, Call) and tree.function in ROUNDINGS:
            inner, why = self._taken(tree.arguments[0])
            because = because or (f" ({self.words.because} {why})" if why else "")
            before = self.explanation.part(tree.arguments[0], self.row)
            after = self.explanation.part(tree, self.row)
            exact = self.words.amount(before, rule.unit, rule.kind, title)
            rounding = ""
            if before != after:
                by = tree.arguments[1] if len(tree.arguments) == 2 else None
                step = by.value if isinstance(by, Number) else Fraction(1)
                rounding = self.words.rounding(tree.function, step, rule.kind, rule.unit)
            filled = self._formula_of(inner, rule)
            return filled + because, self._unless_said(inner, filled, exact), rounding
        filled = self._formula_of(tree, rule)
        return filled + because, self._unless_said(tree, filled, self.part(tree, rule.unit, title)), ""

    def _truth(self, tree: Tree) -> str:
        """Return whether a condition holds, and why."""
        holds = self.explanation.part(tree, self.row)
        if not isinstance(holds, bool):
            return self.filled(tree)
        told = show_truth(holds, self.lang)
        reason = self.reason(tree, holds)
        return told if reason == told else f"{told} ({self.words.because} {reason})"

    def _formula_of(self, tree: Tree, rule: Computed) -> str:
        """Return the filled formula of a line, without a name that only says its title again."""
        filled, title = self.filled(tree), self._title(rule.rule)
        shown = self.part(tree, rule.unit, title)
        return shown if filled in (f"{_lower(title)} {shown}", f"{_lower(title)}: {shown}") else filled

    @staticmethod
    def _unless_said(tree: Tree, filled: str, exact: str) -> str:
        """Leave out the figure where the formula only passes a value on: it would stand there twice."""
        said = isinstance(tree, (Name, Number, Text, Lookup))
        last = re.search(r"[ =]([^ ]*\d[^ ]*)( [a-z]+)?$", filled)
        ends = isinstance(tree, Call) and tree.function not in ("min", "max", "progresif")
        return "" if said or (ends and last is not None and last[1] == exact.split(" ")[0]) else exact

    def _taken(self, tree: Tree) -> tuple[Tree, str]:
        """Return the branch that was taken, and why, in words."""
        reasons: list[str] = []
        while isinstance(tree, Choose):
            condition = self.explanation.part(tree.condition, self.row)
            if condition is None:
                break
            reasons.extend(self._reasons(tree.condition, bool(condition)))
            tree = tree.then if condition else tree.other
        return tree, self._joined(reasons)

    def reason(self, tree: Tree, holds: bool) -> str:
        """Return why a condition holds or does not."""
        return self._joined(self._reasons(tree, holds))

    def _joined(self, reasons: Sequence[str]) -> str:
        return f" {self.words.and_} ".join(dict.fromkeys(reasons))

    def _reasons(self, tree: Tree, holds: bool) -> list[str]:
        match tree:
            case Logic(op=op, left=left, right=right):
                decisive = op == "atau"
                for side in (left, right):
                    if holds is decisive and self.explanation.part(side, self.row) is decisive:
                        return self._reasons(side, holds)
                return [*self._reasons(left, holds), *self._reasons(right, holds)]
            case Not(operand=operand):
                return self._reasons(operand, not holds)
            case Compare(op=op, left=left, right=right):
                constant = isinstance(right, Text) and not self._is_date(right)
                if constant or (isinstance(right, Number) and (op in ("=", "<>") or right.value == 0)):
                    return [self.filled(left)]
                sign = _COMPARISONS[op if holds else _OPPOSITES[op]]
                return [f"{self._inside(left, _SUM)} {sign} {self._inside(right, _SUM)}"]
            case Within(operand=operand):
                return [self.filled(operand)]
            case Choose():
                taken, reason = self._taken(tree)
                return [reason, *self._reasons(taken, holds)] if not isinstance(taken, Choose) else ["?"]
        return [self.filled(tree)]

    # --- formulas with numbers

    def filled(self, tree: Tree) -> str:
        """Return the formula with the person's numbers put in."""
        return self._say(tree)[0]

    def formula(self, tree: Tree) -> str:
        """Return the formula in words, without numbers."""
        return Phrasing(self.explanation, self.lang, None)._plain(tree)

    def _inside(self, tree: Tree, level: int) -> str:
        text, own = self._say(tree)
        return f"({text})" if own < level or (own is _ATOM and _below_zero(text)) else text

    def _say(self, tree: Tree) -> tuple[str, int]:
        words = self.words
        match tree:
            case Number(value=value, style=style):
                unit = "persen" if style is Style.PERSEN else ""
                kind = Kind.RUPIAH if style is Style.RUPIAH else Kind.ANGKA
                return show_number(value, unit, kind, self.lang), _ATOM
            case Text(value=text):
                return (self.part(tree) if self._is_date(tree) else text.replace("_", " ")), _ATOM
            case Name():
                return self._name(tree), _ATOM
            case Lookup(table=table):
                found = self.explanation.program.selection.law.tables[table][-1]
                title = found.label_en if self.lang == "en" else found.title
                return f"{_lower(title)}{self._colon(tree)} {self.part(tree, found.unit, title)}", _ATOM
            case Negative(operand=operand):
                return f"−{self._inside(operand, _ATOM)}", _PRODUCT
            case Arithmetic(op=op, left=left, right=right):
                level = _SUM if op in "+-" else _PRODUCT
                one = self._inside(left, level)
                two = self._inside(right, level + (op in "-/"))
                return f"{one} {_SIGNS[op]} {two}", level
            case Compare(op=op, left=left, right=right):
                return f"{self._inside(left, _SUM)} {_COMPARISONS[op]} {self._inside(right, _SUM)}", _COMPARE
            case Within(operand=operand, choices=choices):
                listed = ", ".join(choice.value.replace("_", " ") for choice in choices)
                return f"{self._inside(operand, _SUM)} {words.one_of} {listed}", _COMPARE
            case Not(operand=operand):
                return f"{words.not_} {self._inside(operand, _NOT)}", _NOT
            case Logic(op=op, left=left, right=right):
                word = words.and_ if op == "dan" else words.or_
                return f"{self._inside(left, _NOT)} {word} {self._inside(right, _NOT)}", _LOGIC
            case Choose():
                taken, reason = self._taken(tree)
                if isinstance(taken, Choose):
                    return "?", _ATOM
                return f"{self._inside(taken, _ATOM)} ({words.because} {reason})", _ATOM
            case Call():
                return self._call(tree)
            case GroupName(name=name) | TableName(name=name):
                return name, _ATOM

    def _is_date(self, tree: Text) -> bool:
        found = self.explanation.program.lowering.meaning.parts.get(id(tree))
        return found is not None and found.kind is Kind.TANGGAL

    def _name(self, tree: Name) -> str:
        lowering = self.explanation.program.lowering
        if (fact := lowering.facts.get(tree.name)) is not None:
            title, unit = self._title(fact), fact.unit
        elif (rule := lowering.computed.get(tree.name)) is not None:
            title, unit = self._title(rule.rule), rule.unit
        elif tree.name in ("ya", "tidak"):
            return show_truth(tree.name == "ya", self.lang)
        else:
            return f"{self.words.context[tree.name]} {self.part(tree)}"
        return f"{_lower(title)}{self._colon(tree)} {self.part(tree, unit, title)}"

    def _title(self, thing: Fact | Rule) -> str:
        return thing.label_en if self.lang == "en" else thing.title

    def _colon(self, tree: Tree) -> str:
        """Set a word apart from the name before it; a figure needs no such help."""
        found = self.explanation.program.lowering.meaning.parts.get(id(tree))
        return ":" if found is not None and found.kind in (Kind.YA, Kind.PILIHAN) else ""

    def _call(self, tree: Call) -> tuple[str, int]:
        words = self.words
        match tree.function:
            case "bulat" | "ke_bawah" | "ke_atas":
                inner = self.filled(tree.arguments[0])
                before = self.explanation.part(tree.arguments[0], self.row)
                if before == self.explanation.part(tree, self.row):
                    return self._say(tree.arguments[0])
                by = tree.arguments[1] if len(tree.arguments) == 2 else None
                step = by.value if isinstance(by, Number) else Fraction(1)
                kind = self.explanation.program.lowering.meaning.parts[id(tree)].kind
                unit = "persen" if isinstance(by, Number) and by.style is Style.PERSEN else ""
                sentence = words.rounding(tree.function, step, kind, unit)
                return f"({inner}, {sentence} {self.part(tree, unit)})", _ATOM
            case "min" | "max":
                listed = [self._inside(argument, _PRODUCT) for argument in tree.arguments]
                word = words.least if tree.function == "min" else words.greatest
                joined = ", ".join(listed[:-1]) + f" {words.and_} {listed[-1]}"
                return f"{word} {joined}", _COMPARE
            case "jumlah" | "banyak":
                return self._aggregate(tree)
            case "progresif":
                kind = self.explanation.program.lowering.meaning.parts[id(tree)].kind
                layers = [
                    f"{show_number(rate, 'persen', Kind.ANGKA, self.lang)} × {words.amount(part, '', kind)}"
                    for _, rate, part in self.explanation.layers(tree, self.row)
                ]
                told = f": {' + '.join(layers)}" if layers else ""
                return f"{words.progressive} {self.filled(tree.arguments[1])}{told}", _COMPARE
            case function if function in BETWEEN:
                both = [self.filled(argument) for argument in tree.arguments]
                return f"{self._between(function).format(*both)} = {self.part(tree)}", _COMPARE
            case _:
                name = tree.arguments[0]
                assert isinstance(name, Name) and tree.function in EARLIER
                rule = self.explanation.program.selection.law.rules[name.name][0]
                title = _lower(rule.label_en if self.lang == "en" else rule.title)
                template = words.earlier[EARLIER.index(tree.function)]
                return f"{template.format(title)} {self.part(tree, rule.unit)}", _ATOM

    def _between(self, function: str) -> str:
        words = self.words
        return {"bulan_antara": words.months, "hari_antara": words.days}.get(function, words.age)

    def _aggregate(self, tree: Call) -> tuple[str, int]:
        words, argument = self.words, tree.arguments[0]
        program = self.explanation.program
        if isinstance(argument, GroupName):
            members = [found.rule.name for found in program.selection.members(argument.name)]
            counted = [name for name in members if self.explanation.amount(name) not in (0, False)]
            group = program.selection.law.groups[argument.name]
            title = _lower(group.label_en if self.lang == "en" else group.title)
            if tree.function == "jumlah" and 0 < len(counted) <= MOST_MEMBERS:
                parts = [self._member(name) for name in counted]
                more = len(parts) > 1
                told = " + ".join(f"({part})" if more and _below_zero(part) else part for part in parts)
                return told, _ATOM if len(counted) == 1 else _SUM
            word = words.sum_of if tree.function == "jumlah" else words.count_of
            return f"{word} {title} {self.part(tree)}", _ATOM
        value = program.lowering.meaning.parts[id(argument)]
        rows = len(self.explanation.reader.cell(self.explanation.registers, value.node))
        word = words.sum_of if tree.function == "jumlah" else words.count_of
        told = self._plain(argument)
        unit = self._unit(argument)
        grain = words.grains[value.node.grain]
        return f"{word} {told} {words.rows_of.format(rows, grain)} = {self.part(tree, unit)}", _COMPARE

    def _member(self, name: str) -> str:
        rule = self.explanation.program.rule(name)
        title = _lower(rule.rule.label_en if self.lang == "en" else rule.title)
        return f"{title} {self.words.amount(self.explanation.amount(name), rule.unit, rule.kind, title)}"

    def _unit(self, tree: Tree) -> str:
        lowering = self.explanation.program.lowering
        if isinstance(tree, Name):
            if (rule := lowering.computed.get(tree.name)) is not None:
                return rule.unit
            if (fact := lowering.facts.get(tree.name)) is not None:
                return fact.unit
        return ""

    def _plain(self, tree: Tree) -> str:
        """Return a short name for an expression over finer rows: its title, or the bare formula."""
        lowering = self.explanation.program.lowering
        match tree:
            case Name(name=name) if name in lowering.computed:
                rule = lowering.computed[name].rule
                return _lower(rule.label_en if self.lang == "en" else rule.title)
            case Name(name=name) if name in lowering.facts:
                fact = lowering.facts[name]
                return _lower(fact.label_en if self.lang == "en" else fact.title)
            case Name(name=name):
                return self.words.context.get(name, name)
            case Number() | Text():
                return self._say(tree)[0]
            case Compare(op=op, left=left, right=right):
                return f"{self._plain(left)} {_COMPARISONS[op]} {self._plain(right)}"
            case Arithmetic(op=op, left=left, right=right):
                return f"{self._plain(left)} {_SIGNS[op]} {self._plain(right)}"
            case Logic(op=op, left=left, right=right):
                word = self.words.and_ if op == "dan" else self.words.or_
                return f"{self._plain(left)} {word} {self._plain(right)}"
            case Not(operand=operand):
                return f"{self.words.not_} {self._plain(operand)}"
            case Within(operand=operand, choices=choices):
                listed = ", ".join(choice.value.replace("_", " ") for choice in choices)
                return f"{self._plain(operand)} {self.words.one_of} {listed}"
            case Lookup(table=table):
                found = self.explanation.program.selection.law.tables[table][-1]
                return _lower(found.label_en if self.lang == "en" else found.title)
            case Call(function="bulat" | "ke_bawah" | "ke_atas", arguments=(inner, *_)):
                return self._plain(inner)
            case Call(function=function, arguments=(one, two)) if function in BETWEEN:
                return self._between(function).format(self._plain(one), self._plain(two))
            case _:
                return "…"


def _below_zero(text: str) -> bool:
    """Whether a name with its figure ends below zero: beside a sign its minus would be taken for another."""
    return re.search(r" −\S+$", text) is not None


def _lower(title: str) -> str:
    """Return a title inside a sentence: `Gaji pokok` → `gaji pokok`, but `BPJS` and `TPP` stay."""
    first = title.split(" ", 1)[0]
    return (
        title
        if first.isupper() or any(char.isupper() for char in first[1:])
        else title[:1].lower() + title[1:]
    )
