"""The addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from praja.attendance.checkin.views import deciding, own, terms

urlpatterns: list[URLPattern] = [
    path("kehadiran/ponsel/", own.page, name="checkin"),
    path("kehadiran/ponsel/pekerja.js", own.worker, name="checkin_worker"),
    path("kehadiran/ponsel/kirim/<uuid:key>/", own.send, name="checkin_send"),
    path("kehadiran/ponsel/persetujuan/<slug:what>/", own.consent, name="checkin_consent"),
    path("kehadiran/ponsel/<uuid:pk>/foto/", own.photo, name="checkin_photo"),
    path("kehadiran/ponsel/menunggu/", deciding.waiting, name="checkin_waiting"),
    path("kehadiran/ponsel/<uuid:pk>/putuskan/", deciding.decide, name="checkin_decide"),
    path("kehadiran/ponsel/aturan/", terms.terms, name="checkin_terms"),
    path("kehadiran/ponsel/aturan/unit/<uuid:pk>/", terms.unit_terms, name="checkin_unit_terms"),
    path("kehadiran/ponsel/aturan/izin/", terms.permit_new, name="checkin_permit_new"),
    path("kehadiran/ponsel/aturan/izin/<int:pk>/akhiri/", terms.permit_end, name="checkin_permit_end"),
]
