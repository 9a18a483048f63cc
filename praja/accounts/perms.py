"""Who may do what with accounts. Roles lie above this app, which is told what follows from them (`hooks`)."""

from __future__ import annotations

from typing import Any

from praja.accounts import hooks


def may_manage_accounts(user: Any) -> bool:
    """
    To list, create, disable and enable accounts, one must be an admin aplikasi.
    """
    return bool(user.is_authenticated and user.is_active and hooks.may_manage_accounts(user))


def may_help(by: Any, user: Any) -> bool:
    """
    To make a one-time code for an account, or to turn off its second step, one must be
    - a pengelola kepegawaian or admin BKPSDM of the unit in which its person works, or
    - an admin aplikasi, if the account is nobody's in the records and opens no personal data,
    and be allowed to give every role that the account holds (or the code would be a way to take them),
    and someone other than the account itself.
    """
    return bool(
        by.is_authenticated
        and by.is_active
        and user.is_active
        and by.pk != user.pk
        and hooks.may_help(by, user)
    )
