"""What recording an SK does to the rows beside it, and what stands in its way."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.people.actions.beside import Beside
from praja.people.actions.moving import leaves_unit
from praja.people.actions.refused import PersonRefused
from praja.people.enums import (
    CaraMenjabat,
    SebabBerhenti,
    StatusAsn,
)
from praja.people.kinds import STATUS, SkKind
from praja.people.models import (
    JabatanHistory,
    SkHistory,
    StatusHistory,
    UnitHistory,
)
from praja.people.words import Titles, describe, span_text
from praja.temporal import actions as temporal
from praja.temporal.actions import span
from praja.web.words import tanggal


def follows_on(kind: SkKind, row: SkHistory) -> bool:
    """Whether rows of this kind follow one another without gaps, each ending the one before."""
    return kind.ends == "tidak" or (isinstance(row, JabatanHistory) and row.how == CaraMenjabat.DEFINITIF)


def make_room(
    kind: SkKind, row: SkHistory, instead_of: SkHistory | None, beside: Beside
) -> tuple[list[tuple[SkHistory, datetime.date]], list[SkHistory]]:
    """Return which rows must end earlier for `row`, and which are in the way; `row` may get an end itself."""
    met: list[Any] = temporal.met(row, beside.rows(kind.model, row.person), instead_of=instead_of)
    if not follows_on(kind, row):
        return [], met
    start = row.berlaku.lower
    later = [one.mulai for one in met if one.mulai > start]
    if row.berlaku.upper is None and later:
        row.berlaku = span(start, min(later))
    shortened, conflicts = [], []
    for one in met:
        if row.berlaku.upper is not None and one.mulai >= row.berlaku.upper:
            continue
        fits = one.berlaku.upper is None if row.berlaku.upper is None else one.berlaku.upper is not None
        inside = row.berlaku.upper is None or (
            one.berlaku.upper is not None and one.berlaku.upper <= row.berlaku.upper
        )
        if one.mulai < start and (fits or inside) and inside:
            shortened.append((one, start))
        else:
            conflicts.append(one)
    return shortened, conflicts


def shortened_by(other: SkHistory, row: SkHistory, new_end: datetime.date) -> dict[str, Any]:
    changes: dict[str, Any] = {"berlaku": span(other.mulai, new_end)}
    became = isinstance(other, StatusHistory) and isinstance(row, StatusHistory)
    if became and other.status == StatusAsn.CPNS and row.status == StatusAsn.PNS:  # type: ignore[attr-defined]
        changes["ended_by"] = SebabBerhenti.DIANGKAT_PNS
    return changes


def neighbour_before(kind: SkKind, row: SkHistory) -> Any:
    """Return the row that ends where this one begins, if rows of this kind follow one another."""
    if not follows_on(kind, row):
        return None
    known: Any = kind.model.objects.known().filter(person=row.person_id)  # type: ignore[attr-defined]
    if isinstance(row, JabatanHistory):
        known = known.filter(how=CaraMenjabat.DEFINITIF)
    return known.filter(berlaku__endswith=row.mulai).first()


def in_the_way(row: SkHistory, titles: Titles) -> str:
    words = describe(row, titles)
    number = _(" (SK %(number)s)") % {"number": row.sk_number} if row.sk_number else ""
    return _(
        "Sudah ada catatan lain untuk hari yang sama: %(what)s%(sk)s, %(days)s. "
        "Bila catatan itu keliru, perbaiki atau tarik; bila tidak, periksa TMT yang Anda isi."
    ) % {"what": words, "sk": number, "days": span_text(row.mulai, row.sampai)}


def consequences_of(
    kind: SkKind,
    row: SkHistory,
    last: datetime.date | None,
    shortened: Sequence[tuple[SkHistory, datetime.date]],
    beside: Beside,
) -> list[str]:
    said, on = [], beside.on
    for one, new_end in shortened:
        said.append(
            _("%(what)s berakhir %(day)s.")
            % {"what": describe(one, beside.titles), "day": tanggal(new_end - datetime.timedelta(days=1))}
        )
    if last is None and row.berlaku.upper is not None:
        said.append(
            _("Berlaku sampai %(day)s, karena SK yang lebih baru sudah tercatat mulai hari berikutnya.")
            % {"day": tanggal(row.sampai)}
        )
    if row.mulai < on.replace(day=1):
        months = (on.year - row.mulai.year) * 12 + on.month - row.mulai.month
        said.append(
            ngettext(
                "TMT-nya sudah lewat %(count)s bulan: penghasilan bulan-bulan itu mungkin perlu "
                "dihitung ulang (rapel).",
                "TMT-nya sudah lewat %(count)s bulan: penghasilan bulan-bulan itu mungkin perlu "
                "dihitung ulang (rapel).",
                months,
            )
            % {"count": months}
        )
    if leaves_unit(row, beside):
        said.append(
            _(
                "Pengelola dan atasan di unit lama tidak lagi dapat melihat data pegawai ini sejak "
                "TMT, dan sesi masuknya diakhiri."
            )
        )
    if isinstance(row, JabatanHistory) and row.how != CaraMenjabat.DEFINITIF:
        said.append(
            _("Selama masa itu ia menjadi atasan bagi jabatan-jabatan di bawahnya, dan tidak sesudahnya.")
        )
    if isinstance(row, StatusHistory) and kind is STATUS and not shortened:
        said.append(_("Ini status pertama yang tercatat bagi pegawai ini."))
    return said


def still_current(row: SkHistory) -> Any:
    now = type(row)._default_manager.filter(pk=row.pk).first()
    if now is None or now.digantikan is not None:
        raise PersonRefused(str(temporal.Superseded()))
    return now


def differs(row: SkHistory, changes: Mapping[str, Any]) -> bool:
    for name, value in changes.items():
        now = getattr(row, name)
        if isinstance(now, models.Model) or isinstance(value, models.Model):
            if getattr(now, "pk", None) != getattr(value, "pk", None):
                return True
        elif name == "berlaku":
            if (now.lower, now.upper) != (value.lower, value.upper):
                return True
        elif now != value:
            return True
    return False


def unit_for_trail(row: SkHistory, on: datetime.date) -> Any:
    if isinstance(row, UnitHistory):
        return row.unit_id
    found = UnitHistory.objects.on(on).filter(person=row.person_id).values_list("unit", flat=True).first()
    return found
