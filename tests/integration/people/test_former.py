"""What was recorded of people and families before: the database keeps it, whoever changes it."""

from __future__ import annotations

import datetime
import html
import json
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from praja.people import actions
from praja.people.careers import PersonFile, timeline
from praja.people.copies import everything_about
from praja.people.former import known, states_at
from praja.people.models import (
    DependantHistory,
    FamilyMember,
    FormerMember,
    FormerPerson,
    Person,
)
from praja.people.perms import Section
from praja.people.states import state_of
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office

D = datetime.date
UNKEPT = {
    Person: {"account", "nik_encrypted", "nik_digest", "email", "phone", "photo", "search", "created_at",
             "changed_at"},
    FamilyMember: set(),
}  # fmt: skip
"""Fields of which nothing former is kept."""
LONG_BEFORE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
OTHER: dict[str, Any] = {
    "nip": "198001012010012999", "sex": "L", "birth_date": D(1980, 1, 1), "npwp": "1234567890123456",
    "relation": "anak_tiri", "married_on": D(2019, 2, 2), "divorced_on": D(2024, 2, 2),
    "died_on": D(2024, 3, 3), "works_as_asn": True, "school_until": D(2027, 6, 30),
    "withdrawn_at": datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC),
}  # fmt: skip


def text_of(response: Any) -> str:
    """Return what a page says, without its markup."""
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def now() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    return moment  # type: ignore[no-any-return]


def read_at(table: type[models.Model], at: datetime.datetime | None) -> dict[Any, dict[str, Any]]:
    """Return the rows of a table as known at a moment, by id, as the database itself tells them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT to_jsonb(t) - 'digantikan' FROM {states_at(table)} t
                WHERE %(known_at)s::timestamptz IS NULL AND t.digantikan IS NULL OR t.tercatat <= %(known_at)s
                  AND (t.digantikan IS NULL OR t.digantikan > %(known_at)s)""",
            {"known_at": at},
        )
        found = [json.loads(one) for (one,) in cursor.fetchall()]
    assert len({one["id"] for one in found}) == len(found), "nobody stands there twice"
    return {one["id"]: one for one in found}


def child(office: Office, **said: Any) -> FamilyMember:
    return FamilyMember.objects.create(
        **{"person": office.sari, "relation": "anak_kandung", "name": "Ani", "birth_date": D(2018, 4, 5)}
        | said
    )


def kept(table: type[models.Model]) -> list[str]:
    """Return the fields whose former content is kept."""
    left_out = {"id", "person", "tercatat"} | UNKEPT[table]
    return [one.name for one in table._meta.concrete_fields if one.name not in left_out]


# --- kept, whoever changes it


@pytest.mark.parametrize("table", [Person, FamilyMember])
def test_every_state_that_a_row_had_is_read_as_of_its_time(office: Office, table: type[Any]) -> None:
    """Field by field, by bare statements: no action need think of it, and a new column is kept by itself."""
    made: Any = office.sari if table is Person else child(office)
    moments = [(now(), read_at(table, None)[str(made.pk)])]
    for name in kept(table):
        value = OTHER.get(name, "lain")
        assert table.objects.filter(pk=made.pk).update(**{name: value}) == 1
        moments.append((now(), read_at(table, None)[str(made.pk)]))

    assert len({str(state) for _at, state in moments}) == len(kept(table)) + 1
    for at, state in moments:
        assert read_at(table, at)[str(made.pk)] == state
    assert str(made.pk) not in read_at(table, LONG_BEFORE)
    for one, (_at, after) in zip(made.former.order_by("digantikan"), moments[1:], strict=True):
        assert read_at(table, one.digantikan)[str(made.pk)] == after
        made.refresh_from_db()
        then = known(made, made.former.all(), one.digantikan)
        assert then is not None and then.tercatat == one.digantikan


def test_what_needs_no_keeping_is_not_kept(office: Office) -> None:
    said = {"email": "a@contoh.id", "phone": "081", "nik_encrypted": b"x", "nik_digest": "y", "search": "z"}
    Person.objects.filter(pk=office.sari.pk).update(**said)
    Person.objects.filter(pk=office.sari.pk).update(name="Sari Utami")

    assert not FormerPerson.objects.exists()
    Person.objects.filter(pk=office.sari.pk).update(name="Sari U.", **dict.fromkeys(("phone", "email"), "b"))
    (one,) = FormerPerson.objects.all()
    unkept = {"account_id", "photo_id", *UNKEPT[Person]} - {"account", "photo"}
    assert one.said.keys() == {field.column for field in Person._meta.concrete_fields} - unkept - {"tercatat"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET said = '{{}}'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "INSERT INTO {} (person_id) SELECT id FROM people_person LIMIT 1",
    ],
)
@pytest.mark.parametrize("table", ["people_formerperson", "people_formermember"])
def test_the_site_adds_to_it_only_by_changing_a_row(
    office: Office, as_app: Any, table: str, statement: str
) -> None:
    member = child(office)
    with as_app():
        Person.objects.filter(pk=office.sari.pk).update(npwp="1" * 16)
        FamilyMember.objects.filter(pk=member.pk).update(birth_date=D(2018, 4, 6))
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement.format(table))

    assert (FormerPerson.objects.count(), FormerMember.objects.count()) == (1, 1)


@pytest.mark.parametrize("table", ["people_formerperson", "people_formermember"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET said = '{{}}' WHERE false", "DELETE FROM {} WHERE false"]
)
def test_even_the_owner_changes_nothing_of_it(db: Any, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="Catatan lama tidak dapat diubah"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def test_when_it_was_recorded_is_not_believed(office: Office) -> None:
    early, late = D(2001, 1, 1), D(2091, 1, 1)
    for day in (early, late):
        at = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
        Person.objects.filter(pk=office.sari.pk).update(name=f"Sari {day}", tercatat=at)
        Person.objects.filter(pk=office.sari.pk).update(tercatat=at)

    times = [(one.tercatat, one.digantikan) for one in FormerPerson.objects.order_by("digantikan")]
    office.sari.refresh_from_db()
    assert times[0][0] < times[0][1] == times[1][0] < times[1][1] == office.sari.tercatat <= now()


# --- as objects, in words


def test_the_file_of_a_person_as_known_then(office: Office) -> None:
    member, gone = child(office), child(office, name="Beni", birth_date=D(2020, 1, 1))
    DependantHistory.objects.create(person=office.sari, member=member, berlaku=span(D(2020, 1, 1)))
    first = now()
    FamilyMember.objects.filter(pk=member.pk).update(name="Ani Rahma", birth_date=None)
    FamilyMember.objects.filter(pk=gone.pk).update(withdrawn_at=first)
    Person.objects.filter(pk=office.sari.pk).update(name="Sari Rahma", title_after="S.H.")
    child(office, name="Caca")
    sari = Person.objects.get(pk=office.sari.pk)
    whole = PersonFile(sari, frozenset(Section))

    then = {one.member.name: one for one in whole.members(first)}
    assert then.keys() == {"Ani", "Beni"} and not any(one.withdrawn for one in then.values())
    assert then["Ani"].member.birth_date == D(2018, 4, 5) and then["Ani"].corrections == []
    assert {one.member.name: one.withdrawn for one in whole.members()} == {
        "Ani Rahma": False, "Beni": True, "Caca": False,
    }  # fmt: skip
    assert whole.person_at(first).full_name == "Sari Utami"
    assert whole.person_at(LONG_BEFORE).full_name == "Sari Utami"
    assert whole.person_at(None).full_name == whole.person_at(now()).full_name == "Sari Rahma, S.H."
    for known_at, name in ((first, "Ani"), (None, "Ani Rahma")):
        for state in (whole.state(TODAY, known_at), state_of(sari, TODAY, known_at)):
            assert [one.member.name for one in state.dependants] == [name]
        (entry,) = whole.entries(known_at)["tanggungan"]
        assert entry.text == f"Tunjangan untuk {name} (anak kandung)"
        assert entry.text in {one.title for one in timeline(sari, known_at)}


def test_the_page_says_what_was_corrected_when_by_whom_and_why(office: Office, client: Client) -> None:
    officer, member = office.user("pengelola"), child(office)
    may, june = D(2018, 5, 5), D(2018, 6, 5)
    for day, why in (
        (may, "Salah baca akta."), (june, "Akta yang benar."), (may, "Ragu."), (june, "Putusan."),
    ):  # fmt: skip
        actions.change_family_member(
            member=member, changes={"birth_date": day}, reason=why, by=officer, on=TODAY
        )
    FamilyMember.objects.filter(pk=member.pk).update(school="SD 2")
    actions.change_family_member(
        member=member, changes={"works_as_asn": True}, reason="Diangkat.", by=officer, on=TODAY
    )
    wrong = child(office, name="Anak Orang")
    actions.withdraw_family_member(member=wrong, reason="Bukan anaknya.", by=officer, on=TODAY)
    actions.change_identity(
        person=office.sari, changes={"name": "Sari Rahma", "npwp": "1" * 16}, reason="KTP baru.",
        by=officer, on=TODAY,
    )  # fmt: skip
    client.force_login(officer)
    url = f"/pegawai/{office.sari.pk}/"

    page = text_of(client.get(url))
    assert (
        "oleh Rina Pengelola: Tanggal lahir dari 5 Mei 2018 menjadi 5 Juni 2018. Alasan: Akta yang benar."
        in page
    )
    assert "Tanggal lahir dari 5 Mei 2018 menjadi 5 Juni 2018. Alasan: Putusan." in page
    assert "Tanggal lahir dari 5 April 2018 menjadi 5 Mei 2018. Alasan: Salah baca akta." in page
    assert re.search(r"\d\d[.:]\d\d: Sekolah atau kuliah dari – menjadi SD 2\.", page), "nobody is named"
    assert "Juga ASN dari tidak menjadi ya. Alasan: Diangkat." in page
    assert "Ditarik dari daftar: 1 orang" in page and "Alasan: Bukan anaknya." in page
    assert "Nama dari Sari Utami menjadi Sari Rahma. NPWP dari – menjadi 1111111111111111." in page
    assert "Alasan: KTP baru." in page

    yesterday = f"{timezone.localtime() - datetime.timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert "Sari Utami" in text_of(client.get(url, {"diketahui": yesterday}))
    client.force_login(office.user("head"))
    seen = text_of(client.get(url))
    assert "Nama dari Sari Utami menjadi Sari Rahma." in seen
    assert not [word for word in ("1111111111111111", "KTP baru", "Anak Orang", "Akta") if word in seen]


def test_nobody_is_of_a_family_before_they_are_born_or_married(office: Office, client: Client) -> None:
    child(office)
    FamilyMember.objects.create(person=office.sari, relation="suami", name="Budi", married_on=D(2017, 1, 1))
    client.force_login(office.user("pengelola"))

    for day, there in (("2016-12-31", set()), ("2017-01-01", {"Budi"}), ("2018-04-05", {"Budi", "Ani"})):
        page = text_of(client.get(f"/pegawai/{office.sari.pk}/", {"per": day}))
        assert {name for name in ("Budi", "Ani") if name in page} == there, day


def test_ones_own_copy_has_what_stood_before(office: Office) -> None:
    member = child(office)
    FamilyMember.objects.filter(pk=member.pk).update(school="SD 1")
    Person.objects.filter(pk=office.sari.pk).update(npwp="1" * 16, phone="081")
    sari = Person.objects.get(pk=office.sari.pk)

    found = everything_about(sari, by=sari.account, on=TODAY)

    (before,) = found["data diri sebelum diperbaiki"]
    assert (before["NPWP"], found["data diri"]["NPWP"]) == ("", "1" * 16) and "telepon" not in before
    (before,) = found["keluarga sebelum diperbaiki"]
    assert (before["sekolah atau kuliah"], found["keluarga"][0]["sekolah atau kuliah"]) == ("", "SD 1")
    assert before["digantikan"] == found["keluarga"][0]["tercatat"]
