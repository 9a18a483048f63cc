"""A paid run that is opened again: the same money does not leave the office twice."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from praja.files.disk import read
from praja.jobs.testing import run_all
from praja.payroll.models import Deduction, PaidBefore, Run
from praja.payroll.outputs.actions import ask_for_files
from praja.payroll.runs import actions, archive
from praja.payroll.runs.actions import RunRefused
from praja.payroll.runs.settling import settlement_of
from praja.people.models import Person
from praja.temporal.actions import span
from tests.integration.payroll.runs_world import REASON, PayDay
from tests.integration.people.conftest import LONG_AGO


def owes(person: Person, monthly: int, creditor: str = "Koperasi") -> Deduction:
    return Deduction.objects.create(
        person=person, kind="angsuran_koperasi", creditor=creditor, monthly=monthly, berlaku=span(LONG_AGO)
    )


def reopened(payday: PayDay, run: Run) -> Run:
    return actions.reopen(run=run, reason=REASON, by=payday.user("penyetuju_dua"), on=payday.on)


def again(payday: PayDay, run: Run) -> Run:
    return payday.approved(payday.checked(payday.computed(run)))


def bank_rows(payday: PayDay, run: Run) -> dict[str, int]:
    ask_for_files(run=run, by=payday.user("bendahara"))
    run_all()
    rows: dict[str, int] = {}
    for one in archive.made_of(run).filter(name__startswith="bank-"):
        book = openpyxl.load_workbook(io.BytesIO(read(one.sha256) or b""))
        head, *told, _sums = book["Lampiran Detail"].iter_rows(values_only=True)
        found = [dict(zip(head, row, strict=True)) for row in told]
        rows |= {str(row["Nomor rekening"]): int(row["Diterima"]) for row in found}
    names = dict(run.slips.values_list("bank_number", "name"))
    return {names[number]: amount for number, amount in rows.items()}


def test_only_what_is_above_what_has_left_goes_to_the_bank(payday: PayDay) -> None:
    sari, head = payday.office.sari, payday.office.head
    loan = owes(sari, 150_000)
    run = payday.paid()
    first = {person: payday.slip(run, person).net or 0 for person in (sari, head)}
    sent = bank_rows(payday, run)
    assert sent[sari.name] == first[sari]

    run = reopened(payday, run)
    Deduction.objects.filter(pk=loan.pk).delete()  # sari gets 150,000 more
    owes(head, 40_000)  # head was paid 40,000 too much
    run = again(payday, run)

    assert bank_rows(payday, run) == {sari.name: 150_000}
    settled = settlement_of(run)
    assert settled is not None
    assert (settled.now, settled.too_much) == (150_000, 40_000)
    assert settled.back == [(head.name, head.nip, 40_000)]
    notes = archive.made_of(run).get(name__startswith="catatan-")
    assert head.nip in (read(notes.sha256) or b"").decode()

    # A third time: what left the second time is remembered too.
    run = again(payday, reopened(payday, payday.paid(run)))
    assert bank_rows(payday, run) == {}


def test_files_of_before_are_not_offered_as_those_of_now(payday: PayDay) -> None:
    run = payday.paid()
    bank_rows(payday, run)
    before = set(archive.made_of(run).values_list("name", flat=True))
    assert before

    # Without computing again, even twice: the numbers are the same, the money has left.
    for _time in range(2):
        run = payday.paid(payday.approved(payday.checked(reopened(payday, run))))
        assert not archive.made_of(run).exists()
        assert bank_rows(payday, run) == {}
    names = set(archive.shown(run).values_list("name", flat=True))
    assert {f"sebelum-dibuka-1/{name}" for name in before} <= names


def test_who_is_not_in_it_any_more_has_to_give_back(payday: PayDay) -> None:
    run = payday.paid()
    net = payday.slip(run, payday.office.sari).net
    run = reopened(payday, run)
    Run.objects.filter(pk=run.pk).update(people=[str(payday.office.head.pk)])
    run = again(payday, Run.objects.get(pk=run.pk))

    settled = settlement_of(run)

    assert settled is not None and (payday.office.sari.name, payday.office.sari.nip, net) in settled.back


def test_an_approved_run_that_was_not_paid_leaves_no_note(payday: PayDay) -> None:
    run = reopened(payday, payday.approved())

    assert not PaidBefore.objects.exists() and settlement_of(run) is None
    actions.cancel(run=run, reason=REASON, by=payday.user("bendahara"), on=payday.on)


def test_a_run_whose_money_has_left_is_not_cancelled_and_the_note_stays(payday: PayDay, as_app: Any) -> None:
    run = reopened(payday, payday.paid())

    with pytest.raises(RunRefused, match="sudah pernah dibayarkan"):
        actions.cancel(run=run, reason=REASON, by=payday.user("bendahara"), on=payday.on)
    for statement in ("UPDATE payroll_paidbefore SET amount = 1", "DELETE FROM payroll_paidbefore"):
        with as_app(), pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
    assert PaidBefore.objects.count() >= 2


def test_the_pages_say_what_has_left_and_what_is_still_due(payday: PayDay, client: Client) -> None:
    sari = payday.office.sari
    loan = owes(sari, 150_000)
    run = reopened(payday, payday.paid())
    Deduction.objects.filter(pk=loan.pk).delete()
    run = again(payday, run)

    client.force_login(payday.user("bendahara"))
    page = _unspaced(client.get(reverse("payroll:run", args=[run.pk])))
    assert "Pernahdibayar,laludibukalagi" in page and "Rp150.000" in page
    slip = _unspaced(client.get(reverse("payroll:slip", args=[payday.slip(run, sari).pk])))
    assert "sudahdibayarkansebelumdaftarinidibukalagi" in slip and "Rp150.000" in slip


def _unspaced(answer: Any) -> str:
    return "".join(answer.content.decode().split())
