"""Random laws: facts, tables, rules, groups and a pay list, with the people they are asked about."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import hypothesis.strategies as st

from praja.rules.in_force import in_force
from praja.rules.program import Program
from praja.rules.schema import (
    MOST_ROWS,
    Fact,
    Following,
    Grain,
    Group,
    KeyMatch,
    Kind,
    Law,
    PayList,
    Place,
    Rule,
    Source,
    Status,
    Table,
    TableRow,
    TableVersion,
    Version,
)
from tests.oracle import Oracle
from tests.properties.dice import Dice
from tests.properties.formulas import NUMERIC, Expr, Formulas, TableShape, bits, bits_below

NOWHERE = Place("hukum.yaml", 1)
SOURCES = (Source("UU 1/2000", "Pasal 1"),)
ON = datetime.date(2026, 3, 14)
PAID_ON = datetime.date(2026, 4, 2)
START = datetime.date(2000, 1, 1)
LIST = "gaji"
FINER = tuple(grain for grain in Grain if grain is not Grain.ORANG)
POOLS = (("a", "b", "c"), ("b", "tidak_ada", "I/a"), ("pns", "a b", "é"), ("tunggal",))

BOUNDS: Mapping[Kind, Sequence[tuple[str, str, int]]] = {
    Kind.RUPIAH: (
        ("0", "12000000", 0),
        ("-5000000", "5000000", 0),
        ("1", "1000", 0),
        ("0", "1000000000000", 0),
        ("-1000000000000000000", "1000000000000000000", 0),
        (str(1 - 2**62), str(2**62 - 1), 0),
        ("0", "9000000000000000", 2),
    ),
    Kind.ANGKA: (
        ("0", "40", 0),
        ("0", "1", 4),
        ("-100", "100", 2),
        ("1", "31", 0),
        ("-3", "3", 1),
        ("0.01", "99.99", 2),
        ("0", "1000000000000000000", 0),
        ("-4000000000", "4000000000", 9),
    ),
}
"""Low, high and decimals of the facts to draw from: ordinary ones first, then the edges of 64 bits."""


@dataclasses.dataclass(frozen=True)
class World:
    """A law, the rules that may be asked of a person in it, and what was said of its formulas' sizes."""

    law: Law
    outputs: tuple[str, ...]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show the law as text when hypothesis reports an example."""
        printer.text(str(self))

    def __str__(self) -> str:
        lines = [str(self.outputs)]
        for fact in self.law.facts.values():
            bounds = f"{fact.low} … {fact.high}" if fact.low is not None else "; ".join(fact.choices)
            lines.append(
                f"{fact.name}: {fact.kind} {fact.grain} {bounds} /{fact.decimals} else {fact.default}"
            )
        for table in (table for layers in self.law.tables.values() for table in layers):
            for version in table.versions:
                rows = "  ".join(f"{';'.join(row.keys)}={row.value}" for row in version.rows)
                lines.append(
                    f"tabel.{table.name} {[match.value for _, match in table.keys]} {version.starts}: {rows}"
                )
        for rule in (rule for layers in self.law.rules.values() for rule in layers):
            for text in rule.versions:
                guard = f" if {text.guard}" if text.guard else ""
                lines.append(
                    f"{rule.name} [{rule.unit} {rule.follows} {rule.groups}] = {text.formula}{guard}"
                )
        return "\n".join(["", *lines, ""])

    def program(self, *rules: str) -> Program:
        """Return the program of these rules, by default of all outputs, parsed and proved."""
        program = in_force(self.law, on=ON, paid_on=PAID_ON, pay_list=LIST if self.law.lists else None).only(
            *(rules or self.outputs)
        )
        assert program.rules is not None
        return program

    def oracle(self, person: Mapping[str, Any]) -> Oracle:
        """Return the oracle for one person."""
        return Oracle(self.law, person, on=ON, paid_on=PAID_ON, pay_list=LIST)


# --- facts


def a_fact(dice: Dice, name: str, kind: Kind, grain: Grain) -> tuple[Fact, Expr]:
    """Return a random fact and what formulas know of it."""
    low: Fraction | None = None
    high: Fraction | None = None
    decimals = 0
    choices: tuple[str, ...] = ()
    default: str | None = None
    match kind:
        case Kind.TANGGAL:
            first = dice.pick((datetime.date(1950, 1, 1), datetime.date(1, 1, 1), datetime.date(2020, 2, 29)))
            last = dice.pick((datetime.date(2100, 12, 31), datetime.date(9999, 12, 31)))
            low, high = Fraction(first.toordinal()), Fraction(last.toordinal())
            default = "2024-02-29" if dice.one_in(5) else None
        case Kind.PILIHAN:
            choices = dice.pick(POOLS)
            default = choices[0] if dice.one_in(5) else None
        case Kind.YA:
            default = dice.pick(("ya", "tidak")) if dice.one_in(5) else None
        case _:
            edges = dice.pick(BOUNDS[kind])
            low, high, decimals = Fraction(edges[0]), Fraction(edges[1]), edges[2]
            default = number_text(low if dice.one_in(2) else high) if dice.one_in(5) else None
    fact = Fact(
        name, f"Isian {name}", f"Entry {name}", kind, kind.value, grain, NOWHERE,
        decimals=decimals, low=low, high=high, choices=choices, default=default,
    )  # fmt: skip
    size = max(bits(low), bits(high)) if kind in NUMERIC and low is not None and high is not None else 0
    known = Expr(
        name,
        kind,
        grain,
        size=size,
        under=bits_below(10**decimals),
        choices=choices,
        positive=kind in NUMERIC and low is not None and low > 0,
    )
    return fact, known


def number_text(value: Fraction) -> str:
    """Return a finite decimal as the law writes it: `12000000`, `-0,25`."""
    sign, value = "-" if value < 0 else "", abs(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]},{digits[-places:]}" if places else digits)


# --- tables

EDGES: Mapping[Kind, Sequence[str]] = {
    Kind.RUPIAH: (
        "-1000",
        "0",
        "1",
        "5400000",
        "5400001",
        "12000000",
        "1000000000000",
        "900000000000000000",
        "10000000000000000000000",
    ),  # fmt: skip
    Kind.ANGKA: ("-3", "-0,5", "0", "0,5%", "0,25", "1", "2", "3", "7", "31", "99,99", "1000"),
}
VALUES: Mapping[Kind, Sequence[str]] = {
    Kind.RUPIAH: ("0", "100", "5400000", "-250", "1000000000000"),
    Kind.ANGKA: ("0", "1", "0.25", "0.0025", "-3", "40"),
    Kind.PILIHAN: ("a", "b", "TK/0"),
}


def a_table(dice: Dice, name: str, moment: datetime.date) -> tuple[Table, TableShape]:
    """Return a random table, with a second version from `moment` on, and what formulas know of it."""
    exact = [dice.pick((Kind.PILIHAN, Kind.ANGKA)) for _ in range(dice.upto(2))]
    ranged = dice.pick((KeyMatch.MULAI, KeyMatch.SAMPAI)) if not exact or dice.one_in(2) else None
    range_kind = dice.pick((Kind.ANGKA, Kind.RUPIAH))
    keys = [(f"kunci_{place}", KeyMatch.SAMA) for place in range(len(exact))]
    kinds = list(exact)
    if ranged is not None:
        keys.append((f"kunci_{len(keys)}", ranged))
        kinds.append(range_kind)
    value_kind = dice.pick((Kind.RUPIAH, Kind.ANGKA, Kind.PILIHAN))
    combinations: list[tuple[str, ...]] = [()]
    for kind in exact:
        words = ("a", "b", "c", "tidak_ada") if kind is Kind.PILIHAN else ("0", "1", "2", "7", "0,5")
        chosen = dice.some(words, 3) or list(words[:1])
        combinations = [(*before, word) for before in combinations for word in chosen]
    versions = []
    for starts in (START, moment):
        rows: list[TableRow] = []
        for combination in combinations:
            if len(combinations) > 1 and dice.one_in(5) and (rows or combination != combinations[-1]):
                continue
            edges: list[str] = []
            if ranged is not None:
                edges = dice.some(EDGES[range_kind], 4) or [EDGES[range_kind][1]]
                if ranged is KeyMatch.SAMPAI and dice.one_in(2):
                    edges.append("")
            for tail in [(edge,) for edge in edges] if ranged else [()]:
                text = dice.pick(VALUES[value_kind])
                value = text if value_kind is Kind.PILIHAN else Fraction(text)
                rows.append(TableRow((*combination, *tail), value, len(rows) + 2, Status.DIPERIKSA))
        file = f"{name}_{starts.year}.csv"
        versions.append(
            TableVersion(
                starts, starts, SOURCES, Status.DIPERIKSA, NOWHERE, f"nasional/tabel/{file}", tuple(rows)
            )
        )
    table = Table(
        name, f"Tabel {name}", f"Table {name}", tuple(keys), "nilai", value_kind, value_kind.value,
        NOWHERE, tuple(versions),
    )  # fmt: skip
    values = [row.value for version in versions for row in version.rows]
    numbers = [value for value in values if isinstance(value, Fraction)]
    shape = TableShape(
        name,
        tuple(kinds),
        value_kind,
        size=max((bits(number) for number in numbers), default=0),
        under=bits_below(math.lcm(*(number.denominator for number in numbers))),
        choices=_always(versions),
    )
    return table, shape


def _always(versions: Sequence[TableVersion]) -> tuple[str, ...]:
    """Return the choices that every version of a table has."""
    choices = [{str(row.value) for row in version.rows} for version in versions]
    return tuple(sorted(set.intersection(*choices)))


def a_rate_table(dice: Dice, name: str) -> tuple[Table, TableShape]:
    """Return a table for `progresif`: lower bounds and rates."""
    edges = dice.some(("0", "0,5", "5", "100", "60000000", "250000000", "5000000000"), 4) or ["0"]
    rates = [dice.pick(("0.05", "0.15", "0", "0.0025", "1.5", "-0.1")) for _ in edges]
    rows = tuple(
        TableRow((edge,), Fraction(rate), place + 2, Status.DIPERIKSA)
        for place, (edge, rate) in enumerate(zip(edges, rates, strict=True))
    )
    file = f"nasional/tabel/{name}_{START.year}.csv"
    version = TableVersion(START, START, SOURCES, Status.DIPERIKSA, NOWHERE, file, rows)
    table = Table(
        name, f"Tarif {name}", f"Rates {name}", (("lapisan", KeyMatch.MULAI),), "tarif", Kind.ANGKA, "persen",
        NOWHERE, (version,),
    )  # fmt: skip
    shape = TableShape(
        name, (Kind.ANGKA,), Kind.ANGKA, size=2, under=12, progressive=True, edge_under=1, rows=len(rows)
    )
    return table, shape


# --- rules


def a_rule(
    name: str,
    formula: str,
    kind: Kind,
    *,
    guard: str | None = None,
    groups: tuple[str, ...] = (),
    follows: Following = Following.MASA,
    starts: datetime.date = START,
) -> Rule:
    """Return a rule with one text."""
    version = Version(
        starts,
        starts,
        formula,
        guard,
        SOURCES,
        Status.DIPERIKSA,
        NOWHERE,
        NOWHERE,
        NOWHERE if guard else None,
    )
    return Rule(
        name, f"Baris {name}", f"Line {name}", kind.value, NOWHERE, (version,), groups=groups, follows=follows
    )


class _Maker:
    """Builds one world, each rule over what stands before it."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.facts: dict[str, Fact] = {}
        self.tables: dict[str, Table] = {}
        self.rules: dict[str, Rule] = {}
        self.members: dict[str, list[Expr]] = {"penghasilan": [], "gugur": []}
        self.formulas = Formulas(dice, [], [])
        self.known: dict[str, Expr] = {}

    def world(self) -> World:
        dice = self.dice
        grains = dice.some(FINER, 2)
        for place in range(2 + dice.upto(4)):
            kind = dice.pick((Kind.ANGKA, Kind.RUPIAH, Kind.YA, Kind.PILIHAN, Kind.TANGGAL))
            self.add_fact(f"f{place}", kind, Grain.ORANG)
        for grain in grains:
            self.add_fact(f"{grain.value}_n", Kind.ANGKA, grain)
            for place in range(dice.upto(2)):
                kind = dice.pick((Kind.YA, Kind.RUPIAH, Kind.PILIHAN, Kind.TANGGAL))
                self.add_fact(f"{grain.value}_{place}", kind, grain)
        for place in range(1 + dice.upto(1)):
            table, shape = a_table(dice, f"t{place}", datetime.date(2026, 4, 1))
            self.tables[table.name] = table
            self.formulas.tables.append(shape)
        if dice.one_in(3):
            table, shape = a_rate_table(dice, "lapis")
            self.tables[table.name] = table
            self.formulas.tables.append(shape)
        for place in range(2 + dice.upto(4)):
            self.add_rule(f"r{place}", dice.pick((Grain.ORANG, Grain.ORANG, *grains)))
        for shape in self.formulas.tables:
            if not shape.progressive and dice.one_in(2):
                self.add_look_up(f"cari_{shape.name}", shape)
        self.close()
        law = Law(
            facts=self.facts,
            rules={name: (rule,) for name, rule in self.rules.items()},
            tables={name: (table,) for name, table in self.tables.items()},
            groups={name: Group(name, f"Kelompok {name}", f"Group {name}", NOWHERE) for name in self.members},
            lists={LIST: PayList(LIST, "Gaji", "Pay", ("penghasilan",), ("bersih",), NOWHERE, gates="gugur")},
            packs=(),
        )
        outputs = tuple(name for name in self.rules if self.known[name].grain is Grain.ORANG)
        return World(law, outputs)

    def add_fact(self, name: str, kind: Kind, grain: Grain) -> None:
        fact, known = a_fact(self.dice, name, kind, grain)
        self.facts[name] = fact
        self.formulas.names.append(known)

    def put(self, rule: Rule, known: Expr) -> None:
        self.rules[rule.name] = rule
        self.known[rule.name] = known
        self.formulas.names.append(known)

    def add_rule(self, name: str, grain: Grain) -> None:
        dice, formulas = self.dice, self.formulas
        kind = dice.pick((Kind.RUPIAH, Kind.ANGKA, Kind.YA, Kind.TANGGAL, Kind.PILIHAN))
        made = formulas.anchored(kind, grain, 2 + dice.upto(2))
        groups: tuple[str, ...] = ()
        guard: Expr | None = None
        if kind is Kind.RUPIAH and grain is Grain.ORANG and dice.one_in(2):
            made = dataclasses.replace(formulas.whole(made), grain=made.grain)
            groups = ("penghasilan",)
        if kind is Kind.YA and grain is Grain.ORANG and dice.one_in(2):
            groups = ("gugur",)
        if kind in (Kind.RUPIAH, Kind.ANGKA, Kind.YA) and dice.one_in(4):
            guard = formulas.truth(grain, 1)
        if len(made.text) > 480 or made.total_bits > 110:
            made, groups = (
                formulas.leaf(kind, grain) if kind in NUMERIC else formulas.make(kind, grain, 0),
                (),
            )
        follows = Following.BAYAR if dice.one_in(3) else Following.MASA
        rule = a_rule(
            name, made.text, kind, guard=guard.text if guard else None, groups=groups, follows=follows
        )
        fine = made.grain if made.grain is not Grain.ORANG else (guard.grain if guard else Grain.ORANG)
        known = dataclasses.replace(
            made, text=name, grain=fine, divisor=f"{name}/" if made.divisor else "", positive=False
        )
        if fine is not Grain.ORANG:
            groups = ()
            rule = dataclasses.replace(rule, groups=())
        for group in groups:
            self.members[group].append(known)
        self.put(rule, known)

    def add_look_up(self, name: str, shape: TableShape) -> None:
        """Add a rule that asks a table and nothing else."""
        asked = self.formulas.looked_up(shape, Grain.ORANG, 2)
        if len(asked.text) <= 480:
            follows = Following.BAYAR if self.dice.one_in(2) else Following.MASA
            self.put(
                a_rule(name, asked.text, asked.kind, follows=follows), dataclasses.replace(asked, text=name)
            )

    def close(self) -> None:
        """Add rules that bring finer rules and groups up to the person, and use earlier payments."""
        for name, known in list(self.known.items()):
            if known.grain is Grain.ORANG:
                continue
            if known.kind in NUMERIC:
                inner = f"bulat({name})" if known.divisor else name
                brought = Expr(
                    f"jumlah({inner})",
                    known.kind,
                    size=known.size + 9,
                    under=0 if known.divisor else known.under,
                )
            elif known.kind is Kind.YA:
                brought = Expr(f"banyak({name})", Kind.ANGKA, size=8)
            elif known.kind is Kind.PILIHAN:
                brought = Expr(f"banyak({name} = '{known.choices[0]}')", Kind.ANGKA, size=8)
            else:
                brought = Expr(f"banyak({name} >= '2024-02-29')", Kind.ANGKA, size=8)
            self.put(
                a_rule(f"dari_{name}", brought.text, brought.kind),
                dataclasses.replace(brought, text=f"dari_{name}"),
            )
        size = max((known.size for known in self.members["penghasilan"]), default=0) + 4
        gross = Expr("kotor", Kind.RUPIAH, size=size)
        self.put(a_rule("kotor", "jumlah(kelompok.penghasilan)", Kind.RUPIAH), gross)
        self.put(a_rule("alasan", "banyak(kelompok.gugur)", Kind.ANGKA), Expr("alasan", Kind.ANGKA, size=4))
        net = "jika alasan > 0 maka Rp0 selainnya kotor - Rp1.000"
        if self.dice.one_in(2):
            function = self.dice.pick(("bulan_ini", "tahun_ini", "bulan_dasar"))
            net = f"max(Rp0; kotor - {function}(kotor))"
        self.put(a_rule("bersih", net, Kind.RUPIAH), Expr("bersih", Kind.RUPIAH, size=max(size, 44) + 1))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A strategy for random laws."""
    return _Maker(Dice(draw)).world()


# --- people


def given_value(dice: Dice, fact: Fact, *, soiled: bool = True) -> Any:
    """Return what is given of one fact: mostly an ordinary value, sometimes an edge or an impossible one."""
    if soiled and dice.one_in(12):
        return None
    match fact.kind:
        case Kind.YA:
            return dice.one_in(2)
        case Kind.PILIHAN:
            return "bukan_pilihan" if soiled and dice.one_in(16) else dice.pick(fact.choices)
    assert fact.low is not None and fact.high is not None
    if fact.kind is Kind.TANGGAL:
        low, high = int(fact.low), int(fact.high)
        day = dice.pick(
            (730_000, 738_945, 739_686, low, high, low + 1, high - 1, low + dice.upto(high - low))
        )
        if soiled and dice.one_in(16):
            day = dice.pick((low - 1, high + 1))
        inside = day if soiled else min(max(day, low), high)
        return datetime.date.fromordinal(min(max(inside, 1), datetime.date.max.toordinal()))
    scale = 10**fact.decimals
    low, high = int(fact.low * scale), int(fact.high * scale)
    usual = (0, 1, 5, 50, 150, 250, 333, 5_400_000, 5_400_001, -1, -5, -50, low, high, low + 1, high - 1)
    number = dice.pick(usual) if dice.one_in(2) else low + dice.upto(high - low)
    if soiled and dice.one_in(16):
        number = dice.pick((low - 1, high + 1))
    else:
        number = min(max(number, low), high)
    return number if not fact.decimals else Decimal(number).scaleb(-fact.decimals)


def a_person(dice: Dice, law: Law, *, soiled: bool = True) -> dict[str, Any]:
    """Return the facts of one person; finer rows as lists by grain."""
    person: dict[str, Any] = {}
    grains: dict[Grain, list[Fact]] = {}
    for fact in law.facts.values():
        if fact.grain is Grain.ORANG:
            person[fact.name] = given_value(dice, fact, soiled=soiled)
        else:
            grains.setdefault(fact.grain, []).append(fact)
    for grain, facts in grains.items():
        rows = [
            {fact.name: given_value(dice, fact, soiled=soiled) for fact in facts} for _ in range(dice.upto(4))
        ]
        too_many = soiled and rows and MOST_ROWS[grain] <= 31 and dice.one_in(20)
        person[grain.value] = rows * (MOST_ROWS[grain] // len(rows) + 1) if too_many else rows
    for name in ("bulan_ini(kotor)", "tahun_ini(kotor)", "bulan_dasar(kotor)"):
        usual = (0, 5_000_000, -100, 10**12)
        person[name] = dice.pick((None, 10**12 + 1)) if soiled and dice.one_in(12) else dice.pick(usual)
    return person


@st.composite
def worlds_with_people(
    draw: st.DrawFn, *, most: int = 4, soiled: bool = True
) -> tuple[World, list[dict[str, Any]]]:
    """A strategy for a random law and some people of whom it is asked."""
    return a_world_with_people(Dice(draw), most=most, soiled=soiled)


def a_world_with_people(
    dice: Dice, *, most: int = 4, soiled: bool = True
) -> tuple[World, list[dict[str, Any]]]:
    """Return a random law and some people; if soiled, some facts are given of nobody."""
    world = _Maker(dice).world()
    people = [a_person(dice, world.law, soiled=soiled) for _ in range(dice.upto(most))]
    if soiled and dice.one_in(2):
        for name in dice.some(list(world.law.facts), 2):
            for person in people:
                for row in (person, *person.get(world.law.facts[name].grain.value, ())):
                    row.pop(name, None)
    return world, people
