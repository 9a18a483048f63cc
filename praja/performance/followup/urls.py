"""The addresses of what follows a rating."""

from __future__ import annotations

from django.urls import path

from praja.performance.followup.views import awards, development, improvements

urlpatterns = [
    path("kinerja/tindak-lanjut/", development.home, name="followup"),
    path("kinerja/tindak-lanjut/calon/", improvements.candidates, name="followup_candidates"),
    path("kinerja/tindak-lanjut/perbaikan/", improvements.improvements, name="improvements"),
    path("kinerja/tindak-lanjut/perbaikan/baru/<uuid:pk>/", improvements.begin, name="improvement_new"),
    path("kinerja/tindak-lanjut/perbaikan/<uuid:pk>/", improvements.improvement, name="improvement"),
    path(
        "kinerja/tindak-lanjut/kemajuan/<uuid:pk>/bukti/",
        improvements.checkpoint_file,
        name="checkpoint_file",
    ),
    path("kinerja/tindak-lanjut/langkah/<uuid:pk>/dokumen/", improvements.step_file, name="step_file"),
    path("kinerja/tindak-lanjut/penghargaan/", awards.awards, name="awards"),
    path("kinerja/tindak-lanjut/penghargaan/baru/<uuid:pk>/", awards.propose, name="award_new"),
    path("kinerja/tindak-lanjut/penghargaan/<uuid:pk>/", awards.award, name="award"),
    path("kinerja/tindak-lanjut/penghargaan/<uuid:pk>/sk/", awards.award_file, name="award_file"),
    path("kinerja/tindak-lanjut/pengembangan/<uuid:pk>/", development.development, name="development"),
    path(
        "kinerja/tindak-lanjut/pengembangan/jawab/<uuid:pk>/", development.answer, name="development_answer"
    ),
]
