"""A proposal and the predicates as pages show them."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from praja.attendance.days.recap import LABELS
from praja.performance import law
from praja.performance.enums import Arah, Ekspektasi
from praja.performance.follow.progress import said
from praja.performance.measuring import target_said
from praja.performance.models import Feedback, Obstacle, Rating
from praja.performance.rating.actions.ratings import final_in
from praja.performance.rating.desk import Row
from praja.performance.rating.predicates import predicate_of, shown
from praja.performance.rating.proposals import DISCIPLINE, Line, Measured, Proposal, given
from praja.web.words import tanggal


@dataclasses.dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator in words."""

    measured: Measured
    reached: str
    plan: str
    share: int | None
    state: tuple[str, str]
    obstacles: list[Obstacle]

    @property
    def problem(self) -> str:
        """Why nothing could be computed, in the language of the page."""
        return law.told(self.measured.problem, language())


@dataclasses.dataclass(frozen=True, slots=True)
class ShownLine:
    """A result with its indicators."""

    line: Line
    given: str
    indicators: list[ShownIndicator]
    feedback: list[Feedback]

    @property
    def proposed(self) -> str:
        """The proposed rating in words."""
        return str(Ekspektasi(self.line.proposal).label) if self.line.proposal else ""


def language() -> str:
    """Return the language of the page as the law speaks it: `id` or `en`."""
    return (get_language() or "id")[:2]


def kept_problem(kept: Mapping[str, Any]) -> str:
    """Return why an indicator could not be computed, as a rating keeps it (`Rating.basis`), in the language
    of the page; in Indonesian where it was kept in that alone.
    """
    return str((kept.get("masalah_en") if language() == "en" else "") or kept.get("masalah") or "")


def attended(kept: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return in words what attendance a rating was given with (`Rating.basis`)."""
    counts = kept.get("kehadiran") or {}
    return [(_attended(name), counts[name]) for name in DISCIPLINE if counts.get(name)]


def _attended(name: str) -> str:
    """Return what a count of attendance is called, with the plain words before a band of lateness."""
    match name.partition("_")[0]:
        case "tl":
            return _("Terlambat (%(band)s)") % {"band": LABELS[name]}
        case "psw":
            return _("Pulang sebelum waktunya (%(band)s)") % {"band": LABELS[name]}
    return str(LABELS[name])


def lines_of(
    proposal: Proposal, given: Mapping[uuid.UUID, str], feedback: Sequence[Feedback]
) -> list[ShownLine]:
    """Return the results of a proposal, each with what was given for it before."""
    return [
        ShownLine(
            line,
            given.get(line.rhk.rhk_id) or line.proposal,
            [_indicator(one, proposal) for one in line.measured],
            [one for one in feedback if one.rhk_id == line.rhk.rhk_id],
        )
        for line in proposal.lines
    ]


def _indicator(one: Measured, proposal: Proposal) -> ShownIndicator:
    unit = f" {one.version.measure}" if one.version.measure else ""
    if one.done_on is not None:
        reached = _("selesai %(day)s") % {"day": tanggal(one.done_on)}
    elif one.value is not None:
        reached = f"{said(one.value)}{unit}"
    else:
        reached = _("belum ada realisasi")
    plan = target_said(one.version)
    if one.now is not None and one.now != one.version.target and one.version.direction != Arah.TAHAPAN:
        plan = _("%(now)s sampai akhir periode, seluruhnya %(target)s") % {
            "now": f"{said(one.now)}{unit}",
            "target": plan,
        }
    return ShownIndicator(
        one,
        reached,
        plan,
        None if one.achievement is None else int(min(max(one.achievement, Decimal()), Decimal(100))),
        _state(one),
        [two for two in proposal.obstacles if two.indicator_id == one.version.indicator_id],
    )


def _state(one: Measured) -> tuple[str, str]:
    if one.target.excluded:
        return _("dikecualikan"), ""
    if one.later:
        return _("belum jatuh tempo"), ""
    if one.problem or not one.reported:
        return _("tanpa realisasi"), "bad"
    if not one.evidence and not one.counted:
        return _("tanpa bukti"), "warn"
    return "", ""


def grid_of(row: Row) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Return the nine predicates, a line for each rating of results, the best first; with which one it is."""
    day, pack = row.proposal.on, row.proposal.pack
    return [
        (
            str(result.label),
            [
                (
                    shown(predicate_of(result, behaviour, day, pack))[0],
                    (row.result, row.behaviour) == (result, behaviour),
                )
                for behaviour in Ekspektasi
            ],
        )
        for result in reversed(Ekspektasi)
    ]


def reckoned(proposal: Proposal, rating: Rating | None) -> list[tuple[str, str]]:
    """Return how a proposal was reckoned, as a whole and each result and indicator, as lines of text.

    Where behaviour is scored, the final score comes first.
    """
    handed = given(proposal)
    if not handed.indicators:
        return []
    lang = language()
    try:
        told = law.explain(handed, on=proposal.on, pack=proposal.pack, outcome=proposal.outcome)
    except law.RatingUnknown as error:
        return [(_("Seluruhnya"), error.told(lang))]
    parts = [*_final(proposal, rating, lang), (_("Seluruhnya"), told.overall(lang))]
    for line in proposal.lines:
        if str(line.rhk.rhk_id) in told.of_rhk:
            parts.append((line.rhk.text, told.rhk(str(line.rhk.rhk_id), lang)))
        parts += [
            (one.version.text, told.indicator(str(one.version.indicator_id), lang))
            for one in line.measured
            if one.counts
        ]
    return parts


def _final(proposal: Proposal, rating: Rating | None, lang: str) -> list[tuple[str, str]]:
    """Return how the final score was reckoned, if there is one."""
    final = None if rating is None else final_in(rating, proposal)
    if rating is None or final is None or proposal.score is None or rating.behaviour_score is None:
        return []
    text = law.final_told(
        proposal.score, rating.behaviour_score, peers=rating.peers_heard, idea=rating.new_idea,
        on=proposal.on, pack=proposal.pack, lang=lang,
    )  # fmt: skip
    return [(_("Nilai akhir"), text)]
