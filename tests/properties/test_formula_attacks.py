"""Whatever is put into a formula field, the parser answers with a tree or with its own error."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from praja.rules.errors import FormulaError
from praja.rules.language.parse import DEEPEST, FUNCTIONS, KEYWORDS, LONGEST, parse
from praja.rules.language.tree import children
from tests.properties.dice import Dice, effort
from tests.properties.formulas import NUMBER_LITERALS, RUPIAH_LITERALS
from tests.properties.mutations import SIGNS
from tests.properties.work import calls
from tests.properties.worlds import worlds

WORDS = (
    *KEYWORDS, *FUNCTIONS, *SIGNS, *RUPIAH_LITERALS, *NUMBER_LITERALS, "gaji", "tabel", "kelompok",
    "'a'", "'",
    "\n", "==", "**", "//", "Rp", "a.b", "€", "", "jika jika", "((((", "- - -", "bukan bukan",
)  # fmt: skip

HOSTILE = (
    "__class__", "().__class__.__bases__[0].__subclasses__()", "gaji.__class__", "gaji.gi_frame.f_back",
    "'{0.__class__}'.format(gaji)", "f'{gaji}'", "'%s' % gaji", "{{7*7}}", "{% include 'x' %}", "${7*7}",
    "(x := 1)", "lambda: 1", "[x for x in gaji]", "[[[[1]]]]", "10**10**8", "9**9**9**9", "1 << 99999999",
    "eval('1')", "exec('1')", "__import__('os').system('id')", "open('/etc/passwd')", "import os",
    "os.system",
    "1e309", "1e5", "NaN", "Infinity", "-Infinity", "0x7fffffff", "0b1", "1_000", "1j", "١٢", "１２",
    "gaji\u200b", "gaji\u202e", "ɡaji", "gaјi", "ｇａｊｉ", "ﬁ", "ﬀ", "ſum(gaji)", "K", "gaji\x00", "\x00",
    "\ufeffgaji",
    "gaji # catatan", "gaji // 2", "gaji /* x */", "gaji; drop table", "gaji' or '1'='1",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)", "=1+1", "<script>alert(1)</script>", "%gaji", "gaji%", "%%", "'\n'", "'a' 'b'", "\"a\"",
    "`id`", "$(id)",
    "gaji\\", "\\u0041", "jika", "jika jika jika", "maka", "selainnya", "bulat(", "bulat()", "bulat(;)",
    "tabel.[1]",
    "tabel.x[", "tabel..x[1]", "kelompok.", "kelompok.x.y", "min(;)", "1 2 3", "()", "[]", "(]", "[)",
    ")", "]", ";",
)  # fmt: skip


def read(text):
    """Return the tree of a text, or None where the parser refuses it in its own way."""
    try:
        return parse(text)
    except FormulaError as error:
        assert 0 <= error.at <= len(text)
        assert len(error.pointing(text)) < 1500
        return None


def size_and_depth(tree):
    """Return how many nodes a tree has and how deep it is."""
    waiting, nodes, deepest = [(tree, 1)], 0, 0
    while waiting:
        part, depth = waiting.pop()
        nodes, deepest = nodes + 1, max(deepest, depth)
        waiting.extend((inner, depth + 1) for inner in children(part))
    return nodes, deepest


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_a_formula(text):
    assert read(text) is None


@effort(5)
@given(st.text(max_size=60))
@example("\ud800")
@example("'\ud800'")
def test_any_text_is_a_tree_or_refused(text):
    read(text)


@effort(2)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_tree_or_refused(raw):
    read(raw.decode("latin-1"))


@effort(5)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(["", " "]))
def test_any_heap_of_words_is_a_bounded_tree_or_refused(words, between):
    text = between.join(words)

    tree = read(text)

    if tree is not None:
        nodes, depth = size_and_depth(tree)
        assert nodes <= len(text)
        assert depth <= 2 * DEEPEST


LOOK_ALIKES = str.maketrans(
    {
        "a": "а", "e": "е", "o": "о", "i": "і", "(": "（", ")": "）", "*": "∗", "-": "−", "/": "∕", ";": "；",
        "0": "０", "1": "１", "=": "＝", "<": "‹", "R": "Ｒ", ".": "．", ",": "‚", "%": "％", " ": "\u00a0",
    }
)  # fmt: skip


@effort(0.5)
@given(worlds(), st.data())
def test_look_alikes_are_not_letters(world, data):
    dice = Dice(data.draw)
    (rule,) = world.law.rules[dice.pick(list(world.law.rules))]
    text = rule.versions[0].formula
    outside = [
        place
        for place, char in enumerate(text)
        if ord(char) in LOOK_ALIKES and text[:place].count("'") % 2 == 0
    ]
    place = dice.pick(outside or [0])

    disguised = text[:place] + text[place].translate(LOOK_ALIKES) + text[place + 1 :]

    assert disguised == text or read(disguised) is None


@effort()
@given(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(1, LONGEST))
def test_long_chains_and_deep_nests_cost_little(before, middle, after, times):
    for text in (before * times + middle + after * times, (before + " " + middle + " ") * times + after):
        with contextlib.suppress(FormulaError):
            tree = parse(text)
            assert size_and_depth(tree)[1] <= 2 * DEEPEST


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "-",
        "bukan ",
        "jika ",
        "jika a maka ",
        "1+",
        "a dan ",
        "min(",
        "tabel.t[",
        "'",
        "9",
        "a",
        "a dalam (",
        ";",
        ")",
    ],
)
def test_the_work_of_parsing_grows_with_the_text_at_most(pattern):
    texts = [(pattern * 100 * LONGEST)[:length] for length in (50, LONGEST, 100 * LONGEST)]

    short, long, huge = (calls(lambda text=text: read(text)) for text in texts)

    assert long <= 20 * short + 200
    assert huge <= 300
