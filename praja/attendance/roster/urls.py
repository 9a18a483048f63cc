"""The addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from praja.attendance.roster.views import mine, sheets, unit

AT_ROSTER = "kehadiran/jadwal/unit/<uuid:pk>/<str:month>/"

urlpatterns: list[URLPattern] = [
    path("kehadiran/jadwal/", mine.own, name="own_roster"),
    path("kehadiran/jadwal/tukar/<str:day>/", mine.ask, name="swap_ask"),
    path("kehadiran/tukar/", mine.swaps, name="swaps"),
    path("kehadiran/tukar/<uuid:pk>/", mine.swap, name="swap"),
    path("kehadiran/tukar/<uuid:pk>/<slug:what>/", mine.swap_do, name="swap_do"),
    path("kehadiran/jadwal/unit/", unit.rosters, name="rosters"),
    path("kehadiran/jadwal/unit/<uuid:pk>/sif/", unit.shifts, name="shifts"),
    path(AT_ROSTER, unit.roster, name="roster"),
    path(f"{AT_ROSTER}pola/", unit.pattern, name="roster_pattern"),
    path(f"{AT_ROSTER}terbitkan/", unit.publish, name="roster_publish"),
    path(f"{AT_ROSTER}lembar/", sheets.sheet, name="roster_sheet"),
]
