"""Who may what with the assessment team. None of the actors is a member: `test_team_pages` is about those."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.performance.models import AssessmentTeam, Minutes, Rating, Review, TeamMember
from praja.temporal.actions import span
from tests.integration.access.matrix import Row, World
from tests.integration.people.conftest import person
from tests.integration.performance.plans import plan
from tests.integration.performance.rating_rows import ADMIN, ELSEWHERE, OFFICERS, REASON

AUDITORS = {f"{Role.AUDITOR}:own"}
OVERSEERS = OFFICERS | AUDITORS
WITNESSES = ADMIN | AUDITORS
RULE = {"purpose": "Memeriksa penilaian kinerja", "flagged": "on", "sample": "10"}
START = datetime.date(2020, 1, 1)


def _team(world: World) -> AssessmentTeam:
    return AssessmentTeam.objects.create(
        unit=world.unit, berlaku=span(START, datetime.date(2040, 1, 1)), sk_number="800/17/2020",
        sk_date=START, purpose="Memeriksa penilaian kinerja", by=world.user(f"{Role.ADMIN_BKPSDM}:own"),
    )  # fmt: skip


def _member(world: World) -> TeamMember:
    who = person("Kartika Ketua", world.foreign_unit)
    return TeamMember.objects.create(
        team=world["assessment_team"], person=who, office="ketua", berlaku=world["assessment_team"].berlaku,
        by=world.user(f"{Role.ADMIN_BKPSDM}:own"),
    )  # fmt: skip


def _review(world: World) -> Review:
    rating = world["rating"]
    return Review.objects.create(
        team=world["assessment_team"], rating=rating, skp=rating.skp, period=rating.period, why=["sampel"]
    )


def _minutes(world: World) -> Minutes:
    member = world["assessment_member"]
    content: dict[str, Any] = {
        "instansi": "Kota Semarang", "unit": "Dinas Sosial", "sk": ["800/17/2020", "1 Januari 2020"],
        "tugas": "Memeriksa", "hadir": [], "tidak_hadir": [], "perkara": [],
        "ketua": [member.person.name, member.person.nip],
    }  # fmt: skip
    return Minutes.objects.create(
        team=member.team, number=1, session=START, place="Ruang rapat", content=content, signer=member.person,
        by=world.user(f"{Role.ADMIN_BKPSDM}:own"),
    )  # fmt: skip


def _unsent(world: World) -> Rating:
    """A rating that no team looks at, of a person whom the superior rates."""
    rater: Any = world.person("atasan")
    skp = plan(world.person("pegawai:other"), rater, year=world["rated_quarter"].year)
    return Rating.objects.create(
        skp=skp, period=world["rated_quarter"], rater=rater, rater_name=rater.name, by=rater.account,
        result="sesuai", behaviour="sesuai", predicate="baik", proposed_result="sesuai",
        proposed_behaviour="sesuai", signed_at=timezone.now(), basis={"pak": "nasional"},
    )  # fmt: skip


FACTORIES: dict[str, Any] = {
    "assessment_team": _team,
    "assessment_member": _member,
    "review": _review,
    "assessment_minutes": _minutes,
    "unsent_rating": _unsent,
}


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


def _new(world: World) -> dict[str, Any]:
    return RULE | {
        "unit": world.government.pk, "sk_number": "800/1", "sk_date": "2026-01-02", "start": "2026-01-02",
        "last": "2039-12-31",
    }  # fmt: skip


TEAM, MEMBER, REVIEW, UNSENT = map(_pk, ("assessment_team", "assessment_member", "review", "unsent_rating"))
NOBODY: set[str] = set()

ROWS = [
    Row("performance:assessment_home", may=OVERSEERS | ELSEWHERE | {f"{Role.AUDITOR}:foreign"}),
    Row("performance:assessment_new", may=ADMIN | {f"{Role.ADMIN_BKPSDM}:foreign"}),
    Row(
        "performance:assessment_new", "POST", may=ADMIN | {f"{Role.ADMIN_BKPSDM}:foreign"}, data=_new
    ),
    Row("performance:assessment_team", may=OVERSEERS, args=TEAM),
    Row("performance:assessment_rule", may=ADMIN, args=TEAM),
    Row("performance:assessment_rule", "POST", may=ADMIN, args=TEAM, data=RULE),
    Row("performance:assessment_fill", "POST", may=ADMIN, args=TEAM,
        data=lambda world: {"period": world["rated_quarter"].pk}),
    Row("performance:assessment_decree", may=NOBODY, args=TEAM),
    Row("performance:assessment_end", may=ADMIN, args=TEAM),
    Row("performance:assessment_end", "POST", may=ADMIN, args=TEAM, data=REASON),
    Row("performance:assessment_member", may=ADMIN, args=TEAM),
    Row("performance:assessment_member", "POST", may=ADMIN, args=TEAM,
        data={"person": "199005172019032001", "office": "anggota", "start": "2026-01-01"}),
    Row("performance:assessment_member_end", may=ADMIN, args=MEMBER),
    Row("performance:assessment_member_end", "POST", may=ADMIN, args=MEMBER, data=REASON),
    Row("performance:assessment_minutes", may=NOBODY, args=TEAM),
    Row("performance:assessment_minutes", "POST", may=NOBODY, args=TEAM, data={"place": "Ruang rapat"}),
    Row("performance:minutes", may=WITNESSES, args=_pk("assessment_minutes")),
    Row("performance:review", may=OVERSEERS | {"atasan"}, args=REVIEW),
    Row("performance:review", "POST", may=NOBODY, args=REVIEW, data={"pendapat": "kukuh"}),
    Row("performance:review_decide", "POST", may=NOBODY, args=REVIEW,
        data={"decision": "kukuh", "reason": "Sudah dibandingkan"}),
    Row("performance:review_recuse", may=NOBODY, args=REVIEW),
    Row("performance:review_recuse", "POST", may=NOBODY, args=REVIEW, data=REASON),
    Row("performance:review_why", may=WITNESSES, args=REVIEW),
    Row("performance:rating_to_team", may=OFFICERS | {"atasan"}, args=UNSENT),
    Row("performance:rating_to_team", "POST", may=OFFICERS | {"atasan"}, args=UNSENT, data=REASON),
]  # fmt: skip
