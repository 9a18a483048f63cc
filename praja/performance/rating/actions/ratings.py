"""Drafting and signing ratings, one by one or together."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from praja.audit.actions import record, record_bulk
from praja.organization.models import PositionVersion
from praja.people.enums import CaraMenjabat
from praja.people.models import JabatanHistory
from praja.performance.enums import Ekspektasi, KeadaanKeberatan, Nilai
from praja.performance.models import BehaviourRating, Objection, Period, Rating, RhkRating, Skp
from praja.performance.rating import flags
from praja.performance.rating.actions import RatingRefused, plain
from praja.performance.rating.predicates import FinalScore, final_of, predicate_by
from praja.performance.rating.proposals import Proposal, propose
from praja.performance.rating.standing import Standing
from praja.performance.team.queue import take_signed
from praja.performance.telling.actions.delivering import deliver
from praja.web.notices import notify, notify_many
from praja.web.reasons import is_clear
from praja.web.said import gettext as _
from praja.web.said import label

MOST_AT_ONCE = 500
BEST = 120
"""The highest score of behaviour."""
ACTING: Mapping[str, str] = {CaraMenjabat.PLT: "Plt. ", CaraMenjabat.PLH: "Plh. "}
"""How posts in which somebody acts begin; an abbreviation of law, the same in every language."""
RATED = gettext_lazy("Kinerja Anda sudah dinilai. Baca hasil dan alasannya.")


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What the one who rates says; what is None stays as it was."""

    result: str | None = None
    behaviour: str | None = None
    result_reason: str | None = None
    behaviour_reason: str | None = None
    note: str | None = None
    behaviour_score: str | None = None
    """As typed: 0 to 120, or nothing."""
    peers_heard: bool | None = None
    new_idea: bool | None = None
    results: Mapping[uuid.UUID, str] = dataclasses.field(default_factory=dict)
    """By result (`Rhk`): its rating, or nothing where it is not rated by itself."""
    values: Mapping[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    """By value: its rating and an example; no rating where it is not rated by itself."""


def skps_for_rating(pks: Sequence[uuid.UUID]) -> list[Skp]:
    """Return SKP with what rating them needs, locked so that each is rated by one at a time."""
    rows = Skp.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return list(rows.select_related("person__account", "unit__government", "appraiser", "position"))


def hold_open(period: Period) -> None:
    """Keep a period from being closed until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM performance_period WHERE id = %s FOR SHARE", [period.pk])


@transaction.atomic
def save_draft(*, skp: Skp, period: Period, said: Said, by: Any, on: datetime.date) -> Rating:
    """Keep what is said so far of an SKP in a period. Nothing of it is shown to anybody else.

    What says no more than was signed begins no new draft: a page saves by itself, also while it is being
    signed.

    :raises RatingRefused: if `by` may not rate it then
    """
    return _signed_already(skp, period, said, by) or _saved(skp, period, said, by, on)[0]


def _signed_already(skp: Skp, period: Period, said: Said, by: Any) -> Rating | None:
    """Return the rating that somebody signed and that says the same, if there is one and no later draft."""
    hold_open(period)
    skps_for_rating([skp.pk])
    known = Rating.objects.filter(skp=skp, period=period)
    signed = known.filter(signed_at__isnull=False, digantikan__isnull=True).first()
    if signed is None or signed.by_id != by.pk or known.filter(signed_at__isnull=True).exists():
        return None
    return signed if _says_the_same(signed, said) else None


def _says_the_same(rating: Rating, said: Said) -> bool:
    """Tell whether what is said is what a rating says already."""
    names = ("result", "behaviour", "result_reason", "behaviour_reason", "note")
    if said.behaviour_score is not None and points(said.behaviour_score) != rating.behaviour_score:
        return False
    if any(getattr(said, name) not in (None, getattr(rating, name)) for name in ("peers_heard", "new_idea")):
        return False
    if any(
        value.strip() != getattr(rating, name) for name in names if (value := getattr(said, name)) is not None
    ):
        return False
    results = {one.rhk_id: one.given for one in rating.rhk_ratings.all()}
    values = {one.value: (one.given, one.example) for one in rating.behaviour_ratings.all()}
    return all(results.get(rhk, "") == given for rhk, given in said.results.items()) and all(
        values.get(value, ("", ""))[0] == given and (not given or values[value][1] == example.strip())
        for value, (given, example) in said.values.items()
    )


def _saved(skp: Skp, period: Period, said: Said, by: Any, on: datetime.date) -> tuple[Rating, Proposal]:
    hold_open(period)
    found = skps_for_rating([skp.pk])
    if not found:
        raise RatingRefused(_("SKP ini tidak ada lagi."))
    standing = Standing(by, found, period, on)
    if refused := standing.refusal(found[0]) or objected(found[0], period):
        raise RatingRefused(refused)
    _check(said)
    proposal = propose(found, period)[found[0].pk]
    rating = Rating.objects.filter(skp=found[0], period=period, signed_at__isnull=True).first()
    if rating is None:
        rating = _begun(found[0], period)
    _write(rating, proposal, said)
    _signs(rating, standing, found[0])
    rating.save()
    _write_parts(rating, proposal, said)
    return rating, proposal


def objected(skp: Skp, period: Period) -> str:
    """Return why a rating is not given anew while an objection runs or after it is decided; else nothing."""
    found = Objection.objects.filter(skp=skp, period=period).exclude(
        state__in=(KeadaanKeberatan.DISUSUN, KeadaanKeberatan.DICABUT)
    )
    match found.values_list("state", flat=True).first():
        case None:
            return ""
        case KeadaanKeberatan.DIPUTUS:
            return _("Keberatan atas penilaian ini sudah diputus atasan Anda, dan keputusan itu final.")
    return _("Pegawai mengajukan keberatan atas penilaian ini. Tulis penjelasan Anda di sana.")


def _check(said: Said) -> None:
    """Refuse what no form of ours sends."""
    given = [said.result, said.behaviour, *said.results.values(), *(one for one, _e in said.values.values())]
    if any(one and one not in Ekspektasi.values for one in given) or set(said.values) - set(Nilai.values):
        raise RatingRefused(_("Pilih di bawah, sesuai, atau di atas ekspektasi."))


def points(text: str) -> Decimal | None:
    """Return a score of behaviour as typed; None where none is.

    :raises RatingRefused: if it is not a number from 0 to 120
    """
    said = text.strip().replace(",", ".")
    if not said:
        return None
    try:
        found = Decimal(said)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= BEST or found != found.quantize(Decimal("0.01")):
        raise RatingRefused(
            _("Nilai perilaku ditulis antara 0 dan 120, dengan paling banyak dua angka di belakang koma.")
        )
    return found


def _begun(skp: Skp, period: Period) -> Rating:
    """Return a new draft, which begins with what was signed before."""
    before = Rating.objects.filter(skp=skp, period=period).order_by("-number").first()
    made = Rating(skp=skp, period=period, number=before.number + 1 if before else 1)
    if before is not None:
        for name in (
            "result", "behaviour", "result_reason", "behaviour_reason", "behaviour_score", "peers_heard",
            "new_idea",
        ):  # fmt: skip
            setattr(made, name, getattr(before, name))
    return made


def _write(rating: Rating, proposal: Proposal, said: Said) -> None:
    rating.proposed_result, rating.proposed_behaviour = proposal.result, proposal.behaviour
    rating.achievement, rating.score = proposal.achievement, proposal.score
    rating.basis = proposal.basis()
    for name in ("result", "behaviour"):
        if (value := getattr(said, name)) is not None:
            setattr(rating, name, value)
    for name in ("result_reason", "behaviour_reason", "note"):
        if (value := getattr(said, name)) is not None:
            setattr(rating, name, plain(value))
    if proposal.method.final:
        _score(rating, proposal, said)
    departs = rating.result != proposal.result or rating.behaviour != proposal.behaviour
    rating.flags = [*proposal.flags, *([flags.DEPARTS] if rating.result and departs else [])]
    final = final_in(rating, proposal)
    rating.final_score = None if final is None else final.score
    rating.predicate = predicate_by(
        proposal.method, rating.result, rating.behaviour, final, proposal.on, proposal.pack
    )


def _score(rating: Rating, proposal: Proposal, said: Said) -> None:
    """Write down how behaviour is scored."""
    if said.behaviour_score is not None:
        rating.behaviour_score = points(said.behaviour_score)
    for name in ("peers_heard", "new_idea"):
        if (value := getattr(said, name)) is not None:
            setattr(rating, name, value)


def final_in(rating: Rating, proposal: Proposal) -> FinalScore | None:
    """Return the final score of a rating as proposed and said now; None where there is none (yet)."""
    if not proposal.method.final:
        return None
    return final_of(
        proposal.score, rating.behaviour_score, peers=rating.peers_heard, idea=rating.new_idea,
        on=proposal.on, pack=proposal.pack,
    )  # fmt: skip


def _signs(rating: Rating, standing: Standing, skp: Skp) -> None:
    """Write down who rates, and in which post."""
    rating.by = standing.user
    rating.rater_id = None if standing.records(skp) else standing.own
    if rating.rater_id is None:
        rating.rater_name, rating.rater_post = skp.appraiser_name, skp.appraiser_title
        return
    rating.rater_name, rating.rater_post = _named(standing, skp)


def _named(standing: Standing, skp: Skp) -> tuple[str, str]:
    """Return the name of the one who rates, and the post by which, read once for all."""
    held = standing.held
    if held is None:
        rows = list(
            JabatanHistory.objects.on(standing.on).filter(person=standing.own).select_related("person")
        )
        titles = dict(
            PositionVersion.objects.on(standing.on)
            .filter(position__in=[one.position_id for one in rows])
            .values_list("position_id", "title")
        )
        held = standing.held = [(one, titles.get(one.position_id, "")) for one in rows]
    if not held:
        return str(standing.user), ""
    by_post = [one for one in held if one[0].position_id == skp.appraiser_position_id]
    own = [one for one in held if one[0].how == "definitif"]
    row, title = (by_post or own or held)[0]
    return row.person.full_name, f"{ACTING.get(row.how, '')}{title}"


def _write_parts(rating: Rating, proposal: Proposal, said: Said) -> None:
    before = {one.rhk_id: one for one in rating.rhk_ratings.all()}
    here = {line.rhk.rhk_id: line for line in proposal.lines}
    for rhk, line in here.items():
        one = before.get(rhk) or RhkRating(rating=rating, rhk_id=rhk)
        one.achievement, one.proposed = line.achievement, line.proposal
        one.given = said.results.get(rhk, one.given)
        one.save()
    RhkRating.objects.filter(rating=rating).exclude(rhk__in=here).delete()
    for value, (given, example) in said.values.items():
        text = plain(example)
        if not given:
            BehaviourRating.objects.filter(rating=rating, value=value).delete()
            continue
        BehaviourRating.objects.update_or_create(
            rating=rating, value=value, defaults={"given": given, "example": text}
        )


# --- signing


@transaction.atomic
def sign(*, skp: Skp, period: Period, said: Said, by: Any, on: datetime.date) -> Rating:
    """Sign a rating: from now on it stays, the person may read it, and a later one replaces it.

    A form that is sent twice signs once.

    :raises RatingRefused: if `by` may not, something is missing, or a reason is
    """
    if is_clear(said.note or "") and (already := _signed_already(skp, period, said, by)) is not None:
        return already
    rating, proposal = _saved(skp, period, said, by, on)
    if missing := missing_of(rating):
        raise RatingRefused(missing)
    before = Rating.objects.filter(
        skp=rating.skp, period=period, signed_at__isnull=False, digantikan__isnull=True
    ).first()
    if before is not None and not is_clear(rating.note):
        raise RatingRefused(
            _("Penilaian ini pernah ditandatangani. Tuliskan pada catatan mengapa sekarang diubah.")
        )
    now = timezone.now()
    if before is not None:
        before.digantikan = now
        before.save(update_fields=["digantikan"])
    rating.signed_at = now
    rating.save(update_fields=["signed_at"])
    deliver([rating])
    take_signed([rating], period, on)
    person = proposal.skp.person
    record(
        kind="performance.rated", by=by, target=rating, person=person.pk, unit=proposal.skp.unit_id, on=on,
        before=None if before is None else _told(before), after=_told(rating),
        reason=" · ".join(filter(None, (rating.result_reason, rating.behaviour_reason, rating.note))),
    )  # fmt: skip
    if person.account is not None:
        notify(person.account, label(RATED), reverse("performance:rating", args=[rating.pk]))
    return rating


def missing_of(rating: Rating) -> str:
    """Return what is missing before a rating can be signed; nothing where it can."""
    if not rating.result or not rating.behaviour:
        return _("Pilih rating hasil kerja dan rating perilaku kerja.")
    if rating.basis.get("perilaku_bernilai") and rating.behaviour_score is None:
        return _("Isi nilai perilaku kerja, 0 sampai 120: pemerintah daerah Anda memakai nilai.")
    if not rating.predicate and rating.basis.get("predikat_menurut") == "nilai_akhir":
        return _("Predikat mengikuti nilai akhir, dan nilai hasil kerjanya belum dapat dihitung.")
    if not rating.predicate:
        return _("Tidak ada aturan predikat yang berlaku pada periode ini, maka tidak dapat ditandatangani.")
    if rating.result != rating.proposed_result and not is_clear(rating.result_reason):
        if not rating.proposed_result:
            return _(
                "Hasil kerja ini tidak dapat diusulkan dari capaiannya. Tuliskan atas dasar apa Anda "
                "menilainya."
            )
        return _("Rating hasil kerja berbeda dari usulan. Tuliskan alasannya.")
    if rating.behaviour != rating.proposed_behaviour and not is_clear(rating.behaviour_reason):
        return _("Rating perilaku kerja berbeda dari usulan. Tuliskan alasannya, sebaiknya dengan contoh.")
    absent = flags.ABSENT in rating.flags and rating.behaviour != Ekspektasi.DI_BAWAH
    if absent and not is_clear(rating.behaviour_reason):
        return _(
            "Ada hari tanpa keterangan pada periode ini. Tuliskan mengapa perilakunya tetap tidak di bawah "
            "ekspektasi."
        )
    unproven = flags.NO_EVIDENCE in rating.flags and rating.result != Ekspektasi.DI_BAWAH
    if unproven and not is_clear(rating.result_reason):
        return _(
            "Tidak ada satu pun bukti pada periode ini. Tuliskan dari mana Anda mengetahui hasilnya, atau "
            "minta pegawai melengkapi buktinya."
        )
    for one in rating.behaviour_ratings.all():
        if one.given != Ekspektasi.SESUAI and not is_clear(one.example):
            return _("Perilaku %(value)s dinilai lain dari sesuai. Tuliskan contohnya.") % {
                "value": one.get_value_display()
            }
    return ""


def _told(rating: Rating) -> dict[str, Any]:
    return {
        "hasil_kerja": rating.result,
        "perilaku_kerja": rating.behaviour,
        "predikat": rating.predicate,
        "usulan": rating.proposed_result,
        **({} if rating.final_score is None else {"nilai_akhir": str(rating.final_score)}),
        "catatan": rating.flags,
    }


@transaction.atomic
def sign_together(
    *, period: Period, skps: Sequence[uuid.UUID], alike_seen: bool = False, by: Any, on: datetime.date
) -> list[Rating]:
    """Sign what is unflagged of some SKP: as drafted, else as proposed. What is flagged is left as it is.

    :param alike_seen: that the one who rates has seen that all would be rated alike
    :raises RatingRefused: if nothing can be signed so, or all would be alike and nobody has looked at it
    """
    hold_open(period)
    found = skps_for_rating(list(skps)[:MOST_AT_ONCE])
    standing = Standing(by, found, period, on)
    mine = [one for one in found if not standing.refusal(one)]
    proposals = propose(mine, period)
    known = Rating.objects.filter(skp__in=[one.pk for one in mine], period=period)
    drafts = {
        one.skp_id: one for one in known.filter(signed_at__isnull=True).prefetch_related("behaviour_ratings")
    }
    signed = set(known.filter(signed_at__isnull=False).values_list("skp_id", flat=True))
    numbers = dict(known.values_list("skp_id").annotate(Max("number")))
    made: list[Rating] = []
    for skp in mine:
        proposal = proposals[skp.pk]
        if skp.pk in signed or proposal.flags:
            continue
        rating = drafts.get(skp.pk) or Rating(skp=skp, period=period, number=numbers.get(skp.pk, 0) + 1)
        said = Said(rating.result or proposal.result, rating.behaviour or proposal.behaviour)
        _write(rating, proposal, said)
        _signs(rating, standing, skp)
        if rating.flags or missing_of(rating):
            continue
        made.append(rating)
    if not made:
        raise RatingRefused(
            _("Tidak ada yang dapat ditandatangani bersama: yang tersisa perlu Anda lihat satu per satu.")
        )
    if are_alike([(one.result, one.behaviour) for one in made]) and not alike_seen:
        raise RatingRefused(
            _(
                "Ke-%(count)s orang ini akan dinilai sama persis. Periksa dahulu, lalu nyatakan bahwa memang "
                "demikian."
            )
            % {"count": len(made)}
        )
    _sign_all(made, drafts, proposals)
    take_signed(made, period, on)
    people = [one.skp.person_id for one in made]
    record_bulk(
        kind="performance.rated_together", by=by, target=period, unit=period.government_id, on=on,
        rows=[{"skp": str(one.skp_id), "predikat": one.predicate} for one in made], people=people,
    )  # fmt: skip
    accounts = {one.skp.person.account: label(RATED) for one in made if one.skp.person.account}
    notify_many(accounts, reverse("performance:ratings"))
    return made


def are_alike(rated: Sequence[tuple[str, str]]) -> bool:
    """Tell whether several people are all rated the same, by the same share of their targets or not.

    :param rated: of each, the rating of results and of behaviour
    """
    return len(rated) > 2 and len(set(rated)) == 1


def _sign_all(
    made: Sequence[Rating], drafts: Mapping[uuid.UUID, Rating], proposals: Mapping[uuid.UUID, Proposal]
) -> None:
    """Write ratings with their parts, and sign them last, since then they stay."""
    begun = [one for one in made if one.skp_id in drafts]
    Rating.objects.bulk_create([one for one in made if one.skp_id not in drafts])
    Rating.objects.bulk_update(
        begun,
        ["proposed_result", "proposed_behaviour", "achievement", "score", "basis", "flags", "result",
         "behaviour", "behaviour_score", "peers_heard", "new_idea", "final_score", "predicate",
         "rater", "rater_name", "rater_post", "by"],
    )  # fmt: skip
    parts = RhkRating.objects.filter(rating__in=begun)
    drafted = {(one.rating_id, one.rhk_id): one.given for one in parts}
    parts.delete()
    RhkRating.objects.bulk_create(
        RhkRating(
            rating=one,
            rhk_id=line.rhk.rhk_id,
            achievement=line.achievement,
            proposed=line.proposal,
            given=drafted.get((one.pk, line.rhk.rhk_id)) or line.proposal,
        )
        for one in made
        for line in proposals[one.skp_id].lines
    )
    now = timezone.now()
    Rating.objects.filter(pk__in=[one.pk for one in made]).update(signed_at=now)
    for one in made:
        one.signed_at = now
    deliver(made)
