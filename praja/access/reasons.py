"""Why may X (not) see Y? Each app registers its predicates here, told in words."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One condition and whether it holds, as a whole sentence."""

    granted: bool
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Predicate:
    """Something that one may or may not do with an object."""

    key: str
    label: str | Promise
    explain: Callable[[Any, Any, datetime.date], list[Reason]]
    """Gives its conditions for (account, object, day): it is allowed when any of them holds. An empty list
    means that it does not speak of such objects."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object about which may be asked."""

    key: str
    label: str | Promise
    find: Callable[[Any, str, datetime.date], Any]
    """Gives the object that (the one who asks, what they typed, day) means and that they may see, or None."""
    help: str | Promise = ""


_predicates: dict[str, Predicate] = {}
_kinds: dict[str, Kind] = {}


def add(
    key: str,
    label: str | Promise,
    explain: Callable[[Any, Any, datetime.date], list[Reason]],
) -> None:
    """Register a predicate, when the site starts."""
    _predicates[key] = Predicate(key, label, explain)


def add_kind(
    key: str,
    label: str | Promise,
    find: Callable[[Any, str, datetime.date], Any],
    help: str | Promise = "",
) -> None:
    """Register a kind of object, when the site starts."""
    _kinds[key] = Kind(key, label, find, help)


def kinds() -> list[Kind]:
    """Return the kinds of objects about which may be asked."""
    return list(_kinds.values())


def kind(key: str) -> Kind | None:
    """Return one kind."""
    return _kinds.get(key)


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a predicate says of one account and one object."""

    label: str | Promise
    granted: bool
    reasons: list[Reason]


def answers(user: Any, obj: Any, on: datetime.date) -> list[Answer]:
    """Return what each predicate that speaks of such an object says, those that allow first."""
    said = []
    for one in _predicates.values():
        reasons = one.explain(user, obj, on)
        if reasons:
            said.append(Answer(one.label, any(reason.granted for reason in reasons), reasons))
    return sorted(said, key=lambda answer: not answer.granted)
