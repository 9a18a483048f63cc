"""Who may report, follow, speak and count. What is said of somebody is read by few."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role, units_visible_to
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.perms import below, is_superior_of, members_of
from praja.performance.enums import KeadaanSkp, PemberiUmpanBalik
from praja.performance.models import Coaching, Feedback, Obstacle, Skp
from praja.performance.perms import OFFICERS, appraised_by, is_outside, is_own, may_appraise, may_keep

RUNNING = (KeadaanSkp.BERJALAN, KeadaanSkp.BERAKHIR)


# --- the months


def may_report(user: Any, skp: Skp) -> bool:
    """
    To report what was reached, attach evidence, object to a counted figure, report an obstacle, ask for
    feedback or sign the report of one's own year, one must be
    - the person of the SKP, which both have agreed to.
    """
    return is_own(user, skp) and skp.state in RUNNING


def may_reopen(user: Any, skp: Skp, on: datetime.date) -> bool:
    """
    To open a month again after its deadline, one must
    - speak as the appraiser of the SKP (`may_appraise`).
    """
    return may_appraise(user, skp, on)


def leads(user: Any, skp: Skp, on: datetime.date) -> bool:
    """
    To follow somebody's work as a superior (give feedback as one, talk, read what is said), one must be
    - the appraiser, or a superior in the reporting line on that day, and
    - somebody else than the person.
    """
    if not getattr(user, "is_active", False) or is_own(user, skp):
        return False
    return may_appraise(user, skp, on) or is_superior_of(user, skp.person, on)


def led_by(user: Any, on: datetime.date, skp: str = "") -> Q:
    """Return the condition that somebody leads (`leads`) whom an SKP is of.

    :param skp: the path to the SKP; by default, it is SKP that are asked for
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return Q(pk__in=[])
    at = f"{skp}__" if skp else ""
    return (appraised_by(user, on, skp) | below(user, on, person=f"{at}person")) & ~Q((f"{at}person", own))


# --- obstacles


def may_decide_obstacle(user: Any, obstacle: Obstacle, on: datetime.date) -> bool:
    """
    To accept or refuse an obstacle, one must
    - be named to rate instead of the appraiser for the period in which it arose; where nobody is:
    - speak as the appraiser of the SKP (`may_appraise`), or,
    - where the appraiser is not in the records, be pengelola kepegawaian or admin BKPSDM for the unit, who
      records the decision; always
    - somebody else than the person.
    """
    skp = obstacle.skp
    if is_own(user, skp):
        return False
    instead = substitutes_for(obstacle)
    if instead:
        own = asker_of(user).person if getattr(user, "is_active", False) else None
        return own in {one.pk for one in instead}
    return may_keep(user, skp, on) if is_outside(skp) else may_appraise(user, skp, on)


def substitutes_for(obstacle: Obstacle) -> list[Person]:
    """Return who was named to rate instead of the appraiser for a period in which an obstacle arose."""
    rows = Person.objects.filter(
        rates_instead__skp=obstacle.skp_id, rates_instead__period__days__contains=obstacle.since
    )
    return list(rows.distinct())


def may_solve_obstacle(user: Any, obstacle: Obstacle, on: datetime.date) -> bool:
    """
    To say that an accepted obstacle is out of the way, one must be
    - the person, who sees to it, or the appraiser.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return False
    return own in (obstacle.skp.person_id, obstacle.owner_id) or may_appraise(user, obstacle.skp, on)


# --- what is said


def role_towards(user: Any, skp: Skp, on: datetime.date) -> PemberiUmpanBalik | None:
    """
    To say something of somebody's work, one must be
    - a superior (`leads`), or
    - a subordinate: the person is the appraiser of one's own SKP of that year, or holds the appraiser's
      post, or
    - a peer: both SKP of that year have the same appraiser or the same appraiser's post.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None or own == skp.person_id:
        return None
    if leads(user, skp, on):
        return PemberiUmpanBalik.ATASAN
    mine = list(
        Skp.objects.filter(person=own, year=skp.year)
        .exclude(state=KeadaanSkp.DIBATALKAN)
        .values_list("appraiser_id", "appraiser_position_id")
    )
    if any(person == skp.person_id or post == skp.position_id for person, post in mine):
        return PemberiUmpanBalik.BAWAHAN
    same = any(
        (person is not None and person == skp.appraiser_id)
        or (post is not None and post == skp.appraiser_position_id)
        for person, post in mine
    )
    return PemberiUmpanBalik.REKAN if same else None


def feedback_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may read feedback: about oneself, by oneself, or of whom one leads.

    Peers do not read each other's; officers and auditors do not read it by being that.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return Q(pk__in=[])
    return Q(skp__person=own) | Q(by=user) | led_by(user, on, "skp")


def may_read_feedback(user: Any, feedback: Feedback, on: datetime.date) -> bool:
    """
    To read what was said of somebody, one must be
    - the person, who said it, or one who leads the person (`leads`).
    """
    return (
        is_own(user, feedback.skp)
        or (getattr(user, "is_active", False) and feedback.by_id == user.pk)
        or leads(user, feedback.skp, on)
    )


def in_talk(user: Any, coaching: Coaching, on: datetime.date) -> bool:
    """
    To read a talk, add to its agenda or close its follow-ups, one must be
    - the person, or one who leads the person (`leads`).
    """
    return is_own(user, coaching.skp) or leads(user, coaching.skp, on)


def may_thank(user: Any, person: Person, unit: Unit, on: datetime.date) -> bool:
    """
    To thank somebody on the wall of a unit, one must
    - work in that unit, as the person does, or lead the person, and
    - be somebody else than the person.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None or own == person.pk:
        return False
    here = members_of(Unit.objects.filter(pk=unit.pk), on, [own, person.pk])
    together = Person.objects.filter(here, pk__in=(own, person.pk)).count() == 2
    return together or is_superior_of(user, person, on)


# --- periods and feeds


def keeps_periods(user: Any, government: Unit, on: datetime.date) -> bool:
    """
    To set the periods and deadlines of a government, and to make or revoke tokens of other systems, one must
    be
    - admin BKPSDM for the whole government.
    """
    return has_role(user, Role.ADMIN_BKPSDM, unit=government, on=on)


def gives_figures(user: Any, unit: Unit | Any, on: datetime.date) -> bool:
    """
    To give counted figures by sheet for the people of a unit, one must be
    - pengelola kepegawaian or admin BKPSDM for it or one above it.
    Nobody gives figures of an own SKP; that is refused row by row.
    """
    return has_role(user, *OFFICERS, unit=unit, on=on)


def figures_for(user: Any, on: datetime.date) -> Any:
    """Return the units for whose people somebody may give counted figures."""
    return units_visible_to(user, on, *OFFICERS)
