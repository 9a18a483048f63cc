"""Findings, events that few laws know, and absence after Idulfitri: from the record to the ladder."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from praja.attendance.calendar.actions.events import make_events
from praja.attendance.days.actions import DayRefused, findings
from praja.attendance.days.judging import judge, judge_touched
from praja.attendance.days.recap import recaps
from praja.attendance.law.asking import program
from praja.attendance.models import Day
from praja.attendance.sources.actions import take
from tests.integration.attendance.machines import device, pin, tapped_before, taps
from tests.integration.people.conftest import Office

TODAY = datetime.date(2026, 3, 31)
WEDNESDAY = datetime.date(2026, 3, 25)
"""The first workday after the free days of Idulfitri 2026."""
THURSDAY = datetime.date(2026, 3, 26)
FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
WHY = "Tidak ada di tempat pada pemeriksaan pukul sepuluh"
LATER = datetime.datetime(2026, 4, 2, tzinfo=datetime.UTC)


@pytest.fixture
def march(office: Office) -> Office:
    """Sari is at work from 07.30 to 16.30 on each workday but the first after Idulfitri."""
    machine = device(office.dinas)
    pin("1", office.sari, at=machine)
    tapped_before(machine, office.sari)
    days = [FIRST + datetime.timedelta(days=number) for number in range(31)]
    at_work = [day for day in days if day.weekday() < 5 and day != WEDNESDAY]
    take(
        machine, taps(*(f"1 {day} {time}:00" for day in at_work for time in ("07:20", "16:45"))), how="unggah"
    )
    judge([office.sari.pk], FIRST, LAST, LATER)
    return office


def note(office: Office, **more: Any) -> Any:
    said: dict[str, Any] = {
        "person": office.sari,
        "kind": "temuan_sidak",
        "date": THURSDAY,
        "text": WHY,
    } | more
    return findings.note(**said, by=office.user("section"), on=TODAY)


def cut(pack: str, office: Office) -> Any:
    """Return what a government's law takes for Sari's month, told by events as the closing tells them."""
    recap = recaps([office.sari.pk], FIRST)[office.sari.pk]
    named = ("jenis_kejadian", "menit", "menit_diganti")
    events = [{name: row[name] for name in named if name in row} for row in recap.rows]
    both = []
    for form in ("kejadian", "rekap"):
        given = {"sumber_kehadiran": form, **recap.facts, "kejadian": events}
        both.append(
            program(pack, TODAY, "tpp", "potongan_disiplin").run_one(given).amounts["potongan_disiplin"]
        )
    assert both[0] == both[1], "counts and events say the same"
    return both[0]


def test_every_rare_ladder_is_fed_from_days(march: Office) -> None:
    assert cut("jakarta_2018", march) == 1, "absent on the first workday after Idulfitri"
    before = {pack: cut(pack, march) for pack in ("kotamobagu_9_2019", "samarinda_31_2022", "boltim_2017")}

    note(march)
    note(march, kind="keluar_tanpa_izin", from_minute=13 * 60, until_minute=15 * 60 + 30)
    for kind in ("paripurna", "upacara_pahlawan"):
        make_events(
            unit=march.dinas, kind=kind, name="Wajib dihadiri", first=THURSDAY, last=None, tap_from=600,
            tap_until=660, place="", letter="", units=[march.dinas], positions=[], exempt_shift=True,
            by=march.user("pengelola"), on=TODAY,
        )  # fmt: skip
    judge_touched(LATER)

    facts = recaps([march.sari.pk], FIRST)[march.sari.pk].facts
    assert (facts["temuan_sidak"], facts["menit_keluar"]) == (1, 150)
    assert (facts["paripurna_absen"], facts["upacara_pahlawan_absen"]) == (1, 1)
    after = {pack: cut(pack, march) - taken for pack, taken in before.items()}
    assert after == {
        "kotamobagu_9_2019": Fraction(1, 10),  # one finding: 10%
        "samarinda_31_2022": Fraction(5, 100),  # two full hours away: 2 × 2.5%
        "boltim_2017": Fraction(75, 100),  # plenary session 25%, Heroes' Day 50%
    }


def test_absence_counts_as_after_idulfitri_on_that_day_alone(march: Office) -> None:
    Day.objects.filter(person=march.sari, date=datetime.date(2026, 3, 30)).update(status="alpa")

    facts = recaps([march.sari.pk], FIRST)[march.sari.pk]

    assert (facts.facts["hari_alpa"], facts.facts["alpa_sesudah_libur"]) == (2, 1)
    assert [row["tanggal"] for row in facts.rows if row["jenis_kejadian"] == "alpa_sesudah_libur"] == [
        "2026-03-25"
    ]


def test_a_finding_is_of_others_told_once_and_withdrawn_with_a_reason(march: Office, client: Client) -> None:
    for more in (
        {"person": march.section}, {"text": "ya"}, {"date": TODAY + datetime.timedelta(days=1)},
        {"kind": "keluar_tanpa_izin", "from_minute": 900, "until_minute": 900}, {"kind": "lain"},
    ):  # fmt: skip
        with pytest.raises(DayRefused):
            note(march, **more)
    made = note(march)
    with pytest.raises(DayRefused, match="sudah tercatat"):
        note(march)
    judge_touched(LATER)
    client.force_login(march.user("sari"))
    month = client.get(reverse("attendance:month", args=["2026-03"])).content.decode()
    assert "Temuan pemeriksaan mendadak" in month and reverse("attendance:finding", args=[made.pk]) in month
    assert WHY in client.get(reverse("attendance:finding", args=[made.pk])).content.decode()

    findings.withdraw(finding=made, text="Keliru orang, mohon maaf", by=march.user("section"), on=TODAY)
    judge_touched(LATER)

    assert Day.objects.get(person=march.sari, date=THURSDAY).missed == []
    with pytest.raises(DayRefused, match="sudah dibatalkan"):
        findings.withdraw(finding=made, text="Sekali lagi dibatalkan", by=march.user("section"), on=TODAY)
