"""What is found of people in hours of work: recorded by a superior or an officer, withdrawn with a reason."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.accounts.models import User
from praja.attendance.days import perms
from praja.attendance.days.actions import DayRefused, kept_file, reason
from praja.attendance.days.enums import JenisTemuan
from praja.attendance.days.tasks import judge_soon
from praja.attendance.days.telling import tell
from praja.attendance.models.days import Finding
from praja.attendance.touched import touch
from praja.audit.actions import record
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.web import typed
from praja.web.said import gettext as _


@transaction.atomic
def note(
    *,
    person: Person,
    kind: str,
    date: datetime.date,
    from_minute: int | None = None,
    until_minute: int | None = None,
    text: str,
    letter: str = "",
    file: Any = None,
    sent: uuid.UUID | None = None,
    by: Any,
    on: datetime.date,
) -> Finding:
    """Record what was found of a person on a day.

    :param from_minute: of being away without permission, from and until which minute of the day
    :param sent: made with the form: the same finding is recorded once
    :raises DayRefused: if `by` may not, or what is said cannot be
    """
    if sent is not None and (again := Finding.objects.filter(sent=sent, by=by).first()) is not None:
        return again
    if not perms.may_note(by, person, on):
        raise DayRefused(
            _("Temuan dicatat oleh atasan atau pengelola kepegawaian, bukan oleh orangnya sendiri.")
        )
    if kind not in JenisTemuan:
        raise DayRefused(_("Pilih apa yang ditemukan."))
    if date > on:
        raise DayRefused(_("Tanggalnya belum tiba. Catat yang sudah terjadi."))
    unit = unit_of(person, date)
    if unit is None:
        raise DayRefused(_("Pada tanggal itu pegawai ini belum bekerja di unit mana pun."))
    if kind == JenisTemuan.KELUAR_TANPA_IZIN:
        if from_minute is None or until_minute is None or until_minute <= from_minute:
            raise DayRefused(_("Isi sejak dan sampai jam berapa ia keluar; sampai harus sesudah sejak."))
    else:
        from_minute = until_minute = None
    try:
        with transaction.atomic():
            made = Finding.objects.create(
                unit_id=unit, person=person, kind=kind, date=date, from_minute=from_minute,
                until_minute=until_minute, said=reason(text),
                letter=typed.one_line(letter, 200), file=kept_file(file, by), sent=sent,
                by=by,
            )  # fmt: skip
    except IntegrityError:
        raise DayRefused(_("Temuan pemeriksaan pada tanggal itu sudah tercatat.")) from None
    _touched(made)
    record(
        kind="attendance.finding_noted", by=by, target=made, person=person.pk, unit=unit, on=on,
        after={"temuan": kind, "tanggal": date, "sejak": from_minute, "sampai": until_minute},
        reason=made.said,
    )  # fmt: skip
    accounts = User.objects.filter(person=person, is_active=True)
    title = gettext_noop("Temuan tentang Anda tanggal %(date)s dicatat")
    tell(accounts, title, {"date": f"{date:%d-%m-%Y}"}, reverse("attendance:finding", args=[made.pk]))
    return made


@transaction.atomic
def withdraw(*, finding: Finding, text: str, by: Any, on: datetime.date) -> Finding:
    """Withdraw a finding: it counts no more.

    :raises DayRefused: if `by` may not, or it is withdrawn already
    """
    found = Finding.objects.select_for_update(of=("self",)).select_related("person").get(pk=finding.pk)
    if not perms.may_note(by, found.person, on):
        raise DayRefused(_("Temuan dibatalkan oleh atasan atau pengelola kepegawaian orang itu."))
    if found.withdrawn_at is not None:
        raise DayRefused(_("Temuan ini sudah dibatalkan."))
    found.withdrawn_because = reason(text)
    found.withdrawn_at, found.withdrawn_by = timezone.now(), by
    found.save(update_fields=["withdrawn_because", "withdrawn_at", "withdrawn_by"])
    _touched(found)
    record(
        kind="attendance.finding_withdrawn", by=by, target=found, person=found.person_id, unit=found.unit_id,
        on=on, reason=found.withdrawn_because,
    )  # fmt: skip
    accounts = User.objects.filter(person=found.person_id, is_active=True)
    title = gettext_noop("Temuan tentang Anda tanggal %(date)s dibatalkan")
    url = reverse("attendance:finding", args=[found.pk])
    tell(accounts, title, {"date": f"{found.date:%d-%m-%Y}"}, url)
    return found


def _touched(finding: Finding) -> None:
    touch([(finding.person_id, finding.date)], "temuan")
    judge_soon()
