"""Conflicts of interest, and who rates instead."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from praja.audit.actions import record
from praja.people.models import Person
from praja.performance.models import ClosedRating, Period, Rating, Recusal, Skp
from praja.performance.rating import perms
from praja.performance.rating.actions import RatingRefused, reason
from praja.performance.rating.standing import Standing
from praja.web.notices import notify
from praja.web.said import gettext as _


@transaction.atomic
def declare(*, skp: Skp, period: Period, text: str, by: Any, on: datetime.date) -> Recusal:
    """Declare a conflict of interest between rater and person; until it is decided, nobody rates.

    :raises RatingRefused: if `by` may not, it was declared before, or it is rated already
    """
    found = Skp.objects.select_for_update(of=("self",)).select_related("person").get(pk=skp.pk)
    standing = Standing(by, [found], period, on)
    if not (perms.may_declare_conflict(by, found, on) or standing.is_below(found)):
        raise RatingRefused(
            _("Hanya pegawai yang dinilai dan penilainya yang menyatakan benturan kepentingan.")
        )
    if Recusal.objects.filter(skp=found, period=period).exists():
        raise RatingRefused(_("Benturan kepentingan untuk periode ini sudah pernah dinyatakan."))
    signed = Rating.objects.filter(skp=found, period=period, signed_at__isnull=False).exists()
    if signed or ClosedRating.objects.filter(skp=found, period=period, digantikan__isnull=True).exists():
        raise RatingRefused(_("Penilaian periode ini sudah ditandatangani. Tempuh jalur keberatan."))
    made: Recusal = Recusal.objects.create(skp=found, period=period, reason=reason(text), by=by)
    Rating.objects.filter(skp=found, period=period, signed_at__isnull=True).delete()
    record(
        kind="performance.conflict_declared", by=by, target=made, person=found.person_id, unit=found.unit_id,
        on=on, reason=made.reason,
    )  # fmt: skip
    return made


@transaction.atomic
def decide(
    *, recusal: Recusal, substitute: Person | None, answer: str, by: Any, on: datetime.date
) -> Recusal:
    """Decide who rates after a conflict of interest: somebody else, or the appraiser after all.

    :param substitute: None where there is no conflict, so that the appraiser rates
    :raises RatingRefused: if `by` may not, it is decided, or the substitute cannot rate
    """
    found = (
        Recusal.objects.select_for_update(of=("self",))
        .select_related("skp__person", "skp__appraiser", "period")
        .get(pk=recusal.pk)
    )
    if not perms.may_name_substitute(by, found, on):
        raise RatingRefused(
            _("Yang menetapkan penilai pengganti ialah atasan penilai itu atau pengelola kepegawaiannya.")
        )
    if found.named_at is not None:
        raise RatingRefused(_("Benturan kepentingan ini sudah diputuskan."))
    said = reason(answer)
    if substitute is not None:
        if substitute.pk in (found.skp.person_id, found.skp.appraiser_id):
            raise RatingRefused(_("Penilai pengganti harus orang lain, bukan yang dinilai atau penilainya."))
        if substitute.account is None:
            raise RatingRefused(_("Orang itu belum mempunyai akun, maka belum dapat menilai."))
        if Standing(substitute.account, [found.skp], found.period, on).is_below(found.skp):
            raise RatingRefused(_("Orang itu bawahan dari yang dinilai. Tunjuk orang lain."))
    found.substitute, found.answer, found.named_by, found.named_at = substitute, said, by, timezone.now()
    found.save(update_fields=["substitute", "answer", "named_by", "named_at"])
    record(
        kind="performance.conflict_decided", by=by, target=found, person=found.skp.person_id,
        unit=found.skp.unit_id, on=on, reason=said,
        after={"penilai": substitute.full_name if substitute else "penilai pada SKP"},
    )  # fmt: skip
    if substitute is not None and substitute.account is not None:
        title = _("Anda ditunjuk menilai %(name)s.") % {"name": found.skp.person.full_name}
        notify(substitute.account, title, reverse("performance:rate", args=[found.period_id, found.skp_id]))
    return found
