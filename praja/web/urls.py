"""Addresses of the shell: home, search, notices, choices, style page."""

from django.urls import path

from praja.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("pemberitahuan/", views.notices, name="notices"),
    path("pemberitahuan/dibaca/", views.notices_read, name="notices_read"),
    path("pemberitahuan/<uuid:pk>/", views.notice_open, name="notice_open"),
    path("pilihan/bahasa/", views.choose_language, name="language"),
    path("pilihan/tampilan/", views.choose_theme, name="theme"),
    path("gaya/", views.style, name="style"),
]
