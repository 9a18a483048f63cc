"""Every page of performance once with axe, as somebody sees it who may; none is left out."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.e2e.conftest import PHONE, login
from tests.e2e.walking import Walk, all_pages
from tests.integration.access.matrix import ACTORS, World, address, collect
from tests.integration.people.conftest import person


def test_every_page_of_performance_is_accessible_and_fits(
    open_page: Any, transactional_db: None, rendered: set[str]
) -> None:
    table, world = collect(), World()
    world.factories = table.factories
    walk, last, done = Walk(open_page(PHONE)), "", set[str]()
    rows = [row for row in table.rows if row.url.startswith("performance:") and row.method == "GET"]
    asked = [(next(one for one in ACTORS if row.lets(one)), row) for row in rows]
    for actor, row in sorted(asked, key=lambda one: one[0]):
        path = address(row, table, world)
        if path in done:
            continue
        done.add(path)
        if actor != last:
            login(walk.page, world.user(actor))
            last = actor
        answer = walk.page.request.get(path, max_redirects=0)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            walk.to(path)

    login(walk.page, person("Nova Baru", world.unit).account)
    walk.to(reverse("performance:own"), reverse("performance:month_now"))

    assert not walk.wrong, "\n\n".join(walk.wrong)
    pages = {name for name in all_pages() if name.startswith("performance/")}
    assert pages <= rendered, sorted(pages - rendered)
