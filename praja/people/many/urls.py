"""Addresses of one SK for many people; part of those of people."""

from django.urls import path

from praja.people.many import views

urlpatterns = [
    path("pegawai/sk/", views.many_kinds, name="many_kinds"),
    path("pegawai/sk/<slug:kind>/", views.many, name="many"),
    path("pegawai/sk/catat/<uuid:pk>/", views.recording, name="recording"),
    path("pegawai/sk/catat/<uuid:pk>/hentikan/", views.recording_stop, name="recording_stop"),
    path("pegawai/sk/catat/<uuid:pk>/ulangi/", views.recording_again, name="recording_again"),
]
