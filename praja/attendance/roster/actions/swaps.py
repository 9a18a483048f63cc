"""Exchanging shifts: one asks, the other accepts, a superior approves."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.attendance.models import Roster, RosterDay, ShiftSwap
from praja.attendance.roster import grid, perms
from praja.attendance.roster.actions import RosterRefused, reason_of
from praja.attendance.roster.enums import KeadaanTukar
from praja.attendance.touched import touch
from praja.audit.actions import record
from praja.people.models import Person
from praja.people.queries import person_of
from praja.web.said import gettext as _

OPEN = (KeadaanTukar.DIMINTA, KeadaanTukar.DITERIMA)


@transaction.atomic
def ask(
    *, day: datetime.date, other: Person, other_day: datetime.date, reason: str, by: Any, on: datetime.date,
    sent: uuid.UUID | None = None,
) -> ShiftSwap:  # fmt: skip
    """Ask a colleague to exchange what the roster says of both, on one day or on two.

    :param sent: made with the form, so that one that is sent twice asks once
    :raises RosterRefused: if there is nothing to exchange, or a day is over
    """
    own = person_of(by)
    if own is None or own.pk == other.pk:
        raise RosterRefused(_("Pilih rekan yang bertukar dengan Anda."))
    if sent is not None and (before := ShiftSwap.objects.filter(sent=sent, asker=own).first()) is not None:
        return before
    if min(day, other_day) < on:
        raise RosterRefused(_("Hari yang sudah lewat tidak dapat ditukar."))
    why = reason_of(reason)
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=own.pk)
    cells, roster = _cells(own.pk, other.pk, day, other_day)
    if ShiftSwap.objects.filter(asker=own, day=day, state__in=OPEN).exists():
        raise RosterRefused(_("Anda sudah meminta tukar untuk hari itu. Batalkan dahulu yang itu."))
    made = ShiftSwap.objects.create(
        asker=own, other=other, day=day, other_day=other_day, reason=why, sent=sent, roster=roster,
        before=_told(cells),
    )  # fmt: skip
    _record("swap_asked", made, by, on, reason=why)
    return made


@transaction.atomic
def answer(*, swap: ShiftSwap, accept: bool, by: Any, on: datetime.date) -> ShiftSwap:
    """Accept or decline what a colleague asks.

    :raises RosterRefused: if it is not asked of `by`, or no longer
    """
    found = _locked(swap)
    if not perms.answers_swap(by, found):
        raise RosterRefused(_("Hanya rekan yang diminta yang dapat menjawab."))
    if found.state != KeadaanTukar.DIMINTA:
        raise RosterRefused(_("Permintaan ini sudah dijawab atau dibatalkan."))
    if accept:
        _still(found, on)
    found.state = KeadaanTukar.DITERIMA if accept else KeadaanTukar.DITOLAK
    found.answered_at = timezone.now()
    found.save(update_fields=["state", "answered_at"])
    _record("swap_accepted" if accept else "swap_declined", found, by, on)
    return found


@transaction.atomic
def cancel(*, swap: ShiftSwap, by: Any, on: datetime.date) -> ShiftSwap:
    """Take back a swap that one asked for.

    :raises RosterRefused: if `by` did not ask, or it is decided
    """
    found = _locked(swap)
    if not perms.asks_swap(by, found):
        raise RosterRefused(_("Hanya yang meminta yang dapat membatalkan."))
    if found.state not in OPEN:
        raise RosterRefused(_("Permintaan ini sudah diputuskan."))
    found.state = KeadaanTukar.DIBATALKAN
    found.save(update_fields=["state"])
    _record("swap_cancelled", found, by, on)
    return found


@transaction.atomic
def decide(*, swap: ShiftSwap, approve: bool, reason: str, by: Any, on: datetime.date) -> ShiftSwap:
    """Approve a swap that both want, which changes the roster, or refuse it with a reason.

    :raises RosterRefused: if `by` may not, or the roster says something else by now
    """
    found = _locked(swap)
    if not perms.decides_swap(by, found, on):
        raise RosterRefused(_("Anda tidak berwenang memutuskan pertukaran ini."))
    if found.state != KeadaanTukar.DITERIMA:
        raise RosterRefused(_("Pertukaran ini tidak menunggu keputusan."))
    found.decision = reason_of(reason) if not approve else " ".join(reason.split())[:300]
    if approve:
        _exchange(found, on)
    found.state = KeadaanTukar.DISETUJUI if approve else KeadaanTukar.DITOLAK
    found.decided_at, found.decided_by = timezone.now(), by
    found.save(update_fields=["state", "decided_at", "decided_by", "decision"])
    _record("swap_approved" if approve else "swap_refused", found, by, on, reason=found.decision)
    return found


def _locked(swap: ShiftSwap) -> ShiftSwap:
    rows = ShiftSwap.objects.select_for_update(of=("self",))
    return rows.select_related("asker__account", "other__account", "roster__unit").get(pk=swap.pk)


def _cells(
    asker: uuid.UUID, other: uuid.UUID, day: datetime.date, other_day: datetime.date
) -> tuple[dict[tuple[uuid.UUID, datetime.date], RosterDay], Roster]:
    """Return what the roster says of both on these days."""
    rows = RosterDay.objects.filter(
        person__in=(asker, other), day__in=(day, other_day), digantikan__isnull=True
    )
    cells = {(row.person_id, row.day): row for row in rows.select_related("shift", "roster__unit")}
    if len(cells) != 2 * len({day, other_day}):
        raise RosterRefused(_("Jadwal salah satu dari Anda belum terbit pada hari itu."))
    if len({row.roster.unit_id for row in cells.values()}) != 1:
        raise RosterRefused(_("Anda dan rekan harus berada dalam jadwal unit yang sama."))
    if all(cells[asker, one].shift_id == cells[other, one].shift_id for one in (day, other_day)):
        raise RosterRefused(_("Tidak ada yang berubah: jadwal Anda berdua sama pada hari itu."))
    return cells, cells[asker, day].roster


def _told(cells: dict[tuple[uuid.UUID, datetime.date], RosterDay]) -> dict[str, Any]:
    return {f"{person} {day}": grid.code_of(row) for (person, day), row in sorted(cells.items())}


def _still(swap: ShiftSwap, on: datetime.date) -> dict[tuple[uuid.UUID, datetime.date], RosterDay]:
    """Return what the roster says, if that is still what was seen when it was asked."""
    if min(swap.day, swap.other_day) < on:
        raise RosterRefused(_("Hari yang sudah lewat tidak dapat ditukar."))
    cells, _roster = _cells(swap.asker_id, swap.other_id, swap.day, swap.other_day)
    if _told(cells) != swap.before:
        raise RosterRefused(_("Jadwalnya sudah berubah sejak pertukaran ini diminta. Minta lagi bila perlu."))
    return cells


def _exchange(swap: ShiftSwap, on: datetime.date) -> None:
    rosters = {row.roster_id for row in _still(swap, on).values()}
    held = {one.pk: one for one in Roster.objects.select_for_update(of=("self",)).filter(pk__in=rosters)}
    cells = _still(swap, on)
    now = timezone.now()
    RosterDay.objects.filter(pk__in=[row.pk for row in cells.values()]).update(digantikan=now)
    made = []
    for (person, day), row in cells.items():
        mate = swap.other_id if person == swap.asker_id else swap.asker_id
        taken = cells[mate, day]
        made.append(RosterDay(roster_id=row.roster_id, person_id=person, day=day, shift_id=taken.shift_id,
                              swap=swap))  # fmt: skip
        _follow(held[row.roster_id], person, day, grid.code_of(row), grid.code_of(taken))
    RosterDay.objects.bulk_create(made)
    for roster in held.values():
        roster.save(update_fields=["draft", "revision", "published_revision"])
    touch([(person, day) for person, day in cells if day <= on], "jadwal")


def _follow(roster: Roster, person: uuid.UUID, day: datetime.date, before: str, after: str) -> None:
    """Let the draft say what was exchanged, unless somebody has already written something else there."""
    cells = roster.draft.setdefault(str(person), {})
    if cells.get(str(day.day), "") != before:
        return
    cells[str(day.day)] = after
    if roster.published_revision == roster.revision:
        roster.published_revision = roster.revision + 1
    roster.revision += 1


def _record(kind: str, swap: ShiftSwap, by: Any, on: datetime.date, reason: str = "") -> None:
    record(
        kind=f"attendance.{kind}", by=by, target=swap, on=on, reason=reason,
        after={"tanggal": swap.day, "tanggal_rekan": swap.other_day},
        people=[swap.asker_id, swap.other_id],
    )  # fmt: skip
