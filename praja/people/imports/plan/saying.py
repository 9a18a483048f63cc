"""Telling what would change, field by field, as the page of an import shows it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from praja.people.imports.columns import GRAINS, Grain
from praja.people.imports.masked import last_digits
from praja.people.imports.plan.basis import Basis
from praja.people.imports.plan.shapes import ONE_DAY, Held, PersonPlan
from praja.web.words import rupiah, tanggal_pendek


def say_changes(basis: Basis, plan: PersonPlan, final: dict[str, list[Held]]) -> None:
    """Say what would change, field by field; of somebody new only how many rows of each kind."""
    if plan.new:
        counts: dict[str, int] = defaultdict(int)
        for write in plan.writes:
            counts[write.grain] += 1
        counts["keluarga"] += len(plan.members)
        for key, _fields in plan.records:
            counts[key] += 1
        plan.says = [{"grain": key, "count": count} for key, count in counts.items() if count]
        return
    person = GRAINS["orang"]
    for field, (before, after) in plan.identity.items():
        plan.says.append(_said(person, field, _shown(basis, field, before), _shown(basis, field, after)))
    if plan.nik:
        plan.says.append(_said(person, "nik", "", last_digits(plan.nik)))
    for grain in basis.grains:
        for row in final[grain.key]:
            if row.changed:
                plan.says += _say_row(basis, grain, row)
    for member in plan.members:
        grain = GRAINS["keluarga"]
        if member.new:
            plan.says.append({"grain": grain.key, "text": member.new["name"]})
        for field, (before, after) in member.changes.items():
            plan.says.append(_said(grain, field, _shown(basis, field, before), _shown(basis, field, after)))
    for key, fields in plan.records:
        text = ", ".join(_shown(basis, k, v) for k, v in fields.items() if v not in ("", None))
        plan.says.append({"grain": key, "text": text})


def _say_row(basis: Basis, grain: Grain, row: Held) -> list[dict[str, Any]]:
    if row.id is None:
        parts = [
            _shown(basis, column.field, row.fields.get(_attname(grain, column.field)))
            for column in grain.columns
            if column.needed and column.field != "mulai"
        ]
        days = tanggal_pendek(row.start) + (f" – {tanggal_pendek(row.upper - ONE_DAY)}" if row.upper else "")
        return [{"grain": grain.key, "text": f"{', '.join(parts)} ({_('TMT')} {days})"}]
    assert row.was is not None
    said = []
    start, upper, before = row.was
    for column in grain.columns:
        name = _attname(grain, column.field)
        if name in before and before[name] != row.fields[name]:
            said.append(
                _said(
                    grain,
                    column.field,
                    _shown(basis, column.field, before[name]),
                    _shown(basis, column.field, row.fields[name]),
                    row.start,
                )
            )
    if upper != row.upper:
        ended, ends = (
            tanggal_pendek(one - ONE_DAY) if one else _("tanpa akhir") for one in (upper, row.upper)
        )
        said.append(_said(grain, "sampai", ended, ends, row.start))
    if not said:
        said.append({"grain": grain.key, "text": tanggal_pendek(start)})
    return said


def _shown(basis: Basis, field: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime.date):
        return tanggal_pendek(value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if field == "unit":
        return basis.places.name(value)
    if field == "position":
        return basis.places.title(value)
    if field in ("number", "npwp") and len(str(value)) > 6:
        return last_digits(str(value))
    if field == "gaji_pokok":
        return rupiah(value)
    return str(value)


def _attname(grain: Grain, field: str) -> str:
    return f"{field}_id" if field in ("unit", "position", "member") else field


def _said(
    grain: Grain, field: str, before: str, after: str, start: datetime.date | None = None
) -> dict[str, Any]:
    column = next((one for one in grain.columns if one.field == field), None)
    said: dict[str, Any] = {
        "grain": grain.key,
        "field": column.key if column else field,
        "before": before,
        "after": after,
    }
    if start is not None:
        said["of"] = tanggal_pendek(start)
    return said
