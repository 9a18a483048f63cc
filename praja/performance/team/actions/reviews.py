"""Taking ratings to a team, judging them, and deciding."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from praja.audit.actions import record, record_bulk
from praja.performance.enums import AsalPerkara, JabatanTim, KeadaanPerkara, PutusanTim
from praja.performance.models import (
    AssessmentTeam,
    ClosedRating,
    IndicatorJudgement,
    Opinion,
    Period,
    Rating,
    Review,
    ReviewRecusal,
    TeamMember,
)
from praja.performance.rating.actions.ratings import objected
from praja.performance.team import perms
from praja.performance.team.actions import TeamRefused, plain, reason
from praja.performance.team.conflicts import TOLD, Conflicts
from praja.performance.team.queue import OPEN, in_office, nearest, take_standing
from praja.performance.team.votes import Votes, entitled_to_record, votes_of
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.said import label

MOST_PERCENT = Decimal("9999999.99")


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """What a member says of one indicator."""

    agrees: bool
    achievement: Decimal | None = None
    """In percent, where they do not agree."""
    reason: str = ""


# --- the queue


@transaction.atomic
def fill(*, team: AssessmentTeam, period: Period, by: Any, on: datetime.date) -> int:
    """Take the ratings of a period that are signed already to a team by its rule, and return how many.

    :raises TeamRefused: if `by` may not, or the team is not in office
    """
    Period.objects.select_for_update().get(pk=period.pk)
    found = AssessmentTeam.objects.select_related("unit").get(pk=team.pk)
    if not perms.may_fill(by, found, perms.member_of(by, found, on), on):
        raise TeamRefused(_("Antrean tim diisi ketua, sekretaris, atau admin BKPSDM."))
    if found.berlaku.isempty or not found.berlaku.lower <= on < found.berlaku.upper:
        raise TeamRefused(_("Tim ini tidak sedang bertugas, maka tidak menerima perkara."))
    if period.government_id != (found.unit.government_id or found.unit_id):
        raise TeamRefused(_("Periode ini bukan periode pemerintah daerah dari unit tim itu."))
    made = take_standing(found, period, on)
    record_bulk(
        kind="performance.taken_to_team", by=by, target=found, unit=found.unit_id, on=on,
        rows=[{"skp": str(one.skp_id), "sebab": one.why} for one in made],
    )  # fmt: skip
    return len(made)


@transaction.atomic
def send(*, rating: Rating, text: str, by: Any, on: datetime.date) -> Review:
    """Send a signed rating to the team of its unit, and say what is to be looked at.

    :raises TeamRefused: if `by` may not, no team is in office, or it is there or closed already
    """
    found: Rating = (
        Rating.objects.select_for_update(of=("self",))
        .select_related("skp__unit", "skp__person", "period")
        .get(pk=rating.pk)
    )
    if not perms.may_send(by, found, on):
        raise TeamRefused(
            _("Hanya penilainya atau pengelola kepegawaian yang mengajukan penilaian kepada tim.")
        )
    if found.signed_at is None:
        raise TeamRefused(_("Penilaian ini belum ditandatangani. Tandatangani dahulu, baru ajukan."))
    if found.digantikan is not None:
        raise TeamRefused(_("Penilaian ini sudah digantikan yang baru. Ajukan yang berlaku."))
    _not_closed(found)
    if Review.objects.filter(rating=found).exists():
        raise TeamRefused(_("Penilaian ini sudah ada pada tim penilai."))
    team = nearest(in_office(found.period.government_id, on), found.skp.unit, on)
    if team is None:
        raise TeamRefused(_("Belum ada tim penilai yang bertugas untuk unit ini. Hubungi BKPSDM."))
    said = reason(text)
    source = AsalPerkara.PENILAI if by.pk == found.by_id else AsalPerkara.PETUGAS
    made: Review = Review.objects.create(
        team=team,
        rating=found,
        skp=found.skp,
        period=found.period,
        why=[source.value],
        asked=said,
        sent_by=by,
    )
    record(
        kind="performance.sent_to_team", by=by, target=made, person=found.skp.person_id,
        unit=found.skp.unit_id, on=on, reason=said,
    )  # fmt: skip
    return made


def _not_closed(rating: Rating) -> None:
    if ClosedRating.objects.filter(
        skp=rating.skp_id, period=rating.period_id, digantikan__isnull=True
    ).exists():
        raise TeamRefused(
            _(
                "Periode ini sudah ditutup, maka penilaiannya tidak diperiksa lagi. Bila perlu, minta admin "
                "BKPSDM membukanya lagi."
            )
        )


# --- a case


@dataclasses.dataclass(slots=True)
class Held:
    """A review that is locked, with those who look at it."""

    review: Review
    members: list[TeamMember]
    me: TeamMember
    conflicts: Conflicts


def _held(review: Review, by: Any, on: datetime.date) -> Held:
    """Return a review that may be acted on by one of its team, locked.

    :raises TeamRefused: if `by` is no member or must stay out, or it is not open
    """
    found: Review = (
        Review.objects.select_for_update(of=("self",))
        .select_related(
            "team__unit", "rating__skp", "rating__rater__account", "skp__person", "skp__unit", "period"
        )
        .get(pk=review.pk)
    )
    me = perms.member_of(by, found.team, on)
    if me is None:
        raise TeamRefused(
            _("Hanya anggota tim penilai yang diangkat dan masih bertugas yang memeriksa perkara ini.")
        )
    members = list(
        TeamMember.objects.filter(team=found.team, berlaku__contains=on)
        .select_related("person")
        .order_by("pk")
    )
    conflicts = Conflicts(members, [found], on)
    if why := conflicts.of(me, found):
        raise TeamRefused(label(TOLD[why]))
    if found.state not in OPEN:
        raise TeamRefused(
            _("Perkara ini sudah selesai: %(state)s.") % {"state": label(KeadaanPerkara(found.state).label)}
        )
    if found.rating.digantikan is not None:
        raise TeamRefused(_("Penilaian ini sudah digantikan yang baru. Periksa yang berlaku."))
    _not_closed(found.rating)
    return Held(found, members, me, conflicts)


@transaction.atomic
def judge(
    *,
    review: Review,
    judged: Mapping[uuid.UUID, Judged],
    choice: str,
    text: str = "",
    by: Any,
    on: datetime.date,
) -> Opinion:
    """Say of the indicators of a rating and of the whole what one finds; a later word replaces the earlier.

    :param judged: by indicator; what is not named stays as it was
    :raises TeamRefused: if `by` may not, or a figure or reason is missing
    """
    held = _held(review, by, on)
    if choice not in PutusanTim.values:
        raise TeamRefused(_("Pilih pendapat Anda: dikukuhkan atau dikembalikan."))
    counted = {
        uuid.UUID(one["id"]): one["indikator"]
        for one in held.review.rating.basis.get("indikator", ())
        if not one.get("tidak_dinilai")
    }
    if set(judged) - set(counted):
        raise TeamRefused(_("Ada indikator yang tidak dinilai pada periode ini. Muat ulang halamannya."))
    for indicator, one in judged.items():
        _judge_one(held, indicator, _whole(one, counted[indicator]))
    said = reason(text) if choice == PutusanTim.KEMBALI else plain(text)
    opinion = _say(held, choice, said)
    if held.review.state == KeadaanPerkara.ANTRE:
        held.review.state = KeadaanPerkara.DIBAHAS
        held.review.save(update_fields=["state"])
    record(
        kind="performance.team_judged", by=by, target=held.review, unit=held.review.skp.unit_id, on=on,
        after={"pendapat": choice, "angka_lain": sum(not one.agrees for one in judged.values())}, reason=said,
    )  # fmt: skip
    _tell_who_decides(held, by)
    return opinion


def _whole(one: Judged, called: str) -> Judged:
    said = plain(one.reason)
    if one.agrees:
        return Judged(True, None, said)
    figure = one.achievement
    if figure is None:
        raise TeamRefused(_("Tuliskan capaian menurut Anda untuk “%(text)s”.") % {"text": called})
    if not figure.is_finite() or not 0 <= figure <= MOST_PERCENT:
        raise TeamRefused(
            _("Capaian “%(text)s” harus 0 persen atau lebih. Periksa angkanya.") % {"text": called}
        )
    try:
        return Judged(False, figure.quantize(Decimal("0.01")), reason(said))
    except TeamRefused:
        raise TeamRefused(
            _("Tuliskan mengapa capaian “%(text)s” lain, paling sedikit sepuluh huruf.") % {"text": called}
        ) from None


def _judge_one(held: Held, indicator: uuid.UUID, one: Judged) -> None:
    known = IndicatorJudgement.objects.filter(
        review=held.review, member=held.me, indicator=indicator, digantikan__isnull=True
    )
    before = known.first()
    if before is not None:
        if (before.agrees, before.achievement, before.reason) == (one.agrees, one.achievement, one.reason):
            return
        known.update(digantikan=timezone.now())
    IndicatorJudgement.objects.create(
        review=held.review, member=held.me, indicator_id=indicator, agrees=one.agrees,
        achievement=one.achievement, reason=one.reason,
    )  # fmt: skip


def _say(held: Held, choice: str, said: str) -> Opinion:
    known = Opinion.objects.filter(review=held.review, member=held.me, digantikan__isnull=True)
    before: Opinion | None = known.first()
    if before is not None:
        if (before.choice, before.reason) == (choice, said):
            return before
        known.update(digantikan=timezone.now())
    made: Opinion = Opinion.objects.create(review=held.review, member=held.me, choice=choice, reason=said)
    return made


def _tell_who_decides(held: Held, by: Any) -> None:
    """Tell the member who records the decision, once, that enough have said what they find."""
    votes = votes_of(held.review, held.members, held.conflicts)
    recorder = entitled_to_record(held.members, votes)
    if not votes.quorate or votes.said != votes.needed or recorder is None or recorder.person.account is None:
        return
    if recorder.person.account_id != by.pk:
        title = _("Perkara %(name)s siap diputus tim penilai.") % {"name": held.review.skp.person.full_name}
        notify(recorder.person.account, title, reverse("performance:review", args=[held.review.pk]))


@transaction.atomic
def recuse(*, review: Review, text: str, by: Any, on: datetime.date) -> ReviewRecusal:
    """Stay out of a review because of a conflict of interest. What one said before counts no longer.

    :raises TeamRefused: if `by` is no member, is out already, or it is not open
    """
    held = _held(review, by, on)
    made: ReviewRecusal = ReviewRecusal.objects.create(
        review=held.review, member=held.me, reason=reason(text), by=by
    )
    record(
        kind="performance.team_recused", by=by, target=held.review, unit=held.review.skp.unit_id, on=on,
        after={"anggota": held.me.person.full_name}, reason=made.reason,
    )  # fmt: skip
    return made


# --- the decision


@transaction.atomic
def decide(*, review: Review, decision: str, text: str, by: Any, on: datetime.date) -> Review:
    """Record what the team decided of a rating: as most members say; where as many say one as the other, as
    the chair decides.

    What is sent back is given anew by the one who rates, as a later version; until then the signed stands.

    :param text: why; of what is sent back, what must be looked at
    :raises TeamRefused: if `by` does not record it, too few have said anything, or most say otherwise
    """
    held = _held(review, by, on)
    found = held.review
    votes = votes_of(found, held.members, held.conflicts)
    _may_record(held, votes)
    if decision not in PutusanTim.values:
        raise TeamRefused(_("Pilih putusannya: dikukuhkan atau dikembalikan."))
    if not votes.quorate:
        raise TeamRefused(
            _(
                "Baru %(said)s dari %(entitled)s anggota yang tidak berhalangan menyatakan pendapat. Perlu "
                "lebih dari separuh: paling sedikit %(needed)s."
            )
            % {"said": votes.said, "entitled": votes.entitled, "needed": votes.needed}
        )
    if decision == PutusanTim.KEMBALI and objected(found.skp, found.period):
        raise TeamRefused(
            _(
                "Pegawai sudah mengajukan keberatan atas penilaian ini, maka atasan penilainya yang memutus. "
                "Tim tidak dapat mengembalikannya lagi."
            )
        )
    if not votes.allows(decision):
        raise TeamRefused(
            _(
                "Putusan mengikuti suara terbanyak: %(confirming)s mengukuhkan, %(returning)s mengembalikan. "
                "Catat putusan itu, atau bahas lagi sampai pendapat berubah."
            )
            % {"confirming": votes.confirming, "returning": votes.returning}
        )
    found.reason = reason(text)
    found.state = KeadaanPerkara.DIPUTUS if decision == PutusanTim.KUKUH else KeadaanPerkara.DIKEMBALIKAN
    found.confirming, found.returning, found.entitled = votes.confirming, votes.returning, votes.entitled
    found.decided_by, found.ended_at = held.me.person, timezone.now()
    found.save(
        update_fields=[
            "reason", "state", "confirming", "returning", "entitled", "decided_by", "ended_at",
        ]
    )  # fmt: skip
    record(
        kind="performance.team_decided", by=by, target=found, person=found.skp.person_id,
        unit=found.skp.unit_id, on=on, reason=found.reason,
        after={"putusan": decision, "mengukuhkan": votes.confirming, "mengembalikan": votes.returning,
               "seimbang": votes.tied},
    )  # fmt: skip
    if decision == PutusanTim.KEMBALI:
        _tell_rater(found)
    return found


def _may_record(held: Held, votes: Votes) -> None:
    recorder = entitled_to_record(held.members, votes)
    if recorder is not None and recorder.pk == held.me.pk:
        return
    if recorder is None or recorder.office == JabatanTim.ANGGOTA:
        return  # neither chair nor secretary may: any member who does not stay out records it
    raise TeamRefused(
        _("Putusan dicatat %(office)s tim, %(name)s.")
        % {"office": label(JabatanTim(recorder.office).label), "name": recorder.person.full_name}
    )


def _tell_rater(review: Review) -> None:
    rater = review.rating.rater
    account = rater.account if rater is not None else review.rating.by
    if account is None:
        return
    title = _("Tim penilai mengembalikan penilaian %(name)s. Nilai lagi setelah memeriksa catatannya.") % {
        "name": review.skp.person.full_name
    }
    notify(account, title, reverse("performance:rate", args=[review.period_id, review.skp_id]))
