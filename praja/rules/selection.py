"""The versions in force for one month, list and pack, and what their names mean to each other."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import functools
import math
from collections.abc import Iterable, Mapping, Sequence

from praja.rules.errors import FormulaError, LawError, did_you_mean
from praja.rules.ir import Builder, Op
from praja.rules.language.meaning import Meaning
from praja.rules.language.parse import parse_cached
from praja.rules.language.tree import EARLIER, Mentions, Tree, mentions
from praja.rules.language.value import Codebook, Value
from praja.rules.loader import CONTEXT, unit_kind
from praja.rules.schema import (
    Fact,
    Following,
    Grain,
    Kind,
    Law,
    PayList,
    Place,
    Rule,
    Source,
    Status,
    Table,
    TableVersion,
    Version,
)
from praja.rules.written import day_from, day_number, number_from

MONTH_CEILING = 10**12
YEAR_CEILING = 10**13
"""No person is paid more of one rule than this in a month or a year; earlier payments are checked
against it, so that sums with them are proved to fit."""

ZERO_KINDS = (Kind.RUPIAH, Kind.ANGKA, Kind.YA)


@dataclasses.dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule with its version; `version` is None when it is repealed, `text` is what says so."""

    rule: Rule
    version: Version | None
    text: Version


@dataclasses.dataclass(frozen=True, slots=True)
class Computed:
    """One rule of a program with its meaning.

    `inner` is the value of the formula alone, `value` that under the guard, `column` how other rules
    refer to it.
    """

    rule: Rule
    text: Version
    tree: Tree | None
    guard: Tree | None
    inner: Value
    value: Value
    column: Value

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def title(self) -> str:
        return self.rule.title

    @property
    def unit(self) -> str:
        return self.rule.unit

    @property
    def kind(self) -> Kind:
        return self.value.kind

    @property
    def grain(self) -> Grain:
        return self.value.grain

    @property
    def status(self) -> Status:
        return self.text.status

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.text.sources

    @property
    def trees(self) -> tuple[Tree, ...]:
        """The guard and the formula, those that it has."""
        return tuple(tree for tree in (self.guard, self.tree) if tree is not None)


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """Which columns the frame of each grain has, and of which grains nobody has rows."""

    columns: frozenset[tuple[Grain, str]]
    without: frozenset[Grain]


class NotYetInForce(LawError):
    """A rule is named on a day before its first version."""


@dataclasses.dataclass(frozen=True)
class Selection:
    """What holds. Nothing is parsed or proved until `Lowering` is asked for it."""

    law: Law
    served: datetime.date
    paid_on: datetime.date
    known_at: datetime.date | None
    pay_list: PayList | None
    rules: Mapping[str, RuleInForce]
    tables: Mapping[str, tuple[Table, TableVersion]]
    tables_paid: Mapping[str, tuple[Table, TableVersion]]
    """The tables as of the day of payment, for rules that follow it (`menurut: bayar`)."""

    def tables_for(self, rule: Rule) -> Mapping[str, tuple[Table, TableVersion]]:
        """Return the tables in force for a rule: of the month served, or of the day of payment."""
        return self.tables_paid if rule.follows is Following.BAYAR else self.tables

    def on_list(self, rule: Rule) -> bool:
        """Whether the rule may be read in the list that is computed."""
        return not rule.lists or self.pay_list is None or self.pay_list.name in rule.lists

    def members(self, group: str) -> Sequence[RuleInForce]:
        """Return the rules of a group that hold on this list."""
        return self._by_group.get(group, ())

    @functools.cached_property
    def _by_group(self) -> Mapping[str, Sequence[RuleInForce]]:
        found: dict[str, list[RuleInForce]] = {}
        for one in self.rules.values():
            if one.version is not None and self.on_list(one.rule):
                for group in one.rule.groups:
                    found.setdefault(group, []).append(one)
        return found

    def outputs(self) -> tuple[str, ...]:
        """Return what the list prints, in its order: lines by group, holds, gates, totals."""
        if self.pay_list is None:
            return ()
        groups = [*self.pay_list.lines, *filter(None, (self.pay_list.gates, self.pay_list.holds))]
        names = [found.rule.name for group in groups for found in self.members(group)]
        return tuple(dict.fromkeys([*names, *self.pay_list.totals]))

    def mentions_of(self, name: str) -> Mentions:
        """Return what the formula and the guard of a rule in force name; raise LawError at a fault."""
        found = self.rules[name]
        version, follows = found.version, found.rule.follows
        if version is None:
            return Mentions((), (), (), ())
        try:
            return _mentions_in(version.formula or "", version.guard, follows.value)
        except FormulaError:
            parse_at(version.formula or "", version.formula_place, follows)
            parse_at(version.guard or "", version.guard_place or version.place, follows)
            raise

    @property
    def last_day(self) -> datetime.date:
        """The last day of the month served."""
        return self.served.replace(day=calendar.monthrange(self.served.year, self.served.month)[1])

    @property
    def has_legal_basis(self) -> bool:
        """Whether the pack's own regulation holds in the month served."""
        own = self.law.packs[-1] if self.law.packs else None
        return own is None or (own.starts <= self.served and (own.ends is None or self.served <= own.ends))


@functools.lru_cache(maxsize=20_000)
def _mentions_in(formula: str, guard: str | None, follows: str) -> Mentions:
    """Return what a formula and its guard name; the same text is looked through once."""
    seen = [mentions(parse_cached(text, follows)) for text in (formula, guard) if text]
    return Mentions(
        names=tuple(dict.fromkeys(word for one in seen for word in one.names)),
        groups=tuple(dict.fromkeys(word for one in seen for word in one.groups)),
        tables=tuple(dict.fromkeys(word for one in seen for word in one.tables)),
        earlier=tuple(dict.fromkeys(word for one in seen for word in one.earlier)),
    )


def parse_at(text: str, place: Place, follows: Following) -> Tree:
    """Return the tree of a formula; raise LawError with its file, line and a caret."""
    try:
        return parse_cached(text, follows.value)
    except FormulaError as error:
        raise LawError(error.pointing(text), place=place) from None


class Lowering:
    """Gives the rules of a selection their meaning, in an order in which each finds what it reads."""

    def __init__(
        self,
        selection: Selection,
        wanted: Iterable[str],
        *,
        like: Lowering | None = None,
        given: Given | None = None,
        builder: Builder | None = None,
    ) -> None:
        """Lower `wanted` and all it reads.

        :param like: lends its codes and its prepared tables, so that many programs prepare each once
        :param given: what will be given; a fact of which no column is given is its default, known now
        :param builder: makes the nodes, so that what is the same in many programs is one node
        """
        self.selection = selection
        self.given = given
        self.builder = builder or Builder(given.without if given else frozenset())
        self.codebook: Codebook = like.codebook if like else Codebook()
        self.meaning: Meaning = Meaning(self, like.meaning.plans if like else None)
        self.computed: dict[str, Computed] = {}
        self.facts: dict[str, Fact] = {}
        self.bounds: dict[str, tuple[int, int]] = {}
        """Of each fact that is a number or a date, the least and greatest whole number that it can be."""
        self.earlier: dict[str, Value] = {}
        self.values: dict[str, Value] = {}
        self._tables = selection.tables
        self.printed = frozenset(selection.outputs())
        for name in self._order(tuple(wanted)):
            self.computed[name] = self.lower(name)

    # --- order

    def _needs(self, name: str) -> list[str]:
        found = self.selection.rules[name]
        seen = self.selection.mentions_of(name)
        rules = self.selection.rules
        grouped = [member.rule.name for group in seen.groups for member in self.selection.members(group)]
        for other in seen.names:
            if other in rules and not self.selection.on_list(rules[other].rule):
                raise LawError(
                    f"'{other}' hanya ada di daftar {', '.join(rules[other].rule.lists)}, "
                    f"tidak dapat dibaca '{name}' di sini.",
                    place=found.text.formula_place,
                    hint=f"Yang sudah dibayar daftar lain dibaca dengan bulan_ini({other}).",
                )
        return [other for other in (*seen.names, *grouped) if other in rules]

    def _order(self, wanted: tuple[str, ...]) -> list[str]:
        """Return the wanted rules and all they read, each behind what it reads."""
        done: dict[str, None] = {}
        path: dict[str, None] = {}
        for root in wanted:
            self._check_wanted(root)
            waiting: list[tuple[str, bool]] = [(root, False)]
            while waiting:
                name, finished = waiting.pop()
                if finished:
                    del path[name]
                    done[name] = None
                    continue
                if name in done:
                    continue
                if name in path:
                    names = list(path)
                    circle = [*names[names.index(name) :], name]
                    raise LawError(
                        f"Aturan berputar: {' → '.join(circle)}.",
                        place=self.selection.rules[name].rule.place,
                        hint="Pembayaran daftar lain dibaca dengan bulan_ini(…), bukan langsung.",
                    )
                path[name] = None
                waiting.append((name, True))
                waiting.extend((need, False) for need in reversed(self._needs(name)) if need not in done)
        return list(done)

    def _check_wanted(self, name: str) -> None:
        if name in self.selection.rules:
            return
        layers = self.selection.law.rules.get(name)
        if layers is None:
            known = self.selection.law.rules
            raise LawError(f"Aturan '{name}' tidak ada.", hint=did_you_mean(name, known))
        raise self._not_yet(name, layers)

    def _not_yet(self, name: str, layers: Sequence[Rule]) -> LawError:
        first = min((version for rule in layers for version in rule.versions), key=lambda one: one.starts)
        source = first.sources[0] if first.sources else ""
        return NotYetInForce(
            f"'{name}' belum punya versi yang berlaku pada {self.selection.served}.\n"
            f"    Versi pertamanya mulai {first.starts} ({source}).",
            place=layers[0].place,
            hint="Untuk menghitung ulang slip yang lebih lama, tambahkan versi lama beserta hukumnya: "
            "docs/law/menambah-versi.md.",
        )

    # --- meaning of one rule

    def lower(self, name: str) -> Computed:
        """Return a rule with its meaning; what it reads has been lowered before."""
        found = self.selection.rules[name]
        if found.version is None:
            value = self._zero(unit_kind(found.rule.unit), found.rule)
            self.values[name] = value
            return Computed(found.rule, found.text, None, None, value, value, value)
        version, follows = found.version, found.rule.follows
        self._tables = self.selection.tables_for(found.rule)
        tree = parse_at(version.formula or "", version.formula_place, follows)
        inner = self._meaning(tree, version.formula or "", version.formula_place)
        value, guard = inner, None
        if version.guard is not None:
            place = version.guard_place or version.place
            guard = parse_at(version.guard, place, follows)
            truth = self._meaning(guard, version.guard, place)
            if truth.kind is not Kind.YA:
                raise LawError("syarat harus ya/tidak.", place=place)
            value = self._select(truth, inner, found.rule, place)
        self._check(found.rule, version, value)
        column = self._column(name, value)
        self.values[name] = column
        return Computed(found.rule, found.text, tree, guard, inner, value, column)

    def _meaning(self, tree: Tree, text: str, place: Place) -> Value:
        try:
            return self.meaning.of(tree)
        except FormulaError as error:
            raise LawError(error.pointing(text), place=place) from None

    def _select(self, truth: Value, inner: Value, rule: Rule, place: Place) -> Value:
        zero = self._zero(inner.kind, rule)
        try:
            return self.meaning.select(truth.node, inner, zero)
        except Exception as error:
            raise LawError("syarat dan rumus memakai butir yang berbeda.", place=place) from error

    def _zero(self, kind: Kind, rule: Rule) -> Value:
        if kind not in ZERO_KINDS:
            raise LawError(
                f"'{rule.name}' bernilai {kind.value}: tidak ada nol untuknya, jadi tidak boleh bersyarat "
                "atau dicabut.",
                place=rule.place,
            )
        node = self.builder.boolean(False) if kind is Kind.YA else self.builder.const(0)
        return Value(kind, node)

    def _check(self, rule: Rule, version: Version, value: Value) -> None:
        announced = unit_kind(rule.unit)
        if value.kind is not announced:
            raise LawError(
                f"satuan '{rule.unit}' berarti {announced.value}; rumusnya memberi {value.kind.value}.",
                place=version.formula_place,
            )
        printed = rule.groups or rule.name in self.printed
        if printed and value.kind is Kind.RUPIAH and not value.whole:
            where = f"masuk kelompok {', '.join(rule.groups)}" if rule.groups else "tercetak di daftar"
            raise LawError(
                f"'{rule.name}' {where}, jadi harus rupiah bulat.",
                place=version.formula_place,
                hint="Bulatkan dengan bulat(…), ke_bawah(…), atau ke_atas(…).",
            )

    def _column(self, name: str, value: Value) -> Value:
        build, node = self.builder, value.node
        if node.op is Op.CONST and value.divisor is None:
            return value
        column = build.column(name, node.low, node.high, node.grain, truth=node.truth)
        divisor = value.divisor
        if divisor is not None:
            divisor = build.column(name + "/", divisor.low, divisor.high, divisor.grain)
        return dataclasses.replace(value, node=column, divisor=divisor)

    # --- the scope of formulas

    def value_of(self, name: str) -> Value:
        if name in self.values:
            return self.values[name]
        law = self.selection.law
        if name in CONTEXT:
            value = self._context(name)
        elif name in law.facts:
            value = self._fact(law.facts[name])
        elif name in law.rules:
            raise self._not_yet(name, law.rules[name])
        else:
            raise KeyError(name)
        self.values[name] = value
        return value

    def _context(self, name: str) -> Value:
        selection = self.selection
        truths = {"ya": True, "tidak": False, "dasar_hukum_berlaku": selection.has_legal_basis}
        if name in truths:
            return Value(Kind.YA, self.builder.boolean(truths[name]))
        days = {
            "awal_bulan": selection.served,
            "akhir_bulan": selection.last_day,
            "tanggal_bayar": selection.paid_on,
        }
        return Value(Kind.TANGGAL, self.builder.const(day_number(days[name])))

    def _fact(self, fact: Fact) -> Value:
        build = self.builder
        if (
            self.given is not None
            and fact.default is not None
            and (fact.grain, fact.name) not in self.given.columns
        ):
            return self._default(fact, fact.default)
        self.facts[fact.name] = fact
        match fact.kind:
            case Kind.YA:
                return Value(Kind.YA, build.column(fact.name, 0, 1, fact.grain, truth=True))
            case Kind.PILIHAN:
                codes = [self.codebook.code(choice) for choice in fact.choices]
                node = build.column(fact.name, min(codes), max(codes), fact.grain)
                return Value(Kind.PILIHAN, node, choices=fact.choices)
            case _:
                low, high = self.bounds[fact.name] = numerator_bounds(fact)
                node = build.column(fact.name, low, high, fact.grain)
                return Value(fact.kind, node, 1 if fact.kind is Kind.TANGGAL else 10**fact.decimals)

    def _default(self, fact: Fact, text: str) -> Value:
        """Return the default of a fact as a value known now."""
        build = self.builder
        if fact.kind is Kind.YA:
            return Value(Kind.YA, build.boolean(text == "ya", fact.grain))
        if fact.kind is Kind.PILIHAN:
            node = build.const(self.codebook.code(text), fact.grain)
            return Value(Kind.PILIHAN, node, choices=fact.choices)
        if fact.kind is Kind.TANGGAL:
            return Value(Kind.TANGGAL, build.const(day_number(day_from(text)), fact.grain))
        scale = 10**fact.decimals
        return Value(fact.kind, build.const(int(number_from(text) * scale), fact.grain), scale)

    def group_members(self, group: str) -> Sequence[tuple[str, Value]]:
        if group not in self.selection.law.groups:
            raise KeyError(group)
        if self.selection.pay_list is None:
            raise LawError(
                f"kelompok.{group} hanya berarti dalam satu daftar gaji; sebutkan daftarnya.",
                hint=f"Daftar yang ada: {', '.join(self.selection.law.lists)}.",
            )
        names = [found.rule.name for found in self.selection.members(group)]
        return [(name, self.values[name]) for name in names]

    def group_kind(self, group: str) -> Kind:
        law = self.selection.law
        kinds = (unit_kind(layers[-1].unit) for layers in law.rules.values() if group in layers[-1].groups)
        return next(kinds, Kind.RUPIAH)

    def table_in_force(self, name: str) -> tuple[Table, TableVersion]:
        return self._tables[name]

    def earlier_payment(self, function: str, rule: str) -> Value:
        assert function in EARLIER
        layers = self.selection.law.rules[rule]
        kind = unit_kind(layers[0].unit)
        if kind not in (Kind.RUPIAH, Kind.ANGKA):
            raise LawError(f"{function}({rule}) bukan rupiah atau angka.", place=layers[0].place)
        column = f"{function}({rule})"
        ceiling = YEAR_CEILING if function == "tahun_ini" else MONTH_CEILING
        value = Value(kind, self.builder.column(column, -ceiling, ceiling, Grain.ORANG))
        self.earlier[column] = value
        return value

    def known_names(self, kind: str) -> Sequence[str]:
        law = self.selection.law
        match kind:
            case "kelompok":
                return list(law.groups)
            case "tabel":
                return list(law.tables)
            case "aturan":
                return list(law.rules)
            case _:
                return [*law.facts, *law.rules, *CONTEXT]


def numerator_bounds(fact: Fact) -> tuple[int, int]:
    """Return the least and greatest whole number that a value of the fact is stored as."""
    assert fact.low is not None and fact.high is not None
    if fact.kind is Kind.TANGGAL:
        shift = datetime.date(1970, 1, 1).toordinal()
        return int(fact.low) - shift, int(fact.high) - shift
    scale = 10**fact.decimals
    return math.ceil(fact.low * scale), math.floor(fact.high * scale)
