"""Addresses of the trail."""

from django.urls import path

from praja.audit import views

app_name = "audit"
urlpatterns = [
    path("jejak/", views.trail, name="list"),
    path("jejak/<uuid:pk>/", views.detail, name="detail"),
    path("saya/jejak/", views.mine, name="mine"),
]
