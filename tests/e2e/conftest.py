"""The site in a real browser: Debian's Chromium (or another found on the path), at phone and desktop width.

Where no Chromium is found the tests of this folder are skipped, and one line says so. Screenshots, for eyes,
go to `var/layar/` if `PRAJA_LAYAR=ya`, as in `make test-all`: drawing them takes a quarter of the time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.test.signals import template_rendered

from praja.jobs.testing import run_all

playwright_api = pytest.importorskip("playwright.sync_api")

# The driver of the browser runs an event loop in this thread, in which Django would refuse its own database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without windows of its own, which takes far less time."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = Path(__file__).resolve().parents[2] / "var" / "layar"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}
PATIENCE = 30_000
"""How long anything is waited for, in milliseconds: a busy machine is slow, and nothing else is wrong."""
BACKEND = "praja.accounts.backends.NipOrEmail"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip all of these where there is no browser."""
    if CHROMIUM is not None:
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Yield one browser for all tests."""
    with playwright_api.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    """Yield the address of a running site that answers without https, as on a laptop."""
    settings.HTTPS = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SESSION_COOKIE_NAME = "praja"
    settings.SECURE_HSTS_SECONDS = 0
    return str(live_server.url)


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Yield a function that opens a browser window on the site.

    `open_page(PHONE, dark=True, script=False)`: other arguments go to Playwright's `new_context`. The test
    fails when a page logs an error, as a browser does that refuses something by the content security policy.
    """
    windows: list[Any] = []
    complaints: list[str] = []

    def opened(
        size: dict[str, int] = DESKTOP, *, dark: bool = False, script: bool = True, **more: Any
    ) -> Any:
        context = browser.new_context(
            base_url=address,
            viewport=size,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=size["width"] < 600,
            locale="id-ID",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        windows.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for window in windows:
        window.close()
    assert not complaints, complaints


@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """Collect the names of the templates that the site renders."""
    names: set[str] = set()

    def note(sender: Any, template: Any, **_more: Any) -> None:
        names.add(str(template.name).removesuffix(".html"))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def _is_complaint(said: Any) -> bool:
    # A page that answers 404 or 400 on purpose is logged as a resource that failed to load. The icon of the
    # site is fetched when the browser likes: perhaps when a test has just taken the connection away.
    if "the server responded with a status of 4" in said.text or said.location["url"].endswith("/praja.svg"):
        return False
    return bool(said.type == "error")


def login(page: Any, user: Any) -> None:
    """Sign somebody in without the form, which has its own tests."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    cookie = client.cookies[site.SESSION_COOKIE_NAME]
    base = page.context._impl_obj._options["baseURL"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])


def go_by(what: Any) -> None:
    """Press a link or a button that leads to another page, and arrive there, with all that it loads.

    A click alone may return while the page before is still there, or none: what is asked then is answered by
    chance. What leaves its page as it is (a menu, a dialog, a download) is clicked.
    """
    what.page.wait_for_load_state()  # or the end of that loading would pass for the next page's
    with what.page.expect_event("load"):
        what.click()


def run_jobs(page: Any) -> None:
    """Do all jobs that wait, away from a page that asks how far one is: done, it would load itself anew, and
    that may end what the test opens meanwhile. The window is left empty.
    """
    page.goto("about:blank")
    run_all()


def shot(page: Any, name: str) -> None:
    """Write a screenshot of the whole page to `var/layar/`, if somebody wants to look at it."""
    if os.environ.get("PRAJA_LAYAR") != "ya":
        return
    path = SCREENS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=str(path), full_page=True)


def assert_accessible(page: Any) -> None:
    """Check a page against WCAG 2.2 A and AA with axe, from its top: the bar covers what is under it."""
    from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

    page.wait_for_load_state()
    page.evaluate("window.scrollTo(0, 0)")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
    page.evaluate(AXE_SCRIPT)
    # Only what is wrong leaves the browser: carrying out what is right as well takes a sixth of the time.
    found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    wrong = [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: "
        + "; ".join(node["html"][:160] for node in fault["nodes"][:4])
        for fault in found
    ]
    assert not wrong, f"{page.url}\n" + "\n".join(wrong)


def assert_accessible_now(page: Any) -> None:
    """Check what a journey has made of a page whose template is checked as it opens elsewhere: in the long
    run only, since looking takes a second.
    """
    if os.environ.get("PRAJA_LAYAR") == "ya":
        assert_accessible(page)


def assert_fits(page: Any) -> None:
    """Check that a page is not wider than its window, so that nobody scrolls sideways.

    Asked again until it holds, and across a change of page: for a moment after a click no document stands to
    be measured.
    """
    from playwright.sync_api import TimeoutError as TooLate

    page.wait_for_load_state()  # without script a page is asked once only
    fits = """() => {
      const root = document.documentElement
      return document.readyState === "complete" && root.scrollWidth <= root.clientWidth
    }"""
    try:
        page.wait_for_function(fits)
    except TooLate:
        root = page.locator("html")
        wider = root.evaluate("root => root.scrollWidth - root.clientWidth")
        raise AssertionError(f"{page.url} is {wider} px wider than the window, or never got ready.") from None


@pytest.fixture
def account(transactional_db: None) -> Callable[..., Any]:
    """Return a function that makes an account: `account("Sari Puspita")`."""
    from django.contrib.auth import get_user_model

    def made(name: str = "Sari Puspita", **fields: Any) -> Any:
        username = fields.pop("username", name.lower().replace(" ", "."))
        return get_user_model().objects.create_user(username, "rahasia-sekali", name=name, **fields)

    return made
