"""How far units have come: each number is as many as the list it opens, and the right people see it."""

from __future__ import annotations

import csv
import datetime
import html
import io
import random
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.people.models import JabatanHistory, UnitHistory
from praja.performance.enums import JenisHambatan, PredikatKinerja
from praja.performance.follow import clock
from praja.performance.models import (
    ClosedRating,
    Closing,
    Delivery,
    Goal,
    Indicator,
    IndicatorVersion,
    Obstacle,
    Period,
    Rating,
    Realisation,
    Rhk,
    RhkVersion,
    SelfReport,
    Skp,
    SkpVersion,
    UnitAchievement,
)
from praja.performance.overview.funnel import counts_of, filled_of, scope_of, total
from praja.temporal.actions import span
from tests.integration.people.conftest import Office, person, unit
from tests.integration.performance.plans import YEAR, Line, agree, plan

LONG_AGO = span(datetime.date(2015, 1, 1))
PARTS = ("bulan", "sebaran", "sasaran", "hambatan", "unit")
FIGURE = re.compile(r'<th scope="row"><a href="([^"]+)">[^<]*</a></th><td class="num">([\d.]+)</td>')
LACKING = re.compile(r'<a class="list-line" href="([^"]+)">.*?<b class="fig">([\d.]+)</b>')
CELL = re.compile(r'<td class="num"[^>]*><a href="([^"]+)">([\d.]+)</a></td>')
CARRIED = re.compile(r'<a class="list-line" href="([^"]+)">.*?<span class="fig">(\d+) orang</span>')


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def day() -> datetime.date:
    """Return today at the workplace, by which the pages count."""
    return timezone.localdate()


def rate(skp: Skp, period: Period, predicate: str, by: Any) -> Rating:
    given: dict[str, Any] = {"result": "sesuai", "behaviour": "sesuai"}
    said = {f"proposed_{key}": value for key, value in given.items()}
    made = Rating.objects.create(
        skp=skp, period=period, rater=skp.appraiser, rater_name="Penilai", by=by, predicate=predicate,
        **given, **said,
    )  # fmt: skip
    made.signed_at = timezone.now()
    made.save()
    return made


def carrying(office: Office, goal: Goal) -> Skp:
    """Return the SKP of the head of the dinas, who has taken over a goal."""
    head = plan(office.head, None, agreed=False)
    RhkVersion.objects.filter(version__skp=head).update(goal=goal)
    agree(head.versions.get())
    Skp.objects.filter(pk=head.pk).update(state="berjalan")
    return head


def made_up(office: Office, period: Period, month: datetime.date, seed: int, many: int = 14) -> None:
    """Make people of a dinas and of a unit below it, each as far as chance would have it."""
    chance = random.Random(seed)
    by = office.user("admin")
    below = unit("kota.sosial.panti", "Panti Wreda", "uptd", office.dinas, office.government)
    goal = Goal.objects.create(unit=office.dinas, year=YEAR, kind="sasaran", text="Bantuan tepat sasaran")
    Goal.objects.create(unit=office.dinas, year=YEAR, kind="sasaran", text="Tak ada yang mengemban")
    head = carrying(office, goal)
    closing = Closing.objects.create(unit=office.dinas, period=period, number=1, by=by)
    for number in range(many):
        who = person(
            f"Orang {number:02}", chance.choice((office.dinas, below)), office.staff_post, account=False
        )
        if chance.random() < 0.15:
            continue
        agreed = chance.random() < 0.85
        serves = Rhk.objects.filter(skp=head).first() if chance.random() < 0.7 else None
        skp = plan(
            who, office.section, agreed=agreed, understood=agreed and chance.random() < 0.7, serves=serves
        )
        if not agreed:
            continue
        for indicator in Indicator.objects.filter(rhk__skp=skp):
            if chance.random() < 0.7:
                value = Decimal(chance.choice((40, 95)))
                Realisation.objects.create(indicator=indicator, month=month, value=value, by=by)
        if chance.random() < 0.5:
            SelfReport.objects.create(skp=skp, period=period, text="Tercapai", signed_at=timezone.now())
        for _turn in range(chance.randrange(3)):
            since = month - datetime.timedelta(days=chance.choice((-15, 10, 80)))
            state = chance.choice(("dilaporkan", "diterima", "selesai"))
            Obstacle.objects.create(
                skp=skp, rhk=skp.rhk_set.get(), kind=chance.choice(JenisHambatan.values), text="Alat rusak",
                since=since, state=state, due=since + datetime.timedelta(days=20), by=by,
            )  # fmt: skip
        if chance.random() < 0.7:
            rating = rate(skp, period, chance.choice(PredikatKinerja.values), by)
            if chance.random() < 0.6:
                ClosedRating.objects.create(
                    closing=closing, period=period, skp=skp, person=who, unit=skp.unit, rating=rating,
                    predicate=rating.predicate,
                )  # fmt: skip
            if chance.random() < 0.5:
                now = timezone.now()
                Delivery.objects.update_or_create(
                    rating=rating, defaults={"delivered_at": now, "acknowledged_at": now}
                )


def numbers_in(client: Client, address: str) -> dict[str, int]:
    """Return each number of a page that opens a list, by the address that it opens."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    found = {}
    for pattern in (FIGURE, LACKING, CELL, CARRIED):
        for url, number in pattern.findall(text):
            found[html.unescape(url)] = int(number.replace(".", ""))
    return {url: number for url, number in found.items() if not url.split("?")[0].endswith(f"/{YEAR}/")}


def listed(client: Client, address: str) -> int:
    """Return how many rows the file of a list has, which has all of its pages."""
    response = client.get(address + ("&" if "?" in address else "?") + "ekspor=csv")
    assert response["Content-Type"].startswith("text/csv"), address
    return len(list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))) - 1


def test_every_number_is_as_many_as_the_list_that_it_opens(
    office: Office, period: Period, day: datetime.date
) -> None:
    month = scope_of(office.dinas, YEAR, day).month or datetime.date(YEAR, 1, 1)
    made_up(office, period, month, 1)
    client = client_of(office.user("kepala_unit"))
    page = reverse("performance:overview", args=[office.dinas.pk, YEAR])

    found = numbers_in(client, page)
    for part in PARTS:
        address = reverse("performance:overview_part", args=[office.dinas.pk, YEAR, part])
        found |= numbers_in(client, address)

    kinds = {url.split("?")[0].rstrip("/").rsplit("/", 1)[-1] for url in found}
    assert {"pegawai", "predikat", "daftar-hambatan"} <= kinds and len(found) > 25
    assert any("/sasaran/" in url for url in found) and any("langsung=ya" in url for url in found)
    lists = {url: listed(client, url) for url in found}
    assert lists == found


def test_stages_count_who_has_come_so_far(office: Office, period: Period, day: datetime.date) -> None:
    scope = scope_of(office.dinas, YEAR, day)
    month = scope.month
    assert month is not None
    plan(office.head, None, agreed=False)
    plan(office.section, office.head)
    sari = plan(office.sari, office.section, understood=True)
    by = office.user("admin")
    for indicator in Indicator.objects.filter(rhk__skp=sari):
        Realisation.objects.create(indicator=indicator, month=month, value=95, by=by)
    rating = rate(sari, period, "baik", by)

    found = total(counts_of(scope_of(office.dinas, YEAR, day)))
    assert dict(found) == {
        "semua": 3, "dibuka": 3, "disepakati": 2, "dipahami": 1, "dilaporkan": 0, "dinilai": 1, "ditutup": 0,
        "dibaca": 0,
    }  # fmt: skip
    assert dict(total(filled_of(scope))) == {"wajib": 2, "terisi": 1}
    assert not total(counts_of(scope_of(office.other, YEAR, day)))["dibuka"]

    Rating.objects.filter(pk=rating.pk).update(digantikan=timezone.now())
    assert not total(counts_of(scope_of(office.dinas, YEAR, day)))["dinilai"]


def test_what_was_done_before_or_is_left_out_is_not_wanted_of_a_month(
    office: Office, period: Period, day: datetime.date
) -> None:
    lines: list[Line] = [
        ("Laporan", [{"text": "Laporan selesai", "direction": "tanggal", "target": None,
                      "due": datetime.date(YEAR, 3, 1)}]),
        ("Tahapan", [{"text": "Tahap", "direction": "tahapan", "target": Decimal(1), "measure": "",
                      "steps": [{"text": "Satu", "due": ""}]}]),
        ("Dihitung", [{"text": "Dihitung", "feed": "imunisasi"}]),
        ("Dikecualikan", [{"text": "Alat"}]),
    ]  # fmt: skip
    sari = plan(office.sari, office.section, lines=lines)
    scope = scope_of(office.dinas, YEAR, day)

    def filled() -> int:
        return total(filled_of(scope))["terisi"]

    by, first = office.user("admin"), datetime.date(YEAR, 1, 1)
    of = {one.versions.get().text: one for one in Indicator.objects.filter(rhk__skp=sari)}
    assert filled() == 0
    Realisation.objects.create(
        indicator=of["Laporan selesai"], month=first, done_on=datetime.date(YEAR, 1, 20), by=by
    )
    Realisation.objects.create(indicator=of["Tahap"], month=first, value=1, by=by)
    assert filled() == 0
    Obstacle.objects.create(
        skp=sari, rhk=of["Alat"].rhk, indicator=of["Alat"], kind="luar", text="Rusak", since=first,
        state="diterima", effect="dikecualikan", effective=first, decided_at=timezone.now(), by=by,
    )  # fmt: skip
    assert filled() == 1


def test_a_month_wants_what_the_version_wants_that_held_in_it(
    office: Office, period: Period, day: datetime.date
) -> None:
    sari = plan(office.sari, office.section)
    scope = scope_of(office.dinas, YEAR, day)
    assert scope.month is not None
    month = scope.month

    def changed(number: int, since: datetime.date, texts: list[str]) -> list[Indicator]:
        SkpVersion.objects.filter(skp=sari, state="disepakati").update(state="digantikan")
        version = SkpVersion.objects.create(skp=sari, number=number, since=since)
        made = []
        for text in texts:
            result = Rhk.objects.create(skp=sari)
            RhkVersion.objects.create(version=version, rhk=result, text=text)
            made.append(Indicator.objects.create(rhk=result))
            IndicatorVersion.objects.create(
                version=version, indicator=made[-1], text=text, measure="%", target=Decimal(90)
            )
        agree(version)
        return made

    def said(indicators: Iterable[Indicator]) -> None:
        for one in indicators:
            Realisation.objects.create(indicator=one, month=month, value=90, by=office.user("admin"))

    def filled() -> int:
        return total(filled_of(scope))["terisi"]

    first = list(Indicator.objects.filter(rhk__skp=sari))
    later = changed(2, clock.next_month(month), ["Sesudah bulan ini"])
    assert filled() == 0
    said(first)
    assert filled() == 1  # what begins after the month is not wanted of it
    changed(3, month, ["Sejak bulan ini"])
    assert filled() == 0
    said(later)
    assert filled() == 0
    said(changed(4, month, ["Diubah sekali lagi"]))
    assert filled() == 1


def test_the_spread_stands_beside_the_pattern_of_the_unit(
    office: Office, period: Period, client: Client
) -> None:
    by = office.user("admin")
    for number in range(10):
        who = person(f"Orang {number:02}", office.dinas, office.staff_post, account=False)
        skp = plan(who, office.section, understood=True)
        rate(skp, period, "baik" if number < 9 else "sangat_baik", by)
    address = reverse("performance:overview_part", args=[office.dinas.pk, YEAR, "sebaran"])
    client.force_login(office.user("auditor"))
    assert "belum ditetapkan" in client.get(address).content.decode()

    UnitAchievement.objects.create(unit=office.dinas, period=period, predicate="baik", basis="PK", by=by)
    text = client.get(address).content.decode()
    assert "di luar pola distribusinya" in text and 'class="band"' in text
    row = re.search(r"Baik</a></th>(.*?)</tr>", text)
    assert row is not None and re.findall(r">([^<>]+)</td>", row[1]) == ["9", "0–7"]

    rows = list(
        csv.reader(
            io.StringIO(client.get(f"{address}?ekspor=csv").content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert ["Baik", "9", "0–7"] in rows


def test_goals_say_who_carries_them_and_who_is_behind(
    office: Office, period: Period, day: datetime.date, client: Client
) -> None:
    month = scope_of(office.dinas, YEAR, day).month or datetime.date(YEAR, 1, 1)
    goal = Goal.objects.create(unit=office.dinas, year=YEAR, kind="sasaran", text="Bantuan tepat sasaran")
    above = Goal.objects.create(unit=office.dinas, year=YEAR, kind="tujuan", text="Warga sejahtera")
    Goal.objects.filter(pk=goal.pk).update(parent=above)
    lost = Goal.objects.create(unit=office.dinas, year=YEAR, kind="sasaran", text="Tak terurus")
    head = carrying(office, goal)
    section = plan(office.section, office.head, serves=head.rhk_set.get())
    plan(office.sari, office.section, serves=section.rhk_set.get())
    for skp, value in ((head, 95), (section, 40)):
        Realisation.objects.create(
            indicator=Indicator.objects.get(rhk__skp=skp), month=month, value=value, by=office.user("admin")
        )
    client.force_login(office.user("kepala_unit"))
    response = client.get(reverse("performance:overview_part", args=[office.dinas.pk, YEAR, "sasaran"]))

    risks = {one.goal.text: one for one, _url in response.context["risks"]}
    assert response.context["uncarried"] == [lost] and set(risks) == {goal.text, above.text}
    assert risks[goal.text].people == {office.head.pk, office.section.pk}
    assert set(risks[goal.text].behind) == {office.section.pk}
    address = reverse("performance:overview_goal", args=[office.dinas.pk, YEAR, goal.pk])
    page = client.get(f"{address}?keadaan=tertinggal").content.decode()
    assert "Siti Seksi" in page and "Bantuan yang tepat sasaran" in page and ">Hadi Kepala</a>" not in page


def test_who_has_left_the_unit_is_not_named_to_those_who_see_them_no_more(office: Office) -> None:
    last = YEAR - 1
    moved = JabatanHistory.objects.get(person=office.sari)
    since = datetime.date(YEAR, 1, 15)
    for history, more in (
        (UnitHistory, {"unit": office.other}),
        (JabatanHistory, {"position": office.other_post}),
    ):
        row = history.objects.get(person=office.sari)
        history.objects.filter(pk=row.pk).update(berlaku=span(moved.berlaku.lower, since))
        history.objects.create(person=office.sari, sk_number="800/1/2026", berlaku=span(since), **more)
    client = client_of(office.user("kepala_unit"))
    address = reverse("performance:overview_people", args=[office.dinas.pk, last])

    assert "Sari Utami" not in client.get(address).content.decode()
    plan(office.sari, office.section, year=last)
    assert "Sari Utami" in client.get(address).content.decode()
    assert "Siti Seksi" in client.get(address).content.decode()


def test_only_readers_of_the_unit_see_it(office: Office, period: Period) -> None:
    addresses = [
        reverse("performance:overview", args=[office.dinas.pk, YEAR]),
        *(reverse("performance:overview_part", args=[office.dinas.pk, YEAR, part]) for part in PARTS),
        *(
            reverse(f"performance:overview_{name}", args=[office.dinas.pk, YEAR])
            for name in ("people", "ratings", "obstacles")
        ),
    ]
    team = RoleHeld.objects.create(
        user=office.user("stranger"), role=Role.TIM_PENILAI, unit=office.other, berlaku=LONG_AGO,
        reason="SK 1/2015", granted_by="Praja",
    )  # fmt: skip
    for who in ("section", "stranger", "pengelola_lain"):
        client = client_of(office.user(who))
        assert {client.get(address).status_code for address in addresses} == {404}, who
    RoleHeld.objects.filter(pk=team.pk).update(unit=office.government)
    client = client_of(office.user("stranger"))
    assert {client.get(address).status_code for address in addresses} == {200}
    assert client.get(addresses[0].replace(str(YEAR), "3026")).status_code == 404


def test_who_holds_the_post_that_heads_a_unit_sees_it_while_they_hold_it(
    office: Office, period: Period, day: datetime.date
) -> None:
    whole, other = (
        reverse("performance:overview", args=[one.pk, YEAR]) for one in (office.dinas, office.other)
    )
    above = reverse("performance:overview", args=[office.government.pk, YEAR])
    skp = plan(office.sari, office.section)

    def answers(who: str) -> list[int]:
        client = client_of(office.user(who))
        skps = [
            reverse("performance:skp", args=[skp.pk]),
            reverse("performance:overview_people", args=[office.dinas.pk, YEAR]),
        ]
        return [client.get(one).status_code for one in (whole, other, above, *skps)]

    assert answers("head") == [200, 404, 404, 200, 200]
    home = client_of(office.user("head")).get(reverse("performance:overviews"))
    assert home["Location"].startswith(f"/kinerja/ringkasan/{office.dinas.pk}/")
    assert answers("stranger") == [404, 404, 404, 404, 404]
    acting = JabatanHistory.objects.create(
        person=office.stranger, position=office.head_post, how="plt", sk_number="800/2/2026",
        berlaku=span(day, day + datetime.timedelta(days=1)),
    )  # fmt: skip
    assert answers("stranger") == [200, 404, 404, 200, 200]
    JabatanHistory.objects.filter(pk=acting.pk).update(berlaku=span(day - datetime.timedelta(days=9), day))
    assert answers("stranger") == [404, 404, 404, 404, 404]


def test_the_number_of_queries_does_not_grow(office: Office, period: Period, day: datetime.date) -> None:
    client = client_of(office.user("kepala_unit"))
    pages = [
        reverse("performance:overview", args=[office.dinas.pk, YEAR]),
        *(reverse("performance:overview_part", args=[office.dinas.pk, YEAR, part]) for part in PARTS),
        reverse("performance:overview_people", args=[office.dinas.pk, YEAR]) + "?tahap=dibuka",
    ]
    month = scope_of(office.dinas, YEAR, day).month or datetime.date(YEAR, 1, 1)

    def asked() -> list[int]:
        counts = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
        return counts

    made_up(office, period, month, 3, 4)
    few = asked()
    for number in range(6):
        who = person(f"Lagi {number}", office.dinas, office.staff_post, account=False)
        skp = plan(
            who, office.section, understood=True, serves=Rhk.objects.filter(skp__person=office.head).first()
        )
        rate(skp, period, "baik", office.user("admin"))
    assert asked() == few and max(few) <= 24


def test_a_single_unit_opens_at_once_and_several_are_listed(office: Office, client: Client) -> None:
    address = reverse("performance:overviews")
    client.force_login(office.user("kepala_unit"))
    assert client.get(address)["Location"].startswith(f"/kinerja/ringkasan/{office.dinas.pk}/")
    RoleHeld.objects.create(
        user=office.user("kepala_unit"), role=Role.AUDITOR, unit=office.other, berlaku=LONG_AGO,
        reason="SK 1/2015", granted_by="Praja",
    )  # fmt: skip
    assert "Dinas Pertanian" in client.get(address).content.decode()


def test_the_search_finds_skp_by_name_and_goals_by_words(office: Office, day: datetime.date) -> None:
    sari = plan(office.sari, office.section, year=day.year)
    Goal.objects.create(
        unit=office.other, year=day.year, kind="sasaran", text="Panen padi bertambah setiap tahun"
    )

    def found(who: str, text: str) -> str:
        return str(client_of(office.user(who)).get(reverse("web:search"), {"q": text}).content.decode())

    assert reverse("performance:skp", args=[sari.pk]) in found("section", "sari utami")
    assert reverse("performance:skp", args=[sari.pk]) in found("kepala_unit", office.sari.nip)
    for who in ("stranger", "pengelola_lain", "bendahara", "admin_aplikasi"):
        assert reverse("performance:skp", args=[sari.pk]) not in found(who, "sari utami")
    goals = reverse("performance:goals", args=[office.other.pk, day.year])
    assert goals in found("sari", "panen bertambah") and goals not in found("sari", "panen jagung")
