"""The forms of an evaluation as PDF/A, by typst: the evaluasi kinerja and the dokumen evaluasi kinerja.

Their layout is that of PermenPANRB 6/2022. What people wrote is data of them, never code. Always Indonesian,
of signed ratings alone.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import override

from praja.organization.models import PositionVersion, UnitVersion
from praja.organization.queries import zone_of
from praja.people.models import GolonganHistory, JabatanHistory, Person, UnitHistory
from praja.performance import law
from praja.performance.behaviour import GUIDES
from praja.performance.enums import (
    Aspek,
    Nilai,
    PemberiUmpanBalik,
    Perspektif,
    PredikatKinerja,
    PredikatOrganisasi,
)
from praja.performance.goals.queries import titles_of
from praja.performance.measuring import target_said
from praja.performance.models import (
    BehaviourRating,
    Delivery,
    Feedback,
    Objection,
    Rating,
    SkpVersion,
    UnitAchievement,
)
from praja.performance.objection.queries import Printed, objection_of
from praja.performance.periods import named
from praja.performance.plan.content import Content, Result, contents_of
from praja.performance.rating.standing import ends_of
from praja.performance.telling.process import FEWEST
from praja.performance.telling.report import Indicator
from praja.web.typeset import typeset
from praja.web.words import tanggal, waktu

_DAY: Final = datetime.timedelta(days=1)
FOLDER: Final = Path(__file__).parent / "drafts"
EVALUATION, DOCUMENT = "evaluasi", "dokumen"
NONE: Final = "Tidak ada."
READ: Final = ("skp__person", "skp__unit__government", "skp__appraiser", "period__government", "rater")
"""What of a rating must be read with it."""
FEW: Final = 20
"""So many people are read at a time."""


def forms_of(
    ratings: Sequence[Rating], kinds: Sequence[str], tell: Callable[[int], None] | None = None
) -> bytes:
    """Return the forms of signed ratings as one PDF, in their order.

    :param ratings: of one government and period, read with `READ`
    :param kinds: `EVALUATION`, `DOCUMENT` or both
    :param tell: told of how many people the forms are filled in
    :raises ValueError: if one is not signed: a draft prints nothing
    """
    if not ratings or any(one.signed_at is None for one in ratings):
        raise ValueError("only signed ratings are printed")
    filled: list[dict[str, Any]] = []
    with override("id"):
        for start in range(0, len(ratings), FEW):
            filled += _filled(ratings[start : start + FEW])
            if tell is not None:
                tell(len(filled))
        title = f"Evaluasi kinerja {named(ratings[0].period)}"
    last = max(one.signed_at for one in ratings if one.signed_at is not None)
    said = {
        "judul": title if len(ratings) > 1 else f"{title} {ratings[0].skp.person.full_name}",
        "hari": [last.year, last.month, last.day],
        "macam": list(kinds),
        "formulir": filled,
    }
    return typeset(FOLDER / "forms.typ", said, kept=True)


def _filled(ratings: Sequence[Rating]) -> list[dict[str, Any]]:
    """Return what stands in the forms of some ratings, in a number of queries that does not depend on how
    many, but for objections, which are rare.
    """
    known = _Known(ratings)
    return [known.form(one) for one in ratings]


class _Known:
    """What forms say besides the ratings themselves, read at once for several."""

    def __init__(self, ratings: Sequence[Rating]) -> None:
        pks = [one.pk for one in ratings]
        versions = SkpVersion.objects.filter(pk__in=[one.basis.get("versi_skp") for one in ratings])
        self.contents = {
            str(pk): content for pk, content in contents_of(list(versions.select_related("skp"))).items()
        }
        self.examples: dict[Any, dict[str, str]] = defaultdict(dict)
        for example in BehaviourRating.objects.filter(rating__in=pks).exclude(example=""):
            self.examples[example.rating_id][example.value] = example.example
        self.feedback: dict[Any, list[Feedback]] = defaultdict(list)
        said = Feedback.objects.filter(skp__in=[one.skp_id for one in ratings], role=PemberiUmpanBalik.ATASAN)
        for one in said.order_by("made_at"):
            self.feedback[one.skp_id].append(one)
        self.deliveries = {one.rating_id: one for one in Delivery.objects.filter(rating__in=pks)}
        filed = list(
            Objection.objects.filter(Q(rating__in=pks) | Q(decision__rating__in=pks)).select_related(
                "rating__rater", "decision"
            )
        )
        decided = {one.pk: getattr(one, "decision", None) for one in filed}
        self.first: dict[Any, Rating] = {
            decision.rating_id: one.rating
            for one in filed
            if (decision := decided[one.pk]) is not None and decision.rating_id is not None
        }
        """By rating that an objection brought about, the one that was objected to."""
        objected = {one.rating_id for one in filed} | set(self.first)
        self.objections = {one.pk: objection_of(one) for one in ratings if one.pk in objected}
        period = ratings[0].period
        self.achievements = dict(
            UnitAchievement.objects.filter(
                unit__in={one.skp.unit_id for one in ratings}, period=period, digantikan__isnull=True
            ).values_list("unit", "predicate")
        )
        self.spread = _spread({one.skp.unit_id for one in ratings}, period)
        self.zone = zone_of(period.government)
        by_day: dict[datetime.date, list[Rating]] = defaultdict(list)
        for rating in ratings:
            by_day[ends_of(rating.skp, rating.period)].append(rating)
        self.people = {day: _People(day, rated, self.first) for day, rated in by_day.items()}

    def form(self, rating: Rating) -> dict[str, Any]:
        """Return what stands in the forms of one rating."""
        day = ends_of(rating.skp, rating.period)
        people = self.people[day]
        content = self.contents.get(str(rating.basis.get("versi_skp")))
        delivery, objection = self.deliveries.get(rating.pk), self.objections.get(rating.pk)
        read = delivery.acknowledged_at if delivery is not None else None
        organisation = self.achievements.get(rating.skp.unit_id)
        started = max(rating.skp.berlaku.lower, rating.period.days.lower)
        return {
            "instansi": people.government,
            "periode": f"{tanggal(started)} sampai {tanggal(day)}",
            "nama_periode": named(rating.period),
            "pegawai": people.rated(rating),
            "penilai": people.rater(rating),
            "atasan": people.above(rating),
            "memimpin": people.heads(rating),
            "jenis": people.kind(rating),
            "organisasi": str(PredikatOrganisasi(organisation).label) if organisation else "Belum ditetapkan",
            **_pattern(self.spread[rating.skp.unit_id], rating, day),
            **self._content(rating, content, people.heads(rating)),
            "hasil": rating.get_result_display(),
            "alasan_hasil": rating.result_reason,
            "perilaku_kerja": rating.get_behaviour_display(),
            "alasan_perilaku": rating.behaviour_reason,
            "predikat": rating.get_predicate_display(),
            "catatan": rating.note,
            **_objected(objection),
            "dibaca": f"Dibaca {waktu(read.astimezone(self.zone))}" if read else "",
            "ditandatangani": tanggal(rating.signed_at.astimezone(self.zone)) if rating.signed_at else "",
            "keadaan": self._state(rating),
        }

    def _state(self, rating: Rating) -> str:
        assert rating.signed_at is not None  # `forms_of` takes no others
        said = f"Ditandatangani {rating.rater_name} {waktu(rating.signed_at.astimezone(self.zone))} di Praja."
        if rating.digantikan is not None:
            day = waktu(rating.digantikan.astimezone(self.zone))
            said = f"{said} SUDAH DIGANTIKAN pada {day}."
        return f"{said} Versi {rating.number}."

    def _content(self, rating: Rating, content: Content | None, heads: bool) -> dict[str, Any]:
        kept = {one["id"]: one for one in rating.basis.get("indikator", ())}
        here = [
            one
            for one in self.feedback[rating.skp_id]
            if rating.period.days.lower <= one.made_at.astimezone(self.zone).date()
            and (rating.signed_at is None or one.made_at <= rating.signed_at)
        ]
        results = content.by_kind if content is not None else []
        return {
            "pendekatan": content.version.get_approach_display() if content is not None else "",
            "kualitatif": content is not None and content.version.approach == "kualitatif",
            "bagian": [
                {"nama": str(label), "hasil": [_result(one, kept, here, heads) for one in lines]}
                for label, lines in results
            ],
            "perilaku": self._behaviours(rating, content, here),
        }

    def _behaviours(
        self, rating: Rating, content: Content | None, feedback: Iterable[Feedback]
    ) -> list[dict[str, Any]]:
        said: dict[str, list[str]] = defaultdict(list)
        for one in feedback:
            if one.value:
                said[one.value].append(one.text)
        for value, example in self.examples[rating.pk].items():
            said[value].append(example)
        return [
            {"nama": str(label), "panduan": list(guides), "ekspektasi": text, "umpan_balik": said[value]}
            for value, label, guides, text in _values(content)
        ]


def _values(content: Content | None) -> list[tuple[str, Any, Sequence[str], str]]:
    expected = content.expectations if content is not None else {}
    return [(value.value, value.label, GUIDES[value], expected.get(value, "")) for value in Nilai]


def _result(
    result: Result, kept: Mapping[str, dict[str, Any]], feedback: Iterable[Feedback], heads: bool
) -> dict[str, Any]:
    row = result.row
    return {
        "atasan": result.served,
        "rhk": row.text,
        "perspektif": str(Perspektif(row.perspective).label) if heads and row.perspective else "",
        "ukuran": row.success,
        "indikator": [
            {
                "aspek": str(Aspek(one.aspect).label),
                "teks": one.text,
                "target": target_said(one),
                "realisasi": _reached(Indicator(one, kept.get(str(one.indicator_id), {}))),
            }
            for one in result.indicators
        ],
        "umpan_balik": [one.text for one in feedback if one.rhk_id == row.rhk_id],
    }


def _reached(one: Indicator) -> str:
    if not one.counts:
        return "Tidak dinilai pada periode ini"
    said = one.reached
    share = f" (capaian {one.achievement})" if one.achievement else ""
    return f"{said[:1].upper()}{said[1:]}{share}"


def _objected(objection: Printed | None) -> dict[str, str]:
    if objection is None:
        return {
            "keberatan": NONE,
            "penjelasan": NONE,
            "putusan": NONE,
            "diputus_oleh": "",
            "diputus_pada": "",
        }
    return {
        "keberatan": f"Nomor {objection.number}, {tanggal(objection.filed_on)}\n{objection.objection}",
        "penjelasan": objection.explanation or "Belum ada.",
        "putusan": objection.decision or "Belum diputus.",
        "diputus_oleh": objection.decided_by,
        "diputus_pada": tanggal(objection.decided_on) if objection.decided_on else "",
    }


# --- the unit


def _spread(units: set[uuid.UUID], period: Any) -> dict[uuid.UUID, Counter[str]]:
    """Return by unit how many of its people have each predicate."""
    found: dict[uuid.UUID, Counter[str]] = {unit: Counter() for unit in units}
    rows = Rating.objects.filter(
        skp__unit__in=units, period=period, signed_at__isnull=False, digantikan__isnull=True
    )
    for unit, predicate in rows.values_list("skp__unit", "predicate"):
        found[unit][predicate] += 1
    return found


def _pattern(counts: Counter[str], rating: Rating, day: datetime.date) -> dict[str, Any]:
    """Return how the predicates of a unit are spread; of few people nothing, since it would name them."""
    pack = str(rating.basis.get("pak") or law.NATIONAL)
    try:
        meaningful = counts.total() >= FEWEST and law.pattern_is_meaningful(counts, day, pack)
    except law.RatingUnknown:
        meaningful = False
    if not meaningful:
        return {"sebaran": [], "sebaran_dari": "Tidak ditampilkan: yang dinilai di unit ini terlalu sedikit."}
    worst_first = list(reversed(PredikatKinerja))
    return {
        "sebaran": [[str(one.label), counts[one]] for one in worst_first],
        "sebaran_dari": f"{counts.total()} pegawai unit ini menurut predikatnya.",
    }


# --- people


class _People:
    """Who the people of some ratings were on a day: golongan, posts, units, and who stands above raters."""

    def __init__(self, day: datetime.date, ratings: Sequence[Rating], first: Mapping[Any, Rating]) -> None:
        self.first = first
        by = {one.pk: first.get(one.pk, one).rater_id for one in ratings}
        raters = {one for one in by.values() if one is not None}
        deciders = {one.rater_id for one in ratings if one.pk in first and one.rater_id is not None}
        held: dict[Any, uuid.UUID] = {}
        rows = JabatanHistory.objects.on(day).filter(person__in=raters)
        for person, post, how in rows.values_list("person", "position", "how"):
            if how == "definitif" or person not in held:
                held[person] = post
        self._rater_posts = {
            one.pk: one.skp.appraiser_position_id
            if by[one.pk] == one.skp.appraiser_id and one.skp.appraiser_position_id
            else held.get(by[one.pk])
            for one in ratings
        }
        above = {post for post in self._rater_posts.values() if post is not None}
        posts = {one.skp.position_id for one in ratings} | above
        self.posts: dict[Any, PositionVersion] = {
            one.position_id: one for one in PositionVersion.objects.on(day).filter(position__in=posts)
        }
        superior = {
            one.superior_id for pk, one in self.posts.items() if pk in above and one.superior_id is not None
        }
        holders = JabatanHistory.objects.on(day).filter(position__in=superior).select_related("person")
        self.holders: dict[Any, Person] = {}
        for row in holders:
            if row.how == "definitif" or row.position_id not in self.holders:
                self.holders[row.position_id] = row.person
        self.titles = titles_of({*posts, *superior}, day)
        rated = {one.skp.person_id for one in ratings}
        everybody = rated | raters | deciders | {one.pk for one in self.holders.values()}
        self.golongan: dict[Any, str] = dict(
            GolonganHistory.objects.on(day).filter(person__in=everybody).values_list("person", "golongan")
        )
        self.members: dict[Any, uuid.UUID] = dict(
            UnitHistory.objects.on(day).filter(person__in=everybody).values_list("person", "unit")
        )
        top = ratings[0].period.government_id
        units = {*self.members.values(), *(one.skp.unit_id for one in ratings), top}
        self.names: dict[Any, str] = dict(
            UnitVersion.objects.on(day).filter(unit__in=units).values_list("unit", "name")
        )
        self.government = str(self.names.get(top, ""))

    def rated(self, rating: Rating) -> list[list[str]]:
        """Return the person as forms name them."""
        skp = rating.skp
        return self._lines(
            skp.person, skp.person.full_name, self.titles.get(skp.position_id, ""), skp.unit_id
        )

    def rater(self, rating: Rating) -> list[list[str]]:
        """Return who rated, as they signed; where an objection was won, who had rated before."""
        rating = self.first.get(rating.pk, rating)
        return self._lines(rating.rater, rating.rater_name, rating.rater_post)

    def above(self, rating: Rating) -> list[list[str]]:
        """Return who stands above the one who rated: who decided on an objection, or holds the post above;
        nothing where nobody is known.
        """
        if rating.pk in self.first:
            return self._lines(rating.rater, rating.rater_name, rating.rater_post)
        post = self.posts.get(self._rater_posts[rating.pk])
        person = self.holders.get(post.superior_id) if post is not None else None
        title = self.titles.get(post.superior_id, "") if post is not None and post.superior_id else ""
        return self._lines(person, person.full_name if person is not None else "", title)

    def heads(self, rating: Rating) -> bool:
        """Tell whether the person headed a unit."""
        post = self.posts.get(rating.skp.position_id)
        return post is not None and post.heads_unit

    def kind(self, rating: Rating) -> str:
        """Return what kind of post the person held."""
        post = self.posts.get(rating.skp.position_id)
        return str(post.get_kind_display()) if post is not None else ""

    def _lines(self, person: Person | None, name: str, title: str, unit: Any = None) -> list[list[str]]:
        key = person.pk if person is not None else None
        return [
            ["Nama", name],
            ["NIP", person.nip if person is not None else ""],
            ["Pangkat/Gol.", str(self.golongan.get(key, ""))],
            ["Jabatan", title],
            ["Unit kerja", str(self.names.get(unit or self.members.get(key), ""))],
        ]
