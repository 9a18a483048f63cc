"""What the apps give to the shell when they start: navigation, tasks, search, panels, what is at home.

The shell knows no app. Each app registers from `ready()` of its `apps.py`::

    from praja.web import shell
    shell.navigation.add(shell.NavItem("people", _("Pegawai"), "people:list", 20, may_see_people))

A name may be registered again by the same app (a second `ready()`), which replaces the first.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, Protocol, TypeVar

from django.http import HttpRequest
from django.utils import timezone

from praja.web.addresses import address
from praja.web.words import angka

User = Any
"""An account; the shell is below the app that defines it."""

Text = Any
"""A text, or one that is translated when it is shown."""


def everyone(user: User) -> bool:
    """
    To be shown what everyone is shown, one must be
    - anybody who is signed in.
    """
    return bool(user.is_authenticated)


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the navigation, shown to those for whom `may` says so."""

    key: str
    label: Text
    url_name: str
    order: int
    may: Callable[[User], bool] = everyone
    group: Text = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person; `count` where one line stands for many."""

    title: Text
    url: str
    due: datetime.date | None = None
    count: int = 1
    detail: Text = ""

    @property
    def counted(self) -> int | None:
        """How many it stands for, where that is more than one and the title does not begin with it."""
        told = self.count == 1 or str(self.title).startswith(f"{angka(self.count)} ")
        return None if told else self.count


@dataclass(frozen=True, slots=True)
class TaskSource:
    """Where tasks come from: what waits for this person on this day."""

    key: str
    waiting: Callable[[User, datetime.date], list[Task]]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a search found."""

    title: Text
    detail: Text
    url: str


@dataclass(frozen=True, slots=True)
class SearchSource:
    """Something that can be searched; `find` returns only what the person may see, best first."""

    key: str
    label: Text
    find: Callable[[User, str], list[Found]]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of somebody else's page. `context` returns what its template needs, or none to show nothing."""

    place: str
    key: str
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, slots=True)
class HomeCard:
    """A card of the home page, under “what changed” (`changed`) or “what is next” (`next`)."""

    key: str
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]
    order: int = 50
    section: str = "next"


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Something to do before the site is of use to anybody else, shown at home until it is done.

    :param detail: why, or how
    :param may: for whom it is to do
    """

    key: str
    label: Text
    detail: Text
    url_name: str
    order: int
    may: Callable[[User], bool]
    done: Callable[[User], bool]


@dataclass(frozen=True, slots=True)
class Taken:
    """A list that somebody takes away as a file: by whom, from a page of which app, and what is in it."""

    by: User
    app: str
    name: str
    kind: str
    rows: int
    digest: str
    """The SHA-256 of the file, by which it can be recognised later."""
    asked: Mapping[str, str]
    """How the list was narrowed."""
    people: Collection[uuid.UUID] = ()
    """The people in it, where its rows are about people."""
    about: Any = None
    """The record whose list it is, where it is one's."""
    unit: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ExportListener:
    """Somebody who is told of each list that is taken away, before it is given."""

    key: str
    tell: Callable[[Taken], None]


class Keyed(Protocol):
    """Something with a name of its own."""

    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class Registry(Generic[Entry]):
    """Things that apps registered, in their order."""

    def __init__(self, kind: type[Entry]) -> None:
        self._kind = kind
        self._entries: dict[tuple[str, str], Entry] = {}

    def add(self, entry: Entry) -> None:
        """Register an entry, in place of an earlier one with its name."""
        if not isinstance(entry, self._kind):
            raise TypeError(f"{entry!r} is not a {self._kind.__name__}.")
        self._entries[(getattr(entry, "place", ""), entry.key)] = entry

    def remove(self, key: str, place: str = "") -> None:
        """Forget an entry, as tests do that registered one."""
        self._entries.pop((place, key), None)

    def __iter__(self) -> Iterator[Entry]:
        return iter(
            sorted(self._entries.values(), key=lambda entry: (getattr(entry, "order", 50), entry.key))
        )

    def __len__(self) -> int:
        return len(self._entries)


navigation: Registry[NavItem] = Registry(NavItem)
account: Registry[NavItem] = Registry(NavItem)
"""Lines of the menu under a person's name: password, second factor, own data."""
tasks: Registry[TaskSource] = Registry(TaskSource)
searches: Registry[SearchSource] = Registry(SearchSource)
panels: Registry[Panel] = Registry(Panel)
home: Registry[HomeCard] = Registry(HomeCard)
first_steps: Registry[FirstStep] = Registry(FirstStep)
exports: Registry[ExportListener] = Registry(ExportListener)


@dataclass(frozen=True, slots=True)
class NavLine:
    """A line of the navigation as one person sees it on one page."""

    label: Text
    url: str
    group: Text
    current: bool


def navigation_for(user: User, path: str, items: Iterable[NavItem] | None = None) -> list[NavLine]:
    """Return the lines that a person may follow; the one that leads to the page at `path` is current."""
    shown = [item for item in (navigation if items is None else items) if item.may(user)]
    urls = [address(item.url_name) for item in shown]
    fitting = (
        place for place, url in enumerate(urls) if url == path or (url != "/" and path.startswith(url))
    )
    current = max(fitting, key=lambda place: len(urls[place]), default=None)
    return [
        NavLine(item.label, urls[place], item.group, place == current) for place, item in enumerate(shown)
    ]


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Neighbouring lines of the navigation that bear one name, or none and stand for themselves."""

    name: str
    lines: tuple[NavLine, ...]
    open: bool
    """Whether its lines are seen at first, where it can be folded."""

    @property
    def folds(self) -> bool:
        """Whether it can be folded: a single line takes no more room than its group would."""
        return bool(self.name) and len(self.lines) > 1


MOST_UNFOLDED = 24
"""Lines of a navigation that are read at a glance; where there are more, its groups are folded at first."""


def grouped(lines: Sequence[NavLine]) -> list[NavGroup]:
    """Return the lines of a navigation by their groups; that of the page at hand is open whatever else is."""
    short = len(lines) <= MOST_UNFOLDED
    together = [(name, tuple(found)) for name, found in groupby(lines, lambda line: str(line.group))]
    return [NavGroup(name, found, short or any(line.current for line in found)) for name, found in together]


def find_pages(user: User, text: str) -> list[Found]:
    """Return the pages of a person's navigation in whose names all words of a text begin a word."""
    wanted = text.casefold().split()
    found = []
    for line in navigation_for(user, ""):
        named = str(line.label).casefold().split()
        if all(any(word.startswith(one) for word in named) for one in wanted):
            found.append(Found(line.label, line.group, line.url))
    return found


def tasks_for(user: User, on: datetime.date) -> list[Task]:
    """Return what waits for a person: first what is due soonest, last what has no date."""
    waiting = [task for source in tasks for task in source.waiting(user, on)]
    return sorted(waiting, key=lambda task: (task.due is None, task.due or on))


@dataclass(frozen=True, slots=True)
class StepLine:
    """A first step as one person sees it; `url` is empty where the step is no page of the site."""

    label: Text
    detail: Text
    url: str
    done: bool


def first_steps_for(user: User) -> list[StepLine]:
    """Return the first steps that are a person's to do, those done too; none once all are done."""
    lines = [
        StepLine(step.label, step.detail, address(step.url_name) if step.url_name else "", step.done(user))
        for step in first_steps
        if step.may(user)
    ]
    return lines if any(not line.done for line in lines) else []


def panels_at(place: str, request: HttpRequest, subject: Any) -> Iterator[tuple[Panel, dict[str, Any]]]:
    """Yield the panels of a place that have something to show, each with its context."""
    for panel in panels:
        if panel.place == place:
            context = panel.context(request, subject)
            if context is not None:
                yield panel, context


_day_of: list[Callable[[User], datetime.date]] = []


def set_day_of(function: Callable[[User], datetime.date]) -> None:
    """Let the app that knows workplaces say which day it is for a person: Sofifi is two hours ahead."""
    _day_of[:] = [function]


def day_of(user: User) -> datetime.date:
    """Return the day it is for a person; that of the site where no app knows better."""
    return _day_of[0](user) if _day_of else timezone.localdate()
