"""The only writers of leave."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection

from praja.attendance.leave.assessing import Assessment, assess
from praja.attendance.leave.days import MOST
from praja.attendance.leave.enums import Langkah
from praja.attendance.models import LeaveRequest, LeaveStep
from praja.attendance.touched import touch_span
from praja.audit.actions import record
from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.files.models import StoredFile
from praja.organization.models import PositionVersion
from praja.people.models import Person
from praja.web import typed
from praja.web.said import gettext as _

SHORTEST = 10
EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)


class LeaveRefused(Exception):
    """Something that cannot be done with leave; its text says why and what to do."""


def clearly(text: str, most: int = 1000) -> str:
    """Return a reason that is long enough to say something.

    :raises LeaveRefused: if it is too short or too long
    """
    said = typed.one_line(text)
    if len(said) < SHORTEST:
        raise LeaveRefused(_("Tuliskan alasannya dengan jelas, paling sedikit sepuluh huruf."))
    if len(said) > most:
        raise LeaveRefused(_("Tulisan ini terlalu panjang. Ringkaskan, atau lampirkan sebagai surat."))
    return said


def locked(request: LeaveRequest) -> LeaveRequest:
    """Return a request locked until the transaction ends."""
    rows = LeaveRequest.objects.select_for_update(of=("self",))
    return rows.select_related("person__account", "unit", "government", "substitute").get(pk=request.pk)


def tell_trail(kind: str, request: LeaveRequest, by: Any, on: datetime.date, **more: Any) -> None:
    """Record in the trail what was done with a request; never why somebody is ill."""
    record(
        kind=f"attendance.{kind}", by=by, target=request, person=request.person_id, unit=request.unit_id,
        on=on, **more,
    )  # fmt: skip


def kept(upload: Any, by: Any) -> StoredFile:
    """Return a stored letter.

    :raises LeaveRefused: if it is none of the kinds that are kept, or too large
    """
    try:
        return store(upload, by=by, kinds=DOCUMENTS)
    except UploadRefused as error:
        raise LeaveRefused(str(error)) from error


def step(
    request: LeaveRequest,
    kind: Langkah,
    by: Any,
    on: datetime.date,
    *,
    person: Person | None = None,
    **more: Any,
) -> LeaveStep:
    """Write that something was done with a request."""
    name = person.full_name if person is not None else more.pop("name", str(by))
    return LeaveStep.objects.create(
        request=request, kind=kind, person=person, name=name, by=by, on=on, **more
    )


def title_of(position: Any, how: str, on: datetime.date) -> str:
    """Return what a post is called on a day, with Plt. or Plh. before it."""
    found = PositionVersion.objects.on(on).filter(position=position).values_list("title", flat=True).first()
    before = {"plt": "Plt. ", "plh": "Plh. "}.get(how, "")
    return f"{before}{found or ''}".strip()


def counted_anew(request: LeaveRequest, on: datetime.date, *, given: bool = False) -> Assessment:
    """Count a request as it stands into its row, without saving it.

    :param given: it was given long ago and only becomes shorter: nothing forbids that
    :raises LeaveRefused: if the law or another leave forbids it
    """
    found = assess(request, on)
    if found.forbidden and not given:
        raise LeaveRefused(" ".join(found.sentences()))
    request.days, request.counted = found.length.days, found.counted()
    return found


def check_days(first: datetime.date, last: datetime.date, half: str) -> None:
    """Refuse days that no leave has.

    :raises LeaveRefused: if they end before they begin, lie too far off or are too many
    """
    if last < first:
        raise LeaveRefused(_("Hari terakhir cuti tidak boleh sebelum hari pertamanya."))
    if not EARLIEST <= first <= last <= LATEST or (last - first).days >= MOST:
        raise LeaveRefused(_("Cuti sepanjang itu tidak ada. Periksa tanggalnya."))
    if half and first != last:
        raise LeaveRefused(_("Cuti setengah hari hanya untuk satu tanggal."))


def touched(request: LeaveRequest, first: datetime.date, last: datetime.date) -> None:
    """Have the days of a leave judged anew."""
    touch_span([request.person_id], first, last, "cuti")


def number_next(government: Any, year: int) -> int:
    """Return the next number of the register of a government and year; one at a time takes one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cuti {government}"])
        cursor.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM attendance_leaverequest "
            "WHERE government_id = %s AND year = %s",
            [government, year],
        )
        return int(cursor.fetchone()[0])
