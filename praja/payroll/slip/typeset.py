"""Setting slips as PDF. Needs no site, so that other processes can do it: some cores are better than one, and
what the typesetter remembers goes with the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from praja.payroll.slip.qr import drawn
from praja.web import typeset as papers

FOLDER: Final = Path(__file__).parent / "drafts"


def typeset(document: Mapping[str, Any]) -> bytes:
    """Return a document of slips as PDF/A-2b, a page each; the text of each code is drawn here."""
    slips = [{**one, "qr": drawn(one["code"])} for one in document["slips"]]
    return papers.typeset(FOLDER / "slip.typ", {**document, "slips": slips}, kept=True)


def typeset_each(documents: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """Return each of several documents as a file of its own."""
    return [typeset(one) for one in documents]
