"""Addresses of extra lines and of regulations by which pay may be paid."""

from django.urls import path

from praja.payroll.extra import views

urlpatterns = [
    path("gaji/tambahan/", views.extras, name="extras"),
    path("gaji/tambahan/sahkan/", views.extras_confirm, name="extras_confirm"),
    path("gaji/tambahan/orang/<uuid:pk>/", views.extra_give, name="extra_give"),
    path("gaji/tambahan/<uuid:pk>/", views.extra, name="extra"),
    path("gaji/tambahan/<uuid:pk>/dokumen/", views.extra_scan, name="extra_scan"),
    path("gaji/tambahan/<uuid:pk>/pindaian/", views.extra_attach, name="extra_attach"),
    path("gaji/tambahan/<uuid:pk>/tarik/", views.extra_withdraw, name="extra_withdraw"),
    path("gaji/dasar-hukum/", views.bases, name="bases"),
    path("gaji/dasar-hukum/<uuid:pk>/dokumen/", views.basis_scan, name="basis_scan"),
    path("gaji/dasar-hukum/<uuid:pk>/sahkan/", views.basis_confirm, name="basis_confirm"),
    path("gaji/dasar-hukum/<uuid:pk>/tarik/", views.basis_withdraw, name="basis_withdraw"),
]
