"""What the database knew of people on a day: one statement a kind of row, however many people.

`Known` says when: the first of the month, the moment as of which is asked. Rows come as frames; ids and what
else only passes through are text.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import connection

from praja.organization.models import Unit
from praja.people.former import states_at
from praja.people.models import FamilyMember, Person

IDS = frozenset({"people", "posts", "units", "days"})
"""Parameters that are lists of ids, or of days."""
FIRST = "%(day)s::date"
"""The day that counts for everyone, as a statement names it: `Known.counts`."""
AMONG = """(cardinality(%(people)s::uuid[]) = 0
           OR former.person_id IN (SELECT unnest(%(people)s::uuid[])))"""
"""The condition that what stood before is of those who are asked about; of anybody, where nobody is named."""
GIVEN = "who.day"
"""The day that a statement looks at for each of `Known.who_when`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A month of some units' people, as known at a moment."""

    government: Unit
    unit: Unit
    period: datetime.date
    known_at: datetime.datetime | None
    people: tuple[str, ...] = ()
    paid_on: datetime.date | None = None
    """The day of payment; by default the first of the month."""
    as_of: datetime.date | None = None
    """The day that counts for all who are asked about, where it is not the first of the month: on which they
    came, or died."""

    @property
    def counts(self) -> datetime.date:
        """The day whose state counts: the first of the month, or that on which people came or died."""
        return self.as_of or self.period

    @property
    def tax_month(self) -> datetime.date:
        """The first day of the month of payment, to which the tax belongs."""
        return (self.paid_on or self.period).replace(day=1)

    @property
    def year_start(self) -> datetime.date:
        """The first day of the year."""
        return self.period.replace(month=1, day=1)

    @property
    def next_month(self) -> datetime.date:
        """The first day of the month after."""
        return (self.period + datetime.timedelta(days=32)).replace(day=1)

    def rows(self, alias: str) -> str:
        """Return the condition that a row of a history was known then."""
        if self.known_at is None:
            return f"{alias}.digantikan IS NULL"
        since = f"{alias}.tercatat <= %(known_at)s"
        return f"({since} AND ({alias}.digantikan IS NULL OR {alias}.digantikan > %(known_at)s))"

    def on(self, alias: str, day: str = FIRST) -> str:
        """Return the condition that a row of a history held on a day, by default the one that counts."""
        return f"({alias}.berlaku @> {day} AND {self.rows(alias)})"

    def during(self, alias: str) -> str:
        """Return the condition that a row of a history held on any day of the month."""
        month = "daterange(%(on)s::date, %(next)s::date)"
        return f"({alias}.berlaku && {month} AND {self.rows(alias)})"

    def who(self, alias: str) -> str:
        """Return the join with the people who are asked about. A long `= ANY(…)` would be gone through for
        each row."""
        return f"JOIN unnest(%(people)s::uuid[]) AS who(id) ON who.id = {alias}.person_id"

    def who_when(self, alias: str) -> str:
        """Return the join with people who are asked about each on a day of their own, `GIVEN`."""
        asked = "unnest(%(people)s::uuid[], %(days)s::date[]) AS who(id, day)"
        return f"JOIN {asked} ON who.id = {alias}.person_id"

    def read(self, sql: str, schema: Mapping[str, Any], **more: Any) -> pl.DataFrame:
        """Return the rows of one statement as a frame."""
        given: dict[str, Any] = {"on": self.period, "day": self.counts, "known_at": self.known_at,
                 "year": self.year_start, "next": self.next_month, "tax": self.tax_month,
                 **more}  # fmt: skip
        for name in IDS & given.keys():
            # As one text: psycopg looks at each element of a list, which takes longer than the statement.
            given[name] = "{" + ",".join(map(str, given[name])) + "}"
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows = cursor.fetchall()
        return pl.DataFrame(rows, schema=dict(schema), orient="row")


# --- units


@dataclasses.dataclass(frozen=True, slots=True)
class Units:
    """The units of a government in a month: what they are called, their order, their withholder."""

    names: Mapping[str, str]
    above: Mapping[str, tuple[str, ...]]
    """Of each unit itself and all above it, the nearest first."""
    order: Mapping[str, int]
    withholder: Mapping[str, str]
    """NPWP by unit; also of units that ended before in the year."""
    wanted: tuple[str, ...]
    """The unit that was asked for with all below it."""


_UNITS = """
SELECT v.unit_id::text, v.parent_id::text, v.name, v."order", v.npwp, v.berlaku @> %(on)s::date,
       lower(v.berlaku)
FROM organization_unitversion v JOIN organization_unit u ON u.id = v.unit_id
WHERE (u.id = %(government)s OR u.government_id = %(government)s)
  AND v.berlaku && daterange(%(year)s::date, %(next)s::date, '[]') AND {known}
ORDER BY lower(v.berlaku)
"""


def units_of(known: Known) -> Units:
    """Return the units of the government in the month."""
    schema = {"unit": pl.String, "parent": pl.String, "name": pl.String, "order": pl.Int64,
              "npwp": pl.String, "now": pl.Boolean, "since": pl.Date}  # fmt: skip
    rows = known.read(_UNITS.format(known=known.rows("v")), schema, government=known.government.pk)
    latest: dict[str, dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        if row["since"] <= known.period or row["unit"] not in latest:
            latest[row["unit"]] = row
    above = {unit: _chain(unit, latest) for unit in latest}
    below: dict[str | None, list[str]] = {}
    for unit, row in latest.items():
        if row["now"]:
            below.setdefault(row["parent"], []).append(unit)
    for units in below.values():
        units.sort(key=lambda one: (latest[one]["order"], latest[one]["name"], one))
    order: dict[str, int] = {}
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        unit = waiting.pop()
        if unit not in order:
            order[unit] = len(order)
            waiting.extend(reversed(below.get(unit, [])))
    asked = str(known.unit.pk)
    return Units(
        names={unit: row["name"] for unit, row in latest.items()},
        above=above,
        order=order,
        withholder={
            unit: next((latest[one]["npwp"] for one in chain if latest[one]["npwp"]), "")
            for unit, chain in above.items()
        },
        wanted=tuple(unit for unit in order if asked in above[unit]),
    )


def _chain(unit: str, latest: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    at: str | None = unit
    while at is not None and at in latest and at not in found:
        found[at] = None
        at = latest[at]["parent"]
    return tuple(found)


# --- people

PEOPLE: Mapping[str, Any] = {
    "person_id": pl.String, "nip": pl.String, "nama": pl.String, "sex": pl.String,
    "unit_id": pl.String,
    "status": pl.String, "status_id": pl.String, "status_sk": pl.String, "status_by": pl.String,
    "status_start": pl.Date, "status_upper": pl.Date, "serving_since": pl.Date, "goes_on": pl.Boolean,
    "golongan": pl.String, "golongan_id": pl.String, "golongan_sk": pl.String, "golongan_by": pl.String,
    "golongan_start": pl.Date, "golongan_mkg": pl.Int64,
    "kgb_golongan": pl.String, "kgb_id": pl.String, "kgb_sk": pl.String, "kgb_by": pl.String,
    "kgb_start": pl.Date, "kgb_mkg": pl.Int64,
    "position_id": pl.String, "jabatan_id": pl.String, "jabatan_sk": pl.String, "jabatan_by": pl.String,
    "jabatan_start": pl.Date,
    "title": pl.String, "kind": pl.String, "kelas": pl.Int64, "eselon": pl.String, "jenjang": pl.String,
    "bank": pl.String, "bank_nomor": pl.String, "bank_nama": pl.String,
    "cltn_id": pl.String, "cltn_sk": pl.String, "cltn_by": pl.String, "cltn_start": pl.Date,
    "study_id": pl.String, "study_sk": pl.String, "study_by": pl.String, "study_start": pl.Date,
}  # fmt: skip

_STATE = """
SELECT p.id::text, p.nip,
       btrim(p.title_before || ' ' || p.name) || CASE WHEN p.title_after = '' THEN ''
                                                      ELSE ', ' || p.title_after END,
       p.sex, m.unit_id::text,
       s.status, s.id::text, s.sk_number, s.dicatat_oleh, lower(s.berlaku), upper(s.berlaku),
       x.first, coalesce(x.last >= upper(s.berlaku), false),
       g.golongan, g.id::text, g.sk_number, g.dicatat_oleh, lower(g.berlaku), g.mkg_years,
       k.golongan, k.id::text, k.sk_number, k.dicatat_oleh, lower(k.berlaku), k.mkg_years,
       j.position_id::text, j.id::text, j.sk_number, j.dicatat_oleh, lower(j.berlaku),
       v.title, v.kind, v.kelas_jabatan, v.eselon, v.jenjang,
       b.bank, b.number, b.holder,
       c.id::text, c.sk_number, c.dicatat_oleh, lower(c.berlaku),
       t.id::text, t.sk_number, t.dicatat_oleh, lower(t.berlaku)
"""
_HISTORIES = """
JOIN {person} p ON p.id = m.person_id AND {p}
LEFT JOIN people_statushistory s ON s.person_id = p.id AND {s}
LEFT JOIN {service} x ON {x}
LEFT JOIN people_golonganhistory g ON g.person_id = p.id AND {g}
LEFT JOIN people_kgbhistory k ON k.person_id = p.id AND {k}
LEFT JOIN people_jabatanhistory j ON j.person_id = p.id AND j.how = 'definitif' AND {j}
LEFT JOIN organization_positionversion v ON v.position_id = j.position_id AND {v}
LEFT JOIN people_bankaccounthistory b ON b.person_id = p.id AND {b}
LEFT JOIN people_cltnhistory c ON c.person_id = p.id AND {c}
LEFT JOIN people_studyhistory t ON t.person_id = p.id AND {t}
"""
_SERVICE = """(SELECT x.person_id, min(lower(x.berlaku)) AS first, max(lower(x.berlaku)) AS last
           FROM people_statushistory x WHERE {rows} {of} GROUP BY x.person_id)"""
"""Since when each has served, by all rows of status."""
_IN_SERVICE = "(s.id IS NOT NULL OR x.first IS NULL)"
"""Who was in service, or of whom no status was ever recorded."""

_PEOPLE = f"""
{_STATE}
FROM people_unithistory m {_HISTORIES}
WHERE {{m}} AND m.unit_id = ANY(%(units)s::uuid[]) AND (%(all)s OR p.id = ANY(%(people)s::uuid[]))
  AND {_IN_SERVICE}
"""


def people_of(known: Known, units: Units) -> pl.DataFrame:
    """Return the people who belong to the units on the day that counts, in the order of the units.

    Whoever has left service is not among them; somebody of whom no status was ever recorded is, so that it
    is seen.
    """
    sql = _PEOPLE.format(**_conditions(known))
    found = known.read(sql, PEOPLE, units=list(units.wanted), all=not known.people, people=list(known.people))
    found = found.with_columns(
        unit=_named(units),
        npwp_pemotong=pl.col("unit_id").replace_strict(
            dict(units.withholder), default="", return_dtype=pl.String
        ),
        _order=pl.col("unit_id").replace_strict(dict(units.order), default=0, return_dtype=pl.Int64),
    )
    return found.sort("_order", "nama", "nip").drop("_order").with_row_index("row")


def _conditions(known: Known, day: str = FIRST) -> dict[str, str]:
    """Return what stands in `_HISTORIES` for who people were, and for the rows that held on a day."""
    held = {one: known.on(one, day) for one in "msgkjvbct"}
    # Of a whole government all rows are summed at once; of a few people only theirs are looked at.
    everyone = known.unit == known.government and not known.people and day is FIRST
    of, join = ("", "x.person_id = p.id") if everyone else ("AND x.person_id = p.id", "TRUE")
    service = ("" if everyone else "LATERAL ") + _SERVICE.format(rows=known.rows("x"), of=of)
    return {"person": states_at(Person, AMONG), **held, "p": known.rows("p"), "service": service, "x": join}


def _named(units: Units) -> pl.Expr:
    return pl.col("unit_id").replace_strict(dict(units.names), default="", return_dtype=pl.String)


_TURNS = """
SELECT DISTINCT person_id::text, day FROM (
    SELECT s.person_id, unnest(ARRAY[lower(s.berlaku), upper(s.berlaku)]) AS day
    FROM people_statushistory s {who_s} WHERE {s}
    UNION ALL
    SELECT m.person_id, unnest(ARRAY[lower(m.berlaku), upper(m.berlaku)])
    FROM people_unithistory m {who_m} WHERE {m}
    UNION ALL
    SELECT j.person_id, unnest(ARRAY[lower(j.berlaku), upper(j.berlaku)])
    FROM people_jabatanhistory j {who_j} WHERE j.how <> 'plh' AND {j}
    UNION ALL
    SELECT j.person_id, lower(v.berlaku)
    FROM people_jabatanhistory j {who_j} JOIN organization_positionversion v ON v.position_id = j.position_id
    WHERE j.how <> 'plh' AND {j} AND {v}
) AS turn
WHERE day > %(day)s::date AND day < %(next)s::date
ORDER BY 1, 2
"""


def turns_of(known: Known, people: list[str]) -> pl.DataFrame:
    """Return the days within the month, after the one that counts, on which something of people's status,
    unit or post begins or ends."""
    sql = _TURNS.format(
        **{one: known.during(one) for one in "smjv"}, **{f"who_{one}": known.who(one) for one in "smj"}
    )
    return known.read(sql, {"person_id": pl.String, "day": pl.Date}, people=people)


_JOINERS = """
SELECT person_id::text, min(day), (array_agg(unit_id::text ORDER BY day))[1] FROM (
    SELECT m.person_id, m.unit_id, greatest(lower(m.berlaku), lower(s.berlaku)) AS day
    FROM people_unithistory m
    JOIN people_statushistory s ON s.person_id = m.person_id AND s.berlaku && m.berlaku AND {s}
    WHERE {m} AND m.unit_id = ANY(%(units)s::uuid[])
      AND (%(all)s OR m.person_id = ANY(%(people)s::uuid[]))
) AS came
GROUP BY 1 HAVING min(day) > %(on)s::date
ORDER BY 1
"""


def joiners_of(known: Known, units: Units) -> dict[datetime.date, list[str]]:
    """Return who came into the service of the government after the first of the month, to the units that are
    asked for, by the day."""
    schema = {"person_id": pl.String, "day": pl.Date, "unit_id": pl.String}
    found = known.read(
        _JOINERS.format(m=known.during("m"), s=known.during("s")), schema,
        units=list(units.above), all=not known.people, people=list(known.people),
    )  # fmt: skip
    days: dict[datetime.date, list[str]] = {}
    for person, day, unit in found.iter_rows():
        if unit in units.wanted:
            days.setdefault(day, []).append(person)
    return days


ON_DAYS: Mapping[str, Any] = {
    **PEOPLE, "day": pl.Date, "unit_sk": pl.String, "unit_by": pl.String, "unit_start": pl.Date,
}  # fmt: skip

_ON_DAYS = f"""
{_STATE}, {GIVEN}, m.sk_number, m.dicatat_oleh, lower(m.berlaku)
FROM people_unithistory m {{who}} {_HISTORIES}
WHERE {{m}} AND {_IN_SERVICE}
"""


def people_on(known: Known, units: Units, people: list[str], days: list[datetime.date]) -> pl.DataFrame:
    """Return people as they were each on a day of their own, as `people_of` does; nobody who had left."""
    sql = _ON_DAYS.format(**_conditions(known, GIVEN), who=known.who_when("m"))
    return known.read(sql, ON_DAYS, people=people, days=days).with_columns(unit=_named(units))


_PLACES = """
SELECT m.person_id::text, m.unit_id::text, lower(m.berlaku), upper(m.berlaku)
FROM people_unithistory m {who}
WHERE {m}
  AND m.berlaku && daterange(%(year)s::date, %(next)s::date, '[]')
"""


def places_of(known: Known, people: list[str]) -> pl.DataFrame:
    """Return the units in which people worked during the year, up to the first of the next month."""
    schema = {"person_id": pl.String, "unit_id": pl.String, "start": pl.Date, "upper": pl.Date}
    return known.read(_PLACES.format(m=known.rows("m"), who=known.who("m")), schema, people=people)


ACTING: Mapping[str, Any] = {
    "person_id": pl.String, "acting_id": pl.String, "acting_sk": pl.String, "acting_by": pl.String,
    "acting_start": pl.Date, "acting_position": pl.String, "acting_title": pl.String,
    "acting_kind": pl.String, "acting_eselon": pl.String, "acting_kelas": pl.Int64,
    "acting_held": pl.Boolean,
}  # fmt: skip

_ACTING = """
SELECT j.person_id::text, j.id::text, j.sk_number, j.dicatat_oleh, lower(j.berlaku), j.position_id::text,
       v.title, v.kind, v.eselon, v.kelas_jabatan,
       EXISTS (SELECT 1 FROM people_jabatanhistory h
               WHERE h.position_id = j.position_id AND h.how = 'definitif' AND {h}){day}
FROM people_jabatanhistory j {who}
LEFT JOIN organization_positionversion v ON v.position_id = j.position_id AND {v}
WHERE j.how = 'plt' AND {j}
ORDER BY lower(j.berlaku), j.id
"""


def acting_of(known: Known, people: list[str]) -> pl.DataFrame:
    """Return the post that each acts in as Plt. on the day: of several the last that was ordered."""
    sql = _ACTING.format(**{one: known.on(one) for one in "hvj"}, who=known.who("j"), day="")
    found = known.read(sql, ACTING, people=people)
    return found.unique("person_id", keep="last", maintain_order=True)


def acting_on(known: Known, people: list[str], days: list[datetime.date]) -> pl.DataFrame:
    """Return the post that each acts in as `acting_of` does, each on a day of their own, `day`."""
    sql = _ACTING.format(
        **{one: known.on(one, GIVEN) for one in "hvj"}, who=known.who_when("j"), day=f", {GIVEN}"
    )
    found = known.read(sql, {**ACTING, "day": pl.Date}, people=people, days=days)
    return found.unique(["person_id", "day"], keep="last", maintain_order=True)


FAMILY: Mapping[str, Any] = {
    "person_id": pl.String, "member_id": pl.String, "relation": pl.String, "member": pl.String,
    "birth": pl.Date, "married": pl.Date, "divorced": pl.Date, "died": pl.Date, "asn": pl.Boolean,
    "school_until": pl.Date, "dependant_id": pl.String, "dependant_sk": pl.String,
    "dependant_by": pl.String,
}  # fmt: skip

_FAMILY = """
SELECT f.person_id::text, f.id::text, f.relation, f.name, f.birth_date, f.married_on, f.divorced_on,
       f.died_on, f.works_as_asn, f.school_until, d.id::text, d.sk_number, d.dicatat_oleh
FROM {member} f {who}
LEFT JOIN people_dependanthistory d ON d.member_id = f.id AND {d}
WHERE {f} AND f.withdrawn_at IS NULL
"""


def family_of(known: Known, people: list[str]) -> pl.DataFrame:
    """Return the family of people, and who of them is supported on the day."""
    sql = _FAMILY.format(
        member=states_at(FamilyMember, AMONG), f=known.rows("f"), d=known.on("d"), who=known.who("f")
    )
    found = known.read(sql, FAMILY, people=people)
    return found.sort("person_id", "birth", "member_id", nulls_last=True)


DISCIPLINE: Mapping[str, Any] = {
    "person_id": pl.String, "discipline_id": pl.String, "discipline_sk": pl.String,
    "discipline_by": pl.String, "discipline_start": pl.Date, "discipline": pl.String,
}  # fmt: skip

_DISCIPLINE = """
SELECT d.person_id::text, d.id::text, d.sk_number, d.dicatat_oleh, lower(d.berlaku), d.kind
FROM people_disciplinehistory d {who}
WHERE {d}
ORDER BY lower(d.berlaku), d.id
"""


def discipline_of(known: Known, people: list[str]) -> pl.DataFrame:
    """Return the punishment that each serves on the day: of several the last one."""
    found = known.read(_DISCIPLINE.format(d=known.on("d"), who=known.who("d")), DISCIPLINE, people=people)
    return found.unique("person_id", keep="last", maintain_order=True)


# --- what was given for pay

STANDING: Mapping[str, Any] = {
    "id": pl.String, "person_id": pl.String, "position_id": pl.String, "unit_id": pl.String,
    "fact": pl.String, "value": pl.String, "note": pl.String, "by": pl.String, "start": pl.Date,
    "upper": pl.Date, "sheet": pl.String,
}  # fmt: skip

_STANDING = """
SELECT f.id::text, f.person_id::text, f.position_id::text, f.unit_id::text, f.fact, f.value, f.note,
       f.dicatat_oleh, lower(f.berlaku), upper(f.berlaku), coalesce(w.name, l.summary->>'berkas')
FROM payroll_standingfact f
LEFT JOIN payroll_factsheet l ON l.id = f.sheet_id
LEFT JOIN files_storedfile w ON w.id = l.file_id
WHERE {f} AND f.fact = ANY(%(facts)s)
  AND (f.person_id IN (SELECT unnest(%(people)s::uuid[]))
       OR f.position_id IN (SELECT unnest(%(posts)s::uuid[]))
       OR f.unit_id IN (SELECT unnest(%(units)s::uuid[])))
"""


def standing_of(known: Known, people: list[str], posts: list[str], units: list[str],
                facts: list[str], *, all_month: bool = False) -> pl.DataFrame:  # fmt: skip
    """Return the standing facts of people, posts and units on the day, or on any day of the month."""
    held = known.during("f") if all_month else known.on("f")
    return known.read(
        _STANDING.format(f=held), STANDING, people=people, posts=posts, units=units, facts=facts
    )


_RECAPS = """
SELECT r.person_id::text, r.id::text, r.kind, r.values::text, r.rows::text, r.dicatat_oleh,
       coalesce(w.name, l.summary->>'berkas')
FROM payroll_recap r {who}
LEFT JOIN payroll_factsheet l ON l.id = r.sheet_id
LEFT JOIN files_storedfile w ON w.id = l.file_id
WHERE r.period = %(on)s AND {r}
"""


def recaps_of(known: Known, people: list[str]) -> pl.DataFrame:
    """Return the recaps of the month; what they say is JSON."""
    schema = {"person_id": pl.String, "id": pl.String, "kind": pl.String, "values": pl.String,
              "rows": pl.String, "by": pl.String, "sheet": pl.String}  # fmt: skip
    found = known.read(_RECAPS.format(r=known.rows("r"), who=known.who("r")), schema, people=people)
    return found.sort("kind", "person_id")
