"""Addresses of slips."""

from django.urls import path

from praja.payroll.slip.views import checking, paper, reading, trying

urlpatterns = [
    path("slip/", reading.own, name="slips"),
    path("slip/<uuid:pk>/", reading.detail, name="slip"),
    path("slip/<uuid:pk>/baris/<slug:rule>/", reading.line, name="slip_line"),
    path("slip/<uuid:pk>/bagaimana-jika/", trying.what_if, name="slip_what_if"),
    path("slip/<uuid:pk>/pdf/", paper.pdf, name="slip_pdf"),
    path("gaji/<uuid:pk>/slip-pdf/", paper.of_run, name="run_slip_papers"),
    path("periksa-slip/", checking.check_page, name="slip_check"),
    path("periksa-slip/simpan/", checking.check_saved, name="slip_check_saved"),
]
