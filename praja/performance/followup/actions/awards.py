"""Awards: proposed by a superior after a very good rating, checked by an officer, decided by another."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from praja.access.enums import Role
from praja.access.queries import holders
from praja.accounts.models import User
from praja.people.actions import add_award
from praja.people.actions.refused import PersonRefused
from praja.performance import law
from praja.performance.enums import JenisPenghargaan, KeadaanPenghargaan
from praja.performance.follow.telling import tell
from praja.performance.followup import perms
from praja.performance.followup.actions import (
    FollowupRefused,
    clearly,
    noted,
    standing,
    stored,
)
from praja.performance.models import AwardProposal, ClosedRating
from praja.performance.perms import OFFICERS
from praja.web import typed
from praja.web.notices import notify_many
from praja.web.said import gettext as _

State = KeadaanPenghargaan
LIVE = (State.DIUSULKAN, State.DIPERIKSA, State.DITETAPKAN)
MOST_MONEY = 500_000_000
"""Rupiah, as an extra line of pay allows."""


@transaction.atomic
def propose(
    *, closed: ClosedRating, kind: str, name: str, reason: str, by: Any, on: datetime.date
) -> AwardProposal:
    """Propose an award for somebody whose closed predicate allows it.

    :raises FollowupRefused: if `by` does not lead the person, the predicate does not allow it, or the same is
        proposed already
    """
    found = standing(closed)
    if not perms.may_propose(by, found.skp, on):
        raise FollowupRefused(_("Hanya atasan dari pegawai itu yang mengusulkan penghargaan."))
    if not found.predicate or not law.may_be_awarded(found.predicate, on):
        raise FollowupRefused(_("Penghargaan diusulkan bagi yang berpredikat Sangat baik."))
    if kind not in JenisPenghargaan.values:
        raise FollowupRefused(_("Pilih penghargaannya dari daftar."))
    if AwardProposal.objects.filter(closed=found, kind=kind, state__in=LIVE).exists():
        raise FollowupRefused(_("Penghargaan ini sudah diusulkan untuk periode itu."))
    called = typed.one_line(name, 300) or str(JenisPenghargaan(kind).label)
    made: AwardProposal = AwardProposal.objects.create(
        closed=found, skp=found.skp, person=found.skp.person, kind=kind, name=called,
        reason=clearly(reason), by=by,
    )  # fmt: skip
    noted("award_proposed", made, found.skp, by, on, after={"penghargaan": kind})
    _tell_officers(made, OFFICERS, gettext_noop("Usulan penghargaan menunggu diperiksa"), by, on)
    return made


@transaction.atomic
def check(*, proposal: AwardProposal, accepted: bool, note: str, by: Any, on: datetime.date) -> AwardProposal:
    """Say whether a proposed award meets what it needs: discipline, documents, years.

    :raises FollowupRefused: if `by` may not, or it does not wait for it
    """
    found = _locked(proposal)
    if not perms.may_check(by, found, on):
        raise FollowupRefused(
            _("Yang memeriksa pengelola kepegawaian unit itu, bukan pengusul dan bukan orangnya.")
        )
    if found.state != State.DIUSULKAN:
        raise FollowupRefused(_("Usulan ini tidak sedang menunggu pemeriksaan."))
    found.check_note = typed.one_line(clearly(note), 1000)
    found.checked_by, found.checked_at = by, timezone.now()
    found.state = State.DIPERIKSA if accepted else State.DITOLAK
    found.save()
    noted("award_checked", found, found.skp, by, on, after={"keadaan": found.state})
    if accepted:
        title = gettext_noop("Usulan penghargaan menunggu keputusan")
        _tell_officers(found, (Role.ADMIN_BKPSDM,), title, by, on)
    return found


def _tell_officers(
    proposal: AwardProposal, roles: Sequence[str], title: str, by: Any, on: datetime.date
) -> None:
    """Tell the officers of the unit, each in their own language, but neither `by` nor the person."""
    titles: dict[User, str] = {}
    for account in holders(*roles, unit=proposal.skp.unit, on=on).exclude(pk=by.pk):
        if account.pk != proposal.person.account_id:
            with translation.override(account.language):
                titles[account] = _(title)
    if titles:
        notify_many(titles, reverse("performance:award", args=[proposal.pk]))


@transaction.atomic
def grant(
    *, proposal: AwardProposal, sk_number: str, sk_date: datetime.date, file: Any, amount: int | None,
    reason: str, by: Any, on: datetime.date,
) -> AwardProposal:  # fmt: skip
    """Record the SK by which an award was granted; it becomes a row of the person's awards.

    Money that the SK names is kept here. Pay takes it only as an extra line with this document, which one
    treasurer records and another person confirms.

    :raises FollowupRefused: if `by` may not, it was not checked, or what is said cannot be
    """
    found = _to_decide(proposal, by, on)
    number = typed.one_line(sk_number, 120)
    if not number:
        raise FollowupRefused(_("Isi nomor SK-nya."))
    if sk_date > on:
        raise FollowupRefused(_("Tanggal SK-nya belum tiba. Catat sesudah SK ditetapkan."))
    if amount is not None and not 0 < amount <= MOST_MONEY:
        raise FollowupRefused(_("Uangnya lebih dari nol dan paling banyak Rp500.000.000."))
    said, scan = typed.one_line(clearly(reason), 1000), stored(file, by)
    if scan is None:
        raise FollowupRefused(_("Unggah pindaian SK-nya."))
    try:
        award = add_award(
            person=found.person, name=found.name, dated=sk_date, number=number, file=scan,
            note=_("Dari penilaian kinerja"), by=by, on=on,
        )  # fmt: skip
    except PersonRefused as error:
        raise FollowupRefused(str(error)) from error
    found.sk_number, found.sk_date, found.file, found.award, found.amount = (
        number, sk_date, scan, award, amount,
    )  # fmt: skip
    _decided(found, State.DITETAPKAN, said, by)
    noted("award_granted", found, found.skp, by, on,
          after={"penghargaan": found.kind, "nomor_sk": number, "tanggal_sk": sk_date})  # fmt: skip
    title = gettext_noop("Anda mendapat penghargaan")
    tell([found.person], title, {}, reverse("performance:award", args=[found.pk]))
    return found


@transaction.atomic
def refuse(*, proposal: AwardProposal, reason: str, by: Any, on: datetime.date) -> AwardProposal:
    """Record that a checked award was not granted.

    :raises FollowupRefused: if `by` may not, or it was not checked
    """
    found = _to_decide(proposal, by, on)
    _decided(found, State.DITOLAK, typed.one_line(clearly(reason), 1000), by)
    noted("award_refused", found, found.skp, by, on, after={"penghargaan": found.kind})
    return found


@transaction.atomic
def withdraw(*, proposal: AwardProposal, by: Any, on: datetime.date) -> AwardProposal:
    """Take back one's own proposal before it is decided.

    :raises FollowupRefused: if `by` did not propose it, or it is decided
    """
    found = _locked(proposal)
    if found.by_id != by.pk:
        raise FollowupRefused(_("Hanya pengusulnya yang menarik usulan ini."))
    if found.state not in (State.DIUSULKAN, State.DIPERIKSA):
        raise FollowupRefused(_("Usulan ini sudah diputuskan."))
    found.state = State.DITARIK
    found.save(update_fields=["state"])
    noted("award_withdrawn", found, found.skp, by, on)
    return found


def _decided(found: AwardProposal, state: State, reason: str, by: Any) -> None:
    found.state, found.decision, found.decided_by, found.decided_at = state, reason, by, timezone.now()
    found.save()


def _to_decide(proposal: AwardProposal, by: Any, on: datetime.date) -> AwardProposal:
    found = _locked(proposal)
    if not perms.may_decide(by, found, on):
        raise FollowupRefused(
            _("Keputusan dicatat admin BKPSDM lain: bukan pengusul, bukan pemeriksa, bukan orangnya.")
        )
    if found.state != State.DIPERIKSA:
        raise FollowupRefused(_("Usulan ini tidak sedang menunggu keputusan."))
    return found


def _locked(proposal: AwardProposal) -> AwardProposal:
    found: AwardProposal = AwardProposal.objects.select_for_update(of=("self",)).select_related(
        "skp__person__account", "skp__unit", "person__account"
    ).get(pk=proposal.pk)  # fmt: skip
    return found
