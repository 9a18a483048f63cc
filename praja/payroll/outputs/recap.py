"""What a list comes to: by component, as its rows stand on the slip, and by budget account.

The codes of accounts are those of the national chart (Kepmendagri 050-5889/2021 and its successors, now
900.1.15.5-1317/2023). `akun.csv` marks as `diperiksa` what the budgets of at least two regional governments
name alike; the annexes of the decrees themselves were not at hand, and the rest is from memory. What has no
account of its own is told apart, never dropped, so that both recaps come to the same gross.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from importlib import resources
from types import MappingProxyType
from typing import Final

import polars as pl

from praja.rules.month import State
from praja.rules.program import Program

GROSS = "kotor"
INCOME = ("penghasilan", "pembulatan")
"""The groups of rules that make up the gross of a list."""
_LIKE = {"cpns": "pns"}
"""Whose pay is booked as that of another status."""
Accounts = Mapping[tuple[str, str], tuple[str, str, bool]]
"""Rule and status → code, title, and whether somebody has verified it."""
UNCHOSEN: Final[Accounts] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True)
class Component:
    """One line of a list, summed over those who are paid."""

    group: str
    rule: str
    title: str
    people: int
    amount: int


@dataclasses.dataclass(frozen=True, slots=True)
class Account:
    """What is booked to one budget account; without a code, where none is known."""

    code: str
    title: str
    verified: bool
    amount: int


@dataclasses.dataclass(frozen=True, slots=True)
class Recap:
    """What a list comes to, for the people it pays."""

    people: int
    components: tuple[Component, ...]
    accounts: tuple[Account, ...]
    totals: Mapping[str, int]
    titles: Mapping[str, str]
    """What the totals are called."""


def recap(
    program: Program, results: pl.DataFrame, status: pl.DataFrame, chosen: Accounts = UNCHOSEN
) -> Recap:
    """Return what a list comes to, of those whose `keadaan` is `dibayar`.

    :param results: as `run_month` gives them: `nip`, `keadaan`, and an amount a rule
    :param status: `nip` and `status_asn` of everyone in the results
    :param chosen: accounts that the government has chosen for rules, before those of `akun.csv`
    """
    paid = results.filter(pl.col("keadaan").cast(pl.String) == State.DIBAYAR.value).join(
        status.select("nip", pl.col("status_asn").cast(pl.String)), on="nip", how="left"
    )
    pay_list = program.selection.pay_list
    groups = pay_list.lines if pay_list is not None else ()
    components = tuple(
        Component(
            group, one.rule.name, one.rule.title, _people(paid, one.rule.name), _sum(paid, one.rule.name)
        )
        for group in groups
        for one in program.selection.members(group)
        if one.rule.name in paid.columns and paid[one.rule.name].dtype.is_integer()
    )
    return Recap(
        paid.height,
        tuple(one for one in components if one.amount or one.people),
        _accounts(program, paid, chosen),
        {name: _sum(paid, name) for name in (pay_list.totals if pay_list is not None else ())},
        {rule.name: rule.title for rule in program.rules},
    )


def booked(program: Program, paid: pl.DataFrame, *by: str, chosen: Accounts = UNCHOSEN) -> pl.DataFrame:
    """Return the gross of some people by rule and account: `*by, aturan, kode, nama, diperiksa, jumlah`.

    :param paid: an amount a rule, `status_asn`, and the columns `by` which it is parted by besides
    :param chosen: accounts that the government has chosen for rules, before those of `akun.csv`
    """
    named = dict.fromkeys(one.rule.name for group in INCOME for one in program.selection.members(group))
    income = [rule for rule in named if rule in paid.columns]
    titles = {one.name: one.title for one in program.rules}
    sums = (
        paid.with_columns(pl.col("status_asn").fill_null("").replace(_LIKE))
        .group_by(*by, "status_asn")
        .agg(pl.col(rule).cast(pl.Int64).sum() for rule in income)
        .unpivot(income, index=[*by, "status_asn"], variable_name="aturan", value_name="jumlah")
        .filter(pl.col("jumlah") != 0)
    )
    known = pl.DataFrame(
        [(*key, *account) for key, account in {**accounts(), **chosen}.items()],
        schema={"aturan": pl.String, "status_asn": pl.String, "kode": pl.String, "nama": pl.String,
                "diperiksa": pl.Boolean},
        orient="row",
    )  # fmt: skip
    return (
        sums.join(known, on=["aturan", "status_asn"], how="left")
        .with_columns(
            pl.col("kode").fill_null(""),
            pl.col("nama").fill_null(pl.col("aturan").replace(titles)),
            pl.col("diperiksa").fill_null(value=False),
        )
        .group_by(*by, "aturan", "kode", "nama", "diperiksa")
        .agg(pl.col("jumlah").sum())
    )


def _accounts(program: Program, paid: pl.DataFrame, chosen: Accounts) -> tuple[Account, ...]:
    """Return the gross of a list by account, in the order of the codes; what has none comes last, by line."""
    sums = booked(program, paid, chosen=chosen)
    sums = sums.group_by("kode", "nama", "diperiksa").agg(pl.col("jumlah").sum())
    found = [Account(*row) for row in sums.filter(pl.col("jumlah") != 0).iter_rows()]
    return tuple(sorted(found, key=lambda one: (not one.code, one.code, one.title)))


@functools.cache
def accounts() -> Accounts:
    """Return rule and status → code, title, and whether somebody has verified it."""
    text = (resources.files(__package__) / "akun.csv").read_text("utf-8")
    rows: Sequence[Sequence[str]] = [line.split(";") for line in text.splitlines()[1:]]
    return {(rule, status): (code, title, mark == "diperiksa") for rule, status, code, title, mark in rows}


def _people(paid: pl.DataFrame, rule: str) -> int:
    return int((paid[rule].fill_null(0) != 0).sum())


def _sum(paid: pl.DataFrame, rule: str) -> int:
    return int(paid[rule].cast(pl.Int64).sum() or 0) if rule in paid.columns else 0
