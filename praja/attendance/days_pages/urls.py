"""The addresses of these screens."""

from __future__ import annotations

from django.urls import URLPattern, path

from praja.attendance.days_pages import month, team

urlpatterns: list[URLPattern] = [
    path("kehadiran/bulan/", month.now, name="month_now"),
    path("kehadiran/bulan/<str:month>/", month.month, name="month"),
    path("kehadiran/tim/", team.team, name="today"),
]
