"""Who may keep devices, say whose a PIN is, and take files in."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db.models import QuerySet

from praja.access.enums import Role
from praja.access.queries import has_role, roles_of, units_visible_to
from praja.attendance.models import Device
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person

KEEPERS: Final = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
READERS: Final = (*KEEPERS, Role.AUDITOR)


def may_keep_device(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To register a device of a unit, change it, give it a token and take its files in, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit or one above it.
    """
    return has_role(user, *KEEPERS, unit=unit, on=on)


def may_see_device(user: Any, device: Device, on: datetime.date) -> bool:
    """
    To see a device, what came from it and which of its PINs are nobody's, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor for its unit or one above it.
    """
    return has_role(user, *READERS, unit=device.unit, on=on)


def may_identify(user: Any, device: Device, person: Person | None, on: datetime.date) -> bool:
    """
    To say whose a PIN is at a device, one must
    - keep the device (`may_keep_device`), and
    - be somebody else than the one whose it is said to be: taps are nobody's to claim.
    """
    return may_keep_device(user, device.unit, on) and (person is None or asker_of(user).person != person.pk)


def may_identify_everywhere(user: Any, government: Unit, person: Person | None, on: datetime.date) -> bool:
    """
    To say whose a PIN is at all devices of a government, one must
    - be pengelola kepegawaian or admin BKPSDM for the whole government, and
    - be somebody else than the one whose it is said to be.
    """
    return has_role(user, *KEEPERS, unit=government, on=on) and (
        person is None or asker_of(user).person != person.pk
    )


def sees_devices(user: Any, on: datetime.date) -> bool:
    """
    To be shown the way to devices, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor of any unit.
    """
    return any(one.role in READERS for one in roles_of(user, on))


def keeps(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the units whose devices somebody keeps (`may_keep_device`)."""
    return units_visible_to(user, on, *KEEPERS)


def reads(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the units whose devices somebody sees (`may_see_device`)."""
    return units_visible_to(user, on, *READERS)


def may_register_unknown(user: Any, on: datetime.date) -> bool:
    """
    To see the devices that asked and are not registered, and to set them aside, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit: nobody knows yet whose they are.
    """
    return any(one.role in KEEPERS for one in roles_of(user, on))
