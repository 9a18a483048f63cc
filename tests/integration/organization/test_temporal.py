"""Histories: whatever is recorded, corrected, withdrawn, days never overlap and the past stays as it was."""

from __future__ import annotations

import concurrent.futures
import datetime
import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praja.organization.models import Unit, UnitVersion
from praja.temporal.actions import (
    EmptyRange,
    Overlap,
    Superseded,
    TemporalError,
    consequence,
    correct,
    end,
    record,
    record_many,
    span,
    succeed,
    withdraw,
)

DAY = datetime.date(2020, 1, 1)


def day(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)


def version(unit: Unit, start: int, stop: int | None = None, name: str = "A") -> UnitVersion:
    until = None if stop is None else day(stop)
    return UnitVersion(unit=unit, name=name, kind="dinas", berlaku=span(day(start), until))


def known(unit: Unit, at: datetime.datetime | None = None) -> list[tuple[str, datetime.date, object]]:
    rows = UnitVersion.objects.known(at).filter(unit=unit).order_by("berlaku")
    return [(row.name, row.berlaku.lower, row.berlaku.upper) for row in rows]


@pytest.fixture
def unit(db) -> Unit:
    return Unit.objects.create(code="satu")


def test_a_new_row_ends_the_open_one_before_it_and_both_stay(unit):
    first = record(version(unit, 0), by="Sari")

    second = record(version(unit, 10, name="B"), by="Budi", close_previous=True)

    assert known(unit) == [("A", day(0), day(10)), ("B", day(10), None)]
    first.refresh_from_db()
    assert first.digantikan == second.tercatat
    assert first.pengganti.berlaku.upper == day(10)
    assert (first.berlaku.upper, first.pengganti.dicatat_oleh) == (None, "Budi")


def test_a_row_is_refused_with_the_name_and_days_of_the_one_in_its_way(unit):
    record(version(unit, 0, 30, name="Dinas Lama"), by=None)

    with pytest.raises(Overlap) as refused:
        record(version(unit, 29), by=None)

    assert "Dinas Lama" in str(refused.value)
    assert "1 Januari 2020" in str(refused.value) and "30 Januari 2020" in str(refused.value)
    assert refused.value.conflict.mulai == day(0)


def test_an_earlier_row_with_an_end_is_not_shortened_silently(unit):
    record(version(unit, 0, 30), by=None)

    with pytest.raises(Overlap):
        record(version(unit, 10), by=None, close_previous=True)

    assert known(unit) == [("A", day(0), day(30))]


def test_a_row_from_the_same_day_is_a_correction_not_a_successor(unit):
    record(version(unit, 0), by=None)

    with pytest.raises(Overlap):
        record(version(unit, 0, name="B"), by=None, close_previous=True)


def test_succeeding_in_the_middle_keeps_what_comes_after(unit):
    row = record(version(unit, 0, 20), by=None)
    record(version(unit, 20, name="C"), by=None)

    succeed(row, day(10), by=None, name="B")

    assert known(unit) == [("A", day(0), day(10)), ("B", day(10), day(20)), ("C", day(20), None)]


def test_two_who_correct_one_row_do_not_overwrite_each_other(unit):
    row = record(version(unit, 0), by=None)
    correct(row, by="Sari", name="B")

    with pytest.raises(Superseded):
        correct(row, by="Budi", name="C")
    with pytest.raises(Superseded):
        withdraw(row, by="Budi")


def test_a_withdrawn_row_gives_its_days_back_only_when_asked(unit):
    record(version(unit, 0), by=None)
    second = record(version(unit, 10, 20, name="B"), by=None, close_previous=True)

    with transaction.atomic():
        withdraw(second, by=None)
        assert known(unit) == [("A", day(0), day(10))]
        transaction.set_rollback(True)
    longer = withdraw(second, by=None, extend_previous=True)

    assert known(unit) == [("A", day(0), day(20))]
    assert longer is not None


def test_no_day_is_left_of_it(unit):
    row = record(version(unit, 5), by=None)

    with pytest.raises(EmptyRange):
        end(row, day(5), by=None)
    with pytest.raises(EmptyRange):
        succeed(row, day(4), by=None, name="B")


def test_looking_first_says_what_would_end(unit):
    record(version(unit, 0), by=None)

    would = consequence(version(unit, 10), close_previous=True)
    blocked = consequence(version(unit, 10))

    assert [row.name for row in would.ended] == ["A"] and not would.conflicts
    assert [row.name for row in blocked.conflicts] == ["A"] and not blocked.ended
    assert known(unit) == [("A", day(0), None)]


def test_many_rows_are_written_together_or_not_at_all(db):
    units = [Unit.objects.create(code=f"u{number}") for number in range(3)]

    record_many([version(one, 0) for one in units], by="Sari")
    with pytest.raises(Overlap):
        record_many([version(units[0], 50), *[version(one, -20, -10) for one in units]], by="Sari")

    assert UnitVersion.objects.count() == 3
    assert len(set(UnitVersion.objects.values_list("tercatat", flat=True))) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_waits_and_nothing_overlaps():
    unit = Unit.objects.create(code="serentak")
    first = record(version(unit, 0), by=None)
    ready = threading.Barrier(2)

    def write(number: int) -> str:
        try:
            ready.wait(10)
            try:
                if number:
                    correct(first, by=None, name="B")
                else:
                    record(version(unit, 10, name="C"), by=None, close_previous=True)
            except TemporalError as error:
                return type(error).__name__
            return "ditulis"
        finally:
            connection.close()

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(write, (0, 1)))

    # Whoever comes second either builds on what the first wrote, or is told that the row is another now.
    assert said in (["Superseded", "ditulis"], ["ditulis", "ditulis"])
    _assert_apart(known(unit))
    assert known(unit)[-1][2] is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("record", "close", "correct", "move", "succeed", "end", "withdraw", "extend")),
        st.integers(0, 9),
        st.integers(0, 40),
        st.one_of(st.none(), st.integers(1, 25)),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_two_known_rows_overlap_and_every_past_view_is_stable(unit, steps):
    with transaction.atomic():
        views = []
        for number, (what, which, start, length) in enumerate(steps):
            try:
                _take(unit, what, which, start, length, f"V{number}")
            except TemporalError:
                pass
            views.append((_latest(unit), known(unit)))
            _assert_apart(known(unit))
        for moment, view in views:
            if moment is not None:
                assert known(unit, moment) == view
        transaction.set_rollback(True)


def _take(unit: Unit, what: str, which: int, start: int, length: int | None, name: str) -> None:
    rows = list(UnitVersion.objects.known().filter(unit=unit).order_by("berlaku"))
    stop = None if length is None else start + length
    if what in ("record", "close") or not rows:
        record(version(unit, start, stop, name), by=None, close_previous=what == "close")
        return
    row = rows[which % len(rows)]
    match what:
        case "correct":
            correct(row, by=None, name=name)
        case "move":
            correct(row, by=None, berlaku=span(day(start), None if stop is None else day(stop)))
        case "succeed":
            succeed(row, day(start), by=None, name=name)
        case "end":
            end(row, day(start), by=None)
        case "withdraw":
            withdraw(row, by=None)
        case "extend":
            withdraw(row, by=None, extend_previous=True)


def _latest(unit: Unit) -> datetime.datetime | None:
    rows = UnitVersion.objects.filter(unit=unit).values_list("tercatat", "digantikan")
    return max((time for row in rows for time in row if time is not None), default=None)


def _assert_apart(rows: list) -> None:
    for (_, _, stop), (_, start, _) in zip(rows, rows[1:], strict=False):
        assert stop is not None and stop <= start
