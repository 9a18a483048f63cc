"""What a run books to the accounts of a budget, summed by unit when its slips are written."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
from django.db import connection

from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Run, RunAccount
from praja.payroll.outputs.recap import booked
from praja.payroll.programs import programs_for
from praja.rules.program import Program

if TYPE_CHECKING:
    from praja.payroll.runs.compute import Outcome

_COLUMNS = ("run_id", "unit_id", "account", "rule", "title", "amount")


def write(run: Run, outcome: Outcome) -> None:
    """Put what a result books in place of what its run had booked.

    The caller holds the transaction and has locked the run, which is not approved.
    """
    paid = outcome.slips.filter(pl.col("keadaan") == KeadaanSlip.DIBAYAR).select("nip", "unit_id")
    amounts = outcome.results.join(paid, on="nip").join(statuses(outcome.known.people), on="nip", how="left")
    rows = sums_by_title(booked(program_of(run), amounts, "unit_id"))
    text = io.BytesIO()
    rows.select(
        pl.lit(str(run.pk)).alias("run_id"),
        "unit_id",
        pl.col("kode").alias("account"),
        pl.col("aturan").alias("rule"),
        pl.col("nama").str.slice(0, 200).alias("title"),
        pl.col("jumlah").alias("amount"),
    ).select(_COLUMNS).write_csv(text, include_header=False, quote_style="non_numeric")
    table = RunAccount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE run_id = %s", [run.pk])
        # One by one, four thousand rows of a whole government would take a second.
        command = f"COPY {table} ({', '.join(_COLUMNS)}) FROM STDIN WITH (FORMAT csv, NULL '')"
        with cursor.copy(command) as copy:  # type: ignore[attr-defined]
            copy.write(text.getvalue())


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
