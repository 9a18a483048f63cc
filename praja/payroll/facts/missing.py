"""What is missing before people can be computed and paid, and who must act.

Whether a fact is needed depends on the others: the law reads a wage only of those who have a contract by
wage. So one person of each kind is run by the program, and what it lacks is lacked by all of that kind: those
who agree in every choice and truth, and in which facts are unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from django.utils.translation import gettext_noop as _

from praja.access.enums import Role
from praja.payroll.facts.columns import what_to_do, who_acts
from praja.payroll.facts.typed import fact_named
from praja.rules.facts import ProblemKind
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind

if TYPE_CHECKING:
    from praja.payroll.facts.build import Facts

MISSING = {
    "nip": pl.String,
    "nama": pl.String,
    "unit_id": pl.String,
    "unit": pl.String,
    "fakta": pl.String,
    "judul": pl.String,
    "siapa": pl.String,
    "mengapa": pl.String,
}
ACCOUNT = "rekening"
ACCOUNT_TITLE = _("Rekening bank")
NO_ACCOUNT = _("Catat rekening bank orang ini; gajinya tidak dapat ditransfer tanpa rekening.")
MOST_CHOICES = 15
"""A fact with more choices than this decides how much, not whether another fact is read."""


def missing_of(facts: Facts) -> pl.DataFrame:
    """Return what is missing of whom: columns as `MISSING`."""
    law = {fact.name: fact for program in facts.programs.values() for fact in program.facts}
    lacking: dict[str, pl.Series] = {}
    for program in facts.programs.values():
        for name, rows in _lacked(program, facts).items():
            lacking[name] = lacking[name] | rows if name in lacking else rows
    people = facts.people.select("nip", "nama", "unit_id", "unit")
    found = []
    for name, rows in lacking.items():
        fact = fact_named(name, law)
        told = pl.lit(what_to_do(fact))
        if name in facts.why:
            told = pl.coalesce(facts.why[name], told)
        found.append(_told(people, rows, name, _title(fact), who_acts(fact), told))
    for (name,), said in facts.unread.group_by("fakta", maintain_order=True):
        fact = law[str(name)]
        told = pl.format("Isinya '{}' tidak terbaca; perbaiki.", pl.col("isi"))
        bad = people.join(said.unique("nip"), on="nip")
        found.append(_told(bad, None, fact.name, fact.title, who_acts(fact), told))
    no_account = facts.people["bank_nomor"].is_null()
    told = pl.lit(NO_ACCOUNT)
    found.append(_told(people, no_account, ACCOUNT, ACCOUNT_TITLE, Role.BENDAHARA, told))
    return pl.concat([pl.DataFrame(schema=MISSING), *found])


def _told(
    people: pl.DataFrame, rows: pl.Series | None, name: str, title: str, who: Role, told: pl.Expr
) -> pl.DataFrame:
    said = people.with_columns(
        fakta=pl.lit(name), judul=pl.lit(title), siapa=pl.lit(who.value), mengapa=told
    ).select(*MISSING)
    return said if rows is None else said.filter(rows)


def _title(fact: Fact) -> str:
    if not fact.name.startswith(("bulan_ini(", "tahun_ini(")):
        return fact.title
    when, _, rule = fact.name.removesuffix(")").partition("(")
    return f"{rule} yang sudah dibayar {when.replace('_', ' ')}"


def _lacked(program: Program, facts: Facts) -> dict[str, pl.Series]:
    """Return by fact who lacks it, of the facts that the program really needs of them."""
    people = facts.people
    deciding = [
        fact.name
        for fact in program.facts
        if fact.grain is Grain.ORANG
        and (fact.kind is Kind.YA or (fact.kind is Kind.PILIHAN and len(fact.choices) <= MOST_CHOICES))
    ]
    needed = [fact.name for fact in program.facts if fact.grain is Grain.ORANG and fact.default is None]
    needed += list(program.earlier)
    kinds = people.select(
        pl.struct(
            *deciding, *(pl.col(name).is_null().alias(f"#{name}") for name in needed)
        ).hash()
    ).to_series()  # fmt: skip
    finer = {name: frame for name, frame in facts.frames.items() if name != Grain.ORANG}
    firsts = people.select("nip", kind=kinds).with_row_index("at").unique("kind", maintain_order=True)
    lacked: dict[str, list[int]] = {}
    for at, nip, kind in firsts.iter_rows():
        person = people.row(at, named=True)
        rows = {name: frame.filter(pl.col("nip") == nip).drop("nip").to_dicts()
                for name, frame in finer.items()}  # fmt: skip
        for problem in program.run_one({**person, **rows}).problems:
            if problem.kind is ProblemKind.KOSONG and not problem.row and problem.fact in person:
                lacked.setdefault(problem.fact, []).append(kind)
    return {name: kinds.is_in(found) for name, found in lacked.items()}
