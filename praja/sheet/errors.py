"""What stops a whole list: an input nobody could pay from, an output that cannot be written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator


class SheetError(Exception):
    """A list cannot be read or written at all. `why` and `what_to_do` are polite Indonesian sentences."""

    def __init__(self, why: str, what_to_do: str) -> None:
        super().__init__(f"{why}\n{what_to_do}")
        self.why = why
        self.what_to_do = what_to_do


class SheetRefused(SheetError):
    """The input is unusable as a whole. The trouble of one person never raises this."""


class SheetNotWritten(SheetError):
    """The output was not written, and no half-written file was left behind."""


class SheetNotTied(SheetNotWritten):
    """The totals of a form differ from the totals of the engine; `people` says whose."""

    def __init__(self, why: str, what_to_do: str, people: tuple[str, ...]) -> None:
        super().__init__(why, what_to_do)
        self.people = people


@contextlib.contextmanager
def refusing(refusal: Callable[[], SheetRefused], *expected: type[Exception]) -> Iterator[None]:
    """Turn the ways in which a parser gives up into a refusal: the expected errors, and panics.

    A Rust library that panics raises an exception that is no `Exception`, and that can only be told by its
    name.
    """
    try:
        yield
    except SheetRefused:
        raise
    except expected as error:
        raise refusal() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise refusal() from error
        raise
