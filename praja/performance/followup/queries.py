"""Reading what follows ratings. A view obtains it here and nowhere else."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from praja.people.asker import asker_of
from praja.performance import law
from praja.performance.enums import KeadaanPenghargaan, KeadaanSkp, PredikatKinerja
from praja.performance.follow.perms import led_by
from praja.performance.followup import perms
from praja.performance.models import (
    AwardProposal,
    Checkpoint,
    ClosedRating,
    DevelopmentAction,
    Improvement,
    ImprovementStep,
    Period,
    Skp,
)


def candidates(user: Any, on: datetime.date, period: Period | None) -> QuerySet[ClosedRating]:
    """Return those whose closed predicate asks for improvement or allows an award, of the people whom an
    account leads or whose unit it reads; each with `improving`, the improvement that was begun, and
    `proposed`, whether an award was.
    """
    wanted = [
        one.value for one in PredikatKinerja if law.needs_improvement(one, on) or law.may_be_awarded(one, on)
    ]
    rows = ClosedRating.objects.filter(
        perms.followed_by(user, on), digantikan__isnull=True, period=period, predicate__in=wanted
    ).exclude(person=asker_of(user).person)
    live = AwardProposal.objects.filter(closed=OuterRef("pk")).exclude(
        state__in=(KeadaanPenghargaan.DITARIK, KeadaanPenghargaan.DITOLAK)
    )
    return rows.annotate(
        improving=Subquery(Improvement.objects.filter(closed=OuterRef("pk")).values("pk")),
        proposed=Exists(live),
    ).select_related("person")


def led_among(user: Any, on: datetime.date, rows: QuerySet[ClosedRating]) -> set[uuid.UUID]:
    """Return which of some closed ratings are of people whom an account leads; one query."""
    return set(rows.filter(led_by(user, on, "skp")).order_by().values_list("pk", flat=True))


def periods_closed(user: Any, on: datetime.date, most: int = 12) -> list[Period]:
    """Return the periods of which something is closed of people whom an account follows, the latest first."""
    seen = ClosedRating.objects.filter(perms.followed_by(user, on), digantikan__isnull=True)
    rows = Period.objects.filter(pk__in=seen.order_by().values("period"))
    return list(rows.order_by("-days__endswith", "kind")[:most])


def improvements_visible_to(user: Any, on: datetime.date) -> QuerySet[Improvement]:
    """Return the improvements that an account may see (`perms.may_see_improvement`)."""
    return Improvement.objects.filter(perms.improvements_open_to(user, on))


def checkpoints_visible_to(user: Any, on: datetime.date) -> QuerySet[Checkpoint]:
    """Return the checkpoints of the improvements that an account may see."""
    return Checkpoint.objects.filter(improvement__in=improvements_visible_to(user, on))


def steps_visible_to(user: Any, on: datetime.date) -> QuerySet[ImprovementStep]:
    """Return the recorded steps of the improvements that an account may see."""
    return ImprovementStep.objects.filter(improvement__in=improvements_visible_to(user, on))


def awards_visible_to(user: Any, on: datetime.date) -> QuerySet[AwardProposal]:
    """Return the proposed awards that an account may see (`perms.awards_open_to`)."""
    return AwardProposal.objects.filter(perms.awards_open_to(user, on))


def development_visible_to(user: Any, on: datetime.date) -> QuerySet[DevelopmentAction]:
    """Return the steps of development that an account may see (`perms.development_open_to`)."""
    return DevelopmentAction.objects.filter(perms.development_open_to(user, on))


def own_skp_of_now(user: Any) -> Skp | None:
    """Return the latest own SKP that counts; none where there is none."""
    own = asker_of(user).person
    rows = Skp.objects.filter(person=own).exclude(state=KeadaanSkp.DIBATALKAN)
    return rows.order_by("-berlaku__startswith").first() if own is not None else None
