"""The columns of a unit's recap: few on a page, every count in its own in what is downloaded."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from praja.attendance.days.recap import LABELS, RARE
from praja.web.tables import Column, Lines
from praja.web.words import angka

AWAY: Final = ("hari_sakit", "hari_izin", "hari_cuti")
LATE: Final = ("tl_1", "tl_2", "tl_3", "tl_4")
EARLY: Final = ("psw_1", "psw_2", "psw_3", "psw_4")
BESIDE: Final = ("tanpa_rekam_masuk", "tanpa_rekam_pulang", "apel_absen", "upacara_absen")


def recap_columns(month: str, read: Collection[str]) -> list[Column]:
    """Return the columns of people with their `recap`.

    :param month: as addresses name it
    :param read: the facts that the government's law reads: rare counts are shown where it does
    """
    rare = tuple(name for name in LABELS if name in RARE and name in read)
    return [
        Column("nama", _("Pegawai"), lambda one: Lines(one.full_name, one.nip), sort="name",
               link=lambda one: reverse("attendance:recap_person", args=[one.pk, month])),
        Column("nip", _("NIP"), "nip", export="only"),
        Column("masuk", _("Masuk kerja"), _present, sort="recap__hari_masuk", export=False),
        Column("alpa", LABELS["hari_alpa"], _fact("hari_alpa"), sort="recap__hari_alpa", num=True,
               export=False),
        Column("lain", _("Sakit, izin, cuti"), _some(AWAY), export=False),
        Column("terlambat", _("Terlambat"), _some(LATE), sort="recap__menit_terlambat", export=False),
        Column("cepat", _("Pulang cepat"), _some(EARLY), export=False),
        Column("kurang", _("KWK, menit"), _fact("menit_kurang"), sort="recap__menit_kurang", num=True,
               export=False),
        Column("lainnya", _("Lainnya"), _some((*BESIDE, *rare)), export=False),
        *(
            Column(name, LABELS[name], _fact(name), sort=f"recap__{name}", num=True, export="only")
            for name in LABELS if name not in RARE or name in read
        ),
    ]  # fmt: skip


def _present(one: Any) -> str:
    if not one.recap:
        return _("belum ada hari yang dinilai")
    return _("%(came)s dari %(days)s") % {"came": one.recap["hari_masuk"], "days": one.recap["hari_kerja"]}


def _fact(name: str) -> Callable[[Any], Any]:
    return lambda one: one.recap.get(name) if one.recap else ""


def _some(names: Collection[str]) -> Callable[[Any], str]:
    """Return how to tell those counts of somebody that are not zero."""

    def told(one: Any) -> str:
        counts = ((LABELS[name], (one.recap or {}).get(name)) for name in names)
        return " · ".join(f"{label} {angka(count)}×" for label, count in counts if count)

    return told
