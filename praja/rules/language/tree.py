"""The syntax tree of a formula. Positions (`at`) are 0-based columns of the formula's text."""

from __future__ import annotations

import dataclasses
import enum
import functools
from fractions import Fraction


class Style(enum.StrEnum):
    """How a number was written, which is also how it is shown."""

    RUPIAH = "rupiah"
    PERSEN = "persen"
    ANGKA = "angka"


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A constant: `Rp12.000.000`, `0,25%`, `4`. `value` of a percentage is already divided by 100."""

    value: Fraction
    style: Style
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A choice or a date in single quotes."""

    value: str
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A fact, a rule or a context date."""

    name: str
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class GroupName:
    """`kelompok.x`, which stands only inside `jumlah` and `banyak`."""

    name: str
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class TableName:
    """`tabel.x` without keys, which stands only as the first argument of `progresif`."""

    name: str
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """`tabel.x[a; b]`."""

    table: str
    keys: tuple[Tree, ...]
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A function of the language with its arguments."""

    function: str
    arguments: tuple[Tree, ...]
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Negative:
    """`-x`."""

    operand: Tree
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Arithmetic:
    """`left op right`, `op` one of `+ - * /`."""

    op: str
    left: Tree
    right: Tree
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """`left op right`, `op` one of `= <> < <= > >=`."""

    op: str
    left: Tree
    right: Tree
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Within:
    """`operand dalam ('a'; 'b')`."""

    operand: Tree
    choices: tuple[Text, ...]
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Not:
    """`bukan x`."""

    operand: Tree
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Logic:
    """`left dan right`, `left atau right`."""

    op: str
    left: Tree
    right: Tree
    at: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Choose:
    """`jika condition maka then selainnya other`."""

    condition: Tree
    then: Tree
    other: Tree
    at: int


Tree = (
    Number
    | Text
    | Name
    | GroupName
    | TableName
    | Lookup
    | Call
    | Negative
    | Arithmetic
    | Compare
    | Within
    | Not
    | Logic
    | Choose
)


def children(tree: Tree) -> tuple[Tree, ...]:
    """Return the parts of `tree` in the order in which they are written."""
    match tree:
        case Lookup(keys=keys):
            return keys
        case Call(arguments=arguments):
            return arguments
        case Negative(operand=operand) | Not(operand=operand):
            return (operand,)
        case Within(operand=operand, choices=choices):
            return (operand, *choices)
        case (
            Arithmetic(left=left, right=right)
            | Compare(left=left, right=right)
            | Logic(left=left, right=right)
        ):
            return (left, right)
        case Choose(condition=condition, then=then, other=other):
            return (condition, then, other)
        case _:
            return ()


@dataclasses.dataclass(frozen=True, slots=True)
class Mentions:
    """What a formula names: facts and rules, groups, tables, and earlier payments."""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    tables: tuple[str, ...]
    earlier: tuple[str, ...]


EARLIER = ("bulan_ini", "tahun_ini", "bulan_dasar")
"""Functions whose argument names a rule that an earlier list has paid; it is an input here."""


@functools.lru_cache(maxsize=20_000)
def mentions(tree: Tree) -> Mentions:
    """Return what `tree` names, each once, in the order of writing."""
    names: dict[str, None] = {}
    groups: dict[str, None] = {}
    tables: dict[str, None] = {}
    earlier: dict[str, None] = {}
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        match part:
            case Name(name=name):
                names[name] = None
            case GroupName(name=name):
                groups[name] = None
            case TableName(name=name):
                tables[name] = None
            case Lookup(table=name):
                tables[name] = None
            case Call(function=function, arguments=(Name(name=name),)) if function in EARLIER:
                earlier[f"{function}({name})"] = None
                continue
            case _:
                pass
        waiting.extend(reversed(children(part)))
    return Mentions(tuple(names), tuple(groups), tuple(tables), tuple(earlier))
