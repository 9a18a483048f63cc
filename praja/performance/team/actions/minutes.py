"""Signing the minutes of a session: numbered, kept as they were, with what the paper says."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import override

from praja.access.queries import names_of
from praja.audit.actions import record
from praja.performance.enums import JabatanTim, KeadaanPerkara
from praja.performance.goals.queries import titles_of
from praja.performance.models import AssessmentTeam, IndicatorJudgement, Minutes, Review, TeamMember
from praja.performance.periods import named
from praja.performance.rating.predicates import shown
from praja.performance.team import perms
from praja.performance.team.actions import TeamRefused, plain
from praja.performance.team.conflicts import NAMED, Conflicts
from praja.performance.team.perms import DECIDED
from praja.web.said import gettext as _
from praja.web.words import tanggal

MOST_CASES = 500


@transaction.atomic
def sign(
    *,
    team: AssessmentTeam,
    session: datetime.date,
    place: str,
    note: str,
    present: Sequence[uuid.UUID],
    cases: Sequence[uuid.UUID],
    by: Any,
    on: datetime.date,
) -> Minutes:
    """Sign the minutes of a session over cases that were decided. They get the next number and stay.

    :param present: the members who were there
    :param cases: decided reviews that no minutes name yet
    :raises TeamRefused: if `by` is not the chair, too few were there, or a case does not belong there
    """
    found: AssessmentTeam = (
        AssessmentTeam.objects.select_for_update(of=("self",)).select_related("unit").get(pk=team.pk)
    )
    me = perms.member_of(by, found, on)
    if me is None or not perms.may_sign_minutes(me):
        raise TeamRefused(_("Berita acara ditandatangani ketua tim penilai."))
    if session > on:
        raise TeamRefused(_("Tanggal sidang ada di masa depan. Periksa tanggalnya."))
    if session < found.berlaku.lower:
        raise TeamRefused(
            _("Tim ini bertugas sejak %(day)s; sidangnya tidak dapat sebelum itu.")
            % {"day": tanggal(found.berlaku.lower)}
        )
    where = plain(place, 200)
    if not where:
        raise TeamRefused(_("Tuliskan tempat sidangnya."))
    members = list(
        TeamMember.objects.filter(team=found, berlaku__contains=session)
        .select_related("person")
        .order_by("pk")
    )
    there = [one for one in members if one.pk in set(present)]
    if me.pk not in {one.pk for one in there}:
        raise TeamRefused(_("Ketua yang menandatangani harus hadir dalam sidang itu."))
    if 2 * len(there) <= len(members):
        raise TeamRefused(
            _("Sidang perlu dihadiri lebih dari separuh anggota: %(there)s dari %(all)s belum cukup.")
            % {"there": len(there), "all": len(members)}
        )
    reviews = _cases(found, cases)
    last = Minutes.objects.filter(team=found).aggregate(last=Max("number"))["last"] or 0
    with override("id"):
        content = _content(found, members, there, me, reviews, on)
    made: Minutes = Minutes.objects.create(
        team=found, number=last + 1, session=session, place=where, note=plain(note), content=content, by=by,
        signer=me.person,
    )  # fmt: skip
    for review in reviews:
        review.minutes = made
        review.save(update_fields=["minutes"])
    record(
        kind="performance.minutes_signed", by=by, target=made, unit=found.unit_id, on=on,
        after={"nomor": made.number, "sidang": session, "perkara": len(reviews), "hadir": len(there)},
    )  # fmt: skip
    return made


def _cases(team: AssessmentTeam, wanted: Sequence[uuid.UUID]) -> list[Review]:
    rows = (
        Review.objects.select_for_update(of=("self",))
        .filter(pk__in=list(wanted)[:MOST_CASES], team=team, state__in=DECIDED, minutes__isnull=True)
        .select_related("skp__person", "rating", "period", "decided_by")
    )
    reviews = list(rows.order_by("ended_at", "pk"))
    if not wanted:
        raise TeamRefused(_("Pilih paling sedikit satu perkara yang sudah diputus."))
    if len(reviews) != len(set(wanted)):
        raise TeamRefused(
            _("Ada perkara yang belum diputus atau sudah ada pada berita acara lain. Muat ulang halamannya.")
        )
    return reviews


def _content(
    team: AssessmentTeam,
    members: Sequence[TeamMember],
    there: Sequence[TeamMember],
    me: TeamMember,
    reviews: Sequence[Review],
    on: datetime.date,
) -> dict[str, Any]:
    """Return what the paper says, in Indonesian, so that it says the same however often it is printed."""
    top = team.unit.government_id or team.unit_id
    names = names_of([team.unit_id, top], on)
    titles = titles_of({one.skp.position_id for one in reviews}, on)
    conflicts = Conflicts(members, reviews, on)
    others = IndicatorJudgement.objects.filter(review__in=reviews, agrees=False, digantikan__isnull=True)
    differing: dict[uuid.UUID, list[IndicatorJudgement]] = {}
    for one in others.select_related("member__person").order_by("tercatat"):
        differing.setdefault(one.review_id, []).append(one)
    return {
        "instansi": names.get(top, ""),
        "unit": names.get(team.unit_id, team.unit.code),
        "sk": [team.sk_number, tanggal(team.sk_date)],
        "tugas": team.purpose,
        "hadir": [_member(one) for one in there],
        "tidak_hadir": [_member(one) for one in members if one not in there],
        "ketua": [me.person.full_name, me.person.nip],
        "perkara": [
            _case(one, titles.get(one.skp.position_id, ""), members, conflicts, differing.get(one.pk, []))
            for one in reviews
        ],
    }


def _member(one: TeamMember) -> list[str]:
    return [one.person.full_name, one.person.nip, str(JabatanTim(one.office).label)]


def _case(
    review: Review,
    title: str,
    members: Sequence[TeamMember],
    conflicts: Conflicts,
    differing: Sequence[IndicatorJudgement],
) -> dict[str, Any]:
    called = {one["id"]: one["indikator"] for one in review.rating.basis.get("indikator", ())}
    return {
        "nama": review.skp.person.full_name,
        "nip": review.skp.person.nip,
        "jabatan": title,
        "periode": named(review.period),
        "predikat": shown(review.rating.predicate)[0],
        "penilai": review.rating.rater_name,
        "putusan": str(KeadaanPerkara(review.state).label),
        "suara": [review.confirming, review.returning, review.entitled],
        "seimbang": review.confirming == review.returning,
        "pencatat": review.decided_by.full_name if review.decided_by else "",
        "pertimbangan": review.reason,
        "berhalangan": [
            [one.person.full_name, str(NAMED[why])] for one in members if (why := conflicts.of(one, review))
        ],
        "angka_lain": [
            [called.get(str(one.indicator_id), ""), f"{one.achievement}".replace(".", ","), one.reason,
             one.member.person.full_name]
            for one in differing
        ],
    }  # fmt: skip
