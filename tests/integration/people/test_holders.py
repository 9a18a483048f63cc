"""Who held a post over time, on the page of that post."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.organization.hooks import incumbents
from praja.organization.models import PositionVersion
from praja.people import holders
from praja.people.models import JabatanHistory
from praja.temporal.actions import span
from praja.web.shell import day_of
from tests.integration.people.conftest import Office, person

DAY = datetime.timedelta(days=1)
D = datetime.date


def page_of(client: Client, office: Office, who: str, post: Any) -> str:
    client.force_login(office.user(who))
    response = client.get(reverse("organization:position", args=[post.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def earlier(office: Office) -> Office:
    """The head's post was Siti's as Plt before Hadi, and will be again; Wayan stood there by mistake."""

    def plt(start: datetime.date, end: datetime.date, number: str) -> None:
        JabatanHistory.objects.create(
            person=office.section, position=office.head_post, how="plt", berlaku=span(start, end),
            sk_number=number,
        )  # fmt: skip

    plt(D(2018, 1, 1), D(2019, 3, 1), "821/PLT/2018")
    ahead = day_of(office.user("admin")) + 30 * DAY
    plt(ahead, ahead + 7 * DAY, "821/PLT/NANTI")
    JabatanHistory.objects.create(
        person=office.stranger, position=office.head_post, berlaku=span(D(2016, 1, 1), D(2017, 1, 1)),
        sk_number="821/KELIRU", digantikan=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        tercatat=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    return office


def test_the_terms_are_the_known_ones_newest_first(earlier: Office) -> None:
    terms, count = holders.terms_of(earlier.head_post.pk, earlier.user("admin"))

    assert [(one.name, one.how, one.sk_number) for one in terms] == [
        ("Siti Seksi", "Pelaksana tugas (Plt.)", "821/PLT/NANTI"),
        ("Hadi Kepala", "Definitif", "800/901/2019"),
        ("Siti Seksi", "Pelaksana tugas (Plt.)", "821/PLT/2018"),
    ]
    assert [(one.current, one.ahead) for one in terms] == [(False, True), (True, False), (False, False)]
    assert (terms[2].start, terms[2].until) == (D(2018, 1, 1), D(2019, 2, 28))
    assert count == 3


def test_the_page_of_a_post_shows_them(earlier: Office, client: Client) -> None:
    page = page_of(client, earlier, "admin", earlier.head_post)

    part = page.split('id="pemangku-dahulu"')[1].split("</section>")[0]
    assert part.index("821/PLT/NANTI") < part.index("Hadi Kepala") < part.index("821/PLT/2018")
    assert "1 Januari 2018 sampai 28 Februari 2019" in part and "sejak 1 Maret 2019" in part
    assert reverse("people:detail", args=[earlier.head.pk]) in part
    assert "Wayan" not in part and "821/KELIRU" not in part


def test_others_read_names_and_days_only(earlier: Office, client: Client) -> None:
    page = page_of(client, earlier, "stranger", earlier.head_post)

    assert "Hadi Kepala" in page and "Siti Seksi" in page and "1 Januari 2018" in page
    assert "/pegawai/" not in page.split('id="pemangku-dahulu"')[1].split("</section>")[0]
    assert "821/PLT/2018" not in page and "800/901/2019" not in page


def test_a_post_that_nobody_held_says_so(earlier: Office, client: Client) -> None:
    page = page_of(client, earlier, "stranger", earlier.other_post)

    assert "Belum ada pemangku yang tercatat." in page


def test_many_holders_take_the_same_queries(
    earlier: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            holders.terms_of(earlier.staff_post.pk, earlier.user("admin"))
        return len(captured)

    queries()
    one = queries()
    for number in range(6):
        person(f"Staf {number}", earlier.dinas, earlier.staff_post, account=False)

    assert queries() == one

    monkeypatch.setattr(holders, "MOST_SHOWN", 3)
    page = page_of(client, earlier, "admin", earlier.staff_post)
    assert "Yang ditampilkan 3 yang terbaru dari 7." in page


def test_a_place_is_open_while_nobody_holds_it_definitively(earlier: Office) -> None:
    def places(on: datetime.date, known_at: datetime.datetime | None = None) -> dict[Any, int]:
        found = incumbents().open_places(earlier.government.pk, on, known_at=known_at)
        posts = PositionVersion.objects.in_bulk(found)
        return {posts[pk].position_id: number for pk, number in found.items()}

    today = day_of(earlier.user("admin"))
    full = places(today)
    assert earlier.head_post.pk not in full
    JabatanHistory.objects.filter(position=earlier.head_post, how="definitif", digantikan=None).update(
        berlaku=span(D(2019, 3, 1), today)
    )

    # Siti, who keeps it as Plt., leaves the place open; whoever looks at a day before finds it held.
    assert places(today) == {**full, earlier.head_post.pk: 1}
    assert places(today - DAY) == full
    long_ago = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    assert places(today, long_ago) == {}
