"""Pay reads closed months of attendance where no sheet says otherwise, and sees when they change."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from praja.attendance.days.actions.closings import close, reopen
from praja.attendance.days.judging import judge, judge_touched
from praja.attendance.models import ClosedMonth, Closing, Device
from praja.attendance.sources.actions import take
from praja.payroll.models import PackInUse, Recap
from praja.payroll.runs.moved import attendance_moved
from praja.payroll.runs.stale import changes_since
from praja.payroll.slip.book import explained, origins_of
from praja.payroll.slip.why import why as why_of
from praja.temporal.actions import span
from tests.integration.attendance.machines import device, pin, taps
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.runs_world import PayDay, payday
from tests.integration.people.conftest import LONG_AGO, Office

__all__ = ["payday"]

TODAY = datetime.date(2026, 11, 23)
WHY = "Ditutup untuk dicoba lagi"
DAYS = [datetime.date(2026, 10, day) for day in range(1, 32)]


@pytest.fixture
def closing(office: Office) -> Closing:
    """Sari was late by 45 minutes once and away without news once; nobody else has taps."""
    machine = device(office.dinas)
    pin("1", office.sari, at=machine)
    workdays = [day for day in DAYS if day.weekday() < 5 and day.day != 7]
    take(machine, taps(*(f"1 {day} {'08:15' if day.day == 6 else '07:20'}:00" for day in workdays),
                       *(f"1 {day} 16:45:00" for day in workdays)), how="unggah")  # fmt: skip
    judge([office.sari.pk], DAYS[0], DAYS[-1])
    return close(
        unit=office.dinas, month=DAYS[0], undecided_reason=WHY, by=office.user("pengelola"), on=TODAY
    )


def test_a_closed_month_is_facts_with_the_closing_they_come_from(office: Office, closing: Closing) -> None:
    facts = world.ask(office, "tpp", pack="sawahlunto")

    said = world.of(facts, office.sari)
    assert (said["tl_2"], said["tl_1"], said["hari_alpa"], said["psw_4"]) == (1, 0, 1, 0)
    assert world.told(facts, office.sari, "tl_2") == (
        "kehadiran", "Rekap kehadiran 10-2026, penutupan ke-1.",
    )  # fmt: skip
    [origin] = facts.origin.filter(nip=office.sari.nip, fakta="hari_alpa").to_dicts()
    row = closing.rows.get(person=office.sari)
    assert (origin["rujukan"], origin["oleh"]) == (str(row.pk), "Rina Pengelola")
    assert said["sumber_kehadiran"] == "kejadian"
    assert world.of(facts, office.head)["hari_alpa"] is None
    events = facts.frames["kejadian"].filter(nip=office.sari.nip)
    assert events.select("jenis_kejadian", "menit").rows() == [("terlambat", 45), ("alpa", None)]


def test_the_sheet_of_the_month_goes_first_fact_by_fact(office: Office, closing: Closing) -> None:
    event = {"jenis_kejadian": "terlambat", "menit": "5"}
    Recap.objects.create(person=office.sari, period=world.OCTOBER, kind="kehadiran",
                         rows={"kejadian": [event]}, values={"hari_alpa": "0"})  # fmt: skip

    facts = world.ask(office, "tpp", pack="sawahlunto")

    said = world.of(facts, office.sari)
    assert (said["hari_alpa"], said["tl_2"]) == (0, 1)
    assert said["sumber_kehadiran"] is None, "the sheet says in which form it counts"
    assert facts.frames["kejadian"].filter(nip=office.sari.nip)["menit"].to_list() == [5]


def test_before_the_closing_nothing_was_known_and_an_older_state_is_found_again(
    office: Office, closing: Closing
) -> None:
    before, at = closing.tercatat - datetime.timedelta(microseconds=1), timezone.now()
    reopen(closing=closing, text=WHY, by=office.user("admin"), on=TODAY)

    def alpa(known_at: Any) -> Any:
        facts = world.ask(office, "tpp", pack="sawahlunto", known_at=known_at)
        return world.of(facts, office.sari)["hari_alpa"]

    assert (alpa(before), alpa(at), alpa(None)) == (None, 1, None)


def test_a_month_that_was_opened_and_closed_anew_makes_a_computed_run_stale(
    payday: PayDay, office: Office, closing: Closing, client: Client
) -> None:
    PackInUse.objects.create(government=office.government, pack="sawahlunto", berlaku=span(LONG_AGO))
    run = payday.computed(payday.open(pay_list="tpp", period=world.OCTOBER))
    slip = run.slips.get(person=office.sari)
    days = reverse("attendance:recap_person", args=[office.sari.pk, "2026-10"])
    links = {who: origins_of(slip, office.user(who))["hari_alpa"][0].url for who in ("sari", "bendahara")}
    assert links == {"sari": days, "bendahara": ""}
    told = why_of(explained(slip).explanation, "potongan_disiplin", origins_of(slip, office.user("sari")))
    assert days in {origin.url for one in told.inputs for origin in one.origins}, "the cut leads to the days"
    assert not changes_since(run).count
    take(Device.objects.get(), taps("1 2026-10-07 07:20:00", "1 2026-10-07 16:45:00"), how="unggah")
    judge_touched()
    assert (changes_since(run).count, attendance_moved(run, TODAY)) == (0, 1)
    client.force_login(payday.user("bendahara"))
    assert "bergerak sesudah" in client.get(reverse("payroll:run", args=[run.pk])).content.decode()

    reopen(closing=closing, text=WHY, by=office.user("admin"), on=TODAY)
    close(unit=office.dinas, month=DAYS[0], undecided_reason=WHY, by=office.user("pengelola"), on=TODAY)

    found = changes_since(run)
    changes = {
        one.title: (one.before, one.after, one.why) for one in found.people if one.name == "Sari Utami"
    }
    [(before, after, why)] = [one for title, one in changes.items() if "tanpa keterangan" in title]
    assert (before, after) == ("1", "0") and "penutupan ke-2" in why


def test_the_week_of_the_hours_and_the_months_since_idulfitri_are_facts_of_closings(
    office: Office, closing: Closing
) -> None:
    facts = world.ask(office, "tpp", pack="ngawi_35_2017")
    assert world.of(facts, office.sari)["pola_hari_kerja"] == "lima_hari"
    assert world.told(facts, office.sari, "pola_hari_kerja") == (
        "kehadiran", "Rekap kehadiran 10-2026, penutupan ke-1.",
    )  # fmt: skip
    assert world.of(facts, office.head)["pola_hari_kerja"] is None

    august = datetime.date(2026, 8, 1)
    earlier = Closing.objects.create(unit=office.dinas, month=august, number=1, by=office.user("pengelola"))
    ClosedMonth.objects.create(
        closing=earlier,
        person=office.sari,
        unit=office.dinas,
        month=august,
        facts={"alpa_sesudah_libur": 1},
        rows=[],
    )
    for pack in ("sumbar_2016", "sawahlunto"):
        facts = world.ask(office, "tpp", pack=pack)
        assert world.of(facts, office.sari)["bulan_sanksi_lebaran"] == 3, pack
        assert world.of(facts, office.head)["bulan_sanksi_lebaran"] in (None, 0), pack

    Recap.objects.create(person=office.sari, period=world.OCTOBER, kind="kehadiran", rows={},
                         values={"bulan_sanksi_lebaran": "0"})  # fmt: skip
    assert world.of(world.ask(office, "tpp", pack="sawahlunto"), office.sari)["bulan_sanksi_lebaran"] == 0
