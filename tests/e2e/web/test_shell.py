"""The shell in a browser: home, search, notices, choices; by keyboard, without script, on a weak line."""

import datetime
import gzip

import pytest
from django.urls import reverse

from praja.access.actions import grant_first
from praja.access.enums import Role
from praja.organization.queries import today
from praja.web import shell
from praja.web.notices import notify
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible, assert_fits, go_by, login, shot

FIRST_LOAD = 100_000


@pytest.fixture
def sari(account):
    user = account("Sari Puspita", username="199001012015022001")
    notify(user, "Usulan perubahan data keluarga Anda diterima", "/gaya/")
    notify(user, "SK KGB nomor 800/112 telah dicatat", "/gaya/")
    return user


@pytest.fixture
def officer(account):
    """An admin BKPSDM, to whom most of the pages of the site are open."""
    user = account("Wati Lestari")
    grant_first(user=user, role=Role.ADMIN_BKPSDM, on=today())
    return user


@pytest.fixture
def waiting(monkeypatch):
    """Let two tasks wait, and one search find something."""
    tasks = shell.Registry(shell.TaskSource)
    tasks.add(
        shell.TaskSource(
            "sk",
            lambda user, on: [
                shell.Task(
                    "SK KGB perlu dibuat",
                    "/gaya/#sk",
                    on + datetime.timedelta(days=9),
                    4,
                    "Kelurahan Srondol Wetan",
                ),
                shell.Task(
                    "Usulan data keluarga menunggu keputusan",
                    "/gaya/#usulan",
                    on - datetime.timedelta(days=1),
                ),
            ],
        )
    )
    monkeypatch.setattr(shell, "tasks", tasks)
    searches = shell.Registry(shell.SearchSource)
    searches.add(
        shell.SearchSource(
            "people",
            "Pegawai",
            lambda user, text: [
                shell.Found("Bagus Hartono, S.IP.", "198501012010011002 · Lurah Jabungan", "/gaya/")
            ],
        )
    )
    monkeypatch.setattr(shell, "searches", searches)


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["phone", "desktop"]
)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("beranda", "/"),
        ("cari", "/cari/?q=bagus"),
        ("pemberitahuan", "/pemberitahuan/"),
        ("tidak-ada", "/tidak-ada/"),
    ],
)
def test_pages_are_accessible_and_fit(open_page, sari, waiting, size, dark, name, path):
    page = open_page(size, dark=dark)
    login(page, sari)

    page.goto(path)

    shot(page, f"{name}-{'ponsel' if size is PHONE else 'meja'}-{'gelap' if dark else 'terang'}")
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("who", ["sari", "officer"])
def test_the_first_load_of_a_page_is_small(open_page, request, waiting, who):
    page = open_page(PHONE)
    login(page, request.getfixturevalue(who))
    answers = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto("/", wait_until="networkidle")

    sizes = {answer.url.rsplit("/", 1)[-1]: carried(answer) for answer in answers}
    assert {"", "praja.css", "praja.js", "htmx.min.js", "inter-400.woff2", "inter-600.woff2"} <= sizes.keys()
    assert sum(sizes.values()) <= FIRST_LOAD, sizes


def carried(answer):
    """Return the bytes of an answer on the line: style sheets are compressed when they are collected."""
    if answer.url.endswith((".css", ".js", ".svg")):
        return len(gzip.compress(answer.body()))
    return answer.request.sizes()["responseBodySize"]


def test_the_menu_of_a_phone_works_without_script(open_page, sari, waiting):
    page = open_page(PHONE, script=False)
    login(page, sari)
    page.goto("/")

    page.get_by_text("Menu", exact=True).click()
    shot(page, "menu-ponsel")
    go_by(page.get_by_role("button", name="English"))

    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_text("Menu", exact=True).click()
    go_by(page.locator(".menu").get_by_role("button", name="Bahasa Indonesia"))
    assert page.locator("html").get_attribute("lang") == "id"


def test_a_long_navigation_folds_and_stays_as_it_was_left(open_page, officer, waiting):
    page = open_page(DESKTOP)
    login(page, officer)
    page.goto("/organisasi/")
    rail = page.get_by_role("navigation", name="Bagian")
    assert rail.locator("a").count() > shell.MOST_UNFOLDED
    assert rail.locator("details[open] > summary").all_inner_texts() == ["Kepegawaian"]
    assert rail.locator("[aria-current]").inner_text() == "Organisasi"
    assert_accessible(page)

    rail.locator("summary", has_text="Pengaturan").focus()
    page.keyboard.press("Enter")
    rail.get_by_role("link", name="Jejak audit").wait_for()
    rail.locator("summary", has_text="Kepegawaian").click()
    rail.get_by_role("link", name="Organisasi").wait_for(state="hidden")

    page.goto(reverse("audit:list"))
    assert rail.locator("details[open] > summary").all_inner_texts() == ["Pengaturan"]
    page.goto("/organisasi/")
    assert rail.locator("details[open] > summary").all_inner_texts() == ["Kepegawaian", "Pengaturan"]
    shot(page, "menu-panjang")


def test_a_long_navigation_opens_on_a_phone_without_script(open_page, officer, waiting):
    page = open_page(PHONE, script=False)
    login(page, officer)
    page.goto("/")
    menu = page.locator(".top .menu:not(.account)")

    menu.get_by_text("Menu", exact=True).click()
    assert menu.get_by_role("link", name="Jejak audit").is_hidden()
    assert_fits(page)
    shot(page, "menu-panjang-ponsel")
    menu.locator("summary", has_text="Pengaturan").click()
    go_by(menu.get_by_role("link", name="Jejak audit"))

    assert page.url.endswith(reverse("audit:list"))


def test_a_page_of_the_navigation_is_found_by_its_name(open_page, officer):
    page = open_page(DESKTOP)
    login(page, officer)
    page.goto("/")

    page.keyboard.press("/")
    page.keyboard.type("jejak")
    with page.expect_event("load"):
        page.keyboard.press("Enter")

    go_by(page.get_by_role("main").get_by_role("link", name="Jejak audit"))
    assert page.url.endswith(reverse("audit:list"))


def test_a_table_is_sorted_and_paged_without_script(open_page, sari):
    for number in range(25):
        notify(sari, f"Kabar {number:02}", "/gaya/")
    page = open_page(DESKTOP, script=False)
    login(page, sari)
    page.goto("/gaya/")

    go_by(page.get_by_role("link", name="Pemberitahuan", exact=True).last)
    first = page.locator("tbody tr").first
    assert "Kabar 00" in first.inner_text()
    go_by(page.get_by_role("link", name="Berikutnya ›"))
    assert "Kabar 10" in page.locator("tbody tr").first.inner_text()


def test_a_table_swaps_only_itself_with_script(open_page, sari):
    for number in range(25):
        notify(sari, f"Kabar {number:02}", "/gaya/")
    page = open_page(DESKTOP)
    login(page, sari)
    page.goto("/gaya/")
    page.locator("#contoh_nip").fill("1990")

    page.locator("thead").get_by_role("link", name="Pemberitahuan").click()

    page.wait_for_url("**/gaya/?urut=judul")
    page.locator("th[aria-sort=ascending]").wait_for()
    assert "Kabar 00" in page.locator("tbody tr").first.inner_text()
    assert page.locator("#contoh_nip").input_value() == "1990"


def test_lists_move_with_arrows_and_keys_are_listed(open_page, sari, waiting):
    page = open_page(DESKTOP)
    login(page, sari)
    page.goto("/gaya/")
    table = page.locator(".table-wrap")

    table.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    row = page.locator("tbody tr.here")
    assert row.count() == 1
    assert row.evaluate("row => row.sectionRowIndex") == 1
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Pintasan papan ketik").wait_for()
    shot(page, "pintasan")
    assert_accessible(page)
    page.get_by_label("Pakai pintasan satu tombol").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "cari"


def test_search_is_one_key_away(open_page, sari, waiting):
    page = open_page(DESKTOP)
    login(page, sari)
    page.goto("/")

    page.keyboard.press("/")
    page.keyboard.type("bagus")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Bagus Hartono, S.IP.").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "1 hasil untuk “bagus”"


def test_skip_link_comes_first(open_page, sari, waiting):
    page = open_page(DESKTOP)
    login(page, sari)
    page.goto("/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_drafts_come_back_and_leave_with_the_person(open_page, sari):
    page = open_page(DESKTOP)
    login(page, sari)
    page.goto("/gaya/")
    page.locator("#contoh_alasan").fill("Anak kedua lahir")

    page.goto("/")
    page.goto("/gaya/")

    assert page.locator("#contoh_alasan").input_value() == "Anak kedua lahir"
    page.get_by_text("Isian Anda yang belum terkirim dipulihkan.").wait_for()
    page.locator(".menu.account summary").click()
    go_by(page.get_by_role("button", name="Keluar"))
    assert page.evaluate("sessionStorage.length") == 0


def test_a_dialog_opens_with_and_without_script(open_page, sari):
    for script in (True, False):
        page = open_page(DESKTOP, script=script)
        login(page, sari)
        page.goto("/gaya/")

        page.get_by_role("link", name="Buka dialog").click()

        dialog = page.locator("#contoh-dialog")
        dialog.wait_for()
        if script:
            shot(page, "dialog")
        dialog.get_by_role("link", name="Tutup").click()
        dialog.wait_for(state="hidden")


def test_a_chosen_theme_wins_over_the_device(open_page, sari, waiting):
    page = open_page(DESKTOP)
    login(page, sari)
    page.goto("/")

    page.locator(".menu.account summary").click()
    shot(page, "akun")
    go_by(page.locator(".menu.account").get_by_role("button", name="Gelap"))

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_page_prints_without_the_shell(open_page, sari, waiting):
    page = open_page(DESKTOP, dark=True)
    login(page, sari)
    page.goto("/gaya/")

    page.emulate_media(media="print")

    shot(page, "cetak")
    assert not page.locator(".rail").is_visible()
    assert not page.locator(".top").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_page_is_usable_on_a_slow_line(open_page, sari, waiting):
    page = open_page(PHONE)
    login(page, sari)
    underway = []
    for what in ("**/*.js", "**/*.woff2", "**/*.svg"):
        page.route(what, lambda route: underway.append(route))  # none of them ever arrives

    page.goto("/", wait_until="commit")

    page.get_by_role("link", name="SK KGB perlu dibuat").click()
    page.wait_for_url("**/gaya/#sk", wait_until="commit")
    assert {"praja.js", "inter-400.woff2"} <= {one.request.url.rsplit("/", 1)[-1] for one in underway}


def test_a_question_is_asked_before_sending(open_page, sari):
    page = open_page(PHONE)
    login(page, sari)
    page.goto("/pemberitahuan/")
    page.evaluate("document.querySelector('.head form').dataset.confirm = 'Tandai semuanya?'")
    button = page.get_by_role("button", name="Tandai semua sudah dibaca")

    button.click()
    page.get_by_role("dialog").get_by_text("Tandai semuanya?").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Batal").click()
    button.wait_for()
    button.click()
    go_by(page.get_by_role("button", name="Ya, lanjutkan"))

    page.get_by_text("Semua pemberitahuan ditandai sudah dibaca.").wait_for()


def test_a_form_is_sent_once(open_page, sari):
    page = open_page(DESKTOP)
    login(page, sari)
    page.goto("/pemberitahuan/")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.get_by_role("button", name="Tandai semua sudah dibaca").dblclick()

    page.get_by_text("Semua pemberitahuan ditandai sudah dibaca.").wait_for()
    assert len(sent) == 1
