"""The addresses of attendance and leave."""

from __future__ import annotations

from django.urls import URLPattern

from praja.attendance.calendar.urls import urlpatterns as calendar
from praja.attendance.checkin.urls import urlpatterns as checkin
from praja.attendance.days.urls import urlpatterns as days
from praja.attendance.days_pages.urls import urlpatterns as days_pages
from praja.attendance.leave.urls import urlpatterns as leave
from praja.attendance.roster.urls import urlpatterns as roster
from praja.attendance.signals.urls import urlpatterns as signals
from praja.attendance.sources.urls import urlpatterns as sources

app_name = "attendance"
urlpatterns: list[URLPattern] = [*calendar, *checkin, *days, *days_pages, *leave, *roster, *signals, *sources]
