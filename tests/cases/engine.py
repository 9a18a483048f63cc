"""The engine as the adapters use it: facts in, the wanted rules out."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from praja.rules.given import Amount
from praja.rules.in_force import in_force
from praja.rules.loader import LAW_FOLDER, shipped_law
from praja.rules.program import Program
from praja.rules.schema import Grain, Law

EARLIER = re.compile(r"(?:bulan_ini|tahun_ini|bulan_dasar)\((\w+)\)")


class NotThere(Exception):
    """What a row asks about is not in the law yet: an area, a pack, a kind of payment."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unknown:
    """An amount that could not be computed, and why."""

    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One expected column beside what the engine found."""

    column: str
    wanted: Fraction | str | bool | None
    got: Fraction | str | bool | None | Unknown
    tolerance: Fraction = Fraction(0)

    def fault(self) -> str:
        """Return what is wrong with it, or an empty text."""
        if isinstance(self.got, Unknown):
            return f"{self.column}: expected {show(self.wanted)}, could not be computed: {self.got.reason}"
        if self._agrees():
            return ""
        return f"{self.column}: expected {show(self.wanted)}, got {show(self.got)}"

    def _agrees(self) -> bool:
        if isinstance(self.got, Fraction) and isinstance(self.wanted, Fraction):
            return abs(self.got - self.wanted) <= self.tolerance
        return type(self.got) is type(self.wanted) and self.got == self.wanted


def show(value: Fraction | str | bool | None) -> str:
    """Return a value as the reference files write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, Fraction):
        return str(value)
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value * 10**6
    if scaled.denominator != 1:
        return str(value)
    return format(Decimal(scaled.numerator).scaleb(-6).normalize(), "f")


class Slip:
    """What one person gets: the wanted rules of one computation."""

    def __init__(self, amounts: Mapping[str, Amount], reason: str) -> None:
        self._amounts = amounts
        self._reason = reason

    def __getitem__(self, rule: str) -> Fraction | str | bool | None | Unknown:
        amount = self._amounts.get(rule)
        if amount is None:
            return Unknown(self._reason or f"{rule} has no amount")
        if isinstance(amount, (bool, str)):
            return amount
        return str(amount) if isinstance(amount, datetime.date) else Fraction(amount)

    def line(self, column: str, wanted: Fraction | str | bool | None, rule: str) -> Line:
        """Return an expected column beside the rule that gives it."""
        return Line(column, wanted, self[rule])

    def percent(self, column: str, wanted: Fraction, rule: str) -> Line:
        """Return an expected percentage, such as 4.5, beside the rule that gives the share."""
        got = self[rule]
        return Line(column, wanted, got * 100 if isinstance(got, Fraction) else got)


class Engine:
    """Computes on the law of the project, reading each pack and each month once."""

    def __init__(self) -> None:
        self._law = functools.cache(self._load)
        self._program = functools.cache(self._in_force)

    def packs(self) -> set[str]:
        """Return the packs that exist."""
        return {path.parent.name for path in LAW_FOLDER.glob("daerah/*/pak.yaml")}

    def law(self, pack: str | None) -> Law:
        """Return the law of a pack, or the national law.

        :raises NotThere: if there is no such pack
        """
        return self._law(pack)

    def _load(self, pack: str | None) -> Law:
        if pack is not None and pack not in self.packs():
            raise NotThere(f"pack {pack}")
        return shipped_law(pack)

    def _in_force(
        self, pack: str | None, on: datetime.date, pay_list: str, rules: tuple[str, ...]
    ) -> Program:
        return in_force(self.law(pack), on=on, pay_list=pay_list).only(*rules)

    def compute(
        self,
        *,
        pack: str | None = None,
        on: datetime.date,
        pay_list: str,
        facts: Mapping[str, object],
        rules: Iterable[str],
    ) -> Slip:
        """Return the wanted rules of one person in a month, paid on its first day.

        What another list paid earlier in the month is nothing unless `facts` says otherwise, as on the
        command line. A wanted rule of finer rows has an amount where there is just one row.

        :raises NotThere: if there is no such pack
        :raises ValueError: if a fact is given that the law does not know, which would go unread
        """
        law = self.law(pack)
        strangers = [name for name in facts if not _known(name, law)]
        if strangers:
            raise ValueError(f"the adapter gives {', '.join(strangers)}, which the law does not know")
        program = self._program(pack, on, pay_list, tuple(rules))
        nothing = {name: 0 for name in program.earlier if name.startswith("bulan_ini(")}
        result = program.run_one({**nothing, **facts})
        single = {name: rows[0] for name, rows in result.rows.items() if len(rows) == 1}
        return Slip(
            {**result.amounts, **single}, " ".join(sorted({problem.message for problem in result.problems}))
        )


def _known(name: str, law: Law) -> bool:
    earlier = EARLIER.fullmatch(name)
    if earlier:
        return earlier[1] in law.rules
    return name in law.facts or name in set(Grain)
