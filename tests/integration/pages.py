"""A page of documentation as something that can be run: its files, its commands, what they print.

What a fenced block means is said behind its language:

- ```` ```yaml file=var/law/x.yaml ````: the reader writes this file, whole; the sentence before names it.
- ```` ```console ````: `$ ` starts a command, what follows is all that it prints. A line `…` stands for any
  lines, a `…` within a line for any text. ```` ```console keluar=1 ````: the last command exits with 1.
- ```` ```yaml dari=praja/law/x.yaml ````: an excerpt, which stands in that file as it is.

Blocks of any other kind are only read.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.consistency.tree import ROOT, project_files

_BLOCK = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<words>(?:[^\n]*\\\n)*[^\n]*)\n(?P<prints>(?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)

READER = """#!/bin/sh
exec "{python}" -m praja "$@"
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what is said behind it, its text, its line, the words before it."""

    language: str
    says: dict[str, str]
    body: str
    line: int
    before: str


@dataclasses.dataclass(frozen=True, slots=True)
class Command:
    """A command, what the page says it prints, and how it ends."""

    words: str
    prints: str
    ends_with: int


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    for found in _BLOCK.finditer(page):
        language, *words = found["info"].split() or [""]
        says = dict(word.partition("=")[::2] for word in words)
        before = page[: found.start()].rstrip().rpartition("\n\n")[2]
        yield Block(language, says, found["body"], page.count("\n", 0, found.start()) + 1, before)


def is_runnable(page: Path) -> bool:
    """Whether a page shows commands."""
    return any(block.language == "console" for block in blocks(page.read_text(encoding="utf-8")))


def commands(block: Block) -> list[Command]:
    """Return the commands of a console block."""
    found = [
        (match["words"].replace("\\\n", " "), match["prints"]) for match in _COMMAND.finditer(block.body)
    ]
    last = int(block.says.get("keluar", 0))
    return [
        Command(words, prints, last if place == len(found) else 0)
        for place, (words, prints) in enumerate(found, 1)
    ]


def fits(shown: str, printed: str) -> bool:
    """Whether what was printed is what the page shows, `…` standing for what the page leaves out.

    Empty lines at the end do not count: nobody sees them.
    """
    parts = []
    for line in shown.rstrip("\n").splitlines():
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(r"[^\n]*".join(re.escape(part) for part in line.rstrip().split("…")) + r" *\n")
    return re.fullmatch("".join(parts) + r"\n*", printed) is not None


def clone(folder: Path) -> Path:
    """Copy what a fresh clone would have, with what is not committed yet, and make `praja` a command in it.

    `.venv/bin/praja` runs the copy's code with the Python that runs the tests; it stands for what
    `make setup` makes.
    """
    for path in project_files():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    command = folder / ".venv" / "bin" / "praja"
    command.parent.mkdir(parents=True)
    command.write_text(READER.format(python=sys.executable), encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return folder


def follow(page: Path, folder: Path) -> list[str]:
    """Do in `folder` what a page says, block by block, and return what came out otherwise."""
    faults: list[str] = []
    for block in blocks(page.read_text(encoding="utf-8")):
        where = f"{page.name}:{block.line}"
        if name := block.says.get("file"):
            if f"`{name}`" not in block.before:
                faults.append(f"{where}: the words before the file do not name {name}")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, encoding="utf-8")
        elif name := block.says.get("dari"):
            if block.body not in (folder / name).read_text(encoding="utf-8"):
                faults.append(f"{where}: this is not in {name} any more")
        elif block.language == "console":
            for command in commands(block):
                faults.extend(_run(command, folder, where))
    return faults


def _run(command: Command, folder: Path, where: str) -> Iterator[str]:
    path = os.pathsep.join([str(folder / ".venv" / "bin"), os.environ["PATH"]])
    ran = subprocess.run(
        ["bash", "-c", command.words],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    if ran.returncode != command.ends_with:
        codes = f"ended with {ran.returncode}, not {command.ends_with}"
        yield f"{where}: $ {command.words}\n  {codes}:\n{ran.stdout}"
    elif not fits(command.prints, ran.stdout):
        yield f"{where}: $ {command.words}\n{_first_difference(command.prints, ran.stdout)}"


def _first_difference(shown: str, printed: str) -> str:
    """Return the first line of the page that was not printed, and the printed line most like it."""
    lines = shown.splitlines()
    first = next((n for n in range(len(lines)) if not fits("\n".join([*lines[: n + 1], "…"]), printed)), None)
    if first is None:
        return f"  the page stops before the end of what is printed:\n{printed}"
    near = difflib.get_close_matches(lines[first], printed.splitlines(), n=1, cutoff=0.3)
    return f"  the page:  {lines[first]}\n  printed:   {near[0] if near else printed}"
