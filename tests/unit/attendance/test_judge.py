"""One day judged: bands at their edges, tolerance, flexible hours, shifts over midnight, halves, events."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pytest

from praja.attendance.sources.readers.attlog import read_attlog
from praja.attendance.sources.readers.lines import Line
from tests.unit.attendance.days import BANDS, MONDAY, NIGHT, judge, minute, one, taps_of

TUESDAY = MONDAY + datetime.timedelta(days=1)
OFF: dict[str, Any] = {"kind": "lepas", "start": None, "end": None, "net_minutes": 0, "in_from": None,
                       "in_until": None, "out_from": None, "out_until": None}  # fmt: skip


@pytest.mark.parametrize(
    ("came", "late", "code"),
    [
        ("07.30", 0, "H"), ("07.30.59", 0, "H"), ("07.31", 1, "TL1"), ("08.00.59", 30, "TL1"),
        ("08.01", 31, "TL2"), ("08.30", 60, "TL2"), ("08.31", 61, "TL3"), ("09.00", 90, "TL3"),
        ("09.01", 91, "TL4"), ("12.00", 270, "TL4"),
    ],
)  # fmt: skip
def test_lateness_lies_in_the_band_of_its_whole_minutes(came: str, late: int, code: str) -> None:
    day = one(came, "16.00")
    assert (day["late"], day["codes"]) == (late, code)


@pytest.mark.parametrize(
    ("went", "early", "code"),
    [
        ("16.00", 0, "H"), ("15.59", 1, "PSW1"), ("15.30", 30, "PSW1"), ("15.29", 31, "PSW2"),
        ("15.00", 60, "PSW2"), ("14.59", 61, "PSW3"), ("14.30", 90, "PSW3"), ("14.29", 91, "PSW4"),
    ],
)  # fmt: skip
def test_early_leave_lies_in_the_band_of_its_whole_minutes(went: str, early: int, code: str) -> None:
    day = one("07.30", went)
    assert (day["early"], day["codes"]) == (early, code)


def test_the_number_of_bands_is_data() -> None:
    day = one("08.31", bands=(30, 60))
    assert day["codes"] == "TL3,PSW3" and one("08.31", "16.00", bands=())["codes"] == "TL1"


@pytest.mark.parametrize(
    ("when", "codes"),
    [((), "TK"), (("07.20",), "PSW4"), (("16.05",), "TL4"), (("13.00",), "TL4,PSW4"), (("21.00",), "TK")],
)
def test_missing_taps_are_the_last_band_and_both_are_absence(when: tuple[str, ...], codes: str) -> None:
    assert one(*when)["codes"] == codes


@pytest.mark.parametrize(
    ("hours", "came", "late", "forgiven"),
    [
        ({"tolerance_in": 15}, "07.45", 0, 15),
        ({"tolerance_in": 15}, "07.46", 16, 0),
        ({"tolerance_in": 15, "tolerance_moves_band": True}, "07.46", 1, 15),
        ({"min_inclusive": False}, "07.31", 0, 1),
        ({"min_inclusive": False}, "07.32", 2, 0),
        ({"make_up": 30}, "08.00", 0, 30),
        ({"make_up": 30}, "08.01", 31, 0),
    ],
)
def test_tolerance_and_make_up_follow_the_hours(
    hours: dict[str, Any], came: str, late: int, forgiven: int
) -> None:
    day = one(came, "16.30", **hours)
    assert (day["late"], day["forgiven"]) == (late, forgiven)


def test_flexible_hours_move_both_ends_and_dynamic_ones_ask_only_for_their_length() -> None:
    assert one("08.00", "16.30", flex=60)["codes"] == "H"
    assert (one("08.40", "17.00", flex=60)["late"], one("08.40", "16.59", flex=60)["early"]) == (10, 1)
    free = {"dynamic": True, "in_from": 300, "in_until": 900, "out_from": 301, "out_until": 1439}
    assert one("06.00", "14.30", **free)["codes"] == "H"
    assert one("06.00", "14.00", **free)["early"] == 30


def test_a_night_shift_is_closed_on_the_next_day_and_seconds_count_nothing() -> None:
    day = one("20.51.30", "+07.12", **NIGHT)
    assert (day["codes"], day["in_minute"], day["out_minute"]) == (
        "H",
        minute("20.51"),
        1440 + minute("07.12"),
    )
    assert one("20.51", "+06.59.59", **NIGHT)["early"] == 1
    assert one("20.51", "+14.01", **NIGHT)["codes"] == "PSW4"


def test_two_nights_and_a_morning_share_no_tap_but_where_one_begins_as_the_other_ends() -> None:
    nights = [NIGHT | {"date": MONDAY}, NIGHT | {"date": TUESDAY}]
    taps = [*taps_of("20.50", "+07.05"), *taps_of("20.55", "+07.01", day=TUESDAY)]
    assert [day["codes"] for day in judge(nights, taps)] == ["H", "H"]
    morning = {"date": TUESDAY, "start": 420, "end": 840, "net_minutes": 420, "in_from": 300,
               "in_until": 600, "out_from": 780, "out_until": 1000}  # fmt: skip
    first, second = judge([nights[0], morning], taps_of("20.50", "+07.00", "+14.02"))
    assert (first["codes"], second["codes"]) == ("H", "H") and first["out_tap"] == second["in_tap"]
    later = morning | {"start": 540, "in_from": 420}
    first, second = judge([nights[0], later], taps_of("20.50", "+07.10", "+08.55", "+14.02"))
    assert (first["out_minute"], second["in_minute"]) == (1440 + 430, 535)


def test_without_a_roster_a_morning_tap_closes_what_was_opened_the_evening_before() -> None:
    free = [OFF | {"date": MONDAY + datetime.timedelta(days=step)} for step in range(3)]
    taps = [*taps_of("20.50", "+07.10"), *taps_of("20.51", "+07.12", day=TUESDAY)]
    assert [(day["in_minute"], day["out_minute"]) for day in judge(free, taps)] == [
        (1250, 1440 + 430), (1251, 1440 + 432), (None, None),
    ]  # fmt: skip
    mixed = taps_of("11.00", "20.50", "+07.10", "+07.15", "+18.00")
    found = judge(free, mixed)
    assert found[0]["out_minute"] == 1440 + 435 and judge(free, mixed[::-1]) == found
    by_day = [*taps_of("07.30", "16.00"), *taps_of("07.29", "16.10", day=TUESDAY)]
    assert [(day["in_minute"], day["out_minute"]) for day in judge(free, by_day)][:2] == [
        (450, 960), (449, 970),
    ]  # fmt: skip


def test_a_tap_of_each_zone_is_judged_by_the_clock_of_the_workplace() -> None:
    for zone in ("WIB", "WITA", "WIT"):
        assert one("07.31", "16.00", zone=zone)["late"] == 1


@pytest.mark.parametrize(
    ("excuse", "status", "codes"),
    [("cuti_tahunan", "cuti", "C"), ("cuti_sakit", "sakit", "S"), ("izin", "izin", "I"),
     ("dinas_luar", "dinas_luar", "DL")],
)  # fmt: skip
def test_leave_duty_and_permission_go_before_taps(excuse: str, status: str, codes: str) -> None:
    day = one("09.30", excuses=[{"kind": excuse}])
    assert (day["status"], day["codes"], day["late"], day["short"]) == (status, codes, 0, 0)
    assert one(excuses=[{"kind": excuse}], kind="libur")["status"] == "libur"


def test_half_a_day_moves_one_end_and_two_halves_are_a_day() -> None:
    morning = {"kind": "cuti_tahunan", "half": "pagi"}
    day = one("11.45", "16.00", excuses=[morning])
    assert (day["codes"], day["start"], day["worked"]) == ("H", 705, 225)
    assert one("07.30", "11.44", excuses=[morning | {"half": "siang"}])["codes"] == "PSW1"
    assert one(excuses=[morning, {"kind": "izin", "half": "siang"}])["status"] == "cuti"
    assert one(excuses=[morning, {"kind": "dinas_luar"}])["status"] == "dinas_luar"


def test_an_accepted_correction_counts_instead_of_the_tap() -> None:
    fixed = one("08.10", "16.00", fixes=[{"in_minute": 445, "ref": "a"}])
    assert (fixed["codes"], fixed["in_fix"], fixed["in_tap"]) == ("H", "a", None)
    last = one(fixes=[{"in_minute": 480, "ref": "a"}, {"in_minute": 450, "out_minute": 960, "ref": "b"}])
    assert (last["codes"], last["in_fix"], last["out_fix"]) == ("H", "b", "b")


def test_a_day_is_not_over_until_its_last_tap_could_come() -> None:
    noon = datetime.datetime(2026, 10, 5, 5, tzinfo=datetime.UTC)
    evening = noon + datetime.timedelta(hours=4, minutes=30)
    assert (one(now=noon)["status"], one("08.15", now=noon)["codes"]) == ("belum", "TL2")
    assert (one("07.30", now=evening)["status"], one("07.30", "16.01", now=evening)["codes"]) == (
        "belum",
        "H",
    )


def test_an_event_is_missed_only_by_those_at_work_without_a_tap_in_its_window() -> None:
    apel = {"event": "e1", "from": 420, "until": 445}
    assert one("07.26", "16.00", events=[apel])["missed"] == "apel:e1"
    assert one("07.25", "16.00", events=[apel])["missed"] == ""
    assert one("07.26", "16.00", events=[apel | {"attended": True}])["missed"] == ""
    assert one(events=[apel], excuses=[{"kind": "izin"}])["missed"] == one(events=[apel])["missed"] == ""


def _random_day(dice: random.Random) -> tuple[dict[str, Any], list[Any], list[dict[str, Any]]]:
    hours = {"tolerance_in": dice.choice((0, 0, 10)), "tolerance_out": dice.choice((0, 0, 90)),
             "tolerance_moves_band": dice.random() < 0.5,
             "flex": dice.choice((0, 0, 45)), "make_up": dice.choice((0, 0, 30)),
             "min_inclusive": dice.random() < 0.8}  # fmt: skip
    if dice.random() < 0.3:
        hours = NIGHT | hours
    elif dice.random() < 0.3:
        hours = hours | OFF
    taps = []
    for _tap in range(dice.randrange(6)):
        at = dice.randrange(0, 2880 * 60)
        text = f"{at // 3600 % 24:02}.{at // 60 % 60:02}.{at % 60:02}"
        taps += taps_of(f"+{text}" if at >= 86400 else text)
    halves = [{"kind": "izin", "half": dice.choice(("pagi", "siang"))}] if dice.random() < 0.2 else []
    return hours, taps, halves


def test_findings_count_only_hours_of_work_and_leave_goes_before_them() -> None:
    inspected = {"kind": "temuan_sidak", "finding": "f1"}
    away = {"kind": "keluar_tanpa_izin", "finding": "f2", "from": 930, "until": 1020}
    apel = {"event": "e1", "from": 400, "until": 405}
    both = [inspected, away]

    assert one("07.20", "16.00", findings=both)["missed"] == "keluar_tanpa_izin:f2:30,temuan_sidak:f1"
    assert one(findings=[inspected], events=[apel])["missed"] == "temuan_sidak:f1"
    assert one("07.20", "16.00", findings=[inspected], events=[apel])["missed"] == "apel:e1,temuan_sidak:f1"
    assert one("07.20", findings=both, excuses=[{"kind": "dinas_luar"}])["missed"] == ""
    assert one("07.20", findings=both, excuses=[{"kind": "izin", "half": "siang"}])["missed"] == (
        "temuan_sidak:f1"
    )


def test_order_of_taps_and_company_change_nothing_and_the_minutes_add_up() -> None:
    dice = random.Random(7)
    days, taps, excuses = [], [], []
    for number in range(700):
        hours, own, halves = _random_day(dice)
        who = f"orang {number:03}"
        days.append(hours | {"person": who})
        taps += [
            (who, at, local, source, way, tap * 1000 + number) for _p, at, local, source, way, tap in own
        ]
        excuses += [one | {"person": who} for one in halves]

    found = judge(days, taps, excuses=excuses)

    assert judge(days, list(reversed(taps)), excuses=excuses) == found
    assert judge(list(reversed(days)), dice.sample(taps, len(taps)), excuses=excuses) == found
    for number in range(0, 400, 80):
        who = days[number]["person"]
        alone = judge([days[number]], [tap for tap in taps if tap[0] == who],
                      excuses=[one for one in excuses if one["person"] == who])  # fmt: skip
        assert alone == [found[number]]
    free = [day for day in found if day["kind"] == "lepas"]
    assert sum(day["out_minute"] is not None for day in free) > 20
    both = [day for day in found if day not in free and not day["missing_in"] and not day["missing_out"]]
    assert len(both) > 40 and any(day["forgiven"] and day["early_band"] == 0 for day in both)
    for day in both:
        parts = day["worked"] + day["breaks"] + day["late"] + day["early"] + day["forgiven"]
        assert parts == day["end"] - day["start"], day
        assert min(day["worked"], day["breaks"], day["late"], day["early"], day["forgiven"]) >= 0
        assert (day["late_band"] > 0) == (day["late"] > 0) and len(BANDS) + 1 >= day["early_band"]


def test_the_worked_examples_of_a_file_of_a_device_and_of_a_night_shift() -> None:
    """A file with a blank line and padded PINs; 20.51 to 07.12 on a shift of 21 to 07."""
    lines = (
        "        1\t2026-10-05 07:31:00\t1\t0\t1\t0\r\n        1\t2026-10-05 15:58:00\t1\t1\t1\t0\r\n\r\n"
        "       17\t2026-10-05 07:29:59\t1\t0\t15\t0\r\n"
    )
    rows = []
    for number, line in enumerate(read_attlog(lines.encode())):
        assert isinstance(line, Line)
        at = (line.local - datetime.timedelta(hours=7)).replace(tzinfo=datetime.UTC)
        rows.append((line.pin, at, line.local, "usb", "", number))

    first, second = judge([{"person": "1"}, {"person": "17"}], rows)

    assert (first["late"], first["early"], first["codes"]) == (1, 2, "TL1,PSW1")
    assert (second["late"], second["out_minute"], second["codes"]) == (0, None, "PSW4")
    night = one("20.51", "+07.12", **NIGHT)
    assert (night["date"], night["late"], night["early"]) == (MONDAY, 0, 0)
