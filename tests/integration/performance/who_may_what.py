"""Who may what with performance; each part has its own rows."""

from __future__ import annotations

from tests.integration.performance import bkn_rows as bkn
from tests.integration.performance import follow_rows as follow
from tests.integration.performance import followup_rows as followup
from tests.integration.performance import goals_rows as goals
from tests.integration.performance import objection_rows as objection
from tests.integration.performance import overview_rows as overview
from tests.integration.performance import plan_rows as plan
from tests.integration.performance import rating_rows as rating
from tests.integration.performance import team_rows as team
from tests.integration.performance import telling_rows as telling

ROWS = [*goals.ROWS, *plan.ROWS, *follow.ROWS, *rating.ROWS, *telling.ROWS, *objection.ROWS]
FACTORIES = goals.FACTORIES | plan.FACTORIES | follow.FACTORIES | rating.FACTORIES | telling.FACTORIES
FACTORIES |= objection.FACTORIES
ROWS += overview.ROWS
FACTORIES |= overview.FACTORIES
ROWS += team.ROWS
FACTORIES |= team.FACTORIES
ROWS += bkn.ROWS
FACTORIES |= bkn.FACTORIES
ROWS += followup.ROWS
FACTORIES |= followup.FACTORIES
