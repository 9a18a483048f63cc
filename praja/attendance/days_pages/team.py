"""“Tim hari ini”: who of one's people is in, late, away or not there yet."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db import connection, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from praja.access.queries import has_role, names_of
from praja.attendance.days.perms import READERS, attendance_open_to
from praja.attendance.days.story import EXCUSES, clock
from praja.people.asker import asker_of
from praja.people.models import Person, UnitHistory
from praja.people.perms import has_subordinates
from praja.web.shell import day_of

AT_ONCE: Final = 150
"""So many people are shown without choosing a unit."""


class Now(models.TextChoices):
    """What somebody is at this moment."""

    BELUM_DATANG = "belum_datang", _("Belum datang")
    TERLAMBAT = "terlambat", _("Datang terlambat")
    HADIR = "hadir", _("Hadir")
    PULANG = "pulang", _("Sudah pulang")
    DINAS = "dinas", _("Dinas luar")
    TIDAK_MASUK = "tidak_masuk", _("Cuti, sakit, atau izin")
    BELUM_MULAI = "belum_mulai", _("Belum mulai bekerja")
    LIBUR = "libur", _("Tidak dijadwalkan")
    TIDAK_TAHU = "tidak_tahu", _("Belum ada jadwal")


LOOKS: Final = {
    Now.BELUM_DATANG: "bad",
    Now.TERLAMBAT: "warn",
    Now.HADIR: "ok",
    Now.PULANG: "ok",
    Now.DINAS: "ok",
}

_STATE: Final = """
CASE
    WHEN d.id IS NULL THEN 'tidak_tahu'
    WHEN d.excuse = 'dinas_luar' AND d.half = '' THEN 'dinas'
    WHEN d.excuse <> '' AND d.half = '' THEN 'tidak_masuk'
    WHEN d.out_minute IS NOT NULL AND d."end" IS NOT NULL AND d.out_minute >= d."end" THEN 'pulang'
    WHEN d.in_minute IS NOT NULL AND d.late_band > 0 THEN 'terlambat'
    WHEN d.in_minute IS NOT NULL OR d.out_minute IS NOT NULL THEN 'hadir'
    WHEN y.in_minute IS NOT NULL AND y.out_minute IS NULL AND y."end" > n.minute + 1440 THEN 'hadir'
    WHEN d.kind <> 'kerja' THEN 'libur'
    WHEN d.start IS NOT NULL AND d.start > n.minute THEN 'belum_mulai'
    ELSE 'belum_datang'
END
"""
_FROM: Final = """
FROM ({members}) AS m
LEFT JOIN attendance_day d ON d.person_id = m.person_id AND d.date = %s
LEFT JOIN attendance_day y ON y.person_id = m.person_id AND y.date = %s::date - 1 AND y."end" > 1440
CROSS JOIN LATERAL (SELECT extract(epoch FROM %s::timestamptz AT TIME ZONE CASE d.zone
    WHEN 'WIT' THEN 'Asia/Jayapura' WHEN 'WITA' THEN 'Asia/Makassar' ELSE 'Asia/Jakarta' END
    - %s::date::timestamp) / 60 AS minute) AS n
"""
"""The day of today, a shift of yesterday that goes on past midnight, and the minute that it is there."""
_UNITS: Final = f"SELECT m.unit_id, {_STATE} AS state, count(*) {_FROM} GROUP BY 1, 2"
_PEOPLE: Final = f"""
SELECT m.person_id, m.unit_id, {_STATE}, coalesce(d.in_minute, y.in_minute - 1440), d.out_minute, d.late,
    d.start, d.place, d.excuse
{_FROM}
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """One of one's people now."""

    person: Person
    unit: str
    state: Now
    detail: str
    place: str

    @property
    def look(self) -> str:
        """How the state looks."""
        return LOOKS.get(self.state, "")


def sees_team(user: Any, on: datetime.date) -> bool:
    """
    To be shown the people of today, one must be
    - the superior of somebody, or
    - pengelola kepegawaian, admin BKPSDM, kepala unit or auditor of any unit.
    """
    return has_role(user, *READERS, on=on) or has_subordinates(user, on)


def _members(user: Any, on: datetime.date) -> Any:
    """Return whose attendance somebody may see and who work today, with their units; never oneself."""
    rows = UnitHistory.objects.on(on).filter(attendance_open_to(user, on, person="person"))
    return rows.exclude(person=asker_of(user).person).order_by()


@login_required
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show one's people by what they are now; of many, one unit at a time."""
    on = day_of(request.user)
    if not sees_team(request.user, on):
        raise Http404
    members, moment = _members(request.user, on), timezone.now()
    counts = _counts(members, on, moment)
    names = names_of(counts, on)
    units = sorted(
        ((unit, names.get(unit, ""), sum(found.values()), found) for unit, found in counts.items()),
        key=lambda one: one[1],
    )
    everybody = sum(one[2] for one in units)
    asked = _uuid(request.GET.get("unit", ""))
    chosen = asked if asked in counts else None
    people = None
    if chosen is not None:
        people = _people(members.filter(unit=chosen), on, moment, names)
    elif everybody <= AT_ONCE:
        people = _people(members, on, moment, names)
    shown = counts[chosen] if chosen is not None else _sum(counts.values())
    context = {
        "today": on,
        "everybody": everybody,
        "units": [(unit, name, total, found.get(Now.BELUM_DATANG, 0), found.get(Now.TERLAMBAT, 0))
                  for unit, name, total, found in units] if len(units) > 1 else [],
        "chosen": chosen,
        "name": names.get(chosen, "") if chosen is not None else "",
        "counts": [(state.label, shown[state], LOOKS.get(state, "")) for state in Now if shown.get(state)],
        "groups": _groups(people) if people is not None else [],
        "many": people is None,
    }  # fmt: skip
    return render(request, "attendance/days_pages/team.html", context)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _sum(counts: Any) -> dict[Now, int]:
    found: dict[Now, int] = {}
    for one in counts:
        for state, count in one.items():
            found[state] = found.get(state, 0) + count
    return found


def _ask(query: str, members: Any, on: datetime.date, moment: datetime.datetime) -> list[tuple[Any, ...]]:
    sql, parameters = members.values("person_id", "unit_id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(query.format(members=sql), [*parameters, on, on, moment, on])
        return cursor.fetchall()  # type: ignore[no-any-return]


def _counts(members: Any, on: datetime.date, moment: datetime.datetime) -> dict[uuid.UUID, dict[Now, int]]:
    found: dict[uuid.UUID, dict[Now, int]] = {}
    for unit, state, count in _ask(_UNITS, members, on, moment):
        found.setdefault(unit, {})[Now(state)] = count
    return found


def _people(members: Any, on: datetime.date, moment: datetime.datetime, names: dict[Any, str]) -> list[Seen]:
    rows = _ask(_PEOPLE, members, on, moment)
    people = Person.objects.in_bulk([row[0] for row in rows])
    found = [
        Seen(
            people[one], names.get(unit, ""), Now(state),
            _detail(Now(state), came, went, late, start, excuse), place or "",
        )
        for one, unit, state, came, went, late, start, place, excuse in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.person.name)


def _detail(
    state: Now, came: int | None, went: int | None, late: int | None, start: int | None, excuse: str
) -> str:
    """Return what is behind a state, in a few words."""
    match state:
        case Now.TERLAMBAT:
            return str(_("%(time)s, terlambat %(count)s menit") % {"time": clock(came), "count": late})
        case Now.HADIR:
            return clock(came if came is not None else went)
        case Now.PULANG:
            return f"{clock(came)} – {clock(went)}" if came is not None else clock(went)
        case Now.BELUM_DATANG | Now.BELUM_MULAI if start is not None:
            return str(_("mulai %(time)s") % {"time": clock(start)})
        case Now.DINAS | Now.TIDAK_MASUK:
            return str(EXCUSES.get(excuse, excuse))
        case _state:
            return ""


def _groups(people: list[Seen]) -> list[tuple[Any, str, list[Seen]]]:
    """Return people by what they are, what needs eyes first."""
    found: list[tuple[Any, str, list[Seen]]] = []
    for state in Now:
        here = [one for one in people if one.state == state]
        if here:
            found.append((state.label, LOOKS.get(state, ""), here))
    return found
