"""Recording, confirming and withdrawing extra lines and regulations. What is recorded by one counts from the
moment at which another confirms it.

The trail tells that and why something was added, never an amount: it is read by more people than pay is.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.payroll.enums import JenisTambahan
from praja.payroll.extra import perms
from praja.payroll.extra.queries import closed_months, counted_in, months_of
from praja.payroll.models import ExtraLine, LegalBasis
from praja.people.models import Person, UnitHistory
from praja.performance.enums import KeadaanPenghargaan
from praja.performance.models import AwardProposal
from praja.web.reasons import is_clear, said_clearly
from praja.web.said import gettext as _

MOST = 500_000_000
"""Rupiah of one line in one month, as the law's facts allow."""
MOST_MONTHS = 24


class ExtraRefused(Exception):
    """Something that cannot be done with an extra line or a regulation; its text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What is said of an extra line."""

    pay_list: str
    kind: str
    first: datetime.date
    last: datetime.date
    amount: int
    reason: str
    document: str
    document_date: datetime.date


# --- extra lines


@transaction.atomic
def give(
    *, person: Person, said: Said, file: StoredFile | None, award: AwardProposal | None = None, by: Any,
    on: datetime.date,
) -> ExtraLine:  # fmt: skip
    """Record an extra line of a person; it counts once somebody else has confirmed it.

    :param award: of that person, whose money it pays: as much as its SK says, and once
    :raises ExtraRefused: if `by` may not, or what is said cannot be
    """
    unit = unit_of(person, said.first)
    if unit is None:
        raise ExtraRefused(
            _("Orang ini belum atau tidak lagi bekerja pada unit mana pun bulan itu. Periksa bulannya.")
        )
    if not perms.may_give_extra(by, person, unit, on):
        raise ExtraRefused(_("Hanya bendahara unit orang itu, selain dirinya sendiri, yang mencatatnya."))
    if why := wrong_with(person, said, on):
        raise ExtraRefused(why)
    if award is not None:
        _check_award(award, person, said)
    made: ExtraLine = ExtraLine.objects.create(
        person=person, unit=unit, file=file, award=award, made_by=by, **dataclasses.asdict(said)
    )
    _record("extra_given", made, by, on, reason=said.reason)
    return made


def _check_award(award: AwardProposal, person: Person, said: Said) -> None:
    """Refuse a line that does not pay what an award's SK says, or pays it again."""
    found = AwardProposal.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if found.person_id != person.pk or found.state != KeadaanPenghargaan.DITETAPKAN:
        raise ExtraRefused(_("Penghargaan itu bukan milik orang ini, atau belum ditetapkan."))
    if said.kind != JenisTambahan.TAMBAHAN_KEPUTUSAN or said.first != said.last:
        raise ExtraRefused(_("Uang penghargaan dibayar sekali, sebagai tambahan menurut keputusan."))
    if (said.amount, said.document, said.document_date) != (found.amount, found.sk_number, found.sk_date):
        raise ExtraRefused(_("Jumlah, nomor, dan tanggalnya mengikuti SK penghargaannya."))
    if found.extra_lines.filter(withdrawn_at__isnull=True).exists():
        raise ExtraRefused(_("Uang penghargaan ini sudah dicatat. Tarik dahulu bila keliru."))


def unit_of(person: Person, day: datetime.date) -> Unit | None:
    """Return the unit in which somebody works on a day."""
    place: Any = UnitHistory.objects.on(day).filter(person=person).select_related("unit").first()
    return place.unit if place is not None else None


def wrong_with(person: Person, said: Said, on: datetime.date) -> str:
    """Return why an extra line cannot be, with what to do; nothing where it can."""
    if why := wrong_in_itself(said, on):
        return why
    closed = closed_months([person.pk])
    same = ExtraLine.objects.filter(
        person=person, withdrawn_at__isnull=True, pay_list=said.pay_list, kind=said.kind,
        first__lte=said.last, last__gte=said.first, document=said.document, amount=said.amount,
    )  # fmt: skip
    taken = [month for month in _span(said) if (person.pk, said.pay_list, month) in closed]
    if taken:
        return _(
            "Slip orang ini untuk %(month)s sudah terkunci dan tidak bergerak lagi. Pilih bulan yang belum "
            "disetujui."
        ) % {"month": f"{taken[0]:%m-%Y}"}
    if same.exists():
        return _("Baris yang sama (bulan, jenis, dokumen, jumlah) sudah tercatat untuk orang ini.")
    return ""


def wrong_in_itself(said: Said, on: datetime.date) -> str:
    """Return what is wrong with what is said, whoever it is about; nothing where nothing is."""
    if not 0 < said.amount <= MOST:
        return _("Jumlah sebulan harus lebih dari nol dan paling banyak Rp500.000.000.")
    if said.last < said.first:
        return _("Bulan terakhirnya mendahului bulan pertamanya.")
    if len(_span(said)) > MOST_MONTHS:
        return _(
            "Baris tambahan paling lama 24 bulan. Yang tetap dicatat sebagai potongan atau keterangan tetap."
        )
    if said.document_date > on:
        return _("Tanggal dokumennya belum tiba. Periksa tanggalnya.")
    if not is_clear(said.reason):
        return _("Tuliskan alasannya dengan jelas, paling sedikit sepuluh huruf.")
    if not said.document.strip():
        return _("Isi nomor dokumen yang menjadi dasarnya.")
    return ""


def _span(said: Said) -> list[datetime.date]:
    return months_of(ExtraLine(first=said.first, last=said.last))


@transaction.atomic
def attach(*, line: ExtraLine, file: StoredFile, by: Any, on: datetime.date) -> int:
    """Add the scan of a document to all lines that wait for it by the same document, and return how many.

    :raises ExtraRefused: if `by` may not, or the line does not wait
    """
    found = _locked(line)
    if not perms.may_withdraw_extra(by, found, on):
        raise ExtraRefused(_("Anda tidak berwenang atas baris tambahan ini."))
    if found.confirmed_at is not None or found.withdrawn_at is not None:
        raise ExtraRefused(_("Baris ini sudah disahkan atau ditarik, jadi dokumennya tidak dapat diganti."))
    same = ExtraLine.objects.filter(
        made_by=found.made_by_id, document=found.document, document_date=found.document_date,
        confirmed_at__isnull=True, withdrawn_at__isnull=True, unit=found.unit_id,
    )  # fmt: skip
    count = same.update(file=file)
    _record("extra_scanned", found, by, on, after={"jumlah": count})
    return count


@transaction.atomic
def confirm(*, lines: Collection[ExtraLine], by: Any, on: datetime.date) -> int:
    """Confirm extra lines that somebody else recorded; from now on they count.

    :raises ExtraRefused: if `by` may not confirm one of them, or one cannot be: then none is
    """
    asked = [line.pk for line in lines]
    found = list(
        ExtraLine.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=asked)
    )
    if not found:
        raise ExtraRefused(_("Pilih baris yang akan disahkan."))
    closed = closed_months({line.person_id for line in found})
    for line in found:
        _check_confirmable(line, closed, by, on)
    now = timezone.now()
    ExtraLine.objects.filter(pk__in=asked).update(confirmed_by=by, confirmed_at=now)
    for line in found:
        _record("extra_confirmed", line, by, on)
    return len(found)


def _check_confirmable(line: ExtraLine, closed: Any, by: Any, on: datetime.date) -> None:
    name = {"name": line.person.name}
    if not perms.confirms_for(by, line.unit_id, on):
        raise ExtraRefused(_("Hanya pejabat penyetuju unit itu yang mengesahkan baris tambahan."))
    if not perms.may_confirm_extra(by, line, on):
        raise ExtraRefused(
            _(
                "Yang mencatat, atau yang menerimanya, tidak dapat mengesahkan baris %(name)s. Minta orang "
                "lain."
            )
            % name
        )
    if line.confirmed_at is not None or line.withdrawn_at is not None:
        raise ExtraRefused(_("Baris %(name)s sudah disahkan atau ditarik. Muat ulang halamannya.") % name)
    if line.file_id is None:
        raise ExtraRefused(
            _("Pindaian dokumen baris %(name)s belum ada. Minta bendahara mengunggahnya.") % name
        )
    month = next((one for one in months_of(line) if (line.person_id, line.pay_list, one) in closed), None)
    if month is not None:
        raise ExtraRefused(
            _("Slip %(name)s untuk %(month)s sudah terkunci. Tolak baris ini, lalu catat untuk bulan lain.")
            % (name | {"month": f"{month:%m-%Y}"})
        )


@transaction.atomic
def withdraw(*, line: ExtraLine, reason: str, by: Any, on: datetime.date) -> ExtraLine:
    """Withdraw an extra line, or refuse one that waits: it no longer counts in months that are not paid.

    :raises ExtraRefused: if `by` may not, it is paid in full or withdrawn already, or no reason is given
    """
    found = _locked(line)
    if not perms.may_withdraw_extra(by, found, on):
        raise ExtraRefused(_("Anda tidak berwenang menarik baris tambahan ini."))
    said = said_clearly(reason, ExtraRefused)
    take_back([found], said, by)
    _record("extra_withdrawn", found, by, on, reason=said)
    return found


def take_back(lines: Collection[ExtraLine], reason: str, by: Any) -> int:
    """Withdraw lines as far as they are not paid, and return how many. The caller has locked them.

    :raises ExtraRefused: if there is nothing to withdraw in any
    """
    closed = closed_months({line.person_id for line in lines})
    now, count = timezone.now(), 0
    for line in lines:
        months = months_of(line)
        paid = [month for month in months if counted_in(line, month, closed)]
        if line.withdrawn_at is not None or len(paid) == len(months):
            continue
        line.withdrawn_by, line.withdrawn_at, line.withdrawn_why = by, now, reason[:300]
        line.withdrawn_from = (paid[-1] + datetime.timedelta(days=32)).replace(day=1) if paid else line.first
        line.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why", "withdrawn_from"])
        count += 1
    if not count:
        raise ExtraRefused(
            _("Sudah masuk slip yang disetujui, atau sudah ditarik. Catat baris baru yang mengimbanginya.")
        )
    return count


def _locked(line: ExtraLine) -> ExtraLine:
    return ExtraLine.objects.select_for_update(of=("self",)).select_related("person").get(pk=line.pk)


# --- regulations


@transaction.atomic
def give_basis(
    *, government: Unit, pay_list: str, first: datetime.date, last: datetime.date, document: str,
    document_date: datetime.date, file: StoredFile, by: Any, on: datetime.date,
) -> LegalBasis:  # fmt: skip
    """Record the regulation by which a list may be paid in some months; it counts once somebody else has
    confirmed it.

    :raises ExtraRefused: if `by` may not, or what is said cannot be
    """
    if not perms.may_give_basis(by, government, on):
        raise ExtraRefused(_("Hanya bendahara seluruh pemerintah daerah yang mencatat dasar hukumnya."))
    if last < first:
        raise ExtraRefused(_("Bulan terakhirnya mendahului bulan pertamanya."))
    if document_date > on:
        raise ExtraRefused(_("Tanggal penetapannya belum tiba. Catat sesudah peraturannya ditetapkan."))
    if last.year != first.year:
        raise ExtraRefused(
            _("Satu peraturan dicatat untuk satu tahun anggaran. Catat tahun berikutnya tersendiri.")
        )
    same = LegalBasis.objects.filter(
        government=government, pay_list=pay_list, withdrawn_at__isnull=True, first__lte=last, last__gte=first
    )
    if same.exists():
        raise ExtraRefused(_("Dasar hukum untuk bulan-bulan itu sudah dicatat. Tarik dahulu bila keliru."))
    made: LegalBasis = LegalBasis.objects.create(
        government=government, pay_list=pay_list, first=first, last=last, document=document,
        document_date=document_date, file=file, made_by=by,
    )  # fmt: skip
    _record_basis("basis_given", made, by, on)
    return made


@transaction.atomic
def confirm_basis(*, basis: LegalBasis, by: Any, on: datetime.date) -> LegalBasis:
    """Confirm a regulation that somebody else recorded: what is owed by it may be paid.

    :raises ExtraRefused: if `by` may not, or it does not wait
    """
    found = _locked_basis(basis)
    if not perms.confirms_for(by, found.government_id, on):
        raise ExtraRefused(_("Hanya pejabat penyetuju seluruh pemerintah daerah yang mengesahkannya."))
    if not perms.may_confirm_basis(by, found, on):
        raise ExtraRefused(_("Yang mencatat tidak dapat mengesahkannya. Minta pejabat penyetuju lain."))
    if found.confirmed_at is not None or found.withdrawn_at is not None:
        raise ExtraRefused(_("Dasar hukum ini sudah disahkan atau ditarik. Muat ulang halamannya."))
    found.confirmed_by, found.confirmed_at = by, timezone.now()
    found.save(update_fields=["confirmed_by", "confirmed_at"])
    _record_basis("basis_confirmed", found, by, on)
    return found


@transaction.atomic
def withdraw_basis(*, basis: LegalBasis, reason: str, by: Any, on: datetime.date) -> LegalBasis:
    """Withdraw a regulation, or refuse one that waits: what is not paid yet is owed again.

    :raises ExtraRefused: if `by` may not, it is withdrawn already, or no reason is given
    """
    found = _locked_basis(basis)
    if not perms.may_withdraw_basis(by, found, on):
        raise ExtraRefused(_("Anda tidak berwenang menarik dasar hukum ini."))
    if found.withdrawn_at is not None:
        raise ExtraRefused(_("Dasar hukum ini sudah ditarik."))
    said = said_clearly(reason, ExtraRefused)
    found.withdrawn_by, found.withdrawn_at, found.withdrawn_why = by, timezone.now(), said[:300]
    found.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _record_basis("basis_withdrawn", found, by, on, reason=said)
    return found


def _locked_basis(basis: LegalBasis) -> LegalBasis:
    return LegalBasis.objects.select_for_update(of=("self",)).get(pk=basis.pk)


# --- small things


def _record(
    verb: str,
    line: ExtraLine,
    by: Any,
    on: datetime.date,
    *,
    reason: str = "",
    after: dict[str, Any] | None = None,
) -> None:
    named = {"daftar": line.pay_list, "jenis": line.kind, "mulai": line.first, "sampai": line.last,
             "dokumen": line.document}  # fmt: skip
    record(
        kind=f"payroll.{verb}", by=by, target=line, person=line.person_id, unit=line.unit_id, on=on,
        after=named | (after or {}), reason=reason,
    )  # fmt: skip


def _record_basis(verb: str, basis: LegalBasis, by: Any, on: datetime.date, *, reason: str = "") -> None:
    record(
        kind=f"payroll.{verb}", by=by, target=basis, unit=basis.government_id, on=on, reason=reason,
        after={"daftar": basis.pay_list, "mulai": basis.first, "sampai": basis.last,
               "dokumen": basis.document},
    )  # fmt: skip
