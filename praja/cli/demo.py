"""`praja demo`: a month of an invented government, computed and explained."""

from __future__ import annotations

import argparse

from praja.demo import show


def run(given: argparse.Namespace) -> int:
    """Write and compute the demo into a folder: `praja demo`."""
    return show.run(given.keluar, given.orang)
