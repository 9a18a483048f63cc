"""Who reads which part of the audit trail, and which units a text names there."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from praja.access.enums import Role
from praja.access.queries import has_role, names_of, units_of_roles, units_visible_to
from praja.audit import words
from praja.audit.perms import EVERYTHING
from praja.organization.models import UnitVersion
from praja.organization.queries import subtree, today
from praja.people.models import Person
from praja.people.perms import members_of

READERS = (Role.AUDITOR, Role.ADMIN_BKPSDM)
MOST_UNITS = 20


def events_open_to(user: Any) -> Q | None:
    """
    To read what others did in the trail, one must hold
    - auditor or admin BKPSDM everywhere: all of it,
    - auditor or admin BKPSDM for units: what concerns those units and all below, and the people in them, or
    - admin aplikasi: what concerns accounts, roles and the trail itself, and no person in the records.
    """
    on = today()
    everywhere, mine = units_of_roles(user, on, *READERS)
    if everywhere:
        return EVERYTHING
    allowed = Q()
    if mine:
        units = units_visible_to(user, on, *READERS)
        people = Person.objects.filter(members_of(units, on))
        allowed |= Q(unit_id__in=units.values("pk")) | Q(person_id__in=people.values("pk"))
    if has_role(user, Role.ADMIN_APLIKASI, on=on):
        machinery = (
            Q(kind__startswith="accounts.") | Q(kind__startswith="access.") | Q(kind__startswith="audit.")
        )
        allowed |= Q(person_id__isnull=True) & machinery
    return allowed or None


def unit_names(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return what units are called today, or were last."""
    return names_of(ids)


def units_named(user: Any, text: str) -> set[uuid.UUID]:
    """Return the units whose code or name a text is, or is a part of the name, with all below them.

    The structure is open to all who are signed in.
    """
    text = text.strip()
    if not text:
        return set()
    versions = UnitVersion.objects.known().filter(Q(unit__code=text) | Q(name__icontains=text))
    found = list(versions.order_by("unit__code").values_list("unit_id", flat=True).distinct()[:MOST_UNITS])
    return set(found) | subtree(found, today()) if found else set()


def tell() -> None:
    """Tell the trail what events of imports, exports and due dates are called."""
    for kind, sentence in {
        "import_uploaded": gettext_lazy("mengunggah daftar untuk diimpor"),
        "import_confirmed": gettext_lazy("menyetujui impor"),
        "imported": gettext_lazy("mengimpor pegawai"),
        "settled": gettext_lazy("menempatkan pegawai rekaan"),
        "import_undone": gettext_lazy("membatalkan impor"),
        "imports_forgotten": gettext_lazy("menghapus daftar impor yang masa simpannya berakhir"),
        "exported": gettext_lazy("mengekspor data pegawai"),
        "letter_drafted": gettext_lazy("menyusun rancangan SK atau surat"),
        "calendar_made": gettext_lazy("membuat alamat kalender"),
        "calendar_revoked": gettext_lazy("mencabut alamat kalender"),
    }.items():
        words.add(f"people.{kind}", sentence)
