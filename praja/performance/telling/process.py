"""How people found the process of rating, by unit: only by groups of at least five answers."""

from __future__ import annotations

import dataclasses
import datetime
import random
import uuid
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.performance.models import Delivery, Period, ProcessAnswer, Rating
from praja.performance.telling.report import day_delivered

FEWEST: Final = 5
"""Answers in a group, at least."""
ASKED_FOR: Final = datetime.timedelta(days=30)
QUESTIONS: Final[tuple[tuple[str, Promise], ...]] = (
    ("known", _("Saya tahu sejak awal bagaimana saya dinilai.")),
    ("helped", _("Umpan balik selama periode ini membantu saya.")),
    ("explained", _("Penilaian ini dijelaskan kepada saya.")),
)
SCALE: Final[tuple[tuple[int, Promise], ...]] = (
    (1, _("Sangat tidak setuju")),
    (2, _("Tidak setuju")),
    (3, _("Ragu-ragu")),
    (4, _("Setuju")),
    (5, _("Sangat setuju")),
)


def asked_until(delivery: Delivery, rating: Rating) -> datetime.date:
    """Return the last day on which the person may answer."""
    return day_delivered(delivery, rating) + ASKED_FOR


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """How a question was answered."""

    text: str
    mean: Decimal
    spread: list[tuple[int, str, int]]
    """By answer from 1 to 5: its words and how many gave it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Process:
    """How the people of a unit with all below it found the process; nothing where too few have answered."""

    count: int
    questions: list[Question]
    words: list[str]
    """In an order that means nothing."""


def process_of(units: Iterable[uuid.UUID], period: Period) -> Process:
    """Return what was answered in some units: of whole groups alone.

    :param units: the unit that is asked of, with all below it
    """
    rows = list(ProcessAnswer.objects.filter(period=period, group__unit__in=set(units), group__period=period))
    if not rows:
        return Process(0, [], [])
    questions = []
    for name, text in QUESTIONS:
        given = Counter(getattr(one, name) for one in rows)
        mean = Decimal(sum(score * n for score, n in given.items())) / len(rows)
        spread = [(score, str(label), given[score]) for score, label in SCALE]
        questions.append(Question(str(text), mean.quantize(Decimal("0.1"), ROUND_HALF_UP), spread))
    words = [one.words for one in rows if one.words]
    random.SystemRandom().shuffle(words)
    return Process(len(rows), questions, words)
