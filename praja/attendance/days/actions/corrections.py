"""Asking that a day be corrected, or for permission to be away; and deciding on it, never on one's own."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.accounts.models import User
from praja.attendance.days import perms
from praja.attendance.days.actions import DayRefused, kept_file, reason
from praja.attendance.days.enums import PERMITS, JenisKoreksi, KeadaanKoreksi
from praja.attendance.days.tasks import judge_soon
from praja.attendance.days.telling import superiors_of, tell
from praja.attendance.models.days import ClosedMonth, Correction
from praja.attendance.touched import touch_span
from praja.audit.actions import record
from praja.people.models import Person
from praja.web import typed
from praja.web.said import gettext as _
from praja.web.words import tanggal

BACK: Final = 62
"""How many days back something may be asked for: the month before the last one can still be put right."""
AHEAD: Final = 31
MOST_DAYS: Final = 31


@transaction.atomic
def ask(
    *,
    person: Person,
    kind: str,
    date: datetime.date,
    until: datetime.date | None = None,
    in_minute: int | None = None,
    out_minute: int | None = None,
    text: str,
    evidence: Any = None,
    sent: uuid.UUID | None = None,
    by: Any,
    on: datetime.date,
) -> Correction:
    """Ask that a day be corrected, or for permission to be away.

    :param until: the last day of a permission
    :param sent: made with the form: the same is asked once, however often it is sent
    :raises DayRefused: if `by` may not, or what is asked cannot be
    """
    if not perms.may_ask(by, person):
        raise DayRefused(_("Hanya pegawai itu sendiri yang mengajukan koreksi harinya."))
    if sent is not None and (again := Correction.objects.filter(sent=sent).first()) is not None:
        if again.person_id != person.pk:
            raise DayRefused(_("Formulir ini sudah dipakai. Muat ulang halamannya, lalu kirim lagi."))
        return again
    last = until or date
    _within(kind, date, last, on)
    _times(kind, in_minute, out_minute)
    closed = _closed(person, date, last)
    if closed is not None:
        raise DayRefused(
            _(
                "Bulan hari itu sudah ditutup. Minta pengelola kepegawaian membukanya lagi, lalu ajukan "
                "koreksi ini."
            )
        )
    said, file = reason(text), kept_file(evidence, by)
    try:
        with transaction.atomic():
            made: Correction = Correction.objects.create(
                person=person, kind=kind, date=date, until=last, in_minute=in_minute, out_minute=out_minute,
                reason=said, evidence=file, sent=sent, by=by,
            )  # fmt: skip
    except IntegrityError:
        raise DayRefused(
            _("Sudah ada permintaan yang menunggu untuk hari itu. Tarik dahulu bila isinya keliru.")
        ) from None
    _record("correction_asked", made, by, on, after={"yang_diminta": kind, "tanggal": date})
    title = gettext_noop("%(name)s mengajukan koreksi kehadiran")
    tell(superiors_of(person, on), title, {"name": person.full_name}, _address(made))
    return made


def _within(kind: str, date: datetime.date, last: datetime.date, on: datetime.date) -> None:
    if kind not in JenisKoreksi.values:
        raise DayRefused(_("Pilih apa yang diminta."))
    if date < on - datetime.timedelta(days=BACK):
        raise DayRefused(
            _("Hari itu sudah terlalu lama berlalu: paling jauh %(day)s.")
            % {"day": tanggal(on - datetime.timedelta(days=BACK))}
        )
    if kind in PERMITS:
        if last < date:
            raise DayRefused(_("Tanggal akhir tidak boleh sebelum tanggal mulai."))
        if (last - date).days >= MOST_DAYS or date > on + datetime.timedelta(days=AHEAD):
            raise DayRefused(_("Izin paling lama 31 hari dan diajukan paling awal sebulan sebelumnya."))
        if last != date and kind != JenisKoreksi.IZIN:
            raise DayRefused(_("Izin paruh hari hanya untuk satu hari."))
    elif last != date:
        raise DayRefused(_("Koreksi jam hanya untuk satu hari. Ajukan satu per satu."))
    elif date > on:
        raise DayRefused(_("Jam datang dan pulang dikoreksi sesudah harinya tiba."))


def _times(kind: str, came: int | None, went: int | None) -> None:
    if kind in PERMITS:
        return
    if kind in (JenisKoreksi.MASUK, JenisKoreksi.KEDUANYA) and came is None:
        raise DayRefused(_("Isi jam datang yang benar."))
    if kind in (JenisKoreksi.PULANG, JenisKoreksi.KEDUANYA) and went is None:
        raise DayRefused(_("Isi jam pulang yang benar."))
    if came is not None and went is not None and went <= came:
        raise DayRefused(_("Jam pulang lebih awal daripada jam datang. Bila esok harinya, tandai demikian."))


def _closed(person: Person, first: datetime.date, last: datetime.date) -> ClosedMonth | None:
    months = {first.replace(day=1), last.replace(day=1)}
    return ClosedMonth.objects.filter(person=person, month__in=months, digantikan__isnull=True).first()


@transaction.atomic
def decide(
    *, correction: Correction, accepted: bool, text: str = "", by: Any, on: datetime.date
) -> Correction:
    """Accept or refuse what was asked; a refusal needs a reason. What was accepted is judged anew at once.

    :raises DayRefused: if `by` may not, or it is decided already
    """
    found = _locked(correction)
    if not perms.may_decide(by, found, on):
        raise DayRefused(
            _("Hanya atasan pegawai itu, bukan dirinya sendiri, yang memutuskan permintaan ini.")
        )
    if found.state != KeadaanKoreksi.MENUNGGU:
        raise DayRefused(_("Permintaan ini sudah diputuskan atau ditarik."))
    if accepted and _closed(found.person, found.date, found.until) is not None:
        raise DayRefused(_("Bulan hari itu sudah ditutup. Bulannya harus dibuka lagi sebelum ini diterima."))
    found.answer = reason(text) if not accepted else typed.lines(text)[:1000]
    found.state = KeadaanKoreksi.DITERIMA if accepted else KeadaanKoreksi.DITOLAK
    found.decided_by, found.decided_at = by, timezone.now()
    found.save(update_fields=["answer", "state", "decided_by", "decided_at"])
    if accepted:
        touch_span([found.person_id], found.date, found.until, "koreksi")
        judge_soon()
    _record("correction_decided", found, by, on, after={"keputusan": found.state}, reason=found.answer[:300])
    title = gettext_noop("Permintaan koreksi kehadiran Anda sudah diputuskan")
    tell(User.objects.filter(person=found.person_id, is_active=True), title, {}, _address(found))
    return found


@transaction.atomic
def withdraw(*, correction: Correction, by: Any, on: datetime.date) -> Correction:
    """Take back what one asked for, as long as nobody has decided.

    :raises DayRefused: if `by` did not ask for it, or it is decided
    """
    found = _locked(correction)
    if not perms.may_ask(by, found.person):
        raise DayRefused(_("Hanya yang mengajukan yang dapat menariknya."))
    if found.state != KeadaanKoreksi.MENUNGGU:
        raise DayRefused(_("Permintaan ini sudah diputuskan atau ditarik."))
    found.state = KeadaanKoreksi.DITARIK
    found.save(update_fields=["state"])
    _record("correction_withdrawn", found, by, on)
    return found


def _locked(correction: Correction) -> Correction:
    rows = Correction.objects.select_for_update(of=("self",)).select_related("person__account")
    return rows.get(pk=correction.pk)


def _address(correction: Correction) -> str:
    return reverse("attendance:correction", args=[correction.pk])


def _record(verb: str, correction: Correction, by: Any, on: datetime.date, **more: Any) -> None:
    record(
        kind=f"attendance.{verb}", by=by, target=correction, person=correction.person_id, on=on, **more
    )  # fmt: skip
