"""Letters by which a unit or people work from home or elsewhere (PermenPANRB 4/2025)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.attendance.calendar.actions import CalendarRefused, check_days, letter_of
from praja.attendance.calendar.enums import Tempat
from praja.attendance.calendar.moved import people_in, touch_people
from praja.attendance.calendar.perms import keeps_unit
from praja.attendance.models import PlaceLetter
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.people.models import Person
from praja.web.said import gettext as _

MOST_PEOPLE = 500


@transaction.atomic
def set_place(
    *, unit: Unit, people: Sequence[Person], place: str, first: datetime.date, last: datetime.date,
    weekdays: str, letter: str, by: Any, on: datetime.date,
) -> PlaceLetter:  # fmt: skip
    """Let people of a unit, or all of it with all below, work elsewhere on days of a span.

    :param people: without any it is for the whole unit
    :param weekdays: those on which it holds: 0 is Monday
    :raises CalendarRefused: if `by` may not or is among the people, or somebody is not of the unit
    """
    if not keeps_unit(by, unit, on):
        raise CalendarRefused(_("Anda tidak berwenang menetapkan tempat kerja bagi unit ini."))
    check_days(first, last, on)
    if place not in (Tempat.WFH, Tempat.WFA):
        raise CalendarRefused(_("Pilih tempat kerjanya."))
    days = "".join(sorted(set(weekdays) & set("0123456")))
    if not days:
        raise CalendarRefused(_("Pilih paling sedikit satu hari."))
    if len(people) > MOST_PEOPLE:
        raise CalendarRefused(_("Paling banyak 500 pegawai dalam satu surat. Bagi menjadi beberapa."))
    if any(one.account_id == by.pk for one in people):
        raise CalendarRefused(_("Tempat kerja Anda sendiri ditetapkan oleh orang lain."))
    members = people_in(unit, first, last)
    strangers = [one.full_name for one in people if one.pk not in members]
    if strangers:
        raise CalendarRefused(
            _("%(name)s tidak bekerja di unit ini pada tanggal itu.") % {"name": strangers[0]}
        )
    made = PlaceLetter.objects.create(
        government=unit.government or unit, unit=unit, whole_unit=not people, place=place, first=first,
        last=last, weekdays=days, letter=letter_of(letter), by=by,
    )  # fmt: skip
    made.people.set(people)
    record(
        kind="attendance.place_set", by=by, target=made, unit=unit.pk, on=on, after=_told(made),
        people=[one.pk for one in people],
    )  # fmt: skip
    touch_people([one.pk for one in people] or members, first, last, "jam")
    return made


@transaction.atomic
def withdraw_place(*, letter: PlaceLetter, by: Any, on: datetime.date) -> None:
    """Take a letter back as a whole: those days are worked at the office.

    :raises CalendarRefused: if `by` may not, or it is withdrawn already
    """
    if not keeps_unit(by, letter.unit, on):
        raise CalendarRefused(_("Anda tidak berwenang menetapkan tempat kerja bagi unit ini."))
    people = list(letter.people.values_list("pk", flat=True))
    done = PlaceLetter.objects.filter(pk=letter.pk, digantikan__isnull=True).update(digantikan=timezone.now())
    if not done:
        raise CalendarRefused(_("Surat ini sudah dicabut."))
    record(
        kind="attendance.place_withdrawn", by=by, target=letter, unit=letter.unit_id, on=on,
        before=_told(letter), people=people,
    )  # fmt: skip
    touch_people(
        people or people_in(letter.unit, letter.first, letter.last), letter.first, letter.last, "jam"
    )


def _told(letter: PlaceLetter) -> dict[str, Any]:
    return {"tempat": letter.place, "mulai": letter.first, "sampai": letter.last, "dasar": letter.letter}
