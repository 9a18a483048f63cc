"""What this app itself answers to “why may X (not) see Y?”."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from praja.access.enums import Role
from praja.access.queries import TECHNICAL, has_role, names_of, roles_of
from praja.access.reasons import Reason
from praja.organization.models import Unit, UnitVersion


def find_unit(user: Any, text: str, on: datetime.date) -> Unit | None:
    """Return the unit that a code or a name means; the structure is open to all who are signed in."""
    text = text.strip()
    unit = Unit.objects.filter(code=text).first()
    if unit is not None or not text:
        return unit
    versions = UnitVersion.objects.known().select_related("unit").order_by("unit__code")
    found = versions.filter(name__iexact=text).first() or versions.filter(name__icontains=text).first()
    return None if found is None else found.unit


def explain_roles(user: Any, obj: Any, on: datetime.date) -> list[Reason]:
    """Tell which roles an account holds for a unit on a day, and which it holds only for others."""
    if not isinstance(obj, Unit):
        return []
    if not user.is_active:
        return [Reason(False, _("Akun ini dinonaktifkan, jadi tidak dapat membuka apa pun."))]
    held = roles_of(user, on)
    if not held:
        return [Reason(False, _("Akun ini tidak memegang peran apa pun pada hari itu."))]
    names = names_of([one.unit_id for one in held], on)
    reasons = []
    for one in held:
        covers = has_role(user, one.role, unit=obj, on=on) and (
            one.unit_id is None or one.unit_id in _covering(one, obj, on)
        )
        words = {
            "role": Role(one.role).label,
            "unit": names.get(one.unit_id, _("semua unit")),
            "reason": one.reason,
        }
        if one.role in TECHNICAL:
            text = _("%(role)s tidak membuka data unit atau orang mana pun (dasar: %(reason)s).")
            covers = False
        elif covers:
            text = _("Memegang peran %(role)s untuk %(unit)s dan semua di bawahnya (dasar: %(reason)s).")
        else:
            text = _("Peran %(role)s hanya untuk %(unit)s, yang tidak mencakup unit ini.")
        reasons.append(Reason(covers, text % words))
    return reasons


def _covering(held: Any, unit: Unit, on: datetime.date) -> set[Any]:
    from praja.access.tree import above

    return set(above(unit.pk, on)) | {unit.pk, unit.government_id}


def explain_grant(user: Any, obj: Any, on: datetime.date) -> list[Reason]:
    """Tell whether an account may give roles for a unit on a day."""
    if not isinstance(obj, Unit):
        return []
    if has_role(user, Role.ADMIN_BKPSDM, unit=obj, on=on):
        return [Reason(True, _("Admin BKPSDM memberi dan mencabut peran di unitnya dan semua di bawahnya."))]
    return [Reason(False, _("Peran di unit ini hanya diberikan oleh admin BKPSDM yang mencakupnya."))]
