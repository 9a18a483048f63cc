"""By which method a government rates: with ratings alone or scores as well, by the matrix or by bands."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from decimal import Decimal

from praja.performance.law.asking import NATIONAL, RatingUnknown, asked, number, word
from praja.performance.law.skp import METHOD

BY_SCORE = "nilai_akhir"
"""What a predicate follows where it is not the matrix: the final score."""


@dataclasses.dataclass(frozen=True, slots=True)
class Method:
    """How somebody is rated by the law of a month and a pack."""

    results: str = METHOD
    """`METHOD`, `SCORED` or `ACHIEVED`, as `SkpInput` takes it."""
    behaviour_scored: bool = False
    """Whether behaviour is given a score, so that there is a final score."""
    by_score: bool = False
    """Whether the predicate follows the bands of the final score instead of the matrix."""
    staff_share: Decimal = Decimal(0)
    """How much of a leader's result is that of their direct subordinates: 0.2 is 20 %."""
    log: str = "bulanan"
    """How often people write down what they reached: `bulanan`, `mingguan` or `harian`."""
    absent_days: int = 1
    """From how many days of unexcused absence on behaviour that is not below expectation needs a reason."""

    @property
    def scored(self) -> bool:
        """Whether results are scored."""
        return self.results != METHOD

    @property
    def final(self) -> bool:
        """Whether there is a final score of results and behaviour."""
        return self.scored and self.behaviour_scored


def method_of(on: datetime.date, pack: str = NATIONAL) -> Method:
    """Return how a government that uses a pack rates, by the law of a month.

    Before the law says anything of methods it is by ratings alone.
    """
    return _method(pack, on.replace(day=1))


@functools.lru_cache(maxsize=256)
def _method(pack: str, on: datetime.date) -> Method:
    try:
        results, scored, by, share, log, absent = (
            asked("cara_penilaian", rule, {}, on, pack)
            for rule in (
                "metode_hasil_kerja", "perilaku_bernilai", "predikat_menurut", "bagian_bawahan",
                "jangka_catatan", "hari_alpa_perlu_alasan",
            )
        )  # fmt: skip
        method = Method(
            word(results), bool(scored), word(by) == BY_SCORE, number(share), word(log), int(number(absent))
        )
    except RatingUnknown:
        return Method()
    return method if method.final else dataclasses.replace(method, by_score=False)
