"""Saying how well a unit did in a period."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record
from praja.organization.models import Unit
from praja.performance.enums import PredikatOrganisasi
from praja.performance.models import Period, UnitAchievement
from praja.performance.rating import perms
from praja.performance.rating.actions import RatingRefused, reason
from praja.web.said import gettext as _
from praja.web.words import tanggal


@transaction.atomic
def set_achievement(
    *, unit: Unit, period: Period, predicate: str, basis: str, by: Any, on: datetime.date
) -> UnitAchievement:
    """Say how well a unit did in a period; what was said before is replaced and kept.

    :raises RatingRefused: if `by` may not, the period is not over, or the basis is missing
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    if not perms.may_set_achievement(by, unit, on):
        raise RatingRefused(
            _("Capaian unit ditetapkan pimpinan satu tingkat di atasnya, bukan oleh unit itu sendiri.")
        )
    if period.government_id != (unit.government_id or unit.pk):
        raise RatingRefused(_("Periode ini bukan periode pemerintah daerah dari unit itu."))
    if predicate not in PredikatOrganisasi.values:
        raise RatingRefused(_("Pilih predikat kinerja unit itu."))
    if on < period.days.upper:
        raise RatingRefused(
            _("Periode ini baru berakhir %(day)s.")
            % {"day": tanggal(period.days.upper - datetime.timedelta(days=1))}
        )
    said = reason(basis)
    before = UnitAchievement.objects.filter(unit=unit, period=period, digantikan__isnull=True).first()
    if before is not None:
        before.digantikan = timezone.now()
        before.save(update_fields=["digantikan"])
    made: UnitAchievement = UnitAchievement.objects.create(
        unit=unit, period=period, predicate=predicate, basis=said, by=by
    )
    record(
        kind="performance.unit_rated", by=by, target=made, unit=unit.pk, on=on, reason=said,
        before=None if before is None else {"predikat": before.predicate}, after={"predikat": predicate},
    )  # fmt: skip
    return made
