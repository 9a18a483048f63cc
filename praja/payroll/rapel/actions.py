"""Turning what closed months come to now into extra lines of a month to come, which another confirms."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import override

from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.payroll.enums import JenisDaftar, JenisTambahan
from praja.payroll.extra import actions as extra
from praja.payroll.extra.actions import ExtraRefused, Said
from praja.payroll.models import ExtraLine, Rapel, Run
from praja.payroll.perms import may_open_run
from praja.payroll.rapel.replay import Due, find
from praja.payroll.runs.store import lock_month
from praja.people.models import Person
from praja.web.said import gettext as _

INCOME = (JenisTambahan.TAMBAHAN_KEKURANGAN, JenisTambahan.PENGURANGAN_KELEBIHAN)
"""As which line a difference of income is paid, and as which one it is taken back."""
CUTS = (JenisTambahan.TAMBAHAN_PENGEMBALIAN, JenisTambahan.PENGURANGAN_KEPUTUSAN)
"""As which line a difference of contributions is given back, and as which one it is taken."""
MOST = 200
"""People for whom rapel is made at once."""


@transaction.atomic
def give(
    *,
    unit: Unit,
    pay_list: str,
    first: datetime.date,
    last: datetime.date,
    chosen: Collection[str],
    month: datetime.date,
    document: str,
    document_date: datetime.date,
    file: StoredFile,
    by: Any,
    on: datetime.date,
) -> int:
    """Record the rapel of the chosen people as extra lines of a month, and return of how many people.

    Everything is reckoned again: what somebody chose has to be what comes out now.

    :param chosen: people with their amounts, as `Due.token` tells them
    :raises ExtraRefused: if `by` may not, nobody is chosen, or something changed since it was shown
    """
    if not may_open_run(by, unit, on):
        raise ExtraRefused(_("Hanya bendahara unit itu yang membuat rapelnya."))
    if not chosen:
        raise ExtraRefused(_("Pilih paling sedikit satu orang."))
    if len(chosen) > MOST:
        raise ExtraRefused(_("Paling banyak 200 orang sekali. Kurangi pilihannya, lalu ulangi."))
    if month <= last:
        raise ExtraRefused(_("Rapel dibayar bersama bulan sesudah bulan-bulan yang dihitung ulang."))
    lock_month(Run(government_id=unit.government_id or unit.pk, pay_list=pay_list, period=month))
    with override("id"):  # what is kept is read on slips and papers
        due = {one.token: one for one in find(unit, pay_list, first, last).due}
    if set(chosen) - set(due):
        raise ExtraRefused(_("Jumlahnya sudah berubah sejak halaman ini dibuka. Periksa lagi, lalu ulangi."))
    people = Person.objects.in_bulk([due[one].person_id for one in chosen])
    for one in (due[token] for token in chosen):
        _record(one, people[one.person_id], pay_list, month, document, document_date, file, by, on)
    return len(chosen)


def _record(
    due: Due, person: Person, pay_list: str, month: datetime.date, document: str,
    document_date: datetime.date, file: StoredFile, by: Any, on: datetime.date,
) -> None:  # fmt: skip
    with override("id"):
        reason = reason_of(due, pay_list)

    def line(amount: int, kinds: tuple[JenisTambahan, JenisTambahan]) -> ExtraLine | None:
        if not amount:
            return None
        kind = kinds[0] if amount > 0 else kinds[1]
        said = Said(
            pay_list=pay_list, kind=kind.value, first=month, last=month, amount=abs(amount), reason=reason,
            document=document, document_date=document_date,
        )  # fmt: skip
        return extra.give(person=person, said=said, file=file, by=by, on=on)

    income, cuts = line(due.income, INCOME), line(-due.cuts, CUTS)
    Rapel.objects.bulk_create(
        Rapel(
            person=person, pay_list=pay_list, period=one.run.period, run=one.run,
            income=income, cuts=cuts, causes=list(one.causes),
            parts=[
                {"rule": p.rule, "title": p.title, "cut": p.cut, "before": p.before, "after": p.after}
                for p in one.parts
            ],
        )
        for one in due.months
    )  # fmt: skip


def reason_of(due: Due, pay_list: str) -> str:
    """Return in a sentence for which months it is, and what became known."""
    days = [one.run.period for one in due.months]
    span = " – ".join(str(date_format(day, "F Y")) for day in sorted({days[0], days[-1]}))
    why = dict.fromkeys(said["why"] for one in due.months for said in one.causes if said["why"])
    text = f"Rapel {JenisDaftar(pay_list).label} {span}"
    return (f"{text}: {'; '.join(why)}" if why else text)[:300]
