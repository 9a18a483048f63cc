"""What changes between looking, taking and taking back, and what is left afterwards."""

from __future__ import annotations

import datetime
from typing import Any

from django.core import mail

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.audit.models import Event
from praja.jobs.testing import run_all
from praja.people.actions import record_sk
from praja.people.careers import PersonFile
from praja.people.imports import actions
from praja.people.models import FamilyMember, GolonganHistory, PeopleImport, Person, UnitHistory
from praja.people.perms import Section
from praja.web.models import Notice
from tests.integration.people.conftest import TODAY, Office, role
from tests.integration.people_imports.conftest import ANI, BUDI, HEAD, Looked, book, row, why

D = datetime.date
State = PeopleImport.State


def test_what_changed_since_the_preview_must_be_looked_at_again(office: Office, looked: Looked) -> None:
    sari, admin = office.sari, office.user("admin")
    made = looked(
        book({"golongan": [["nip", "tmt", "golongan", "mkg tahun"], [sari.nip, D(2023, 4, 1), "III/b", 4]]})
    )
    record_sk(
        kind="golongan",
        person=sari,
        start=D(2024, 4, 1),
        content={"golongan": "III/b", "mkg_years": 5, "mkg_months": 0},
        sk_number="823/1",
        by=admin,
        on=TODAY,
    )

    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    run_all()

    made.refresh_from_db()
    assert made.state == State.GAGAL and "berubah sesudah pratinjau" in made.message
    assert GolonganHistory.objects.known().filter(person=sari).count() == 2


def test_a_job_of_an_earlier_asking_does_nothing(office: Office, applied: Looked) -> None:
    made = applied(book({"orang": [HEAD, row()]}))
    rows = UnitHistory.objects.count()

    actions.work(str(made.pk), made.attempt, office.user("admin").pk)
    actions.work(str(made.pk), made.attempt - 1, office.user("admin").pk)

    assert UnitHistory.objects.count() == rows and Event.objects.filter(kind="people.imported").count() == 1


def undone(office: Office, made: PeopleImport) -> None:
    actions.ask_for_undo(people_import=made, by=office.user("admin"), on=TODAY)
    run_all()
    made.refresh_from_db()


def test_the_rights_of_the_site_suffice(office: Office, looked: Looked, as_app: Any) -> None:
    made = looked(book({"orang": [HEAD, row(), [office.sari.nip, "Sari Diubah", *[None] * 7]]}))
    admin = office.user("admin")

    with as_app():
        for ask in (
            lambda: actions.ask_for_apply(people_import=made, only_good_rows=False, by=admin, on=TODAY),
            lambda: actions.ask_for_undo(people_import=made, by=admin, on=TODAY),
        ):
            ask()
            made.refresh_from_db()
            actions.work(str(made.pk), made.attempt, admin.pk)
            made.refresh_from_db()

    assert made.state == State.DIURUNGKAN, made.message


def test_undo_leaves_things_as_they_were_and_says_so(office: Office, applied: Looked) -> None:
    sari = office.sari
    before = [
        (one.golongan, one.mulai, one.sampai) for one in GolonganHistory.objects.known().filter(person=sari)
    ]
    made = applied(
        book(
            {
                "orang": [HEAD, row(), [sari.nip, "Sari Diubah", *[None] * 7]],
                "golongan": [["nip", "tmt", "golongan", "mkg tahun"], [sari.nip, D(2023, 4, 1), "III/b", 4]],
                "keluarga": [["nip", "hubungan", "nama"], [sari.nip, "suami", "Agus"]],
            }
        )
    )
    assert made.state == State.DITERAPKAN, why(made)

    undone(office, made)

    assert made.state == State.DIURUNGKAN
    assert not Person.objects.filter(nip=BUDI).exists()
    sari.refresh_from_db()
    assert sari.name == "Sari Utami"
    now = [
        (one.golongan, one.mulai, one.sampai) for one in GolonganHistory.objects.known().filter(person=sari)
    ]
    assert now == before
    assert GolonganHistory.objects.filter(person=sari, digantikan__isnull=False).count() == 3
    assert not FamilyMember.objects.filter(person=sari, withdrawn_at__isnull=True).exists()
    assert Event.objects.filter(kind="people.import_undone").exists()


def test_what_stood_before_an_import_and_before_its_undoing_is_kept(office: Office, applied: Looked) -> None:
    sari, clock = office.sari, datetime.datetime.now
    FamilyMember.objects.create(
        person=sari, relation="anak_kandung", name="Ani", birth_date=D(2018, 4, 5), tercatat=sari.created_at
    )
    moments = [clock(datetime.UTC)]
    made = applied(
        book(
            {
                "orang": [["nip", "nama", "npwp"], [sari.nip, "Sari Rahma", "1234567890123456"]],
                "keluarga": [
                    ["nip", "hubungan", "nama", "sekolah"],
                    [sari.nip, "anak", "Ani", "SD Negeri 1"],
                    [sari.nip, "suami", "Agus", None],
                ],
            }
        )
    )
    assert made.state == State.DITERAPKAN, (made.message, why(made))
    moments.append(clock(datetime.UTC))
    undone(office, made)
    assert made.state == State.DIURUNGKAN, made.message
    moments.append(clock(datetime.UTC))

    whole = PersonFile(Person.objects.get(pk=sari.pk), frozenset(Section))
    told = [
        (
            whole.person_at(at).name,
            whole.person_at(at).npwp,
            {one.member.name: one.member.school for one in whole.members(at) if not one.withdrawn},
        )
        for at in moments
    ]
    assert told[0] == told[2] == ("Sari Utami", "", {"Ani": ""})
    assert told[1] == ("Sari Rahma", "1234567890123456", {"Ani": "SD Negeri 1", "Agus": ""})
    admin = str(office.user("admin"))
    (ani,) = (one for one in whole.members() if one.member.name == "Ani")
    assert [(one.by, one.changes) for one in ani.corrections] == [
        (admin, [("Sekolah atau kuliah", "SD Negeri 1", "–")]),
        (admin, [("Sekolah atau kuliah", "–", "SD Negeri 1")]),
    ]


def test_who_was_added_stays_where_their_family_was_changed_since(office: Office, applied: Looked) -> None:
    made = applied(
        book(
            {
                "orang": [HEAD, row()],
                "keluarga": [
                    ["nip", "hubungan", "nama", "tanggal_lahir"],
                    [BUDI, "anak", "Putri", D(2015, 3, 1)],
                ],
            }
        )
    )
    FamilyMember.objects.filter(person__nip=BUDI).update(birth_date=D(2015, 3, 2))

    undone(office, made)

    assert made.state == State.DITERAPKAN and "Budi Santoso" in made.message
    assert FamilyMember.objects.get(person__nip=BUDI).birth_date == D(2015, 3, 2)


def test_only_a_real_move_ends_sessions_and_asks_about_roles(office: Office, applied: Looked) -> None:
    sari = office.sari
    account = office.user("sari")
    held = RoleHeld.objects.get(user=role(account, Role.BENDAHARA, office.dinas))

    def placed(unit: str, day: datetime.date, number: str) -> PeopleImport:
        made = applied(book({"unit": [["nip", "tmt", "unit", "nomor sk"], [sari.nip, day, unit, number]]}))
        assert made.state == State.DITERAPKAN, (made.message, why(made))
        account.refresh_from_db()
        held.refresh_from_db()
        return made

    placed("Dinas Sosial", D(2019, 3, 1), "800/77")
    assert (account.sessions_end, held.review_from) == (None, None)

    made = placed("Dinas Pertanian", D(2026, 11, 1), "800/78")
    assert account.sessions_end is not None
    assert held.review_from == D(2026, 11, 1)

    undone(office, made)
    held.refresh_from_db()
    assert held.review_from is None


def test_who_asked_is_told_when_it_is_done_or_has_failed(
    office: Office, looked: Looked, django_capture_on_commit_callbacks: Any
) -> None:
    admin = office.user("admin")
    admin.email, admin.language = "admin@contoh.go.id", "id"
    admin.save()
    made = looked(book({"orang": [HEAD, row()]}))
    assert not Notice.objects.exists()

    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        run_all()
    assert Notice.objects.get().title == "Impor pegawai.xlsx sudah diterapkan: 1 pegawai"
    assert [one.to for one in mail.outbox] == [["admin@contoh.go.id"]]

    record_sk(
        kind="golongan", person=Person.objects.get(nip=BUDI), start=D(2024, 12, 1),
        content={"golongan": "III/b", "mkg_years": 4, "mkg_months": 0}, sk_number="823/9", by=admin, on=TODAY,
    )  # fmt: skip
    undone(office, made)
    told = Notice.objects.get(title="Impor pegawai.xlsx gagal; tidak ada yang berubah")
    assert told.user == admin and str(made.pk) in told.url


def test_nothing_is_undone_where_anything_changed_since(office: Office, applied: Looked) -> None:
    made = applied(book({"orang": [HEAD, row(), row(ANI, "Ani")]}))
    record_sk(
        kind="kgb",
        person=Person.objects.get(nip=BUDI),
        start=D(2024, 12, 1),
        sk_number="822/9",
        content={"golongan": "III/a", "mkg_years": 4, "gaji_pokok": 2964000},
        by=office.user("admin"),
        on=TODAY,
    )

    undone(office, made)

    assert made.state == State.DITERAPKAN
    assert "Budi Santoso" in made.message and "Ani" not in made.message
    assert Person.objects.filter(nip__in=[BUDI, ANI]).count() == 2
