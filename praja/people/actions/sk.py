"""Recording, correcting and withdrawing what SK say.

Nothing is overwritten. A row that ends earlier because of a newer SK, or that was wrong, is superseded by
another row and stays to be read. Everything happens under a lock on the person, so that two officers who
write at once wait for each other and the second is told what the first has done.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.access.enums import Role
from praja.audit.actions import record, record_bulk
from praja.files.models import StoredFile
from praja.organization.models import PositionVersion, UnitVersion
from praja.people.actions.refused import PersonRefused, needs, person_locked
from praja.people.actions.sessions import sign_out
from praja.people.enums import (
    GOLONGAN_PNS,
    GOLONGAN_PPPK,
    CaraMenjabat,
    SebabBerhenti,
    StatusAsn,
)
from praja.people.kinds import DISIPLIN, JABATAN, KINDS, STATUS, SkKind, kind_of
from praja.people.models import (
    DependantHistory,
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    SkHistory,
    StatusHistory,
    UnitHistory,
)
from praja.people.perms import can_edit_in, can_edit_person, editable_people, roles_over
from praja.people.words import Titles, as_recorded, describe, span_text
from praja.temporal import actions as temporal
from praja.temporal.actions import TemporalError, span
from praja.web.words import tanggal

FURTHEST_AHEAD = datetime.timedelta(days=3 * 366)
YOUNGEST = 15
MOST_PEOPLE = 500
"""In one SK for many: what a person can still look through."""


@dataclasses.dataclass(frozen=True)
class Preview:
    """What recording an SK would do: why it cannot be, or what would change and what should be looked at."""

    row: SkHistory
    problems: Sequence[str]
    consequences: Sequence[str]
    notes: Sequence[str] = ()
    shortened: Sequence[tuple[SkHistory, datetime.date]] = ()

    @property
    def possible(self) -> bool:
        """Whether it can be recorded."""
        return not self.problems


# --- one SK, one person


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
) -> Preview:
    """Return what `record_sk` with the same words would do, or `correct_sk` where `instead_of` is given."""
    kind = KINDS[kind] if isinstance(kind, str) else kind
    problems = _wrong_days(kind, person, start, last, sk_date, on)
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
    more, notes = _wrong_content(kind, person, row, by, on, instead_of)
    problems += more
    if problems:
        return Preview(row, problems, (), notes)
    shortened, conflicts = _make_room(kind, row, instead_of)
    problems += [_in_the_way(one) for one in conflicts]
    consequences = _consequences(kind, row, last, shortened, on) if not problems else []
    return Preview(row, problems, consequences, notes, shortened)


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
    row = looked.row
    try:
        for other, new_end in looked.shortened:
            temporal.correct(other, by=by, **_shortened(other, row, new_end))
        temporal.record(row, by=by)
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    record(
        kind="people.sk_recorded",
        by=by,
        target=row,
        person=person.pk,
        unit=_unit_for_trail(row, on),
        on=on,
        after=as_recorded(row),
        reason=note,
    )
    _if_moved(row, by, on)
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
    row = _still_current(row)
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
    if not _differs(row, changes):
        raise PersonRefused(_("Tidak ada yang berubah dari catatan yang sekarang."))
    before = as_recorded(row)
    gap_before = _neighbour_before(kind, row) if new.berlaku.lower > row.berlaku.lower else None
    try:
        for other, new_end in looked.shortened:
            temporal.correct(other, by=by, **_shortened(other, new, new_end))
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
        unit=_unit_for_trail(corrected, on),
        on=on,
        before=before,
        after=as_recorded(corrected),
        reason=reason.strip(),
    )
    _if_moved(corrected, by, on)
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
    row = _still_current(row)
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
    follows = _follows(kind, row)
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
        unit=_unit_for_trail(row, on),
        on=on,
        before=before,
        reason=reason.strip(),
    )
    _if_moved(row, by, on)
    return extended  # type: ignore[return-value]


# --- leaving


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

    The bank account stays, because gaji terusan and arrears are still paid to it. Sessions of the account end
    when the day has come, and it is closed.

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
        unit=_unit_for_trail(ended, on),
        on=on,
        before=as_recorded(status),
        after=as_recorded(ended),
        reason=reason.strip() or str(SebabBerhenti(why).label),
    )
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
    record(
        kind="people.end_undone",
        by=by,
        target=status,
        person=person.pk,
        unit=_unit_for_trail(status, on),
        on=on,
        after=as_recorded(status),
        reason=reason.strip(),
    )
    return status


# --- one SK, many people


@dataclasses.dataclass(frozen=True)
class ForOne:
    """What one SK for many would do for one of them."""

    person: Person
    preview: Preview

    @property
    def possible(self) -> bool:
        """Whether it can be recorded for this person."""
        return self.preview.possible


def preview_sk_for_many(
    *,
    kind: SkKind | str,
    people: Sequence[Person],
    start: datetime.date,
    last: datetime.date | None = None,
    contents: Mapping[Any, Mapping[str, Any]],
    by: Any,
    on: datetime.date,
    **sk: Any,
) -> list[ForOne]:
    """Return for each person what `record_sk_for_many` would do.

    :param contents: the fields of the kind by the person's id; the same for all where it is one SK for all
    """
    kind = KINDS[kind] if isinstance(kind, str) else kind
    found = []
    editable = set(
        editable_people(by, on).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True)
    )
    for person in people:
        if person.pk in editable:
            looked = preview_sk(
                kind=kind,
                person=person,
                start=start,
                last=last,
                content=contents[person.pk],
                by=by,
                on=on,
                **sk,
            )
        else:
            empty = kind.model(person=person, berlaku=span(start))
            looked = Preview(empty, [_("Anda tidak berwenang mencatat SK pegawai ini.")], ())
        found.append(ForOne(person, looked))
    return found


@transaction.atomic
def record_sk_for_many(
    *,
    kind: SkKind | str,
    people: Iterable[Person],
    start: datetime.date,
    last: datetime.date | None = None,
    contents: Mapping[Any, Mapping[str, Any]],
    by: Any,
    on: datetime.date,
    sk_number: str,
    sk_date: datetime.date | None = None,
    sk_by: str = "",
    file: StoredFile | None = None,
    note: str = "",
) -> list[SkHistory]:
    """Record one SK for many people: for all of them, or, if one is refused, for none.

    New rows are written together, and one event holds their number and digest.

    :raises PersonRefused: naming those for whom it cannot be, with the first reasons
    """
    kind = KINDS[kind] if isinstance(kind, str) else kind
    ids = [person.pk for person in people]
    if not ids:
        raise PersonRefused(_("Pilih paling sedikit seorang pegawai."))
    if len(ids) > MOST_PEOPLE:
        raise PersonRefused(
            _("Paling banyak %(most)s orang dalam satu kali catat. Bagi menjadi beberapa kali.")
            % {"most": MOST_PEOPLE}
        )
    locked = list(
        Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    )
    looked = preview_sk_for_many(
        kind=kind, people=locked, start=start, last=last, contents=contents, by=by, on=on,
        sk_number=sk_number, sk_date=sk_date, sk_by=sk_by, file=file, note=note,
    )  # fmt: skip
    refused = [one for one in looked if not one.possible]
    if refused or len(locked) != len(set(ids)):
        raise PersonRefused(_refused_many(refused, len(locked)))
    rows = [one.preview.row for one in looked]
    try:
        for one in looked:
            for other, new_end in one.preview.shortened:
                temporal.correct(other, by=by, **_shortened(other, one.preview.row, new_end))
        temporal.record_many(rows, by=by)
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    record_bulk(
        kind="people.sk_recorded_for_many",
        by=by,
        on=on,
        target_kind=kind.model._meta.label_lower,
        rows=[{"person": str(row.person_id), **as_recorded(row)} for row in rows],
        after={"jenis": kind.key, "sk_number": sk_number, "mulai": start.isoformat()},
        reason=note,
    )
    for row in rows:
        _if_moved(row, by, on)
    return rows


def _refused_many(refused: Sequence[ForOne], count: int) -> str:
    if not refused:
        return _("Seorang dari mereka tidak ditemukan lagi. Muat ulang halaman ini.")
    named = "; ".join(f"{one.person.full_name}: {' '.join(one.preview.problems)}" for one in refused[:3])
    return ngettext(
        "Belum ada yang dicatat: %(count)s dari %(all)s orang bermasalah. %(named)s",
        "Belum ada yang dicatat: %(count)s dari %(all)s orang bermasalah. %(named)s",
        len(refused),
    ) % {"count": len(refused), "all": count, "named": named}


# --- what cannot be


def _wrong_days(
    kind: SkKind,
    person: Person,
    start: datetime.date,
    last: datetime.date | None,
    sk_date: datetime.date | None,
    on: datetime.date,
) -> list[str]:
    said = []
    oldest = datetime.date(person.birth_date.year + YOUNGEST, person.birth_date.month, 1)
    if start < oldest and kind.key != "tanggungan":
        said.append(
            _("TMT %(start)s terlalu awal: pegawai ini lahir %(born)s.")
            % {"start": tanggal(start), "born": tanggal(person.birth_date)}
        )
    if start > on + FURTHEST_AHEAD:
        said.append(
            _("TMT %(start)s lebih dari tiga tahun lagi. Periksa tahunnya.") % {"start": tanggal(start)}
        )
    if last is not None and last < start:
        said.append(_("Tanggal akhir harus pada atau sesudah TMT."))
    if kind.ends == "wajib" and last is None:
        said.append(_("Isi tanggal akhirnya."))
    if kind.ends == "tidak" and last is not None:
        said.append(_("Jenis SK ini tidak mempunyai tanggal akhir; ia berlaku sampai SK berikutnya."))
    if sk_date is not None and sk_date > on:
        said.append(_("Tanggal SK tidak dapat sesudah hari ini."))
    return said


def _wrong_content(
    kind: SkKind, person: Person, row: SkHistory, by: Any, on: datetime.date, instead_of: SkHistory | None
) -> tuple[list[str], list[str]]:
    """Return what refuses a row, and what should only be looked at."""
    match row:
        case StatusHistory():
            return _about_status(row)
        case GolonganHistory():
            return _about_golongan(person, row)
        case KgbHistory():
            return _about_kgb(person, row)
        case JabatanHistory():
            return _about_jabatan(person, row, by, on, instead_of)
        case UnitHistory():
            return _about_unit(person, row, by, on)
        case DependantHistory():
            return _about_dependant(person, row)
    return [], []


def _about_status(row: StatusHistory) -> tuple[list[str], list[str]]:
    contract = row.status in (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
    if row.contract_end and not contract:
        return [_("Hanya PPPK yang mempunyai akhir perjanjian kerja.")], []
    if contract and row.contract_end is None:
        return [_("Isi akhir perjanjian kerjanya.")], []
    if row.contract_end and row.contract_end < row.mulai:
        return [_("Akhir perjanjian kerja harus sesudah TMT.")], []
    return [], []


def _about_golongan(person: Person, row: GolonganHistory) -> tuple[list[str], list[str]]:
    status = StatusHistory.objects.on(row.mulai).filter(person=person).first()
    if row.mkg_years > 45 or row.mkg_months > 11:
        return [_("Masa kerja golongan paling lama 45 tahun 11 bulan.")], []
    if status is None:
        return [], [_("Belum ada status yang tercatat pada TMT ini. Catat juga SK pengangkatannya.")]
    pppk = status.status in (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
    if (row.golongan in GOLONGAN_PPPK) != pppk:
        return [
            _(
                "Golongan %(golongan)s bukan golongan %(status)s. PNS memakai I/a sampai IV/e, PPPK "
                "I sampai XVII."
            )
            % {"golongan": row.golongan, "status": status.get_status_display()}
        ], []
    notes = []
    known = GolonganHistory.objects.known().filter(person=person, berlaku__startswith__lt=row.mulai)
    earlier = known.order_by("-berlaku__startswith").first()
    order = GOLONGAN_PPPK if pppk else GOLONGAN_PNS
    if earlier and earlier.golongan in order and order.index(row.golongan) < order.index(earlier.golongan):
        notes.append(
            _("Golongannya turun dari %(before)s. Biasanya hanya karena hukuman disiplin; periksa lagi.")
            % {"before": earlier.golongan}
        )
    return [], notes


def _about_kgb(person: Person, row: KgbHistory) -> tuple[list[str], list[str]]:
    if row.gaji_pokok <= 0:
        return [_("Gaji pokok harus lebih dari Rp0.")], []
    golongan = GolonganHistory.objects.on(row.mulai).filter(person=person).first()
    if golongan is None:
        return [], [_("Belum ada golongan yang tercatat pada TMT ini.")]
    if golongan.golongan != row.golongan:
        return [
            _("Golongan pada TMT ini %(recorded)s, di SK %(given)s. Catat kenaikan pangkatnya lebih dahulu.")
            % {"recorded": golongan.golongan, "given": row.golongan}
        ], []
    return [], []


def _about_jabatan(
    person: Person, row: JabatanHistory, by: Any, on: datetime.date, instead_of: SkHistory | None
) -> tuple[list[str], list[str]]:
    version = PositionVersion.objects.on(row.mulai).filter(position=row.position_id).first()
    if version is None:
        return [
            _("Jabatan ini tidak ada pada %(day)s. Pilih jabatan lain, atau perbaiki susunan organisasinya.")
            % {"day": tanggal(row.mulai)}
        ], []
    if not can_edit_in(by, version.unit_id, on):
        return [_("Jabatan di luar unit yang Anda urus dicatat oleh BKPSDM.")], []
    acting = row.how in (CaraMenjabat.PLT, CaraMenjabat.PLH)
    if acting and row.berlaku.upper is None:
        return [_("Isi tanggal akhir tugas Plt. atau Plh.; bila diperpanjang, catat SK perpanjangannya.")], []
    notes = []
    until = row.berlaku.upper
    same = JabatanHistory.objects.known().filter(position=row.position_id, how=CaraMenjabat.DEFINITIF)
    others = same.filter(berlaku__overlap=row.berlaku).exclude(person=person).select_related("person")
    holders = list(others[: version.formasi + 1])
    if not acting and len(holders) >= version.formasi:
        notes.append(
            _("Jabatan ini masih dipegang %(names)s; kebutuhannya %(count)s orang.")
            % {"names": ", ".join(one.person.full_name for one in holders), "count": version.formasi}
        )
    if not acting:
        unit = UnitHistory.objects.on(row.mulai).filter(person=person).first()
        if unit is not None and unit.unit_id != version.unit_id and (until is None or until > on):
            notes.append(_("Jabatan ini di unit lain dari unit kerjanya. Catat juga SK pindah unitnya."))
    return [], notes


def _about_unit(person: Person, row: UnitHistory, by: Any, on: datetime.date) -> tuple[list[str], list[str]]:
    if not UnitVersion.objects.on(row.mulai).filter(unit=row.unit_id).exists():
        return [
            _("Unit ini tidak ada pada %(day)s. Pilih unit lain, atau perbaiki susunan organisasinya.")
            % {"day": tanggal(row.mulai)}
        ], []
    if not can_edit_in(by, row.unit_id, on) and Role.ADMIN_BKPSDM not in roles_over(by, person, on):
        return [_("Pindah ke unit di luar yang Anda urus dicatat oleh BKPSDM.")], []
    return [], []


def _about_dependant(person: Person, row: DependantHistory) -> tuple[list[str], list[str]]:
    member: FamilyMember = row.member
    if member.person_id != person.pk or member.withdrawn_at is not None:
        return [_("Anggota keluarga ini tidak ada dalam daftar keluarga pegawai.")], []
    if member.birth_date and row.mulai < member.birth_date:
        return [_("Tunjangan tidak dapat mulai sebelum yang ditunjang lahir.")], []
    over = min((day for day in (member.divorced_on, member.died_on) if day), default=None)
    if over and (row.berlaku.upper is None or row.berlaku.upper > over + datetime.timedelta(days=31)):
        return [
            _("Anggota keluarga ini bercerai atau meninggal %(day)s. Isi tanggal akhir tunjangannya.")
            % {"day": tanggal(over)}
        ], []
    children = DependantHistory.objects.known().filter(
        person=person, member__relation__startswith="anak", berlaku__overlap=row.berlaku
    )
    notes = []
    if member.relation.startswith("anak") and children.exclude(member=member).count() >= 2:
        notes.append(_("Sudah ada dua anak yang ditunjang; tunjangan anak paling banyak untuk dua anak."))
    return [], notes


# --- making room


def _follows(kind: SkKind, row: SkHistory) -> bool:
    """Whether rows of this kind follow one another without gaps, each ending the one before."""
    return kind.ends == "tidak" or (isinstance(row, JabatanHistory) and row.how == CaraMenjabat.DEFINITIF)


def _make_room(
    kind: SkKind, row: SkHistory, instead_of: SkHistory | None
) -> tuple[list[tuple[SkHistory, datetime.date]], list[SkHistory]]:
    """Return which rows must end earlier for `row`, and which are in the way; `row` may get an end itself."""
    met: Sequence[Any] = temporal.consequence(row, instead_of=instead_of).conflicts
    if not _follows(kind, row):
        return [], list(met)
    start = row.berlaku.lower
    later = [one.mulai for one in met if one.mulai > start]
    if row.berlaku.upper is None and later:
        row.berlaku = span(start, min(later))
    shortened, conflicts = [], []
    for one in met:
        if row.berlaku.upper is not None and one.mulai >= row.berlaku.upper:
            continue
        fits = one.berlaku.upper is None if row.berlaku.upper is None else one.berlaku.upper is not None
        inside = row.berlaku.upper is None or (
            one.berlaku.upper is not None and one.berlaku.upper <= row.berlaku.upper
        )
        if one.mulai < start and (fits or inside) and inside:
            shortened.append((one, start))
        else:
            conflicts.append(one)
    return shortened, conflicts


def _shortened(other: SkHistory, row: SkHistory, new_end: datetime.date) -> dict[str, Any]:
    changes: dict[str, Any] = {"berlaku": span(other.mulai, new_end)}
    became = isinstance(other, StatusHistory) and isinstance(row, StatusHistory)
    if became and other.status == StatusAsn.CPNS and row.status == StatusAsn.PNS:  # type: ignore[attr-defined]
        changes["ended_by"] = SebabBerhenti.DIANGKAT_PNS
    return changes


def _neighbour_before(kind: SkKind, row: SkHistory) -> Any:
    """Return the row that ends where this one begins, if rows of this kind follow one another."""
    if not _follows(kind, row):
        return None
    known: Any = kind.model.objects.known().filter(person=row.person_id)  # type: ignore[attr-defined]
    if isinstance(row, JabatanHistory):
        known = known.filter(how=CaraMenjabat.DEFINITIF)
    return known.filter(berlaku__endswith=row.mulai).first()


def _in_the_way(row: SkHistory) -> str:
    words = describe(row, Titles([row]))
    number = _(" (SK %(number)s)") % {"number": row.sk_number} if row.sk_number else ""
    return _(
        "Sudah ada catatan lain untuk hari yang sama: %(what)s%(sk)s, %(days)s. "
        "Bila catatan itu keliru, perbaiki atau tarik; bila tidak, periksa TMT yang Anda isi."
    ) % {"what": words, "sk": number, "days": span_text(row.mulai, row.sampai)}


def _consequences(
    kind: SkKind,
    row: SkHistory,
    last: datetime.date | None,
    shortened: Sequence[tuple[SkHistory, datetime.date]],
    on: datetime.date,
) -> list[str]:
    said = []
    titles = Titles([one for one, _end in shortened])
    for one, new_end in shortened:
        said.append(
            _("%(what)s berakhir %(day)s.")
            % {"what": describe(one, titles), "day": tanggal(new_end - datetime.timedelta(days=1))}
        )
    if last is None and row.berlaku.upper is not None:
        said.append(
            _("Berlaku sampai %(day)s, karena SK yang lebih baru sudah tercatat mulai hari berikutnya.")
            % {"day": tanggal(row.sampai)}
        )
    if row.mulai < on.replace(day=1):
        months = (on.year - row.mulai.year) * 12 + on.month - row.mulai.month
        said.append(
            ngettext(
                "TMT-nya sudah lewat %(count)s bulan: penghasilan bulan-bulan itu mungkin perlu "
                "dihitung ulang (rapel).",
                "TMT-nya sudah lewat %(count)s bulan: penghasilan bulan-bulan itu mungkin perlu "
                "dihitung ulang (rapel).",
                months,
            )
            % {"count": months}
        )
    if isinstance(row, UnitHistory):
        said.append(
            _(
                "Pengelola dan atasan di unit lama tidak lagi dapat melihat data pegawai ini sejak "
                "TMT, dan sesi masuknya diakhiri."
            )
        )
    if isinstance(row, JabatanHistory) and row.how != CaraMenjabat.DEFINITIF:
        said.append(
            _("Selama masa itu ia menjadi atasan bagi jabatan-jabatan di bawahnya, dan tidak sesudahnya.")
        )
    if isinstance(row, StatusHistory) and kind is STATUS and not shortened:
        said.append(_("Ini status pertama yang tercatat bagi pegawai ini."))
    return said


# --- small things


def _still_current(row: SkHistory) -> Any:
    now = type(row)._default_manager.filter(pk=row.pk).first()
    if now is None or now.digantikan is not None:
        raise PersonRefused(str(temporal.Superseded()))
    return now


def _differs(row: SkHistory, changes: Mapping[str, Any]) -> bool:
    for name, value in changes.items():
        now = getattr(row, name)
        if isinstance(now, models.Model) or isinstance(value, models.Model):
            if getattr(now, "pk", None) != getattr(value, "pk", None):
                return True
        elif name == "berlaku":
            if (now.lower, now.upper) != (value.lower, value.upper):
                return True
        elif now != value:
            return True
    return False


def _unit_for_trail(row: SkHistory, on: datetime.date) -> Any:
    if isinstance(row, UnitHistory):
        return row.unit_id
    found = UnitHistory.objects.on(on).filter(person=row.person_id).values_list("unit", flat=True).first()
    return found


def _if_moved(row: SkHistory, by: Any, on: datetime.date) -> None:
    """End the sessions of somebody who works elsewhere now or later, or holds another post."""
    lasting = row.berlaku.upper is None or row.berlaku.upper > on
    if lasting and (isinstance(row, UnitHistory) or kind_of(row) is JABATAN):
        sign_out(row.person, by=by, reason=str(kind_of(row).label))
