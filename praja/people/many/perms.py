"""Who may record one SK for many people, and see how far that is."""

from __future__ import annotations

import datetime
from typing import Any

from praja.people.models import ManySk
from praja.people.perms import is_officer


def may_record_for_many(user: Any, on: datetime.date) -> bool:
    """
    To record one SK for many people, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    For whom it is recorded is decided person by person: only people whom one may edit.
    """
    return bool(user.is_active) and is_officer(user, on)


def can_see_recording(user: Any, recording: ManySk, on: datetime.date) -> bool:
    """
    To see how the recording of one SK for many people stands, and to stop it or ask for it again, one must be
    - who asked for it, and still an officer.
    """
    return recording.made_by_id == user.pk and may_record_for_many(user, on)
