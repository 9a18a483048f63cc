"""Annual leave year after year: what is carried, deferred, added, and from what it is told."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from praja.attendance.leave.rights import balance_of
from praja.attendance.models import LeaveOpening, LeaveRequest, LeaveWorked
from praja.people.models import CltnHistory, StatusHistory
from praja.temporal.actions import span
from tests.integration.attendance.leaves import approved, opening

D = datetime.date


def left(office, day, **more):
    return balance_of(office.sari.pk, office.government, day, **more).left


def test_six_days_of_last_year_are_carried_and_no_more(office, today):
    opening(office.sari, 2025)
    approved(office.sari, D(2025, 3, 10), D(2025, 3, 14))

    here = balance_of(office.sari.pk, office.government, today)

    assert (here.right.carried, here.right.total, here.left_last) == (6, 18, 7)
    assert [line.days for line in here.right.lines] == [12, 6, 0, 18, 18]
    assert "18" in here.right.lines[3].reckoning and "PP 11/2017" in here.right.lines[3].article


def test_two_years_unused_give_twenty_four_days_and_a_day_used_gives_eighteen(office, today):
    opening(office.sari, 2024)

    assert left(office, today) == 24

    approved(office.sari, D(2024, 6, 10), D(2024, 6, 10))
    assert left(office, today) == 18


def test_deferred_days_are_carried_whole(office, today):
    opening(office.sari, 2025)
    approved(office.sari, D(2025, 3, 10), D(2025, 3, 21), state="ditangguhkan")
    approved(office.sari, D(2025, 5, 5), D(2025, 5, 6))

    assert balance_of(office.sari.pk, office.government, today).right.carried == 10


def test_an_opening_balance_says_what_stood_before_and_what_was_taken(office, today):
    opening(office.sari, 2026, left_last=Decimal("4.5"), taken=Decimal(3))
    approved(office.sari, D(2026, 9, 7), D(2026, 9, 8))

    here = balance_of(office.sari.pk, office.government, today)

    assert (here.right.total, here.taken, here.left) == (Decimal("16.5"), 5, Decimal("11.5"))
    assert not here.notes


def test_without_an_opening_nothing_is_carried_and_the_page_says_so(office, today):
    here = balance_of(office.sari.pk, office.government, today)

    assert here.left == 12
    assert len(here.notes) == 1


def test_a_year_of_long_leave_gives_no_annual_leave_but_keeps_what_was_left(office, today):
    opening(office.sari, 2026, left_last=Decimal(4))
    approved(office.sari, D(2026, 6, 1), D(2026, 7, 31), kind="cuti_besar")

    assert left(office, today) == 4


def test_worked_cuti_bersama_is_added_at_the_end_of_the_year_to_the_next(office, today):
    for day in (D(2026, 3, 20), D(2026, 12, 24)):
        LeaveWorked.objects.create(person=office.sari, day=day, document="SP 1", by=office.user("pengelola"))

    assert left(office, today) == 13
    assert balance_of(office.sari.pk, office.government, D(2027, 1, 4)).right.added == 1


def test_service_begins_with_the_appointment_and_leaves_out_unpaid_leave(office):
    StatusHistory.objects.filter(person=office.sari).update(berlaku=span(D(2025, 12, 1)))

    assert left(office, D(2026, 11, 30)) == 0
    assert left(office, D(2026, 12, 1)) == 12

    CltnHistory.objects.create(person=office.sari, sk_number="1", berlaku=span(D(2026, 2, 1), D(2026, 4, 1)))
    assert left(office, D(2026, 12, 1)) == 0


def test_days_taken_by_a_contract_worker_before_a_year_reduce_the_next_right(office):
    StatusHistory.objects.filter(person=office.sari).update(
        berlaku=span(D(2026, 3, 1)), status="pppk", contract_end=D(2031, 2, 28)
    )
    approved(office.sari, D(2026, 9, 7), D(2026, 9, 8))

    assert left(office, D(2027, 3, 1)) == 10


def test_what_waits_is_counted_and_the_request_asked_about_is_not(office, today):
    mine = approved(office.sari, D(2026, 12, 7), D(2026, 12, 8), state="diajukan")

    assert left(office, today) == 10
    assert left(office, today, without=mine.pk, more=Decimal(5)) == 7


@pytest.mark.django_db
def test_many_people_cost_no_more_queries(office, today, django_assert_max_num_queries):
    from praja.attendance.leave.rights import balances

    people = [office.sari.pk, office.section.pk, office.head.pk, office.stranger.pk]
    with django_assert_max_num_queries(12):
        found = balances(people, office.government, today)

    assert len(found) == 4
    assert not LeaveRequest.objects.exists() and not LeaveOpening.objects.exists()
