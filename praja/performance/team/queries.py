"""Reading teams and what they look at. A view obtains them here and nowhere else."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from praja.access.queries import has_role, units_visible_to
from praja.people.asker import asker_of
from praja.performance.enums import AsalPerkara, KeadaanKeberatan, KeadaanPerkara
from praja.performance.mine import outside
from praja.performance.models import AssessmentTeam, Minutes, Objection, Opinion, Rating, Review, TeamMember
from praja.performance.perms import OFFICERS
from praja.performance.team.conflicts import Conflicts
from praja.performance.team.perms import DECIDED, reviews_open_to, teams_open_to
from praja.performance.team.queue import OPEN

MOST_OPEN = 100
MOST_ENDED = 30
_SHOWN: Final = ("why", *(f"skp__person__{one}" for one in ("name", "title_before", "title_after")))
"""What a queue shows of a review."""
_COMPARED: Final = (
    "team", "period__days", "rating__predicate", "rating__rater", "rating__by", "skp__person",
    "skp__appraiser", "skp__appraiser_position", "skp__position",
)  # fmt: skip
"""What else it shows of open ones, and what `Conflicts` holds against each other."""


def teams_visible_to(user: Any, on: datetime.date) -> QuerySet[AssessmentTeam]:
    """Return the teams about which somebody may read (`perms.teams_open_to`), the newest first."""
    rows = AssessmentTeam.objects.filter(teams_open_to(user, on)).select_related(
        "unit__government", "sk_file"
    )
    return rows.order_by(F("berlaku").desc(), "pk")


def reviews_visible_to(user: Any, on: datetime.date) -> QuerySet[Review]:
    """Return the reviews that somebody may read (`perms.reviews_open_to`)."""
    return Review.objects.filter(reviews_open_to(user, on))


def members_on(team: AssessmentTeam, on: datetime.date) -> list[TeamMember]:
    """Return the members of a team on a day, the chair first."""
    rows = TeamMember.objects.filter(team=team, berlaku__contains=on).select_related("person")
    order = {"ketua": 0, "sekretaris": 1}
    return sorted(rows, key=lambda one: (order.get(one.office, 2), one.person.name))


def minutes_of(team: AssessmentTeam) -> QuerySet[Minutes]:
    """Return the minutes of a team, the newest first."""
    rows = Minutes.objects.filter(team=team).select_related("signer").annotate(count=Count("cases"))
    return rows.order_by("-number")


def to_record(team: AssessmentTeam) -> QuerySet[Review]:
    """Return the decided reviews of a team that no minutes name yet, the oldest first."""
    rows = Review.objects.filter(team=team, state__in=DECIDED, minutes__isnull=True)
    return rows.select_related("skp__person", "period").order_by("ended_at", "pk")


def outcome_of(rating: Rating) -> Review | None:
    """Return the review of a rating, whatever became of it; nothing where none looked at it."""
    return Review.objects.filter(rating=rating).select_related("decided_by", "minutes").first()


def returned(skp: uuid.UUID, period: uuid.UUID) -> Review | None:
    """Return the review by which the team sent the standing rating of an SKP back; nothing where none did."""
    rows = Review.objects.filter(skp=skp, period=period, state=KeadaanPerkara.DIKEMBALIKAN)
    return rows.filter(rating__digantikan__isnull=True).first()


# --- the queue


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A review in the queue."""

    review: Review
    said: int
    """How many members have said what they find."""
    mine: bool
    """Whether the one who asks has."""
    out: bool
    """Whether the one who asks stays out."""


@dataclasses.dataclass(slots=True)
class Queue:
    """What a team has before it, as one who asks sees it."""

    waiting: list[Row]
    """What they have not said anything of."""
    others: list[Row]
    """What they have, or must stay out of."""
    ended: list[Review]
    more: int
    """How many open ones are not shown."""

    @property
    def open(self) -> int:
        """How many are open."""
        return len(self.waiting) + len(self.others) + self.more


def why_said(codes: Iterable[str]) -> list[str]:
    """Return in words why a rating came to the team."""
    return [str(AsalPerkara(one).label) for one in codes if one in AsalPerkara.values]


def queue_of(team: AssessmentTeam, user: Any, me: TeamMember | None, on: datetime.date) -> Queue:
    """Return the queue of a team, in a number of queries that stays.

    :param me: the one who asks, as a member
    """
    seen = reviews_visible_to(user, on).filter(team=team)
    current = seen.filter(state__in=OPEN, rating__digantikan__isnull=True)
    current = current.select_related("skp__person", "rating", "period").only(*_SHOWN, *_COMPARED)
    open_ones = list(current.order_by("period__days", "made_at", "pk")[:MOST_OPEN])
    more = current.count() - len(open_ones) if len(open_ones) == MOST_OPEN else 0
    said: dict[uuid.UUID, list[uuid.UUID]] = {}
    for review, member in Opinion.objects.filter(review__in=open_ones, digantikan__isnull=True).values_list(
        "review", "member"
    ):
        said.setdefault(review, []).append(member)
    conflicts = Conflicts([me], open_ones, on) if me is not None else None
    rows = [
        Row(
            one,
            len(said.get(one.pk, ())),
            me is not None and me.pk in said.get(one.pk, ()),
            me is None or conflicts is None or bool(conflicts.of(me, one)),
        )
        for one in open_ones
    ]
    ended = seen.filter(~Q(state__in=OPEN)).select_related("skp__person").only(*_SHOWN, "state", "ended_at")
    return Queue(
        [row for row in rows if not (row.mine or row.out)],
        [row for row in rows if row.mine or row.out],
        list(ended.order_by("-ended_at", "pk")[:MOST_ENDED]),
        more,
    )


def waiting_for(user: Any, on: datetime.date) -> int:
    """Return of how many cases somebody is to say, as a member of teams, what they find, and has not yet."""
    own = asker_of(user).person
    members = TeamMember.objects.filter(person=own, berlaku__contains=on, team__berlaku__contains=on)
    by_team = {one.team_id: one for one in members.select_related("person")}
    done = Opinion.objects.filter(member__in=by_team.values(), digantikan__isnull=True).values("review")
    rows = Review.objects.filter(team__in=by_team, state__in=OPEN, rating__digantikan__isnull=True)
    rows = rows.exclude(pk__in=done).select_related("skp", "rating", "period").defer("rating__basis")
    cases = list(rows.order_by("pk")[:MOST_OPEN])
    conflicts = Conflicts(list(by_team.values()), cases, on)
    return sum(not conflicts.of(by_team[one.team_id], one) for one in cases)


def sent_back_to(user: Any) -> list[Review]:
    """Return the reviews by which ratings of somebody were sent back that they have not given anew."""
    return list(_sent_back().filter(rating__rater=asker_of(user).person)[:MOST_ENDED])


def sent_back_to_record(user: Any, on: datetime.date) -> list[Review]:
    """Return the reviews by which ratings of appraisers outside of the records were sent back, for officers
    of the unit who record them; not of themselves.
    """
    if not has_role(user, *OFFICERS, on=on) or not outside().sent_back:
        return []
    units = units_visible_to(user, on, *OFFICERS).values("pk")
    rows = _sent_back().filter(rating__rater__isnull=True, skp__unit__in=units)
    return list(rows.exclude(skp__person=asker_of(user).person)[:5])


def _sent_back() -> QuerySet[Review]:
    """Return the reviews by which ratings were sent back that nobody has given anew, the oldest first."""
    final = Objection.objects.filter(
        skp=OuterRef("skp"), period=OuterRef("period"), state=KeadaanKeberatan.DIPUTUS
    )
    rows = Review.objects.filter(
        ~Exists(final), state=KeadaanPerkara.DIKEMBALIKAN, rating__digantikan__isnull=True
    )
    return rows.select_related("skp__person", "period").order_by("ended_at", "pk")
