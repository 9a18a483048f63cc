"""The addresses of credit points."""

from __future__ import annotations

from django.urls import path

from praja.performance.credit import views

urlpatterns = [
    path("kinerja/angka-kredit/", views.own, name="credit"),
    path("kinerja/angka-kredit/daftar/", views.holders, name="credit_list"),
    path("kinerja/angka-kredit/penetapan/", views.periods, name="credit_periods"),
    path(
        "kinerja/angka-kredit/penetapan/<uuid:unit>/<uuid:period>/", views.determine, name="credit_determine"
    ),
    path("kinerja/angka-kredit/orang/<uuid:pk>/", views.of, name="credit_of"),
    path("kinerja/angka-kredit/orang/<uuid:pk>/saldo/", views.opening, name="credit_opening"),
    path("kinerja/angka-kredit/lembar/", views.credit_sheets, name="credit_sheets"),
    path("kinerja/angka-kredit/lembar/<uuid:pk>/", views.credit_sheet, name="credit_sheet"),
    path("kinerja/angka-kredit/<uuid:pk>/konversi.pdf", views.paper, name="credit_paper"),
    path("kinerja/angka-kredit/<uuid:pk>/sk/", views.decree_file, name="credit_file"),
    path("kinerja/angka-kredit/<uuid:pk>/tarik/", views.withdraw, name="credit_withdraw"),
]
