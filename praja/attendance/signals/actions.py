"""Answering signals, and noting them as explained."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.attendance.models import Signal
from praja.attendance.signals import perms
from praja.audit.actions import record
from praja.web.reasons import lines_clearly
from praja.web.said import gettext as _

LONGEST = 2000


class SignalRefused(Exception):
    """Something that cannot be done; its text says why and what to do."""


@transaction.atomic
def answer(*, signal: Signal, text: str, by: Any, on: datetime.date) -> Signal:
    """Write what the person says of a signal; a later answer takes the place of an earlier one.

    :raises SignalRefused: if `by` is not the person, or an officer has noted it as explained
    """
    found = _locked(signal)
    if not perms.may_answer(by, found):
        raise SignalRefused(_("Hanya pegawai itu sendiri yang menjawab, selama isyaratnya belum selesai."))
    before, found.answer = found.answer, lines_clearly(text, LONGEST, SignalRefused)
    found.answered_at = timezone.now()
    found.save(update_fields=["answer", "answered_at"])
    record(
        kind="attendance.signal_answered", by=by, target=found, person=found.person_id, on=on,
        before={"jawaban": before} if before else None, after={"jawaban": found.answer},
    )  # fmt: skip
    return found


@transaction.atomic
def note(*, signal: Signal, text: str, by: Any, on: datetime.date) -> Signal:
    """Note a signal as explained: it stays as it is, and is not told again.

    :raises SignalRefused: if `by` may not, or somebody has noted it already
    """
    found = _locked(signal)
    if not perms.may_note(by, found, on):
        raise SignalRefused(_("Hanya pengelola kepegawaian pegawai itu yang menyelesaikan isyarat ini."))
    found.note = lines_clearly(text, LONGEST, SignalRefused)
    found.noted_by, found.noted_at = by, timezone.now()
    found.save(update_fields=["note", "noted_by", "noted_at"])
    record(
        kind="attendance.signal_noted", by=by, target=found, person=found.person_id, on=on,
        after={"penjelasan": found.note},
    )  # fmt: skip
    return found


def _locked(signal: Signal) -> Signal:
    return Signal.objects.select_for_update(of=("self",)).select_related("person").get(pk=signal.pk)
