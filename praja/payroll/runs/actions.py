"""Runs from opening to payment: who computes, who checks, who approves, who pays; and back, with a reason.

What takes long is done by a job (`work`). A job works in one transaction and is asked for by a number
(`attempt`): one that comes late, or twice, finds that it is not wanted any more and does nothing.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from praja import jobs
from praja.audit.actions import record
from praja.audit.keys import KeyMissing
from praja.files.disk import DiskFull
from praja.jobs.progress import Progress
from praja.organization.models import Unit
from praja.organization.queries import version_of
from praja.payroll import perms
from praja.payroll.budget import warnings_for
from praja.payroll.enums import JenisDaftar, JenisProses, KeadaanProses, KeadaanSlip
from praja.payroll.facts.survivors import months_paid
from praja.payroll.models import PaidBefore, PayHold, Run
from praja.payroll.programs import law_of, pack_of
from praja.payroll.queries import counts_of, sums_of
from praja.payroll.runs import archive, bundle, late, settling, stale, store, survivors, watch
from praja.payroll.runs.compute import Earlier, known_facts, moment_of, outcome_of, taken_since
from praja.payroll.runs.refused import NotAllowed, OwnWork, RunRefused, Stopped, needs
from praja.rules.errors import RulesError
from praja.web.reasons import said_clearly
from praja.web.words import angka, tanggal

State = KeadaanProses
LOG = logging.getLogger(__name__)
JOB = "payroll.compute"
SILENT = datetime.timedelta(minutes=2)
"""Without a sign of life for this long, computing may be asked for again."""
MOST_NAMED = 5

__all__ = ["NotAllowed", "OwnWork", "RunRefused"]


# --- opening


@transaction.atomic
def open_run(
    *,
    pay_list: str,
    period: datetime.date,
    unit: Unit,
    paid_on: datetime.date,
    by: Any,
    on: datetime.date,
    cut_off: datetime.datetime | None = None,
    kind: str = JenisProses.INDUK,
    people: Collection[uuid.UUID] = (),
) -> Run:
    """Open a run of a list for the people of a unit.

    :param people: limits it to these; a supplementary run (susulan) and one of gaji terusan must be limited
    :raises RunRefused: if `by` may not, or such a run is open already, or nobody could be in it
    """
    needs(perms.may_open_run(by, unit, on), _("Hanya bendahara unit itu yang dapat membuka proses gajinya."))
    period = period.replace(day=1)
    government = unit.government or unit
    if version_of(unit, period) is None:
        raise RunRefused(_("Unit ini belum atau tidak lagi ada pada %(day)s.") % {"day": tanggal(period)})
    if paid_on < period - datetime.timedelta(days=31):
        raise RunRefused(_("Tanggal bayar terlalu jauh sebelum bulan gajinya. Periksa tahunnya."))
    if kind == JenisProses.SUSULAN:
        found = late.candidates(unit, pay_list, period, paid_on=paid_on)
        if not people or not set(people) <= {one.person_id for one in found if one.ready}:
            raise RunRefused(
                _(
                    "Pilih orang yang akan dibayar susulan: yang ditahan, terutang, bermasalah, atau "
                    "terlewat bulan itu, dan sebabnya sudah selesai."
                )
            )
    if kind == JenisProses.TERUSAN:
        found = survivors.candidates(unit, period, paid_on=paid_on)
        ready = {one.person_id for one in found if one.ready}
        if pay_list != JenisDaftar.GAJI or not people or not set(people) <= ready:
            raise RunRefused(
                _(
                    "Pilih almarhum yang gaji terusannya dibayar: paling lama %(months)s bulan sesudah bulan "
                    "wafat, ada ahli warisnya, dan rekening ahli waris sudah dicatat."
                )
                % {"months": months_paid(period)}
            )
    same = Run.objects.filter(unit=unit, pay_list=pay_list, period=period, kind=kind)
    if kind == JenisProses.INDUK and not people:
        _lock_opening(unit)
        if same.filter(people=[]).exclude(state=State.DIBATALKAN).exists():
            raise RunRefused(
                _("Proses %(list)s unit ini untuk %(month)s sudah dibuka; lanjutkan yang itu.")
                % {"list": JenisDaftar(pay_list).label, "month": f"{period:%m-%Y}"}
            )
    run = Run.objects.create(
        pay_list=pay_list,
        kind=kind,
        period=period,
        unit=unit,
        government=government,
        people=sorted(str(one) for one in people),
        pack=pack_of(government, period),
        paid_on=paid_on,
        cut_off=cut_off,
        made_by=by,
    )
    _record("opened", run, by, on, after={**_named(run), "orang": len(run.people) or None})
    return run


@transaction.atomic
def open_owed(*, unit: Unit, pay_list: str, paid_on: datetime.date, by: Any, on: datetime.date) -> list[Run]:
    """Open a supplementary run for each month in which a list of a unit is owed and may now be paid.

    Each month is paid by its own facts.

    :raises RunRefused: if `by` may not, nothing is owed, or none of it may be paid yet
    """
    needs(perms.may_open_run(by, unit, on), _("Hanya bendahara unit itu yang dapat membuka proses gajinya."))
    months = [one for one in late.owed(Unit.objects.filter(pk=unit.pk)) if one.pay_list == pay_list]
    made, still = [], ""
    for month in months:
        found = late.candidates(unit, pay_list, month.period, paid_on=paid_on)
        ready = [one.person_id for one in found if one.ready and one.person_id in month.people]
        still = still or next((one.still for one in found if not one.ready), "")
        if ready:
            made.append(
                open_run(
                    pay_list=pay_list,
                    period=month.period,
                    unit=unit,
                    paid_on=paid_on,
                    kind=JenisProses.SUSULAN,
                    people=ready,
                    by=by,
                    on=on,
                )
            )
    if not made:
        why = _("Tidak ada yang terutang pada unit ini.") if not months else still
        raise RunRefused(_("Belum ada yang dapat dibayar. %(why)s") % {"why": why})
    return made


def _lock_opening(unit: Unit) -> None:
    # Of two who open the same at once, the second is told.
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)


# --- computing


@transaction.atomic
def compute(*, run: Run, by: Any, on: datetime.date, only_changed: bool = False) -> Run:
    """Ask for a run to be computed.

    :param only_changed: put only those people through the law again of whom something has changed
    :raises RunRefused: if `by` may not, somebody computes it already, or it is approved
    """
    found = _locked(run)
    needs(perms.may_compute(by, found, on), _("Hanya bendahara unit itu yang dapat menghitungnya."))
    if found.state == State.MENGHITUNG and not silent(found):
        raise RunRefused(
            _("Proses ini sedang dihitung. Tunggu sampai selesai, atau hentikan hitungannya dahulu.")
        )
    if found.state in perms.LOCKED:
        raise RunRefused(_("Proses ini sudah disetujui, maka terkunci. Buka lagi dahulu dengan alasannya."))
    if found.state == State.DIBATALKAN:
        raise RunRefused(_("Proses ini sudah dibatalkan. Buka proses baru."))
    found.state, found.message, found.done_count, found.problem_count = State.MENGHITUNG, "", 0, 0
    found.attempt += 1
    found.progress_at = timezone.now()
    found.checked_by = found.checked_at = None
    found.save(
        update_fields=[
            "state",
            "message",
            "done_count",
            "problem_count",
            "attempt",
            "progress_at",
            "checked_by",
            "checked_at",
        ]
    )
    _ask(found, by, only_changed)
    return found


def _ask(run: Run, by: Any, only_changed: bool) -> None:
    jobs.enqueue(
        JOB,
        key=f"payroll.run:{run.pk}:{run.attempt}",
        run_id=str(run.pk),
        attempt=run.attempt,
        by=by.pk,
        only_changed=only_changed,
    )


@transaction.atomic
def stop(*, run: Run, by: Any, on: datetime.date) -> Run:
    """Stop the computing of a run; what was there before stays.

    :raises RunRefused: if `by` may not, or nothing is being computed
    """
    found = _locked(run)
    needs(perms.may_compute(by, found, on), _("Hanya bendahara unit itu yang dapat menghentikannya."))
    if found.state != State.MENGHITUNG:
        raise RunRefused(_("Proses ini tidak sedang dihitung."))
    found.attempt += 1
    _back(found, _("%(name)s menghentikan hitungan ini.") % {"name": by})
    return found


def silent(run: Run) -> bool:
    """Whether computing was asked for and has given no sign of life for a while."""
    seen = run.progress_at
    return run.state == State.MENGHITUNG and (seen is None or timezone.now() - seen > SILENT)


def _back(run: Run, message: str) -> None:
    """Let a run be what it was before it was computed, and say what happened."""
    counts = counts_of(run)
    run.state = State.DIHITUNG if run.computed_at else State.TERBUKA
    run.message, run.done_count = message, run.people_count
    run.problem_count = counts[KeadaanSlip.MASALAH]
    run.people_count = sum(counts[state] for state in KeadaanSlip)
    run.done_count = run.people_count
    run.save(update_fields=["state", "message", "attempt", "done_count", "problem_count", "people_count"])


# --- what the job does


def work(run_id: str, attempt: int, by: int, *, only_changed: bool = False) -> None:
    """Compute a run, unless it was done already, stopped, or asked for anew since.

    Whatever goes wrong, the result before stays whole, and the run says what happened. Only where not even
    that can be written, the exception leaves, and the queue tries again.
    """
    user = get_user_model().objects.get(pk=by)
    try:
        with transaction.atomic():
            run = _wanted(run_id, attempt)
            if run is not None:
                with Progress(run) as progress:
                    _compute(run, user, progress, only_changed)
    except Stopped:
        LOG.info("Run %s is not wanted any more.", run_id)
    except (RunRefused, RulesError, KeyMissing, archive.ArchiveMissing) as error:
        _failed(run_id, attempt, str(error))
    except DiskFull:
        _failed(run_id, attempt, _("Penyimpanan peladen penuh. Beri tahu admin aplikasi, lalu hitung lagi."))
    except IntegrityError:
        LOG.exception("Run %s met rows that were written meanwhile.", run_id)
        _failed(run_id, attempt, _("Proses lain baru saja mencatat orang yang sama. Hitung lagi."))
    except Exception:
        LOG.exception("Run %s was interrupted.", run_id)
        _reconnect()
        _failed(run_id, attempt, _("Hitungan terputus di tengah jalan. Tidak ada yang berubah; hitung lagi."))


def _wanted(run_id: str, attempt: int) -> Run | None:
    """Return the run if this attempt is the one asked for last, and let no other job compute it meanwhile."""
    number = uuid.UUID(run_id).int & (2**63 - 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    run = Run.objects.select_related("unit", "government").get(pk=run_id)
    return run if run.attempt == attempt and run.state == State.MENGHITUNG else None


def _compute(run: Run, user: Any, progress: Progress, only_changed: bool) -> None:
    def tell(people: int, done: int, problems: int) -> None:
        if not Run.objects.filter(pk=run.pk, attempt=run.attempt, state=State.MENGHITUNG).exists():
            raise Stopped
        progress.tell(people_count=people, done_count=done, problem_count=problems)

    progress.tell(now=True)
    sources = watch.seen(run)
    known = known_facts(run, moment_of(run))
    earlier = _earlier(run) if only_changed else None
    outcome = outcome_of(run, known, earlier=earlier, tell=tell)
    store.lock_month(run)
    locked = _locked(run)
    if locked.attempt != run.attempt or locked.state != State.MENGHITUNG:
        raise Stopped
    if taken_since(run, known):
        # Another run took some of them while this one was computed.
        known = known_facts(run, known.at)
        outcome = outcome_of(run, known, earlier=earlier, tell=tell)
    manifest = store.write(locked, outcome, by=user)
    locked.state, locked.message, locked.computed_by, locked.computed_at = (
        State.DIHITUNG,
        "",
        user,
        timezone.now(),
    )
    locked.changed_count, locked.changed_at, locked.sources = None, None, sources
    locked.save()
    after = {
        **_named(locked),
        "percobaan": locked.attempt,
        "jumlah": locked.people_count,
        "dihitung_ulang": outcome.computed,
        "masalah": locked.problem_count,
        "diterima": sums_of(locked)["net"],
        "fakta_per": locked.known_at,
        "sidik": manifest,
    }
    record(kind="payroll.run_computed", by=user, target=locked, unit=locked.unit_id, after=after)


def _earlier(run: Run) -> Earlier | None:
    """Return what came out before, if the rules are still the same ones."""
    if run.computed_at is None or stale.changed_rules(run, law_of(run.pack)):
        return None
    return Earlier(archive.frames(run), archive.results(run), archive.problems(run))


def _failed(run_id: str, attempt: int, message: str) -> None:
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.attempt == attempt and run.state == State.MENGHITUNG:
            _back(run, message)


def _reconnect() -> None:
    if not connection.in_atomic_block and (connection.connection is None or not connection.is_usable()):
        connection.close()


# --- checking, approving, paying


@transaction.atomic
def check(*, run: Run, by: Any, on: datetime.date) -> Run:
    """Sign that a run was looked at and is right, so that it can be approved.

    :raises RunRefused: if `by` may not, or it is not computed
    """
    found = _locked(run)
    needs(perms.may_check(by, found, on), _("Hanya bendahara unit itu yang menandatangani pemeriksaan."))
    if found.state != State.DIHITUNG:
        raise RunRefused(_("Hanya proses yang sudah dihitung yang dapat ditandai sudah diperiksa."))
    counts = counts_of(found)
    if not counts[KeadaanSlip.DIBAYAR] and not counts[KeadaanSlip.TERUTANG]:
        raise RunRefused(
            _("Tidak ada seorang pun yang dibayar dalam proses ini; selesaikan masalahnya dahulu.")
        )
    _refuse_stale(found)
    found.state, found.checked_by, found.checked_at = State.DIPERIKSA, by, timezone.now()
    found.save(update_fields=["state", "checked_by", "checked_at"])
    _record("checked", found, by, on, after=_named(found) | sums_of(found))
    return found


@transaction.atomic
def approve(*, run: Run, by: Any, on: datetime.date, aware: bool = False) -> Run:
    """Approve a run: from now on nothing in it changes.

    :param aware: that `by` has read what it takes beyond its pagu, which the trail then tells
    :raises RunRefused: if `by` may not, or computed or checked it, something has changed since, or it goes
        beyond a pagu and `by` has not said that they know
    """
    found = _locked(run)
    needs(perms.approves_for(by, found, on), _("Hanya pejabat penyetuju unit itu yang dapat menyetujuinya."))
    if not perms.may_approve(by, found, on):
        raise OwnWork(
            _("Yang menghitung atau memeriksa tidak dapat menyetujui. Minta pejabat penyetuju lain.")
        )
    if found.state != State.DIPERIKSA:
        raise RunRefused(_("Hanya proses yang sudah diperiksa bendahara yang dapat disetujui."))
    _refuse_stale(found)
    warnings = warnings_for(found)
    if warnings and not aware:
        raise RunRefused(
            _("Daftar ini melampaui pagu. Baca peringatannya, lalu centang “Saya tahu” sebelum menyetujui.")
        )
    known = {"melampaui_pagu": warnings} if warnings else {}
    found.state, found.approved_by, found.approved_at = State.DISETUJUI, by, timezone.now()
    found.save(update_fields=["state", "approved_by", "approved_at"])
    _record("approved", found, by, on, after=_named(found) | sums_of(found) | known)
    return found


@transaction.atomic
def send_back(*, run: Run, reason: str, by: Any, on: datetime.date) -> Run:
    """Give a run that waits for approval back to the bendahara, with what is to be looked at.

    :raises RunRefused: if `by` may not, it does not wait, or no reason is given
    """
    found = _locked(run)
    needs(
        perms.may_approve(by, found, on), _("Hanya pejabat penyetuju unit itu yang dapat mengembalikannya.")
    )
    if found.state != State.DIPERIKSA:
        raise RunRefused(_("Hanya proses yang menunggu persetujuan yang dapat dikembalikan."))
    said = said_clearly(reason, RunRefused)
    found.state, found.checked_by, found.checked_at = State.DIHITUNG, None, None
    found.message = _("Dikembalikan oleh %(name)s: %(reason)s") % {"name": by, "reason": said}
    found.save(update_fields=["state", "checked_by", "checked_at", "message"])
    _record("sent_back", found, by, on, reason=said, after=_named(found))
    return found


@transaction.atomic
def mark_paid(*, run: Run, day: datetime.date, by: Any, on: datetime.date) -> Run:
    """Note that a run was paid, and on which day.

    :raises RunRefused: if `by` may not, it is not approved, or the day cannot be
    """
    found = _locked(run)
    needs(perms.may_mark_paid(by, found, on), _("Hanya bendahara unit itu yang mencatat pembayarannya."))
    if found.state != State.DISETUJUI:
        raise RunRefused(_("Hanya proses yang sudah disetujui yang dapat dicatat dibayar."))
    if not counts_of(found)[KeadaanSlip.DIBAYAR]:
        raise RunRefused(
            _(
                "Semua orang dalam proses ini masih terutang atau ditahan, jadi tidak ada uang yang "
                "dibayarkan."
            )
        )
    if day > on:
        raise RunRefused(_("Tanggal bayar belum tiba. Catat sesudah uangnya dibayarkan."))
    if found.approved_at and day < timezone.localdate(found.approved_at):
        raise RunRefused(
            _("Tanggal bayar sebelum prosesnya disetujui pada %(day)s. Periksa tanggalnya.")
            % {"day": tanggal(found.approved_at)}
        )
    found.state, found.paid_by, found.paid_at, found.paid_day = State.DIBAYAR, by, timezone.now(), day
    found.save(update_fields=["state", "paid_by", "paid_at", "paid_day"])
    _record("paid", found, by, on, after=_named(found) | sums_of(found) | {"tanggal": day})
    return found


@transaction.atomic
def reopen(*, run: Run, reason: str, by: Any, on: datetime.date) -> Run:
    """Open a run again that is approved or paid; what was approved is kept beside what comes.

    Money that has left is noted, so that later only what is above it is paid.

    :raises RunRefused: if `by` may not, or closed it, or gives no reason
    """
    found = _locked(run)
    needs(perms.handles(by, found, on), _("Anda tidak berwenang membuka lagi proses ini."))
    if found.state not in perms.LOCKED:
        raise RunRefused(_("Proses ini tidak terkunci."))
    if not perms.may_reopen(by, found, on):
        raise OwnWork(_("Yang menutup proses tidak dapat membukanya lagi. Minta orang lain yang berwenang."))
    said = said_clearly(reason, RunRefused)
    before = {**_named(found), **sums_of(found), "keadaan": found.state}
    if found.state == State.DIBAYAR:
        settling.note_paid(found)
    found.state, found.reopened_why = State.DIHITUNG, said
    found.checked_by = found.checked_at = found.approved_by = found.approved_at = None
    found.paid_by = found.paid_at = found.paid_day = None
    found.save(
        update_fields=[
            "state",
            "reopened_why",
            "checked_by",
            "checked_at",
            "approved_by",
            "approved_at",
            "paid_by",
            "paid_at",
            "paid_day",
        ]
    )
    archive.set_aside(found)
    _record("reopened", found, by, on, reason=said, before=before)
    return found


@transaction.atomic
def cancel(*, run: Run, reason: str, by: Any, on: datetime.date) -> Run:
    """Drop a run that is not approved: its people are free for another one, its files stay.

    :raises RunRefused: if `by` may not, it is locked, computed just now or dropped, its money has left once,
        or no reason is given
    """
    found = _locked(run)
    needs(perms.may_compute(by, found, on), _("Hanya bendahara unit itu yang dapat membatalkannya."))
    if found.state in perms.LOCKED:
        raise RunRefused(_("Proses yang disetujui atau dibayar tidak dapat dibatalkan. Buka lagi dahulu."))
    if found.state == State.MENGHITUNG:
        raise RunRefused(_("Proses ini sedang dihitung. Hentikan hitungannya dahulu."))
    if found.state == State.DIBATALKAN:
        raise RunRefused(_("Proses ini sudah dibatalkan."))
    if PaidBefore.objects.filter(run=found).exists():
        raise RunRefused(
            _(
                "Uang proses ini sudah pernah dibayarkan, maka tidak dapat dibatalkan. Hitung lagi, lalu "
                "setujui."
            )
        )
    said = said_clearly(reason, RunRefused)
    before = _named(found) | sums_of(found)
    found.slips.all().delete()
    found.state, found.message = State.DIBATALKAN, said
    found.checked_by = found.checked_at = None
    found.attempt += 1
    found.save(update_fields=["state", "message", "checked_by", "checked_at", "attempt"])
    _record("cancelled", found, by, on, reason=said, before=before)
    return found


def _refuse_stale(run: Run) -> None:
    try:
        changes = stale.changes_since(run)
    except archive.ArchiveMissing as error:
        raise RunRefused(str(error)) from error
    if not changes:
        return
    said = [
        f"{one.name}: {one.title} {one.before} → {one.after}".strip(" →")
        for one in changes.people[:MOST_NAMED]
    ]
    said += changes.rules[:MOST_NAMED]
    raise RunRefused(
        _(
            "Sesudah dihitung ada yang berubah (%(count)s orang, %(rules)s berkas aturan): %(list)s. Hitung "
            "ulang yang berubah, lalu periksa lagi."
        )
        % {"count": angka(changes.count), "rules": len(changes.rules), "list": "; ".join(said)}
    )


# --- holding pay back


@transaction.atomic
def hold(
    *, unit: Unit, period: datetime.date, pay_list: str, reason: str, by: Any, on: datetime.date
) -> PayHold:
    """Hold back the pay of a unit, with all below it, in a month.

    :raises RunRefused: if `by` may not, it is held already, or no reason is given
    """
    needs(
        perms.may_hold(by, unit, on),
        _("Hanya bendahara atau pejabat penyetuju unit itu yang dapat menahannya."),
    )
    said = said_clearly(reason, RunRefused)
    period = period.replace(day=1)
    _lock_opening(unit)
    mine = PayHold.objects.filter(unit=unit, period=period, pay_list=pay_list, released_at__isnull=True)
    if mine.exists():
        raise RunRefused(_("Pembayaran unit ini bulan itu sudah ditahan."))
    made = PayHold.objects.create(unit=unit, period=period, pay_list=pay_list, reason=said[:300], made_by=by)
    record(
        kind="payroll.held",
        by=by,
        target=made,
        unit=unit.pk,
        on=on,
        reason=said,
        after={"bulan": period, "daftar": pay_list},
    )
    return made


@transaction.atomic
def release(*, hold: PayHold, reason: str, by: Any, on: datetime.date) -> PayHold:
    """Release pay that is held back: it is paid when its run is computed again, or by a supplementary one.

    :raises RunRefused: if `by` may not, it is released already, or no reason is given
    """
    found = PayHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    needs(
        perms.may_release(by, found, on),
        _("Hanya bendahara atau pejabat penyetuju unit itu yang melepasnya."),
    )
    if found.released_at is not None:
        raise RunRefused(_("Penahanan ini sudah dilepas."))
    said = said_clearly(reason, RunRefused)
    found.released_by, found.released_at, found.released_why = by, timezone.now(), said[:300]
    found.save(update_fields=["released_by", "released_at", "released_why"])
    record(
        kind="payroll.released",
        by=by,
        target=found,
        unit=found.unit_id,
        on=on,
        reason=said,
        after={"bulan": found.period, "daftar": found.pay_list},
    )
    return found


# --- taking away


@transaction.atomic
def export_bundle(*, run: Run, by: Any, on: datetime.date | None = None) -> bytes:
    """Return all parts of a run in one ZIP, and tell the trail that they were taken away.

    :param by: none for the command of the server's operator
    :raises RunRefused: if `by` may not
    :raises praja.payroll.runs.archive.ArchiveMissing: if it was not computed, or a part is gone
    """
    if by is not None:
        needs(perms.may_see_people(by, run, on), _("Anda tidak berwenang atas berkas proses ini."))
    parts = archive.parts(run)
    if bundle.MANIFEST not in parts:
        raise archive.ArchiveMissing(_("Proses ini belum pernah selesai dihitung, jadi belum ada berkasnya."))
    record(kind="payroll.run_exported", by=by, target=run, unit=run.unit_id, on=on, after=_named(run))
    return bundle.pack_bundle(parts)


@transaction.atomic
def tell_exported(*, run: Run, by: Any, on: datetime.date, file: str) -> None:
    """Tell the trail that a file of a run was taken away.

    :raises RunRefused: if `by` may not see its people
    """
    needs(perms.may_see_people(by, run, on), _("Anda tidak berwenang atas berkas proses ini."))
    _record("exported", run, by, on, after=_named(run) | {"berkas": file})


# --- looking later


def look_later(run: Run) -> None:
    """Note on a run that is approved or paid of how many people the facts have changed since."""
    changes = stale.changes_since(run)
    Run.objects.filter(pk=run.pk, state__in=perms.LOCKED).update(
        changed_count=changes.count, changed_at=changes.at
    )


# --- small things


def _locked(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).select_related("unit", "government").get(pk=run.pk)


def _named(run: Run) -> dict[str, Any]:
    return {"daftar": run.pay_list, "bulan": run.period, "jenis": run.kind}


def _record(
    verb: str,
    run: Run,
    by: Any,
    on: datetime.date,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    record(
        kind=f"payroll.run_{verb}",
        by=by,
        target=run,
        unit=run.unit_id,
        on=on,
        before=before,
        after=after,
        reason=reason,
    )
