"""Who may see and change the structure."""

from __future__ import annotations

import datetime
from typing import Any

from praja.organization.hooks import has_role
from praja.organization.models import Unit


def can_see_structure(user: Any) -> bool:
    """
    To see units, posts and the names of their holders, one must be
    - signed in, with an account that is not disabled.
    """
    return bool(user.is_authenticated and user.is_active)


def can_see_codes(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To see the NPWP of the withholder and the budget code of a unit, one must hold for it the role of
    - admin BKPSDM, pengelola kepegawaian, bendahara, pejabat penyetuju or kepala unit, or
    - TAPD or auditor.
    """
    return can_see_structure(user) and has_role(
        user,
        "admin_bkpsdm",
        "pengelola_kepegawaian",
        "bendahara",
        "pejabat_penyetuju",
        "kepala_unit",
        "tapd",
        "auditor",
        unit=unit,
        on=on,
    )


def can_change_structure(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To change units and posts of a government, one must be
    - admin BKPSDM of the whole government.
    """
    return can_see_structure(user) and has_role(user, "admin_bkpsdm", unit=unit.government or unit, on=on)


def can_create_government(user: Any, on: datetime.date) -> bool:
    """
    To add a government, one must be
    - admin aplikasi, or
    - admin BKPSDM of every government.
    """
    return can_see_structure(user) and has_role(user, "admin_aplikasi", "admin_bkpsdm", on=on)
