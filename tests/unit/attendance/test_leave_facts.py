"""What leave says of a month: which months of a leave, which days, which leave goes on from another."""

from __future__ import annotations

import datetime
import uuid

import pytest

from praja.attendance.leave.days import months_covering
from praja.attendance.leave.facts import Leave, of_month

D = datetime.date
SARI = uuid.uuid4()


def leave(kind, first, last, **more):
    days = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    worked = [day for day in days if day.weekday() < 5]
    return Leave(SARI, uuid.uuid4(), kind, first, last, worked, **more)


@pytest.mark.parametrize(
    ("month", "number", "state"),
    [
        (D(2026, 1, 1), "1", None),
        (D(2026, 2, 1), "2", "cuti_melahirkan"),
        (D(2026, 3, 1), "3", "cuti_melahirkan"),
        (D(2026, 4, 1), "3", "cuti_melahirkan"),
        (D(2026, 5, 1), None, None),
    ],
)
def test_a_leave_of_three_months_has_three_months(month, number, state):
    found = of_month([leave("cuti_melahirkan", D(2026, 1, 5), D(2026, 4, 4), child_number=2)], month)

    assert (found and found.facts["bulan_cuti_ke"]) == number
    assert (found and found.facts.get("keadaan_pegawai")) == state
    assert found is None or found.facts["melahirkan_anak_ke"] == "2"


def test_whole_calendar_months_are_counted_as_such():
    months = [
        of_month([leave("cuti_besar", D(2026, 1, 1), D(2026, 3, 31))], D(2026, n, 1)) for n in (1, 2, 3)
    ]

    assert [one.facts["bulan_cuti_ke"] for one in months] == ["1", "2", "3"]
    assert [one.facts["hari_cuti_besar"] for one in months] == ["90"] * 3


def test_sick_leave_that_goes_on_is_one_and_after_a_gap_another():
    first = leave("cuti_sakit", D(2026, 9, 28), D(2026, 10, 9))
    on = leave("cuti_sakit", D(2026, 10, 10), D(2026, 11, 30), because="kecelakaan_kerja")

    november = of_month([first, on], D(2026, 11, 1))
    alone = of_month([leave("cuti_sakit", D(2026, 9, 28), D(2026, 10, 8)), on], D(2026, 11, 1))

    assert november.facts["hari_cuti_sakit"] == "21"
    assert (november.facts["hari_cuti_sakit_lalu"], november.facts["bulan_cuti_sakit"]) == ("25", "2")
    assert (alone.facts["hari_cuti_sakit_lalu"], alone.facts["bulan_cuti_sakit"]) == ("15", "1")
    assert november.facts["cuti_sakit_karena"] == "kecelakaan_kerja"


@pytest.mark.parametrize(
    ("last", "months"),
    [(D(2026, 4, 4), 3), (D(2026, 4, 5), 4), (D(2026, 1, 5), 1), (D(2026, 2, 4), 1), (D(2026, 2, 5), 2)],
)
def test_a_leave_fits_in_months(last, months):
    assert months_covering(D(2026, 1, 5), last) == months


def test_the_end_of_february_is_a_month_after_the_end_of_january():
    assert months_covering(D(2028, 1, 31), D(2028, 2, 28)) == 1
    assert months_covering(D(2028, 1, 31), D(2028, 2, 29)) == 2
