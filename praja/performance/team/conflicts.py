"""Which members must stay out of which reviews, and why: for many in the same few queries."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.performance.enums import KeadaanSkp
from praja.performance.models import Review, ReviewRecusal, Skp, TeamMember

OWN = "sendiri"
RATED = "menilai"
BELOW = "bawahan"
RECUSED = "mundur"

TOLD: dict[str, Promise] = {
    OWN: _("Ini penilaian kinerja Anda sendiri, maka Anda tidak ikut membahasnya."),
    RATED: _("Anda yang menilai pegawai ini, maka Anda tidak ikut memeriksa penilaian itu."),
    BELOW: _("Pegawai ini atasan Anda, maka Anda tidak ikut membahas penilaiannya."),
    RECUSED: _(
        "Anda sudah menyatakan benturan kepentingan pada perkara ini, maka Anda tidak ikut membahasnya."
    ),
}
"""What a member is told who must stay out."""
NAMED: dict[str, Promise] = {
    OWN: _("yang dinilai"),
    RATED: _("penilainya"),
    BELOW: _("bawahan dari yang dinilai"),
    RECUSED: _("benturan kepentingan"),
}
"""Why a member stays out, as others read it."""

_LINE = """
WITH RECURSIVE line(person_id, position_id) AS (
    SELECT j.person_id, v.superior_id
    FROM people_jabatanhistory j
    JOIN organization_positionversion v
        ON v.position_id = j.position_id AND v.digantikan IS NULL AND v.berlaku @> %(on)s::date
    WHERE j.person_id = ANY(%(people)s::uuid[]) AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
  UNION
    SELECT l.person_id, v.superior_id
    FROM line l
    JOIN organization_positionversion v
        ON v.position_id = l.position_id AND v.digantikan IS NULL AND v.berlaku @> %(on)s::date
)
SELECT DISTINCT l.person_id, j.person_id
FROM line l
JOIN people_jabatanhistory j
    ON j.position_id = l.position_id AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
"""


class Conflicts:
    """What is known of some members and reviews, to tell who must stay out. It asks three queries.

    A member judges neither themself, nor whom they rated or appraise, nor a superior, whether by an SKP of
    the period or in the reporting line of the day; and nothing from which they have recused themself.
    """

    def __init__(self, members: Sequence[TeamMember], reviews: Sequence[Review], on: datetime.date) -> None:
        """Read it.

        :param members: with their person
        :param reviews: with their SKP, rating and period
        """
        people = [one.person_id for one in members]
        with connection.cursor() as cursor:
            cursor.execute(_LINE, {"people": people, "on": on})
            self._line: set[tuple[uuid.UUID, uuid.UUID]] = set(cursor.fetchall())
        self._plans: dict[uuid.UUID, list[Skp]] = defaultdict(list)
        plans = Skp.objects.filter(person__in=people).exclude(state=KeadaanSkp.DIBATALKAN)
        for one in plans.only("person", "appraiser", "appraiser_position", "berlaku"):
            self._plans[one.person_id].append(one)
        self._recused = set(
            ReviewRecusal.objects.filter(review__in=[one.pk for one in reviews]).values_list(
                "review", "member"
            )
        )

    def of(self, member: TeamMember, review: Review) -> str:
        """Return why a member stays out of a review, as a key of `TOLD`; nothing where they do not."""
        skp, rating, own = review.skp, review.rating, member.person_id
        if own == skp.person_id:
            return OWN
        if own in (rating.rater_id, skp.appraiser_id) or rating.by_id == member.person.account_id:
            return RATED
        if (own, skp.person_id) in self._line or self._appraised(own, review):
            return BELOW
        return RECUSED if (review.pk, member.pk) in self._recused else ""

    def _appraised(self, own: Any, review: Review) -> bool:
        skp, days = review.skp, review.period.days
        return any(
            plan.berlaku.lower < days.upper
            and days.lower < plan.berlaku.upper
            and (plan.appraiser_id == skp.person_id or plan.appraiser_position_id == skp.position_id)
            for plan in self._plans[own]
        )
