"""The addresses of goals, the cascade and programmes."""

from __future__ import annotations

from django.urls import path

from praja.performance.goals import views

urlpatterns = [
    path("kinerja/sasaran/", views.home, name="goals_home"),
    path("kinerja/sasaran/<uuid:unit>/<int:year>/", views.goals, name="goals"),
    path("kinerja/sasaran/<uuid:unit>/<int:year>/baru/", views.goal_new, name="goal_new"),
    path("kinerja/sasaran/<uuid:unit>/<int:year>/pohon/", views.cascade, name="cascade"),
    path("kinerja/sasaran/butir/<uuid:pk>/", views.goal_change, name="goal_change"),
    path("kinerja/sasaran/butir/<uuid:pk>/tarik/", views.goal_withdraw, name="goal_withdraw"),
    path("kinerja/sasaran/butir/<uuid:pk>/indikator/", views.indicator_new, name="goal_indicator_new"),
    path("kinerja/sasaran/indikator/<uuid:pk>/", views.indicator_change, name="goal_indicator_change"),
    path(
        "kinerja/sasaran/indikator/<uuid:pk>/tarik/", views.indicator_withdraw, name="goal_indicator_withdraw"
    ),
    path("kinerja/matriks/<uuid:pk>/", views.matrix, name="matrix"),
    path("kinerja/program/<uuid:unit>/<int:year>/", views.programmes, name="programmes"),
    path("kinerja/program/<uuid:unit>/<int:year>/baru/", views.programme_new, name="programme_new"),
    path("kinerja/program/<uuid:pk>/", views.programme, name="programme"),
    path("kinerja/program/<uuid:pk>/ubah/", views.programme_change, name="programme_change"),
    path("kinerja/program/<uuid:pk>/anggota/", views.member_set, name="programme_member_set"),
    path("kinerja/program/<uuid:pk>/evaluasi/", views.evaluate, name="programme_evaluate"),
    path("kinerja/program/<uuid:pk>/tarik/", views.programme_withdraw, name="programme_withdraw"),
    path("kinerja/program/anggota/<uuid:pk>/keluar/", views.member_remove, name="programme_member_remove"),
]
