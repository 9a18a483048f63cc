"""Check all law: every pack, every list, on every day on which anything changes.

What is checked beyond reading: names, kinds, ranges, grains and divisors of every formula in force;
cycles; table keys that no fact can have; gaps; rules, tables and facts that nothing reads; formulas too
long to be read on a slip.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from pathlib import Path

from praja.rules.errors import LawError, LawErrors, RulesError, did_you_mean, order_of
from praja.rules.in_force import boundaries, select
from praja.rules.language.tree import Lookup, Name, Number, Text, Tree, children, mentions
from praja.rules.loader import LawReader, pack_names
from praja.rules.schema import KeyMatch, Kind, Law, Place
from praja.rules.selection import Computed, Lowering, NotYetInForce, Selection

MOST_OPERANDS = 7
"""A formula that names more than this is advised to be split: it cannot be read on a slip."""


@dataclasses.dataclass(slots=True)
class Report:
    """What a check found. `errors` stop the law from being used; `notes` are advice."""

    errors: list[LawError] = dataclasses.field(default_factory=list)
    notes: list[LawError] = dataclasses.field(default_factory=list)
    packs: int = 0
    rules: int = 0
    versions: int = 0
    tables: int = 0
    facts: int = 0
    programs: int = 0
    since: dict[tuple[str, str], datetime.date] = dataclasses.field(default_factory=dict)
    """By pack and list, the first month that can be computed."""


def check_law(folder: Path | None = None, *, pack: str | None = None) -> Report:
    """Return what is wrong with the law in `folder`; with `pack`, only with that pack."""
    return _Checker(LawReader(folder), pack).report


_Proofs = dict[tuple[object, ...], Computed]


class _Proof(Lowering):
    """A lowering that takes over what other programs have proved: the same text over the same values."""

    def __init__(
        self, selection: Selection, wanted: tuple[str, ...], proofs: _Proofs, *, like: _Proof | None
    ) -> None:
        self.proofs = proofs
        super().__init__(selection, wanted, like=like, builder=like.builder if like else None)

    def lower(self, name: str) -> Computed:
        try:
            key = self._stands_on(name)
        except (RulesError, KeyError):
            return super().lower(name)  # It tells what is wrong, and where.
        if key not in self.proofs:
            self.proofs[key] = super().lower(name)
        found = self.proofs[key]
        self.values[name] = found.column
        return found

    def _stands_on(self, name: str) -> tuple[object, ...]:
        """Return all that the meaning of a rule depends on. Laws outlive the check, and so do their ids."""
        found = self.selection.rules[name]
        seen = self.selection.mentions_of(name)
        tables = self.selection.tables_for(found.rule)
        earlier = [column.removesuffix(")").partition("(") for column in seen.earlier]
        return (
            self.builder,
            id(found.rule),
            id(found.text),
            found.version is None,
            name in self.printed,
            *(self.value_of(other) for other in seen.names),
            *((group, self.group_kind(group), *self.group_members(group)) for group in seen.groups),
            *(id(part) for table in seen.tables for part in tables[table]),
            *(self.earlier_payment(function, rule) for function, _, rule in earlier),
        )


class _Checker:
    def __init__(self, reader: LawReader, only: str | None) -> None:
        self.report = Report()
        self.proofs: _Proofs = {}
        self.like: _Proof | None = None
        self.proved: dict[tuple[object, ...], bool] = {}
        self.told: set[tuple[Place | None, str]] = set()
        self.read_rules: set[tuple[str, str]] = set()
        self.read_tables: set[str] = set()
        self.read_facts: set[str] = set()
        self.advised: set[int] = set()
        packs = [only] if only else ["nasional", *pack_names(reader.folder)]
        laws: list[Law] = []
        for name in packs:
            try:
                law = reader.law(name)
            except LawErrors as errors:
                for error in errors.errors:
                    self.error(error)
                continue
            laws.append(law)
            self.report.packs += 1
            self.programs(name, law)
        self.count(laws)
        if not self.report.errors:
            self.unread(laws, whole=only is None)
        self.report.errors.sort(key=order_of)
        self.report.notes.sort(key=order_of)

    def error(self, error: LawError) -> None:
        key = (error.place, error.message)
        if key not in self.told:
            self.told.add(key)
            self.report.errors.append(error)

    def note(self, message: str, place: Place, hint: str = "") -> None:
        if (place, message) not in self.told:
            self.told.add((place, message))
            self.report.notes.append(LawError(message, place=place, hint=hint))

    # --- programs

    def programs(self, pack: str, law: Law) -> None:
        """Prove every list of a pack, from its latest month back to the first that can be computed."""
        months = sorted({_first_month(day) for day in boundaries(law)}, reverse=True)
        waiting = set(law.lists)
        for month in months:
            every = select(law, on=month)
            for name in sorted(waiting):
                if self.computable(dataclasses.replace(every, pay_list=law.lists[name])):
                    self.report.since[pack, name] = month
                else:
                    waiting.discard(name)
            if not waiting:
                break

    def computable(self, selection: Selection) -> bool:
        """Prove one program, unless the very same was proved before; say whether it can be computed."""
        assert selection.pay_list is not None
        try:
            wanted = selection.outputs()
            rules, tables = _reached(selection, wanted)
            key = (
                selection.pay_list.name,
                selection.has_legal_basis,
                tuple(sorted((name, id(selection.rules[name].text)) for name in rules)),
                tuple(
                    (name, id(found[name][1]))
                    for found in (selection.tables, selection.tables_paid)
                    for name in sorted(tables & set(found))
                ),
            )
            if key not in self.proved:
                self.proved[key] = False
                self.prove(selection, wanted)
                self.proved[key] = True
            return self.proved[key]
        except NotYetInForce:
            return False
        except LawError as error:
            self.error(error)
            return False

    def prove(self, selection: Selection, wanted: tuple[str, ...]) -> None:
        lowering = self.like = _Proof(selection, wanted, self.proofs, like=self.like)
        self.report.programs += 1
        self.read_rules.update((name, one.rule.pack) for name, one in lowering.computed.items())
        self.read_facts.update(lowering.facts)
        for computed in lowering.computed.values():
            for tree in (computed.guard, computed.tree):
                if tree is not None:
                    self.tree(tree, computed, lowering)

    def tree(self, tree: Tree, computed: Computed, lowering: Lowering) -> None:
        self.read_tables.update(mentions(tree).tables)
        if id(tree) in self.advised:
            return
        self.advised.add(id(tree))
        operands = 0
        waiting = [tree]
        while waiting:
            part = waiting.pop()
            operands += isinstance(part, (Name, Lookup, Number)) and not isinstance(part, Text)
            if isinstance(part, Lookup):
                self.keys(part, computed, lowering)
            waiting.extend(children(part))
        if operands > MOST_OPERANDS:
            self.note(
                f"Rumus ini menyebut {operands} nilai; pecah supaya terbaca di slip.",
                computed.text.formula_place,
            )

    def keys(self, lookup: Lookup, computed: Computed, lowering: Lowering) -> None:
        """Find keys of a table that the fact asked with can never have, and the edges of its ranges."""
        table, version = lowering.selection.tables_for(computed.rule)[lookup.table]
        for index, (part, (name, match)) in enumerate(zip(lookup.keys, table.keys, strict=True)):
            fact = lowering.selection.law.facts.get(part.name) if isinstance(part, Name) else None
            if fact is None:
                continue
            if fact.kind is Kind.PILIHAN:
                for row in version.rows:
                    if row.keys[index] not in fact.choices:
                        self.error(
                            LawError(
                                f"'{row.keys[index]}' pada kolom '{name}' bukan pilihan fakta {fact.name}.",
                                place=Place(version.file, row.line),
                                hint=did_you_mean(row.keys[index], fact.choices),
                            )
                        )
            elif match is KeyMatch.SAMPAI and version.rows and all(row.keys[index] for row in version.rows):
                self.note(
                    f"Tabel {table.name} tidak punya baris tanpa batas atas; nilai di atas baris terakhir "
                    "menjadi masalah orang itu.",
                    version.place,
                )

    # --- what nothing reads

    def count(self, laws: list[Law]) -> None:
        rules = {id(rule): rule for law in laws for layers in law.rules.values() for rule in layers}
        self.report.rules = len(rules)
        self.report.versions = sum(len(rule.versions) for rule in rules.values())
        self.report.tables = len(
            {id(table) for law in laws for layers in law.tables.values() for table in layers}
        )
        self.report.facts = len({name for law in laws for name in law.facts})

    def unread(self, laws: list[Law], *, whole: bool) -> None:
        for law in laws:
            own = law.packs[-1].name if law.packs else "nasional"
            for name, layers in law.rules.items():
                rule = layers[-1]
                if (name, rule.pack) not in self.read_rules and (whole or rule.pack == own):
                    self.error(
                        LawError(
                            f"Aturan '{name}' tidak dibaca daftar atau aturan mana pun.",
                            place=rule.place,
                            hint="Beri 'kelompok' yang dicetak, sebut di rumus lain, atau hapus.",
                        )
                    )
            for name, tables in law.tables.items():
                if name not in self.read_tables and (whole or tables[-1].pack == own):
                    self.error(
                        LawError(f"Tabel '{name}' tidak dibaca rumus mana pun.", place=tables[-1].place)
                    )
            if whole:
                for name, fact in law.facts.items():
                    if name not in self.read_facts:
                        self.note(f"Fakta '{name}' tidak dibaca rumus mana pun.", fact.place)


def _reached(selection: Selection, wanted: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """Return the rules and tables that lead to `wanted`."""
    rules: set[str] = set()
    tables: set[str] = set()
    waiting = [name for name in wanted if name in selection.rules]
    while waiting:
        name = waiting.pop()
        if name in rules:
            continue
        rules.add(name)
        seen = selection.mentions_of(name)
        tables.update(seen.tables)
        waiting.extend(other for other in seen.names if other in selection.rules)
        for group in seen.groups:
            waiting.extend(found.rule.name for found in selection.members(group))
    return rules, tables


def _first_month(day: datetime.date) -> datetime.date:
    """Return the first day of the first month that is wholly under what begins on `day`."""
    if day.day == 1:
        return day
    return (day.replace(day=28) + datetime.timedelta(days=7)).replace(day=1)


def lines(report: Report) -> Iterator[str]:
    """Yield the report as lines for a terminal, faults first."""
    for error in report.errors:
        yield f"SALAH   {error}"
    for note in report.notes:
        yield f"CATATAN {note}"
    yield (
        f"{report.packs} pak, {report.rules} aturan, {report.versions} versi, {report.tables} tabel, "
        f"{report.facts} fakta, {report.programs} program dibuktikan: "
        f"{len(report.errors)} salah, {len(report.notes)} catatan"
    )
