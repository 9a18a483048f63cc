"""The addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from praja.attendance.signals import views

urlpatterns: list[URLPattern] = [
    path("kehadiran/isyarat/", views.signals, name="signals"),
    path("kehadiran/isyarat/saya/", views.mine, name="signals_mine"),
    path("kehadiran/isyarat/<uuid:pk>/", views.signal, name="signal"),
    path("kehadiran/isyarat/<uuid:pk>/jawab/", views.answer, name="signal_answer"),
    path("kehadiran/isyarat/<uuid:pk>/selesai/", views.note, name="signal_note"),
]
