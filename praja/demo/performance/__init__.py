"""A year of performance of the invented governments: goals, SKP, months, ratings and closings.

Written a set at a time, as those whose work it is would have done it page by page; what many do alike goes
through no action each, what one person does for all (periods, opening, counted figures, closing) does.
"""

from praja.demo.performance.settle import BY_RATING, settle_performance
from praja.demo.performance.shown import Shown, examples_shown

__all__ = ["BY_RATING", "Shown", "examples_shown", "settle_performance"]
