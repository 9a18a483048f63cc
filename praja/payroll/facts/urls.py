"""Address of what is missing."""

from django.urls import path

from praja.payroll.facts import views

urlpatterns = [path("gaji/kurang/", views.missing, name="missing")]
