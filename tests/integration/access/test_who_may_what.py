"""Walk every address of the site as everybody, by GET and by POST. See `matrix` for how rows are written."""

from __future__ import annotations

import dataclasses
import http.cookies
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import get_resolver, reverse

from tests.integration.access.matrix import (
    ACTORS,
    ANYONE,
    FINE,
    Row,
    World,
    address,
    all_urls,
    app_of,
    collect,
    parts_of,
)

pytestmark = pytest.mark.django_db
"""So that pytest-django makes the test database also where this file runs alone."""

ELSEWHERE = ("static", "__debug__")
"""Addresses that serve nothing of ours."""


@dataclasses.dataclass(frozen=True)
class Ready:
    """A row with its address and form."""

    row: Row
    path: str
    data: dict[str, Any]


@dataclasses.dataclass
class Walk:
    """The world, the rows that are ready, and the methods that no row names."""

    world: World
    rows: list[Ready]
    unnamed: list[Ready]


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Any:
    table = collect()
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        # Only whether it is a 404 is of interest here; drawing that page thousands of times takes longest.
        drawn = get_resolver().resolve_error_handler
        patch.setattr(
            get_resolver(), "resolve_error_handler", lambda code: _plain if code == 404 else drawn(code)
        )
        world = World()
        world.factories = table.factories
        rows = []
        for row in table.rows:
            data = row.data(world) if callable(row.data) else row.data or {}
            rows.append(Ready(row, address(row, table, world), data))
        named = {(ready.row.url, ready.row.method) for ready in rows}
        unnamed = {}
        for ready in rows:
            other = "POST" if ready.row.method == "GET" else "GET"
            if (ready.row.url, other) not in named:
                unnamed[ready.row.url, other] = Ready(Row(ready.row.url, other), ready.path, {})
        yield Walk(world, rows, list(unnamed.values()))
        transaction.set_rollback(True)


def test_every_address_is_in_the_table() -> None:
    missing = set(all_urls()) - {row.url for row in collect().rows}
    unknown = {row.url for row in collect().rows} - set(all_urls())

    assert not {name for name in missing if not name.startswith(ELSEWHERE)}, "add rows in who_may_what.py"
    assert not unknown, "these addresses are gone"


def test_no_row_stands_twice() -> None:
    rows = Counter((row.url, row.method, row.key) for row in collect().rows)

    assert not [row for row, times in rows.items() if times > 1]


def test_rows_name_known_actors() -> None:
    named = {actor for row in collect().rows if not isinstance(row.may, str) for actor in row.may}

    assert named <= set(ACTORS)


@pytest.mark.parametrize("actor", ACTORS)
def test_everyone_gets_what_the_table_says(walk: Walk, django_db_blocker: Any, actor: str) -> None:
    wrong = []
    rows = [ready for ready in walk.rows if ready.row.concerns(actor)]
    with django_db_blocker.unblock():
        for ready, status, _ in _asked(rows, _signed_in(walk, actor)):
            lets = ready.row.lets(actor)
            if status not in (ready.row.fine if lets else {404}):
                word = "may" if lets else "may not"
                wrong.append(
                    f"{ready.row.method} {ready.row.url} {ready.row.key} {ready.path}: {status}, {word}"
                )

    assert not wrong, "\n".join([f"{actor}:", *wrong])


@pytest.mark.parametrize("actor", ["pegawai:self", "admin_bkpsdm:own", "admin_aplikasi"])
def test_a_method_that_no_row_names_is_refused(walk: Walk, django_db_blocker: Any, actor: str) -> None:
    with django_db_blocker.unblock():
        wrong = [
            f"{ready.row.method} {ready.row.url}: {status}"
            for ready, status, _ in _asked(walk.unnamed, _signed_in(walk, actor))
            if status not in (404, 405)
        ]

    assert not wrong, "\n".join(wrong)


def test_strangers_are_sent_to_the_sign_in_page(walk: Walk, django_db_blocker: Any) -> None:
    wrong = []
    with django_db_blocker.unblock():
        for ready, status, where in _asked(
            [*walk.rows, *walk.unnamed], Client(raise_request_exception=False)
        ):
            anyone = [one for one in walk.rows if one.row.url == ready.row.url and one.row.may == ANYONE]
            if ready.row.may == ANYONE:
                if status not in ready.row.fine:
                    wrong.append(f"{ready.row.method} {ready.row.url}: {status}")
            elif not anyone and not (status == 302 and where.startswith("/masuk/?next=")):
                wrong.append(f"{ready.row.method} {ready.row.url}: {status} {where}")

    assert not wrong, "\n".join(wrong)


def _plain(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseNotFound()


def _signed_in(walk: Walk, actor: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(walk.world.user(actor))
    client.get(reverse("account_inactive"))  # the first request of a session notes that it is alive
    return client


def _asked(rows: list[Ready], client: Client) -> Any:
    """Ask each, undoing what it did, and tell the answer."""
    cookies = client.cookies.copy()
    for ready in rows:
        with transaction.atomic():
            answer = (client.get if ready.row.method == "GET" else client.post)(ready.path, ready.data)
            if answer.streaming:
                b"".join(answer)
            transaction.set_rollback(True)
        client.cookies = http.cookies.SimpleCookie(cookies)
        yield ready, answer.status_code, answer.headers.get("Location", "")


def _rows(*apps: str) -> list[Row]:
    return [row for row in collect().rows if app_of(row.url) in apps and not isinstance(row.may, str)]


def test_an_auditor_writes_nothing() -> None:
    wrong = [
        row.url
        for row in collect().rows
        if row.method == "POST"
        and not isinstance(row.may, str)
        and {"auditor:own", "auditor:foreign"} & set(row.may)
    ]

    assert not wrong


def test_neither_an_admin_aplikasi_nor_the_tapd_opens_a_persons_record() -> None:
    closed = {"admin_aplikasi", "tapd:own", "tapd:foreign"}

    assert not [row.url for row in _rows("people") if closed & set(row.may)]


def test_nobody_of_another_government_opens_a_persons_record() -> None:
    there = {actor for actor in ACTORS if actor.endswith(":foreign")}

    one_person = [row for row in _rows("people") if row.args is None and "pk" in parts_of(row.url)]
    assert one_person
    assert not [row.url for row in one_person if there & set(row.may)]


def test_a_404_never_means_yes_by_default() -> None:
    assert not {401, 403, 404, 405} & FINE
