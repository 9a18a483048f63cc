"""Setting papers by typst. Needs no site, so that other processes can do it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


def typeset(draft: Path, said: Mapping[str, Any], *, kept: bool = False) -> bytes:
    """Return a paper as PDF.

    :param draft: the layout, which reads nothing outside of its folder
    :param said: what the paper says: data of the layout, never its code
    :param kept: as PDF/A-2b, for papers that are kept for long
    """
    compiled: bytes = typst.compile(
        draft,
        root=draft.parent,
        sys_inputs={"data": json.dumps(said)},
        format="pdf",
        pdf_standards="a-2b" if kept else [],
        ignore_system_fonts=True,
        font_paths=[],
    )
    return compiled
