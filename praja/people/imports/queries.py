"""Reading imports."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from praja.access.queries import units_visible_to
from praja.organization.queries import today
from praja.people.imports.mapping import Mapping
from praja.people.imports.perms import governments_for, may_import
from praja.people.models import ImportRow, PeopleImport


def imports_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[PeopleImport]:
    """Return the imports that an account may see (`perms.can_see_import`)."""
    day = on or today()
    if not may_import(user, day):
        return PeopleImport.objects.none()
    own = Q(made_by=user, government__in=governments_for(user, day))
    whole = Q(government__in=units_visible_to(user, day, "admin_bkpsdm").values("pk"))
    return PeopleImport.objects.filter(own | whole).select_related("government", "file", "made_by")


def remembered(people_import: PeopleImport, signature: str) -> Mapping | None:
    """Return how the last file with the same headings was read in this government."""
    earlier = (
        PeopleImport.objects.filter(government=people_import.government, mapping__signature=signature)
        .exclude(pk=people_import.pk)
        .exclude(summary={})
        .order_by("-made_at")
        .first()
    )
    return Mapping.from_json(earlier.mapping) if earlier else None


def counts(people_import: PeopleImport) -> dict[str, int]:
    """Return how many people are of each kind, and how many of those that had to be asked were accepted."""
    found = dict.fromkeys(ImportRow.Kind.values, 0)
    accepted = 0
    rows = people_import.people_rows.values_list("kind", "accepted").annotate(number=Count("pk"))
    for kind, is_accepted, number in rows:
        found[kind] += number
        if kind == ImportRow.Kind.PASTIKAN and is_accepted:
            accepted += number
    return found | {"diterima": accepted, "tetap": int(people_import.summary.get("tetap", 0))}
