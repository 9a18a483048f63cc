"""The law of attendance as the app asks for it. The figures are those of the regulations."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from praja.attendance.days.story import band_span
from praja.attendance.law import (
    AttendanceLawUnknown,
    absence_step,
    absence_steps,
    band_edges,
    days_of_minutes,
    ladder_of,
    leave_effect,
    minutes_per_day,
    next_step,
    told_percent,
)

ON = datetime.date(2026, 3, 17)


def bands(pack: str, on: datetime.date = ON) -> list[tuple[str, int | None, int | None, str]]:
    return [(one.label, one.start, one.end, told_percent(one.percent)) for one in ladder_of(pack, on).bands]


def test_the_national_ladder() -> None:
    told = ladder_of("nasional", ON)

    assert bands("nasional") == [
        ("terlambat", 1, 30, "0,5%"),
        ("terlambat", 31, 60, "1%"),
        ("terlambat", 61, 90, "1,25%"),
        ("terlambat", 91, None, "1,5%"),
        ("pulang cepat", 1, 30, "0,5%"),
        ("pulang cepat", 31, 60, "1%"),
        ("pulang cepat", 61, 90, "1,25%"),
        ("pulang cepat", 91, None, "1,5%"),
        ("tidak masuk tanpa keterangan, sehari", None, None, "3%"),
    ]
    assert {one.applied_to for one in told.bands} == {"dari bagian disiplin (40%)"}
    assert {one.applied_to_en for one in told.bands} == {"of the discipline part (40%)"}
    assert all(one.article == "Kepmendagri 900-4700/2020" and one.checked for one in told.bands)
    assert (told.others, told.incomplete, band_edges(ON)) == ((), (), (30, 60, 90))


def test_bands_that_cost_the_same_are_one_and_what_is_not_named_is_left_out() -> None:
    assert bands("bgn_4_2025") == [("terlambat", 2, 60, "0,5%"), ("terlambat", 61, None, "1%")]
    assert bands("kejaksaan_4_2020")[:2] == [("terlambat", 1, None, "1%"), ("pulang cepat", 1, None, "1%")]
    assert bands("tidore_2024") == [("apel tidak diikuti", None, None, "1,5%")]
    assert bands("ngawi_35_2017") == []


def test_a_ladder_is_that_of_its_month() -> None:
    days = [datetime.date(2022, 5, 1), datetime.date(2022, 6, 1), datetime.date(2024, 5, 1)]

    assert [bands("semarang_76_2021", day)[0][3] for day in days] == ["5%", "7,5%", "15%"]


def test_a_ladder_says_what_else_the_regulation_takes_and_what_is_not_known() -> None:
    told = ladder_of("samarinda_31_2022", ON)
    others = {one.title: one.formula for one in told.others}

    assert others["Potongan keluar tanpa izin"] == "2,5% * ke_bawah(menit_keluar_bulan / 60)"
    assert "menit_kumulatif > 780" in others["TPP dibayar satu bulan kemudian karena menit tidak bekerja"]
    assert {one.article for one in told.others} == {"Perwali Samarinda 31/2022 Pasal 13"}
    assert any("Tarif pulang cepat tidak tercetak" in said for said in told.incomplete)
    assert not any(one.checked for one in told.bands)


def test_the_sanctions_of_absence() -> None:
    limits = [(one.days_from, one.days_to, one.level) for one in absence_steps(ON)]

    assert limits == [
        (3, 3, "ringan"), (4, 6, "ringan"), (7, 10, "ringan"), (11, 13, "sedang"), (14, 16, "sedang"),
        (17, 20, "sedang"), (21, 24, "berat"), (25, 27, "berat"), (28, None, "berat"),
    ]  # fmt: skip
    assert absence_step(2, 2, ON) is None
    step = absence_step(12, 3, ON)
    assert step is not None
    assert (step.sanction, step.article, step.consecutive) == (
        "potong_tpp_6_bulan",
        "PP 94/2021 Pasal 10",
        False,
    )
    ten = absence_step(10, 10, ON)
    assert ten is not None
    assert (ten.sanction, ten.article, ten.days_from) == ("pemberhentian", "PP 94/2021 Pasal 11", 10)
    assert ten.consecutive
    most = absence_step(30, 12, ON)
    assert most is not None
    assert (most.days_from, most.consecutive) == (28, False)
    following = [one.days_from if (one := next_step(days, ON)) else None for days in (0, 3, 10, 27, 28)]
    assert following == [3, 4, 11, 28, None]


def test_minutes_make_days() -> None:
    assert minutes_per_day(ON) == 450
    assert [days_of_minutes(minutes, ON) for minutes in (449, 450, 1349, 1350)] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("pack", "facts", "paid", "article"),
    [
        ("nasional", {"keadaan_pegawai": "cltn"}, 0, "PP 58/2005; PP 12/2019 Pasal 58 ayat (3)"),
        (
            "permentan_68_2012",
            {"keadaan_pegawai": "cuti_besar", "bulan_cuti_ke": 2},
            "1/4",
            "Permentan 68/2012",
        ),
        ("permentan_68_2012", {"hari_cuti_sakit": 3}, "3/4", "Permentan 68/2012"),
        ("bkkbn_6_2023", {"hari_cuti_sakit": 5}, "98/100", "Peraturan BKKBN 6/2023 Pasal 23"),
        ("jambi_24_2025", {"hari_cuti": 2}, "94/100", "Pergub Jambi 24/2025"),
        (
            "semarang_76_2021",
            {"keadaan_pegawai": "cuti_besar", "hari_cuti_besar": 16},
            0,
            "Perwal Semarang 76/2021 Pasal 9 ayat (1)",
        ),
        ("surabaya", {"keadaan_pegawai": "cuti_besar", "hari_cuti_besar_bulan": 20}, 1, ""),
    ],
)
def test_what_a_leave_does_to_pay(pack: str, facts: dict[str, Any], paid: int | str, article: str) -> None:
    effect = leave_effect(pack, ON, facts)

    assert (effect.paid, effect.article) == (Fraction(paid), article)


def test_the_effect_of_a_leave_as_a_sentence() -> None:
    effect = leave_effect("permentan_68_2012", ON, {"hari_cuti_sakit": 3})
    none = leave_effect("nasional", ON, {"keadaan_pegawai": "cuti_tahunan"})

    assert effect.sentence() == "TPP dibayar 75%, berkurang 25% karena cuti ini (Permentan 68/2012)."
    assert effect.sentence("en", 4_000_000) == (
        "75% of the TPP is paid, 25% less than without the leave: Rp3,000,000 (Permentan 68/2012)."
    )
    assert none.sentence() == "Peraturan yang termuat tidak mengurangi TPP karena cuti ini."


def test_what_the_law_does_not_say_is_said() -> None:
    with pytest.raises(AttendanceLawUnknown, match="Pak 'kota_x' tidak ada"):
        ladder_of("kota_x", ON)
    with pytest.raises(AttendanceLawUnknown):
        absence_steps(datetime.date(2015, 1, 1))
    with pytest.raises(AttendanceLawUnknown, match="Bulan keberapa dari cuti"):
        leave_effect("permentan_68_2012", ON, {"keadaan_pegawai": "cuti_besar"})


def test_a_day_is_told_by_the_bands_of_its_government() -> None:
    told = {pack: band_span(12, ON, pack) for pack in ("nasional", "bgn_4_2025", "jakarta_activity")}

    assert told == {
        "nasional": "1 sampai 30 menit",
        "bgn_4_2025": "2 sampai 30 menit",
        "jakarta_activity": "1 sampai 30 menit",  # counts minutes, sets no bands of its own
    }
    assert band_span(1, ON, "bgn_4_2025").startswith("tidak dihitung")
    assert band_span(200, ON) == "lebih dari 90 menit"
