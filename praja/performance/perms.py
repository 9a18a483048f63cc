"""Who may do what with performance. Pay is never among what is shown here."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from django.db.models import Q, QuerySet

from praja.access import tree
from praja.access.enums import Role
from praja.access.queries import has_role, units_of_roles, units_visible_to
from praja.organization.models import Unit
from praja.organization.queries import today
from praja.people.asker import asker_of
from praja.people.perms import below, is_superior_of
from praja.performance.mine import mine
from praja.performance.models import Recusal, Skp

OFFICERS: Final = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
"""Roles for a unit that keep its plans in order, without negotiating or rating them."""
READERS: Final = (*OFFICERS, Role.KEPALA_UNIT, Role.TIM_PENILAI, Role.AUDITOR)
"""Roles for a unit that open the SKP of its people."""


# --- one SKP


def is_own(user: Any, skp: Skp) -> bool:
    """Tell whether an SKP is the one's own."""
    return getattr(user, "is_active", False) and asker_of(user).person == skp.person_id


def may_appraise(user: Any, skp: Skp, on: datetime.date | None = None) -> bool:
    """
    To speak as the appraiser of an SKP (agree to it, decide on obstacles, rate), one must be
    - the appraiser named in it, or
    - on that day the holder of the appraiser's post, also as Plt or Plh, and
    - somebody else than the person.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None or own == skp.person_id:
        return False
    if own == skp.appraiser_id:
        return True
    return skp.appraiser_position_id in posts_held(user, on or today())


def instead_of(user: Any) -> QuerySet[Recusal]:
    """Return where somebody was named to rate instead of the appraiser, after a conflict of interest."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    return Recusal.objects.filter(substitute=own) if own is not None else Recusal.objects.none()


def is_outside(skp: Skp) -> bool:
    """Tell whether the appraiser of an SKP is not in the records, such as a head of region, but named."""
    return skp.appraiser_id is None and bool(skp.appraiser_name)


def posts_held(user: Any, on: datetime.date) -> list[uuid.UUID]:
    """Return the posts that somebody holds on a day, definitively or as Plt or Plh."""
    return asker_of(user).posts_on(on) if getattr(user, "is_active", False) else []


def heads(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To stand at the head of a unit, one must, on that day,
    - hold the post that heads it or a unit above it, definitively or as Plt or Plh.
    """
    led = units_headed(user, on)
    return bool(led) and (unit.pk in tree.below(led, on) or unit.government_id in led)


def units_headed(user: Any, on: datetime.date) -> frozenset[uuid.UUID]:
    """Return the units that somebody heads on a day by the post held (`heads`), without those below."""
    return frozenset(mine(user, on).heads) if getattr(user, "is_active", False) else frozenset()


def below_head(user: Any, on: datetime.date, unit: str = "unit") -> Q:
    """Return the condition that somebody stands at the head of a unit (`heads`).

    :param unit: the path to the unit; empty where it is units that are asked for
    """
    led = units_headed(user, on)
    if not led:
        return Q(pk__in=[])
    key, at = (unit, f"{unit}__") if unit else ("pk", "")
    return Q((f"{key}__in", tree.below(led, on))) | Q((f"{at}government__in", led))


def appraised_by(user: Any, on: datetime.date, skp: str = "") -> Q:
    """Return the condition that somebody speaks as the appraiser of an SKP (`may_appraise`).

    :param skp: the path to the SKP; by default, it is SKP that are asked for
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return Q(pk__in=[])
    at = f"{skp}__" if skp else ""
    named = Q((f"{at}appraiser", own)) | Q((f"{at}appraiser_position__in", posts_held(user, on)))
    return named & ~Q((f"{at}person", own))


def may_see_skp(user: Any, skp: Skp, on: datetime.date | None = None) -> bool:
    """
    To see an SKP, one must be
    - the person, or the appraiser (`may_appraise`), or
    - a superior of the person in the reporting line on that day, or who rates instead of the appraiser
      (`instead_of`), or
    - for the unit of the SKP or one above it: pengelola kepegawaian, admin BKPSDM, kepala unit, tim penilai
      or auditor, or the holder of the post that heads it (`heads`).
    Those who pay, TAPD and admin aplikasi do not see it by being that.
    """
    if not getattr(user, "is_active", False) or user.pk is None:
        return False
    day = on or today()
    return (
        is_own(user, skp)
        or has_role(user, *READERS, unit=skp.unit_id, on=day)
        or heads(user, skp.unit, day)
        or may_appraise(user, skp, day)
        or is_superior_of(user, skp.person, day)
        or instead_of(user).filter(skp=skp).exists()
    )


def skps_open_to(user: Any, on: datetime.date | None = None, skp: str = "") -> Q:
    """Return the condition that somebody may see an SKP, as `may_see_skp` tells of one; an empty one where
    they see all.

    :param skp: the path to the SKP; by default, it is SKP that are asked for
    """
    if not getattr(user, "is_active", False) or user.pk is None:
        return Q(pk__in=[])
    day, at = on or today(), f"{skp}__" if skp else ""
    everywhere, some = units_of_roles(user, day, *READERS)
    if everywhere:
        return Q()
    units = units_visible_to(user, day, *READERS).values("pk")
    allowed = Q((f"{at}unit__in", units)) if some else Q(pk__in=[])
    own = asker_of(user).person
    if own is None:
        return allowed
    instead = Q((f"{at}pk__in", instead_of(user).values("skp")))
    led = below_head(user, day, f"{at}unit") | below(user, day, person=f"{at}person")
    return allowed | Q((f"{at}person", own)) | appraised_by(user, day, skp) | led | instead


def may_keep(user: Any, skp: Skp, on: datetime.date | None = None) -> bool:
    """
    To keep an SKP in order (open it, name its appraiser, end it at a move), one must be
    - pengelola kepegawaian or admin BKPSDM for its unit or one above it, and
    - somebody else than the person.
    """
    return not is_own(user, skp) and has_role(user, *OFFICERS, unit=skp.unit_id, on=on)
