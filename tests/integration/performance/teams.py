"""A team of three from another office, and ratings for it to look at, for tests."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

from praja.accounts.models import User
from praja.people.models import Person
from praja.performance.models import AssessmentTeam, Indicator, Period, Rating, Review, Skp, TeamMember
from praja.performance.rating.actions import ratings
from praja.performance.rating.actions.ratings import Said
from praja.performance.team.actions import reviews, teams
from praja.performance.team.actions.teams import Rule
from tests.integration.people.conftest import Office, person

START = datetime.date(2026, 1, 1)
LAST = datetime.date(2026, 12, 31)
WHY = "Sudah kami bandingkan dengan laporannya"


@dataclasses.dataclass
class Team:
    """A team with its members."""

    team: AssessmentTeam
    chair: TeamMember
    secretary: TeamMember
    member: TeamMember

    @property
    def all(self) -> tuple[TeamMember, ...]:
        return self.chair, self.secretary, self.member


def account(member: TeamMember) -> User:
    assert member.person.account is not None
    return member.person.account


def form_team(
    office: Office, on: datetime.date, *, unit: Any = None, rule: Rule | None = None
) -> AssessmentTeam:
    return teams.appoint(
        unit=unit or office.dinas, start=START, last=LAST, sk_number="800/17/2026", sk_date=START,
        sk_file=None, purpose="Memeriksa penilaian kinerja", rule=rule or Rule(), by=office.user("admin"),
        on=on,
    )  # fmt: skip


def appoint(
    team: AssessmentTeam, who: Person, office: Office, on: datetime.date, *, as_: str = "anggota"
) -> TeamMember:
    made = teams.appoint_member(
        team=team, person=who, office=as_, start=START, by=office.user("admin"), on=on
    )
    return TeamMember.objects.select_related("person__account").get(pk=made.pk)


def team_of_three(office: Office, on: datetime.date, *, rule: Rule | None = None) -> Team:
    team = form_team(office, on, rule=rule)
    offices = (("Kartika Ketua", "ketua"), ("Seno Sekretaris", "sekretaris"), ("Ayu Anggota", "anggota"))
    return Team(
        team, *(appoint(team, person(name, office.other), office, on, as_=as_) for name, as_ in offices)
    )


def signed(
    office: Office, skp: Skp, period: Period, on: datetime.date, *, result: str = "di_atas", note: str = ""
) -> Rating:
    """Return a rating by the section head, by default above the proposal, so that it comes to the team."""
    said = Said(result, "sesuai", result_reason="Ia mengerjakan bagian rekannya juga", note=note)
    return ratings.sign(skp=skp, period=period, said=said, by=office.user("section"), on=on)


def brought(office: Office, skp: Skp, period: Period, on: datetime.date) -> Review:
    """Return the review of such a rating."""
    return Review.objects.get(rating=signed(office, skp, period, on))


def say(choice: str = "kukuh", **more: Any) -> Callable[[Review, TeamMember, datetime.date], Any]:
    """Return what lets a member say something of a whole rating."""

    def said(review: Review, member: TeamMember, on: datetime.date) -> Any:
        text = more.get("text", WHY)
        judged = more.get("judged", {})
        return reviews.judge(
            review=review, judged=judged, choice=choice, text=text, by=account(member), on=on
        )

    return said


def indicator(review: Review) -> Indicator:
    return Indicator.objects.get(rhk__skp=review.skp)
