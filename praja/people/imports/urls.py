"""Addresses of imports and exports; part of those of people."""

from django.urls import path

from praja.people.imports import views

urlpatterns = [
    path("impor/", views.import_list, name="imports"),
    path("impor/templat.xlsx", views.import_template, name="import_template"),
    path("impor/<uuid:pk>/", views.import_detail, name="import"),
    path("impor/<uuid:pk>/kolom/", views.import_mapping, name="import_mapping"),
    path("impor/<uuid:pk>/masalah/", views.import_problems, name="import_problems"),
    path("impor/<uuid:pk>/periksa/", views.import_check, name="import_check"),
    path("impor/<uuid:pk>/terapkan/", views.import_apply, name="import_apply"),
    path("impor/<uuid:pk>/urungkan/", views.import_undo, name="import_undo"),
    path("impor/<uuid:pk>/ulangi/", views.import_again, name="import_again"),
    path("impor/<uuid:pk>/pastikan/", views.import_accept, name="import_accept"),
]
