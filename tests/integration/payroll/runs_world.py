"""Dinas Sosial on pay day: its people with rekening, two bendahara, two who approve, and those who look on.

Hadi and Sari can be paid; of Siti it is not known which eselon her post has.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.utils import timezone

from praja.access.enums import Role
from praja.accounts.models import User
from praja.organization.models import PositionVersion, Unit
from praja.payroll.models import Run, Slip
from praja.payroll.runs import actions
from praja.people.models import BankAccountHistory, Person
from praja.temporal.actions import span
from tests.integration.people.conftest import LONG_AGO, Office, role
from tests.recorded import once

MONTH = datetime.date(2026, 11, 1)
PAID_ON = datetime.date(2026, 11, 2)
REASON = "Ada SK yang terlambat sampai."


@dataclasses.dataclass
class PayDay:
    """Everything that the tests name."""

    office: Office
    users: dict[str, User]

    @property
    def dinas(self) -> Unit:
        return self.office.dinas

    @property
    def on(self) -> datetime.date:
        return timezone.localdate()

    def user(self, name: str) -> User:
        return self.users.get(name) or self.office.user(name)

    def open(self, unit: Unit | None = None, by: str = "bendahara", **more: Any) -> Run:
        return actions.open_run(
            **{"pay_list": "gaji", "period": MONTH, "paid_on": PAID_ON, **more},
            unit=unit or self.dinas,
            by=self.user(by),
            on=self.on,
        )

    def ask(self, run: Run, by: str = "bendahara", *, only_changed: bool = False) -> Run:
        return actions.compute(run=run, by=self.user(by), on=self.on, only_changed=only_changed)

    def computed(self, run: Run | None = None, by: str = "bendahara", *, only_changed: bool = False) -> Run:
        run = self.ask(run or self.open(by=by), by, only_changed=only_changed)
        actions.work(str(run.pk), run.attempt, self.user(by).pk, only_changed=only_changed)
        run.refresh_from_db()
        return run

    def checked(self, run: Run | None = None, by: str = "bendahara") -> Run:
        return actions.check(run=run or self.computed(), by=self.user(by), on=self.on)

    def approved(self, run: Run | None = None, by: str = "penyetuju") -> Run:
        return actions.approve(run=run or self.checked(), by=self.user(by), on=self.on)

    def paid(self, run: Run | None = None, by: str = "bendahara") -> Run:
        run = run or self.approved()
        return actions.mark_paid(run=run, day=self.on, by=self.user(by), on=self.on)

    def slip(self, run: Run, person: Person) -> Slip:
        return Slip.objects.get(run=run, person=person)


def has_account(person: Person, number: str = "1234567890") -> None:
    """Give a person a bank account."""
    BankAccountHistory.objects.create(
        person=person, sk_number="", bank="Bank Jateng", number=number, holder=person.name,
        berlaku=span(LONG_AGO),
    )  # fmt: skip


@pytest.fixture
def payday(office: Office) -> PayDay:
    users = once("payday", lambda: _of_pay(office), upon=str(office.government.pk))
    PositionVersion.objects.filter(position=office.head_post).update(eselon="II.b")
    return PayDay(office, users)


def _of_pay(office: Office) -> dict[str, User]:
    for person in (office.head, office.section, office.sari):
        has_account(person, f"10{person.nip[-6:]}")
    return {
        name: role(User.objects.create_user(name, name=name.title()), which, unit)
        for name, which, unit in (
            ("bendahara_dua", Role.BENDAHARA, office.dinas),
            ("penyetuju", Role.PEJABAT_PENYETUJU, office.dinas),
            ("penyetuju_dua", Role.PEJABAT_PENYETUJU, office.dinas),
            ("bendahara_kota", Role.BENDAHARA, office.government),
            ("penyetuju_kota", Role.PEJABAT_PENYETUJU, office.government),
            ("bendahara_lain", Role.BENDAHARA, office.other),
            ("tim", Role.TIM_PENILAI, office.government),
        )
    }
