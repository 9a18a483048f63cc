"""Addresses of the budget."""

from django.urls import path

from praja.payroll.budget import views

urlpatterns = [
    path("gaji/anggaran/", views.budget, name="budget"),
    path("gaji/anggaran/pagu/", views.pagu, name="pagu"),
    path("gaji/anggaran/pagu/catat/", views.pagu_give, name="pagu_give"),
    path("gaji/anggaran/akun/", views.accounts, name="accounts"),
    path("gaji/anggaran/akun/<uuid:unit>/pilih/", views.account_choose, name="account_choose"),
    path("gaji/anggaran/apbd/", views.regional, name="regional_budget"),
]
