"""What superiors found of people in hours of work: being out without permission, and a sudden look."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from praja.attendance.days.actions.findings import note, withdraw
from praja.attendance.days.enums import JenisTemuan
from praja.demo.attendance.corrections import FIRST_ASK
from praja.demo.attendance.staff import Staff

FOUND: Final[Sequence[tuple[JenisTemuan, tuple[int, int] | None, str]]] = (
    (JenisTemuan.KELUAR_TANPA_IZIN, (600, 690), "Tidak di ruangan, dan tidak ada surat izin keluar."),
    (JenisTemuan.TEMUAN_SIDAK, None, "Tidak berada di tempat tugas ketika pemeriksaan mendadak."),
    (JenisTemuan.KELUAR_TANPA_IZIN, (810, 855), "Terlihat di luar kantor sesudah istirahat selesai."),
)
"""What was found, from and until which minute of the day, and how it is told; the last one was a mistake."""
MISTAKEN: Final = "Ia membawa surat undangan rapat kecamatan; suratnya baru diperlihatkan sesudahnya."


def find_out(
    staff: Sequence[Staff],
    workdays: Mapping[str, Sequence[datetime.date]],
    elsewhere: Collection[tuple[str, datetime.date]],
    on: datetime.date,
) -> None:
    """Let superiors note what they found lately, of people who were at work, and withdraw one of it."""
    chosen = []
    for one in sorted(staff, key=lambda one: not one.post.startswith(FIRST_ASK[1])):
        days = [day for day in workdays.get(str(one.person.pk), ()) if day < on]
        if one.superior is None or one.superior.account_id is None or not days:
            continue
        if (str(one.person.pk), days[-1]) not in elsewhere and one.dice("temuan").random() < 0.2:
            chosen.append((one, days[-1]))
    for (one, day), (kind, minutes, text) in zip(chosen, FOUND, strict=False):
        assert one.superior is not None  # chosen
        first, last = minutes or (None, None)
        made = note(
            person=one.person, kind=kind, date=day, from_minute=first, until_minute=last, text=text,
            by=one.superior.account, on=on,
        )  # fmt: skip
        if text == FOUND[-1][2]:
            withdraw(finding=made, text=MISTAKEN, by=one.superior.account, on=on)
