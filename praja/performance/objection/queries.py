"""Reading objections. A view, and the forms that print them, obtain them here and nowhere else."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from praja.access.queries import units_visible_to
from praja.people.asker import asker_of
from praja.performance.enums import KeadaanKeberatan
from praja.performance.models import (
    Objection,
    ObjectionDecision,
    ObjectionExplanation,
    ObjectionGround,
    Rating,
    RhkVersion,
)
from praja.performance.objection.deciding import to_decide
from praja.performance.objection.perms import OPEN, READERS, objections_open_to

DECIDE_WITHIN = datetime.timedelta(days=14)
"""What the pages aim at from the day of filing on; the law sets no day for deciding."""


def objections_visible_to(user: Any, on: datetime.date) -> QuerySet[Objection]:
    """Return the objections that somebody may read (`perms.objections_open_to`)."""
    return Objection.objects.filter(objections_open_to(user, on))


def register_for(user: Any, on: datetime.date) -> QuerySet[Objection]:
    """Return what was filed by people of the units for which somebody keeps or audits the register."""
    units = units_visible_to(user, on, *READERS).values("pk")
    rows = Objection.objects.filter(skp__unit__in=units).exclude(state=KeadaanKeberatan.DISUSUN)
    return rows.select_related("skp__person", "skp__unit", "rating", "period", "decision")


def own_objections(user: Any) -> QuerySet[Objection]:
    """Return what somebody has written or filed, the newest first."""
    rows = Objection.objects.filter(skp__person=asker_of(user).person)
    return rows.select_related("period", "rating", "decision").order_by("-made_at")


def to_explain_by(user: Any) -> QuerySet[Objection]:
    """Return the open objections that somebody, who rated, has not answered."""
    own = asker_of(user).person
    answered = ObjectionExplanation.objects.filter(objection=OuterRef("pk"))
    rows = Objection.objects.filter(~Exists(answered), rating__rater=own, state__in=OPEN)
    return rows.select_related("skp__person", "period").order_by("filed_at")


def to_decide_by(user: Any, on: datetime.date) -> QuerySet[Objection]:
    """Return the open objections on which somebody decides, the oldest first."""
    rows = Objection.objects.filter(pk__in=to_decide(user, on))
    return rows.select_related("skp__person", "period").order_by("filed_at")


def decide_by(objection: Objection) -> datetime.date | None:
    """Return by when a decision is aimed at; nothing before an objection is filed."""
    return None if objection.filed_on is None else objection.filed_on + DECIDE_WITHIN


def final_of(rating: Rating) -> ObjectionDecision | None:
    """Return the decision by which the rating of an SKP and period is final, or nothing."""
    rows = ObjectionDecision.objects.filter(objection__skp=rating.skp_id, objection__period=rating.period_id)
    return rows.select_related("objection").first()


def standing_objection(rating: Rating) -> Objection | None:
    """Return the objection to the rating of an SKP and period that is drafted, open or decided."""
    rows = Objection.objects.filter(skp=rating.skp_id, period=rating.period_id)
    return rows.exclude(state=KeadaanKeberatan.DICABUT).first()


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """Something that is objected to, in words."""

    about: str
    of: str
    """Which result or behaviour."""
    text: str


def points_of(objection: Objection) -> list[Point]:
    """Return what is objected to, results first, in the words of the plan that was rated."""
    grounds = list(ObjectionGround.objects.filter(objection=objection))
    version = objection.rating.basis.get("versi_skp")
    texts: dict[uuid.UUID | None, tuple[int, str]] = {
        row.rhk_id: (row.order, row.text) for row in RhkVersion.objects.filter(version=version)
    }
    order = list(ObjectionGround._meta.get_field("about").choices or ())
    places = {str(value): place for place, (value, _label) in enumerate(order)}

    def key(one: ObjectionGround) -> tuple[int, int, str]:
        return places[one.about], texts.get(one.rhk_id, (0, ""))[0], one.value

    return [
        Point(
            str(one.get_about_display()),
            texts.get(one.rhk_id, (0, ""))[1] if one.rhk_id else str(one.get_value_display() or ""),
            one.text,
        )
        for one in sorted(grounds, key=key)
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Printed:
    """What the dokumen evaluasi kinerja says of an objection (its fields 6 to 8), as plain text."""

    number: str
    filed_on: datetime.date
    state: str
    objection: str
    """Field 6."""
    explanation: str
    """Field 7; empty while the rater has not answered."""
    explained_by: str
    decision: str
    """Field 8; empty while it is not decided."""
    decided_by: str
    decided_post: str
    decided_on: datetime.date | None


def objection_of(rating: Rating) -> Printed | None:
    """Return the objection that was filed to a rating, or by whose decision it was set, as forms print it;
    nothing where there is none, it is only drafted, or it was withdrawn.
    """
    rows = Objection.objects.filter(Q(rating=rating) | Q(decision__rating=rating)).exclude(
        state__in=(KeadaanKeberatan.DISUSUN, KeadaanKeberatan.DICABUT)
    )
    found = rows.select_related("rating", "decision").first()
    if found is None or found.filed_on is None:
        return None
    points = [f"{one.about}{f' ({one.of})' if one.of else ''}: {one.text}" for one in points_of(found)]
    answers = list(found.explanations.order_by("made_at"))
    decision: ObjectionDecision | None = getattr(found, "decision", None)
    return Printed(
        number=number_of(found),
        filed_on=found.filed_on,
        state=str(found.get_state_display()),
        objection="\n".join([found.text, *points, f"Yang diminta: {found.wanted}"]),
        explanation="\n".join(one.text for one in answers),
        explained_by=answers[-1].name if answers else "",
        decision=_decided(decision) if decision is not None else "",
        decided_by=decision.decider_name if decision is not None else "",
        decided_post=decision.decider_post if decision is not None else "",
        decided_on=decision_day(decision),
    )


def number_of(objection: Objection) -> str:
    """Return the number of an objection in the register: 3/2026."""
    return f"{objection.number}/{objection.year}"


def decision_day(decision: ObjectionDecision | None) -> datetime.date | None:
    """Return of which day a decision is: that of its document, or on which it was made."""
    if decision is None:
        return None
    if decision.document_date is not None:
        return decision.document_date
    return timezone.localdate(decision.made_at)


def _decided(decision: ObjectionDecision) -> str:
    changed = decision.rating_id is not None
    before, after = decision.get_before_predicate_display(), decision.get_predicate_display()
    said = f"Predikat berubah dari {before} menjadi {after}." if changed else f"Predikat tetap {before}."
    return f"Keberatan {str(decision.get_outcome_display()).lower()}. {said}\n{decision.reasons}"
