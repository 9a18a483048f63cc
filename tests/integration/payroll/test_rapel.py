"""Rapel: closed months reckoned again, paid by lines of a later month, and listed to the rupiah."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from praja.files.disk import read
from praja.jobs.testing import run_all
from praja.payroll.extra import actions as extra
from praja.payroll.extra.actions import ExtraRefused
from praja.payroll.models import ExtraLine, Rapel, Run
from praja.payroll.outputs.actions import ask_for_files
from praja.payroll.rapel import actions
from praja.payroll.rapel.queries import has_rapel, of_line, of_run
from praja.payroll.rapel.replay import Due, find
from praja.payroll.runs import archive, stale
from praja.payroll.runs.verify import check_run
from praja.people.models import KgbHistory
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.runs_world import MONTH, PayDay
from tests.integration.payroll.test_extra import PDF, confirm, scan

PAST = datetime.date(2026, 10, 1)


@pytest.fixture
def late(payday: PayDay) -> Run:
    """A paid month, of which it becomes known afterwards that Sari had a KGB."""
    run = payday.paid(payday.approved(payday.checked(month(payday, PAST))))
    world.kgb(payday.office.sari, "III/a", 6, world.since(2026, 10, 1))
    return run


def due(payday: PayDay) -> list[Due]:
    return find(payday.dinas, "gaji", PAST, PAST).due


def give(payday: PayDay, by: str = "bendahara", **more: Any) -> int:
    said: dict[str, Any] = {"chosen": [one.token for one in due(payday)], "month": MONTH, **more}
    return actions.give(
        unit=payday.dinas, pay_list="gaji", first=PAST, last=PAST, document="900/RAPEL/1",
        document_date=MONTH, file=scan(payday), by=payday.user(by), on=payday.on, **said,
    )  # fmt: skip


def month(payday: PayDay, period: datetime.date = MONTH) -> Run:
    return payday.computed(payday.open(period=period, paid_on=period))


def test_what_a_late_kgb_adds_is_told_line_by_line_and_by_its_sk(payday: PayDay, late: Run) -> None:
    (one,) = due(payday)

    assert one.nip == payday.office.sari.nip
    (only,) = one.months
    parts = {(part.rule, part.cut): part for part in only.parts}
    assert not {"pph", "tunjangan_pph", "pembulatan"} & {rule for rule, _cut in parts}
    # The same law pays November by the same facts: its lines are what October should have been.
    paid, should = payday.slip(late, payday.office.sari), payday.slip(month(payday), payday.office.sari)
    assert parts["gaji_pokok", False].difference > 0
    for (rule, _cut), part in parts.items():
        assert (part.before, part.after) == (paid.amounts[rule], should.amounts[rule]), rule
    assert any("822/1" in said["why"] for said in only.causes)


def test_rapel_becomes_lines_and_the_list_of_the_run_equals_them(payday: PayDay, late: Run) -> None:
    (one,) = due(payday)
    sari = payday.office.sari

    assert give(payday) == 1

    lines = list(ExtraLine.objects.filter(person=sari))
    assert {line.kind: line.amount for line in lines} == {
        "tambahan_kekurangan": one.income, "pengurangan_keputusan": one.cuts,
    }  # fmt: skip
    assert not due(payday), "what is recorded is not offered again"
    confirm(payday, *lines)
    run = payday.paid(payday.approved(payday.checked(month(payday))))
    slip = payday.slip(run, sari)
    assert slip.amounts["baris_gaji_tambahan_kekurangan"] == one.income
    found = of_run(run)
    assert has_rapel(run) and not has_rapel(late)
    assert [paid.slip.pk for paid in found.people] == [slip.pk] and found.net == one.net
    assert sum(one_month.net for paid in found.people for one_month in paid.months) == found.net
    assert found.sums == (
        ("Kekurangan bulan lalu", one.income, run.totals["baris_gaji_tambahan_kekurangan"]),
        ("Potongan lain menurut keputusan", one.cuts, run.totals["baris_potong_gaji_pengurangan_keputusan"]),
    )
    assert all(listed == on_slips for _title, listed, on_slips in found.sums)
    assert [sum(p.difference for p in of_line(line)[0].parts) for line in lines] == [
        line.amount for line in lines
    ]
    assert check_run(run).wrong == [] and check_run(late).wrong == []

    ask_for_files(run=run, by=payday.user("bendahara"))
    run_all()
    files = {one.name: read(one.sha256) or b"" for one in archive.made_of(run)}
    paper, sheet = (data for name, data in sorted(files.items()) if name.startswith("rapel-"))
    assert paper.startswith(b"%PDF-")
    _head, *rows, last = openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True)
    signed = [row[8] if row[4] == "Penghasilan" else -row[8] for row in rows]
    assert sum(signed) == one.net == last[8]
    assert all("822/1" in row[9] and "900/RAPEL/1" in row[10] for row in rows)
    (funds,) = (data for name, data in files.items() if name.startswith("iuran-"))
    head, *told, sums = openpyxl.load_workbook(io.BytesIO(funds)).active.iter_rows(values_only=True)
    (earlier,) = (dict(zip(head, row, strict=True)) for row in told if row[5] == "Rapel")
    assert (earlier["NIP"], earlier["Bulan"]) == (sari.nip, f"{late.period:%Y-%m}")
    cuts = {part.title: part.difference for part in found.people[0].months[0].parts if part.cut}
    assert cuts and sum(cuts.values()) == one.cuts == sum(earlier[title] for title in cuts)
    assert all(sums[at] == sum(row[at] or 0 for row in told) for at in range(6, len(head)))
    (out,) = (data for name, data in files.items() if name.startswith("tidak-ikut-"))
    _head, *rows = openpyxl.load_workbook(io.BytesIO(out)).active.iter_rows(values_only=True)
    (reason,) = (row[4] for row in rows if row[1] == sari.nip and row[3] == "SIPD")
    titles = "Kekurangan bulan lalu, Potongan lain menurut keputusan"
    assert reason == f"Formulir SIPD tidak mempunyai kolom bagi baris {titles}."


def test_what_was_paid_too_much_comes_back(payday: PayDay, late: Run) -> None:
    (first,) = due(payday)
    give(payday)
    confirm(payday, *ExtraLine.objects.all())
    payday.paid(payday.approved(payday.checked(month(payday))))
    KgbHistory.objects.filter(person=payday.office.sari, mkg_years=6).delete()

    (back,) = due(payday)

    assert (back.income, back.cuts) == (-first.income, -first.cuts)
    give(payday, month=datetime.date(2026, 12, 1))
    kinds = set(ExtraLine.objects.filter(confirmed_at=None).values_list("kind", "amount"))
    assert kinds == {("pengurangan_kelebihan", first.income), ("tambahan_pengembalian", first.cuts)}


def test_a_withdrawn_line_sets_its_months_free(payday: PayDay, late: Run) -> None:
    before = due(payday)
    give(payday)
    line = ExtraLine.objects.filter(kind="tambahan_kekurangan").get()
    extra.withdraw(line=line, reason="Salah dokumennya", by=payday.user("bendahara"), on=payday.on)
    assert due(payday) == before


def test_only_what_comes_out_now_is_recorded(payday: PayDay, late: Run) -> None:
    (one,) = due(payday)
    for chosen, why in (
        ([f"{one.person_id}:{one.income + 1}:{one.cuts}"], "sudah berubah"),
        ([], "paling sedikit satu"),
        (["x"] * 201, "Paling banyak 200"),
    ):
        with pytest.raises(ExtraRefused, match=why):
            give(payday, chosen=chosen)
    with pytest.raises(ExtraRefused, match="sesudah bulan-bulan"):
        give(payday, month=PAST)
    for name in ("penyetuju", "bendahara_lain", "auditor"):
        with pytest.raises(ExtraRefused, match="Hanya bendahara"):
            give(payday, by=name)
    assert not Rapel.objects.exists()


def test_what_rapel_was_reckoned_from_is_never_changed(payday: PayDay, late: Run) -> None:
    give(payday)
    for change in (lambda: Rapel.objects.update(parts=[]), lambda: Rapel.objects.all().delete()):
        with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic():
            change()


def test_what_other_lists_paid_since_is_no_change_of_a_locked_run() -> None:
    was = {"orang": pl.DataFrame({"nip": ["1", "2"], "mkg": [1, 1], "bulan_ini(pph)": [0, 5]})}
    now = {"orang": pl.DataFrame({"nip": ["2", "1", "3"], "mkg": [1, 2, 1], "bulan_ini(pph)": [9, 9, 9]})}
    frame = stale.with_earlier_of(now, was)["orang"]
    assert frame.rows() == [("2", 1, 5), ("1", 2, 0), ("3", 1, 9)]
    assert stale.changed_people(was, {"orang": frame}) == ["1", "3"]


def test_the_pages_find_record_and_list(payday: PayDay, late: Run, client: Client) -> None:
    client.force_login(payday.user("bendahara"))
    where = {"pay_list": "gaji", "period": "2026-10-01", "last": "2026-10-01", "unit": str(payday.dinas.pk)}
    (one,) = due(payday)
    page = client.get(reverse("payroll:rapel"), where).content.decode()
    assert one.token in page and "822/1" in page and "Gaji pokok" in page
    said = {**where, "pilih": one.token, "month": "2026-11-01", "document": "900/RAPEL/2",
            "document_date": "2026-11-20"}  # fmt: skip
    missing = client.post(reverse("payroll:rapel"), said)
    assert missing.status_code == 400 and one.token in missing.content.decode()
    answer = client.post(reverse("payroll:rapel"), said | {"file": SimpleUploadedFile("r.pdf", PDF)})
    assert answer.status_code == 302, answer.content.decode()
    confirm(payday, *ExtraLine.objects.all())
    run = month(payday)
    page = client.get(reverse("payroll:run_rapel", args=[run.pk])).content.decode()
    assert payday.office.sari.name in page and "900/RAPEL/2" in page
    whole = client.get(reverse("payroll:run", args=[run.pk])).content.decode()
    assert reverse("payroll:run_rapel", args=[run.pk]) in whole
    line = ExtraLine.objects.filter(kind="tambahan_kekurangan").get()
    client.force_login(payday.office.sari.account)  # type: ignore[arg-type]
    assert "Seharusnya" in client.get(reverse("payroll:extra", args=[line.pk])).content.decode()
