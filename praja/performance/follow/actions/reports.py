"""What a person says of their own quarter or year: prefilled from the months, signed before it is rated."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record
from praja.performance.follow import perms
from praja.performance.follow.actions import LONGEST, FollowRefused, said_clearly
from praja.performance.follow.clock import deadline
from praja.performance.follow.months import government_of
from praja.performance.follow.reports import is_over, prefilled, text_of
from praja.performance.models import Period, SelfReport, Skp
from praja.web import typed
from praja.web.said import gettext as _
from praja.web.words import tanggal


@transaction.atomic
def write_report(
    *, skp: Skp, period: Period, text: str, sign: bool, by: Any, on: datetime.date
) -> SelfReport:
    """Keep what a person says of a period, and sign it if they want to; what is signed stays.

    What stood in the months is kept with the signature.

    :raises FollowRefused: if `by` may not, the period is not over, it is signed already, or it is too late
    """
    found = Skp.objects.select_for_update(of=("self",)).select_related("unit__government", "person").get(
        pk=skp.pk
    )  # fmt: skip
    if not perms.may_report(by, found):
        raise FollowRefused(_("Hanya pegawai pemilik SKP yang menulis laporannya."))
    government = government_of(found)
    if period.government_id != government.pk or not _touches(found, period):
        raise FollowRefused(_("Periode ini bukan bagian dari SKP Anda."))
    report = SelfReport.objects.filter(skp=found, period=period).first()
    if report is not None and report.signed_at is not None:
        raise FollowRefused(_("Laporan ini sudah Anda tanda tangani dan tidak berubah lagi."))
    due = deadline(period.rate_by, government)
    if on > due.day:
        raise FollowRefused(_("Batas menilai periode ini, %(day)s, sudah lewat.") % {"day": tanggal(due.day)})
    if len(text) > LONGEST:
        raise FollowRefused(_("Tulisan ini terlalu panjang. Ringkaskan."))
    report = report or SelfReport(skp=found, period=period)
    report.text = typed.lines(text) or text_of(found, period)
    if sign:
        if not is_over(found, period, on):
            raise FollowRefused(_("Periode ini belum berakhir, maka laporannya belum dapat ditandatangani."))
        said_clearly(report.text)
        report.rows, report.signed_at = prefilled(found, period), timezone.now()
    report.save()
    kind = "performance.report_signed" if sign else "performance.report_written"
    record(
        kind=kind, by=by, target=report, person=found.person_id, unit=found.unit_id, on=on,
        after={"periode": f"{period.kind} {period.number}/{period.year}", "baris": len(report.rows)},
    )  # fmt: skip
    return report


def _touches(skp: Skp, period: Period) -> bool:
    return bool(skp.berlaku.lower < period.days.upper and period.days.lower < skp.berlaku.upper)
