"""The kinds of SK that can be recorded, and which history each one writes."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.people.models import (
    BankAccountHistory,
    CltnHistory,
    DependantHistory,
    DisciplineHistory,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    SkHistory,
    StatusHistory,
    StudyHistory,
    UnitHistory,
)
from praja.people.perms import Section


@dataclasses.dataclass(frozen=True, slots=True)
class SkKind:
    """A kind of SK.

    :param key: in addresses
    :param fields: of the history, what the SK says besides days and its own number
    :param ends: whether it has a last day by nature: `tidak`, `boleh`, `wajib`
    :param sk_needed: whether there is an SK at all; a bank account has none
    """

    key: str
    model: type[SkHistory]
    label: str | Promise
    section: Section
    fields: tuple[str, ...]
    ends: str = "tidak"
    sk_needed: bool = True
    hint: str | Promise = ""

    def content(self, row: SkHistory) -> dict[str, Any]:
        """Return what a row says, as an action takes it."""
        return {name: getattr(row, name) for name in self.fields}


STATUS: Final = SkKind(
    "status", StatusHistory, _("Status dan perjanjian kerja"), Section.KARIER, ("status", "contract_end"),
    hint=_("Pengangkatan CPNS, PNS, atau perjanjian kerja PPPK."),
)  # fmt: skip
GOLONGAN: Final = SkKind(
    "golongan", GolonganHistory, _("Golongan (kenaikan pangkat)"), Section.KARIER,
    ("golongan", "mkg_years", "mkg_months"),
    hint=_("Golongan dan masa kerja golongan pada TMT."),
)  # fmt: skip
KGB: Final = SkKind(
    "kgb", KgbHistory, _("Kenaikan gaji berkala"), Section.GAJI, ("golongan", "mkg_years", "gaji_pokok"),
    hint=_("Surat pemberitahuan kenaikan gaji berkala."),
)  # fmt: skip
JABATAN: Final = SkKind(
    "jabatan", JabatanHistory, _("Jabatan, Plt., atau Plh."), Section.KARIER, ("position", "how"),
    ends="boleh",
    hint=_("Pengangkatan definitif, atau penunjukan Plt. dan Plh. dengan tanggal akhirnya."),
)  # fmt: skip
UNIT: Final = SkKind(
    "unit", UnitHistory, _("Unit kerja (mutasi)"), Section.KARIER, ("unit",),
    hint=_("Unit tempat bekerja dan dibayar."),
)  # fmt: skip
TANGGUNGAN: Final = SkKind(
    "tanggungan", DependantHistory, _("Tunjangan keluarga"), Section.KELUARGA, ("member",), ends="boleh",
    sk_needed=False,
    hint=_("Anggota keluarga yang tunjangannya dibayar, sejak dan sampai kapan."),
)  # fmt: skip
REKENING: Final = SkKind(
    "rekening", BankAccountHistory, _("Rekening gaji"), Section.GAJI, ("bank", "number", "holder"),
    sk_needed=False,
    hint=_("Rekening bank tempat penghasilan dibayar."),
)  # fmt: skip
DISIPLIN: Final = SkKind(
    "disiplin", DisciplineHistory, _("Hukuman disiplin"), Section.DISIPLIN, ("level", "kind", "violation"),
    ends="wajib",
    hint=_("Hukuman menurut PP 94/2021 dan masa menjalaninya."),
)  # fmt: skip
TUGAS_BELAJAR: Final = SkKind(
    "tugas-belajar", StudyHistory, _("Tugas belajar"), Section.KARIER, ("program", "school", "level"),
    ends="boleh",
    hint=_("Penugasan belajar dan masanya."),
)  # fmt: skip
CLTN: Final = SkKind(
    "cltn", CltnHistory, _("Cuti di luar tanggungan negara"), Section.KARIER, (), ends="wajib",
    hint=_("Masa cuti; selama itu masa kerja golongan tidak bertambah."),
)  # fmt: skip

KINDS: Final[dict[str, SkKind]] = {
    one.key: one
    for one in (STATUS, GOLONGAN, KGB, JABATAN, UNIT, TANGGUNGAN, REKENING, DISIPLIN, TUGAS_BELAJAR, CLTN)
}
_BY_MODEL: Final = {one.model: one for one in KINDS.values()}


def kind_of(row: SkHistory | type[SkHistory]) -> SkKind:
    """Return the kind of SK that writes rows such as this one."""
    return _BY_MODEL[row if isinstance(row, type) else type(row)]
