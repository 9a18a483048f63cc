"""What the documentation tells its readers to do works, and prints what it says."""

import shutil

import pytest

from tests.consistency.tree import ROOT, pages
from tests.integration.pages import clone, fits, follow, is_runnable

TUTORIAL = ROOT / "docs" / "law" / "perkada-baru-dalam-satu-jam.md"
# The blocks of README.id.md are those of README.md; tests/consistency sees to it.
RUNNABLE = [page for page in pages() if is_runnable(page) and page.name != "README.id.md"]


@pytest.fixture(scope="module")
def fresh_clone(tmp_path_factory):
    return clone(tmp_path_factory.mktemp("clone"))


@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in RUNNABLE])
def test_a_page_can_be_followed_word_for_word(page, fresh_clone):
    shutil.rmtree(fresh_clone / "var", ignore_errors=True)

    faults = follow(page, fresh_clone)

    assert not faults, "\n\n".join(faults)


def test_the_tutorial_is_among_the_pages():
    assert TUTORIAL in RUNNABLE


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("a\n", "a\n"),
        ("a\n…\nd\n", "a\nb\nc\nd\n"),
        ("a\n…\nd\n", "a\nd\n"),
        ("jumlah … orang\n", "jumlah 12 orang\n"),
        ("a…\n", "a\n"),
    ],
)
def test_what_is_cut_fits(shown, printed):
    assert fits(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("a\n", "b\n"),
        ("a\n", "a\nb\n"),
        ("a\nb\n", "a\n"),
        ("", "a\n"),
        ("a … c\n", "a\nc\n"),
        ("a.c\n", "abc\n"),
    ],
)
def test_what_differs_does_not_fit(shown, printed):
    assert not fits(shown, printed)
