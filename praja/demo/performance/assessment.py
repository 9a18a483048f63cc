"""An assessment team at work, through its own actions: appointed by SK before the period that it looks at,
one case decided with its minutes, one that waits for the chair, and one that nobody has looked at.
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.demo.performance.months import paper
from praja.demo.performance.plans import Planned
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import JabatanTim, PutusanTim
from praja.performance.models import AssessmentTeam, Period, Rating, Review, Skp, TeamMember
from praja.performance.team.actions import minutes, reviews, teams
from praja.performance.team.actions.reviews import Judged
from praja.performance.team.conflicts import Conflicts

OFFICES: Final = (JabatanTim.KETUA, JabatanTim.SEKRETARIS, JabatanTim.ANGGOTA)
CASES: Final = 3
"""Ratings that are sent to a team: to be decided, to wait for its chair, and to wait for everybody."""
TRIED: Final = 12
"""Ratings from which these are chosen: a member may have a part in some."""
BEFORE: Final = datetime.timedelta(days=10)
"""So long before it takes office an SK is signed."""
LESS: Final = Decimal(5)
"""Percentage points that a member takes off where they see an achievement otherwise."""
ASKED: Final = "Hasilnya dinilai lain dari usulan; mohon diperiksa (rekaan)."
SEEN: Final = "Sudah dibandingkan dengan bukti dan laporan unitnya (rekaan)."
OTHERWISE: Final = "Dua bukti berasal dari bulan sebelum periode ini, maka tidak ikut dihitung (rekaan)."
DECIDED: Final = "Alasan penilai didukung bukti, dan capaiannya cocok dengan laporan unit (rekaan)."


def assess(
    government: Unit, plans: Sequence[Planned], period: Period, officer: Any, on: datetime.date
) -> None:
    """Appoint a team of three from three units, and let it work on ratings of a period that were sent to it.

    Who holds the role of tim penilai for the government already is its chair.
    """
    people = _people(government, plans)
    if len(people) < len(OFFICES):
        return
    team, members = _appointed(government, people, officer, on)
    chair, *others = members
    cases = _cases(team, members, period, officer, on)
    for case in cases[:1]:
        for member in members:
            _judge(case, member, on)
        reviews.decide(review=case, decision=PutusanTim.KUKUH, text=DECIDED, by=chair.person.account, on=on)
        minutes.sign(
            team=team, session=on, place="Ruang rapat BKPSDM (rekaan)", note="Sidang pertama periode ini.",
            present=[one.pk for one in members], cases=[case.pk], by=chair.person.account, on=on,
        )  # fmt: skip
    for case in cases[1:2]:
        for place, member in enumerate(others):
            _judge(case, member, on, doubts=place == 0)


def _people(government: Unit, plans: Sequence[Planned]) -> list[Person]:
    """Return who sits in a team, the chair first: of as many units, and no head of one."""
    held = RoleHeld.objects.filter(role=Role.TIM_PENILAI, unit=government).values("user")
    chosen: dict[Any, Person] = {}
    for skp in Skp.objects.filter(person__account__in=held).select_related("person").order_by("pk")[:1]:
        chosen[skp.unit_id] = skp.person
    for plan in plans:
        if len(chosen) == len(OFFICES):
            break
        if not plan.member.heads_unit and plan.example is None:
            chosen.setdefault(plan.member.skp.unit_id, plan.member.skp.person)
    return list(chosen.values())


def _appointed(
    government: Unit, people: Sequence[Person], officer: Any, on: datetime.date
) -> tuple[AssessmentTeam, list[TeamMember]]:
    start = on.replace(day=1)
    sk_date = start - BEFORE
    number = f"800/21/TIM/{sk_date.year}"
    scan = paper(f"SK {number}".replace("/", "-"), "Pembentukan tim penilai kinerja (rekaan).", officer)
    team = teams.appoint(
        unit=government, start=start, last=on.replace(month=12, day=31), sk_number=number, sk_date=sk_date,
        sk_file=scan, purpose="Memeriksa penilaian yang berbeda dari usulannya", rule=teams.Rule(),
        by=officer, on=on,
    )  # fmt: skip
    made = [
        teams.appoint_member(team=team, person=person, office=office, start=start, by=officer, on=on)
        for office, person in zip(OFFICES, people, strict=True)
    ]
    found = TeamMember.objects.select_related("person__account").in_bulk([one.pk for one in made])
    return team, [found[one.pk] for one in made]


def _cases(
    team: AssessmentTeam, members: Sequence[TeamMember], period: Period, officer: Any, on: datetime.date
) -> list[Review]:
    """Send ratings that depart from what was proposed to the team, in which no member has a part."""
    rows = Rating.objects.filter(
        period=period, signed_at__isnull=False, digantikan__isnull=True, closed__isnull=True
    )
    rows = rows.exclude(result_reason="").exclude(skp__person__account=officer)
    tried = [
        Review(team=team, rating=one, skp=one.skp, period=period)
        for one in rows.select_related("skp").order_by("skp__person__nip")[:TRIED]
    ]
    conflicts = Conflicts(members, tried, on)
    free = (one.rating for one in tried if not any(conflicts.of(member, one) for member in members))
    return [reviews.send(rating=one, text=ASKED, by=officer, on=on) for one in itertools.islice(free, CASES)]


def _judge(case: Review, member: TeamMember, on: datetime.date, *, doubts: bool = False) -> None:
    """Let a member judge each indicator that is rated and the whole; who doubts sees the first otherwise."""
    counted = [one for one in case.rating.basis["indikator"] if not one.get("tidak_dinilai")]
    judged = {uuid.UUID(one["id"]): Judged(agrees=True) for one in counted}
    if doubts and counted[0]["capaian"] is not None:
        less = max(Decimal(counted[0]["capaian"]) - LESS, Decimal(0))
        judged[uuid.UUID(counted[0]["id"])] = Judged(agrees=False, achievement=less, reason=OTHERWISE)
    reviews.judge(
        review=case, judged=judged, choice=PutusanTim.KEMBALI if doubts else PutusanTim.KUKUH,
        text=OTHERWISE if doubts else SEEN, by=member.person.account, on=on,
    )  # fmt: skip
