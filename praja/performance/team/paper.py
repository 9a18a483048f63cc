"""The minutes of a session as PDF, by typst. What people wrote is data of it, never its code.

It is made from what was kept when they were signed, so that it says the same however often it is printed.
Always in Indonesian.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.utils.translation import override

from praja.performance.models import Minutes
from praja.web.typeset import typeset
from praja.web.words import tanggal, waktu

FOLDER: Final = Path(__file__).parent / "drafts"


def minutes_paper(minutes: Minutes) -> bytes:
    """Return minutes as PDF."""
    with override("id"):
        said = {
            **minutes.content,
            "nomor": minutes.number,
            "tahun": minutes.session.year,
            "sidang": tanggal(minutes.session),
            "tempat": minutes.place,
            "catatan": minutes.note,
            "ditandatangani": waktu(minutes.tercatat),
        }
    return typeset(FOLDER / "berita_acara.typ", said)
