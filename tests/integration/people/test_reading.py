"""What is read the quick way is what the plain way reads."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db.models import F

from praja.access import belonging
from praja.access.enums import Role
from praja.accounts.models import User
from praja.files.models import StoredFile
from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.organization.queries import today
from praja.people import models
from praja.people.asker import asker_of
from praja.people.careers import RECORDS
from praja.people.kinds import KINDS
from praja.people.models import FamilyMember, JabatanHistory, Person, StatusHistory, UnitHistory
from praja.people.perms import Section, can_see_section, unit_of, visible_people
from praja.people.reading import rows_of
from praja.people.states import facts_of, states_of
from praja.people.views.lists import FACTS, with_facts
from praja.temporal.actions import span
from tests.integration.people.conftest import LONG_AGO, TODAY, Office, person, role

DAY = datetime.timedelta(days=1)
LATER = TODAY + 30 * DAY
CONTENT: dict[type[Any], dict[str, Any]] = {
    models.StatusHistory: {"status": "pppk", "contract_end": TODAY, "end_sk_date": TODAY},
    models.GolonganHistory: {"golongan": "III/b", "mkg_years": 4, "mkg_months": 11},
    models.KgbHistory: {"golongan": "III/a", "mkg_years": 4, "gaji_pokok": 3_000_000_000},
    models.BankAccountHistory: {"bank": 'Bank "Contoh" é\\', "number": "001", "holder": "Sari\tUtami"},
    models.DisciplineHistory: {"level": "ringan", "kind": "teguran lisan", "violation": "=1+1"},
    models.StudyHistory: {"program": "Hukum", "school": "Universitas", "level": "s2"},
    models.CltnHistory: {},
}


def fill(office: Office) -> None:
    """Give Sari a row of each kind, superseded ones and a file besides, a family and records."""
    sari, user = office.sari, office.user("pengelola")
    file = StoredFile.objects.create(
        sha256="a" * 64, name="sk.pdf", kind="application/pdf", size=9, uploaded_by=user, keep_until=TODAY
    )
    spouse = FamilyMember.objects.create(person=sari, relation="suami", name="Budi", married_on=LONG_AGO)
    for name in ("Ani", "Beni"):
        FamilyMember.objects.create(person=sari, relation="anak_kandung", name=name, birth_date=LONG_AGO)
    FamilyMember.objects.create(person=sari, relation="anak_kandung", name="X", withdrawn_at=moment())
    for model in (models.StatusHistory, models.GolonganHistory):
        model.objects.filter(person=sari).update(berlaku=span(LONG_AGO, LATER))
    common: dict[str, Any] = {"person": sari, "sk_number": "1", "sk_date": TODAY, "file": file}
    models.DependantHistory.objects.create(member=spouse, berlaku=span(LONG_AGO, TODAY), **common)
    for model, content in CONTENT.items():
        first = model.objects.create(berlaku=span(LATER), **common, **content)
        model.objects.create(
            berlaku=span(LATER, LATER + DAY), digantikan=moment(), pengganti=first, **common, **content
        )
    models.Education.objects.create(person=sari, dated=TODAY, level="s1", school="Universitas", file=file)
    for jp in (8, 16):
        models.Training.objects.create(person=sari, dated=TODAY, name="Pelatihan", jp=jp)
    models.Award.objects.create(person=sari, dated=LONG_AGO, name="Satyalancana", withdrawn_at=moment())


def moment() -> datetime.datetime:
    return datetime.datetime(2026, 11, 22, 1, 2, 3, 45_678, tzinfo=datetime.UTC)


def test_rows_of_a_person_are_those_that_django_reads(office: Office, django_assert_num_queries: Any) -> None:
    fill(office)
    tables: list[type[Any]] = [*(kind.model for kind in KINDS.values()), *RECORDS.values(), FamilyMember]

    with django_assert_num_queries(1):
        found = rows_of(office.sari.pk, tables)
        files = [getattr(row, "file", None) for rows in found.values() for row in rows]

    assert {one.name for one in files if one} == {"sk.pdf"}
    for table, rows in found.items():
        plain = plainly(table, office.sari)
        assert [vars_of(row) for row in rows] == [vars_of(row) for row in plain], table
        assert all(not row._state.adding and row._state.db == "default" for row in rows)
        if table is not models.Award:
            assert rows, f"{table} has no row to compare"
    (dependant,) = found[models.DependantHistory]
    assert vars_of(dependant.member) == vars_of(FamilyMember.objects.get(name="Budi"))


def plainly(table: type[Any], of: Person) -> list[Any]:
    rows = table.objects.filter(person=of)
    if table is FamilyMember:
        return list(rows.order_by("-relation", "birth_date", "name"))
    if table in RECORDS.values():
        return list(rows.filter(withdrawn_at=None).order_by("-dated", "-pk"))
    return list(rows.order_by("-berlaku__startswith", "-tercatat"))


def vars_of(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


# --- facts, the day, who is seen


@pytest.fixture
def people(office: Office) -> list[Person]:
    """People of every sort: at work, acting, gone, still to come, without any row, in a renamed unit."""
    gone, coming = person("Gita Pergi", office.dinas), person("Caca Datang", office.dinas)
    for model in (UnitHistory, models.StatusHistory, models.GolonganHistory):
        model.objects.filter(person=gone).update(berlaku=span(LONG_AGO, TODAY))
        model.objects.filter(person=coming).update(berlaku=span(LATER))
    UnitHistory.objects.create(person=gone, unit=office.other, berlaku=span(LONG_AGO - 365 * DAY, LONG_AGO))
    moved = person("Dewi Pindah", office.other, office.other_post)
    UnitHistory.objects.filter(person=moved).update(berlaku=span(LONG_AGO, TODAY))
    UnitHistory.objects.create(person=moved, unit=office.dinas, berlaku=span(TODAY))
    UnitHistory.objects.create(person=moved, unit=office.other, berlaku=span(TODAY), digantikan=moment())
    JabatanHistory.objects.create(
        person=moved, position=office.head_post, how="plt", berlaku=span(TODAY - DAY, TODAY + DAY)
    )
    bare = Person.objects.create(nip="199001012020011999", name="Tanpa", sex="L", birth_date=LONG_AGO)
    UnitVersion.objects.filter(unit=office.other).update(berlaku=span(LONG_AGO, TODAY))
    UnitVersion.objects.create(
        unit=office.other, parent=office.government, name="Dinas Pangan", kind="dinas", berlaku=span(TODAY)
    )
    PositionVersion.objects.filter(position=office.staff_post).update(berlaku=span(LATER))
    PositionVersion.objects.filter(position=office.other_post).delete()
    return [office.head, office.section, office.sari, office.stranger, gone, coming, moved, bare]


@pytest.mark.parametrize("on", [TODAY - DAY, TODAY, LATER, datetime.date(2000, 1, 1)])
def test_facts_are_those_of_the_states(people: list[Person], on: datetime.date) -> None:
    facts = facts_of([one.pk for one in people], on)

    for pk, state in states_of(people, on).items():
        assert facts[pk].status == (state.status and state.status.status)
        assert facts[pk].golongan == (state.golongan and state.golongan.golongan)
        assert facts[pk].unit == (state.unit_name or None)
        assert facts[pk].post == (state.jabatan_title or None)
    assert facts_of([], on) == {}


def test_sorting_reads_the_facts_that_the_list_shows(office: Office, people: list[Person]) -> None:
    PositionVersion.objects.filter(position=office.staff_post).update(berlaku=span(LONG_AGO))
    JabatanHistory.objects.filter(position=office.other_post).delete()
    facts = facts_of([one.pk for one in people], TODAY)
    rows = with_facts(Person.objects.filter(pk__in=facts), TODAY)

    assert len(rows) == len(people)
    for row in rows:
        here: Any = row
        said = facts[row.pk]
        shown = (said.status, said.golongan, said.unit, said.post)
        assert tuple(getattr(here, name) for name in FACTS) == shown
    for name in FACTS:
        only = with_facts(Person.objects.filter(pk__in=facts), TODAY, [name]).order_by(F(name).asc(), "pk")
        assert [getattr(one, name) for one in only] == [
            getattr(one, name) for one in rows.order_by(F(name).asc(), "pk")
        ]


@pytest.mark.parametrize("on", [TODAY - DAY, TODAY, LATER])
def test_lists_show_whom_predicates_open(office: Office, people: list[Person], on: datetime.date) -> None:
    everywhere = role(person("Ida", office.dinas).account, Role.AUDITOR, None)  # type: ignore[arg-type]
    seen_by_somebody = 0
    for user in (*office.users.values(), everywhere):
        for section in (Section.KARIER, Section.GAJI):
            listed = set(visible_people(user, on, section))
            having_units = [
                one for one in people if unit_of(one, on) is not None or one.account_id == user.pk
            ]
            assert {one for one in having_units if can_see_section(user, one, section, on)} == listed & set(
                people
            )
            for few in (people[:2], people[3:], []):
                asked = visible_people(user, on, section, among=[one.pk for one in few])
                assert set(asked) == listed & set(few)
            seen_by_somebody += len(listed)
    assert seen_by_somebody


@pytest.mark.parametrize("zone", ["WIB", "WITA", "WIT"])
def test_the_day_at_work_is_that_of_the_last_unit(office: Office, zone: str, monkeypatch: Any) -> None:
    UnitVersion.objects.filter(unit=office.dinas).update(zone=zone)
    for hour in (14, 15, 16, 17, 18):
        now = datetime.datetime(2026, 11, 22, hour, 30, tzinfo=datetime.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        assert asker_of(office.sari.account).today == today(Unit.objects.get(pk=office.dinas.pk))
    assert asker_of(None).today == asker_of(User(pk=uuid.uuid4().int % 10**9)).today == today()


@pytest.mark.parametrize("ended_by", ["", "pensiun", "diangkat_pns"])
def test_one_who_has_left_is_one_of_those_who_have(office: Office, ended_by: str) -> None:
    held = StatusHistory.objects.known().get(person=office.sari)
    end = datetime.date(2024, 3, 1)
    held.berlaku, held.ended_by = span(held.mulai, end), ended_by
    held.save()
    later = StatusHistory.objects.create(
        person=office.sari, status="pns", berlaku=span(datetime.date(2025, 1, 1), None), sk_number="821/9"
    )
    for day in (held.mulai - DAY, held.mulai, end - DAY, end, later.mulai - DAY, later.mulai):
        left = User.objects.filter(belonging.has_left("pk", day), pk=office.sari.account_id or 0).exists()
        assert belonging.left(office.sari.account, day) == left
        assert left == (ended_by == "pensiun" and end <= day < later.mulai)
