"""Obstacles: reported by the person, decided by the appraiser, solved by whoever sees to it.

A decision stays as it was made. What was agreed and what was decided are both kept: a target that a decision
changes is another one from a day on, and the plan still says what was agreed.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from praja.access.queries import holders
from praja.audit.actions import record
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.people.models import Person
from praja.performance.enums import AkibatHambatan, Arah, JenisHambatan, KeadaanHambatan
from praja.performance.follow import perms
from praja.performance.follow.actions import FollowRefused, said_clearly
from praja.performance.follow.months import version_for
from praja.performance.follow.telling import tell
from praja.performance.models import Indicator, IndicatorVersion, Obstacle, Rhk, Skp
from praja.performance.perms import OFFICERS, is_outside
from praja.web.notices import notify_many
from praja.web.said import gettext as _

MAY_CHANGE = (JenisHambatan.SUMBER_DAYA, JenisHambatan.LUAR)
"""Kinds by which a target may change or an indicator be left out: nobody's own doing."""
MOST_OPEN = 20
PHOTOS = (StoredFile.Kind.JPEG, StoredFile.Kind.PNG, StoredFile.Kind.PDF)


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What the appraiser decides on an obstacle."""

    accepted: bool
    reason: str
    owner: Person | None = None
    due: datetime.date | None = None
    effect: str = AkibatHambatan.TIDAK_ADA
    effective: datetime.date | None = None
    new_target: Decimal | None = None
    new_target_max: Decimal | None = None
    new_due: datetime.date | None = None


@transaction.atomic
def report(
    *,
    skp: Skp,
    rhk: Rhk,
    indicator: Indicator | None,
    kind: str,
    text: str,
    since: datetime.date,
    photo: Any = None,
    sent: uuid.UUID | None = None,
    by: Any,
    on: datetime.date,
) -> Obstacle:
    """Report what stands in the way of a result.

    :param sent: made with the form: the same is reported once, however often it is sent
    :raises FollowRefused: if `by` may not, or what is said cannot be
    """
    found = Skp.objects.select_for_update(of=("self",)).select_related("person", "appraiser__account").get(
        pk=skp.pk
    )  # fmt: skip
    if not perms.may_report(by, found):
        raise FollowRefused(_("Hanya pegawai pemilik SKP yang sudah disepakati yang melaporkan hambatannya."))
    if sent is not None and (again := Obstacle.objects.filter(sent=sent).first()) is not None:
        if again.skp_id != found.pk:
            raise FollowRefused(_("Formulir ini sudah dipakai. Muat ulang halamannya, lalu kirim lagi."))
        return again
    if rhk.skp_id != found.pk or (indicator is not None and indicator.rhk_id != rhk.pk):
        raise FollowRefused(_("Pilih hasil kerja dan indikator dari SKP Anda."))
    said = said_clearly(text)
    if since > on:
        raise FollowRefused(_("Hambatan dilaporkan sesudah mulai, bukan untuk hari yang belum tiba."))
    if since < found.berlaku.lower - datetime.timedelta(days=366):
        raise FollowRefused(_("Tanggal mulainya terlalu lama berlalu. Periksa tahunnya."))
    if found.obstacles.filter(state=KeadaanHambatan.DILAPORKAN).count() >= MOST_OPEN:
        raise FollowRefused(_("Sudah dua puluh hambatan menunggu keputusan. Tunggu dahulu keputusan atasan."))
    file = None
    if photo is not None:
        try:
            file = store(photo, by=by, kinds=PHOTOS)
        except UploadRefused as error:
            raise FollowRefused(str(error)) from error
    made: Obstacle = Obstacle.objects.create(
        skp=found,
        rhk=rhk,
        indicator=indicator,
        kind=kind,
        text=said,
        since=since,
        photo=file,
        sent=sent,
        by=by,
    )
    _record("obstacle_reported", made, by, on, after={"sebab": kind, "sejak": since})
    _tell_deciders(made, by, on)
    return made


def _tell_deciders(made: Obstacle, by: Any, on: datetime.date) -> None:
    """Tell who decides: who rates instead, or the appraiser, or the officers who record for one outside."""
    skp, name = made.skp, {"name": made.skp.person.full_name}
    title = gettext_noop("%(name)s melaporkan hambatan")
    deciding = perms.substitutes_for(made) or ([skp.appraiser] if skp.appraiser is not None else [])
    if deciding:
        tell(deciding, title, name, _address(made))
    elif is_outside(skp):
        titles = {}
        for account in holders(*OFFICERS, unit=skp.unit, on=on).exclude(pk=by.pk):
            with translation.override(account.language):
                titles[account] = _(title) % name
        if titles:
            notify_many(titles, _address(made))


@transaction.atomic
def decide(*, obstacle: Obstacle, decision: Decision, by: Any, on: datetime.date) -> Obstacle:
    """Accept or refuse an obstacle, with a reason; accepted, it may change the target from a day on.

    :raises FollowRefused: if `by` may not, it is decided already, or the decision cannot be
    """
    found = _locked(obstacle)
    if not perms.may_decide_obstacle(by, found, on):
        raise FollowRefused(_("Hanya penilai SKP ini, bukan pegawainya, yang memutuskan hambatannya."))
    if found.state != KeadaanHambatan.DILAPORKAN:
        raise FollowRefused(_("Hambatan ini sudah diputuskan. Keputusan tetap seperti adanya."))
    found.reason = said_clearly(decision.reason)
    found.state = KeadaanHambatan.DITERIMA if decision.accepted else KeadaanHambatan.DITOLAK
    if decision.accepted:
        _accept(found, decision, on)
    found.decided_by, found.decided_at = by, timezone.now()
    found.save()
    after = {"keputusan": found.state, "akibat": found.effect, "sejak": found.effective}
    _record("obstacle_decided", found, by, on, after=after, reason=found.reason[:300])
    title = gettext_noop("Hambatan yang Anda laporkan sudah diputuskan")
    tell([found.skp.person], title, {}, _address(found))
    if found.owner is not None and found.owner_id != found.skp.person_id:
        title = gettext_noop("Anda diminta menangani hambatan %(name)s")
        tell([found.owner], title, {"name": found.skp.person.full_name}, _address(found))
    return found


def _accept(found: Obstacle, decision: Decision, on: datetime.date) -> None:
    if decision.owner is None or decision.due is None:
        raise FollowRefused(_("Pilih siapa yang menanganinya dan paling lambat kapan."))
    if not on <= decision.due <= on + datetime.timedelta(days=366):
        raise FollowRefused(_("Batas penyelesaian antara hari ini dan setahun lagi."))
    found.owner, found.due = decision.owner, decision.due
    found.effect = decision.effect
    if decision.effect == AkibatHambatan.TIDAK_ADA:
        return
    if found.kind not in MAY_CHANGE:
        raise FollowRefused(
            _("Target hanya berubah karena kekurangan sumber daya atau sebab dari luar. Pilih target tetap.")
        )
    if found.indicator is None:
        raise FollowRefused(_("Hambatan ini tidak menyebut satu indikator, maka targetnya tetap."))
    if not _within(found.skp, decision.effective):
        raise FollowRefused(_("Pilih sejak kapan berlakunya, di dalam masa SKP."))
    found.effective = decision.effective
    if decision.effect == AkibatHambatan.TARGET:
        _new_target(found, decision)


def _new_target(found: Obstacle, decision: Decision) -> None:
    agreed = version_for(found.skp, decision.effective or found.since)
    version = IndicatorVersion.objects.filter(version=agreed, indicator=found.indicator).first()
    if version is None:
        raise FollowRefused(_("Indikator ini tidak ada dalam SKP pada hari itu."))
    found.agreed_target, found.agreed_target_max = version.target, version.target_max
    found.agreed_due = version.due
    low, high, due = decision.new_target, decision.new_target_max, decision.new_due
    if version.direction == Arah.TANGGAL:
        if not _within(found.skp, due):
            raise FollowRefused(_("Isi tanggal selesai yang baru, di dalam masa SKP."))
        found.new_due = due
        return
    if low is None or low <= 0:
        raise FollowRefused(_("Isi target yang baru, lebih dari nol. Bila tidak dinilai lagi, kecualikan."))
    if version.direction == Arah.RENTANG:
        if high is None or high < low:
            raise FollowRefused(_("Isi batas bawah dan batas atas target yang baru."))
        found.new_target_max = high
    found.new_target = low


def _within(skp: Skp, day: datetime.date | None) -> bool:
    return day is not None and skp.berlaku.lower <= day < skp.berlaku.upper


@transaction.atomic
def solve(*, obstacle: Obstacle, by: Any, on: datetime.date) -> Obstacle:
    """Say that an accepted obstacle is out of the way; what was decided on it stays.

    :raises FollowRefused: if `by` may not, or it is not accepted
    """
    found = _locked(obstacle)
    if not perms.may_solve_obstacle(by, found, on):
        raise FollowRefused(_("Hanya pegawai, penangan, atau penilainya yang menyatakan selesai."))
    if found.state == KeadaanHambatan.SELESAI:
        return found
    if found.state != KeadaanHambatan.DITERIMA:
        raise FollowRefused(_("Hanya hambatan yang diterima yang dapat dinyatakan selesai."))
    found.state, found.solved_at = KeadaanHambatan.SELESAI, timezone.now()
    found.save(update_fields=["state", "solved_at"])
    _record("obstacle_solved", found, by, on)
    return found


def _locked(obstacle: Obstacle) -> Obstacle:
    rows = Obstacle.objects.select_for_update(of=("self",)).select_related(
        "skp__person__account", "indicator", "owner__account"
    )
    return rows.get(pk=obstacle.pk)


def _address(obstacle: Obstacle) -> str:
    return reverse("performance:obstacle", args=[obstacle.pk])


def _record(verb: str, obstacle: Obstacle, by: Any, on: datetime.date, **more: Any) -> None:
    skp = obstacle.skp
    record(
        kind=f"performance.{verb}",
        by=by,
        target=obstacle,
        person=skp.person_id,
        unit=skp.unit_id,
        on=on,
        **more,
    )
