"""How the structure is shown: trees, histories and the consequences of a change, in words."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from praja.organization import queries
from praja.organization.actions import POSITION_FIELDS, UNIT_FIELDS, Step
from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.organization.queries import Node
from praja.web import words
from praja.web.addresses import addresses
from praja.web.prepared import prepared_cursor
from praja.web.trees import Branch

MOST_BRANCHES = 30
"""A branch with more units than this is shown as a link to its own page."""
CODES = frozenset(("npwp", "budget_code"))


# --- trees


def branches(nodes: Iterable[Node], query: str = "", *, depth: int = 0) -> list[Branch]:
    """Return nodes as lines of a tree; a very broad one leads to its own page instead of opening."""
    found = []
    for node in nodes:
        vacant = node.all_vacant
        branch = Branch(
            node.version.name,
            unit_url(node.unit_id, query),
            counts(node),
            chip=_("%(count)s lowong") % {"count": words.angka(vacant)} if vacant else "",
            state="warn" if vacant else "",
        )
        if len(node.children) <= MOST_BRANCHES:
            branch.children = branches(node.children, query, depth=depth + 1)
        else:
            units = _("%(count)s unit di bawahnya")
            branch.detail += " · " + units % {"count": words.angka(len(node.children))}
        found.append(branch)
    return found


def counts(node: Node) -> str:
    """Return how many posts and people a unit has with all below it, in words."""
    return _("%(filled)s dari %(places)s terisi") % {
        "filled": words.angka(node.all_filled),
        "places": words.angka(node.all_formasi),
    }


def unit_url(unit: uuid.UUID, query: str = "") -> str:
    """Return the address of a unit's page, for the same day as this one."""
    return addresses("organization:unit")(unit) + (f"?{query}" if query else "")


def position_url(position: uuid.UUID, query: str = "") -> str:
    """Return the address of a post's page, for the same day as this one."""
    return addresses("organization:position")(position) + (f"?{query}" if query else "")


# --- histories


def labels() -> dict[str, str]:
    """Return what the fields of units and posts are called on pages."""
    return {
        "parent": _("unit induk"),
        "name": _("nama"),
        "short_name": _("nama singkat"),
        "kind": _("jenis"),
        "zone": _("zona waktu"),
        "order": _("urutan"),
        "npwp": _("NPWP pemotong pajak"),
        "budget_code": _("kode anggaran"),
        "address": _("alamat"),
        "unit": _("unit"),
        "superior": _("atasan langsung"),
        "title": _("nama jabatan"),
        "heads_unit": _("memimpin unitnya"),
        "kelas_jabatan": _("kelas jabatan"),
        "eselon": _("eselon"),
        "jenjang": _("jenjang jabatan fungsional"),
        "formasi": _("kebutuhan pegawai"),
        "bup": _("batas usia pensiun"),
        "tugas_pokok": _("tugas pokok"),
        "syarat": _("persyaratan jabatan"),
    }


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs."""

    label: str
    before: str
    after: str


Names = Mapping[uuid.UUID, str]


def differences(before: Any, after: Any, names: Names, *, codes: bool = True) -> list[Difference]:
    """Return what differs between two versions of a unit or post, without the legal ground.

    :param names: of units and posts, by their ids
    :param codes: whether NPWP and budget code may be shown
    """
    fields = UNIT_FIELDS if isinstance(after, UnitVersion) else POSITION_FIELDS
    named = labels()
    return [
        Difference(named[name], _value(before, name, names), _value(after, name, names))
        for name in fields
        if name != "dasar"
        and (codes or name not in CODES)
        and getattr(before, _column(name)) != getattr(after, _column(name))
    ]


def _column(name: str) -> str:
    return f"{name}_id" if name in ("parent", "unit", "superior") else name


def _value(version: Any, name: str, names: Names) -> str:
    value = getattr(version, _column(name))
    if name in ("parent", "unit", "superior"):
        return names.get(value, "") if value else words.UNKNOWN
    if value in (None, ""):
        return words.UNKNOWN
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    display = getattr(version, f"get_{name}_display", None)
    return str(display() if display else value)


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryLine:
    """One row of a history as a timeline shows it."""

    version: Any
    when: str
    title: str
    detail: str
    old: bool
    chip: str = ""
    state: str = ""
    url: str = ""


def history(rows: Sequence[Any], names: Names, *, codes: bool) -> list[HistoryLine]:
    """Return all that was recorded of a unit or post, latest first, superseded rows too."""
    known = sorted((row for row in rows if row.digantikan is None), key=lambda row: row.mulai)
    earlier = {row.pk: before for before, row in zip(known, known[1:], strict=False)}
    lines = []
    for row in rows:
        parts = []
        if row.pk in earlier:
            parts += [
                f"{one.label}: {one.before} → {one.after}"
                for one in differences(earlier[row.pk], row, names, codes=codes)
            ]
        elif isinstance(row, UnitVersion) and row.parent_id:
            parts.append(_("di bawah %(name)s") % {"name": names.get(row.parent_id, "")})
        if row.dasar:
            parts.append(_("dasar: %(ground)s") % {"ground": row.dasar})
        parts.append(
            _("dicatat %(when)s oleh %(who)s")
            % {"when": words.tanggal(row.tercatat), "who": row.dicatat_oleh or "Praja"}
        )
        withdrawn = row.digantikan is not None and row.pengganti_id is None
        if row.digantikan is not None:
            state = _("ditarik %(when)s") if withdrawn else _("diganti %(when)s")
            parts.append(state % {"when": words.tanggal(row.digantikan)})
        lines.append(HistoryLine(row, period(row), str(row), " · ".join(parts), row.digantikan is not None))
    return lines


def period(row: Any) -> str:
    """Return from when until when something holds, in words."""
    start = words.tanggal(row.mulai)
    if row.sampai is None:
        return _("sejak %(start)s") % {"start": start}
    return _("%(start)s sampai %(end)s") % {"start": start, "end": words.tanggal(row.sampai)}


def names_of_units(units: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return the latest known names of units."""
    return _latest("SELECT unit_id, name FROM organization_unitversion v WHERE v.unit_id", units)


def names_of_positions(positions: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return the latest known titles of posts."""
    select = "SELECT position_id, title FROM organization_positionversion v WHERE v.position_id"
    return _latest(select, positions)


def _latest(select: str, wanted: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    if not (ids := [one for one in set(wanted) if one]):
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(f"{select} = ANY(%s::uuid[]) AND v.digantikan IS NULL ORDER BY v.berlaku", [ids])
        return dict(cursor.fetchall())


# --- consequences


@dataclasses.dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that a change will do: a sentence, and what differs."""

    sentence: str
    details: list[str]


def consequences(steps: Iterable[Step]) -> list[Consequence]:
    """Return the steps of a rehearsed action in words."""
    steps = list(steps)
    names = _names_in(steps)
    return [_told(step, names) for step in steps]


def _names_in(steps: Sequence[Step]) -> dict[uuid.UUID, str]:
    units: set[uuid.UUID | None] = set()
    posts: set[uuid.UUID | None] = set()
    for step in steps:
        for row in (step.before, step.after):
            if isinstance(row, UnitVersion):
                units |= {row.unit_id, row.parent_id}
            elif isinstance(row, PositionVersion):
                units.add(row.unit_id)
                posts |= {row.position_id, row.superior_id}
    return {**names_of_units(units), **names_of_positions(posts)}


def _told(step: Step, names: Names) -> Consequence:
    after = step.after
    values = {"name": step.name}
    if isinstance(after, UnitVersion | PositionVersion):
        values["start"] = words.tanggal(after.mulai)
    elif isinstance(after, dict) and "sampai" in after:
        values["end"] = words.tanggal(datetime.date.fromisoformat(after["sampai"]))
    details: list[str] = []
    if step.before is not None and isinstance(after, UnitVersion | PositionVersion):
        details = [
            f"{one.label}: {one.before} → {one.after}" for one in differences(step.before, after, names)
        ]
    if isinstance(after, UnitVersion | PositionVersion) and after.sampai is not None:
        details.append(_("berlaku sampai %(end)s") % {"end": words.tanggal(after.sampai)})
    match step.kind:
        case "unit_created":
            sentence = _("Unit baru: %(name)s, mulai %(start)s.")
            if isinstance(after, UnitVersion) and after.parent_id:
                details.append(_("di bawah %(name)s") % {"name": names.get(after.parent_id, "")})
        case "unit_changed":
            sentence = _("%(name)s berubah mulai %(start)s.")
        case "unit_moved":
            sentence = _("%(name)s berpindah induk mulai %(start)s.")
        case "unit_closed":
            sentence = _("%(name)s berakhir; hari terakhirnya %(end)s.")
        case "unit_merged":
            sentence = _("%(name)s tercatat menjadi bagian %(into)s.")
            values["into"] = after["menjadi"]  # type: ignore[index]
        case "unit_split":
            sentence = _("%(name)s tercatat dipecah menjadi %(into)s.")
            values["into"] = ", ".join(after["menjadi"])  # type: ignore[index]
        case "position_created":
            sentence = _("Jabatan baru: %(name)s, mulai %(start)s.")
        case "position_changed":
            sentence = _("Jabatan %(name)s berubah mulai %(start)s.")
        case "position_closed":
            sentence = _("Jabatan %(name)s berakhir; hari terakhirnya %(end)s.")
        case _:
            sentence = _("%(name)s kembali seperti sebelumnya mulai %(start)s.")
    return Consequence(sentence % values, details)


# --- breadcrumbs


def trail(
    unit: Unit | None,
    day: datetime.date,
    *last: str,
    itself: bool = False,
    line: Sequence[UnitVersion] | None = None,
) -> list[tuple[str, str]]:
    """Return where a page stands: the governments, the units above, and the page itself.

    :param itself: the unit's own page lies above this one
    :param line: the unit and those above it on the day, where they were read already
    """
    found = [(_("Organisasi"), reverse("organization:index"))]
    if unit is not None:
        line = queries.lineage(unit, day) if line is None else line
        found += [
            (above.name, unit_url(above.unit_id)) for above in reversed(line) if above.unit_id != unit.pk
        ]
        if itself:
            version = next((one for one in line if one.unit_id == unit.pk), None)
            version = version or queries.nearest_version(unit, day)
            found.append((version.name if version else unit.code, unit_url(unit.pk)))
    return [*found, *((label, "") for label in last)]
