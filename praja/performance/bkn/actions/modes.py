"""Proposing where a government is rated, and deciding it by somebody else."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from praja.audit.actions import record
from praja.organization.models import Unit
from praja.performance.bkn import perms
from praja.performance.bkn.actions import BknRefused
from praja.performance.bkn.modes import decided
from praja.performance.enums import YangMenilai
from praja.performance.models import RatingMode
from praja.web.reasons import said_clearly
from praja.web.said import gettext as _


@transaction.atomic
def propose(
    *, government: Unit, mode: YangMenilai, since: datetime.date, reason: str, by: Any, on: datetime.date
) -> RatingMode:
    """Propose where a government is rated from a month on. It counts once somebody else has accepted it.

    :raises BknRefused: if `by` may not, another proposal waits, or nothing would change
    """
    if not perms.may_propose_mode(by, government, on):
        raise BknRefused(_("Hanya admin BKPSDM pemerintah daerah itu yang mengusulkan siapa yang menilai."))
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=government.pk)
    said, month = said_clearly(reason, BknRefused)[:300], since.replace(day=1)
    before = RatingMode.objects.filter(government=government)
    if before.filter(accepted__isnull=True, ended_at__isnull=True).exists():
        raise BknRefused(_("Sudah ada usulan yang menunggu. Putuskan atau tarik itu dahulu."))
    last = decided(government).first()
    if last is not None and month < last.since:
        raise BknRefused(
            _("Ketetapan terakhir berlaku mulai %(month)s. Pilih bulan itu atau sesudahnya.")
            % {"month": f"{last.since:%m-%Y}"}
        )
    if mode == (last.mode if last is not None else YangMenilai.PRAJA):
        raise BknRefused(_("Tidak ada yang berubah: sudah demikian yang berlaku."))
    number = before.aggregate(last=Max("version"))["last"] or 0
    made = RatingMode.objects.create(
        government=government, version=number + 1, mode=mode, since=month, reason=said, made_by=by
    )
    record(
        kind="performance.mode_proposed", by=by, target=made, unit=government.pk, on=on, reason=said,
        before=_of(last) if last is not None else None, after=_of(made),
    )  # fmt: skip
    return made


@transaction.atomic
def decide(*, mode: RatingMode, accept: bool, why: str, by: Any, on: datetime.date) -> RatingMode:
    """Accept a proposal, or refuse it with a reason.

    :raises BknRefused: if `by` may not, proposed it, gives no reason, or it does not wait
    """
    found = _waiting(mode)
    if not perms.may_decide_mode(by, found, on):
        if found.made_by_id == by.pk:
            raise BknRefused(_("Yang mengusulkan tidak dapat memutuskan. Minta orang lain memutuskannya."))
        raise BknRefused(
            _("Yang memutuskan ialah admin BKPSDM lain, pejabat penyetuju, atau admin aplikasi.")
        )
    said = (why if accept else said_clearly(why, BknRefused)).strip()[:300]
    found.accepted, found.decided_by, found.decided_at, found.decided_why = accept, by, timezone.now(), said
    found.save(update_fields=["accepted", "decided_by", "decided_at", "decided_why"])
    record(
        kind="performance.mode_accepted" if accept else "performance.mode_refused", by=by, target=found,
        unit=found.government_id, on=on, reason=said, after=_of(found),
    )  # fmt: skip
    return found


@transaction.atomic
def withdraw(*, mode: RatingMode, by: Any, on: datetime.date) -> RatingMode:
    """Withdraw a proposal that nobody has decided.

    :raises BknRefused: if `by` may not, or it does not wait
    """
    found = _waiting(mode)
    if not perms.may_propose_mode(by, found.government, on):
        raise BknRefused(_("Hanya admin BKPSDM pemerintah daerah itu yang menarik usulan ini."))
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record(
        kind="performance.mode_withdrawn", by=by, target=found, unit=found.government_id, on=on,
        after=_of(found),
    )  # fmt: skip
    return found


def _of(mode: RatingMode) -> dict[str, Any]:
    return {"yang_menilai": mode.mode, "berlaku_mulai": f"{mode.since:%Y-%m}", "versi": mode.version}


def _waiting(mode: RatingMode) -> RatingMode:
    rows = RatingMode.objects.select_related("government").select_for_update(of=("self",))
    found: RatingMode = rows.get(pk=mode.pk)
    if found.accepted is not None or found.ended_at is not None:
        raise BknRefused(_("Usulan ini sudah diputuskan atau ditarik. Muat ulang halamannya."))
    return found
