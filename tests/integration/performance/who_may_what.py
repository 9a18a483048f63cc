"""Who may what with performance; each part has its own rows."""

from __future__ import annotations

from tests.integration.performance import follow_rows as follow
from tests.integration.performance import goals_rows as goals
from tests.integration.performance import plan_rows as plan
from tests.integration.performance import rating_rows as rating

ROWS = [*goals.ROWS, *plan.ROWS, *follow.ROWS, *rating.ROWS]
FACTORIES = goals.FACTORIES | plan.FACTORIES | follow.FACTORIES | rating.FACTORIES
