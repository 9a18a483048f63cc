"""The lines of a slip in the groups of the law's list, beside those of the month before."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from praja.rules.schema import Fact, Group, Kind, PayList, Rule, Table
from praja.rules.selection import Selection
from praja.rules.show import show_number, show_truth
from praja.web.words import angka, rupiah, selisih

EARNS = frozenset({"penghasilan", "pembulatan", "tpp_bruto", "thr_rinci"})
CUTS = frozenset({"potongan", "potongan_pribadi"})

Amounts = Mapping[str, Any]
"""Rule → what it came to, as `Slip.amounts` holds it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line: what it came to now and, where a month before is known, then."""

    name: str
    title: str
    unit: str
    amount: int | bool | None
    before: int | bool | None = None
    compared: bool = False
    cuts: bool = False

    @property
    def shown(self) -> str:
        """The amount as people read it; a cut with a minus."""
        return show_line(-self.amount if self.cuts and self.amount else self.amount, self.unit)

    @property
    def shown_before(self) -> str:
        """What it came to the month before, or before something was tried."""
        return show_line(-self.before if self.cuts and self.before else self.before, self.unit)

    @property
    def delta(self) -> int:
        """By how much what is received differs from the month before because of this line alone."""
        if not self.compared or isinstance(self.amount, bool) or isinstance(self.before, bool):
            return 0
        difference = (self.amount or 0) - (self.before or 0)
        return -difference if self.cuts else difference

    @property
    def changed(self) -> bool:
        """Whether it differs from the month before."""
        return self.compared and (self.amount or 0) != (self.before or 0)

    @property
    def shown_delta(self) -> str:
        """The difference with its sign."""
        return selisih(self.delta)


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """The lines of one group; `total` is none where they are only told, not added up."""

    name: str
    title: str
    lines: tuple[Line, ...]
    total: int | None

    @property
    def shown_total(self) -> str:
        """The sum as people read it."""
        return rupiah(self.total)


def title_of(thing: Fact | Rule | Table | Group | PayList) -> str:
    """Return the title in the reader's language."""
    return thing.label_en if english() and thing.label_en else thing.title


def english() -> bool:
    """Tell whether the reader chose English."""
    return (get_language() or "id").startswith("en")


def language() -> str:
    """Return the reader's language as the engine knows it."""
    return "en" if english() else "id"


def show_line(amount: int | bool | None, unit: str) -> str:
    """Return what a line came to as people read it."""
    if amount is None:
        return "–"
    if isinstance(amount, bool):
        return show_truth(amount, language())
    if unit.startswith("rupiah"):
        return rupiah(amount)
    return angka(amount) if unit != "persen" else show_number(amount, unit, Kind.ANGKA, language())


def pay_list_of(selection: Selection) -> PayList:
    """Return the list that a selection is of."""
    assert selection.pay_list is not None
    return selection.pay_list


def sections_of(selection: Selection, amounts: Amounts, before: Amounts | None = None) -> list[Section]:
    """Return the lines that came to anything, or did the month before, by group of the list.

    A line that is in two groups of earnings is told in the first; one that is earned and cut again (the
    employer's health contribution) is told in both, so that each group adds up.
    """
    pay_list = pay_list_of(selection)
    told: dict[str, set[str]] = {}
    found: list[Section] = []
    for group in pay_list.lines:
        sort = "earns" if group in EARNS else "cuts" if group in CUTS else "only told"
        seen = told.setdefault(sort, set())
        also = told.get("earns", set()) | told.get("cuts", set()) if sort == "only told" else set()
        lines = [
            line
            for one in selection.members(group)
            if one.rule.name not in seen | also
            and (line := line_of(one.rule, amounts, before, cuts=sort == "cuts")) is not None
        ]
        seen.update(line.name for line in lines)
        if not lines:
            continue
        title = title_of(selection.law.groups[group])
        if found and sort == "earns" and [line.title for line in lines] == [title]:
            # A group that is one line of its own name (the rounding) stands with those before it.
            last = found.pop()
            lines, group, title = [*last.lines, *lines], last.name, last.title
        found.append(Section(group, title, tuple(lines), _total(lines, sort)))
    return found


def _total(lines: list[Line], sort: str) -> int | None:
    if sort == "only told":
        return None
    total = sum(int(line.amount or 0) for line in lines if line.unit.startswith("rupiah"))
    return -total if sort == "cuts" else total


def totals_of(selection: Selection, amounts: Amounts, before: Amounts | None = None) -> list[Line]:
    """Return the totals of the list; the last is what the person receives."""
    found: list[Line] = []
    for name in pay_list_of(selection).totals:
        if name in selection.rules:
            rule = selection.rules[name].rule
            found.append(
                Line(
                    name,
                    title_of(rule),
                    rule.unit,
                    amounts.get(name),
                    before.get(name) if before is not None else None,
                    before is not None,
                )
            )
    return found


def reasons_of(selection: Selection, amounts: Amounts) -> list[Line]:
    """Return what stops or holds this slip: the gates and holds of the list that are true."""
    pay_list = pay_list_of(selection)
    groups = [group for group in (pay_list.gates, pay_list.holds) if group]
    return [
        Line(one.rule.name, title_of(one.rule), one.rule.unit, True)
        for group in groups
        for one in selection.members(group)
        if amounts.get(one.rule.name) is True
    ]


def line_of(rule: Rule, amounts: Amounts, before: Amounts | None, *, cuts: bool = False) -> Line | None:
    """Return a rule as a line; none when it came to nothing in both months."""
    amount = amounts.get(rule.name)
    then = before.get(rule.name) if before is not None else None
    if not amount and not then:
        return None
    return Line(rule.name, title_of(rule), rule.unit, amount, then, before is not None, cuts)
