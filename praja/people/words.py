"""What a row of a history says, in words; and what units and posts were called on a day."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

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
from praja.web.words import rupiah, tanggal


class Called(NamedTuple):
    """What a unit or a post was called from a day on, and the unit of a post."""

    start: datetime.date
    title: str
    unit_id: uuid.UUID | None


_TITLES = """
WITH posts AS (
    SELECT v.position_id, lower(v.berlaku) AS start, v.title, v.unit_id FROM organization_positionversion v
    WHERE v.position_id = ANY(%(posts)s::uuid[]) AND {known}
)
SELECT true, position_id, start, title, unit_id FROM posts
UNION ALL
SELECT false, v.unit_id, lower(v.berlaku), v.name, NULL FROM organization_unitversion v
WHERE v.unit_id = ANY(%(units)s::uuid[] || ARRAY(SELECT unit_id FROM posts)) AND {known}
"""
_KNOWN = "v.digantikan IS NULL"
_KNOWN_THEN = "v.tercatat <= %(at)s AND (v.digantikan IS NULL OR v.digantikan > %(at)s)"


class Titles:
    """Names of units and posts as they were on any day, read in one query for all rows of a page."""

    def __init__(self, rows: Iterable[SkHistory], known_at: datetime.datetime | None = None) -> None:
        """Read what the rows name."""
        rows = list(rows)
        posts = {one.position_id for one in rows if isinstance(one, JabatanHistory)}
        units = {one.unit_id for one in rows if isinstance(one, UnitHistory)}
        self._positions: dict[Any, list[Called]] = defaultdict(list)
        self._units: dict[Any, list[Called]] = defaultdict(list)
        if not posts and not units:
            return
        sql = _TITLES.format(known=_KNOWN if known_at is None else _KNOWN_THEN)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"posts": list(posts), "units": list(units), "at": known_at})
            for is_post, pk, *said in sorted(cursor.fetchall(), key=lambda one: one[2]):
                (self._positions if is_post else self._units)[pk].append(Called(*said))

    def position(self, position_id: uuid.UUID, on: datetime.date) -> Called | None:
        """Return what a post was on a day, or the nearest that is known of it."""
        return _nearest(self._positions.get(position_id, ()), on)

    def unit(self, unit_id: uuid.UUID | None, on: datetime.date) -> str:
        """Return what a unit was called on a day."""
        found = _nearest(self._units.get(unit_id, ()), on)
        return found.title if found else _("unit yang tidak dikenal")

    def post(self, position_id: uuid.UUID, on: datetime.date) -> str:
        """Return the title of a post with its unit, unless the title ends with it already."""
        version = self.position(position_id, on)
        if version is None:
            return _("jabatan yang tidak dikenal")
        unit = self.unit(version.unit_id, on)
        return version.title if unit.casefold() in version.title.casefold() else f"{version.title}, {unit}"


def _nearest(versions: Sequence[Called], on: datetime.date) -> Called | None:
    earlier = [one for one in versions if one.start <= on]
    if earlier:
        return earlier[-1]
    return versions[0] if versions else None


def describe(row: SkHistory, titles: Titles, on: datetime.date | None = None) -> str:
    """Return what a row says, without its days.

    :param on: the day whose names of units and posts are used; by default the row's first
    """
    day = on or row.mulai
    match row:
        case StatusHistory():
            if row.contract_end:
                return _("%(status)s, perjanjian kerja sampai %(end)s") % {
                    "status": row.get_status_display(),
                    "end": tanggal(row.contract_end),
                }
            return str(row.get_status_display())
        case GolonganHistory():
            return _("Golongan %(golongan)s, masa kerja golongan %(mkg)s") % {
                "golongan": row.golongan,
                "mkg": years_months(row.mkg_years, row.mkg_months),
            }
        case KgbHistory():
            return _("Gaji pokok %(amount)s, golongan %(golongan)s, masa kerja %(years)s tahun") % {
                "amount": rupiah(row.gaji_pokok),
                "golongan": row.golongan,
                "years": row.mkg_years,
            }
        case JabatanHistory():
            title = titles.post(row.position_id, day)
            return {"plt": f"Plt. {title}", "plh": f"Plh. {title}"}.get(row.how, title)
        case UnitHistory():
            return titles.unit(row.unit_id, day)
        case DependantHistory():
            return _("Tunjangan untuk %(name)s (%(relation)s)") % {
                "name": row.member.name,
                "relation": row.member.get_relation_display().lower(),
            }
        case BankAccountHistory():
            return _("%(bank)s %(number)s atas nama %(holder)s") % {
                "bank": row.bank,
                "number": row.number,
                "holder": row.holder,
            }
        case DisciplineHistory():
            return _("Hukuman disiplin %(level)s: %(kind)s") % {
                "level": row.get_level_display().lower(),
                "kind": row.kind,
            }
        case StudyHistory():
            return _("Tugas belajar %(level)s %(program)s, %(school)s") % {
                "level": row.get_level_display(),
                "program": row.program,
                "school": row.school,
            }
        case CltnHistory():
            return _("Cuti di luar tanggungan negara")
    return str(row)


def period(row: SkHistory) -> str:
    """Return the days on which a row holds, in words."""
    return span_text(row.mulai, row.sampai)


def span_text(start: datetime.date, last: datetime.date | None) -> str:
    """Return days from a first to a last one, in words."""
    if last is None:
        return _("sejak %(start)s") % {"start": tanggal(start)}
    return _("%(start)s sampai %(end)s") % {"start": tanggal(start), "end": tanggal(last)}


def years_months(years: int, months: int) -> str:
    """Return a time of service in words."""
    if not months:
        return _("%(years)s tahun") % {"years": years}
    return _("%(years)s tahun %(months)s bulan") % {"years": years, "months": months}


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was recorded, as an event of the audit keeps it."""
    return {name: _plain(value) for name, value in content.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "pk"):
        return str(value.pk)
    return str(value)


def as_recorded(row: SkHistory) -> dict[str, Any]:
    """Return a row as an event of the audit keeps it; a bank account number only by its last digits."""
    left_out = {"id", "tercatat", "dicatat_oleh", "digantikan", "pengganti", "person", "berlaku"}
    said = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
    kept = plain(
        {name: value for name, value in said.items() if name not in left_out and value not in (None, "")}
    )
    if "number" in kept:
        kept["number"] = f"…{kept['number'][-4:]}"
    upper = row.berlaku.upper
    return {"mulai": row.berlaku.lower.isoformat(), "sebelum": upper and upper.isoformat(), **kept}
