"""Drafts of letters as PDF, by typst. What people and officers wrote is data of a letter, never its code."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from praja.organization.models import UnitVersion
from praja.people.due import law
from praja.people.due.career import CareerUnknown, first_of_month, next_kgb
from praja.people.enums import SebabBerhenti
from praja.people.models import DependantHistory, DueItem, FamilyMember, Person
from praja.people.perms import Section
from praja.people.states import PersonState, state_of
from praja.people.words import describe, years_months
from praja.web.typeset import typeset
from praja.web.words import rupiah, tanggal

FOLDER: Final = Path(__file__).parent / "drafts"
_DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A letter that can be drafted: its template, and what it says of a person."""

    key: str
    label: str | Promise
    kinds: tuple[str, ...]
    """What falls due and gives occasion to it; the nearest is written of."""
    section: Section
    fill: Callable[[Person, PersonState, DueItem | None], dict[str, Any]]
    cites: tuple[str, ...]


def draft(letter: Letter, person: Person, *, form: dict[str, str], on: datetime.date) -> bytes:
    """Return a letter as PDF.

    :param form: what an officer filled in: `nomor`, `tempat`, `tanggal` …; blank ones are dotted
    """
    with override("id"):
        state = state_of(person, on)
        item = DueItem.objects.filter(person=person, kind__in=letter.kinds).order_by("day").first()
        sources = [law.cited(rule, first_of_month(on))[0] for rule in letter.cites]
        said = {
            "nomor": "",
            "tempat": "",
            "tanggal": "",
            "penanda_tangan": "",
            "nip_penanda_tangan": "",
            "jabatan_penanda_tangan": "",
            "nama": person.full_name,
            "nip": person.nip,
            "golongan": state.golongan.golongan if state.golongan else "",
            "jabatan": state.jabatan_title,
            "unit_kerja": state.unit_name,
            "unit": state.unit_name or person.full_name,
            "pemerintah": _government(state, on),
            "dibuat": tanggal(on),
            "dasar": "; ".join(sources),
            **letter.fill(person, state, item),
            **form,
        }
    return typeset(FOLDER / f"{letter.key}.typ", said)


def _government(state: PersonState, on: datetime.date) -> str:
    if state.unit is None:
        return "–"
    unit = state.unit.unit
    top = UnitVersion.objects.on(on).filter(unit=unit.government_id or unit.pk).first()
    return str(top.name) if top else "–"


def _pay(state: PersonState) -> dict[str, str]:
    """Return the salary as it is now: of the last raise, or of the rank where that is newer."""
    golongan, kgb = state.golongan, state.kgb
    if kgb is not None and (golongan is None or kgb.mulai >= golongan.mulai):
        return {
            "gaji_lama": rupiah(kgb.gaji_pokok),
            "mkg_lama": years_months(kgb.mkg_years, 0),
            "tmt_lama": tanggal(kgb.mulai),
            "sk_lama": kgb.sk_number,
        }
    if golongan is None:
        return {"gaji_lama": "", "mkg_lama": "", "tmt_lama": "", "sk_lama": ""}
    amount = law.gaji_pokok(first_of_month(state.on), golongan.golongan, golongan.mkg_years)
    return {
        "gaji_lama": rupiah(amount) if amount else "",
        "mkg_lama": years_months(golongan.mkg_years, golongan.mkg_months),
        "tmt_lama": tanggal(golongan.mulai),
        "sk_lama": golongan.sk_number,
    }


def _kgb(person: Person, state: PersonState, item: DueItem | None) -> dict[str, Any]:
    said = _pay(state) | {"gaji_baru": "", "mkg_baru": "", "tmt_baru": "", "berikutnya": ""}
    if item is not None:
        basis, day = item.basis, item.day
        said["golongan"] = basis["golongan"]
        said["gaji_baru"] = rupiah(basis["amount"]) if basis["amount"] else ""
        said["mkg_baru"] = years_months(basis["mkg_after"], 0)
        said["tmt_baru"] = tanggal(day)
        said["berikutnya"] = _next_raise(basis, day)
    return said


def _next_raise(basis: dict[str, Any], day: datetime.date) -> str:
    try:
        return tanggal(next_kgb(day, basis["golongan"], basis["mkg_after"]))
    except CareerUnknown:
        return ""


def _kp4(person: Person, state: PersonState, item: DueItem | None) -> dict[str, Any]:
    supported = {one.member_id: one for one in state.dependants}
    members = FamilyMember.objects.filter(person=person, withdrawn_at__isnull=True).order_by(
        "-relation", "birth_date"
    )
    return {
        "lahir": ", ".join(part for part in (person.birth_place, tanggal(person.birth_date)) if part),
        "kelamin": person.get_sex_display(),
        "alamat": person.address,
        "keluarga": [
            {
                "nama": one.name,
                "hubungan": str(one.get_relation_display()),
                "lahir": tanggal(one.birth_date) if one.birth_date else "",
                "menikah": tanggal(one.married_on) if one.married_on else "",
                "ditunjang": f"ya, sejak {tanggal(supported[one.pk].mulai)}"
                if one.pk in supported
                else "tidak",
            }
            for one in members
        ],
    }


def _skpp(person: Person, state: PersonState, item: DueItem | None) -> dict[str, Any]:
    supported = list(DependantHistory.objects.on(state.on).filter(person=person).select_related("member"))
    children = sum(one.member.relation.startswith("anak") for one in supported)
    why, stops = _stop(state, item)
    return _pay(state) | {
        "sebab": why,
        "tmt_baru": tanggal(stops) if stops else "",
        "akhir": tanggal(stops - _DAY) if stops else "",
        "pasangan": "ada" if len(supported) > children else "tidak ada",
        "anak": str(children),
        "rekening": describe(state.bank_account, state.titles) if state.bank_account else "",
    }


def _stop(state: PersonState, item: DueItem | None) -> tuple[str, datetime.date | None]:
    """Return why pay stops and the first day without it: as recorded, or else as it comes."""
    status = state.status or state.last_status
    if status is not None and status.ended_by:
        return str(status.get_ended_by_display()), status.berlaku.upper
    if item is None:
        return "", None
    if item.kind == DueItem.Kind.KONTRAK:  # falls due on the last day of the contract
        return str(SebabBerhenti.KONTRAK_BERAKHIR.label), item.day + _DAY
    return str(SebabBerhenti.PENSIUN.label), item.day


def _pensiun(person: Person, state: PersonState, item: DueItem | None) -> dict[str, Any]:
    return {
        "lahir": tanggal(person.birth_date),
        "bup": f"{item.basis['bup']} tahun" if item else "",
        "tmt_baru": tanggal(item.day) if item else "",
    }


LETTERS: Final[dict[str, Letter]] = {
    one.key: one
    for one in (
        Letter(
            "kgb",
            _("Surat pemberitahuan KGB"),
            (DueItem.Kind.KGB,),
            Section.GAJI,
            _kgb,
            ("masa_kgb", "gaji_pokok_tabel"),
        ),
        Letter(
            "kp4",
            _("Keterangan keluarga (KP4)"),
            (DueItem.Kind.ANAK,),
            Section.KELUARGA,
            _kp4,
            ("batas_umur_anak",),
        ),
        Letter(
            "skpp",
            _("Penghentian pembayaran (SKPP)"),
            (DueItem.Kind.PENSIUN, DueItem.Kind.KONTRAK),
            Section.GAJI,
            _skpp,
            ("gaji_pokok_tabel",),
        ),
        Letter(
            "pensiun",
            _("Pemberitahuan pensiun"),
            (DueItem.Kind.PENSIUN,),
            Section.KARIER,
            _pensiun,
            ("batas_usia_pensiun",),
        ),
    )
}
FOR_KIND: Final = {"kgb": "kgb", "anak": "kp4", "henti": "kp4", "pensiun": "pensiun", "kontrak": "skpp"}
"""Which letter is offered first for what falls due."""
