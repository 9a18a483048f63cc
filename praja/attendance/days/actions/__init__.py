"""The only writers of corrections, letters of duty and closed months."""

from __future__ import annotations

from typing import Any, Final

from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.web.reasons import reason_in_lines

LONGEST: Final = 1000
EVIDENCE: Final = (StoredFile.Kind.JPEG, StoredFile.Kind.PNG, StoredFile.Kind.PDF)


class DayRefused(Exception):
    """Something that cannot be done with a day or a month; its text says why and what to do."""


def reason(text: str) -> str:
    """Return a reason that says something.

    :raises DayRefused: if it is too short or too long
    """
    return reason_in_lines(text, LONGEST, DayRefused)


def kept_file(upload: Any, by: Any) -> StoredFile | None:
    """Store what was uploaded, if anything was.

    :raises DayRefused: if it is not what may be uploaded
    """
    if upload is None:
        return None
    try:
        return store(upload, by=by, kinds=EVIDENCE)
    except UploadRefused as error:
        raise DayRefused(str(error)) from error
