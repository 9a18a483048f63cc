"""What the actions of SKP share."""

from __future__ import annotations

import datetime
from typing import Any

from praja.audit.actions import record
from praja.performance.enums import KeadaanSkp
from praja.performance.models import Period, Skp, SkpVersion
from praja.performance.plan.refused import PlanRefused
from praja.web.said import gettext as _
from praja.web.words import tanggal


def locked(skp: Skp) -> Skp:
    """Return an SKP as it stands, locked: whoever writes one waits for whoever writes it already."""
    return Skp.objects.select_for_update(of=("self",)).select_related("person").get(pk=skp.pk)


def locked_version(version: SkpVersion) -> SkpVersion:
    """Return a version as it stands, its SKP locked.

    :raises PlanRefused: if the SKP was cancelled meanwhile
    """
    skp = locked(Skp(pk=version.skp_id))
    if skp.state == KeadaanSkp.DIBATALKAN:
        raise PlanRefused(_("SKP ini sudah dibatalkan. Muat ulang halamannya."))
    found: SkpVersion = SkpVersion.objects.get(pk=version.pk)
    found.skp = skp
    return found


def needs_open_period(skp: Skp, since: datetime.date, on: datetime.date) -> None:
    """Refuse a later version that would hold on days which were rated already.

    :raises PlanRefused: if the period that has its first day is closed
    """
    government = skp.unit.government_id or skp.unit_id
    if Period.objects.filter(government=government, days__contains=since, rate_by__lt=on).exists():
        raise PlanRefused(
            _(
                "Masa penilaian yang memuat %(day)s sudah ditutup. Ubah tanggal berlakunya menjadi hari "
                "sesudah masa itu."
            )
            % {"day": tanggal(since)}
        )


def tell(
    verb: str,
    skp: Skp,
    by: Any,
    on: datetime.date,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add an event about an SKP to the trail."""
    record(
        kind=f"performance.{verb}", by=by, target=skp, person=skp.person_id, unit=skp.unit_id, on=on,
        before=before, after={"tahun": skp.year, **(after or {})}, reason=reason,
    )  # fmt: skip


def plain(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())
