"""PP 94/2021: to which sanction the unexcused workdays of a year point, and how far the next one is.

A pointer, not a decision: whether a day was without a valid reason is found in the examination.
"""

from __future__ import annotations

import dataclasses
import datetime

from praja.attendance.law.asking import NATIONAL, AttendanceLawUnknown, article, asked, program, table
from praja.rules.schema import TableVersion

LIST = "disiplin"
STEP = "hukuman_tidak_masuk"
TABLE = "tpp_hukuman_alpa"
NONE = "tidak_ada"

LABELS = {
    "teguran_lisan": ("teguran lisan", "oral reprimand"),
    "teguran_tertulis": ("teguran tertulis", "written reprimand"),
    "pernyataan_tidak_puas": (
        "pernyataan tidak puas secara tertulis",
        "written statement of dissatisfaction",
    ),
    "potong_tpp_6_bulan": ("pemotongan tunjangan kinerja selama 6 bulan", "performance pay cut for 6 months"),
    "potong_tpp_9_bulan": ("pemotongan tunjangan kinerja selama 9 bulan", "performance pay cut for 9 months"),
    "potong_tpp_12_bulan": (
        "pemotongan tunjangan kinerja selama 12 bulan",
        "performance pay cut for 12 months",
    ),
    "penurunan_jabatan": (
        "penurunan jabatan setingkat lebih rendah selama 12 bulan",
        "one level lower in post for 12 months",
    ),
    "pembebasan_jabatan": (
        "pembebasan dari jabatan menjadi pelaksana selama 12 bulan",
        "released from post to general staff for 12 months",
    ),
    "pemberhentian": (
        "pemberhentian dengan hormat tidak atas permintaan sendiri",
        "honourable dismissal, not at own request",
    ),
}
"""What people call a sanction, in Indonesian and in English."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder: from and to how many days (None: no upper end), and where it stands.

    `consecutive` tells the dismissal for days in a row, whose `days_from` counts those alone.
    """

    sanction: str
    label: str
    label_en: str
    level: str
    article: str
    days_from: int
    days_to: int | None
    consecutive: bool = False


def minutes_per_day(on: datetime.date) -> int:
    """Return how many minutes late or early make one day of absence.

    :raises AttendanceLawUnknown: before the law says it
    """
    return _whole(asked(LIST, {}, on, NATIONAL, "menit_sehari")["menit_sehari"])


def days_of_minutes(minutes: int, on: datetime.date) -> int:
    """Return the whole days of absence that the minutes late and early of a year make."""
    facts = {"menit_kurang_setahun": minutes}
    return _whole(asked(LIST, facts, on, NATIONAL, "hari_dari_menit_setahun")["hari_dari_menit_setahun"])


def absence_steps(on: datetime.date) -> tuple[Step, ...]:
    """Return the ladder of a year, lightest first.

    :raises AttendanceLawUnknown: before the law has one
    """
    version = table(NATIONAL, on, LIST, STEP, TABLE)
    document = version.sources[0].document
    starts = [(int(row.keys[0]), str(row.value), row.remark) for row in version.rows]
    ends = [first - 1 for first, _, _ in starts[1:]]
    levels = _levels(on)
    return tuple(
        Step(name, *LABELS[name], levels[name], f"{document} {where}".strip(), first, last)
        for (first, name, where), last in zip(starts, [*ends, None], strict=True)
        if name != NONE
    )


def absence_step(days: int, consecutive: int, on: datetime.date) -> Step | None:
    """Return to which step a year's days of absence point; None below the first.

    :param days: unexcused workdays since January, with the days that minutes make
    :param consecutive: the longest unbroken run of them
    :raises AttendanceLawUnknown: before the law has a ladder
    """
    facts = {"hari_alpa_setahun": days, "hari_alpa_berturut": consecutive}
    found = asked(LIST, facts, on, NATIONAL, STEP, "diberhentikan_karena_berturut")
    name = found[STEP]
    if name == NONE:
        return None
    step = next(one for one in absence_steps(on) if one.sanction == name)
    if not found["diberhentikan_karena_berturut"] or days >= step.days_from:
        return step
    running = program(NATIONAL, on, LIST, STEP, "hari_berturut_paling_lama")
    limit = _whole(running.run_one({}).amounts["hari_berturut_paling_lama"])
    where = article(running.rule("hari_berturut_paling_lama"))
    return dataclasses.replace(step, article=where, days_from=limit, days_to=None, consecutive=True)


def next_step(days: int, on: datetime.date) -> Step | None:
    """Return the first step above a year's days of absence: it is `step.days_from - days` away."""
    return next((one for one in absence_steps(on) if one.days_from > days), None)


def _levels(on: datetime.date) -> dict[str, str]:
    version: TableVersion = table(NATIONAL, on, "tpp", "tingkat_hukdis", "tpp_tingkat_hukdis")
    return {row.keys[0]: str(row.value) for row in version.rows}


def _whole(amount: object) -> int:
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise AttendanceLawUnknown(f"Hukum tidak memberi angka bulat: {amount}.")
    return amount
