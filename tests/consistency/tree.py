"""The project as a tree of files: what the tests of this folder look at."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


def project_files() -> list[Path]:
    """Return every file that is, or is about to be, under version control; a released tree has no git."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        found = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _made_by_tools(path)]
    return sorted(path for path in found if path.is_file())


def text_files() -> Iterator[tuple[Path, str]]:
    """Yield each file that is UTF-8 text, with its text."""
    for path in project_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def pages() -> list[Path]:
    """Return every page of documentation."""
    return [path for path in project_files() if path.suffix == ".md"]


def said_to_run(page: str) -> list[str]:
    """Return the lines that a page shows as code: fenced blocks line by line, and words in back-quotes."""
    lines = [line.strip() for block in _FENCE.findall(page) for line in block.splitlines()]
    return lines + _INLINE.findall(_FENCE.sub("", page))


def code_blocks(page: str) -> list[str]:
    """Return the fenced blocks of a page without their comments, which a translation may word anew."""
    return [re.sub(r"\s*#.*", "", block) for block in _FENCE.findall(page)]


def headings(page: str) -> list[tuple[int, str]]:
    """Return the level and the words of each heading of a page."""
    found = re.findall(r"^(#{1,6}) +(.+?) *$", _FENCE.sub("", page), re.MULTILINE)
    return [(len(marks), words) for marks, words in found]


def _made_by_tools(path: Path) -> bool:
    top = path.relative_to(ROOT).parts[0]
    return (
        (top.startswith(".") and top != ".ci")
        or top in {"build", "dist", "var"}
        or "__pycache__" in path.parts
    )
