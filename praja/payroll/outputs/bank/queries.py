"""Reading the forms of banks' files, and the payments that they would hold."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import Upper

from praja.access.enums import Role
from praja.access.queries import units_of_roles
from praja.organization.models import Unit
from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import BankFileForm, Run, Slip
from praja.payroll.outputs.bank.shape import Transfer
from praja.payroll.perms import LOCKED, READERS
from praja.payroll.queries import runs_open_to
from praja.people.models import BankAccountHistory, UnitHistory

MOST_SHARED = 20
"""So many shared accounts are named before a run is approved."""
ZAKAT, INFAK = "potongan_zakat", "potongan_infak"


def governments_of(user: Any, on: datetime.date | None, *roles: Role) -> QuerySet[Unit]:
    """Return the governments for which, or for units of which, somebody holds any of the roles."""
    everywhere, mine = units_of_roles(user, on, *roles)
    whole = Unit.objects.filter(government__isnull=True)
    if everywhere:
        return whole
    above = Unit.objects.filter(pk__in=mine).values("government")
    return whole.filter(Q(pk__in=mine) | Q(pk__in=above))


def bank_forms_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[BankFileForm]:
    """Return the forms that an account may see (`perms.may_see_bank_forms`), all versions."""
    return BankFileForm.objects.filter(
        government__in=governments_of(user, on, *READERS, Role.ADMIN_APLIKASI).values("pk")
    )


def in_force(government_id: Any) -> dict[str, BankFileForm]:
    """Return the confirmed form of each bank of a government, by the bank's name in small letters."""
    rows = BankFileForm.objects.filter(government=government_id, accepted=True, ended_at__isnull=True)
    return {one.bank.casefold(): one for one in rows.select_related("made_by", "decided_by")}


def banks_of(government: Unit, on: datetime.date) -> list[str]:
    """Return the banks to which a government pays: of its people's accounts, and those that have a form."""
    here = UnitHistory.objects.on(on).filter(Q(unit=government) | Q(unit__government=government))
    accounts = BankAccountHistory.objects.on(on).filter(person__in=here.values("person"))
    names = {*accounts.values_list("bank", flat=True).distinct()}
    names |= {*BankFileForm.objects.filter(government=government).values_list("bank", flat=True)}
    once = {name.casefold(): name for name in sorted(names, reverse=True) if name}
    return sorted(once.values())


def transfers_of(
    run: Run,
    slips: Iterable[Slip],
    personal: Collection[str],
    note: str,
    before: Mapping[Any, int] | None = None,
) -> list[Transfer]:
    """Return the payments of slips that go to an account.

    :param personal: the rules that are deducted from what is clean, by the person's own wish
    :param before: by person, what had left already
    """
    found = []
    for slip in slips:
        due = (slip.net or 0) - (before or {}).get(slip.person_id, 0)
        if due <= 0 or not slip.bank_number:
            continue
        own = {rule: slip.amounts.get(rule) or 0 for rule in personal}
        found.append(
            Transfer(
                slip.bank_number,
                slip.bank_holder,
                slip.bank,
                due,
                slip.nip,
                slip.name,
                note,
                run.paid_on,
                (slip.net or 0) + sum(own.values()),
                own.get(ZAKAT, 0),
                own.get(INFAK, 0),
                sum(own.values()),
            )  # fmt: skip
        )
    return found


def last_paid(government: Unit, bank: str, user: Any, on: datetime.date | None = None) -> Run | None:
    """Return the last locked run by which a bank got payments, of those whose people an account may see."""
    runs = runs_open_to(user, on).filter(state__in=LOCKED, government=government)
    paid = Slip.objects.filter(state=KeadaanSlip.DIBAYAR, net__gt=0, bank__iexact=bank)
    found = runs.filter(pk__in=paid.values("run")).select_related("unit").order_by("-period", "-approved_at")
    return found.first()


def slips_for_bank(run: Run, bank: str) -> QuerySet[Slip]:
    """Return the slips of a run that a bank is told to pay, in the order of the list."""
    rows = Slip.objects.filter(run=run, state=KeadaanSlip.DIBAYAR, net__gt=0, bank__iexact=bank)
    return rows.exclude(bank_number="").order_by("unit_name", "unit", "name", "nip")


def shared_accounts(run: Run) -> list[list[Slip]]:
    """Return the slips of those who are paid to the same account as somebody else, account by account."""
    paid = Slip.objects.filter(run=run, state=KeadaanSlip.DIBAYAR, net__gt=0).exclude(bank_number="")
    plain = Func(F("bank_number"), Value("[^0-9A-Za-z]"), Value(""), Value("g"), function="regexp_replace")
    paid = paid.annotate(plain=Upper(plain, output_field=CharField()))
    twice = paid.order_by().values("plain").annotate(people=Count("pk")).filter(people__gt=1)[:MOST_SHARED]
    numbers = [row["plain"] for row in twice]
    if not numbers:
        return []
    found: dict[str, list[Slip]] = {}
    for slip in paid.filter(plain__in=numbers).order_by("plain", "name"):
        found.setdefault(slip.plain, []).append(slip)
    return list(found.values())
