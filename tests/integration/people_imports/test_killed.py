"""An import whose worker is killed when everything is written and nothing is kept: nothing is half done."""

from __future__ import annotations

from typing import Any

import pytest

from praja import jobs
from praja.audit.models import Event
from praja.jobs import lost
from praja.jobs.testing import run_all
from praja.people.imports import actions
from praja.people.models import PeopleImport, Person, UnitHistory
from tests.database import forget_jobs
from tests.integration.jobs.conftest import environment_of_test_database, killed_worker
from tests.integration.people.conftest import TODAY, Office
from tests.integration.people_imports.conftest import BUDI, HEAD, Looked, book, row

__all__ = ["environment_of_test_database"]

State = PeopleImport.State

_WORKER = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "praja.config.settings"
import django; django.setup()
from praja.jobs import worker
from praja.people.imports import write

def stopping(*_):
    print("di sini", flush=True)
    time.sleep(60)

write.keep_written = stopping
worker.run(wait=False)
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_middle_of_an_import(
    empty_queue: None,
    office: Office,
    looked: Looked,
    environment_of_test_database: dict[str, str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = looked(book({"orang": [HEAD, row(), [office.sari.nip, "Sari Lain", *[None] * 7]]}))
    forget_jobs()
    before = UnitHistory.objects.count()
    actions.ask_for_apply(people_import=made, only_good_rows=True, by=office.user("admin"), on=TODAY)
    with killed_worker(_WORKER, environment_of_test_database, settings):
        pass

    made.refresh_from_db()
    assert made.state == State.MENERAPKAN and UnitHistory.objects.count() == before
    assert not Person.objects.filter(nip=BUDI).exists()
    assert not Event.objects.filter(kind="people.imported").exists()
    monkeypatch.setattr(lost, "SILENT_AFTER", 0)
    # A periodic job may have begun in the worker as well.
    assert "people.import" in [job.name for job in jobs.rescue()]
    assert "people.import" in run_all(also_later=True)

    made.refresh_from_db()
    assert made.state == State.DITERAPKAN and Person.objects.filter(nip=BUDI).count() == 1
    assert Event.objects.filter(kind="people.imported").count() == 1
