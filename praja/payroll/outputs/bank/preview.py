"""How a bank's file would look: with the payments of the last locked month, for those who may see them."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.payroll.models import Run
from praja.payroll.outputs.bank.queries import last_paid, slips_for_bank, transfers_of
from praja.payroll.outputs.bank.shape import BankFormat, Form
from praja.payroll.outputs.bank.writing import TransferRefused, cells, control_total, write_transfers
from praja.payroll.programs import programs_for
from praja.rules.errors import RulesError

SHOWN = 5
"""Rows that are shown; all are tried."""


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """The first rows, what all come to, and why the file could not be written, if so."""

    run: Run
    rows: list[list[str]]
    text: str
    """The same rows as they stand in a file of text; nothing for a workbook."""
    count: int
    total: int
    refused: str


def preview(form: BankFormat, government: Unit, bank: str, user: Any, on: datetime.date) -> Preview | None:
    """Return a form tried on the last locked run that paid to a bank; none where there is none to be seen."""
    run = last_paid(government, bank, user, on)
    if run is None:
        return None
    note = f"{run.get_pay_list_display()} {run.period:%m-%Y}"
    transfers = transfers_of(run, slips_for_bank(run, bank), _personal(run), note)
    refused, text = "", ""
    first = transfers[:SHOWN]
    try:
        if form.form is not Form.XLSX:
            write_transfers(form, transfers)
            text = write_transfers(form, first).decode(form.encoding)
    except TransferRefused as error:
        refused = _("Dengan bentuk ini daftarnya tidak dapat dibuat. %(why)s") % {"why": str(error)}
    rows = [cells(form, one, at) for at, one in enumerate(first, 1)]
    return Preview(run, rows, text, *control_total(transfers), refused)


def _personal(run: Run) -> list[str]:
    try:
        program = programs_for(run.pack, run.pay_list, run.period, run.paid_on)[run.pay_list]
    except RulesError:
        return []
    return [one.rule.name for one in program.selection.members("potongan_pribadi")]
