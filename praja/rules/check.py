"""Check all law: every pack, every list, on every day on which anything changes.

What is checked beyond reading: names, kinds, ranges, grains and divisors of every formula in force;
cycles; table keys that no fact can have; gaps; rules, tables and facts that nothing reads; formulas too
long to be read on a slip.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path

from praja.rules.errors import LawError, LawErrors, RulesError, did_you_mean, order_of
from praja.rules.in_force import select
from praja.rules.language.tree import Lookup, Name, Number, Text, Tree, children, mentions
from praja.rules.loader import LawReader, pack_names
from praja.rules.schema import KeyMatch, Kind, Law, Pack, Place, Rule
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


LEGAL_BASIS = "dasar_hukum_berlaku"

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


@dataclasses.dataclass(frozen=True, slots=True)
class _Seen:
    """What a program that can be computed was made of: whatever touches none of it leaves it as it is."""

    rules: frozenset[str]
    tables: frozenset[str]
    groups: frozenset[str]


class _Changes:
    """What is other in a month than in the months before it: names of rules and tables, groups of rules."""

    def __init__(self) -> None:
        self.rules: set[str] = set()
        self.tables: set[str] = set()
        self.groups: set[tuple[str, tuple[str, ...]]] = set()

    def of_rule(self, rule: Rule) -> None:
        """Note that a text of a rule is another."""
        self.rules.add(rule.name)
        self.groups.update((group, rule.lists) for group in rule.groups)

    def leave(self, seen: _Seen, pay_list: str) -> bool:
        """Whether a program is not touched by any of it."""
        return not (
            not seen.rules.isdisjoint(self.rules)
            or not seen.tables.isdisjoint(self.tables)
            or any(group in seen.groups and (not on or pay_list in on) for group, on in self.groups)
        )


def _changes(law: Law) -> Mapping[datetime.date, _Changes]:
    """Return by month what begins there. With a pack all its rules do, and its repeals and legal basis."""
    found: dict[datetime.date, _Changes] = collections.defaultdict(_Changes)
    for layers in law.rules.values():
        for rule in layers:
            for version in rule.versions:
                found[_first_month(version.starts)].of_rule(rule)
    for name, tables in law.tables.items():
        for table in tables:
            for inner in table.versions:
                found[_first_month(inner.starts)].tables.add(name)
    for pack in law.packs:
        _of_pack(law, pack, found[_first_month(pack.starts)])
        if pack.ends is not None and pack.ends < datetime.date.max:
            found[_first_month(pack.ends + datetime.timedelta(days=1))].rules.add(LEGAL_BASIS)
    return found


def _of_pack(law: Law, pack: Pack, change: _Changes) -> _Changes:
    """Note, and return, all that a pack lays over its parent."""
    change.rules.add(LEGAL_BASIS)
    for name, layers in law.rules.items():
        for rule in layers:
            if rule.pack == pack.name or name in pack.repeals:
                change.of_rule(rule)
    change.tables.update(name for name, layers in law.tables.items() if layers[-1].pack == pack.name)
    return change


class _Checker:
    def __init__(self, reader: LawReader, only: str | None) -> None:
        self.report = Report()
        self.seen: dict[str, dict[str, dict[datetime.date, _Seen]]] = {}
        """By pack, list and month what a program that can be computed is made of."""
        self.proofs: _Proofs = {}
        self.like: _Proof | None = None
        self.proved: dict[tuple[object, ...], _Seen | None] = {}
        self.told: set[tuple[Place | None, str]] = set()
        self.read_rules: set[tuple[str, str]] = set()
        self.read_tables: set[str] = set()
        self.read_facts: set[str] = set()
        self.advised: set[int] = set()
        packs = [only] if only else ["nasional", *pack_names(reader.folder)]
        laws: list[Law] = []
        for name in packs:
            try:
                laws.append(reader.law(name))
            except LawErrors as errors:
                for error in errors.errors:
                    self.error(error)
        self.report.packs = len(laws)
        for law in sorted(laws, key=lambda law: len(law.packs)):
            self.programs(law)
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

    def programs(self, law: Law) -> None:
        """Prove every list of a pack, from its latest month back to the first that can be computed.

        A list is not gone through again for a month after which nothing changed that it is made of, nor
        where the pack lays nothing over what its parent was found to be made of.
        """
        names = ["nasional", *(pack.name for pack in law.packs)]
        parents = self.seen.get(names[-2], {}) if law.packs else {}
        own = _of_pack(law, law.packs[-1], _Changes()) if law.packs else _Changes()
        changes = _changes(law)
        seen = self.seen.setdefault(names[-1], {})
        waiting = set(law.lists)
        later: _Changes | None = None
        for month in sorted(changes, reverse=True):
            every: Selection | None = None
            for name in sorted(waiting):
                known = seen.setdefault(name, {})
                found = _since(parents.get(name, {}), month)
                if later is not None and later.leave(last := known[min(known)], name):
                    known[month] = last
                elif found is not None and own.leave(found, name):
                    known[month] = found
                else:
                    every = every or select(law, on=month)
                    found = self.computable(dataclasses.replace(every, pay_list=law.lists[name]))
                    if found is None:
                        waiting.discard(name)
                        continue
                    known[month] = found
                self.report.since[names[-1], name] = month
            if not waiting:
                break
            later = changes[month]

    def computable(self, selection: Selection) -> _Seen | None:
        """Prove one program, unless the very same was proved before; None when it cannot be computed."""
        assert selection.pay_list is not None
        try:
            wanted = selection.outputs()
            rules, tables, groups = _reached(selection, wanted)
            key = (
                selection.pay_list.name,
                selection.has_legal_basis,
                tuple(sorted((name, id(selection.rules[name].text)) for name in rules - {LEGAL_BASIS})),
                tuple(
                    (name, id(found[name][1]))
                    for found in (selection.tables, selection.tables_paid)
                    for name in sorted(tables & set(found))
                ),
            )
            if key not in self.proved:
                self.proved[key] = None
                self.prove(selection, wanted)
                self.proved[key] = _Seen(frozenset(rules), frozenset(tables), frozenset(groups))
            return self.proved[key]
        except NotYetInForce:
            return None
        except LawError as error:
            self.error(error)
            return None

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


def _reached(selection: Selection, wanted: tuple[str, ...]) -> tuple[set[str], set[str], set[str]]:
    """Return the rules (with the legal basis, where one asks for it), tables and groups behind `wanted`."""
    pay = selection.pay_list
    assert pay is not None
    rules: set[str] = set()
    tables: set[str] = set()
    groups = {*pay.lines, *filter(None, (pay.holds, pay.gates))}
    waiting = [name for name in wanted if name in selection.rules]
    while waiting:
        name = waiting.pop()
        if name in rules:
            continue
        rules.add(name)
        seen = selection.mentions_of(name)
        tables.update(seen.tables)
        groups.update(seen.groups)
        waiting.extend(other for other in seen.names if other in selection.rules)
        if LEGAL_BASIS in seen.names:
            rules.add(LEGAL_BASIS)
        for group in seen.groups:
            waiting.extend(found.rule.name for found in selection.members(group))
    return rules, tables, groups


def _since(known: Mapping[datetime.date, _Seen], month: datetime.date) -> _Seen | None:
    """Return what holds in a month: what was found for the last one up to it in which anything changed."""
    before = [one for one in known if one <= month]
    return known[max(before)] if before else None


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
