"""The addresses of SKP."""

from __future__ import annotations

from django.urls import path

from praja.performance.plan.views import draft, officer, page, talk

_SKP = "kinerja/skp/<uuid:pk>/"

urlpatterns = [
    path("kinerja/saya/", page.own, name="own"),
    path("kinerja/saya/buka/", page.own_open, name="own_open"),
    path("kinerja/pustaka/", officer.library, name="library"),
    path("kinerja/menilai/", officer.appraised, name="appraised"),
    path("kinerja/buka/", officer.open_year, name="open_year"),
    path("kinerja/cakupan/", officer.coverage_list, name="coverage"),
    path("kinerja/cakupan/<uuid:pk>/", officer.coverage_unit, name="coverage_unit"),
    path("kinerja/pindah/", officer.moves, name="moves"),
    path(_SKP, page.skp, name="skp"),
    path(f"{_SKP}cetak/", page.skp_print, name="skp_print"),
    path(f"{_SKP}bertanda-tangan/", page.skp_signed, name="skp_signed"),
    path(f"{_SKP}hasil/", draft.result_add, name="result_add"),
    path(f"{_SKP}hasil/<uuid:rhk>/", draft.result_edit, name="result_edit"),
    path(f"{_SKP}hasil/<uuid:rhk>/hapus/", draft.result_remove, name="result_remove"),
    path(f"{_SKP}hasil/<uuid:rhk>/naik/", draft.result_raise, name="result_raise"),
    path(f"{_SKP}hasil/<uuid:rhk>/indikator/", draft.indicator_add, name="indicator_add"),
    path(f"{_SKP}indikator/<uuid:indicator>/", draft.indicator_edit, name="indicator_edit"),
    path(f"{_SKP}indikator/<uuid:indicator>/hapus/", draft.indicator_remove, name="indicator_remove"),
    path(f"{_SKP}perilaku/", draft.expectations, name="expectations"),
    path(f"{_SKP}lampiran/", draft.annexes, name="annexes"),
    path(f"{_SKP}pendekatan/", draft.approach, name="approach"),
    path(f"{_SKP}salin/", draft.copy, name="skp_copy"),
    path(f"{_SKP}ajukan/", talk.propose, name="skp_propose"),
    path(f"{_SKP}tarik/", talk.take_back, name="skp_take_back"),
    path(f"{_SKP}catatan/", talk.remark, name="skp_remark"),
    path(f"{_SKP}sepakati/", talk.agree, name="skp_agree"),
    path(f"{_SKP}kembalikan/", talk.send_back, name="skp_send_back"),
    path(f"{_SKP}sepakati-berkas/", talk.agree_on_paper, name="skp_agree_on_paper"),
    path(f"{_SKP}pahami/", talk.understand, name="skp_understand"),
    path(f"{_SKP}ubah/", talk.change, name="skp_change"),
    path(f"{_SKP}ubah/tarik/", talk.change_withdraw, name="skp_change_withdraw"),
    path(f"{_SKP}penilai/", officer.appraiser, name="skp_appraiser"),
    path(f"{_SKP}pindah/", officer.move, name="skp_move"),
    path(f"{_SKP}batal/", officer.cancel, name="skp_cancel"),
]
