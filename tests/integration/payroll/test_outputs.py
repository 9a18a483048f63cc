"""What leaves the office: made from a locked run only, whole, and adding up to what is paid."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from praja.files.disk import read
from praja.jobs.testing import run_all
from praja.payroll.enums import KeadaanSlip, PeranBerkas
from praja.payroll.models import Run, RunFile, Slip
from praja.payroll.outputs import actions
from praja.payroll.outputs.actions import OutputsRefused
from praja.payroll.outputs.source import Source
from praja.people.models import GolonganHistory, StatusHistory
from tests.integration.payroll.facts_world import relative, since
from tests.integration.payroll.runs_world import REASON, PayDay


def files_of(run: Run) -> dict[str, bytes]:
    rows = RunFile.objects.filter(run=run, role=PeranBerkas.KELUARAN)
    return {one.name: read(one.sha256) or b"" for one in rows}


@pytest.fixture
def run(payday: PayDay) -> Run:
    run = payday.paid()
    actions.ask_for_files(run=run, by=payday.user("bendahara"))
    assert "payroll.outputs" in run_all()
    return run


def test_every_kind_of_file_is_there_and_whole(run: Run) -> None:
    files = files_of(run)
    kinds = {name.split("-")[0] for name in files}
    assert kinds >= {"daftar", "rekap", "bank", "surat", "sipd", "iuran", "catatan"}
    for name, data in files.items():
        start = {"pdf": b"%PDF-", "xlsx": b"PK\x03\x04", "txt": b""}[name.rsplit(".", 1)[1]]
        assert data.startswith(start), name
        assert run.pk.hex[:8] in name


def test_the_bank_is_told_what_the_slips_say(run: Run) -> None:
    (data,) = (data for name, data in files_of(run).items() if name.startswith("bank-"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Lampiran Detail"]
    head, *rows, sums = sheet.iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    paid = Slip.objects.filter(run=run, state=KeadaanSlip.DIBAYAR, net__gt=0).exclude(bank_number="")
    assert {row["Nomor rekening"]: row["Diterima"] for row in told} == dict(
        paid.values_list("bank_number", "net")
    )
    assert all(row["Bersih"] - row["Jumlah potongan"] == row["Diterima"] for row in told)
    assert sums[-1] == sum(row["Diterima"] for row in told)


def left_out_of(run: Run) -> dict[str, set[str]]:
    """Return by file who is told not to stand in it, each with a reason."""
    (data,) = (data for name, data in files_of(run).items() if name.startswith("tidak-ikut-"))
    _head, *rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    found: dict[str, set[str]] = {}
    for _name, nip, _unit, files, why, _to_do in rows:
        assert why and len(why) > 5
        for file in files.split(", "):
            found.setdefault(file, set()).add(nip)
    return found


def test_everyone_stands_in_each_file_or_is_named_with_the_reason(payday: PayDay, run: Run) -> None:
    files, out = files_of(run), left_out_of(run)
    everyone = {slip.nip: slip for slip in Slip.objects.filter(run=run)}
    unpaid = {nip for nip, slip in everyone.items() if slip.state != KeadaanSlip.DIBAYAR}
    assert unpaid and all(unpaid <= nips for nips in out.values())
    (sipd,) = (data for name, data in files.items() if name.startswith("sipd-"))
    in_sipd = {
        row[0] for row in openpyxl.load_workbook(io.BytesIO(sipd)).active.iter_rows(2, values_only=True)
    }
    bank = "".join(str(cell) for cell in _cells(files, "bank-"))
    in_bank = {nip for nip, slip in everyone.items() if slip.bank_number and slip.bank_number in bank}
    in_tax = {nip for nip in everyone if any(name.startswith("coretax-") for name in files)} - out["Coretax"]
    for told, stands in (("SIPD", in_sipd), ("Bank", in_bank - unpaid), ("Coretax", in_tax)):
        assert stands | out[told] == set(everyone) and not stands & out[told], told


def test_the_family_columns_of_sipd_are_filled_and_what_stays_blank_is_told(payday: PayDay) -> None:
    sari, head = payday.office.sari, payday.office.head
    days = since(2020, 1, 1)
    relative(sari, "suami", "Budi", supported=days, married_on=date(2015, 5, 5), works_as_asn=True)
    relative(sari, "anak_kandung", "Citra", supported=days, birth_date=date(2018, 2, 2))
    relative(head, "istri", "Dewi", married_on=date(2010, 1, 1), divorced_on=date(2020, 1, 1))
    run = payday.paid()
    actions.ask_for_files(run=run, by=payday.user("bendahara"))
    assert "payroll.outputs" in run_all()
    files = files_of(run)
    (sipd,) = (data for name, data in files.items() if name.startswith("sipd-"))
    head_row, *rows = openpyxl.load_workbook(io.BytesIO(sipd)).active.iter_rows(values_only=True)
    told = {row[0]: dict(zip(head_row, row, strict=True)) for row in rows}
    columns = ("Status Pernikahan", "Jumlah Tanggungan", "Pasangan PNS", "NIP Pasangan")

    assert [told[sari.nip][name] for name in columns] == ["1", "2", "YA", None]
    assert [told[head.nip][name] for name in columns] == [None, "0", None, None]
    (notes,) = (data.decode() for name, data in files.items() if name.startswith("catatan-"))
    assert "NIP Pasangan" in notes and "Status Pernikahan 1 orang" in notes


def _cells(files: dict[str, bytes], kind: str) -> list[object]:
    wanted = [data for name, data in files.items() if name.startswith(kind)]
    books = [openpyxl.load_workbook(io.BytesIO(data)) for data in wanted]
    rows = [row for book in books for sheet in book for row in sheet.iter_rows(values_only=True)]
    return [cell for row in rows for cell in row]


def test_a_job_done_twice_makes_nothing_twice(payday: PayDay, run: Run) -> None:
    before = files_of(run)
    assert actions.make(str(run.pk), run.attempt) == 0
    assert files_of(run) == before


def test_files_are_made_from_locked_runs_only(payday: PayDay) -> None:
    checked = payday.checked()
    with pytest.raises(OutputsRefused, match="disetujui"):
        actions.ask_for_files(run=checked, by=payday.user("bendahara"))
    assert actions.make(str(checked.pk), checked.attempt) == 0
    assert not RunFile.objects.filter(run=checked, role=PeranBerkas.KELUARAN).exists()


def test_a_run_that_is_opened_again_gets_no_files_of_before(payday: PayDay) -> None:
    run = payday.paid()
    from praja.payroll.runs.actions import reopen

    reopen(run=run, reason=REASON, by=payday.user("penyetuju"), on=payday.on)
    assert actions.make(str(run.pk), run.attempt) == 0


def test_only_those_who_pay_or_approve_have_them_made(payday: PayDay) -> None:
    run = payday.paid()
    with pytest.raises(OutputsRefused, match="bendahara"):
        actions.ask_for_files(run=run, by=payday.user("auditor"))


def test_the_page_offers_to_make_them_and_then_lists_them(payday: PayDay, client) -> None:  # type: ignore[no-untyped-def]
    run = payday.paid()
    client.force_login(payday.user("bendahara"))
    address = reverse("payroll:run_outputs", args=[run.pk])
    assert "Buat berkas" in client.get(address).content.decode()
    client.post(address)
    assert "Berkas sedang dibuat" in (waiting := client.get(address).content.decode())
    assert "Buat berkas" not in waiting
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    run_all()
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    shown = client.get(address).content.decode()
    assert "rekap-gaji-2026-11" in shown and "Buat berkas" not in shown
    assert all(slip.name in shown for slip in Slip.objects.filter(run=run).exclude(state=KeadaanSlip.DIBAYAR))


def test_a_form_of_tpp_tells_post_and_years_although_its_law_reads_neither(payday: PayDay) -> None:
    names = ["jenis_jabatan", "eselon", "mkg"]
    tpp, gaji = payday.computed(payday.open(pay_list="tpp")), payday.computed()
    assert not set(names) & set(Source(tpp).people.columns)

    told = Source(tpp).people_with(names)

    assert told["nip"].to_list() == Source(tpp).people["nip"].to_list()
    assert (
        told.select("nip", *names).sort("nip").equals(Source(gaji).people.select("nip", *names).sort("nip"))
    )
    assert told["mkg"].null_count() < told.height


def test_who_has_no_golongan_has_none_on_the_slip(payday: PayDay) -> None:
    StatusHistory.objects.filter(person=payday.office.sari).update(status="pppk_paruh_waktu")
    GolonganHistory.objects.filter(person=payday.office.sari).delete()

    slip = payday.slip(payday.computed(), payday.office.sari)

    assert slip.golongan == ""
