"""Asking the rater, answering, hearing both sides and deciding: what becomes of a filed objection."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.organization.models import PositionVersion
from praja.people.asker import asker_of
from praja.people.models import JabatanHistory, Person
from praja.performance.enums import Ekspektasi, KeadaanKeberatan, PutusanKeberatan
from praja.performance.follow.telling import tell
from praja.performance.models import (
    BehaviourRating,
    ClosedRating,
    Objection,
    ObjectionDecision,
    ObjectionExplanation,
    ObjectionHearing,
    ObjectionRecusal,
    Rating,
    RhkRating,
)
from praja.performance.objection import perms
from praja.performance.objection.actions import (
    ObjectionRefused,
    attach,
    clearly,
    kept,
    locked,
    must_be_open,
    tell_trail,
)
from praja.performance.objection.deciding import deciders_of
from praja.performance.objection.queries import number_of
from praja.performance.rating.actions.ratings import ACTING, hold_open, skps_for_rating
from praja.performance.rating.predicates import final_of, predicate_of
from praja.performance.telling.actions.delivering import deliver
from praja.web import typed
from praja.web.said import gettext as _
from praja.web.words import tanggal

EXPLAIN_WITHIN = datetime.timedelta(days=7)
MOST_TO_EXPLAIN = datetime.timedelta(days=30)


def _address(objection: Objection) -> str:
    return reverse("performance:objection", args=[objection.pk])


def _handles(user: Any, objection: Objection, on: datetime.date) -> bool:
    return perms.may_decide(user, objection, on) or perms.may_record(user, objection, on)


def _must_handle(user: Any, objection: Objection, on: datetime.date) -> None:
    if not _handles(user, objection, on):
        raise ObjectionRefused(
            _(
                "Yang memeriksa dan memutus keberatan ialah atasan pejabat penilai, bukan yang dinilai "
                "atau penilainya."
            )
        )
    must_be_open(objection)


@transaction.atomic
def ask(
    *, objection: Objection, question: str, until: datetime.date, by: Any, on: datetime.date
) -> Objection:
    """Ask the rater to explain, until a day.

    :raises ObjectionRefused: if `by` may not, it is over, or the day cannot be
    """
    found = locked(objection)
    _must_handle(by, found, on)
    if not on <= until <= on + MOST_TO_EXPLAIN:
        raise ObjectionRefused(_("Pilih hari terakhirnya antara hari ini dan tiga puluh hari lagi."))
    found.question, found.explain_by = clearly(question, 1000), until
    found.asked_at, found.asked_by = timezone.now(), by
    if found.state == KeadaanKeberatan.DIAJUKAN:
        found.state = KeadaanKeberatan.DIMINTA
    found.save(update_fields=["question", "explain_by", "asked_at", "asked_by", "state"])
    tell_trail("objection_asked", found, by, on, reason=found.question, after={"paling_lambat": until})
    if found.rating.rater is not None:
        title = gettext_noop("Jelaskan penilaian %(name)s, yang berkeberatan")
        tell([found.rating.rater], title, {"name": found.skp.person.full_name}, _address(found))
    return found


@transaction.atomic
def explain(
    *, objection: Objection, text: str, file: Any = None, link: str = "", by: Any, on: datetime.date
) -> ObjectionExplanation:
    """Answer an objection as the rater; an answer stays, another may follow.

    :raises ObjectionRefused: if `by` may not, it is over, or nothing is said
    """
    found = locked(objection)
    if not perms.may_explain(by, found, on):
        raise ObjectionRefused(_("Yang menjelaskan ialah yang menilai."))
    must_be_open(found)
    said = clearly(text)
    made: ObjectionExplanation = ObjectionExplanation.objects.create(
        objection=found, text=said, name=found.rating.rater_name, by=by
    )
    attach(found, file, link, by)
    tell_trail("objection_explained", found, by, on)
    title = gettext_noop("Penilai menjelaskan penilaian %(name)s")
    people = [found.skp.person, *deciders_of(found, on)]
    tell(people, title, {"name": found.skp.person.full_name}, _address(found))
    return made


@transaction.atomic
def hear(
    *, objection: Objection, day: datetime.date, present: str, text: str, by: Any, on: datetime.date
) -> ObjectionHearing:
    """Note what was said when the sides were heard; both read it.

    :raises ObjectionRefused: if `by` may not, it is over, or the day cannot be
    """
    found = locked(objection)
    _must_handle(by, found, on)
    if found.filed_on is None or not found.filed_on <= day <= on:
        raise ObjectionRefused(_("Hari pemeriksaan ada di antara hari keberatan diajukan dan hari ini."))
    who = typed.lines(present)
    if not who or len(who) > 300:
        raise ObjectionRefused(_("Tuliskan siapa yang hadir, paling banyak 300 huruf."))
    made: ObjectionHearing = ObjectionHearing.objects.create(
        objection=found, day=day, present=who, text=clearly(text), by=by
    )
    found.state = KeadaanKeberatan.DIDENGAR
    found.save(update_fields=["state"])
    tell_trail("objection_heard", found, by, on, after={"hari": day})
    people = [found.skp.person, *([found.rating.rater] if found.rating.rater else [])]
    title = gettext_noop("Catatan pemeriksaan keberatan %(name)s dapat dibaca")
    tell(people, title, {"name": found.skp.person.full_name}, _address(found))
    return made


@transaction.atomic
def recuse(*, objection: Objection, reason: str, by: Any, on: datetime.date) -> ObjectionRecusal:
    """Declare a conflict of interest as the one who would decide, so that the next above does.

    :raises ObjectionRefused: if `by` does not decide, it is over, or no reason is given
    """
    found = locked(objection)
    own = asker_of(by).person
    if own is None or not perms.may_decide(by, found, on):
        raise ObjectionRefused(_("Benturan kepentingan dinyatakan oleh yang akan memutus keberatan ini."))
    must_be_open(found)
    made: ObjectionRecusal = ObjectionRecusal.objects.create(
        objection=found, person_id=own, reason=clearly(reason, 1000), by=by
    )
    tell_trail("objection_conflict", found, by, on, reason=made.reason)
    name = {"name": found.skp.person.full_name}
    title = gettext_noop("Keberatan %(name)s menunggu keputusan Anda")
    tell(deciders_of(found, on), title, name, _address(found))
    return made


# --- deciding


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided on an objection."""

    outcome: str
    reasons: str
    result: str = ""
    """Of the results; empty: as it was rated."""
    behaviour: str = ""
    score: Decimal | None = None
    """Of the results, where the law gives scores; None: as it was rated."""
    behaviour_score: Decimal | None = None
    name: str = ""
    """Of who decided, where an officer records it from its document, with the post."""
    post: str = ""
    document: str = ""
    document_date: datetime.date | None = None
    file: Any = None


def may_be_decided(objection: Objection, on: datetime.date) -> str:
    """Return what has to come first before an objection is decided; nothing where it can be.

    The law wants both sides asked: the rater answers, or lets the day pass until which to answer.
    """
    if objection.explanations.exists() or objection.rating.rater_id is None:
        return ""
    if objection.explain_by is not None and objection.explain_by < on:
        return ""
    return _(
        "Mintalah dahulu penjelasan penilai. Keberatan diputus sesudah ia menjelaskan, atau sesudah hari "
        "yang Anda tetapkan baginya lewat."
    )


@transaction.atomic
def decide(*, objection: Objection, verdict: Verdict, by: Any, on: datetime.date) -> ObjectionDecision:
    """Decide on an objection, which is final. What it changes is a rating of its own, and what was closed of
    that person is replaced by it; pay reads it from then on.

    :raises ObjectionRefused: if `by` may not, it is over, both sides were not asked, or something is missing
    """
    hold_open(objection.period)
    skps_for_rating([objection.skp_id])
    found = locked(objection)
    _must_handle(by, found, on)
    if first := may_be_decided(found, on):
        raise ObjectionRefused(first)
    before = found.rating
    came = _checked(verdict, before)
    result, behaviour = came.result, came.behaviour
    now = timezone.now()
    decider, name, post = _who(found, verdict, by, on)
    document = _document(verdict, found, by, on, needed=decider is None)
    reasons = clearly(verdict.reasons)
    rating = None
    if came != Came.of(before):
        rating = _rated_anew(found, came, reasons, decider, name, post, by, now)
    made: ObjectionDecision = ObjectionDecision.objects.create(
        objection=found, outcome=verdict.outcome, reasons=reasons, rating=rating,
        before_result=before.result, before_behaviour=before.behaviour, before_predicate=before.predicate,
        result=result, behaviour=behaviour, predicate=rating.predicate if rating else before.predicate,
        decider=decider, decider_name=name, decider_post=post, by=by, **document,
    )  # fmt: skip
    found.state = KeadaanKeberatan.DIPUTUS
    found.save(update_fields=["state"])
    replaced = _replace_closed(rating, now) if rating is not None else 0
    tell_trail(
        "objection_decided", found, by, on, reason=reasons[:1000],
        before={"predikat": before.predicate, "hasil_kerja": before.result,
                "perilaku_kerja": before.behaviour},
        after={"predikat": made.predicate, "hasil_kerja": result, "perilaku_kerja": behaviour,
               "putusan": verdict.outcome, "penutupan_diganti": bool(replaced)},
    )  # fmt: skip
    people = [found.skp.person, *([before.rater] if before.rater else [])]
    title = gettext_noop("Keberatan %(name)s sudah diputus")
    tell(people, title, {"name": found.skp.person.full_name}, _address(found))
    return made


@dataclasses.dataclass(frozen=True, slots=True)
class Came:
    """The ratings and scores that a decision comes to."""

    result: str
    behaviour: str
    score: Decimal | None
    behaviour_score: Decimal | None

    @staticmethod
    def of(rating: Rating) -> Came:
        """Return those of a rating."""
        return Came(rating.result, rating.behaviour, rating.score, rating.behaviour_score)

    def lowers(self, rating: Rating) -> bool:
        """Tell whether a rating or score is lower than it was."""
        order = Ekspektasi.values
        words = ((self.result, rating.result), (self.behaviour, rating.behaviour))
        scores = ((self.score, rating.score), (self.behaviour_score, rating.behaviour_score))
        return any(order.index(now) < order.index(before) for now, before in words) or any(
            now is not None and before is not None and now < before for now, before in scores
        )


def _checked(verdict: Verdict, before: Rating) -> Came:
    """Return what a decision comes to."""
    if verdict.outcome not in PutusanKeberatan.values:
        raise ObjectionRefused(_("Pilih putusannya: diterima, diterima sebagian, atau ditolak."))
    result, behaviour = verdict.result or before.result, verdict.behaviour or before.behaviour
    if result not in Ekspektasi.values or behaviour not in Ekspektasi.values:
        raise ObjectionRefused(_("Pilih di bawah, sesuai, atau di atas ekspektasi."))
    came = Came(result, behaviour, before.score, before.behaviour_score)
    if before.basis.get("perilaku_bernilai"):
        score = came.score if verdict.score is None else verdict.score
        manner = came.behaviour_score if verdict.behaviour_score is None else verdict.behaviour_score
        came = dataclasses.replace(came, score=score, behaviour_score=manner)
    changed = came != Came.of(before)
    if verdict.outcome == PutusanKeberatan.DITOLAK and changed:
        raise ObjectionRefused(
            _("Keberatan yang ditolak tidak mengubah penilaian. Kembalikan ratingnya, atau pilih diterima.")
        )
    if came.lowers(before):
        raise ObjectionRefused(
            _(
                "Keputusan atas keberatan tidak menurunkan penilaian orang yang mengajukannya. Pilih rating "
                "dan nilai yang sama atau lebih tinggi, atau tolak keberatannya."
            )
        )
    return came


def _who(
    objection: Objection, verdict: Verdict, by: Any, on: datetime.date
) -> tuple[Person | None, str, str]:
    """Return who decides, with name and post; nobody of the records where an officer records it."""
    own = asker_of(by).person
    if own is not None and perms.may_decide(by, objection, on):
        person = Person.objects.get(pk=own)
        rows = list(JabatanHistory.objects.on(on).filter(person=own))
        row = next((one for one in rows if one.how == "definitif"), rows[0])
        above = _post_above(objection, {one.position_id for one in rows}, on)
        row = next((one for one in rows if one.position_id == above), row)
        title = (
            PositionVersion.objects.on(on)
            .filter(position=row.position_id)
            .values_list("title", flat=True)
            .first()
        )
        return person, person.full_name, f"{ACTING.get(row.how, '')}{title or ''}"
    name, post = typed.lines(verdict.name), typed.lines(verdict.post)
    if not name or len(name) > 200 or len(post) > 300:
        raise ObjectionRefused(_("Tuliskan nama dan jabatan yang memutus, seperti pada suratnya."))
    return None, name, post


def _post_above(objection: Objection, posts: set[uuid.UUID], on: datetime.date) -> uuid.UUID | None:
    """Return by which of some posts one stands above the rater, the nearest one."""
    here = objection.rater_position_id
    for _turn in range(30):
        here = (
            PositionVersion.objects.on(on).filter(position=here).values_list("superior", flat=True).first()
            if here
            else None
        )
        if here is None or here in posts:
            return here
    return None


def _document(
    verdict: Verdict, objection: Objection, by: Any, on: datetime.date, *, needed: bool
) -> dict[str, Any]:
    number = typed.lines(verdict.document)
    if needed and not (number and verdict.document_date and verdict.file):
        raise ObjectionRefused(
            _("Keputusan di luar Praja dicatat dengan nomor, tanggal, dan pindaian suratnya.")
        )
    if len(number) > 120:
        raise ObjectionRefused(_("Nomor suratnya terlalu panjang. Periksa lagi."))
    day = verdict.document_date
    if day is not None and (objection.filed_on is None or not objection.filed_on <= day <= on):
        raise ObjectionRefused(
            _("Tanggal suratnya ada di antara hari keberatan diajukan, %(day)s, dan hari ini.")
            % {"day": tanggal(objection.filed_on or on)}
        )
    file = kept(verdict.file, by) if verdict.file else None
    return {"document": number, "document_date": day, "file": file}


def _rated_anew(
    objection: Objection, came: Came, reasons: str, decider: Person | None, name: str,
    post: str, by: Any, now: datetime.datetime,
) -> Rating:  # fmt: skip
    """Return a signed rating that replaces the one objected to, with the same proposal and parts."""
    before = objection.rating
    known = Rating.objects.filter(skp=before.skp_id, period=before.period_id)
    known.filter(signed_at__isnull=True).delete()
    last = known.aggregate(last=Max("number"))["last"] or before.number
    day = datetime.date.fromisoformat(str(before.basis["per"])) if "per" in before.basis else None
    day = day or objection.period.days.upper - datetime.timedelta(days=1)
    pack = str(before.basis.get("pak") or "nasional")
    result, behaviour = came.result, came.behaviour
    final = final_of(
        came.score, came.behaviour_score, peers=before.peers_heard, idea=before.new_idea, on=day, pack=pack
    )
    by_score = before.basis.get("predikat_menurut") == "nilai_akhir"
    predicate = (final.predicate if final else "") if by_score else predicate_of(result, behaviour, day, pack)
    if not predicate:
        raise ObjectionRefused(_("Tidak ada aturan predikat yang berlaku pada periode ini."))
    number = number_of(objection)
    told = f"Keputusan atas keberatan {number}"
    parts = list(before.rhk_ratings.all()), list(before.behaviour_ratings.all())
    made: Rating = Rating.objects.create(
        skp_id=before.skp_id, period_id=before.period_id, number=last + 1,
        proposed_result=before.proposed_result, proposed_behaviour=before.proposed_behaviour,
        achievement=before.achievement, score=came.score, flags=before.flags,
        behaviour_score=came.behaviour_score, peers_heard=before.peers_heard, new_idea=before.new_idea,
        final_score=final.score if final else None,
        basis=before.basis | {"keberatan": number},
        result=result, behaviour=behaviour, predicate=predicate,
        result_reason=told if result != before.result else before.result_reason or told,
        behaviour_reason=told if behaviour != before.behaviour else before.behaviour_reason or told,
        note=f"{told}: {reasons}"[:1000], rater=decider, rater_name=name, rater_post=post, by=by,
    )  # fmt: skip
    RhkRating.objects.bulk_create(
        RhkRating(rating=made, rhk_id=one.rhk_id, achievement=one.achievement, proposed=one.proposed,
                  given=one.given)
        for one in parts[0]
    )  # fmt: skip
    BehaviourRating.objects.bulk_create(
        BehaviourRating(rating=made, value=one.value, given=one.given, example=one.example)
        for one in parts[1]
    )
    Rating.objects.filter(pk=before.pk).update(digantikan=now)
    made.signed_at = now
    made.save(update_fields=["signed_at"])
    deliver([made])
    return made


def _replace_closed(rating: Rating, now: datetime.datetime) -> int:
    """Replace what is closed of an SKP in a period by a rating, in the same closing; what stood before stays
    known as of before.

    Return how many rows were replaced: none where the period is not closed.
    """
    closed = ClosedRating.objects.filter(skp=rating.skp_id, period=rating.period_id, digantikan__isnull=True)
    before = closed.select_for_update().first()
    if before is None:
        return 0
    closed.update(digantikan=now)
    ClosedRating.objects.create(
        closing_id=before.closing_id, period_id=before.period_id, skp_id=before.skp_id,
        person_id=before.person_id, unit_id=before.unit_id, rating=rating, predicate=rating.predicate,
        result=rating.result, behaviour=rating.behaviour, achievement=rating.achievement, score=rating.score,
        final_score=rating.final_score, flags=rating.flags, tercatat=now,
    )  # fmt: skip
    return 1
