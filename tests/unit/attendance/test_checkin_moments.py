"""Which moment a check-in counts with, and how far two points are from each other."""

from __future__ import annotations

import datetime
import uuid

import pytest

from praja.attendance.checkin.geo import distance
from praja.attendance.checkin.moments import made_at, moment, page_made
from praja.attendance.checkin.photos import from_text

NOW = datetime.datetime(2026, 11, 23, 3, 0, tzinfo=datetime.UTC)
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


def test_a_clock_that_is_wrong_is_corrected_by_what_it_shows_on_sending() -> None:
    # The phone is 50 minutes ahead; it was pressed three hours ago and had no connection until now.
    found = moment(
        pressed=NOW - 3 * HOUR + 50 * MINUTE,
        sent=NOW + 50 * MINUTE,
        made=NOW - 4 * HOUR,
        counted=HOUR,
        now=NOW,
    )

    assert found.at == NOW - 3 * HOUR
    assert (found.late, found.sure, found.clock_off, found.clock_gap) == (True, True, -3000, 0)


def test_a_clock_set_back_after_the_page_was_made_gains_nothing_and_leaves_a_gap() -> None:
    found = moment(pressed=NOW - 3 * HOUR, sent=NOW, made=NOW - HOUR, counted=30 * MINUTE, now=NOW)

    assert found.at == NOW - 30 * MINUTE
    assert found.clock_gap == -9000


@pytest.mark.parametrize(
    ("pressed", "sent", "made", "at", "late", "sure"),
    [
        (None, None, None, NOW, False, True),  # without a script
        (NOW - 3 * HOUR, None, NOW - 4 * HOUR, NOW, False, True),  # nobody knows how wrong its clock is
        (NOW - 3 * HOUR, NOW, None, NOW - 3 * HOUR, True, False),  # no page of ours: only the phone says so
        (NOW + HOUR, NOW, NOW - HOUR, NOW, False, True),  # never ahead of when it came
        (NOW - MINUTE, NOW, None, NOW - MINUTE, False, True),
    ],
)
def test_a_moment_lies_between_what_the_server_knows(
    pressed: datetime.datetime | None, sent: datetime.datetime | None, made: datetime.datetime | None,
    at: datetime.datetime, late: bool, sure: bool,
) -> None:  # fmt: skip
    found = moment(pressed=pressed, sent=sent, made=made, counted=None, now=NOW)

    assert (found.at, found.late, found.sure) == (at, late, sure)


def test_the_time_of_a_page_is_of_one_person_and_of_a_week() -> None:
    sari, other = uuid.uuid4(), uuid.uuid4()
    text = page_made(sari, NOW - HOUR)

    assert made_at(text, sari, NOW) == NOW - HOUR
    assert made_at(text, other, NOW) is None
    assert made_at(text, sari, NOW + datetime.timedelta(days=8)) is None
    assert made_at(text[:-1], sari, NOW) is None
    assert made_at("", sari, NOW) is None


def test_a_degree_of_latitude_is_111_km_everywhere_and_of_longitude_at_the_equator() -> None:
    degree = 111_195

    assert distance(0, 110, 1, 110) == pytest.approx(degree, abs=1)
    assert distance(0, 110, 0, 111) == pytest.approx(degree, abs=1)
    assert distance(60, 110, 60, 111) == pytest.approx(degree / 2, rel=0.001)
    assert distance(-7, 110, -7, 110) == 0
    assert distance(0, 179.9995, 0, -179.9995) == pytest.approx(111.2, abs=0.1)


def test_only_a_small_jpeg_is_taken_as_text() -> None:
    assert from_text("data:image/jpeg;base64,/9j/AAAA") is not None
    assert from_text("data:image/svg+xml;base64,PHN2Zz4=") is None
    assert from_text("data:image/jpeg;base64,***") is None
    assert from_text("data:image/jpeg;base64," + "A" * 500_000) is None
