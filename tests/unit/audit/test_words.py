"""What events say in words, and that every kind has some."""

from __future__ import annotations

import ast
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

import praja
from praja.audit import words
from praja.audit.registry import Hooks

SOURCES = Path(praja.__file__).parent


def kinds_in(source: str) -> set[str]:
    """Return the kinds of events that a module writes, as far as they stand in it as texts."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("record", "record_bulk", "record_event"):
            for keyword in node.keywords:
                if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant):
                    found.add(str(keyword.value.value))
        if node.func.id in ("tell", "_tell") and node.args and isinstance(node.args[0], ast.Constant):
            found.add("organization." + str(node.args[0].value))
    return found


@pytest.mark.parametrize("app", ["accounts", "organization", "access", "people", "files"])
def test_every_kind_of_event_has_words(app: str) -> None:
    kinds = {kind for path in (SOURCES / app).rglob("*.py") for kind in kinds_in(path.read_text("utf-8"))}
    kinds = {kind for kind in kinds if kind.startswith(f"{app}.")}

    assert kinds, "no event was found: does the app record in another way now?"
    assert not sorted(kinds - dict(words.kinds()).keys()), "tell them by praja.audit.words.add"


def shown(before: Any, after: Any) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in words.differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, None, []),
        ({}, {}, []),
        ({"a_b": 1}, {"a_b": 1}, []),
        ({"a_b": 1}, {"a_b": 2}, [("a b", "1", "2")]),
        (None, {"a": "x"}, [("a", "—", "x")]),
        ({"a": "x"}, None, [("a", "x", "—")]),
        ({"a": None}, {"a": ""}, [("a", "—", "—")]),
        ({"a": True}, {"a": False}, [("a", "ya", "tidak")]),
        ({"a": ["x", "y"]}, {"a": ["x"]}, [("a", "x, y", "x")]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [("a › c", "2", "3")]),
        ({"a": [{"n": "Ani"}]}, {"a": [{"n": "Ani"}, {"n": "Ana"}]}, [("a › 2 › n", "—", "Ana")]),
        ({"a": "2026-10-01"}, {"a": "2026-13-01"}, [("a", "1 Oktober 2026", "2026-13-01")]),
        ("lama", "baru", [("isi", "lama", "baru")]),
        ([1, 2], [1], [("isi", "1, 2", "1")]),
        ({"a": 10**30}, {"a": "x" * 1000}, [("a", str(10**30), "x" * 299 + "…")]),
        ({"%(x)s{0}": 1}, {}, [("%(x)s{0}", "1", "—")]),
    ],
)
def test_what_differs(before: Any, after: Any, told: list[tuple[str, str, str]]) -> None:
    with translation.override("id"):
        assert shown(before, after) == told


def test_labels_are_those_that_apps_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(words.fields, "gol_x", "golongan")

    assert shown({"gol_x": 1}, {"gol_x": 2})[0][0] == "golongan"


def test_a_kind_that_nobody_told_is_shown_as_it_is() -> None:
    with translation.override("id"):
        assert words.sentence("uji.tak_dikenal") == "melakukan “uji.tak_dikenal”"


def test_an_id_can_be_typed_as_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words.names, "_hooks", [])
    one = uuid.uuid4()

    assert words.ids_named("person", None, f" {one} ") == {one}
    assert words.ids_named("person", None, "Sari") == set()
    assert words.names_of("person", {one, None}) == {}


def test_a_hook_added_twice_is_asked_once() -> None:
    hooks: Hooks[Any] = Hooks()

    hooks.add(shown)
    hooks.add(shown)

    assert list(hooks) == [shown]
