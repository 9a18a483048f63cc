"""Who may object, answer, hear and decide. What is objected is read by those who have a part in it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role, units_of_roles, units_visible_to
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.performance.enums import KeadaanKeberatan
from praja.performance.models import Objection, Rating
from praja.performance.objection.deciding import deciders_of, to_decide
from praja.performance.perms import OFFICERS, is_own, may_keep

READERS: Final = (*OFFICERS, Role.AUDITOR)
"""Roles for the unit of the SKP that read what was filed."""
OPEN: Final = (KeadaanKeberatan.DIAJUKAN, KeadaanKeberatan.DIMINTA, KeadaanKeberatan.DIDENGAR)


def may_object(user: Any, rating: Rating) -> bool:
    """
    To object to a rating, write at an objection, add evidence to it or withdraw it, one must be
    - the person who was rated.
    """
    return is_own(user, rating.skp)


def may_record_letter(user: Any, rating: Rating, on: datetime.date) -> bool:
    """
    To record an objection from the person's letter, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit of the SKP, and neither the person nor the rater.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    return may_keep(user, rating.skp, on) and (own is None or own != rating.rater_id)


def objections_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may read an objection.

    A draft is read by the person alone. What was filed is read by the person, the rater, who decides or has
    decided, and for the unit of the SKP or one above it: pengelola kepegawaian, admin BKPSDM and auditor.
    """
    if not getattr(user, "is_active", False) or user.pk is None:
        return Q(pk__in=[])
    own = asker_of(user).person
    seen = Q(pk__in=[])
    everywhere, some = units_of_roles(user, on, *READERS)
    if everywhere:
        seen = Q()
    elif some:
        seen = Q(skp__unit__in=units_visible_to(user, on, *READERS).values("pk"))
    if own is None:
        return seen & ~Q(state=KeadaanKeberatan.DISUSUN)
    if not everywhere:
        seen |= Q(rating__rater=own) | Q(decision__decider=own) | Q(pk__in=to_decide(user, on))
    return (seen & ~Q(state=KeadaanKeberatan.DISUSUN)) | Q(skp__person=own)


def may_explain(user: Any, objection: Objection, on: datetime.date) -> bool:
    """
    To answer an objection, one must be
    - the rater; where the rater is not in the records, pengelola kepegawaian or admin BKPSDM for the unit of
      the SKP, who records the answer, and not the person.
    """
    if objection.rating.rater_id is None:
        return may_keep(user, objection.skp, on)
    return getattr(user, "is_active", False) and asker_of(user).person == objection.rating.rater_id


def may_decide(
    user: Any, objection: Objection, on: datetime.date, deciders: Sequence[Person] | None = None
) -> bool:
    """
    To ask the rater, note a hearing or decide, one must be
    - the superior of the rater: hold, definitively or as Plt or Plh, the post above that of the rater (the
      next above, where its holder has a part in it or declared a conflict of interest), and
    - neither the person nor the rater nor a subordinate of the rater.

    :param deciders: what `deciders_of` gave, where it was asked already
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return False
    able = deciders_of(objection, on) if deciders is None else deciders
    return own in {one.pk for one in able}


def may_record(
    user: Any, objection: Objection, on: datetime.date, deciders: Sequence[Person] | None = None
) -> bool:
    """
    To record a hearing or a decision from its document, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit of the SKP, and neither the person nor the rater,
    and nobody who decides may have an account.

    :param deciders: what `deciders_of` gave, where it was asked already
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if not may_keep(user, objection.skp, on) or (own is not None and own == objection.rating.rater_id):
        return False
    able = deciders_of(objection, on) if deciders is None else deciders
    return all(one.account is None or not one.account.is_active for one in able)


def keeps_register(user: Any, on: datetime.date) -> bool:
    """
    To see the register of objections, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor of any unit.
    """
    return has_role(user, *READERS, on=on)
