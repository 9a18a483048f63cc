"""Who appoints a team, belongs to it, and reads what it does."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from praja.access.enums import Role
from praja.access.perms import may_grant
from praja.access.queries import has_role, units_visible_to
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.performance.enums import JabatanTim, KeadaanPerkara
from praja.performance.models import AssessmentTeam, Minutes, Rating, Review, TeamMember
from praja.performance.perms import OFFICERS, may_keep

OVERSEERS = (*OFFICERS, Role.AUDITOR)
"""Roles for the unit of a team that read who is in it and what it decided."""
WITNESSES = (Role.ADMIN_BKPSDM, Role.AUDITOR)
"""Of these, those who read also what each member said."""
DECIDED = (KeadaanPerkara.DIPUTUS, KeadaanPerkara.DIKEMBALIKAN)


def may_appoint(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To appoint a team for a unit, its members and which ratings come to it, one must be
    - one who may give the role of tim penilai there: admin BKPSDM for the unit or one above it.
    Nobody appoints themself.
    """
    return may_grant(user, Role.TIM_PENILAI, unit, on=on)


def member_of(user: Any, team: AssessmentTeam, on: datetime.date) -> TeamMember | None:
    """
    To act as a member of a team on a day, one must
    - be appointed to it for that day, while the team is in office, and
    - hold the role of tim penilai for its unit, which is given with the appointment.
    Holding the role alone makes nobody a member.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None or not has_role(user, Role.TIM_PENILAI, unit=team.unit, on=on):
        return None
    rows = TeamMember.objects.filter(team=team, person=own, berlaku__contains=on, team__berlaku__contains=on)
    return rows.select_related("person").first()


def teams_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may read about a team.

    To do so, one must be
    - its member, on that day or earlier, who still holds the role, or
    - pengelola kepegawaian, admin BKPSDM or auditor for its unit or one above it.
    """
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    allowed = Q(unit__in=units_visible_to(user, on, *OVERSEERS).values("pk"))
    own = asker_of(user).person
    if own is None or not has_role(user, Role.TIM_PENILAI, on=on):
        return allowed
    mine = TeamMember.objects.filter(person=own, berlaku__startswith__lte=on)
    held = units_visible_to(user, on, Role.TIM_PENILAI)
    return allowed | Q(pk__in=mine.values("team"), unit__in=held.values("pk"))


def reviews_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may read of a review that it is there and what was decided.

    To do so, one must be
    - one who may read about the team, and neither the person nor the one who rated,
    - the one who rated, or
    - the person, once it is decided.
    """
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    own = asker_of(user).person
    teams = Q(team__in=AssessmentTeam.objects.filter(teams_open_to(user, on)).values("pk"))
    if own is None:
        return teams
    apart = ~Q(skp__person=own)
    return (teams & apart) | Q(rating__rater=own) & apart | Q(skp__person=own, state__in=DECIDED)


def may_read_opinions(
    user: Any, review: Review, member: TeamMember | None, conflict: str, on: datetime.date
) -> bool:
    """
    To read what each member says of a review, one must be
    - a member who does not have to stay out of it, or
    - admin BKPSDM or auditor for the unit of the team, and neither the person nor the one who rated.

    :param member: the one who asks, as a member of the team
    :param conflict: why they stay out (`conflicts`)
    """
    own = asker_of(user).person
    if conflict or (own is not None and own in (review.skp.person_id, review.rating.rater_id)):
        return False
    return member is not None or has_role(user, *WITNESSES, unit=review.team.unit, on=on)


def may_fill(user: Any, team: AssessmentTeam, member: TeamMember | None, on: datetime.date) -> bool:
    """
    To take the ratings of a period to a team by its rule, one must be
    - its chair or secretary, or
    - admin BKPSDM for its unit or one above it.
    """
    leads = member is not None and member.office in (JabatanTim.KETUA, JabatanTim.SEKRETARIS)
    return leads or may_appoint(user, team.unit, on)


def may_send(user: Any, rating: Rating, on: datetime.date) -> bool:
    """
    To send a signed rating to the team, one must be
    - the one who gave it, or
    - pengelola kepegawaian or admin BKPSDM for the unit of the SKP, and somebody else than the person.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is not None and own == rating.skp.person_id:
        return False
    return (own is not None and own == rating.rater_id) or may_keep(user, rating.skp, on)


def may_sign_minutes(member: TeamMember | None) -> bool:
    """
    To sign the minutes of a session, one must be
    - the chair of the team.
    """
    return member is not None and member.office == JabatanTim.KETUA


def may_read_minutes(user: Any, minutes: Minutes, on: datetime.date) -> bool:
    """
    To read minutes, one must be
    - a member of the team, or admin BKPSDM or auditor for its unit, and
    - nobody whose own rating, or one that they gave, is told of in them; the chair who signed them excepted.
    """
    inside = member_of(user, minutes.team, on) is not None
    if not inside and not has_role(user, *WITNESSES, unit=minutes.team.unit, on=on):
        return False
    own = asker_of(user).person
    if own is None or own == minutes.signer_id:
        return True
    return not minutes.cases.filter(Q(skp__person=own) | Q(rating__rater=own)).exists()
