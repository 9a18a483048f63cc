"""What falls due, for whom it is shown, and the letters about it."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.audit.models import Event
from praja.people.actions import end_status, record_sk
from praja.people.due import feed
from praja.people.due.letters import LETTERS, draft
from praja.people.due.queries import counts, due_of, due_soon, due_visible_to, late, refresh
from praja.people.due.shell import waiting
from praja.people.due.urgency import effect, most_urgent_first, pressing
from praja.people.models import (
    DependantHistory,
    DueItem,
    DueStale,
    FamilyMember,
    JabatanHistory,
    Person,
    StatusHistory,
)
from praja.people.perms import Section
from praja.temporal import actions as temporal
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office, person
from tests.integration.people_due.pdf import words

D = datetime.date
Kind = DueItem.Kind
FORM = {
    "nomor": "",
    "tempat": "",
    "tanggal": "",
    "penanda_tangan": "",
    "nip_penanda_tangan": "",
    "jabatan_penanda_tangan": "",
}
pytestmark = pytest.mark.usefixtures("today")


def days(who: Person) -> dict[str, datetime.date]:
    refresh(TODAY)
    return {one.kind: one.day for one in DueItem.objects.filter(person=who)}


def kgb(office: Office, who: Person, start: datetime.date, years: int, golongan: str = "III/a") -> Any:
    return record_sk(
        kind="kgb",
        person=who,
        start=start,
        sk_number=f"822/{years}",
        by=office.user("admin"),
        on=TODAY,
        content={"golongan": golongan, "mkg_years": years, "gaji_pokok": 2_900_000},
        because="Menurut SK",
    )


def rank(
    office: Office, who: Person, start: datetime.date, golongan: str, years: int, months: int = 0
) -> Any:
    return record_sk(
        kind="golongan",
        person=who,
        start=start,
        sk_number=f"823/{golongan}",
        by=office.user("admin"),
        on=TODAY,
        content={"golongan": golongan, "mkg_years": years, "mkg_months": months},
    )


def test_a_raise_is_late_when_two_years_after_the_rank_none_was_recorded(office: Office) -> None:
    assert days(office.sari)[Kind.KGB] == D(2021, 3, 1)
    assert late(DueItem.objects.filter(person=office.sari), TODAY).filter(kind=Kind.KGB).exists()


def test_a_raise_follows_the_last_one_by_two_years_and_tells_the_new_pay(office: Office) -> None:
    kgb(office, office.sari, D(2025, 3, 1), 6)

    assert days(office.sari)[Kind.KGB] == D(2027, 3, 1)
    assert DueItem.objects.get(person=office.sari, kind=Kind.KGB).basis["amount"] == 3_153_600


def test_a_promotion_does_not_begin_the_two_years_anew(office: Office) -> None:
    kgb(office, office.sari, D(2025, 3, 1), 6)
    rank(office, office.sari, D(2026, 4, 1), "III/b", 7, 1)

    assert days(office.sari)[Kind.KGB] == D(2027, 3, 1)
    assert days(office.sari)[Kind.PANGKAT] == D(2030, 4, 1)


def test_at_the_end_of_the_table_no_raise_follows(office: Office) -> None:
    kgb(office, office.sari, D(2025, 3, 1), 32)

    assert Kind.KGB not in days(office.sari)


def test_leave_out_of_the_states_account_moves_the_raise(office: Office) -> None:
    kgb(office, office.sari, D(2025, 3, 1), 6)
    record_sk(
        kind="cltn",
        person=office.sari,
        start=D(2025, 6, 1),
        last=D(2025, 11, 30),
        sk_number="850/1",
        content={},
        by=office.user("admin"),
        on=TODAY,
    )

    assert days(office.sari)[Kind.KGB] == D(2027, 9, 1)


def child(office: Office, born: datetime.date, **more: Any) -> FamilyMember:
    made = FamilyMember.objects.create(
        person=office.sari, relation="anak_kandung", name="Putri", birth_date=born, **more
    )
    DependantHistory.objects.create(person=office.sari, member=made, berlaku=span(born))
    return made


@pytest.mark.parametrize(
    ("born", "more", "wanted"),
    [
        (D(2005, 12, 15), {}, D(2027, 1, 1)),
        (D(2005, 12, 1), {}, D(2026, 12, 1)),
        (D(2005, 12, 15), {"school": "Undip"}, D(2027, 1, 1)),
        (D(2005, 12, 15), {"school": "Undip", "school_until": D(2027, 7, 31)}, D(2027, 8, 1)),
        (D(2002, 1, 15), {"school": "Undip", "school_until": D(2028, 7, 31)}, D(2027, 2, 1)),
        (D(2004, 5, 2), {}, D(2025, 6, 1)),
    ],
)
def test_a_child_leaves_the_allowance(
    office: Office, born: datetime.date, more: dict[str, Any], wanted: datetime.date
) -> None:
    child(office, born, **more)

    assert days(office.sari)[Kind.ANAK] == wanted


def test_a_child_whose_allowance_has_an_end_already_is_not_told(office: Office) -> None:
    made = child(office, D(2005, 12, 15))
    temporal.end(DependantHistory.objects.get(member=made), D(2027, 1, 1), by=None)

    assert Kind.ANAK not in days(office.sari)


def test_contract_probation_acting_and_pension(office: Office) -> None:
    pppk = person("Pepe Pppk", office.dinas)
    temporal.correct(
        StatusHistory.objects.get(person=pppk), by=None, status="pppk", contract_end=D(2027, 2, 28)
    )
    cpns = person("Cici Cpns", office.dinas)
    temporal.correct(
        StatusHistory.objects.get(person=cpns), by=None, status="cpns", berlaku=span(D(2026, 3, 1))
    )
    JabatanHistory.objects.create(
        person=office.stranger,
        position=office.section_post,
        how="plt",
        berlaku=span(D(2026, 9, 1), D(2026, 12, 1)),
    )

    assert days(pppk)[Kind.KONTRAK] == D(2027, 2, 28) and Kind.PANGKAT not in days(pppk)
    assert days(cpns)[Kind.CPNS] == D(2027, 3, 1) and Kind.KGB not in days(cpns)
    assert days(office.stranger)[Kind.PLT] == D(2026, 11, 30)
    assert days(office.sari)[Kind.PENSIUN] == D(2048, 6, 1)


def test_who_has_left_has_nothing_due(office: Office) -> None:
    assert days(office.sari)
    end_status(
        person=office.sari,
        why="mengundurkan_diri",
        last=D(2026, 10, 31),
        sk_number="882/1",
        by=office.user("admin"),
        on=TODAY,
    )

    assert days(office.sari) == {}


def test_only_whose_records_were_written_is_reckoned_again(office: Office) -> None:
    refresh(TODAY)
    assert not DueStale.objects.exists()

    kgb(office, office.sari, D(2025, 3, 1), 6)

    assert set(DueStale.objects.values_list("person", flat=True)) == {office.sari.pk}
    Person.objects.filter(pk=office.head.pk).update(birth_date=D(1970, 1, 1))
    Person.objects.filter(pk=office.section.pk).update(name="Lain")
    assert DueStale.objects.count() == 2


# --- who sees it


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("pengelola", {Kind.KGB, Kind.PANGKAT, Kind.PENSIUN, Kind.ANAK}),
        ("bendahara", {Kind.KGB, Kind.PANGKAT, Kind.PENSIUN, Kind.ANAK}),
        ("kepala_unit", {Kind.PANGKAT, Kind.PENSIUN}),
        ("section", {Kind.PANGKAT, Kind.PENSIUN}),
        ("sari", {Kind.KGB, Kind.PANGKAT, Kind.PENSIUN, Kind.ANAK}),
        ("pengelola_lain", set()),
        ("stranger", set()),
        ("tapd", set()),
        ("admin_aplikasi", set()),
    ],
)
def test_each_sees_only_what_they_may(office: Office, who: str, kinds: set[str]) -> None:
    child(office, D(2005, 12, 15))
    refresh(TODAY)

    seen = due_visible_to(office.user(who), TODAY).filter(person=office.sari)

    assert {one.kind for one in seen} == kinds


def test_the_list_takes_a_constant_number_of_queries(office: Office, client: Client) -> None:
    client.force_login(office.user("admin"))
    refresh(TODAY)
    client.get(reverse("people:due"))

    with CaptureQueriesContext(connection) as few:
        page = client.get(reverse("people:due"))
    for number in range(12):
        person(f"Orang {number}", office.dinas, office.staff_post)
    refresh(TODAY)
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("people:due"))

    assert page.status_code == 200
    assert "Orang 3" in page.content.decode()
    assert len(many) == len(few) <= 18


def test_filters_counts_and_export(office: Office, client: Client) -> None:
    client.force_login(office.user("pengelola"))
    child(office, D(2005, 12, 15))
    url = reverse("people:due")

    page = client.get(url + "?jenis=anak").content.decode()
    assert "Sari Utami" in page and "Hadi Kepala" not in page
    assert "Hadi Kepala" in client.get(url + "?keadaan=terlambat&jenis=kgb").content.decode()
    assert "Wayan" not in client.get(url).content.decode()
    assert client.get(url + f"?unit={office.dinas.pk}").status_code == 200
    exported = client.get(url + "?ekspor=csv").content.decode("utf-8-sig")
    assert "PP 7/1977 Pasal 11" in exported
    number = {one["kind"]: one for one in counts(due_visible_to(office.user("pengelola"), TODAY), TODAY)}
    assert number[Kind.KGB]["late"] == 3 and number[Kind.ANAK]["number"] == 1


def test_what_costs_money_comes_first_and_promotions_last(office: Office, client: Client) -> None:
    client.force_login(office.user("pengelola"))
    client.get(reverse("people:due"))
    DueItem.objects.all().delete()
    for kind, day in (
        (Kind.PANGKAT, D(2019, 4, 1)),
        (Kind.KGB, D(2020, 1, 1)),
        (Kind.ANAK, D(2026, 11, 1)),
        (Kind.KONTRAK, TODAY + datetime.timedelta(days=20)),
        (Kind.KGB, TODAY + datetime.timedelta(days=90)),
    ):
        DueItem.objects.create(person=office.sari, kind=kind, day=day)

    shown = most_urgent_first(due_visible_to(office.user("pengelola"), TODAY), TODAY)

    assert [(one.kind, one.day.year) for one in shown] == [
        ("anak", 2026), ("kgb", 2020), ("kontrak", 2026), ("kgb", 2027), ("pangkat", 2019),
    ]  # fmt: skip
    assert [bool(effect(one, TODAY)) for one in shown] == [True, True, False, False, True]


@pytest.mark.parametrize("number", [1, 4, 50])
def test_pages_follow_the_order_of_what_presses(office: Office, number: int) -> None:
    DueItem.objects.all().delete()
    days = [TODAY + datetime.timedelta(days=ahead) for ahead in (-90, -3, 0, 20, 60)]
    DueItem.objects.bulk_create(
        DueItem(person=office.sari, kind=kind, day=day, basis={})
        for kind in (Kind.ANAK, Kind.KGB, Kind.PANGKAT, Kind.KONTRAK, Kind.PLT)
        for day in days
    )
    items = due_soon(DueItem.objects.all(), TODAY)
    whole, counted = list(most_urgent_first(items, TODAY)), counts(items, TODAY)

    pages = [pressing(items, TODAY, counted, start, number) for start in range(0, len(whole) + 1, number)]

    assert [one for page in pages for one in page] == whole
    assert all(len(page) <= number for page in pages)


def test_a_year_ahead_can_be_asked_for(office: Office, client: Client) -> None:
    client.force_login(office.user("pengelola"))
    client.get(reverse("people:due"))
    DueItem.objects.filter(person=office.sari, kind=Kind.PENSIUN).update(day=D(TODAY.year + 4, 3, 1))
    url = reverse("people:due") + "?jenis=pensiun"

    assert "Sari Utami" not in client.get(url).content.decode()
    assert "Sari Utami" in client.get(f"{url}&tahun={TODAY.year + 4}").content.decode()
    assert client.get(f"{url}&tahun=x").status_code == 200


def test_tasks_are_for_officers(office: Office) -> None:
    refresh(TODAY)

    told = waiting(office.user("pengelola"), TODAY)
    assert [(one.count, "terlambat" in str(one.title)) for one in told] == [(3, True)]
    assert waiting(office.user("sari"), TODAY) == [] == waiting(office.user("auditor"), TODAY)


def test_the_panel_says_how_it_was_reckoned(office: Office, client: Client) -> None:
    kgb(office, office.sari, D(2025, 3, 1), 6)
    client.force_login(office.user("pengelola"))

    page = client.get(reverse("people:detail", args=[office.sari.pk])).content.decode()

    assert (
        "Yang akan datang" in page
        and "822/6" in page
        and "PP 7/1977 Pasal 11" in page
        and "Rp3.153.600" in page
    )
    client.force_login(office.user("section"))
    page = client.get(reverse("people:detail", args=[office.sari.pk])).content.decode()
    assert "Yang akan datang" in page and "Rp3.153.600" not in page and "822/6" not in page


@pytest.mark.parametrize("who", ["sari", "stranger", "tapd", "admin_aplikasi"])
def test_the_list_is_not_there_for_others(office: Office, client: Client, who: str) -> None:
    client.force_login(office.user(who))

    assert client.get(reverse("people:due")).status_code == 404


# --- the calendar


def made(client: Client, office: Office, who: str) -> str:
    client.force_login(office.user(who))
    page = client.post(reverse("people:due_feed"), {"buat": ""}).content.decode()
    found = re.search(r"/jatuh-tempo/kalender/[^<\s]+\.ics", page)
    assert found
    client.logout()
    return found[0]


def test_a_calendar_shows_what_its_owner_may_see_now(office: Office, client: Client) -> None:
    refresh(TODAY)
    address = made(client, office, "pengelola")

    said = client.get(address).content.decode()
    assert "SUMMARY:Kenaikan gaji berkala: Sari Utami" in said
    assert office.sari.nip not in said and "Wayan" not in said and "Rp" not in said
    assert all(len(line.encode()) <= 75 for line in said.split("\r\n"))

    from praja.access.models import RoleHeld

    RoleHeld.objects.filter(user=office.user("pengelola")).update(berlaku=span(D(2015, 1, 1), TODAY))
    assert "Sari" not in client.get(address).content.decode()


def test_ones_own_calendar_names_nobody(office: Office, client: Client) -> None:
    refresh(TODAY)
    said = client.get(made(client, office, "section")).content.decode()

    assert "SUMMARY:Kenaikan gaji berkala\r\n" in said and "Siti" not in said and "Sari" not in said


def test_a_revoked_or_replaced_address_opens_nothing(office: Office, client: Client) -> None:
    first = made(client, office, "pengelola")
    second = made(client, office, "pengelola")
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200

    client.force_login(office.user("pengelola"))
    client.post(reverse("people:due_feed"), {"cabut": ""})
    client.logout()

    assert client.get(second).status_code == 404
    assert client.get("/jatuh-tempo/kalender/tebakan.ics").status_code == 404
    assert Event.objects.filter(kind="people.calendar_revoked").count() == 2


def test_a_closed_account_has_no_calendar(office: Office, client: Client) -> None:
    address = made(client, office, "pengelola")
    user = office.user("pengelola")
    user.is_active = False
    user.save()

    assert client.get(address).status_code == 404


def test_a_name_cannot_add_lines_to_a_calendar(office: Office, client: Client) -> None:
    Person.objects.filter(pk=office.sari.pk).update(name="Sari\r\nATTENDEE:mailto:x@y.z; a, b\\")
    refresh(TODAY)

    said = feed.calendar(office.user("pengelola"), TODAY)

    assert "\r\nATTENDEE" not in said and "\\; a\\, b\\\\" in said.replace("\r\n ", "")


# --- letters

HOSTILE = 'Sari #read("/etc/passwd") $x^2$ {{7*7}} *tebal* `kode` <b> // @ref \\ [isi]'


@pytest.mark.parametrize("key", list(LETTERS))
def test_letters_say_what_was_written_and_run_nothing(office: Office, key: str) -> None:
    child(office, D(2005, 12, 15))
    kgb(office, office.sari, D(2025, 3, 1), 6)
    Person.objects.filter(pk=office.sari.pk).update(name=HOSTILE, address="Jalan #1")
    refresh(TODAY)
    office.sari.refresh_from_db()

    pdf = draft(
        LETTERS[key], office.sari, form={**FORM, "nomor": "#1 $2", "penanda_tangan": "#panic()"}, on=TODAY
    )

    said = words(pdf)
    assert pdf.startswith(b"%PDF") and "root:" not in said
    assert HOSTILE.replace(" ", "") in said
    assert office.sari.nip in said and "#panic()" in said


def test_the_letter_of_a_raise_has_the_new_pay_of_the_law(office: Office) -> None:
    kgb(office, office.sari, D(2025, 3, 1), 6)
    refresh(TODAY)

    said = words(draft(LETTERS["kgb"], office.sari, form=FORM, on=TODAY))

    assert "Rp3.153.600" in said and "1Maret2027" in said and "8tahun" in said and "Rp2.900.000" in said
    assert "SariUtami" in said and "KOTACONTOH" in said and "PP7/1977Pasal11" in said


def test_pay_stops_with_a_contract_that_ends_before_the_retirement_age(office: Office) -> None:
    StatusHistory.objects.filter(person=office.sari).update(status="pppk", contract_end=D(2027, 2, 28))
    refresh(TODAY)

    said = words(draft(LETTERS["skpp"], office.sari, form=FORM, on=TODAY))

    assert "Perjanjiankerjaberakhir" in said and "1Maret2027" in said and "28Februari2027" in said


def test_letters_are_for_those_who_edit_the_person(office: Office, client: Client) -> None:
    url = reverse("people:due_letter", args=[office.sari.pk, "kgb"])
    answers = {}
    for name, user in office.users.items():
        client.force_login(user)
        answers[name] = (client.get(url).status_code, client.post(url, FORM).status_code)

    assert {name for name, one in answers.items() if one == (200, 200)} == {"pengelola", "admin"}
    assert set(answers.values()) == {(200, 200), (404, 404)}
    assert Event.objects.filter(kind="people.letter_drafted", person_id=office.sari.pk).count() == 2
    client.force_login(office.user("admin"))
    assert client.post(url, {"nomor": "800/1"})["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("people:due_letter", args=[office.sari.pk, "lain"])).status_code == 404


def test_due_of_one_person_keeps_to_the_sections(office: Office) -> None:
    refresh(TODAY)

    assert {one.kind for one in due_of(office.sari, [Section.KARIER])} == {Kind.PANGKAT, Kind.PENSIUN}
    assert due_soon(DueItem.objects.filter(person=office.sari), TODAY).count() == 2
