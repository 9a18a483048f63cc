"""Attack every address at once: what a page forgot is found here, whichever page it is."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
import zipfile
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
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
    "attendance_device",  # when it was last heard of: it asks what to do by GET
    "attendance_unknowndevice",
    "attendance_leavecalendar",  # when it was last asked for
}
OF_SYSTEMS = {
    "performance:feed_receive",
    "attendance:adms_cdata",
    "attendance:adms_devicecmd",
    "attendance:fingerspot",
}
"""Addresses that other systems write to, each with a token of its own or from a registered device."""
CODES = {
    "digest", "feed", "hint", "key", "library", "link", "sha256", "siasn_id",
}  # fmt: skip
"""Columns of letters that nobody writes freely: codes, hashes, addresses of the web."""
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


def test_every_form_wants_its_token(walk: Walk, django_db_blocker: Any) -> None:
    wrong, tried = [], 0
    clients: dict[str, Client] = {}
    with django_db_blocker.unblock():
        for ready in walk.rows:
            if ready.row.method != "POST":
                continue
            actor = next((one for one in ACTORS if ready.row.lets(one)), None)
            if actor is None:
                continue
            actor = "" if ready.row.may == ANYONE else actor
            if actor not in clients:
                clients[actor] = Client(enforce_csrf_checks=True, raise_request_exception=False)
                if actor:
                    clients[actor].force_login(walk.world.user(actor))
            with transaction.atomic():
                status = clients[actor].post(ready.path, ready.data).status_code
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
        *((model, free_texts(model)) for model in apps.get_app_config("performance").get_models()),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table that waits for a check cannot be altered
        for model, fields in texts:
            if fields:
                # What is signed stays as it is, also for its owner: the triggers that hold it rest meanwhile.
                cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
                model._default_manager.update(**dict.fromkeys(fields, HOSTILE))


def free_texts(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns of a model in which people write what they like."""
    letters = (
        one for one in model._meta.concrete_fields if isinstance(one, (models.CharField, models.TextField))
    )
    return tuple(one.name for one in letters if not one.choices and one.name not in CODES)


@pytest.mark.parametrize("actor", EYES)
def test_reading_writes_nothing_and_what_people_wrote_is_text_and_no_formula(
    walk: Walk, django_db_blocker: Any, request: Any, actor: str
) -> None:
    wrong: list[str] = []
    seen, hostile, files = 0, 0, 0
    told: list[shell.Taken] = []
    shell.exports.add(shell.ExportListener("uji", told.append))
    request.addfinalizer(lambda: shell.exports.remove("uji"))
    with django_db_blocker.unblock(), transaction.atomic():
        make_hostile()
        client = signed_in(walk, actor)
        for ready in allowed(walk, actor, "GET"):
            with CaptureQueriesContext(connection) as said:
                answer = got(client, ready.path, ready.data)
            # Django does not tell the text of a prepared statement; ours only read (`praja.web.prepared`).
            texts = [one["sql"] or "" for one in said.captured_queries]
            written = {found[1] for text in texts if (found := WRITES.match(text))}
            if written - KEPT_BY_READING:
                wrong.append(f"{ready.row.url} writes {', '.join(sorted(written - KEPT_BY_READING))}")
            seen += 1
            if not is_page(answer):
                files += holds_no_formula(ready, answer, wrong)
                continue
            text = answer.content.decode()
            hostile += "&lt;i a=" in text
            if "<i a=" in text:
                wrong.append(f"{ready.row.url} shows markup")
            for kind in exports_offered(text, ready.path):
                told.clear()
                export = got(client, ready.path, ready.data | {"ekspor": kind})
                files += holds_no_formula(ready, export, wrong)
                is_told(ready, export, told, wrong)
        transaction.set_rollback(True)

    assert seen > 10
    assert hostile > 5
    assert files or actor == "pegawai:self"
    assert not wrong, "\n".join(wrong)


def exports_offered(text: str, path: str) -> list[str]:
    """Return the kinds of file in which a page offers what stands on it; what other pages offer is theirs."""
    offered = (urlsplit(html.unescape(one)) for one in re.findall(r'href="([^"]*ekspor=[^"]*)"', text))
    return sorted(
        {kind for one in offered if one.path in ("", path) for kind in parse_qs(one.query)["ekspor"]}
    )


def holds_no_formula(ready: Ready, answer: HttpResponse, wrong: list[str]) -> bool:
    """Look for formulas in the cells of a CSV or an XLSX; tell whether it is one."""
    if answer.headers["Content-Type"].startswith("text/csv"):
        lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
        if any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for line in lines for cell in line):
            wrong.append(f"{ready.row.url}: a formula in CSV")
        return True
    if not answer.content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        if any(re.search(rb"<f[ >/]", book.read(name)) for name in book.namelist()):
            wrong.append(f"{ready.row.url}: a formula in XLSX")
    return True


def is_told(ready: Ready, answer: HttpResponse, told: list[shell.Taken], wrong: list[str]) -> None:
    """See that a list that was taken away was told to those who listen, with words for the trail."""
    digest = hashlib.sha256(answer.content).hexdigest()
    if not told or told[-1].digest != digest:
        wrong.append(f"{ready.row.url} was taken away untold")
    elif f"{told[-1].app}.list_exported" not in dict(words.kinds()):
        wrong.append(f"{ready.row.url}: the trail has no words for it")


@pytest.mark.parametrize(
    "actor",
    [
        "pegawai:other",
        "admin_bkpsdm:foreign",
        pytest.param("pegawai:foreign", marks=pytest.mark.slow),
        pytest.param("tapd:own", marks=pytest.mark.slow),
        pytest.param("auditor:foreign", marks=pytest.mark.slow),
    ],
)
def test_no_list_names_somebody_whom_one_may_not_see(walk: Walk, django_db_blocker: Any, actor: str) -> None:
    nip = walk.world.person("pegawai:self").nip
    wrong, seen = [], 0
    with django_db_blocker.unblock():
        client = signed_in(walk, actor)
        for ready in allowed(walk, actor, "GET"):
            answer = got(client, ready.path, ready.data)
            text = answer.content.decode("utf-8", "replace")
            seen += 1
            if is_page(answer) and "csv" in exports_offered(text, ready.path):
                text += got(client, ready.path, ready.data | {"ekspor": "csv"}).content.decode()
            if ready.row.may != ANYONE and nip in text:
                wrong.append(f"{ready.row.url} {ready.row.key}")

    assert seen > 10
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
            first = got(client, ready.path, dict.fromkeys(names, odd))
            page = first if first.status_code == 200 else got(client, ready.path, {})
            if not is_page(page):
                continue
            fields = re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page.content.decode())
            statuses = [first.status_code]
            if not names.issuperset(fields):
                statuses.append(got(client, ready.path, dict.fromkeys(names.union(fields), odd)).status_code)
            tried += 1
            if max(statuses) >= 500:
                wrong.append(f"{ready.row.url}: {statuses}")

    assert tried > 20
    assert not wrong, "\n".join(wrong)
