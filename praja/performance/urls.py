"""The addresses of performance."""

from __future__ import annotations

from praja.performance.bkn.urls import urlpatterns as bkn
from praja.performance.credit.urls import urlpatterns as credit
from praja.performance.follow.urls import urlpatterns as follow
from praja.performance.followup.urls import urlpatterns as followup
from praja.performance.goals.urls import urlpatterns as goals
from praja.performance.objection.urls import urlpatterns as objection
from praja.performance.overview.urls import urlpatterns as overview
from praja.performance.plan.urls import urlpatterns as plan
from praja.performance.rating.urls import urlpatterns as rating
from praja.performance.team.urls import urlpatterns as team
from praja.performance.telling.urls import urlpatterns as telling

app_name = "performance"
urlpatterns = [
    *overview,
    *goals,
    *plan,
    *follow,
    *rating,
    *team,
    *telling,
    *objection,
    *bkn,
    *credit,
    *followup,
]
