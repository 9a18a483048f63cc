"""Addresses of one month against another."""

from django.urls import path

from praja.payroll.compare import views

urlpatterns = [path("gaji/<uuid:pk>/beda/", views.month_against_month, name="month_against_month")]
