"""What is missing before people can be computed and paid, and who must act.

Whether a fact is needed depends on the others: the law reads a wage only of those who have a contract by
wage. So one person of each kind is run by the program, and what it lacks is lacked by all of that kind: those
who agree in every choice and truth, and in which facts are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from praja.access.enums import Role
from praja.payroll.facts.columns import what_to_do, who_acts
from praja.payroll.facts.typed import fact_named
from praja.rules.facts import ProblemKind
from praja.rules.month import run_month
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind
from praja.sheet.names import earlier_payment

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
MINUS = _("Potongan melebihi penghasilan")
LESS_DEDUCTIONS = _("Kurangi potongan pribadinya; slip dengan hasil minus tidak dibayar.")
EARLIER_PAYMENTS = ("bulan_ini(", "tahun_ini(")
"""How the names of what was paid before begin."""
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
            why = pl.lit(facts.why[name])
            in_part = pl.format("{} {}", why, told) if fact.grain is Grain.SEGMEN else why
            told = pl.coalesce(in_part, told)
        found.append(_told(people, rows, name, _title(fact), who_acts(fact), told))
    for (name,), said in facts.unread.group_by("fakta", maintain_order=True):
        fact = law[str(name)]
        told = pl.format("Isinya '{}' tidak terbaca; perbaiki.", pl.col("isi"))
        bad = people.join(said.unique("nip"), on="nip")
        found.append(_told(bad, None, fact.name, fact.title, who_acts(fact), told))
    found += _tried(facts, found)
    no_account = facts.people["bank_nomor"].is_null()
    told = pl.lit(NO_ACCOUNT)
    found.append(_told(people, no_account, ACCOUNT, ACCOUNT_TITLE, Role.BENDAHARA, told))
    return pl.concat([pl.DataFrame(schema=MISSING), *found])


def _tried(facts: Facts, known: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Return what else would be a problem of the run.

    :param known: what is missing of whom; it is not told again
    """
    if facts.people.is_empty():
        return []
    here = facts.people.select("nip", "nama", "unit_id", "unit")
    told_already = pl.concat([pl.DataFrame(schema=MISSING), *known]).select("nip", fact="fakta")
    found = []
    for result in run_month(facts.programs, facts.frames).values():
        law = {fact.name: fact for fact in result.program.facts}
        same = ["fact", "kind", "value", "message", "advice"]
        problems = result.problems.join(told_already, on=["nip", "fact"], how="anti", maintain_order="left")
        for (name, kind, value, message, advice), who in problems.group_by(same, maintain_order=True):
            about = facts_in(str(name), str(value), law)
            told = pl.lit(advised(str(kind), about, str(advice)))
            own = here.join(who.select("nip").unique(), on="nip", maintain_order="left")
            role = who_acts(about[0]) if about else Role.BENDAHARA
            found.append(_told(own, None, f"{kind} {name}", in_words(str(message), about), role, told))
        pay_list = result.program.selection.pay_list
        net = pay_list.totals[-1] if pay_list is not None and pay_list.totals else ""
        if net in result.amounts.columns:
            below = result.amounts.filter(pl.col(net) < 0).select("nip")
            told = pl.lit(LESS_DEDUCTIONS)
            own = here.join(below, on="nip", maintain_order="left")
            found.append(_told(own, None, "diterima_minus", MINUS, Role.BENDAHARA, told))
    return found


def facts_in(name: str, value: str, law: Mapping[str, Fact]) -> list[Fact]:
    """Return the facts that a problem of the engine is about: the one it names, and those of its value."""
    if name.startswith(EARLIER_PAYMENTS):
        return [earlier_payment(name)]
    names = dict.fromkeys((name, *re.findall(r"[a-z][a-z_0-9]+", value)))
    return [law[one] for one in names if one in law]


def advised(kind: str, about: Sequence[Fact], advice: str) -> str:
    """Return what must be done about a problem of the engine where facts are recorded in the site: its own
    advice speaks of columns of a sheet and of files of the law.

    :param about: the facts of the problem
    """
    if about and kind == ProblemKind.KOSONG:
        return gettext(what_to_do(about[0]))
    if about and kind == ProblemKind.TIDAK_ADA_DI_TABEL:
        return gettext(
            "Periksa %(facts)s. Bila isinya sudah benar, jumlahnya belum ada dalam aturan; beri tahu admin "
            "aplikasi."
        ) % {"facts": ", ".join(gettext(fact.title).lower() for fact in about)}
    return advice


def in_words(message: str, about: Sequence[Fact]) -> str:
    """Return a message of the engine with facts called by their titles."""
    for fact in about:
        message = re.sub(rf"\b{re.escape(fact.name)}\b", fact.title.lower(), message)
    return message


def _told(
    people: pl.DataFrame, rows: pl.Series | None, name: str, title: str, who: Role, told: pl.Expr
) -> pl.DataFrame:
    said = people.with_columns(
        fakta=pl.lit(name), judul=pl.lit(title), siapa=pl.lit(who.value), mengapa=told
    ).select(*MISSING)
    return said if rows is None else said.filter(rows)


def _title(fact: Fact) -> str:
    if not fact.name.startswith(EARLIER_PAYMENTS):
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
    in_parts = finer.get(Grain.SEGMEN.value)
    if in_parts is not None:
        kinds = _with_parts(people, kinds, in_parts)
    firsts = people.select("nip", kind=kinds).with_row_index("at").unique("kind", maintain_order=True)
    lacked: dict[str, list[int]] = {}
    for at, nip, kind in firsts.iter_rows():
        person = people.row(at, named=True)
        rows = {name: frame.filter(pl.col("nip") == nip).drop("nip").to_dicts()
                for name, frame in finer.items()}  # fmt: skip
        for problem in program.run_one({**person, **rows}).problems:
            told = problem.fact in person if not problem.row else _is_of_part(problem.fact, in_parts)
            if problem.kind is ProblemKind.KOSONG and told and kind not in lacked.get(problem.fact, ()):
                lacked.setdefault(problem.fact, []).append(kind)
    return {name: kinds.is_in(found) for name, found in lacked.items()}


def _with_parts(people: pl.DataFrame, kinds: pl.Series, parts: pl.DataFrame) -> pl.Series:
    """Return the kinds told apart by what is blank in which part of the month."""
    blanks = parts.group_by("nip").agg(pl.struct(pl.exclude("nip").is_null()).hash().sort().alias("#blanks"))
    here = people.select("nip", kind=kinds).join(blanks, on="nip", how="left", maintain_order="left")
    return here.select(pl.struct("kind", "#blanks").hash()).to_series()


def _is_of_part(fact: str, parts: pl.DataFrame | None) -> bool:
    return parts is not None and fact in parts.columns
