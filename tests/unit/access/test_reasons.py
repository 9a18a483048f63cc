"""The registry behind “why may X (not) see Y?”."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.access import reasons
from praja.access.reasons import Reason

DAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasons, "_predicates", {})


def told(*granted: bool) -> Any:
    return lambda user, obj, on: [Reason(one, f"syarat {number}") for number, one in enumerate(granted)]


def test_one_condition_that_holds_is_enough() -> None:
    reasons.add("a", "Melihat", told(False, True))
    reasons.add("b", "Mengubah", told(False, False))

    answers = reasons.answers(None, None, DAY)

    assert [(one.label, one.granted) for one in answers] == [("Melihat", True), ("Mengubah", False)]


def test_what_does_not_speak_of_such_objects_is_left_out() -> None:
    reasons.add("a", "Melihat", told())

    assert reasons.answers(None, None, DAY) == []


def test_what_allows_comes_first_and_the_order_of_registering_stays() -> None:
    for key, granted in (("a", False), ("b", True), ("c", False), ("d", True)):
        reasons.add(key, key, told(granted))

    assert [one.label for one in reasons.answers(None, None, DAY)] == ["b", "d", "a", "c"]


def test_a_second_start_replaces_instead_of_doubling() -> None:
    reasons.add("a", "dulu", told(True))
    reasons.add("a", "kini", told(True))

    assert [one.label for one in reasons.answers(None, None, DAY)] == ["kini"]
