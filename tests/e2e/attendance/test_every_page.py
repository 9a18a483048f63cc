"""Every template of attendance once with axe, as somebody sees it who may; none is left out."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.e2e.conftest import PHONE, login
from tests.e2e.walking import Walk, all_pages
from tests.integration.access.matrix import World, collect


def test_every_page_of_attendance_is_accessible_and_fits(
    open_page: Any, transactional_db: None, rendered: set[str]
) -> None:
    table, world = collect(), World()
    world.factories = table.factories
    walk = Walk(open_page(PHONE))
    walk.of_app(table, world, "attendance", rendered)
    login(walk.page, world.user("pegawai:self"))
    walk.page.goto(reverse("attendance:leave_calendar"))
    walk.page.get_by_text("Pasang di kalender ponsel").click()
    walk.press("Ganti alamat")

    assert not walk.wrong, "\n\n".join(walk.wrong)
    pages = {name for name in all_pages() if name.startswith("attendance/")}
    assert pages <= rendered, sorted(pages - rendered)
