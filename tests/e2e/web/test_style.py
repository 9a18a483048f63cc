"""The style page shows every component: at both widths, in both themes, by keyboard, without script."""

import pytest

from praja.web.notices import notify
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible, assert_fits, login, shot


@pytest.fixture
def sari(account):
    user = account("Sari Puspita", username="199001012015022001")
    for number in range(1, 26):
        notify(user, f"SK KGB nomor 800/{number} telah dicatat", "/gaya/")
    return user


@pytest.mark.parametrize(
    ("size", "dark"),
    [
        (PHONE, False),
        (DESKTOP, True),
        pytest.param(PHONE, True, marks=pytest.mark.slow),
        pytest.param(DESKTOP, False, marks=pytest.mark.slow),
    ],
    ids=["light-phone", "dark-desktop", "dark-phone", "light-desktop"],
)
def test_every_component_is_accessible_and_fits(open_page, sari, size, dark):
    page = open_page(size, dark=dark)
    login(page, sari)

    page.goto("/gaya/")

    name = f"gaya-{'ponsel' if size is PHONE else 'meja'}-{'gelap' if dark else 'terang'}"
    shot(page, name)
    assert_fits(page)
    assert_accessible(page)
