"""What the pages of the calendar share."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.db.models import F
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from praja.access.queries import units_visible_to
from praja.attendance.calendar.actions import CalendarRefused
from praja.organization.models import Position, Unit, UnitVersion
from praja.people.models import Person
from praja.people.queries import people_visible_to


def units_of(user: Any, on: datetime.date, *roles: str) -> list[tuple[str, str]]:
    """Return the units of somebody's roles, by name, as a form offers them: governments first."""
    units = units_visible_to(user, on, *roles)
    rows = UnitVersion.objects.on(on).filter(unit__in=units.values("pk"))
    in_order = rows.order_by(F("unit__government").asc(nulls_first=True), "name")
    found = in_order.values_list("unit", "name")
    return [(str(pk), name) for pk, name in found]


def governments_of(user: Any, on: datetime.date, *roles: str) -> list[tuple[Unit, str]]:
    """Return the governments in which somebody holds a role, by name."""
    units = units_visible_to(user, on, *roles)
    tops = set(units.values_list("government", flat=True)) | set(
        units.filter(government__isnull=True).values_list("pk", flat=True)
    )
    rows = UnitVersion.objects.on(on).filter(unit__in=tops - {None}).select_related("unit").order_by("name")
    return [(row.unit, row.name) for row in rows]


def chosen(request: HttpRequest, offered: list[tuple[Unit, str]]) -> Unit:
    """Return the government that is asked about: that of `pemda`, else the first.

    :raises Http404: if that one is not offered
    """
    asked = request.POST.get("pemda") or request.GET.get("pemda") or ""
    found = next((unit for unit, _name in offered if not asked or str(unit.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def unit_in(text: str) -> Unit:
    """Return the unit that a form names."""
    return Unit.objects.select_related("government").get(pk=uuid.UUID(text))


def people_in(text: str, user: Any, on: datetime.date) -> list[Person]:
    """Return the people of some NIP whom somebody may see.

    :raises CalendarRefused: if one of them is not known
    """
    nips = list(
        dict.fromkeys("".join(one.split()) for one in text.replace(",", "\n").splitlines() if one.strip())
    )
    ids = list(Person.objects.filter(nip__in=nips).values_list("pk", flat=True))
    people = {one.nip: one for one in people_visible_to(user, on, among=ids)}
    missing = [nip for nip in nips if nip not in people]
    if missing:
        raise CalendarRefused(_("NIP %(nip)s tidak dikenal.") % {"nip": missing[0]})
    return [people[nip] for nip in nips]


def positions_in(text: str) -> list[Position]:
    """Return the posts of some codes.

    :raises CalendarRefused: if one of them is not known
    """
    codes = [one.strip() for one in text.split(",") if one.strip()]
    found = {one.code: one for one in Position.objects.filter(code__in=codes)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise CalendarRefused(_("Kode jabatan %(code)s tidak dikenal.") % {"code": missing[0]})
    return [found[code] for code in codes]


def refused(form: forms.Form, error: Exception) -> None:
    """Let a form say why it was refused."""
    form.add_error(None, str(error))
