"""Who may confirm a rating, answer of the process, and see how ratings of a unit were told."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.queries import has_role
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.performance.models import Rating, RatingPapers
from praja.performance.perms import OFFICERS, READERS, is_own, may_keep


def may_acknowledge(user: Any, rating: Rating) -> bool:
    """
    To confirm having read a rating, and to answer of how it came about, one must be
    - the person who was rated, once it is signed.
    """
    return rating.signed_at is not None and is_own(user, rating.skp)


def may_record_receipt(user: Any, rating: Rating, on: datetime.date) -> bool:
    """
    To record from paper that somebody received a rating, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit of the SKP, and neither the person nor the rater;
    and the person must have no account by which to confirm it.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if not may_keep(user, rating.skp, on) or (own is not None and own == rating.rater_id):
        return False
    account = rating.skp.person.account
    return rating.signed_at is not None and (account is None or not account.is_active)


def may_see_telling(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To see how many of a unit have read their ratings, and how the process was found, one must be
    - for the unit or one above it: kepala unit, pengelola kepegawaian, admin BKPSDM, tim penilai or auditor.
    """
    return has_role(user, *READERS, unit=unit.pk, on=on)


def may_print_forms(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To have the official forms of a whole unit made, one must be
    - pengelola kepegawaian or admin BKPSDM for it or a unit above it.
    """
    return has_role(user, *OFFICERS, unit=unit.pk, on=on)


def may_have_forms(user: Any, papers: RatingPapers, on: datetime.date) -> bool:
    """
    To see, stop, ask again for or fetch the forms of a whole unit, one must
    - be who asked for them, still be an officer of that unit, and come while they are kept.
    """
    mine = papers.made_by_id == user.pk and on <= papers.keep_until
    return mine and may_print_forms(user, papers.unit, on)
