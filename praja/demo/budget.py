"""The budgets of the invented governments: accounts, pagu, the share of personnel; all of them invented."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.db import transaction

from praja.demo.copying import write
from praja.demo.pay_facts import BY
from praja.organization.models import Unit
from praja.payroll.budget.accounts import chart, lines_booked
from praja.payroll.budget.lines import budget
from praja.payroll.enums import RevisiPagu
from praja.payroll.models import AccountChoice, Pagu, RegionalBudget

DOCUMENT = "Contoh, bukan DPA"
TPP = {"pns": "5.1.01.02.01.0001", "pppk": "5.1.01.02.01.0002"}
"""Where a Perkada pays TPP as one line, it is booked here: a choice for trying out."""
ENOUGH, LACKING = Fraction(104, 100), Fraction(97, 100)
SHARES: Mapping[str, Fraction] = {
    "semarang": Fraction(27, 100), "surabaya": Fraction(29, 100), "malut": Fraction(33, 100),
    "sawahlunto": Fraction(36, 100),
}  # fmt: skip
"""By the code of the government, its personnel in its budget."""
ROUND = 100_000


def choose_accounts(government: Unit, day: datetime.date) -> int:
    """Choose an account for each line of TPP that has none, and return how many were chosen."""
    titles = chart().titles
    return write(
        [
            AccountChoice(
                government=government, rule=one.rule, status=one.status, account=TPP[one.status],
                title=titles[TPP[one.status]], document=DOCUMENT, dicatat_oleh=BY,
            )
            for one in lines_booked(government, day)
            if not one.code and one.rule.startswith("tpp") and one.status in TPP
        ]
    )  # fmt: skip


@transaction.atomic
def give_budgets(units: Sequence[Unit], year: int) -> None:
    """Give each unit of a government that has runs a pagu by what its months of the year come to, and the
    government its budget.

    A unit that pays its own people has a pagu of its own; of its TPP it is too small, so that there is
    something to be warned of.
    """
    needed: dict[str, dict[str, int]] = {}
    for unit in units:
        needed[unit.code] = {one.code: one.year_end for one in budget(unit, year).lines if one.code}
    rows, regional = [], []
    for unit in units:
        code = unit.code
        inner = [other for other in needed if other.startswith(f"{code}.")]
        for account, amount in needed[code].items():
            own = amount - sum(needed[other].get(account, 0) for other in inner)
            short = bool(unit.government_id) and account == TPP["pns"]
            pagu = -(-int(own * (LACKING if short else ENOUGH)) // ROUND) * ROUND
            if pagu:
                rows.append(
                    Pagu(
                        unit=unit,
                        year=year,
                        account=account,
                        revision=RevisiPagu.MURNI,
                        amount=pagu,
                        document=DOCUMENT,
                        dicatat_oleh=BY,
                    )  # fmt: skip
                )
        if code in SHARES:
            people = sum(needed[code].values())
            regional.append(
                RegionalBudget(
                    government=unit,
                    year=year,
                    belanja_daerah=int(people / SHARES[code]),
                    belanja_pegawai=people,
                    tunjangan_guru_tkd=0,
                    document=DOCUMENT,
                    dicatat_oleh=BY,
                )  # fmt: skip
            )
    write(rows)
    write(regional)
