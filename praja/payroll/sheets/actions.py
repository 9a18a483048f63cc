"""Giving facts by sheet: upload, say which column is what, look what would happen, do it, take it back.

A sheet is checked and applied at once: twelve thousand rows take a second or two. What is applied is what was
looked at: if anything has changed since, it is refused and must be looked at again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from praja.audit.actions import record, record_bulk
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.payroll.budget import giving
from praja.payroll.enums import JenisMasukan
from praja.payroll.extra import sheets as extra
from praja.payroll.models import Deduction, FactSheet, Recap, StandingFact
from praja.payroll.sheets.columns import Columns, columns_for
from praja.payroll.sheets.perms import can_see_sheet, may_give, may_give_fact
from praja.payroll.sheets.plan import BARU, BERUBAH, Change, Plan, make_plan
from praja.payroll.sheets.queries import remembered
from praja.payroll.sheets.reading import MOST_TOLD, Read, read, recognise, wrong
from praja.people.imports.mapping import SheetMap, opened
from praja.people.imports.maps import adopt, as_json, from_json
from praja.rules.schema import Fact
from praja.sheet.errors import SheetError
from praja.temporal.actions import Overlap, Superseded, correct_many, record_many, span
from praja.web.said import gettext as _
from praja.web.said import kept, spoken
from praja.web.words import angka

State = FactSheet.State
KEEP_DAYS = 400
SHOWN = 200
"""Of each kind so many changes are kept for the preview; all are counted and applied."""
CHECKABLE = (State.DIUNGGAH, State.DIPERIKSA, State.GAGAL)


class SheetFactsRefused(Exception):
    """Something that cannot be done with a sheet of facts; its text says why and what to do."""


def upload(
    *, file: Any, kind: str, unit: Unit, period: datetime.date, by: Any, on: datetime.date
) -> FactSheet:
    """Keep a sheet, recognise its columns, and look at once what it would do.

    :raises SheetFactsRefused: if `by` may not, or the file cannot be read as a whole
    """
    if not may_give(by, kind, unit, on):
        raise SheetFactsRefused(_("Anda tidak berwenang mengisi fakta ini bagi unit itu."))
    try:
        with transaction.atomic():
            kinds = (StoredFile.Kind.XLSX, StoredFile.Kind.CSV)
            stored = store(file, by=by, kinds=kinds, keep_until=on + datetime.timedelta(days=KEEP_DAYS))
            sheet = FactSheet.objects.create(
                government=unit.government or unit, unit=unit, kind=kind,
                period=period.replace(day=1), file=stored, made_by=by,
            )  # fmt: skip
            with opened(stored) as book:
                maps = recognise(book, _columns(sheet))
            sheet.mapping = as_json(maps)
            if (earlier := remembered(sheet, sheet.mapping["signature"])) is not None:
                adopt(maps, from_json(earlier.mapping))
                sheet.mapping = as_json(maps)
            sheet.save(update_fields=["mapping"])
            record(
                kind="payroll.sheet_uploaded", by=by, target=sheet, unit=unit.pk, on=on,
                after={"berkas": stored.name, "sidik": stored.sha256, "jenis": kind,
                       "bulan": f"{sheet.period:%Y-%m}"},
            )  # fmt: skip
            if not wrong(maps, _columns(sheet)):
                _look(sheet, by, on)
    except UploadRefused as error:
        raise SheetFactsRefused(str(error)) from error
    except SheetError as error:
        raise SheetFactsRefused(spoken([*kept(error.why), " ", *kept(error.what_to_do)])) from error
    return sheet


@transaction.atomic
def choose(*, sheet: FactSheet, maps: list[SheetMap], by: Any, on: datetime.date) -> FactSheet:
    """Keep which column is what, and look again what the sheet would do.

    :raises SheetFactsRefused: if `by` may not, it is applied already, or it cannot be read so
    """
    found = _mine(sheet, by, on)
    _needs_file(found)
    found.mapping = as_json(maps)
    found.save(update_fields=["mapping"])
    if said := wrong(maps, _columns(found)):
        raise SheetFactsRefused(" ".join(said))
    _look(found, by, on)
    return found


@transaction.atomic
def check(*, sheet: FactSheet, by: Any, on: datetime.date) -> FactSheet:
    """Look again what a sheet would do; nothing of what is recorded changes.

    :raises SheetFactsRefused: if `by` may not, or it is applied already
    """
    found = _mine(sheet, by, on)
    _needs_file(found)
    if said := wrong(from_json(found.mapping), _columns(found)):
        raise SheetFactsRefused(" ".join(said))
    _look(found, by, on)
    return found


def apply(*, sheet: FactSheet, only_good_rows: bool, by: Any, on: datetime.date) -> FactSheet:
    """Write what the preview shows, in one transaction.

    :param only_good_rows: leave out whoever has a problem; without it, any problem refuses everything
    :raises SheetFactsRefused: if `by` may not, there are problems, or something has changed since the preview
    """
    try:
        with transaction.atomic():
            found = _mine(sheet, by, on)
            if found.state != State.DIPERIKSA or found.file is None:
                raise SheetFactsRefused(_("Periksa berkasnya dahulu, lalu terapkan."))
            plan, _said = _planned(found, by, on)
            if plan.digest != found.summary.get("digest"):
                raise SheetFactsRefused(
                    _(
                        "Data yang tercatat sudah berubah sejak berkas ini diperiksa. "
                        "Periksa lagi, lalu terapkan."
                    )
                )
            if not only_good_rows and plan.problems:
                raise SheetFactsRefused(
                    _("Tidak diterapkan: ada %(count)s masalah. Perbaiki, atau terapkan yang benar saja.")
                    % {"count": angka(len(plan.problems))}
                )
            if not plan.changes:
                raise SheetFactsRefused(_("Tidak ada yang perlu diterapkan."))
            _write(found, plan.changes, by)
            found.state, found.applied_at = State.DITERAPKAN, timezone.now()
            found.save(update_fields=["state", "applied_at"])
            record_bulk(
                kind="payroll.sheet_applied", by=by, target=found, unit=found.unit_id, on=on,
                after={"jenis": found.kind, "bulan": f"{found.period:%Y-%m}", **_counts(plan)},
                rows=[{"milik": str(one.owner[1]), "isi": _plain(one)} for one in plan.changes],
                people={one.owner[1] for one in plan.changes if one.owner[0] == "person"},
            )  # fmt: skip
    except (Overlap, Superseded, IntegrityError) as error:
        raise SheetFactsRefused(
            _("Ada yang mencatat fakta yang sama pada saat yang sama. Periksa lagi, lalu terapkan.")
        ) from error
    return found


@transaction.atomic
def undo(*, sheet: FactSheet, by: Any, on: datetime.date) -> FactSheet:
    """Take back what a sheet wrote: its rows are superseded, and what stood before holds again.

    What was given later in its place stays as it is.

    :raises SheetFactsRefused: if `by` may not, or it is not applied
    """
    found = _mine(sheet, by, on)
    if found.state != State.DITERAPKAN:
        raise SheetFactsRefused(_("Lembar ini tidak sedang diterapkan."))
    match found.kind:
        case JenisMasukan.TETAP:
            count = _undo_history(StandingFact, found, by, ("person_id", "position_id", "unit_id", "fact"))
        case JenisMasukan.POTONGAN:
            count = _undo_history(Deduction, found, by, ("person_id", "kind", "creditor", "number"))
        case JenisMasukan.TAMBAHAN:
            try:
                count = extra.undo(found, by)
            except extra.ExtraRefused as error:
                raise SheetFactsRefused(str(error)) from error
        case JenisMasukan.PAGU:
            count = giving.undo(found, by)
        case _:
            count = _undo_recaps(found, by)
    found.state = State.DIURUNGKAN
    found.save(update_fields=["state"])
    record(
        kind="payroll.sheet_undone", by=by, target=found, unit=found.unit_id, on=on,
        after={"jenis": found.kind, "bulan": f"{found.period:%Y-%m}", "jumlah": count},
    )  # fmt: skip
    return found


# --- inside


def _mine(sheet: FactSheet, by: Any, on: datetime.date) -> FactSheet:
    found = FactSheet.objects.select_for_update(of=("self",)).select_related("unit", "file").get(pk=sheet.pk)
    if not can_see_sheet(by, found, on):
        raise SheetFactsRefused(_("Anda tidak berwenang atas lembar fakta ini."))
    return found


def _needs_file(sheet: FactSheet) -> None:
    if sheet.state not in CHECKABLE:
        raise SheetFactsRefused(_("Lembar ini sudah diterapkan; unggah berkasnya lagi."))
    if sheet.file is None:
        raise SheetFactsRefused(_("Berkasnya sudah dihapus karena masa simpannya lewat. Unggah lagi."))


def _columns(sheet: FactSheet) -> Columns:
    return columns_for(sheet.kind, sheet.government, sheet.period)


def _planned(sheet: FactSheet, by: Any, on: datetime.date) -> tuple[Plan, Read]:
    assert sheet.file is not None
    columns = _columns(sheet)
    allowed: dict[str, bool] = {}

    def may(fact: Fact) -> bool:
        if fact.name not in allowed:
            allowed[fact.name] = may_give_fact(by, fact, sheet.unit, on)
        return allowed[fact.name]

    try:
        with opened(sheet.file) as book:
            said = read(book, from_json(sheet.mapping), columns, sheet.period)
    except SheetError as error:
        raise SheetFactsRefused(spoken([*kept(error.why), " ", *kept(error.what_to_do)])) from error
    return make_plan(said, sheet, columns, may), said


def _look(sheet: FactSheet, by: Any, on: datetime.date) -> None:
    plan, said = _planned(sheet, by, on)
    shown: list[dict[str, Any]] = []
    for kind in (BARU, BERUBAH):
        shown += [one.as_json() for one in plan.changes if one.kind == kind][:SHOWN]
    sheet.state, sheet.rows = State.DIPERIKSA, said.count
    sheet.problems = [one.as_json() for one in plan.problems[:MOST_TOLD]]
    sheet.summary = {
        **_counts(plan),
        "masalah": len(plan.problems),
        "digest": plan.digest,
        "rincian": shown,
        "catatan": [kept(one) for one in said.notices],
    }
    sheet.save(update_fields=["state", "rows", "problems", "summary"])


def _counts(plan: Plan) -> dict[str, int]:
    return {
        BARU: sum(one.kind == BARU for one in plan.changes),
        BERUBAH: sum(one.kind == BERUBAH for one in plan.changes),
        "tetap": plan.same,
        "bermasalah": plan.bad,
    }


def _plain(change: Change) -> dict[str, str]:
    return {name: str(value) for name, value in change.content.items()}


def _write(sheet: FactSheet, changes: Iterable[Change], by: Any) -> None:
    match sheet.kind:
        case JenisMasukan.TETAP:
            _write_standing(sheet, list(changes), by)
        case JenisMasukan.POTONGAN:
            _write_deductions(sheet, list(changes), by)
        case JenisMasukan.TAMBAHAN:
            extra.write(sheet, ((one.owner[1], one.content["said"]) for one in changes), by)
        case JenisMasukan.PAGU:
            giving.write(sheet, ((one.owner[1], one.content, one.instead_of) for one in changes), by)
        case _:
            _write_recaps(sheet, list(changes), by)


def _write_recaps(sheet: FactSheet, changes: list[Change], by: Any) -> None:
    now = timezone.now()
    old = [one.instead_of.pk for one in changes if one.instead_of is not None]
    Recap.objects.filter(pk__in=old, digantikan__isnull=True).update(digantikan=now)
    Recap.objects.bulk_create(
        [
            Recap(
                person_id=one.owner[1], period=sheet.period, kind=sheet.kind, sheet=sheet,
                values=one.content["values"], rows=one.content["rows"], tercatat=now, dicatat_oleh=str(by),
            )
            for one in changes
        ],
        batch_size=2000,
    )  # fmt: skip


def _write_standing(sheet: FactSheet, changes: list[Change], by: Any) -> None:
    start = sheet.period
    in_place = [
        (one.instead_of, {"value": one.content["value"], "sheet": sheet, "note": ""})
        for one in changes
        if one.instead_of is not None and one.instead_of.berlaku.lower == start
    ]
    ended = [
        (one.instead_of, {"berlaku": span(one.instead_of.berlaku.lower, start)})
        for one in changes
        if one.instead_of is not None and one.instead_of.berlaku.lower < start
    ]
    new = [
        StandingFact(
            **{f"{one.owner[0]}_id": one.owner[1]}, fact=one.content["fact"], value=one.content["value"],
            sheet=sheet, berlaku=span(start, one.content["end"]),
        )
        for one in changes
        if one.instead_of is None or one.instead_of.berlaku.lower < start
    ]  # fmt: skip
    correct_many(in_place, by=by)
    correct_many(ended, by=by)
    record_many(new, by=by)


def _write_deductions(sheet: FactSheet, changes: list[Change], by: Any) -> None:
    in_place, ended, new = [], [], []
    for one in changes:
        said = {name: value for name, value in one.content.items() if name not in ("start", "end")}
        days = span(one.content["start"], one.content["end"])
        if one.instead_of is not None and one.instead_of.berlaku.lower == one.content["start"]:
            in_place.append((one.instead_of, {**said, "berlaku": days, "sheet": sheet}))
            continue
        if one.instead_of is not None:
            shorter = span(one.instead_of.berlaku.lower, one.content["start"])
            ended.append((one.instead_of, {"berlaku": shorter}))
        new.append(Deduction(person_id=one.owner[1], sheet=sheet, berlaku=days, **said))
    correct_many(in_place, by=by)
    correct_many(ended, by=by)
    record_many(new, by=by)


def _undo_recaps(sheet: FactSheet, by: Any) -> int:
    """Supersede the recaps of a sheet; what they replaced is recorded again."""
    mine = list(Recap.objects.filter(sheet=sheet, digantikan__isnull=True))
    moments = {one.person_id: one.tercatat for one in mine}
    before = Recap.objects.filter(
        person__in=list(moments), period=sheet.period, kind=sheet.kind, digantikan__in=set(moments.values())
    )
    now = timezone.now()
    again = [
        Recap(
            person_id=one.person_id, period=one.period, kind=one.kind, values=one.values, rows=one.rows,
            sheet_id=one.sheet_id, tercatat=now, dicatat_oleh=str(by),
        )
        for one in before
    ]  # fmt: skip
    Recap.objects.filter(pk__in=[one.pk for one in mine]).update(digantikan=now)
    Recap.objects.bulk_create(again, batch_size=2000)
    return len(mine)


def _undo_history(model: Any, sheet: FactSheet, by: Any, owner: tuple[str, ...]) -> int:
    """Supersede the rows of a sheet; what they replaced or ended holds again as before."""
    mine = list(model.objects.known().filter(sheet=sheet))
    replaced = {one.pengganti_id: one for one in model.objects.filter(pengganti__in=[one.pk for one in mine])}
    ended: dict[tuple[Any, ...], Any] = {}
    days = {one.berlaku.lower for one in mine}
    for one in model.objects.known().filter(berlaku__endswith__in=days, tercatat__gte=sheet.made_at):
        ended[(*(getattr(one, name) for name in owner), one.berlaku.upper)] = one
    shortened = set(
        model.objects.filter(pengganti__in=[one.pk for one in ended.values()]).values_list(
            "pengganti", flat=True
        )
    )
    back, longer, gone = [], [], []
    for one in mine:
        old = replaced.get(one.pk)
        previous = ended.get((*(getattr(one, name) for name in owner), one.berlaku.lower))
        if old is not None:
            fields = {
                field.attname: getattr(old, field.attname)
                for field in model._meta.concrete_fields
                if field.attname in (*_CONTENT, "berlaku", "sheet_id")
            }
            back.append((one, fields))
            continue
        gone.append(one.pk)
        if previous is not None and previous.pk in shortened:
            longer.append((previous, {"berlaku": span(previous.berlaku.lower, one.berlaku.upper)}))
    model.objects.filter(pk__in=gone, digantikan__isnull=True).update(digantikan=timezone.now())
    correct_many(back, by=by)
    correct_many(longer, by=by)
    return len(mine)


_CONTENT = ("value", "note", "monthly", "total", "paid_before")
