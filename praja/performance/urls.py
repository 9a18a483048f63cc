"""The addresses of performance."""

from __future__ import annotations

from praja.performance.follow.urls import urlpatterns as follow
from praja.performance.goals.urls import urlpatterns as goals
from praja.performance.plan.urls import urlpatterns as plan
from praja.performance.rating.urls import urlpatterns as rating

app_name = "performance"
urlpatterns = [*goals, *plan, *follow, *rating]
