"""Answers of the process, kept without who gave them, and put into the groups by which they are shown."""

from __future__ import annotations

import dataclasses
import datetime
import random
import uuid
from collections import defaultdict
from typing import Any, Final

from django.db import transaction
from django.db.models import Count

from praja.audit.actions import record
from praja.jobs.asked import alone
from praja.organization.models import UnitVersion
from praja.performance.models import (
    Delivery,
    Period,
    ProcessAnswer,
    ProcessAnswered,
    ProcessGroup,
    Rating,
)
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.actions.reading import LONGEST
from praja.performance.telling.perms import may_acknowledge
from praja.performance.telling.process import ASKED_FOR, FEWEST, asked_until
from praja.performance.telling.queries import delivery_of
from praja.web.reasons import lines_in
from praja.web.said import gettext as _

_CHANCE: Final = random.SystemRandom()


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answers: of each question from 1, not at all, to 5, wholly."""

    known: int
    helped: int
    explained: int
    words: str = ""


@transaction.atomic
def answer(*, rating: Rating, said: Answers, by: Any, on: datetime.date) -> None:
    """Take what somebody answers of how a period was rated: once, and without who it was.

    All answers of the unit that have no group yet are written anew in another order, so that neither their
    place nor the transaction that wrote them tells which is whose. What is left in the trail is that the
    person has answered.

    :param rating: with its `skp`, `period`, and the unit's government
    :raises TellingRefused: if `by` may not, has answered before, the time is over, or an answer is none
    """
    if not may_acknowledge(by, rating):
        raise TellingRefused(_("Hanya pegawai yang dinilai yang menjawab pertanyaan ini."))
    delivery = delivery_of(rating)
    if delivery is None or on > asked_until(delivery, rating):
        raise TellingRefused(_("Pertanyaan tentang proses penilaian ini sudah ditutup."))
    if not all(one in range(1, 6) for one in (said.known, said.helped, said.explained)):
        raise TellingRefused(_("Jawab ketiga pertanyaan dengan 1 sampai 5."))
    words = lines_in(said.words, LONGEST, TellingRefused)
    period, unit = rating.period, rating.skp.unit_id
    alone(_key(period))
    if not ProcessAnswered.objects.get_or_create(person_id=rating.skp.person_id, period=period)[1]:
        raise TellingRefused(_("Anda sudah menjawab pertanyaan tentang proses penilaian periode ini."))
    keep_answer(unit, period, dataclasses.replace(said, words=words))
    record(kind="performance.process_answered", by=by, target=period, person=rating.skp.person_id, on=on)


@transaction.atomic
def keep_answer(unit: uuid.UUID, period: Period, said: Answers) -> None:
    """Keep an answer among those of its unit, which make a group as soon as they are enough.

    Whoever calls it has checked who answers, and holds the answers of the period for the transaction.
    """
    waiting = ProcessAnswer.objects.filter(unit=unit, period=period, group__isnull=True)
    answers = [*waiting, ProcessAnswer(unit_id=unit, period=period, **dataclasses.asdict(said))]
    waiting.delete()
    _CHANCE.shuffle(answers)
    for one in answers:
        one.pk = uuid.uuid4()
    if len(answers) >= FEWEST:
        group = ProcessGroup.objects.create(unit_id=unit, period=period)
        for one in answers:
            one.group = group
    ProcessAnswer.objects.bulk_create(answers)


def _key(period: Period) -> str:
    return f"performance.process:{period.pk}"


@transaction.atomic
def gather_rest(*, period: Period, on: datetime.date) -> int:
    """Put answers of units that had too few into groups with those of units beside and above, from below.

    Returns how many groups were made. What is still too little for the whole government waits.
    """
    alone(_key(period))
    waiting: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    rows = ProcessAnswer.objects.filter(period=period, group__isnull=True)
    for pk, unit in rows.values_list("pk", "unit_id"):
        waiting[unit].append(pk)
    parents = dict(
        UnitVersion.objects.on(on)
        .filter(unit__government=period.government_id, parent__isnull=False)
        .values_list("unit_id", "parent_id")
    )
    top, made = period.government_id, 0
    for unit in sorted({*waiting, *parents, top}, key=lambda one: (-_depth(one, parents), str(one))):
        if len(found := waiting.pop(unit, [])) >= FEWEST:
            group = ProcessGroup.objects.create(unit_id=unit, period=period)
            ProcessAnswer.objects.filter(pk__in=found).update(group=group)
            made += 1
        elif unit != top:
            waiting[parents.get(unit, top)] += found
    return made


def gather_ended(now: datetime.datetime) -> int:
    """Gather what is left (`gather_rest`) of the periods of which nobody is asked any more.

    Returns how many groups were made.
    """
    since = now - ASKED_FOR - datetime.timedelta(days=1)
    enough = ProcessAnswer.objects.filter(group__isnull=True).values("period").annotate(n=Count("pk"))
    periods = Period.objects.filter(pk__in=enough.filter(n__gte=FEWEST).values("period"))
    open_ones = Delivery.objects.filter(delivered_at__gt=since).values("rating__period")
    ended = periods.filter(rate_by__lt=since.date()).exclude(pk__in=open_ones)
    return sum(gather_rest(period=one, on=now.date()) for one in ended)


def _depth(unit: uuid.UUID, parents: dict[uuid.UUID, uuid.UUID]) -> int:
    """Return how far below the top a unit is; one that is no more stands right below it."""
    height, seen = 0, {unit}
    while (above := parents.get(unit)) is not None and above not in seen:
        unit, height = above, height + 1
        seen.add(unit)
    return height
