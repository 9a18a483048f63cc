"""What is proposed for many SKP in a period, with what it rests on: the law rates, and nothing here does.

A period looks at what was reached from the beginning of the SKP to the period's end, against what was to be
reached by then: its part of the year where months add up, else the whole target. What falls due later is not
measured yet. Accepted obstacles count as they were decided.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from praja.attendance.days.recap import Recap, recaps
from praja.performance import law
from praja.performance.enums import AntarBulan, Arah, Ekspektasi, JenisPeriode, JenisRhk, KeadaanHambatan
from praja.performance.follow.months import AGREED, government_of, holding, months_of
from praja.performance.follow.progress import Target, across_of, expected_by, target_at
from praja.performance.measuring import MEASURES
from praja.performance.models import (
    IndicatorVersion,
    Obstacle,
    Period,
    RhkVersion,
    SelfReport,
    Skp,
    SkpVersion,
    UnitAchievement,
)
from praja.performance.rating import flags
from praja.performance.rating.packs import law_digest, pack_of
from praja.performance.rating.standing import RATED_STATES, ends_of
from praja.web.prepared import prepared_cursor, rows_of

CENT = Decimal("0.01")
DISCIPLINE: Final = (
    "hari_alpa", *(f"{kind}_{band}" for kind in ("tl", "psw") for band in (1, 2, 3, 4)),
    "tanpa_rekam_masuk", "tanpa_rekam_pulang", "apel_absen", "upacara_absen",
)  # fmt: skip
"""Counts of attendance that stand beside behaviour; who was ill or on leave is nobody's concern here."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reached:
    """What is known of an indicator from the beginning to a month."""

    total: Decimal | None
    mean: Decimal | None
    last: Decimal | None
    done_on: datetime.date | None


NOTHING = Reached(None, None, None, None)


@dataclasses.dataclass(slots=True)
class Measured:
    """An indicator in a period: what it was to reach, what it reached, and what the law makes of it."""

    version: IndicatorVersion
    target: Target
    now: Decimal | None
    """What was to be reached by the end of the period."""
    high: Decimal | None
    """Of a range, its upper bound by then."""
    value: Decimal | None
    done_on: datetime.date | None
    evidence: int
    later: bool = False
    """Whether it falls due after the period, so that it is not measured yet."""
    achievement: Decimal | None = None
    score: Decimal | None = None
    problem: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is measured in the period."""
        return not (self.later or self.target.excluded)

    @property
    def reported(self) -> bool:
        """Whether anything was reached, or reported."""
        return self.value is not None or self.done_on is not None

    @property
    def counted(self) -> bool:
        """Whether its figure is counted by others, so that nobody has to prove it."""
        return bool(self.version.feed)


@dataclasses.dataclass(slots=True)
class Line:
    """A result in a period."""

    rhk: RhkVersion
    measured: list[Measured]
    achievement: Decimal | None = None
    score: Decimal | None = None
    proposal: str = ""

    @property
    def additional(self) -> bool:
        """Whether it is kinerja tambahan."""
        return self.rhk.kind == JenisRhk.TAMBAHAN


@dataclasses.dataclass(frozen=True, slots=True)
class Staff:
    """What those who report to somebody came to in a period, as signed."""

    rated: int
    waiting: int
    achievement: Decimal | None
    score: Decimal | None

    @property
    def given(self) -> law.Staff:
        """Return it as the law is asked with it."""
        return law.Staff(self.achievement, self.score)


@dataclasses.dataclass(slots=True)
class Proposal:
    """What is proposed for an SKP in a period."""

    skp: Skp
    version: SkpVersion | None
    lines: list[Line]
    obstacles: list[Obstacle]
    pack: str
    digest: str
    on: datetime.date
    """The day whose law counts: the last of the period."""
    method: law.Method
    """How the law of the government rates."""
    achievement: Decimal | None = None
    score: Decimal | None = None
    problem: str = ""
    """Why there is no achievement; nothing where there is."""
    staff: Staff | None = None
    """What those reached who report to the person, where the law counts them as well."""
    attendance: Recap | None = None
    """What the days of the period come to, as they are judged now; none where none is judged."""
    result: str = ""
    behaviour: str = Ekspektasi.SESUAI
    """Nothing computes behaviour: as expected is where the one who rates begins."""
    flags: list[str] = dataclasses.field(default_factory=list)
    post: str = ""
    """What the post of the person is called on that day."""
    led: UnitAchievement | None = None
    """What was said of the unit that the person heads: it is the rating of the head's results."""
    outcome: law.SkpOutcome | None = None
    """What the law made of it; none where no law of that day says how."""

    @property
    def measured(self) -> list[Measured]:
        """Return all indicators."""
        return [one for line in self.lines for one in line.measured]

    @property
    def evidence(self) -> int:
        """How many pieces of evidence there are."""
        return sum(one.evidence for one in self.measured)

    def basis(self) -> dict[str, Any]:
        """Return what the proposal rests on, as a rating keeps it."""
        return {
            "pak": self.pack,
            "hukum": self.digest,
            "cara": self.method.results,
            "perilaku_bernilai": self.method.final,
            "predikat_menurut": "nilai_akhir" if self.method.by_score else "matriks",
            "bawahan": None
            if self.staff is None
            else {
                "dinilai": self.staff.rated,
                "belum": self.staff.waiting,
                "capaian": _text(self.staff.achievement),
                "nilai": _text(self.staff.score),
            },
            "lingkup": {
                str(line.rhk.rhk_id): _text(line.rhk.weight) for line in self.lines if line.additional
            },
            "kehadiran": {} if self.attendance is None else _counted(self.attendance),
            "unit": None if self.led is None else self.led.predicate,
            "versi_skp": None if self.version is None else str(self.version.pk),
            "per": self.on.isoformat(),
            "indikator": [_kept(one) for one in self.measured],
            "bukti": self.evidence,
            "hambatan": [
                {"id": str(one.pk), "keadaan": one.state, "akibat": one.effect, "alasan": one.reason}
                for one in self.obstacles
            ],
        }


def _counted(recap: Recap) -> dict[str, int]:
    """Return the counts of attendance that belong to discipline, without those that are nothing."""
    return {name: recap.facts[name] for name in DISCIPLINE if recap.facts.get(name)}


def _kept(one: Measured) -> dict[str, Any]:
    return {
        "id": str(one.version.indicator_id),
        "indikator": one.version.text,
        "target": _text(one.now),
        "batas_atas": _text(one.high),
        "tenggat": None if one.target.due is None else one.target.due.isoformat(),
        "realisasi": _text(one.value),
        "selesai": None if one.done_on is None else one.done_on.isoformat(),
        "bukti": one.evidence,
        "capaian": _text(one.achievement),
        "nilai": _text(one.score),
        "tidak_dinilai": not one.counts,
        "masalah": one.problem,
        "masalah_en": law.told(one.problem, "en"),
    }


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure.normalize():f}"


# --- what is known


_REACHED = """
SELECT r.indicator_id, sum(r.value), avg(r.value),
       (array_agg(r.value ORDER BY r.month DESC) FILTER (WHERE r.value IS NOT NULL))[1],
       (array_agg(r.done_on ORDER BY r.month DESC) FILTER (WHERE r.done_on IS NOT NULL))[1]
FROM performance_realisation r
JOIN performance_indicator i ON i.id = r.indicator_id
JOIN performance_rhk k ON k.id = i.rhk_id
WHERE r.digantikan IS NULL AND r.month < %(before)s::date AND k.skp_id = ANY(%(skps)s::uuid[])
GROUP BY r.indicator_id
"""
_EVIDENCE = """
SELECT e.indicator_id, count(*)
FROM performance_evidence e
JOIN performance_indicator i ON i.id = e.indicator_id
JOIN performance_rhk k ON k.id = i.rhk_id
WHERE e.withdrawn_at IS NULL AND e.month < %(before)s::date AND k.skp_id = ANY(%(skps)s::uuid[])
GROUP BY e.indicator_id
"""


def _rows(sql: str, before: datetime.date, skps: Sequence[uuid.UUID]) -> list[tuple[Any, ...]]:
    with prepared_cursor() as cursor:
        cursor.execute(sql, {"before": before, "skps": list(skps)})
        return list(cursor.fetchall())


def propose(skps: Iterable[Skp], period: Period) -> dict[uuid.UUID, Proposal]:
    """Return by SKP what is proposed for a period, in a number of queries that does not depend on how many.

    :param skps: of one government, with their unit and its government
    """
    wanted = {one.pk: one for one in skps}
    if not wanted:
        return {}
    pks, before = list(wanted), period.days.upper
    last = before - datetime.timedelta(days=1)
    of_skps = "t.skp_id = ANY(%(skps)s::uuid[])"
    agreed = f"{of_skps} AND t.state = ANY(%(agreed)s::text[]) ORDER BY t.since, t.number"
    versions = holding(rows_of(SkpVersion, agreed, {"skps": pks, "agreed": list(AGREED)}), last)
    held = {"versions": [one.pk for one in versions.values()]}
    of_versions = 't.version_id = ANY(%(versions)s::uuid[]) ORDER BY t."order", t.id'
    results: dict[Any, list[RhkVersion]] = defaultdict(list)
    for row in rows_of(RhkVersion, of_versions, held):
        results[row.version_id].append(row)
    indicators: dict[Any, list[IndicatorVersion]] = defaultdict(list)
    for one in rows_of(IndicatorVersion, of_versions, held, more=(MEASURES,)):
        indicators[one.version_id, one.measures].append(one)  # type: ignore[attr-defined]
    reached = {row[0]: Reached(*row[1:]) for row in _rows(_REACHED, before, pks)}
    evidence = dict(_rows(_EVIDENCE, before, pks))
    obstacles: dict[Any, list[Obstacle]] = defaultdict(list)
    for obstacle in rows_of(Obstacle, f"{of_skps} ORDER BY t.made_at", {"skps": pks}):
        obstacles[obstacle.skp_id].append(obstacle)
    reported = f"{of_skps} AND t.period_id = %(period)s::uuid AND t.signed_at IS NOT NULL"
    signed = {one.skp_id for one in rows_of(SelfReport, reported, {"skps": pks, "period": period.pk})}
    government = government_of(next(iter(wanted.values())))
    pack = pack_of(government, last)
    digest, method = law_digest(pack), law.method_of(last, pack)
    posts = _posts(wanted.values(), last)
    led = _led(posts, period)
    days = recaps({one.person_id for one in wanted.values()}, period.days.lower, last)
    staff = _staff(wanted.values(), period) if method.staff_share else {}
    found = {}
    for pk, skp in wanted.items():
        version = versions.get(pk)
        proposal = Proposal(skp, version, [], obstacles[pk], pack, digest, ends_of(skp, period), method)
        proposal.staff, proposal.attendance = staff.get(pk), days.get(skp.person_id)
        if (post := posts.get(skp.position_id)) is not None:
            proposal.post, proposal.led = post.title, led.get(post.headed)
        if version is not None:
            months = months_of(skp)
            for result in results[version.pk]:
                rows = indicators[version.pk, result.rhk_id]
                proposal.lines.append(
                    Line(result, [_measured(one, proposal, months, reached, evidence) for one in rows])
                )
        found[pk] = proposal
    _rated(list(found.values()))
    for pk, proposal in found.items():
        proposal.flags = _flags(proposal, period, pk in signed)
    return found


class _Post(NamedTuple):
    title: str
    headed: uuid.UUID | None
    """The unit that the post heads."""


_POSTS = """
SELECT t.position_id, t.title, CASE WHEN t.heads_unit THEN t.unit_id END FROM organization_positionversion t
WHERE t.position_id = ANY(%(posts)s::uuid[]) AND t.digantikan IS NULL AND t.berlaku @> %(day)s::date
"""


def _posts(skps: Iterable[Skp], day: datetime.date) -> dict[uuid.UUID, _Post]:
    """Return the posts of some SKP as they stand on a day."""
    with prepared_cursor() as cursor:
        cursor.execute(_POSTS, {"posts": list({one.position_id for one in skps}), "day": day})
        return {post: _Post(title, headed) for post, title, headed in cursor.fetchall()}


def _led(posts: Mapping[uuid.UUID, _Post], period: Period) -> dict[uuid.UUID | None, UnitAchievement]:
    """Return what was said of the units that some posts head."""
    units = list({one.headed for one in posts.values() if one.headed is not None})
    if not units:
        return {}
    known = "t.unit_id = ANY(%(units)s::uuid[]) AND t.period_id = %(period)s::uuid AND t.digantikan IS NULL"
    said = rows_of(UnitAchievement, known, {"units": units, "period": period.pk})
    return {one.unit_id: one for one in said}


_STAFF = """
SELECT s.id, count(r.id), count(*) - count(r.id), round(avg(r.achievement), 2), round(avg(r.score), 2)
FROM performance_skp s
JOIN performance_skp b ON (b.appraiser_id = s.person_id OR b.appraiser_position_id = s.position_id)
    AND b.person_id <> s.person_id AND b.state = ANY(%(states)s::text[]) AND b.berlaku && s.berlaku
    AND b.berlaku && daterange(%(start)s::date, %(end)s::date)
LEFT JOIN performance_rating r ON r.skp_id = b.id AND r.period_id = %(period)s::uuid
    AND r.signed_at IS NOT NULL AND r.digantikan IS NULL
WHERE s.id = ANY(%(skps)s::uuid[])
GROUP BY s.id
"""


def _staff(skps: Iterable[Skp], period: Period) -> dict[uuid.UUID, Staff]:
    """Return by SKP of those who lead others what these came to in a period, in one query."""
    given = {
        "states": list(RATED_STATES), "start": period.days.lower, "end": period.days.upper,
        "period": period.pk, "skps": [one.pk for one in skps],
    }  # fmt: skip
    with prepared_cursor() as cursor:
        cursor.execute(_STAFF, given)
        return {row[0]: Staff(*row[1:]) for row in cursor.fetchall()}


def _measured(
    version: IndicatorVersion,
    proposal: Proposal,
    months: Sequence[datetime.date],
    reached: Mapping[uuid.UUID, Reached],
    evidence: Mapping[uuid.UUID, int],
) -> Measured:
    mine = [one for one in proposal.obstacles if one.indicator_id == version.indicator_id]
    target = target_at(version, mine, proposal.on)
    known = reached.get(version.indicator_id, NOTHING)
    value = {
        AntarBulan.JUMLAH: known.total,
        AntarBulan.TERAKHIR: known.last,
        AntarBulan.RERATA: known.mean if known.mean is None else known.mean.quantize(CENT, ROUND_HALF_UP),
    }[across_of(version)]
    proofs = evidence.get(version.indicator_id, 0)
    high = target.high if version.direction == Arah.RENTANG else None
    one = Measured(version, target, target.low, high, value, known.done_on, proofs)
    ends = proposal.skp.berlaku.upper - datetime.timedelta(days=1)
    match version.direction:
        case Arah.TANGGAL:
            one.later = target.due is not None and target.due > proposal.on and known.done_on is None
        case Arah.TAHAPAN:
            due = _steps_due(version, proposal.on, ends)
            one.now, one.later = Decimal(due), not due
        case _:
            one.now, one.high = (
                None if figure is None else expected_by(version, figure, months, proposal.on)
                for figure in (target.low, high)
            )
    return one


def _steps_due(version: IndicatorVersion, day: datetime.date, ends: datetime.date) -> int:
    """Return how many steps were to be done by a day; one without a date is due at the end of the SKP."""
    steps = version.steps if isinstance(version.steps, list) else []
    return sum((step.get("due") or ends.isoformat()) <= day.isoformat() for step in steps)


# --- what the law makes of it


def _rated(proposals: Sequence[Proposal]) -> None:
    """Let the law rate all at once, and write down what it says."""
    by_day: dict[datetime.date, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.version is not None:
            by_day[proposal.on.replace(day=1)].append(proposal)
    for day, rated in by_day.items():
        try:
            outcomes = law.rate([given(one) for one in rated], on=day, pack=rated[0].pack)
        except law.RatingUnknown:
            continue  # no law of that day says how: nothing is proposed
        for proposal, outcome in zip(rated, outcomes, strict=True):
            _write(proposal, outcome)


def given(proposal: Proposal) -> law.SkpInput:
    """Return an SKP as the law is asked for it: of what is measured in the period, and nothing else."""
    start = proposal.skp.berlaku.lower
    return law.SkpInput(
        str(proposal.skp.pk),
        [
            law.SkpIndicator(
                key=str(one.version.indicator_id),
                rhk=str(line.rhk.rhk_id),
                direction=one.version.direction,
                target=one.now,
                target_max=one.high,
                realisation=one.value,
                weight=one.version.weight,
                maximum=one.version.maximum,
                start=start,
                due=one.target.due,
                done=one.done_on,
            )
            for line in proposal.lines
            for one in line.measured
            if one.counts
        ],
        proposal.method.results,
        additional_of(proposal) if proposal.method.results == law.SCORED else {},
        None if proposal.staff is None else proposal.staff.given,
    )


def additional_of(proposal: Proposal) -> dict[str, Decimal | None]:
    """Return the additional results that are measured, each with the weight of its scope in the plan."""
    return {
        str(line.rhk.rhk_id): line.rhk.weight
        for line in proposal.lines
        if line.additional and any(one.counts for one in line.measured)
    }


def _write(proposal: Proposal, outcome: law.SkpOutcome) -> None:
    proposal.outcome = outcome
    proposal.achievement, proposal.score = outcome.achievement, outcome.score
    proposal.result, proposal.problem = outcome.proposal or "", outcome.problem or ""
    for line in proposal.lines:
        if (rhk := outcome.rhk.get(str(line.rhk.rhk_id))) is not None:
            line.achievement, line.score, line.proposal = rhk.achievement, rhk.score, rhk.proposal or ""
        for one in line.measured:
            if (found := outcome.indicators.get(str(one.version.indicator_id))) is not None:
                one.achievement, one.score = found.achievement, found.score
                one.problem = found.problem or ""
    if proposal.led is not None:
        with contextlib.suppress(law.RatingUnknown):
            proposal.result = law.leader_result(proposal.led.predicate, on=proposal.on, pack=proposal.pack)


def _flags(proposal: Proposal, period: Period, reported: bool) -> list[str]:
    if proposal.version is None:
        return [flags.NO_PLAN]
    found = []
    counting = [one for one in proposal.measured if one.counts]
    if not counting:
        found.append(flags.NOTHING_DUE)
    if any(one.problem or not one.reported for one in counting):
        found.append(flags.NO_REALISATION)
    if any(one.reported and not one.counted for one in counting) and not proposal.evidence:
        found.append(flags.NO_EVIDENCE)
    if proposal.result == Ekspektasi.DI_BAWAH:
        found.append(flags.BEHIND)
    accepted = (KeadaanHambatan.DITERIMA, KeadaanHambatan.SELESAI)
    if any(one.state in accepted for one in proposal.obstacles):
        found.append(flags.OBSTACLE)
    absent = 0 if proposal.attendance is None else proposal.attendance.facts.get("hari_alpa", 0)
    if absent and absent >= proposal.method.absent_days:
        found.append(flags.ABSENT)
    if proposal.staff is not None and proposal.staff.waiting:
        found.append(flags.STAFF_WAITING)
    if proposal.version.understood_at is None:
        found.append(flags.NOT_UNDERSTOOD)
    if period.kind != JenisPeriode.BULANAN and not reported:
        found.append(flags.NO_REPORT)
    return found
