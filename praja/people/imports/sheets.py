"""Our own layout as a workbook: empty as a template, or with all that is recorded of people."""

from __future__ import annotations

import dataclasses
import datetime
import operator
import tempfile
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, cast

import xlsxwriter  # type: ignore[import-untyped]
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from praja.organization.models import Position, Unit, UnitVersion
from praja.people.imports.columns import GRAINS, ORANG, Gaya, Grain, Jenis, Kolom, columns_of
from praja.people.models import DependantHistory, FamilyMember, Person
from praja.people.perms import editable_people
from praja.sheet.template import MOST_CHOICES
from praja.web.exports import EXACT

ROWS = 5000
TOLD_EVERY = 500
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class MadeBook:
    """A workbook in a file; texts stay texts, whatever they begin with."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.book = xlsxwriter.Workbook(self.file, _OPTIONS)
        self.bold = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text = self.book.add_format({"num_format": "@"})
        self.day = self.book.add_format({"num_format": "dd-mm-yyyy"})
        self.number = self.book.add_format({"num_format": "#,##0"})

    def sheet(self, name: str, columns: list[Kolom]) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            form = {Jenis.TANGGAL: self.day, Jenis.RUPIAH: self.number, Jenis.BULAT: None}.get(
                column.jenis, self.text
            )
            sheet.set_column(place, place, max(14, min(36, len(column.key) + 6)), form)
            if column.shown and len(",".join(column.shown)) <= MOST_CHOICES:
                sheet.data_validation(
                    1, place, ROWS, place, {"validate": "list", "source": list(column.shown)}
                )
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.key, self.bold)
        return sheet

    def put(self, sheet: Any, row: int, values: Iterable[Any]) -> None:
        for place, value in enumerate(values):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                sheet.write_string(row, place, "ya" if value else "tidak", self.text)
            elif isinstance(value, int) and abs(value) < EXACT:
                sheet.write_number(row, place, value)
            elif isinstance(value, datetime.date) and value.year >= 1900:
                sheet.write_datetime(row, place, value, self.day)
            else:
                sheet.write_string(row, place, str(value).translate(_CONTROL)[:32_767], self.text)

    def done(self) -> IO[bytes]:
        self.book.close()
        self.file.seek(0)
        return self.file


def template(units: QuerySet[Unit], on: datetime.date) -> IO[bytes]:
    """Return an empty workbook with explanations, drop-downs, and the codes of some units."""
    book = MadeBook(tempfile.TemporaryFile())  # the response closes it
    for grain in GRAINS.values():
        book.sheet(grain.key, _columns(grain))
    explained = book.book.add_worksheet(_("Keterangan"))
    explained.set_column(0, 1, 20)
    explained.set_column(2, 5, 44)
    heads = (_("lembar"), _("kolom"), _("arti"), _("isi"), _("harus diisi"), _("pilihan"))
    for place, head in enumerate(heads):
        explained.write_string(0, place, head, book.bold)
    line = 1
    for name, words in (
        (
            ORANG.key,
            _(
                "Satu baris satu pegawai; lembar lain berisi riwayatnya, satu baris satu SK. "
                "Sel kosong tidak menghapus yang sudah tercatat."
            ),
        ),
    ):
        book.put(explained, line, (name, "", words))
        line += 1
    for grain in GRAINS.values():
        for column in _columns(grain):
            needed = _("ya") if column.needed else ""
            book.put(
                explained,
                line,
                (
                    grain.key,
                    column.key,
                    str(column.label),
                    str(column.jenis.value),
                    needed,
                    ", ".join(column.shown),
                ),
            )
            line += 1
    wide = sorted(
        {f"{column.wide[0]}" for _t, fills, column in columns_of(ORANG) if fills is not ORANG and column.wide}
    )
    book.put(
        explained,
        line,
        (
            ORANG.key,
            ", ".join(wide),
            _("Boleh juga ada di lembar orang: keadaan sekarang, bila riwayatnya tidak disusun."),
        ),
    )
    codes = book.book.add_worksheet(_("Kode unit"))
    codes.set_column(0, 1, 44)
    for place, head in enumerate((_("kode"), _("nama"))):
        codes.write_string(0, place, head, book.bold)
    rows = (
        UnitVersion.objects.on(on)
        .filter(unit__in=units)
        .order_by("unit__code")
        .values_list("unit__code", "name")
    )
    for place, row in enumerate(rows, start=1):
        book.put(codes, place, row)
    return book.done()


@dataclasses.dataclass(frozen=True, slots=True)
class Exported:
    """A workbook of people with their histories."""

    content: bytes
    nips: dict[uuid.UUID, str]
    """Whose NIP they are → NIP."""
    rows: int


def export(*, by: Any, on: datetime.date, tell: Callable[[int, int], None]) -> Exported:
    """Return a workbook of all people whose record somebody may change, with their histories.

    In the layout that an import reads: unchanged, it changes nothing. NIK are left out; they are never handed
    out by the thousand. Who calls this records it.

    :param tell: told now and then of how many rows how many are written
    """
    people = editable_people(by, on)
    nips = dict(people.order_by("name", "nip").values_list("pk", "nip"))
    names = _Names(
        nips,
        dict(Unit.objects.values_list("pk", "code")),
        dict(Position.objects.values_list("pk", "code")),
        dict(FamilyMember.objects.filter(person__in=people).values_list("pk", "name")),
    )
    parts = [(grain, _rows_of(grain, people)) for grain in GRAINS.values()]
    count, done = sum(rows.count() for _grain, rows in parts), 0
    with tempfile.TemporaryFile() as file:
        book = MadeBook(file)
        for grain, rows in parts:
            columns = _columns(grain)
            sheet = book.sheet(grain.key, columns)
            reads = [names.reading(column) for column in columns]
            for line, row in enumerate(rows.iterator(chunk_size=2000), start=1):
                book.put(sheet, line, [read(row) for read in reads])
                done += 1
                if not done % TOLD_EVERY:
                    tell(count, done)
        tell(count, done)
        return Exported(book.done().read(), nips, done)


def _columns(grain: Grain) -> list[Kolom]:
    return [column for _target, fills, column in columns_of(grain) if fills is grain]


def _rows_of(grain: Grain, people: QuerySet[Person]) -> QuerySet[Any]:
    if grain is ORANG:
        return people.order_by("name", "nip")
    model: Any = grain.model
    known = "digantikan" if grain.gaya is Gaya.RIWAYAT else "withdrawn_at"
    found = model._default_manager.filter(**{f"{known}__isnull": True}, person__in=people)
    if model is DependantHistory:
        found = found.filter(member__withdrawn_at__isnull=True)
    return cast("QuerySet[Any]", found.order_by("person__name", "person__nip", "pk"))


@dataclasses.dataclass(frozen=True, slots=True)
class _Names:
    """What rows name by their ids."""

    nips: Mapping[uuid.UUID, str]
    units: Mapping[uuid.UUID, str]
    posts: Mapping[uuid.UUID, str]
    members: Mapping[uuid.UUID, str]

    def reading(self, column: Kolom) -> Callable[[Any], Any]:
        """Return what reads the value of a column from a row."""
        if column.jenis is Jenis.NIK or column.field == "position_unit":
            return lambda row: None
        match column.field:
            case "nip":
                return lambda row: row.nip if isinstance(row, Person) else self.nips[row.person_id]
            case "unit":
                return lambda row: self.units.get(row.unit_id)
            case "position":
                return lambda row: self.posts.get(row.position_id)
            case "member":
                return lambda row: self.members.get(row.member_id)
        return operator.attrgetter(column.field)
