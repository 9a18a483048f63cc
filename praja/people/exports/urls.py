"""Addresses of workbooks of all people; part of those of people."""

from django.urls import path

from praja.people.exports import views

urlpatterns = [
    path("impor/ekspor/", views.export_ask, name="export_ask"),
    path("impor/ekspor/<uuid:pk>/", views.export, name="export"),
    path("impor/ekspor/<uuid:pk>/hentikan/", views.export_stop, name="export_stop"),
    path("impor/ekspor/<uuid:pk>/ulangi/", views.export_again, name="export_again"),
    path("impor/ekspor/<uuid:pk>/berkas/", views.export_file, name="export_file"),
]
