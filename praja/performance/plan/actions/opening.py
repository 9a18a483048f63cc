"""Opening SKP: of a year for all people of a unit, of one person, and cancelling one opened by mistake."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from praja.audit.actions import record_bulk
from praja.organization.models import Unit
from praja.organization.queries import subtree
from praja.people.models import Person
from praja.performance.enums import KeadaanSkp, KeadaanVersi, Pendekatan
from praja.performance.models import Skp, SkpVersion
from praja.performance.perms import may_keep
from praja.performance.plan import perms
from praja.performance.plan.actions.common import locked, tell
from praja.performance.plan.opening import Part, appraisers_of, preview
from praja.performance.plan.refused import PlanRefused
from praja.web.notices import notify_alike
from praja.web.reasons import said_clearly
from praja.web.said import gettext as _

YEARS_AWAY = 1
"""How many years before and after this one may be opened."""


@transaction.atomic
def open_year(*, unit: Unit, year: int, by: Any, on: datetime.date) -> int:
    """Open the SKP of a year for everybody of a unit and those below it who has none, and return how many.

    :raises PlanRefused: if `by` may not, the year is too far away, or somebody else opens them just now
    """
    if not perms.may_open_year(by, unit, on):
        raise PlanRefused(_("Hanya pengelola kepegawaian unit itu atau admin BKPSDM yang membuka SKP-nya."))
    _check_year(year, on)
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.government_id or unit.pk)
    units = subtree([unit], on) | {unit.pk}
    if unit.government_id is None:
        units |= set(Unit.objects.filter(government=unit).values_list("pk", flat=True))
    parts = preview(year, units=units).ready
    made = _open(parts, year, by, on)
    people = [part.person for part in parts]
    record_bulk(
        kind="performance.skp_opened_many", by=by, target=unit, unit=unit.pk, on=on,
        rows=({"id": one, "person": person} for one, person in zip(made, people, strict=True)),
        after={"tahun": year}, people=people,
    )  # fmt: skip
    accounts = Person.objects.filter(pk__in=people, account__is_active=True).values_list("account", flat=True)
    title = _("SKP Anda tahun %(year)s dibuka. Susun rencana hasil kerja Anda.") % {"year": year}
    notify_alike(accounts, title, reverse("performance:own"))
    return len(made)


@transaction.atomic
def open_own(*, person: Person, year: int, by: Any, on: datetime.date) -> Sequence[Skp]:
    """Open the SKP of a year for oneself, or for one person as an officer, where it is missing.

    :raises PlanRefused: if `by` may not, or there is nothing to open
    """
    found = preview(year, person=person.pk)
    own = perms.may_open_own(by, person)
    if not own and not all(perms.may_open_year(by, part.unit, on) for part in found.ready):
        raise PlanRefused(_("SKP orang lain dibuka oleh pengelola kepegawaian unitnya."))
    _check_year(year, on)
    if not found.ready:
        if found.standing:
            raise PlanRefused(_("SKP tahun %(year)s sudah ada.") % {"year": year})
        why = str(found.left[0][1].label) if found.left else _("belum tercatat pada unit mana pun")
        raise PlanRefused(
            _("SKP tahun %(year)s belum dapat dibuka: %(why)s. Hubungi pengelola kepegawaian unit Anda.")
            % {"year": year, "why": why}
        )
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    made = list(Skp.objects.filter(pk__in=_open(found.ready, year, by, on)).order_by("berlaku"))
    for one in made:
        tell("skp_opened", one, by, on)
    return made


def open_part(part: Part, year: int, *, by: Any, on: datetime.date) -> Skp:
    """Return an SKP opened for the days of one post; its caller has asked whether `by` may, and tells it."""
    return Skp.objects.get(pk=_open([part], year, by, on)[0])


_OPEN: Final = """
INSERT INTO performance_skp (
    id, person_id, year, berlaku, unit_id, position_id, appraiser_id, appraiser_position_id,
    appraiser_name, appraiser_title, state, ended_because, made_by_id
)
SELECT one.id, one.person, %(year)s, daterange(one.first, one.until), one.unit, one.post, one.appraiser,
    one.appraisers_post, '', '', %(state)s, '', %(by)s
FROM unnest(
    %(ids)s::uuid[], %(people)s::uuid[], %(first)s::date[], %(until)s::date[], %(units)s::uuid[],
    %(posts)s::uuid[], %(appraisers)s::uuid[], %(appraisers_posts)s::uuid[]
) AS one(id, person, first, until, unit, post, appraiser, appraisers_post)
"""
_FIRST_VERSION: Final = """
INSERT INTO performance_skpversion (id, skp_id, number, since, reason, approach, state, answers)
SELECT gen_random_uuid(), one.id, 1, one.first, '', %(approach)s, %(drafted)s, '{}'::jsonb
FROM unnest(%(ids)s::uuid[], %(first)s::date[]) AS one(id, first)
"""


def _open(parts: Sequence[Part], year: int, by: Any, on: datetime.date) -> list[uuid.UUID]:
    """Write an SKP with its first version for each part, in two statements: thousands take a moment."""
    appraisers = appraisers_of((part.person, part.position, part.day(on)) for part in parts)
    ids = [uuid.uuid4() for _part in parts]
    said = {
        "year": year, "state": KeadaanSkp.DISUSUN, "by": by.pk, "ids": ids,
        "people": [part.person for part in parts], "first": [part.start for part in parts],
        "until": [part.end for part in parts], "units": [part.unit for part in parts],
        "posts": [part.position for part in parts], "appraisers": [who.person for who in appraisers],
        "appraisers_posts": [who.position for who in appraisers],
        "approach": Pendekatan.KUANTITATIF, "drafted": KeadaanVersi.DISUSUN,
    }  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_OPEN, said)
            cursor.execute(_FIRST_VERSION, said)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != "23P01":
            raise
        raise PlanRefused(_("SKP untuk hari-hari itu baru saja dibuka orang lain. Muat ulang.")) from error
    return ids


def _check_year(year: int, on: datetime.date) -> None:
    if abs(year - on.year) > YEARS_AWAY:
        raise PlanRefused(_("SKP dibuka untuk tahun ini, tahun lalu, atau tahun depan."))


@transaction.atomic
def cancel(*, skp: Skp, reason: str, by: Any, on: datetime.date) -> Skp:
    """Cancel an SKP that was opened by mistake and in which nothing is agreed.

    :raises PlanRefused: if `by` may not, something is agreed already, or no reason is given
    """
    found = locked(skp)
    if not may_keep(by, found, on):
        raise PlanRefused(
            _("Hanya pengelola kepegawaian unitnya, selain orang itu sendiri, yang membatalkan.")
        )
    if found.state != KeadaanSkp.DISUSUN or found.versions.filter(agreed_at__isnull=False).exists():
        raise PlanRefused(
            _("SKP yang sudah disepakati tidak dapat dibatalkan. Akhiri pada tanggal pindahnya.")
        )
    said = said_clearly(reason, PlanRefused)
    close_negotiation(found.pk)
    found.state, found.ended_because = KeadaanSkp.DIBATALKAN, said[:300]
    found.save(update_fields=["state", "ended_because"])
    tell("skp_cancelled", found, by, on, reason=said)
    return found


def close_negotiation(skp: uuid.UUID) -> None:
    """Let the version of an SKP that is still talked about be withdrawn."""
    SkpVersion.objects.filter(skp=skp, state__in=(KeadaanVersi.DISUSUN, KeadaanVersi.DIAJUKAN)).update(
        state=KeadaanVersi.DITARIK
    )
