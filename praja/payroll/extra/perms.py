"""Who may record, confirm and withdraw extra lines and regulations."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role, units_of_roles, units_visible_to
from praja.organization.models import Unit
from praja.payroll.models import ExtraLine, LegalBasis
from praja.payroll.perms import READERS
from praja.people.models import Person


def sees_extras(user: Any, on: datetime.date) -> bool:
    """
    To open the pages of extra lines and regulations, one must be
    - bendahara, pejabat penyetuju or auditor of any unit.
    """
    return has_role(user, *READERS, on=on)


def extras_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may see an extra line: their own once it is confirmed, or as
    bendahara, pejabat penyetuju or auditor for its unit.
    """
    if not getattr(user, "is_active", False) or user.pk is None:
        return Q(pk__in=[])
    allowed = Q(person__account=user, confirmed_at__isnull=False)
    everywhere, some = units_of_roles(user, on, *READERS)
    if everywhere:
        return Q()
    return allowed | Q(unit__in=units_visible_to(user, on, *READERS).values("pk")) if some else allowed


def may_give_extra(user: Any, person: Person, unit: Unit, on: datetime.date) -> bool:
    """
    To record an extra line of somebody, one must be
    - bendahara for the unit in which they work, and
    - someone other than that person.
    """
    return person.account_id != user.pk and has_role(user, Role.BENDAHARA, unit=unit, on=on)


def confirms_for(user: Any, unit: Unit | Any, on: datetime.date) -> bool:
    """
    To be one who confirms extra lines or regulations of a unit, whoever recorded them, one must be
    - pejabat penyetuju for it.
    """
    return has_role(user, Role.PEJABAT_PENYETUJU, unit=unit, on=on)


def confirms_any(user: Any, on: datetime.date) -> bool:
    """
    To be one who confirms extra lines at all, one must be
    - pejabat penyetuju of any unit.
    """
    return has_role(user, Role.PEJABAT_PENYETUJU, on=on)


def may_confirm_extra(user: Any, line: ExtraLine, on: datetime.date) -> bool:
    """
    To confirm an extra line, one must be
    - pejabat penyetuju for its unit, and
    - someone other than who recorded it, and than the person whose slip it is.
    """
    own = line.person.account_id == user.pk
    return confirms_for(user, line.unit_id, on) and user.pk != line.made_by_id and not own


def may_withdraw_extra(user: Any, line: ExtraLine, on: datetime.date) -> bool:
    """
    To withdraw an extra line, to refuse it, or to add its scan, one must be
    - bendahara or pejabat penyetuju for its unit, and
    - someone other than the person whose slip it is.
    """
    own = line.person.account_id == user.pk
    return has_role(user, Role.BENDAHARA, Role.PEJABAT_PENYETUJU, unit=line.unit_id, on=on) and not own


def may_give_basis(user: Any, government: Unit, on: datetime.date) -> bool:
    """
    To record the regulation by which a government may pay, one must be
    - bendahara for the whole government.
    """
    return has_role(user, Role.BENDAHARA, unit=government, on=on)


def may_confirm_basis(user: Any, basis: LegalBasis, on: datetime.date) -> bool:
    """
    To confirm such a regulation, one must be
    - pejabat penyetuju for the whole government, and
    - someone other than who recorded it.
    """
    return confirms_for(user, basis.government_id, on) and user.pk != basis.made_by_id


def may_withdraw_basis(user: Any, basis: LegalBasis, on: datetime.date) -> bool:
    """
    To withdraw or refuse such a regulation, one must be
    - bendahara or pejabat penyetuju for the whole government.
    """
    return has_role(user, Role.BENDAHARA, Role.PEJABAT_PENYETUJU, unit=basis.government_id, on=on)
