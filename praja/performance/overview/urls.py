"""The addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from praja.performance.overview.views import units, year

AT_UNIT = "kinerja/ringkasan/<uuid:unit>/<int:year>/"

urlpatterns: list[URLPattern] = [
    path("kinerja/tahun-saya/", year.year, name="my_year"),
    path("kinerja/tahun-saya/<int:year>/", year.year, name="my_year_of"),
    path("kinerja/ringkasan/", units.home, name="overviews"),
    path(AT_UNIT, units.overview, name="overview"),
    path(f"{AT_UNIT}pegawai/", units.people, name="overview_people"),
    path(f"{AT_UNIT}predikat/", units.ratings, name="overview_ratings"),
    path(f"{AT_UNIT}daftar-hambatan/", units.obstacles, name="overview_obstacles"),
    path(f"{AT_UNIT}sasaran/<uuid:goal>/", units.goal, name="overview_goal"),
    path(f"{AT_UNIT}bagian/<slug:part>/", units.part, name="overview_part"),
]
