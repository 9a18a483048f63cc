"""The predicate of two ratings, asked of the law once for each pair."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
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


def predicate_by(
    method: law.Method, result: str, behaviour: str, final: FinalScore | None, on: datetime.date, pack: str
) -> str:
    """Return the predicate of a rating by the method of its government; empty where something is missing."""
    if method.by_score:
        return final.predicate if final is not None else ""
    return predicate_of(result, behaviour, on, pack) if result and behaviour else ""


@dataclasses.dataclass(frozen=True, slots=True)
class FinalScore:
    """The score of results and behaviour together, and the predicate of its band."""

    score: Decimal
    predicate: str


def final_of(
    score: Decimal | None, behaviour: Decimal | None, *, peers: bool, idea: bool, on: datetime.date, pack: str
) -> FinalScore | None:
    """Return the final score of a rating; None where one of both scores is missing, or no law says how."""
    if score is None or behaviour is None:
        return None
    try:
        found, _band = law.final_score(score, behaviour, peers=peers, idea=idea, on=on, pack=pack)
        predicate = law.final_predicate(score, behaviour, peers=peers, idea=idea, on=on, pack=pack)
    except law.RatingUnknown:
        return None
    return FinalScore(found.quantize(Decimal("0.01"), ROUND_HALF_UP), predicate)


def shown(predicate: str) -> tuple[str, str]:
    """Return a predicate in words, and how it looks; nothing where there is none."""
    return (str(PredikatKinerja(predicate).label), LOOKS[predicate]) if predicate else ("", "")
