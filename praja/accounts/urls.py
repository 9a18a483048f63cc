"""Addresses of accounts, below /akun/."""

from django.urls import path

from praja.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("sesi/", views.sessions, name="sessions"),
    path("surel/", views.email, name="email"),
    path("surel/<str:token>/", views.email_confirm, name="email_confirm"),
    path("kode/", views.code, name="code"),
    path("pertama/<str:token>/", views.first, name="first"),
    path("daftar/", views.account_list, name="list"),
    path("daftar/baru/", views.create, name="create"),
    path("<uuid:number>/", views.account, name="account"),
    path("<uuid:number>/kode/", views.make_code, name="make_code"),
    path("<uuid:number>/nonaktifkan/", views.disable, name="disable"),
    path("<uuid:number>/aktifkan/", views.enable, name="enable"),
    path("<uuid:number>/langkah-kedua/", views.second_step_off, name="second_step_off"),
]
