"""The addresses of reports."""

from __future__ import annotations

from django.urls import path

from praja.performance.telling.views import paper, report, units

urlpatterns = [
    path("kinerja/hasil/<uuid:pk>/", report.rating, name="rating"),
    path("kinerja/hasil/<uuid:pk>/dibaca/", report.read, name="rating_read"),
    path("kinerja/hasil/<uuid:pk>/hitungan/", report.reckoning, name="rating_reckoning"),
    path("kinerja/hasil/<uuid:pk>/proses/", report.process, name="rating_process"),
    path("kinerja/hasil/<uuid:pk>/evaluasi.pdf", report.evaluation, name="rating_evaluation"),
    path("kinerja/hasil/<uuid:pk>/dokumen.pdf", report.document, name="rating_document"),
    path("kinerja/hasil/<uuid:pk>/tanda-terima/", paper.receipt, name="rating_receipt"),
    path("kinerja/hasil/<uuid:pk>/tanda-terima/berkas/", paper.receipt_file, name="rating_receipt_file"),
    path("kinerja/penyampaian/", units.home, name="telling"),
    path("kinerja/penyampaian/<uuid:unit>/<uuid:period>/", units.unit, name="telling_unit"),
    path("kinerja/penyampaian/<uuid:unit>/<uuid:period>/formulir/", units.forms_ask, name="rating_forms_ask"),
    path("kinerja/formulir/<uuid:pk>/", units.papers, name="rating_forms"),
    path("kinerja/formulir/<uuid:pk>/hentikan/", units.papers_stop, name="rating_forms_stop"),
    path("kinerja/formulir/<uuid:pk>/ulangi/", units.papers_again, name="rating_forms_again"),
    path("kinerja/formulir/<uuid:pk>/berkas/", units.papers_file, name="rating_forms_file"),
]
