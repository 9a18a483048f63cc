"""Setting slips as PDF. Needs no site, so that other processes can do it: some cores are better than one, and
what the typesetter remembers goes with the process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import typst

from praja.payroll.slip.qr import drawn

FOLDER: Final = Path(__file__).parent / "drafts"


def typeset(document: Mapping[str, Any]) -> bytes:
    """Return a document of slips as PDF/A-2b, a page each; the text of each code is drawn here."""
    slips = [{**one, "qr": drawn(one["code"])} for one in document["slips"]]
    compiled: bytes = typst.compile(
        FOLDER / "slip.typ",
        root=FOLDER,
        sys_inputs={"data": json.dumps({**document, "slips": slips})},
        format="pdf",
        pdf_standards="a-2b",
        ignore_system_fonts=True,
        font_paths=[],
    )
    return compiled


def typeset_each(documents: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """Return each of several documents as a file of its own."""
    return [typeset(one) for one in documents]
