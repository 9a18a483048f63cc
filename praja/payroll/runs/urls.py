"""Addresses of the pay months and their runs."""

from django.urls import path

from praja.payroll.runs import holding, opening, views

urlpatterns = [
    path("gaji/", views.desk, name="desk"),
    path("gaji/buka/", opening.run_open, name="run_open"),
    path("gaji/susulan/", opening.run_late, name="run_late"),
    path("gaji/susulan/terutang/", opening.run_owed, name="run_owed"),
    path("gaji/terusan/", opening.run_survivors, name="run_survivors"),
    path("gaji/tahan/", holding.holds, name="holds"),
    path("gaji/tahan/<uuid:pk>/lepas/", holding.hold_release, name="hold_release"),
    path("gaji/<uuid:pk>/", views.run, name="run"),
    path("gaji/<uuid:pk>/slip/", views.run_slips, name="run_slips"),
    path("gaji/<uuid:pk>/berubah/", views.run_changes, name="run_changes"),
    path("gaji/<uuid:pk>/berkas/<int:number>/", views.run_file, name="run_file"),
    path("gaji/<uuid:pk>/bundel/", views.run_bundle, name="run_bundle"),
    path("gaji/<uuid:pk>/hitung/", views.run_compute, name="run_compute"),
    path("gaji/<uuid:pk>/berhenti/", views.run_stop, name="run_stop"),
    path("gaji/<uuid:pk>/periksa/", views.run_check, name="run_check"),
    path("gaji/<uuid:pk>/setujui/", views.run_approve, name="run_approve"),
    path("gaji/<uuid:pk>/bayar/", views.run_pay, name="run_pay"),
    path("gaji/<uuid:pk>/kembalikan/", views.run_send_back, name="run_send_back"),
    path("gaji/<uuid:pk>/buka-lagi/", views.run_reopen, name="run_reopen"),
    path("gaji/<uuid:pk>/batalkan/", views.run_cancel, name="run_cancel"),
]
