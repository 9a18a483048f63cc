"""The due days of one person, from rows of their histories. Pure: no database, no clock."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from praja.people.due import law
from praja.people.due.career import (
    CareerUnknown,
    add_months,
    first_of_month,
    next_kgb,
    pension_start,
    regular_promotion,
)
from praja.people.due.stopping import stop_of
from praja.people.enums import GOLONGAN_PNS, StatusAsn
from praja.people.models import DueItem
from praja.people.states import full_months

Kind = DueItem.Kind
DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row of a history, known today."""

    start: datetime.date
    upper: datetime.date | None
    sk: str
    said: dict[str, Any]


@dataclasses.dataclass(slots=True)
class Career:
    """What is recorded of one person, each history in the order of its days."""

    birth: datetime.date
    status: list[Row] = dataclasses.field(default_factory=list)
    golongan: list[Row] = dataclasses.field(default_factory=list)
    kgb: list[Row] = dataclasses.field(default_factory=list)
    posts: list[Row] = dataclasses.field(default_factory=list)
    """Held definitively; `said` has the `bup` of the post."""
    acting: list[Row] = dataclasses.field(default_factory=list)
    away: list[Row] = dataclasses.field(default_factory=list)
    """CLTN: no time of service."""
    dependants: list[Row] = dataclasses.field(default_factory=list)
    """For whom an allowance is paid: `member`, `relation`, `birth`, `school`, `school_until`, and what ends
    it: `divorced_on`, `died_on`, `married_on`, `works_as_asn`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due, and from what it was reckoned."""

    kind: str
    day: datetime.date
    basis: dict[str, Any]
    member: Any = None


def due_days(career: Career, on: datetime.date) -> list[Due]:
    """Return what falls due next for a person, one of each kind; nothing for somebody who has left.

    What the law does not say, of old rows or of a golongan that it does not know, is left out.
    """
    now = next(
        (row for row in career.status if row.start <= on and (row.upper is None or on < row.upper)), None
    )
    if now is None:
        return []
    found: list[Due] = []
    for reckon in (_kgb, _promotion, _contract, _probation, _pension):
        try:
            due = reckon(career, now, on)
        except CareerUnknown:
            continue
        if due is not None:
            found.append(due)
    found += _dependants(career, on)
    for row in career.acting:
        if row.upper is not None and row.upper > on:
            found.append(Due(Kind.PLT, row.upper - DAY, _basis(row, how=row.said["how"])))
    return found


def _basis(row: Row, **more: Any) -> dict[str, Any]:
    return {"from": row.start.isoformat(), "sk": row.sk, **more}


def _kgb(career: Career, now: Row, on: datetime.date) -> Due | None:
    if now.said["status"] not in (StatusAsn.PNS, StatusAsn.PPPK) or not career.golongan:
        return None
    rank = career.golongan[-1]
    golongan = rank.said["golongan"]
    if career.kgb and career.kgb[-1].start >= rank.start:
        row = career.kgb[-1]
        since, mkg, source = row.start, row.said["mkg_years"], "kgb"
        golongan = row.said["golongan"]
    else:
        # A promotion does not begin the two years anew: the MKG of its SK says how far they have run.
        row, source = rank, "golongan"
        years, months = rank.said["mkg_years"], rank.said["mkg_months"]
        mkg = law.step_of(first_of_month(rank.start), golongan, years)
        since = add_months(rank.start, -12 * (years - mkg) - months)
    day = next_kgb(since, golongan, mkg)
    left_out = sum(
        full_months(max(one.start, since), one.upper or on)
        for one in career.away
        if (one.upper or on) > since
    )
    day = add_months(day, left_out)
    waited = (day.year - since.year) * 12 + day.month - since.month - left_out
    after = mkg + waited // 12
    before, amount = (law.gaji_pokok(first_of_month(day), golongan, one) for one in (mkg, after))
    if before is not None and amount == before:
        return None  # the last step of the table
    return Due(
        Kind.KGB,
        day,
        _basis(
            row,
            golongan=golongan,
            mkg=mkg,
            mkg_after=after,
            amount=amount,
            source=source,
            since=since.isoformat(),
            months=waited,
            away=left_out,
        ),
    )


def _promotion(career: Career, now: Row, on: datetime.date) -> Due | None:
    if now.said["status"] != StatusAsn.PNS or not career.golongan:
        return None
    rank = career.golongan[-1]
    golongan = rank.said["golongan"]
    if golongan not in GOLONGAN_PNS or golongan == GOLONGAN_PNS[-1]:
        return None
    following = GOLONGAN_PNS[GOLONGAN_PNS.index(golongan) + 1]
    return Due(Kind.PANGKAT, regular_promotion(rank.start), _basis(rank, golongan=golongan, to=following))


def _contract(career: Career, now: Row, on: datetime.date) -> Due | None:
    last = career.status[-1]
    end = last.said["contract_end"]
    return Due(Kind.KONTRAK, end, _basis(last)) if end and not last.said["ended_by"] else None


def _probation(career: Career, now: Row, on: datetime.date) -> Due | None:
    if now.said["status"] != StatusAsn.CPNS or career.status[-1] is not now:
        return None
    months = law.probation_months(first_of_month(now.start))
    return Due(Kind.CPNS, add_months(now.start, months), _basis(now, months=months))


def _pension(career: Career, now: Row, on: datetime.date) -> Due | None:
    held = [row for row in career.posts if row.said["bup"] and (row.upper is None or row.upper > on)]
    if not held or career.status[-1].said["ended_by"]:
        return None
    row = held[-1]
    bup = row.said["bup"]
    return Due(
        Kind.PENSIUN,
        pension_start(career.birth, bup=bup),
        _basis(row, bup=bup, birth=career.birth.isoformat()),
    )


def _dependants(career: Career, on: datetime.date) -> Iterable[Due]:
    for row in career.dependants:
        said = row.said
        stop = stop_of(
            said["relation"],
            divorced_on=said["divorced_on"],
            died_on=said["died_on"],
            married_on=said["married_on"],
            works_as_asn=said["works_as_asn"],
            on=on,
        )
        if stop is None:
            yield from _child(row)
        elif row.upper is None or row.upper > stop.day:
            happened = stop.happened and stop.happened.isoformat()
            basis = _basis(row, why=stop.why, happened=happened, relation=said["relation"])
            yield Due(Kind.HENTI, max(stop.day, row.start), basis, said["member"])


def _child(row: Row) -> Iterable[Due]:
    birth = row.said["birth"]
    if birth is None or not row.said["relation"].startswith("anak"):
        return
    try:
        plain = law.child_until(birth, school=False, on=max(birth, row.start))
        latest = law.child_until(birth, school=True, on=max(birth, row.start))
    except CareerUnknown:
        return
    until, why = plain, "umur"
    letter = row.said["school_until"]
    if row.said["school"] and letter is not None and letter >= plain:
        ends = add_months(first_of_month(letter), 1)
        until, why = (ends, "surat") if ends < latest else (latest, "sekolah")
    if row.upper is None or row.upper > until:
        yield Due(
            Kind.ANAK,
            until,
            _basis(row, birth=birth.isoformat(), why=why, letter=letter and letter.isoformat()),
            row.said["member"],
        )


def sequence(rows: Sequence[Row]) -> list[Row]:
    """Return rows in the order of their days."""
    return sorted(rows, key=lambda row: row.start)
