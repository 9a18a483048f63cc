"""Which columns a sheet of facts may have: what the programs of the month read, by kind of sheet."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.payroll.enums import JenisDaftar, JenisMasukan, JenisPotongan, JenisTambahan, RevisiPagu
from praja.payroll.facts.columns import BY_RECORD_ONLY, sheet_of
from praja.payroll.programs import law_of, pack_of, programs_for
from praja.payroll.slip.lines import title_of
from praja.rules.errors import LawError
from praja.rules.schema import Fact, Grain, Kind, Law, Place
from praja.sheet.names import CARRIED, NameBook, Role, Target, earlier_payment, names_of_facts

ORANG, JABATAN, UNIT = "orang", "jabatan", "unit"
KEYS: Final[Mapping[str, str]] = {ORANG: "nip", JABATAN: "kode_jabatan", UNIT: "kode_unit"}
"""By part of a sheet, the column that says of whom or what a row speaks; of finer rows it is the NIP."""
ALSO_MONTHLY: Final = frozenset({"keadaan_pegawai"})
"""Facts that Praja derives, and that a recap of attendance may say for a month: leave."""


def _own(name: str, title: str, label_en: str, kind: Kind, **more: object) -> Fact:
    said = {
        "unit": "rupiah" if kind is Kind.RUPIAH else kind.value,
        "grain": Grain.ORANG,
        "place": Place("", 0),
    }
    return Fact(name=name, title=title, label_en=label_en, kind=kind, **(said | more))  # type: ignore[arg-type]


DEDUCTION: Final[Mapping[str, Fact]] = {
    one.name: one
    for one in (
        _own(
            "jenis", "Jenis potongan", "Kind of deduction", Kind.PILIHAN, choices=tuple(JenisPotongan.values)
        ),
        _own("kepada", "Kepada", "Paid to", Kind.PILIHAN),
        _own("nomor", "Nomor perjanjian", "Number of the agreement", Kind.PILIHAN),
        _own("sebulan", "Potongan sebulan", "Monthly deduction", Kind.RUPIAH),
        _own("seluruhnya", "Jumlah seluruhnya", "Owed in all", Kind.RUPIAH),
        _own("sudah_dibayar", "Sudah dibayar", "Already paid", Kind.RUPIAH),
        _own("mulai", "Mulai", "From", Kind.TANGGAL),
        _own("sampai", "Sampai", "Until", Kind.TANGGAL),
    )
}
"""The columns of a sheet of deductions, read as facts are; a choice without choices takes any text."""
EXTRA: Final[Mapping[str, Fact]] = {
    one.name: one
    for one in (
        _own("daftar", "Daftar", "Pay list", Kind.PILIHAN, choices=tuple(JenisDaftar.values)),
        _own("jenis", "Jenis", "Kind", Kind.PILIHAN, choices=tuple(JenisTambahan.values)),
        _own("jumlah", "Jumlah sebulan", "Amount a month", Kind.RUPIAH),
        _own("sampai", "Sampai bulan", "Until the month", Kind.TANGGAL),
        _own("alasan", "Alasan", "Reason", Kind.PILIHAN),
        _own("dokumen", "Nomor dokumen", "Number of the document", Kind.PILIHAN),
        _own("tanggal_dokumen", "Tanggal dokumen", "Date of the document", Kind.TANGGAL),
    )
}
"""The columns of a sheet of extra lines, which begin in the sheet's month."""
PAGU: Final[Mapping[str, Fact]] = {
    one.name: one
    for one in (
        _own("kode_akun", "Kode akun", "Account code", Kind.PILIHAN),
        _own("komponen", "Komponen", "Component", Kind.PILIHAN),
        _own("pagu", "Pagu setahun", "Budget ceiling of the year", Kind.RUPIAH),
        _own("revisi", "Revisi", "Revision", Kind.PILIHAN, choices=tuple(RevisiPagu.values)),
        _own("dokumen", "Dokumen hukum", "Legal document", Kind.PILIHAN),
    )
}
"""The columns of a sheet of pagu; the year is that of the sheet's month."""


@dataclasses.dataclass(frozen=True)
class Columns:
    """What a sheet of a kind may say, by its parts: `orang`, finer grains, `jabatan`, `unit`."""

    kind: str
    parts: Mapping[str, Mapping[str, Fact]]

    @property
    def main(self) -> str:
        """The part that a sheet is taken for whose name says nothing."""
        return next(iter(self.parts))

    def key_of(self, part: str) -> str:
        """Return the column that says whose row it is."""
        return KEYS.get(part, "nip")

    def book(self, part: str) -> NameBook:
        """Return the headings that a part may have."""
        key = self.key_of(part)
        headings = CARRIED["nip"] if key == "nip" else (key.replace("_", " "), "kode")
        pairs = [(heading, Target(key, Role.CARRIED)) for heading in (*headings, key)]
        pairs += names_of_facts(self.parts[part].values())
        return NameBook([*pairs, *((heading, Target("nama", Role.CARRIED)) for heading in CARRIED["nama"])])

    def only(self, may: Callable[[Fact], bool]) -> Columns:
        """Return the columns that somebody may fill."""
        return Columns(
            self.kind,
            {
                part: {name: fact for name, fact in facts.items() if may(fact)}
                for part, facts in self.parts.items()
            },
        )


def facts_read(government: Unit, period: datetime.date) -> tuple[dict[str, Fact], frozenset[str]]:
    """Return the facts, and the earlier payments, that the lists of a month of a government read."""
    pack = pack_of(government, period)
    facts: dict[str, Fact] = {}
    earlier: set[str] = set()
    for pay_list in JenisDaftar.values:
        try:
            programs = programs_for(pack, pay_list, period, period)
        except LawError:
            continue  # a pack that has no such list in that month
        for program in programs.values():
            facts.update((fact.name, fact) for fact in program.facts)
            earlier.update(program.earlier)
    return facts, frozenset(earlier)


def _title_in(name: str, law: Law) -> str:
    """Return the title of the rule in `tahun_ini(rule)`."""
    rule = name.partition("(")[2].removesuffix(")")
    return title_of(law.rules[rule][-1]) if rule in law.rules else rule


def columns_for(kind: str, government: Unit, period: datetime.date) -> Columns:
    """Return the columns of a sheet of a kind for a month of a government."""
    if kind == JenisMasukan.POTONGAN:
        return Columns(kind, {ORANG: DEDUCTION})
    if kind == JenisMasukan.TAMBAHAN:
        return Columns(kind, {ORANG: EXTRA})
    if kind == JenisMasukan.PAGU:
        return Columns(kind, {UNIT: PAGU})
    facts, earlier = facts_read(government, period)
    law = law_of(pack_of(government, period))
    if kind == JenisMasukan.TETAP:
        lasting = {
            name: fact
            for name, fact in facts.items()
            if fact.grain is Grain.ORANG
            and name not in BY_RECORD_ONLY
            and sheet_of(fact) in (JenisMasukan.TETAP, JenisMasukan.KEHADIRAN)
            and (sheet_of(fact) is JenisMasukan.TETAP or fact.kind is Kind.PILIHAN or name == "hari_kerja")
        }
        openings = {}
        for name in sorted(earlier):
            if name.startswith("tahun_ini("):
                title = _("Saldo awal tahun ini: %(title)s") % {"title": _title_in(name, law)}
                openings[name] = dataclasses.replace(earlier_payment(name), title=title, label_en=title)
        return Columns(kind, {ORANG: lasting | openings, JABATAN: lasting, UNIT: lasting})
    parts: dict[str, dict[str, Fact]] = {ORANG: {}}
    for name, fact in facts.items():
        if sheet_of(fact) == kind or (kind == JenisMasukan.KEHADIRAN and name in ALSO_MONTHLY):
            parts.setdefault(fact.grain.value, {})[name] = fact
    return Columns(kind, parts)
