"""What superiors, those who decide and officers do with a request."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from psycopg.types.range import DateRange

from praja.attendance.leave import perms
from praja.attendance.leave.actions import (
    LeaveRefused,
    check_days,
    clearly,
    counted_anew,
    kept,
    locked,
    step,
    tell_trail,
    title_of,
    touched,
)
from praja.attendance.leave.days import DAY
from praja.attendance.leave.deciding import Deciders
from praja.attendance.leave.enums import (
    JenisCuti,
    KeadaanCuti,
    Langkah,
    Pertimbangan,
    SebabCuti,
)
from praja.attendance.leave.telling import tell
from praja.attendance.models import LeaveRequest
from praja.people.actions import PersonRefused, correct_sk, record_sk, withdraw_sk
from praja.people.models import CltnHistory, Person
from praja.web.said import gettext as _

AGREES = (Pertimbangan.DISETUJUI, Pertimbangan.PERUBAHAN)
_BECOMES = {
    Pertimbangan.DISETUJUI: KeadaanCuti.DISETUJUI,
    Pertimbangan.PERUBAHAN: KeadaanCuti.DISETUJUI,
    Pertimbangan.DITANGGUHKAN: KeadaanCuti.DITANGGUHKAN,
    Pertimbangan.TIDAK_DISETUJUI: KeadaanCuti.DITOLAK,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What is said to a request."""

    outcome: str
    reason: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    """The other days, where it is agreed to with changes."""
    name: str = ""
    post: str = ""
    document: str = ""
    document_date: datetime.date | None = None
    consent: str = ""
    file: Any = None
    """Of a decision on paper: by whom, its letter, and of CLTN the consent of BKN."""


@transaction.atomic
def consider(*, request: LeaveRequest, verdict: Verdict, by: Any, on: datetime.date) -> LeaveRequest:
    """Say as the superior what one thinks of a request; where one decides on it too, that decides it.

    :raises LeaveRefused: if `by` may not, or what is said cannot be
    """
    found = locked(request)
    deciders = Deciders(found, on)
    own = perms.own_person(by)
    if found.state != KeadaanCuti.DIAJUKAN or own not in deciders.superiors:
        raise LeaveRefused(_("Permintaan ini dipertimbangkan oleh atasan langsung pegawainya."))
    person = Person.objects.get(pk=own)
    post = title_of(*deciders.superiors[own], on)
    before = found.berlaku
    said = _taken(found, verdict, on)
    step(found, Langkah.PERTIMBANGAN, by, on, person=person, post=post, outcome=verdict.outcome, reason=said,
         before=before, after=found.berlaku)  # fmt: skip
    tell_trail("leave_considered", found, by, on, after=verdict.outcome, reason=said)
    if own in deciders.officials:
        post = title_of(*deciders.officials[own], on)
        return _decided(found, verdict.outcome, said, before, by, on, person=person, post=post)
    found.state = KeadaanCuti.DIPERTIMBANGKAN
    _saved(found)
    name = {"name": found.person.full_name}
    officials = deciders.people(deciders.officials)
    tell(officials, gettext_noop("Permintaan cuti %(name)s menunggu keputusan Anda"), name, found)
    return found


@transaction.atomic
def decide(*, request: LeaveRequest, verdict: Verdict, by: Any, on: datetime.date) -> LeaveRequest:
    """Decide on a request to whom it is delegated.

    :raises LeaveRefused: if `by` may not, or what is said cannot be
    """
    found = locked(request)
    deciders = Deciders(found, on)
    own = perms.own_person(by)
    if found.state != KeadaanCuti.DIPERTIMBANGKAN or own not in deciders.officials:
        raise LeaveRefused(_("Permintaan ini diputus oleh pejabat yang berwenang."))
    before = found.berlaku
    said = _taken(found, verdict, on)
    post = title_of(*deciders.officials[own], on)
    person = Person.objects.get(pk=own)
    return _decided(found, verdict.outcome, said, before, by, on, person=person, post=post)


@transaction.atomic
def record_decision(*, request: LeaveRequest, verdict: Verdict, by: Any, on: datetime.date) -> LeaveRequest:
    """Record what was decided on paper, where nobody who decides signs in here; of CLTN, with its SK.

    :raises LeaveRefused: if `by` may not, or the letter is not named
    """
    found = locked(request)
    if not perms.may_record(by, found, on):
        raise LeaveRefused(
            _("Keputusan dicatat oleh pengelola kepegawaian bila pejabatnya tidak memakai Praja.")
        )
    if not verdict.name.strip() or not verdict.document.strip() or verdict.document_date is None:
        raise LeaveRefused(_("Isi siapa yang memutus, nomor dan tanggal surat keputusannya."))
    approves = verdict.outcome in AGREES
    if found.kind == JenisCuti.CLTN and approves and not verdict.consent.strip():
        raise LeaveRefused(
            _("Cuti di luar tanggungan negara disetujui sesudah persetujuan BKN. Isi nomornya (PP 11/2017).")
        )
    before = found.berlaku
    said = _taken(found, verdict, on)
    file = kept(verdict.file, by) if verdict.file else None
    done = _decided(
        found, verdict.outcome, said, before, by, on, name=verdict.name.strip()[:200],
        post=verdict.post.strip()[:300], document=verdict.document.strip()[:120],
        document_date=verdict.document_date, consent=verdict.consent.strip()[:120], file=file,
    )  # fmt: skip
    if found.kind == JenisCuti.CLTN and approves:
        try:
            record_sk(
                kind="cltn", person=found.person, start=found.first, last=found.last, content={},
                sk_number=verdict.document.strip()[:120], sk_date=verdict.document_date,
                sk_by=verdict.name.strip()[:200], file=file, by=by, on=on,
            )  # fmt: skip
        except PersonRefused as error:
            raise LeaveRefused(str(error)) from error
    return done


def _taken(found: LeaveRequest, verdict: Verdict, on: datetime.date) -> str:
    """Take the days of a verdict into a request that is locked, and return its reason."""
    if verdict.outcome not in Pertimbangan.values:
        raise LeaveRefused(_("Pilih salah satu dari empat keputusan."))
    said = "" if verdict.outcome == Pertimbangan.DISETUJUI else clearly(verdict.reason)
    if verdict.outcome == Pertimbangan.DITANGGUHKAN and not deferrable(found):
        raise LeaveRefused(_("Jenis cuti ini tidak dapat ditangguhkan; setujui atau tolak dengan alasan."))
    if verdict.outcome == Pertimbangan.PERUBAHAN:
        if verdict.first is None or verdict.last is None:
            raise LeaveRefused(_("Isi tanggal cuti yang disetujui."))
        check_days(verdict.first, verdict.last, found.half)
        found.berlaku = DateRange(verdict.first, verdict.last + DAY)
    if verdict.outcome in AGREES:
        if found.substitute_id is not None and found.substitute_agrees is False:
            raise LeaveRefused(
                _("Pengganti yang dipilih tidak bersedia. Minta pegawainya memilih rekan lain.")
            )
        counted_anew(found, on)
    return said


def deferrable(request: LeaveRequest) -> bool:
    """Tell whether the law lets a leave be deferred (PP 11/2017; Peraturan BKN 24/2017)."""
    return request.kind == JenisCuti.TAHUNAN or (
        request.kind == JenisCuti.BESAR and request.because != SebabCuti.ANAK_KEEMPAT
    )


def _decided(
    found: LeaveRequest, outcome: str, said: str, before: Any, by: Any, on: datetime.date, **who: Any
) -> LeaveRequest:
    found.state = _BECOMES[Pertimbangan(outcome)]
    found.decided_at = timezone.now()
    _saved(found)
    step(
        found,
        Langkah.KEPUTUSAN,
        by,
        on,
        outcome=outcome,
        reason=said,
        before=before,
        after=found.berlaku,
        **who,
    )
    tell_trail("leave_decided", found, by, on, after=outcome, reason=said)
    if found.state == KeadaanCuti.DISETUJUI:
        touched(found, found.first, found.last)
    title = {
        KeadaanCuti.DISETUJUI: gettext_noop("Cuti Anda disetujui"),
        KeadaanCuti.DITANGGUHKAN: gettext_noop("Cuti Anda ditangguhkan"),
        KeadaanCuti.DITOLAK: gettext_noop("Cuti Anda tidak disetujui"),
    }[KeadaanCuti(found.state)]
    tell([found.person], title, {}, found)
    return found


def _saved(found: LeaveRequest) -> None:
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise LeaveRefused(_("Tanggal itu bertumpuk dengan cuti lain pegawai ini.")) from error


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """The letter by which somebody is called back, or the SK by which an unpaid leave ends."""

    number: str
    date: datetime.date
    by: str
    """Who signed it."""


@transaction.atomic
def shorten(
    *,
    request: LeaveRequest,
    last: datetime.date,
    reason: str,
    order: Order | None = None,
    by: Any,
    on: datetime.date,
) -> LeaveRequest:
    """Call somebody back from an approved leave, or let it end earlier; the days not taken are theirs again.

    Days that have passed are given back by an officer alone, from the letter that called the person to work;
    an unpaid leave ends by an SK, which an officer records here and in the career at once.

    :param last: the new last day; the day before the first one cancels the leave as a whole
    :raises LeaveRefused: if `by` may not, the letter is not named, or the day does not make it shorter
    """
    found = locked(request)
    if not perms.may_end(by, found, on):
        raise LeaveRefused(_("Cuti diperpendek oleh atasan pegawainya atau pengelola kepegawaian."))
    if found.state != KeadaanCuti.DISETUJUI:
        raise LeaveRefused(_("Hanya cuti yang disetujui yang diperpendek."))
    if not found.first - DAY <= last < found.last:
        raise LeaveRefused(
            _("Hari terakhir yang baru harus di antara hari pertama dan hari terakhir semula.")
        )
    unpaid, passed = found.kind == JenisCuti.CLTN, last < on - DAY
    if not perms.keeps(by, found, on):
        if unpaid:
            raise LeaveRefused(
                _("CLTN diakhiri atau dibatalkan dengan SK, yang dicatat pengelola kepegawaian.")
            )
        if passed:
            raise LeaveRefused(
                _("Hari cuti yang sudah lewat dikembalikan oleh pengelola kepegawaian dengan suratnya.")
            )
        order = None
    elif order is None and (unpaid or passed):
        raise LeaveRefused(_("Isi nomor, tanggal dan penanda tangan surat yang memanggilnya kembali."))
    said, before = clearly(reason), found.berlaku
    person_id = perms.own_person(by)
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    letter = {"document": order.number, "document_date": order.date} if order is not None else {}
    whole = last < found.first
    if unpaid and order is not None:
        _career_ended(found, None if whole else last, order, said, by, on)
    if whole:
        found.state = KeadaanCuti.DIBATALKAN
        found.save(update_fields=["state"])
        step(found, Langkah.BATAL, by, on, person=person, before=before, reason=said, **letter)
        tell_trail("leave_cancelled", found, by, on, reason=said)
    else:
        found.berlaku = DateRange(found.first, last + DAY)
        days = found.counted.get("tanggal")
        counted_anew(found, on, given=True)
        # The workdays are kept as they were approved: pay that is asked as of then reads them by the old end.
        found.counted["tanggal"] = days
        found.save(update_fields=["berlaku", "days", "counted"])
        step(found, Langkah.PENDEK, by, on, person=person, before=before, after=found.berlaku, reason=said,
             **letter)  # fmt: skip
        tell_trail("leave_shortened", found, by, on, after=last, reason=said)
    touched(found, before.lower, before.upper - DAY)
    tell(
        [found.person],
        gettext_noop("Cuti Anda diperpendek atau dibatalkan: Anda dipanggil kembali"),
        {},
        found,
    )
    return found


def _career_ended(
    found: LeaveRequest, last: datetime.date | None, order: Order, said: str, by: Any, on: datetime.date
) -> None:
    """End an unpaid leave in the career as well, or withdraw it there where it never began."""
    row = CltnHistory.objects.known().filter(person=found.person, berlaku=found.berlaku).first()
    if row is None:
        # An officer has corrected the career already, by the same SK.
        return
    reason = f"{order.number}, {order.date:%d-%m-%Y}: {said}"
    try:
        if last is None:
            withdraw_sk(row=row, reason=reason, by=by, on=on)
        else:
            correct_sk(
                row=row, start=row.mulai, last=last, content={}, sk_number=order.number, sk_date=order.date,
                sk_by=order.by, reason=reason, by=by, on=on,
            )  # fmt: skip
    except PersonRefused as error:
        raise LeaveRefused(str(error)) from error
