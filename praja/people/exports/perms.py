"""Who may ask for a workbook of all people, and fetch it."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.queries import roles_of
from praja.people.imports.perms import may_import
from praja.people.models import PeopleExport
from praja.people.perms import EDITORS


def may_export(user: Any, on: datetime.date) -> bool:
    """
    To ask for a workbook of people with all their histories, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    It has only the people whose record one may change.
    """
    return may_import(user, on)


def can_see_export(user: Any, export: PeopleExport, on: datetime.date) -> bool:
    """
    To see how a workbook stands, and to stop it or ask for it again, one must be
    - who asked for it, and still an officer.
    """
    return export.made_by_id == user.pk and may_export(user, on)


def can_fetch_export(user: Any, export: PeopleExport, on: datetime.date) -> bool:
    """
    To fetch a workbook, one must
    - be who asked for it, and still an officer,
    - still hold every role by which its people were chosen, and
    - come no later than the last day for which it is kept.
    """
    in_time = export.file_id is not None and on <= export.keep_until
    return in_time and can_see_export(user, export, on) and set(export.roles) <= set(chosen_by(user, on))


def chosen_by(user: Any, on: datetime.date) -> list[int]:
    """Return the roles by which it is decided whose record an account may change."""
    return sorted(one.pk for one in roles_of(user, on) if one.role in EDITORS)
