"""The app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PayrollConfig(AppConfig):
    """The pay month."""

    name = "praja.payroll"
    verbose_name = _("Gaji dan TPP")
