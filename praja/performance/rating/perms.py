"""Who may rate, read ratings, say how well a unit did, and close a period."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role, roles_of
from praja.organization.models import PositionVersion, Unit
from praja.organization.queries import ancestor_ids, head_of, subtree
from praja.people.asker import asker_of
from praja.people.models import JabatanHistory
from praja.people.perms import is_superior_of
from praja.performance.models import Recusal, Skp
from praja.performance.perms import OFFICERS, is_own, may_appraise, may_keep, skps_open_to

ACHIEVEMENT_READERS = (
    *OFFICERS, Role.KEPALA_UNIT, Role.TIM_PENILAI, Role.AUDITOR,
)  # fmt: skip


def ratings_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may read a rating.

    Signed ones read all who may see the SKP (`performance.perms.may_see_skp`) and who was named to rate
    instead; a draft is read by the one who writes it alone.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    seen = skps_open_to(user, on, "skp")
    if seen and own is not None:
        seen |= Q(rater=own)
    return (seen & Q(signed_at__isnull=False)) | Q(by_id=getattr(user, "pk", None), signed_at__isnull=True)


def may_declare_conflict(user: Any, skp: Skp, on: datetime.date) -> bool:
    """
    To declare a conflict of interest, one must be
    - the person, or
    - the one who is to rate.
    """
    return is_own(user, skp) or may_appraise(user, skp, on)


def may_name_substitute(user: Any, recusal: Recusal, on: datetime.date) -> bool:
    """
    To decide who rates after a conflict of interest, one must be
    - a superior of the appraiser in the reporting line, or pengelola kepegawaian or admin BKPSDM for the
      unit, and
    - neither the person nor the appraiser.
    """
    skp = recusal.skp
    if is_own(user, skp) or may_appraise(user, skp, on):
        return False
    if may_keep(user, skp, on):
        return True
    return skp.appraiser is not None and is_superior_of(user, skp.appraiser, on)


def may_set_achievement(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To say how well a unit did, one must
    - hold the post to which the head of the unit reports, also as Plt or Plh, or
    - be kepala unit of a unit above it, or admin BKPSDM for it (who records what was decided), and
    - not head the unit oneself.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    head = head_of(unit, on)
    if own is not None and head is not None:
        posts = set(JabatanHistory.objects.on(on).filter(person=own).values_list("position_id", flat=True))
        if head.position_id in posts:
            return False
        if head.superior_id in posts:
            return True
    if has_role(user, Role.ADMIN_BKPSDM, unit=unit.pk, on=on):
        return True
    above = {*ancestor_ids(unit, on)} - {unit.pk}
    return any(one.role == Role.KEPALA_UNIT and one.unit_id in above for one in roles_of(user, on))


def may_see_achievement(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To read how well a unit did, one must be
    - one who may read it of the units below, too, or
    - the holder of a post of the unit or of one below it: with how well it did the pattern of theirs is held.
    """
    if may_see_achievements_below(user, unit, on):
        return True
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return False
    here = PositionVersion.objects.on(on).filter(unit__in=subtree([unit], on)).values("position")
    return JabatanHistory.objects.on(on).filter(person=own, position__in=here).exists()


def may_see_achievements_below(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To read how well the units below a unit did, one must be
    - one who may say it of the unit, or
    - for the unit or one above it: kepala unit, tim penilai, auditor, pengelola kepegawaian or admin BKPSDM.
    """
    return has_role(user, *ACHIEVEMENT_READERS, unit=unit.pk, on=on) or may_set_achievement(user, unit, on)


def may_close(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To close the ratings of a unit with all below it, one must be
    - pengelola kepegawaian or admin BKPSDM for it or a unit above it.
    """
    return has_role(user, *OFFICERS, unit=unit.pk, on=on)


def may_reopen(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To open a closed period again, one must be
    - admin BKPSDM for the unit or one above it.
    """
    return has_role(user, Role.ADMIN_BKPSDM, unit=unit.pk, on=on)
