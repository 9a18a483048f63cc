"""One row of a reference file: its values, each asked for by the kind that it must have."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
MONTH = re.compile(r"(\d{4})-(\d{2})")


class Malformed(Exception):
    """A row lacks something, or holds what cannot be read. That row fails; the others go on."""


class Row:
    """The values of one row or block by column, as they were written.

    It remembers what was asked for: a value that no adapter read would be a column that nobody checked.
    """

    def __init__(self, values: Mapping[str, object], *, remarks: frozenset[str] = frozenset()) -> None:
        """`remarks` are the columns that say something about the row and are not part of its sum."""
        self.values = values
        self._seen: set[str] = set(remarks)
        self._parts: dict[str, Row] = {}

    def __contains__(self, name: str) -> bool:
        """Whether the row says something under this name."""
        return self.values.get(name) not in (None, "")

    def unread(self) -> Iterator[str]:
        """Yield the names of what was said and not asked for."""
        for name in self.values:
            if name not in self._seen and name in self:
                yield name
        for name, part in self._parts.items():
            yield from (f"{name}.{inner}" for inner in part.unread())

    def names(self) -> list[str]:
        """Return every name of the row."""
        return list(self.values)

    def leave(self, *names: str) -> None:
        """Count these as read: they repeat what another column says."""
        self._seen.update(names)

    def number(self, name: str) -> Fraction:
        """Return an exact number; a binary float is never made on the way."""
        return _number(name, self._value(name))

    def numbers(self, name: str) -> list[Fraction]:
        """Return the numbers of a list, or of a cell in which they are parted by `|`."""
        value = self._value(name)
        if isinstance(value, str):
            value = value.split("|")
        if not isinstance(value, list):
            raise Malformed(f"{name} is {_short(value)}, not a list of numbers")
        return [_number(f"{name}[{place}]", inner) for place, inner in enumerate(value, start=1)]

    def whole(self, name: str) -> int:
        """Return a whole number."""
        number = self.number(name)
        if number.denominator != 1:
            raise Malformed(f"{name} is {_short(self.values[name])}, not a whole number")
        return int(number)

    def percent(self, name: str) -> Fraction:
        """Return a percentage as the share that it means: 60 is 3/5."""
        return self.number(name) / 100

    def text(self, name: str) -> str:
        """Return words."""
        value = self._value(name)
        if not isinstance(value, str):
            raise Malformed(f"{name} is {_short(value)}, not words")
        return value.strip()

    def words(self, name: str) -> list[str]:
        """Return the words of a list, which may have none."""
        value = self.values.get(name)
        self._seen.add(name)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise Malformed(f"{name} is {_short(value)}, not a list of words")
        return value

    def one_of(self, name: str, meanings: Mapping[str, str]) -> str:
        """Return what a word of the file means, whatever its case."""
        word = self.text(name)
        found = {key.casefold(): meaning for key, meaning in meanings.items()}.get(word.casefold())
        if found is None:
            raise Malformed(f"{name} is {_short(word)}, not one of {', '.join(meanings)}")
        return found

    def flag(self, name: str) -> bool:
        """Return a truth, written as true and false or as 1 and 0."""
        value = self._value(name)
        if isinstance(value, bool):
            return value
        if str(value) not in ("0", "1"):
            raise Malformed(f"{name} is {_short(value)}, not 0 or 1")
        return str(value) == "1"

    def month(self, name: str) -> datetime.date:
        """Return the first day of a month written `2026-03`; what follows it is a remark."""
        text = self.text(name)
        found = MONTH.match(text)
        if not found:
            raise Malformed(f"{name} is {_short(text)}, not a month such as 2026-03")
        return first_day(name, int(found[1]), int(found[2]))

    def day(self, name: str) -> datetime.date:
        """Return a day written `2026-03-31`."""
        text = self.text(name)
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise Malformed(f"{name} is {_short(text)}, not a day such as 2026-03-31") from None

    def part(self, name: str) -> Row:
        """Return an object within the row."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise Malformed(f"{name} is {_short(value)}, not an object")
        return self._parts.setdefault(name, Row(value))

    def json(self, name: str) -> Row:
        """Return the object that a cell holds as JSON text."""
        if name not in self._parts:
            try:
                self._parts[name] = Row(read_json(self.text(name)))
            except Malformed as error:
                raise Malformed(f"{name}: {error}") from None
        return self._parts[name]

    def _value(self, name: str) -> object:
        self._seen.add(name)
        if name not in self:
            raise Malformed(f"{name} is {'blank' if name in self.values else 'missing'}")
        return self.values[name]


def first_day(name: str, year: int, month: int) -> datetime.date:
    """Return the first day of a month; `name` is the column that names it."""
    try:
        return datetime.date(year, month, 1)
    except (ValueError, OverflowError):
        raise Malformed(f"{name} names month {month} of {year}, which does not exist") from None


def read_json(text: str) -> dict[str, object]:
    """Return a JSON object, its numbers exact.

    :raises Malformed: if it is not one
    """
    try:
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_without_twins
        )
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Malformed("not a JSON object")
    return value


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a key stands twice in an object")
    return values


def _refused(word: str) -> object:
    raise ValueError(f"{word} is not a number")


def _number(name: str, value: object) -> Fraction:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not NUMBER.fullmatch(value.strip()):
        raise Malformed(f"{name} is {_short(value)}, not a number")
    return Fraction(value.strip())


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
