"""Reading obstacles, feedback, talks and thanks. A view obtains them here and nowhere else."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from praja.access.queries import has_role, units_visible_to
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.perms import members_of, unit_of
from praja.performance.enums import KeadaanHambatan, KeadaanSkp
from praja.performance.follow.months import version_for
from praja.performance.follow.perms import feedback_open_to, led_by
from praja.performance.models import (
    Coaching,
    Feedback,
    FeedbackRequest,
    FollowUp,
    Obstacle,
    Recognition,
    Recusal,
    RhkVersion,
    Skp,
)
from praja.performance.perms import OFFICERS
from praja.performance.queries import skps_visible_to

OPEN = (KeadaanHambatan.DILAPORKAN, KeadaanHambatan.DITERIMA)
MOST_OWNERS = 200


def _own(user: Any) -> uuid.UUID | None:
    return asker_of(user).person if getattr(user, "is_active", False) else None


# --- obstacles


def obstacles_visible_to(user: Any, on: datetime.date) -> QuerySet[Obstacle]:
    """Return the obstacles of the SKP that an account may see, and those that its person sees to."""
    shown = Q(skp__in=skps_visible_to(user, on))
    own = _own(user)
    return Obstacle.objects.filter(shown | Q(owner=own) if own is not None else shown)


def obstacles_to_record(user: Any, on: datetime.date) -> QuerySet[Obstacle]:
    """Return the obstacles of which an officer records what an appraiser outside of the records decided."""
    if not has_role(user, *OFFICERS, on=on):
        return Obstacle.objects.none()
    named = Recusal.objects.filter(
        skp=OuterRef("skp"), period__days__contains=OuterRef("since"), substitute__isnull=False
    )
    units = units_visible_to(user, on, *OFFICERS)
    outside = Obstacle.objects.filter(
        ~Exists(named), skp__appraiser__isnull=True, skp__unit__in=units.values("pk"),
        state=KeadaanHambatan.DILAPORKAN,
    )  # fmt: skip
    return outside.exclude(skp__appraiser_name="").exclude(skp__person=_own(user))


def obstacles_to_solve(user: Any) -> QuerySet[Obstacle]:
    """Return the accepted obstacles that a person sees to."""
    own = _own(user)
    return (
        Obstacle.objects.filter(owner=own, state=KeadaanHambatan.DITERIMA) if own else Obstacle.objects.none()
    )


def owners_for(skp: Skp, user: Any) -> list[Person]:
    """Return who may see to an obstacle: who decides, the person, and the others of the unit in that year."""
    people = Person.objects.filter(
        Q(skp_set__unit=skp.unit_id, skp_set__year=skp.year)
        | Q(pk=skp.person_id)
        | Q(pk=skp.appraiser_id)
        | Q(account=user.pk)
    )
    return list(people.distinct().order_by("name")[:MOST_OWNERS])


# --- what is said


def results_of(skp: Skp, on: datetime.date) -> list[tuple[uuid.UUID, str]]:
    """Return the results that an SKP promises on a day."""
    version = version_for(skp, on)
    rows = RhkVersion.objects.filter(version=version).order_by("order", "pk") if version else ()
    return [(row.rhk_id, row.text) for row in rows]


def feedback_visible_to(user: Any, on: datetime.date) -> QuerySet[Feedback]:
    """Return the feedback that an account may read (`perms.may_read_feedback`), the newest first."""
    return Feedback.objects.filter(feedback_open_to(user, on)).order_by("-made_at")


def requests_for(user: Any) -> QuerySet[FeedbackRequest]:
    """Return the questions for feedback that a person has not answered."""
    own = _own(user)
    if own is None:
        return FeedbackRequest.objects.none()
    return FeedbackRequest.objects.filter(asked=own, answer__isnull=True).order_by("-made_at")


def askable_by(skp: Skp) -> list[Person]:
    """Return whom the person of an SKP may ask: appraiser, peers, subordinates, who have an account."""
    live = Skp.objects.filter(year=skp.year).exclude(state=KeadaanSkp.DIBATALKAN)
    same = Q(pk__in=[])
    if skp.appraiser_id is not None:
        same |= Q(appraiser=skp.appraiser_id)
    if skp.appraiser_position_id is not None:
        same |= Q(appraiser_position=skp.appraiser_position_id)
    below = Q(appraiser=skp.person_id) | Q(appraiser_position=skp.position_id)
    people = Person.objects.filter(
        Q(pk__in=live.filter(same | below).values("person")) | Q(pk=skp.appraiser_id),
        account__isnull=False,
    )
    return list(people.exclude(pk=skp.person_id).order_by("name")[:MOST_OWNERS])


def talks_visible_to(user: Any, on: datetime.date) -> QuerySet[Coaching]:
    """Return the talks of a person, and of whom they lead."""
    own = _own(user)
    if own is None:
        return Coaching.objects.none()
    return Coaching.objects.filter(Q(skp__person=own) | led_by(user, on, "skp")).order_by("-on", "-made_at")


def follow_ups_visible_to(user: Any, on: datetime.date) -> QuerySet[FollowUp]:
    """Return the follow-ups of the talks that an account may read, and those that are its own to do."""
    own = _own(user)
    if own is None:
        return FollowUp.objects.none()
    return FollowUp.objects.filter(Q(coaching__in=talks_visible_to(user, on)) | Q(owner=own))


# --- thanks


def wall_unit(user: Any, on: datetime.date) -> Unit | None:
    """Return the unit whose wall an account sees: where its person works."""
    own = _own(user)
    place = unit_of(Person(pk=own), on) if own is not None else None
    return Unit.objects.filter(pk=place).first() if place is not None else None


def thanks_visible_to(user: Any, on: datetime.date) -> QuerySet[Recognition]:
    """Return the thanks to people of one's unit, those that one wrote or got, the newest first."""
    own, unit = _own(user), wall_unit(user, on)
    if own is None or unit is None:
        return Recognition.objects.none()
    here = members_of(Unit.objects.filter(pk=unit.pk), on, person="person")
    rows = Recognition.objects.filter(here | Q(by=user) | Q(person=own), withdrawn_at__isnull=True)
    return rows.order_by("-made_at")


def colleagues(user: Any, on: datetime.date) -> list[Person]:
    """Return the others of one's unit."""
    own, unit = _own(user), wall_unit(user, on)
    if own is None or unit is None:
        return []
    here = members_of(Unit.objects.filter(pk=unit.pk), on)
    return list(Person.objects.filter(here).exclude(pk=own).order_by("name")[:500])
