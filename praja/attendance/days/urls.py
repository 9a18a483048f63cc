"""The addresses of judged days."""

from __future__ import annotations

from django.urls import path

from praja.attendance.days.views import absences, corrections, duties, findings, months

urlpatterns = [
    path("kehadiran/koreksi/", corrections.corrections, name="corrections"),
    path("kehadiran/koreksi/baru/", corrections.correction_new, name="correction_new"),
    path("kehadiran/koreksi/<uuid:pk>/", corrections.correction, name="correction"),
    path("kehadiran/koreksi/<uuid:pk>/tarik/", corrections.correction_withdraw, name="correction_withdraw"),
    path("kehadiran/koreksi/<uuid:pk>/bukti/", corrections.correction_evidence, name="correction_evidence"),
    path("kehadiran/surat-tugas/", duties.duties, name="duties"),
    path("kehadiran/surat-tugas/baru/", duties.duty_new, name="duty_new"),
    path("kehadiran/surat-tugas/<uuid:pk>/", duties.duty, name="duty"),
    path("kehadiran/surat-tugas/<uuid:pk>/batal/", duties.duty_withdraw, name="duty_withdraw"),
    path("kehadiran/surat-tugas/<uuid:pk>/berkas/", duties.duty_file, name="duty_file"),
    path("kehadiran/temuan/", findings.findings, name="findings"),
    path("kehadiran/temuan/baru/", findings.finding_new, name="finding_new"),
    path("kehadiran/temuan/<uuid:pk>/", findings.finding, name="finding"),
    path("kehadiran/temuan/<uuid:pk>/batal/", findings.finding_withdraw, name="finding_withdraw"),
    path("kehadiran/temuan/<uuid:pk>/berkas/", findings.finding_file, name="finding_file"),
    path("kehadiran/rekap/", months.recap_home, name="recap_home"),
    path("kehadiran/rekap/<uuid:unit>/<str:month>/", months.recap, name="recap"),
    path("kehadiran/rekap/pegawai/<uuid:pk>/<str:month>/", months.recap_person, name="recap_person"),
    path("kehadiran/penutupan/", months.closings_home, name="closings"),
    path("kehadiran/penutupan/<uuid:unit>/<str:month>/", months.closing, name="closing"),
    path("kehadiran/penutupan/<uuid:unit>/<str:month>/nilai/", months.closing_judge, name="closing_judge"),
    path("kehadiran/penutupan/buka/<uuid:pk>/", months.closing_reopen, name="closing_reopen"),
    path("kehadiran/ketidakhadiran/", absences.absences, name="absences"),
    path("kehadiran/ketidakhadiran/<uuid:pk>/", absences.absence, name="absence"),
]
