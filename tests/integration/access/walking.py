"""Walking through all addresses of the site in one world, each request undone."""

from __future__ import annotations

import contextlib
import dataclasses
import http.cookies
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import get_resolver, reverse

from tests.integration.access.matrix import Row, World, address, collect


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


@contextlib.contextmanager
def walking(django_db_blocker: Any) -> Iterator[Walk]:
    """Make the world, all rows ready for it, and undo it afterwards."""
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
        # Nor does anybody ask what templates were drawn with, of which the client keeps copies.
        patch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
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


def _plain(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseNotFound()


def signed_in(walk: Walk, actor: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(walk.world.user(actor))
    client.get(reverse("account_inactive"))  # the first request of a session notes that it is alive
    return client


def asked(rows: list[Ready], client: Client) -> Any:
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
