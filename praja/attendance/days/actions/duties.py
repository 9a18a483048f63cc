"""Letters of duty: recorded by a superior or an officer, never for oneself; withdrawn with a reason."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.accounts.models import User
from praja.attendance.days import perms
from praja.attendance.days.actions import DayRefused, kept_file, reason
from praja.attendance.days.tasks import judge_soon
from praja.attendance.days.telling import tell
from praja.attendance.models.days import DutyOrder, DutyPerson
from praja.attendance.touched import FIRST, touch_span
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.people.models import Person
from praja.temporal.actions import span
from praja.web import typed
from praja.web.said import gettext as _

MOST_DAYS: Final = 366
MOST_PEOPLE: Final = 500
ONE: Final = datetime.timedelta(days=1)


@transaction.atomic
def order(
    *,
    unit: Unit,
    people: Sequence[Person],
    number: str,
    subject: str,
    place: str,
    start: datetime.date,
    end: datetime.date,
    half: str = "",
    file: Any = None,
    sent: uuid.UUID | None = None,
    by: Any,
    on: datetime.date,
) -> DutyOrder:
    """Record a letter of duty for people, from `start` to `end`, both included.

    :param sent: made with the form: the same letter is recorded once
    :raises DayRefused: if `by` may not, or what is said cannot be
    """
    if sent is not None and (again := DutyOrder.objects.filter(sent=sent, by=by).first()) is not None:
        return again
    named = sorted(set(people), key=lambda one: str(one.pk))
    if not named:
        raise DayRefused(_("Pilih siapa yang ditugaskan."))
    if len(named) > MOST_PEOPLE:
        raise DayRefused(_("Satu surat tugas paling banyak untuk lima ratus orang."))
    if not perms.may_order_duty(by, named, on):
        raise DayRefused(
            _("Surat tugas dicatat oleh atasan atau pengelola kepegawaian, bukan oleh yang ditugaskan.")
        )
    if end < start or (end - start).days >= MOST_DAYS:
        raise DayRefused(_("Masa tugas berakhir sesudah mulai, dan paling lama setahun."))
    if not FIRST <= start <= on + MOST_DAYS * ONE:
        raise DayRefused(_("Tanggal ini terlalu jauh. Periksa tahunnya."))
    if half and end != start:
        raise DayRefused(_("Tugas paruh hari hanya untuk satu hari."))
    texts = [typed.one_line(one) for one in (number, subject, place)]
    if not all(texts):
        raise DayRefused(_("Isi nomor surat, untuk apa, dan ke mana."))
    made: DutyOrder = DutyOrder.objects.create(
        unit=unit, number=texts[0][:120], subject=texts[1][:300], place=texts[2][:200],
        days=span(start, end + ONE), half=half, file=kept_file(file, by), sent=sent, by=by,
    )  # fmt: skip
    DutyPerson.objects.bulk_create(DutyPerson(order=made, person=one) for one in named)
    made.refresh_from_db()
    _touch(made, [one.pk for one in named])
    _record("duty_ordered", made, by, on, [one.pk for one in named], after={"nomor": made.number})
    accounts = User.objects.filter(person__in=[one.pk for one in named], is_active=True)
    tell(accounts, gettext_noop("Surat tugas Anda dicatat"), {}, reverse("attendance:duty", args=[made.pk]))
    return made


@transaction.atomic
def withdraw(*, duty: DutyOrder, text: str, by: Any, on: datetime.date) -> DutyOrder:
    """Withdraw a letter of duty: its days are judged by taps again.

    :raises DayRefused: if `by` may not, or it is withdrawn already
    """
    found = DutyOrder.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if not perms.may_withdraw_duty(by, found, on):
        raise DayRefused(_("Surat tugas dibatalkan oleh atasan atau pengelola kepegawaian yang ditugaskan."))
    if found.withdrawn_at is not None:
        raise DayRefused(_("Surat tugas ini sudah dibatalkan."))
    found.withdrawn_because = reason(text)[:300]
    found.withdrawn_at, found.withdrawn_by = timezone.now(), by
    found.save(update_fields=["withdrawn_because", "withdrawn_at", "withdrawn_by"])
    people = list(found.people.values_list("person_id", flat=True))
    _touch(found, people)
    _record("duty_withdrawn", found, by, on, people, reason=found.withdrawn_because)
    return found


def _touch(duty: DutyOrder, people: list[uuid.UUID]) -> None:
    touch_span(people, duty.days.lower, duty.days.upper - ONE, "dinas")
    judge_soon()


def _record(
    verb: str, duty: DutyOrder, by: Any, on: datetime.date, people: list[uuid.UUID], **more: Any
) -> None:
    record(
        kind=f"attendance.{verb}", by=by, target=duty, unit=duty.unit_id, on=on, people=people, **more
    )  # fmt: skip
