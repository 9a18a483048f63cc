"""What a run books to the accounts of a budget, paid and owed, summed by unit when its slips are written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
from django.db import connection

from praja.payroll.budget.accounts import chosen_by
from praja.payroll.enums import JenisProses, KeadaanSlip
from praja.payroll.models import Run, RunAccount, Slip
from praja.payroll.outputs.recap import booked
from praja.payroll.perms import LOCKED
from praja.payroll.programs import programs_for
from praja.rules.program import Program

if TYPE_CHECKING:
    from praja.payroll.runs.compute import Outcome

_COLUMNS = ("run_id", "unit_id", "account", "rule", "title", "amount", "accrued")
_KEYS = ["unit_id", "aturan", "kode"]


def write(run: Run, outcome: Outcome) -> None:
    """Put what a result books in place of what its run had booked.

    The caller holds the transaction and has locked the run, which is not approved.
    """
    text = io.BytesIO()
    _booked(run, outcome).select(
        pl.lit(str(run.pk)).alias("run_id"),
        "unit_id",
        pl.col("kode").alias("account"),
        pl.col("aturan").alias("rule"),
        pl.col("nama").str.slice(0, 200).alias("title"),
        pl.col("jumlah").alias("amount"),
        pl.col("utang").alias("accrued"),
    ).select(_COLUMNS).write_csv(text, include_header=False, quote_style="non_numeric")
    table = RunAccount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE run_id = %s", [run.pk])
        # One by one, four thousand rows of a whole government would take a second.
        command = f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN WITH (FORMAT csv, NULL '')"
        with cursor.copy(command) as copy:  # type: ignore[attr-defined]
            copy.write(text.getvalue())


def _booked(run: Run, outcome: Outcome) -> pl.DataFrame:
    """Return what is paid (`jumlah`) and what is owed (`utang`) by unit, rule and account; of an earlier debt
    that the run pays, what was booked then is taken back.
    """
    program, status = program_of(run), statuses(outcome.known.people)
    chosen = chosen_by(run.government_id)

    def sums_of(amounts: pl.DataFrame) -> pl.DataFrame:
        rows = amounts.join(status, on="nip", how="left")
        return sums_by_title(booked(program, rows, "unit_id", chosen=chosen))

    def who(state: str) -> pl.DataFrame:
        return outcome.slips.filter(pl.col("keadaan") == state).select("nip", "unit_id")

    paid = sums_of(outcome.results.join(who(KeadaanSlip.DIBAYAR), on="nip"))
    owed, settled = who(KeadaanSlip.TERUTANG), _owed_before(run, outcome)
    parts = []
    if not owed.is_empty():
        parts.append(sums_of(outcome.results.join(owed, on="nip")))
    if not settled.is_empty():
        parts.append(sums_of(settled).with_columns(-pl.col("jumlah")))
    if not parts:
        return paid.with_columns(utang=pl.lit(0, dtype=pl.Int64))
    debts = (
        pl.concat(parts)
        .rename({"jumlah": "utang"})
        .group_by(_KEYS)
        .agg(pl.col("nama").min().alias("nama_utang"), pl.col("utang").sum())
    )
    return (
        paid.join(debts, on=_KEYS, how="full", coalesce=True)
        .with_columns(pl.coalesce("nama", "nama_utang").alias("nama"), pl.col("jumlah", "utang").fill_null(0))
        .sort(_KEYS)
    )


def _owed_before(run: Run, outcome: Outcome) -> pl.DataFrame:
    """Return the amounts of the slips by which whoever a supplementary run pays was owed the same list."""
    schema = {"nip": pl.String, "unit_id": pl.String}
    if run.kind != JenisProses.SUSULAN:
        return pl.DataFrame(schema=schema)
    people = outcome.slips.filter(pl.col("keadaan") == KeadaanSlip.DIBAYAR)["person_id"].to_list()
    slips = Slip.objects.filter(
        person__in=people, period=run.period, pay_list=run.pay_list, state=KeadaanSlip.TERUTANG,
        run__state__in=LOCKED,
    )  # fmt: skip
    rows = [
        {"nip": nip, "unit_id": str(unit), **{rule: one for rule, one in amounts.items() if _is_amount(one)}}
        for nip, unit, amounts in slips.values_list("nip", "unit_id", "amounts")
    ]
    return pl.DataFrame(rows, infer_schema_length=None) if rows else pl.DataFrame(schema=schema)


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def sums_by_title(rows: pl.DataFrame) -> pl.DataFrame:
    """Return booked amounts once a rule and account, in a steady order."""
    keys = [name for name in rows.columns if name not in ("nama", "diperiksa", "jumlah")]
    return rows.group_by(keys).agg(pl.col("nama").min(), pl.col("jumlah").sum()).sort(keys)


def statuses(people: pl.DataFrame) -> pl.DataFrame:
    """Return by NIP who is booked as what."""
    status = pl.col("status_asn").cast(pl.String) if "status_asn" in people.columns else pl.lit("")
    return people.select("nip", status.alias("status_asn"))


def program_of(run: Run) -> Program:
    """Return the program of a run's list.

    :raises RulesError: if the law is faulty, or has no such list in that month
    """
    return programs_for(run.pack, run.pay_list, run.period, run.paid_on)[run.pay_list]
