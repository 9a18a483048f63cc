"""Addresses of the structure."""

from django.urls import path

from praja.organization import views

app_name = "organization"

urlpatterns = [
    path("", views.index, name="index"),
    path("baru/", views.create_government, name="create_government"),
    path("<uuid:number>/", views.unit, name="unit"),
    path("<uuid:number>/bagan/", views.chart, name="chart"),
    path("<uuid:number>/peta-jabatan/", views.posts, name="posts"),
    path("<uuid:number>/lowong/", views.vacancies, name="vacancies"),
    path("<uuid:number>/unit-baru/", views.create_unit, name="create_unit"),
    path("<uuid:number>/ubah/", views.change_unit, name="change_unit"),
    path("<uuid:number>/pindah/", views.move_unit, name="move_unit"),
    path("<uuid:number>/gabung/", views.merge_units, name="merge_units"),
    path("<uuid:number>/pecah/", views.split_unit, name="split_unit"),
    path("<uuid:number>/tutup/", views.close_unit, name="close_unit"),
    path("<uuid:number>/jabatan-baru/", views.create_position, name="create_position"),
    path(
        "<uuid:number>/versi/<int:version>/tarik/", views.withdraw_unit_version, name="withdraw_unit_version"
    ),
    path("jabatan/<uuid:number>/", views.position, name="position"),
    path("jabatan/<uuid:number>/ubah/", views.change_position, name="change_position"),
    path("jabatan/<uuid:number>/tutup/", views.close_position, name="close_position"),
    path(
        "jabatan/<uuid:number>/versi/<int:version>/tarik/",
        views.withdraw_position_version,
        name="withdraw_position_version",
    ),
]
