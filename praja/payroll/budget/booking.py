"""What a run books to the accounts of a budget, summed by unit when its slips are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Run, RunAccount
from praja.payroll.outputs.recap import booked
from praja.payroll.programs import programs_for
from praja.rules.program import Program

if TYPE_CHECKING:
    from praja.payroll.runs.compute import Outcome


def write(run: Run, outcome: Outcome) -> None:
    """Put what a result books in place of what its run had booked.

    The caller holds the transaction and has locked the run, which is not approved.
    """
    paid = outcome.slips.filter(pl.col("keadaan") == KeadaanSlip.DIBAYAR).select("nip", "unit_id")
    amounts = outcome.results.join(paid, on="nip").join(statuses(outcome.known.people), on="nip", how="left")
    rows = booked(program_of(run), amounts, "unit_id")
    RunAccount.objects.filter(run=run).delete()
    RunAccount.objects.bulk_create(
        (
            RunAccount(
                run=run, unit_id=row["unit_id"], account=row["kode"], rule=row["aturan"],
                title=row["nama"][:200], amount=row["jumlah"],
            )
            for row in sums_by_title(rows).iter_rows(named=True)
        ),
        batch_size=2000,
    )  # fmt: skip


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
