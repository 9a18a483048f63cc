"""Who may follow up a rating. What concerns improvement is read by few."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role, units_visible_to
from praja.people.asker import asker_of
from praja.performance.enums import KeadaanPenghargaan, LangkahPerbaikan
from praja.performance.follow.perms import leads, led_by
from praja.performance.models import AwardProposal, DevelopmentAction, Improvement, Skp
from praja.performance.perms import OFFICERS, is_own, may_keep

READERS = (*OFFICERS, Role.AUDITOR)
"""Roles for a unit that read improvement and awards of its people, without leading them."""


def _own(user: Any) -> Any:
    return asker_of(user).person if getattr(user, "is_active", False) else None


def followed_by(user: Any, on: datetime.date, skp: str = "skp") -> Q:
    """Return the condition that somebody follows what an SKP's rating leads to: they lead the person, or hold
    a role of `READERS` for the unit.
    """
    units = units_visible_to(user, on, *READERS).values("pk")
    return led_by(user, on, skp) | Q((f"{skp}__unit__in", units))


# --- improvement


def may_improve(user: Any, skp: Skp, on: datetime.date) -> bool:
    """
    To agree on somebody's improvement, keep its checkpoints and say how it ended, one must
    - lead the person (`follow.perms.leads`): the appraiser, or a superior in the reporting line.
    """
    return leads(user, skp, on)


def may_see_improvement(user: Any, improvement: Improvement, on: datetime.date) -> bool:
    """
    To see somebody's improvement, one must be
    - the person, or one who leads the person, or
    - for the unit of the SKP or one above it: pengelola kepegawaian, admin BKPSDM or auditor.
    """
    skp = improvement.skp
    return is_own(user, skp) or leads(user, skp, on) or has_role(user, *READERS, unit=skp.unit_id, on=on)


def improvements_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may see an improvement, as `may_see_improvement` tells of one."""
    own = _own(user)
    found = followed_by(user, on)
    return found if own is None else found | Q(person=own)


def may_record_step(user: Any, improvement: Improvement, kind: str, on: datetime.date) -> bool:
    """
    To record a step, one must be
    - for a warning: one who leads the person, or an officer as below,
    - for what the law foresees afterwards: pengelola kepegawaian or admin BKPSDM for the unit, and
    - somebody else than the person.
    """
    if may_keep(user, improvement.skp, on):
        return True
    return kind == LangkahPerbaikan.PERINGATAN and may_improve(user, improvement.skp, on)


def may_stop(user: Any, improvement: Improvement, on: datetime.date) -> bool:
    """
    To end an improvement before its time without a result, or to withdraw a step, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit, and somebody else than the person.
    """
    return may_keep(user, improvement.skp, on)


# --- awards


def may_propose(user: Any, skp: Skp, on: datetime.date) -> bool:
    """
    To propose an award, one must
    - lead the person (`follow.perms.leads`).
    """
    return leads(user, skp, on)


def may_check(user: Any, proposal: AwardProposal, on: datetime.date) -> bool:
    """
    To check a proposed award, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit, and
    - neither the person nor who proposed it.
    """
    return may_keep(user, proposal.skp, on) and proposal.by_id != user.pk


def may_decide(user: Any, proposal: AwardProposal, on: datetime.date) -> bool:
    """
    To record the decision on an award, as the PPK delegated it, one must be
    - admin BKPSDM for the unit, and
    - none of the person, who proposed it and who checked it.
    """
    return (
        has_role(user, Role.ADMIN_BKPSDM, unit=proposal.skp.unit_id, on=on)
        and not is_own(user, proposal.skp)
        and user.pk not in (proposal.by_id, proposal.checked_by_id)
    )


def awards_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may see the proposal of an award: they follow the person, or it was
    granted to them. Whoever is proposed learns of it once it is granted.
    """
    own = _own(user)
    found = followed_by(user, on) & (Q() if own is None else ~Q(person=own))
    return found if own is None else found | Q(person=own, state=KeadaanPenghargaan.DITETAPKAN)


def awards_to_handle(user: Any, on: datetime.date) -> Q:
    """Return the condition that the proposal of an award waits for somebody, to check it (`may_check`) or to
    record the decision (`may_decide`).
    """
    own = _own(user)
    to_check = Q(state=KeadaanPenghargaan.DIUSULKAN, skp__unit__in=units_visible_to(user, on, *OFFICERS))
    to_decide = Q(
        ~Q(checked_by=user), state=KeadaanPenghargaan.DIPERIKSA,
        skp__unit__in=units_visible_to(user, on, Role.ADMIN_BKPSDM),
    )  # fmt: skip
    found = (to_check | to_decide) & ~Q(by=user)
    return found if own is None else found & ~Q(person=own)


# --- development


def may_wish(user: Any, skp: Skp, on: datetime.date) -> bool:
    """
    To write how somebody wants to develop, one must be
    - the person, or one who leads the person.
    """
    return is_own(user, skp) or leads(user, skp, on)


def may_answer(user: Any, action: DevelopmentAction, on: datetime.date) -> bool:
    """
    To agree to a wish or to put it off, one must
    - lead the person.
    """
    return leads(user, action.skp, on)


def development_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may see a step of development: it is their own, or they lead the
    person.
    """
    own = _own(user)
    return Q(pk__in=[]) if own is None else Q(person=own) | led_by(user, on, "skp")
