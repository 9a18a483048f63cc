"""The pages of what follows a plan: what they say, what they keep, and what they ask of the database."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.organization.queries import today
from praja.performance.follow.actions import obstacles, periods
from praja.performance.models import (
    Evidence,
    Feedback,
    FeedBatch,
    Indicator,
    Obstacle,
    Realisation,
    Rhk,
    SelfReport,
    Skp,
)
from tests.integration.people.conftest import person
from tests.integration.performance.plans import plan

HOSTILE = "<script>alert(1)</script>{{7*7}}{% now %}{0.__class__}"
SCRIPT = {"X-Praja-Luring": "1"}


@pytest.fixture
def skp(office: Any) -> Skp:
    lines = ((HOSTILE, [{"text": HOSTILE, "measure": "dokumen"}]),)
    return Skp.objects.get(pk=plan(office.sari, office.section, year=today().year, lines=lines).pk)


@pytest.fixture
def sari(office: Any, client: Client) -> Client:
    client.force_login(office.user("sari"))
    return client


def line(skp: Skp) -> dict[str, str]:
    indicator = Indicator.objects.get(rhk__skp=skp)
    at = [skp.pk, f"{today():%Y-%m}", indicator.pk]
    return {"url": reverse("performance:month_report", args=at), "prefix": f"i{indicator.pk.hex[:12]}"}


def month_of(skp: Skp) -> str:
    return reverse("performance:month", args=[skp.pk, f"{today():%Y-%m}"])


def test_texts_are_shown_as_they_were_written(office: Any, skp: Skp, sari: Client) -> None:
    form = line(skp)
    sari.post(form["url"], {f"{form['prefix']}-nilai": "5", f"{form['prefix']}-uraian": HOSTILE})

    page = sari.get(month_of(skp)).content.decode()

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}{% now %}{0.__class__}") >= 3


def test_the_script_is_answered_with_where_to_go_or_with_what_is_wrong(
    office: Any, skp: Skp, sari: Client
) -> None:
    form = line(skp)
    wrong = sari.post(form["url"], {f"{form['prefix']}-nilai": "-3"}, headers=SCRIPT)
    right = sari.post(form["url"], {f"{form['prefix']}-nilai": "1.250,5"}, headers=SCRIPT)

    assert (wrong.status_code, wrong.json()["errors"]) == (
        400,
        ["Realisasi tidak dapat kurang dari nol. Periksa angkanya."],
    )
    assert right.json()["url"].startswith(month_of(skp))
    assert Realisation.objects.get().value == Decimal("1250.5")


def test_a_page_with_an_error_keeps_what_was_typed(office: Any, skp: Skp, sari: Client) -> None:
    form = line(skp)
    data = {f"{form['prefix']}-nilai": "banyak", f"{form['prefix']}-uraian": "Loket dibuka pagi"}

    answer = sari.post(form["url"], data | {f"{form['prefix']}-tautan": "javascript:alert(1)"})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert "Loket dibuka pagi" in page and 'value="banyak"' in page
    assert not Realisation.objects.exists() and not Evidence.objects.exists()


def test_who_reports_is_not_taken_from_the_form(office: Any, skp: Skp, client: Client) -> None:
    form = line(skp)
    client.force_login(office.user("section"))
    data = {f"{form['prefix']}-nilai": "5", "by": office.user("sari").pk, "user": office.user("sari").pk,
            "skp": skp.pk, "source": "sistem"}  # fmt: skip

    assert client.post(form["url"], data).status_code == 404
    client.force_login(office.user("sari"))
    assert client.post(form["url"], data).status_code == 302
    assert (Realisation.objects.get().source, Realisation.objects.get().by) == (
        "pegawai",
        office.user("sari"),
    )


@pytest.mark.parametrize("month", ["2026-13", "0001-01", "9999-12", "2026-2", "abcd-ef", "1999-12", "%00"])
def test_addresses_of_months_that_are_none_are_not_found(
    office: Any, skp: Skp, sari: Client, month: str
) -> None:
    assert sari.get(f"/kinerja/skp/{skp.pk}/bulan/{month}/").status_code == 404


def test_reading_changes_nothing(office: Any, skp: Skp, sari: Client) -> None:
    Feedback.objects.create(
        skp=skp, value="loyal", role="atasan", text="Bagus sekali.", by=office.user("section")
    )
    for name in ("feedback", "month_now", "thanks", "obstacles"):
        sari.get(reverse(f"performance:{name}"))

    assert Feedback.objects.get().read_at is None
    assert sari.get(reverse("performance:feedback_read")).status_code == 405


def test_evidence_of_another_is_not_found_and_a_withdrawn_one_is_gone(
    office: Any, skp: Skp, sari: Client, client: Client
) -> None:
    from tests.integration.performance.test_follow_months import photo

    form = line(skp)
    sari.post(form["url"], {f"{form['prefix']}-nilai": "5", f"{form['prefix']}-bukti": photo()})
    one = Evidence.objects.get()
    url = reverse("performance:evidence", args=[one.pk])

    got = sari.get(url)
    assert got["Content-Disposition"].startswith("attachment")
    for who, status in (("section", 200), ("auditor", 200), ("stranger", 404), ("pengelola_lain", 404)):
        client.force_login(office.user(who))
        assert client.get(url).status_code == status
    client.force_login(office.user("sari"))
    client.post(reverse("performance:evidence_withdraw", args=[one.pk]))
    assert client.get(url).status_code == 404


def test_four_gigabytes_of_evidence_are_refused_by_their_announced_length(skp: Skp, sari: Client) -> None:
    body = "multipart/form-data; boundary=x"

    got = sari.post(line(skp)["url"], b"--x\r\n", content_type=body, CONTENT_LENGTH=str(4 << 30))

    assert got.status_code == 400 and "periksa ukurannya" in got.content.decode()
    assert not Realisation.objects.exists() and not Evidence.objects.exists()


def test_a_plt_sees_and_decides_while_it_lasts_and_not_after(office: Any, skp: Skp, client: Client) -> None:
    from praja.people.models import JabatanHistory
    from praja.temporal.actions import span

    one = Obstacle.objects.create(
        skp=skp, rhk=Rhk.objects.get(skp=skp), kind="luar", text="Banjir sejak pekan lalu.", since=today(),
        by=office.user("sari"),
    )  # fmt: skip
    url = reverse("performance:obstacle", args=[one.pk])
    other = office.user("stranger")
    client.force_login(other)
    assert client.get(url).status_code == 404
    held = JabatanHistory.objects.create(
        person=office.stranger, position=office.section_post, how="plt", sk_number="Plt 1",
        berlaku=span(today(), today() + datetime.timedelta(days=1)),
    )  # fmt: skip
    assert client.post(url, {"accepted": "tidak", "reason": "Sudah surut kemarin."}).status_code == 302
    held.berlaku = span(today() - datetime.timedelta(days=9), today())
    held.save()
    assert client.get(url).status_code == 404


def test_the_report_is_signed_once_and_by_the_person(office: Any, sari: Client) -> None:
    on = today()
    year = (on - datetime.timedelta(days=1)).year  # on the first of January, that of the year that is over
    skp = plan(office.sari, office.section, year=year)
    periods.set_year(
        government=office.government, year=year, kind="triwulanan", by=office.user("admin"), on=on
    )
    first = office.government.performance_periods.get(kind="triwulanan", number=1)
    office.government.performance_periods.filter(pk=first.pk).update(
        days=(datetime.date(year - 1, 12, 1), on), report_by=on, rate_by=on + datetime.timedelta(days=5)
    )
    listed = sari.get(reverse("performance:self_reports", args=[skp.pk])).content.decode()
    url = reverse("performance:self_report", args=[skp.pk, first.pk])

    assert "Triwulan I " in listed
    assert sari.post(url, {"text": "Semua layanan berjalan.", "langkah": "tandatangan"}).status_code == 302
    assert sari.post(url, {"text": "Diubah", "langkah": "simpan"}).status_code == 400
    assert SelfReport.objects.get().text == "Semua layanan berjalan."


def test_a_sheet_is_uploaded_looked_at_and_applied_on_pages(office: Any, client: Client) -> None:
    from tests.integration.performance.test_follow_figures import COUNTED, sheet

    plan(office.sari, office.section, year=today().year, lines=COUNTED)
    client.force_login(office.user("pengelola"))
    file = sheet(
        f"IMUN-1;{office.sari.nip};;{today():%Y-%m};81", f"SALAH;{office.sari.nip};;{today():%Y-%m};1"
    )
    client.post(reverse("performance:feeds"), {"unit": office.dinas.pk, "file": file})
    url = reverse("performance:feed", args=[FeedBatch.objects.get().pk])

    page = client.get(url).content.decode()

    assert "1 baru, 0 berubah, 0 tetap, 1 bermasalah." in page
    client.post(url, {"langkah": "terapkan"})
    assert not Realisation.objects.exists()
    client.post(url, {"langkah": "yang_benar"})
    assert Realisation.objects.get().value == Decimal(81)


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # what is asked for once an hour, or once per process, is asked now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_team_offers_feedback_only_where_something_was_agreed(
    office: Any, skp: Skp, client: Client
) -> None:
    client.force_login(office.user("section"))
    offered, team = reverse("performance:feedback_of", args=[skp.pk]), reverse("performance:team")
    assert offered in client.get(team).content.decode() and client.get(offered).status_code == 200

    Skp.objects.filter(pk=skp.pk).update(state="disusun")

    page = client.get(team).content.decode()
    assert skp.person.full_name in page
    assert offered not in page and client.get(offered).status_code == 404


def test_pages_ask_as_much_for_few_as_for_many(office: Any, skp: Skp, client: Client) -> None:
    client.force_login(office.user("section"))
    addresses = [reverse("performance:team"), reverse("performance:obstacles"), month_of(skp)]
    own = {"skp": skp, "rhk": Rhk.objects.get(skp=skp), "by": office.user("sari")}
    Obstacle.objects.create(kind="luar", text="Banjir sejak pekan lalu.", since=today(), **own)
    few = [queries_of(client, url) for url in addresses]
    for number in range(5):
        other = plan(
            person(f"Rekan {number}", office.dinas, office.staff_post), office.section, year=today().year
        )
        obstacles.report(
            skp=other, rhk=Rhk.objects.get(skp=other), indicator=None, kind="lain", on=today(),
            text="Menunggu berkas dari dinas.", since=today(), by=other.person.account,
        )  # fmt: skip
    for month in range(1, today().month + 1):
        Realisation.objects.create(
            indicator=Indicator.objects.get(rhk__skp=skp),
            month=datetime.date(today().year, month, 1),
            value=5,
        )

    many = [queries_of(client, url) for url in addresses]

    assert few == many
    assert max(many) <= 32, many
