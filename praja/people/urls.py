"""Addresses of people. Imports, exports, one SK for many and due dates have their own."""

from django.urls import include, path

from praja.people.views import charts, lists, own, person, sk

app_name = "people"
urlpatterns = [
    path("pegawai/", lists.people_list, name="list"),
    path("pegawai/baru/", person.create, name="create"),
    path("pegawai/unit/<uuid:unit>/grafik/<slug:key>/", charts.unit_chart, name="unit_chart"),
    path("pegawai/<uuid:pk>/", person.detail, name="detail"),
    path("pegawai/<uuid:pk>/linimasa/", person.person_timeline, name="timeline"),
    path("pegawai/<uuid:pk>/beda/", person.person_differences, name="differences"),
    path("pegawai/<uuid:pk>/ubah/", person.change, name="change"),
    path("pegawai/<uuid:pk>/berhenti/", person.end, name="end"),
    path("pegawai/<uuid:pk>/berhenti/batal/", person.undo_end, name="undo_end"),
    path("pegawai/<uuid:pk>/nik/", person.nik, name="nik"),
    path("pegawai/<uuid:pk>/foto/", person.photo, name="photo"),
    path("pegawai/<uuid:pk>/foto/ganti/", person.change_photo, name="change_photo"),
    path("pegawai/<uuid:pk>/akun/", person.give_account, name="give_account"),
    path("pegawai/<uuid:pk>/sk/<slug:kind>/", sk.record, name="record_sk"),
    path("pegawai/<uuid:pk>/sk/<slug:kind>/<int:row>/perbaiki/", sk.correct, name="correct_sk"),
    path("pegawai/<uuid:pk>/sk/<slug:kind>/<int:row>/tarik/", sk.withdraw, name="withdraw_sk"),
    path("pegawai/<uuid:pk>/sk/<slug:kind>/<int:row>/berkas/", sk.sk_file, name="sk_file"),
    path("pegawai/<uuid:pk>/keluarga/baru/", person.add_member, name="add_member"),
    path("pegawai/<uuid:pk>/keluarga/<uuid:member>/", person.change_member, name="change_member"),
    path("pegawai/<uuid:pk>/keluarga/<uuid:member>/tarik/", person.withdraw_member, name="withdraw_member"),
    path("pegawai/<uuid:pk>/catatan/<slug:kind>/baru/", person.add_record, name="add_record"),
    path(
        "pegawai/<uuid:pk>/catatan/<slug:kind>/<int:row>/tarik/",
        person.withdraw_record,
        name="withdraw_record",
    ),
    path("pegawai/<uuid:pk>/catatan/<slug:kind>/<int:row>/berkas/", person.record_file, name="record_file"),
    path("saya/", own.own, name="own"),
    path("saya/keluarga/", own.family_statement, name="own_family"),
    path("saya/usulan/<slug:subject>/", own.propose, name="propose"),
    path("saya/salinan/", own.copy, name="copy"),
    path("saya/salinan/unduh/", own.copy_download, name="copy_download"),
    path("saya/salinan/berkas/<uuid:pk>/", own.copy_file, name="copy_file"),
    path("usulan/", own.queue, name="queue"),
    path("usulan/<uuid:pk>/", own.proposal, name="proposal"),
    path("usulan/<uuid:pk>/terima/", own.accept, name="accept"),
    path("usulan/<uuid:pk>/tolak/", own.refuse, name="refuse"),
    path("usulan/<uuid:pk>/batal/", own.cancel, name="cancel"),
    path("usulan/<uuid:pk>/berkas/", own.proposal_file, name="proposal_file"),
    path("", include("praja.people.imports.urls")),
    path("", include("praja.people.exports.urls")),
    path("", include("praja.people.many.urls")),
    path("", include("praja.people.due.urls")),
]
