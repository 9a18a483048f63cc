"""Attack every address at once: what a page forgot is found here, whichever page it is."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from praja.access.models import RoleHeld
from praja.accounts.models import User
from praja.audit import words
from praja.files.models import StoredFile
from praja.organization.models import PositionVersion, UnitVersion
from praja.people.models import Education, FamilyMember, Person, SkHistory
from praja.web import shell
from praja.web.models import Notice
from tests.integration.access.matrix import ACTORS, ANYONE
from tests.integration.access.walking import Ready, Walk, signed_in

pytestmark = pytest.mark.django_db
"""So that pytest-django makes the test database also where this file runs alone."""

EYES = (
    "pegawai:self",
    "auditor:own",
    pytest.param("admin_bkpsdm:own", marks=pytest.mark.slow),
    pytest.param("admin_aplikasi", marks=pytest.mark.slow),
)
"""Who between them see everything that there is to see."""
HOSTILE = "=<i a=\"'>"
"""Markup for a page, a formula for a spreadsheet; short enough for every column."""
KEPT_BY_READING = {
    "audit_event",  # who looked, or took a list away
    "audit_eventperson",
    "django_session",
    "usersessions_usersession",
    "people_dueitem",  # reckoned anew from what is recorded
    "people_duestale",
    "people_calendarfeed",  # when it was last asked for
}
OF_SYSTEMS = {"performance:feed_receive"}
"""Addresses that other systems write to, each with a token of its own."""
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
ODD = (
    "\0'\"\\%_;--{}[]٣__class__",
    pytest.param("9999-12-31", marks=pytest.mark.slow),
    pytest.param("0001-01-01T00:00", marks=pytest.mark.slow),
    pytest.param("-99999999999999999999", marks=pytest.mark.slow),
)


def allowed(walk: Walk, actor: str, method: str) -> list[Ready]:
    """Return the rows of a method that the table lets an actor through, each with one key of its address."""
    return [ready for ready in walk.rows if ready.row.method == method and ready.row.lets(actor)]


def got(client: Client, path: str, query: dict[str, Any]) -> HttpResponse:
    """Ask for a page, undoing what that did, and read all of the answer."""
    with transaction.atomic():
        answer: Any = client.get(path, query)
        if answer.streaming:
            answer = HttpResponse(b"".join(answer), headers=answer.headers, status=answer.status_code)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]


def is_page(answer: HttpResponse) -> bool:
    """Tell a page from a file."""
    return answer.headers.get("Content-Type", "").startswith("text/html")


def pages(walk: Walk, actor: str, **query: str) -> Iterator[tuple[Ready, HttpResponse]]:
    """Ask for every page that an actor may see."""
    client = signed_in(walk, actor)
    for ready in allowed(walk, actor, "GET"):
        yield ready, got(client, ready.path, ready.data | query)


@pytest.mark.parametrize("actor", EYES)
def test_reading_changes_nothing(walk: Walk, django_db_blocker: Any, actor: str) -> None:
    wrong, asked_for = [], 0
    with django_db_blocker.unblock():
        client = signed_in(walk, actor)
        for ready in allowed(walk, actor, "GET"):
            with CaptureQueriesContext(connection) as said:
                got(client, ready.path, ready.data)
            asked_for += 1
            written = {found[1] for one in said.captured_queries if (found := WRITES.match(one["sql"]))}
            if written - KEPT_BY_READING:
                wrong.append(f"{ready.row.url} writes {', '.join(sorted(written - KEPT_BY_READING))}")

    assert asked_for > 10
    assert not wrong, "\n".join(wrong)


def test_every_form_wants_its_token(walk: Walk, django_db_blocker: Any) -> None:
    wrong, tried = [], 0
    with django_db_blocker.unblock():
        for ready in walk.rows:
            if ready.row.method != "POST":
                continue
            actor = next((one for one in ACTORS if ready.row.lets(one)), None)
            if actor is None:
                continue
            client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            if ready.row.may != ANYONE:
                client.force_login(walk.world.user(actor))
            with transaction.atomic():
                status = client.post(ready.path, ready.data).status_code
                transaction.set_rollback(True)
            tried += 1
            # Another system has no form: it is refused for want of its own token.
            if status != (401 if ready.row.url in OF_SYSTEMS else 403):
                wrong.append(f"{ready.row.url}: {status}")

    assert tried > 30
    assert not wrong, "\n".join(wrong)


def make_hostile() -> None:
    """Let every text that somebody can write begin with what attacks pages and spreadsheets."""
    texts: list[tuple[type[models.Model], tuple[str, ...]]] = [
        (User, ("name",)),
        (Person, ("name", "title_before", "title_after", "birth_place", "address", "phone")),
        (UnitVersion, ("name", "short_name", "address", "dasar", "budget_code")),
        (PositionVersion, ("title", "jenjang", "tugas_pokok", "syarat", "dasar")),
        (FamilyMember, ("name", "school")),
        (Education, ("field", "school", "number", "note")),
        (StoredFile, ("name",)),
        (RoleHeld, ("reason", "granted_by")),
        (Notice, ("title",)),
        *((kind, ("sk_number", "sk_by", "note", "dicatat_oleh")) for kind in SkHistory.__subclasses__()),
    ]
    for model, fields in texts:
        model._default_manager.update(**dict.fromkeys(fields, HOSTILE))


@pytest.mark.parametrize("actor", EYES)
def test_what_people_wrote_is_text_on_every_page(walk: Walk, django_db_blocker: Any, actor: str) -> None:
    wrong, shown = [], 0
    with django_db_blocker.unblock(), transaction.atomic():
        make_hostile()
        for ready, answer in pages(walk, actor):
            if is_page(answer):
                text = answer.content.decode()
                shown += "&lt;i a=" in text
                if "<i a=" in text:
                    wrong.append(ready.row.url)
        transaction.set_rollback(True)

    assert shown > 5
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", EYES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_any_export_is_a_formula_and_each_is_told(
    walk: Walk, django_db_blocker: Any, request: Any, actor: str, kind: str
) -> None:
    wrong, files = [], 0
    taken: list[shell.Taken] = []
    shell.exports.add(shell.ExportListener("uji", taken.append))
    request.addfinalizer(lambda: shell.exports.remove("uji"))
    with django_db_blocker.unblock(), transaction.atomic():
        make_hostile()
        for ready, answer in pages(walk, actor, ekspor=kind):
            if is_page(answer):
                continue
            if kind == "csv" and answer.headers["Content-Type"].startswith("text/csv"):
                files += 1
                cells = [
                    cell
                    for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
                    for cell in row
                ]
                if any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells):
                    wrong.append(ready.row.url)
                told = taken[-1] if taken else None
                if told is None or told.digest != hashlib.sha256(answer.content).hexdigest():
                    wrong.append(f"{ready.row.url} was taken away untold")
                elif f"{told.app}.list_exported" not in dict(words.kinds()):
                    wrong.append(f"{ready.row.url}: the trail has no words for it")
            elif answer.content.startswith(b"PK"):
                files += 1
                with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
                    if any(re.search(rb"<f[ >/]", book.read(name)) for name in book.namelist()):
                        wrong.append(ready.row.url)
        transaction.set_rollback(True)

    assert files or actor == "pegawai:self"
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "actor", ["pegawai:other", "pegawai:foreign", "tapd:own", "admin_bkpsdm:foreign", "auditor:foreign"]
)
@pytest.mark.parametrize("kind", ["", "csv"])
def test_no_list_names_somebody_whom_one_may_not_see(
    walk: Walk, django_db_blocker: Any, actor: str, kind: str
) -> None:
    nip = walk.world.person("pegawai:self").nip
    wrong = []
    with django_db_blocker.unblock():
        for ready, answer in pages(walk, actor, **({"ekspor": kind} if kind else {})):
            if ready.row.may != ANYONE and nip in answer.content.decode("utf-8", "replace"):
                wrong.append(f"{ready.row.url} {ready.row.key}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("odd", ODD)
def test_odd_parameters_break_no_page(walk: Walk, django_db_blocker: Any, odd: str) -> None:
    wrong, tried = [], 0
    with django_db_blocker.unblock():
        client = signed_in(walk, "admin_bkpsdm:own")
        rows = {ready.path: ready for ready in allowed(walk, "admin_bkpsdm:own", "GET")}
        names = {
            "kata",
            "q",
            "per",
            "diketahui",
            "dari",
            "ke",
            "hal",
            "urut",
            "next",
            "anggota",
            "tahun",
            "jenis",
        }
        for ready in rows.values():
            page = got(client, ready.path, {})
            if not is_page(page):
                continue
            fields = re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page.content.decode())
            status = got(client, ready.path, dict.fromkeys(names.union(fields), odd)).status_code
            tried += 1
            if status >= 500:
                wrong.append(f"{ready.row.url}: {status}")

    assert tried > 20
    assert not wrong, "\n".join(wrong)
