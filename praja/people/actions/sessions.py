"""What a change of the records does to the person's sessions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from praja.accounts import actions as accounts
from praja.people.models import Person


def sign_out(person: Person, *, by: Any, reason: str, close: bool = False) -> None:
    """End the sessions of a person who moves or leaves, so that nothing stays open by what was true before.

    :param close: whether the account is closed as well
    """
    if person.account is None:
        return
    if close:
        accounts.close(user=person.account, by=by, reason=reason)
    else:
        accounts.end_sessions(user=person.account, by=by, reason=reason)


def sign_out_many(people: Iterable[Person], *, by: Any, reason: str) -> None:
    """End the sessions of many people who move, in a few statements and with one event."""
    users = [person.account_id for person in people if person.account_id is not None]
    accounts.end_sessions_of_many(users=users, by=by, reason=reason)
