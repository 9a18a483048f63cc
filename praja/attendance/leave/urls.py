"""The addresses of leave."""

from __future__ import annotations

from django.urls import path

from praja.attendance.leave.views import calendar, handling, office, own

urlpatterns = [
    path("cuti/", own.leave, name="leave"),
    path("cuti/baru/", own.new, name="leave_new"),
    path("cuti/menunggu/", handling.waiting, name="leaves"),
    path("cuti/kalender/", calendar.month, name="leave_calendar"),
    path("cuti/kalender/alamat/", calendar.feed_address, name="leave_feed"),
    path("cuti/kalender/<str:secret>.ics", calendar.feed, name="leave_ics"),
    path("cuti/daftar/", office.register, name="leave_register"),
    path("cuti/saldo/", office.balances_of, name="leave_balances"),
    path("cuti/saldo/awal/", office.openings, name="leave_openings"),
    path("cuti/cuti-bersama/", office.worked, name="leave_worked"),
    path("cuti/wewenang/", office.authority, name="leave_authority"),
    path("cuti/surat/<uuid:pk>/", own.letter, name="leave_letter"),
    path("cuti/<uuid:pk>/", own.request_page, name="leave_request"),
    path("cuti/<uuid:pk>/ubah/", own.edit, name="leave_edit"),
    path("cuti/<uuid:pk>/kirim/", own.send, name="leave_send"),
    path("cuti/<uuid:pk>/hapus/", own.drop, name="leave_drop"),
    path("cuti/<uuid:pk>/batal/", own.cancel, name="leave_cancel"),
    path("cuti/<uuid:pk>/surat/", own.add_letter, name="leave_letter_add"),
    path("cuti/<uuid:pk>/pengganti/", own.name_substitute, name="leave_substitute"),
    path("cuti/<uuid:pk>/jawab/", own.answer, name="leave_answer"),
    path("cuti/<uuid:pk>/formulir.pdf", own.form_pdf, name="leave_form"),
    path("cuti/<uuid:pk>/putusan/", handling.verdict, name="leave_verdict"),
    path("cuti/<uuid:pk>/pendek/", handling.shorten, name="leave_shorten"),
]
