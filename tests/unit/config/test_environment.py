"""Variables of the environment: what cannot be meant stops the start with a sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from praja.config import embedded
from praja.config.environment import Environment, SettingError, secret_key


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda env: env.truth("A", False), "true", "A='true' tidak dikenal; tulis `ya` atau `tidak`."),
        (lambda env: env.truth("A", False), "1", "tulis `ya` atau `tidak`"),
        (lambda env: env.number("A", 0), "satu", "A='satu' bukan angka; tulis misalnya `0`."),
        (lambda env: env.number("A", 3), "-1", "tulis misalnya `3`"),
        (lambda env: env.number("A", 0), "²", "bukan angka"),
        (lambda env: env.database("A", Path()), "mysql://x/y", "A bukan alamat PostgreSQL. Tulis misalnya"),
        (lambda env: env.database("A", Path()), "praja", "A bukan alamat PostgreSQL"),
        (lambda env: env.database("A", Path()), "postgresql://h:lima/praja", "A: nomor port"),
        (lambda env: env.mail("A"), "http://surel", "A harus seperti smtp://"),
        (lambda env: env.mail("A"), "smtp://", "A harus seperti smtp://"),
        (lambda env: env.mail("A"), "smtp://surel:lima", "A: nomor port"),
        (
            lambda env: env.hosts("A", ()),
            "https://praja.go.id",
            "A memuat 'https://praja.go.id'; tulis nama saja",
        ),
        (lambda env: env.hosts("A", ()), "praja.go.id/", "tulis nama saja"),
        (lambda env: env.hosts("A", ()), "praja go.id", "tulis nama saja"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(read, value, sentence):
    with pytest.raises(SettingError) as refused:
        read(Environment({"A": value}))

    assert sentence in str(refused.value)


def test_what_is_absent_or_blank_has_its_default():
    for variables in ({}, {"A": ""}, {"A": "  "}):
        env = Environment(variables)

        assert env.text("A", "x") == "x"
        assert env.words("A", ("x", "y")) == ["x", "y"]
        assert env.truth("A", True) is True
        assert env.number("A", 7) == 7


def test_values_are_read():
    env = Environment({"W": " a, b ,,c", "T": "Ya", "N": "12", "M": "smtps://a%40b:p%3Aq@surel"})

    assert env.words("W", ()) == ["a", "b", "c"]
    assert env.truth("T", False) is True
    assert env.number("N", 0) == 12
    assert (env.mail("M").user, env.mail("M").password, env.mail("M").port) == ("a@b", "p:q", 465)
    assert env.hosts("H", ("localhost",)) == ["localhost"]
    assert Environment({"H": "praja.go.id,.contoh.id,[::1],10.0.0.1"}).hosts("H", ())[1] == ".contoh.id"


def test_a_database_address_becomes_settings():
    found = Environment({"D": "postgresql://praja%20app:p%40ss@peladen:6432/p?sslmode=verify-full"}).database(
        "D", Path()
    )

    assert (found["USER"], found["PASSWORD"]) == ("praja app", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("peladen", 6432, "p")
    assert found["OPTIONS"]["sslmode"] == "verify-full"


def test_without_an_address_it_is_the_embedded_server():
    found = Environment({}).database("D", Path("/srv/praja/postgres"))

    assert (found["USER"], found["NAME"]) == ("praja_app", "praja")
    assert found["HOST"] == "/srv/praja/postgres/soket"


def test_what_the_server_noted_is_what_settings_use(tmp_path):
    (tmp_path / embedded.NOTE).write_text('{"rumah": "/var/lib/praja/x", "soket": "/var/lib/praja/x/soket"}')

    assert Environment({}).database("D", tmp_path)["HOST"] == "/var/lib/praja/x/soket"


@pytest.mark.parametrize("name", ["a" * 120, "koma,koma"])
def test_a_path_that_no_socket_can_have_gets_another(tmp_path, name):
    first = embedded.socket_for(tmp_path / name)

    assert first.parent != tmp_path / name
    assert len(str(first / ".s.PGSQL.5432")) <= 107
    assert first == embedded.socket_for(tmp_path / name)
    assert first != embedded.socket_for(tmp_path / (name + "b"))


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "baru" / "kunci-rahasia"

    first = secret_key(path)

    assert secret_key(path) == first
    assert len(first) >= 80
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["kunci-rahasia"]


def test_an_empty_secret_key_is_refused(tmp_path):
    (tmp_path / "kunci-rahasia").write_text("\n")

    with pytest.raises(SettingError, match="kosong"):
        secret_key(tmp_path / "kunci-rahasia")
