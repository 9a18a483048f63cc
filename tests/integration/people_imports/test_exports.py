"""All people with their histories are exported by a job: told of, fetched by who asked alone, kept a week."""

from __future__ import annotations

import datetime
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from praja.audit.models import Event
from praja.files import actions as files
from praja.files import disk, retention
from praja.files.models import StoredFile
from praja.jobs.testing import run_all
from praja.people.exports import actions
from praja.people.models import PeopleExport
from praja.web.models import Notice
from praja.web.words import angka, tanggal
from tests.integration.people.conftest import TODAY, Office
from tests.integration.people_imports.conftest import exported

State = PeopleExport.State
KEPT_FOR = datetime.timedelta(days=7)
BACKEND = "praja.accounts.backends.NipOrEmail"
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def officer(office: Office, client: Client) -> Client:
    """Sign an officer in."""
    client.force_login(office.user("pengelola"), backend=BACKEND)
    return client


def test_a_job_makes_it_once_and_tells(office: Office, officer: Client) -> None:
    page = officer.post(reverse("people:export_ask")).headers["Location"]
    assert officer.post(reverse("people:export_ask")).headers["Location"] == page
    assert "Menunggu giliran" in officer.get(page).content.decode()
    assert officer.get(f"{page}berkas/").status_code == 404

    assert run_all() == ["people.export"]
    made = PeopleExport.objects.get()
    actions.work(str(made.pk), made.attempt)

    assert (made.state, made.rows, made.done) == (State.SIAP, made.done, made.rows) and made.people
    event = Event.objects.get(kind="people.exported")
    assert (event.after or {})["jumlah"] == made.people
    assert made.file and (event.after or {})["sidik_berkas"] == made.file.sha256
    assert event.people.filter(person_id=office.sari.pk)
    notice = Notice.objects.get(user=office.user("pengelola"), url=page)
    until = tanggal(TODAY + KEPT_FOR)
    assert notice.title == f"Ekspor {angka(made.people)} pegawai siap diunduh sampai {until}"
    said = officer.get(page).content.decode()
    assert "Unduh XLSX" in said and page in officer.get(reverse("people:imports")).content.decode()
    file = b"".join(officer.get(f"{page}berkas/").streaming_content)  # type: ignore[attr-defined]
    names = [cell.value for cell in load_workbook(io.BytesIO(file))["orang"]["B"]]
    assert office.sari.name in names and Event.objects.filter(kind="people.export_fetched").count() == 1


def test_nobody_else_fetches_it_and_a_changed_role_closes_it(office: Office, officer: Client) -> None:
    exported(officer)
    made = PeopleExport.objects.get()
    page = reverse("people:export", args=[made.pk])
    officer.force_login(office.user("admin"), backend=BACKEND)
    assert [officer.get(one).status_code for one in (page, f"{page}berkas/")] == [404, 404]

    officer.force_login(office.user("pengelola"), backend=BACKEND)
    PeopleExport.objects.update(roles=[*made.roles, 0])

    assert "Peran Anda sudah berubah" in officer.get(page).content.decode()
    assert officer.get(f"{page}berkas/").status_code == 404


def test_it_is_kept_for_a_week(officer: Client) -> None:
    exported(officer)
    made = PeopleExport.objects.get()
    assert made.file
    path = disk.path_of(made.file.sha256)
    last = TODAY + KEPT_FOR

    retention.release(last)
    assert files.delete_expired(on=last) == 0 and PeopleExport.objects.exists()
    retention.release(last + datetime.timedelta(days=1))
    assert files.delete_expired(on=last + datetime.timedelta(days=1)) == 1

    assert not PeopleExport.objects.exists() and not StoredFile.objects.exists()
    files.sweep(older_than=-1)
    assert not path.exists()


def test_stopped_or_without_rights_there_is_no_file(office: Office, officer: Client) -> None:
    page = officer.post(reverse("people:export_ask")).headers["Location"]
    officer.post(f"{page}hentikan/")
    run_all()
    assert PeopleExport.objects.get().state == State.DIHENTIKAN

    officer.post(reverse("people:export_ask"))
    office.user("pengelola").roles_held.update(berlaku=("2000-01-01", "2001-01-01"))
    run_all()

    assert PeopleExport.objects.filter(state=State.GAGAL).exists() and not StoredFile.objects.exists()
    assert not Event.objects.filter(kind="people.exported").exists()


def test_a_full_disk_is_told(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(data: bytes) -> str:
        raise disk.DiskFull

    monkeypatch.setattr(disk, "write", full)
    page = officer.post(reverse("people:export_ask")).headers["Location"]
    run_all()

    assert "Penyimpanan peladen penuh" in officer.get(page).content.decode()


def test_the_page_takes_the_same_queries_however_many_there_are(office: Office, officer: Client) -> None:
    exported(officer)
    page = reverse("people:imports")
    officer.get(page)
    with CaptureQueriesContext(connection) as few:
        officer.get(page)
    made = PeopleExport.objects.get()
    for _each in range(3):
        PeopleExport.objects.create(made_by=made.made_by, state=State.GAGAL, keep_until=made.keep_until)

    with CaptureQueriesContext(connection) as more:
        officer.get(page)

    assert len(more) == len(few)
