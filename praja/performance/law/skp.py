"""An SKP as it is rated: what is given, what comes out, and what keeps a figure from being computed."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from praja.performance.law.asking import law_of
from praja.performance.law.sentences import Sentence
from praja.rules.schema import MOST_ROWS, Fact, Grain

METHOD = "permenpanrb_6_2022"
"""The method in force: achievements, and a rating that the appraiser gives."""
SCORED = "permenpanrb_8_2021"
"""The method of scores by categories, repealed, by which some regional regulations still pay."""
ACHIEVED = "capaian_iki"
"""The method in which the achievement of the indicators (IKI) is itself the score: 97.5 % is 97.5."""

ONE = Decimal(1)
UNKNOWN = Sentence(
    "Belum dapat dihitung menurut aturan yang berlaku.", "Cannot be computed by the rules in force yet."
)
NO_STAFF = Sentence(
    "Bawahan langsung belum ada yang dinilai, padahal kinerja mereka ikut dihitung.",
    "No direct subordinate has been rated yet, and their performance counts as well.",
)


@dataclasses.dataclass(frozen=True, slots=True)
class SkpIndicator:
    """An indicator as it is rated.

    `direction` is one of `tinggi`, `rendah`, `rentang`, `tahapan`, `tanggal`. Figures are in the indicator's
    own unit, with at most four decimals; of a range `target` is the lower and `target_max` the upper bound
    (`tinggi` and `rendah` may have a range as well); of milestones `target` is how many there are and
    `realisation` how many are done. By date, `start`, `due` and `done` are read and the figures are not.
    `weight` is above 0 up to 100: if any indicator of a person has one, all must; without, every indicator
    counts the same in its RHK, and every RHK the same. `maximum`: more than the target cannot be reached.
    """

    key: str
    rhk: str
    direction: str
    target: Decimal | None = None
    target_max: Decimal | None = None
    realisation: Decimal | None = None
    weight: Decimal | None = None
    maximum: bool = False
    start: datetime.date | None = None
    due: datetime.date | None = None
    done: datetime.date | None = None

    @property
    def upper(self) -> Decimal | None:
        """The upper bound of the target: the target itself where it is a single figure."""
        return self.target if self.target_max is None else self.target_max


@dataclasses.dataclass(frozen=True, slots=True)
class Staff:
    """What those who report to a leader came to on average, in percent and points; None: nobody is rated."""

    achievement: Decimal | None
    score: Decimal | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SkpInput:
    """One person's SKP as it is rated: an indicator that an accepted obstacle excludes is left out.

    `additional` names the RHK that are kinerja tambahan, each with the weight of its scope (0 to 10; None
    where nobody has said it), which only the method of categories reads. `staff` is given of those who lead
    others where the law counts these as well (`Method.staff_share`).
    """

    key: str
    indicators: Sequence[SkpIndicator]
    method: str = METHOD
    additional: Mapping[str, Decimal | None] = dataclasses.field(default_factory=dict)
    staff: Staff | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class IndicatorOutcome:
    """What an indicator came to; `score` only by the method of categories; `problem`: why it is unknown."""

    key: str
    achievement: Decimal | None
    score: Decimal | None
    problem: Sentence | None


@dataclasses.dataclass(frozen=True, slots=True)
class RhkOutcome:
    """What an intended result came to, and the rating to propose: `di_bawah`, `sesuai` or `di_atas`."""

    key: str
    achievement: Decimal | None
    score: Decimal | None
    proposal: str | None
    problem: Sentence | None


@dataclasses.dataclass(frozen=True, slots=True)
class SkpOutcome:
    """What a person's results came to as a whole, and by RHK and indicator, in the order given.

    `problem` says why there is no achievement, or why there is one but no score.
    """

    key: str
    indicators: Mapping[str, IndicatorOutcome]
    rhk: Mapping[str, RhkOutcome]
    achievement: Decimal | None
    score: Decimal | None
    proposal: str | None
    problem: Sentence | None


class Plan:
    """One person's indicators, grouped by RHK, each with what keeps it from being computed."""

    def __init__(self, row: SkpInput, limits: Mapping[str, Limits]) -> None:
        if row.method not in limits["metode_kinerja"].choices:
            raise ValueError(f"metode '{row.method}' tidak dikenal")
        check_distinct(f"indikator {row.key}", [one.key for one in row.indicators])
        self.row = row
        self.scored = row.method != METHOD
        self.categories = row.method == SCORED
        self.weighted = any(one.weight is not None for one in row.indicators)
        self.faults = [_fault(one, limits, weighted=self.weighted) for one in row.indicators]
        self.has_faults = any(self.faults)
        scope = limits["lingkup_rhk"]
        self.scope_faults = {
            rhk: fault for rhk, weight in row.additional.items() if (fault := scope.fault(SCOPE, weight))
        }
        self.rhk: dict[str, list[int]] = {}
        for place, one in enumerate(row.indicators):
            self.rhk.setdefault(one.rhk, []).append(place)
        self.by_rhk = [place for places in self.rhk.values() for place in places]

    def weight(self, rhk: str) -> Decimal | None:
        """Return the weight of an RHK: of its indicators together, or 1."""
        if not self.weighted:
            return ONE
        places = self.rhk[rhk]
        if any(self.faults[place] for place in places):
            return None
        return sum((self.row.indicators[place].weight or ONE for place in places), Decimal(0))

    def facts(self, outcomes: Mapping[str, RhkOutcome]) -> list[dict[str, object]]:
        """Return the RHK by the names of their facts, given what each came to."""
        return [
            {
                "capaian_rhk": None if one.achievement is None else one.achievement.scaleb(-2),
                "skor_rhk": one.score,
                "bobot_rhk": self.weight(one.key),
                "rhk_tambahan": one.key in self.row.additional,
                "lingkup_rhk": None if self.scope_faults else self.row.additional.get(one.key),
            }
            for one in outcomes.values()
        ]

    @property
    def person(self) -> dict[str, object]:
        """Return the person by the names of their facts."""
        staff = self.row.staff
        mean = None if staff is None or staff.achievement is None else staff.achievement.scaleb(-2)
        return {
            "metode_kinerja": self.row.method,
            "memimpin": staff is not None,
            "rata_capaian_bawahan": mean,
            "rata_nilai_bawahan": None if staff is None else staff.score,
        }

    def problem(self, places: Sequence[int]) -> Sentence | None:
        """Return why an RHK, or the whole, cannot be computed; None when it can."""
        if not places:
            return Sentence(
                "Belum ada indikator yang dapat dinilai.", "There is no indicator that can be rated yet."
            )
        missing = sum(bool(self.faults[place]) for place in places) if self.has_faults else 0
        if not missing:
            return None
        return Sentence(
            f"{missing} dari {len(places)} indikator belum dapat dihitung.",
            f"{missing} of {len(places)} indicators cannot be computed yet.",
        )

    def problem_of(self, rhk: str) -> Sentence | None:
        """Return why an RHK cannot be computed; None when it can."""
        places = self.rhk[rhk]
        if len(places) > MOST_ROWS[Grain.INDIKATOR]:
            most = MOST_ROWS[Grain.INDIKATOR]
            return Sentence(
                f"Satu RHK memuat paling banyak {most} indikator.", f"A result has at most {most} indicators."
            )
        return self.problem(places)

    def problem_of_score(self) -> Sentence | None:
        """Return why there is no score, though there is an achievement; None where there is one."""
        return next(iter(self.scope_faults.values()), None) if self.categories else None

    def problem_of_all(self) -> Sentence | None:
        """Return why the whole cannot be computed; None when it can."""
        if len(self.rhk) > MOST_ROWS[Grain.RHK]:
            most = MOST_ROWS[Grain.RHK]
            return Sentence(
                f"Satu SKP memuat paling banyak {most} RHK.", f"An SKP has at most {most} results."
            )
        if self.row.staff is not None and self.row.staff.achievement is None:
            return NO_STAFF
        return self.problem(range(len(self.faults)))


WEIGHT = Sentence("Bobot", "The weight")
TARGET = Sentence("Target", "The target")
UPPER = Sentence("Batas atas target", "The upper bound of the target")
REALISATION = Sentence("Realisasi", "The realisation")
SCOPE = Sentence("Bobot lingkup", "The weight of the scope")
DUE = Sentence("Tanggal target", "The due date")
DONE = Sentence("Tanggal selesai", "The date of completion")
BEGUN = Sentence("Hari mulai bekerja", "The first day of work")


def _fault(one: SkpIndicator, limits: Mapping[str, Limits], *, weighted: bool) -> Sentence | None:
    """Return what keeps an indicator from being computed, as a sentence; None when nothing does."""
    if one.direction not in limits["arah_indikator"].choices:
        named = one.direction[:40]
        return Sentence(
            f"Arah indikator '{named}' tidak dikenal.",
            f"The direction '{named}' of the indicator is unknown.",
        )
    if weighted and (fault := limits["bobot_indikator"].fault(WEIGHT, one.weight)):
        return fault
    if one.direction == "tanggal":
        return (
            limits["batas_tanggal_indikator"].day_fault(DUE, one.due)
            or limits["selesai_indikator"].day_fault(DONE, one.done)
            or limits["mulai_indikator"].day_fault(BEGUN, one.start)
        )
    if one.target == 0:
        return Sentence(
            "Target 0 tidak dapat menjadi pembanding; tulis sebagai jumlah atau persentase yang dapat "
            "dicapai, atau sebagai tahapan.",
            "Nothing can be compared with a target of 0; write it as an amount or a percentage that can be "
            "reached, or as steps.",
        )
    if fault := limits["target_indikator"].fault(TARGET, one.target):
        return fault
    if one.direction == "rentang" or one.target_max is not None:
        if fault := limits["target_atas_indikator"].fault(UPPER, one.target_max):
            return fault
        if one.target is not None and one.target_max is not None and one.target_max < one.target:
            return Sentence(
                "Batas atas target lebih kecil daripada batas bawahnya.",
                "The upper bound of the target is below its lower bound.",
            )
    return limits["realisasi_indikator"].fault(REALISATION, one.realisation)


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What a fact may be: a number with its decimals, a day, or a choice."""

    choices: tuple[str, ...]
    decimals: int
    step: Decimal
    low: Decimal
    high: Decimal

    @staticmethod
    def of(fact: Fact) -> Limits:
        low, high = (edge if edge is not None else Fraction(0) for edge in (fact.low, fact.high))
        edges = (Decimal(edge.numerator) / Decimal(edge.denominator) for edge in (low, high))
        return Limits(fact.choices, fact.decimals, ONE.scaleb(-fact.decimals), *edges)

    def fault(self, name: Sentence, value: Decimal | None) -> Sentence | None:
        """Return what is wrong with a number, as a sentence; None when nothing is."""
        if value is None:
            return _of(name, "belum diisi", "is missing")
        if not value.is_finite():
            return _of(name, "tidak terbaca", "cannot be read")
        if abs(value) > self.high:
            return _of(name, "terlalu besar", "is too large") if value > 0 else _of(
                name, "terlalu kecil", "is too small"
            )  # fmt: skip
        if value != value.quantize(self.step):
            return _of(
                name,
                f"paling banyak {self.decimals} angka di belakang koma",
                f"has at most {self.decimals} decimals",
            )
        if value < self.low:
            if self.low:
                return _of(name, "harus lebih dari 0", "must be above 0")
            return _of(name, "harus tidak kurang dari 0", "must not be below 0")
        return None

    def day_fault(self, name: Sentence, day: datetime.date | None) -> Sentence | None:
        """Return what is wrong with a day, as a sentence; None when nothing is."""
        if day is None:
            return _of(name, "belum diisi", "is missing")
        if not self.low <= day.toordinal() <= self.high:
            first, last = (datetime.date.fromordinal(int(edge)) for edge in (self.low, self.high))
            between = f"{first:%d-%m-%Y}", f"{last:%d-%m-%Y}"
            return _of(
                name,
                f"harus di antara {between[0]} dan {between[1]}",
                f"must be between {between[0]} and {between[1]}",
            )
        return None


def _of(name: Sentence, wrong: str, in_english: str) -> Sentence:
    """Return what is wrong with a named figure."""
    return Sentence(f"{name} {wrong}.", f"{name.en} {in_english}.")


@functools.lru_cache(maxsize=32)
def limits_of(pack: str) -> Mapping[str, Limits]:
    """Return by fact what its values may be."""
    return {name: Limits.of(fact) for name, fact in law_of(pack).facts.items()}


def check_distinct(what: str, keys: Sequence[str]) -> None:
    """See to it that no key stands twice; raise ValueError otherwise."""
    if len(set(keys)) < len(keys):
        twice = next(key for place, key in enumerate(keys) if key in keys[:place])
        raise ValueError(f"{what}: '{twice[:60]}' dua kali")
