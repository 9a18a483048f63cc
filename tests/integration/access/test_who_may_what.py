"""Walk every address of the site as everybody, by GET and by POST. See `matrix` for how rows are written."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from praja.web import shell
from tests.integration.access.matrix import (
    ACTORS,
    ANYONE,
    FINE,
    Row,
    all_urls,
    app_of,
    collect,
    parts_of,
)
from tests.integration.access.walking import Ready, Walk, asked, signed_in

pytestmark = pytest.mark.django_db
"""So that pytest-django makes the test database also where this file runs alone."""

ELSEWHERE = ("static", "__debug__")
"""Addresses that serve nothing of ours."""


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
    rows = [ready for ready in walk.rows if ready.row.concerns(actor)]
    assert rows
    with django_db_blocker.unblock():
        assert not (wrong := _otherwise(walk, actor, rows)), "\n".join([f"{actor}:", *wrong])


@pytest.mark.parametrize("actor", ACTORS)
def test_the_navigation_leads_only_where_one_may(walk: Walk, django_db_blocker: Any, actor: str) -> None:
    plain = [ready.row for ready in walk.rows if ready.row.method == "GET" and not ready.data]
    lets = {row.url: row.lets(actor) for row in plain}
    with django_db_blocker.unblock():
        user = walk.world.user(actor)
        shown = [item.url_name for item in shell.navigation if item.may(user)]

    assert "web:home" in shown
    assert not [name for name in shown if not lets[name]]


@pytest.mark.slow
@pytest.mark.parametrize("actor", ACTORS)
def test_everyone_gets_what_the_table_says_where_the_quick_walk_left_them_out(
    walk: Walk, django_db_blocker: Any, actor: str
) -> None:
    rows = [ready for ready in walk.rows if ready.row.is_left(actor)]
    assert rows
    with django_db_blocker.unblock():
        assert not (wrong := _otherwise(walk, actor, rows)), "\n".join([f"{actor}:", *wrong])


def _otherwise(walk: Walk, actor: str, rows: list[Ready]) -> list[str]:
    """Return what an actor got otherwise than the table says."""
    wrong = []
    for ready, status, _ in asked(rows, signed_in(walk, actor)):
        lets = ready.row.lets(actor)
        if status not in (ready.row.fine if lets else {404}):
            word = "may" if lets else "may not"
            wrong.append(f"{ready.row.method} {ready.row.url} {ready.row.key} {ready.path}: {status}, {word}")
    return wrong


@pytest.mark.parametrize(
    "actor",
    [
        "admin_bkpsdm:own",
        pytest.param("pegawai:self", marks=pytest.mark.slow),
        pytest.param("admin_aplikasi", marks=pytest.mark.slow),
    ],
)
def test_a_method_that_no_row_names_is_refused(walk: Walk, django_db_blocker: Any, actor: str) -> None:
    with django_db_blocker.unblock():
        wrong = [
            f"{ready.row.method} {ready.row.url}: {status}"
            for ready, status, _ in asked(walk.unnamed, signed_in(walk, actor))
            if status not in (404, 405)
        ]

    assert not wrong, "\n".join(wrong)


def test_strangers_are_sent_to_the_sign_in_page(walk: Walk, django_db_blocker: Any) -> None:
    wrong = []
    with django_db_blocker.unblock():
        for ready, status, where in asked([*walk.rows, *walk.unnamed], Client(raise_request_exception=False)):
            anyone = [one for one in walk.rows if one.row.url == ready.row.url and one.row.may == ANYONE]
            if ready.row.may == ANYONE:
                if status not in ready.row.fine:
                    wrong.append(f"{ready.row.method} {ready.row.url}: {status}")
            elif not anyone and not (status == 302 and where.startswith("/masuk/?next=")):
                wrong.append(f"{ready.row.method} {ready.row.url}: {status} {where}")

    assert not wrong, "\n".join(wrong)


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
