"""Family, educations, trainings and awards."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.audit.actions import record
from praja.files.models import StoredFile
from praja.people.actions.effects import unit_for_trail
from praja.people.actions.refused import PersonRefused, needs, person_locked
from praja.people.due.stopping import Stop, stop_of
from praja.people.models import Award, DependantHistory, Education, FamilyMember, Person, Record, Training
from praja.people.perms import can_edit_person
from praja.people.words import as_recorded, plain
from praja.temporal import actions as temporal
from praja.temporal.actions import TemporalError, span

MEMBER = (
    "relation", "name", "birth_date", "married_on", "divorced_on", "died_on", "works_as_asn", "school",
    "school_until",
)  # fmt: skip


@transaction.atomic
def add_family_member(*, person: Person, by: Any, on: datetime.date, **content: Any) -> FamilyMember:
    """Add a spouse or child. Whether an allowance is paid for them is recorded apart, from an SK or letter.

    :param content: of `MEMBER`
    :raises PersonRefused: if `by` may not, or it cannot be true
    """
    needs(can_edit_person(by, person, on), _("Anda tidak berwenang mencatat keluarga pegawai ini."))
    person = person_locked(person)
    member = FamilyMember(person=person, **content)
    check_new_member(member, on)
    member.save(force_insert=True)
    record(
        kind="people.family_added", by=by, target=member, person=person.pk, on=on, after=_said(member, MEMBER)
    )
    return member


@dataclasses.dataclass(frozen=True, slots=True)
class AllowanceEnd:
    """An allowance that must end because the reason for it is gone."""

    row: DependantHistory
    stop: Stop


def allowance_to_end(
    member: FamilyMember, on: datetime.date, changes: Mapping[str, Any] | None = None
) -> AllowanceEnd | None:
    """Return the allowance for a member of the family that must end; none where nothing is paid too long.

    :param changes: of the member, that are not stored yet
    """
    said = {name: getattr(member, name) for name in MEMBER} | dict(changes or {})
    stop = stop_of(
        said["relation"],
        divorced_on=said["divorced_on"],
        died_on=said["died_on"],
        married_on=said["married_on"],
        works_as_asn=said["works_as_asn"],
        on=on,
    )
    if stop is None:
        return None
    rows: Any = DependantHistory.objects.known().filter(member=member).order_by("-berlaku__startswith")
    row = rows.first()
    if row is None or (row.berlaku.upper is not None and row.berlaku.upper <= max(stop.day, row.mulai)):
        return None
    return AllowanceEnd(row, stop)


@transaction.atomic
def change_family_member(
    *,
    member: FamilyMember,
    changes: Mapping[str, Any],
    reason: str,
    end_allowance: bool = False,
    by: Any,
    on: datetime.date,
) -> FamilyMember:
    """Change what is recorded of a member of the family: a school, a divorce, a death, a mistake.

    :param end_allowance: whether the allowance ends at once where the reason for it is gone; otherwise it
        stands among what is due
    :raises PersonRefused: if `by` may not, or it cannot be true
    """
    needs(can_edit_person(by, member.person, on), _("Anda tidak berwenang mengubah keluarga pegawai ini."))
    person_locked(member.person)
    if not reason.strip():
        raise PersonRefused(_("Tulis alasan perubahannya."))
    member = FamilyMember.objects.select_related("person").get(pk=member.pk)
    if member.withdrawn_at:
        raise PersonRefused(_("Anggota keluarga ini sudah ditarik dari daftar. Muat ulang halaman."))
    before = set_member(member, changes, on)
    after = _said(member, changes)
    member.save()
    record(
        kind="people.family_changed",
        by=by,
        target=member,
        person=member.person_id,
        on=on,
        before={name: before[name] for name in before if before[name] != after[name]},
        after={name: after[name] for name in after if before[name] != after[name]},
        reason=reason.strip(),
    )
    if end_allowance and (ending := allowance_to_end(member, on)):
        _end_allowance(ending, reason.strip(), by, on)
    return member


def _end_allowance(ending: AllowanceEnd, reason: str, by: Any, on: datetime.date) -> None:
    row, day = ending.row, ending.stop.day
    before = as_recorded(row)
    try:
        if row.mulai >= day:
            temporal.withdraw(row, by=by)
            after = None
        else:
            after = as_recorded(temporal.correct(row, by=by, berlaku=span(row.mulai, day)))
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    record(
        kind="people.sk_withdrawn" if after is None else "people.sk_corrected",
        by=by,
        target=row,
        person=row.person_id,
        unit=unit_for_trail(row, on),
        on=on,
        before=before,
        after=after,
        reason=reason,
    )


@transaction.atomic
def withdraw_family_member(*, member: FamilyMember, reason: str, by: Any, on: datetime.date) -> None:
    """Take a member of the family off the list, where they should never have been on it.

    :raises PersonRefused: if `by` may not, no reason is given, or an allowance is recorded for them
    """
    needs(can_edit_person(by, member.person, on), _("Anda tidak berwenang mengubah keluarga pegawai ini."))
    person_locked(member.person)
    if not reason.strip():
        raise PersonRefused(_("Tulis alasan penarikannya."))
    if DependantHistory.objects.known().filter(member=member).exists():
        raise PersonRefused(
            _("Masih ada tunjangan yang tercatat baginya. Tarik catatan tunjangannya lebih dahulu.")
        )
    member.withdrawn_at = timezone.now()
    member.save(update_fields=["withdrawn_at"])
    record(
        kind="people.family_withdrawn",
        by=by,
        target=member,
        person=member.person_id,
        on=on,
        before=_said(member, MEMBER),
        reason=reason.strip(),
    )


def check_new_member(member: FamilyMember, on: datetime.date) -> None:
    """Refuse a new member of the family of whom something cannot be true, or who is there already.

    :raises PersonRefused: with what is wrong
    """
    _check_member(member, on)
    double = FamilyMember.objects.filter(
        person=member.person,
        withdrawn_at__isnull=True,
        name__iexact=member.name,
        birth_date=member.birth_date,
    )
    if double.exists():
        raise PersonRefused(_("Anggota keluarga dengan nama dan tanggal lahir ini sudah tercatat."))


def set_member(member: FamilyMember, changes: Mapping[str, Any], on: datetime.date) -> dict[str, Any]:
    """Give a member of the family what changes, without saving it, and return what stood there before.

    :raises PersonRefused: if it cannot be true, or nothing changes
    """
    before = _said(member, changes)
    for name, value in changes.items():
        if name not in MEMBER:
            raise TypeError(f"{name} cannot be changed so.")
        setattr(member, name, value)
    _check_member(member, on)
    if before == _said(member, changes):
        raise PersonRefused(_("Tidak ada yang berubah."))
    return before


def _check_member(member: FamilyMember, on: datetime.date) -> None:
    member.name = " ".join(member.name.split())
    wrong = []
    if not member.name:
        wrong.append(_("Isi nama anggota keluarga."))
    child = member.relation.startswith("anak")
    if child and member.birth_date is None:
        wrong.append(_("Isi tanggal lahir anak: umurnya menentukan tunjangan."))
    if member.birth_date and member.birth_date > on:
        wrong.append(_("Tanggal lahir tidak dapat sesudah hari ini."))
    if child and member.birth_date and member.birth_date <= member.person.birth_date:
        wrong.append(_("Anak tidak dapat lebih tua dari orang tuanya. Periksa tanggal lahirnya."))
    if member.divorced_on and member.married_on and member.divorced_on < member.married_on:
        wrong.append(_("Tanggal cerai tidak dapat sebelum tanggal menikah."))
    if member.died_on and member.birth_date and member.died_on < member.birth_date:
        wrong.append(_("Tanggal meninggal tidak dapat sebelum tanggal lahir."))
    for day in (member.married_on, member.divorced_on, member.died_on):
        if day and day > on:
            wrong.append(_("Tanggal menikah, cerai, atau meninggal tidak dapat sesudah hari ini."))
            break
    if member.school_until and not member.school:
        wrong.append(_("Isi nama sekolah atau kuliahnya."))
    if wrong:
        raise PersonRefused(" ".join(wrong))


# --- educations, trainings, awards


def add_education(
    *,
    person: Person,
    level: str,
    school: str,
    dated: datetime.date,
    field: str = "",
    number: str = "",
    file: StoredFile | None = None,
    note: str = "",
    by: Any,
    on: datetime.date,
) -> Education:
    """Add an education that was completed.

    :param dated: of the diploma
    :raises PersonRefused: if `by` may not, or the day is not past
    """
    one = Education(
        person=person,
        level=level,
        school=school,
        field=field,
        dated=dated,
        number=number,
        file=file,
        note=note,
    )
    return _add(one, by, on)


def add_training(
    *,
    person: Person,
    name: str,
    jp: int,
    dated: datetime.date,
    held_by: str = "",
    number: str = "",
    file: StoredFile | None = None,
    note: str = "",
    by: Any,
    on: datetime.date,
) -> Training:
    """Add a training.

    :param jp: its hours (jam pelajaran)
    :raises PersonRefused: if `by` may not, or the day is not past
    """
    one = Training(
        person=person, name=name, jp=jp, held_by=held_by, dated=dated, number=number, file=file, note=note
    )
    return _add(one, by, on)


def add_award(
    *,
    person: Person,
    name: str,
    dated: datetime.date,
    number: str = "",
    file: StoredFile | None = None,
    note: str = "",
    by: Any,
    on: datetime.date,
) -> Award:
    """Add an award.

    :raises PersonRefused: if `by` may not, or the day is not past
    """
    return _add(Award(person=person, name=name, dated=dated, number=number, file=file, note=note), by, on)


@transaction.atomic
def withdraw_record(*, one: Record, reason: str, by: Any, on: datetime.date) -> None:
    """Withdraw an education, training or award that should not have been recorded.

    :raises PersonRefused: if `by` may not, or no reason is given
    """
    needs(can_edit_person(by, one.person, on), _("Anda tidak berwenang menarik catatan pegawai ini."))
    if not reason.strip():
        raise PersonRefused(_("Tulis alasan penarikannya."))
    person_locked(one.person)
    if one.withdrawn_at is None:
        one.withdrawn_at = timezone.now()
        one.save(update_fields=["withdrawn_at"])
        record(
            kind="people.record_withdrawn",
            by=by,
            target=one,
            person=one.person_id,
            on=on,
            before=_content(one),
            reason=reason.strip(),
        )


@transaction.atomic
def _add(one: Any, by: Any, on: datetime.date) -> Any:
    needs(can_edit_person(by, one.person, on), _("Anda tidak berwenang mencatat riwayat pegawai ini."))
    person_locked(one.person)
    check_dated(one.person, one.dated, on)
    one.dicatat_oleh = str(by)
    one.save(force_insert=True)
    record(kind="people.record_added", by=by, target=one, person=one.person_id, on=on, after=_content(one))
    return one


def check_dated(person: Person, dated: datetime.date, on: datetime.date) -> None:
    """Refuse the day of an education, training or award that cannot be.

    :raises PersonRefused: with what is wrong
    """
    if dated > on:
        raise PersonRefused(_("Tanggalnya tidak dapat sesudah hari ini."))
    if dated < person.birth_date:
        raise PersonRefused(_("Tanggalnya tidak dapat sebelum pegawai lahir."))


def _content(one: Record) -> dict[str, Any]:
    left_out = {"id", "person", "tercatat", "dicatat_oleh", "withdrawn_at"}
    names = [field.name for field in one._meta.concrete_fields if field.name not in left_out]
    return {name: value for name, value in _said(one, names).items() if value not in (None, "")}


def _said(one: Model, names: Any) -> dict[str, Any]:
    return plain({name: getattr(one, name) for name in names})
