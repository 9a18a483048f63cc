"""The addresses of the exchange with e-Kinerja."""

from __future__ import annotations

from django.urls import path

from praja.performance.bkn.views import exports, home, imports, modes

urlpatterns = [
    path("kinerja/bkn/", home.home, name="bkn"),
    path("kinerja/bkn/banding/<uuid:unit>/<uuid:period>/", home.compare, name="bkn_compare"),
    path("kinerja/bkn/impor/", imports.import_list, name="bkn_imports"),
    path("kinerja/bkn/impor/templat/", imports.import_template, name="bkn_import_template"),
    path("kinerja/bkn/impor/<uuid:pk>/", imports.import_detail, name="bkn_import"),
    path("kinerja/bkn/impor/<uuid:pk>/kolom/", imports.import_columns, name="bkn_import_columns"),
    path("kinerja/bkn/impor/<uuid:pk>/masalah/", imports.import_problems, name="bkn_import_problems"),
    path("kinerja/bkn/impor/<uuid:pk>/periksa/", imports.import_check, name="bkn_import_check"),
    path("kinerja/bkn/impor/<uuid:pk>/terapkan/", imports.import_apply, name="bkn_import_apply"),
    path("kinerja/bkn/impor/<uuid:pk>/urungkan/", imports.import_undo, name="bkn_import_undo"),
    path("kinerja/bkn/ekspor/", exports.export_list, name="bkn_exports"),
    path("kinerja/bkn/ekspor/<uuid:pk>/", exports.export, name="bkn_export"),
    path("kinerja/bkn/ekspor/<uuid:pk>/berkas/", exports.export_file, name="bkn_export_file"),
    path("kinerja/bkn/ekspor/<uuid:pk>/hentikan/", exports.export_stop, name="bkn_export_stop"),
    path("kinerja/bkn/ekspor/<uuid:pk>/ulangi/", exports.export_again, name="bkn_export_again"),
    path("kinerja/bkn/penilai/", modes.mode_list, name="bkn_modes"),
    path("kinerja/bkn/penilai/<uuid:unit>/usul/", modes.mode_propose, name="bkn_mode_propose"),
    path("kinerja/bkn/penilai/<uuid:pk>/setujui/", modes.mode_accept, name="bkn_mode_accept"),
    path("kinerja/bkn/penilai/<uuid:pk>/tolak/", modes.mode_refuse, name="bkn_mode_refuse"),
    path("kinerja/bkn/penilai/<uuid:pk>/tarik/", modes.mode_withdraw, name="bkn_mode_withdraw"),
]
