"""What the pages say can be run can be run, and where they point there is something."""

import functools
import re
import subprocess
import sys

import pytest

from tests.consistency.tree import ROOT, code_blocks, headings, pages, said_to_run

PAGES = [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages()]
READMES = ["README.md", "README.id.md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
PRAJA = "import sys; from praja.cli import main; sys.exit(main())"


def make_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def shown_by_readmes():
    """Return the sub-commands of praja that the two README files show: ("hitung",), ("hukum", "tampil"), …"""
    lines = [line for name in READMES for line in said_to_run((ROOT / name).read_text(encoding="utf-8"))]
    lines = [line.removeprefix(".venv/bin/") for line in lines]
    found = {re.match(r"praja ([a-z]+)(?: ([a-z|]+)(?![\w./]))?", line) for line in lines}
    return sorted({(m[1], way) for m in found if m for way in (m[2] or "").split("|")})


@functools.cache
def help_of(*command):
    ran = subprocess.run(
        [sys.executable, "-c", PRAJA, *command, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_exists(page):
    lines = said_to_run(page.read_text(encoding="utf-8"))
    named = {word for line in lines for word in re.findall(r"^(?:\$ )?make ([a-z-]+)", line)}

    assert named <= make_targets()


@pytest.mark.parametrize(("command", "way"), shown_by_readmes())
def test_every_praja_command_exists(command, way):
    assert re.search(rf"\b{command}\b", help_of())
    if way:
        assert re.search(rf"\b{way}\b", help_of(command))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_resolves(page):
    dead = []
    for link in (first or second for first, second in LINK.findall(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or not target.resolve().is_relative_to(ROOT):
            dead.append(f"{link}: no such file")
        elif anchor and anchor not in anchors(target):
            dead.append(f"{link}: no such heading")

    assert not dead, "\n".join(dead)


def test_the_indonesian_readme_is_a_whole_translation():
    english, indonesian = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)

    assert [level for level, _ in headings(indonesian)] == [level for level, _ in headings(english)]
    assert code_blocks(indonesian) == code_blocks(english)


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))

    assert [name[:4] for name in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [name for name in decisions if f"({name})" not in index] == []


def test_every_make_target_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (help .*)$", makefile, re.MULTILINE)
    described = set(re.findall(r"^([a-z-]+):.* ## \w", makefile, re.MULTILINE))

    assert phony
    assert set(phony[1].split()) == described


def anchors(page):
    """Return the anchors that a page's headings get where it is read."""
    words = [re.sub(r"[`*_]", "", text).lower() for _, text in headings(page.read_text(encoding="utf-8"))]
    return {re.sub(r"[^\w -]", "", text).replace(" ", "-") for text in words}
