"""What invented people do on the days that the calendar asks of them: come, go, and sometimes forget to tap.

Nothing here touches a database.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Mapping
from random import Random
from typing import Any, Final

from praja.attendance.calendar.enums import Tempat

Local = datetime.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Habit:
    """How somebody usually comes: minutes from the start and how they spread, and the shares of odd days."""

    comes: int
    spread: int
    late: float
    early: float
    forgets_in: float
    forgets_out: float
    absent: float


HABITS: Final = (
    Habit(-15, 6, 0.008, 0.004, 0.003, 0.006, 0.0004),
    Habit(-10, 5, 0.045, 0.012, 0.006, 0.012, 0.0012),
    Habit(-6, 4, 0.17, 0.03, 0.010, 0.022, 0.0050),
)
OF_HUNDRED: Final = (62, 31, 7)
"""How many of a hundred people have each habit."""
BUSY: Final = 3
"""So many times as often are taps forgotten where people are busy."""
MEAN_LATE: Final = 13
LONGEST_LATE: Final = 170
TWICE: Final = 0.02
"""Of the taps, so many are given twice, some seconds apart."""


@dataclasses.dataclass(frozen=True, slots=True)
class Forgotten:
    """That somebody worked and did not tap when coming, or when going."""

    person: str
    date: datetime.date
    coming: bool
    minute: int
    """When they came or went, from midnight."""


@dataclasses.dataclass(slots=True)
class Done:
    """What people did: taps by person, those from home apart, and what was forgotten."""

    taps: dict[str, list[Local]] = dataclasses.field(default_factory=dict)
    at_home: list[tuple[str, Local]] = dataclasses.field(default_factory=list)
    forgotten: list[Forgotten] = dataclasses.field(default_factory=list)


def habit_of(dice: Random, *, busy: bool) -> Habit:
    """Return the habit of a person, by their own generator.

    :param busy: whether they work where people are so busy that taps are forgotten more often
    """
    found = dice.choices(HABITS, OF_HUNDRED)[0]
    if not busy:
        return found
    forgets = {name: getattr(found, name) * BUSY for name in ("forgets_in", "forgets_out")}
    return dataclasses.replace(found, **forgets)


def lived(
    schedule: Iterable[Mapping[str, Any]],
    dices: Mapping[str, Random],
    away: Collection[tuple[str, datetime.date]],
    now: Mapping[str, Local],
    busy: Collection[str] = (),
) -> Done:
    """Return what people did on the days of a schedule, until now.

    :param schedule: rows of `schedule_frame`, in the order of people and days
    :param dices: the generator of each person
    :param away: people and days on which they are on leave or on duty elsewhere
    :param now: by zone, what the clock on the wall shows
    :param busy: the people who are busiest
    """
    done = Done()
    habits = {person: habit_of(dice, busy=person in busy) for person, dice in dices.items()}
    for row in schedule:
        person, day = row["person"], row["date"]
        if row["start"] is None or not row["requires_attendance"] or person not in dices:
            continue
        dice, habit, home = dices[person], habits[person], row["place"] != Tempat.KANTOR
        came, went = _times(row, habit, dice)
        absent, forgot_in, forgot_out = dice.random(), dice.random(), dice.random()
        seconds, again = dice.randrange(3_600), dice.random()
        if (person, day) in away or (absent < habit.absent and not home):
            continue
        midnight = Local.combine(day, datetime.time())
        moments = []
        if forgot_in >= habit.forgets_in or home:
            moments.append(midnight + datetime.timedelta(minutes=came, seconds=seconds % 60))
        else:
            done.forgotten.append(Forgotten(person, day, True, came))
        if forgot_out >= habit.forgets_out or home:
            moments.append(midnight + datetime.timedelta(minutes=went, seconds=seconds // 60))
        else:
            done.forgotten.append(Forgotten(person, day, False, went))
        moments = [one for one in moments if one < now[row["zone"]]]
        if home:
            done.at_home += [(person, one) for one in moments]
            continue
        if moments and again < TWICE:
            moments.insert(1, moments[0] + datetime.timedelta(seconds=2 + seconds % 20))
        done.taps.setdefault(person, []).extend(moments)
    return done


def _times(row: Mapping[str, Any], habit: Habit, dice: Random) -> tuple[int, int]:
    """Return when somebody comes and goes on a day, in minutes from its midnight."""
    start, end = row["start"], row["end"]
    tardy, hasty = dice.random(), dice.random()
    came = start + min(round(dice.gauss(habit.comes, habit.spread)), -1)
    if tardy < habit.late:
        came = start + min(1 + round(dice.expovariate(1 / MEAN_LATE)), LONGEST_LATE)
    went = end + max(round(dice.gauss(9, 7)), 1) + min(max(came - start, 0), row["flex"] or 0)
    if hasty < habit.early:
        went = end - min(2 + round(dice.expovariate(1 / 20)), LONGEST_LATE)
    return came, went
