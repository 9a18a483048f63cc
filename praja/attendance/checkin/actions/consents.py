"""Agreeing to tell position and photo, and withdrawing that."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.attendance.checkin import perms
from praja.attendance.checkin.actions import CheckInRefused
from praja.attendance.checkin.policies import consent_of, terms_of
from praja.attendance.checkin.telling import promise
from praja.attendance.models import CheckInConsent
from praja.audit.actions import record
from praja.people.models import Person
from praja.web.said import gettext as _


@transaction.atomic
def agree(*, person: Person, by: Any, on: datetime.date) -> CheckInConsent:
    """Record that a person agrees to what the terms of their unit say is kept, and for how long.

    Agreeing twice changes nothing.

    :raises CheckInRefused: if `by` is not the person, or no check-in is open to them
    """
    if not perms.is_own(by, person):
        raise CheckInRefused(_("Hanya pegawai itu sendiri yang dapat menyetujuinya."))
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if (held := consent_of(person)) is not None:
        return held
    terms = terms_of(person, on)
    if terms.policy is None:
        raise CheckInRefused(_("Presensi dari ponsel tidak dibuka bagi Anda hari ini."))
    made: CheckInConsent = CheckInConsent.objects.create(
        person=person, text="\n".join(str(line) for line in promise(terms.policy))
    )
    record(kind="attendance.checkin_agreed", by=by, target=made, person=person.pk, unit=terms.unit, on=on)
    return made


@transaction.atomic
def withdraw(*, person: Person, by: Any, on: datetime.date) -> None:
    """Record that a person does not agree any more: from now on nothing is taken from their phone, and the
    photos that are kept are deleted the next night.

    :raises CheckInRefused: if `by` is not the person
    """
    if not perms.is_own(by, person):
        raise CheckInRefused(_("Hanya pegawai itu sendiri yang dapat menarik persetujuannya."))
    held = CheckInConsent.objects.select_for_update().filter(person=person, withdrawn_at__isnull=True).first()
    if held is None:
        return
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    record(kind="attendance.checkin_withdrawn", by=by, target=held, person=person.pk, on=on)
