"""Taking in predicates of e-Kinerja: upload, say which column is what, look, apply, take back.

A file is looked at and applied at once: twelve thousand rows take a second or two. What is applied is what
was looked at: if anything has changed since, it is refused and must be looked at again.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from praja.audit.actions import record, record_bulk
from praja.files.actions import LARGEST, UploadRefused, store, store_made
from praja.files.models import StoredFile
from praja.files.names import clean_name
from praja.jobs.asked import alone
from praja.organization.models import Unit
from praja.people.imports.mapping import SheetMap, opened
from praja.people.imports.maps import adopt, as_json, from_json
from praja.performance.bkn import perms
from praja.performance.bkn.actions import BknRefused
from praja.performance.bkn.plan import BARU, BERUBAH, CONTENT, Plan, make_plan
from praja.performance.bkn.queries import remembered
from praja.performance.bkn.reading import is_json, read, recognise, table_from_json, wrong
from praja.performance.models import BknImport, BknPredicate, Period
from praja.sheet.errors import SheetError
from praja.web.said import gettext as _
from praja.web.said import kept, spoken
from praja.web.words import angka

State = BknImport.State
CHECKABLE: Final = (State.DIUNGGAH, State.DIPERIKSA)
KEEP_DAYS: Final = 400
SHOWN: Final = 200
"""Of each kind so many changes are kept for the preview; all are counted and applied."""
MOST_TOLD: Final = 5_000


def upload(*, file: Any, unit: Unit, period: Period | None, by: Any, on: datetime.date) -> BknImport:
    """Keep a file, recognise its columns, and look at once what it would do.

    :param period: of which its rows are that name none; none: each row must name its own
    :raises BknRefused: if `by` may not, or the file cannot be read as a whole
    """
    if not perms.may_exchange(by, unit, on):
        raise BknRefused(_("Anda tidak berwenang mengimpor predikat bagi unit itu."))
    if period is not None and period.government_id != (unit.government_id or unit.pk):
        raise BknRefused(_("Periode ini bukan periode pemerintah daerah dari unit itu."))
    try:
        with transaction.atomic():
            government = unit.government or unit
            alone(f"performance.bkn:{government.pk}")
            stored, name, digest = _stored(file, by, on)
            last = BknImport.objects.filter(government=government).aggregate(last=Max("number"))["last"] or 0
            one = BknImport.objects.create(
                government=government, unit=unit, number=last + 1, period=period, file=stored, name=name,
                sha256=digest, made_by=by,
            )  # fmt: skip
            with opened(stored) as book:
                maps = recognise(book)
            one.mapping = as_json(maps)
            if (earlier := remembered(one, one.mapping["signature"])) is not None:
                adopt(maps, from_json(earlier.mapping))
                one.mapping = as_json(maps)
            one.save(update_fields=["mapping"])
            record(
                kind="performance.bkn_uploaded", by=by, target=one, unit=unit.pk, on=on,
                after={"berkas": name, "sidik": digest, "nomor": one.number},
            )  # fmt: skip
            if not wrong(maps):
                _look(one, by, on)
    except UploadRefused as error:
        raise BknRefused(str(error)) from error
    except SheetError as error:
        raise BknRefused(spoken([*kept(error.why), " ", *kept(error.what_to_do)])) from error
    return one


def _stored(file: Any, by: Any, on: datetime.date) -> tuple[StoredFile, str, str]:
    """Keep a file, JSON as a table, and return it with its name and the hash of what was uploaded."""
    until = on + datetime.timedelta(days=KEEP_DAYS)
    if file.size > LARGEST[StoredFile.Kind.CSV]:
        raise BknRefused(_("Berkas ini lebih dari 20 MB. Bagi menjadi beberapa."))
    data = file.read()
    file.seek(0)
    digest = hashlib.sha256(data).hexdigest()
    if not is_json(data):
        stored = store(
            file, by=by, kinds=(StoredFile.Kind.XLSX, StoredFile.Kind.CSV), keep_until=until
        )  # fmt: skip
        return stored, stored.name, digest
    stem = (file.name or "").removesuffix(".json")
    name = clean_name(stem, StoredFile.Kind.CSV)
    made = store_made(table_from_json(data), name=name, kind=StoredFile.Kind.CSV, by=by, keep_until=until)
    return made, f"{name.removesuffix('.csv')}.json", digest


@transaction.atomic
def choose(*, one: BknImport, maps: list[SheetMap], by: Any, on: datetime.date) -> BknImport:
    """Keep which column is what, and look again what the file would do.

    :raises BknRefused: if `by` may not, it is applied already, or it cannot be read so
    """
    found = _checkable(one, by, on)
    found.mapping = as_json(maps)
    found.save(update_fields=["mapping"])
    if said := wrong(maps):
        raise BknRefused(" ".join(said))
    _look(found, by, on)
    return found


@transaction.atomic
def check(*, one: BknImport, by: Any, on: datetime.date) -> BknImport:
    """Look again what a file would do; nothing of what is recorded changes.

    :raises BknRefused: if `by` may not, or it is applied already
    """
    found = _checkable(one, by, on)
    if said := wrong(from_json(found.mapping)):
        raise BknRefused(" ".join(said))
    _look(found, by, on)
    return found


def apply(
    *, one: BknImport, only_good_rows: bool, scale_checked: bool, by: Any, on: datetime.date
) -> BknImport:
    """Record what the preview shows, in one transaction.

    :param only_good_rows: leave out rows with a problem; without it, any problem refuses everything
    :param scale_checked: somebody has looked that the scale is not the wrong way round, where it looks so
    :raises BknRefused: if `by` may not, there are problems, or something has changed since the preview
    """
    try:
        with transaction.atomic():
            alone(f"performance.bkn:{one.government_id}")
            found = _mine(one, by, on)
            if found.state != State.DIPERIKSA or found.file is None:
                raise BknRefused(_("Periksa berkasnya dahulu, lalu terapkan."))
            plan, _said = _planned(found, by, on)
            if plan.digest != found.summary.get("digest"):
                raise BknRefused(
                    _(
                        "Data yang tercatat sudah berubah sejak berkas ini diperiksa. "
                        "Periksa lagi, lalu terapkan."
                    )
                )
            if not only_good_rows and plan.problems:
                raise BknRefused(
                    _("Tidak diterapkan: ada %(count)s masalah. Perbaiki, atau terapkan yang benar saja.")
                    % {"count": angka(len(plan.problems))}
                )
            if plan.doubtful and not scale_checked:
                raise BknRefused(
                    _(
                        "Skalanya tampak terbalik. Cocokkan beberapa orang dengan e-Kinerja, lalu nyatakan "
                        "bahwa skalanya sudah diperiksa."
                    )
                )
            if not plan.changes:
                raise BknRefused(_("Tidak ada yang perlu diterapkan."))
            _write(found, plan)
            found.state, found.applied_at = State.DITERAPKAN, timezone.now()
            found.save(update_fields=["state", "applied_at"])
            record_bulk(
                kind="performance.bkn_applied", by=by, target=found, unit=found.unit_id, on=on,
                after={"nomor": found.number, "sidik": found.sha256, **_counts(plan)},
                rows=[
                    {"nip": change.nip, "periode": str(change.period.pk),
                     "predikat": change.content["predicate"],
                     "semula": change.instead_of.predicate if change.instead_of else ""}
                    for change in plan.changes
                ],
                people={change.person for change in plan.changes},
            )  # fmt: skip
    except IntegrityError as error:
        raise BknRefused(
            _("Ada yang mengimpor predikat yang sama pada saat yang sama. Periksa lagi, lalu terapkan.")
        ) from error
    return found


@transaction.atomic
def undo(*, one: BknImport, by: Any, on: datetime.date) -> BknImport:
    """Take back what an import recorded: its rows are superseded, and what stood before holds again.

    What a later import said in their place stays as it is.

    :raises BknRefused: if `by` may not, or it is not applied
    """
    alone(f"performance.bkn:{one.government_id}")
    found = _mine(one, by, on)
    if found.state != State.DITERAPKAN:
        raise BknRefused(_("Impor ini tidak sedang diterapkan."))
    rows = list(
        BknPredicate.objects.filter(source=found, digantikan__isnull=True).select_related("instead_of")
    )
    now = timezone.now()
    BknPredicate.objects.filter(pk__in=[row.pk for row in rows]).update(digantikan=now)
    again = [row.instead_of for row in rows if row.instead_of is not None]
    BknPredicate.objects.bulk_create(
        [
            BknPredicate(
                source_id=old.source_id, person_id=old.person_id, period_id=old.period_id,
                unit_id=old.unit_id, instead_of_id=old.instead_of_id, tercatat=now,
                **{name: getattr(old, name) for name in CONTENT},
            )
            for old in again
        ],
        batch_size=2000,
    )  # fmt: skip
    found.state = State.DIURUNGKAN
    found.save(update_fields=["state"])
    record_bulk(
        kind="performance.bkn_undone", by=by, target=found, unit=found.unit_id, on=on,
        after={"nomor": found.number, "dicabut": len(rows), "berlaku_lagi": len(again)},
        rows=[{"predikat": row.predicate, "periode": str(row.period_id)} for row in rows],
        people={row.person_id for row in rows},
    )  # fmt: skip
    return found


# --- inside


def _mine(one: BknImport, by: Any, on: datetime.date) -> BknImport:
    rows = BknImport.objects.select_for_update(of=("self",)).select_related(
        "unit__government", "file", "period__government"
    )
    found: BknImport = rows.get(pk=one.pk)
    if not perms.may_exchange(by, found.unit, on):
        raise BknRefused(_("Anda tidak berwenang atas impor ini."))
    return found


def _checkable(one: BknImport, by: Any, on: datetime.date) -> BknImport:
    found = _mine(one, by, on)
    if found.state not in CHECKABLE:
        raise BknRefused(_("Impor ini sudah selesai; unggah berkasnya lagi."))
    if found.file is None:
        raise BknRefused(_("Berkasnya sudah dihapus karena masa simpannya lewat. Unggah lagi."))
    return found


def _planned(one: BknImport, by: Any, on: datetime.date) -> tuple[Plan, Any]:
    assert one.file is not None
    try:
        with opened(one.file) as book:
            said = read(book, from_json(one.mapping), on)
    except SheetError as error:
        raise BknRefused(spoken([*kept(error.why), " ", *kept(error.what_to_do)])) from error
    return make_plan(said, one, by, on), said


def _look(one: BknImport, by: Any, on: datetime.date) -> None:
    plan, said = _planned(one, by, on)
    shown: list[dict[str, Any]] = []
    for kind in (BARU, BERUBAH):
        shown += [change.as_json() for change in plan.changes if change.kind == kind][:SHOWN]
    one.state, one.rows = State.DIPERIKSA, said.count
    one.problems = [problem.as_json() for problem in plan.problems[:MOST_TOLD]]
    one.summary = {
        **_counts(plan),
        "masalah": len(plan.problems),
        "predikat": dict(plan.predicates),
        "semua_terburuk": plan.all_worst,
        "terbalik": plan.turned,
        "digest": plan.digest,
        "rincian": shown,
        "catatan": [kept(notice) for notice in said.notices],
    }
    one.save(update_fields=["state", "rows", "problems", "summary"])


def _counts(plan: Plan) -> dict[str, int]:
    return {
        BARU: sum(change.kind == BARU for change in plan.changes),
        BERUBAH: sum(change.kind == BERUBAH for change in plan.changes),
        "tetap": plan.same,
        "bermasalah": plan.bad,
    }


def _write(one: BknImport, plan: Plan) -> None:
    now = timezone.now()
    old = [change.instead_of.pk for change in plan.changes if change.instead_of is not None]
    BknPredicate.objects.filter(pk__in=old, digantikan__isnull=True).update(digantikan=now)
    BknPredicate.objects.bulk_create(
        [
            BknPredicate(
                source=one, person_id=change.person, period=change.period, unit_id=change.unit,
                instead_of=change.instead_of, tercatat=now, **change.content,
            )
            for change in plan.changes
        ],
        batch_size=2000,
    )  # fmt: skip
