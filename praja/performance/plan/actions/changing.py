"""What changes of an SKP afterwards: later versions, another appraiser, a move to another post."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from praja.organization.models import Unit
from praja.people.models import JabatanHistory, Person
from praja.people.perms import is_superior_of
from praja.performance.enums import KeadaanSkp, KeadaanVersi, LingkupRhk
from praja.performance.models import Skp, SkpVersion
from praja.performance.perms import may_keep
from praja.performance.plan import perms
from praja.performance.plan.actions.common import (
    locked,
    locked_version,
    needs_open_period,
    plain,
    tell,
)
from praja.performance.plan.actions.drafting import copy_content
from praja.performance.plan.actions.opening import close_negotiation, open_part
from praja.performance.plan.content import content_of
from praja.performance.plan.opening import preview
from praja.performance.plan.queries import NEGOTIATED, moved
from praja.performance.plan.refused import PlanRefused
from praja.temporal.actions import span
from praja.web.notices import notify_many
from praja.web.reasons import said_clearly
from praja.web.said import gettext as _
from praja.web.words import tanggal

_DAY = datetime.timedelta(days=1)


@transaction.atomic
def begin_change(*, skp: Skp, since: datetime.date, reason: str, by: Any, on: datetime.date) -> SkpVersion:
    """Begin a later version of an agreed SKP, which holds from a day once both have agreed to it.

    :raises PlanRefused: if `by` may not, one is talked about already, or the day cannot be
    """
    found = locked(skp)
    if not perms.may_change(by, found, on):
        raise PlanRefused(_("Perubahan SKP dimulai oleh pegawainya atau penilainya."))
    if found.state != KeadaanSkp.BERJALAN:
        raise PlanRefused(_("Hanya SKP yang sedang berjalan dapat diubah."))
    if found.versions.filter(state__in=NEGOTIATED).exists():
        raise PlanRefused(_("Sudah ada perubahan yang sedang disusun. Lanjutkan atau tarik yang itu."))
    now = found.versions.get(state=KeadaanVersi.DISEPAKATI)
    _check_since(found, now, since, on)
    said = said_clearly(reason, PlanRefused)
    number = found.versions.aggregate(last=Max("number"))["last"] + 1
    made: SkpVersion = SkpVersion.objects.create(
        skp=found, number=number, since=since, reason=said[:300], approach=now.approach
    )
    now.skp = found
    copy_content(content_of(now), made, new=False)
    tell("skp_change_begun", found, by, on, after={"versi": number, "mulai": since}, reason=said)
    if found.person.account is not None and found.person.account != by:
        title = _("Penilai Anda membuka perubahan SKP. Sesuaikan, lalu ajukan.")
        notify_many({found.person.account: title}, reverse("performance:skp", args=[found.pk]))
    return made


def _check_since(skp: Skp, now: SkpVersion, since: datetime.date, on: datetime.date) -> None:
    if not skp.berlaku.lower <= since < skp.berlaku.upper:
        raise PlanRefused(_("Tanggal berlakunya di luar masa SKP ini."))
    if since < now.since:
        raise PlanRefused(
            _("Versi sekarang berlaku sejak %(day)s. Pilih tanggal itu atau sesudahnya.")
            % {"day": tanggal(now.since)}
        )
    needs_open_period(skp, since, on)


@transaction.atomic
def redate_change(
    *, version: SkpVersion, since: datetime.date, reason: str, by: Any, on: datetime.date
) -> SkpVersion:
    """Say anew from when and why a later version holds that is still drafted; its lines stay.

    :raises PlanRefused: if `by` may not, it is no drafted later version, or the day cannot be
    """
    found = locked_version(version)
    if not perms.may_change(by, found.skp, on):
        raise PlanRefused(_("Perubahan SKP diatur oleh pegawainya atau penilainya."))
    if found.state != KeadaanVersi.DISUSUN or found.number == 1:
        raise PlanRefused(_("Tanggal berlaku hanya diubah selama perubahan itu disusun."))
    _check_since(found.skp, found.skp.versions.get(state=KeadaanVersi.DISEPAKATI), since, on)
    before = {"mulai": found.since, "alasan": found.reason}
    said = said_clearly(reason, PlanRefused)
    found.since, found.reason = since, said[:300]
    found.save(update_fields=["since", "reason"])
    tell("skp_change_redated", found.skp, by, on, before=before, after={"mulai": since}, reason=said)
    return found


@transaction.atomic
def withdraw_change(*, version: SkpVersion, by: Any, on: datetime.date) -> SkpVersion:
    """Withdraw a later version that is not agreed yet; what was agreed goes on.

    :raises PlanRefused: if `by` may not, or it is the first version
    """
    found = locked_version(version)
    if not perms.may_change(by, found.skp, on):
        raise PlanRefused(_("Perubahan SKP ditarik oleh pegawainya atau penilainya."))
    if found.state not in NEGOTIATED or found.number == 1:
        raise PlanRefused(_("Yang dapat ditarik hanya perubahan yang belum disepakati."))
    found.state = KeadaanVersi.DITARIK
    found.save(update_fields=["state"])
    tell("skp_change_withdrawn", found.skp, by, on, after={"versi": found.number})
    return found


@transaction.atomic
def change_appraiser(
    *,
    skp: Skp,
    person: Person | None,
    name: str = "",
    title: str = "",
    reason: str,
    by: Any,
    on: datetime.date,
) -> Skp:
    """Name another appraiser of an SKP: somebody of the records, or else by name and title.

    :raises PlanRefused: if `by` may not, it is the person or somebody below them, or no reason is given
    """
    found = locked(skp)
    if not may_keep(by, found, on):
        raise PlanRefused(_("Penilai diganti oleh pengelola kepegawaian unitnya, selain orang itu sendiri."))
    if found.state not in (KeadaanSkp.DISUSUN, KeadaanSkp.BERJALAN):
        raise PlanRefused(_("SKP ini sudah berakhir, jadi penilainya tidak diganti lagi."))
    if person is not None and person.pk == found.person_id:
        raise PlanRefused(_("Pegawai tidak dapat menjadi penilainya sendiri. Pilih orang lain."))
    if person is not None and found.person.account and is_superior_of(found.person.account, person, on):
        raise PlanRefused(_("Orang itu bawahan pegawai ini. Pilih atasannya."))
    if person is None and not (name.strip() and title.strip()):
        raise PlanRefused(_("Isi NIP penilai, atau nama dan jabatannya bila ia di luar data pegawai."))
    said = said_clearly(reason, PlanRefused)
    before = _named(found)
    held = None
    if person is not None:
        held = JabatanHistory.objects.on(on).filter(person=person).order_by("how").first()
    found.appraiser = person
    found.appraiser_position_id = held.position_id if held else None
    found.appraiser_name, found.appraiser_title = (
        ("", "") if person else (plain(name)[:200], plain(title)[:200])
    )
    found.save(update_fields=["appraiser", "appraiser_position", "appraiser_name", "appraiser_title"])
    tell(
        "appraiser_changed", found, by, on, before={"penilai": before}, after={"penilai": _named(found)},
        reason=said,
    )  # fmt: skip
    return found


def _named(skp: Skp) -> str:
    return skp.appraiser.full_name if skp.appraiser else skp.appraiser_name


@transaction.atomic
def follow_move(*, skp: Skp, by: Any, on: datetime.date) -> list[Skp]:
    """End an SKP before the day on which its person left or was away, and open those of the days after.

    Results that go with the person are drafted into the first new one, in the same post all of them; those
    that stay with the organization are offered to whoever comes next.

    :returns: the SKP that were opened
    :raises PlanRefused: if `by` may not, or the person still holds the post
    """
    found = locked(skp)
    if not may_keep(by, found, on):
        raise PlanRefused(_("SKP diakhiri oleh pengelola kepegawaian unitnya, selain orang itu sendiri."))
    left = moved(Unit.objects.filter(pk=found.unit_id), on)
    if found.pk not in left:
        raise PlanRefused(_("Orang ini masih memegang jabatan itu sampai akhir SKP-nya."))
    leaving = left[found.pk]
    day = leaving.day
    agreed = found.versions.filter(state=KeadaanVersi.DISEPAKATI).first()
    close_negotiation(found.pk)
    if day is None or day <= found.berlaku.lower:
        if agreed is not None:
            raise PlanRefused(
                _("SKP ini disepakati untuk jabatan yang ternyata tidak dipegang. Periksa SK jabatannya.")
            )
        found.state = KeadaanSkp.DIBATALKAN
        found.ended_because = str(_("Jabatannya tidak dipegang pada masa itu."))
    else:
        found.berlaku = span(found.berlaku.lower, day)
        found.state = KeadaanSkp.BERAKHIR
        found.ended_because = str(leaving.why.label)
    found.save(update_fields=["berlaku", "state", "ended_because"])
    tell("skp_ended", found, by, on, after={"akhir": day and day - _DAY}, reason=found.ended_because)
    parts = [
        part for part in preview(found.year, person=found.person_id).ready if day is None or part.start >= day
    ]
    opened = [open_part(part, found.year, by=by, on=on) for part in parts]
    for one in opened:
        tell("skp_opened", one, by, on)
    if opened and agreed is not None:
        found.refresh_from_db()
        agreed.skp = found
        scopes = None if opened[0].position_id == found.position_id else {LingkupRhk.INDIVIDU}
        copy_content(content_of(agreed), opened[0].versions.get(), new=True, scopes=scopes)
    if opened and found.person.account_id:
        notify_many(
            {
                found.person.account: str(
                    _("SKP Anda pada jabatan baru dibuka. Susun rencana hasil kerja Anda.")
                )
            },
            reverse("performance:own"),
        )
    return opened
