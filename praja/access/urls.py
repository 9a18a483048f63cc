"""Addresses of roles, below /peran/."""

from django.urls import path

from praja.access import views

app_name = "access"
urlpatterns = [
    path("", views.role_list, name="list"),
    path("beri/", views.grant, name="grant"),
    path("mengapa/", views.why, name="why"),
    path("akun/<uuid:number>/", views.of_account, name="of_account"),
    path("<uuid:number>/", views.role, name="role"),
    path("<uuid:number>/cabut/", views.revoke, name="revoke"),
    path("<uuid:number>/tetap/", views.keep, name="keep"),
]
