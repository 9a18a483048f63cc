"""What only upper apps know, and tell when the site starts: roles, and who belongs to whom."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

Predicate = Callable[..., bool]


@dataclasses.dataclass(frozen=True)
class StandingAddress:
    """A kind of secret address that opens something of an account without signing in, such as a calendar."""

    label: Any
    """What it opens, translated late."""
    of: Callable[[Any], Any]
    """(user): the row of the address that is open now, with `made_at` and `used_at`, or none."""
    revoke: Callable[..., bool]
    """(by, on): revoke one's own, and tell whether there was one."""


addresses: dict[str, StandingAddress] = {}
"""The kinds of addresses that upper apps hand out, by the name that the form of sessions gives."""


def _nobody(*_: Any) -> bool:
    return False


def _nothing(*_: Any) -> None:
    raise RuntimeError("No app has said how the first administrator gets roles.")


may_manage_accounts: Predicate = _nobody
"""(by): may list, create, disable and enable accounts."""
may_help: Predicate = _nobody
"""(by, user): may make a one-time code for an account, or turn off its second step."""
administrator_exists: Callable[[], bool] = lambda: False  # noqa: E731
"""Whether somebody who can still sign in administers the application."""
is_last_administrator: Predicate = _nobody
"""(user): nobody else administers the application."""
make_administrator: Callable[[Any], None] = _nothing
"""(user): give the first administrator their roles."""


def tell(
    *,
    manage: Predicate,
    help: Predicate,
    exists: Callable[[], bool],
    is_last: Predicate,
    make: Callable[[Any], None],
) -> None:
    """Be told by the app that knows roles."""
    global may_manage_accounts, may_help, administrator_exists, is_last_administrator, make_administrator
    may_manage_accounts, may_help = manage, help
    administrator_exists, is_last_administrator, make_administrator = exists, is_last, make
