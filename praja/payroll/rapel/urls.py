"""Addresses of rapel."""

from django.urls import path

from praja.payroll.rapel import views

urlpatterns = [
    path("gaji/rapel/", views.rapel_find, name="rapel"),
    path("gaji/rapel/tersentuh/", views.touched_months, name="touched"),
    path("gaji/<uuid:pk>/rapel/", views.run_rapel, name="run_rapel"),
]
