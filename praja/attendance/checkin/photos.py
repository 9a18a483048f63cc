"""Photos of check-ins: as the phone sends them, and by what one is known again that was saved anew."""

from __future__ import annotations

import base64
import binascii
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

MOST_LETTERS = 400_000
"""Of a photo that comes as text, which a page has made small."""
_HEAD = "data:image/jpeg;base64,"
_FLAT = 12
"""Greys between the darkest and the lightest: below this a photo shows nothing to know it by."""


def from_text(text: str) -> SimpleUploadedFile | None:
    """Return the photo that a page has sent as text; none if it is none."""
    if not text.startswith(_HEAD) or len(text) > MOST_LETTERS:
        return None
    try:
        data = base64.b64decode(text[len(_HEAD) :], validate=True)
    except (binascii.Error, ValueError):
        return None
    return SimpleUploadedFile("presensi.jpg", data, "image/jpeg")


def print_of(data: bytes) -> str:
    """Return 64 bits by which a photo is known again after it was saved in another quality or size.

    Each bit says whether one of 64 fields is darker than its right neighbour; two photos of the same room and
    person taken one after the other differ in several. Blank for a photo that shows nothing, as one of a dark
    room: all such are alike.
    """
    with Image.open(io.BytesIO(data)) as photo:
        small = photo.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    grey = list(small.tobytes())
    if max(grey) - min(grey) < _FLAT:
        return ""
    bits = 0
    for row in range(8):
        for place in range(8):
            bits = bits << 1 | (grey[row * 9 + place] < grey[row * 9 + place + 1])
    return f"{bits:016x}"
