"""Who may stand twice among those who are paid: as another NIP of one person, or by an account of two.

Neither stops a run: namesakes are born on one day, and couples may share an account. It is told before the
money leaves, so that somebody looks.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import Final

import polars as pl

from praja.payroll.facts.known import Known
from praja.people.queries import folded

ACCOUNT, NAME = "rekening", "nama"

_NAMESAKES: Final = """
SELECT p.name, p.nip, o.name, o.nip
FROM people_person p
JOIN unnest(%(people)s::uuid[]) AS who(id) ON who.id = p.id
JOIN people_person o ON o.birth_date = p.birth_date AND o.id <> p.id
WHERE EXISTS (SELECT 1 FROM people_statushistory s WHERE s.person_id = o.id AND {s})
ORDER BY p.nip, o.nip
"""

_ACCOUNTS: Final = """
SELECT p.name, p.nip, w.name, w.nip
FROM people_bankaccounthistory b {who}
JOIN people_bankaccounthistory o ON o.person_id <> b.person_id
  AND regexp_replace(lower(o.number), '[^0-9a-z]', '', 'g')
    = regexp_replace(lower(b.number), '[^0-9a-z]', '', 'g') AND {o}
JOIN people_person p ON p.id = b.person_id
JOIN people_person w ON w.id = o.person_id
WHERE {b} AND EXISTS (SELECT 1 FROM people_statushistory s WHERE s.person_id = o.person_id AND {s})
ORDER BY p.nip, w.nip
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Twice:
    """Somebody who is paid, and who else in service has the same account, or the same name and birth date."""

    what: str
    name: str
    nip: str
    others: tuple[tuple[str, str], ...]
    """Name and NIP."""


def twice(known: Known, people: list[str]) -> list[Twice]:
    """Return who of some people shares something with others in service, in two statements."""
    schema = dict.fromkeys(("name", "nip", "other", "other_nip"), pl.String)
    namesakes = known.read(_NAMESAKES.format(s=known.on("s")), schema, people=people)
    shared = known.read(
        _ACCOUNTS.format(who=known.who("b"), b=known.on("b"), o=known.on("o"), s=known.on("s")),
        schema,
        people=people,
    )
    same_name = [row for row in namesakes.iter_rows() if folded(row[0]) == folded(row[2])]
    return [*_gathered(NAME, same_name), *_gathered(ACCOUNT, list(shared.iter_rows()))]


def _gathered(what: str, rows: list[tuple[str, ...]]) -> list[Twice]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, nip, other, other_nip in rows:
        found[name, nip].append((other, other_nip))
    return [Twice(what, *one, tuple(others)) for one, others in found.items()]
