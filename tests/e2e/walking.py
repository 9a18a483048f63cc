"""Walking through pages in a browser, and checking each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import praja
from tests.e2e.conftest import assert_accessible, assert_fits, go_by, login
from tests.integration.access.matrix import ACTORS, TableOfAll, World, address


def all_pages(*left_out: str) -> set[str]:
    """Return the names of all templates that are whole pages, but for those in some folders."""
    found = set()
    for path in Path(praja.__file__).parent.glob("*/templates/**/*.html"):
        name = path.as_posix().split("/templates/")[1].removesuffix(".html")
        if left_out and name.startswith(left_out):
            continue
        extends = re.match(r'\{% extends "web/(base|_error)\.html" %\}', path.read_text())
        if extends and not path.name.startswith("_"):
            found.add(name)
    return found


class Walk:
    """A browser window that checks each page it comes to, and goes on."""

    def __init__(self, page: Any) -> None:
        """Begin with nothing wrong."""
        self.page = page
        self.wrong: list[str] = []

    def to(self, *paths: str) -> None:
        """Open pages and check each."""
        for path in paths:
            answer = self.page.goto(path)
            assert answer.status == 200, f"{path}: {answer.status}"
            self.check()

    def of_app(self, table: TableOfAll, world: World, app: str, rendered: set[str]) -> None:
        """Check the pages of an app that show templates not `rendered` yet, each as somebody who may."""
        last, done = "", set[str]()
        rows = [row for row in table.rows if row.url.startswith(f"{app}:") and row.method == "GET"]
        asked = [(next(filter(row.lets, ACTORS), ""), row) for row in rows]
        for actor, row in sorted(asked, key=lambda one: one[0]):
            if not actor or (path := address(row, table, world)) in done:
                continue
            done.add(path)
            if actor != last:
                login(self.page, world.user(actor))
                last = actor
            before = set(rendered)
            answer = self.page.request.get(path, max_redirects=0)
            shows_new = rendered - before and answer.headers["content-type"].startswith("text/html")
            if answer.status == 200 and shows_new:
                self.to(path)

    def check(self) -> None:
        """Check the page that is open."""
        for examine in (assert_accessible, assert_fits):
            try:
                examine(self.page)
            except AssertionError as error:
                self.wrong.append(str(error))

    def press(self, button: str, path: str = "") -> None:
        """Press a button of the open page or of another one, and check the page that follows."""
        if path:
            self.page.goto(path)
        go_by(self.page.locator("main").get_by_role("button", name=button).first)
        self.check()
