"""Gaji terusan: who died in service, and what is known for the pay that goes to the family.

The pay is reckoned by what held on the day of death. It goes to an account that was recorded for the time
after it, because banks close that of the dead; until there is one, nobody is paid. Length and conditions are
the law's (PP 49/1980, rules `lama_gaji_terusan`, `gugur_terusan_…`).
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Sequence
from typing import Any, Final

import polars as pl

from praja.payroll.facts.added import EXTRAS
from praja.payroll.facts.family import CHILDREN, SPOUSES
from praja.payroll.facts.known import Known, Units
from praja.payroll.facts.paid import DEDUCTIONS
from praja.payroll.facts.said import Said, Sumber
from praja.people.enums import SebabBerhenti, StatusAsn
from praja.rules.in_force import in_force
from praja.rules.loader import shipped_law

WHICH_MONTH, HEIR = "bulan_gaji_terusan", "ahli_waris_terusan"
WIDOWED, CHILD, NOBODY = "janda_duda", "anak", "tidak_ada"
ENDED_BY_DEATH: Final = DEDUCTIONS | EXTRAS | {"kuasa_zakat"}
"""Facts that nobody has any more: what the dead owed or had asked to be taken is settled otherwise."""
_LENGTH = "lama_gaji_terusan"

_DECEASED = """
SELECT DISTINCT s.person_id::text, upper(s.berlaku) - 1
FROM people_statushistory s
JOIN people_unithistory m ON m.person_id = s.person_id AND upper(m.berlaku) = upper(s.berlaku) AND {m}
WHERE {s} AND s.ended_by = %(why)s AND s.status = ANY(%(statuses)s)
  AND upper(s.berlaku) - 1 < %(on)s::date AND m.unit_id = ANY(%(units)s::uuid[])
  AND (%(all)s OR s.person_id = ANY(%(people)s::uuid[]))
ORDER BY 2, 1
"""

_ACCOUNTS = """
SELECT b.person_id::text, b.bank, b.number, b.holder
FROM people_bankaccounthistory b {who}
WHERE {b} AND b.berlaku @> %(paid_on)s::date AND lower(b.berlaku) > %(day)s::date
"""


@functools.lru_cache(maxsize=64)
def months_paid(period: datetime.date) -> int:
    """Return for how many months after that of death gaji terusan is paid, by the law of a month."""
    found = in_force(shipped_law(), on=period.replace(day=1)).only(_LENGTH).run_one({}).amounts[_LENGTH]
    if not isinstance(found, int):
        raise TypeError(f"{_LENGTH} is {found!r}")
    return found


def deceased_of(known: Known, units: Units) -> dict[datetime.date, list[str]]:
    """Return the PNS and CPNS of the units who died in service before the month, by the day of death.

    Also those of whom nothing is paid any more: the law says when it ends.
    """
    found = known.read(
        _DECEASED.format(m=known.rows("m"), s=known.rows("s")),
        {"person_id": pl.String, "died": pl.Date},
        units=list(units.wanted), all=not known.people, people=list(known.people),
        why=SebabBerhenti.MENINGGAL.value, statuses=[StatusAsn.PNS.value, StatusAsn.CPNS.value],
    )  # fmt: skip
    days: dict[datetime.date, list[str]] = {}
    for person, died in found.iter_rows():
        days.setdefault(died, []).append(person)
    return days


def month_after(died: datetime.date, period: datetime.date) -> int:
    """Return which month after that of a death a month is: 1 is the one that follows it."""
    return (period.year - died.year) * 12 + period.month - died.month


def survivor_facts(
    people: pl.DataFrame, family: pl.DataFrame, known: Known, facts: Collection[str]
) -> dict[str, list[Said]]:
    """Return which month is paid, and which heir receives it.

    :param people: who died on the day that counts
    :param family: their relatives, as `known.family_of` gives them
    """
    if WHICH_MONTH not in facts:
        return {}
    died, month = known.counts, month_after(known.counts, known.period)
    heirs = {person: _heir(rows, died) for person, rows in _by_person(family).items()}
    found = [heirs.get(person, _heir([], died)) for person in people["person_id"]]
    number = pl.repeat(month, people.height, dtype=pl.Int64, eager=True)
    told = f"Meninggal {died:%d-%m-%Y}; bulan ke-{month} sesudah bulan wafat."
    return {
        WHICH_MONTH: [Said(Sumber.SK, number, people["status_id"], told, people["status_by"])],
        HEIR: [
            Said(
                Sumber.KELUARGA,
                pl.Series([heir for heir, _ref, _told in found], dtype=pl.String),
                pl.Series([ref for _heir, ref, _told in found], dtype=pl.String),
                pl.Series([why for _heir, _ref, why in found], dtype=pl.String),
            )
        ],
    }


def with_heirs_accounts(people: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Return people with the accounts that were recorded for the time after the day that counts, and with
    none where there is no such account.
    """
    names = ("bank", "bank_nomor", "bank_nama")
    found = known.read(
        _ACCOUNTS.format(b=known.rows("b"), who=known.who("b")),
        dict.fromkeys(("person_id", *names), pl.String),
        people=people["person_id"].to_list(), paid_on=known.paid_on or known.period,
    )  # fmt: skip
    return people.drop(names).join(found, on="person_id", how="left", maintain_order="left")


def _by_person(family: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in family.iter_rows(named=True):
        found.setdefault(row["person_id"], []).append(row)
    return found


def _heir(family: Sequence[dict[str, Any]], died: datetime.date) -> tuple[str, str | None, str]:
    """Return which kind of heir receives the pay, the id of one of them, and in words who."""

    def after(day: datetime.date | None) -> bool:
        return day is None or day > died

    alive = [row for row in family if after(row["died"])]
    spouses = [
        row
        for row in alive
        if row["relation"] in SPOUSES and after(row["divorced"]) and (row["married"] or died) <= died
    ]
    children = [row for row in alive if row["relation"] in CHILDREN and (row["birth"] or died) <= died]
    for kind, rows, word in ((WIDOWED, spouses, "Janda atau duda"), (CHILD, children, "Anak")):
        if rows:
            return kind, rows[0]["member_id"], f"{word}: {', '.join(row['member'] for row in rows)}."
    return NOBODY, None, "Tidak tercatat istri, suami, atau anak pada hari wafatnya."
