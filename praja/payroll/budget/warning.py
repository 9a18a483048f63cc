"""What is told before a run is approved: which accounts it would take beyond their pagu."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from praja.payroll.budget.accounts import component_title
from praja.payroll.budget.limits import limits, used_by_unit
from praja.payroll.budget.places import places
from praja.payroll.enums import KeadaanProses
from praja.payroll.models import Run, RunAccount
from praja.payroll.perms import LOCKED
from praja.web.words import rupiah

Sums = dict[tuple[Any, str, str], int]
"""Whose pagu, account, and component (blank: the whole account) → rupiah."""


def warnings_for(run: Run) -> list[str]:
    """Return in sentences which accounts a run would take beyond the pagu of their unit; nothing of a run
    that is approved or dropped, or where no pagu of the year is recorded.

    A constant number of queries.
    """
    if run.state in LOCKED or run.state == KeadaanProses.DIBATALKAN:
        return []
    rows = list(
        RunAccount.objects.filter(run=run)
        .exclude(account="")
        .order_by()
        .values("unit_id", "account", "rule", "title")
        .annotate(sum=Sum("amount"))
    )
    if not rows:
        return []
    year = run.period.year
    here = places(run.government, year)
    limit = limits(here.parents, year)
    if not limit.having:
        return []

    def summed(found: Any) -> Sums:
        sums: Sums = defaultdict(int)
        for row in found:
            holder = here.holder(row["unit_id"], limit.having)
            if holder is not None:
                sums[holder, row["account"], ""] += row["sum"]
                sums[holder, row["account"], row["rule"]] += row["sum"]
        return sums

    now, before = summed(rows), summed(used_by_unit(here.parents, year, but_not=run.pk))
    titles = {row["account"]: row["title"] for row in rows}
    said = []
    for (holder, account, rule), amount in sorted(now.items(), key=lambda one: (one[0][1], str(one[0]))):
        pagu = (
            limit.parts.get((holder, account), {}).get(rule) if rule else limit.whole.get((holder, account))
        )
        taken = before.get((holder, account, rule), 0)
        what = {
            "unit": here.names.get(holder, ""),
            "account": f"{account} {titles[account]}" + (f" ({component_title(rule)})" if rule else ""),
            "year": str(year),
            "now": rupiah(amount),
        }
        if pagu is None:
            if not rule:
                said.append(
                    _(
                        "%(unit)s, akun %(account)s: belum ada pagunya untuk %(year)s; "
                        "daftar ini memakai %(now)s."
                    )
                    % what
                )
        elif taken + amount > pagu and amount > 0:
            said.append(
                _(
                    "%(unit)s, akun %(account)s: pagu %(year)s %(pagu)s, sudah terpakai %(used)s, daftar ini "
                    "%(now)s; melampaui pagu sebesar %(over)s."
                )
                % (
                    what
                    | {"pagu": rupiah(pagu), "used": rupiah(taken), "over": rupiah(taken + amount - pagu)}
                )
            )
    return said
