"""The office of the tests of people, with what pay is computed from, and how its facts are asked."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl

from praja.organization.models import Position, PositionVersion, Unit
from praja.payroll.facts import Facts, facts_for
from praja.payroll.models import Deduction, Recap, Run, Slip, StandingFact
from praja.payroll.programs import programs_for
from praja.people.models import (
    BankAccountHistory,
    DependantHistory,
    DisciplineHistory,
    FamilyMember,
    JabatanHistory,
    KgbHistory,
    Person,
)
from praja.temporal.actions import span
from tests.integration.people.conftest import Office

OCTOBER = datetime.date(2026, 10, 1)
PACK = "semarang_76_2021"


def ask(office: Office, pay_list: str = "gaji", *, period: datetime.date = OCTOBER, unit: Unit | None = None,
        pack: str = PACK, **more: Any) -> Facts:  # fmt: skip
    """Return the facts of Dinas Sosial in October 2026."""
    return facts_for(
        programs=programs_for(pack, pay_list, period, period),
        pay_list=pay_list,
        period=period,
        unit=unit or office.dinas,
        **more,
    )


def of(facts: Facts, person: Person) -> dict[str, Any]:
    """Return the row of one person."""
    (row,) = facts.people.filter(pl.col("nip") == person.nip).to_dicts()
    found: dict[str, Any] = row
    return found


def told(facts: Facts, person: Person, fact: str) -> tuple[str, str]:
    """Return from which source a fact of a person came, and in what words."""
    (row,) = facts.origin.filter((pl.col("nip") == person.nip) & (pl.col("fakta") == fact)).to_dicts()
    return row["sumber"], row["keterangan"]


def lacking(facts: Facts, person: Person) -> dict[str, str]:
    """Return what is missing of a person, and who must act."""
    rows = facts.missing.filter(pl.col("nip") == person.nip)
    return dict(rows.select("fakta", "siapa").iter_rows())


def since(*parts: int) -> Any:
    """Return the days from one on, or from one to before another."""
    days = [datetime.date(*parts[at : at + 3]) for at in range(0, len(parts), 3)]
    return span(*days)


def kgb(person: Person, golongan: str, years: int, days: Any) -> KgbHistory:
    return KgbHistory.objects.create(
        person=person,
        golongan=golongan,
        mkg_years=years,
        gaji_pokok=3_000_000,
        berlaku=days,
        sk_number="822/1",
    )


def relative(person: Person, relation: str, name: str, *, supported: Any = None, **said: Any) -> FamilyMember:
    member = FamilyMember.objects.create(person=person, relation=relation, name=name, **said)
    if supported is not None:
        DependantHistory.objects.create(
            person=person, member=member, berlaku=supported, sk_number="KP4/1/2020"
        )
    return member


def account(person: Person) -> None:
    BankAccountHistory.objects.create(
        person=person, bank="Bank Jateng", number="0012345678", holder=person.name, berlaku=since(2019, 3, 1)
    )


def post(position: Position, **said: Any) -> None:
    PositionVersion.objects.filter(position=position).update(**said)


def acting(person: Person, position: Position, days: Any) -> None:
    JabatanHistory.objects.create(
        person=person, position=position, how="plt", berlaku=days, sk_number="800/9"
    )


def punished(person: Person, kind: str, days: Any) -> None:
    DisciplineHistory.objects.create(
        person=person, level="sedang", kind=kind, berlaku=days, sk_number="862/1"
    )


def standing(fact: str, value: str, *, days: Any = None, **whose: Any) -> StandingFact:
    made: StandingFact = StandingFact.objects.create(
        fact=fact, value=value, berlaku=days or since(2026, 1, 1), **whose
    )
    return made


def recap(person: Person, values: dict[str, str], kind: str = "kehadiran", **more: Any) -> Recap:
    return Recap.objects.create(person=person, period=OCTOBER, kind=kind, values=values, **more)


def loan(person: Person, monthly: int, total: int | None = None, **more: Any) -> Deduction:
    said: dict[str, Any] = {"kind": "angsuran_bank", "creditor": "Bank Jateng", "number": "K-1",
                            "berlaku": since(2026, 1, 1)}  # fmt: skip
    made: Deduction = Deduction.objects.create(person=person, monthly=monthly, total=total, **(said | more))
    return made


def paid(office: Office, person: Person, month: int, amounts: dict[str, int], **more: Any) -> Slip:
    """Make a slip of an approved run of gaji, or as `more` says."""
    period = datetime.date(2026, month, 1)
    said: dict[str, Any] = {"pay_list": "gaji", "kind": "induk", "state": "dibayar", "run_state": "dibayar",
                            "npwp": ""} | more  # fmt: skip
    run = Run.objects.create(
        pay_list=said["pay_list"], kind=said["kind"], period=period, unit=office.dinas,
        government=office.government, pack=PACK, paid_on=period, state="dihitung",
        made_by=office.user("bendahara"),
    )  # fmt: skip
    slip = Slip.objects.create(
        run=run, person=person, period=period, pay_list=said["pay_list"], kind=said["kind"],
        unit=office.dinas, unit_name="Dinas Sosial", npwp_withholder=said["npwp"], nip=person.nip,
        name=person.name,
        state=said["state"], amounts=amounts,
    )  # fmt: skip
    Run.objects.filter(pk=run.pk).update(
        state=said["run_state"], approved_by=office.user("auditor"),
        approved_at=datetime.datetime(2026, month, 2, tzinfo=datetime.UTC),
    )  # fmt: skip
    return slip
