"""Addresses of what leaves the office."""

from django.urls import path

from praja.payroll.outputs import views
from praja.payroll.outputs.bank import views as bank

urlpatterns = [
    path("gaji/<uuid:pk>/keluaran/", views.run_outputs, name="run_outputs"),
    path("gaji/bank/", bank.bank_forms, name="bank_forms"),
    path("gaji/bank/usul/<uuid:unit>/", bank.bank_form_propose, name="bank_form_propose"),
    path("gaji/bank/<uuid:pk>/", bank.bank_form, name="bank_form"),
    path("gaji/bank/<uuid:pk>/setujui/", bank.bank_form_accept, name="bank_form_accept"),
    path("gaji/bank/<uuid:pk>/tolak/", bank.bank_form_refuse, name="bank_form_refuse"),
    path("gaji/bank/<uuid:pk>/tarik/", bank.bank_form_withdraw, name="bank_form_withdraw"),
]
