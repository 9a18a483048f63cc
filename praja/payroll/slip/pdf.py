"""Slips on paper: one A4 page each, by typst, as PDF/A-2b, with a signed QR. Always in Indonesian."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import override

from praja.organization.models import UnitVersion
from praja.payroll.enums import JenisProses, KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.outputs.terbilang import terbilang
from praja.payroll.slip.book import law_in_doubt, program_of
from praja.payroll.slip.lines import CUTS, EARNS, Section, sections_of, show_line, totals_of
from praja.payroll.slip.sign import Signer, signed_text
from praja.payroll.slip.typeset import typeset
from praja.rules.program import Program
from praja.web.words import rupiah, tanggal

MOST_LINES: Final = 44
"""So many lines, both columns together, surely fit on a page; more are measured first."""
LONG_NAME: Final = 90
CHECKED_AT: Final = "/periksa-slip/"


def set_slips(slips: Sequence[Slip], *, signer: Signer, site: str = "") -> bytes:
    """Return slips of one run as PDF, a page each, in the order given.

    :param site: the address of the site, as people type it; printed before the page that checks
    """
    return typeset(document_of(slips, signer=signer, site=site))


def document_of(slips: Sequence[Slip], *, signer: Signer, site: str = "") -> dict[str, Any]:
    """Return what is printed of slips of one run, as `typeset` takes it."""
    run = slips[0].run
    program = program_of(run)
    with override("id"):
        government = _government(run)
        title = _title(run)
        said = [_page(slip, program, government, signer, site) for slip in slips]
    return {
        "title": title if len(slips) > 1 else f"{title} {slips[0].name}",
        "day": [run.paid_on.year, run.paid_on.month, run.paid_on.day],
        "slips": said,
    }


def file_name(slip: Slip) -> str:
    """Return what the file of a slip is called."""
    return f"slip-{slip.pay_list}-{slip.period:%Y-%m}-{slip.nip}.pdf"


def _title(run: Run) -> str:
    if run.kind == JenisProses.TERUSAN:
        return f"Slip gaji terusan {_month(run.period)}"
    late = " susulan" if run.kind == JenisProses.SUSULAN else ""
    return f"Slip {run.get_pay_list_display()}{late} {_month(run.period)}"


def _month(period: datetime.date) -> str:
    return tanggal(period).partition(" ")[2]


def _government(run: Run) -> str:
    version = UnitVersion.objects.on(run.period).filter(unit=run.government_id).first()
    return str(version.name) if version else "–"


def _page(slip: Slip, program: Program, government: str, signer: Signer, site: str) -> dict[str, Any]:
    selection = program.selection
    sections = sections_of(selection, slip.amounts)
    totals = totals_of(selection, slip.amounts)
    doubts = len(law_in_doubt(slip, program))
    bank = " ".join(part for part in (slip.bank, slip.bank_number) if part)
    printed = [section for section in sections if section.name in EARNS | CUTS]
    return {
        "long": sum(len(section.lines) + 2 for section in printed) > MOST_LINES or _is_long(slip),
        "government": government,
        "unit": slip.unit_name,
        "title": _title(slip.run),
        "person": [
            ["Nama", slip.name],
            ["Golongan", slip.golongan or "–"],
            ["NIP", slip.nip],
            ["Dibayar", tanggal(slip.run.paid_on)],
            ["Jabatan", slip.post or "–"],
            ["Rekening", bank or "tunai"],
        ],
        "earned": [_printed(section) for section in sections if section.name in EARNS],
        "cut": [_printed(section) for section in sections if section.name in CUTS],
        "notes": [[line.title, rupiah(line.amount)] for line in totals[:-1]],
        "net_title": _UNPAID.get(KeadaanSlip(slip.state), totals[-1].title),
        "net": rupiah(slip.net),
        "words": f"{terbilang(slip.net or 0)} rupiah",
        "code": signed_text(slip, signer),
        "address": (site.rstrip("/") + CHECKED_AT) if site else CHECKED_AT,
        "key": signer.id,
        "basis": f"{doubts} aturan yang dipakai belum diperiksa pada naskah aslinya." if doubts else "",
    }


_UNPAID = {
    KeadaanSlip.DITAHAN: "Ditahan, belum dibayarkan",
    KeadaanSlip.TERUTANG: "Terutang, belum dibayarkan",
}


def _is_long(slip: Slip) -> bool:
    """Tell whether names are so long that they may not fit on a page."""
    return max(map(len, (slip.name, slip.unit_name, slip.post))) > LONG_NAME


def _printed(section: Section) -> dict[str, Any]:
    """Return a group as a column of paper has it: what is cut stands there without a minus."""
    total = -(section.total or 0) if section.name in CUTS else section.total
    return {
        "title": section.title,
        "lines": [[line.title, show_line(line.amount, line.unit)] for line in section.lines],
        "total": rupiah(total),
    }
