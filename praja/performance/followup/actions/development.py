"""How people grow: wishes of the person, and what both agreed on. For everybody, not only the weak."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.performance.enums import JenisPengembangan, KeadaanPengembangan
from praja.performance.follow.telling import tell
from praja.performance.followup import perms
from praja.performance.followup.actions import FollowupRefused, clearly, noted
from praja.performance.models import Coaching, DevelopmentAction, Skp
from praja.performance.perms import is_own
from praja.web import typed
from praja.web.said import gettext as _

State = KeadaanPengembangan
MOST_OPEN = 20
MOST_JP = 2000
TWO_YEARS = datetime.timedelta(days=731)


@transaction.atomic
def wish(*, skp: Skp, kind: str, text: str, by: Any, on: datetime.date) -> DevelopmentAction:
    """Write how somebody wants to develop, or what a superior sees for them; it waits to be agreed on.

    :raises FollowupRefused: if `by` may not, or too many wait
    """
    found = Skp.objects.select_for_update(of=("self",)).select_related("person__account").get(pk=skp.pk)
    if not perms.may_wish(by, found, on):
        raise FollowupRefused(_("Keinginan pengembangan ditulis pegawainya sendiri atau atasannya."))
    if kind not in JenisPengembangan.values:
        raise FollowupRefused(_("Pilih caranya dari daftar."))
    if DevelopmentAction.objects.filter(skp=found, state=State.DIINGINKAN).count() >= MOST_OPEN:
        raise FollowupRefused(_("Sudah dua puluh yang belum dibicarakan. Bicarakan dahulu dengan atasan."))
    made: DevelopmentAction = DevelopmentAction.objects.create(
        skp=found, person=found.person, kind=kind, text=typed.one_line(clearly(text, 500), 500), by=by
    )
    noted("development_wished", made, found, by, on, after={"jenis": kind})
    return made


@transaction.atomic
def agree(
    *, action: DevelopmentAction, due: datetime.date, jp: int | None, answer: str, talk: Coaching | None,
    by: Any, on: datetime.date,
) -> DevelopmentAction:  # fmt: skip
    """Agree to a wish: by when, how many hours, and in which talk it was agreed.

    :raises FollowupRefused: if `by` does not lead the person, or it does not wait
    """
    found = _waiting(action, by, on)
    if not on <= due <= on + TWO_YEARS:
        raise FollowupRefused(_("Batasnya antara hari ini dan dua tahun lagi."))
    if jp is not None and not 0 < jp <= MOST_JP:
        raise FollowupRefused(_("Jam pelajarannya antara 1 dan 2.000."))
    if talk is not None and talk.skp_id != found.skp_id:
        raise FollowupRefused(_("Pilih pertemuan dengan pegawai ini."))
    found.due, found.jp, found.answer, found.talk = due, jp, typed.one_line(answer, 500), talk
    found.state, found.agreed_by, found.agreed_at = State.DISEPAKATI, by, timezone.now()
    found.save()
    noted("development_agreed", found, found.skp, by, on, after={"paling_lambat": due})
    title = gettext_noop("Keinginan pengembangan Anda disepakati")
    tell([found.person], title, {}, reverse("performance:followup"))
    return found


@transaction.atomic
def put_off(*, action: DevelopmentAction, answer: str, by: Any, on: datetime.date) -> DevelopmentAction:
    """Say why a wish is not agreed to now.

    :raises FollowupRefused: if `by` does not lead the person, it does not wait, or no reason is given
    """
    found = _waiting(action, by, on)
    found.state, found.answer = State.BATAL, typed.one_line(clearly(answer, 500), 500)
    found.save(update_fields=["state", "answer"])
    noted("development_put_off", found, found.skp, by, on)
    title = gettext_noop("Keinginan pengembangan Anda dijawab")
    tell([found.person], title, {}, reverse("performance:followup"))
    return found


@transaction.atomic
def finish(*, action: DevelopmentAction, by: Any, on: datetime.date) -> DevelopmentAction:
    """Say that what was agreed is done.

    :raises FollowupRefused: if `by` is neither the person nor who leads them, or it was not agreed
    """
    found = _locked(action)
    if not perms.may_wish(by, found.skp, on):
        raise FollowupRefused(_("Hanya pegawainya atau atasannya yang menyatakan selesai."))
    if found.state != State.DISEPAKATI:
        raise FollowupRefused(_("Yang dinyatakan selesai hanya yang sudah disepakati."))
    found.state, found.done_at = State.SELESAI, timezone.now()
    found.save(update_fields=["state", "done_at"])
    noted("development_done", found, found.skp, by, on)
    return found


@transaction.atomic
def drop(*, action: DevelopmentAction, by: Any, on: datetime.date) -> DevelopmentAction:
    """Take back an own wish that nobody has answered.

    :raises FollowupRefused: if it is not `by`'s own, or was answered
    """
    found = _locked(action)
    if not is_own(by, found.skp) or found.state != State.DIINGINKAN:
        raise FollowupRefused(_("Hanya keinginan sendiri yang belum dijawab dapat ditarik."))
    found.state = State.BATAL
    found.save(update_fields=["state"])
    noted("development_dropped", found, found.skp, by, on)
    return found


def _locked(action: DevelopmentAction) -> DevelopmentAction:
    found: DevelopmentAction = DevelopmentAction.objects.select_for_update(of=("self",)).select_related(
        "skp__person__account", "person"
    ).get(pk=action.pk)  # fmt: skip
    return found


def _waiting(action: DevelopmentAction, by: Any, on: datetime.date) -> DevelopmentAction:
    found = _locked(action)
    if not perms.may_answer(by, found, on):
        raise FollowupRefused(_("Hanya atasan dari pegawai itu yang menjawabnya."))
    if found.state != State.DIINGINKAN:
        raise FollowupRefused(_("Keinginan ini sudah dijawab."))
    return found
