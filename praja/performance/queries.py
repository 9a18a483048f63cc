"""Reading plans and what followed. A view obtains them here and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Case, QuerySet, When

from praja.performance.enums import KeadaanVersi
from praja.performance.models import Skp, SkpVersion
from praja.performance.perms import skps_open_to
from praja.performance.rating.facts import facts

__all__ = ["facts", "shown_versions", "skps_visible_to"]


def skps_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[Skp]:
    """Return the SKP that an account may see (`perms.may_see_skp`), in one query."""
    return Skp.objects.filter(skps_open_to(user, on))


def shown_versions(skps: QuerySet[Skp], *, drafts: bool = True) -> QuerySet[SkpVersion]:
    """Return one version of each SKP: the agreed one, or else the one that is drafted or proposed.

    :param skps: those that one may see
    :param drafts: whether to fall back to what is not agreed yet
    """
    states = [KeadaanVersi.DISEPAKATI, *((KeadaanVersi.DIAJUKAN, KeadaanVersi.DISUSUN) if drafts else ())]
    found = SkpVersion.objects.filter(skp__in=skps.order_by().values("pk"), state__in=states)
    agreed_first = Case(When(state=KeadaanVersi.DISEPAKATI, then=0), default=1)
    return SkpVersion.objects.filter(
        pk__in=found.order_by("skp", agreed_first, "-number").distinct("skp").values("pk")
    )
