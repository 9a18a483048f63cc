"""Who may exchange with e-Kinerja of BKN, compare, and say which of the two rates."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db.models import QuerySet

from praja.access.enums import Role
from praja.access.queries import has_role, roles_of, units_of_roles, units_visible_to
from praja.organization.models import Unit
from praja.performance.models import BknExport, BknImport, RatingMode
from praja.performance.perms import OFFICERS

COMPARERS: Final = (*OFFICERS, Role.AUDITOR)
DECIDERS: Final = (Role.ADMIN_BKPSDM, Role.PEJABAT_PENYETUJU, Role.ADMIN_APLIKASI)
READERS: Final = (*COMPARERS, *DECIDERS[1:])


def may_exchange(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To take in predicates of e-Kinerja for a unit's people, apply or undo them, and to make files for
    e-Kinerja of them, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit or one above it.
    Of oneself nobody takes in anything.
    """
    return has_role(user, *OFFICERS, unit=unit.pk, on=on)


def may_compare(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To hold what Praja and e-Kinerja say of a unit's people against each other, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor for the unit or one above it.
    """
    return has_role(user, *COMPARERS, unit=unit.pk, on=on)


def sees_exchange(user: Any, on: datetime.date) -> bool:
    """
    To be shown the way to the exchange, one must be
    - pengelola kepegawaian, admin BKPSDM, auditor, pejabat penyetuju or admin aplikasi of any unit.
    """
    return any(one.role in READERS for one in roles_of(user, on))


def exchanges_any(user: Any, on: datetime.date) -> bool:
    """
    To be led to importing and to making files, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return has_role(user, *OFFICERS, on=on)


def exchanges(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the units for whose people somebody exchanges (`may_exchange`)."""
    return units_visible_to(user, on, *OFFICERS)


def compares(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the units whose people somebody compares (`may_compare`)."""
    return units_visible_to(user, on, *COMPARERS)


def may_see_import(user: Any, one: BknImport, on: datetime.date) -> bool:
    """
    To see what an import would do or did, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor for its unit or one above it.
    """
    return may_compare(user, one.unit, on)


def may_see_export(user: Any, export: BknExport, on: datetime.date) -> bool:
    """
    To see that a file for e-Kinerja was made, by whom and with which hash, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor for its unit or one above it.
    """
    return may_compare(user, export.unit, on)


def may_fetch(user: Any, export: BknExport, on: datetime.date) -> bool:
    """
    To fetch such a file, stop it or ask for it again, one must
    - have asked for it, still exchange for its unit (`may_exchange`), and
    - to fetch it, come no later than the last day for which it is kept.
    """
    return export.made_by_id == user.pk and on <= export.keep_until and may_exchange(user, export.unit, on)


def modes_seen_by(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the governments of which somebody sees where they are rated (`sees_exchange`)."""
    everywhere, mine = units_of_roles(user, on, *READERS)
    whole = Unit.objects.filter(government__isnull=True)
    if everywhere:
        return whole
    units = Unit.objects.filter(pk__in=mine)
    return whole.filter(pk__in=units.values("government")) | whole.filter(pk__in=mine)


def may_propose_mode(user: Any, government: Unit, on: datetime.date) -> bool:
    """
    To propose where a government is rated, or withdraw such a proposal, one must be
    - admin BKPSDM for the whole government.
    """
    return has_role(user, Role.ADMIN_BKPSDM, unit=government.pk, on=on)


def may_decide_mode(user: Any, mode: RatingMode, on: datetime.date) -> bool:
    """
    To accept or refuse such a proposal, one must be
    - admin BKPSDM, pejabat penyetuju or admin aplikasi for the whole government, and
    - somebody else than who proposed it.
    """
    return user.pk != mode.made_by_id and has_role(user, *DECIDERS, unit=mode.government_id, on=on)
