"""Charts on the page of a unit, and what one's own page folds and hides."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from praja.people import secrets
from praja.people.charts import grades, retiring
from praja.people.due.queries import refresh
from praja.people.models import DueItem, Education, GolonganHistory
from praja.temporal.actions import span
from tests.integration.people.conftest import Office


@pytest.fixture
def as_user(office: Office, client: Client) -> Any:
    def sign_in(name: str) -> Client:
        client.force_login(office.user(name), backend="praja.accounts.backends.NipOrEmail")
        return client

    return sign_in


def test_charts_count_those_of_the_unit_and_below(office: Office) -> None:
    on = datetime.date(2026, 11, 23)
    refresh(on)
    GolonganHistory.objects.filter(person=office.sari).update(berlaku=span(datetime.date(2020, 1, 1)))
    DueItem.objects.filter(kind="pensiun").update(day=datetime.date(2030, 1, 1))
    DueItem.objects.create(person=office.stranger, kind="pensiun", day=datetime.date(2025, 1, 1))

    here = {label: (values, url) for label, url, values in retiring(office.dinas.pk, on).rows}
    elsewhere = {label: values for label, _url, values in retiring(office.other.pk, on).rows}

    assert here["2030"][0] == ("3",) and f"tahun=2030&unit={office.dinas.pk}" in here["2030"][1]
    assert here["2031"] == (("0",), "")
    assert "sudah lewat" not in here and elsewhere["sudah lewat"] == ("1",)
    assert sum(int(values[0]) for _label, _url, values in grades(office.dinas.pk, on).rows) == 3


def test_a_unit_page_fetches_its_charts_for_those_who_may_count(office: Office, as_user: Any) -> None:
    page = reverse("organization:unit", args=[office.dinas.pk])
    url = reverse("people:unit_chart", args=[office.dinas.pk, "golongan"])

    client = as_user("pengelola")
    assert f'hx-get="{url}"' in client.get(page).content.decode()
    assert f'hx-get="{url}"' not in client.get(page + "?per=2020-01-01").content.decode()
    part = client.get(url, headers={"HX-Request": "true"})
    assert part.content.startswith(b'<figure class="graph"') or b"<html" not in part.content
    assert part["Cache-Control"] == "private, max-age=300" and "HX-Request" in part["Vary"]
    whole = client.get(url)
    assert b"<html" in whole.content and b"<svg" in whole.content
    assert whole["Cache-Control"] == "private, no-store"
    assert client.get(url.replace("golongan", "umur")).status_code == 404
    assert f'hx-get="{url}"' not in as_user("sari").get(page).content.decode()


def test_what_is_missing_is_one_line_with_a_way_to_add_it(office: Office, as_user: Any) -> None:
    officer = as_user("pengelola").get(reverse("people:detail", args=[office.sari.pk])).content.decode()
    adding = reverse("people:add_record", args=[office.sari.pk, "pendidikan"])
    assert "Belum ada:" in officer and f'<a href="{adding}">Pendidikan</a>' in officer
    assert "Belum ada yang tercatat" not in officer

    own = as_user("sari").get(reverse("people:own")).content.decode()
    assert (
        adding not in own
        and f'<a href="{reverse("people:propose", args=["pendidikan"])}">Pendidikan</a>' in own
    )

    Education.objects.create(person=office.sari, level="s1", school="Undip", dated=datetime.date(2013, 1, 1))
    assert ">Pendidikan</a>, " not in as_user("sari").get(reverse("people:own")).content.decode()


def test_ones_own_nik_is_shown_when_asked_for(office: Office, as_user: Any) -> None:
    office.sari.nik_encrypted = secrets.encrypt("3374015705900001", owner=office.sari.pk)
    office.sari.save(update_fields=["nik_encrypted"])
    client = as_user("sari")

    assert "3374015705900001" not in client.get(reverse("people:own")).content.decode()
    assert "3374015705900001" in client.get(reverse("people:own") + "?nik=tampil").content.decode()
