"""Recording, correcting and withdrawing what SK say.

Nothing is overwritten. A row that ends earlier because of a newer SK, or that was wrong, is superseded by
another row and stays to be read. Everything happens under a lock on the person, so that two officers who
write at once wait for each other and the second is told what the first has done.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from praja.audit.actions import record
from praja.files.models import StoredFile
from praja.people.actions.beside import Beside
from praja.people.actions.checks import salary_in_law, wrong_content, wrong_days
from praja.people.actions.effects import (
    consequences_of,
    differs,
    follows_on,
    in_the_way,
    make_room,
    neighbour_before,
    shortened_by,
    still_current,
    unit_for_trail,
)
from praja.people.actions.moving import if_corrected, if_moved, leaves_unit, note_of_roles, roles_said
from praja.people.actions.refused import PersonRefused, needs, person_locked
from praja.people.enums import (
    SebabBerhenti,
)
from praja.people.kinds import KGB, KINDS, SkKind, kind_of
from praja.people.models import (
    KgbHistory,
    Person,
    SkHistory,
    StatusHistory,
    UnitHistory,
)
from praja.people.perms import can_edit_person
from praja.people.words import as_recorded
from praja.temporal import actions as temporal
from praja.temporal.actions import TemporalError, span
from praja.web.words import rupiah, tanggal


@dataclasses.dataclass(frozen=True)
class Preview:
    """What recording an SK would do: why it cannot be, or what would change and what should be looked at."""

    row: SkHistory
    problems: Sequence[str]
    consequences: Sequence[str]
    notes: Sequence[str] = ()
    shortened: Sequence[tuple[SkHistory, datetime.date]] = ()
    off_table: str = ""
    """What the law's table says, in words, where the basic salary of the SK is another."""

    @property
    def possible(self) -> bool:
        """Whether it can be recorded."""
        return not self.problems


def preview_sk(
    *,
    kind: SkKind | str,
    person: Person,
    start: datetime.date,
    last: datetime.date | None = None,
    content: Mapping[str, Any],
    sk_number: str = "",
    sk_date: datetime.date | None = None,
    sk_by: str = "",
    file: StoredFile | None = None,
    note: str = "",
    by: Any,
    on: datetime.date,
    instead_of: SkHistory | None = None,
    beside: Beside | None = None,
) -> Preview:
    """Return what `record_sk` with the same words would do, or `correct_sk` where `instead_of` is given.

    :param beside: what is recorded of several people among whom the person is, where many are looked at
    """
    kind = KINDS[kind] if isinstance(kind, str) else kind
    alone = beside is None
    beside = Beside(kind, [person], by=by, on=on) if beside is None else beside
    problems = wrong_days(kind, person, start, last, sk_date, on)
    if instead_of is not None and kind.ends == "tidak":
        last = instead_of.sampai  # a correction does not reopen what has ended
        if last is not None and last < start:
            problems.append(
                _("Catatan ini berakhir %(day)s; TMT-nya harus sebelum itu.") % {"day": tanggal(last)}
            )
    if kind.sk_needed and not sk_number.strip():
        problems.append(_("Isi nomor SK-nya."))
    row = kind.model(
        person=person,
        berlaku=span(start, temporal.until(last) if last is None or last >= start else None),
        sk_number=sk_number.strip(),
        sk_date=sk_date,
        sk_by=sk_by.strip(),
        file=file,
        note=note.strip(),
        **content,
    )
    if problems:
        return Preview(row, problems, ())
    more, notes = wrong_content(person, row, beside)
    problems += more
    if problems:
        return Preview(row, problems, (), notes)
    shortened, conflicts = make_room(kind, row, instead_of, beside)
    problems += [in_the_way(one, beside.titles) for one in conflicts]
    consequences = consequences_of(kind, row, last, shortened, beside) if not problems else []
    if alone and leaves_unit(row, beside) and (roles := roles_said(person, row.mulai)):
        notes = [*notes, note_of_roles(roles)]
    off_table, salary = "", salary_in_law(row)
    if isinstance(row, KgbHistory):
        if salary is None:
            notes = [*notes, _("Tabel gaji pokok tidak memuat golongan dan masa kerja ini.")]
        elif salary == row.gaji_pokok or _same_raise(row, instead_of):
            consequences = [
                *consequences,
                _("Gaji pokok menurut tabel: %(amount)s.") % {"amount": rupiah(salary)},
            ]
        else:
            off_table = _(
                "Menurut tabel, gaji pokok golongan %(golongan)s dengan masa kerja %(years)s tahun adalah "
                "%(amount)s; di SK tertulis %(given)s."
            ) % {
                "golongan": row.golongan,
                "years": row.mkg_years,
                "amount": rupiah(salary),
                "given": rupiah(row.gaji_pokok),
            }
            notes = [*notes, off_table]
    return Preview(row, problems, consequences, notes, shortened, off_table)


def _same_raise(row: KgbHistory, instead_of: SkHistory | None) -> bool:
    """Whether a correction leaves the salary as it was confirmed once."""
    return isinstance(instead_of, KgbHistory) and KGB.content(row) == KGB.content(instead_of)


def check_confirmed(looked: Preview, because: str) -> None:
    """Refuse a salary other than the table's without a reason; with one, the SK is what counts.

    :raises PersonRefused: if a reason is needed and none is given
    """
    if looked.off_table and not because.strip():
        raise PersonRefused(
            looked.off_table + " " + _("Bila SK-nya memang demikian, tulis mengapa berbeda dari tabel.")
        )


@transaction.atomic
def record_sk(
    *,
    kind: SkKind | str,
    person: Person,
    start: datetime.date,
    last: datetime.date | None = None,
    content: Mapping[str, Any],
    sk_number: str = "",
    sk_date: datetime.date | None = None,
    sk_by: str = "",
    file: StoredFile | None = None,
    note: str = "",
    because: str = "",
    by: Any,
    on: datetime.date,
) -> SkHistory:
    """Record what an SK says of a person.

    An earlier row of the same kind ends the day before; where a later one is known already (the SK came
    late), the new row ends where that one begins.

    :param kind: a `SkKind` or its key, such as `kgb`
    :param start: the TMT, the first day on which it holds
    :param last: the last day on which it holds; none while no end is known
    :param content: the fields of the kind (`SkKind.fields`)
    :param because: why the basic salary of a raise is not that of the law's table, where it is another
    :param on: the day at the workplace
    :raises PersonRefused: if `by` may not, or it cannot be true; the text says why
    """
    needs(can_edit_person(by, person, on), _("Anda tidak berwenang mencatat SK pegawai ini."))
    person = person_locked(person)
    looked = preview_sk(
        kind=kind,
        person=person,
        start=start,
        last=last,
        content=content,
        sk_number=sk_number,
        sk_date=sk_date,
        sk_by=sk_by,
        file=file,
        note=note,
        by=by,
        on=on,
    )
    if looked.problems:
        raise PersonRefused(" ".join(looked.problems))
    check_confirmed(looked, because)
    row = looked.row
    try:
        for other, new_end in looked.shortened:
            temporal.correct(other, by=by, **shortened_by(other, row, new_end))
        temporal.record(row, by=by)
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    record(
        kind="people.sk_recorded",
        by=by,
        target=row,
        person=person.pk,
        unit=unit_for_trail(row, on),
        on=on,
        after=as_recorded(row),
        reason="; ".join(said for said in (note.strip(), because.strip()) if said),
    )
    if_moved([row], by, on)
    return row


@transaction.atomic
def correct_sk(
    *,
    row: SkHistory,
    start: datetime.date,
    last: datetime.date | None = None,
    content: Mapping[str, Any],
    sk_number: str = "",
    sk_date: datetime.date | None = None,
    sk_by: str = "",
    file: StoredFile | None = None,
    note: str = "",
    reason: str,
    because: str = "",
    by: Any,
    on: datetime.date,
) -> SkHistory:
    """Correct what was recorded of an SK. The old row stays to be read, with the reason.

    Where the first day moves, the row before it ends there too, so that no gap is left.

    :raises PersonRefused: if `by` may not, no reason is given, or it cannot be true
    """
    needs(can_edit_person(by, row.person, on), _("Anda tidak berwenang memperbaiki SK pegawai ini."))
    person = person_locked(row.person)
    if not reason.strip():
        raise PersonRefused(_("Tulis alasan perbaikannya; alasan itu ditampilkan bersama catatan lama."))
    kind = kind_of(row)
    row = still_current(row)
    looked = preview_sk(
        kind=kind,
        person=person,
        start=start,
        last=last,
        content=content,
        sk_number=sk_number,
        sk_date=sk_date,
        sk_by=sk_by,
        file=file or row.file,
        note=note,
        by=by,
        on=on,
        instead_of=row,
    )
    if looked.problems:
        raise PersonRefused(" ".join(looked.problems))
    check_confirmed(looked, because)
    new = looked.row
    changes = {
        "berlaku": new.berlaku,
        "sk_number": new.sk_number,
        "sk_date": new.sk_date,
        "sk_by": new.sk_by,
        "file": new.file,
        "note": new.note,
        **content,
    }
    if not differs(row, changes):
        raise PersonRefused(_("Tidak ada yang berubah dari catatan yang sekarang."))
    before = as_recorded(row)
    gap_before = neighbour_before(kind, row) if new.berlaku.lower > row.berlaku.lower else None
    try:
        for other, new_end in looked.shortened:
            temporal.correct(other, by=by, **shortened_by(other, new, new_end))
        corrected = temporal.correct(row, by=by, **changes)
        if gap_before is not None:
            temporal.correct(gap_before, by=by, berlaku=span(gap_before.mulai, new.berlaku.lower))
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    record(
        kind="people.sk_corrected",
        by=by,
        target=row,
        person=person.pk,
        unit=unit_for_trail(corrected, on),
        on=on,
        before=before,
        after=as_recorded(corrected),
        reason="; ".join(said for said in (reason.strip(), because.strip()) if said),
    )
    if_corrected(row, corrected, by, on)
    return corrected


@transaction.atomic
def withdraw_sk(*, row: SkHistory, reason: str, by: Any, on: datetime.date) -> SkHistory | None:
    """Withdraw an SK that should never have been recorded; it stays to be read, with the reason.

    Where it had ended the row before it, that row holds on its days again, and is returned.

    :raises PersonRefused: if `by` may not, no reason is given, or it was replaced meanwhile
    """
    needs(can_edit_person(by, row.person, on), _("Anda tidak berwenang menarik SK pegawai ini."))
    person = person_locked(row.person)
    if not reason.strip():
        raise PersonRefused(
            _("Tulis alasan penarikannya; alasan itu ditampilkan bersama catatan yang ditarik.")
        )
    row = still_current(row)
    kind = kind_of(row)
    if isinstance(row, UnitHistory) and not UnitHistory.objects.known().filter(person=person).exclude(
        pk=row.pk
    ):
        raise PersonRefused(
            _(
                "Ini satu-satunya unit kerja pegawai; tanpa unit tidak ada yang dapat mengurusnya. "
                "Perbaiki saja."
            )
        )
    before = as_recorded(row)
    follows = follows_on(kind, row)
    try:
        extended = temporal.withdraw(row, by=by, extend_previous=follows)
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    if isinstance(extended, StatusHistory) and extended.ended_by == SebabBerhenti.DIANGKAT_PNS:
        extended = temporal.correct(extended, by=by, ended_by="")
    record(
        kind="people.sk_withdrawn",
        by=by,
        target=row,
        person=person.pk,
        unit=unit_for_trail(row, on),
        on=on,
        before=before,
        reason=reason.strip(),
    )
    if_corrected(row, None, by, on)
    return extended  # type: ignore[return-value]
