"""Setting the periods of a government and their deadlines."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from praja.audit.actions import record
from praja.organization.models import Unit
from praja.performance.enums import JenisPeriode
from praja.performance.follow.actions import FollowRefused, said_clearly
from praja.performance.follow.clock import usual_report_by
from praja.performance.follow.perms import keeps_periods
from praja.performance.models import Period
from praja.web.said import gettext as _

RATE_DAY = 10
YEAR_REPORT, YEAR_RATE = (1, 15), (1, 31)
"""Month and day in the next year."""
MOST_LATER = 92
"""Days after the end of a period within which both deadlines lie."""


def usual(year: int, kind: str) -> list[Period]:
    """Return the periods of a year with their usual deadlines: the months or quarters, and the year."""
    length = {JenisPeriode.BULANAN: 1, JenisPeriode.TRIWULANAN: 3}[JenisPeriode(kind)]
    made = []
    for number in range(1, 12 // length + 1):
        first = datetime.date(year, (number - 1) * length + 1, 1)
        last_month = first.month + length - 1
        last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
        due = usual_report_by(last)
        made.append(_period(year, kind, number, first, last, due, due.replace(day=RATE_DAY)))
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    report, rate = (datetime.date(year + 1, *day) for day in (YEAR_REPORT, YEAR_RATE))
    return [*made, _period(year, JenisPeriode.TAHUNAN, 1, first, last, report, rate)]


def _period(
    year: int,
    kind: str,
    number: int,
    first: datetime.date,
    last: datetime.date,
    report: datetime.date,
    rate: datetime.date,
) -> Period:
    days = DateRange(first, last + datetime.timedelta(days=1))
    return Period(year=year, kind=kind, number=number, days=days, report_by=report, rate_by=rate)


@transaction.atomic
def set_year(*, government: Unit, year: int, kind: str, by: Any, on: datetime.date) -> list[Period]:
    """Set the periods of a year, with the usual deadlines, which can be changed one by one.

    :param kind: monthly or quarterly; the year itself is added
    :raises FollowRefused: if `by` may not, or the year has periods already
    """
    if not keeps_periods(by, government, on):
        raise FollowRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan periodenya."))
    if kind not in (JenisPeriode.BULANAN, JenisPeriode.TRIWULANAN):
        raise FollowRefused(_("Pilih bulanan atau triwulanan."))
    if not 2000 <= year <= on.year + 2:
        raise FollowRefused(_("Pilih tahun ini, tahun lalu, atau dua tahun mendatang."))
    Unit.objects.select_for_update().get(pk=government.pk)
    if Period.objects.filter(government=government, year=year).exists():
        raise FollowRefused(_("Periode tahun ini sudah ditetapkan. Ubah batas waktunya satu per satu."))
    made = usual(year, kind)
    for one in made:
        one.government = government
    Period.objects.bulk_create(made)
    record(
        kind="performance.periods_set", by=by, target=government, unit=government.pk, on=on,
        after={"tahun": year, "jenis": kind, "jumlah": len(made)},
    )  # fmt: skip
    return made


@transaction.atomic
def change_deadlines(
    *,
    period: Period,
    report_by: datetime.date,
    rate_by: datetime.date,
    reason: str,
    by: Any,
    on: datetime.date,
) -> Period:
    """Change the deadlines of a period.

    :raises FollowRefused: if `by` may not, or the days cannot be
    """
    found = Period.objects.select_for_update(of=("self",)).select_related("government").get(pk=period.pk)
    if not keeps_periods(by, found.government, on):
        raise FollowRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang mengubah batas waktunya."))
    said = said_clearly(reason, 300)
    end = found.days.upper
    if report_by < end or rate_by < report_by:
        raise FollowRefused(
            _("Batas mengisi harus sesudah periodenya berakhir, dan batas menilai tidak mendahuluinya.")
        )
    if rate_by > end + datetime.timedelta(days=MOST_LATER):
        raise FollowRefused(_("Batas waktu paling lama tiga bulan sesudah periodenya berakhir."))
    before = {"batas_isi": found.report_by, "batas_nilai": found.rate_by}
    found.report_by, found.rate_by = report_by, rate_by
    found.save(update_fields=["report_by", "rate_by"])
    record(
        kind="performance.deadlines_changed", by=by, target=found, unit=found.government_id, on=on,
        before=before, after={"batas_isi": report_by, "batas_nilai": rate_by}, reason=said,
    )  # fmt: skip
    return found
