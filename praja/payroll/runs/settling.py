"""What was paid out already when a paid run is opened again, so that the same money does not leave twice.

A run that was paid and is opened again may come to other amounts. Only what is above the money that has
already left goes to the bank; what is below it has to come back.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Q, Sum

from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import PaidBefore, Run, Slip


@dataclasses.dataclass(frozen=True, slots=True)
class Settlement:
    """What a run that was opened again still moves, in whole rupiah."""

    before: int
    """Paid out before it was opened again."""
    now: int
    """Still to be paid."""
    back: list[tuple[str, str, int]]
    """Name, NIP and amount of those who were paid more than they get."""

    @property
    def too_much(self) -> int:
        """What has to come back in all."""
        return sum(amount for _name, _nip, amount in self.back)


def note_paid(run: Run) -> None:
    """Write down what a paid run has moved, before it is opened again. The caller holds the transaction."""
    assert run.paid_day is not None
    rows = Slip.objects.filter(run=run, state=KeadaanSlip.DIBAYAR, net__gt=0).values_list("person", "net")
    slips = {person: net or 0 for person, net in rows}
    before = paid_before(slips, run.period, run.pay_list)
    PaidBefore.objects.bulk_create(
        PaidBefore(
            run=run,
            person_id=person,
            period=run.period,
            pay_list=run.pay_list,
            amount=net - before.get(person, 0),
            paid_day=run.paid_day,
        )
        for person, net in slips.items()
        if net > before.get(person, 0)
    )


def paid_before(people: Iterable[uuid.UUID], period: datetime.date, pay_list: str) -> Mapping[uuid.UUID, int]:
    """Return by person what has left for a list of a month by runs that were opened again since."""
    rows = PaidBefore.objects.filter(person__in=list(people), period=period, pay_list=pay_list)
    return dict(rows.values_list("person").annotate(Sum("amount")))


def settlement_of(run: Run) -> Settlement | None:
    """Return what a run still moves; none where nothing of its people's month was paid and opened again."""
    slips = Slip.objects.filter(run=run)
    rows = PaidBefore.objects.filter(
        Q(run=run) | Q(person__in=slips.values("person")), period=run.period, pay_list=run.pay_list
    )
    sums = list(rows.values_list("person", "person__name", "person__nip").annotate(Sum("amount")))
    if not sums:
        return None
    people = [person for person, *_rest in sums]
    paid = Slip.objects.filter(period=run.period, pay_list=run.pay_list, state=KeadaanSlip.DIBAYAR)
    nets = dict(paid.filter(run=run, person__in=people).values_list("person", "net"))
    # Whom another run of the month pays now is settled there.
    taken = set(paid.filter(person__in=people).exclude(run=run).values_list("person", flat=True))
    mine = [
        (name, nip, amount, nets.get(person) or 0)
        for person, name, nip, amount in sums
        if person not in taken
    ]
    whole = paid.filter(run=run).aggregate(sum=Sum("net"))["sum"] or 0
    return Settlement(
        before=sum(amount for _name, _nip, amount, _net in mine),
        now=whole - sum(min(net, amount) for _name, _nip, amount, net in mine),
        back=sorted((name, nip, amount - net) for name, nip, amount, net in mine if net < amount),
    )
