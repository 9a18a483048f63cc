"""Files of predicates for the tests of the exchange with e-Kinerja, as SIASN and offices write them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from praja.performance.bkn.actions import imports
from praja.performance.bkn.actions.modes import decide, propose
from praja.performance.enums import YangMenilai
from praja.performance.models import BknImport, Period, RatingMode

QUARTER = {"tahun": 2026, "bulanMulaiPenilaian": 7, "bulanSelesaiPenilaian": 9}
GOOD = {"hasilKinerjaNilai": 2, "perilakuKerjaNilai": 2, "kuadranKinerjaNilai": 2}
POOR = {"hasilKinerjaNilai": 3, "perilakuKerjaNilai": 2, "kuadranKinerjaNilai": 3}
WORST = {"hasilKinerjaNilai": 3, "perilakuKerjaNilai": 3, "kuadranKinerjaNilai": 5}
REASON = "Surat Sekda 800/12 tentang e-Kinerja"


def csv_of(rows: Sequence[Mapping[str, Any]], name: str = "predikat.csv") -> SimpleUploadedFile:
    """Return rows as an office's CSV, the columns of the first row."""
    heads = list(rows[0])
    lines = [";".join(heads), *(";".join(str(row.get(head, "")) for head in heads) for row in rows)]
    return SimpleUploadedFile(name, "\r\n".join(lines).encode())


def imported(
    office: Any,
    rows: Sequence[Mapping[str, Any]],
    on: datetime.date,
    *,
    by: str = "pengelola",
    unit: Any = None,
    period: Period | None = None,
) -> BknImport:
    """Return an import that was looked at, not applied."""
    return imports.upload(
        file=csv_of(rows), unit=unit or office.dinas, period=period, by=office.user(by), on=on
    )


def applied(office: Any, rows: Sequence[Mapping[str, Any]], on: datetime.date, **more: Any) -> BknImport:
    """Return an import that was applied."""
    one = imported(office, rows, on, **more)
    by = office.user(more.get("by", "pengelola"))
    return imports.apply(one=one, only_good_rows=False, scale_checked=False, by=by, on=on)


def rated_by_bkn(
    office: Any, on: datetime.date, decider: Any, since: datetime.date = datetime.date(2026, 7, 1)
) -> RatingMode:
    """Let two people have decided that e-Kinerja rates."""
    made = propose(
        government=office.government, mode=YangMenilai.BKN, since=since, reason=REASON,
        by=office.user("admin"), on=on,
    )  # fmt: skip
    return decide(mode=made, accept=True, why="", by=decider, on=on)
