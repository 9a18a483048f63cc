"""One's people on one page: who has reported, how far each is, what stands in the way; exceptions first."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.organization.models import PositionVersion
from praja.performance.enums import KeadaanHambatan, KeadaanSkp, PredikatKinerja
from praja.performance.follow import clock
from praja.performance.follow.months import AGREED, holding, months_of
from praja.performance.follow.perms import RUNNING
from praja.performance.follow.progress import Progress, Reached, progress_of, target_at
from praja.performance.models import (
    Feedback,
    IndicatorVersion,
    Obstacle,
    Rating,
    Skp,
    SkpVersion,
)
from praja.performance.periods import named as period_named
from praja.performance.perms import appraised_by
from praja.performance.rating.predicates import LOOKS

QUIET_AFTER = datetime.timedelta(days=60)
"""Without feedback for this long, a line says so."""


@dataclasses.dataclass(slots=True)
class Member:
    """One of one's people."""

    skp: Skp
    post: str
    agreed: bool
    wanted: int = 0
    """Indicators that count in the month."""
    reported: int = 0
    missing: int = 0
    on_plan: int = 0
    behind: list[str] = dataclasses.field(default_factory=list)
    """Texts of the indicators that are behind plan."""
    to_decide: int = 0
    open_obstacles: int = 0
    overdue: int = 0
    last_feedback: datetime.datetime | None = None
    quiet: bool = False
    rated: tuple[str, str, str, uuid.UUID] | None = None
    """The last rating that stands: of which period, the predicate in words, how it looks, and its id."""

    @property
    def rank(self) -> tuple[int, ...]:
        """Return where it stands: first what waits for the superior, then what is late, then the rest."""
        return (-self.to_decide, -self.overdue, -(not self.agreed), -self.missing, -len(self.behind))

    @property
    def flags(self) -> list[tuple[str, str]]:
        """Return what is out of the ordinary, each in words and how it looks."""
        found: list[tuple[str, str]] = []
        if self.to_decide:
            text = ngettext("%(n)s hambatan menunggu Anda", "%(n)s hambatan menunggu Anda", self.to_decide)
            found.append((text % {"n": self.to_decide}, "bad"))
        if self.overdue:
            text = ngettext("%(n)s hambatan lewat batas", "%(n)s hambatan lewat batas", self.overdue)
            found.append((text % {"n": self.overdue}, "bad"))
        if not self.agreed:
            found.append((_("SKP belum disepakati"), "warn"))
        if self.missing:
            text = ngettext("%(n)s indikator belum diisi", "%(n)s indikator belum diisi", self.missing)
            found.append((text % {"n": self.missing}, "warn"))
        if self.behind:
            text = ngettext("%(n)s di bawah rencana", "%(n)s di bawah rencana", len(self.behind))
            found.append((text % {"n": len(self.behind)}, "warn"))
        return found

    @property
    def takes_feedback(self) -> bool:
        """Return whether something can be said of it yet: nothing is followed before both agreed."""
        return self.skp.state in RUNNING

    @property
    def share(self) -> int | None:
        """Return which share of the indicators is on plan, from 0 to 100."""
        return self.on_plan * 100 // self.wanted if self.wanted else None


@dataclasses.dataclass(slots=True)
class Team:
    """One's people in a month."""

    month: datetime.date
    members: list[Member]

    @property
    def flagged(self) -> list[Member]:
        """Return those with something out of the ordinary, in their order."""
        return [one for one in self.members if one.flags]

    @property
    def quiet(self) -> list[Member]:
        """Return the others."""
        return [one for one in self.members if not one.flags]


def month_to_follow(on: datetime.date) -> datetime.date:
    """Return the month that is followed on a day: the last one until the 15th, then the present one."""
    first = on.replace(day=1)
    return (first - datetime.timedelta(days=1)).replace(day=1) if on.day <= 15 else first


def team_of(user: Any, on: datetime.date) -> Team:
    """Return the people whose appraiser somebody is on a day, in a number of queries that stays the same."""
    month = month_to_follow(on)
    rows = Skp.objects.filter(
        appraised_by(user, on), berlaku__overlap=(month, clock.next_month(month))
    ).exclude(state=KeadaanSkp.DIBATALKAN)
    skps = list(rows.select_related("person").order_by("person__name"))
    titles = dict(
        PositionVersion.objects.on(on)
        .filter(position__in={skp.position_id for skp in skps})
        .values_list("position_id", "title")
    )
    versions = holding(
        SkpVersion.objects.filter(skp__in=skps, state__in=AGREED).order_by("since", "number"),
        clock.last_day(month),
    )
    members = {skp.pk: Member(skp, titles.get(skp.position_id, ""), skp.pk in versions) for skp in skps}
    _fill(members, versions, month)
    _obstacles(members, on)
    _feedback(members, on)
    _ratings(members)
    return Team(month, sorted(members.values(), key=lambda one: one.rank))


def _fill(
    members: dict[uuid.UUID, Member], versions: dict[uuid.UUID, SkpVersion], month: datetime.date
) -> None:
    of_version = {version.pk: skp for skp, version in versions.items()}
    indicators = list(IndicatorVersion.objects.filter(version__in=of_version).order_by("order", "pk"))
    ids = [one.indicator_id for one in indicators]
    known = _reached(ids, month)
    months = {skp: months_of(member.skp) for skp, member in members.items()}
    deciding: dict[uuid.UUID, list[Obstacle]] = defaultdict(list)
    for obstacle in Obstacle.objects.filter(indicator__in=ids).exclude(effect="tidak_ada"):
        deciding[obstacle.indicator_id].append(obstacle)  # type: ignore[index]
    day = clock.last_day(month)
    for one in indicators:
        member = members[of_version[one.version_id]]
        target = target_at(one, deciding[one.indicator_id], day)
        if target.excluded:
            continue
        member.wanted += 1
        reached, said = known.get(one.indicator_id, (Reached(), False))
        _count(member, one, said, progress_of(one, reached, months[member.skp.pk], month, target))


_REACHED = """
SELECT indicator_id, count(value), coalesce(sum(value), 0),
    (array_agg(value ORDER BY month DESC) FILTER (WHERE value IS NOT NULL))[1],
    (array_agg(done_on ORDER BY month DESC) FILTER (WHERE done_on IS NOT NULL))[1],
    bool_or(month = %(month)s::date)
FROM performance_realisation
WHERE indicator_id = ANY(%(indicators)s::uuid[]) AND month <= %(month)s::date AND digantikan IS NULL
GROUP BY indicator_id
"""


def _reached(indicators: Iterable[uuid.UUID], month: datetime.date) -> dict[uuid.UUID, tuple[Reached, bool]]:
    """Return what was reported of indicators until the end of a month, and whether anything was in it."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, {"indicators": list(indicators), "month": month})
        return {row[0]: (Reached(*row[1:5]), row[5]) for row in cursor.fetchall()}


def _count(member: Member, one: IndicatorVersion, said: bool, progress: Progress) -> None:
    member.reported += said or progress.complete
    member.missing += not (said or progress.complete or one.feed)
    if progress.behind:
        member.behind.append(one.text)
    elif said or progress.complete or progress.behind is False:
        member.on_plan += 1


def _obstacles(members: dict[uuid.UUID, Member], on: datetime.date) -> None:
    open_states = (KeadaanHambatan.DILAPORKAN, KeadaanHambatan.DITERIMA)
    rows = Obstacle.objects.filter(skp__in=list(members), state__in=open_states)
    for skp, state, due in rows.values_list("skp_id", "state", "due"):
        member = members[skp]
        member.open_obstacles += 1
        member.to_decide += state == KeadaanHambatan.DILAPORKAN
        member.overdue += state == KeadaanHambatan.DITERIMA and due is not None and due < on


def _feedback(members: dict[uuid.UUID, Member], on: datetime.date) -> None:
    rows: Iterable[Any] = (
        Feedback.objects.filter(skp__in=list(members)).values("skp_id").annotate(last=Max("made_at"))
    )
    for row in rows:
        members[row["skp_id"]].last_feedback = row["last"]
    for member in members.values():
        last = member.last_feedback
        member.quiet = last is None or last.date() < on - QUIET_AFTER


def _ratings(members: dict[uuid.UUID, Member]) -> None:
    rows = Rating.objects.filter(
        skp__in=list(members), signed_at__isnull=False, digantikan__isnull=True
    ).select_related("period")
    latest = rows.order_by("skp", "-period__days__endswith", "period__days__startswith").distinct("skp")
    for one in latest.only("skp", "predicate", "period"):
        label = str(PredikatKinerja(one.predicate).label)
        members[one.skp_id].rated = (period_named(one.period), label, LOOKS[one.predicate], one.pk)
