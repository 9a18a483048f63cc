"""A case before the team as its page shows it: indicators, data, analysis and judgements, decision."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from praja.performance.enums import Ekspektasi
from praja.performance.follow.progress import said
from praja.performance.measuring import target_said
from praja.performance.models import (
    BehaviourRating,
    Evidence,
    IndicatorJudgement,
    IndicatorVersion,
    Obstacle,
    Opinion,
    Review,
    RhkRating,
    RhkVersion,
    TeamMember,
)
from praja.performance.rating import flags
from praja.performance.rating.shown import kept_problem
from praja.performance.team.conflicts import NAMED, Conflicts
from praja.performance.team.votes import Votes, entitled_to_record, votes_of
from praja.web.words import tanggal


@dataclasses.dataclass(slots=True)
class Indicator:
    """An indicator of a case, as it was when the rating was signed."""

    key: uuid.UUID
    text: str
    plan: str
    due: str
    """What was to be reached by the end of the period."""
    formula: str
    source: str
    reached: str
    achievement: Decimal | None
    counts: bool
    problem: str
    counted: bool
    """Whether its figure came by a sheet or another system, not from the person."""
    evidence: list[Evidence] = dataclasses.field(default_factory=list)
    obstacles: list[Obstacle] = dataclasses.field(default_factory=list)
    judgements: list[IndicatorJudgement] = dataclasses.field(default_factory=list)
    """What the members say, who may be counted."""
    mine: IndicatorJudgement | None = None


@dataclasses.dataclass(slots=True)
class Line:
    """A result of a case."""

    text: str
    rated: RhkRating | None
    indicators: list[Indicator]


@dataclasses.dataclass(slots=True)
class Seat:
    """A member, as to a case."""

    member: TeamMember
    out: str
    """Why they stay out, in words; nothing where they do not."""
    opinion: Opinion | None


@dataclasses.dataclass(slots=True)
class Case:
    """All of a case."""

    review: Review
    lines: list[Line]
    behaviours: list[BehaviourRating]
    obstacles: list[Obstacle]
    """Those of no single indicator."""
    seats: list[Seat]
    votes: Votes
    recorder: TeamMember | None
    conflict: str
    """Why the one who asks stays out, as a key of `conflicts.TOLD`."""
    opinion: Opinion | None
    """Of the one who asks."""

    @property
    def proposed(self) -> str:
        """The proposed rating of results, in words."""
        return (
            str(Ekspektasi(self.review.rating.proposed_result).label)
            if self.review.rating.proposed_result
            else ""
        )

    @property
    def departs(self) -> bool:
        """Whether the one who rated departed from the proposal."""
        rating = self.review.rating
        return rating.result != rating.proposed_result or rating.behaviour != rating.proposed_behaviour

    @property
    def noted(self) -> list[tuple[str, str]]:
        """What was to be looked at when it was signed, in words."""
        return flags.said(self.review.rating.flags)

    @property
    def judged(self) -> list[Indicator]:
        """The indicators that count."""
        return [one for line in self.lines for one in line.indicators if one.counts]


def case_of(review: Review, me: TeamMember | None, members: list[TeamMember], on: datetime.date) -> Case:
    """Return a case, in a number of queries that stays.

    :param review: with its SKP and person, rating, period and team
    :param me: the one who asks, as a member
    """
    conflicts = Conflicts(members, [review], on)
    votes = votes_of(review, members, conflicts)
    opinions = {one.member_id: one for one in Opinion.objects.filter(review=review, digantikan__isnull=True)}
    seats = [
        Seat(one, str(NAMED[out]) if (out := conflicts.of(one, review)) else "", opinions.get(one.pk))
        for one in members
    ]
    conflict = conflicts.of(me, review) if me is not None else ""
    obstacles = _obstacles(review)
    return Case(
        review=review,
        lines=_lines(review, me, {one.pk: one for one in votes.members}, obstacles),
        behaviours=list(review.rating.behaviour_ratings.order_by("value")),
        obstacles=[one for one in obstacles if one.indicator_id is None],
        seats=seats,
        votes=votes,
        recorder=entitled_to_record(members, votes),
        conflict=conflict,
        opinion=opinions.get(me.pk) if me is not None else None,
    )


def _obstacles(review: Review) -> list[Obstacle]:
    wanted = [one["id"] for one in review.rating.basis.get("hambatan", ())]
    return list(Obstacle.objects.filter(pk__in=wanted).order_by("made_at"))


def _lines(
    review: Review, me: TeamMember | None, entitled: dict[uuid.UUID, TeamMember], obstacles: list[Obstacle]
) -> list[Line]:
    basis = review.rating.basis
    kept = {one["id"]: one for one in basis.get("indikator", ())}
    version = basis.get("versi_skp")
    evidence: dict[Any, list[Evidence]] = defaultdict(list)
    for proof in Evidence.objects.filter(
        indicator__in=list(kept), month__lt=review.period.days.upper, withdrawn_at__isnull=True
    ).order_by("month", "made_at"):
        evidence[proof.indicator_id].append(proof)
    judged: dict[Any, list[IndicatorJudgement]] = defaultdict(list)
    known = IndicatorJudgement.objects.filter(review=review, digantikan__isnull=True)
    for one in known.select_related("member__person").order_by("tercatat"):
        judged[one.indicator_id].append(one)
    rows: dict[Any, list[Indicator]] = defaultdict(list)
    indicators = IndicatorVersion.objects.filter(version=version).select_related("indicator")
    for row in indicators.order_by("order", "pk"):
        if (was := kept.get(str(row.indicator_id))) is None:
            continue
        shown = _indicator(row, was)
        shown.evidence = evidence[row.indicator_id]
        shown.obstacles = [one for one in obstacles if one.indicator_id == row.indicator_id]
        shown.judgements = [one for one in judged[row.indicator_id] if one.member_id in entitled]
        if me is not None:
            shown.mine = next((one for one in judged[row.indicator_id] if one.member_id == me.pk), None)
        rows[row.indicator.rhk_id].append(shown)
    rated = {one.rhk_id: one for one in review.rating.rhk_ratings.all()}
    return [
        Line(row.text, rated.get(row.rhk_id), rows[row.rhk_id])
        for row in RhkVersion.objects.filter(version=version).order_by("order", "pk")
    ]


def _indicator(row: IndicatorVersion, was: dict[str, Any]) -> Indicator:
    unit = f" {row.measure}" if row.measure else ""
    if was["selesai"]:
        day = datetime.date.fromisoformat(was["selesai"])
        reached = _("selesai %(day)s") % {"day": tanggal(day)}
    elif was["realisasi"] is not None:
        reached = f"{said(Decimal(was['realisasi']))}{unit}"
    else:
        reached = _("belum ada realisasi")
    due = Decimal(was["target"]) if was["target"] is not None else None
    return Indicator(
        key=row.indicator_id,
        text=row.text,
        plan=target_said(row),
        due=f"{said(due)}{unit}" if due is not None and due != row.target else "",
        formula=row.formula,
        source=row.source,
        reached=reached,
        achievement=Decimal(was["capaian"]) if was["capaian"] is not None else None,
        counts=not was["tidak_dinilai"],
        problem=kept_problem(was),
        counted=bool(row.feed),
    )
