"""Charts: what is drawn for odd numbers and odd texts."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from praja.web.charts import Point, Series, bars, downloads_of, lines, stacked

HUGE = 10**400


def _marks(chart, tag, css=""):
    found = ElementTree.fromstring(chart.svg).iter(tag)
    return [one for one in found if css in (one.get("class") or "") and one.get("class") != "hit"]


def _percent(mark, name):
    return float(mark.get(name).removesuffix("%"))


def test_bars_are_as_long_as_their_values_and_write_them():
    chart = bars("umur", "Berapa umurnya?", [Point("21–30", 20), Point("31–40", 1250)])

    short, long = _marks(chart, "rect")
    assert _percent(short, "width") / _percent(long, "width") == pytest.approx(20 / 1250, abs=0.01)
    assert ">1.250</text>" in chart.svg
    assert chart.rows == (("21–30", "", ("20",)), ("31–40", "", ("1.250",)))


def test_below_zero_lies_left_of_the_axis():
    chart = bars("x", "?", [Point("naik", 30), Point("turun", -10)])

    up, down = _marks(chart, "rect")
    (axis,) = _marks(chart, "line", "axis")
    zero = _percent(axis, "x1")
    assert _percent(up, "x") == pytest.approx(zero)
    assert _percent(down, "x") + _percent(down, "width") == pytest.approx(zero)
    assert ">−10</text>" in chart.svg


@pytest.mark.parametrize("values", [[0], [0, 0], [None], [], [float("nan"), float("inf")]])
def test_nothing_to_draw_draws_no_bar(values):
    chart = bars("x", "?", [Point("a", value) for value in values], shown=str)

    assert not _marks(chart, "rect")
    assert len(chart.rows) == len(values)


@pytest.mark.parametrize("value", [1, -1, HUGE, -HUGE, Decimal("1E+300"), 0.1])
def test_one_value_fills_the_place_and_no_more(value):
    chart = bars("x", "?", [Point("a", value)], shown=lambda one: "n")

    (bar,) = _marks(chart, "rect")
    assert _percent(bar, "width") == 62
    assert 0 <= _percent(bar, "x") <= 22 + 62


def test_one_among_huge_ones_is_still_seen():
    chart = bars("x", "?", [Point("a", 1), Point("b", HUGE)], shown=lambda one: "n")

    assert _percent(_marks(chart, "rect")[0], "width") > 0


def test_texts_are_escaped_in_drawing_address_and_title():
    evil = '<script>"&</script>'
    chart = bars(
        "x", evil, [Point(evil, 1, 'javascript"&')], heads=(evil, evil), shown=lambda one: f"{one}<b>"
    )

    assert "<script" not in chart.svg and "<b>" not in chart.svg
    root = ElementTree.fromstring(chart.svg)
    assert root.find("title").text == evil
    assert root.find("a").get("href") == 'javascript"&'


def test_a_long_label_is_cut_where_it_is_drawn_and_whole_in_the_table():
    long = "Bidang Pengadaan, Pemberhentian, dan Informasi Kepegawaian"
    chart = bars("x", "?", [Point(long, 1), Point("b", 2)])

    drawn = [one.text for one in _marks(chart, "text")]
    assert drawn[0].endswith("…") and len(drawn[0]) <= 40
    assert long not in drawn and chart.rows[0][0] == long
    assert long in re.search("<desc[^>]*>(.*)</desc>", chart.svg)[1]


def test_a_chart_that_leads_somewhere_is_no_image():
    assert 'role="img"' in bars("x", "?", [Point("a", 1)]).svg
    assert 'role="group"' in bars("x", "?", [Point("a", 1, "/pegawai/")]).svg


def test_a_line_has_a_gap_where_nothing_is_known():
    chart = lines("x", "?", ["a", "b", "c", "d", "e"], [Series("s", [1, 2, None, 4, 5])])

    assert len(_marks(chart, "line", "t1")) == 2
    assert len(_marks(chart, "circle")) == 4
    assert chart.rows[2] == ("c", "", ("–",))


@pytest.mark.parametrize("values", [[], [7], [0, 0], [-5, 5], [HUGE, -HUGE], [None, None]])
def test_lines_stay_inside(values):
    chart = lines(
        "x", "?", [str(at) for at in range(len(values))], [Series("s", values)], shown=lambda one: "n"
    )

    for mark in _marks(chart, "circle"):
        assert 0 <= _percent(mark, "cx") <= 100 and 0 <= float(mark.get("cy")) <= 190


def test_many_labels_are_thinned():
    chart = lines("x", "?", [f"b{at}" for at in range(60)], [Series("s", list(range(60)))])

    assert sum(one.text.startswith("b") for one in _marks(chart, "text")) <= 6


def test_parts_fill_the_whole_and_are_named():
    chart = stacked("x", "?", [Point("PNS", 3), Point("PPPK", 1), Point("CPNS", 0)])

    parts = _marks(chart, "rect", "part")
    assert [_percent(one, "width") for one in parts] == [75, 25]
    assert [(one.label, one.value) for one in chart.legend] == [("PNS", "3"), ("PPPK", "1"), ("CPNS", "0")]


def test_a_part_below_zero_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        stacked("x", "?", [Point("a", 1), Point("b", -1)])


def test_a_band_lies_behind_its_bar_and_stands_in_the_table():
    points = [Point("Baik", 9, band=(0, 7)), Point("Kurang", 0, band=(5, 10)), Point("Butuh perbaikan", 1)]
    chart = bars("x", "?", points, heads=("Predikat", "Orang", "Pola"))

    bands = _marks(chart, "rect", "band")
    assert [(_percent(one, "x"), _percent(one, "width")) for one in bands] == [(0, 70), (50, 50)]
    assert [values for _label, _url, values in chart.rows] == [("9", "0–7"), ("0", "5–10"), ("1", "–")]


def test_what_is_taken_away_keeps_what_was_asked():
    assert downloads_of("/a/?periode=1")[0] == ("CSV", "/a/?periode=1&ekspor=csv")
    assert downloads_of("/a/")[1] == ("XLSX", "/a/?ekspor=xlsx")
