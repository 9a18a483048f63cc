"""Members of the family, and records such as schooling: what the file adds to them or changes."""

from __future__ import annotations

import uuid
from typing import Any

from praja.people.imports.columns import GRAINS
from praja.people.imports.plan.basis import Basis
from praja.people.imports.plan.shapes import MemberWrite, PersonPlan
from praja.people.imports.reading import Rec, Someone, needed_missing
from praja.sheet.names import plain
from praja.web.said import gettext as _
from praja.web.said import label
from praja.web.words import tanggal_pendek


def compare_family(basis: Basis, plan: PersonPlan, someone: Someone) -> None:
    """Compare the members of somebody's family with those recorded, by name and relation."""
    known = {(plain(one["name"]), one["relation"]): one for one in basis.family.get(plan.id, ())}
    seen: set[tuple[str, str]] = set()
    for rec in someone.records.get("keluarga", ()):
        if missing := needed_missing(rec):
            names = ", ".join(one.key for one in missing)
            plan.refuse(
                rec,
                names,
                "",
                _("Keluarga: belum diisi %(columns)s.") % {"columns": names},
                _("Isi selnya, atau hapus barisnya."),
            )
            continue
        key = (plain(rec.values["name"]), rec.values["relation"])
        if key in seen:
            plan.refuse(
                rec,
                "nama",
                rec.values["name"],
                _("Anggota keluarga ini ada dua kali di berkas."),
                _("Sisakan satu baris."),
            )
            continue
        seen.add(key)
        _compare_member(basis, plan, rec, known.get(key))


def _compare_member(basis: Basis, plan: PersonPlan, rec: Rec, now: dict[str, Any] | None) -> None:
    said = rec.values
    married, divorced = (said.get(k) or (now or {}).get(k) for k in ("married_on", "divorced_on"))
    if (born := said.get("birth_date")) and born > basis.on:
        plan.refuse(
            rec,
            "tanggal_lahir",
            tanggal_pendek(born),
            _("Tanggal lahir sesudah hari ini."),
            _("Periksa tahunnya."),
        )
        return
    if married and divorced and divorced < married:
        plan.refuse(
            rec,
            "tanggal_cerai",
            tanggal_pendek(divorced),
            _("Tanggal cerai sebelum tanggal menikah."),
            _("Periksa kedua tanggal ini."),
        )
        return
    if now is None:
        new = {"works_as_asn": False, "school": "", **said}
        pk = uuid.uuid5(plan.id, f"{new['relation']}|{plain(new['name'])}|{basis.import_id}")
        plan.members.append(MemberWrite(pk, new, {}))
        return
    changes = {field: (now[field], value) for field, value in said.items() if now[field] != value}
    changes.pop("name", None)
    if changes:
        plan.members.append(MemberWrite(now["id"], None, changes))


def family_after(basis: Basis, plan: PersonPlan) -> list[tuple[uuid.UUID, str]]:
    """Return the members of the family as they would be, with their names."""
    known = [(one["id"], one["name"]) for one in basis.family.get(plan.id, ())]
    return known + [(one.id, one.new["name"]) for one in plan.members if one.new]


def compare_records(basis: Basis, plan: PersonPlan, someone: Someone) -> None:
    """Compare schooling, training and awards with those recorded; only what is new is added."""
    for key, by_person in basis.records.items():
        grain, known = GRAINS[key], list(by_person.get(plan.id, ()))
        for rec in someone.records.get(key, ()):
            if missing := needed_missing(rec):
                names = ", ".join(one.key for one in missing)
                plan.refuse(
                    rec,
                    names,
                    "",
                    _("%(grain)s: belum diisi %(columns)s.")
                    % {"grain": label(grain.label), "columns": names},
                    _("Isi selnya, atau hapus barisnya."),
                )
                continue
            if rec.values["dated"] > basis.on:
                plan.refuse(
                    rec,
                    "tanggal",
                    tanggal_pendek(rec.values["dated"]),
                    _("Tanggalnya sesudah hari ini."),
                    _("Periksa tahunnya."),
                )
                continue
            fields = {"number": "", "note": "", "field": "", "held_by": "", **rec.values}
            ours = {column.field for column in grain.columns}
            fields = {name: value for name, value in fields.items() if name in ours}
            if any(all(one.get(k) == v for k, v in rec.values.items()) for one in known):
                continue
            known.append(fields)
            plan.records.append((key, fields))
