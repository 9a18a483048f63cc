"""What somebody has of credit points, and what is missing to the next rank and the next level."""

from __future__ import annotations

import dataclasses
import datetime
import math
from decimal import Decimal

from praja.people.models import GolonganHistory, Person
from praja.performance import law
from praja.performance.credit.posts import Held, post_on
from praja.performance.enums import JenisPeriode, PredikatKinerja
from praja.performance.models import ClosedRating, CreditDetermination
from praja.web.words import angka

AT_LEAST_GOOD = (PredikatKinerja.SANGAT_BAIK, PredikatKinerja.BAIK)
NOTHING = Decimal()
MOST = Decimal(10_000)
"""As many as the law's facts allow."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """How far it is to the next rank or the next level."""

    have: Decimal
    needed: Decimal
    missing: Decimal
    months: int
    """How many months it takes when every year is rated Baik."""
    years: int
    """For how many years before one has to be rated at least Baik."""
    rated: list[tuple[int, str]]
    """Those years with the predicate that was closed; empty where none was."""

    @property
    def good(self) -> bool | None:
        """Whether these years were all at least Baik; None while one of them is not known."""
        if any(predicate and predicate not in AT_LEAST_GOOD for _year, predicate in self.rated):
            return False
        return True if all(predicate for _year, predicate in self.rated) else None


@dataclasses.dataclass(frozen=True, slots=True)
class Balance:
    """The credit points of somebody who holds a functional post."""

    post: Held
    golongan: str
    yearly: Decimal
    """What a year gives that is rated Baik."""
    total: Decimal
    """What was determined at this level."""
    base: Decimal | None
    """What of it the golongan stands for already; None where the law's table does not say."""
    rank: Step
    level: Step | None
    """None at the highest level."""
    rows: list[CreditDetermination]
    """What stands of this level, the newest first."""
    earlier: list[CreditDetermination]
    """What stands of other levels; it no longer counts."""
    replaced: list[CreditDetermination]

    @property
    def base_missing(self) -> bool:
        """Whether less stands here than the golongan itself means: the opening balance was not recorded."""
        return self.base is not None and self.total < self.base


def balance_of(person: Person, on: datetime.date) -> Balance | None:
    """Return somebody's credit points; none where they hold no functional post whose level is known."""
    post = post_on(person, on)
    if post is None or not post.level:
        return None
    held = GolonganHistory.objects.on(on).filter(person=person).first()
    found = CreditDetermination.objects.filter(person=person).select_related("decree", "closed__period")
    known: list[CreditDetermination] = []
    replaced: list[CreditDetermination] = []
    for row in found.order_by("-decree__dated", "-tercatat"):
        (known if row.digantikan is None else replaced).append(row)
    here = [row for row in known if row.level == post.level]
    golongan = str(held.golongan) if held is not None else ""
    total = sum((row.amount for row in here), NOTHING)
    base = law.credit_base(golongan, on) if golongan else None
    if base is not None:
        of_rank = max(NOTHING, total - base)
    else:
        since = held.mulai if held is not None else post.start
        later = [row for row in here if row.months is None or row.months.lower >= since]
        of_rank = sum((row.amount for row in later), NOTHING)
    yearly = law.credit(post.level, PredikatKinerja.BAIK, 12, on)
    thresholds = law.credit_thresholds(post.level, on)
    for_rank, for_level = law.credit_good_years(on)
    rated = _rated(person, max(for_rank, for_level), on)
    to_rank = law.credit_progress(post.level, min(of_rank, MOST), on=on).missing_rank
    to_level = law.credit_progress(post.level, min(total, MOST), on=on).missing_level
    rank = _step(of_rank, thresholds.rank, to_rank, yearly, rated[:for_rank])
    level = None
    if thresholds.level is not None and to_level is not None:
        level = _step(total, thresholds.level, to_level, yearly, rated[:for_level])
    return Balance(
        post, golongan, yearly, total, base, rank, level, here,
        [row for row in known if row.level != post.level], replaced,
    )  # fmt: skip


def _step(
    have: Decimal, needed: Decimal, missing: Decimal, yearly: Decimal, rated: list[tuple[int, str]]
) -> Step:
    months = math.ceil(missing * 12 / yearly)
    return Step(have, needed, missing, months, len(rated), rated)


def _rated(person: Person, years: int, on: datetime.date) -> list[tuple[int, str]]:
    """Return the years before this one with the predicate that was closed, the latest first."""
    wanted = [on.year - back for back in range(1, years + 1)]
    closed = ClosedRating.objects.filter(
        person=person, digantikan__isnull=True, period__kind=JenisPeriode.TAHUNAN, period__year__in=wanted
    )
    found = dict(closed.values_list("period__year", "predicate"))
    return [(year, found.get(year, "")) for year in wanted]


def figure(amount: Decimal) -> str:
    """Return credit points as they are written: 37,50; with a third decimal where there is one."""
    short = amount.quantize(Decimal("0.01"))
    return str(angka(short if short == amount else amount.quantize(Decimal("0.001"))))


def months_of(row: CreditDetermination) -> int:
    """Return how many months a conversion counts; 0 of what is not one."""
    if row.months is None:
        return 0
    first, after = row.months.lower, row.months.upper
    return int((after.year - first.year) * 12 + after.month - first.month)


def percent(share: Decimal) -> str:
    """Return a share as it is written: 150%, 75%."""
    return f"{figure(share * 100).removesuffix(',00')}%"


def percent_of(row: CreditDetermination) -> str:
    """Return what of the coefficient a conversion gave; empty of what is not one."""
    return "" if row.share is None else percent(row.share)
