"""Extra lines of the month, and whether a regulation was recorded by which the month may be paid.

Only what a second person confirmed counts, from the moment at which they did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import polars as pl

from praja.payroll.enums import JenisTambahan
from praja.payroll.facts.known import Known
from praja.payroll.facts.said import Said, Sumber
from praja.rules.show import show_rupiah

EXTRAS = frozenset(JenisTambahan.values)
BASIS = "dasar_hukum_dicatat"
BY_SECOND_PERSON = EXTRAS | {BASIS}
"""Facts that nobody may say otherwise than by a record that a second person confirms."""

_CONFIRMED = """e.confirmed_at IS NOT NULL AND e.first <= %(on)s::date AND e.last >= %(on)s::date
  AND e.pay_list = %(pay_list)s
  AND (%(known_at)s::timestamptz IS NULL OR e.confirmed_at <= %(known_at)s::timestamptz)
  AND (e.withdrawn_at IS NULL OR e.withdrawn_at > %(known_at)s::timestamptz{from})"""

_EXTRAS = f"""
SELECT e.id::text, e.person_id::text, e.kind, e.amount, e.reason, e.document, e.document_date,
       coalesce(nullif(m.name, ''), m.username), coalesce(nullif(c.name, ''), c.username)
FROM payroll_extraline e {{who}}
JOIN accounts_user m ON m.id = e.made_by_id JOIN accounts_user c ON c.id = e.confirmed_by_id
WHERE {_CONFIRMED.replace("{from}", " OR e.withdrawn_from > %(on)s::date")}
ORDER BY e.person_id, e.made_at, e.id
"""

_BASIS = f"""
SELECT e.id::text, e.document, e.document_date, coalesce(nullif(m.name, ''), m.username),
       coalesce(nullif(c.name, ''), c.username)
FROM payroll_legalbasis e
JOIN accounts_user m ON m.id = e.made_by_id JOIN accounts_user c ON c.id = e.confirmed_by_id
WHERE e.government_id = %(government)s AND {_CONFIRMED.replace("{from}", "")}
ORDER BY e.confirmed_at DESC LIMIT 1
"""


def added_facts(
    people: pl.DataFrame, known: Known, pay_list: str, facts: Collection[str]
) -> dict[str, list[Said]]:
    """Return what confirmed records say of the facts that a list reads."""
    found: dict[str, list[Said]] = {}
    if kinds := EXTRAS & set(facts):
        found |= _extras(people, known, pay_list, sorted(kinds))
    if BASIS in facts:
        found[BASIS] = _basis(people, known, pay_list)
    return found


def _extras(people: pl.DataFrame, known: Known, pay_list: str, kinds: list[str]) -> dict[str, list[Said]]:
    schema = {"id": pl.String, "person_id": pl.String, "kind": pl.String, "amount": pl.Int64,
              "reason": pl.String, "document": pl.String, "day": pl.Date, "by": pl.String,
              "confirmed": pl.String}  # fmt: skip
    ids = people["person_id"].to_list()
    rows = known.read(_EXTRAS.format(who=known.who("e")), schema, people=ids, pay_list=pay_list)
    by_kind: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for row in rows.iter_rows(named=True):
        by_kind[row["kind"]].setdefault(row["person_id"], []).append(row)
    return {kind: [_said(ids, by_kind[kind])] for kind in kinds if kind in by_kind}


def _said(ids: list[str], rows: dict[str, list[dict[str, Any]]]) -> Said:
    mine = [rows.get(one, ()) for one in ids]
    return Said(
        Sumber.TAMBAHAN,
        pl.Series([sum(row["amount"] for row in own) if own else None for own in mine], dtype=pl.Int64),
        pl.Series([own[0]["id"] if own else None for own in mine], dtype=pl.String),
        pl.Series(["; ".join(_told(row) for row in own) or None for own in mine], dtype=pl.String),
        pl.Series([own[0]["by"] if own else None for own in mine], dtype=pl.String),
    )


def _told(row: dict[str, Any]) -> str:
    return (
        f"{show_rupiah(row['amount'])}: {row['reason']} ({row['document']} tanggal {row['day']:%d-%m-%Y}), "
        f"disahkan {row['confirmed']}"
    )


def _basis(people: pl.DataFrame, known: Known, pay_list: str) -> list[Said]:
    schema = {"id": pl.String, "document": pl.String, "day": pl.Date, "by": pl.String, "confirmed": pl.String}
    rows = known.read(_BASIS, schema, government=known.government.pk, pay_list=pay_list)
    for row in rows.iter_rows(named=True):
        told = f"{row['document']} tanggal {row['day']:%d-%m-%Y}, disahkan {row['confirmed']}."
        value = pl.repeat(True, people.height, dtype=pl.Boolean, eager=True)
        return [Said(Sumber.TAMBAHAN, value, row["id"], told, row["by"])]
    return []
