"""Six months to improve: agreed, looked at on days set beforehand, ended with a result; then recorded steps.

Software computes days and keeps documents. What follows a failed improvement is decided by people.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.people.enums import StatusAsn
from praja.people.models import StatusHistory
from praja.performance import law
from praja.performance.enums import KeadaanPerbaikan, LangkahPerbaikan
from praja.performance.follow.telling import tell
from praja.performance.followup import perms
from praja.performance.followup.actions import (
    FollowupRefused,
    clearly,
    noted,
    standing,
    stored,
)
from praja.performance.models import Checkpoint, ClosedRating, Improvement, ImprovementStep
from praja.performance.perms import is_own
from praja.web import typed
from praja.web.said import gettext as _
from praja.web.words import tanggal

State = KeadaanPerbaikan
MOST_CHECKPOINTS = 12
MONTH = datetime.timedelta(days=31)
WEEK = datetime.timedelta(days=7)
CONTRACT = (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
Point = tuple[datetime.date, str]
"""A day and what should be seen by then."""


@transaction.atomic
def begin(
    *, closed: ClosedRating, start: datetime.date, goals: str, support: str, points: Sequence[Point],
    by: Any, on: datetime.date,
) -> Improvement:  # fmt: skip
    """Begin the time to improve of somebody whose predicate was below Baik, with the days to look at it.

    :raises FollowupRefused: if `by` does not lead the person, the predicate needs none, or one runs already
    """
    found = standing(closed)
    skp = found.skp
    if not perms.may_improve(by, skp, on):
        raise FollowupRefused(_("Hanya atasan dari pegawai itu yang memulai perbaikannya."))
    if not found.predicate or not law.needs_improvement(found.predicate, on):
        raise FollowupRefused(_("Predikat ini tidak memerlukan perbaikan kinerja."))
    if Improvement.objects.filter(person=skp.person_id, state=State.BERJALAN).exists():
        raise FollowupRefused(_("Perbaikan pegawai ini masih berjalan. Selesaikan dahulu yang itu."))
    if Improvement.objects.filter(closed=found).exists():
        raise FollowupRefused(_("Perbaikan atas penilaian ini sudah pernah diadakan."))
    if not on - MONTH <= start <= on + MONTH:
        raise FollowupRefused(_("Mulainya paling jauh sebulan sebelum atau sesudah hari ini."))
    end = law.improvement_end(start, on)
    made: Improvement = Improvement.objects.create(
        closed=found, skp=skp, person=skp.person, start=start, end=end, goals=clearly(goals),
        support=clearly(support), by=by,
    )  # fmt: skip
    if not points:
        raise FollowupRefused(_("Tetapkan paling sedikit satu hari untuk melihat kemajuannya."))
    _add(made, points)
    noted("improvement_begun", made, skp, by, on, after={"mulai": start, "sampai": end})
    title = gettext_noop("Perbaikan kinerja Anda dimulai; baca yang disepakati")
    tell([skp.person], title, {}, reverse("performance:improvement", args=[made.pk]))
    return made


def _add(improvement: Improvement, points: Sequence[Point]) -> None:
    days = {day for day, _aim in points} | set(improvement.checkpoints.values_list("due", flat=True))
    if len(days) != len(points) + improvement.checkpoints.count():
        raise FollowupRefused(_("Tiap hari dilihat sekali saja. Pilih hari yang berbeda."))
    if len(days) > MOST_CHECKPOINTS:
        raise FollowupRefused(_("Paling banyak dua belas kali dilihat."))
    for day, aim in points:
        if not improvement.start < day <= improvement.end:
            raise FollowupRefused(
                _("Pilih hari di antara %(start)s dan %(end)s.")
                % {"start": tanggal(improvement.start), "end": tanggal(improvement.end)}
            )
        Checkpoint.objects.create(improvement=improvement, due=day, aim=typed.one_line(clearly(aim), 300))


@transaction.atomic
def add_checkpoint(
    *, improvement: Improvement, due: datetime.date, aim: str, by: Any, on: datetime.date
) -> None:
    """Set one more day on which both look at an improvement.

    :raises FollowupRefused: if `by` may not, it has ended, or the day cannot be
    """
    found = _running(improvement, by, on)
    _add(found, [(due, aim)])
    noted("checkpoint_added", found, found.skp, by, on, after={"paling_lambat": due})


@transaction.atomic
def confirm(*, improvement: Improvement, by: Any, on: datetime.date) -> Improvement:
    """Note that the person has understood what is to be reached by when.

    :raises FollowupRefused: if `by` is not the person
    """
    found = _locked(improvement)
    if not is_own(by, found.skp):
        raise FollowupRefused(_("Hanya pegawainya sendiri yang menyatakan sudah memahami."))
    if found.state == State.BERJALAN and found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
        noted("improvement_read", found, found.skp, by, on)
    return found


@transaction.atomic
def hold(
    *, checkpoint: Checkpoint, on_track: bool, notes: str, file: Any = None, by: Any, on: datetime.date
) -> Checkpoint:
    """Keep what was seen on a day set for it; it then stays.

    The trail keeps that it was looked at, not what was said.

    :raises FollowupRefused: if `by` may not, it was kept already, or its day is far
    """
    found = _running(checkpoint.improvement, by, on)
    point = Checkpoint.objects.select_for_update(of=("self",)).get(pk=checkpoint.pk)
    if point.held_at is not None:
        raise FollowupRefused(_("Catatan hari ini sudah disimpan dan tetap."))
    if point.due > on + WEEK:
        raise FollowupRefused(_("Harinya baru %(day)s. Catat paling cepat seminggu sebelumnya.") % {
            "day": tanggal(point.due)
        })  # fmt: skip
    point.on_track, point.notes, point.file = on_track, clearly(notes), stored(file, by)
    point.held_by, point.held_at = by, timezone.now()
    point.save()
    noted("checkpoint_held", point, found.skp, by, on, after={"sesuai_rencana": on_track})
    title = gettext_noop("Kemajuan perbaikan kinerja Anda dicatat")
    tell([found.person], title, {}, reverse("performance:improvement", args=[found.pk]))
    return point


@transaction.atomic
def decide(*, improvement: Improvement, met: bool, reason: str, by: Any, on: datetime.date) -> Improvement:
    """Say how an improvement ended. That it failed can be said only after its whole time.

    :raises FollowupRefused: if `by` may not, days were not looked at, or the time is not over
    """
    found = _running(improvement, by, on)
    left = found.checkpoints.filter(held_at__isnull=True).order_by("due").first()
    if left is not None:
        raise FollowupRefused(
            _("Catat dahulu kemajuan yang dilihat pada %(day)s.") % {"day": tanggal(left.due)}
        )
    if not met and on < found.end:
        raise FollowupRefused(
            _("Waktunya baru berakhir %(day)s (PP 30/2019 Pasal 56).") % {"day": tanggal(found.end)}
        )
    return _end(found, State.MEMENUHI if met else State.TIDAK_MEMENUHI, reason, by, on)


@transaction.atomic
def stop(*, improvement: Improvement, reason: str, by: Any, on: datetime.date) -> Improvement:
    """End an improvement before its time without a result: the person moved, retired, or was rated anew.

    :raises FollowupRefused: if `by` may not, or it has ended
    """
    found = _locked(improvement)
    if not perms.may_stop(by, found, on):
        raise FollowupRefused(_("Hanya pengelola kepegawaian unit itu yang menghentikannya."))
    if found.state != State.BERJALAN:
        raise FollowupRefused(_("Perbaikan ini sudah berakhir."))
    return _end(found, State.DIHENTIKAN, reason, by, on)


def _end(found: Improvement, state: State, reason: str, by: Any, on: datetime.date) -> Improvement:
    found.state, found.reason = state, clearly(reason, 1000)
    found.decided_by, found.decided_at = by, timezone.now()
    found.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    noted("improvement_ended", found, found.skp, by, on, after={"keadaan": state})
    title = gettext_noop("Perbaikan kinerja Anda berakhir")
    tell([found.person], title, {}, reverse("performance:improvement", args=[found.pk]))
    return found


# --- warnings and what the law foresees


@transaction.atomic
def record_step(
    *, improvement: Improvement, kind: str, dated: datetime.date, until: datetime.date | None, number: str,
    note: str, file: Any, by: Any, on: datetime.date,
) -> ImprovementStep:  # fmt: skip
    """Record a warning, or a step that was decided after a failed improvement, with its document.

    :raises FollowupRefused: if `by` may not, the improvement did not fail, or what is said cannot be
    """
    found = _locked(improvement)
    if kind not in LangkahPerbaikan.values:
        raise FollowupRefused(_("Pilih langkahnya dari daftar."))
    if not perms.may_record_step(by, found, kind, on):
        raise FollowupRefused(
            _("Peringatan dicatat atasan atau pengelola; langkah lain dicatat pengelola kepegawaian.")
        )
    if why := _wrong(found, kind, dated, until, on):
        raise FollowupRefused(why)
    name = typed.one_line(number, 120)
    if not name:
        raise FollowupRefused(_("Isi nomor dokumen yang menjadi dasarnya."))
    scan = stored(file, by)
    if scan is None:
        raise FollowupRefused(_("Unggah dokumennya. Langkah ini diputuskan orang, Praja hanya mencatatnya."))
    made: ImprovementStep = ImprovementStep.objects.create(
        improvement=found, kind=kind, dated=dated, until=until, number=name, note=clearly(note, 1000),
        file=scan, by=by,
    )  # fmt: skip
    noted("improvement_step", made, found.skp, by, on,
          after={"langkah": kind, "tanggal": dated, "dokumen": name})  # fmt: skip
    title = gettext_noop("Ada dokumen baru pada perbaikan kinerja Anda")
    tell([found.person], title, {}, reverse("performance:improvement", args=[found.pk]))
    return made


def _wrong(
    found: Improvement, kind: str, dated: datetime.date, until: datetime.date | None, on: datetime.date
) -> str:
    if not found.start <= dated <= on:
        return _("Tanggal dokumennya di antara mulainya perbaikan dan hari ini.")
    if kind == LangkahPerbaikan.PERINGATAN:
        return _("Tanggal sampai hanya untuk penempatan sementara.") if until else ""
    if found.state != State.TIDAK_MEMENUHI:
        return _("Langkah ini baru ada bila hasil perbaikannya tidak memenuhi (PP 30/2019 Pasal 56).")
    held = StatusHistory.objects.on(dated).filter(person=found.person_id).first()
    contract = held is not None and held.status in CONTRACT
    if contract != (kind == LangkahPerbaikan.PERJANJIAN_KERJA):
        if contract:
            return _("Bagi PPPK yang dicatat ialah perjanjian kerjanya.")
        return _("Perjanjian kerja hanya bagi PPPK; orang ini PNS.")
    if kind != LangkahPerbaikan.PENEMPATAN_SEMENTARA:
        return _("Tanggal sampai hanya untuk penempatan sementara.") if until else ""
    last = law.posting_end(dated, on)
    if until is None or not dated <= until <= last:
        return _("Penempatan sementara paling lama satu tahun: sampai %(day)s (PP 30/2019).") % {
            "day": tanggal(last)
        }
    return ""


@transaction.atomic
def withdraw_step(*, step: ImprovementStep, reason: str, by: Any, on: datetime.date) -> ImprovementStep:
    """Withdraw a step that should not have been recorded; it stays readable with the reason.

    :raises FollowupRefused: if `by` may not, or it is withdrawn already
    """
    found = ImprovementStep.objects.select_for_update(of=("self",)).select_related("improvement__skp").get(
        pk=step.pk
    )  # fmt: skip
    if not perms.may_stop(by, found.improvement, on):
        raise FollowupRefused(_("Hanya pengelola kepegawaian unit itu yang menariknya."))
    if found.withdrawn_at is not None:
        raise FollowupRefused(_("Langkah ini sudah ditarik."))
    said = typed.one_line(clearly(reason), 300)
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_because = timezone.now(), by, said
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    noted("improvement_step_withdrawn", found, found.improvement.skp, by, on, reason=said)
    return found


def _locked(improvement: Improvement) -> Improvement:
    found: Improvement = Improvement.objects.select_for_update(of=("self",)).select_related(
        "skp__person__account", "person"
    ).get(pk=improvement.pk)  # fmt: skip
    return found


def _running(improvement: Improvement, by: Any, on: datetime.date) -> Improvement:
    found = _locked(improvement)
    if not perms.may_improve(by, found.skp, on):
        raise FollowupRefused(_("Hanya atasan dari pegawai itu yang mencatat kemajuan perbaikannya."))
    if found.state != State.BERJALAN:
        raise FollowupRefused(_("Perbaikan ini sudah berakhir."))
    return found
