"""Corrections of forgotten taps: most decided long ago, some refused, some waiting for a superior."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils import timezone

from praja.attendance.days.actions.corrections import ask, decide
from praja.attendance.days.enums import JenisKoreksi, KeadaanKoreksi
from praja.attendance.models import Correction
from praja.demo.attendance.days import Forgotten
from praja.demo.attendance.staff import Staff
from praja.demo.copying import write

ONE: Final = datetime.timedelta(days=1)
FIRST_ASK: Final = ("semarang.banyumanik.sumurboto", "semarang.banyumanik")
"""Under which codes those are who ask before others, the first ones first."""
WAITING: Final = 10
"""So many requests of a government wait for a superior."""
DECIDED: Final = 3
"""So many are asked for and decided through the actions, so that the trail shows how."""
LAST_DAYS: Final = 10 * ONE
"""For so long before today nobody has decided yet."""
ACCEPTED, REFUSED = 0.58, 0.66
"""Of what was forgotten, up to which share it was accepted and refused; the rest nobody asked for."""
UNASKED: Final = 0.3
"""Of what was forgotten lately, for so much nobody has asked yet."""
CAME: Final = (
    "Mesin tidak mengenali sidik jari saya beberapa kali; saya tetap masuk dan bekerja.",
    "Lupa menempelkan jari karena langsung melayani antrean warga di loket.",
    "Langsung mengikuti rapat di aula dan baru ingat setelah selesai.",
)
WENT: Final = (
    "Listrik kantor padam ketika saya pulang, mesin mati.",
    "Lupa menempelkan jari karena terburu-buru mengantar berkas ke kecamatan.",
    "Rapat selesai lewat jam kerja dan saya langsung pulang dari aula.",
)
NO: Final = "Rekan satu ruang tidak melihat Anda di kantor pada jam itu. Ajukan lagi bila ada bukti."


def settle(staff: Mapping[str, Staff], forgotten: Sequence[Forgotten], on: datetime.date) -> int:
    """Write what was decided, a set at a time."""
    rows = []
    for one, who in _asked(staff, forgotten):
        share = who.dice(f"koreksi/{one.date}").random()
        if one.date > on - LAST_DAYS or share >= REFUSED:
            continue
        accepted = share < ACCEPTED
        rows.append(
            Correction(
                person=who.person, kind=JenisKoreksi.MASUK if one.coming else JenisKoreksi.PULANG,
                date=one.date, until=one.date, in_minute=one.minute if one.coming else None,
                out_minute=None if one.coming else one.minute, reason=_why(who, one),
                state=KeadaanKoreksi.DITERIMA if accepted else KeadaanKoreksi.DITOLAK, by_id=who.account,
                decided_by=who.superior.account if who.superior else None, decided_at=timezone.now(),
                answer="" if accepted else NO,
            )
        )  # fmt: skip
    return write(rows)


def ask_for(staff: Mapping[str, Staff], forgotten: Sequence[Forgotten], on: datetime.date) -> tuple[int, int]:
    """Let people ask for corrections of the last days, of which few are decided; return how many wait and how
    many do not.
    """
    waiting = decided = 0
    asked = _asked(staff, forgotten)
    asked.sort(key=lambda pair: (*map(pair[1].post.startswith, FIRST_ASK), pair[0].date), reverse=True)
    for one, who in asked:
        asks = who.post.startswith(FIRST_ASK[0]) or who.dice(f"lalai/{one.date}").random() >= UNASKED
        if not asks or not on - LAST_DAYS < one.date < on:
            continue
        if waiting >= WAITING and decided >= DECIDED:
            break
        made = ask(
            person=who.person, kind=JenisKoreksi.MASUK if one.coming else JenisKoreksi.PULANG, date=one.date,
            in_minute=one.minute if one.coming else None, out_minute=None if one.coming else one.minute,
            text=_why(who, one), by=who.person.account, on=on,
        )  # fmt: skip
        if waiting >= WAITING and who.superior is not None:
            decide(correction=made, accepted=True, by=who.superior.account, on=on)
            decided += 1
        else:
            waiting += 1
    return waiting, decided


def _why(who: Staff, one: Forgotten) -> str:
    return who.dice(f"alasan/{one.date}").choice(CAME if one.coming else WENT)


def _asked(staff: Mapping[str, Staff], forgotten: Sequence[Forgotten]) -> list[tuple[Forgotten, Staff]]:
    """Return what may be asked for: one thing a day of a person who has a superior with an account."""
    seen: set[tuple[str, datetime.date]] = set()
    found = []
    for one in forgotten:
        who = staff[one.person]
        if (one.person, one.date) in seen or who.superior is None or who.superior.account_id is None:
            continue
        seen.add((one.person, one.date))
        found.append((one, who))
    return found
