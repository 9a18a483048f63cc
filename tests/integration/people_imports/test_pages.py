"""The pages of imports, from upload to undo; the round trip; a killed database."""

from __future__ import annotations

import csv
import datetime
import io
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from praja.audit.models import Event
from praja.audit.queries import events_about
from praja.jobs.testing import run_all
from praja.people.imports import actions, tasks, write
from praja.people.models import (
    Award,
    BankAccountHistory,
    CltnHistory,
    DependantHistory,
    DisciplineHistory,
    Education,
    FamilyMember,
    GolonganHistory,
    ImportProblem,
    ImportRow,
    PeopleImport,
    Person,
    Training,
    UnitHistory,
)
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office
from tests.integration.people_imports.conftest import ANI, BUDI, HEAD, Looked, book, exported, row

D = datetime.date
State = PeopleImport.State
pytestmark = pytest.mark.usefixtures("today")


def test_from_upload_to_undo_by_forms_alone(office: Office, client: Client) -> None:
    client.force_login(office.user("pengelola"))
    content = book({"orang": [HEAD, row(), row(ANI, "Ani <b>", golongan="III/z")]})
    answer = client.post(
        reverse("people:imports"),
        {"government": office.government.pk, "file": SimpleUploadedFile("pegawai =cmd.xlsx", content)},
    )
    made = PeopleImport.objects.get()
    assert answer.url == reverse("people:import_mapping", args=[made.pk])  # type: ignore[attr-defined]

    page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "misalnya Budi Santoso" in page and "Isi lembar orang" in page
    form = {"s0": "orang", "on": "2026-11-01", "periksa": "ya"}
    form |= {f"s0c{one['place']}": one["target"] for one in made.mapping["sheets"][0]["columns"]}
    answer = client.post(answer.url, form)  # type: ignore[attr-defined]
    here = reverse("people:import", args=[made.pk])
    assert answer.url == here  # type: ignore[attr-defined]
    assert "Sedang diperiksa" in client.get(here).content.decode()
    partial = client.get(here, headers={"HX-Request": "true"})
    assert "<html" not in partial.content.decode() and 'hx-trigger="every 2s"' in partial.content.decode()
    run_all()

    assert client.get(here, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = client.get(here).content.decode()
    assert "Budi Santoso" in page and "Terapkan 1 yang benar" in page
    problems = client.get(reverse("people:import_problems", args=[made.pk])).content.decode()
    assert "III/z" in problems and "&lt;b&gt;" in problems and "Ani <b>" not in problems
    assert client.get(reverse("people:import_problems", args=[made.pk]) + "?ekspor=csv").status_code == 200

    client.post(reverse("people:import_apply", args=[made.pk]), {"cara": "benar"})
    run_all()
    page = client.get(here).content.decode()
    assert "Impor sudah diterapkan" in page
    budi = Person.objects.get(nip=BUDI)
    assert events_about(budi.pk).filter(kind="people.imported").exists()

    client.post(reverse("people:import_undo", args=[made.pk]))
    run_all()
    assert "Impor sudah diurungkan" in client.get(here).content.decode()
    assert not Person.objects.filter(nip=BUDI).exists()


def test_problems_are_told_in_the_language_of_the_reader(
    office: Office, client: Client, looked: Looked
) -> None:
    admin = office.user("admin")
    client.force_login(admin)
    made = looked(
        book(
            {
                "orang": [
                    HEAD + ["nik"],
                    row(tmt_unit="31-02-2021", status="PPPK") + ["3374011003920005"],
                    row(ANI, "Ani", golongan="III/z", mkg_tahun="1,5") + ["3374011003920005"],
                    row("1.98E+17", "Rusak") + [""],
                    row("199911302024211003", "Joko", unit="Dinas Entah") + [""],
                ],
                "keluarga": [["nip", "hubungan", "nama"], [BUDI, "suami", ""]],
            }
        )
    )
    address = reverse("people:import_problems", args=[made.pk]) + "?ekspor=csv"
    ImportProblem.objects.create(people_import=made, weight="salah", why="Kalimat lama.", what_to_do="Lihat.")
    texts = {}
    for language in ("id", "en"):
        type(admin).objects.filter(pk=admin.pk).update(language=language)
        texts[language] = client.get(address).content.decode()

    indonesian, english = (set(csv_sentences(texts[language])) for language in ("id", "en"))
    assert "Kalimat lama." in indonesian & english, "what was kept before can still be read"
    assert indonesian & english == {"Kalimat lama.", "Lihat."}
    assert any("is not in the calendar" in one for one in english)


def csv_sentences(text: str) -> list[str]:
    """Return what the columns of an exported list of problems say: why, and what to do."""
    return [
        cell
        for line in list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))[1:]
        for cell in line[-2:]
        if cell
    ]


def test_a_refused_file_is_told_at_its_field(office: Office, client: Client) -> None:
    client.force_login(office.user("admin"))

    answer = client.post(
        reverse("people:imports"),
        {"government": office.government.pk, "file": SimpleUploadedFile("a.xlsx", b"\x89PNG....")},
    )

    assert answer.status_code == 400 and "Jenis berkas ini tidak diterima" in answer.content.decode()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(unit="Dinas Entah")], "semua baris yang membawa perubahan bermasalah"),
        ([row(), row("199203102020121009")], "Cocokkan dahulu pegawai"),
        ([["199005172019032902", "Siti Seksi", *[None] * 7]], "sama dengan yang sudah tercatat"),
    ],
)
def test_a_dry_run_with_nothing_to_apply_says_what_to_do(
    office: Office, client: Client, looked: Looked, rows: list[Any], said: str
) -> None:
    made = looked(book({"orang": [HEAD, *rows]}))
    client.force_login(office.user("admin"))

    page = client.get(reverse("people:import", args=[made.pk])).content.decode()

    assert "Tidak ada yang akan berubah" in page and said in page
    assert reverse("people:import_apply", args=[made.pk]) not in page


def test_the_preview_takes_a_constant_number_of_queries(
    office: Office, client: Client, looked: Looked
) -> None:
    client.force_login(office.user("admin"))
    few = looked(book({"orang": [HEAD, row()]}))
    people = [row(f"19920310202012{1 + n % 2}{n:03}"[:18].ljust(18, "1"), f"Orang {n}") for n in range(1, 40)]
    many = looked(book({"orang": [HEAD, *people]}))
    seen = []
    for made in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("people:import", args=[made.pk])).status_code == 200
        seen.append(len(queries))

    assert seen[1] == seen[2] <= 30


def test_the_template_can_be_filled_and_read(office: Office, client: Client, looked: Looked) -> None:
    client.force_login(office.user("admin"))
    file = b"".join(client.get(reverse("people:import_template")).streaming_content)  # type: ignore[attr-defined]
    made = load_workbook(io.BytesIO(file))
    assert {"orang", "golongan", "kgb", "jabatan", "unit", "keluarga", "Keterangan", "Kode unit"} <= set(
        made.sheetnames
    )
    made["orang"].append([BUDI, "Budi Santoso"])
    made["unit"].append([BUDI, "2020-12-01", None, "kota.sosial"])
    target = io.BytesIO()
    made.save(target)

    read = looked(target.getvalue())

    assert [(one.kind, one.nip) for one in ImportRow.objects.filter(people_import=read)] == [("baru", BUDI)]


def test_what_was_exported_changes_nothing_when_it_comes_back(
    office: Office, client: Client, looked: Looked
) -> None:
    sari = office.sari
    Person.objects.filter(pk=sari.pk).update(
        name="@SUM(1) Sari",
        address="-1+cmd",
        phone="0812345",
        npwp="012345678901234",
        title_after="S.Sos., M.Si.",
    )
    GolonganHistory.objects.filter(person=sari).update(note="+cmd|' /C calc'!A0")
    member = FamilyMember.objects.create(
        person=sari, relation="anak_kandung", name="Putri", birth_date=D(2015, 3, 1), works_as_asn=True
    )
    DependantHistory.objects.create(
        person=sari, member=member, berlaku=span(D(2015, 4, 1), D(2030, 1, 1)), sk_number="KP4"
    )
    Education.objects.create(
        person=sari, level="s1", school="Undip", dated=D(2012, 7, 1), number="0012/UN7", dicatat_oleh="x"
    )
    BankAccountHistory.objects.create(
        person=sari, bank="Bank Jateng", number="0030071", holder="Sari", berlaku=span(D(2019, 3, 1))
    )
    CltnHistory.objects.create(person=sari, berlaku=span(D(2021, 1, 1), D(2021, 7, 1)))
    DisciplineHistory.objects.create(
        person=sari, level="ringan", kind="Teguran lisan", berlaku=span(D(2022, 1, 1), D(2022, 2, 1))
    )
    Training.objects.create(
        person=sari, name="PIM IV", jp=90, dated=D(2022, 5, 1), number="77", dicatat_oleh="x"
    )
    Award.objects.create(person=sari, name="Satyalancana", dated=D(2022, 8, 17), dicatat_oleh="x")
    client.force_login(office.user("admin"))

    file = exported(client)
    made = looked(file)

    assert made.state == State.DIPERIKSA, made.message
    assert made.summary["tetap"] == 4, [(one.name, one.says) for one in made.people_rows.all()]
    assert not made.people_rows.exists() and made.summary["masalah"] == 0
    sheet = load_workbook(io.BytesIO(file))["orang"]
    assert {cell.data_type for line in sheet.iter_rows(min_row=2) for cell in line if cell.value} <= {
        "s",
        "d",
    }
    assert (Event.objects.get(kind="people.exported").after or {})["jumlah"] == 4


def test_an_export_has_only_people_that_one_edits(office: Office, client: Client) -> None:
    client.force_login(office.user("pengelola"))

    file = exported(client)

    said = repr(
        [
            [cell.value for cell in line]
            for sheet in load_workbook(io.BytesIO(file))
            for line in sheet.iter_rows()
        ]
    )
    assert "Sari Utami" in said and "Wayan" not in said and office.stranger.nip not in said


def test_work_that_fell_silent_can_be_asked_for_again(office: Office, client: Client, looked: Looked) -> None:
    made = looked(book({"orang": [HEAD, row()]}))
    admin = office.user("admin")
    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    with pytest.raises(actions.ImportRefused, match="masih berjalan"):
        actions.ask_again(people_import=made, by=admin, on=TODAY)
    PeopleImport.objects.filter(pk=made.pk).update(
        progress_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    )
    client.force_login(admin)
    assert "Kerjakan lagi" in client.get(reverse("people:import", args=[made.pk])).content.decode()

    client.post(reverse("people:import_again", args=[made.pk]))
    run_all()

    assert Person.objects.filter(nip=BUDI).count() == 1
    assert Event.objects.filter(kind="people.imported").count() == 1


def test_sheets_are_forgotten_after_their_time(office: Office, looked: Looked) -> None:
    made = looked(book({"orang": [HEAD, row()]}))
    PeopleImport.objects.filter(pk=made.pk).update(made_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))

    assert actions.forget_old(on=TODAY) == 1

    made.refresh_from_db()
    assert made.file is None and not made.people_rows.exists()
    with pytest.raises(actions.ImportRefused, match="Unggah lagi"):
        actions.ask_for_check(people_import=made, by=office.user("admin"), on=TODAY)


@pytest.mark.django_db(transaction=True)
def test_a_database_connection_killed_in_the_middle_leaves_nothing(
    empty_queue: None, office: Office, looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = looked(book({"orang": [HEAD, row(), [office.sari.nip, "Sari Lain", *[None] * 7]]}))
    admin = office.user("admin")
    before = UnitHistory.objects.count()
    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    made.refresh_from_db()
    real = write.keep_written

    def killed(people_import: Any, written: Any) -> None:
        """Let another connection end this one, when everything is written and nothing is kept yet."""
        assert Person.objects.filter(nip=BUDI).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (number,) = cursor.fetchone()

        def kill() -> None:
            with connections["default"].cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [number])
            connections["default"].close()

        one = threading.Thread(target=kill)
        one.start()
        one.join()
        real(people_import, written)

    monkeypatch.setattr(write, "keep_written", killed)
    tasks.work_on_import.func(import_id=str(made.pk), attempt=made.attempt, by=admin.pk)

    made.refresh_from_db()
    assert made.state == State.GAGAL and "Tidak ada yang berubah" in made.message
    assert not Person.objects.filter(nip=BUDI).exists() and UnitHistory.objects.count() == before
    office.sari.refresh_from_db()
    assert office.sari.name == "Sari Utami" and not Event.objects.filter(kind="people.imported").exists()

    monkeypatch.setattr(write, "keep_written", real)
    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    made.refresh_from_db()
    tasks.work_on_import.func(import_id=str(made.pk), attempt=made.attempt, by=admin.pk)
    tasks.work_on_import.func(import_id=str(made.pk), attempt=made.attempt, by=admin.pk)

    made.refresh_from_db()
    assert made.state == State.DITERAPKAN
    assert (
        Person.objects.filter(nip=BUDI).count() == 1
        and Event.objects.filter(kind="people.imported").count() == 1
    )
