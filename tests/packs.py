"""The packs that a test of the whole list goes through, one by one."""

from __future__ import annotations

from praja.rules.loader import LAW_FOLDER, pack_names

FRAMES = tuple(name for name in pack_names() if (LAW_FOLDER / "daerah" / name / "tpp.yaml").is_file())
"""Packs that say themselves how TPP is made up. The others only set the rates and effects of one of these;
their cases run them (`praja kasus`), and `praja hukum periksa` proves them."""
