"""What a change of the records does to the person's sessions."""

from __future__ import annotations

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
