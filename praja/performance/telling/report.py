"""What a rating tells the person, from what was kept when it was signed and nothing else."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from praja.organization.queries import zone_of
from praja.performance import law
from praja.performance.enums import Arah, KeadaanHambatan
from praja.performance.follow.months import government_of
from praja.performance.models import (
    BehaviourRating,
    Delivery,
    IndicatorVersion,
    Obstacle,
    Rating,
    RhkRating,
    RhkVersion,
)
from praja.performance.rating.shown import kept_problem
from praja.web.words import angka, tanggal

COUNTED = (KeadaanHambatan.DITERIMA, KeadaanHambatan.SELESAI)
"""Obstacles that were accepted, whether they are over or not."""


@dataclasses.dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as it stood when it was rated."""

    version: IndicatorVersion
    kept: dict[str, Any]
    """What `Rating.basis` says of it."""

    @property
    def reached(self) -> str:
        """What was reached, in words."""
        if self.kept.get("selesai"):
            return _("selesai %(day)s") % {"day": tanggal(datetime.date.fromisoformat(self.kept["selesai"]))}
        if self.kept.get("realisasi") is None:
            return _("belum ada realisasi")
        return self._measured("realisasi")

    @property
    def wanted(self) -> str:
        """What was to be reached by the end of the period; nothing where that is a date or no figure."""
        if self.version.direction == Arah.TANGGAL and self.kept.get("tenggat"):
            return tanggal(datetime.date.fromisoformat(self.kept["tenggat"]))
        if self.kept.get("target") is None:
            return ""
        said = self._measured("target")
        return f"{said}–{self._measured('batas_atas')}" if self.kept.get("batas_atas") else said

    def _measured(self, key: str) -> str:
        return f"{angka(Decimal(self.kept[key]))} {self.version.measure}".strip()

    @property
    def problem(self) -> str:
        """Why nothing could be computed; nothing where it could."""
        return kept_problem(self.kept)

    @property
    def achievement(self) -> str:
        """The share of the target in percent; nothing where none was computed."""
        share = self.kept.get("capaian")
        return "" if share is None else f"{angka(Decimal(share))}%"

    @property
    def counts(self) -> bool:
        """Whether it was measured in the period."""
        return not self.kept.get("tidak_dinilai")


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A result with its indicators."""

    one: RhkRating
    text: str
    order: int
    indicators: list[Indicator]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a rating."""

    rating: Rating
    lines: list[Line]
    behaviours: list[BehaviourRating]
    obstacles: list[Obstacle]
    """Those that were accepted and looked at when it was rated."""
    before: Rating | None
    """What stands of the person's period of the same kind before."""
    delivery: Delivery | None


def report_of(rating: Rating) -> Report:
    """Return what a signed rating tells, in seven queries.

    :param rating: with its `skp` and `period`
    """
    behaviours = list(rating.behaviour_ratings.order_by("value"))
    kept = [one["id"] for one in rating.basis.get("hambatan", ()) if one.get("keadaan") in COUNTED]
    obstacles = Obstacle.objects.filter(pk__in=kept, skp=rating.skp_id).order_by("made_at") if kept else ()
    delivery = Delivery.objects.filter(rating=rating).first()
    return Report(rating, lines_of(rating), behaviours, list(obstacles), before(rating), delivery)


def lines_of(rating: Rating) -> list[Line]:
    """Return the results of a rating with their indicators, in the words of the plan that counted."""
    version = rating.basis.get("versi_skp")
    rows_of = RhkVersion.objects.filter(version=version).values_list("rhk_id", "order", "text")
    texts = {rhk: (order, text) for rhk, order, text in rows_of}
    kept = {one["id"]: one for one in rating.basis.get("indikator", ())}
    indicators: dict[uuid.UUID, list[Indicator]] = defaultdict(list)
    rows = IndicatorVersion.objects.filter(version=version).select_related("indicator")
    for one in rows.order_by("order", "pk"):
        if (said := kept.get(str(one.indicator_id))) is not None:
            indicators[one.indicator.rhk_id].append(Indicator(one, said))
    lines = [
        Line(one, texts[one.rhk_id][1], texts[one.rhk_id][0], indicators[one.rhk_id])
        for one in rating.rhk_ratings.all()
        if one.rhk_id in texts
    ]
    return sorted(lines, key=lambda line: line.order)


def before(rating: Rating) -> Rating | None:
    """Return what stands of a person's last period of the same kind before that of a rating."""
    rows = Rating.objects.filter(
        skp__person=rating.skp.person_id,
        period__kind=rating.period.kind,
        period__days__endswith__lte=rating.period.days.lower,
        signed_at__isnull=False,
        digantikan__isnull=True,
    )
    return rows.select_related("period").order_by("-period__days__endswith", "-signed_at").first()


def day_delivered(delivery: Delivery, rating: Rating) -> datetime.date:
    """Return the day at the workplace on which a rating could first be read."""
    if delivery.received_on is not None:
        return delivery.received_on
    return delivery.delivered_at.astimezone(zone_of(government_of(rating.skp))).date()


# --- how it was reckoned


def reckoned(rating: Rating) -> dict[str, list[tuple[str, str]]]:
    """Return how the figures of a rating were reckoned, by result and as a whole (``), as lines of text.

    The formulas are executed once more over the figures that were kept. Where they come to something else
    than was kept, as of ratings that kept less, nothing is told rather than another reckoning.
    """
    lines = lines_of(rating)
    given = _given(rating, lines)
    if not given.indicators:
        return {}
    on, language = datetime.date.fromisoformat(rating.basis["per"]), (get_language() or "id")[:2]
    try:
        told = law.explain(given, on=on, pack=rating.basis["pak"])
    except (law.RatingUnknown, ValueError):
        return {}
    kept = {
        str(one.version.indicator_id): one.kept.get("capaian") for line in lines for one in line.indicators
    }
    for key, outcome in told.outcome.indicators.items():
        if outcome.achievement != _figure(kept[key]):
            return {}
    parts: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        key = str(line.one.rhk_id)
        if key not in told.of_rhk:
            continue
        parts[key] = [
            (one.version.text, told.indicator(str(one.version.indicator_id), language))
            for one in line.indicators
            if one.counts
        ]
        parts[key].append((line.text, told.rhk(key, language)))
    parts[""] = [*_final(rating, on, language), (_("Seluruhnya"), told.overall(language))]
    return parts


def _final(rating: Rating, on: datetime.date, language: str) -> list[tuple[str, str]]:
    """Return how the final score was reckoned, if there is one."""
    if rating.final_score is None or rating.score is None or rating.behaviour_score is None:
        return []
    text = law.final_told(
        rating.score, rating.behaviour_score, peers=rating.peers_heard, idea=rating.new_idea,
        on=on, pack=rating.basis["pak"], lang=language,
    )  # fmt: skip
    return [(_("Nilai akhir"), text)]


def _given(rating: Rating, lines: list[Line]) -> law.SkpInput:
    """Return an SKP as the law was asked for it when it was rated."""
    staff = rating.basis.get("bawahan")
    return law.SkpInput(
        str(rating.skp_id),
        [
            law.SkpIndicator(
                key=str(one.version.indicator_id),
                rhk=str(line.one.rhk_id),
                direction=one.version.direction,
                target=_figure(one.kept.get("target")),
                target_max=_figure(one.kept.get("batas_atas")),
                realisation=_figure(one.kept.get("realisasi")),
                weight=one.version.weight,
                maximum=one.version.maximum,
                start=rating.skp.berlaku.lower,
                due=_day(one.kept.get("tenggat")),
                done=_day(one.kept.get("selesai")),
            )
            for line in lines
            for one in line.indicators
            if one.counts
        ],
        rating.basis.get("cara", law.METHOD),
        {
            rhk: _figure(weight)
            for rhk, weight in rating.basis.get("lingkup", {}).items()
            if any(
                str(line.one.rhk_id) == rhk and any(one.counts for one in line.indicators) for line in lines
            )
        }
        if rating.basis.get("cara") == law.SCORED
        else {},
        law.Staff(_figure(staff["capaian"]), _figure(staff["nilai"])) if staff else None,
    )


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
