"""Which texts of law a computation stood on that nobody has verified yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from praja.rules.program import Program
from praja.rules.schema import Status


@dataclasses.dataclass(frozen=True, slots=True)
class Unverified:
    """A rule or table that was used, with its mark and its first legal source."""

    name: str
    title: str
    status: Status
    source: str


def unverified(program: Program, used: Iterable[str]) -> list[Unverified]:
    """Return what is less than `diperiksa` among the outputs `used` and all that they read.

    :param used: the outputs that came to anything for anybody
    """
    selection = program.selection
    found: dict[str, Unverified] = {}
    seen: set[str] = set()
    waiting = list(used)
    while waiting:
        name = waiting.pop()
        if name in seen or name not in selection.rules:
            continue
        seen.add(name)
        one = selection.rules[name]
        mentioned = selection.mentions_of(name)
        waiting.extend(mentioned.names)
        for group in mentioned.groups:
            waiting.extend(member.rule.name for member in selection.members(group))
        if one.text.status is not Status.DIPERIKSA:
            source = str(one.text.sources[0]) if one.text.sources else ""
            found[name] = Unverified(name, one.rule.title, one.text.status, source)
        for table in mentioned.tables:
            tables = selection.tables_for(one.rule)
            if table not in tables:
                continue
            version = tables[table][1]
            worst = _worst([version.status, *(row.status for row in version.rows)])
            if worst is not Status.DIPERIKSA:
                source = str(version.sources[0]) if version.sources else ""
                key = f"tabel.{table}"
                found[key] = Unverified(key, tables[table][0].title, worst, source)
    return sorted(found.values(), key=lambda one: (one.status is not Status.DIASUMSIKAN, one.name))


def _worst(marks: Iterable[Status]) -> Status:
    """Return the least certain of the marks: a table is as sure as its least sure row."""
    order = list(Status)
    return max(marks, key=order.index)
