"""The law of performance as the app asks for it: from indicators to proposals, predicates, credit points.

Every number and every condition is a rule of the law folder (lists `kinerja_rhk`, `kinerja`, `predikat`,
`nilai_lama`, `pola_distribusi`, `angka_kredit`, `keberatan`, `tindak_lanjut`); here figures are put into
frames and taken out again. Nothing here needs Django, and nothing raises because a person's figures are
missing: what cannot be computed is None, beside a sentence that says why.

Units: achievements are percent with two decimals (`Decimal("97.89")` is 97.89 %), scores points from 0 to 120
with two decimals. `on` is any day of the month whose law is asked for, `pack` a pack of the law folder or
`nasional`.
"""

from praja.performance.law.asking import NATIONAL, RatingUnknown, digest
from praja.performance.law.credit_points import (
    CreditProgress,
    CreditThresholds,
    credit,
    credit_base,
    credit_code,
    credit_coefficient,
    credit_good_years,
    credit_levels,
    credit_progress,
    credit_share,
    credit_thresholds,
)
from praja.performance.law.explaining import SkpExplanation, explain
from praja.performance.law.following import (
    award_list,
    improvement_end,
    may_be_awarded,
    needs_improvement,
    posting_end,
)
from praja.performance.law.methods import Method, method_of
from praja.performance.law.patterns import (
    Allowed,
    Violation,
    allowed,
    leader_result,
    pattern,
    pattern_is_meaningful,
)
from praja.performance.law.predicates import (
    final_predicate,
    final_score,
    final_told,
    objection_deadline,
    predicate,
    siasn_code,
    siasn_value,
)
from praja.performance.law.rating import rate
from praja.performance.law.sentences import Sentence, told
from praja.performance.law.skp import (
    ACHIEVED,
    METHOD,
    SCORED,
    IndicatorOutcome,
    RhkOutcome,
    SkpIndicator,
    SkpInput,
    SkpOutcome,
    Staff,
)

__all__ = [
    "ACHIEVED",
    "METHOD",
    "NATIONAL",
    "SCORED",
    "Allowed",
    "CreditProgress",
    "CreditThresholds",
    "IndicatorOutcome",
    "Method",
    "RatingUnknown",
    "RhkOutcome",
    "Sentence",
    "SkpExplanation",
    "SkpIndicator",
    "SkpInput",
    "SkpOutcome",
    "Staff",
    "Violation",
    "allowed",
    "award_list",
    "credit",
    "credit_base",
    "credit_code",
    "credit_coefficient",
    "credit_good_years",
    "credit_levels",
    "credit_progress",
    "credit_share",
    "credit_thresholds",
    "digest",
    "explain",
    "final_predicate",
    "final_score",
    "final_told",
    "improvement_end",
    "leader_result",
    "may_be_awarded",
    "method_of",
    "needs_improvement",
    "objection_deadline",
    "pattern",
    "pattern_is_meaningful",
    "posting_end",
    "predicate",
    "rate",
    "siasn_code",
    "siasn_value",
    "told",
]
