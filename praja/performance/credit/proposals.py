"""What the closed predicates of a period come to in credit points, beside what was determined before.

A period takes the place of what was determined of months inside it: a year that of its quarters, and a
predicate that was closed anew that of the one before. What was determined of more than the period stays, and
its months are not counted again.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.performance import law
from praja.performance.credit.posts import Held, Segment, posts_of, segments_in
from praja.performance.enums import JenisAngkaKredit, JenisPeriode
from praja.performance.models import ClosedRating, CreditDetermination, Period
from praja.performance.rating.closing import units_to_close
from praja.web.said import gettext as _
from praja.web.words import tanggal

SAME, NEW, CHANGED, PROBLEM = "sama", "baru", "berubah", "masalah"


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """Credit points of some months at one level."""

    segment: Segment
    closed: ClosedRating
    coefficient: Decimal
    share: Decimal
    amount: Decimal

    @property
    def key(self) -> tuple[Any, ...]:
        """Return by what it is told from what was determined before."""
        one = self.segment
        return (one.first, one.after, one.level, self.closed.predicate, self.amount)


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """What a period comes to for one person."""

    person: Person
    lines: list[Line]
    replaced: list[CreditDetermination]
    """What was determined of months inside the period, and would no longer count."""
    state: str
    problem: str = ""

    @property
    def amount(self) -> Decimal:
        """The credit points of all lines."""
        return sum((one.amount for one in self.lines), Decimal())


def proposals_for(unit: Unit, period: Period, by: Any, on: datetime.date) -> list[Proposal]:
    """Return what a closed period comes to for the holders of functional posts of a unit with all below it,
    by name; a number of queries that stays.

    :param by: who asks, whose own line is left to others
    """
    rows = (
        ClosedRating.objects.filter(
            period=period, digantikan__isnull=True, unit__in=units_to_close(unit, period, on)
        )
        .select_related("person", "skp")
        .order_by("person__name", "person", "skp__berlaku")
    )
    by_person: dict[Person, list[ClosedRating]] = defaultdict(list)
    for one in rows:
        by_person[one.person].append(one)
    people = [person.pk for person in by_person]
    held = posts_of(people, period.days.lower, period.days.upper)
    known: dict[uuid.UUID, list[CreditDetermination]] = defaultdict(list)
    for row in CreditDetermination.objects.filter(
        person__in=list(held), digantikan__isnull=True, months__overlap=period.days
    ).select_related("decree"):
        known[row.person_id].append(row)
    own = asker_of(by).person
    found = (
        _proposal(person, closed, held[person.pk], known[person.pk], period, own)
        for person, closed in by_person.items()
        if person.pk in held
    )
    return [one for one in found if one is not None]


def _proposal(
    person: Person,
    closed: list[ClosedRating],
    held: list[Held],
    known: list[CreditDetermination],
    period: Period,
    own: uuid.UUID | None,
) -> Proposal | None:
    whole = period.kind == JenisPeriode.TAHUNAN
    parts: list[tuple[ClosedRating, Segment]] = []
    for one in closed:
        first, after = period.days.lower, period.days.upper
        if not whole:
            first, after = max(first, one.skp.berlaku.lower), min(after, one.skp.berlaku.upper)
        parts += [(one, segment) for segment in segments_in(held, first, after)]
    if not parts:
        return None
    inside = [row for row in known if _is_inside(row, period)]
    problem = _problem(person, parts, [row for row in known if row not in inside], own)
    if problem:
        return Proposal(person, [], [], PROBLEM, problem)
    day = period.days.upper - datetime.timedelta(days=1)
    try:
        lines = [_line(one, segment, day) for one, segment in parts]
    except law.RatingUnknown:
        why = _("Pada masa itu angka kredit belum dihitung dari predikat. Catat saldonya dari SK lama.")
        return Proposal(person, [], [], PROBLEM, why)
    said = {(row.months.lower, row.months.upper, row.level, row.predicate, row.amount) for row in inside}
    if said == {line.key for line in lines} and len(inside) == len(lines):
        return Proposal(person, lines, [], SAME)
    return Proposal(person, lines, inside, CHANGED if inside else NEW)


def _is_inside(row: CreditDetermination, period: Period) -> bool:
    return bool(period.days.lower <= row.months.lower and row.months.upper <= period.days.upper)


def _problem(
    person: Person,
    parts: list[tuple[ClosedRating, Segment]],
    outside: list[CreditDetermination],
    own: uuid.UUID | None,
) -> str:
    if person.pk == own:
        return _("Angka kredit Anda sendiri dicatat pengelola lain.")
    if any(not segment.level for _closed, segment in parts):
        return _("Jenjang jabatannya belum terisi pada susunan organisasi. Isi dahulu jenjangnya.")
    if any(not one.predicate for one, _segment in parts):
        return _("Ditutup tanpa penilaian, maka tidak ada predikat yang dikonversi.")
    if outside:
        row = outside[0]
        return _("Bulan-bulan ini sudah dihitung dalam SK %(number)s, %(first)s sampai %(last)s.") % {
            "number": row.decree.number,
            "first": tanggal(row.months.lower),
            "last": tanggal(row.months.upper - datetime.timedelta(days=1)),
        }
    return ""


def _line(closed: ClosedRating, segment: Segment, day: datetime.date) -> Line:
    return Line(segment, closed, *_asked(segment.level, closed.predicate, segment.months, day))


@functools.lru_cache(maxsize=1024)
def _asked(level: str, predicate: str, months: int, day: datetime.date) -> tuple[Decimal, Decimal, Decimal]:
    """Return what the law says of a level, a predicate and some months: coefficient, share, credit points."""
    return (
        law.credit_coefficient(level, day),
        law.credit_share(predicate, day),
        law.credit(level, predicate, months, day),
    )


def digest_of(proposals: Iterable[Proposal]) -> str:
    """Return by what the proposals of a page can be recognised, so that nothing else is determined."""
    rows = sorted(
        [str(one.person.pk), one.state, sorted(map(str, (line.key for line in one.lines))),
         sorted(str(row.pk) for row in one.replaced)]
        for one in proposals
    )  # fmt: skip
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def rows_of(proposal: Proposal) -> list[CreditDetermination]:
    """Return what would be recorded of a proposal, without its SK."""
    return [
        CreditDetermination(
            person=proposal.person,
            kind=JenisAngkaKredit.KONVERSI,
            position_id=line.segment.position,
            post=line.segment.title,
            level=line.segment.level,
            months=(line.segment.first, line.segment.after),
            predicate=line.closed.predicate,
            coefficient=line.coefficient,
            share=line.share,
            closed=line.closed,
            amount=line.amount,
        )
        for line in proposal.lines
    ]
