"""Opening balances by sheet: what its rows say, what they would record, and recording it.

A row names a person (NIP), what it is (dasar, integrasi, ijazah), the level, the credit points, and the SK.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record, record_bulk
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.jobs.asked import alone
from praja.organization.models import Unit
from praja.organization.queries import subtree_units
from praja.people.enums import JenjangPendidikan
from praja.people.imports.mapping import opened
from praja.people.models import Person
from praja.people.perms import members_of
from praja.people.queries import people_editable_by
from praja.performance import law
from praja.performance.credit import perms
from praja.performance.credit.actions import (
    CreditRefused,
    Opening,
    Sk,
    checked_sk,
    place_of,
    taken_by,
    wrong_with,
)
from praja.performance.credit.posts import Held, level_named, posts_of
from praja.performance.enums import JenisAngkaKredit
from praja.performance.measuring import FigureField
from praja.performance.models import CreditDecree, CreditDetermination, CreditSheet
from praja.sheet.errors import SheetError, SheetRefused
from praja.sheet.grid import Book
from praja.sheet.named import cell_text, named_rows
from praja.sheet.names import CARRIED
from praja.web.said import gettext as _

State = CreditSheet.State
MOST_ROWS = 20_000
SHOWN = 200
MOST_TOLD = 1_000
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "nip": CARRIED["nip"],
    "jenis": ("Jenis", "Jenis angka kredit"),
    "jenjang": ("Jenjang", "Jenjang jabatan", "Jenjang jabatan fungsional"),
    "angka": ("Angka kredit", "AK", "Jumlah"),
    "nomor": ("Nomor SK", "No SK", "Nomor PAK"),
    "tanggal": ("Tanggal SK", "Tgl SK", "Tanggal PAK"),
    "ijazah": ("Ijazah", "Pendidikan"),
    "pejabat": ("Pejabat", "Ditetapkan oleh"),
}
NEEDED = ("nip", "jenis", "jenjang", "angka", "nomor", "tanggal")
_DAY = datetime.timedelta(days=1)
_DAYS = forms.DateField(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"])
_FIGURE = FigureField()


@dataclasses.dataclass(frozen=True, slots=True)
class New:
    """A balance that would be recorded."""

    person: Person
    post: Held
    said: Opening
    sk: Sk


@dataclasses.dataclass(slots=True)
class Plan:
    """What rows would record, what is wrong with them, and how many say what stands already."""

    new: list[New]
    problems: list[dict[str, Any]]
    same: int = 0

    @property
    def digest(self) -> str:
        """Return by what the new balances can be recognised."""
        rows = sorted(
            [
                str(one.person.pk),
                *map(str, dataclasses.astuple(one.said)),
                *map(str, dataclasses.astuple(one.sk)),
            ]
            for one in self.new
        )
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there are of each."""
        return {"baru": len(self.new), "tetap": self.same, "masalah": len(self.problems)}


def make_plan(book: Book, unit: Unit, by: Any, on: datetime.date) -> Plan:
    """Return what a sheet would record for the people of a unit with all below it, in a few queries.

    :raises SheetRefused: if it has not the headings, or too many rows
    """
    found = named_rows(
        book, HEADINGS, ("nip",), ("jenis",), ("jenjang",), ("angka",), ("nomor",), ("tanggal",)
    )
    if found is None:
        raise SheetRefused(
            _("Judul kolomnya tidak ditemukan."),
            _("Perlu kolom NIP, Jenis, Jenjang, Angka kredit, Nomor SK, dan Tanggal SK."),
        )
    rows = [(line, cells, {name: cell_text(one) for name, one in cells.items()}) for line, cells in found]
    if len(rows) > MOST_ROWS:
        raise SheetRefused(_("Lembar ini lebih dari 20.000 baris."), _("Bagi menjadi beberapa berkas."))
    below = subtree_units([unit.pk], on)
    if unit.government_id is None:
        below = Unit.objects.filter(government=unit) | Unit.objects.filter(pk=unit.pk)
    known = people_editable_by(by, on).filter(members_of(below, on))
    people = {one.nip: one for one in known.filter(nip__in={said["nip"] for _l, _c, said in rows})}
    held = posts_of([one.pk for one in people.values()], on, on + _DAY)
    taken = taken_by([one.pk for one in people.values()])
    levels = law.credit_levels(on)
    plan = Plan([], [])
    in_sheet: set[tuple[uuid.UUID, str, str]] = set()
    for line, cells, said in rows:
        person = people.get(said["nip"])
        try:
            if person is None:
                raise CreditRefused(_("NIP ini tidak ada di antara pegawai unit itu yang boleh Anda catat."))
            opening, sk = _said(cells, said, levels, on)
            post = next(iter(held.get(person.pk, ())), None)
            if why := wrong_with(opening, post, on):
                raise CreditRefused(why)
            key = (person.pk, *place_of(opening))
            if key in in_sheet:
                raise CreditRefused(_("Dua baris menyebut hal yang sama untuk orang ini."))
            if key in taken and taken[key] != opening.amount:
                raise CreditRefused(
                    _("Sudah tercatat dengan angka lain. Tarik dahulu yang lama bila keliru.")
                )
        except CreditRefused as error:
            who = f"{person.name} ({person.nip})" if person else said["nip"]
            plan.problems.append({"baris": line, "siapa": who, "mengapa": str(error)})
            continue
        in_sheet.add(key)
        if key in taken:
            plan.same += 1
        elif post is not None:
            plan.new.append(New(person, post, opening, sk))
    return plan


def _said(
    cells: Mapping[str, object], said: Mapping[str, str], levels: list[str], on: datetime.date
) -> tuple[Opening, Sk]:
    kind = said["jenis"].casefold().removeprefix("ak ")
    degree = said.get("ijazah", "").casefold().replace("-", "").replace(" ", "")
    amount: Decimal | None
    try:
        day = _DAYS.clean(said["tanggal"])
        number = cells["angka"]
        amount = Decimal(repr(number)) if isinstance(number, float) else _FIGURE.clean(said["angka"])
    except forms.ValidationError as error:
        raise CreditRefused(" ".join(error.messages)) from None
    if amount is None or not amount.is_finite():
        raise CreditRefused(_("Angka kreditnya belum diisi."))
    level = level_named(said["jenjang"], "", levels) or said["jenjang"]
    degrees = {one.replace("_", ""): one for one in JenjangPendidikan.values}
    opening = Opening(kind, level, amount, degrees.get(degree, degree))
    return opening, checked_sk(Sk(said["nomor"], day, said.get("pejabat", "")), on)


# --- writing


def upload(*, file: Any, unit: Unit, by: Any, on: datetime.date) -> CreditSheet:
    """Keep a sheet of opening balances, and look what it would record; nothing is recorded yet.

    :raises CreditRefused: if `by` may not, or the sheet cannot be read
    """
    if not perms.may_determine(by, unit, on):
        raise CreditRefused(_("Hanya pengelola kepegawaian atau admin BKPSDM unit itu yang mencatatnya."))
    try:
        with transaction.atomic():
            stored = store(file, by=by, kinds=(StoredFile.Kind.XLSX, StoredFile.Kind.CSV))
            with opened(stored) as book:
                plan = make_plan(book, unit, by, on)
            made: CreditSheet = CreditSheet.objects.create(
                unit=unit, file=stored, digest=plan.digest, made_by=by, problems=plan.problems[:MOST_TOLD],
                summary={**plan.counts, "rincian": list(_shown(plan))},
            )  # fmt: skip
            record(
                kind="performance.credit_sheet_checked", by=by, target=made, unit=unit.pk, on=on,
                after={"berkas": stored.name, "sidik": stored.sha256, **plan.counts},
            )  # fmt: skip
    except UploadRefused as error:
        raise CreditRefused(str(error)) from error
    except SheetError as error:
        raise CreditRefused(f"{error.why} {error.what_to_do}") from error
    return made


def _shown(plan: Plan) -> Iterator[dict[str, str]]:
    for one in plan.new[:SHOWN]:
        yield {
            "nama": one.person.full_name, "jenis": str(JenisAngkaKredit(one.said.kind).label),
            "jenjang": one.said.level, "angka": f"{one.said.amount:f}", "sk": one.sk.number,
        }  # fmt: skip


@transaction.atomic
def apply(*, sheet: CreditSheet, only_good_rows: bool, by: Any, on: datetime.date) -> CreditSheet:
    """Record what the preview shows, in one transaction.

    :param only_good_rows: leave out rows with a problem; without it, any problem refuses everything
    :raises CreditRefused: if `by` may not, there are problems, or something has changed since the preview
    """
    found = _waiting(sheet, by, on)
    alone(f"performance.credit:{found.unit.government_id or found.unit_id}")
    try:
        with opened(found.file) as book:
            plan = make_plan(book, found.unit, by, on)
    except SheetError as error:
        raise CreditRefused(f"{error.why} {error.what_to_do}") from error
    if plan.digest != found.digest:
        raise CreditRefused(
            _("Data yang tercatat sudah berubah sejak lembar ini diperiksa. Unggah dan periksa lagi.")
        )
    if plan.problems and not only_good_rows:
        raise CreditRefused(_("Masih ada baris bermasalah. Perbaiki, atau terapkan yang benar saja."))
    if not plan.new:
        raise CreditRefused(_("Tidak ada yang baru pada lembar ini."))
    by_sk: dict[Sk, list[New]] = defaultdict(list)
    for one in plan.new:
        by_sk[one.sk].append(one)
    decrees = {
        sk: CreditDecree(
            unit=found.unit, sheet=found, number=sk.number, dated=sk.dated, signer=sk.signer, by=by
        )
        for sk in by_sk
    }
    CreditDecree.objects.bulk_create(decrees.values(), batch_size=2000)
    CreditDetermination.objects.bulk_create(
        [
            CreditDetermination(
                decree=decrees[one.sk], person=one.person, position_id=one.post.position,
                post=one.post.title, **dataclasses.asdict(one.said),
            )
            for one in plan.new
        ],
        batch_size=2000,
    )  # fmt: skip
    found.state, found.applied_at = State.DITERAPKAN, timezone.now()
    found.save(update_fields=["state", "applied_at"])
    record_bulk(
        kind="performance.credit_sheet_applied", by=by, target=found, unit=found.unit_id, on=on,
        rows=[{"pegawai": str(one.person.pk), "angka_kredit": str(one.said.amount)} for one in plan.new],
        people=[one.person.pk for one in plan.new],
    )  # fmt: skip
    return found


@transaction.atomic
def refuse(*, sheet: CreditSheet, by: Any, on: datetime.date) -> CreditSheet:
    """Put a sheet aside without recording anything of it.

    :raises CreditRefused: if `by` may not, or it was applied or refused
    """
    found = _waiting(sheet, by, on)
    found.state = State.DITOLAK
    found.save(update_fields=["state"])
    record(kind="performance.credit_sheet_refused", by=by, target=found, unit=found.unit_id, on=on)
    return found


def _waiting(sheet: CreditSheet, by: Any, on: datetime.date) -> CreditSheet:
    found = CreditSheet.objects.select_for_update(of=("self",)).select_related("unit", "file").get(
        pk=sheet.pk
    )  # fmt: skip
    if not perms.may_determine(by, found.unit, on):
        raise CreditRefused(_("Hanya pengelola kepegawaian atau admin BKPSDM unit itu yang mencatatnya."))
    if found.state != State.DIPERIKSA:
        raise CreditRefused(_("Lembar ini sudah diterapkan atau ditolak. Unggah lagi bila perlu."))
    return found
