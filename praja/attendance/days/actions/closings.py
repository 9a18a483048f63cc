"""Closing a month of a unit's people for pay in one step, and opening it again."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from praja.attendance.days import perms
from praja.attendance.days.actions import DayRefused, reason
from praja.attendance.days.closing import TO_CLOSE, asked, readiness
from praja.attendance.days.months import named, next_month
from praja.attendance.days.recap import RECAP
from praja.attendance.models.days import ClosedMonth, Closing
from praja.audit.actions import record_bulk
from praja.jobs.asked import alone
from praja.organization.models import Unit
from praja.web.said import gettext as _
from praja.web.words import angka

_CLOSE: Final = f"""
WITH who AS MATERIALIZED ({TO_CLOSE})
INSERT INTO attendance_closedmonth (id, closing_id, person_id, unit_id, month, facts, rows)
SELECT gen_random_uuid(), %(closing)s, r.person_id, who.unit_id, %(first)s, r.facts, r.rows
FROM ({RECAP.format(who="SELECT person_id FROM who")}) AS r JOIN who ON who.person_id = r.person_id
RETURNING person_id::text, facts::text
"""


@transaction.atomic
def close(
    *, unit: Unit, month: datetime.date, undecided_reason: str = "", by: Any, on: datetime.date
) -> Closing:
    """Freeze what the days of the people of a unit, and of all units below it, come to in a month.

    Whoever is closed already, with a unit below, stays as closed there. Who has no judged day is not closed.
    While days are not judged or requests wait, a reason is needed.

    :raises DayRefused: if `by` may not, the month runs, or nothing is to be closed
    """
    if not perms.may_close(by, unit, on):
        raise DayRefused(_("Hanya pengelola kepegawaian atau admin BKPSDM unit itu yang menutup bulan."))
    if month.day != 1 or on < next_month(month):
        raise DayRefused(_("%(month)s belum berakhir.") % {"month": named(month.replace(day=1))})
    alone("attendance.judge")
    if Closing.objects.filter(unit=unit, month=month, digantikan__isnull=True).exists():
        raise DayRefused(_("Kehadiran unit ini untuk bulan itu sudah ditutup."))
    ready = readiness(unit, month, on)
    if not ready.people:
        raise DayRefused(_("Tidak ada yang perlu ditutup: semua orang unit ini sudah ditutup."))
    said = ""
    if ready.undecided:
        try:
            said = reason(undecided_reason)
        except DayRefused:
            raise DayRefused(
                _(
                    "%(count)s hal masih terbuka. Selesaikan dahulu, atau tuliskan mengapa ditutup sebelum "
                    "itu."
                )
                % {"count": angka(ready.undecided)}
            ) from None
    last = Closing.objects.filter(unit=unit, month=month).aggregate(last=Max("number"))["last"] or 0
    made: Closing = Closing.objects.create(
        unit=unit, month=month, number=last + 1, undecided=ready.undecided, undecided_reason=said, by=by
    )
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {**asked(unit, month, on), "closing": made.pk})
        rows = sorted(cursor.fetchall())
    if not rows:
        raise DayRefused(_("Belum ada hari yang dinilai pada bulan itu, maka tidak ada yang dapat ditutup."))
    record_bulk(
        kind="attendance.month_closed", by=by, target=made, unit=unit.pk, on=on, reason=said,
        rows=[{"pegawai": person, "rekap": facts} for person, facts in rows],
        after={"bulan": month, "versi": made.number, "masih_terbuka": ready.undecided},
        people=[uuid.UUID(person) for person, _facts in rows],
    )  # fmt: skip
    return made


@transaction.atomic
def reopen(*, closing: Closing, text: str, by: Any, on: datetime.date) -> Closing:
    """Open a closed month of a unit again. What was closed stays readable; pay is told that it changed.

    :raises DayRefused: if `by` may not, it is open already, or the reason is missing
    """
    found = Closing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=closing.pk)
    if not perms.may_reopen(by, found, on):
        raise DayRefused(_("Bulan yang ditutup dibuka lagi oleh pengelola lain, bukan oleh yang menutupnya."))
    if found.digantikan is not None:
        raise DayRefused(_("Penutupan ini sudah dibuka lagi."))
    said, now = reason(text), timezone.now()
    found.digantikan, found.reopened_by, found.reopened_because = now, by, said
    found.save(update_fields=["digantikan", "reopened_by", "reopened_because"])
    rows = ClosedMonth.objects.filter(closing=found, digantikan__isnull=True)
    people = list(rows.order_by("person").values_list("person_id", flat=True))
    rows.update(digantikan=now)
    record_bulk(
        kind="attendance.month_reopened", by=by, target=found, unit=found.unit_id, on=on, reason=said,
        rows=[{"pegawai": str(one)} for one in people], after={"bulan": found.month, "versi": found.number},
        people=people,
    )  # fmt: skip
    return found
