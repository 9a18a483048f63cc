"""`python -m tests.cases FILE…`: run reference files as they are.

Prints a line for each row that failed and, last, `N passed, N failed, N skipped`. Exit code 0: none failed;
1: some did; 2: a file cannot be used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from tests.cases.engine import Engine
from tests.cases.files import Unusable, read
from tests.cases.run import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the files named on the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description=(__doc__ or "").strip())
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="name the skipped rows as well")
    options = parser.parse_args(arguments)
    cases, unusable = [], []
    for path in options.files:
        try:
            cases += read(path)
        except Unusable as error:
            unusable.append(str(error))
    if unusable:
        tell("\n".join(unusable), sys.stderr)
        return 2
    engine = Engine()
    outcomes = [run(case, engine) for case in cases]
    for outcome in outcomes:
        if outcome.faults or (outcome.skipped and options.verbose):
            tell(str(outcome), sys.stdout)
    passed = sum(outcome.passed for outcome in outcomes)
    skipped = sum(bool(outcome.skipped) for outcome in outcomes)
    failed = len(outcomes) - passed - skipped
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


def tell(text: str, stream: TextIO) -> None:
    """Print, spelling out what the terminal cannot show: a file may hold any character."""
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)


if __name__ == "__main__":
    sys.exit(main())
