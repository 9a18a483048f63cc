"""What the person does: writing a request, sending it, naming who stands in, adding letters, cancelling."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
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
    number_next,
    step,
    tell_trail,
    touched,
)
from praja.attendance.leave.assessing import government_for
from praja.attendance.leave.days import DAY
from praja.attendance.leave.deciding import Deciders
from praja.attendance.leave.enums import SEBAB_OF, STANDING, WAITING, JenisCuti, KeadaanCuti, Langkah
from praja.attendance.leave.telling import tell
from praja.attendance.models import LeaveDocument, LeaveRequest
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.web.said import gettext as _

MOST_LETTERS = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for."""

    kind: str
    first: datetime.date
    last: datetime.date
    reason: str
    because: str = ""
    half: str = ""
    address: str = ""
    phone: str = ""
    abroad: bool = False
    remote: bool = False
    child_number: int | None = None
    inpatient: bool = False
    substitute: uuid.UUID | None = None
    file: Any = None
    """An upload: the first letter."""


@transaction.atomic
def save_draft(
    *, wanted: Wanted, request: LeaveRequest | None = None, by: Any, on: datetime.date
) -> LeaveRequest:
    """Keep what somebody wants to ask for; nobody else reads it until it is sent.

    :raises LeaveRefused: if `by` is nobody of the records, or the dates cannot be
    """
    own = perms.own_person(by)
    if own is None:
        raise LeaveRefused(_("Akun ini belum terhubung dengan data pegawai. Hubungi pengelola kepegawaian."))
    if request is None:
        draft = LeaveRequest(person_id=own, by=by)
    else:
        draft = locked(request)
        if draft.person_id != own or draft.state != KeadaanCuti.DISUSUN:
            raise LeaveRefused(
                _("Permintaan yang sudah dikirim tidak diubah lagi. Batalkan, lalu ajukan baru.")
            )
    check_days(wanted.first, wanted.last, wanted.half)
    if wanted.kind not in JenisCuti.values:
        raise LeaveRefused(_("Pilih jenis cuti dari daftarnya."))
    reasons = SEBAB_OF[wanted.kind]
    because = wanted.because or reasons[0]
    if because not in reasons:
        raise LeaveRefused(_("Pilih sebab yang ada untuk jenis cuti ini."))
    draft.kind, draft.because, draft.half = wanted.kind, because, wanted.half
    draft.berlaku = DateRange(wanted.first, wanted.last + DAY)
    draft.reason, draft.address, draft.phone = wanted.reason[:500], wanted.address[:300], wanted.phone[:30]
    draft.abroad, draft.remote = wanted.abroad, wanted.remote
    draft.inpatient = wanted.inpatient and wanted.kind == JenisCuti.SAKIT
    draft.child_number = wanted.child_number if wanted.kind == JenisCuti.MELAHIRKAN else None
    draft.substitute_id = _colleague(own, wanted.substitute, on)
    draft.substitute_agrees = None
    draft.save()
    if wanted.file:
        _attach(draft, wanted.file, by)
    return draft


def _colleague(own: uuid.UUID, substitute: uuid.UUID | None, on: datetime.date) -> uuid.UUID | None:
    """Return who stands in, if they may be asked: somebody else of the same unit."""
    if substitute is None:
        return None
    here = Person.objects.filter(pk__in=(own, substitute))
    units = {one.pk: unit_of(one, on) for one in here}
    if substitute == own or units.get(substitute) is None or units[substitute] != units.get(own):
        raise LeaveRefused(_("Pilih pengganti dari rekan seunit."))
    return substitute


def _attach(request: LeaveRequest, upload: Any, by: Any) -> LeaveDocument | None:
    stored = kept(upload, by)
    rows = LeaveDocument.objects.filter(request=request)
    if rows.filter(file__sha256=stored.sha256).exists():
        return None
    if rows.count() >= MOST_LETTERS:
        raise LeaveRefused(_("Paling banyak sepuluh surat. Gabungkan beberapa berkas menjadi satu PDF."))
    return LeaveDocument.objects.create(request=request, title=stored.name[:200], file=stored, by=by)


@transaction.atomic
def drop_draft(*, request: LeaveRequest, by: Any, on: datetime.date) -> None:
    """Throw away a draft.

    :raises LeaveRefused: if `by` may not, or it was sent
    """
    found = locked(request)
    if not perms.is_own(by, found) or found.state != KeadaanCuti.DISUSUN:
        raise LeaveRefused(_("Permintaan yang sudah dikirim dibatalkan, bukan dihapus."))
    found.documents.all().delete()
    found.delete()


@transaction.atomic
def send(*, request: LeaveRequest, by: Any, on: datetime.date) -> LeaveRequest:
    """Send a request to the superior; where none is in the records, to who decides.

    :raises LeaveRefused: if `by` may not, or the law, the balance or another leave forbids it
    """
    found = locked(request)
    if not perms.is_own(by, found):
        raise LeaveRefused(_("Cuti hanya diminta oleh yang menjalaninya."))
    if found.state != KeadaanCuti.DISUSUN:
        raise LeaveRefused(_("Permintaan ini sudah dikirim."))
    # One request of a person is counted at a time, so that two do not share the same days left.
    Person.objects.select_for_update().get(pk=found.person_id)
    found.reason = clearly(found.reason, 500)
    unit, government = government_for(found.person, on)
    counted_anew(found, on)
    if unit is None or government is None:
        raise LeaveRefused(_("Unit kerja Anda belum tercatat. Mintalah pengelola kepegawaian mencatatnya."))
    found.unit, found.government = unit, government
    found.year, found.number = on.year, number_next(government.pk, on.year)
    found.filed_at, found.filed_on = timezone.now(), on
    deciders = Deciders(found, on)
    first = deciders.superiors or deciders.officials
    found.state = KeadaanCuti.DIAJUKAN if deciders.superiors else KeadaanCuti.DIPERTIMBANGKAN
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise LeaveRefused(
            _("Sebagian tanggal ini sudah Anda mintakan cuti. Muat ulang halamannya.")
        ) from error
    if not deciders.superiors:
        # Saved only now, it has the unit by which a delegation is found.
        first = Deciders(found, on).officials
    step(found, Langkah.DIAJUKAN, by, on, person=found.person, after=found.berlaku)
    tell_trail("leave_sent", found, by, on, after={"jenis": found.kind, "hari": str(found.days)})
    name = {"name": found.person.full_name}
    tell(deciders.people(first), gettext_noop("Permintaan cuti %(name)s menunggu Anda"), name, found)
    if found.substitute is not None:
        tell([found.substitute], gettext_noop("%(name)s meminta Anda menggantikan selama cuti"), name, found)
    return found


@transaction.atomic
def answer_substitute(
    *, request: LeaveRequest, agrees: bool, reason: str = "", by: Any, on: datetime.date
) -> LeaveRequest:
    """Say whether one stands in for somebody during their leave.

    :raises LeaveRefused: if `by` was not asked, has answered, or says no without a reason
    """
    found = locked(request)
    own = perms.own_person(by)
    if own is None or own != found.substitute_id or found.state not in STANDING:
        raise LeaveRefused(_("Anda tidak diminta menggantikan pada cuti ini."))
    if found.substitute_agrees is not None:
        raise LeaveRefused(_("Anda sudah menjawab."))
    said = "" if agrees else clearly(reason)
    found.substitute_agrees = agrees
    found.save(update_fields=["substitute_agrees"])
    answer = said or str(_("Bersedia menggantikan."))
    step(found, Langkah.PENGGANTI, by, on, person=found.substitute, reason=answer)
    tell_trail("leave_substitute", found, by, on, after={"bersedia": agrees})
    title = (
        gettext_noop("%(name)s bersedia menggantikan Anda")
        if agrees
        else gettext_noop("%(name)s tidak dapat menggantikan Anda; pilih rekan lain")
    )
    tell([found.person], title, {"name": by.name}, found)
    return found


@transaction.atomic
def name_substitute(
    *, request: LeaveRequest, substitute: uuid.UUID, by: Any, on: datetime.date
) -> LeaveRequest:
    """Ask another colleague to stand in.

    :raises LeaveRefused: if `by` may not, or it is over
    """
    found = locked(request)
    if not perms.is_own(by, found) or found.state not in STANDING:
        raise LeaveRefused(_("Pengganti hanya dipilih oleh yang cuti, sebelum cutinya selesai."))
    found.substitute_id = _colleague(found.person_id, substitute, on)
    found.substitute_agrees = None
    found.save(update_fields=["substitute", "substitute_agrees"])
    tell_trail("leave_substitute_named", found, by, on)
    name = {"name": found.person.full_name}
    asked = Person.objects.filter(pk=substitute)
    tell(asked, gettext_noop("%(name)s meminta Anda menggantikan selama cuti"), name, found)
    return found


@transaction.atomic
def add_letter(*, request: LeaveRequest, file: Any, by: Any, on: datetime.date) -> LeaveDocument | None:
    """Add a letter, such as a doctor's that came later; it stays.

    :raises LeaveRefused: if `by` may not, or it is refused or cancelled
    """
    found = locked(request)
    if not perms.is_own(by, found):
        raise LeaveRefused(_("Surat ditambahkan oleh yang cuti."))
    if found.state not in (*STANDING, KeadaanCuti.DISUSUN):
        raise LeaveRefused(_("Permintaan ini sudah selesai; surat tidak ditambahkan lagi."))
    made = _attach(found, file, by)
    if made is not None and found.state != KeadaanCuti.DISUSUN:
        tell_trail("leave_letter", found, by, on)
    return made


@transaction.atomic
def cancel(*, request: LeaveRequest, reason: str, by: Any, on: datetime.date) -> LeaveRequest:
    """Cancel one's request before it is decided, or one's leave before it has begun.

    :raises LeaveRefused: if `by` may not, it has begun or is over, or no reason is given
    """
    found = locked(request)
    if not perms.is_own(by, found):
        raise LeaveRefused(_("Hanya yang mengajukan yang membatalkan permintaannya."))
    if found.kind == JenisCuti.CLTN and found.state == KeadaanCuti.DISETUJUI:
        raise LeaveRefused(
            _("Cuti yang sudah diputus dengan SK dibatalkan dengan SK. Hubungi pengelola kepegawaian Anda.")
        )
    begun = found.state == KeadaanCuti.DISETUJUI and found.first <= on
    if found.state not in (*WAITING, KeadaanCuti.DISETUJUI) or begun:
        raise LeaveRefused(_("Cuti yang sudah berjalan diperpendek oleh atasan, bukan dibatalkan."))
    was = found.state
    found.state = KeadaanCuti.DIBATALKAN
    found.save(update_fields=["state"])
    said = clearly(reason)
    step(found, Langkah.BATAL, by, on, person=found.person, before=found.berlaku, reason=said)
    tell_trail("leave_cancelled", found, by, on, before=was, reason=said)
    if was == KeadaanCuti.DISETUJUI:
        touched(found, found.first, found.last)
    told = [
        one.person
        for one in found.steps.select_related("person")
        if one.person and one.person != found.person
    ]
    name = {"name": found.person.full_name}
    tell(told, gettext_noop("%(name)s membatalkan cutinya"), name, found)
    return found
