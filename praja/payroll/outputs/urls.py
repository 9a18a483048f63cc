"""Addresses of what leaves the office."""

from django.urls import path

from praja.payroll.outputs import views

urlpatterns = [path("gaji/<uuid:pk>/keluaran/", views.run_outputs, name="run_outputs")]
