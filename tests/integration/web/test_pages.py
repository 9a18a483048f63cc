"""The pages of the shell: home, search, notices, choices, errors."""

import datetime

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.access.enums import Role
from praja.web import shell
from praja.web.models import Notice
from praja.web.notices import NoticeRefused, notify, notify_alike
from praja.web.said import gettext as said
from praja.web.said import label

BACKEND = "praja.accounts.backends.NipOrEmail"


@pytest.fixture
def sari(db):
    return get_user_model().objects.create_user(
        "199001012015022001", name="Sari Puspita", email="sari@contoh.test"
    )


@pytest.fixture
def stranger(db):
    return get_user_model().objects.create_user("asing", name="Orang lain")


@pytest.fixture
def sari_client(sari):
    client = Client()
    client.force_login(sari, backend=BACKEND)
    return client


@pytest.fixture
def registered():
    """Yield a function that registers with the shell for one test."""
    undo = []

    def add(registry, entry):
        registry.add(entry)
        undo.append((registry, entry))

    yield add
    for registry, entry in undo:
        registry.remove(entry.key, getattr(entry, "place", ""))


# --- home


def test_home_shows_what_waits(sari_client, registered):
    late = datetime.date(2026, 1, 2)
    registered(
        shell.tasks,
        shell.TaskSource(
            "x", lambda user, on: [shell.Task("SK KGB perlu dicatat", "/x/", late, 3, f"untuk {user.name}")]
        ),
    )

    page = sari_client.get("/").content.decode()

    assert "3 hal menunggu Anda" in page and "3 lewat tenggat" in page
    assert "SK KGB perlu dicatat" in page
    assert "untuk Sari Puspita" in page
    assert "lewat 02-01-2026" in page


def test_home_without_tasks_says_what_will_be_there(sari_client, monkeypatch):
    monkeypatch.setattr(shell, "tasks", shell.Registry(shell.TaskSource))

    assert "Tidak ada yang menunggu Anda" in sari_client.get("/").content.decode()


def test_home_cards_are_shown_to_those_for_whom_there_is_something(sari_client, registered):
    registered(
        shell.home,
        shell.HomeCard("ada", "web/_empty.html", lambda request, user: {"title": f"Untuk {user.name}"}),
    )
    registered(shell.home, shell.HomeCard("tidak", "web/_empty.html", lambda request, user: None))

    page = sari_client.get("/").content.decode()

    assert "Untuk Sari Puspita" in page


def test_first_steps_are_shown_until_all_are_done(sari_client, monkeypatch):
    done = {"satu": True, "dua": False}
    steps = shell.Registry(shell.FirstStep)
    for order, key in enumerate(done):
        steps.add(
            shell.FirstStep(
                key,
                f"Langkah {key}",
                "",
                "web:search",
                order,
                shell.everyone,
                lambda user, key=key: done[key],
            )
        )
    steps.add(shell.FirstStep("lain", "Bukan untuknya", "", "", 9, lambda user: False, lambda user: False))
    monkeypatch.setattr(shell, "first_steps", steps)

    page = sari_client.get("/").content.decode()
    assert "1 langkah lagi" in page and "Langkah satu" in page and "Bukan untuknya" not in page
    assert page.count(f'<a class="list-line" href="{reverse("web:search")}">') == 1

    done["dua"] = True
    assert "Langkah satu" not in sari_client.get("/").content.decode()


@pytest.mark.parametrize("name", ["home", "search", "notices", "style"])
def test_a_stranger_is_asked_to_sign_in(client, db, name):
    response = client.get(reverse(f"web:{name}"))

    assert response.status_code == 302
    assert "next=" in response["Location"]


@pytest.mark.parametrize("name", ["home", "search", "notices", "style"])
def test_no_shared_computer_keeps_a_page(sari_client, name):
    assert sari_client.get(reverse(f"web:{name}"))["Cache-Control"] == "private, no-store"


def test_the_shell_costs_a_constant_number_of_queries(sari, sari_client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            sari_client.get("/")
        return len(asked)

    notify(sari, "Kabar", "/")
    sari_client.get("/")
    with_one = queries()
    for number in range(30):
        notify(sari, f"Kabar {number}", "/")

    assert queries() == with_one


# --- search


def test_search_asks_every_source_on_behalf_of_the_person(sari_client, registered):
    asked = []

    def find(user, text):
        asked.append((user.name, text))
        return [shell.Found("Bagus Hartono", "Lurah Jabungan", "/pegawai/1/")]

    registered(shell.searches, shell.SearchSource("x", "Pegawai", find))

    page = sari_client.get("/cari/", {"q": "  bagus\x00   hartono "}).content.decode()

    assert asked == [("Sari Puspita", "bagus hartono")]
    assert "Lurah Jabungan" in page


@pytest.mark.parametrize("query", ["", "a", " "])
def test_search_does_not_start_before_two_letters(sari_client, registered, query):
    registered(shell.searches, shell.SearchSource("x", "Pegawai", lambda user, text: pytest.fail("asked")))

    assert sari_client.get("/cari/", {"q": query}).status_code == 200


def test_search_shows_what_was_typed_as_text(sari_client):
    page = sari_client.get("/cari/", {"q": "<img src=x>"}).content.decode()

    assert "<img" not in page


def test_a_long_search_is_cut(sari_client, registered):
    asked = []
    registered(
        shell.searches, shell.SearchSource("x", "Pegawai", lambda user, text: asked.append(text) or [])
    )

    sari_client.get("/cari/", {"q": "a" * 5000})

    assert len(asked[0]) == 100


# --- notices


def test_a_notice_is_shown_to_its_person_only(sari, sari_client, stranger):
    notify(sari, "SK Anda sudah dicatat", "/saya/")
    theirs = notify(stranger, "Rahasia orang lain", "/saya/")

    page = sari_client.get("/pemberitahuan/").content.decode()

    assert "SK Anda sudah dicatat" in page
    assert "Rahasia" not in page
    assert sari_client.post(reverse("web:notice_open", args=[theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_a_notice_is_read_in_the_language_of_its_reader(sari, sari_client):
    role = label(Role.BENDAHARA.label)
    notify(sari, said("Anda diberi peran: %(role)s") % {"role": role}, "/")
    notify_alike([sari.pk], said("Cuti Anda disetujui"), "/")

    before = sari_client.get("/pemberitahuan/").content.decode()
    sari_client.post(reverse("web:language"), {"bahasa": "en"})
    after = sari_client.get("/pemberitahuan/").content.decode()

    assert "Anda diberi peran: Bendahara" in before and "Cuti Anda disetujui" in before
    assert "Anda diberi" not in after and "Cuti Anda" not in after
    assert "You were given the role" in after and "Your leave is approved" in after


def test_opening_a_notice_reads_it_and_goes_there(sari, sari_client):
    notice = notify(sari, "SK Anda sudah dicatat", "/saya/")

    response = sari_client.post(reverse("web:notice_open", args=[notice.pk]))

    assert response["Location"] == "/saya/"
    assert Notice.objects.get().read_at is not None


@pytest.mark.parametrize("name", ["notices_read", "language", "theme"])
def test_nothing_changes_by_get(sari_client, name):
    assert sari_client.get(reverse(f"web:{name}")).status_code == 405


def test_all_are_read_at_once_and_nobody_elses(sari, sari_client, stranger):
    notify(sari, "satu", "/")
    notify(stranger, "dua", "/")

    sari_client.post("/pemberitahuan/dibaca/")

    assert Notice.objects.filter(read_at__isnull=True).get().user == stranger


@pytest.mark.parametrize(
    "url", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:x", ""]
)
def test_a_notice_leads_nowhere_else(sari, url):
    with pytest.raises(NoticeRefused):
        notify(sari, "Klik di sini", url)


def test_an_e_mail_goes_out_after_the_transaction(sari, stranger, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        notify(sari, "SK Anda\nsudah dicatat", "/saya/", email=True)
        notify(stranger, "Tanpa surel", "/saya/", email=True)
    assert mail.outbox == []

    for send in waiting:
        send()

    (sent,) = mail.outbox
    assert sent.to == ["sari@contoh.test"]
    assert sent.subject == "SK Anda sudah dicatat"
    assert "Sari Puspita" in sent.body
    assert "http" not in sent.body


def test_a_mail_server_that_fails_undoes_nothing(sari, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with django_capture_on_commit_callbacks(execute=True):
        notify(sari, "SK Anda sudah dicatat", "/saya/", email=True)

    assert Notice.objects.count() == 1


# --- language and theme


def test_pages_are_indonesian_whatever_the_browser_says(sari_client):
    response = sari_client.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})

    assert '<html lang="id"' in response.content.decode()
    assert response["Content-Language"] == "id"


def test_a_chosen_language_stays_with_the_account(sari, sari_client):
    response = sari_client.post("/pilihan/bahasa/", {"bahasa": "en", "next": "/cari/?q=sari"})

    assert response["Location"] == "/cari/?q=sari"
    sari.refresh_from_db()
    assert sari.language == "en"
    other = Client()
    other.force_login(sari, backend=BACKEND)
    assert '<html lang="en"' in other.get("/").content.decode()


def test_a_stranger_keeps_the_language_in_a_cookie(client, db):
    client.post("/pilihan/bahasa/", {"bahasa": "en"})

    assert client.get("/tidak-ada/")["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["xx", "../en", "", "en\x00"])
def test_an_unknown_language_changes_nothing(sari, sari_client, language):
    sari_client.post("/pilihan/bahasa/", {"bahasa": language})

    sari.refresh_from_db()
    assert sari.language == "id"


@pytest.mark.parametrize(
    ("theme", "mark"), [("gelap", 'data-theme="dark"'), ("terang", 'data-theme="light"')]
)
def test_a_chosen_theme_stays_with_the_account(sari, sari_client, theme, mark):
    sari_client.post("/pilihan/tampilan/", {"tampilan": theme})

    assert mark in sari_client.get("/").content.decode()


@pytest.mark.parametrize("where", ["https://jahat.example/", "//jahat.example/", "/\\jahat.example"])
@pytest.mark.parametrize("page", ["bahasa", "tampilan"])
def test_a_choice_leads_nowhere_else(sari_client, page, where):
    response = sari_client.post(
        f"/pilihan/{page}/", {page: "en" if page == "bahasa" else "gelap", "next": where}
    )

    assert response["Location"] == "/"


# --- errors and what a browser may do


def test_an_unknown_page_is_told_courteously(sari_client):
    response = sari_client.get("/tidak-ada/")

    assert response.status_code == 404
    assert "bukan untuk Anda" in response.content.decode()


def test_an_expired_form_is_told_courteously(sari):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sari, backend=BACKEND)

    response = client.post("/pilihan/tampilan/", {"tampilan": "gelap"})

    assert response.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in response.content.decode()


def test_a_strange_host_is_refused(client, db, settings):
    settings.ALLOWED_HOSTS = ["praja.contoh.test"]

    assert client.get("/", headers={"Host": "jahat.example"}).status_code == 400


def test_the_page_of_a_fault_needs_neither_database_nor_request():
    from django.test import RequestFactory
    from django.views.defaults import server_error

    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "di pihak kami" in response.content.decode()


def test_pages_carry_no_inline_script_or_style(sari, sari_client):
    notify(sari, "Kabar", "/")
    for name in ("home", "search", "notices", "style"):
        page = sari_client.get(reverse(f"web:{name}")).content.decode()

        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script src=")


def test_the_policy_of_the_site_stays_strict(sari_client):
    policy = sari_client.get("/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert site.SESSION_COOKIE_HTTPONLY
