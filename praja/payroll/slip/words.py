"""How pages speak of slips."""

from __future__ import annotations

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from praja.payroll.enums import KeadaanProses, KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.web.words import tanggal


def month_words(period: datetime.date) -> str:
    """Return a month as people say it: November 2026."""
    return date_format(period, "F Y")


def state_chip(slip: Slip) -> tuple[str, str]:
    """Return the state of a slip in words, and as a colour."""
    run: Run = slip.run
    match slip.state:
        case KeadaanSlip.MASALAH:
            return _("belum dapat dihitung"), "bad"
        case KeadaanSlip.DITAHAN:
            return _("ditahan"), "warn"
        case KeadaanSlip.TERUTANG:
            return _("terutang, belum dibayar"), "warn"
        case KeadaanSlip.GUGUR:
            return _("tidak berhak bulan ini"), ""
    if run.state == KeadaanProses.DIBAYAR:
        return _("dibayar %(day)s") % {"day": tanggal(run.paid_on)}, "ok"
    if run.state == KeadaanProses.DISETUJUI:
        return _("disetujui, rencana bayar %(day)s") % {"day": tanggal(run.paid_on)}, "ok"
    return _("rancangan, belum disetujui"), "warn"
