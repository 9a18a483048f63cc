"""Pick the law that holds: on a day, as known on a day, for a pack, for a pay list.

A rule takes the law of the month served, unless it says `menurut: bayar`; then that of the payment day.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from praja.rules.errors import LawError, did_you_mean
from praja.rules.program import Program
from praja.rules.schema import Following, Law, Pack, Rule, Table, TableVersion, Version
from praja.rules.selection import RuleInForce, Selection

_V = TypeVar("_V", Version, TableVersion)


def in_force(
    law: Law,
    *,
    on: datetime.date,
    paid_on: datetime.date | None = None,
    known_at: datetime.date | None = None,
    pay_list: str | None = None,
) -> Program:
    """Return the program of the rules that hold for the month of `on`.

    :param on: a day of the month served; the versions in force on the month's first day are taken
    :param paid_on: the day of payment, by default the first day of that month
    :param known_at: leave out texts signed after this day, to replay what was known then
    :param pay_list: the list to compute; without it, ask for rules by `Program.only`
    :raises LawError: if the list does not exist
    """
    return Program(select(law, on=on, paid_on=paid_on, known_at=known_at, pay_list=pay_list))


def select(
    law: Law,
    *,
    on: datetime.date,
    paid_on: datetime.date | None = None,
    known_at: datetime.date | None = None,
    pay_list: str | None = None,
) -> Selection:
    """Return the versions in force, not yet given a meaning. Parameters as for `in_force`."""
    if pay_list is not None and pay_list not in law.lists:
        hint = did_you_mean(pay_list, law.lists) or f"Daftar yang ada: {', '.join(law.lists)}."
        raise LawError(f"Daftar '{pay_list}' tidak ada.", hint=hint)
    served = on.replace(day=1)
    paid = paid_on or served
    begun = {day: _begun(law.packs, day) for day in (served, paid)}
    repealed = {name for pack in law.packs if pack.starts <= served for name in pack.repeals}
    rules: dict[str, RuleInForce] = {}
    for name, layers in law.rules.items():
        day = paid if layers[-1].follows is Following.BAYAR else served
        found = _rule_on(layers, begun[day], day, known_at)
        if found is not None:
            rules[name] = dataclasses.replace(found, version=None) if name in repealed else found
    return Selection(
        law=law,
        served=served,
        paid_on=paid,
        known_at=known_at,
        pay_list=law.lists[pay_list] if pay_list else None,
        rules=rules,
        tables=_tables_on(law, begun[served], served, known_at),
        tables_paid=_tables_on(law, begun[paid], paid, known_at),
    )


def _tables_on(
    law: Law, begun: frozenset[str], day: datetime.date, known_at: datetime.date | None
) -> dict[str, tuple[Table, TableVersion]]:
    tables: dict[str, tuple[Table, TableVersion]] = {}
    for name, layers in law.tables.items():
        for table in reversed(layers):
            if table.pack in begun and (version := version_on(table.versions, day, known_at)) is not None:
                tables[name] = (table, version)
                break
    return tables


def _rule_on(
    layers: Sequence[Rule], begun: frozenset[str], day: datetime.date, known_at: datetime.date | None
) -> RuleInForce | None:
    for rule in reversed(layers):
        if rule.pack in begun and (version := version_on(rule.versions, day, known_at)) is not None:
            return RuleInForce(rule, None if version.formula is None else version, version)
    return None


def _begun(packs: Sequence[Pack], day: datetime.date) -> frozenset[str]:
    """Return who has law on `day`. A pack that has ended still says how to reckon what is then held."""
    return frozenset({"nasional", *(pack.name for pack in packs if pack.starts <= day)})


def version_on(
    versions: Sequence[_V], day: datetime.date, known_at: datetime.date | None = None
) -> _V | None:
    """Return the last version that had begun on `day` and was signed by `known_at`, or None."""
    found: _V | None = None
    for version in versions:
        if version.starts <= day and (known_at is None or version.enacted <= known_at):
            found = version
    return found


def boundaries(law: Law) -> Iterator[datetime.date]:
    """Yield the days on which anything in the law changes, oldest first."""
    days: set[datetime.date] = set()
    for layers in law.rules.values():
        days.update(version.starts for rule in layers for version in rule.versions)
    for tables in law.tables.values():
        days.update(version.starts for table in tables for version in table.versions)
    for pack in law.packs:
        days.add(pack.starts)
        if pack.ends is not None and pack.ends < datetime.date.max:
            days.add(pack.ends + datetime.timedelta(days=1))
    yield from sorted(days)


def changed_names(before: Selection, after: Selection) -> Mapping[str, tuple[str, ...]]:
    """Return the names of rules and tables that differ between two selections, by `aturan`, `tabel`."""
    rules = [
        name
        for name in sorted({*before.rules, *after.rules})
        if before.rules.get(name) != after.rules.get(name)
    ]
    tables = [
        name
        for name in sorted({*before.tables, *after.tables})
        if before.tables.get(name) != after.tables.get(name)
    ]
    return {"aturan": tuple(rules), "tabel": tuple(tables)}
