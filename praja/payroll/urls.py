"""Addresses of the pay month; each part has its own."""

from django.urls import URLPattern, URLResolver

app_name = "payroll"
urlpatterns: list[URLPattern | URLResolver] = []
