"""Addresses on which facts are given."""

from django.urls import path

from praja.payroll.sheets import person, views

urlpatterns = [
    path("gaji/masukan/", views.sheet_list, name="sheets"),
    path("gaji/masukan/templat.xlsx", views.sheet_template, name="sheet_template"),
    path("gaji/masukan/<uuid:pk>/", views.sheet_detail, name="sheet"),
    path("gaji/masukan/<uuid:pk>/kolom/", views.sheet_mapping, name="sheet_mapping"),
    path("gaji/masukan/<uuid:pk>/masalah/", views.sheet_problems, name="sheet_problems"),
    path("gaji/masukan/<uuid:pk>/periksa/", views.sheet_check, name="sheet_check"),
    path("gaji/masukan/<uuid:pk>/terapkan/", views.sheet_apply, name="sheet_apply"),
    path("gaji/masukan/<uuid:pk>/urungkan/", views.sheet_undo, name="sheet_undo"),
    path("gaji/orang/<uuid:pk>/", person.person_facts, name="person_facts"),
    path("gaji/masukan/orang/<uuid:pk>/", views.given, name="given"),
    path("gaji/masukan/orang/<uuid:pk>/potongan/", views.give_deduction, name="give_deduction"),
    path("gaji/masukan/orang/<uuid:pk>/akhiri/", views.end_given, name="end_given"),
    path("gaji/masukan/orang/<uuid:pk>/tetap/<str:name>/", views.give_fact, name="give_fact"),
]
