"""The addresses of attendance and leave."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "attendance"
urlpatterns: list[URLPattern] = []
