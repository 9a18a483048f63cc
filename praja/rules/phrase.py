"""Put a formula into words: as written in law, or with one person's numbers put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from praja.rules.amounts import Prepared, Registers, Row
from praja.rules.given import Amount
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
    children,
)
from praja.rules.phrases import ROUNDINGS, Phrases
from praja.rules.program import Program
from praja.rules.schema import (
    Fact,
    Grain,
    Group,
    Kind,
    Rule,
    Table,
    TableRow,
    TableVersion,
)
from praja.rules.selection import Computed
from praja.rules.show import show_date, show_number, show_truth
from praja.rules.written import day_from, number_from

MOST_MEMBERS = 8
BETWEEN = ("bulan_antara", "hari_antara", "umur")

Said = Callable[[Registers, Row], str]
Placed = Callable[[Registers, Row], tuple[str, int]]
"""Tells a part of a formula, and how strongly that binds."""
Reckoning = Callable[[Registers, Row], tuple[str, str, str]]
"""Tells a line: the filled formula, what it exactly comes to, and the sentence about rounding."""
_Branch = Callable[[Registers, Row], tuple[str, str, str, str]]
_Reasons = Callable[[Registers, Row], list[str]]
_Layers = Callable[[Registers, Row], list[tuple[TableRow, Fraction, Fraction]]]


_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_COMPARISONS = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_OPPOSITES = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_LOGIC, _NOT, _COMPARE, _SUM, _PRODUCT, _ATOM = range(1, 7)
_LAST_FIGURE = re.compile(r"[ =]([^ ]*\d[^ ]*)( [a-z]+)?$")
_ENDS_BELOW_ZERO = re.compile(r" −\S+$")


class Phrasing:
    """Puts the formulas of a program into words. How is made out once; a person's numbers are put in later.

    What it prepares is asked with a person's registers and the place of a finer row, None for none.
    """

    def __init__(self, program: Program, lang: str) -> None:
        self.program = program
        self.words = Phrases.of(lang)
        self.lang = self.words.lang
        self.amounts = program.traced_amounts
        self.parts = program.lowering.meaning.parts
        self.layers = Prepared(self._layers)
        self.reasons = Prepared(self._reasons)
        self._says = Prepared(self._saying)
        self._taken = Prepared(self._taking)

    def title(self, thing: Fact | Rule | Table | Group) -> str:
        """Return what a fact, rule, table or group is called."""
        return thing.label_en if self.lang == "en" else thing.title

    def shown(self, tree: Tree, unit: str = "", title: str = "") -> Said:
        """Return how to tell what a part came to."""
        found, amount = self.parts.get(id(tree)), self.amounts.part[tree]
        show = self.words.showing(unit, found.kind if found else Kind.ANGKA, title)
        if found is not None and found.constant:
            known = show(amount((), None))
            return lambda cells, row: known
        return lambda cells, row: show(amount(cells, row))

    # --- whole reckonings

    def reckoning(self, rule: Computed) -> Reckoning:
        """Return how to tell a line: filled, what it exactly comes to, the sentence about rounding."""
        assert rule.tree is not None
        if rule.kind is Kind.YA:
            truth = self._truth(rule.tree)
            return lambda cells, row: (truth(cells, row), "", "")
        taken = self._taken[rule.tree]
        branches: Prepared[Tree, _Branch] = Prepared(lambda tree: self._branch(tree, rule))

        def reckon(cells: Registers, row: Row) -> tuple[str, str, str]:
            tree, reason = taken(cells, row)
            filled, inner_reason, exact, rounding = branches[tree](cells, row)
            return filled + self._because(reason or inner_reason), exact, rounding

        return reckon

    def _because(self, reason: str) -> str:
        return f" ({self.words.because} {reason})" if reason else ""

    def _branch(self, tree: Tree, rule: Computed) -> _Branch:
        """Return how to tell one branch of a line: filled, why its inner branch, exact, rounding."""
        title = self.title(rule.rule)
        if not (isinstance(tree, Call) and tree.function in ROUNDINGS):
            formula, shown = self._formula_of(tree, rule), self.shown(tree, rule.unit, title)

            def plain(cells: Registers, row: Row) -> tuple[str, str, str, str]:
                filled = formula(cells, row)
                return filled, "", _unless_said(tree, filled, shown(cells, row)), ""

            return plain
        show = self.words.showing(rule.unit, rule.kind, title)
        formulas: Prepared[Tree, Said] = Prepared(lambda inner: self._formula_of(inner, rule))
        after = self.amounts.part[tree]
        before, taken = self.amounts.part[tree.arguments[0]], self._taken[tree.arguments[0]]
        sentence = self._rounding(tree, rule.kind, rule.unit)

        def rounded(cells: Registers, row: Row) -> tuple[str, str, str, str]:
            inner, reason = taken(cells, row)
            filled, amount = formulas[inner](cells, row), before(cells, row)
            exact = _unless_said(inner, filled, show(amount))
            return filled, reason, exact, sentence if amount != after(cells, row) else ""

        return rounded

    def _rounding(self, tree: Call, kind: Kind, unit: str) -> str:
        by = tree.arguments[1] if len(tree.arguments) == 2 else None
        step = by.value if isinstance(by, Number) else Fraction(1)
        return self.words.rounding(tree.function, step, kind, unit)

    def _truth(self, tree: Tree) -> Said:
        """Return how to tell whether a condition holds, and why."""
        truth, filled = self.amounts.part[tree], self.filled(tree)

        def tell(cells: Registers, row: Row) -> str:
            holds = truth(cells, row)
            if not isinstance(holds, bool):
                return filled(cells, row)
            told = show_truth(holds, self.lang)
            reason = self.reason(tree, holds, cells, row)
            return told if reason == told else told + self._because(reason)

        return tell

    def _formula_of(self, tree: Tree, rule: Computed) -> Said:
        """Return how to tell the formula of a line, without a name that only says its title again."""
        title = self.title(rule.rule)
        filled, shown, name = self.filled(tree), self.shown(tree, rule.unit, title), _lower(title)

        def tell(cells: Registers, row: Row) -> str:
            text = filled(cells, row)
            if not text.startswith(name):
                return text
            amount = shown(cells, row)
            return amount if text in (f"{name} {amount}", f"{name}: {amount}") else text

        return tell

    def _taking(self, tree: Tree) -> Callable[[Registers, Row], tuple[Tree, str]]:
        """Return how to find the branch that was taken, and why, in words."""

        def take(cells: Registers, row: Row) -> tuple[Tree, str]:
            reasons: list[str] = []
            taken = tree
            while isinstance(taken, Choose):
                condition = self.amounts.part[taken.condition](cells, row)
                if condition is None:
                    break
                reasons.extend(self.reasons[taken.condition, bool(condition)](cells, row))
                taken = taken.then if condition else taken.other
            return taken, self._joined(reasons)

        return take if isinstance(tree, Choose) else lambda cells, row: (tree, "")

    def reason(self, tree: Tree, holds: bool, cells: Registers, row: Row) -> str:
        """Return why a condition holds or does not."""
        return self._joined(self.reasons[tree, holds](cells, row))

    def _joined(self, reasons: Sequence[str]) -> str:
        return f" {self.words.and_} ".join(dict.fromkeys(reasons))

    def _reasons(self, asked: tuple[Tree, bool]) -> _Reasons:
        """Return how to tell the reasons why a condition holds, or why it does not."""
        tree, holds = asked
        match tree:
            case Logic(op=op, left=left, right=right):
                return self._reasons_of_both(op, left, right, holds)
            case Not(operand=operand):
                return self.reasons[operand, not holds]
            case Compare(op=op, left=left, right=right):
                constant = isinstance(right, Text) and not self._is_date(right)
                if not (constant or (isinstance(right, Number) and (op in ("=", "<>") or right.value == 0))):
                    sign = _COMPARISONS[op if holds else _OPPOSITES[op]]
                    one, two = self._inside(left, _SUM), self._inside(right, _SUM)
                    return lambda cells, row: [f"{one(cells, row)} {sign} {two(cells, row)}"]
                said = self.filled(left)
            case Within(operand=operand):
                said = self.filled(operand)
            case Choose():
                return self._reasons_of_branch(tree, holds)
            case _:
                said = self.filled(tree)
        return lambda cells, row: [said(cells, row)]

    def _reasons_of_both(self, op: str, left: Tree, right: Tree, holds: bool) -> _Reasons:
        one, two = self.reasons[left, holds], self.reasons[right, holds]
        if holds is not (op == "atau"):
            return lambda cells, row: [*one(cells, row), *two(cells, row)]
        first, second = self.amounts.part[left], self.amounts.part[right]

        def decisive(cells: Registers, row: Row) -> list[str]:
            if first(cells, row) is holds:
                return one(cells, row)
            return two(cells, row) if second(cells, row) is holds else [*one(cells, row), *two(cells, row)]

        return decisive

    def _reasons_of_branch(self, tree: Choose, holds: bool) -> _Reasons:
        taken = self._taken[tree]

        def tell(cells: Registers, row: Row) -> list[str]:
            branch, reason = taken(cells, row)
            if isinstance(branch, Choose):
                return ["?"]
            return [reason, *self.reasons[branch, holds](cells, row)]

        return tell

    # --- formulas with numbers

    def filled(self, tree: Tree) -> Said:
        """Return how to tell the formula with the person's numbers put in."""
        say = self._says[tree]
        return lambda cells, row: say(cells, row)[0]

    def _inside(self, tree: Tree, level: int) -> Said:
        """Return how to tell a part inside a formula: in brackets where it binds weaker than `level`."""
        say = self._says[tree]

        def tell(cells: Registers, row: Row) -> str:
            text, own = say(cells, row)
            return f"({text})" if own < level or (own == _ATOM and _below_zero(text)) else text

        return tell

    def _saying(self, tree: Tree) -> Placed:
        """Return how to tell a part of a formula, and how strongly that binds."""
        words = self.words
        match tree:
            case Number() | Text() | GroupName() | TableName():
                text = self.formula(tree)
                return lambda cells, row: (text, _ATOM)
            case Name():
                return _placed(self._name(tree), _ATOM)
            case Lookup(table=table):
                found = self.program.selection.law.tables[table][-1]
                name = f"{_lower(self.title(found))}{self._colon(tree)} "
                return _placed(_after(name, self.shown(tree, found.unit, self.title(found))), _ATOM)
            case Negative(operand=operand):
                return _placed(_after("−", self._inside(operand, _ATOM)), _PRODUCT)
            case Arithmetic(op=op, left=left, right=right):
                level = _SUM if op in "+-" else _PRODUCT
                one, two = self._inside(left, level), self._inside(right, level + (op in "-/"))
                return _placed(_between(one, _SIGNS[op], two), level)
            case Compare(op=op, left=left, right=right):
                one, two = self._inside(left, _SUM), self._inside(right, _SUM)
                return _placed(_between(one, _COMPARISONS[op], two), _COMPARE)
            case Within(operand=operand, choices=choices):
                one = self._inside(operand, _SUM)
                listed = f" {words.one_of} {_listed(choices)}"
                return lambda cells, row: (one(cells, row) + listed, _COMPARE)
            case Not(operand=operand):
                return _placed(_after(f"{words.not_} ", self._inside(operand, _NOT)), _NOT)
            case Logic(op=op, left=left, right=right):
                one, two = self._inside(left, _NOT), self._inside(right, _NOT)
                return _placed(_between(one, words.and_ if op == "dan" else words.or_, two), _LOGIC)
            case Choose():
                return self._choice(tree)
            case Call():
                return self._call(tree)

    def _choice(self, tree: Choose) -> Placed:
        taken = self._taken[tree]
        inside: Prepared[Tree, Said] = Prepared(lambda branch: self._inside(branch, _ATOM))

        def say(cells: Registers, row: Row) -> tuple[str, int]:
            branch, reason = taken(cells, row)
            if isinstance(branch, Choose):
                return "?", _ATOM
            return inside[branch](cells, row) + f" ({self.words.because} {reason})", _ATOM

        return say

    def _is_date(self, tree: Text) -> bool:
        found = self.parts.get(id(tree))
        return found is not None and found.kind is Kind.TANGGAL

    def _name(self, tree: Name) -> Said:
        lowering = self.program.lowering
        if (fact := lowering.facts.get(tree.name)) is not None:
            title, unit = self.title(fact), fact.unit
        elif (rule := lowering.computed.get(tree.name)) is not None:
            title, unit = self.title(rule.rule), rule.unit
        elif tree.name in ("ya", "tidak"):
            truth = show_truth(tree.name == "ya", self.lang)
            return lambda cells, row: truth
        else:
            return _after(f"{self.words.context[tree.name]} ", self.shown(tree))
        return _after(f"{_lower(title)}{self._colon(tree)} ", self.shown(tree, unit, title))

    def _colon(self, tree: Tree) -> str:
        """Set a word apart from the name before it; a figure needs no such help."""
        found = self.parts.get(id(tree))
        return ":" if found is not None and found.kind in (Kind.YA, Kind.PILIHAN) else ""

    def _call(self, tree: Call) -> Placed:
        words = self.words
        match tree.function:
            case "bulat" | "ke_bawah" | "ke_atas":
                return self._rounded(tree)
            case "min" | "max":
                inside = [self._inside(argument, _PRODUCT) for argument in tree.arguments]
                word = words.least if tree.function == "min" else words.greatest

                def extreme(cells: Registers, row: Row) -> tuple[str, int]:
                    *listed, last = [tell(cells, row) for tell in inside]
                    return f"{word} {', '.join(listed)} {words.and_} {last}", _COMPARE

                return extreme
            case "jumlah" | "banyak":
                return self._aggregate(tree)
            case "progresif":
                return self._progressive(tree)
            case function if function in BETWEEN:
                both = [self.filled(argument) for argument in tree.arguments]
                template, shown = self._between(function), self.shown(tree)
                return _placed(
                    lambda cells, row: (
                        f"{template.format(*(tell(cells, row) for tell in both))} = {shown(cells, row)}"
                    ),
                    _COMPARE,
                )
            case _:
                name = tree.arguments[0]
                assert isinstance(name, Name) and tree.function in EARLIER
                rule = self.program.selection.law.rules[name.name][0]
                template = words.earlier[EARLIER.index(tree.function)]
                said = f"{template.format(_lower(self.title(rule)))} "
                return _placed(_after(said, self.shown(tree, rule.unit)), _ATOM)

    def _rounded(self, tree: Call) -> Placed:
        inner, by = tree.arguments[0], tree.arguments[1] if len(tree.arguments) == 2 else None
        say, before, after = self._says[inner], self.amounts.part[inner], self.amounts.part[tree]
        unit = "persen" if isinstance(by, Number) and by.style is Style.PERSEN else ""
        sentence = self._rounding(tree, self.parts[id(tree)].kind, unit)
        shown = self.shown(tree, unit)

        def rounded(cells: Registers, row: Row) -> tuple[str, int]:
            text, level = say(cells, row)
            if before(cells, row) == after(cells, row):
                return text, level
            return f"({text}, {sentence} {shown(cells, row)})", _ATOM

        return rounded

    def _progressive(self, tree: Call) -> Placed:
        layers, base = self.layers[tree], self.filled(tree.arguments[1])
        show_rate = self.words.showing("persen", Kind.ANGKA)
        show_part = self.words.showing("", self.parts[id(tree)].kind)

        def say(cells: Registers, row: Row) -> tuple[str, int]:
            told = [f"{show_rate(rate)} × {show_part(part)}" for _, rate, part in layers(cells, row)]
            behind = f": {' + '.join(told)}" if told else ""
            return f"{self.words.progressive} {base(cells, row)}{behind}", _COMPARE

        return say

    def _layers(self, tree: Call) -> _Layers:
        """Return how to find the layers of a tariff that were reached: row, rate, part of the base."""
        _, version = self.table_of(tree)
        base_of = self.amounts.part[tree.arguments[1]]
        edges = [number_from(layer.keys[0]) for layer in version.rows]
        layers = list(zip(version.rows, edges, [*edges[1:], None], strict=True))

        def reached(cells: Registers, row: Row) -> list[tuple[TableRow, Fraction, Fraction]]:
            base = base_of(cells, row)
            if not isinstance(base, (int, Fraction)) or isinstance(base, bool):
                return []
            found = []
            for layer, low, high in layers:
                part = (Fraction(base) if high is None else min(Fraction(base), high)) - low
                if part > 0 and isinstance(layer.value, Fraction):
                    found.append((layer, layer.value, part))
            return found

        return reached

    def table_of(self, tree: Call) -> tuple[Table, TableVersion]:
        """Return the table of a progressive tariff: of the month, or of the payment."""
        first = tree.arguments[0]
        assert isinstance(first, TableName)
        for rule in self.program.rules:
            if any(tree is part for root in rule.trees for part in parts_of(root)):
                return self.program.selection.tables_for(rule.rule)[first.name]
        raise KeyError(first.name)

    def _between(self, function: str) -> str:
        words = self.words
        return {"bulan_antara": words.months, "hari_antara": words.days}.get(function, words.age)

    def _aggregate(self, tree: Call) -> Placed:
        words, argument = self.words, tree.arguments[0]
        word = words.sum_of if tree.function == "jumlah" else words.count_of
        if isinstance(argument, GroupName):
            return self._aggregate_group(tree, argument, word)
        value, told = self.parts[id(argument)], self.formula(argument)
        shown = self.shown(tree, self._unit(argument))
        if value.node.grain is Grain.ORANG:
            # A repealed rule of finer rows is zero and has none.
            return _placed(_after(f"{word} {told} ", shown), _ATOM)
        place, grain = self.program.tracing_reader.place(value.node), words.grains[value.node.grain]

        def say(cells: Registers, row: Row) -> tuple[str, int]:
            counted = words.rows_of.format(len(cells[place]), grain)
            return f"{word} {told} {counted} = {shown(cells, row)}", _COMPARE

        return say

    def _aggregate_group(self, tree: Call, argument: GroupName, word: str) -> Placed:
        members = [found.rule.name for found in self.program.selection.members(argument.name)]
        amounts = [self.amounts.rule[name] for name in members]
        tell = [self._member(name) for name in members]
        title = _lower(self.title(self.program.selection.law.groups[argument.name]))
        shown = self.shown(tree)

        def say(cells: Registers, row: Row) -> tuple[str, int]:
            found = [amount(cells, None) for amount in amounts]
            counted = [at for at, amount in enumerate(found) if amount not in (0, False)]
            if tree.function != "jumlah" or not 0 < len(counted) <= MOST_MEMBERS:
                return f"{word} {title} {shown(cells, row)}", _ATOM
            parts = [tell[at](found[at]) for at in counted]
            if len(parts) == 1:
                return parts[0], _ATOM
            return " + ".join(f"({part})" if _below_zero(part) else part for part in parts), _SUM

        return say

    def _member(self, name: str) -> Callable[[Amount], str]:
        rule = self.program.rule(name)
        title = _lower(self.title(rule.rule))
        show = self.words.showing(rule.unit, rule.kind, title)
        return lambda amount: f"{title} {show(amount)}"

    def _unit(self, tree: Tree) -> str:
        lowering = self.program.lowering
        if isinstance(tree, Name):
            if (rule := lowering.computed.get(tree.name)) is not None:
                return rule.unit
            if (fact := lowering.facts.get(tree.name)) is not None:
                return fact.unit
        return ""

    # --- formulas without numbers

    def formula(self, tree: Tree) -> str:
        """Return a formula in words, without numbers: titles instead of names."""
        lowering = self.program.lowering
        match tree:
            case Name(name=name) if name in lowering.computed:
                return _lower(self.title(lowering.computed[name].rule))
            case Name(name=name) if name in lowering.facts:
                return _lower(self.title(lowering.facts[name]))
            case Name(name=name):
                return self.words.context.get(name, name)
            case Number(value=value, style=style):
                unit = "persen" if style is Style.PERSEN else ""
                kind = Kind.RUPIAH if style is Style.RUPIAH else Kind.ANGKA
                return show_number(value, unit, kind, self.lang)
            case Text(value=text):
                return show_date(day_from(text), self.lang) if self._is_date(tree) else _listed([tree])
            case GroupName(name=name) | TableName(name=name):
                return name
            case Compare(op=op, left=left, right=right):
                return f"{self.formula(left)} {_COMPARISONS[op]} {self.formula(right)}"
            case Arithmetic(op=op, left=left, right=right):
                return f"{self.formula(left)} {_SIGNS[op]} {self.formula(right)}"
            case Logic(op=op, left=left, right=right):
                word = self.words.and_ if op == "dan" else self.words.or_
                return f"{self.formula(left)} {word} {self.formula(right)}"
            case Not(operand=operand):
                return f"{self.words.not_} {self.formula(operand)}"
            case Within(operand=operand, choices=choices):
                return f"{self.formula(operand)} {self.words.one_of} {_listed(choices)}"
            case Lookup(table=table):
                return _lower(self.title(self.program.selection.law.tables[table][-1]))
            case Call(function="bulat" | "ke_bawah" | "ke_atas", arguments=(inner, *_)):
                return self.formula(inner)
            case Call(function=function, arguments=(one, two)) if function in BETWEEN:
                return self._between(function).format(self.formula(one), self.formula(two))
            case _:
                return "…"


def _placed(tell: Said, level: int) -> Placed:
    return lambda cells, row: (tell(cells, row), level)


def _after(words: str, tell: Said) -> Said:
    return lambda cells, row: words + tell(cells, row)


def _between(one: Said, sign: str, two: Said) -> Said:
    return lambda cells, row: f"{one(cells, row)} {sign} {two(cells, row)}"


def _listed(choices: Iterable[Text]) -> str:
    return ", ".join(choice.value.replace("_", " ") for choice in choices)


def parts_of(tree: Tree) -> Iterable[Tree]:
    """Yield a formula and all of its parts."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(children(part))


def _unless_said(tree: Tree, filled: str, exact: str) -> str:
    """Leave out the figure where the formula only passes a value on: it would stand there twice."""
    if isinstance(tree, (Name, Number, Text, Lookup)):
        return ""
    if not isinstance(tree, Call) or tree.function in ("min", "max", "progresif"):
        return exact
    last = _LAST_FIGURE.search(filled)
    return "" if last is not None and last[1] == exact.split(" ")[0] else exact


def _below_zero(text: str) -> bool:
    """Whether a name with its figure ends below zero: beside a sign its minus would be taken for another."""
    return "−" in text and _ENDS_BELOW_ZERO.search(text) is not None


def _lower(title: str) -> str:
    """Return a title inside a sentence: `Gaji pokok` → `gaji pokok`, but `BPJS` and `TPP` stay."""
    first = title.split(" ", 1)[0]
    return (
        title
        if first.isupper() or any(char.isupper() for char in first[1:])
        else title[:1].lower() + title[1:]
    )
