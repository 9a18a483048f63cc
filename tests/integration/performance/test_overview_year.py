"""One's own year on one page: what of it stands where, what comes next, and that nobody else reads it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.performance.models import (
    Coaching,
    Delivery,
    Evidence,
    Feedback,
    FollowUp,
    Indicator,
    Obstacle,
    Period,
    Rating,
    Realisation,
    Skp,
)
from praja.performance.overview.year import Year, skps_of, year_of
from tests.integration.people.conftest import Office
from tests.integration.performance.plans import YEAR, Line, plan
from tests.integration.performance.rated import reached

HOSTILE = '<script>alert(1)</script>{{ 7|add:7 }}{% now "Y" %}'
ON = datetime.date(YEAR, 11, 22)
pytestmark = pytest.mark.usefixtures("today")


def read(office: Office, on: datetime.date = ON) -> Year:
    rows = [one for one in skps_of(office.sari.pk) if one.year == YEAR]
    return year_of(office.sari.pk, YEAR, rows, on)


def said(year: Year) -> dict[str, str]:
    """Return what the strip says of the months, by their numbers."""
    return {f"{number}": month.text for number, month in enumerate(year.months, start=1)}


def fill(skp: Skp, month: int, value: int = 95, *, at: datetime.datetime | None = None) -> None:
    for indicator in Indicator.objects.filter(rhk__skp=skp):
        Realisation.objects.create(
            indicator=indicator, month=datetime.date(YEAR, month, 1), value=Decimal(value),
            by=skp.person.account, tercatat=at or timezone.now(),
        )  # fmt: skip


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(YEAR, month, day, 12, tzinfo=datetime.UTC)


def test_the_months_tell_what_came_in_time_and_what_is_missing(office: Office, period: Period) -> None:
    lines = [("Hasil", [{"text": "Satu"}, {"text": "Dua"}])]
    skp = plan(office.sari, office.section, lines=lines, days=(datetime.date(YEAR, 2, 1),
                                                               datetime.date(YEAR + 1, 1, 1)))  # fmt: skip
    fill(skp, 7, at=at(8, 5))
    fill(skp, 8, at=at(10, 8))
    one = Indicator.objects.filter(rhk__skp=skp).order_by("pk").first()
    assert one is not None
    Realisation.objects.create(
        indicator=one, month=datetime.date(YEAR, 9, 1), value=1, by=office.user("sari")
    )
    found = read(office)

    assert said(found) == {
        "1": "–", "2": "0 dari 2", "3": "0 dari 2", "4": "0 dari 2", "5": "0 dari 2", "6": "0 dari 2",
        "7": "terisi", "8": "terlambat", "9": "1 dari 2", "10": "0 dari 2", "11": "0 dari 2", "12": "–",
    }  # fmt: skip
    looks = [month.look for month in found.months]
    assert (looks[5], looks[6], looks[7], looks[10]) == ("bad", "ok", "warn", "warn")
    assert [month.now for month in found.months].index(True) == 10
    assert not found.months[0].url and found.months[6].url.endswith(f"{YEAR}-07/")


def test_a_correction_after_the_deadline_does_not_make_a_month_late(office: Office) -> None:
    skp = plan(office.sari, office.section)
    fill(skp, 7, at=at(8, 4))
    first = Realisation.objects.get()
    Realisation.objects.filter(pk=first.pk).update(digantikan=at(9, 20))
    fill(skp, 7, 97, at=at(9, 20))

    assert said(read(office))["7"] == "terisi"


def test_progress_is_that_of_the_month_page(office: Office, client: Client) -> None:
    lines: list[Line] = [("Hasil", [{"text": "Banyak", "target": Decimal(120), "measure": "dokumen"},
                        {"text": "Mutu"}, {"text": "Alat"}])]  # fmt: skip
    skp = plan(office.sari, office.section, lines=lines, understood=True)
    of = {one.versions.get().text: one for one in Indicator.objects.filter(rhk__skp=skp)}
    by = office.user("sari")
    for name, value in (("Banyak", 110), ("Mutu", 50)):
        Realisation.objects.create(indicator=of[name], month=datetime.date(YEAR, 10, 1), value=value, by=by)
    Obstacle.objects.create(
        skp=skp, rhk=of["Alat"].rhk, indicator=of["Alat"], kind="luar", text="Rusak", by=by,
        since=datetime.date(YEAR, 2, 1), state="diterima", effect="dikecualikan",
        effective=datetime.date(YEAR, 2, 1), decided_at=timezone.now(),
    )  # fmt: skip
    Evidence.objects.create(
        indicator=of["Mutu"],
        month=datetime.date(YEAR, 9, 1),
        title=HOSTILE,
        link="https://contoh.go.id/",
        by=by,
    )
    client.force_login(by)
    text = client.get(reverse("performance:my_year_of", args=[YEAR])).content.decode()

    assert "1 dari 2 indikator Anda sesuai rencana" in text
    assert "110 dari 120 dokumen" in text and "di bawah rencana" in text and "Tidak dinilai" in text
    assert "&lt;script&gt;" in text and HOSTILE not in text
    assert len(text) < 100_000


def test_what_comes_next_stands_in_the_order_of_its_days(office: Office, period: Period) -> None:
    skp = plan(office.sari, office.section)
    by = office.user("section")
    talk = Coaching.objects.create(
        skp=skp, kind="temu", on=datetime.date(YEAR, 12, 3), agenda="Capaian", by=by
    )
    FollowUp.objects.create(
        coaching=talk, text="Kirim data", owner=office.sari, due=datetime.date(YEAR, 11, 2)
    )
    found = read(office, datetime.date(YEAR, 11, 5))
    texts = [one.text for one in found.next]

    assert texts[0].startswith("Tulis dan tanda tangani laporan Anda: Triwulan III")
    assert found.next[1].text == "Kirim data" and found.next[1].late
    assert texts.index("Isi Oktober 2026: 1 indikator") < texts.index("Temu berkala")
    assert any(text.startswith("Isi November 2026") for text in texts)
    assert texts[-1] == "Nyatakan bahwa Anda memahami bagaimana Anda dinilai"
    assert found.stage == 2 and read(office, datetime.date(YEAR + 1, 1, 3)).stage == 3


def test_a_rating_is_to_be_read_and_may_be_objected_to(office: Office, period: Period) -> None:
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period)
    assert [one.text for one in read(office).rated] == ["belum dinilai"]
    in_time, late = (read(office, period.rate_by + datetime.timedelta(days=by)).rated for by in (0, 1))
    assert [(one.look, one.sub.split(" 10 ")[0]) for one in (*in_time, *late)] == [
        ("", "dinilai paling lambat"), ("warn", "batasnya lewat"),
    ]  # fmt: skip
    rating = Rating.objects.create(
        skp=skp, period=period, rater=office.section, rater_name="Siti Seksi", by=office.user("section"),
        result="sesuai", behaviour="sesuai", predicate="baik", proposed_result="sesuai",
        proposed_behaviour="sesuai", signed_at=timezone.now(),
    )  # fmt: skip
    Delivery.objects.get_or_create(rating=rating, defaults={"delivered_at": timezone.now()})
    found = read(office)

    assert [(one.text, one.look) for one in found.rated] == [("Baik", "ok")]
    texts = [one.text for one in found.next]
    assert "Baca hasil penilaian Triwulan III 2026" in texts
    assert any(text.startswith("Keberatan atas Triwulan III 2026") for text in texts)
    Delivery.objects.filter(rating=rating).update(acknowledged_at=timezone.now())
    assert "Baca hasil penilaian Triwulan III 2026" not in [one.text for one in read(office).next]


def test_the_team_page_tells_how_each_was_rated_last(office: Office, period: Period, client: Client) -> None:
    skp = plan(office.sari, office.section, understood=True)
    client.force_login(office.user("section"))
    assert "Triwulan III" not in client.get(reverse("performance:team")).content.decode()
    made = Rating.objects.create(
        skp=skp, period=period, rater_name="Siti Seksi", by=office.user("section"), result="sesuai",
        behaviour="sesuai", predicate="baik", proposed_result="sesuai", proposed_behaviour="sesuai",
        signed_at=timezone.now(),
    )  # fmt: skip
    text = client.get(reverse("performance:team")).content.decode()
    assert reverse("performance:rating", args=[made.pk]) in text and "Triwulan III 2026" in text


def test_after_a_move_both_parts_are_shown(office: Office, client: Client) -> None:
    first = plan(office.sari, office.section, days=(datetime.date(YEAR, 1, 1), datetime.date(YEAR, 6, 1)))
    plan(office.sari, office.section, days=(datetime.date(YEAR, 6, 1), datetime.date(YEAR + 1, 1, 1)))
    plan(office.sari, office.section, year=YEAR - 1)
    fill(first, 3, at=at(4, 2))
    found = read(office)

    assert len(found.parts) == 2 and said(found)["3"] == "terisi" and said(found)["6"] == "0 dari 1"
    client.force_login(office.user("sari"))
    text = client.get(reverse("performance:my_year_of", args=[YEAR])).content.decode()
    assert f"/kinerja/tahun-saya/{YEAR - 1}/" in text and "31 Mei 2026" in text


def test_only_ones_own_year_is_shown(office: Office, client: Client) -> None:
    skp = plan(office.sari, office.section)
    for who, value in (("section", HOSTILE), ("head", "Kata kepala")):
        Feedback.objects.create(skp=skp, value="loyal", role="atasan", text=value, by=office.user(who))
    address = reverse("performance:my_year")
    client.force_login(office.user("sari"))
    text = client.get(address).content.decode()
    assert "Kata kepala" in text and "2 belum dibaca" in text and HOSTILE not in text
    assert client.get(reverse("performance:my_year_of", args=[1999])).status_code == 404

    client.force_login(office.user("section"))
    other = client.get(address).content.decode()
    assert "Kata kepala" not in other and "belum punya SKP" in other
    client.force_login(office.user("admin"))
    assert client.get(address).status_code == 404


def test_the_number_of_queries_does_not_grow(office: Office, period: Period, client: Client) -> None:
    skp = plan(office.sari, office.section, understood=True)
    client.force_login(office.user("sari"))
    address = reverse("performance:my_year_of", args=[YEAR])

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = asked()
    for month in range(1, 11):
        fill(skp, month)
    for _turn in range(4):
        Feedback.objects.create(skp=skp, value="loyal", role="atasan", text="Baik", by=office.user("section"))
        Coaching.objects.create(skp=skp, kind="temu", on=ON, agenda="Capaian", by=office.user("section"))
        Obstacle.objects.create(
            skp=skp, rhk=skp.rhk_set.get(), kind="luar", text="Rusak", since=ON, by=office.user("sari")
        )
    assert asked() <= few + 1 and few <= 30
