"""The predicate of two ratings, asked of the law once for each pair."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from typing import Any, Final

from praja.performance import law
from praja.performance.enums import PredikatKinerja

LOOKS: Final[Mapping[Any, str]] = {
    PredikatKinerja.SANGAT_BAIK: "ok",
    PredikatKinerja.BAIK: "ok",
    PredikatKinerja.BUTUH_PERBAIKAN: "warn",
    PredikatKinerja.KURANG: "bad",
    PredikatKinerja.SANGAT_KURANG: "bad",
}


@functools.lru_cache(maxsize=512)
def predicate_of(result: str, behaviour: str, on: datetime.date, pack: str) -> str:
    """Return the predicate of a rating of results and one of behaviour by the law of a day.

    It is empty where the law of that day knows none: before PermenPANRB 6/2022.
    """
    try:
        return law.predicate(result, behaviour, on=on, pack=pack)
    except law.RatingUnknown:
        return ""


def shown(predicate: str) -> tuple[str, str]:
    """Return a predicate in words, and how it looks; nothing where there is none."""
    return (str(PredikatKinerja(predicate).label), LOOKS[predicate]) if predicate else ("", "")
