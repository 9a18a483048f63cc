"""The histories of a career: each record of the file becomes a row, or a problem."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from praja.people.enums import CaraMenjabat
from praja.people.imports.columns import GRAINS, Grain
from praja.people.imports.places import NotFound
from praja.people.imports.plan.basis import Basis
from praja.people.imports.plan.family import compare_family, family_after
from praja.people.imports.plan.merging import merged, on_day
from praja.people.imports.plan.shapes import ONE_DAY, YOUNGEST, Held, PersonPlan, blank
from praja.people.imports.reading import Rec, Someone, needed_missing
from praja.sheet.names import plain
from praja.web.said import gettext as _
from praja.web.said import label
from praja.web.words import tanggal_pendek

FURTHEST_AHEAD = datetime.timedelta(days=3 * 366)
_SAME_STATE = {
    "status": ("status",),
    "golongan": ("golongan",),
    "unit": ("unit_id",),
    "jabatan": ("position_id",),
    "rekening": ("bank", "number"),
}
_MAY_WAIT = frozenset(("golongan", "rekening"))
"""Histories that may be left out of a row of the sheet of people where a cell is empty."""


def compare_histories(
    basis: Basis, plan: PersonPlan, someone: Someone, known: dict[str, Any] | None
) -> dict[str, list[Held]]:
    """Compare the histories of somebody with what is recorded, the family first; return how they would be."""
    born = plan.identity.get("birth_date", (None, known and known["birth_date"]))[1]
    compare_family(basis, plan, someone)
    final: dict[str, list[Held]] = {}
    # Units first: of posts of one name, that of the person's unit is meant.
    order = sorted(basis.grains, key=lambda grain: grain.key not in ("unit", "status", "golongan"))
    for grain in order:
        held = [
            Held(one.id, one.start, one.upper, dict(one.fields), was=one.was)
            for one in basis.rows[grain.key].get(plan.id, ())
        ]
        recs = list(someone.records.get(grain.key, ()))
        if grain.key == "unit" and plan.new and not recs and not held:
            recs = _unit_by_default(basis, plan, someone)
        new = [
            one for rec in recs if (one := _row_of(basis, plan, grain, rec, held, final, born)) is not None
        ]
        final[grain.key] = merged(plan, grain, held, new)
    if plan.new and not final.get("unit") and not plan.wrong:
        plan.refuse(
            someone.person,
            "unit",
            "",
            _("Unit kerjanya belum ada; tanpa unit tidak ada yang mengurus pegawai ini."),
            _("Isi kolom unit, atau pilih unit bagi pegawai baru pada halaman pasangan kolom."),
        )
    return final


def _unit_by_default(basis: Basis, plan: PersonPlan, someone: Someone) -> list[Rec]:
    if basis.mapping.unit is None:
        return []
    starts = [
        rec.values["mulai"]
        for recs in someone.records.values()
        for rec in recs
        if "mulai" in rec.values and rec.grain.key in ("status", "golongan", "jabatan")
    ]
    day = min(starts, default=basis.mapping.on or basis.on)
    line = someone.person.line if someone.person else plan.line
    sheet = someone.person.sheet if someone.person else ""
    return [Rec(GRAINS["unit"], sheet, line, {"unit_id": basis.mapping.unit, "mulai": day})]


def _row_of(
    basis: Basis,
    plan: PersonPlan,
    grain: Grain,
    rec: Rec,
    held: list[Held],
    final: dict[str, list[Held]],
    born: datetime.date | None,
) -> Held | None:
    """Return the row that a record means, none where it is wrong or says nothing."""
    said = dict(rec.values)
    start, last = said.pop("mulai", None), said.pop("sampai", None)
    assumed = False
    if start is None and rec.wide:
        if grain.key == "kgb":
            return None
        start, assumed = basis.mapping.on, True
    if start is None:
        plan.refuse(
            rec,
            "mulai",
            "",
            _("TMT-nya kosong."),
            _("Isi TMT; untuk daftar tanpa TMT, isi tanggal data pada halaman pasangan kolom."),
        )
        return None
    if not _find_named(basis, plan, grain, rec, said, start, final):
        return None
    derived = _derived(basis, plan, grain, said, final, start, rec)
    if missing := needed_missing(Rec(grain, rec.sheet, rec.line, said), frozenset(derived) | {"mulai"}):
        if rec.wide and grain.key == "kgb":
            return None
        names = ", ".join(one.key for one in missing)
        if rec.wide and grain.key in _MAY_WAIT:
            plan.refuse(
                rec,
                names,
                "",
                _("%(grain)s tidak diambil: belum diisi %(columns)s.")
                % {"grain": label(grain.label), "columns": names},
                _("Isi selnya bila hendak dicatat. Isi baris ini yang lain tetap diambil."),
                look=True,
            )
            return None
        plan.refuse(
            rec,
            names,
            "",
            _("%(grain)s: belum diisi %(columns)s.") % {"grain": label(grain.label), "columns": names},
            _("Isi selnya, atau hapus barisnya."),
        )
        return None
    if not _possible(basis, plan, grain, rec, said, start, last, born):
        return None
    if assumed:
        current = next((h for h in held if h.start <= start and (h.upper is None or start < h.upper)), None)
        keys = _SAME_STATE.get(grain.key, ())
        if current is not None and all(current.fields.get(key) == said.get(key) for key in keys):
            return None
    fields = blank(grain)
    fields.update({name: value for name, value in derived.items() if name in fields})
    fields.update({name: value for name, value in said.items() if name in fields})
    upper = last + ONE_DAY if last else None
    row = Held(None, start, upper, fields, rec, last_given=last is not None)
    row.was = (start, upper, {name: said[name] for name in said if name in fields})  # what was given
    return row


def _find_named(
    basis: Basis,
    plan: PersonPlan,
    grain: Grain,
    rec: Rec,
    said: dict[str, Any],
    start: datetime.date,
    final: dict[str, list[Held]],
) -> bool:
    """Put ids in the place of names of units, posts and members."""
    try:
        if (text := said.pop("unit", None)) is not None:
            said["unit_id"] = basis.places.unit(text, start)
        if (text := said.pop("position", None)) is not None:
            at = said.pop("position_unit", None)
            unit = basis.places.unit(at, start) if at else _unit_on(final.get("unit", ()), start)
            said["position_id"] = basis.places.post(text, unit, start)
        said.pop("position_unit", None)
    except NotFound as error:
        plan.refuse(rec, grain.key, text or "", error.why, error.what_to_do)
        return False
    if "unit_id" in said and said["unit_id"] not in basis.places.editable:
        plan.refuse(
            rec,
            "unit",
            basis.places.name(said["unit_id"]),
            _("Anda tidak berwenang mencatat pegawai di unit ini."),
            _("Periksa unitnya, atau minta BKPSDM menerapkan baris ini."),
        )
        return False
    if (
        "position_id" in said
        and basis.places.unit_of_post(said["position_id"], start) not in basis.places.editable
    ):
        plan.refuse(
            rec,
            "jabatan",
            basis.places.title(said["position_id"]),
            _("Jabatan ini di luar unit yang Anda urus."),
            _("Periksa jabatannya, atau minta BKPSDM menerapkan baris ini."),
        )
        return False
    if (text := said.pop("member", None)) is not None:
        found = [one for one in family_after(basis, plan) if plain(one[1]) == plain(text)]
        if len(found) != 1:
            plan.refuse(
                rec,
                "nama_anggota",
                text,
                _("Anggota keluarga “%(name)s” tidak ada, atau ada lebih dari satu.") % {"name": text},
                _("Tulis namanya seperti di lembar keluarga."),
            )
            return False
        said["member_id"] = found[0][0]
    return True


def _derived(
    basis: Basis,
    plan: PersonPlan,
    grain: Grain,
    said: dict[str, Any],
    final: dict[str, list[Held]],
    start: datetime.date,
    rec: Rec,
) -> dict[str, Any]:
    """Return fields that may be left out because others say them."""
    derived: dict[str, Any] = {}
    for name in ("member", "unit", "position"):
        if f"{name}_id" in said:
            derived[name] = None
    if grain.key == "rekening" and "holder" not in said:
        derived["holder"] = plan.name
    if grain.key == "kgb":
        golongan = next(
            (h for h in final.get("golongan", ()) if h.start <= start and (not h.upper or start < h.upper)),
            None,
        )
        if golongan is not None and "golongan" not in said:
            derived["golongan"] = golongan.fields["golongan"]
        if golongan is not None and rec.wide and "mkg_years" not in said:
            derived["mkg_years"] = golongan.fields["mkg_years"]
    return derived


def _possible(
    basis: Basis,
    plan: PersonPlan,
    grain: Grain,
    rec: Rec,
    said: dict[str, Any],
    start: datetime.date,
    last: datetime.date | None,
    born: datetime.date | None,
) -> bool:
    """Whether days and numbers of a record can be; each that cannot becomes a problem."""
    before = len(plan.problems)
    if born and grain.key != "tanggungan" and (start.year - born.year) < YOUNGEST:
        plan.refuse(
            rec,
            "mulai",
            tanggal_pendek(start),
            _("TMT ini terlalu awal bagi yang lahir %(born)s.") % {"born": tanggal_pendek(born)},
            _("Periksa tahunnya, juga apakah hari dan bulannya tertukar."),
        )
    if start > basis.on + FURTHEST_AHEAD:
        plan.refuse(
            rec,
            "mulai",
            tanggal_pendek(start),
            _("TMT ini lebih dari tiga tahun lagi."),
            _("Periksa tahunnya."),
        )
    if last is not None and last < start:
        plan.refuse(
            rec,
            "sampai",
            tanggal_pendek(last),
            _("Hari terakhirnya sebelum TMT."),
            _("Periksa kedua tanggal ini."),
        )
    if (dated := said.get("sk_date")) and dated > basis.on:
        plan.refuse(
            rec,
            "tanggal_sk",
            tanggal_pendek(dated),
            _("Tanggal SK sesudah hari ini."),
            _("Periksa tahunnya."),
        )
    if (
        grain.key == "status"
        and said.get("contract_end")
        and not str(said.get("status", "")).startswith("pppk")
    ):
        plan.refuse(
            rec,
            "akhir_kontrak",
            tanggal_pendek(said["contract_end"]),
            _("Hanya PPPK yang mempunyai akhir perjanjian kerja."),
            _("Kosongkan selnya, atau periksa statusnya."),
        )
    acting = said.get("how") in (CaraMenjabat.PLT, CaraMenjabat.PLH)
    if last is None and (acting or grain.key in ("disiplin", "cltn")):
        plan.refuse(rec, "sampai", "", _("Hari terakhirnya belum diisi."), _("Isi kolom sampai."))
    for field, most in (("mkg_years", 45), ("mkg_months", 11)):
        if (value := said.get(field)) is not None and not 0 <= value <= most:
            plan.refuse(
                rec,
                "mkg",
                str(value),
                _("Masa kerja golongan paling lama 45 tahun 11 bulan."),
                _("Periksa angkanya."),
            )
    if "gaji_pokok" in said and said["gaji_pokok"] <= 0:
        plan.refuse(
            rec,
            "gaji_pokok",
            "0",
            _("Gaji pokok harus lebih dari Rp0."),
            _("Isi gaji pokok menurut SK."),
        )
    return len(plan.problems) == before


def _unit_on(rows: Iterable[Held], day: datetime.date) -> Any:
    found = on_day(rows, day)
    return found.fields["unit_id"] if found else None
