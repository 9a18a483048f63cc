"""Extra lines from a sheet of facts: what a row says, what is written of it, and how that is taken back."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from praja.payroll.extra.actions import MOST, ExtraRefused, Said, take_back, wrong_in_itself
from praja.payroll.extra.queries import Closed, closed_months, months_of
from praja.payroll.models import ExtraLine, FactSheet
from praja.people.models import Person, UnitHistory
from praja.rules.written import day_from, number_from
from praja.web.said import gettext as _

NEEDED = ("daftar", "jenis", "jumlah", "alasan", "dokumen", "tanggal_dokumen")
"""The columns that every row must fill."""


class RowRefused(Exception):
    """A row that cannot be an extra line: which column, what stood there, why, and what to do."""

    def __init__(self, column: str, value: str, why: str, what_to_do: str) -> None:
        """Keep the parts apart, as a preview shows them."""
        super().__init__(why)
        self.column, self.value, self.why, self.what_to_do = column, value, why, what_to_do


@dataclasses.dataclass(frozen=True)
class Recorded:
    """What stands already of the people of a sheet."""

    closed: Closed
    lines: Collection[tuple[Any, ...]]
    makers_own: Collection[uuid.UUID]
    units: Mapping[uuid.UUID, uuid.UUID]


def recorded(people: Collection[uuid.UUID], sheet: FactSheet) -> Recorded:
    """Return what stands already, in a constant number of queries."""
    lines = ExtraLine.objects.filter(person__in=people, withdrawn_at__isnull=True).values_list(*_SAME)
    own = Person.objects.filter(pk__in=people, account=sheet.made_by_id).values_list("pk", flat=True)
    places = UnitHistory.objects.on(sheet.period).filter(person__in=people)
    return Recorded(
        closed_months(people), set(lines), set(own), dict(places.values_list("person_id", "unit_id"))
    )


_SAME = ("person_id", "pay_list", "kind", "first", "last", "amount", "document")


def said_of(values: Mapping[str, str], period: datetime.date, on: datetime.date) -> Said:
    """Return what a row says.

    :raises RowRefused: if something is missing or cannot be
    """
    for name in NEEDED:
        if not values.get(name):
            raise RowRefused(
                name, "", _("Belum diisi."), _("Isi kolom %(name)s pada baris ini.") % {"name": name}
            )
    amount = number_from(values["jumlah"])
    if not 0 < amount <= MOST or amount != int(amount):
        raise RowRefused(
            "jumlah",
            values["jumlah"],
            _("Jumlah ini tidak mungkin."),
            _("Isi rupiah bulat lebih dari nol; tambah atau kurangnya dikatakan kolom jenis."),
        )
    last = day_from(values["sampai"]).replace(day=1) if values.get("sampai") else period
    said = Said(
        pay_list=values["daftar"],
        kind=values["jenis"],
        first=period,
        last=last,
        amount=int(amount),
        reason=" ".join(values["alasan"].split())[:300],
        document=values["dokumen"].strip()[:120],
        document_date=day_from(values["tanggal_dokumen"]),
    )
    if why := wrong_in_itself(said, on):
        raise RowRefused("", "", why, _("Perbaiki baris ini."))
    return said


def is_recorded(person: uuid.UUID, said: Said, known: Recorded) -> bool:
    """Tell whether the same line stands already.

    :raises RowRefused: if it cannot be one of this person
    """
    if person in known.makers_own:
        raise RowRefused(
            "nip",
            "",
            _("Baris tambahan diri sendiri tidak dapat dicatat sendiri."),
            _("Minta bendahara lain mencatatnya."),
        )
    line = ExtraLine(person_id=person, **dataclasses.asdict(said))
    if tuple(getattr(line, name) for name in _SAME) in known.lines:
        return True
    for month in months_of(line):
        if (person, said.pay_list, month) in known.closed:
            raise RowRefused(
                "daftar",
                said.pay_list,
                _("Slip orang ini untuk %(month)s sudah terkunci.") % {"month": f"{month:%m-%Y}"},
                _("Pilih bulan yang belum disetujui saat mengunggah lembarnya."),
            )
    return False


def write(sheet: FactSheet, rows: Iterable[tuple[uuid.UUID, Said]], by: Any) -> None:
    """Record extra lines; each waits for its scan and for somebody else to confirm it."""
    found = list(rows)
    units = recorded({person for person, _said in found}, sheet).units
    ExtraLine.objects.bulk_create(
        [
            ExtraLine(
                person_id=person,
                unit_id=units[person],
                sheet=sheet,
                made_by=by,
                **dataclasses.asdict(said),
            )
            for person, said in found
        ],
        batch_size=2000,
    )


def undo(sheet: FactSheet, by: Any) -> int:
    """Withdraw the lines of a sheet as far as they are not paid, and return how many.

    :raises ExtraRefused: if there is nothing to withdraw
    """
    lines = list(ExtraLine.objects.select_for_update(of=("self",)).filter(sheet=sheet))
    return take_back(lines, _("Lembar faktanya diurungkan."), by)


__all__ = ["ExtraRefused", "RowRefused", "is_recorded", "recorded", "said_of", "undo", "write"]
