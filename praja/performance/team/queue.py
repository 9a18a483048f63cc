"""Which ratings come to a team by rule. A sample follows from the ids: nobody chooses it."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from praja.organization.models import Unit
from praja.organization.queries import ancestor_ids, subtree
from praja.performance.enums import AsalPerkara, KeadaanPerkara
from praja.performance.models import AssessmentTeam, ClosedRating, Period, Rating, Review, Skp
from praja.performance.rating import flags
from praja.performance.rating.closing import units_to_close

OPEN: Final = (KeadaanPerkara.ANTRE, KeadaanPerkara.DIBAHAS)


def in_office(government: uuid.UUID, on: datetime.date) -> list[AssessmentTeam]:
    """Return the teams of a government that are in office on a day."""
    rows = AssessmentTeam.objects.filter(Q(unit__government=government) | Q(unit=government))
    return list(rows.filter(berlaku__contains=on).select_related("unit").order_by("pk"))


def reasons(team: AssessmentTeam, skp: uuid.UUID, period: uuid.UUID, noted: Iterable[str]) -> list[str]:
    """Return why a rating comes to a team by its rule; nothing where it does not.

    :param noted: the flags of the rating
    """
    found = []
    if team.flagged and any(one != flags.DEPARTS for one in noted):
        found.append(AsalPerkara.CATATAN.value)
    if team.departing and flags.DEPARTS in noted:
        found.append(AsalPerkara.MENYIMPANG.value)
    if not found and is_sampled(team, skp, period):
        found.append(AsalPerkara.SAMPEL.value)
    return found


def is_sampled(team: AssessmentTeam, skp: uuid.UUID, period: uuid.UUID) -> bool:
    """Tell whether an SKP is one of the sample of a team in a period: the same answer each time."""
    digest = hashlib.sha256(f"{team.pk}/{period}/{skp}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100 < team.sample


def nearest(teams: Sequence[AssessmentTeam], unit: Unit, on: datetime.date) -> AssessmentTeam | None:
    """Return the team that looks at the ratings of a unit: its own, else that of the nearest above it."""
    by_unit = {one.unit_id: one for one in teams}
    if not by_unit:
        return None
    line = [*ancestor_ids(unit, on), unit.pk, unit.government_id or unit.pk]
    return next((by_unit[one] for one in line if one in by_unit), None)


def units_of(team: AssessmentTeam, period: Period, on: datetime.date) -> set[uuid.UUID]:
    """Return the units whose ratings come to a team: its own with all below, but those with a nearer team."""
    units = units_to_close(team.unit, period, on)
    others = [
        one.unit_id
        for one in in_office(team.unit.government_id or team.unit_id, on)
        if one.pk != team.pk and one.unit_id in units
    ]
    return units - subtree(others, on) if others else units


def take_signed(ratings: Sequence[Rating], period: Period, on: datetime.date) -> list[Review]:
    """Take ratings that are signed just now to the teams that look at them, in a few queries for all of them.

    A rating that is given anew after a team has looked at it comes to the team again, whatever its rule says;
    what was open of the earlier version ends.

    It is called in the transaction that signs them.
    """
    skps = [one.skp_id for one in ratings]
    earlier = list(Review.objects.filter(skp__in=skps, period=period).select_related("team__unit"))
    teams = in_office(period.government_id, on)
    if not (teams or earlier):
        return []
    Review.objects.filter(pk__in=[one.pk for one in earlier], state__in=OPEN).update(
        state=KeadaanPerkara.DIGANTIKAN, ended_at=timezone.now()
    )
    before = {one.skp_id: one.team_id for one in earlier}
    known = {one.pk: one for one in teams}
    units = {one.pk: one.unit for one in Skp.objects.filter(pk__in=skps).select_related("unit")}
    by_unit: dict[Any, AssessmentTeam | None] = {}
    made = []
    for rating in ratings:
        unit = units[rating.skp_id]
        if unit.pk not in by_unit:
            by_unit[unit.pk] = nearest(teams, unit, on)
        again = rating.skp_id in before
        team = known.get(before[rating.skp_id]) if again else None
        team = team or by_unit[unit.pk]
        if team is None:
            continue
        why = (
            [AsalPerkara.DINILAI_ULANG.value]
            if again
            else reasons(team, rating.skp_id, period.pk, rating.flags)
        )
        if why:
            made.append(Review(team=team, rating=rating, skp_id=rating.skp_id, period=period, why=why))
    return Review.objects.bulk_create(made)


def take_standing(team: AssessmentTeam, period: Period, on: datetime.date) -> list[Review]:
    """Take the signed ratings of a period to a team by its rule, and what a former team left open."""
    units = units_of(team, period, on)
    left = Review.objects.filter(period=period, state__in=OPEN, skp__unit__in=units).exclude(team=team)
    left.exclude(team__berlaku__contains=on).update(team=team, state=KeadaanPerkara.ANTRE)
    closed = ClosedRating.objects.filter(period=period, digantikan__isnull=True).values("skp")
    rows = (
        Rating.objects.filter(period=period, signed_at__isnull=False, digantikan__isnull=True)
        .filter(skp__unit__in=units, review__isnull=True)
        .exclude(skp__in=closed)
    )
    made = [
        Review(team=team, rating_id=pk, skp_id=skp, period=period, why=why)
        for pk, skp, noted in rows.values_list("pk", "skp_id", "flags")
        if (why := reasons(team, skp, period.pk, noted))
    ]
    return Review.objects.bulk_create(made, batch_size=1000)
