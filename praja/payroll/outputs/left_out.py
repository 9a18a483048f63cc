"""Who is left out of a file that leaves the office, and why: everyone, however many they are."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import polars as pl
from python_calamine import CalamineWorkbook

from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Slip
from praja.payroll.outputs.source import Source

BANK, SIPD, CORETAX = "Bank", "SIPD", "Coretax"
HEADINGS: Final = {
    "nama": "Nama",
    "nip": "NIP",
    "unit": "Unit",
    "berkas": "Tidak ikut berkas",
    "sebab": "Sebab",
    "tindakan": "Yang harus dilakukan",
}


@dataclasses.dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who does not stand in a file, why, and what to do."""

    file: str
    nip: str
    name: str
    unit: str
    why: str
    what_to_do: str = ""

    @classmethod
    def of(cls, file: str, slip: Slip, why: str, what_to_do: str = "") -> LeftOut:
        """Return that somebody with a slip is left out of a file."""
        return cls(file, slip.nip, slip.name, slip.unit_name, why, what_to_do)


@dataclasses.dataclass(slots=True)
class Told:
    """What is to be said beside the files of a run."""

    notes: list[str] = dataclasses.field(default_factory=list)
    """Sentences about files as a whole."""
    left_out: list[LeftOut] = dataclasses.field(default_factory=list)


def not_paid(source: Source, file: str, paid: Iterable[object] = ()) -> list[LeftOut]:
    """Return those of a run whom it does not pay, and who therefore stand in no file of it.

    :param paid: people who are paid by another run that the file holds too
    """
    elsewhere = set(paid)
    return [
        LeftOut.of(file, slip, *_reason(slip))
        for slip in source.slips
        if slip.state != KeadaanSlip.DIBAYAR and slip.person_id not in elsewhere
    ]


def taken(source: Source, file: str) -> list[LeftOut]:
    """Return those of the unit who stand in another run, and so in the file of that one."""
    return [
        LeftOut(file, one["nip"], one["name"], one["unit"], one["why"], "Ada dalam berkas proses itu.")
        for one in source.run.left_out
    ]


def _reason(slip: Slip) -> tuple[str, str]:
    said = [(one.get("message") or "", one.get("advice") or "") for one in slip.problems]
    state = str(KeadaanSlip(slip.state).label)
    why = " ".join(dict.fromkeys(message for message, _advice in said if message))
    return why or f"{state}.", " ".join(dict.fromkeys(advice for _message, advice in said if advice))


def as_frame(people: Sequence[LeftOut]) -> pl.DataFrame:
    """Return a row a person and reason, by unit and name, with all files that it is about."""
    rows: dict[tuple[str, ...], dict[str, None]] = {}
    for one in sorted(people, key=lambda one: (one.unit, one.name, one.nip)):
        rows.setdefault((one.name, one.nip, one.unit, one.why, one.what_to_do), {})[one.file] = None
    told = [
        (name, nip, unit, ", ".join(files), why, what_to_do)
        for (name, nip, unit, why, what_to_do), files in rows.items()
    ]
    return pl.DataFrame(told, schema=dict.fromkeys(HEADINGS, pl.String), orient="row")


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and all whom it keeps out of the same files."""

    files: str
    why: str
    what_to_do: str
    people: list[tuple[str, str, str]]
    """Name, NIP and unit."""


def reasons_in(data: bytes) -> list[Reason]:
    """Return what a written list of those left out says, the reason of most people first."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]
    told = [tuple(str(cell) for cell in row) for row in rows]

    def reason(row: tuple[str, ...]) -> tuple[str, str, str]:
        return row[3], row[4], row[5]

    found = [
        Reason(files, why, what_to_do, [(row[0], row[1], row[2]) for row in group])
        for (files, why, what_to_do), group in groupby(sorted(told, key=reason), key=reason)
    ]
    return sorted(found, key=lambda one: -len(one.people))
