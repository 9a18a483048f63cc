"""The log by day or week: who is asked for it, and how months are made of it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from praja.performance.enums import JangkaCatatan
from praja.performance.follow import log, months
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions.log import note
from praja.performance.follow.actions.months import Said, report
from praja.performance.follow.reminders import remind_of_log
from praja.performance.follow.shell import waiting
from praja.performance.law import Method
from praja.performance.models import Evidence, Indicator, LogEntry, Realisation, Skp
from praja.performance.rating import packs
from praja.web.models import Notice
from tests.integration.people.conftest import Office
from tests.integration.performance.plans import plan

DAY = datetime.date
WEEKLY = JangkaCatatan.MINGGUAN
MONDAY, TODAY = DAY(2026, 11, 16), DAY(2026, 11, 23)
NOON = datetime.datetime(2026, 11, 23, 5, tzinfo=datetime.UTC)
LINES = (
    ("Warga dilayani", [{"text": "Warga", "measure": "orang"}, {"text": "Lama layanan", "measure": "menit",
                                                               "direction": "rendah"}]),
    ("Sistem dipakai", [{"text": "Sistem", "direction": "tanggal", "target": None, "due": DAY(2026, 12, 1)}]),
)  # fmt: skip


@pytest.fixture
def skp(office: Office, monkeypatch: pytest.MonkeyPatch) -> Skp:
    """Sari's plan, in a government whose pack asks for a log each day."""
    monkeypatch.setattr(packs, "_pack_of", [lambda government, day: "bogor"])
    return plan(office.sari, office.section, lines=LINES, understood=True)


def noting(office: Office, skp: Skp, text: str, day: DAY, **said: Any) -> LogEntry | None:
    indicator = Indicator.objects.get(rhk__skp=skp, versions__text=text)
    return note(
        skp=skp, indicator=indicator, day=day, said=Said(**said), by=office.user("sari"), on=TODAY,
        now=NOON,
    )  # fmt: skip


def month_of(text: str) -> Any:
    return Realisation.objects.filter(indicator__versions__text=text, digantikan__isnull=True).first()


def test_a_month_is_made_of_its_days(office: Office, skp: Skp) -> None:
    noting(office, skp, "Warga", MONDAY, value=Decimal(12), story="Loket pagi", link="https://contoh.go.id/a")
    noting(office, skp, "Warga", TODAY, value=Decimal(8))
    noting(office, skp, "Lama layanan", MONDAY, value=Decimal(10))
    noting(office, skp, "Lama layanan", TODAY, value=Decimal(15))
    again = noting(office, skp, "Warga", TODAY, value=Decimal(8))
    noting(office, skp, "Warga", TODAY, value=Decimal(9))

    people, time = month_of("Warga"), month_of("Lama layanan")

    assert again is not None and LogEntry.objects.filter(day=TODAY, indicator=again.indicator).count() == 2
    assert (people.value, people.source, people.month) == (21, "catatan", DAY(2026, 11, 1))
    assert time.value == Decimal("12.5")
    assert Evidence.objects.get().month == DAY(2026, 11, 1)
    noting(office, skp, "Warga", TODAY)
    noting(office, skp, "Warga", MONDAY)
    assert month_of("Warga") is None
    with pytest.raises(DatabaseError), transaction.atomic():
        LogEntry.objects.filter(digantikan__isnull=False).update(value=1)


def test_the_figure_of_such_a_month_is_not_written_by_hand_but_its_story_is(office: Office, skp: Skp) -> None:
    noting(office, skp, "Warga", MONDAY, value=Decimal(12))
    indicator = Indicator.objects.get(versions__text="Warga")
    args: dict[str, Any] = {"skp": skp, "indicator": indicator, "month": DAY(2026, 11, 1), "on": TODAY}
    args |= {"by": office.user("sari"), "now": datetime.datetime(2026, 11, 23, 5, tzinfo=datetime.UTC)}
    with pytest.raises(FollowRefused, match="catatan harian"):
        report(said=Said(value=Decimal(99)), **args)
    report(said=Said(story="Bulan yang ramai"), **args)
    noting(office, skp, "Warga", TODAY, value=Decimal(3))
    found = month_of("Warga")
    assert (found.value, found.story, found.source) == (15, "Bulan yang ramai", "catatan")


@pytest.mark.parametrize(
    ("text", "day", "said", "words"),
    [
        ("Warga", DAY(2026, 11, 24), {"value": Decimal(1)}, "belum tiba"),
        ("Warga", DAY(2026, 9, 1), {"value": Decimal(1)}, "terkunci"),
        ("Warga", DAY(2025, 12, 31), {"value": Decimal(1)}, "luar masa"),
        ("Warga", MONDAY, {"value": Decimal(-1)}, "kurang dari nol"),
        ("Warga", MONDAY, {"value": Decimal(10) ** 9}, "seribu kali"),
        ("Warga", MONDAY, {}, "Isi angkanya"),
        ("Sistem", MONDAY, {"value": Decimal(1)}, "tidak diisi di catatan"),
    ],
)
def test_what_cannot_be_noted_is_told(
    office: Office, skp: Skp, text: str, day: DAY, said: dict[str, Any], words: str
) -> None:
    with pytest.raises(FollowRefused, match=words):
        noting(office, skp, text, day, **said)


def test_by_the_week_the_monday_names_it_and_without_a_log_nothing_is_noted(
    office: Office, skp: Skp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "mingguan"
    monkeypatch.setattr("praja.performance.law.method_of", lambda on, pack: Method(log=asked))
    entry = noting(office, skp, "Warga", DAY(2026, 11, 19), value=Decimal(40))
    assert entry is not None and entry.day == MONDAY
    assert log.beside(skp, MONDAY, log.kind_of(skp, TODAY), ahead=True) == TODAY
    assert log.beside(skp, MONDAY, log.kind_of(skp, TODAY), ahead=False) == DAY(2026, 11, 9)
    assert log.slot_of(skp, DAY(2026, 1, 2), log.kind_of(skp, TODAY)) == DAY(2026, 1, 1)
    assert log.is_due(WEEKLY, DAY(2026, 11, 20)) and not log.is_due(WEEKLY, MONDAY)
    asked = "bulanan"
    with pytest.raises(FollowRefused, match="tiap bulan"):
        noting(office, skp, "Warga", TODAY, value=Decimal(1))


def test_the_page_takes_a_note_on_a_phone_and_shows_what_the_month_comes_to(
    office: Office, today: DAY, skp: Skp, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=lambda: NOON, localdate=timezone.localdate)
    monkeypatch.setattr(months, "timezone", clock)  # a month may be written until soon after its end
    client.force_login(office.user("sari"))
    indicator = Indicator.objects.get(versions__text="Warga")
    url = client.get(reverse("performance:log_now")).url
    send = reverse("performance:log_write", args=[skp.pk, today.isoformat(), indicator.pk])
    name = f"c{indicator.pk.hex[:12]}"
    wrong = client.post(send, {f"{name}-nilai": "-3"}, headers={"X-Praja-Luring": "1"})
    client.post(send, {f"{name}-nilai": "7", f"{name}-uraian": "<b>Loket</b>"})

    page = client.get(url).content.decode()

    assert wrong.status_code == 400 and "errors" in wrong.json()
    assert "1 dari 3 indikator dicatat" in page and "&lt;b&gt;Loket" in page and "Bulan ini menjadi 7" in page
    for day in ("2026-11-24", "2025-01-01", "besok"):
        assert client.get(reverse("performance:log", args=[skp.pk, day])).status_code == 404
    assert (
        reverse("performance:log", args=[skp.pk, today.isoformat()])
        in client.get(reverse("performance:month", args=[skp.pk, "2026-11"])).content.decode()
    )
    client.force_login(office.user("section"))
    assert "Loket" in client.get(url).content.decode() and client.post(send).status_code == 404


def test_who_has_noted_nothing_is_reminded_once_in_the_afternoon(
    office: Office, today: DAY, skp: Skp
) -> None:
    plan(office.section, office.head, lines=LINES)
    morning = datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC)  # 9.00 in Jakarta, a Monday
    noting(office, skp, "Warga", TODAY, value=Decimal(1))

    told = [remind_of_log(morning + datetime.timedelta(hours=hours)) for hours in (0, 6, 7)]

    assert told == [0, 1, 0]
    assert Notice.objects.get().user == office.section.account
    assert remind_of_log(morning - datetime.timedelta(hours=18)) == 0  # Sunday
    title = "Catatan hari ini belum diisi"
    assert title in {one.title for one in waiting(office.user("section"), today)}
    assert title not in {one.title for one in waiting(office.user("sari"), today)}
