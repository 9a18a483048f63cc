"""The form of a bank's file: proposed by one, confirmed by another, never changed, and used from then on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from praja.access.enums import Role
from praja.accounts.models import User
from praja.audit.models import Event
from praja.files.disk import read
from praja.jobs.testing import run_all
from praja.payroll.enums import PeranBerkas
from praja.payroll.models import BankFileForm, RunFile, Slip
from praja.payroll.outputs import actions as outputs
from praja.payroll.outputs.bank import actions
from praja.payroll.outputs.bank.actions import BankFormRefused
from praja.payroll.outputs.bank.shape import USUAL, BankColumn, BankFormat, Form
from praja.people.models import BankAccountHistory
from tests.integration.payroll.runs_world import PayDay
from tests.integration.people.conftest import role

BANK, WHY = "Bank Jateng", "Surat Bank Jateng 12/OPS/2026"
SHAPE = BankFormat(
    Form.LEBAR_TETAP,
    (BankColumn("nomor_rekening", "Rek", 16), BankColumn("jumlah", "Nominal", 12, True, True)),
    headings=False,
)


def propose(
    payday: PayDay, shape: BankFormat = SHAPE, by: str = "bendahara_kota", **more: Any
) -> BankFileForm:
    said = {"government": payday.office.government, "bank": BANK, "reason": WHY, **more}
    return actions.propose(shape=shape, by=payday.user(by), on=payday.on, **said)


def accept(payday: PayDay, form: BankFileForm, by: str = "penyetuju_kota") -> BankFileForm:
    return actions.decide(form=form, accept=True, why="", by=payday.user(by), on=payday.on)


def bank_file(payday: PayDay) -> tuple[str, bytes]:
    run = payday.paid()
    outputs.ask_for_files(run=run, by=payday.user("bendahara"))
    run_all()
    (found,) = RunFile.objects.filter(run=run, role=PeranBerkas.KELUARAN, name__startswith="bank-")
    return found.name, read(found.sha256) or b""


def test_a_confirmed_form_is_the_one_that_is_written(payday: PayDay) -> None:
    accept(payday, propose(payday))
    name, data = bank_file(payday)
    paid = (
        Slip.objects.filter(state="dibayar", net__gt=0).exclude(bank_number="").order_by("unit_name", "name")
    )
    assert name.endswith(".txt")
    assert sorted(data.decode().splitlines()) == sorted(
        f"{slip.bank_number:<16}{slip.net:012}" for slip in paid
    )
    notes = RunFile.objects.get(name__startswith="catatan-berkas")
    assert b"versi 1, diusulkan" in (read(notes.sha256) or b"")


def test_a_proposal_changes_nothing_before_it_is_confirmed(payday: PayDay) -> None:
    propose(payday)
    name, data = bank_file(payday)
    assert name.endswith(".xlsx") and data.startswith(b"PK")


def test_who_proposes_does_not_confirm(payday: PayDay) -> None:
    both = role(payday.user("bendahara_kota"), Role.ADMIN_APLIKASI, None)
    form = propose(payday)
    with pytest.raises(BankFormRefused, match="Yang mengusulkan"):
        actions.decide(form=form, accept=True, why="", by=both, on=payday.on)
    with pytest.raises(IntegrityError, match="maker_is_not_checker"), transaction.atomic():
        BankFileForm.objects.filter(pk=form.pk).update(
            accepted=True, decided_by=form.made_by, decided_at=timezone.now()
        )


@pytest.mark.parametrize("by", ["bendahara", "penyetuju_kota", "auditor", "tim"])
def test_only_the_treasurer_of_the_government_proposes(payday: PayDay, by: str) -> None:
    with pytest.raises(BankFormRefused, match="bendahara"):
        propose(payday, by=by)


@pytest.mark.parametrize("by", ["penyetuju", "bendahara_dua", "auditor"])
def test_only_who_approves_for_the_government_confirms(payday: PayDay, by: str) -> None:
    form = propose(payday)
    with pytest.raises(BankFormRefused, match="penyetuju"):
        accept(payday, form, by)
    form.refresh_from_db()
    assert form.accepted is None


def test_an_admin_confirms_without_seeing_what_anybody_is_paid(payday: PayDay, client: Any) -> None:
    payday.paid()
    admin = role(User.objects.create_user("adm", name="Admin"), Role.ADMIN_APLIKASI, None)
    form = propose(payday)
    client.force_login(admin)
    shown = client.get(reverse("payroll:bank_form", args=[form.pk])).content.decode()
    assert "Setujui" in shown
    assert all(slip.bank_number not in shown for slip in Slip.objects.exclude(bank_number=""))
    client.post(reverse("payroll:bank_form_accept", args=[form.pk]))
    form.refresh_from_db()
    assert form.accepted and form.decided_by == admin


def test_the_page_shows_real_rows_to_those_who_see_them(payday: PayDay, client: Any) -> None:
    run = payday.paid()
    form = propose(payday)
    slip = Slip.objects.filter(run=run, state="dibayar").exclude(bank_number="").first()
    assert slip is not None
    client.force_login(payday.user("penyetuju_kota"))
    assert (
        f"{slip.bank_number:<16}{slip.net:012}"
        in client.get(reverse("payroll:bank_form", args=[form.pk])).content.decode()
    )


def test_a_later_version_takes_the_place_of_the_first_and_both_are_kept(payday: PayDay) -> None:
    first = accept(payday, propose(payday))
    with pytest.raises(BankFormRefused, match="sama persis"):
        propose(payday)
    second = propose(payday, USUAL)
    with pytest.raises(BankFormRefused, match="menunggu"):
        propose(payday, USUAL)
    accept(payday, second)
    first.refresh_from_db()
    assert first.ended_at is not None and second.version == 2
    kinds = list(Event.objects.filter(kind__startswith="payroll.bank_form").values_list("kind", flat=True))
    assert sorted(kinds) == sorted(["payroll.bank_form_proposed", "payroll.bank_form_accepted"] * 2)


def test_a_refusal_has_a_reason_and_leaves_what_was(payday: PayDay) -> None:
    first = accept(payday, propose(payday))
    second = propose(payday, USUAL)
    with pytest.raises(BankFormRefused, match="alasan"):
        actions.decide(form=second, accept=False, why="tidak", by=payday.user("penyetuju_kota"), on=payday.on)
    actions.decide(
        form=second,
        accept=False,
        why="Tidak ada dalam surat bank.",
        by=payday.user("penyetuju_kota"),
        on=payday.on,
    )
    first.refresh_from_db()
    assert first.ended_at is None
    with pytest.raises(BankFormRefused, match="sudah diputuskan"):
        accept(payday, second)
    third = propose(payday, USUAL)
    actions.withdraw(form=third, by=payday.user("bendahara_kota"), on=payday.on)
    assert propose(payday, USUAL).version == 4


@pytest.mark.parametrize(
    "change",
    ["shape = '{}'", "bank = 'Bank Lain'", "accepted = NULL, decided_by_id = NULL, decided_at = NULL",
     "ended_at = NULL", "made_by_id = decided_by_id"],
)  # fmt: skip
def test_the_database_refuses_to_change_what_was_confirmed(payday: PayDay, change: str) -> None:
    accept(payday, propose(payday))
    accept(payday, propose(payday, USUAL))
    for version in (1, 2):
        with pytest.raises(ProgrammingError, match="tidak dapat diubah"), transaction.atomic():
            connection.cursor().execute(
                f"UPDATE payroll_bankfileform SET {change}, reason = 'lain' WHERE version = {version}"
            )
    with pytest.raises(ProgrammingError, match="tidak dapat diubah"), transaction.atomic():
        connection.cursor().execute("DELETE FROM payroll_bankfileform")


def test_a_treasurer_describes_looks_and_proposes(payday: PayDay, client: Any) -> None:
    payday.paid()
    client.force_login(payday.user("bendahara_kota"))
    address = reverse("payroll:bank_form_propose", args=[payday.office.government.pk])
    shown = client.get(address)
    assert shown.status_code == 200
    said = {"bank": BANK, "form": "lebar_tetap", "separator": "titik_koma", "encoding": "utf-8",
            "dates": "%d-%m-%Y", "reason": WHY,
            "kolom-TOTAL_FORMS": "16", "kolom-INITIAL_FORMS": "16"}  # fmt: skip
    lacking = {**said, "kolom-0-value": "jumlah", "kolom-0-ORDER": "1", "lihat": ""}
    answer = client.post(address, lacking)
    assert answer.status_code == 400
    assert "Nomor rekening belum ada" in answer.content.decode()
    columns = {
        "kolom-0-value": "jumlah", "kolom-0-title": "Nominal", "kolom-0-width": "12", "kolom-0-right": "on",
        "kolom-0-zeros": "on", "kolom-0-ORDER": "2",
        "kolom-1-value": "nomor_rekening", "kolom-1-title": "Rek", "kolom-1-width": "16",
        "kolom-1-ORDER": "1",
    }  # fmt: skip
    looked = client.post(address, {**said, **columns, "lihat": ""})
    assert "Begini jadinya" in looked.content.decode() and not BankFileForm.objects.exists()
    client.post(address, {**said, **columns, "usul": ""})
    made = BankFileForm.objects.get()
    assert BankFormat.from_json(made.shape) == SHAPE
    client.force_login(payday.user("penyetuju_kota"))
    assert "1 bentuk berkas bank menunggu" in client.get(reverse("payroll:bank_forms")).content.decode()


def test_two_people_with_one_account_are_told_before_approval_and_with_the_files(
    payday: PayDay, client: Any
) -> None:
    BankAccountHistory.objects.filter(person=payday.office.sari).update(number="777")
    BankAccountHistory.objects.filter(person=payday.office.head).update(number="77-7")
    run = payday.checked()
    client.force_login(payday.user("penyetuju"))
    shown = client.get(reverse("payroll:run", args=[run.pk])).content.decode()
    assert "rekening yang sama" in shown and payday.office.sari.name in shown
    run = payday.paid(payday.approved(run))
    outputs.ask_for_files(run=run, by=payday.user("bendahara"))
    run_all()
    notes = RunFile.objects.get(run=run, name__startswith="catatan-berkas")
    assert " dipakai 2 orang" in (read(notes.sha256) or b"").decode()
