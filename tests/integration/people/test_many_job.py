"""One SK for very many people is recorded by a job: for all or for nobody, watched, and stopped in time."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from praja import jobs
from praja.audit.models import Event
from praja.jobs import lost
from praja.jobs.testing import run_all
from praja.people.many import actions
from praja.people.models import GolonganHistory, ManySk, Person
from praja.web.models import Notice
from tests.database import forget_jobs
from tests.integration.jobs.conftest import (
    empty_queue,
    environment_of_test_database,
    killed_worker,
)
from tests.integration.people.conftest import Office, person

__all__ = ["empty_queue", "environment_of_test_database"]

State = ManySk.State
BACKEND = "praja.accounts.backends.NipOrEmail"


@pytest.fixture
def officer(office: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign an officer in, for whom two people are many."""
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    client.force_login(office.user("pengelola"), backend=BACKEND)
    return client


def asked(client: Client, people: list[Person], **more: str) -> Any:
    """Ask for a golongan to be recorded, and return the answer."""
    data = {
        "people": "\n".join(one.nip for one in people),
        "golongan": "III/b",
        "mkg_years": "5",
        "mkg_months": "0",
        "start": "2024-04-01",
        "sk_number": "823/9",
        "langkah": "catat",
    }
    return client.post(reverse("people:many", args=["golongan"]), {**data, **more})


def recorded() -> int:
    return GolonganHistory.objects.known().filter(golongan="III/b").count()


def test_a_job_records_it_once_and_tells(office: Office, officer: Client) -> None:
    people = [office.sari, office.section]
    answer = asked(officer, people)
    again = asked(officer, people)
    made = ManySk.objects.get()
    page = reverse("people:recording", args=[made.pk])
    assert answer.url == again.url == page and not recorded()
    assert "Menunggu giliran" in officer.get(page).content.decode()

    assert run_all()[0] == "people.many"
    actions.work(str(made.pk), made.attempt)

    made.refresh_from_db()
    assert (made.state, made.people, made.done, recorded()) == (State.DICATAT, 2, 2, 2)
    assert Event.objects.filter(kind="people.sk_recorded_for_many").count() == 1
    notice = Notice.objects.get(user=office.user("pengelola"), url=page)
    assert notice.title == "Golongan (kenaikan pangkat) sudah dicatat bagi 2 orang"
    assert "sudah dicatat bagi semua orang" in officer.get(page).content.decode()
    done = officer.get(page, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Refresh"]) == (286, "true")
    assert page in officer.get(reverse("people:many_kinds")).content.decode()
    ManySk.objects.update(ended_at=timezone.now() - datetime.timedelta(days=actions.KEEP_DAYS + 1))
    assert (actions.forget_old(), recorded()) == (1, 2)


def test_if_one_is_refused_nobody_is_recorded_and_what_was_typed_can_be_mended(
    office: Office, officer: Client
) -> None:
    child = person("Terlalu Muda", office.dinas, account=False)
    Person.objects.filter(pk=child.pk).update(birth_date=datetime.date(2015, 1, 1))
    page = asked(officer, [office.sari, child]).url
    run_all()

    said = officer.get(page).content.decode()
    assert "Belum ada yang dicatat: 1 dari 2 orang bermasalah. Terlalu Muda: TMT 1 April 2024" in said
    assert not recorded() and Notice.objects.filter(title__contains="tidak dicatat").exists()
    made = ManySk.objects.get()
    form = officer.get(reverse("people:many", args=["golongan"]), {"dari": str(made.pk)}).content.decode()
    assert child.nip in form and 'value="823/9"' in form
    officer.force_login(office.user("admin"), backend=BACKEND)
    other = officer.get(reverse("people:many", args=["golongan"]), {"dari": str(made.pk)}).content.decode()
    assert child.nip not in other and officer.get(page).status_code == 404


def test_rights_are_judged_when_it_is_done(office: Office, officer: Client) -> None:
    asked(officer, [office.sari, office.section])
    office.user("pengelola").roles_held.update(berlaku=("2000-01-01", "2001-01-01"))
    run_all()

    made = ManySk.objects.get()
    assert (made.state, recorded()) == (State.GAGAL, 0)


def test_it_is_stopped_before_it_writes(
    office: Office, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = asked(officer, [office.sari, office.section]).url
    made = ManySk.objects.get()
    officer.post(page + "hentikan/")
    run_all()
    assert (ManySk.objects.get().state, recorded()) == (State.DIHENTIKAN, 0)
    assert "Tidak ada yang dicatat bagi siapa pun" in officer.get(page).content.decode()
    assert "sudah selesai" in officer.post(page + "hentikan/", follow=True).content.decode()

    asked(officer, [office.sari, office.section])
    made = ManySk.objects.get(state=State.MENCATAT)

    def stop_meanwhile(*_arguments: Any, **columns: Any) -> None:
        """Do what another connection does that stops it, between the last look and the writing."""
        if columns.get("now"):
            ManySk.objects.filter(pk=made.pk).update(state=State.DIHENTIKAN, attempt=made.attempt + 1)

    monkeypatch.setattr("praja.jobs.progress.Progress.tell", stop_meanwhile)
    run_all()
    assert not recorded() and not Event.objects.filter(kind="people.sk_recorded_for_many").exists()


def test_silent_work_is_asked_for_again(office: Office, officer: Client) -> None:
    page = asked(officer, [office.sari, office.section]).url
    assert "masih berjalan" in officer.post(page + "ulangi/", follow=True).content.decode()
    ManySk.objects.update(progress_at=timezone.now() - datetime.timedelta(hours=1))
    assert "mengulanginya aman" in officer.get(page).content.decode()
    officer.post(page + "ulangi/")

    run_all()

    assert (ManySk.objects.get().attempt, recorded()) == (2, 2)
    assert Event.objects.filter(kind="people.sk_recorded_for_many").count() == 1


_WORKER = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "praja.config.settings"
import django; django.setup()
from praja.jobs import worker
from praja.people.many import actions

def stopping(*_):
    print("di sini", flush=True)
    time.sleep(60)

actions.tell_done = stopping
worker.run(wait=False)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_when_all_is_written(
    empty_queue: None,
    office: Office,
    officer: Client,
    environment_of_test_database: dict[str, str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forget_jobs()
    page = asked(officer, [office.sari, office.section]).url
    with killed_worker(_WORKER, environment_of_test_database, settings):
        writing = officer.post(page + "hentikan/", follow=True).content.decode()
        assert "tidak dapat dihentikan lagi" in writing and "Semua sudah diperiksa" in writing

    assert (ManySk.objects.get().state, recorded()) == (State.MENCATAT, 0)
    monkeypatch.setattr(lost, "SILENT_AFTER", 0)
    assert [job.name for job in jobs.rescue()] == ["people.many"]
    assert run_all(also_later=True)[0] == "people.many"

    assert (ManySk.objects.get().state, recorded()) == (State.DICATAT, 2)
    assert Event.objects.filter(kind="people.sk_recorded_for_many").count() == 1
