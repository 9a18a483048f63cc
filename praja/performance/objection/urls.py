"""The addresses of objections."""

from __future__ import annotations

from django.urls import path

from praja.performance.objection.views import handling, own, paper, register

urlpatterns = [
    path("kinerja/keberatan/", own.objections, name="objections"),
    path("kinerja/keberatan/daftar/", register.register, name="objection_register"),
    path("kinerja/keberatan/atas/<uuid:rating>/", own.new, name="objection_new"),
    path("kinerja/keberatan/atas/<uuid:rating>/surat/", paper.letter, name="objection_letter"),
    path("kinerja/keberatan/bukti/<uuid:pk>/", own.evidence, name="objection_evidence"),
    path("kinerja/keberatan/bukti/<uuid:pk>/tarik/", own.evidence_drop, name="objection_evidence_drop"),
    path("kinerja/keberatan/<uuid:pk>/", own.objection, name="objection"),
    path("kinerja/keberatan/<uuid:pk>/ajukan/", own.file, name="objection_file"),
    path("kinerja/keberatan/<uuid:pk>/hapus/", own.drop, name="objection_drop"),
    path("kinerja/keberatan/<uuid:pk>/cabut/", own.withdraw, name="objection_withdraw"),
    path("kinerja/keberatan/<uuid:pk>/bukti/", own.evidence_add, name="objection_evidence_add"),
    path("kinerja/keberatan/<uuid:pk>/surat/", register.document, name="objection_document"),
    path("kinerja/keberatan/<uuid:pk>/tanya/", handling.ask, name="objection_ask"),
    path("kinerja/keberatan/<uuid:pk>/jelaskan/", handling.explain, name="objection_explain"),
    path("kinerja/keberatan/<uuid:pk>/periksa/", handling.hear, name="objection_hear"),
    path("kinerja/keberatan/<uuid:pk>/putuskan/", handling.decide, name="objection_decide"),
    path("kinerja/keberatan/<uuid:pk>/benturan/", handling.recuse, name="objection_conflict"),
]
