"""Closing the ratings of a unit's people for a period in one step, and opening them again."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from praja.audit.actions import record_bulk
from praja.organization.models import Unit
from praja.performance.bkn.modes import by_bkn
from praja.performance.models import ClosedRating, Closing, Period
from praja.performance.rating import perms
from praja.performance.rating.actions import RatingRefused, reason
from praja.performance.rating.closing import REVIEWED, TO_CLOSE, to_close
from praja.web.said import gettext as _
from praja.web.words import angka, tanggal

_CLOSE = f"""
INSERT INTO performance_closedrating (id, closing_id, period_id, skp_id, person_id, unit_id, rating_id,
    predicate, result, behaviour, achievement, score, final_score, flags)
SELECT gen_random_uuid(), %(closing)s, %(period)s, s.id, s.person_id, s.unit_id, r.id,
    coalesce(r.predicate, ''), coalesce(r.result, ''), coalesce(r.behaviour, ''), r.achievement, r.score,
    r.final_score, coalesce(r.flags, '[]'::jsonb)
{TO_CLOSE}
RETURNING skp_id::text, person_id::text, predicate
"""


@transaction.atomic
def close(*, unit: Unit, period: Period, missing_reason: str = "", by: Any, on: datetime.date) -> Closing:
    """Freeze what stands for the people of a unit and of all units below it.

    Whoever is closed already, with a unit below, stays as closed there. Who has no signed rating is closed
    without one, and whose rating is still before the assessment team with what was signed: both need a
    reason.

    :raises RatingRefused: if `by` may not, the period runs, or nothing is to be closed
    """
    found = Period.objects.select_for_update().get(pk=period.pk)
    if not perms.may_close(by, unit, on):
        raise RatingRefused(
            _("Hanya pengelola kepegawaian atau admin BKPSDM unit itu yang menutup penilaian.")
        )
    if found.government_id != (unit.government_id or unit.pk):
        raise RatingRefused(_("Periode ini bukan periode pemerintah daerah dari unit itu."))
    if by_bkn(found):
        raise RatingRefused(
            _(
                "Periode ini dinilai di e-Kinerja BKN, maka tidak ada yang ditutup di sini. "
                "Imporlah predikatnya."
            )
        )
    if on < found.days.upper:
        raise RatingRefused(
            _("Periode ini baru berakhir %(day)s.")
            % {"day": tanggal(found.days.upper - datetime.timedelta(days=1))}
        )
    if Closing.objects.filter(unit=unit, period=found, digantikan__isnull=True).exists():
        raise RatingRefused(_("Penilaian unit ini untuk periode ini sudah ditutup."))
    given = to_close(unit, found, on)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE r.id IS NULL), count(*) FILTER (WHERE {REVIEWED}) "
            f"{TO_CLOSE}",
            given,
        )
        count, missing, reviewed = cursor.fetchone()
    if not count:
        raise RatingRefused(
            _("Tidak ada yang dapat ditutup: tidak ada SKP yang disepakati dan belum ditutup.")
        )
    said = ""
    if missing or reviewed:
        try:
            said = reason(missing_reason)
        except RatingRefused:
            if not missing:
                raise RatingRefused(
                    _(
                        "%(count)s orang masih diperiksa tim penilai. Tunggu putusannya, atau tuliskan "
                        "mengapa ditutup sebelum itu."
                    )
                    % {"count": angka(reviewed)}
                ) from None
            raise RatingRefused(
                _(
                    "%(count)s orang belum dinilai. Tunggu sampai dinilai, atau tuliskan mengapa ditutup "
                    "tanpa penilaian mereka."
                )
                % {"count": angka(missing)}
            ) from None
    last = Closing.objects.filter(unit=unit, period=found).aggregate(last=Max("number"))["last"] or 0
    made: Closing = Closing.objects.create(
        unit=unit, period=found, number=last + 1, missing=missing, missing_reason=said, by=by
    )
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {**given, "closing": made.pk})
        rows = sorted(cursor.fetchall())
    record_bulk(
        kind="performance.period_closed", by=by, target=made, unit=unit.pk, on=on, reason=said,
        rows=[{"skp": skp, "predikat": predicate} for skp, _person, predicate in rows],
        after={"versi": made.number, "belum_dinilai": missing, "diperiksa_tim": reviewed},
        people=[person for _skp, person, _p in rows],
    )  # fmt: skip
    return made


@transaction.atomic
def reopen(*, closing: Closing, text: str, by: Any, on: datetime.date) -> Closing:
    """Open a closed period of a unit again. What was closed stays readable; pay is told that it changed.

    :raises RatingRefused: if `by` may not, it is open already, or the reason is missing
    """
    Period.objects.select_for_update().get(pk=closing.period_id)
    found = Closing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=closing.pk)
    if not perms.may_reopen(by, found.unit, on):
        raise RatingRefused(_("Hanya admin BKPSDM yang membuka lagi penilaian yang sudah ditutup."))
    if found.digantikan is not None:
        raise RatingRefused(_("Penutupan ini sudah dibuka lagi."))
    said = reason(text)
    now = timezone.now()
    found.digantikan, found.reopened_by, found.reopened_because = now, by, said
    found.save(update_fields=["digantikan", "reopened_by", "reopened_because"])
    rows = ClosedRating.objects.filter(closing=found, digantikan__isnull=True)
    people = list(rows.order_by("skp").values_list("skp", "person", "predicate"))
    rows.update(digantikan=now)
    record_bulk(
        kind="performance.period_reopened", by=by, target=found, unit=found.unit_id, on=on, reason=said,
        rows=[{"skp": str(skp), "predikat": predicate} for skp, _person, predicate in people],
        people=[person for _skp, person, _predicate in people],
    )  # fmt: skip
    return found
