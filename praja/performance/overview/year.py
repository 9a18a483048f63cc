"""A person's year on one page: where the SKP stands, how far each result is, what comes next and when."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from praja.organization.models import Unit
from praja.organization.queries import zone_of
from praja.performance import law
from praja.performance.enums import JenisPeriode, KeadaanKeberatan, KeadaanSkp, KeadaanVersi
from praja.performance.follow import clock
from praja.performance.follow.months import AGREED, months_of, named
from praja.performance.follow.progress import Progress, Target, progress_of, reached_in, target_at
from praja.performance.follow.team import month_to_follow
from praja.performance.goals.queries import titles_of
from praja.performance.models import (
    Coaching,
    Delivery,
    Evidence,
    Feedback,
    FollowUp,
    IndicatorVersion,
    Objection,
    Obstacle,
    Period,
    Rating,
    Realisation,
    Reopened,
    RhkVersion,
    SelfReport,
    Skp,
    SkpVersion,
)
from praja.performance.periods import named as period_named
from praja.performance.rating.predicates import LOOKS
from praja.web.words import tanggal

NEGOTIATED: Final = (KeadaanVersi.DISUSUN, KeadaanVersi.DIAJUKAN)
STAGES: Final = (
    gettext_lazy("Rencana"),
    gettext_lazy("Pemantauan"),
    gettext_lazy("Penilaian"),
    gettext_lazy("Tindak lanjut"),
)
"""The four parts of a year of performance (PP 30/2019)."""
MOST_SHOWN = 3
"""Of what was said and noted, the page shows so many; the rest is one tap away."""
GRACE = datetime.timedelta(days=31)
"""For how long after its end an SKP or a period may still ask something of somebody."""


# --- what the page is made of


@dataclasses.dataclass(slots=True)
class Line:
    """An indicator, and how far it is."""

    version: IndicatorVersion
    target: Target
    progress: Progress
    evidence: Evidence | None
    """The latest piece."""


@dataclasses.dataclass(slots=True)
class Result:
    """A result with its indicators."""

    row: RhkVersion
    lines: list[Line] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Month:
    """A month of the year: what of it was reported, and how that looks."""

    label: str
    name: str
    text: str
    look: str = ""
    url: str = ""
    now: bool = False


@dataclasses.dataclass(slots=True)
class Part:
    """An SKP of the year; after a move there are several."""

    skp: Skp
    post: str
    version: SkpVersion | None
    """The agreed one that holds; else the one that is negotiated."""
    results: list[Result] = dataclasses.field(default_factory=list)

    @property
    def agreed(self) -> bool:
        """Whether both agreed to it."""
        return self.version is not None and self.version.state in AGREED

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("performance:skp", args=[self.skp.pk])

    @property
    def last(self) -> datetime.date:
        """Its last day."""
        end: datetime.date = self.skp.berlaku.upper
        return end - datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Next:
    """What comes next: for oneself to do, or for somebody else (`by`)."""

    text: str
    url: str = ""
    due: datetime.date | None = None
    late: bool = False
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Rated:
    """A period that was rated, or is to be."""

    name: str
    text: str
    look: str = ""
    url: str = ""
    sub: str = ""


@dataclasses.dataclass(slots=True)
class Year:
    """Somebody's year."""

    year: int
    parts: list[Part]
    upto: datetime.date | None
    """The month up to which progress is told; none before the first one is to be followed."""
    stage: int
    """From 1, of `STAGES`."""
    months: list[Month]
    next: list[Next]
    rated: list[Rated]
    feedback: list[Feedback]
    feedback_count: int
    unread: int
    obstacles: list[Obstacle]
    talks: list[Coaching]

    @property
    def lines(self) -> list[Line]:
        """The indicators that count now: of the SKP that is the latest one agreed, without those excluded."""
        part = next((one for one in reversed(self.parts) if one.agreed), None)
        if part is None:
            return []
        return [line for result in part.results for line in result.lines if not line.target.excluded]

    @property
    def on_plan(self) -> int:
        """How many of them are not behind plan."""
        return sum(line.progress.behind is False for line in self.lines)

    @property
    def behind(self) -> int:
        """How many of them are behind plan."""
        return sum(bool(line.progress.behind) for line in self.lines)


def skps_of(person: uuid.UUID) -> list[Skp]:
    """Return the SKP of somebody that were not cancelled, of all years, in the order of time."""
    rows = Skp.objects.filter(person=person).exclude(state=KeadaanSkp.DIBATALKAN)
    return list(rows.select_related("unit__government", "appraiser").order_by("berlaku__startswith"))


def year_of(person: uuid.UUID, year: int, skps: Sequence[Skp], on: datetime.date) -> Year:
    """Return somebody's year, in a number of queries that does not depend on how much there is of it.

    :param skps: those of the year (`skps_of`)
    """
    if not skps:
        return Year(year, [], None, 1, [], [], [], [], 0, 0, [], [])
    read = _Read(skps, on)
    parts = [read.part(one) for one in skps]
    feedback = list(
        Feedback.objects.filter(skp__in=skps).select_related("by", "rhk").order_by("-made_at", "pk")
    )
    talks = list(Coaching.objects.filter(skp__in=skps).order_by("-on", "-made_at"))
    rated = read.rated()
    upcoming = [*read.plan_steps(parts), *read.reports(), *read.to_read(), *_talk_steps(person, talks, on)]
    return Year(
        year=year,
        parts=parts,
        upto=read.upto,
        stage=read.stage(parts),
        months=read.months(),
        next=sorted(upcoming, key=lambda one: (one.due is None, one.due or on, one.text)),
        rated=rated,
        feedback=feedback[:MOST_SHOWN],
        feedback_count=len(feedback),
        unread=sum(one.read_at is None for one in feedback),
        obstacles=read.obstacles,
        talks=talks[:MOST_SHOWN],
    )


def _talk_steps(person: uuid.UUID, talks: Sequence[Coaching], on: datetime.date) -> list[Next]:
    """Return the talks that are planned, and what somebody still owes of earlier ones."""
    found = [
        Next(str(one.get_kind_display()), reverse("performance:talk", args=[one.pk]), one.on, one.on < on)
        for one in talks
        if one.held_at is None
    ]
    owed = FollowUp.objects.filter(owner=person, done_at__isnull=True).order_by("due")
    found += [
        Next(one.text, reverse("performance:talk", args=[one.coaching_id]), one.due, one.due < on)
        for one in owed
    ]
    return found


class _Read:
    """What is read of some SKP of a year, once for all parts of the page."""

    def __init__(self, skps: Sequence[Skp], on: datetime.date) -> None:
        self.skps, self.on = skps, on
        self.government: Unit = skps[-1].unit.government or skps[-1].unit
        follow = month_to_follow(on)
        past = [month for one in skps for month in months_of(one) if month <= follow]
        self.upto = max(past, default=None)
        self.titles = titles_of({one.position_id for one in skps}, min(on, _last(skps[-1])))
        self.versions: dict[uuid.UUID, list[SkpVersion]] = defaultdict(list)
        wanted = (*AGREED, *NEGOTIATED)
        for one in SkpVersion.objects.filter(skp__in=skps, state__in=wanted).order_by("since", "number"):
            self.versions[one.skp_id].append(one)
        self.obstacles = list(Obstacle.objects.filter(skp__in=skps).order_by("-made_at"))
        self._indicators()
        self._realisations()
        self._periods()

    def _indicators(self) -> None:
        agreed = [one.pk for rows in self.versions.values() for one in rows if one.state in AGREED]
        shown = [one.pk for rows in self.versions.values() if (one := self.holding(rows, self.on))]
        self.results: dict[uuid.UUID, list[RhkVersion]] = defaultdict(list)
        for row in RhkVersion.objects.filter(version__in=shown).order_by("order", "pk"):
            self.results[row.version_id].append(row)
        self.of_version: dict[uuid.UUID, list[IndicatorVersion]] = defaultdict(list)
        rows = IndicatorVersion.objects.filter(version__in={*agreed, *shown}).select_related("indicator")
        for line in rows.order_by("order", "pk"):
            self.of_version[line.version_id].append(line)

    def _realisations(self) -> None:
        indicators = {one.indicator_id for rows in self.of_version.values() for one in rows}
        self.known: dict[uuid.UUID, dict[datetime.date, Realisation]] = defaultdict(dict)
        self.first_said: dict[tuple[uuid.UUID, datetime.date], datetime.datetime] = {}
        rows = Realisation.objects.filter(indicator__in=indicators)
        fields = ("indicator", "month", "value", "done_on", "batch", "tercatat", "digantikan")
        for row in rows.only(*fields).order_by("tercatat"):
            self.first_said.setdefault((row.indicator_id, row.month), row.tercatat)
            if row.digantikan is None:
                self.known[row.indicator_id][row.month] = row
        shown = Evidence.objects.filter(indicator__in=indicators, withdrawn_at__isnull=True)
        latest = shown.order_by("indicator", "-month", "-made_at").distinct("indicator")
        self.evidence = {one.indicator_id: one for one in latest}

    def _periods(self) -> None:
        first, last = self.skps[0].berlaku.lower, self.skps[-1].berlaku.upper
        rows = Period.objects.filter(government=self.government, days__overlap=(first, last))
        self.periods = list(rows.order_by("days__startswith", "-days__endswith"))
        self.reopened = {
            (one.skp_id, one.month): one
            for one in Reopened.objects.filter(skp__in=self.skps, until__gte=self.on).order_by("until")
        }
        self.signed_reports = set(
            SelfReport.objects.filter(skp__in=self.skps, signed_at__isnull=False).values_list("skp", "period")
        )
        ratings = Rating.objects.filter(
            skp__in=self.skps, signed_at__isnull=False, digantikan__isnull=True
        ).select_related("delivery")
        self.ratings = {(one.skp_id, one.period_id): one for one in ratings}
        self.now = timezone.now()
        self.zone = zone_of(self.skps[-1].unit)
        self.alive = clock.known_alive(first)

    # --- what is promised

    def holding(self, rows: Iterable[SkpVersion], day: datetime.date) -> SkpVersion | None:
        """Return the agreed version that holds on a day; where nothing is agreed, what is negotiated."""
        every = list(rows)
        found = None
        for one in every:
            if one.state in AGREED and (found is None or one.since <= day):
                found = one
        return found or (every[-1] if every else None)

    def part(self, skp: Skp) -> Part:
        """Return an SKP with its results, each with how far it is."""
        version = self.holding(self.versions[skp.pk], self.on)
        made = Part(skp, self.titles.get(skp.position_id, ""), version)
        if version is None:
            return made
        months = months_of(skp)
        upto = min(self.upto, months[-1]) if self.upto else None
        results = {row.rhk_id: Result(row) for row in self.results[version.pk]}
        for one in self.of_version[version.pk]:
            if (result := results.get(one.indicator.rhk_id)) is not None:
                result.lines.append(self._line(one, months, upto))
        made.results = list(results.values())
        return made

    def _line(
        self, one: IndicatorVersion, months: Sequence[datetime.date], upto: datetime.date | None
    ) -> Line:
        deciding = [two for two in self.obstacles if two.indicator_id == one.indicator_id]
        day = upto or months[0]
        target = target_at(one, deciding, clock.last_day(day))
        reached = reached_in(self.known[one.indicator_id], day)
        return Line(
            one, target, progress_of(one, reached, months, day, target), self.evidence.get(one.indicator_id)
        )

    # --- the months

    def deadline(self, month: datetime.date) -> clock.Deadline:
        """Return by when a month is reported, after outages."""
        planned = next(
            (
                one.report_by
                for one in self.periods
                if one.kind != JenisPeriode.TAHUNAN and one.days.lower <= month < one.days.upper
            ),
            clock.usual_report_by(clock.last_day(month)),
        )
        return self._moved(planned)

    def _moved(self, planned: datetime.date) -> clock.Deadline:
        if planned > self.now.date() + datetime.timedelta(days=1):
            return clock.Deadline(planned, planned)
        return clock.moved(planned, self.zone, self.alive, self.now)

    def wanted(self, skp: Skp, month: datetime.date) -> list[IndicatorVersion]:
        """Return the indicators that are to be reported in a month, by whoever does: what is left out and
        what was complete before is not.
        """
        version = self.holding(self.versions[skp.pk], clock.last_day(month))
        if version is None or version.state not in AGREED:
            return []
        found, months = [], months_of(skp)
        before = month - datetime.timedelta(days=1)
        for one in self.of_version[version.pk]:
            deciding = [two for two in self.obstacles if two.indicator_id == one.indicator_id]
            target = target_at(one, deciding, clock.last_day(month))
            reached = reached_in(self.known[one.indicator_id], before)
            done = progress_of(one, reached, months, before.replace(day=1), target).complete
            if not target.excluded and not done:
                found.append(one)
        return found

    def missing(self, skp: Skp, month: datetime.date) -> int:
        """Return how many indicators of a month are still to come from the person."""
        return sum(
            month not in self.known[one.indicator_id] and not one.feed for one in self.wanted(skp, month)
        )

    def months(self) -> list[Month]:
        """Return the twelve months of the year: what of each was reported, and how."""
        of: dict[datetime.date, list[Skp]] = defaultdict(list)
        for skp in self.skps:
            for month in months_of(skp):
                of[month].append(skp)
        this, year = self.on.replace(day=1), self.skps[0].year
        return [
            self._month(month, of[month], this) for month in (datetime.date(year, n, 1) for n in range(1, 13))
        ]

    def _month(self, month: datetime.date, skps: Sequence[Skp], this: datetime.date) -> Month:
        made = Month(str(MONTHS_3[month.month]).capitalize(), named(month), "–", now=month == this)
        if not skps or month > this:
            return made
        made.url = reverse("performance:month", args=[skps[-1].pk, f"{month:%Y-%m}"])
        lines = [one for skp in skps for one in self.wanted(skp, month)]
        if not lines:
            made.text = _("tidak ada isian")
            return made
        said = [row for one in lines if (row := self.known[one.indicator_id].get(month)) is not None]
        due = self.deadline(month).day
        if len(said) == len(lines):
            counted = sum(row.batch_id is not None for row in said)
            late = any(
                timezone.localdate(self.first_said[row.indicator_id, month], self.zone) > due
                for row in said
                if row.batch_id is None
            )
            made.text = _("terlambat") if late else _("dihitung") if counted == len(said) else _("terisi")
            made.look = "warn" if late else "ok"
            return made
        over = self.on > due and not any((skp.pk, month) in self.reopened for skp in skps)
        made.text = _("%(done)s dari %(all)s") % {"done": len(said), "all": len(lines)}
        made.look = "bad" if over else "warn"
        return made

    # --- the ratings

    def rated(self) -> list[Rated]:
        """Return the periods of the year that are over: how each was rated, or that it is not yet."""
        found = []
        for period in reversed(self.periods):
            if period.days.upper > self.on:
                continue
            touched = [one for one in self.skps if _touches(one, period)]
            ratings = [r for one in touched if (r := self.ratings.get((one.pk, period.pk))) is not None]
            for one in ratings:
                sub = _("oleh %(who)s, %(day)s") % {"who": one.rater_name, "day": tanggal(one.signed_at)}
                address = reverse("performance:rating", args=[one.pk])
                label = str(one.get_predicate_display())
                found.append(Rated(period_named(period), label, LOOKS[one.predicate], address, sub))
            if not ratings and touched:
                late = period.rate_by < self.on
                said = _("batasnya lewat %(day)s") if late else _("dinilai paling lambat %(day)s")
                sub, look = said % {"day": tanggal(period.rate_by)}, "warn" if late else ""
                found.append(Rated(period_named(period), _("belum dinilai"), look, sub=sub))
        return found

    def stage(self, parts: Sequence[Part]) -> int:
        """Return where the year stands: planning, following, rating, or what follows from it."""
        if not any(one.agreed for one in parts):
            return 1
        last = self.skps[-1]
        if self.on < last.berlaku.upper:
            return 2
        years = [one for one in self.periods if one.kind == JenisPeriode.TAHUNAN] or self.periods[-1:]
        return 4 if any((last.pk, one.pk) in self.ratings for one in years) else 3

    # --- what comes next

    def plan_steps(self, parts: Sequence[Part]) -> list[Next]:
        """Return what is to do for the plan and the months."""
        found: list[Next] = []
        for part in parts:
            if self.on >= part.skp.berlaku.upper + GRACE:
                continue
            rows = self.versions[part.skp.pk]
            drafted = next((one for one in rows if one.state == KeadaanVersi.DISUSUN), None)
            proposed = next((one for one in rows if one.state == KeadaanVersi.DIAJUKAN), None)
            if drafted is not None:
                found.append(Next(_("Susun dan ajukan SKP Anda"), part.url))
            if proposed is not None:
                who = part.skp.appraiser.full_name if part.skp.appraiser else part.skp.appraiser_name
                found.append(Next(_("Persetujuan SKP Anda"), part.url, by=who))
            if part.agreed and part.version is not None and part.version.understood_at is None:
                found.append(Next(_("Nyatakan bahwa Anda memahami bagaimana Anda dinilai"), part.url))
            found += self._months_due(part.skp)
        return found

    def _months_due(self, skp: Skp) -> list[Next]:
        this = self.on.replace(day=1)
        before = (this - datetime.timedelta(days=1)).replace(day=1)
        found = []
        for month in months_of(skp, self.on):
            if month not in (before, this) or not (left := self.missing(skp, month)):
                continue
            again = self.reopened.get((skp.pk, month))
            due = again.until if again is not None else self.deadline(month).day
            if due < self.on:
                continue
            text = ngettext(
                "Isi %(month)s: %(count)s indikator", "Isi %(month)s: %(count)s indikator", left
            ) % {"month": named(month), "count": left}
            address = reverse("performance:month", args=[skp.pk, f"{month:%Y-%m}"])
            found.append(Next(text, address, due))
        return found

    def reports(self) -> list[Next]:
        """Return the reports of one's own that are due, and what the appraiser is to rate."""
        found = []
        for period in self.periods:
            for skp in self.skps:
                if not _touches(skp, period) or skp.state == KeadaanSkp.DISUSUN:
                    continue
                key, name = (skp.pk, period.pk), period_named(period)
                end = min(skp.berlaku.upper, period.days.upper)
                if key in self.ratings or self.on > period.rate_by + GRACE:
                    continue
                quarterly = period.kind != JenisPeriode.BULANAN
                if quarterly and key not in self.signed_reports and self.on >= _month_before(end):
                    text = _("Tulis dan tanda tangani laporan Anda: %(period)s") % {"period": name}
                    address = reverse("performance:self_report", args=[skp.pk, period.pk])
                    due = self._moved(period.rate_by).day
                    found.append(Next(text, address, due, due < self.on))
                elif self.on >= end:
                    who = skp.appraiser.full_name if skp.appraiser else skp.appraiser_name
                    text = _("Penilaian %(period)s") % {"period": name}
                    found.append(Next(text, due=period.rate_by, late=period.rate_by < self.on, by=who))
        return found

    def to_read(self) -> list[Next]:
        """Return the ratings that were not confirmed to have been read, and until when one may object."""
        found = []
        names = {one.pk: period_named(one) for one in self.periods}
        objected = self._objections() if self.ratings else {}
        for (skp, period), rating in self.ratings.items():
            if (objection := objected.get((skp, period))) is not None:
                if objection.state != KeadaanKeberatan.DIPUTUS:
                    text = _("Keberatan Anda: %(state)s") % {"state": objection.get_state_display().lower()}
                    found.append(Next(text, reverse("performance:objection", args=[objection.pk])))
                continue
            delivery = getattr(rating, "delivery", None)
            if delivery is None:
                continue
            address, name = reverse("performance:rating", args=[rating.pk]), names.get(period, "")
            if delivery.acknowledged_at is None:
                found.append(Next(_("Baca hasil penilaian %(period)s") % {"period": name}, address))
            until = self._objection_until(rating, delivery)
            if until is not None and until >= self.on:
                text = _("Keberatan atas %(period)s dapat diajukan sampai") % {"period": name}
                found.append(Next(text, address, until))
        return found

    def _objections(self) -> dict[tuple[uuid.UUID, uuid.UUID], Objection]:
        rows = Objection.objects.filter(skp__in=self.skps).exclude(state=KeadaanKeberatan.DICABUT)
        return {(one.skp_id, one.period_id): one for one in rows.only("skp", "period", "state")}

    def _objection_until(self, rating: Rating, delivery: Delivery) -> datetime.date | None:
        delivered = timezone.localdate(delivery.delivered_at, self.zone)
        pack = str(rating.basis.get("pak") or law.NATIONAL)
        try:
            return self._moved(law.objection_deadline(delivered, delivered, pack)).day
        except law.RatingUnknown:
            return None


def _last(skp: Skp) -> datetime.date:
    end: datetime.date = skp.berlaku.upper
    return end - datetime.timedelta(days=1)


def _month_before(day: datetime.date) -> datetime.date:
    return (day - datetime.timedelta(days=1)).replace(day=1)


def _touches(skp: Skp, period: Any) -> bool:
    return bool(skp.berlaku.lower < period.days.upper and period.days.lower < skp.berlaku.upper)
