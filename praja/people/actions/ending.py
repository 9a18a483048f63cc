"""Ending a status (pension, death, leaving), and undoing that where it was recorded by mistake."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from praja.access import actions as access
from praja.audit.actions import record
from praja.files.models import StoredFile
from praja.people.actions.effects import unit_for_trail
from praja.people.actions.moving import ask_review
from praja.people.actions.refused import PersonRefused, needs, person_locked
from praja.people.actions.sessions import sign_out
from praja.people.enums import (
    SebabBerhenti,
)
from praja.people.kinds import DISIPLIN, KINDS
from praja.people.models import (
    DependantHistory,
    Person,
    SkHistory,
    StatusHistory,
)
from praja.people.perms import can_edit_person
from praja.people.words import as_recorded
from praja.temporal import actions as temporal
from praja.temporal.actions import TemporalError, span
from praja.web.words import tanggal

_NOT_BY_OFFICER = {SebabBerhenti.DIANGKAT_PNS}


def preview_end(person: Person, last: datetime.date) -> list[SkHistory]:
    """Return the rows that would end, or never begin, if a person's service ended after a day."""
    after = last + datetime.timedelta(days=1)
    found: list[SkHistory] = []
    for kind in KINDS.values():
        if kind is DISIPLIN or kind.key == "rekening":
            continue
        rows: Any = kind.model.objects.known().filter(person=person)  # type: ignore[attr-defined]
        related: Any = rows.select_related("member") if kind.model is DependantHistory else rows
        found += [one for one in related if one.berlaku.upper is None or one.berlaku.upper > after]
    return found


@transaction.atomic
def end_status(
    *,
    person: Person,
    why: str,
    last: datetime.date,
    sk_number: str = "",
    sk_date: datetime.date | None = None,
    file: StoredFile | None = None,
    reason: str = "",
    by: Any,
    on: datetime.date,
) -> StatusHistory:
    """End a person's service: status, posts, unit, allowances and leaves all end with one day.

    The bank account stays, because arrears are still paid to it; gaji terusan waits for that of an heir.
    Where the day has passed, the account is closed and its sessions end; where it lies ahead, the daily job
    does that when it comes.
    Roles give no rights from then on, and are looked at by those who may take them away.

    :param why: a `SebabBerhenti`
    :param last: the last day of service
    :raises PersonRefused: if `by` may not, or there is no status to end on that day
    """
    needs(can_edit_person(by, person, on), _("Anda tidak berwenang mengakhiri status pegawai ini."))
    person = person_locked(person)
    if why not in SebabBerhenti.values or why in _NOT_BY_OFFICER:
        raise PersonRefused(_("Pilih sebab berakhirnya status."))
    if why != SebabBerhenti.MENINGGAL and not sk_number.strip():
        raise PersonRefused(_("Isi nomor SK pemberhentian atau pensiunnya."))
    if why == SebabBerhenti.MENINGGAL and last > on:
        raise PersonRefused(_("Tanggal meninggal tidak dapat sesudah hari ini."))
    status = StatusHistory.objects.on(last).filter(person=person).first()
    if status is None:
        raise PersonRefused(
            _("Pada %(day)s tidak ada status yang dapat diakhiri. Periksa riwayat statusnya.")
            % {"day": tanggal(last)}
        )
    if status.ended_by:
        raise PersonRefused(
            _("Status ini sudah dicatat berakhir: %(why)s. Batalkan catatan itu bila keliru.")
            % {"why": str(status.get_ended_by_display()).lower()}
        )
    after = last + datetime.timedelta(days=1)
    ended: StatusHistory | None = None
    try:
        for row in preview_end(person, last):
            if row.mulai >= after:
                temporal.withdraw(row, by=by)
            elif isinstance(row, StatusHistory) and row.pk == status.pk:
                ended = temporal.correct(
                    status,
                    by=by,
                    berlaku=span(status.mulai, after),
                    ended_by=why,
                    end_sk_number=sk_number.strip(),
                    end_sk_date=sk_date,
                    end_file=file,
                )
            else:
                temporal.correct(row, by=by, berlaku=span(row.mulai, after))
        if ended is None:
            ended = temporal.correct(
                status,
                by=by,
                ended_by=why,
                end_sk_number=sk_number.strip(),
                end_sk_date=sk_date,
                end_file=file,
            )
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    record(
        kind="people.status_ended",
        by=by,
        target=status,
        person=person.pk,
        unit=unit_for_trail(ended, on),
        on=on,
        before=as_recorded(status),
        after=as_recorded(ended),
        reason=reason.strip() or str(SebabBerhenti(why).label),
    )
    ask_review(person, since=after, why=str(SebabBerhenti(why).label), by=by)
    if last < on or why == SebabBerhenti.MENINGGAL:
        sign_out(person, by=by, close=True, reason=str(SebabBerhenti(why).label))
    return ended


@transaction.atomic
def undo_end(*, person: Person, reason: str, by: Any, on: datetime.date) -> StatusHistory:
    """Undo the recorded end of a person's service, where it was wrong: what ended with it holds again.

    Rows that were yet to begin must be recorded again. A closed account stays closed until an admin opens it.

    :raises PersonRefused: if `by` may not, no reason is given, or no end is recorded
    """
    needs(can_edit_person(by, person, on), _("Anda tidak berwenang mengubah status pegawai ini."))
    person = person_locked(person)
    if not reason.strip():
        raise PersonRefused(_("Tulis alasan pembatalannya."))
    known = StatusHistory.objects.known().filter(person=person).exclude(ended_by__in=("", *_NOT_BY_OFFICER))
    status = known.order_by("-berlaku__startswith").first()
    if status is None or status.berlaku.upper is None:
        raise PersonRefused(_("Tidak ada catatan berhenti yang dapat dibatalkan."))
    after = status.berlaku.upper
    blank = {"ended_by": "", "end_sk_number": "", "end_sk_date": None, "end_file": None}
    try:
        for kind in KINDS.values():
            rows: Any = kind.model.objects.known().filter(person=person, berlaku__endswith=after)  # type: ignore[attr-defined]
            for row in rows:
                before = row.menggantikan.order_by("-digantikan").first()
                if before is None or (before.berlaku.upper is not None and before.berlaku.upper <= after):
                    continue
                again = temporal.correct(
                    row, by=by, berlaku=before.berlaku, **(blank if row == status else {})
                )
                if row == status:
                    status = again
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    if status.ended_by:
        status = temporal.correct(status, by=by, **blank)
    if person.account is not None:
        access.withdraw_review(user=person.account, since=after)
    record(
        kind="people.end_undone",
        by=by,
        target=status,
        person=person.pk,
        unit=unit_for_trail(status, on),
        on=on,
        after=as_recorded(status),
        reason=reason.strip(),
    )
    return status
