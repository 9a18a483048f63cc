"""The types of the whole project, as `make check` asks: beside the other tests, which then need not wait."""

import subprocess
import sys

from tests.consistency.tree import ROOT


def test_types() -> None:
    told = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)

    assert told.returncode == 0, told.stdout + told.stderr
