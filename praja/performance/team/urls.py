"""The addresses of the assessment team."""

from __future__ import annotations

from django.urls import path

from praja.performance.team.views import cases, minutes, teams

AT = "kinerja/tim-penilai/"

urlpatterns = [
    path(AT, teams.home, name="assessment_home"),
    path(f"{AT}baru/", teams.new, name="assessment_new"),
    path(f"{AT}<uuid:pk>/", teams.team, name="assessment_team"),
    path(f"{AT}<uuid:pk>/aturan/", teams.rule, name="assessment_rule"),
    path(f"{AT}<uuid:pk>/isi/", teams.fill, name="assessment_fill"),
    path(f"{AT}<uuid:pk>/sk/", teams.decree, name="assessment_decree"),
    path(f"{AT}<uuid:pk>/akhiri/", teams.end, name="assessment_end"),
    path(f"{AT}<uuid:pk>/anggota/", teams.member_new, name="assessment_member"),
    path(f"{AT}anggota/<uuid:pk>/akhiri/", teams.member_end, name="assessment_member_end"),
    path(f"{AT}<uuid:pk>/berita-acara/", minutes.new, name="assessment_minutes"),
    path(f"{AT}berita-acara/<uuid:pk>/", minutes.paper, name="minutes"),
    path(f"{AT}perkara/<uuid:pk>/", cases.review, name="review"),
    path(f"{AT}perkara/<uuid:pk>/putuskan/", cases.decide, name="review_decide"),
    path(f"{AT}perkara/<uuid:pk>/berhalangan/", cases.recuse, name="review_recuse"),
    path(f"{AT}perkara/<uuid:pk>/mengapa/", cases.why, name="review_why"),
    path("kinerja/hasil/<uuid:pk>/ajukan/", cases.send, name="rating_to_team"),
]
