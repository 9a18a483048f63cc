"""The addresses of rating."""

from __future__ import annotations

from django.urls import path

from praja.performance.rating.views import desk, results, units

urlpatterns = [
    path("kinerja/nilai/", desk.home, name="rating_home"),
    path("kinerja/nilai/<uuid:period>/", desk.desk, name="rating_desk"),
    path("kinerja/nilai/<uuid:period>/tandatangani/", desk.sign_together, name="rating_sign_together"),
    path("kinerja/nilai/<uuid:period>/<uuid:skp>/", desk.rate, name="rate"),
    path("kinerja/nilai/<uuid:period>/<uuid:skp>/mengapa/", desk.why, name="rate_why"),
    path("kinerja/nilai/<uuid:period>/<uuid:skp>/benturan/", desk.conflict, name="rate_conflict"),
    path("kinerja/benturan/<uuid:pk>/", desk.decide, name="rate_conflict_decide"),
    path("kinerja/hasil/", results.ratings, name="ratings"),
    path("kinerja/capaian-unit/<uuid:unit>/<uuid:period>/", units.achievement, name="unit_achievement"),
    path("kinerja/penutupan/", units.closings_home, name="closings"),
    path("kinerja/penutupan/<uuid:unit>/<uuid:period>/", units.closing, name="closing"),
    path("kinerja/penutupan/<uuid:pk>/buka/", units.closing_reopen, name="closing_reopen"),
]
