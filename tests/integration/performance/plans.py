"""Making SKP for tests without drafting them page by page: written, then agreed, as the database wants."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from praja.people.models import JabatanHistory, Person, UnitHistory
from praja.performance.enums import KeadaanSkp, KeadaanVersi
from praja.performance.models import Indicator, IndicatorVersion, Rhk, RhkVersion, Skp, SkpVersion
from praja.temporal.actions import span

YEAR = 2026
Line = tuple[str, Sequence[dict[str, Any]]]
"""A result and its indicators, each with what differs from the usual one."""
USUAL: Sequence[Line] = (
    ("Bantuan diterima oleh keluarga yang berhak", [{"text": "Bantuan yang tepat sasaran"}]),
)


def plan(
    person: Person,
    appraiser: Person | None,
    *,
    year: int = YEAR,
    days: tuple[datetime.date, datetime.date] | None = None,
    lines: Sequence[Line] = USUAL,
    serves: Rhk | None = None,
    agreed: bool = True,
    understood: bool = False,
    position: Any = None,
) -> Skp:
    """Return an SKP of somebody in their post and unit, agreed by the appraiser unless told otherwise.

    :param days: by default the whole year; the end is not included
    :param position: by default, the post that they hold on the first day
    """
    start, end = days or (datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1))
    post = position or JabatanHistory.objects.on(start).get(person=person, how="definitif").position
    held = None if appraiser is None else JabatanHistory.objects.on(start).filter(person=appraiser).first()
    skp: Skp = Skp.objects.create(
        person=person, year=year, berlaku=span(start, end), position=post,
        unit=UnitHistory.objects.on(start).get(person=person).unit, appraiser=appraiser,
        appraiser_position=held.position if held else None,
        state=KeadaanSkp.BERJALAN if agreed else KeadaanSkp.DISUSUN,
    )  # fmt: skip
    version = SkpVersion.objects.create(skp=skp, since=start)
    for order, (text, indicators) in enumerate(lines):
        result = Rhk.objects.create(skp=skp)
        RhkVersion.objects.create(version=version, rhk=result, order=order, text=text, serves=serves)
        for place, said in enumerate(indicators):
            usual = {"text": "Cakupan", "measure": "%", "target": Decimal(90), "source": "Laporan",
                     "formula": "yang terlayani dibagi seluruhnya"}  # fmt: skip
            IndicatorVersion.objects.create(
                version=version, indicator=Indicator.objects.create(rhk=result), order=place, **usual | said
            )
    if agreed:
        agree(version, understood=understood)
    return skp


def agree(version: SkpVersion, *, understood: bool = False) -> None:
    """Let the appraiser (or somebody, where they have no account) have agreed to a version."""
    from praja.accounts.models import User

    appraiser = version.skp.appraiser
    account = appraiser.account if appraiser is not None else None
    by = account or User.objects.get_or_create(username="penilai", defaults={"name": "Penilai"})[0]
    now = timezone.now()
    version.state, version.proposed_at, version.agreed_at = KeadaanVersi.DISEPAKATI, now, now
    version.agreed_by, version.understood_at = by, now if understood else None
    version.save()
