"""What is written into a roster: lines, patterns, tables that were copied."""

import datetime

import pytest

from praja.attendance.roster import grid
from praja.people.models import Person

MONTH = datetime.date(2028, 2, 1)


def line(name="Sari Utami", nip="199005172019032001", first=MONTH, last=None):
    return grid.Line(Person(name=name, nip=nip), first, last or grid.last_of(MONTH))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("P P S - L", ["P", "P", "S", "", "L"]),
        ("p,p;s .", ["P", "P", "S", ""]),
        ("PPSSMMLL", ["P", "P", "S", "S", "M", "M", "L", "L"]),
        ("M2 P", ["M2", "P"]),
        ("M2", ["M2"]),
        ("PX", ["PX"]),
        ("  ", []),
    ],
)
def test_codes_are_parted_or_written_together(text, codes):
    assert grid.codes_in(text, ["P", "S", "M", "M2"]) == codes


def test_a_pattern_goes_on_over_the_29th_of_february_and_stops_where_one_leaves():
    one = line(last=datetime.date(2028, 2, 29) - datetime.timedelta(days=1))

    cells = grid.repeated(["P", "S", "", "L"], line(), MONTH, MONTH)
    shorter = grid.repeated(["P"], one, MONTH, datetime.date(2028, 2, 27))

    assert (cells["1"], cells["2"], cells.get("3"), cells["4"], cells["29"]) == ("P", "S", None, "L", "P")
    assert shorter == {"27": "P", "28": "P"}
    assert grid.line_text(shorter, MONTH).split() == ["-"] * 26 + ["P", "P", "-"]


def test_a_table_that_was_copied_is_read_by_nip_or_name_with_or_without_a_heading():
    sari, budi = line(), line("Budi Santoso", "198802022015031002")
    days = [str(one + 1) for one in range(29)]
    with_heading = "\n".join(
        ["NIP\tNama\t" + "\t".join(days), "19900517 201903 2 001\tSari\t" + "\t".join(["p"] * 28 + ["L"])]
    )
    without = "3\tBudi Santoso\t" + "\t".join(["M"] * 29) + "\nOrang Asing\t" + "\t".join(["P"] * 29)

    first, strangers = grid.read_rows(grid.rows_in(with_heading), [sari, budi], MONTH)
    second, others = grid.read_rows(grid.rows_in(without), [sari, budi], MONTH)

    assert (first[str(sari.person.pk)]["1"], first[str(sari.person.pk)]["29"]) == ("P", "L")
    assert strangers == []
    assert second == {str(budi.person.pk): dict.fromkeys(days, "M")}
    assert others == ["Orang Asing"]


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 5000])
def test_a_number_that_is_no_day_is_no_heading(odd):
    sari = line()

    found, strangers = grid.read_rows([[sari.person.nip, odd], [odd, "1", "2"]], [sari], MONTH)

    assert list(found) == [str(sari.person.pk)] and strangers == []
