"""The official form of asking for and giving leave (annex of Peraturan BKN 24/2017) as PDF, by typst.

What people wrote is data of it, never its code. Always in Indonesian. Signatures are those of the trail: who
did what here, and when.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from praja.attendance.leave.days import DAY, counts_workdays, span_text, workdays_in
from praja.attendance.leave.enums import JenisCuti, KeadaanCuti, Langkah, Pertimbangan
from praja.attendance.leave.service import services_of
from praja.attendance.models import LeaveRequest, LeaveStep
from praja.organization.models import PositionVersion, UnitVersion
from praja.organization.queries import nearest_in
from praja.people.models import JabatanHistory
from praja.web.typeset import typeset
from praja.web.words import angka, tanggal

FOLDER: Final = Path(__file__).parent / "drafts"
_NOTHING: Final = {"hasil": "", "alasan": "", "jabatan": "", "nama": "", "nip": "", "tanggal": ""}


def form_of(request: LeaveRequest) -> bytes:
    """Return the form of a request that was sent, as PDF."""
    with override("id"):
        return typeset(FOLDER / "formulir.typ", _said(request))


def _said(request: LeaveRequest) -> dict[str, Any]:
    person, on = request.person, request.filed_on or request.first
    unit = nearest_in(UnitVersion.objects.known().filter(unit=request.unit), on)
    government = nearest_in(UnitVersion.objects.known().filter(unit=request.government), on)
    held = JabatanHistory.objects.on(on).filter(person=person, how="definitif").first()
    post = None
    if held is not None:
        post = nearest_in(PositionVersion.objects.known().filter(position=held.position_id), on)
    years, months = divmod(services_of([person.pk])[person.pk].months_on(on), 12)
    steps = list(request.steps.select_related("person").order_by("made_at"))
    asked = next((one.after for one in steps if one.kind == Langkah.DIAJUKAN and one.after), request.berlaku)
    last = asked.upper - DAY
    unit_of_days = "hari kerja" if counts_workdays(request.kind) else "hari kalender"
    return {
        "nomor": f"{request.number}/{request.year}",
        "keadaan": _state(request, steps),
        "tempat": government.name if government else "",
        "tanggal": tanggal(on),
        "instansi": government.name if government else "",
        "nama": person.full_name,
        "nip": person.nip,
        "jabatan": post.title if post else "",
        "masa_kerja": f"{years} tahun {months} bulan",
        "unit": unit.name if unit else "",
        "jenis": [[str(label), value == request.kind] for value, label in JenisCuti.choices],
        "alasan": request.reason,
        "lama": f"{angka(_days_asked(request, asked.lower, last))} {unit_of_days}",
        "rentang": f"{tanggal(asked.lower)} s.d. {tanggal(last)}",
        "catatan": _notes(request),
        "alamat": request.address,
        "telepon": request.phone or "—",
        "pilihan": list(Pertimbangan.values),
        "pertimbangan": _verdict(steps, Langkah.PERTIMBANGAN),
        "keputusan": _verdict(steps, Langkah.KEPUTUSAN),
    }


def _state(request: LeaveRequest, steps: list[LeaveStep]) -> str:
    """Return where it stands, with the days that remain of it where somebody was called back."""
    said = str(request.get_state_display()).lower()
    if request.state == KeadaanCuti.DISETUJUI and any(one.kind == Langkah.PENDEK for one in steps):
        return f"{said}, diperpendek menjadi {span_text(request.first, request.last)}"
    return said


def _days_asked(request: LeaveRequest, first: datetime.date, last: datetime.date) -> Any:
    """Return how many days were asked for, also where other days were given."""
    if (first, last) == (request.first, request.last):
        return request.shown_days
    if counts_workdays(request.kind):
        return len(workdays_in(request.person_id, first, last))
    return (last - first).days + 1


def _notes(request: LeaveRequest) -> list[list[str]]:
    """Return the rows of part V: what was left of annual leave, and the other kinds that were taken."""
    counted, year = request.counted, request.first.year
    left = [
        [str(year - 2), counted.get("dua_tahun_lalu"), "dua tahun lalu"],
        [str(year - 1), counted.get("tahun_lalu"), "tahun lalu"],
        [str(year), counted.get("sisa"), "tahun ini, sesudah permintaan ini"],
    ]
    rows = LeaveRequest.objects.filter(
        person=request.person_id, state=KeadaanCuti.DISETUJUI, berlaku__startswith__lt=request.first
    )
    others = [
        f"{one.get_kind_display()} {tanggal(one.first)} s.d. {tanggal(one.last)}"
        for one in rows.exclude(kind=JenisCuti.TAHUNAN).order_by("-berlaku")[: len(left)]
    ]
    others += [""] * (len(left) - len(others))
    return [
        [name, angka(days) if days is not None else "—", note, other]
        for (name, days, note), other in zip(left, others, strict=True)
    ]


def _verdict(steps: list[LeaveStep], kind: Langkah) -> dict[str, str]:
    found = next((one for one in reversed(steps) if one.kind == kind), None)
    if found is None:
        return _NOTHING
    number = f"{found.document}, " if found.document else ""
    reason = found.reason
    if found.outcome == Pertimbangan.PERUBAHAN and found.after:
        reason = f"Menjadi {span_text(found.after.lower, found.after.upper - DAY)}. {reason}"
    return {
        "hasil": found.outcome,
        "alasan": reason,
        "jabatan": found.post,
        "nama": found.name,
        "nip": f"NIP {found.person.nip}" if found.person else "",
        "tanggal": f"{number}{tanggal(found.document_date or found.on)}",
    }
