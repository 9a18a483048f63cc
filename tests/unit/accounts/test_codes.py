"""One-time codes as text, texts of e-mail, names of devices."""

from __future__ import annotations

import pytest

from praja.accounts import codes
from praja.accounts.devices import device
from praja.accounts.mail import filled


@pytest.mark.parametrize("typed", ["abcde-fghjk", "ABCDEFGHJK", " ABCDE FGHJK ", "AB CDE-FG-HJK"])
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert codes.read(typed) == "ABCDEFGHJK"


def test_a_code_is_shown_in_two_groups() -> None:
    assert codes.written("ABCDEFGHJK") == "ABCDE-FGHJK"


def test_codes_have_no_signs_that_are_misread() -> None:
    assert not set("01OIL") & set(codes.ALPHABET)
    assert all(set(codes.new_code()) <= set(codes.ALPHABET) for _ in range(50))


def test_what_is_stored_depends_on_the_secret_of_the_installation(settings: object) -> None:
    before = codes.digest("ABCDEFGHJK")
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]

    assert codes.digest("ABCDEFGHJK") != before
    assert len(before) == 64


@pytest.mark.parametrize("name", ["{tautan}", "{{7*7}}", "{0.__class__}", "%(akun)s", "$akun", "{% now %}"])
def test_what_is_filled_in_is_never_looked_at_again(name: str) -> None:
    assert filled("Yth. {nama}: {tautan}", {"nama": name, "tautan": "x"}) == f"Yth. {name}: x"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari, iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", "peramban yang tidak dikenal"),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(said: str, name: str) -> None:
    assert device(said) == name
