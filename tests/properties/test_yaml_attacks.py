"""Whatever stands in a law file, the YAML reader answers with a tree of text or with a LawError."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.errors import LawError
from praja.rules.yaml_reader import DEEPEST, LARGEST_FILE, MOST_NODES, Mapping, Scalar, Sequence, read_yaml
from tests.properties.dice import effort

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)

BOMBS = {
    "a billion laughs": LAUGHS,
    "an alias": "a: [1]\nb: *a",
    "an anchor": "a: &x 1",
    "an anchored name": "&x a: 1",
    "a cycle": "&a [*a]",
    "a merge": "a: {b: 1}\nc:\n  <<: {d: 2}",
    "a merged alias": "a: &x {b: 1}\nc:\n  <<: *x",
    "a Python object": "!!python/object/apply:os.system ['id']",
    "a Python name": "a: !!python/name:os.system",
    "a tag": "a: !!int '1'",
    "an own tag": "a: !x 1",
    "a tag prefix": "%TAG ! tag:example.org,2000:\n---\na: !x 1",
    "two documents": "a: 1\n---\nb: 2",
    "a doubled name": "a: 1\nb: 2\na: 3",
    "a doubled name in quotes": "a: 1\n'a': 2",
    "a list as a name": "? [a]\n: 1",
    "deep brackets": "[" * 100_000,
    "deep braces": "{a: " * 100_000,
    "deep dashes": "- " * 100_000,
    "deep questions": "? " * 100_000,
    "deep indents": "\n".join(" " * depth + "a:" for depth in range(1000)),
    "an open quote": "a: 'b",
    "an open bracket": "a: [b",
    "a tabulator": "a:\n\tb: 1",
    "a NUL": "a: \x00",
    "a bell": "a: \x07",
    "half a letter": "a: \ud800",
    "an escaped half letter": 'a: "\\ud800"',
    "a bad escape": 'a: "\\q"',
    "a huge escape": 'a: "\\U7fffffff"',
    "a bad directive": "%YAML 9.9\n---\na: 1",
    "too large": "a" * (LARGEST_FILE + 1),
    "too many nodes": "- a\n" * (MOST_NODES + 1),
}


def read(text):
    """Return the tree of a text, or None where the reader refuses it and says where."""
    try:
        return read_yaml(text, file="hukum.yaml")
    except LawError as error:
        assert error.place is not None and error.place.line >= 1
        assert len(error.message) < 500
        return None


def is_plain(node):
    """Whether a tree holds nothing but text, lists and names."""
    match node:
        case Scalar(text=text):
            return type(text) is str
        case Sequence(items=items):
            return all(map(is_plain, items))
        case Mapping(entries=entries):
            return all(type(name) is str and is_plain(inner) for name, inner in entries.items())
    return node is None


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_what_is_treacherous_in_yaml_is_refused(text):
    assert read(text) is None


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_put_down_before_it_is_read_to_the_end(text, monkeypatch):
    events = 0
    parse = yaml.parse

    def counted(*args, **kwargs):
        nonlocal events
        for event in parse(*args, **kwargs):
            events += 1
            yield event

    monkeypatch.setattr(yaml, "parse", counted)

    read(text)

    assert events <= (MOST_NODES + 5 if "too many" in text or text.startswith("- a\n") else 4 * DEEPEST + 20)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "0.60",
        "1e3",
        "0o17",
        "2024-01-01",
        "~",
        "null",
        "yes",
        "Off",
        "0x1F",
        "1_000",
        "190:20:30",
        ".inf",
        "=",
        ".",
    ],
)
def test_every_word_stays_text(text):
    root = read_yaml(f"a: {text}", file="hukum.yaml")

    assert isinstance(root, Mapping)
    assert root.entries["a"] == Scalar(text, root.entries["a"].place)


@effort(5)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_read_as_text_or_refused(text):
    assert is_plain(read(text))


@effort(5)
@given(st.lists(st.sampled_from("abc:-[]{},'\"#&*!|>%?@` \n\t~<="), max_size=60).map("".join))
def test_any_heap_of_yaml_signs_is_read_as_text_or_refused(text):
    assert is_plain(read(text))


TREES = st.recursive(
    st.text(alphabet="ab '\":#-é\n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcd", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


class Plain(yaml.SafeDumper):
    """Writes without anchors."""

    def ignore_aliases(self, data):
        return True


@effort()
@given(TREES)
def test_what_yaml_writes_is_read_as_it_was(tree):
    text = yaml.dump({"akar": tree}, Dumper=Plain, allow_unicode=True, default_style="'", sort_keys=False)

    assert as_written(read_yaml(text, file="hukum.yaml")) == {"akar": tree}


def as_written(node):
    """Return a tree of nodes as lists, dicts and texts."""
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [as_written(item) for item in items]
        case Mapping(entries=entries):
            return {name: as_written(inner) for name, inner in entries.items()}
    raise AssertionError(node)
